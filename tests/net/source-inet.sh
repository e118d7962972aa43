#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# An inet source sees the packets of a namespace at the hook named, or each once: forwarded, to this host, from this
# host, from this host to itself; IPv4 and IPv6.
#
#   a:eth0 ------ h:a    router    h:b ------ b:eth0         h:mir0 ------ s:mon0
#   10.1.0.2      10.1.0.1          10.2.0.1   10.2.0.2
#   fd01::2       fd01::1           fd02::1    fd02::2
#
# Multicast reports and ICMP errors of the kernel's own are told apart by a rule: only UDP is mirrored.
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

hooks="all prerouting input forward output postrouting"

topology() {
	space a h b s
	pair h a a eth0
	pair h b b eth0
	pair h mir0 s mon0
	ip_in h <<-END
		link set dev a address 02:00:00:00:01:01
		link set dev b address 02:00:00:00:02:01
		link set lo up
	END
	ip_in a <<<"link set eth0 address 02:00:00:00:01:02"
	ip_in b <<<"link set eth0 address 02:00:00:00:02:02"
	with_ipv6 h lo a b
	address h a "10.1.0.1/24 fd01::1/64"
	address h b "10.2.0.1/24 fd02::1/64"
	neighbour h a 02:00:00:00:01:02 "10.1.0.2 fd01::2"
	neighbour h b 02:00:00:00:02:02 "10.2.0.2 fd02::2"
	must in_space h sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv6/conf/all/forwarding'
	wait_up a h b s
}

# UDP datagrams from h itself
say() {
	# shellcheck disable=SC2016 # for the inner shell
	must in_space h bash -c 'while read -r tag address; do
			echo -n "NFM{$tag}" >"/dev/udp/$address/9" || exit 1
		done' <<-END
		out4 10.2.0.2
		out4 10.2.0.2
		out6 fd02::2
		lo4 127.0.0.1
		lo4 127.0.0.1
		lo6 ::1
		self4 10.1.0.1
	END
}

traffic() {
	local r="eth src 02:00:00:00:01:02 dst 02:00:00:00:01:01"

	frame -n a -o "$work/sent" -b <<-END
		eth0 $r ip src 10.1.0.2 dst 10.2.0.2 udp tag fwd4
		eth0 $r ip src 10.1.0.2 dst 10.2.0.2 udp tag fwd4
		eth0 $r ip src 10.1.0.2 dst 10.2.0.2 udp tag fwd4
		eth0 $r ip6 src fd01::2 dst fd02::2 udp tag fwd6
		eth0 $r ip6 src fd01::2 dst fd02::2 udp tag fwd6
		eth0 $r ip src 10.1.0.2 dst 10.1.0.1 udp tag in4
		eth0 $r ip6 src fd01::2 dst fd01::1 udp tag in6
		eth0 $r ip6 src fd01::2 dst fd02::1 udp tag in6
		eth0 $r ip src 10.1.0.2 dst 10.1.0.1 tcp tag not_udp
	END
	say
}

# times TAG N... - so often each tag
times() {
	while (($#)); do
		yes "$1" | head -n "$2"
		shift 2
	done | sort
}

want() {
	local fwd="fwd4 3 fwd6 2" in="in4 1 in6 2" out="out4 2 out6 1" self="lo4 2 lo6 1 self4 1"

	# shellcheck disable=SC2086 # pairs of words
	case $1 in
	all) times $fwd $in $out $self ;;
	prerouting) times $fwd $in $self ;;
	input) times $in $self ;;
	forward) times $fwd ;;
	output) times $out $self ;;
	postrouting) times $fwd $out $self ;;
	esac
}

check_hook() {
	local hook=$1 n

	must m session add "$hook" to dev mir0 from inet hook "$hook" match ip_proto udp
	sniff_on copies s -g mon0
	sniff_on frames s mon0
	traffic
	n=$(want "$hook" | wc -l)
	until_true copied_are "$hook" "$n" || not_ok "$hook: $n copies" "$(counters rule "$hook")"
	copies_off
	sniff_off frames h mir0
	must m session del "$hook"
	same "$hook: the packets of that hook, each once" <(sort "$work/copies") <(want "$hook")
	is "$hook: each copy has a header that fits" "$(grep -cE '^.{24}(08004|86dd6)' "$work/frames")" "$n"
	[[ $(want "$hook") != *fwd4* ]] ||
		is "$hook: what was received has the addresses that it came with" \
			"$(grep 4e464d7b66776434 "$work/frames" | cut -c 1-24 | sort -u)" 020000000101020000000102
}

copied_are() { [[ $(counters rule "$1") == "$1 32768 mirror: seen=$2 copied=$2 skipped=0" ]]; }

topology
for hook in $hooks; do
	check_hook "$hook"
done

# Without "hook": the same as all; the copy of what was received is the frame that was received.
must m session add default to dev mir0 from inet match src_ip 10.1.0.0/24 ip_proto udp
sniff_on copies s mon0
frame -n a -o "$work/sent" -b <<-END
	eth0 eth src 02:00:00:00:01:02 dst 02:00:00:00:01:01 ip src 10.1.0.2 dst 10.2.0.2 udp tag fwd4 count 5
	eth0 eth src 02:00:00:00:01:02 dst 02:00:00:00:01:01 ip src 10.1.0.2 dst 10.2.0.2 frag 9 mf udp tag frag
END
until_true copied_are default 6 || not_ok "default: 6 copies" "$(counters rule default)"
copies_off
same "what was received is copied with its own header" "$work/copies" "$work/sent"
is "the source" "$(counters source default)" "$(counters session default | sed "s/:/ inet all:/")"
finish
