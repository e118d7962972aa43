# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# TCP packets of 64 KB, whose copies are to be as on a wire, beside the same bytes sent as segments.

segments=45 segment=1448

frame_words() { echo "a0 eth dst $mac ip src $(address "$src") dst $(address "$dst") tcp sport $sport dport $dport"; }

# send_frames N WORDS - N frames from a packet socket of a0; sets busy and copies
#
# What the program executes is what is counted: the frames' way ends before its system call does.
send_frames() {
	local before

	before=$(counter)
	busy=$(python3 -c 'if True:
		import resource, subprocess, sys
		subprocess.run(sys.argv[1:], check=True)
		used = resource.getrusage(resource.RUSAGE_CHILDREN)
		print(round((used.ru_utime + used.ru_stime) * 1e9))' frame -b <<<"$(frame_words) $2 count $1")
	nap 0.3
	copies=$(($(counter) - before))
}

# send_cheapest N WORDS - the same, three times after a first one: busy is the least
#
# The program's own start is a hundredth of it, and takes more or less of the kernel each time.
send_cheapest() {
	local least=0

	send_frames "$@"
	for _ in 1 2 3; do
		send_frames "$@"
		((least && least <= busy)) || least=$busy
	done
	busy=$least
}

# measure_segments WORDS FRAMES - what mirroring adds to each segment of FRAMES frames; the mirror is up
measure_segments() {
	local n=$((packets / segments * segments)) verdict=ok with

	if [[ -n $profiling ]]; then
		profile_program "$n" frame -b <<<"$(frame_words) $1 count $2"
		return
	fi
	send_cheapest "$2" "$1"
	with=$busy
	if [[ $copies != "$n" ]]; then
		verdict="WRONG: $n wanted"
		wrong=$((wrong + 1))
	fi
	"${family}_end" </dev/null
	send_cheapest "$2" "$1"
	"${family}_begin" </dev/null
	row "$(awk -v a="$with" -v b="$busy" -v n="$n" 'BEGIN { printf "%.1f", (a - b) / n }')" insn/packet "$with" "$busy" \
		"$n" "$n" "$verdict"
}

nfm_wire() {
	session
	must mirrorctl session set s wire on
	measure_segments "zero $((segments * segment)) gso $segment" $((packets / segments))
}

tc_segments() {
	tc_matchall
	measure_segments "zero $segment" $((packets / segments * segments))
}

group nfm
command_case wire-64k nfm_wire
group tc
command_case segments-64k tc_segments
