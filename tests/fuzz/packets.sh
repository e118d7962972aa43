#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Frames with headers that make no sense (tools/pktfuzz.c) through every kind of source: what arrives at the other end is
# what arrives there without sessions, byte for byte, in number and in order; a mirror of all has exactly what its
# source saw; every session's books are in order, those of sessions that shape and of tunnels too.
#
#   FUZZ_SEED=N      the frames of the run that printed this seed (a new one)
#   FUZZ_FIRST=N     from this one on (0)
#   FUZZ_FRAMES=N    how many (6000), bridged, then routed, then the IP packets of them without Ethernet, with sessions
#                    and without
#
#   p:eth0 ---- h:eth0  h:br0  h:eth1 ---- q:eth1        r:eth2 ---- h:eth2  routed  h:eth3 ---- t:eth3
#   h:mir0 ---- s:mon0   h:up0 ---- u:up0, which nobody hears        r:l3 ~~~~ h:l3, GRE without Ethernet over eth2
#   dummies d0 in all
#
# timeout: 3600
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

seed=${FUZZ_SEED:-$((0x$(od -An -N6 -tx8 /dev/urandom | tr -d ' ')))}
frames=${FUZZ_FRAMES:-6000}
first=${FUZZ_FIRST:-0}
router=02:00:00:00:00:22

# A rule for every key there is, none of which decides: lower ones come after.
rules() {
	cat <<-END
		prio 102 src_mac 02:00:00:00:00:77 action skip
		prio 101 dst_mac 02:00:00:00:00:78 action skip
		prio 100 arp_tip 10.128.0.0/9 action skip
		prio 99 protocol ipv4 src_ip 10.9.0.0/30 dst_ip 10.9.1.64/26 action skip
		prio 98 protocol ipv6 src_ip fd09::/64 dst_ip fd09:1::/32 action skip
		prio 97 ip_proto tcp src_port 1-1000 dst_port 0-32767 action skip
		prio 96 ip_proto udp dst_port 53,4789 action skip
		prio 95 ip_proto tcp tcp_flags syn/syn,ack action skip
		prio 94 ip_proto icmp icmp_type 8 icmp_code 0 action skip
		prio 93 ip_proto icmpv6 icmp_type 128 action skip
		prio 92 arp_op 1 action skip
		prio 91 arp_sip 10.0.0.0/8 arp_sha 02:00:00:00:00:00/fe:00:00:00:00:00 action skip
		prio 91 arp_tha 00:00:00:00:00:01/00:00:00:00:00:01 action skip
		prio 90 frag later action skip
		prio 89 frag first ttl 1-20 action skip
		prio 88 tos 0x10/0xfc action skip
		prio 87 vlan_id 1/1 action skip
		prio 86 cvlan_id 2/2 vlan_prio 1/1 action skip
		prio 85 mark 1/1 action skip
		prio 84 indev eth* ip_proto sctp action skip
	END
}

# Copies in every shape and through every tunnel.
shaped() {
	sed 's/^/session add /' <<-END
		wire wire on to dev d0 from dev eth0 dir in from dev eth2 dir in
		wire-cut wire on snaplen 64 vlan push 9 to dev d0 from bridge br0
		wire-strip wire on vlan strip snaplen l4+1 to dev d0 from dev eth1 dir out from dev eth3 dir out
		l4 snaplen l4+0 vlan push 10 802.1ad to dev d0 from dev eth0 dir in from inet
		chosen dedup 10000 sample flow 2 cutoff bytes 3000 rate 100kpps to dev d0 from dev eth0 from bridge br0 from inet
		fans wire on fanout hash to dev d0 to dev up0 to vxlan remote 10.8.0.2 from dev eth1 dir out
		filters to dev d0 from dev eth0 dir in match filter 'ip6 or (vlan and tcp[13] & 1 != 0)'
		gretap to gretap remote 10.8.0.2 key 1 from dev eth0 dir in from inet hook forward
		gretap-fragments wire off oversize fragment to gretap remote 10.8.0.2 seq on from bridge br0 from inet
		gretap6 oversize drop to gretap remote fd08::2 from dev eth1 dir out
		erspan to erspan remote 10.8.0.2 id 5 from bridge br0 from dev eth2 dir in
		erspan6 snaplen 100 to erspan remote fd08::2 id 7 ver 3 from dev eth1 dir out from dev eth3 dir out
		vxlan wire off to vxlan remote fd08::2 vni 3 tos inherit from dev eth0 dir in from inet hook postrouting
		geneve to geneve remote 10.8.0.2 vni 4 meta on from bridge br0 from inet hook prerouting
		l3-wire wire on vlan push 7 to dev d0 from dev l3
		l3-vxlan to vxlan remote fd08::2 vni 5 tos inherit from dev l3 dir in
		geneve6 snaplen l4+20 to geneve remote fd08::2 vni 4 meta on from dev eth1 dir out
	END
}

