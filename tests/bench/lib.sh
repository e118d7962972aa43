# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# lib.sh - what the cases share: the devices, the packets, the measuring. Sourced by run, in the guest.
#
#     pktgen -> a0 ~~~ b0 (mirrored at ingress)     m0 ~~~ m1 (the sensor's end)     c0 ~~~ c1 (another pod)
#
# The machine's clock counts instructions (boot --icount): a nanosecond is one. So pktgen's own timing is the number
# of instructions of a packet's whole way, from its making over both veths to where the stack drops it, the copy's
# way included. What a mirror adds is that less the same packets' number without one, the baseline.
#
# shellcheck disable=SC2034,SC2154 # run, rules.sh and the cases share variables with this file

pg=/proc/net/pktgen
results=${NFM_OUT:-/tmp}/results.tsv
work=$(mktemp -d)
nap_fd=
exec {nap_fd}<> <(:)

# Also from a pipe's end: the whole run ends.
die() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
	[[ $BASHPID = "$$" ]] || kill "$$"
	exit 1
}

nap() {
	read -rt "$1" -u "$nap_fd"
	return 0
}

# must COMMAND... - set-up that has to work
must() {
	local said

	said=$("$@" 2>&1) || die "case ${case_name:-none}: $* failed: $said"
}

modules() {
	local m

	for m; do
		modprobe "$m" 2>/dev/null || [[ -d /sys/module/$m ]]
	done
}

# ---- what the seed decides ----

# of N MIN MAX - the N-th number that the seed gives, in that range
of() {
	local hash

	hash=$(printf '%s/%s' "$seed" "$1" | sha256sum)
	echo $(($2 + 0x${hash:0:12} % ($3 - $2 + 1)))
}

address() { echo "$(($1 >> 24 & 255)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))"; }

# The packet: 10.0.0.0/8 from a /16 that no other address is drawn from, so that a rule fits it when a case wants that.
seed_packet() {
	net=$(((10 << 24) + ($(of net 1 200) << 16)))
	src=$((net + $(of src 1 63999)))
	dst=$(((172 << 24) + (16 << 16) + $(of dst 1 1000000)))
	sport=$(of sport 1024 60000)
	dport=$(of dport 1 65000)
	mac=$(printf '02:%02x:%02x:%02x:%02x:99' "$(of m1 0 255)" "$(of m2 0 255)" "$(of m3 0 255)" "$(of m4 0 255)")
	printf 'seed %s: UDP %s:%s -> %s:%s (%s)\n' "$seed" "$(address "$src")" "$sport" "$(address "$dst")" "$dport" "$mac"
}

# ---- devices ----

devices() {
	local d

	modules veth pktgen || die "no pktgen in this kernel"
	sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
	for d in a:b m:m1 c:c1; do
		case $d in
		a:b) must ip link add name a0 type veth peer name b0 ;;
		m:m1) must ip link add name m0 type veth peer name m1 ;;
		c:c1) must ip link add name c0 type veth peer name c1 ;;
		esac
	done
	for d in a0 b0 m0 m1 c0 c1; do
		must ip link set "$d" mtu 65535 up
	done
	# Once it has been woken, the softirq thread has all packets to itself. If it waited for its turn beside pktgen,
	# these would wait for it, and be dropped when there are too many.
	for d in $(pgrep ksoftirqd); do
		must chrt --fifo -p 1 "$d"
	done
	# The carrier is noticed a moment later.
	nap 1.5
}

# counter - of copies that have come to the sensor, or have left for the collector
counter() { cat "/sys/class/net/${sensor%/*}/statistics/${sensor#*/}"; }

# collector - a host at 10.8.0.2 on u0, for copies that travel in a tunnel, of the device tun0
collector() {
	must ip netns add collector
	must ip link add name u0 type veth peer name u1 netns collector
	must ip addr add 10.8.0.1/24 dev u0
	must ip link set u0 up
	must ip -n collector addr add 10.8.0.2/24 dev u1
	must ip -n collector link set u1 up
	must ip neigh replace 10.8.0.2 lladdr "$(ip netns exec collector cat /sys/class/net/u1/address)" dev u0
	must ip -n collector neigh replace 10.8.0.1 lladdr "$(cat /sys/class/net/u0/address)" dev u1
	nap 1.5
	sensor=u0/tx_packets
}

collector_end() {
	[[ ! -d /sys/class/net/tun0 ]] || must ip link del tun0
	must ip link del u0
	must ip netns del collector
	sensor=m1/rx_packets
}

# ---- packets ----

