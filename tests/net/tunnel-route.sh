#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tunnels go where the routing table says, whatever happens to it, and where there is no way each copy is counted. The
# sessions are told nothing of it.
#
#   p:eth0 ------ h:eth0     h:up0 ------ s:up0 (10.9.0.2, fd09::2)       the collector's address is behind
#                            h:alt0 ----- a:up0 (10.7.0.2, fd07::2)       these: 10.50.0.1, fd50::1
#
# timeout: 180
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

tunnel_topology
space a
pair h alt0 a up0
underlay h alt0 "10.7.0.1/24 fd07::1/64" a up0 "10.7.0.2/24 fd07::2/64"
wait_up a h
# Neighbours are asked for from there; each device has one, elsewhere.
address h up0 fe80::1/64
must in_space h sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/keep_addr_on_down'

# state_is WORDS - of the targets of the session, in order
state_is() { [[ $(get target s state | paste -sd' ') = "$1" ]]; }

# step NAME "WANTED" - three packets each way; a line a target: "up" and all are copied, or another state and its reason
step() {
	local name=$1 want

	must m session reset s
	frame -n p eth0 eth ip tcp tag route count 3 cpu 0
	frame -n h eth0 eth ip tcp tag route count 3 cpu 0
	settle s 6
	want=$(for state in $2; do
		case $state in
		up) echo "up 6 -" ;;
		*) echo "$state 0 6" ;;
		esac
	done)
	is "$name" "$(get target s state stats.copied.packets stats.not_copied.target-unreachable.packets)" "$want"
}

# both_on - sniffers at both ends of the ways
both_on() {
	sniff_on at_s s up0
	sniff_on at_a a up0
}

# both_off NAME N_AT_S N_AT_A - copies that came there
both_off() {
	sniff_off at_s h up0
	sniff_off at_a h alt0
	is "$1: where they came" "$(grep -c 4e464d7b726f757465 "$work/at_s") $(grep -c 4e464d7b726f757465 "$work/at_a")" "$2 $3"
}

# via DEV NET COMMAND [METRIC] - the route of both families, by the host at the end of DEV
via() {
	ip_in h <<-END
		route $3 10.50.0.0/24 via 10.$2.0.2 dev $1 metric ${4:-10}
		route $3 fd50::/64 via fd0$2::2 dev $1 metric ${4:-10}
	END
}
up="up up up up"
unreachable="unreachable unreachable unreachable unreachable"

# ---- the routing table ----

must m session add s from dev eth0 to vxlan remote 10.50.0.1 to vxlan remote fd50::1 \
	to gretap remote 10.50.0.1 to gretap remote fd50::1
both_on
step "no route" "$unreachable"
via up0 9 add
step "a route" "$up"
both_off "a route" 24 0
both_on
via alt0 7 add 5
step "a better route" "$up"
both_off "a better route" 0 24
both_on
via alt0 7 del 5
step "the first again" "$up"
both_off "the first again" 24 0
both_on
via alt0 7 replace
step "the route is changed" "$up"
both_off "the route is changed" 0 24
via alt0 7 del
step "the route is removed" "$unreachable"
ip_in h <<-END
	route add blackhole 10.50.0.1
	route add unreachable fd50::1
END
via up0 9 add
step "a route that says no" "$unreachable"
ip_in h <<-END
	route del blackhole 10.50.0.1
	route del unreachable fd50::1
END
step "and is taken back" "$up"

# The next hop is another station: its MAC address is in front.
ip_in h <<-END
	neigh replace 10.9.0.3 lladdr 02:00:00:00:00:33 dev up0 nud permanent
	neigh replace fd09::3 lladdr 02:00:00:00:00:33 dev up0 nud permanent
	route replace 10.50.0.0/24 via 10.9.0.3 metric 10
	route replace fd50::/64 via fd09::3 metric 10
END
sniff_on at_s s up0
step "another next hop" "$up"
sniff_off at_s h up0
is "another next hop: its copies" "$(grep -c ^020000000033 "$work/at_s")" 24
via up0 9 replace

# ---- the neighbour ----

# Found out by asking, which takes a while; what there is then is exact.
# turns NAME "WANTED"
turns() {
	until_true state_is "$2"
	step "$1" "$2"
}
ip_in h <<-END
	neigh del 10.9.0.2 dev up0
	neigh del fd09::2 dev up0
END
turns "a neighbour that answers" "$up"
ip_in s <<-END
	addr del 10.9.0.2/24 dev up0
	addr del fd09::2/64 dev up0
END
ip_in h <<-END
	neigh del 10.9.0.2 dev up0
	neigh del fd09::2 dev up0
END
step "a neighbour that does not answer" "$unreachable"
step "still not" "$unreachable"
# For what comes after: how long an answer counts is settled when it comes.
must in_space h sh -c 'cd /proc/sys/net/ipv4/neigh/up0 && echo 100 >base_reachable_time_ms &&
	echo 1 >delay_first_probe_time && echo 100 >retrans_time_ms'
address s up0 "10.9.0.2/24 fd09::2/64"
turns "it answers again" "$up"

