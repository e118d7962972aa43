# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# TCP packets of 64 KB, whose copies are to be as on a wire, beside the same bytes sent as segments.

segments=45 segment=1448

# wire_frames WORDS COUNT
wire_frames() {
	echo "a0 eth dst $mac ip src $(address "$src") dst $(address "$dst") tcp sport $sport dport $dport $1 count $2" \
		>"$work/frames"
}

nfm_wire() {
	local n=$((packets / segments))

	session
	must mirrorctl session set s wire on
	wire_frames "zero $((segments * segment)) gso $segment" "$n"
	measure_frames $((n * segments)) $((n * segments))
}

tc_segments() {
	local n=$((packets / segments * segments))

	tc_matchall
	wire_frames "zero $segment" "$n"
	measure_frames "$n" "$n"
}

group nfm
command_case wire-64k nfm_wire
group tc
command_case segments-64k tc_segments