# pktgen_lines KIND N - lines that program pktgen to send N of: steady | few (32 source addresses in turn) | flows (64,000 at
# random), :SIZE
pktgen_lines() {
	local kind=$1 size=124

	case $kind in
	*:*) size=${kind#*:} kind=${kind%:*} ;;
	esac
	printf '%s\n' "count $2" "pkt_size $size" "clone_skb 0" "delay 0" "dst_mac $mac" "dst_min $(address "$dst")" \
		"dst_max $(address "$dst")" "udp_dst_min $dport" "udp_dst_max $dport" "udp_src_min $sport" "udp_src_max $sport"
	case $kind in
	steady) printf '%s\n' "src_min $(address "$src")" "src_max $(address "$src")" ;;
	few) printf '%s\n' "src_min $(address "$net")" "src_max $(address $((net + 31)))" ;;
	flows) printf '%s\n' "src_min $(address "$net")" "src_max $(address $((net + 64000)))" "flag IPSRC_RND" ;;
	*) die "$kind: no such packets" ;;
	esac
}

# warm_up KIND - fill caches and neighbours; not profiled
warm_up() {
	local profiling=''

	send "$1" $((packets / 10 + 100))
}

# keep_symbols - for the profiler's report
keep_symbols() {
	local section module

	cat /proc/kallsyms >"$NFM_OUT/kallsyms"
	[[ -d /sys/module/nf_mirror ]] || return 0
	module=$(modinfo -n nf_mirror)
	case $module in
	*.xz) xz -dc "$module" ;;
	*.zst) zstd -qdc "$module" ;;
	*) cat "$module" ;;
	esac >"$NFM_OUT/nf_mirror.ko"
	for section in /sys/module/nf_mirror/sections/.text*; do
		echo "${section##*/} $(cat "$section")"
	done >"$NFM_OUT/sections"
}

# program KIND N - pktgen, to send these whenever it is started
program() {
	local line

	echo rem_device_all >$pg/kpktgend_0
	echo "add_device a0" >$pg/kpktgend_0
	while read -r line; do
		echo "$line" >$pg/a0 || die "pktgen refuses: $line"
	done < <(pktgen_lines "$1" "$2")
}

# send KIND N - and set insn (instructions per packet, with two decimals) and copies
send() {
	local before

	program "$@"
	before=$(counter)
	if [[ -n $profiling ]]; then
		printf '%s\t%s\n' "${case_name:-baseline}" "$2" >>"$NFM_OUT/windows"
		bench-mark $pg/pgctrl $'start\n'
	else
		echo start >$pg/pgctrl
	fi
	nap 0.3
	copies=$(($(counter) - before))
	grep -q "pkts-sofar: $2 " $pg/a0 || die "pktgen: $(cat $pg/a0)"
	insn=$(awk -v n="$2" '/OK: /{ sub(/.*OK: /, ""); sub(/\(.*/, ""); printf "%.2f", $0 * 1000 / n }' $pg/a0)
}

# send_frames - those that $work/frames describes, from a packet socket; sets busy and copies
#
# What the program executes is what is counted: the frames' way ends before its system call does.
send_frames() {
	local before

	before=$(counter)
	busy=$(python3 -c 'if True:
		import resource, subprocess, sys
		subprocess.run(sys.argv[1:], check=True)
		used = resource.getrusage(resource.RUSAGE_CHILDREN)
		print(round((used.ru_utime + used.ru_stime) * 1e9))' frame -b "$work/frames")
	nap 0.3
	copies=$(($(counter) - before))
}

# send_cheapest - the same, three times after a first one: busy is the least
#
# The program's own start is a hundredth of it, and takes more or less of the kernel each time.
send_cheapest() {
	local least=0

	send_frames
	for _ in 1 2 3; do
		send_frames
		((least && least <= busy)) || least=$busy
	done
	busy=$least
}

declare -A baseline_of=()

# baseline KIND - what these packets cost with nothing attached; measured once, after a warm-up
baseline() {
	[[ -z ${baseline_of[$1]:-} ]] || return 0
	warm_up "$1"
	send "$1" "$packets"
	[[ $copies = 0 ]] || die "copies without a mirror: $copies"
	baseline_of[$1]=$insn
}

# ---- results ----

# row VALUE UNIT ABSOLUTE BASELINE COPIES PACKETS VERDICT
row() {
	local IFS=$'\t'

	printf '%s\n' "$case_name	$*" >>"$results"
	IFS=' '
	printf '%-40s %12s %-12s' "$case_name" "$1" "$2"
	[[ $5 = - ]] || printf ' copies %6s of %-6s' "$5" "$6"
	printf ' %s\n' "$7"
}

# measure KIND WANT - the case's cost; WANT is all | none (of the packets are copied) | any, or a factor (2: each twice)
measure() { measure_over "$1" "$@"; }

# measure_over BASELINE KIND WANT - the same, with another baseline
measure_over() {
	local over=${baseline_of[$1]} kind=$2 want=$3 n=$packets verdict=ok

	warm_up "$kind"
	send "$kind" "$n"
	[[ -z $profiling ]] || keep_symbols
	case $want in
	all) want=1 ;;
	none) want=0 ;;
	esac
	if [[ $want != any && $copies != $((n * want)) ]]; then
		verdict="WRONG: $((n * want)) wanted"
		wrong=$((wrong + 1))
	fi
	row "$(awk -v a="$insn" -v b="$over" 'BEGIN { printf "%.1f", a - b }')" insn/packet "$insn" "$over" "$copies" "$n" \
		"$verdict"
}

