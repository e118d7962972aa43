#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# All at once, under traffic on every CPU: sessions with their rules, sources and targets; tunnels, and the way to their
# collectors; devices, renamed and moved; ports that go from bridge to bridge; namespaces; and dumps. Each 3 times, and
# on until the last has; and that 2 times, after each of which the module goes and comes while all goes on.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"
trap come_back EXIT

rounds=$((2 * factor))
# shellcheck disable=SC2034 # for lib.sh
gap=20000 least=500

# A batch goes on behind a command that fails: while there is no module all do, and nothing is to be left.
configuration() {
	m -force -b - <<-END
		session add a to dev mir0 to dev tgt0 from dev eth0 from dev 'gl*' match ip_proto udp
		rule add a prio 3 ip_proto udp dst_port 1-999
		source add a inet
		session replace a to dev mir0 from inet from bridge br0
		source add a dev eth0 dir in
		rule add a prio 9 ip_proto udp src_port 1000
		target add a dev tgt0
		target del a dev mir0
		source del a inet
		session reset a
		rule flush a
		session del a
	END
}

tunnels() {
	m -force -b - <<-END
		session add t from dev eth0 dir in to vxlan remote 10.50.0.1 vni 7 to erspan remote fd50::1 id 7 fanout hash
		target add t geneve remote 10.50.0.1 vni 9 dst_port 7000 underlay up0 tos inherit
		session set far wire on snaplen 64 dedup 10
		session set t fanout copy
		target del t vxlan remote 10.50.0.1 vni 7
		session set far wire auto snaplen off dedup off
		session del t
	END
}

ways() { ways_change 1400; }

devices() {
	ip -n h -b - <<-END || return
		link add gl0 type veth peer name gl1
		link add tgt0 type dummy
		link set gl0 up
		link set gl1 up
		link set gl0 down
		link set gl0 name xx0
		link set xx0 name gl0
		link set gl0 up
		link set tgt0 up
		link set tgt0 netns s
	END
	frame -n h -b <<<"gl1 eth dst ff:ff:ff:ff:ff:ff ip udp count 5" || return
	ip -n s link set tgt0 netns h || return
	ip -n h -b - <<-END
		link del tgt0
		link del gl0
	END
}

ports() { ports_move; }

namespaces() {
	local status=0

	ip netns add passing || return
	ip -n passing link set lo up || status=1
	m_passing || status=1
	ip netns del passing || status=1
	return "$status"
}

m_passing() {
	mirrorctl -n passing -force -b - <<-END
		session add p from inet from dev lo to dev nowhere to geneve remote 10.50.0.1 vni 1
		session add q from inet hook input match ip_proto icmp
	END
}

# What changes under a dump's hands is not an answer: mirrorctl asks again, but not for ever.
dumps() {
	local kind wrong

	for kind in session source target rule; do
		if m -j -s "$kind" show >"$work/dump" 2>"$work/dump.why"; then
			wrong=$(command counters unbalanced <"$work/dump" 2>&1)
			[[ -z $wrong ]] || { echo "$wrong"; return 1; }
		else
			grep 'things change faster' "$work/dump.why" || { cat "$work/dump.why"; return 1; }
		fi
	done
}

configure() {
	sessions <<-END
		session add far from dev eth0 dir in to vxlan remote 10.50.0.1 vni 3 to geneve remote fd50::1 vni 3 meta on \\
			to gretap remote 10.50.0.1
		session add bridged to dev mir0 from bridge br0 from bridge br1
		session add glob to dev mir0 to dev tgt0 from dev 'gl*'
		session add both to dev mir0 from dev eth0 from dev port0 match ip_proto udp
	END
}

stress_topology
two_ways
pair h port0 p port1
wait_up h p
for ((round = 1; round <= rounds; round++)); do
	((round == 1)) || constant_begins
	read -r port_before _ < <(sent port1)
	configure
	loaded "$round"
	((round > 1)) || for worker in configuration tunnels ways devices ports namespaces dumps; do
		work_again $worker
	done
	traffic_on
	flow port1 0
	all_turn 3
	until_true enough
	traffic_off
	constant_is_whole
	saw_all far
	read -r packets _ < <(came)
	read -r port _ < <(sent port1)
	packets=$((packets + port - port_before))
	settle both "$packets"
	counted "what came to ports that move, too" both "seen=$packets copied=$packets skipped=0"
	like "copies went through tunnels, and some had no way" "$(counters target far)" \
		"copied=[1-9].*target-unreachable=[1-9]"
	like "bridges have seen packets" "$(counters session bridged)" "seen=[1-9]"
	like "globs have" "$(counters session glob)" "seen=[1-9]"
	every_counter_adds_up
	reload
done
touch "$work/stop"
workers_done "$rounds rounds of everything"
ip netns del passing 2>/dev/null
finish_bare
