#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Keys that are not in the packet: mark (keys/mark.tbl) and indev.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
#   p:port1 ------ h:port1 \
#                           h:br0
#   p:port2 ------ h:port2 /
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/keys.sh
. "$here/lib/keys.sh"

basic_topology
keys_out "$here/keys/mark.tbl"
keys_done

pair h port1 p port1
pair h port2 p port2
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set port1 master br0
	link set port2 master br0
	link set br0 up
END
wait_up h p

# Pairs of a rule and the sources, and how many of the frames below it takes.
n=0
: >"$work/want"
while read -r match from takes; do
	n=$((n + 1))
	echo "session add s$n to dev mir0 from ${from//_/ } match indev $match"
	echo "s$n 32768 mirror: seen=$takes copied=$takes skipped=0" >>"$work/want"
done >"$work/batch" <<-END
	eth0 dev_eth0_dir_in 3
	eth* dev_eth0_dir_in 3
	e* dev_eth0_dir_in 3
	* dev_eth0_dir_in 3
	eth dev_eth0_dir_in 0
	eth00 dev_eth0_dir_in 0
	eth0* dev_eth0_dir_in 3
	port* dev_eth0_dir_in 0
	eth0 dev_eth0_dir_out 0
	* dev_eth0_dir_out 0
	port1 bridge_br0 2
	port2 bridge_br0 5
	port* bridge_br0 7
	br0 bridge_br0 0
	port1 dev_port2_dir_out 2
	port2 dev_port2_dir_out 0
	* dev_port2_dir_out 2
	port2 dev_port1_dir_out 5
END
sessions <"$work/batch"
must m session add all from dev '*' dir in
frame -n p -b <<-END
	eth0 eth ip udp count 3 tag indev
	port1 eth dst ff:ff:ff:ff:ff:ff ip udp count 2 tag indev
	port2 eth dst ff:ff:ff:ff:ff:ff ip udp count 5 tag indev
END
frame -n h -b <<-END
	eth0 eth ip udp count 4 tag indev
	br0 eth dst ff:ff:ff:ff:ff:ff ip udp count 6 tag indev
END
# Received by the ports, and by the bridge that passes them up.
settle all 17
sort -V "$work/want" >"$work/wanted"
counters rule | sort -V >"$work/got"
same "indev" "$work/got" "$work/wanted"
finish
