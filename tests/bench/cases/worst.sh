# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# What who sends packets, and who has sessions in another network namespace, can make of a packet's price.

# ---- the dearest packet ----

# Each has another source port, so that no decision is remembered. Of its headers there are as many as are looked at,
# none of them in the linear part of the skb. The rules ask for all of them, so that each mask has each word of the key;
# they differ from the packet in the source port alone, which is compared last, and have no bit of it in common, which
# would spare the mask. Tables are as full as they get before they grow. The last packet fits a rule and is copied.

worst_mac=02:00:00:00:00:01 worst_src=fd00:: worst_dst=fd01::

# worst_frames N
worst_frames() {
	awk -v n="$1" -v mac="$mac" -v from="$worst_mac" -v src="$worst_src" -v dst="$worst_dst" -v dport="$dport" 'BEGIN {
		for (i = 0; i < 15; i++)
			options = options " dopt"
		for (i = 1; i <= n; i++)
			printf "a0 eth src %s dst %s svlan 7 vlan 8 ip6 src %s dst %s%s fh mf id %d %s sport %d dport %d %s\n",
				from, mac, src, dst, options, i, "tcp", i < n ? 1024 + i : 1, dport, "zero 4100 linear 14"
	}' >"$work/frames"
}

# worst_rules MASKS PER
worst_rules() {
	awk -v masks="$1" -v per="$2" -v mac="$mac" -v from="$worst_mac" -v src="$worst_src" -v dst="$worst_dst" \
		-v dport="$dport" 'BEGIN {
		for (m = 0; m < masks; m++)
			for (i = 0; i < per; i++) {
				port = 1 + m * 4 + int(i / 2)
				printf "prio %d src_mac %s dst_mac %s protocol ipv6 vlan_id 7 vlan_prio 0 cvlan_id 8", m, from, mac
				printf " src_ip %s/%d dst_ip %s/%d", src, 65 + m % 64, dst, 127 + m / 64
				printf " ip_proto tcp tos 0 ttl 64 frag first src_port %d dst_port %d", i % 2 ? 65535 - port : port, dport
				printf " tcp_flags ack mark 0 indev b0\n"
			}
	}'
}

# nfm_worst MASKS PER
nfm_worst() {
	local n=$((packets / 10))

	session
	worst_rules "$@" >"$work/rules"
	must mirrorctl rule replace s -f "$work/rules"
	worst_frames "$n"
	measure_frames "$n" 1
}

group nfm
packet_case masks128x8-miss-64k-flows flows none nfm_masks_miss 128 8
command_case worst-headers nfm_worst 1 1
command_case worst nfm_worst 128 6

# ---- a neighbour ----

#     pktgen -> a0 ~~~ b0 (mirrored)      frame -> x0 ~~~ x1 (mirrored) in the network namespace `neighbour`
#
# Packets of 32 flows, one of each a round, whose decisions are remembered from round to round unless the neighbour's
# packets have pushed them out.

few=32 few_rounds=20 neighbours=16 flood=128

neighbour_begin() {
	must ip netns add neighbour
	must ip netns exec neighbour sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	must ip link add name x0 type veth peer name x1 netns neighbour
	must ip link set x0 up
	must ip -n neighbour link set x1 up
	nap 1.5
	awk -v n="$flood" -v mac="$mac" -v dport="$dport" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "x0 eth dst %s ip src 10.%d.%d.1 dst 172.16.0.1 udp sport 9 dport %d\n", mac, i * 2, i, dport
	}' >"$work/flood"
}

neighbour_sessions() {
	local i

	miss_masks 128 8 | to_nfm >"$work/rules"
	for ((i = 1; i <= neighbours; i++)); do
		must mirrorctl -n neighbour session add "n$i" from dev x1 dir in
		must mirrorctl -n neighbour rule replace "n$i" -f "$work/rules"
	done
}

neighbour_end() {
	must ip link del x0
	must ip netns del neighbour
}

# bursts [COMMAND...] - that command and then a packet of each flow, round by round; sets busy: a packet's instructions
bursts() {
	local i said used=0

	for ((i = 0; i < few_rounds; i++)); do
		"$@"
		# In place of the last round's result. The command may return before all is sent.
		echo "count $few" >"$pg/a0"
		echo start >"$pg/pgctrl"
		until said=$(<"$pg/a0") && [[ $said = *usec* ]]; do nap 0.05; done
		[[ $said =~ pkts-sofar:\ $few\ .*OK:\ ([0-9]+)\( ]] || die "pktgen: $said"
		used=$((used + BASH_REMATCH[1] * 1000))
	done
	busy=$((used / few_rounds / few))
}

# nfm_neighbour silent | loud - before each round its packets come, or they do not
nfm_neighbour() {
	local without seen want=0 verdict=ok flooding=(:)

	[[ -z $profiling ]] || die "$case_name: the profiler cannot tell the neighbour's packets from others"
	neighbour_begin
	if [[ $1 = loud ]]; then
		flooding=(must frame -b "$work/flood")
		want=$((few_rounds * flood))
	fi
	program few "$few"
	bursts "${flooding[@]}"
	without=$busy
	neighbour_sessions
	miss_masks 32 | with_rules
	bursts "${flooding[@]}"
	seen=$(mirrorctl -n neighbour -j -s session show | counters seen | tr ' ' '\n' | sort -u | xargs)
	if [[ $seen != "$want" ]]; then
		verdict="WRONG: the neighbour has seen $seen packets, $want wanted"
		wrong=$((wrong + 1))
	fi
	row "$((busy - without))" insn/packet "$busy" "$without" - $((few_rounds * few)) "$verdict"
	neighbour_end
}

command_case neighbour-silent nfm_neighbour silent
command_case neighbour-loud nfm_neighbour loud
