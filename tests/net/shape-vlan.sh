#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A tag more, or one less, on copies of what has none, one or two; beside the frame (ingress) or in it (egress).
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/shape.sh
. "$here/lib/shape.sh"

tags() {
	cat <<-END
		eth0 eth ip tcp tag none zero 20
		eth0 eth vlan 5 prio 3 ip tcp tag one zero 20
		eth0 eth svlan 5 prio 7 ip6 udp tag service zero 20
		eth0 eth svlan 5 vlan 6 ip udp tag both zero 20
		eth0 eth vlan 5 vlan 6 ip6 tcp tag two zero 20
		eth0 eth svlan 5 vlan 6 vlan 7 arp
		eth0 eth vlan 0 prio 5 ip udp
		eth0 eth llc 42420300000000
		eth0 eth vlan 5 llc 42420300000000
		eth0 eth vlan 5 ip tcp partial tag partial zero 100
		eth0 eth ip tcp gso 1000 tag gso zero 2500
		eth0 eth vlan 7 ip tcp gso 1000 tag gso zero 2500
		eth0 eth svlan 8 vlan 7 ip6 tcp gso 1000 tag gso zero 2500
	END
}

basic_topology
shaped "push, ingress" in "vlan push 7" "push 7" < <(tags)
shaped "push, egress, on a wire" out "vlan push 4094 802.1q wire on" "push 4094 wire" < <(tags)
shaped "push 802.1ad, ingress, on a wire" in "vlan push 9 802.1ad wire on" "push 9 0x88a8 wire" < <(tags)
shaped "push 802.1ad, egress" out "vlan push 9 802.1ad" "push 9 0x88a8" < <(tags)
shaped "strip, ingress" in "vlan strip" strip < <(tags)
shaped "strip, ingress, on a wire" in "vlan strip wire on" "strip wire" < <(tags)
shaped "strip, egress" out "vlan strip" strip < <(tags)
shaped "strip, egress, on a wire" out "vlan strip wire on" "strip wire" < <(tags)
shaped "keep" in "vlan keep wire on" wire < <(tags)
shaped "push and a snap length" in "vlan push 7 snaplen 64" "push 7 snap 64" < <(tags)
finish
