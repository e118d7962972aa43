#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
for text in 'BUG: KCSAN: data-race in here / there' ' here+0x1/0x2' ' there+0x1/0x2' '=========='; do
	echo "<4>$text" >/dev/kmsg
done
echo "ok - a data race of the kernel's own"
