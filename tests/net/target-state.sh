#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A target whose device is not there, is down, has no carrier or is no Ethernet device says so and counts each packet;
# when the device is there again, copies go there again.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

must modprobe tun
basic_topology
space other
ip_in h <<<"link add dummy0 type dummy"

must m session add s to dev later from dev eth0 dir in
is "not there yet" "$(get target s state ifindex)" "waiting -"
must m session del s
must m session add s to dev mir0 from dev eth0 dir in
is "there" "$(get target s ifindex)" \
	"$(ip -n h -j link show mir0 | command counters get ifindex)"
send() {
	must m session reset s
	frame -n p -o "$work/sent" -b <<<"eth0 eth ip tcp count 2 tag state"
	settle s 2
}

# refused NAME STATE REASON
refused() {
	send
	is "$1: state" "$(get target s state)" "$2"
	counted "$1: counted" s "seen=2 copied=0 skipped=0 $3=2"
}

# copied NAME - and no copy came between the last call and this one
copied() {
	wait_up h s
	send
	is "$1: state" "$(get target s state)" up
	counted "$1: counted" s "seen=2 copied=2 skipped=0"
	cat "$work/sent" >>"$work/all"
}

: >"$work/all"
copies_on
copied "up"
ip_in h <<<"link set mir0 down"
refused "down" down target-down
ip_in h <<<"link set mir0 up"
copied "up again"
ip_in s <<<"link set mon0 down"
refused "no carrier" down target-down
ip_in s <<<"link set mon0 up"
copied "carrier again"
rename h mir0 elsewhere
refused "renamed away" waiting target-waiting
rename h elsewhere mir0
copied "renamed back"
ip_in h <<-END
	link set mir0 down
	link set mir0 name mir1
	link set dummy0 name mir0
	link set mir0 up
END
send
counted "another device of that name takes the place" s "seen=2 copied=2 skipped=0"
ip_in h <<-END
	link del mir0
	link set mir1 name mir0
	link set mir0 up
END
copied "and the first again"
ip_in h <<<"link set mir0 netns other"
refused "moved to another namespace" waiting target-waiting
ip_in other <<<"link set mir0 netns h"
ip_in h <<<"link set mir0 up"
copied "moved back"
copies_off
same "copies came while it was up, and only then" "$work/copies" "$work/all"
ip_in h <<<"link del mir0"
refused "deleted" waiting target-waiting
ip_in h <<-END
	tuntap add mir0 mode tun
	link set mir0 up
END
refused "no Ethernet device" unfit target-waiting
ip_in h <<<"link del mir0"
pair h mir0 s mon0
wait_up h s
: >"$work/all"
copies_on
copied "a new device"
copies_off
same "copies on the new device" "$work/copies" "$work/all"

# Longer than the target's MTU allows: cut, or counted and not sent.
ip_in h <<<"link set mir0 mtu 1500"
oversize() {
	must m session reset s
	must m session set s oversize "$1"
	copies_on
	frame -n p -o "$work/sent" -b <<-END
		eth0 eth ip tcp zero 1460
		eth0 eth vlan 5 ip tcp zero 1460
		eth0 eth ip tcp zero 1465
		eth0 eth ip tcp zero 7000
	END
	settle s 4
	counted "oversize $1" s "$2"
	copies_off
}
# A tag is beyond the MTU.
cut_to_fit() { awk '{ print substr($0, 1, 2 * (substr($0, 25, 4) == "8100" ? 1518 : 1514)) }'; }
oversize truncate "seen=4 copied=4 skipped=0"
same "what is too long is cut" "$work/copies" <(cut_to_fit <"$work/sent")
for how in drop fragment; do
	oversize $how "seen=4 copied=2 skipped=0 oversize=2"
	same "oversize $how: what fits is copied" "$work/copies" <(head -n 2 "$work/sent")
done
finish
