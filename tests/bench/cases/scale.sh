# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# All CPUs of the machine send, each on a device of its own, into one session: cases are scale/WHAT/cpusN.
#
# The instruction clock knows one CPU only, so the profiler counts here: see tests/bench/scale, which runs them.

cpus=$(nproc)

scale_begin() {
	local i

	nfm_begin
	for ((i = 1; i < cpus; i++)); do
		must ip link add name "a$i" type veth peer name "b$i"
		must ip link set "a$i" up
		must ip link set "b$i" up
	done
	nap 1.5
	for ((i = 0; i < cpus; i++)); do
		[[ -e $pg/a$i ]] || echo "add_device a$i" >"$pg/kpktgend_$i"
	done
}

# Without rem_device_all, which a CPU without time does later, to the device that it has been given since.
scale_end() {
	local i

	nfm_end
	for ((i = 1; i < cpus; i++)); do
		must ip link del "a$i"
		while [[ -e $pg/a$i ]]; do nap 0.1; done
	done
}

# send_all KIND N [WINDOW] - N packets on each CPU; sets copies as send does; the window's name is for the profiler
send_all() {
	local i line before devices=()

	for ((i = 0; i < cpus; i++)); do
		devices+=("a$i")
		while read -r line; do
			echo "$line" >"$pg/a$i" || die "pktgen refuses: $line"
		done < <(echo "flag !IPSRC_RND"; pktgen_lines "$1" "$2")
	done
	before=$(counter)
	# The command returns a moment later if a CPU had no time to begin. A device has a time when it has sent all.
	if [[ -n ${3:-} ]]; then
		printf '%s\t%s\n' "$3" $(($2 * cpus)) >>"$NFM_OUT/windows"
		bench-mark "$pg/pgctrl" $'start\n' usec "${devices[@]/#/$pg/}"
	else
		echo start >"$pg/pgctrl"
		for i in "${devices[@]}"; do
			until grep -q usec "$pg/$i"; do nap 0.1; done
		done
	fi
	nap 0.5
	copies=$(($(counter) - before))
}

# scale KIND SETUP... - a session on b*, then SETUP; without it first
scale() {
	local kind=$1 verdict=ok name=$case_name/cpus$cpus

	shift
	[[ -n $profiling ]] || die "the cases scale/* are for tests/bench/scale"
	send_all "$kind" 300
	send_all "$kind" "$packets" without
	session s 'b*'
	"$@"
	send_all "$kind" 300
	send_all "$kind" "$packets" "$name"
	keep_symbols
	if [[ $copies != $((packets * cpus)) ]]; then
		verdict="WRONG: $((packets * cpus)) wanted"
		wrong=$((wrong + 1))
	fi
	# The numbers are put in when the profile is read.
	case_name=$name row 0 insn/packet 0 0 "$copies" $((packets * cpus)) "$verdict"
}

scale_hit() { hit 1 | rules; }
scale_masks() { { miss_masks 32; hit 999; } | rules; }

group scale
command_case matchall scale steady :
command_case rule1-hit scale steady scale_hit
command_case masks33-hit scale steady scale_masks
command_case masks33-hit-64k-flows scale flows scale_masks
