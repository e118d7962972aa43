#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A packet's way without memory: through plain copies, filters, every shape and every tunnel, first with each allocation
# on it refused once, then with objects and then with pages refused at random (tools/failpkt.c). Each original goes on,
# whole; what could not be copied is counted. Needs a kernel with fault injection (tests/vm/boot --debug).
#
#   FUZZ_ROUNDS=N   packets of each kind for what is at random (200)
#
#   h:tap0  h:br0  h:tap1      h:mir0 ------ s:mon0, dummy d0      h:up0 ------ u:up0, which nobody hears
#
# timeout: 1200
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"
# shellcheck source=tests/fuzz/tools/refuse.sh
. "$(dirname -- "$0")/tools/refuse.sh"
shopt -s extglob

rounds=${FUZZ_ROUNDS:-200}
in="from dev tap0 dir in" bridge="from bridge br0" out="from dev tap1 dir out"
# All allocate something for a copy.
sessions=(
	"plain to dev mir0 $in"
	"bridged to dev d0 $bridge"
	"sent to dev d0 $out"
	"copies to dev d0 to dev mir0 to vxlan remote 10.9.0.2 vni 9 $bridge"
	"filtered to dev d0 $in match filter 'udp or (vlan and ip6)'"
	"filtered-sent to dev d0 $out match filter 'not arp'"
	"wire wire on to dev mir0 $in"
	"wire-cut wire on snaplen 128 vlan push 5 to dev d0 $bridge"
	"l4 snaplen l4+10 vlan strip to dev d0 $out"
	"push vlan push 6 802.1ad to dev mir0 $bridge"
	"gretap to gretap remote 10.9.0.2 key 1 $in"
	"gretap-fragments wire off oversize fragment to gretap remote 10.9.0.2 seq on $bridge"
	"gretap6 to gretap remote fd09::2 $out"
	"erspan snaplen 200 to erspan remote 10.9.0.2 id 5 $bridge"
	"erspan6 to erspan remote fd09::2 id 7 ver 3 $out"
	"vxlan wire off to vxlan remote fd09::2 vni 3 tos inherit $in"
	"vxlan-drop oversize drop to vxlan remote 10.9.0.2 $out"
	"geneve to geneve remote 10.9.0.2 vni 4 meta on $bridge"
	"geneve6 snaplen 500 to geneve remote fd09::2 vni 4 meta on $out"
)
# Those of pages: of which a long copy with room in front is made, and the segments of a super-packet.
of_pages='^(wire|gretap|erspan|vxlan|geneve)'

# begin [OPTION...] - the tool waits for `send`, and all that arrives from there on is counted
begin() {
	rm -f "$work/go"
	mkfifo "$work/go"
	exec {tool}< <(in_space h failpkt "$@" tap0 tap1 <"$work/go" 2>&1 || echo "not ok - failpkt: status $?")
	exec {go}>"$work/go"
	read -r -u "$tool" word
	is "the way is there" "$word" ready
}

send() {
	local line

	arrived=0
	echo go >&"$go"
	exec {go}>&-
	while read -r -u "$tool" line; do
		[[ $line != "not ok"* ]] || failures=$((failures + 1))
		[[ $line = arrived* ]] && arrived=${line#* } || echo "$line"
	done
	exec {tool}<&-
	is "there is an end" "$((arrived > 0))" 1
}

# check WHAT LACKED - what has become of the copies; those of the sessions LACKED, a pattern, had no memory now and then
check() {
	local session reasons

	for session in "${sessions[@]}"; do
		session=${session%% *}
		settle "$session" "$arrived"
		read -r _ seen _ _ reasons < <(counters session "$session")
		is "$1: $session: all that arrived was seen, and no more" "$seen" "seen=$arrived"
		if [[ $session =~ $2 ]]; then
			like "$1: $session: what is not copied is for want of memory" "$reasons" '(^| )no-memory=[1-9]'
		fi
		# The kernel's way out of a device may say no as well.
		[[ $session != *drop ]] || reasons=${reasons/oversize=+([0-9])/}
		is "$1: $session: or was refused on the way out" \
			"$(tr ' ' '\n' <<<"$reasons" | grep -vE '^((no-memory|target-refused)=.*|)$')" ""
	done
	every_counter_adds_up
}

[[ -e /proc/self/fail-nth ]] || { skip "each allocation refused once" "the kernel has no fault injection"; finish; }
long_queues
space h s u
pair h mir0 s mon0
pair h up0 u up0
ip_in h <<-END
	tuntap add tap0 mode tap vnet_hdr
	tuntap add tap1 mode tap vnet_hdr
	link add d0 type dummy
	link set d0 mtu 9000 up
	link add br0 type bridge mcast_snooping 0
	link set br0 mtu 9000
	link set tap0 mtu 9000 up
	link set tap1 mtu 9000 up
	link set tap0 master br0
	link set tap1 master br0
	link set br0 up
END
# A bridge that has IP's hooks takes memory for each packet.
bridges_alone h
with_ipv6 h up0
address h up0 "10.9.0.1/24 fd09::1/64"
neighbour h up0 02:00:00:00:00:99 "10.9.0.2 fd09::2"
wait_up s u

begin
printf 'session add %s\n' "${sessions[@]}" | sessions h
send
# All but "copies": when only one allocation is refused, one of its targets at least takes the packet.
check "each refused once" '^[^c]'
read -r _ _ _ _ reasons < <(counters session copies)
is "each refused once: copies: one target at least took each" "$reasons" ""
like "each refused once: copies: but not all of them" "$(counters target copies)" 'no-memory=[1-9]'
for fault in failslab fail_page_alloc; do
	begin -r "$rounds"
	must mirrorctl -n h session reset
	refuse 30 $fault
	send
	refuse_no_more $fault
	check "$fault" "$([[ $fault = failslab ]] && echo . || echo "$of_pages")"
done
finish
