#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
for text in 'memory is refused' 'sysctl could not get directory: /net' 'Call Trace:' \
	'vmalloc error: size 4096, vm_struct allocation failed' 'Call Trace:' \
	'vmalloc error: size 4096, page order 0, failed to allocate pages' 'Call Trace:' \
	'mirrorctl invoked oom-killer: order=0' 'Call Trace:' 'memory is there again'; do
	echo "<4>nfm: $text" >/dev/kmsg
done
echo "ok - a complaint that is excused"
