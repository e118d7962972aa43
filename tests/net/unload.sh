#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The module goes while sessions are configured and packets flow, and leaves nothing; and it comes back.
#
#   p:eth0 ------ h:eth0, in h:br0       h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

traced_functions() { grep -c '\[nf_mirror\]' /proc/kallsyms; }

reload() {
	[[ -d /sys/module/nf_mirror ]] || modprobe nf_mirror
	clean_up
}
trap reload EXIT

seen_some() { [[ $(counters session s) != "s: seen=0 "* ]]; }

listens() { m session set t enabled on && [[ -s $work/events ]]; }

has_ended() { ! kill -0 "$1" 2>/dev/null; }

configure() {
	sessions <<-END
		session add s to dev mir0 from dev eth0
		session add t to dev mir0 to dev nowhere from dev eth0 dir in from dev 'e*' match dst_port 80,443,1000-2000
		session add b to dev mir0 from bridge br0
		session add i to dev mir0 from inet
		session add f to dev mir0 from inet hook forward from dev later
	END
}

hold_hooks
basic_topology
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set eth0 master br0
	link set br0 up
END
wait_up h
configure
for round in 1 2; do
	frame -n p -b <<<"eth0 eth dst ff:ff:ff:ff:ff:ff ip udp count 1000000" &
	sender=$!
	until_true seen_some || not_ok "round $round: traffic flows" ""
	mirrorctl -n h monitor >"$work/events" 2>"$work/end" &
	monitor=$!
	until_true listens || broken "the monitor listens" "$(<"$work/end")"
	said=$(modprobe -r nf_mirror 2>&1)
	is "round $round: the module goes, with sessions, under traffic" "$? $said" "0 "
	is "round $round: nothing of it is left" "$(traced_functions)" 0
	until_true has_ended $monitor || kill $monitor
	wait $monitor
	is "round $round: a monitor says so, and ends" "$? $(<"$work/end")" "1 Error: nf_mirror was unloaded"
	kill -0 $sender 2>/dev/null || not_ok "round $round: there was traffic at the time" "all frames had been sent"
	kill $sender
	wait $sender 2>/dev/null
	must modprobe nf_mirror
	is "round $round: it comes back empty" "$(m session show)" ""
	configure
	frame -n p -b <<<"eth0 eth dst ff:ff:ff:ff:ff:ff ip udp tag again"
	until_true seen_some || not_ok "round $round: it works again" ""
done

# Namespaces go with tunnels' devices in them, one after the other, and so does the module: neither waits for the other.
passing=(passing{0..7})
for round in 1 2 3; do
	must ip -b - < <(printf 'netns add %s\n' "${passing[@]}")
	for space in "${passing[@]}"; do
		must mirrorctl -n "$space" session add v to geneve remote 10.9.0.2 to gretap remote 10.9.0.2 from dev lo
	done
	must ip -b - < <(printf 'netns del %s\n' "${passing[@]}")
	said=$(rmmod nf_mirror 2>&1)
	is "namespaces, round $round: they go, and so does the module" "$? $said" "0 "
	must modprobe nf_mirror
done

# A tunnel's driver goes, and while the module loads it again, so does the module: neither waits for the other. modprobe
# would take what the driver depends on, which is in use again at once.
if grep -q '/vxlan\.ko' "/lib/modules/$(uname -r)/modules.builtin"; then
	skip "driver" "the kernel has it built in"
	finish
fi
carried() { ip -n h -o link show | grep -q nfm-vxlan; }
for round in 1 2 3; do
	must m session add v to vxlan remote 10.9.0.2 from dev eth0 dir in
	is "driver, round $round: there" "$(carried; echo $?)" 0
	said=$(rmmod vxlan 2>&1 && rmmod nf_mirror 2>&1)
	is "driver, round $round: both go" "$? $said" "0 "
	must modprobe nf_mirror
	is "driver, round $round: it comes back empty" "$(m session show; carried; echo $?)" 1
done
must m session add v to vxlan remote 10.9.0.2 from dev eth0 dir in
must rmmod vxlan
until_true carried || not_ok "driver: it is loaded again for the session" "$(ip -n h link show)"
finish
