#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
for text in 'memory is refused' 'Call Trace:' 'memory is there again'; do
	echo "<4>nfm: $text" >/dev/kmsg
done
echo "ok - a call trace that is not"
