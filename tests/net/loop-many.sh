#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Targets that are much to judge hold up nobody: whoever changes a device judges as many as the budget is for, and no
# more for as many changes as one command makes; the others are judged right after that, each once for all of these.
#
#   h:v1 ... h:v64             VLAN devices on h:br0, the targets
#   h:br0  with ports h:p1 ... h:p100      dummy devices, none of which the 8 sources fit, until one is renamed
#   h:br1  with ports h:q1 ... h:q100
#
# None is up, so that no carrier comes by itself, which a target would be judged for once more.
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

tracing=/sys/kernel/tracing
n_targets=64 n_sources=8 n_ports=100

# at_once PORTS - how many are judged for a budget of 8192, the last with what is left: each takes a step and a name for
# each source, for its own name, for br0 and for each of br0's ports
at_once() {
	local cost=$(((2 + $1) * (1 + n_sources)))

	echo $(((8192 + cost - 1) / cost))
}

space h
{
	echo "link add br0 type bridge mcast_snooping 0"
	echo "link add br1 type bridge mcast_snooping 0"
	for ((i = 1; i <= n_ports; i++)); do
		echo "link add p$i type dummy"
		echo "link set p$i master br0"
		echo "link add q$i type dummy"
		echo "link set q$i master br1"
	done
	for ((i = 1; i <= n_targets; i++)); do
		echo "link add v$i link br0 type vlan id $i"
	done
} | ip_in h
command=
for ((i = 1; i <= n_sources; i++)); do
	command+=" from dev zz$i*"
done
for ((i = 1; i <= n_targets; i++)); do
	command+=" to dev v$i"
done
sessions <<<"session add s$command"

# states WANT - has each target that state
states() { [[ $(get target s state | sort | uniq -c | tr -s ' ') = " $n_targets $1" ]]; }
states down || broken "all targets are there" "$(get target s dev state)"

# Who judges, from the kernel: kprobes, which the debug kernel lacks.
probes=
stop_tracing() {
	if [[ -n $probes ]]; then
		echo 0 >"$tracing/events/nfm_judge/enable"
		echo -:nfm_judge/all >>"$tracing/kprobe_events"
		echo -:nfm_judge/here >>"$tracing/kprobe_events"
	fi
	clean_up
}
trap stop_tracing EXIT
[[ -d $tracing/events ]] || must busybox mount -t tracefs tracefs $tracing
if [[ -e $tracing/kprobe_events ]]; then
	probes=yes
	echo 'p:nfm_judge/all nfm_target_loop' >>$tracing/kprobe_events
	echo 'p:nfm_judge/here nfm_target_loop' >>$tracing/kprobe_events
	echo 'comm == "ip"' >$tracing/events/nfm_judge/here/filter
	echo 1 >$tracing/events/nfm_judge/enable || broken "probes" "$(<$tracing/error_log)"
fi

# judged - how many the command before this judged, and how many have been judged in all; counted from 0 again
judged() {
	local events

	events=$(<$tracing/trace)
	echo >$tracing/trace
	echo "$(grep -c ': here: ' <<<"$events") $(grep -c ': all: ' <<<"$events")"
}

# judged_are NAME WANT - that many
judged_are() {
	if [[ -n $probes ]]; then
		is "$1: judged at once, and in all" "$(judged)" "$2"
	else
		skip "$1: judged at once, and in all" "the kernel has no kprobes"
	fi
}

# have_been N - judged in all
have_been() {
	local n

	n=$(grep -c ': all: ' "$tracing/trace")
	((n >= $1))
}

# became NAME STATE - all targets, in the end; each was judged once
became() {
	until_true states "$2"
	is "$1: all targets" "$(get target s state | sort | uniq -c | tr -s ' ')" " $n_targets $2"
	judged_are "$1" "$(at_once $n_ports) $n_targets"
}

[[ -z $probes ]] || judged >/dev/null
ip_in h <<<"link set p$n_ports name zz1"
became "the last port is renamed to what a source asks for" loop
m source add s dev other >/dev/null || not_ok "a source more, which none feeds: accepted" "$(m source show s)"
must m source del s dev other
[[ -z $probes ]] || { until_true have_been $((2 * n_targets)); judged >/dev/null; }
ip_in h <<<"link set zz1 name p$n_ports"
became "and back" down
said=$(m source add s dev p$n_ports 2>&1)
like "that port as a source: refused" "$? $said" "^1 .*sends through a source of the session"

# A target's own device is seen to at once, the others whenever there is time.
[[ -z $probes ]] || judged >/dev/null
ip_in h <<<"link set v$n_targets name away"
is "it is renamed" "$(get target s dev state | tail -n 1)" "v$n_targets waiting"
[[ -z $probes ]] || until_true have_been $((n_targets - 1))
judged_are "it is renamed" "$(at_once $n_ports) $((n_targets - 1))"
ip_in h <<<"link set away name v$n_targets"
is "and back" "$(get target s dev state | tail -n 1)" "v$n_targets down"
[[ -z $probes ]] || until_true have_been $n_targets
judged_are "and back" "$(at_once $n_ports) $n_targets"

# A change for each of br1's ports, by one command.
n=$(at_once $n_ports)
ip_in h <<<"link del br1"
[[ -z $probes ]] || until_true have_been $((n + n_targets))
judged_are "$n_ports changes" "$n $((n + n_targets))"

# Targets that wait to be judged let go of devices that go.
ip_in h <<<"link del br0"
is "the targets' devices go" "$(get target s state | sort | uniq -c | tr -s ' ')" " $n_targets waiting"
if [[ -n $probes ]]; then
	is "the targets' devices go: judged at once" "$(judged | cut -d ' ' -f 1)" "$(at_once $((n_ports - 1)))"
fi
finish
