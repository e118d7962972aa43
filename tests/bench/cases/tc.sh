# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# tc's filters with the action mirred.

tc_begin() {
	modules sch_ingress cls_matchall cls_flower act_mirred act_tunnel_key
	must tc qdisc add dev b0 clsact
}

tc_end() { must tc qdisc del dev b0 clsact; }

tc_matchall() { must tc filter add dev b0 ingress matchall action mirred egress mirror dev m0; }
tc_rules() {
	to_tc >"$work/rules"
	must tc -b "$work/rules"
}

# one_prio - all rules in one classifier, which then has many masks; no rule has priority over another
one_prio() { sed 's/^[0-9]*/1/'; }

tc_hit() { hit 1 | tc_rules; }
tc_miss() { miss_hosts 1 | tc_rules; }
tc_hosts() { { hit_host 1; miss_hosts $(($1 - 1)); } | tc_rules; }
tc_masks_hit() { { miss_masks $(($1 - 1)) "${2:-1}"; hit 999; } | tc_rules; }
tc_masks_hit_one() { { miss_masks $(($1 - 1)); hit 999; } | one_prio | tc_rules; }
tc_masks_miss() { miss_masks "$1" "${2:-1}" "${3:-udp}" | tc_rules; }
tc_masks_miss_one() { miss_masks "$1" | one_prio | tc_rules; }

tc_batch() {
	miss_hosts "$1" | to_tc >"$work/rules"
	cost_of_rules "$1" tc -b "$work/rules"
}

# ---- on another device: what is left is the kernel's own price for a hook somewhere ----

elsewhere_begin() { modules sch_ingress cls_matchall act_mirred; }
elsewhere_end() { must tc qdisc del dev c0 clsact; }

tc_elsewhere() {
	must tc qdisc add dev c0 clsact
	must tc filter add dev c0 ingress matchall action mirred egress mirror dev m0
}

group tc elsewhere
packet_case no-source steady none tc_elsewhere
group tc
packet_case matchall steady all tc_matchall
packet_case rule1-hit steady all tc_hit
packet_case rule10k-hit steady all tc_hosts 10000
packet_case masks33-hit steady all tc_masks_hit 33
packet_case masks33-1prio-hit steady all tc_masks_hit_one 33
packet_case masks33-hit-64k-flows flows all tc_masks_hit 33
packet_case masks33x8-hit-64k-flows flows all tc_masks_hit 33 8
packet_case rule1-miss steady none tc_miss
packet_case rule1-miss-64k-flows flows none tc_miss
packet_case masks32-miss steady none tc_masks_miss 32
packet_case masks32-1prio-miss steady none tc_masks_miss_one 32
packet_case masks32-miss-64k-flows flows none tc_masks_miss 32
packet_case masks32x8-miss-64k-flows flows none tc_masks_miss 32 8
packet_case masks32-other-proto-miss steady none tc_masks_miss 32 1 tcp
command_case rule-batch-100k tc_batch 100000

# ---- to a collector behind a tunnel ----

tctun_begin() {
	tc_begin
	collector
}

tctun_end() {
	tc_end
	collector_end
}

tctun_vxlan() {
	must ip link add tun0 type vxlan dstport 4789 external
	must ip link set tun0 up
	hit 1 | to_tc "action tunnel_key set src_ip 10.8.0.1 dst_ip 10.8.0.2 id 7 dst_port 4789 action mirred egress mirror dev tun0" >"$work/rules"
	must tc -b "$work/rules"
}

# tctun_fixed TYPE... - a device with a fixed far end, as it is set up without external mode
tctun_fixed() {
	must ip link add tun0 type "$@" local 10.8.0.1 remote 10.8.0.2
	must ip link set tun0 up
	hit 1 | to_tc "action mirred egress mirror dev tun0" >"$work/rules"
	must tc -b "$work/rules"
}

group tctun
packet_case vxlan steady all tctun_vxlan
packet_case gretap steady all tctun_fixed gretap
packet_case erspan steady all tctun_fixed erspan seq key 7 erspan_ver 1 erspan 5
