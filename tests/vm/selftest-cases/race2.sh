#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
for text in 'BUG: KCSAN: data-race in here / nfm_there' ' here+0x1/0x2' ' nfm_there+0x1/0x2 [nf_mirror]' '=========='; do
	echo "<4>$text" >/dev/kmsg
done
echo "ok - a data race of the module's"
