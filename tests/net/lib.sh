# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# lib.sh - what the functional tests share. A test file sources it, draws its topology, and ends with `finish`.
#
# Words: a *space* is a network namespace made by the test. Sessions live in the space `h` unless said otherwise.

set -u
export here
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
test_name=${0##*/}
test_name=${test_name%.sh}
work=$(mktemp -d)
limit=${NFM_LIMIT:-40}		# seconds that anything polled for may take
spaces=() failures=0 finished='' next_index=100 backlog=''
declare -A sniff_fd=()

# A descriptor that never has anything to read: `nap` waits without starting a process.
exec {nap_fd}<> <(:)
nap() {
	read -rt 0.03 -u "$nap_fd"
	return 0
}

# ---- results ----

ok() { printf 'ok - %s: %s\n' "$test_name" "$1"; }

# not_ok NAME EXPLANATION
not_ok() {
	failures=$((failures + 1))
	printf 'not ok - %s: %s\n' "$test_name" "$1"
	printf '# %s\n' "${2//$'\n'/$'\n# '}"
}

# broken NAME EXPLANATION - no use to go on
broken() {
	not_ok "$@"
	exit 1
}

skip() { printf 'ok - %s: %s # SKIP %s\n' "$test_name" "$1" "$2"; }

# is NAME GOT WANT - two texts are equal
is() {
	if [[ $2 == "$3" ]]; then
		ok "$1"
	else
		not_ok "$1" "$(diff --label wanted --label got -u <(printf '%s\n' "$3") <(printf '%s\n' "$2"))"
	fi
}

# same NAME GOT WANT - two files are equal, line for line
same() {
	local difference

	# Either may be a pipe, which can be read but once.
	if difference=$(diff --label wanted --label got -U0 "$3" "$2"); then
		ok "$1"
	else
		not_ok "$1" "$(cut -c 1-240 <<<"$difference" | head -n 20)"
	fi
}

# like NAME TEXT PATTERN - a text matches an extended regular expression
like() {
	if [[ $2 =~ $3 ]]; then
		ok "$1"
	else
		not_ok "$1" "wanted: $3"$'\n'"got: $2"
	fi
}

# must COMMAND... - set-up that has to work, or the test ends here
must() {
	local said

	said=$("$@" 2>&1) || broken "set-up" "$*"$'\n'"$said"
}

# ---- polling ----

# until_true COMMAND... - within the limit
until_true() {
	local end=$((SECONDS + limit))

	until "$@"; do
		((SECONDS <= end)) || return 1
		nap
	done
}

# ---- spaces and devices ----

in_space() {
	local space=$1

	shift
	nsenter --net="/run/netns/$space" -- "$@"
}

# quiet_space NAME... - no packets of the host's own: IPv6 off, no multicast
quiet_space() {
	local space

	for space; do
		# shellcheck disable=SC2016 # for the inner shell
		[[ ! -e /proc/sys/net/ipv6 ]] ||
			must in_space "$space" sh -c 'for c in all default; do echo 1 >/proc/sys/net/ipv6/conf/$c/disable_ipv6; done'
	done
}

# space NAME... - network namespaces, quiet ones
space() {
	local name

	for name; do
		spaces+=("$name")
		must ip netns add "$name"
	done
	quiet_space "$@"
}

# ip_in SPACE - ip commands from standard input, a line each, all of which must work
ip_in() {
	local said

	said=$(ip -n "$1" -b - 2>&1) || broken "set-up" "ip -n $1"$'\n'"$said"
}

# with_ipv6 SPACE DEV... - IPv6 on these after all, with no address but what the test gives
with_ipv6() {
	local space=$1

	shift
	# shellcheck disable=SC2016 # for the inner shell
	must in_space "$space" sh -c 'for d; do
		cd /proc/sys/net/ipv6/conf/$d && echo 1 >addr_gen_mode && echo 0 >accept_ra && echo 0 >accept_dad &&
		echo 0 >router_solicitations && echo 0 >disable_ipv6 || exit 1
	done' sh "$@"
}

# address SPACE DEV "ADDRESS/LEN..." - and no packets for it; neighbour SPACE DEV MAC "ADDRESS..." - nor for these
address() {
	local a

	for a in $3; do
		echo "addr add $a dev $2 $([[ $a = *:* ]] && echo nodad)"
	done | ip_in "$1"
}

neighbour() {
	local a

	for a in $4; do
		echo "neigh replace $a lladdr $3 dev $2 nud permanent"
	done | ip_in "$1"
}

all_up() {
	! ip -n "$1" -o link show up | grep -Eq 'NO-CARRIER|state (DOWN|LOWERLAYERDOWN)'
}

# wait_up SPACE... - until every device that is up is ready to send
wait_up() {
	local space

	for space; do
		until_true all_up "$space" || broken "devices of $space ready" "$(ip -n "$space" -br link)"
	done
}

# pair SPACE DEV PEER_SPACE PEER_DEV - a veth pair, up, long frames allowed
#
# Indexes that differ: where both ends have the same, the kernel takes a second to notice the carrier.
pair() {
	next_index=$((next_index + 2))
	ip_in "$1" <<-END
		link add name $2 index $next_index mtu 9000 type veth peer name $4 index $((next_index + 1)) mtu 9000 netns $3
		link set dev $2 up
	END
	ip_in "$3" <<<"link set dev $4 up"
}

# rename SPACE OLD NEW - a device that is up, and is up again afterwards (Linux 6.1 renames none that is)
rename() {
	ip_in "$1" <<-END
		link set $2 down
		link set $2 name $3
		link set $3 up
	END
}

# basic_topology - what most tests need; the sessions are in h
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
basic_topology() {
	space p h s
	pair h eth0 p eth0
	pair h mir0 s mon0
	wait_up p h s
}

# hold_hooks - keep every netfilter hook in use somewhere
#
# The kernel patches its own text when the first hook of a kind comes and the last one goes. Under QEMU's emulation a
# CPU that runs through that text at the time may go on with the half-patched text for ever. For tests that let hooks
# come and go under traffic. The debug kernel patches none for hooks.
hold_hooks() {
	[[ ! -r /proc/config.gz ]] || gzip -dc /proc/config.gz | grep -q '^CONFIG_JUMP_LABEL=y' || return 0
	space hold
	ip_in hold <<<"link add hold0 type dummy"
	must tc -n hold qdisc add dev hold0 clsact
	in_space hold nft -f - <<-END || broken "set-up" "nft"
		table netdev hold {
			chain in { type filter hook ingress device hold0 priority 0; }
			chain out { type filter hook egress device hold0 priority 0; }
		}
		table bridge hold {
			chain pre { type filter hook prerouting priority 0; }
		}
		table inet hold {
			chain pre { type filter hook prerouting priority 0; }
			chain in { type filter hook input priority 0; }
			chain forwarded { type filter hook forward priority 0; }
			chain out { type filter hook output priority 0; }
			chain post { type filter hook postrouting priority 0; }
		}
	END
}

# long_queues - room for every packet of a burst between the softirqs of a slow machine; put back at the end
long_queues() {
	backlog=$(</proc/sys/net/core/netdev_max_backlog)
	echo 100000 >/proc/sys/net/core/netdev_max_backlog
}

# bridges_alone SPACE - its bridges have none of IP's hooks (br_netfilter, which may be built in)
bridges_alone() {
	# shellcheck disable=SC2016 # for the inner shell
	must in_space "$1" sh -c 'for f in /proc/sys/net/bridge/bridge-nf-call-*tables; do [ ! -e "$f" ] || echo 0 >"$f"; done'
}

# ---- sessions ----

m() { mirrorctl -n h "$@"; }

# sessions - mirrorctl commands from standard input, all of which must work
sessions() {
	local said

	said=$(mirrorctl -n "${1:-h}" -b - 2>&1) || broken "set-up" "$said"
}

# counters KIND [SESSION [packets|bytes [SPACE]]] - one line a thing: "NAME: seen=N copied=N skipped=N REASON=N..."
counters() {
	mirrorctl -n "${4:-h}" -j -s "$1" show ${2:+"$2"} | command counters "$1" "${3:-packets}"
}

# get KIND SESSION PATH... - these values of each thing in h, a line a thing
get() {
	local kind=$1 session=$2

	shift 2
	m -j -s "$kind" show ${session:+"$session"} | command counters get "$@"
}

# seen SESSION N [SPACE] - has it counted N packets, and finished with them
seen() {
	mirrorctl -n "${3:-h}" -j -s session show "$1" | command counters settled "$2"
}

# settle SESSION N [SPACE] - wait for that; the test goes on, and fails, if it does not come
settle() {
	until_true seen "$@" ||
		not_ok "session $1 sees $2 packets" "$(counters session "$1" packets "${3:-h}")"
}

# counted NAME SESSION WANT - the session's packets
counted() { is "$1" "$(counters session "$2")" "$2: $3"; }

# ---- sniffers ----

# sniff_on NAME SPACE [OPTION...] DEV... - frames go to $work/NAME
sniff_on() {
	local name=$1 space=$2 fd word=''

	shift 2
	exec {fd}< <(exec sniff -n "$space" -e "$name" -t "$((4 * limit))" -o "$work/$name" "$@" 2>"$work/$name.err")
	read -r -u "$fd" word
	[[ $word = ready ]] || broken "sniffer $name starts" "$(<"$work/$name.err")"
	sniff_fd[$name]=$fd
}

# sniff_end NAME - until its sentinels have come
sniff_end() {
	local fd=${sniff_fd[$1]} word=''

	read -r -u "$fd" word _
	exec {fd}<&-
	unset "sniff_fd[$1]"
	[[ $word = "done" ]] || not_ok "sniffer $1 ends" "it said: $word $(<"$work/$1.err")"
}

# sniff_off NAME SPACE DEV... - send its sentinels from there, then wait for it
sniff_off() {
	local name=$1 space=$2

	shift 2
	frame -n "$space" -f "$name" "$@"
	sniff_end "$name"
}

# copies_on, copies_off - the sensor of the basic topology
copies_on() { sniff_on copies s "$@" mon0; }
copies_off() { sniff_off copies h mir0; }

# ---- the end ----

# every_counter_adds_up - seen = copied + skipped + sum of reasons, of every session, source and target
every_counter_adds_up() {
	local space kind

	is "seen = copied + skipped + not copied, everywhere" "$(for space in "${spaces[@]}"; do
		[[ ! -e /run/netns/$space ]] || for kind in session source target; do
			mirrorctl -n "$space" -j -s $kind show || echo broken
		done
	done 2>&1 | command counters unbalanced 2>&1)" ""
}

clean_up() {
	local space fd

	for fd in "${sniff_fd[@]}"; do
		exec {fd}<&-
	done
	for space in "${spaces[@]}"; do
		mirrorctl -n "$space" session flush 2>/dev/null
		ip netns del "$space" 2>/dev/null
	done
	[[ -z $backlog ]] || echo "$backlog" >/proc/sys/net/core/netdev_max_backlog
	rm -rf "$work"
	if [[ -z $finished && $failures = 0 ]]; then
		printf 'not ok - %s: ended early\n' "$test_name"
		exit 1
	fi
}
trap clean_up EXIT

# finish - the end of every test; finish_bare: of one that leaves no counters to look at
finish() {
	every_counter_adds_up
	finish_bare
}

finish_bare() {
	finished=yes
	exit $((failures > 0))
}
