# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# What mirroring does to the originals: two pods on a bridge, all of their packets mirrored where they come from.
#
#     p1:eth0 ~~~ h1 = br1 = h2 ~~~ p2:eth0          m0 ~~~ m1 (the sensor's end)
#
# Cases are impact/TOOL/SENSOR and latency/WHAT/TOOL. TOOL: bridge is nf_mirror with br1 as its source. SENSOR: idle,
# nobody listens; stopped, a tcpdump that does not read; slow, one that reads a packet in 100 ms; dead, the link is down;
# full, m0 queues and drops. impact/socket/SENSOR is what that sensor's socket costs: what a copy of tc's costs more there
# than out of c0, behind which nobody listens.
#
# A connection's packets are measured with the mirror and without it in turn: two connections differ more than that.

sensor_pid='' rounds=5

pods_begin() {
	local i

	must ip link add br1 type bridge
	must ip link set br1 up
	for i in 1 2; do
		must ip netns add "p$i"
		# No packets of their own.
		ip netns exec "p$i" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
		must ip link add name "h$i" type veth peer name eth0 netns "p$i"
		must ip link set "h$i" master br1 up
		must ip -n "p$i" addr add "10.7.0.$i/24" dev eth0
		must ip -n "p$i" link set eth0 up
		must ip -n "p$i" link set lo up
	done
	for i in 1 2; do
		must ip -n "p$i" neigh replace "10.7.0.$((3 - i))" nud permanent dev eth0 \
			lladdr "$(ip netns exec "p$((3 - i))" cat /sys/class/net/eth0/address)"
	done
	nap 2.5
	must ip netns exec p1 ping -qc 2 -i 0.2 10.7.0.2
	modules nf_mirror sch_ingress cls_matchall act_mirred sch_tbf
}

pods_end() {
	mirror_off
	sensor_off
	must ip link del br1
	must ip netns del p1
	must ip netns del p2
	# The devices go with the name spaces, a moment later.
	while [[ -d /sys/class/net/h1 || -d /sys/class/net/h2 ]]; do nap 0.1; done
}

# mirror TOOL [DEV] - all packets to m0, or DEV; `none` does not
mirror() {
	local d to=${2:-m0}

	case $1 in
	none) ;;
	nf_mirror) must mirrorctl session add pods to dev "$to" from dev h1 dir in from dev h2 dir in ;;
	bridge) must mirrorctl session add pods to dev "$to" from bridge br1 ;;
	tc)
		for d in h1 h2; do
			must tc qdisc add dev $d clsact
			must tc filter add dev $d ingress matchall action mirred egress mirror dev "$to"
		done
		;;
	*) die "$1: no such tool" ;;
	esac
}

mirror_off() {
	mirrorctl session flush
	tc qdisc del dev h1 clsact 2>/dev/null
	tc qdisc del dev h2 clsact 2>/dev/null
	return 0
}

sensor_state() {
	# Not what the sensor before has said.
	: >"$work/sensor"
	case $1 in
	idle) ;;
	dead) must ip link set m1 down ;;
	full) must tc qdisc add dev m0 root tbf rate 1mbit burst 3000 limit 20000 ;;
	stopped)
		tcpdump -i m1 -w /dev/null >"$work/sensor" 2>&1 &
		sensor_pid=$!
		until grep -q listening "$work/sensor"; do nap 0.2; done
		kill -STOP "$sensor_pid"
		;;
	slow)
		python3 -c 'if True:
			import socket, time
			s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
			s.bind(("m1", 3))
			print("listening", flush=True)
			while True:
				s.recv(65536)
				time.sleep(0.1)' >"$work/sensor" &
		sensor_pid=$!
		until grep -q listening "$work/sensor"; do nap 0.2; done
		;;
	*) die "$1: no such sensor" ;;
	esac
	nap 1.5
}

sensor_off() {
	if [[ -n $sensor_pid ]]; then
		kill -KILL "$sensor_pid"
		wait "$sensor_pid" 2>/dev/null
	fi
	sensor_pid=''
	tc qdisc del dev m0 root 2>/dev/null
	must ip link set m1 up
}

pod_packets() {
	echo $(($(cat /sys/class/net/h1/statistics/rx_packets) + $(cat /sys/class/net/h1/statistics/tx_packets)))
}

listening() { until ip netns exec p2 ss -Hltn sport = "$1" | grep -q LISTEN; do nap 0.1; done; }
arrived() { [[ $(sha256sum <"$work/got") = "$sent_sum" ]]; }

