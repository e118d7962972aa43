#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Copies through each kind of tunnel, over IPv4 and IPv6, taken out again by the kernel's own tunnel device; and the
# devices that they leave through, which come and go with them and let nothing in.
#
#   p:eth0 ------ h:eth0     h:up0 ------ s:up0     s:tun0, which receives the tunnel
#
# timeout: 180
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

tunnel_topology

# receiver TYPE-AND-OPTIONS... - the device that s receives by, without putting packets together
receiver() {
	ip_in s <<-END
		link add tun0 mtu 9000 type $*
		link set tun0 up
	END
	must in_space s ethtool -K tun0 gro off
}

# All from one CPU: tunnel devices have a queue for each.
frames() {
	cat <<-END
		eth0 eth ip tcp count 3 tag $1 cpu 0
		eth0 eth vlan 5 prio 3 ip6 udp tag $1 zero 1000 cpu 0
		eth0 eth svlan 5 vlan 9 ip udp tag $1 zero 1200 cpu 0
		eth0 eth arp cpu 0
		eth0 eth llc 42420300000000 cpu 0
	END
}

# try NAME CARRIER "TARGET" TYPE-AND-OPTIONS... - what receives it
try() {
	local name=$1 carrier=$2 target=$3

	shift 3
	receiver "$@"
	# shellcheck disable=SC2086 # words
	must m session add s to $target from dev eth0 dir in
	is "$name: the target" "$(get target s kind remote state via)" \
		"$(read -r kind _ remote _ <<<"$target"; echo "$kind $remote up $carrier")"
	sniff_on copies s tun0
	sniff_on originals h eth0
	frames "$name" | frame -n p -o "$work/sent" -b
	settle s 7
	counted "$name" s "seen=7 copied=7 skipped=0"
	padded "$work/sent" >"$work/wanted"
	is "$name: what was sent" "$(get session s stats.sent.packets stats.sent.bytes stats.truncated.packets)" \
		"7 $(awk '{ n += length($0) / 2 } END { print n }' "$work/wanted") 0"
	sniff_off originals p eth0
	# Those of the copies come the way of copies.
	sniff_off copies p eth0
	same "$name: copies" "$work/copies" "$work/wanted"
	same "$name: originals" "$work/originals" "$work/sent"
	must m session del s
	ip_in s <<<"link del tun0"
}

try gretap nfm-gretap "gretap remote 10.9.0.2" gretap remote 10.9.0.1 local 10.9.0.2
try gretap-key nfm-gretap "gretap remote 10.9.0.2 key 77" gretap remote 10.9.0.1 local 10.9.0.2 key 77
try gretap-seq nfm-gretap "gretap remote 10.9.0.2 key 4294967295 seq on" \
	gretap remote 10.9.0.1 local 10.9.0.2 key 4294967295 seq
try gretap6 nfm-ip6gretap "gretap remote fd09::2" ip6gretap remote fd09::1 local fd09::2
try gretap6-seq nfm-ip6gretap "gretap remote fd09::2 key 78 seq on" ip6gretap remote fd09::1 local fd09::2 key 78 seq
try erspan2 nfm-erspan "erspan remote 10.9.0.2 id 9" erspan remote 10.9.0.1 local 10.9.0.2 seq key 9 erspan_ver 1
try erspan3 nfm-erspan "erspan remote 10.9.0.2 id 1023 ver 3 hwid 63" \
	erspan remote 10.9.0.1 local 10.9.0.2 seq key 1023 erspan_ver 2 erspan_hwid 5
try erspan2-6 nfm-ip6erspan "erspan remote fd09::2 id 11" \
	ip6erspan remote fd09::1 local fd09::2 seq key 11 erspan_ver 1
try erspan3-6 nfm-ip6erspan "erspan remote fd09::2 id 12 ver 3" \
	ip6erspan remote fd09::1 local fd09::2 seq key 12 erspan_ver 2
try vxlan nfm-vxlan "vxlan remote 10.9.0.2 vni 16777215" vxlan id 16777215 dstport 4789 remote 10.9.0.1 local 10.9.0.2
try vxlan6 nfm-vxlan "vxlan remote fd09::2 vni 98 dst_port 4790" vxlan id 98 dstport 4790 remote fd09::1 local fd09::2
try geneve nfm-geneve6081 "geneve remote 10.9.0.2 vni 16777215" geneve id 16777215 remote 10.9.0.1
try geneve6 nfm-geneve7 "geneve remote fd09::2 vni 96 dst_port 7 meta on" geneve id 96 dstport 7 remote fd09::1

# Devices come with the first target of a kind, are shared, and go with the last.
carriers_are() { [[ $(carriers) = "$1" ]]; }

# come_to NAME WANT
come_to() {
	until_true carriers_are "$2"
	is "$1" "$(carriers)" "$2"
}

come_to "no device is left" ""
must m session add one from dev eth0 dir in to gretap remote 10.9.0.2 to gretap remote 10.9.0.3 key 5
is "one for all of a kind" "$(carriers)" "nfm-gretap"
index=$(get target one ifindex)
must m session add two from dev eth0 dir in to gretap remote 10.9.0.2 to gretap remote fd09::2 to erspan remote 10.9.0.2 \
	to erspan remote fd09::2 to vxlan remote 10.9.0.2 to vxlan remote fd09::2 dst_port 1 \
	to geneve remote 10.9.0.2 to geneve remote fd09::2 to geneve remote 10.9.0.2 dst_port 99
