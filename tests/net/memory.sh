#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What an administrator of a namespace makes the kernel keep is charged to the memory cgroup that the command ran in, and
# given back when it goes. So a limit on a container's memory limits this too: see memory-limit.sh.
#
# Of what the kernel's memory has grown by, nine tenths must be charged. What is not are the buckets of the rules' hash
# tables (8 bytes for a rule, a kilobyte for a mask) and the machine code of filters (net.core.bpf_jit_limit).
#
# timeout: 300
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

cgroups=/sys/fs/cgroup

leave_cgroups() {
	rmdir "$cgroups"/nfm_* 2>/dev/null
	clean_up
}
trap leave_cgroups EXIT

# charged GROUP - kernel memory in bytes; grown: of the machine
charged() { awk '/^(slab_unreclaimable|percpu|vmalloc) / { n += $2 } END { print n }' "$cgroups/nfm_$1/memory.stat"; }
kernel_memory() { awk '/^(SUnreclaim|Percpu|VmallocUsed):/ { n += $2 * 1024 } END { print n }' /proc/meminfo; }

# What a process leaves in a cgroup: credentials and the like, until they are freed.
given_back() { (($(charged "$1") < 300000)); }

# are_charged N NAME BYTES PERCENT [MOST] - N things, made by the commands in $work/commands, are charged at least BYTES
# each, at most MOST, and PERCENT of what the kernel's memory grows by
are_charged() {
	local n=$1 name=$2 bytes=$3 percent=$4 most=${5:-} before grown got

	must mkdir "$cgroups/nfm_$name"
	before=$(kernel_memory)
	# shellcheck disable=SC2016 # for the inner shell
	must sh -c 'echo $$ >"$1" && exec mirrorctl -n h -b "$2"' sh "$cgroups/nfm_$name/cgroup.procs" "$work/commands"
	grown=$(($(kernel_memory) - before))
	got=$(charged "$name")
	echo "# $name: $n, $grown bytes more in the kernel, $got charged"
	is "$n $name: at least $bytes bytes each are charged" "$((got >= n * bytes))" 1
	if [[ -w /sys/kernel/debug/kmemleak ]]; then
		skip "$n $name: $percent % are charged" "this kernel takes memory of its own for each object"
	else
		[[ -z $most ]] || is "$n $name: at most $most bytes each are" "$((got <= n * most))" 1
		is "$n $name: at least $percent % are charged" "$((got * 100 >= grown * percent))" 1
	fi
	flush+=("$name")
}

# go - what the last cases have made goes, and is given back
flush=()
go() {
	local name

	must m session flush
	for name in "${flush[@]}"; do
		until_true given_back "$name" || not_ok "$name: given back" "$(charged "$name") bytes are left"
		ok "$name: given back"
	done
	flush=()
}

# each FROM TO TEXT - TEXT with %d for each number
each() {
	local i

	for ((i = $1; i <= $2; i++)); do
		# shellcheck disable=SC2059 # that is what it is for
		printf "$3\n" "$i"
	done
}

space h
ip_in h <<-END
	link add eth0 type dummy
	link add eth1 type dummy
	link set eth0 up
	link set eth1 up
	route add default dev eth1
END
grep -qw memory "$cgroups/cgroup.subtree_control" || echo +memory >"$cgroups/cgroup.subtree_control" ||
	broken "memory cgroups" "$(cat "$cgroups/cgroup.controllers")"
# Whatever is made but once.
must m session add first to dev eth1 from dev eth0 match src_port 1-5
must m session flush

commands=$work/commands
each 1 256 "session add s%d" >"$commands"
are_charged 256 sessions 1000 90
go

for ((s = 1; s <= 16; s++)); do
	echo "session add s$s"
	each 1 64 "source add s$s dev d%d"
	each 1 64 "target add s$s dev t%d"
done >"$commands"
are_charged 2048 parts 500 90
go

# 64 globs, each of which fits both devices, in both directions.
globs=$(printf ' from dev %s' e[t{a..h}]h[01{a..h}])
each 1 32 "session add s%d$globs" >"$commands"
are_charged $((32 * 64 * 2 * 2)) taps 100 90
go

each 1 16 "session add s%d cutoff packets 9" >"$commands"
are_charged 16 cutoffs 1400000 90
go
each 1 16 "session add s%d dedup 10" >"$commands"
are_charged 16 dedups 1400000 90
go

for ((s = 1; s <= 8; s++)); do
	echo "session add s$s"
	each 1 64 "target add s$s vxlan remote 10.0.1.%d"
done >"$commands"
are_charged 512 tunnels 1000 90
go

# A device that somebody deletes is made anew by the kernel.
{
	echo "session add s"
	each 1 64 "target add s geneve remote 10.0.1.1 dst_port %d"
} >"$commands"
are_charged 64 carriers 4000 30
before=$(charged carriers)
all_carried() { (($(ip -n h -o link show up | grep -c nfm-geneve) == 64)); }
each 1 64 "link del nfm-geneve%d" | ip_in h
until_true all_carried || not_ok "carriers are made anew" "$(ip -n h -br link)"
got=$(charged carriers)
echo "# carriers: $before bytes charged at first, $got after they were made anew"
is "carriers made anew are charged to who asked for them" "$((got * 2 >= before))" 1
go

for ((s = 1; s <= 32; s++)); do
	echo "session add s$s"
	each 1 128 "rule add s$s src_ip ::/%d"
done >"$commands"
are_charged 4096 masks 400 40
go

must m session add s
each 1 20000 "ip_proto udp dst_port %d" >"$work/rules"
echo "rule replace s -f $work/rules" >"$commands"
are_charged 20000 rules 200 90
echo "session reset s" >"$commands"
are_charged 20000 resets 72 90 160
go

must m session add s
hosts=$(printf ' or host 10.0.0.%d' {2..50})
each 1 200 "rule add s prio %d filter 'host 10.0.0.1$hosts'" >"$commands"
are_charged 200 filters 4000 50
go

# The machine code of filters, which is nobody's, has a limit of its own for who has no other privilege. Beyond it some
# kernels interpret filters, and others refuse them; they treat this as they do a socket's filter.
socket_filter() {
	in_space h "${with_net_admin[@]}" python3 -c '
import ctypes, socket, struct
ret = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 1))
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).setsockopt(
        socket.SOL_SOCKET, 26, struct.pack("HP", 1, ctypes.addressof(ret)))
except OSError as error:
    print(error.errno)
'
}

jit_limit=/proc/sys/net/core/bpf_jit_limit
with_net_admin=(setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=+net_admin --ambient-caps=+net_admin --)
if [[ -e $jit_limit && $(<"${jit_limit%limit}enable") = 1 ]]; then
	limit_before=$(<"$jit_limit")
	must m session add s
	echo 1 >"$jit_limit"
	case $(socket_filter) in
	'') want='^0 $' ;;
	*) want="^1 .*no room for the filter's machine code" ;;
	esac
	said=$(in_space h "${with_net_admin[@]}" mirrorctl rule add s filter tcp 2>&1)
	like "no room for machine code" "$? $said" "$want"
	echo "$limit_before" >"$jit_limit"
	must in_space h "${with_net_admin[@]}" mirrorctl rule add s filter udp
	ok "room again"
else
	skip "no room for machine code" "the kernel makes none of filters"
fi
finish
