#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
for text in 'BUG: KCSAN: data-race in here / there' \
	'read to 0xffff888000000000 of 8 bytes by task 1 on cpu 1:' ' here+0x1/0x2' \
	'write to 0xffff888000000000 of 8 bytes by interrupt on cpu 0:' ' there+0x1/0x2' \
	' asm_sysvec_apic_timer_interrupt+0x1/0x2' ' nfm_interrupted+0x1/0x2 [nf_mirror]' '=========='; do
	echo "<4>$text" >/dev/kmsg
done
echo "ok - a data race of the kernel's own"