# stream - the file from p1 to p2, as fast as TCP can, in packets of up to 64 KB
stream() {
	local receiver

	: >"$work/got"
	ip netns exec p2 socat -u -b 65536 TCP4-LISTEN:7000,reuseaddr "OPEN:$work/got,trunc" &
	receiver=$!
	listening 7000
	ip netns exec p1 socat -u -b 65536 "OPEN:$work/sent" TCP4:10.7.0.2:7000 && wait "$receiver" && arrived
}

# rr_start, rr_end - the program that sends, when asked to on the descriptor rr_in; it answers in a file
rr_start() {
	exec {rr_in}> >(exec ip netns exec p1 bench-rr "$@" >>"$work/rr")
	rr_pid=$!
}

rr_end() {
	exec {rr_in}>&-
	wait "$rr_pid"
}

# ask WARM COUNT - for so many steps. The profiler is told of the last pair, and has all of them.
ask() {
	: >"$work/rr"
	if [[ -n $profiling && ${round:-0} = "$rounds" ]]; then
		printf '%s\t%s\n' "$case_name" $((2 * ($1 + $2))) >>"$NFM_OUT/windows"
		bench-mark "/proc/$$/fd/$rr_in" "$1 $2"$'\n' $'\n' "$work/rr"
	else
		echo "$1 $2" >&"$rr_in"
	fi
}

# steps WARM COUNT FILE - a line for FILE: the instructions of one of COUNT
#
# One CPU, and always something to do: what passes by is what is executed.
steps() {
	local usec

	ask "$1" "$2"
	until read -r usec <"$work/rr"; do
		kill -0 "$rr_pid" 2>/dev/null || die "$case_name: nobody answers"
		nap 0.1
	done
	# The last acknowledgement is late.
	nap 0.3
	awk -v t="$usec" -v n="$2" 'BEGIN { printf "%.1f\n", t * 1000 / n }' >>"$3"
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { printf "%.1f", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'; }

# in_turn TOOL WARM COUNT [FIRST] - sets took and without, the medians, and packets_seen and copies while the mirror was there
#
# Without it, or, with FIRST, which is the same tool's to another device.
in_turn() {
	local round packets_before copies_before

	rm -f "$work/took" "$work/without"
	packets_seen=0 copies=0
	for ((round = 0; round <= rounds; round++)); do
		# The first time, programs and memory are new.
		[[ $round != 1 ]] || rm -f "$work/took" "$work/without"
		[[ -z ${4:-} ]] || mirror "$1" "$4"
		steps "$2" "$3" "$work/without"
		[[ -z ${4:-} ]] || mirror_off
		mirror "$1"
		packets_before=$(pod_packets) copies_before=$(counter)
		steps "$2" "$3" "$work/took"
		packets_seen=$((packets_seen + $(pod_packets) - packets_before))
		copies=$((copies + $(counter) - copies_before))
		[[ -z $profiling || $round != "$rounds" ]] || keep_symbols
		mirror_off
	done
	took=$(median "$work/took") without=$(median "$work/without")
}

# pieces TOOL [FIRST] - the same, a packet after the other; took and without are of a packet and its answer
pieces() {
	local receiver

	ip netns exec p2 bench-rr get 7001 "$work/got" &
	receiver=$!
	listening 7001
	rr_start put 10.7.0.2 7001 "$work/sent"
	in_turn "$1" 50 1000 "${2:-}"
	rr_end && wait "$receiver" && arrived
}

# is_copied TOOL SENSOR - did the mirror do what it had to?
is_copied() {
	case $1/$2 in
	none/* | */dead) [[ $copies = 0 ]] ;;
	*/idle | */stopped | */slow) [[ $copies = "$packets_seen" ]] ;;
	*/full) ((copies > 0 && copies < packets_seen)) ;;
	esac
}

# impact TOOL SENSOR [FIRST]
impact() {
	local verdict='ok, sha256 the same' took=0 without=0 packets_seen=0 copies=0

	if [[ ! -e $work/sent ]]; then
		some_bytes >"$work/sent"
		sent_sum=$(sha256sum <"$work/sent")
	fi
	sensor_state "$2"
	mirror "$1"
	stream || verdict='WRONG: the bytes are not the same'
	mirror_off
	pieces "$1" "${3:-}" || verdict='WRONG: the bytes are not the same'
	is_copied "$1" "$2" || verdict="WRONG: $copies copies of $packets_seen packets"
	[[ $verdict = ok* ]] || wrong=$((wrong + 1))
	row "$(awk -v t="$took" -v w="$without" 'BEGIN { printf "%.1f", (t - w) / 2 }')" insn/packet \
		"$(awk -v t="$took" 'BEGIN { printf "%.1f", t / 2 }')" \
		"$(awk -v w="$without" 'BEGIN { printf "%.1f", w / 2 }')" "$copies" "$packets_seen" "$verdict"
}

