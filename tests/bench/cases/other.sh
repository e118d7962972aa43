# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# A sniffer on the device, and an Open vSwitch bridge.

tcpdump_begin() { :; }
tcpdump_end() {
	kill "$tcpdump_pid"
	wait "$tcpdump_pid" 2>/dev/null
}

# Its user space's work is not counted in full: it drops what it is too slow for, as on a busy host.
tcpdump_start() {
	tcpdump -i b0 -w /dev/null udp >"$work/tcpdump" 2>&1 &
	tcpdump_pid=$!
	until grep -q listening "$work/tcpdump"; do
		[[ -d /proc/$tcpdump_pid ]] || die "tcpdump: $(<"$work/tcpdump")"
		nap 0.2
	done
}

group tcpdump
packet_case all steady none tcpdump_start

ovs_begin() { :; }
ovs_end() {
	must ovs-vsctl del-br br0
	must ovs-appctl -t ovs-vswitchd exit --cleanup
	must ovs-appctl -t ovsdb-server exit
	rm -rf /run/openvswitch
}

ovs_start() {
	modules openvswitch
	mkdir -p /run/openvswitch
	rm -f "$work/conf.db"
	must ovsdb-tool create "$work/conf.db" /usr/share/openvswitch/vswitch.ovsschema
	must ovsdb-server "$work/conf.db" --remote=punix:/run/openvswitch/db.sock --detach --pidfile --log-file="$work/ovsdb.log"
	must ovs-vsctl --no-wait init
	must ovs-vswitchd --detach --pidfile --log-file="$work/ovs.log"
	must ovs-vsctl add-br br0 -- add-port br0 b0 -- add-port br0 c0
	must ovs-ofctl del-flows br0
	must ovs-ofctl add-flow br0 in_port=b0,actions=output:c0
	nap 2
}

ovs_mirror() {
	must ovs-vsctl add-port br0 m0 -- --id=@m get port m0 -- --id=@p get port b0 -- \
		--id=@x create mirror name=x select-src-port=@p output-port=@m -- set bridge br0 mirrors=@x
	nap 2
}

# settle - send until it costs the same as the last time: the daemon decides the first packets, and is busy for a while
settle() {
	local i last=0

	for ((i = 0; i < 12; i++)); do
		send steady "$packets"
		! awk -v a="$insn" -v b="$last" 'BEGIN { exit !(a - b < a / 500 && b - a < a / 500) }' || return 0
		last=$insn
		nap 1
	done
}

# Forwarding is what a bridge is for; the mirror is what comes on top of it.
ovs_both() {
	baseline steady
	ovs_start
	settle
	case_name=ovs/forward measure steady none
	# shellcheck disable=SC2034 # of lib.sh
	baseline_of[ovs]=$insn
	ovs_mirror
	settle
	case_name=ovs/forward-and-mirror measure steady all
	case_name=ovs/mirror-on-top measure_over ovs steady all
}

group ovs
command_case forward ovs_both
