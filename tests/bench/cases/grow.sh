# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# How the cost grows: cases are grow/WHAT/TOOL/NUMBER, a chart a WHAT and a line a TOOL.

# targets N - devices t1 to tN besides m0, each with its sensor's end
targets() {
	local i

	for ((i = 1; i < $1; i++)); do
		must ip link add name "t$i" type veth peer name "t${i}s"
		must ip link set "t$i" up
		must ip link set "t${i}s" up
	done
	nap 3
}

targets_end() {
	local d

	for d in /sys/class/net/t[0-9]*s; do
		[[ ! -d $d ]] || must ip link del "${d##*/}"
	done
}

grown_nfm_begin() { nfm_begin; }
grown_nfm_end() { nfm_end; targets_end; }
grown_tc_begin() { tc_begin; }
grown_tc_end() { tc_end; targets_end; }
grown_nft_begin() { nft_begin; }
grown_nft_end() { nft_end; }

nfm_sessions_hit() {
	local i

	for ((i = 1; i <= $1; i++)); do
		session "s$i"
		hit 1 | rules "s$i"
	done
}

nfm_targets() {
	local i

	targets "$1"
	session
	for ((i = 1; i < $1; i++)); do
		must mirrorctl target add s dev "t$i"
	done
}

tc_targets() {
	local i actions=(action mirred egress mirror dev m0)

	targets "$1"
	for ((i = 1; i < $1; i++)); do
		actions+=(action mirred egress mirror dev "t$i")
	done
	must tc filter add dev b0 ingress matchall "${actions[@]}"
}

group grow grown_nfm
for n in 1 10 100 1000 10000 100000 1000000; do
	packet_case "rules/nf_mirror/$n" steady all nfm_hosts "$n"
done
for n in 1 2 4 8 16 32 64 128; do
	packet_case "masks/nf_mirror, one flow/$n" steady all nfm_masks_hit "$n"
	packet_case "masks/nf_mirror, 64,000 flows/$n" flows all nfm_masks_hit "$n"
	packet_case "masks/nf_mirror, 64,000 flows, 8 rules a mask/$n" flows all nfm_masks_hit "$n" 8
done
for n in 1 2 4 8 16 32 64; do
	packet_case "sessions/nf_mirror, miss/$n" steady none nfm_sessions_miss "$n"
	packet_case "sessions/nf_mirror, hit/$n" steady "$n" nfm_sessions_hit "$n"
	packet_case "targets/nf_mirror/$n" steady all nfm_targets "$n"
done
sizes="64 128 256 512 1024 1500 4096 9000 16384 32768 65000"
for n in $sizes; do
	packet_case "size/nf_mirror/$n" "steady:$n" all nfm_hit
done

group grow grown_tc
for n in 1 10 100 1000 10000; do
	packet_case "rules/tc flower/$n" steady all tc_hosts "$n"
done
for n in 1 2 4 8 16 32 64 128; do
	packet_case "masks/tc flower/$n" flows all tc_masks_hit "$n"
done
# An action list has 32 at most.
for n in 1 2 4 8 16 32; do
	packet_case "targets/tc matchall/$n" steady all tc_targets "$n"
done
for n in $sizes; do
	packet_case "size/tc flower/$n" "steady:$n" all tc_hit
done

group grow grown_nft
for n in 1 10 100 1000 10000; do
	packet_case "rules/nft set/$n" steady all nft_set "$n"
done
for n in 1 2 4 8 16 32 64 128; do
	packet_case "masks/nft rules/$n" flows all nft_masks_hit "$n"
done
