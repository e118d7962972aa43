# shellcheck shell=bash disable=SC2154 # lib.sh has it
# SPDX-License-Identifier: GPL-2.0-only
#
# lib/shape.sh - what a session's copies look like, compared with lib/wire.py. On the basic topology.

# wire WORDS... - copies of $work/originals to $work/wanted, and what is counted to $work/sums
wire() {
	PYTHONDONTWRITEBYTECODE=1 python3 "$here/lib/wire.py" "$@" <"$work/originals" >"$work/wanted" 2>"$work/sums" ||
		not_ok "wire $*" "$(<"$work/sums")"
}

# sums KIND - the same as counted: frames and bytes sent, frames cut and bytes cut off
sums() { get "$1" s stats.{sent,truncated}.{packets,bytes}; }

# shaped NAME DIR "OPTIONS" "WORDS" - frames ("DEV WORD..." on standard input) to eth0 of h, or from there; how are copies?
shaped() {
	local name=$1 dir=$2 from=p at=h n

	[[ $dir = in ]] || from=h at=p
	# shellcheck disable=SC2086 # words
	must m session add s $3 to dev mir0 from dev eth0 dir "$dir"
	copies_on
	sniff_on originals "$at" -m eth0
	frame -n "$from" -o "$work/sent" -b
	n=$(wc -l <"$work/sent")
	settle s "$n"
	counted "$name" s "seen=$n copied=$n skipped=0"
	sums session >"$work/counted"
	sums target >>"$work/counted"
	copies_off
	sniff_off originals "$from" eth0
	same "$name: originals" <(cut -d' ' -f1 "$work/originals") "$work/sent"
	# shellcheck disable=SC2086 # words
	wire $4
	same "$name: copies" "$work/copies" "$work/wanted"
	same "$name: what was sent and cut" "$work/counted" <(cat "$work/sums" "$work/sums")
	must m session del s
}

# each_kind - frames of each kind, and packets that become several
each_kind() {
	cat <<-END
		eth0 eth ip tcp doff 8 hex 020405b40101080a0000000100000002 truncate 70
		eth0 eth ip tcp flags 0x18 doff 8 hex 020405b40101010104020303 tag tcp zero 300
		eth0 eth ip opts 8 udp tag udp zero 301
		eth0 eth ip icmp tag icmp zero 300
		eth0 eth ip sctp tag sctp zero 300
		eth0 eth ip proto 253 tag unknown zero 300
		eth0 eth ip mf udp tag first zero 300
		eth0 eth ip frag 60 proto 17 tag later zero 300
		eth0 eth ip6 icmp6 tag icmp6 zero 300
		eth0 eth ip6 hbh len 1 rt dopt udp tag extensions zero 300
		eth0 eth ip6 hbh fh mf udp tag first6 zero 300
		eth0 eth ip6 fh frag 100 proto 17 tag later6 zero 300
		eth0 eth vlan 5 prio 3 ip tcp tag vlan zero 300
		eth0 eth svlan 5 vlan 6 ip6 tcp tag qinq zero 300
		eth0 eth arp
		eth0 eth llc 42420300000000 zero 100
		eth0 eth type 0x1234 zero 100
		eth0 eth ip udp
		eth0 eth vlan 9 ip udp
		eth0 eth ip tcp partial tag partial zero 201
		eth0 eth ip6 udp partial tag partial zero 201
		eth0 eth vlan 5 ip tcp partial tag partial zero 200
		eth0 eth ip id 65534 tcp flags 0x99 doff 8 hex 020405b40101010104020303 gso 1000 tag a zero 5000
		eth0 eth ip6 tcp seq 0xfffffff0 flags 0x19 gso 1400 zero 9000
		eth0 eth vlan 7 ip tcp gso 1000 zero 3500
		eth0 eth svlan 8 vlan 7 ip6 tcp gso 1000 zero 3500
	END
}
