#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every kind of source with every kind of target and the options that change copies: five sessions, an option each, with
# six targets each, and one source after the other. What is sent is what arrives, and no original is another.
#
#   p:eth0 ------ h:eth0, br0, tun0
#                 h:up0 ------ s:up0 (tunnels: s:tvxlan0 to 4 and so on)
#                 h:mir0 to 4 ------ s:mon0 to 4      h:dummy0 to 4
#
# timeout: 400
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# ERSPAN's receivers drop what another CPU's packet has overtaken.
taskset -p -c 0 $$ >/dev/null
options=("wire on" "wire off" "snaplen 96" "sample flow 2" "dedup 10000")

must modprobe tun
space p h s
pair h eth0 p eth0
pair h up0 s up0
address h up0 10.9.0.1/24
address s up0 10.9.0.2/24
mac() { ip -n "$1" -j link show "$2" | sed -E 's/.*"address":"([^"]+)".*/\1/'; }
neighbour h up0 "$(mac s up0)" 10.9.0.2
neighbour s up0 "$(mac h up0)" 10.9.0.1
for i in 0 1 2 3 4; do
	pair h "mir$i" s "mon$i"
	ip_in h <<-END
		link add dummy$i mtu 9000 type dummy
		link set dummy$i up
	END
	ip_in s <<-END
		link add tvxlan$i mtu 9000 type vxlan id $i dstport 4789 remote 10.9.0.1 local 10.9.0.2
		link add tgretap$i mtu 9000 type gretap remote 10.9.0.1 local 10.9.0.2 key $i
		link add terspan$i mtu 9000 type erspan remote 10.9.0.1 local 10.9.0.2 seq key $i erspan_ver 1
		link add tgeneve$i mtu 9000 type geneve id $i remote 10.9.0.1
		link set tvxlan$i up
		link set tgretap$i up
		link set terspan$i up
		link set tgeneve$i up
	END
	# shellcheck disable=SC2086 # words
	must m session add "s$i" ${options[i]} to dev "mir$i" to dev "dummy$i" to vxlan remote 10.9.0.2 vni "$i" \
		to gretap remote 10.9.0.2 key "$i" to erspan remote 10.9.0.2 id "$i" to geneve remote 10.9.0.2 vni "$i"
done
ip_in h <<-END
	tuntap add tun0 mode tun
	link set tun0 up
END
wait_up p s
h_mac=$(mac h eth0)

# received I - what has arrived of session I's copies since the beginning, in the order of its targets
received() {
	{
		in_space s cat /proc/net/dev
		in_space h grep dummy /proc/net/dev
	} | awk -v i="$1" '{ n[$1] = $1 ~ /^dummy/ ? $11 : $3 }
		END { print n["mon" i ":"], n["dummy" i ":"], n["tvxlan" i ":"], n["tgretap" i ":"], n["terspan" i ":"], n["tgeneve" i ":"] }'
}
has_received() { [[ $(received "$1") = "$2" ]]; }

before=('0 0 0 0 0 0' '0 0 0 0 0 0' '0 0 0 0 0 0' '0 0 0 0 0 0' '0 0 0 0 0 0')

# try NAME "SOURCE" SMALL LARGE SEND-FROM READ-AT DIR [KIND] - frames from standard input: so many small ones, so many of
# 5 segments
try() {
	local name=$1 source=$2 small=$3 large=$4 from=$5 at=$6 dir=$7 kind=${8:-} device=eth0 i one all sent want

	[[ ! $kind ]] || device=$kind'0'
	for i in 0 1 2 3 4; do
		echo "session reset s$i"
		echo "source add s$i $source"
	done | sessions
	[[ $kind ]] || sniff_on originals "$at" -d "$dir" "$device"
	frame -n "$from" -o "$work/sent" ${kind:+-k "$kind"} -b
	for i in 0 1 2 3 4; do
		settle "s$i" $((small + large))
	done
	one=$((small + large)) all=$((small + 5 * large))
	for i in 0 1 2 3 4; do
		sent=$(get target "s$i" stats.sent.packets | paste -sd' ')
		case ${options[i]} in
		"wire on") want="$all $all $all $all $all $all" ;;
		"wire off") want="$one $one $one $one $one $one" ;;
		"sample flow 2") want=$(get target "s$i" stats.copied.packets | paste -sd' ')
			read -r one _ <<<"$want"
			is "$name, ${options[i]}: who is chosen" "$(counters session "s$i")" "s$i: seen=$((small + large)) copied=$one skipped=0$(
				((one == small + large)) || echo " sampled-out=$((small + large - one))")"
			is "$name, ${options[i]}: each target has each" "$want" "$one $one $one $one $one $one"
			is "$name, ${options[i]}: sent" "$(tr ' ' '\n' <<<"$sent" | sort -n | head -n 1)" "$one"
			one=$((small + large))
			want=$sent
			;;
		*) want="$one $one $all $all $all $all" ;;
		esac
		is "$name, ${options[i]}: sent to veth, dummy, vxlan, gretap, erspan, geneve" "$sent" "$want"
		# ERSPAN has sequence numbers, and its driver sends no super-packets.
		[[ ${options[i]} != "wire off" ]] || sent="$one $one $one $one $all $one"
		before[i]=$(awk '{ for (k = 1; k <= NF; k++) n[k] += $k }
			END { print n[1], n[2], n[3], n[4], n[5], n[6] }' <<<"${before[i]}"$'\n'"$sent")
		until_true has_received "$i" "${before[i]}"
		is "$name, ${options[i]}: received" "$(received "$i")" "${before[i]}"
	done
	every_counter_adds_up
	for i in 0 1 2 3 4; do
		# shellcheck disable=SC2086 # words
		echo "source del s$i ${source% dir *}"
	done | sessions
	[[ ! $kind ]] || return
	sniff_off originals "$from" "$device"
	same "$name: originals" "$work/originals" "$work/sent"
}

# The tag tells what dedup must not take for a frame of the last try.
frames() {
	sed "s/ tag / tag $1/; s/42420300000000/&$2/; s/SIP/1$2/" <<-END
		eth0 eth ip tcp tag one zero 300
		eth0 eth ip6 udp tag two zero 300
		eth0 eth vlan 5 prio 1 ip udp tag three
		eth0 eth svlan 5 vlan 6 ip6 tcp tag four zero 100
		eth0 eth arp sip 10.0.0.SIP
		eth0 eth llc 42420300000000 zero 50
		eth0 eth ip udp partial tag five zero 99
		eth0 eth ip tcp gso 1000 tag six zero 4900
		eth0 eth ip6 tcp gso 1000 tag seven zero 4900
	END
}
routed() {
	sed "s/ eth / eth dst $h_mac /; s/ tag / tag inet/" <<-END
		eth0 eth ip tcp tag one zero 300
		eth0 eth ip src 10.0.0.7 udp partial tag two zero 99
		eth0 eth ip src 10.0.0.8 tcp gso 1000 tag three zero 4900
	END
}
packets() {
	cat <<-END
		tun0 ip tcp tag one zero 300
		tun0 ip6 udp tag two zero 300
		tun0 ip src 10.0.0.8 icmp tag three
	END
}

try "dev in" "dev eth0 dir in" 7 2 p h in < <(frames in 01)
try "dev out" "dev eth0 dir out" 7 2 h p in < <(frames out 02)
try "inet" "inet hook prerouting" 2 1 p h in < <(routed)
try "L3 device" "dev tun0 dir in" 3 0 h h in tun < <(packets)
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set eth0 master br0
	link set br0 up
END
try "bridge" "bridge br0" 7 2 p h in < <(frames bridge 03)
finish
