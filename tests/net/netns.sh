#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sessions belong to a network namespace: the same names in two of them have nothing to do with one another.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#   p:eth1 ------ o:eth0     o:mir0 ------ s:mon1
#   p:only ------ o:only     o:aim ------- s:mon2
#   p:port ------ o:port in o:br0, of the same index as h:br0, which is empty
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

basic_topology
space o
pair o eth0 p eth1
pair o mir0 s mon1
wait_up p o s
must mirrorctl -n h session add s to dev mir0 from dev eth0 dir in match ip_proto udp
must mirrorctl -n o session add s to dev mir0 from dev eth0 dir in
copies_on
sniff_on others s mon1
frame -n p -o "$work/sent" -b <<-END
	eth0 eth ip udp count 3 tag h
	eth0 eth ip tcp count 2 tag h
	eth1 eth ip tcp count 5 tag o
END
settle s 5 h
settle s 5 o
is "counters of one" "$(counters session s packets h)" "s: seen=5 copied=3 skipped=2"
is "counters of the other" "$(counters session s packets o)" "s: seen=5 copied=5 skipped=0"
is "rules of one" "$(mirrorctl -n h rule show s | wc -l) $(mirrorctl -n o rule show s | wc -l)" "1 0"
copies_off
sniff_off others o mir0
same "copies of one" "$work/copies" <(head -n 3 "$work/sent")
same "copies of the other" "$work/others" <(tail -n 5 "$work/sent")
is "the initial namespace has none of them" "$(mirrorctl session show)" ""
# A session sees and reaches no device of another namespace, by whatever name or number.
pair o only p only
pair o aim s mon2
pair o port p port
for space in h o; do
	ip_in "$space" <<-END
		link add name br0 index 900 type bridge mcast_snooping 0
		link set br0 up
	END
done
ip_in o <<-END
	link set port master br0
	addr add 10.1.0.1/24 dev only
END
wait_up p o s
must m session add curious to dev aim to vxlan remote 10.1.0.2 underlay only \
	from dev only from dev 'o*' from dev port from bridge br0 from inet
must mirrorctl -n o session add witness from dev only dir in from bridge br0
is "bound to what its own namespace has" "$(get source curious dev n_bound)" "only 0
o* 0
port 0
br0 1
- 1"
is "targets in another wait, or have no way" "$(get target curious state)" "waiting
unreachable"
sniff_on aim s mon2
frame -n p -b <<-END
	only eth dst $(mac o only) ip dst 10.1.0.1 udp count 4
	port eth dst ff:ff:ff:ff:ff:ff ip udp count 3
END
settle witness 7 o
is "packets of another's devices, bridge and stack are not seen" "$(counters session curious)" \
	"curious: seen=0 copied=0 skipped=0"
must m source add curious dev eth0 dir in
frame -n p -b <<<"eth0 eth ip udp count 2"
settle curious 2
counted "copies do not get there" curious "seen=2 copied=0 skipped=0 target-unreachable=2"
is "nor to the first target" "$(counters target curious | head -n 1)" \
	"curious dev aim waiting: seen=2 copied=0 skipped=0 target-waiting=2"
sniff_off aim o aim
is "no copy came out there" "$(wc -l <"$work/aim")" 0
is "and nothing was made there" "$(ip -n o -o link show | grep -c nfm-)" 0

# Nor does it cost a packet of another namespace anything: no hook is registered there.
tracing=/sys/kernel/tracing/instances/nfm_netns
stop_tracing() {
	echo nop >"$tracing/current_tracer"
	rmdir "$tracing"
	clean_up
}
# ran SPACE - what ran of the module while two frames, and a sentinel from each CPU, came in there by eth0
ran() {
	: >"$tracing/trace"
	frame -n p -b <<<"eth$1 eth ip udp count 2"
	sniff_on "ran$1" "$2" eth0
	sniff_off "ran$1" p "eth$1"
	sed -n 's/.*: \(nfm_hook_[a-z]*\) <-.*/\1/p' "$tracing/trace" | sort | uniq -c | awk '{ print $2, $1 }'
}
[[ -d /sys/kernel/tracing/instances ]] || must busybox mount -t tracefs tracefs /sys/kernel/tracing
must mkdir "$tracing"
trap stop_tracing EXIT
echo 'nfm_hook_*' >"$tracing/set_ftrace_filter"
echo function >"$tracing/current_tracer" || broken "tracing" "no function tracer"
must m session flush
for i in {1..8}; do
	echo "session add loud$i to dev mir0 from dev eth* from bridge br0 from inet"
