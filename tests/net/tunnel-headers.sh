#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The headers of each tunnel, field by field, as tshark reads what arrives at the collector.
#
#   p:eth0 ------ h:eth0     h:up0 ------ s:up0
#
# timeout: 180
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

tunnel_topology
# Deprecated, or it would be the route's choice.
ip_in h <<-END
	addr add 10.9.0.9/24 dev up0
	addr add fd09::9/64 dev up0 nodad preferred_lft 0
END
neighbour s up0 "$(mac h up0)" "10.9.0.9 fd09::9"
# As a network card does it, checksums are there when a packet leaves.
must in_space h ethtool -K up0 tx off
: >"$work/wanted"
names=()

# try NAME "TARGET" "OPTIONS" - mirror h:eth0 so; lines of standard input are "SPACE WORDS : WISHES", in this order
try() {
	local name=${1// /-} target=$2 shaping=$3 n=0 space words wishes last=''

	# shellcheck disable=SC2086 # words
	must m session replace s $shaping to $target from dev eth0
	names+=("$name")
	while IFS=: read -r words wishes; do
		read -r space words <<<"$words"
		# What p has sent may still be in the backlog.
		[[ $space = "${last:-$space}" ]] || settle s $n
		last=$space
		# shellcheck disable=SC2086 # words
		frame -n "$space" eth0 $words cpu 0
		echo "$name $wishes" >>"$work/wanted"
		n=$((n + 1))
	done
	settle s $n
	counted "$1" s "seen=$n copied=$n skipped=0"
}

v4="ip.version=4 ip.src=10.9.0.1 ip.dst=10.9.0.2 ip.checksum.status=1"
v6="ip.version=6 ipv6.src=fd09::1 ipv6.dst=fd09::2"
plain4="$v4 ip.ttl=64 ip.dsfield=0x00 ip.flags.df=0 ip.flags.mf=0"
plain6="$v6 ipv6.hlim=64 ipv6.tclass=0x00000000"
gre="gre.proto=0x6558"
udp4="udp.checksum=0x0000"
udp6="udp.checksum.status=1"

sniff_on underlay s -w up0

# ---- GRE ----

try "gretap" "gretap remote 10.9.0.2" "" <<-END
	p eth ip tos 0xb9 ttl 9 df tcp zero 40	: $plain4 ip.proto=47 $gre gre.flags_and_version=0x0000 gre.key= gre.sequence_number=
	h eth ip6 tos 0xb9 ttl 9 tcp zero 40	: $plain4 ip.proto=47 $gre gre.flags_and_version=0x0000
END
try "gretap, options" "gretap remote 10.9.0.2 local 10.9.0.9 ttl 7 tos 0xb8 df set key 0" "" <<-END
	p eth ip tcp zero 40	: ip.src=10.9.0.9 ip.ttl=7 ip.dsfield=0xb8 ip.flags.df=1 $gre gre.flags_and_version=0x2000 gre.key=0x00000000
END
try "gretap, sequence numbers" "gretap remote 10.9.0.2 key 4294967295 seq on ttl 255" "" <<-END
	p eth ip tcp zero 40	: $v4 ip.ttl=255 $gre gre.flags_and_version=0x3000 gre.key=0xffffffff gre.sequence_number=0
	h eth ip tcp zero 40	: $v4 $gre gre.sequence_number=1
	p eth arp		: $v4 $gre gre.sequence_number=2
END
try "gretap over IPv6" "gretap remote fd09::2 key 5 seq on" "" <<-END
	p eth ip tos 0xb9 tcp zero 40	: $plain6 ipv6.nxt=47 $gre gre.flags_and_version=0x3000 gre.key=0x00000005 gre.sequence_number=0
	p eth arp			: $plain6 ipv6.nxt=47 $gre gre.sequence_number=1
END
try "gretap over IPv6, options" "gretap remote fd09::2 ttl 8 tos 0xb8" "" <<-END
	p eth ip tcp zero 40	: $v6 ipv6.hlim=8 ipv6.tclass=0x000000b8 ipv6.nxt=47 $gre gre.flags_and_version=0x0000 gre.key=
END

# ---- ERSPAN ----

erspan="gre.proto=0x88be gre.flags_and_version=0x1000 gre.key= erspan.version=1"
try "ERSPAN II" "erspan remote 10.9.0.2 id 1023" "" <<-END
	p eth ip tos 0xb9 df tcp zero 40	: $plain4 ip.proto=47 $erspan gre.sequence_number=0 erspan.spanid=1023 erspan.vlan=0 erspan.encap=0 erspan.truncated=0 erspan.index=0
	h eth vlan 77 prio 5 ip tcp zero 40	: $plain4 $erspan gre.sequence_number=1 erspan.spanid=1023 erspan.vlan=77 erspan.encap=3 erspan.truncated=0
END
# That it is cut the driver finds out of an IP packet's length. Of such a one it takes the ECN bits along.
try "ERSPAN II, cut" "erspan remote 10.9.0.2 id 1" "snaplen 64" <<-END
	p eth ip df tcp zero 1000		: $plain4 $erspan erspan.spanid=1 erspan.truncated=1
	p eth ip tos 0xba tcp zero 1000		: $v4 ip.dsfield=0x02 $erspan erspan.truncated=1
	p eth ip6 tcp zero 1000			: $plain4 $erspan erspan.truncated=1
	p eth ip6 tcp				: $plain4 $erspan erspan.truncated=1
	p eth vlan 77 ip df tcp zero 1000	: $plain4 $erspan erspan.vlan=77 erspan.truncated=1
	p eth svlan 78 vlan 77 ip6 tcp zero 7: $plain4 $erspan erspan.truncated=1
	h eth vlan 77 ip6 tcp			: $plain4 $erspan erspan.vlan=77 erspan.truncated=1
	p eth ip tcp zero 10			: $plain4 $erspan erspan.truncated=0
	p eth type 0x88b6 zero 1000		: $plain4 $erspan erspan.truncated=0
END
try "ERSPAN II over IPv6" "erspan remote fd09::2 id 3 tos 0x20" "snaplen 64" <<-END
	p eth vlan 5 ip tcp zero 40	: $v6 ipv6.tclass=0x00000020 ipv6.hlim=64 ipv6.nxt=47 $erspan gre.sequence_number=0 erspan.spanid=3 erspan.vlan=5 erspan.truncated=1
	p eth ip6 tcp			: $v6 ipv6.tclass=0x00000020 $erspan gre.sequence_number=1 erspan.vlan=0 erspan.truncated=1
	p eth ip tcp			: $v6 $erspan erspan.truncated=0
END
erspan="gre.proto=0x22eb gre.flags_and_version=0x1000 gre.key= erspan.version=2"
try "ERSPAN III" "erspan remote 10.9.0.2 id 2 ver 3 hwid 63 df set" "" <<-END
	p eth ip tcp zero 40		: $v4 ip.flags.df=1 $erspan erspan.spanid=2 erspan.hw=63 erspan.direction=0 erspan.truncated=0 erspan.vlan=0 erspan.p=1 erspan.ft=0 erspan.o=0
	h eth ip tcp zero 40		: $v4 $erspan erspan.spanid=2 erspan.hw=63 erspan.direction=1
	h eth vlan 78 prio 1 ip tcp	: $v4 $erspan erspan.direction=1 erspan.vlan=78
	p eth vlan 79 ip tcp		: $v4 $erspan erspan.direction=0 erspan.vlan=79
END
try "ERSPAN III, TOS inherited, cut" "erspan remote 10.9.0.2 ver 3 tos inherit" "snaplen l4+0" <<-END
	h eth ip tos 0x28 tcp zero 40	: $v4 ip.dsfield=0x28 $erspan erspan.spanid=0 erspan.hw=0 erspan.direction=1 erspan.truncated=1
	p eth ip tos 0x48 tcp zero 40	: $v4 ip.dsfield=0x48 $erspan erspan.direction=0 erspan.truncated=1
END
try "ERSPAN III over IPv6" "erspan remote fd09::2 id 4 ver 3 hwid 1" "snaplen 64" <<-END
	p eth ip tcp zero 40	: $plain6 ipv6.nxt=47 $erspan erspan.spanid=4 erspan.hw=1 erspan.direction=0 erspan.truncated=1
	h eth ip tcp		: $plain6 $erspan erspan.direction=1 erspan.truncated=0
END

# ---- VXLAN ----

vxlan="vxlan.flags=0x0800 vxlan.gbp=0 vxlan.reserved8=0"
try "VXLAN" "vxlan remote 10.9.0.2 vni 16777215 src_port 700-700" "" <<-END
	p eth ip tos 0xb9 ttl 9 df udp zero 40	: $plain4 $udp4 udp.srcport=700 udp.dstport=4789 $vxlan vxlan.vni=16777215
	h eth arp				: $plain4 $udp4 udp.srcport=700 udp.dstport=4789 $vxlan vxlan.vni=16777215
END
try "VXLAN, options" "vxlan remote 10.9.0.2 dst_port 5555 local 10.9.0.9 ttl 7 tos 0xb8 df set" "" <<-END
	p eth ip udp zero 40	: ip.src=10.9.0.9 ip.ttl=7 ip.dsfield=0xb8 ip.flags.df=1 udp.dstport=5555 $vxlan vxlan.vni=0
END
try "VXLAN over IPv6" "vxlan remote fd09::2 vni 1" "" <<-END
	p eth ip tos 0xb9 udp zero 40	: $plain6 ipv6.nxt=17 $udp6 udp.dstport=4789 $vxlan vxlan.vni=1
END
try "VXLAN over IPv6, options" "vxlan remote fd09::2 local fd09::9 ttl 9 tos 0xb8" "" <<-END
	p eth ip udp zero 40	: ipv6.src=fd09::9 ipv6.hlim=9 ipv6.tclass=0x000000b8 $udp6 $vxlan vxlan.vni=0
END

# ---- GENEVE ----

geneve="geneve.version=0 geneve.flags=0x00 geneve.proto_type=0x6558 geneve.reserved=0x00"
try "GENEVE" "geneve remote 10.9.0.2 vni 16777215" "" <<-END
	p eth ip tos 0xb9 ttl 9 df udp zero 40	: $plain4 $udp4 udp.dstport=6081 $geneve geneve.vni=0xffffff geneve.options=
END
try "GENEVE over IPv6" "geneve remote fd09::2 vni 1 ttl 3 local fd09::9" "" <<-END
	p eth ip tos 0xb9 udp zero 40	: ipv6.src=fd09::9 ipv6.dst=fd09::2 ipv6.hlim=3 ipv6.tclass=0x00000000 $udp6 udp.dstport=6081 $geneve geneve.vni=0x000001 geneve.options=
END

# What the options tell: 4 bytes each, the time has 8.
# meta NUMBER IFINDEX DIRECTION LENGTH - wishes
meta() {
	echo "$geneve geneve.vni=0x000007 geneve.option.class*=0xfff0,0xfff0,0xfff0,0xfff0,0xfff0" \
		"geneve.option.type*=0x01,0x02,0x03,0x04,0x05 geneve.option.type.critical*=0,0,0,0,0" \
		"meta*=$(printf '%08x,%08x,%08x,%08x' "$@")"
}
eth0=$(ip -n h -j link show eth0 | command counters get ifindex)
must m session replace s from dev eth0
id=$(get session s id)
before=$(date +%s%N)
try "GENEVE, options of a copy" "geneve remote 10.9.0.2 vni 7 meta on" "" <<-END
	p eth ip tcp zero 40	: $plain4 $(meta $((id + 1)) "$eth0" 1 94)
	h eth ip tcp zero 1000	: $plain4 $(meta $((id + 1)) "$eth0" 2 1054)
END
is "the number of the session" "$(get session s id)" $((id + 1))
try "GENEVE, options of a copy that is cut, TOS inherited" "geneve remote fd09::2 vni 7 meta on tos inherit df set" "snaplen 64" <<-END
	h eth ip tos 0x68 tcp zero 1000		: $v6 ipv6.tclass=0x00000068 $udp6 $(meta $((id + 2)) "$eth0" 2 1054)
	p eth vlan 9 ip6 tos 0x88 tcp zero 1000	: $v6 ipv6.tclass=0x00000088 $udp6 $(meta $((id + 2)) "$eth0" 1 1078)
	p eth arp				: $v6 ipv6.tclass=0x00000000 $udp6 $(meta $((id + 2)) "$eth0" 1 60)
END
after=$(date +%s%N)

# ---- TOS of the copy ----

# The drivers leave the two bits of ECN 0, but for GRE over IPv6.
# inherit FIELD PREFIX MASK
inherit() {
	local space tos words

	while read -r space tos words; do
		# shellcheck disable=SC2059 # a pattern
		printf "$space ${words/TOS/tos $tos} : $1=$2%02x\n" $((tos & $3))
	done <<-END
		p 0x2e eth ip TOS tcp zero 40
		p 0x51 eth ip6 TOS tcp zero 40
		p 0x01 eth vlan 4 ip TOS tcp zero 40
		p 0x00 eth arp
		h 0xff eth ip TOS tcp zero 40
	END
}
for kind in gretap:0xff erspan:0xff vxlan:0xfc geneve:0xfc; do
	mask=${kind#*:} kind=${kind%:*}
	try "TOS inherited, $kind" "$kind remote 10.9.0.2 tos inherit" "" < <(inherit ip.dsfield 0x 0xfc)
	try "TOS inherited, $kind over IPv6" "$kind remote fd09::2 tos inherit" "" < <(inherit ipv6.tclass 0x000000 "$mask")
done

# ---- UDP source ports ----

# 64 flows, each in both directions, and those without ports
two_ways() {
	local n

	for n in {0..63}; do
		echo "eth0 eth ip src 10.1.0.1 dst 10.1.0.2 tcp sport $((20000 + n)) dport 443 cpu 0"
		echo "eth0 eth ip src 10.1.0.2 dst 10.1.0.1 tcp sport 443 dport $((20000 + n)) cpu 0"
	done
	echo "eth0 eth ip6 src fd01::1 dst fd01::2 udp sport 9 dport 53 cpu 0"
	echo "eth0 eth ip6 src fd01::2 dst fd01::1 udp sport 53 dport 9 cpu 0"
	echo "eth0 eth src 02:00:00:00:00:05 dst 02:00:00:00:00:06 type 0x88b6 zero 50 cpu 0"
	echo "eth0 eth src 02:00:00:00:00:06 dst 02:00:00:00:00:05 type 0x88b6 zero 50 cpu 0"
}

# spread NAME "TARGET" MIN MAX
ranges=()
spread() {
	# shellcheck disable=SC2086 # words
	must m session replace s to $2 from dev eth0 dir in
	two_ways | frame -n p -b
	settle s 132
	counted "$1" s "seen=132 copied=132 skipped=0"
	for ((n = 0; n < 132; n++)); do
		echo "ports${#ranges[@]}"
	done >>"$work/wanted"
	ranges+=("$1:$3:$4")
}
spread "VXLAN" "vxlan remote 10.9.0.2" 49152 65535
spread "VXLAN 1000-1003" "vxlan remote 10.9.0.2 src_port 1000-1003" 1000 1003
spread "VXLAN over IPv6 1-65535" "vxlan remote fd09::2 src_port 1-65535" 1 65535
spread "GENEVE" "geneve remote 10.9.0.2" 49152 65535
spread "GENEVE over IPv6 65534-65535" "geneve remote fd09::2 src_port 65534-65535" 65534 65534
spread "GENEVE 1-2" "geneve remote 10.9.0.2 src_port 1-2" 1 2

# ---- what was there ----

sniff_off underlay h up0
decode "$work/underlay" ip.version ip.src ip.dst ip.ttl ip.dsfield ip.flags.df ip.flags.mf ip.proto ip.checksum.status \
	ipv6.src ipv6.dst ipv6.hlim ipv6.tclass ipv6.nxt gre.flags_and_version gre.proto gre.key gre.sequence_number \
	erspan.{version,spanid,vlan,cos,encap,truncated,index,hw,direction,p,ft,o} \
	udp.{srcport,dstport,checksum,checksum.status} vxlan.{flags,gbp,vni,reserved8} \
	geneve.{version,flags,proto_type,reserved,vni,options} geneve.option.{class,type,type.critical,unknown.data} >"$work/decoded"
# The time is not known beforehand: from the others' data it is taken apart.
awk -F '\t' -v OFS='\t' '
	NR == 1 { for (i = 1; i <= NF; i++) if ($i == "geneve.option.unknown.data") at = i; print $0, "meta", "time"; next }
	{ meta = time = $at; sub(/,[^,]*$/, "", meta); sub(/.*,/, "", time); print $0, meta, time }' \
	"$work/decoded" >"$work/fields"
is "as many frames as copies" "$(($(wc -l <"$work/fields") - 1))" "$(wc -l <"$work/wanted")"
as_decoded "$work/wanted" <"$work/fields" >"$work/got"
fields_of() { grep "^$1 " "$2" | tr -s '\t ' '\n'; }
for name in "${names[@]}"; do
	same "${name//-/ }: headers" <(fields_of "$name" "$work/got") <(fields_of "$name" "$work/wanted")
done

# Each later than the one before, and all between what the clock said before and after.
awk -F '\t' 'NR > 1 && $NF != "" { print $NF }' "$work/fields" >"$work/times"
is "GENEVE: times" "$({ printf '%016x\n' "$before"; cat "$work/times"; printf '%016x\n' "$after"; } | sort -cu && wc -l <"$work/times")" 5

# ports N - the source ports of the n-th range, in order
ports() {
	awk -F '\t' -v name="ports$1" '
	FILENAME != "-" { wanted[FNR] = $1; next }
	FNR == 1 { for (i = 1; i <= NF; i++) if ($i == "udp.srcport") at = i; next }
	wanted[FNR - 1] == name { sub(/,.*/, "", $at); print $at }' "$work/wanted" - <"$work/fields"
}
for n in "${!ranges[@]}"; do
	IFS=: read -r name min max <<<"${ranges[n]}"
	ports "$n" >"$work/ports"
	is "source ports, $name: one of the range" "$(awk -v min="$min" -v max="$max" '$1 >= min && $1 <= max' "$work/ports" | wc -l)" 132
	is "source ports, $name: both directions the same" "$(awk 'NR % 2 { a = $1; next } a != $1' "$work/ports")" ""
	# Of four ports 64 flows leave one out once in 10^7 times; of thousands they take 60 at least.
	different=$(sort -u "$work/ports" | wc -l)
	many=$((max - min + 1 < 60 ? max - min + 1 : 60))
	is "source ports, $name: flows are spread" "$((different < many ? different : many))" "$many"
done
finish
