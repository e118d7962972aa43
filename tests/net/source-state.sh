#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Sources follow their devices: by name or glob, as they come, go, are renamed and move between namespaces.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#   p:eth1 ------ h:eth1
#   p:NAME ------ h:NAME     later
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# bound SESSION - "NAME N DEVICE,..." of each source
bound() {
	get source "$1" dev n_bound bound
}

total=0
# pass NAME DEV COPIED - two frames over it, of which so many are copied; all sessions see what the first sees
pass() {
	local name=$1 dev=$2 copied=$3

	wait_up h p
	frame -n p -o "$work/sent" -b <<<"$dev eth ip tcp count 2 tag $dev"
	total=$((total + copied))
	[[ $copied = 0 ]] || cat "$work/sent" >>"$work/all"
	# What must not be seen is waited for at a session that sees everything.
	all=$((all + 2))
	settle witness "$all"
	counted "$name" s "seen=$total copied=$total skipped=0"
}

basic_topology
space other
pair h eth1 p eth1
wait_up h p
rename p eth1 two
wait_up h p
: >"$work/all"
all=0
must m session add witness from dev '*' dir in match src_mac 00:00:00:00:00:01
must m session add s to dev mir0 from dev two dir in
is "a device that is not there" "$(bound s)" "two 0 -"
copies_on
pass "waiting" two 0
rename h eth1 two
is "renamed to it" "$(bound s)" "two 1 two"
pass "renamed to it" two 2
rename h two three
is "renamed away" "$(bound s)" "two 0 -"
pass "renamed away" two 0
rename h three two
pass "renamed back" two 2
ip_in h <<-END
	link set two down
	link set two up
END
wait_up h p
pass "down and up" two 2
ip_in h <<<"link set two netns other"
is "moved away" "$(bound s)" "two 0 -"
ip_in other <<<"link set two up"
wait_up p other
frame -n p -b <<<"two eth ip tcp count 2 tag other"
ip_in other <<<"link set two netns h"
ip_in h <<<"link set two up"
wait_up h p
is "moved back" "$(bound s)" "two 1 two"
pass "moved back" two 2
ip_in h <<<"link del two"
is "deleted" "$(bound s)" "two 0 -"
pair h two p two
wait_up h p
is "created" "$(bound s)" "two 1 two"
pass "created" two 2
ip_in h <<<"link set two netns other name old"
rename h eth0 two
rename p two gone
ip_in p <<<"link set gone down"
rename p eth0 two
wait_up h p
is "another device takes the name" "$(bound s)" "two 1 two"
pass "another device takes the name" two 2
copies_off
same "copies" "$work/copies" "$work/all"
counted "the witness saw what is in h" witness "seen=$all copied=0 skipped=$all"

# Globs.
must m session del s
must m session add s to dev mir0 from dev 'veth[0-9]*' dir in from dev '?x*' dir in from dev 'e[!a-s]h9' dir in
is "globs that fit nothing" "$(bound s)" "veth[0-9]* 0 -
?x* 0 -
e[!a-s]h9 0 -"
pair h veth1 p veth1
pair h veth22 p veth22
pair h vethx p vethx
pair h ax p ax
pair h eth9 p eth9
wait_up h p
is "globs, devices that come" "$(bound s)" "veth[0-9]* 2 veth1,veth22
?x* 1 ax
e[!a-s]h9 1 eth9"
total=0
all=0
must m session reset
: >"$work/all"
copies_on
for d in veth1 veth22 ax eth9; do
	pass "glob, $d" $d 2
done
pass "no glob fits vethx" vethx 0
rename h vethx veth3
rename h veth1 xveth
rename h eth9 eah9
ip_in h <<<"link del veth22"
wait_up h p
is "globs, devices renamed and deleted" "$(bound s)" "veth[0-9]* 1 veth3
?x* 1 ax
e[!a-s]h9 0 -"
pass "renamed into the glob" vethx 2
pass "renamed out of the glob" veth1 0
pass "renamed out of the negated set" eth9 0
copies_off
same "copies" "$work/copies" "$work/all"
must m source del s dev '?x*'
is "a glob removed" "$(bound s)" "veth[0-9]* 1 veth3
e[!a-s]h9 0 -"
pass "its device no longer" ax 0
finish