is "one for each kind" "$(carriers)" \
	"nfm-erspan nfm-geneve6081 nfm-geneve99 nfm-gretap nfm-ip6erspan nfm-ip6gretap nfm-vxlan"
is "sessions share it" "$(get target two ifindex | head -n 1)" "$(sed -n 1p <<<"$index")"
must m target del two geneve remote 10.9.0.2
is "as long as one uses it, it stays" "$(carriers)" \
	"nfm-erspan nfm-geneve6081 nfm-geneve99 nfm-gretap nfm-ip6erspan nfm-ip6gretap nfm-vxlan"
must m target del two geneve remote fd09::2
come_to "with the last it goes" "nfm-erspan nfm-geneve99 nfm-gretap nfm-ip6erspan nfm-ip6gretap nfm-vxlan"
must m session del two
come_to "with the session the others go" "nfm-gretap"
is "the one that another session has is the same" "$(get target one ifindex)" "$index"
must m session replace one from dev eth0 dir in to vxlan remote 10.9.0.2 vni 5
come_to "a session that is replaced changes it" "nfm-vxlan"

# Deleted by hand it is made again, and copies go on.
back() { [[ $(get target one state) = up && $(get target one ifindex) != "$index" ]]; }

receiver vxlan id 5 dstport 4789 remote 10.9.0.1 local 10.9.0.2
for n in 1 2; do
	index=$(get target one ifindex)
	ip_in h <<<"link del nfm-vxlan"
	until_true back
	is "deleted by hand, it comes again ($n)" "$(get target one state via)" "up nfm-vxlan"
	sniff_on copies s tun0
	must m session reset one
	frames again | frame -n p -o "$work/sent" -b
	settle one 7
	counted "deleted by hand ($n): counted" one "seen=7 copied=7 skipped=0"
	sniff_off copies p eth0
	same "deleted by hand ($n): copies" "$work/copies" <(padded "$work/sent")
done
ip_in s <<<"link del tun0"
must m session del one
come_to "and goes" ""

# No source is bound to it.
must m session add all from dev "*" to vxlan remote 10.9.0.2 to erspan remote fd09::2 to geneve remote 10.9.0.2
is "no glob binds it" "$(m -d source show all | grep -c nfm-)" 0
is "though it binds others" "$(m -d source show all | grep -oE '\b(eth0|up0)\b' | sort -u | paste -sd' ')" "eth0 up0"
must m session del all

# What arrives for it is dropped: an echo request in a tunnel is not answered, though it was there.
# closed NAME CARRIER "TARGET" TYPE-AND-OPTIONS... - a device of s that sends to the carrier
closed() {
	local name=$1 carrier=$2 target=$3

	shift 3
	receiver "$@"
	# shellcheck disable=SC2086 # words
	must m session add s to $target from dev eth0
	sniff_on arrived h "$carrier"
	sniff_on answers s up0
	frame -n s -o "$work/sent" -b <<-END
		tun0 eth dst $(mac h "$carrier") ip src 10.9.0.2 dst 10.9.0.1 icmp type 8 zero 60
		tun0 eth dst $(mac h "$carrier") ip6 src fd09::2 dst fd09::1 icmp6 type 128 zero 60
		tun0 eth dst ff:ff:ff:ff:ff:ff arp sip 10.9.0.2 tip 10.9.0.1
	END
	sniff_off arrived s tun0
	is "$name: it has arrived at the host" "$(wc -l <"$work/arrived")" 3
	sniff_off answers h up0
	same "$name: nothing comes of it" "$work/answers" /dev/null
	is "$name: and nothing is counted" "$(counters session s)" "s: seen=0 copied=0 skipped=0"
	must m session del s
	ip_in s <<<"link del tun0"
}

closed "gretap, received" nfm-gretap "gretap remote 10.9.0.2" gretap remote 10.9.0.1 local 10.9.0.2
closed "gretap6, received" nfm-ip6gretap "gretap remote fd09::2" ip6gretap remote fd09::1 local fd09::2 encaplimit none
closed "erspan, received" nfm-erspan "erspan remote 10.9.0.2" \
	erspan remote 10.9.0.1 local 10.9.0.2 seq key 9 erspan_ver 1 erspan 4
closed "erspan6, received" nfm-ip6erspan "erspan remote fd09::2" \
	ip6erspan remote fd09::1 local fd09::2 seq key 9 erspan_ver 2 erspan_dir ingress erspan_hwid 4 encaplimit none
closed "vxlan, received" nfm-vxlan "vxlan remote 10.9.0.2" vxlan id 9 dstport 61789 remote 10.9.0.1 local 10.9.0.2
closed "geneve, received" nfm-geneve6081 "geneve remote 10.9.0.2" geneve id 9 remote 10.9.0.1
sniff_on answers s up0
frame -n s -b <<<"up0 eth src $(mac s up0) dst $(mac h up0) ip src 10.9.0.2 dst 10.9.0.1 icmp type 8 zero 60"
sniff_off answers h up0
is "without a tunnel it would be answered" "$(wc -l <"$work/answers")" 1
finish
