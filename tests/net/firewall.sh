#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A device source sees what comes off the wire, before any netfilter hook, and what goes onto it, after every one. The
# kernel has tc before netfilter at ingress, and after it at egress.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

basic_topology
# The lowest and the highest priority that a firewall can have.
in_space h nft -f - <<-END || broken "set-up" "nft"
	table netdev t {
		chain in {
			type filter hook ingress device eth0 priority -2147483648;
			udp dport 1001 drop
		}
		chain out {
			type filter hook egress device eth0 priority 2147483646;
			udp dport 1002 drop
			udp dport 1003 ip dscp set 9
		}
	}
END
must tc -n h qdisc add dev eth0 clsact
must tc -n h filter add dev eth0 ingress protocol ip flower ip_proto udp dst_port 1004 action drop
must tc -n h filter add dev eth0 egress protocol ip flower ip_proto udp dst_port 1005 action drop
must m session add in to dev mir0 from dev eth0 dir in
copies_on -g
frame -n p -b <<-END
	eth0 eth ip udp dport 1001 count 3 tag dropped_by_nft
	eth0 eth ip udp dport 1004 count 2 tag dropped_by_tc
	eth0 eth ip udp dport 1006 count 1 tag passed
END
settle in 4
copies_off
is "ingress: what a firewall drops is copied" "$(sed 's/-.*//' "$work/copies" | uniq -c | tr -s ' ' | paste -sd,)" \
	" 3 dropped_by_nft, 1 passed"
must m session del in

must m session add out to dev mir0 from dev eth0 dir out
copies_on
sniff_on originals p eth0
frame -n h -o "$work/sent" -b <<-END
	eth0 eth ip udp dport 1002 count 3 tag dropped_by_nft
	eth0 eth ip udp dport 1003 tag changed_by_nft
	eth0 eth ip udp dport 1006 tag passed
	eth0 eth ip udp dport 1005 count 2 tag dropped_by_tc
END
settle out 4
counted "egress: what a firewall drops is not seen" out "seen=4 copied=4 skipped=0"
copies_off
sniff_off originals h eth0
same "egress: copies are what leaves netfilter" <(head -n 2 "$work/copies") "$work/originals"
same "egress: tc comes after it" <(tail -n 2 "$work/copies") <(tail -n 2 "$work/sent")
is "and it was changed" "$(grep -c "$(sed -n 4p "$work/sent")" "$work/copies")" 0

# Netfilter's own hooks of the stack: prerouting sees what a raw table drops.
ip_in h <<-END
	addr add 10.0.0.2/24 dev eth0
	neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent
END
must m session flush
in_space h nft -f - <<-END || broken "set-up" "nft"
	table ip t {
		chain pre {
			type filter hook prerouting priority -2147483646;
			udp dport 1001 drop
		}
		chain out {
			type filter hook output priority -2147483646;
			udp dport 1002 drop
		}
	}
	delete table netdev t
END
must m session add s to dev mir0 from inet match ip_proto udp dst_port 1001,1002
mac=$(ip -n h -j link show eth0 | command counters get address)
frame -n p -b <<<"eth0 eth dst $mac ip udp dport 1001 count 4 tag in"
# shellcheck disable=SC2016 # for the inner shell
in_space h bash -c 'for i in 1 2; do echo x >/dev/udp/10.0.0.1/1002; done' 2>/dev/null
rule_says() { [[ $(counters rule s) == "s 32768 mirror: $1" ]]; }
until_true rule_says "seen=6 copied=6 skipped=0" || :
is "inet: what a firewall drops is copied" "$(counters rule s)" "s 32768 mirror: seen=6 copied=6 skipped=0"
finish
