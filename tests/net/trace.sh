#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Tracepoints: one event for each copy, one for each packet not copied, with the reason.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

tracing=/sys/kernel/tracing/instances/nfm_test

# events SESSION - what was traced of it, without what differs from run to run
events() {
	sed -nE "s/.* (nfm_[a-z_]+): (.*session=$1 .*)/\1 \2/p" "$tracing/trace" | sed -E 's/ skbaddr=[^ ]+//' | sort | uniq -c |
		sed 's/^ *//'
}

stop_tracing() {
	echo 0 >"$tracing/events/nf_mirror/enable"
	rmdir "$tracing"
	clean_up
}

basic_topology
[[ -d /sys/kernel/tracing/instances ]] || must busybox mount -t tracefs tracefs /sys/kernel/tracing
must mkdir "$tracing"
trap stop_tracing EXIT
echo 1 >"$tracing/events/nf_mirror/enable" || broken "the events are there" "$(ls "$tracing/events/nf_mirror")"
ip_in h <<-END
	link add small mtu 100 type dummy
	link set small up
	link add off type dummy
	link add full type dummy
	link set full up
END
# A queue that takes nothing refuses what it is given.
must tc -n h qdisc add dev full root pfifo limit 0
sessions <<-END
	session add copied to dev mir0 from dev eth0 dir in
	session add two oversize drop to dev mir0 to dev small from dev eth0 dir in
	session add skipped to dev mir0 from dev eth0 dir in match ip_proto tcp
	session add no-target from dev eth0 dir in
	session add waiting to dev nothere from dev eth0 dir in
	session add down to dev off from dev eth0 dir in
	session add oversize oversize drop to dev small from dev eth0 dir in
	session add refused to dev full from dev eth0 dir in
END
frame -n p -b <<<"eth0 eth ip udp zero 200 count 3"
settle refused 3
is "counters" "$(counters session)" "copied: seen=3 copied=3 skipped=0
two: seen=3 copied=3 skipped=0
skipped: seen=3 copied=0 skipped=3
no-target: seen=3 copied=0 skipped=0 no-target=3
waiting: seen=3 copied=0 skipped=0 target-waiting=3
down: seen=3 copied=0 skipped=0 target-down=3
oversize: seen=3 copied=0 skipped=0 oversize=3
refused: seen=3 copied=0 skipped=0 target-refused=3"
is "copied" "$(events copied)" "3 nfm_copy session=copied target=mir0 bytes=242"
is "two targets" "$(events two)" "3 nfm_copy session=two target=mir0 bytes=242"
if grep -q slub_debug= /proc/cmdline; then
	skip "no address of the kernel's" "with slub_debug the kernel shows them as they are"
else
	is "no address of the kernel's" "$(grep -E 'skbaddr=' "$tracing/trace" | grep -cEv 'skbaddr=0{8}[0-9a-f]{8} ')" 0
fi
is "skipped: no event" "$(events skipped)" ""
for e in no-target:no-target waiting:target-waiting down:target-down oversize:oversize refused:target-refused; do
	is "${e#*:}" "$(events "${e%:*}")" "3 nfm_not_copied session=${e%:*} bytes=242 reason=${e#*:}"
done
finish
