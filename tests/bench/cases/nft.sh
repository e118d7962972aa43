# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# nft's statement dup.

nft_begin() {
	modules nft_dup_netdev
	must nft 'table netdev bench { chain i { type filter hook ingress device "b0" priority 0; }; }'
}

nft_end() { must nft delete table netdev bench; }

nft_rules() {
	to_nft >"$work/rules"
	must nft -f "$work/rules"
}

# What takes the place of thousands of rules here: one rule and a set.
nft_set() {
	{
		echo 'add set netdev bench s { type ipv4_addr . inet_service; }'
		echo 'add rule netdev bench i ip saddr . udp dport @s dup to "m0"'
		{ hit_host 1; miss_hosts $(($1 - 1)); } | sed 's,/32,,' | awk '
			{ printf "%s%s . %s", NR == 1 ? "add element netdev bench s { " : ", ", $3, $4 } END { print " }" }'
	} >"$work/rules"
	must nft -f "$work/rules"
}

nft_all() { must nft 'add rule netdev bench i dup to "m0"'; }
nft_hit() { hit 1 | nft_rules; }
nft_miss() { miss_hosts 1 | nft_rules; }
nft_masks_hit() { { miss_masks $(($1 - 1)); hit 999; } | nft_rules; }
nft_masks_miss() { miss_masks "$1" 1 "${2:-udp}" | nft_rules; }

group nft
packet_case all steady all nft_all
packet_case rule1-hit steady all nft_hit
packet_case set10k-hit steady all nft_set 10000
packet_case masks33-hit steady all nft_masks_hit 33
packet_case masks33-hit-64k-flows flows all nft_masks_hit 33
packet_case rule1-miss steady none nft_miss
packet_case rule1-miss-64k-flows flows none nft_miss
packet_case masks32-miss steady none nft_masks_miss 32
packet_case masks32-miss-64k-flows flows none nft_masks_miss 32
packet_case masks32-other-proto-miss steady none nft_masks_miss 32 tcp
