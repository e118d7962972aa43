#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Under traffic on every CPU, in 6 rounds and all at the same time: the routes to collectors come, change, and go;
# their devices go down, up, away and come back; tunnels of every kind are added and removed; the targets of a fanout
# go down and up; and the options of sessions change while their copies are made. README.md has what is not in each
# round.
#
# timeout: 1800
# shellcheck source=tests/stress/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

rounds=$((6 * factor))
# Each packet becomes twenty copies.
# shellcheck disable=SC2034 # for lib.sh
gap=50000

# To one collector over IPv4 and IPv6; the second tunnel of a kind has another number.
kinds() {
	local remote

	for remote in 10.50.0.1 fd50::1; do
		printf ' to %s' "gretap remote $remote key $1" "erspan remote $remote id $1" "erspan remote $remote id 1$1 ver 3" \
			"vxlan remote $remote vni $1" "geneve remote $remote vni $1 meta on"
	done
}

alt_again() {
	ip -n h -b - <<-END || return
		link del alt0
		link add alt0 type veth peer name alt0 netns s
		link set alt0 up
	END
	ip -n s link set alt0 up || return
	with_ipv6 h alt0
	address h alt0 "10.7.0.1/24 fd07::1/64"
}

# The devices that the tunnels leave through are any other's to set down, too.
carriers_flap() {
	local dev

	for dev in nfm-gretap nfm-ip6gretap nfm-erspan nfm-ip6erspan nfm-vxlan nfm-geneve6081; do
		echo "link set $dev down"
		echo "link set $dev up"
	done | ip -n h -b -
}

ways() {
	local i

	for ((i = 0; i < rounds; i++)); do
		ways_change $((1300 + i)) || return
		((i % 5)) || carriers_flap || return
		((i % 10)) || alt_again || return
	done
}

tunnels() {
	local i

	for ((i = 0; i < rounds; i++)); do
		# shellcheck disable=SC2046 # words
		m session add passing from dev eth0 dir in $(kinds 7) fanout hash || return
		m -j -s -b - <<-END || return
			target del passing vxlan remote fd50::1 vni 7
			target add passing geneve remote 10.50.0.1 vni 9 dst_port 7000 underlay up0 tos inherit
			target del passing gretap remote 10.50.0.1 key 7
			$(shown passing)
			session del passing
		END
	done
}

fanouts() {
	local i dev

	for ((i = 0; i < rounds; i++)); do
		for dev in mir1 mir2; do
			ip -n h -b - <<-END || return
				link set $dev down
				link set $dev up
			END
			((i % 4)) || ip -n h -b - <<-END || return
				link del $dev
				link add $dev type veth peer name mon${dev#mir} netns s
				link set $dev up
			END
			ip -n s link set "mon${dev#mir}" up || return
		done
	done
}

options() {
	local i

	for ((i = 0; i < rounds; i++)); do
		m -b - <<-END || return
			session set tunnels wire on snaplen $((64 + i)) oversize fragment
			session set tunnels sample 3 vlan push 5 rate 20kpps burst 10
			session set tunnels dedup 10 cutoff packets $((1 + i)) budget 20%
			session set tunnels wire off snaplen l4+$i oversize drop vlan strip rate 2mbit
			session set tunnels sample flow 2 count-only on cutoff bytes 100000
			session set tunnels wire auto snaplen off oversize truncate vlan keep rate off
			session set tunnels sample off count-only off cutoff off dedup off budget off
			session set hashed fanout failover
			session set hashed fanout copy wire on
			session set hashed fanout hash wire off dedup 1000
			session set tunnels expire 1h
			session set tunnels expire never
		END
		((i % 7)) || m -j -s session show >/dev/null || return
		((i % 9)) || m -j -s target show >/dev/null || return
	done
}

# all_there - every target is up
all_there() { [[ $(get target "" state | sort -u) = up ]]; }

# collected N - so many packets have come to the collectors
collected() { [[ $(arrived s up0) = "$1 "* ]]; }

stress_topology
two_ways
pair h mir1 s mon1
pair h mir2 s mon2
wait_up h s
# shellcheck disable=SC2046 # words
must m session add tunnels from dev eth0 dir in $(kinds 1)
must m session add hashed from dev eth0 dir in to dev mir1 to dev mir2 to vxlan remote 10.50.0.1 vni 3 \
	to geneve remote fd50::1 vni 3 fanout hash
must m session add spare from dev eth0 dir in to dev mir1 to dev mir2 to erspan remote 10.50.0.1 id 3 fanout failover
traffic_on
must_flow "before"
work ways ways
work tunnels tunnels
work fanouts fanouts
work options options
workers_done "$rounds rounds: everything on the copies' way comes and goes"
must_flow "after"
traffic_off
shown_adds_up tunnels "$rounds"
saw_all tunnels hashed spare
every_counter_adds_up
for session in tunnels hashed spare; do
	like "$session: copies were made all the time" "$(counters session $session)" "seen=[1-9].*copied=[1-9]"
done
for target in "vxlan 10.50.0.1" "geneve fd50::1"; do
	like "$target: some had no way" "$(get target tunnels kind remote stats.copied.packets \
		stats.not_copied.target-unreachable.packets | grep "^$target ")" "^$target [1-9][0-9]* [1-9][0-9]*$"
done

# With a way again, every target is up, and all that is copied gets to the collectors.
wait_up h s
address h up0 fe80::9/64
via up0 9 | ip_in h
neighbour h up0 "$(mac s up0)" "10.9.0.2 fd09::2"
until_true all_there || not_ok "with a way again, every target is up" "$(get target "" kind dev remote state)"
watch s up0
for session in tunnels hashed spare; do
	must m session reset $session
done
read -r churned _ < <(came)
traffic_on
must_flow "with all up" 500
until_true enough
traffic_off
constant_is_whole
read -r n _ < <(came)
n=$((n - churned))
for session in tunnels hashed spare; do
	counted "$session: with all up, all is copied" $session "seen=$n copied=$n skipped=0"
done
# shellcheck disable=SC2016 # for awk
n=$(get target "" remote stats.sent.packets | awk '$1 != "-" { n += $2 } END { print n }')
until_true collected "$n"
is "and each copy has come through its tunnel" "$(arrived s up0 | cut -d ' ' -f 1)" "$n"
finish