# passed_on - whatever waited on a CPU, for any device, has been handled: what comes behind it has come
passed_on() {
	sniff_on passed u up0
	sniff_off passed h up0
}

# flood WHAT - bridged, routed, without Ethernet; what arrives is in $work/{q,t,l}.WHAT. What came in by h:eth0 is in $work/in: it may be
# more, as Linux does not send on all of it (two of 6,000, with ten and twelve VLAN tags); from the run without sessions,
# as what a packet socket looks at is shared.
flood() {
	sniff_on "q.$1" q eth1
	[[ $1 = with ]] || sniff_on in h eth0
	pktfuzz -n p -s "$seed" -f "$first" -c "$frames" -o "$work/sent.bridged.$1" eth0 >"$work/number"
	sniff_off "q.$1" p eth0
	[[ $1 = with ]] || sniff_off in p eth0
	sniff_on "t.$1" t eth3
	pktfuzz -n r -s "$seed" -f "$first" -c "$frames" -d "$router" -o "$work/sent.routed.$1" eth2 >"$work/number"
	# What ends the sniffer does not come by eth2, and would overtake what does.
	passed_on
	sniff_off "t.$1" h eth3
	sniff_on "l.$1" t eth3
	pktfuzz -n r -s "$seed" -f "$first" -c "$frames" -3 l3 >"$work/number"
	passed_on
	sniff_off "l.$1" h eth3
}

# deep FILE - of these frames, those with more extension headers of IPv6 in a row than are looked at (16), all of them whole
deep() {
	python3 -c '
import sys
n = 0
for line in open(sys.argv[1]):
    frame = bytes.fromhex(line)
    at = 12
    while frame[at:at + 2] in (b"\x81\0", b"\x88\xa8", b"\x91\0"):
        at += 4
    if frame[at:at + 2] != b"\x86\xdd" or len(frame) < at + 42:
        continue
    next_header, at, headers = frame[at + 8], at + 42, 0
    while next_header in (0, 43, 60) and at + 8 <= len(frame):
        next_header, at, headers = frame[at], at + 8 + 8 * frame[at + 1], headers + 1
    n += headers > 16
print(n)' "$1"
}

# add_session SPACE NAME WORD... - a session with a rule for every key, and one that mirrors all
add_session() {
	local where=$1 name=$2

	shift 2
	must mirrorctl -n "$where" session add "$name" to dev d0 "$@"
	must mirrorctl -n "$where" rule replace "$name" -f "$work/rules"
}

hold_hooks
long_queues
space p h q r s t u
pair p eth0 h eth0
pair h eth1 q eth1
pair r eth2 h eth2
pair h eth3 t eth3
pair h mir0 s mon0
pair h up0 u up0
for where in p h q t; do
	ip_in "$where" <<-END
		link add d0 type dummy
		link set d0 mtu 9200 up
	END
done
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set eth0 master br0
	link set eth1 master br0
	link set br0 mtu 9000 up
END
ip_in r <<-END
	addr add 10.9.0.1/24 dev eth2
	link add l3 type gre local 10.9.0.1 remote 10.9.0.9 nopmtudisc
	link set l3 up
END
ip_in h <<-END
	link add l3 type gre local 10.9.0.9 remote 10.9.0.1
	link set l3 up
