#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the host knows about the original is not the copy's: route, connection, mark, time to send.
#
#   h:eth0 10.0.0.2 ------ p:eth0        h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# packets DEV PRIO - what the tc filter there has matched
packets() {
	tc -n h -s filter show dev "$1" egress | awk -v prio="$2" '
	/^filter/ { here = 0 }
	/^filter/ && $0 ~ "pref " prio " " { here = 1 }
	here && /Sent/ { n = $4 }
	END { print n + 0 }'
}

basic_topology
ip_in h <<-END
	addr add 10.0.0.2/24 dev eth0
	neigh add 10.0.0.1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent
	route add 10.9.0.0/24 via 10.0.0.1 realm 5
END
in_space h nft -f - <<-END || broken "set-up" "nft"
	table ip t {
		chain out {
			type filter hook output priority 0;
			ct state new meta mark set 0x77
		}
	}
END
for dev in eth0 mir0; do
	must tc -n h qdisc add dev $dev clsact
	must tc -n h filter add dev $dev egress protocol ip pref 1 handle 0x77 fw action continue
	must tc -n h filter add dev $dev egress protocol ip pref 2 flower ct_state +trk action continue
	must tc -n h filter add dev $dev egress protocol ip pref 3 basic match 'meta(rt_classid eq 5)' action continue
	must tc -n h filter add dev $dev egress protocol ip pref 4 flower ip_proto udp action ok
done
must m session add s to dev mir0 from dev eth0 dir out
# shellcheck disable=SC2016 # for the inner shell
must in_space h bash -c 'for i in 1 2 3; do echo x >/dev/udp/10.9.0.$i/9; done'
settle s 3
counted "originals of this host" s "seen=3 copied=3 skipped=0"
is "the original has them: mark, connection, route" "$(packets eth0 1) $(packets eth0 2) $(packets eth0 3) $(packets eth0 4)" \
	"3 3 3 3"
is "the copy has none" "$(packets mir0 1) $(packets mir0 2) $(packets mir0 3) $(packets mir0 4)" "0 0 0 3"

# A time to send in the far future: fq drops what is so far off.
must tc -n h qdisc add dev mir0 root fq
copies_on
frame -n h -o "$work/sent" -b <<<"eth0 eth ip udp txtime 3600 count 5 tag later"
settle s 8
counted "a time to send" s "seen=8 copied=8 skipped=0"
copies_off
same "a time to send: copies" "$work/copies" "$work/sent"
frame -n h -b <<<"mir0 eth ip udp txtime 3600 count 5 tag later"
like "fq drops what has one" "$(tc -n h -s qdisc show dev mir0)" "dropped 5"
finish
