#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sessions are independent; within one, a packet is copied once to each target, whatever of its sources it crosses.
#
#   p:eth0 ------ h:eth0     h:m1 ------ s:m1
#   p:eth1 ------ h:eth1     h:m2 ------ s:m2
#                            h:m3 ------ s:m3
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

space p h s
pair h eth0 p eth0
pair h eth1 p eth1
for n in m1 m2 m3; do
	pair h $n s $n
done
wait_up p h s

listen() {
	local n

	for n in m1 m2 m3; do
		sniff_on $n s $n
	done
}

# heard NAME FILE1 FILE2 FILE3 - what each sensor got
heard() {
	local n name=$1

	for n in m1 m2 m3; do
		shift
		sniff_off $n h $n
		same "$name: copies at $n" "$work/$n" "$1"
	done
}

send() {
	frame -n p -o "$work/sent" -b <<<"$1 eth ip tcp count ${2:-5} tag $1"
}

# Two sessions on one device, with rules of their own; one of them has two targets.
sessions <<-END
	session add one to dev m1 to dev m2 from dev eth0 dir in
	session add two to dev m3 from dev eth0 dir in match ip_proto udp
	session add three to dev m2 from dev eth1 dir in
END
listen
send eth0
settle one 5
settle two 5
counted "a session" one "seen=5 copied=5 skipped=0"
counted "another session on the device, with its own rule" two "seen=5 copied=0 skipped=5"
counted "a session on another device" three "seen=0 copied=0 skipped=0"
is "each target" "$(counters target)" "one dev m1 up: seen=5 copied=5 skipped=0
one dev m2 up: seen=5 copied=5 skipped=0
two dev m3 up: seen=0 copied=0 skipped=0
three dev m2 up: seen=0 copied=0 skipped=0"
heard "two sessions" "$work/sent" "$work/sent" /dev/null

# Two sessions with the same target: two copies.
must m session flush
sessions <<-END
	session add one to dev m1 from dev eth0 dir in
	session add two to dev m1 from dev eth0 dir in
END
listen
send eth0 3
settle two 3
sed p "$work/sent" >"$work/double"
heard "two sessions, one target" "$work/double" /dev/null /dev/null

# A packet that crosses several sources of a session at one hook counts for the first of them.
must m session flush
sessions <<-END
	session add s to dev m1 from dev eth0 dir in from dev eth* dir in from dev e*0 from dev eth1
END
listen
send eth0 4
settle s 4
is "several sources on a device: counted for the first" "$(counters source s)" "s dev eth0 in: seen=4 copied=4 skipped=0
s dev eth* in: seen=0 copied=0 skipped=0
s dev e*0 both: seen=0 copied=0 skipped=0
s dev eth1 both: seen=0 copied=0 skipped=0"
cp "$work/sent" "$work/all"
frame -n h -o "$work/sent" -b <<<"eth0 eth ip udp count 2 tag out"
cat "$work/sent" >>"$work/all"
settle s 6
send eth1 3
cat "$work/sent" >>"$work/all"
settle s 9
is "each direction has its first" "$(counters source s)" "s dev eth0 in: seen=4 copied=4 skipped=0
s dev eth* in: seen=3 copied=3 skipped=0
s dev e*0 both: seen=2 copied=2 skipped=0
s dev eth1 both: seen=0 copied=0 skipped=0"
heard "several sources on a device: one copy" "$work/all" /dev/null /dev/null
listen
must m source del s dev eth0
send eth0 2
settle s 11
heard "the first source removed: still one copy" "$work/sent" /dev/null /dev/null
counted "the session" s "seen=11 copied=11 skipped=0"

# One target of two is down: the packet counts as copied.
must m session flush
ip_in h <<<"link set m2 down"
sessions <<-END
	session add s to dev m2 to dev m3 to dev nowhere from dev eth0 dir in
END
listen
send eth0 6
settle s 6
ip_in h <<<"link set m2 up"
wait_up h
counted "one target took it: copied" s "seen=6 copied=6 skipped=0"
is "the others say why they did not" "$(counters target s | sort)" "s dev m2 up: seen=6 copied=0 skipped=0 target-down=6
s dev m3 up: seen=6 copied=6 skipped=0
s dev nowhere waiting: seen=6 copied=0 skipped=0 target-waiting=6"
heard "one target down" /dev/null /dev/null "$work/sent"

# No target at all; then one; disable and enable; reset.
must m session flush
must m session add s from dev eth0 dir in
send eth0 2
settle s 2
counted "no target" s "seen=2 copied=0 skipped=0 no-target=2"
must m target add s dev m1
listen
send eth0 3
settle s 5
counted "a target comes" s "seen=5 copied=3 skipped=0 no-target=2"
heard "a target comes" "$work/sent" /dev/null /dev/null
must m session disable s
must m session add witness from dev eth0 dir in
send eth0 4
settle witness 4
counted "disabled" s "seen=5 copied=3 skipped=0 no-target=2"
is "it says so" "$(get session s enabled)" false
must m session enable s
listen
send eth0 1
settle s 6
heard "enabled" "$work/sent" /dev/null /dev/null
must m session set s enabled off
send eth0 1
settle witness 6
counted "disabled with set" s "seen=6 copied=4 skipped=0 no-target=2"
must m session reset s
counted "reset" s "seen=0 copied=0 skipped=0"
is "reset: sources and targets" "$(counters source s; counters target s)" "s dev eth0 in: seen=0 copied=0 skipped=0
s dev m1 up: seen=0 copied=0 skipped=0"
counted "reset of another session" witness "seen=6 copied=0 skipped=0 no-target=6"
must m session reset
counted "reset of all" witness "seen=0 copied=0 skipped=0"
is "never used again: no idle time" "$(get session s stats.idle_ms)" "-"
finish
