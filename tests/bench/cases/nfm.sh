# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# nf_mirror's own cases.

nfm_begin() { must modprobe nf_mirror; }

# Without the module nothing of the case goes on in the background: a million rules take a while to be freed.
nfm_end() {
	must mirrorctl session flush
	must rmmod nf_mirror
}

# session [NAME [SOURCE [TARGET]]] - rules from standard input
session() {
	must mirrorctl session add "${1:-s}" to dev "${3:-m0}" from dev "${2:-b0}" dir in
}

rules() {
	to_nfm >"$work/rules"
	must mirrorctl rule replace "${1:-s}" -f "$work/rules"
}

with_rules() {
	session
	rules
}

nfm_elsewhere() {
	session s c0
	hit 1 | rules
}

nfm_hit() { hit 1 | with_rules; }
nfm_miss() { miss_hosts 1 | with_rules; }
nfm_hosts() { { hit_host 1; miss_hosts $(($1 - 1)); } | with_rules; }
nfm_masks_hit() { { miss_masks $(($1 - 1)) "${2:-1}"; hit 999; } | with_rules; }
nfm_masks_miss() { miss_masks "$1" "${2:-1}" "${3:-udp}" | with_rules; }

nfm_sessions_miss() {
	local i

	for ((i = 1; i <= $1; i++)); do
		session "s$i"
		miss_hosts "$i" | tail -n 1 | rules "s$i"
	done
}

nfm_replace() {
	session
	miss_hosts "$1" | to_nfm >"$work/rules"
	cost_of_rules "$1" mirrorctl rule replace s -f "$work/rules"
}

group nfm
packet_case no-source steady none nfm_elsewhere
packet_case matchall steady all session
packet_case rule1-hit steady all nfm_hit
packet_case rule10k-hit steady all nfm_hosts 10000
packet_case masks33-hit steady all nfm_masks_hit 33
packet_case masks33-hit-64k-flows flows all nfm_masks_hit 33
packet_case masks33x8-hit-64k-flows flows all nfm_masks_hit 33 8
packet_case rule1-miss steady none nfm_miss
packet_case rule1-miss-64k-flows flows none nfm_miss
packet_case masks32-miss steady none nfm_masks_miss 32
packet_case masks32-miss-64k-flows flows none nfm_masks_miss 32
packet_case masks32x8-miss-64k-flows flows none nfm_masks_miss 32 8
packet_case masks32-other-proto-miss steady none nfm_masks_miss 32 1 tcp
packet_case sessions4-miss steady none nfm_sessions_miss 4
packet_case rules1M-hit steady all nfm_hosts 1000000
command_case rule-replace-100k nfm_replace 100000

# ---- to a collector behind a tunnel: see tc.sh ----

nfmtun_begin() {
	nfm_begin
	collector
}

nfmtun_end() {
	nfm_end
	collector_end
}

nfm_tunnel() {
	must mirrorctl session add s to "$1" remote 10.8.0.2 "${@:2}" from dev b0 dir in
	hit 1 | rules
}

group nfmtun
packet_case vxlan steady all nfm_tunnel vxlan vni 7
packet_case gretap steady all nfm_tunnel gretap
packet_case erspan steady all nfm_tunnel erspan id 7
packet_case geneve steady all nfm_tunnel geneve vni 7
