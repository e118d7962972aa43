# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What the guest side of the test machine shares.

guest_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# An out-of-tree module (bit 12) without a signature (bit 13) is what is tested here, also by unit tests (bit 18); any
# other bit is a fault.
expected_taint=$((1 << 12 | 1 << 13 | 1 << 18))
kmemleak=/sys/kernel/debug/kmemleak

# klog [MARK] - the kernel log, whole or from after the line that holds MARK
#
# Read record by record from /dev/kmsg, so that a test's `dmesg --clear` hides nothing.
klog() {
	{ dd if=/dev/kmsg iflag=nonblock bs=16384 2>/dev/null || true; } |
		sed -nE 's/^[0-9]+,[0-9]+,([0-9]+)([0-9]{6}),[^;]*;/[\1.\2] /p; s/^[0-9]+,[0-9]+,([0-9]{1,6}),[^;]*;/[0.\1] /p' |
		{ if [[ -n ${1:-} ]]; then sed "1,/$1/d"; else cat; fi; }
}

# without_excused - the log without the call traces of complaints that memory refused on purpose brings about: of a
# sysctl directory, of vmalloc() and of a process that is killed, where a test says so by two lines, and of no other
without_excused() {
	awk '
	/nfm: memory is refused$/ { refused = 1 }
	/nfm: memory is there again$/ { refused = 0 }
	refused && /sysctl could not get directory| invoked oom-killer: / { complaint = 1 }
	refused && /vmalloc error: size [0-9]+, (vm_struct allocation failed|.*failed to allocate)/ { complaint = 1 }
	/Call Trace:/ && complaint { complaint = 0; next }
	{ print }'
}

# without_races_elsewhere - the log without the first line of reports of data races that nf_mirror has no part in: the
# kernel has some of its own. What an interrupt came upon, below it in a trace, has no part in what it does.
without_races_elsewhere() {
	awk '
	function end() {
		if (report && ours)
			print report
		report = ""
	}
	/BUG: KCSAN:/ { end(); report = $0; ours = below = 0; next }
	report && / (read|write|read-write|assert no (accesses|writes)) .*to 0x/ { below = 0 }
	report && /asm_(sysvec|common_interrupt)/ { below = 1 }
	report && !below && /nf_mirror/ { ours = 1 }
	report && /=====$/ { end() }
	{ print }
	END { end() }'
}

# shellcheck disable=SC2120 # MARK may be left out
# splats [MARK] - what in that log is a fault of the kernel; fails where there is nothing
splats() {
	klog "${1:-}" | without_excused | without_races_elsewhere | grep -E -f <(sed '/^#/d; /^$/d' "$guest_dir/splats")
}

# quiesce - until what the tests have removed is gone: a module that is about namespaces unloads after they are
quiesce() {
	modprobe pktgen && timeout 120 modprobe -r pktgen
}

# leaks - print the memory that nobody has a pointer to any more; fails where there is none
#
# Only what is more than five seconds old, and still without a pointer the third time.
leaks() {
	[[ -w $kmemleak ]] || return 1
	sleep 6
	echo scan >"$kmemleak"
	echo scan >"$kmemleak"
	grep -q . "$kmemleak" || return 1
	# The first scan only learns what is there, and what the second has found may have been on its way.
	sleep 6
	echo scan >"$kmemleak"
	grep . "$kmemleak"
}

# klog_mark TEXT - leave a line in the kernel log, so that a fault can be put down to what ran at the time
klog_mark() {
	printf '<6>nfm: %s\n' "$1" >/dev/kmsg
}

# unexpected_taint - print the taint bits that should not be set; fails where there are none
unexpected_taint() {
	local taint

	taint=$(</proc/sys/kernel/tainted)
	((taint & ~expected_taint)) && printf '%#x\n' $((taint & ~expected_taint))
}
