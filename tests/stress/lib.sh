# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# lib.sh - what the stress tests share, on top of tests/net/lib.sh
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0     what else a test has copies to
#                            h:own0 ------ s:own1     the session "constant"
#
# Traffic comes from p on every CPU all the time. The session "constant" in h mirrors it to a device of its own and is
# never touched: whatever goes on beside it, it must see each packet that p sent, and copy each; each of them goes on to
# the IP stack of h, and each copy comes to s. Packets and bytes, to the last one.
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

# STRESS_FACTOR times as many iterations as the tests say.
# shellcheck disable=SC2034 # for the tests
factor=${STRESS_FACTOR:-1}
flows=() workers=() repeated=()

# Packets that are enough to tell.
least=1000

# ---- what is sent, and what arrives ----

# sent [DEV] - packets and bytes that this device of p has sent (/sys shows the namespace that it was mounted in)
# shellcheck disable=SC2016 # for awk
sent() { in_space p awk -v dev="${1:-eth0}:" '$1 == dev { print $11, $10 }' /proc/net/dev; }

# watch SPACE DEV - count what comes from there to the IP stack, from now on; not what IPv6 itself says to neighbours
watch() {
	must in_space "$1" nft -f - <<-END
		table inet watch-$2
		delete table inet watch-$2
		table inet watch-$2 {
			chain in {
				type filter hook prerouting priority 0
				iifname $2 meta l4proto != ipv6-icmp counter
			}
		}
	END
}

# arrived SPACE DEV - packets and bytes that have come since; bytes with an Ethernet header, which the stack has not
arrived() {
	# shellcheck disable=SC2016 # for awk
	in_space "$1" nft list table inet "watch-$2" |
		awk '{ for (i = 1; i < NF; i++) if ($i == "packets") print $(i + 1), $(i + 3) + 14 * $(i + 1) }'
}

have_arrived() { [[ $(arrived "$1" "$2") = "$3" ]]; }

# all_arrived NAME SPACE DEV "PACKETS BYTES" - these and no others, as soon as the last of them has got there
all_arrived() {
	until_true have_arrived "$2" "$3" "$4"
	is "$1" "$(arrived "$2" "$3")" "$4"
}

# ---- the session that nobody touches ----

# constant_begins - while nothing is under way
constant_begins() {
	watch h eth0
	watch s own1
	read -r -a before < <(sent)
	must m session add constant to dev own0 from dev eth0 dir in
}

# came - packets and bytes that p has sent since
came() {
	local now

	read -r -a now < <(sent)
	echo "$((now[0] - before[0])) $((now[1] - before[1]))"
}

# counts packets|bytes - of the constant session, its source and its target: one line if they agree
counts() {
	local kind

	for kind in session source target; do
		counters "$kind" constant "$1"
	done | sed 's/.*: //' | sort -u
}

# constant_is_whole - it has seen and copied all that came since it began; nothing is sent now
constant_is_whole() {
	local packets bytes

	read -r packets bytes < <(came)
	all_arrived "each of $packets packets has gone on" h eth0 "$packets $bytes"
	settle constant "$packets"
	is "each was seen, and copied" "$(counts packets)" "seen=$packets copied=$packets skipped=0"
	is "with all its bytes" "$(counts bytes)" "seen=$bytes copied=$bytes skipped=0"
	all_arrived "each copy has come" s own1 "$packets $bytes"
	is "that was enough to tell" "$((packets > least))" 1
}

# saw_all SESSION... - these have seen what the constant session has; nothing is sent now
saw_all() {
	local session

	for session; do
		is "$session: has seen each packet too" "$(get session "$session" stats.seen.packets stats.seen.bytes)" "$(came)"
	done
}

stress_topology() {
	hold_hooks
	long_queues
	basic_topology
	pair h own0 s own1
	wait_up h s
	constant_begins
}

# ---- traffic ----

# Microseconds between the frames of a flow. A sender that never waits leaves the rest of the machine, on this kernel,
# one command in minutes.
gap=5000

# flow DEV CPU - frames from p on that CPU that rules tell apart, and that get as far as the IP stack
flow() {
	frame -n p -b <<<"$1 eth dst ff:ff:ff:ff:ff:ff ip udp sport $((1000 + $2)) dport $((53 + $2)) tag x \
		cpu $2 count 100000000 gap $gap" &
	flows+=($!)
}

# traffic_on - from each CPU
traffic_on() {
	local cpu

	for ((cpu = 0; cpu < $(nproc); cpu++)); do
		flow eth0 "$cpu"
	done
}

traffic_off() {
	kill "${flows[@]}"
	wait "${flows[@]}" 2>/dev/null
	flows=()
}

# flowing N - more than N packets have been sent since `from`
flowing() {
	local n

	read -r n _ < <(sent)
	((n - from > $1))
}

# must_flow WHEN [N] - packets are sent, one at least or more than N
must_flow() {
	read -r from _ < <(sent)
	until_true flowing "${2:-0}" || broken "$1: traffic flows" "$(sent)"
}

# ---- what goes on beside it ----

# work NAME COMMAND... - in the background; workers_done waits for all, each of which must succeed
work() {
	local name=$1

	shift
	("$@" >"$work/said.$name" 2>&1 || { echo "$name: status $?"; tail -n 5 "$work/said.$name"; } >"$work/failed.$name") &
	workers+=($!)
}

# workers_done WHAT
workers_done() {
	wait "${workers[@]}"
	workers=()
	is "$1" "$(cat "$work"/failed.* 2>/dev/null)" ""
	rm -f "$work"/failed.*
}

