#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Devices and namespaces vanish while packets flow: source, target, the session's own namespace. The machine goes on,
# nothing is left, and what could be counted is.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# timeout: 240
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

flow() {
	frame -n p -b <<<"eth0 eth ip udp count 1000000 tag flow" 2>/dev/null &
	sender=$!
}

end_flow() {
	kill $sender 2>/dev/null
	wait $sender 2>/dev/null
}

# grows N - has the session seen more than N
grows() {
	local line

	line=$(counters session s)
	line=${line#*seen=}
	((${line%% *} > $1))
}

no_device() { ! ip -n "$1" link show "$2" >/dev/null 2>&1; }

at_work() {
	must m session reset s
	until_true grows 50 || not_ok "$1" "no packets: $(counters session s)"
	ok "$1"
}

hold_hooks
basic_topology
must m session add s to dev mir0 to dev mir1 from dev eth0 dir in
flow
at_work "a flow"
for round in 1 2; do
	ip_in h <<<"link del mir0"
	at_work "round $round: target deleted, packets still come"
	pair h mir0 s mon0
	ip_in h <<<"link set mir0 netns s name away"
	at_work "round $round: target moved away"
	ip_in s <<<"link set away netns h name mir0"
	ip_in h <<<"link set mir0 up"
	at_work "round $round: target moved back"
done
end_flow
wait_up h p s
every_counter_adds_up
for round in 1 2; do
	flow
	at_work "round $round: a flow again"
	ip_in h <<<"link del eth0"
	end_flow
	is "round $round: source deleted" "$(get source s n_bound)" 0
	pair h eth0 p eth0
	wait_up h p
	is "round $round: source back" "$(get source s n_bound)" 1
done
every_counter_adds_up
for round in 1 2; do
	flow
	at_work "round $round: and a flow"
	must m session del s
	must m session add s to dev mir0 from dev eth0 dir in match ip_proto udp
	at_work "round $round: session deleted and added"
	must ip netns del h
	end_flow
	ok "round $round: the namespace of the session deleted"
	must ip netns add h
	quiet_space h
	until_true no_device p eth0 || not_ok "round $round: the devices of it are gone" "$(ip -n p -br link)"
	ip -n s link del mon0 2>/dev/null
	pair h eth0 p eth0
	pair h mir0 s mon0
	wait_up h p s
	is "round $round: a new namespace of that name is empty" "$(m session show)" ""
	must m session add s to dev mir0 from dev eth0 dir in
done
finish