# One that has answered and is gone: found out in use.
ip_in s <<<"addr del 10.9.0.2/24 dev up0"
gone() {
	frame -n p eth0 eth ip tcp tag gone
	[[ $(get target s state | head -n 1) = unreachable ]]
}
until_true gone || not_ok "a neighbour that has gone is found out" "$(ip -n h -s neigh show dev up0)"
step "it goes while copies do" "unreachable up unreachable up"
address s up0 10.9.0.2/24
turns "and comes back" "$up"

# ---- the device ----

ip_in s <<<"link set up0 down"
turns "no carrier" "$unreachable"
ip_in s <<<"link set up0 up"
address s up0 fd09::2/64
turns "a carrier again" "$up"
ip_in h <<<"link set up0 down"
step "down" "$unreachable"
ip_in h <<<"link set up0 up"
wait_up h s
address h up0 fe80::1/64
step "up, but the routes are gone" "$unreachable"
via up0 9 replace
turns "up, and the routes too" "$up"
ip_in h <<<"link del up0"
step "deleted" "$unreachable"
pair h up0 s up0
underlay h up0 "10.9.0.1/24 fd09::1/64" s up0 "10.9.0.2/24 fd09::2/64"
wait_up h s
via up0 9 replace
step "made again" "$up"
must m session del s

# ---- a device that the target names ----

# The better routes are not its own.
via alt0 7 add 5
must m session add s from dev eth0 to vxlan remote 10.50.0.1 underlay up0 to vxlan remote fd50::1 underlay up0 \
	to geneve remote 10.50.0.1 underlay up0 meta on to geneve remote fd50::1 underlay up0 tos inherit \
	to gretap remote 10.50.0.1 underlay up0 to erspan remote 10.50.0.1 underlay up0 tos inherit ver 3 \
	to vxlan remote 10.50.0.1 vni 2 local 10.9.0.1 underlay up0 to vxlan remote fd50::1 vni 2 local fd09::1 underlay up0
up="up up up up up up up up"
unreachable="${up//up/unreachable}"
both_on
step "underlay up0" "$up"
both_off "underlay up0" 48 0
rename h up0 other
step "underlay up0, renamed" "$unreachable"
rename h other up0
wait_up h s
neighbour h up0 "$(mac s up0)" "10.9.0.2 fd09::2"
via up0 9 replace
both_on
step "underlay up0, back" "$up"
both_off "underlay up0, back" 48 0
ip_in h <<<"link del up0"
step "underlay up0, deleted" "$unreachable"
pair h up0 s up0
underlay h up0 "10.9.0.1/24 fd09::1/64" s up0 "10.9.0.2/24 fd09::2/64"
wait_up h s
via up0 9 replace
both_on
step "underlay up0, made again" "$up"
both_off "underlay up0, made again" 48 0
must m session del s
via alt0 7 del 5
via up0 9 del

# ---- other kinds of device ----

ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set alt0 master br0
	link set br0 up
	link add v5 link br0 type vlan id 5
	link set v5 up
END
ip_in a <<-END
	link add v5 link up0 type vlan id 5
	link set v5 up
END
wait_up h a
underlay h br0 "10.6.0.1/24 fd06::1/64" a up0 "10.6.0.2/24 fd06::2/64"
underlay h v5 "10.5.0.1/24 fd05::1/64" a v5 "10.5.0.2/24 fd05::2/64"
up="up up up up"
for net in 6:br0 5:v5; do
	dev=${net#*:} net=${net%:*}
	for underlay in "" "underlay $dev"; do
		# shellcheck disable=SC2086 # words
		must m session add s from dev eth0 to vxlan remote 10.$net.0.2 $underlay to geneve remote fd0$net::2 $underlay \
			to gretap remote 10.$net.0.2 $underlay to erspan remote fd0$net::2
		both_on
		step "over $dev, ${underlay:-as routed}" "$up"
		both_off "over $dev, ${underlay:-as routed}" 0 24
		must m session del s
	done
done

# ---- IPsec's tunnel mode ----

# The route's own next hop is nobody: packets go to the other end of the IPsec tunnel.
must modprobe esp4
must modprobe esp6
# into_ipsec NET FROM TO
into_ipsec() {
	ip_in h <<-END
		route add $1 dev up0
		xfrm state add src $2 dst $3 proto esp spi 0x100 reqid 1 mode tunnel aead rfc4106(gcm(aes)) 0x0102030405060708090a0b0c0d0e0f1011121314 128
		xfrm policy add dst $1 dir out tmpl src $2 dst $3 proto esp reqid 1 mode tunnel
	END
}
into_ipsec 10.50.0.0/24 10.9.0.1 10.9.0.2
into_ipsec fd50::/64 fd09::1 fd09::2
must m session add s from dev eth0 to vxlan remote 10.50.0.1 to vxlan remote fd50::1 \
	to gretap remote 10.50.0.1 to gretap remote fd50::1
sniff_on at_s s up0
step "into IPsec" "$up"
sniff_off at_s h up0
is "into IPsec: what leaves" "$(grep -cE '^.{24}(0800.{18}32|86dd.{12}32)' "$work/at_s")" 24
finish