# measure_frames N WANT - what mirroring adds to each of the N packets that $work/frames makes, of which WANT are copied;
# the mirror is up
measure_frames() {
	local n=$1 want=$2 verdict=ok with copied

	if [[ -n $profiling ]]; then
		profile_program "$n" frame -b "$work/frames"
		return
	fi
	send_cheapest
	with=$busy copied=$copies
	if [[ $copied != "$want" ]]; then
		verdict="WRONG: $want wanted"
		wrong=$((wrong + 1))
	fi
	"${family}_end" </dev/null
	send_cheapest
	"${family}_begin" </dev/null
	row "$(awk -v a="$with" -v b="$busy" -v n="$n" 'BEGIN { printf "%.1f", (a - b) / n }')" insn/packet "$with" "$busy" \
		"$copied" "$n" "$verdict"
}

# Sets spun, the nanoseconds that the spinner has had.
read_spun() { read -r spun _ <"/proc/$spinner/schedstat"; }

# spin, unspin - a process that takes the time that nobody else wants, so that waiting does not count as work
#
# It has to be read from the disk itself, and while all wait for the disk the clock leaps: it is waited for.
spin() {
	local before=0 spun=0

	chrt --idle 0 bash -c 'while :; do :; done' &
	spinner=$!
	until ((spun - before > 25000000)); do
		read_spun
		before=$spun
		nap 0.05
		read_spun
	done
}

unspin() {
	kill "$spinner"
	wait "$spinner" 2>/dev/null
	spinner=''
}

# busy_now - instructions that all but that process have executed; one CPU only
busy_now() {
	local t=$EPOCHREALTIME spun

	read_spun
	echo $((${t/./} * 1000 - spun))
}

# kernel_memory - bytes that the kernel uses for itself: slab (large allocations too), per-CPU, vmalloc, page tables
#
# What is freed in the background is waited for.
kernel_memory() {
	local before=-1 now=0

	while ((now != before)); do
		before=$now
		echo 3 >/proc/sys/vm/drop_caches
		nap 1
		now=$(awk '/^(Slab|Percpu|VmallocUsed|PageTables):/ { sum += $2 } END { printf "%d\n", sum / 256 }' /proc/meminfo)
	done
	echo $((now * 256 * 1024))
}

# free_memory - bytes that nobody uses, as a check on the former
free_memory() { awk '/^MemFree:/ { printf "%d\n", $2 * 1024 }' /proc/meminfo; }

# profile_program N COMMAND... - one that does N of something, for the profiler
profile_program() {
	local program

	"$2" -V >/dev/null
	program=$(command -v "$2")
	printf '%s\t%s\n' "$case_name" "$1" >>"$NFM_OUT/windows"
	# Address randomisation is off in this machine, so ldd tells where the program's libraries are.
	{
		echo "555555554000 $program"
		ldd "$program" | sed -n 's/.*=> \(.*\) (0x\(.*\))/\2 \1/p'
	} >"$NFM_OUT/userspace"
	cut -d' ' -f2 "$NFM_OUT/userspace" | xargs cp -Lt "$NFM_OUT"
	must bench-mark -- "$program" "${@:3}"
	keep_symbols
}

# cost_of_rules N COMMAND... - instructions and bytes per rule of a command that sets N of them
cost_of_rules() {
	local n=$1 start end used free case_name=$case_name

	shift
	[[ -z $profiling ]] || { profile_program "$n" "$@"; return; }
	used=$(kernel_memory) free=$(free_memory)
	# Its program is read from the disk again after that.
	"$1" -V >/dev/null
	spin
	start=$(busy_now)
	must "$@"
	end=$(busy_now)
	unspin
	used=$(($(kernel_memory) - used)) free=$((free - $(free_memory)))
	row $(((end - start) / n)) insn/rule $((end - start)) - - - ok
	case_name+=-memory
	row $((used / n)) bytes/rule "$used" - - - "ok (by MemFree: $((free / n)))"
}