done | sessions o
is "eight sessions elsewhere: nothing of the module runs" "$(ran 0 h)" ""
is "where they are, they share a hook" "$(ran 1 o)" "nfm_hook_in $((2 + $(nproc)))"

# What they can do to a packet elsewhere is have its decision forgotten: a CPU remembers 256, of all namespaces. The
# packet is looked up then, once, in the rules of its own session.
#
# looked_up FLOWS - how often rules are looked through while a packet of each of so many flows comes in at h:eth0
looked_up() {
	: >"$tracing/trace"
	printf 'eth0 eth ip src 10.0.0.%d udp dport 9 cpu 0\n' $(seq "$1") | frame -n p -b
	sniff_on looked h eth0
	sniff_off looked p eth0
	grep -c ': nfm_view_lookup <-' "$tracing/trace"
}
# flood - packets of 512 flows through o's sessions, on the same CPU
flood() {
	printf 'eth1 eth ip6 src fd00::%x udp cpu 0\n' {1..512} | frame -n p -b
	sniff_on flooded o eth0
	sniff_off flooded p eth1
}
echo nfm_view_lookup >>"$tracing/set_ftrace_filter"
printf 'src_ip ::/%d\n' {1..128} >"$work/masks"
printf 'ip_proto udp dst_port 9 src_ip 10.0.0.0/%d\n' {21..24} >"$work/few"
for i in {1..8}; do
	echo "rule replace loud$i -f $work/masks"
done | sessions o
must m session add calm to dev mir0 from dev eth0 dir in
must m rule replace calm -f "$work/few"
# A kernel of which interrupts take turns with others remembers none.
[[ $(uname -v) = *PREEMPT_RT* ]] && each=1 || each=0
is "a flow's first packet is looked up" "$(looked_up 1)" 1
is "the next one is not" "$(looked_up 1)" "$each"
for i in {1..8}; do
	echo "rule add loud$i src_ip 8000::/1"
	echo "rule del loud$i prio 32768 src_ip ::/1"
done | sessions o
is "nor while rules change elsewhere" "$(looked_up 1)" "$each"
flood
is "after a flood elsewhere it is, once" "$(looked_up 1)" 1
is "and not again" "$(looked_up 1)" "$each"
counted "and what is counted is as ever" calm "seen=$((5 + 5 * $(nproc))) copied=5 skipped=$((5 * $(nproc)))"
# Nor do sessions that ask for the same have each other's decisions forgotten, but for those that meet by chance.
must m session add double to dev mir0 from dev eth0 dir in
must m rule replace double -f "$work/few"
looked_up 16 >/dev/null
if [[ $each = 1 ]]; then
	skip "decisions of two sessions with the same masks are remembered" "this kernel remembers none"
else
	is "decisions of two sessions with the same masks are remembered" "$(($(looked_up 16) < 16))" 1
fi

must mirrorctl -n h session flush
is "flush is of one namespace" "$(mirrorctl -n o -j session show s | command counters get name)" s
must mirrorctl -n h session add s
must ip netns del o
is "a namespace that goes takes its own" "$(get session "" name)" s
# The veth pairs of o are gone with it: its sessions held none of them.
gone() { ! ip -n s link show mon1 >/dev/null 2>&1; }
until_true gone || not_ok "devices of the namespace are released" "$(ip -n s link show mon1)"
ok "devices of the namespace are released"
finish