# shown SESSION - commands of a batch that show all that it counts
shown() { printf "%s show $1\n" session source target; }

# shown_adds_up NAME N - of what `mirrorctl -j -s` has shown a worker, N sessions with their parts, every sum is right
shown_adds_up() {
	is "$1: sessions looked at before they went" "$(command counters get name <"$work/said.$1" | grep -cvx -e -)" "$2"
	is "$1: seen = copied + skipped + not copied, of each" "$(command counters unbalanced <"$work/said.$1" 2>&1)" ""
}

# ports_move - port0 of h goes from one bridge to the other, and they are deleted with it in them
ports_move() {
	ip -n h -b - <<-END
		link add br0 type bridge mcast_snooping 0
		link add br1 type bridge mcast_snooping 0
		link set br0 up
		link set br1 up
		link set port0 master br0
		link set port0 master br1
		link set port0 nomaster
		link set port0 master br0
		link del br0
		link set port0 master br1
		link del br1
	END
}

#   h:up0 ------ s:up0 (10.9.0.2, fd09::2)     the collectors are 10.50.0.1 and fd50::1, behind these
#   h:alt0 ----- s:alt0 (10.7.0.2, fd07::2)
two_ways() {
	pair h up0 s up0
	pair h alt0 s alt0
	underlay h up0 "10.9.0.1/24 fd09::1/64" s up0 "10.9.0.2/24 fd09::2/64"
	underlay h alt0 "10.7.0.1/24 fd07::1/64" s alt0 "10.7.0.2/24 fd07::2/64"
	wait_up h s
	must in_space h sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/keep_addr_on_down'
	via up0 9 | ip_in h
}

# via DEV NET - the routes to the collectors, by the host at the end of DEV; also while IPv6 is not ready there yet
via() {
	cat <<-END
		route replace 10.50.0.0/24 via 10.$2.0.2 dev $1
		route replace fd50::/64 via fd0$2::2 dev $1 onlink
	END
}

# ways_change MTU - routes and neighbours come, change and go, and the devices go down and up; there is no route then
ways_change() {
	ip -n h -b - <<-END
		$(via up0 9)
		$(via alt0 7)
		route add blackhole 10.50.0.1
		route add unreachable fd50::1
		route del 10.50.0.0/24
		route del fd50::/64
		route del blackhole 10.50.0.1
		route del unreachable fd50::1
		$(via up0 9)
		neigh replace 10.9.0.2 lladdr 02:00:00:00:00:99 dev up0
		neigh replace fd09::2 lladdr 02:00:00:00:00:99 dev up0
		neigh del 10.9.0.2 dev up0
		neigh del fd09::2 dev up0
		link set alt0 down
		link set alt0 up
		link set up0 down
		link set up0 mtu $1
		link set up0 up
	END
}

# ---- and goes on while the module goes and comes ----

# A loading is the time from one modprobe to the next: 1, 2 and so on, or "away" while there may be no module.
loaded() {
	loading=$1
	echo "$loading" >"$work/loading.new"
	mv "$work/loading.new" "$work/loading"
}

# again NAME COMMAND... - until told to stop; each time is counted for the loading in which it began
#
# What fails because there was no module for a while is not counted. Any other failure is the end of it.
again() {
	local name=$1 loading

	shift
	while [[ ! -e $work/stop ]]; do
		loading=$(<"$work/loading")
		if "$@"; then
			echo >>"$work/$loading.$name"
		elif [[ $loading != away && $(<"$work/loading") = "$loading" ]]; then
			return 1
		fi
	done
}

# work_again NAME - the function of that name, again and again
work_again() {
	repeated+=("$1")
	work "$1" again "$1" "$1"
}

# turned N - has each gone round N times in this loading; $turns says how often, $behind which have not
turned() {
	local name lines

	turns='' behind=''
	for name in "${repeated[@]}"; do
		lines=()
		[[ ! -e $work/$loading.$name ]] || mapfile lines <"$work/$loading.$name"
		turns+=" $name ${#lines[@]}"
		((${#lines[@]} >= $1)) || behind+=" $name"
	done
	[[ -z $behind ]]
}

# all_turn N - wait until each has; those that are ahead go on until the last one has
all_turn() {
	until turned "$1" || compgen -G "$work/failed.*" >/dev/null; do
		nap
	done
	echo "# loading $loading:$turns"
	is "loading $loading: each has gone round $1 times or more" "$behind" ""
}

# reload - the module goes and comes, under traffic and all that goes on; then nothing is sent, and no packet is missing
reload() {
	local was=$loading

	traffic_on
	must_flow "loading $was: with sessions"
	loaded away
	# While a command has a socket of the family, it may be in use for a moment.
	until_true modprobe -r nf_mirror 2>"$work/why" || broken "loading $was: the module goes" "$(<"$work/why")"
	must_flow "loading $was: without them"
	# A command that asks for the family may have loaded it again.
	must modprobe nf_mirror
	traffic_off
	all_arrived "loading $was: packets have gone on while the module went and came" h eth0 "$(came)"
}

# come_back - at the end of a test that may end while the module is away
come_back() {
	[[ -d /sys/module/nf_mirror ]] || modprobe nf_mirror
	clean_up
}

# ---- the end ----

# enough - packets have come to tell
enough() {
	local n

	read -r n _ < <(came)
	((n > least))
}

# stress_end [SESSION...] - these have seen what the constant one has
stress_end() {
	until_true enough
	traffic_off
	constant_is_whole
	saw_all "$@"
	finish
}