END
with_ipv6 h eth2 eth3 up0 l3
with_ipv6 r l3
neighbour r eth2 "$router" 10.9.0.9
address h up0 "10.8.0.1/24 fd08::1/64"
neighbour h up0 02:00:00:00:00:99 "10.8.0.2 fd08::2"
address h eth2 "10.9.0.9/24 fd09::9/64"
address h eth3 "10.9.1.9/24 fd09:1::9/64"
# Nobody is asked for an address, which would take its time.
ip_in h <<<"link set eth3 arp off"
# A bridge that has IP's hooks looks at IP headers.
bridges_alone h
# shellcheck disable=SC2016 # for the inner shell
must in_space h sh -c 'cd /proc/sys/net && echo 1 >ipv4/ip_forward && echo 1 >ipv6/conf/all/forwarding &&
	echo 1 >ipv6/conf/eth2/forwarding && echo 1 >ipv6/conf/l3/forwarding && for c in all eth2 eth3 l3; do echo 0 >ipv4/conf/$c/rp_filter; done'
ip_in h <<<"link set eth2 address $router"
wait_up p h q r s t
rules >"$work/rules"

echo "# FUZZ_SEED=$seed"
flood without
add_session p out from dev eth0 dir out
add_session h in from dev eth0 from dev eth2 dir in
add_session h l3 from dev l3
add_session h bridge from bridge br0
add_session h out from dev eth1 from dev eth3 dir out
add_session h all-inet from inet
for hook in prerouting input forward output postrouting; do
	add_session h "$hook" from inet hook $hook
done
add_session q in from dev eth1 dir in
shaped | sessions h
must mirrorctl -n h session add everything to dev mir0 from dev eth0 dir in
copies_on
flood with
copies_off
same "the same frames were sent" "$work/sent.bridged.with" "$work/sent.bridged.without"
same "bridged: what arrives is what arrives without sessions" "$work/q.with" "$work/q.without"
same "routed: what arrives is what arrives without sessions" "$work/t.with" "$work/t.without"
same "without Ethernet: what arrives is what arrives without sessions" "$work/l.with" "$work/l.without"
same "the mirror of a device is what came in by it" "$work/copies" "$work/in"
arrived=$(wc -l <"$work/q.with") routed=$(wc -l <"$work/t.with") packets=$(wc -l <"$work/l.with")
echo "# $(wc -l <"$work/sent.bridged.with") sent, $arrived arrived; $routed routed; $packets without Ethernet"
is "most arrive" "$((arrived > frames * 9 / 10)) $((routed > frames / 20)) $((packets > frames / 20))" "1 1 1"
is "some have more headers than are looked at" "$(($(deep "$work/q.with") > frames / 200))" 1
# The books say what a sniffer says: with what ended the sniffer of q, a frame from each CPU.
cpus=$(nproc)
seen_exactly() { is "$2: it has seen what there was" "$(counters session "$2" packets "$1" | sed 's/ copied.*//')" "$2: seen=$3"; }
seen_exactly q in $((arrived + cpus))
seen_exactly h everything $(($(wc -l <"$work/in") + cpus))
seen_exactly h filters $(($(wc -l <"$work/in") + cpus))
seen_exactly h gretap6 $((arrived + cpus))
seen_exactly h geneve6 $((arrived + cpus))
like "output: some are copied" "$(counters session output)" "seen=[1-9][0-9]* copied=[1-9]"
for session in in bridge out l3 all-inet prerouting input forward postrouting; do
	like "$session: some are copied, some are not" "$(counters session $session)" \
		"seen=[1-9][0-9]* copied=[1-9][0-9]* skipped=[1-9]"
done
while read -r _ _ session _; do
	like "$session: some are copied" "$(counters session "$session")" "copied=[1-9]"
done < <(shaped)
for session in wire wire-cut wire-strip fans gretap erspan geneve; do
	read -r copied sent <<<"$(get session $session stats.copied.packets stats.sent.packets)"
	is "$session: some have become several frames" "$((sent > copied))" 1
done
finish
