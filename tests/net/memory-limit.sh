#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# An administrator of a namespace who wants all of the kernel's memory gets what the limit of the memory cgroup leaves,
# and nobody else notices.
#
# The module asks for memory as the kernel does on behalf of any process (GFP_KERNEL_ACCOUNT). At the limit the kernel
# kills the largest process of that cgroup: the command that wants more. Where it may kill none of them, the command is
# refused. Either way what was there stays, and nothing is left of what the command had begun.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0      a session of root's, under traffic all the time
#   eth0, eth1 (dummies) in a namespace of nobody's for each case, whose processes are in a cgroup of their own
#
# timeout: 300
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

cgroups=/sys/fs/cgroup
room=$((4 << 20))	# bytes, beside what an administrator without sessions has
holder='' into=() sender=''

leave() {
	[[ -z $holder ]] || kill "$holder"
	[[ -z $sender ]] || kill "$sender"
	wait
	rmdir "$cgroups"/nfm_* 2>/dev/null
	clean_up
}
trap leave EXIT

# ---- an administrator: nobody, root in namespaces of their own ----

# of FILE [WORD] - a number of the cgroup's; charged: what the kernel keeps for it
of() {
	if [[ -n ${2:-} ]]; then
		awk -v word="$2" '$1 == word { print $2 }' "$group/$1"
	else
		cat "$group/$1"
	fi
}
charged() { awk '/^(slab_unreclaimable|percpu|vmalloc) / { n += $2 } END { print n }' "$group/memory.stat"; }
kernel_memory() { awk '/^(SUnreclaim|Percpu|VmallocUsed):/ { n += $2 * 1024 } END { print n }' /proc/meminfo; }

# inside COMMAND... - as a process of the cgroup, which the kernel may kill if $spare is 0, and not if it is -1000
inside() {
	# shellcheck disable=SC2016 # for the inner shell
	sh -c 'echo $$ >"$1" && echo "$2" >/proc/self/oom_score_adj && shift 2 && exec "$@"' sh \
		"$group/cgroup.procs" "$spare" "$@"
}

# there COMMAND... - in the namespaces
there() { "${into[@]}" "$@"; }

