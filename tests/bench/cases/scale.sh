# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# All CPUs of the machine send, each on a device of its own, into one session: cases are scale/WHAT/cpusN.
#
# The CPUs take turns and the clock counts the instructions of all, so that waiting for a lock counts.

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
}

scale_end() {
	local i

	nfm_end
	for ((i = 1; i < cpus; i++)); do
		echo rem_device_all >"$pg/kpktgend_$i"
		must ip link del "a$i"
	done
}

# send_all KIND N - N packets on each CPU; sets insn and copies as send does
send_all() {
	local i line before

	for ((i = 0; i < cpus; i++)); do
		echo rem_device_all >"$pg/kpktgend_$i"
		echo "add_device a$i" >"$pg/kpktgend_$i"
		while read -r line; do
			echo "$line" >"$pg/a$i"
		done < <(pktgen_lines "$1" "$2")
	done
	before=$(counter)
	echo start >"$pg/pgctrl"
	nap 0.3
	copies=$(($(counter) - before))
	insn=$(sed -n 's/^Result: OK: \([0-9]*\)(.*/\1/p' "$pg"/a[0-9] |
		awk -v n=$(($2 * cpus)) '$0 > most { most = $0 } END { printf "%.2f", most * 1000 / n }')
}

# scale KIND WANT SETUP... - a session on b*, then SETUP
scale() {
	local kind=$1 want=$2 without verdict=ok
	local name=$case_name

	shift 2
	case_name+=/cpus$cpus
	send_all "$kind" $((packets / 10))
	send_all "$kind" "$packets"
	without=$insn
	session s 'b*'
	"$@"
	send_all "$kind" $((packets / 10))
	send_all "$kind" "$packets"
	if [[ $copies != $((want * packets * cpus)) ]]; then
		verdict="WRONG: $((want * packets * cpus)) wanted"
		wrong=$((wrong + 1))
	fi
	row "$(awk -v a="$insn" -v b="$without" 'BEGIN { printf "%.1f", a - b }')" insn/packet "$insn" "$without" "$copies" \
		$((packets * cpus)) "$verdict"
	case_name=$name
}

scale_hit() { hit 1 | rules; }
scale_masks() { { miss_masks 32; hit 999; } | rules; }

group scale
command_case matchall scale steady 1 :
command_case rule1-hit scale steady 1 scale_hit
command_case masks33-hit scale steady 1 scale_masks
command_case masks33-hit-64k-flows scale flows 1 scale_masks