# 19 MB from the seed, each block of 64 KB another
some_bytes() {
	local i

	awk -v seed="$(of bytes 0 1000000)" '
		BEGIN { srand(seed); for (i = 0; i < 65536; i++) printf "%c", 33 + int(rand() * 94) }' >"$work/block"
	for ((i = 0; i < 290; i++)); do
		echo "$i"
		cat "$work/block"
	done
}

# ---- latency ----

# nginx_start [mirror] - in p2, on port 8000; the mirror goes to another server of its own
nginx_start() {
	mkdir -p "$work/nginx"
	cat >"$work/nginx.conf" <<-END
		worker_processes 1;
		pid $work/nginx/pid;
		error_log $work/nginx/error.log;
		events { }
		http {
			access_log off;
			client_body_temp_path $work/nginx; proxy_temp_path $work/nginx; fastcgi_temp_path $work/nginx;
			uwsgi_temp_path $work/nginx; scgi_temp_path $work/nginx;
			keepalive_requests 1000000;
			upstream sensor { server 127.0.0.1:8001; keepalive 4; }
			server {
				listen 8000;
				location / { ${1:+mirror /copy;} proxy_pass http://127.0.0.1:8002; proxy_http_version 1.1; }
				location = /copy { internal; proxy_pass http://sensor\$request_uri; proxy_http_version 1.1; proxy_set_header Connection ""; }
			}
			server {
				listen 127.0.0.1:8001;
				location / { return 204; }
				location = /status { stub_status; }
			}
			server { listen 127.0.0.1:8002; location / { return 200 "ok\n"; } }
		}
	END
	must ip netns exec p2 nginx -c "$work/nginx.conf"
}

# nginx_requests - that it has answered, those that it sends itself included
nginx_requests() {
	ip netns exec p2 curl -s http://127.0.0.1:8001/status | awk 'NR == 3 { print $3 }'
}

# latency plain|http TOOL - TOOL is none, tc, nf_mirror, or nginx (http only), whose copies are requests
latency() {
	local server='' port=7001 warm=50 count=1000 took=0 without=0 packets_seen=0 copies=0 verdict=ok

	if [[ $1 = http ]]; then
		port=8000 warm=50 count=200
		if [[ $2 = nginx ]]; then nginx_start mirror; else nginx_start; fi
	else
		ip netns exec p2 bench-rr serve $port &
		server=$!
	fi
	listening $port
	rr_start ask 10.7.0.2 $port
	if [[ $2 = nginx ]]; then
		from_nginx
	else
		in_turn "$2" "$warm" "$count"
		is_copied "$2" idle || verdict="WRONG: $copies copies of $packets_seen packets"
		[[ $1/$2 != http/none ]] || http_without=$without
	fi
	rr_end
	if [[ -n $server ]]; then
		kill "$server"
		wait "$server" 2>/dev/null
	else
		kill "$(<"$work/nginx/pid")"
		while [[ -e $work/nginx/pid ]]; do nap 0.1; done
	fi
	[[ $verdict = ok ]] || wrong=$((wrong + 1))
	row "$(awk -v a="$took" -v b="$without" 'BEGIN { printf "%.1f", a - b }')" insn/request "$took" "$without" "$copies" \
		"$packets_seen" "$verdict"
}

# from_nginx - sets what in_turn does; its directive is not for a part of a connection. Its copies are requests.
from_nginx() {
	local before i

	rm -f "$work/took"
	before=$(nginx_requests)
	for ((i = 0; i < 4; i++)); do
		steps "$warm" "$count" "$work/took"
	done
	packets_seen=$((i * (warm + count)))
	# A request is one of its own and the one that it is passed on as; and this question is one.
	copies=$(($(nginx_requests) - before - 2 * packets_seen - 1))
	[[ $copies = "$packets_seen" ]] || verdict="WRONG: $copies copies of $packets_seen requests"
	took=$(median "$work/took") without=$http_without
}

group impact pods
command_case none/idle impact none idle
command_case bridge/idle impact bridge idle
for tool in nf_mirror tc; do
	for state in idle stopped slow dead full; do
		command_case "$tool/$state" impact $tool $state
	done
done

command_case socket/stopped impact tc stopped c0
command_case socket/slow impact tc slow c0

group latency pods
command_case plain/none latency plain none
command_case plain/nf_mirror latency plain nf_mirror
command_case plain/tc latency plain tc
command_case http/none latency http none
command_case http/nf_mirror latency http nf_mirror
command_case http/tc latency http tc
command_case http/nginx latency http nginx