# administrator NAME SPARE
administrator() {
	local fd

	name=$1 group=$cgroups/nfm_$1 spare=$2
	must mkdir "$group"
	# shellcheck disable=SC2016 # for the inner shell
	exec {fd}< <(inside setpriv --reuid=65534 --regid=65534 --clear-groups -- unshare --user --map-root-user --net sh -c '
		echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6 &&
		ip link add eth0 up type dummy && ip link add eth1 up type dummy && ip route add default dev eth1 &&
		echo $$ && exec sleep 1000')
	read -r -u "$fd" holder || broken "$name: an administrator" "no namespace"
	exec {fd}<&-
	into=(nsenter --target="$holder" --user --net --setuid=0 --setgid=0 --)
	must inside "${into[@]}" mirrorctl session add first to dev eth1 from dev eth0 dir out
	grown=$(kernel_memory) had=$(charged)
	# Without pages of files, which the kernel takes back first.
	echo $(($(of memory.stat anon) + $(of memory.stat kernel) + room)) >"$group/memory.max"
}

# wants - the commands in $work/commands, until one does not work; sets said and status
wants() {
	chmod -R a+rX "$work"
	echo '<6>nfm: memory is refused' >/dev/kmsg
	said=$(inside "${into[@]}" mirrorctl -b - 2>&1 <"$work/commands")
	status=$?
	echo '<6>nfm: memory is there again' >/dev/kmsg
}

shown() { there mirrorctl -j "$1" show | command counters get "$2"; }

# stopped KILLED - by the limit, KILLED processes of the cgroup killed; others notice nothing
stopped() {
	local got

	got=$(($(charged) - had)) grown=$(($(kernel_memory) - grown))
	echo "# $name: of $room bytes $got are the kernel's, which has grown by $grown; at most $(of memory.peak) of" \
		"$(of memory.max) in use"
	is "$name: processes killed" "$(of memory.events oom_kill)" "$1"
	is "$name: never over the limit" "$(($(of memory.peak) <= $(of memory.max)))" 1
	if [[ -w /sys/kernel/debug/kmemleak ]]; then
		skip "$name: all of the kernel that this has taken" "this kernel takes memory of its own for each object"
	else
		is "$name: all of the kernel that this has taken is less than twice that" "$((grown < 2 * room))" 1
	fi
	must m session add other to dev mir0 match ip_proto sctp
	must m session del other
	ok "$name: other administrators work on"
	there frame eth0 eth ip udp count 3
	is "$name: so do the sessions that there are" \
		"$(there mirrorctl -j -s session show first | command counters session)" "first: seen=3 copied=3 skipped=0"
}

# goes - the administrator, and all that they had
given_back() { (($(charged) < 300000)); }
goes() {
	kill "$holder"
	holder=''
	is "$name: all is given back" "$(until_true given_back || echo "$(charged) bytes are left")" ""
	until_true rmdir "$group" 2>/dev/null || not_ok "$name: the cgroup goes" "$(cat "$group/cgroup.procs")"
}

# ---- root's session, and traffic ----

# send_on - until the file enough is there; how much it was is in the file total then
send_on() {
	local n=0

	until [[ -e $work/enough ]]; do
		frame -n p eth0 eth ip udp count 50 gap 1000
		n=$((n + 50))
	done
	echo "$n" >"$work/total"
}

basic_topology
long_queues
grep -qw memory "$cgroups/cgroup.subtree_control" || echo +memory >"$cgroups/cgroup.subtree_control" ||
	broken "memory cgroups" "$(cat "$cgroups/cgroup.controllers")"
must m session add witness to dev mir0 from dev eth0 dir in match ip_proto udp
copies_on
send_on &
sender=$!

# ---- more than there is room for ----

# each FROM TO TEXT - TEXT with %d for each number
each() {
	local i

	for ((i = $1; i <= $2; i++)); do
		# shellcheck disable=SC2059 # that is what it is for
		printf "$3\n" "$i"
	done
}

cutoffs() { each 1 16 "session add s%d cutoff packets 9"; }

globs=$(printf ' from dev %s' e[t{a..h}]h[01{a..h}])
sources() { each 1 256 "session add s%d$globs"; }

tunnels() {
	local i

	for ((i = 1; i <= 128; i++)); do
		echo "session add s$i"
		each 1 64 "target add s$i vxlan remote 10.0.1.%d"
	done
}

# sets LINE... - a session with these rules, again and again
sets() {
	local i

	printf '%s\n' "$@" >"$work/rules"
	for ((i = 1; i <= 256; i++)); do
		printf '%s\n' "session add s$i" "rule replace s$i -f $work/rules"
	done
}

# With more masks a set leaves more behind, for a grace period, than it takes.
masks() { sets ip_proto\ udp\ src_ip\ ::/{1..16}; }

# Each range becomes 22 entries, 352 in all.
list=1-4094
for ((i = 1; i < 16; i++)); do
	list+=,$((i * 4096 + 1))-$((i * 4096 + 4094))
done
ranges() { sets prio\ {1..20}\ "src_port $list"; }

filters() { sets prio\ {1..50}\ filter\ tcp; }

for kind in cutoffs sources tunnels masks ranges filters; do
	administrator "$kind" 0
	"$kind" >"$work/commands"
	wants
	is "$kind: the command that wants more is killed" "$status $said" "137 "
	stopped 1
	is "$kind: a third of the room or more is the kernel's" "$(($(charged) - had > room / 3))" 1
	case $kind in
	sources)
		is "$kind: of a session all is there or nothing" "$(($(shown source dev | wc -l) % 64))" 1
		;;
	masks | ranges | filters)
		is "$kind: of a set of rules all is there or nothing" "$(shown session rules | sort -nu | paste -sd' ')" \
			"0 $(wc -l <"$work/rules")"
		;;
	esac
	goes
done

# ---- the same where the kernel may not kill the command ----

# (With what takes memory in large pieces, so that some is left for the command itself.)
administrator spared -1000
cutoffs >"$work/commands"
wants
like "$name: the command that wants more is refused" "$status $said" \
	'^1 .*: session s[0-9]+: the kernel has no memory for it$'
stopped 0
printf '%s\n' "session add small" "rule add small ip_proto udp" >"$work/commands"
wants
is "$name: what there is room for is taken" "$status $said" "0 "
goes

: >"$work/enough"
wait "$sender"
sender=''
total=$(<"$work/total")
settle witness "$total"
copies_off
counted "all the while every packet of root's was copied" witness "seen=$total copied=$total skipped=0"
is "and every copy came" "$(wc -l <"$work/copies")" "$total"
finish
