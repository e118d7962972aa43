# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What the guest side of the test machine shares.

guest_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# An out-of-tree module (bit 12) without a signature (bit 13) is what is tested here, also by unit tests (bit 18); any
# other bit is a fault.
expected_taint=$((1 << 12 | 1 << 13 | 1 << 18))
kmemleak=/sys/kernel/debug/kmemleak
net_slab=/sys/kernel/slab/net_namespace

# klog [MARK] - the kernel log, whole or from after the line that holds MARK
#
# Read record by record from /dev/kmsg, so that a test's `dmesg --clear` hides nothing.
klog() {
	{ dd if=/dev/kmsg iflag=nonblock bs=16384 2>/dev/null || true; } |
		sed -nE 's/^[0-9]+,[0-9]+,([0-9]+)([0-9]{6}),[^;]*;/[\1.\2] /p; s/^[0-9]+,[0-9]+,([0-9]{1,6}),[^;]*;/[0.\1] /p' |
		{ if [[ -n ${1:-} ]]; then sed "0,/$1/d"; else cat; fi; }
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

# without_uninitialised_elsewhere - the log without the first line of two of KMSAN's reports of Linux 6.1: the traffic
# class that IPv4 gives no TCP socket in TIME_WAIT, and a size in vmalloc() that comes from code that KMSAN does not see
without_uninitialised_elsewhere() {
	sed -E '/BUG: KMSAN: uninit-value in (tcp_v4_timewait_ack|__vmalloc_node_range)\+/d'
}

# shellcheck disable=SC2120 # MARK may be left out
# splats [MARK] - what in that log is a fault of the kernel; fails where there is nothing
splats() {
	klog "${1:-}" | without_excused | without_races_elsewhere | without_uninitialised_elsewhere |
		grep -E -f <(sed '/^#/d; /^$/d' "$guest_dir/splats")
}

# namespaces - how many network namespaces there are besides the first, which is in no slab
#
# With slab_nomerge nothing else is in that cache. What CPUs or KASAN have put by, freed, is given back before.
namespaces() {
	local count

	echo 1 >"$net_slab/shrink"
	read -r count _ <"$net_slab/objects"
	echo "$count"
}

# held_namespaces SECONDS - wait until all network namespaces but the first have gone, and print what stays; fails where
# nothing does
#
# One that nobody can find any more stays for as long as someone has a reference: for ever, where it is not put. The
# socket of a dead process whose peer does not answer puts its own after 102 seconds.
held_namespaces() {
	local end=$((SECONDS + $1)) pauses=(0.1 0.2 0.5 1 2) n=0 kept=0 count

	# Without this file the other one holds 0 at all times.
	if [[ ! -e $net_slab/total_objects ]]; then
		[[ $(uname -r) != *-coverage ]] && echo "this kernel does not count its network namespaces (CONFIG_SLUB_DEBUG)"
		return
	fi
	# Kernels with this list free those that have gone when the next go: one more goes, and that one is kept. Together
	# with others it would keep them too, so it is tried at ever longer intervals.
	grep -qw defer_free_list /proc/kallsyms && kept=1
	while ((SECONDS <= end)); do
		unshare --net true
		read -rt "${pauses[n++]:-5}" <> <(:)
		count=$(namespaces)
		[[ -n $count ]] && ((count <= kept)) && return 1
	done
	echo "network namespaces that do not go, since something has a reference: $((count - kept))"
}

# leaks - print the memory that nobody has a pointer to any more, or that nobody knows; fails where there is none
#
# Only what is more than five seconds old, and still without a pointer the third time.
leaks() {
	local found=''

	if [[ ! -e $kmemleak ]] || grep -qw kmemleak=off /proc/cmdline; then
		return 1
	fi
	sleep 6
	echo scan >"$kmemleak"
	echo scan >"$kmemleak"
	if grep -q . "$kmemleak"; then
		# The first scan only learns what is there, and what the second has found may have been on its way.
		sleep 6
		echo scan >"$kmemleak"
		found=$(grep . "$kmemleak") && found="memory has leaked:"$'\n'$found
	fi
	# It does that, for good, when it lacks memory for its books or they contradict each other. Then it refuses to be
	# told what it would do anyway.
	echo stack=on >"$kmemleak" || found="kmemleak has switched itself off: nobody knows what has leaked"$'\n'$found
	[[ -n $found ]] && echo "$found"
} 2>/dev/null

# klog_mark TEXT - leave a line in the kernel log, so that a fault can be put down to what ran at the time
klog_mark() {
	printf '<6>nfm: %s\n' "$1" >/dev/kmsg
}

# unexpected_taint - print the taint bits that should not be set; fails where there are none
#
# Each of KMSAN's reports sets bit 5, an excused one too. The log tells them apart, and has a `BUG:` of whatever else
# sets it.
unexpected_taint() {
	local taint expected=$expected_taint

	klog | grep 'BUG: KMSAN:' >/dev/null && expected=$((expected | 1 << 5))
	taint=$(</proc/sys/kernel/tainted)
	((taint & ~expected)) && printf '%#x\n' $((taint & ~expected))
}
