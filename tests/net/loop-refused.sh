#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A target whose copies would come back to a source of its session is refused, and says why; so is the source that
# would make it so. When devices change later, the target stops ("loop") and counts, and starts again.
#
#   h:eth0, h:eth1, h:other    dummy devices
#   h:va ------ h:vb           a veth pair within h
#   h:wa ------ h:wb           another
#   h:br0  with port h:port    bridges
#   h:br1  with port h:wb
#   h:eth0.5, h:br0.5          VLAN devices
#   h:mv                       a macvlan over eth0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

space h
pair h va h vb
pair h wa h wb
ip_in h <<-END
	link add eth0 type dummy
	link add eth1 type dummy
	link add other type dummy
	link add port type dummy
	link add br0 type bridge mcast_snooping 0
	link add br1 type bridge mcast_snooping 0
	link set port master br0
	link set wb master br1
	link add eth0.5 link eth0 type vlan id 5
	link add br0.5 link br0 type vlan id 5
	link add mv link eth0 type macvlan
END
for d in eth0 eth1 other port br0 br1 eth0.5 br0.5 mv; do
	echo "link set $d up"
done | ip_in h

# words TEXT - one command, its words not expanded; what it says, after its exit status
words() {
	local said

	said=$(mirrorctl -n h -b - <<<"$1" 2>&1)
	echo "$? $said"
}

# refused WHY SOURCE TARGET - in either order, and both at once, with nothing left behind
refused() {
	local why=$1 from=$2 to=$3

	like "$from to $to: refused in one" "$(words "session add s from $from to $to")" "^1 .*$why"
	is "$from to $to: and no session is left" "$(get session "" name)" ""
	sessions <<<"session add s from $from"
	like "$from to $to: the target refused" "$(words "target add s $to")" "^1 .*$why"
	is "$from to $to: and it is not there" "$(get target s dev)" ""
	must m session del s
	sessions <<<"session add s to $to"
	like "$from to $to: the source refused" "$(words "source add s $from")" "^1 .*$why"
	is "$from to $to: nor is it there" "$(get source s kind)" ""
	must m session del s
}

itself="is a source of the session itself"
refused "$itself" "dev eth0" "dev eth0"
refused "$itself" "dev eth*" "dev eth1"
refused "$itself" "dev nothere" "dev nothere"
refused "$itself" "dev not*" "dev nothere"
refused "peer is a source of the session" "dev va" "dev vb"
refused "$itself" "dev v?" "dev va"
refused "is the source bridge itself" "bridge br0" "dev br0"
refused "is a port of the source bridge" "bridge br0" "dev port"
refused "peer is a port of the source bridge" "bridge br1" "dev wa"
refused "peer feeds a source of the session" "dev br1" "dev wa"
refused "sends through a source of the session" "dev eth0" "dev eth0.5"
refused "sends through a source of the session" "dev eth0" "dev mv"
refused "sends through a source of the session" "bridge br0" "dev br0.5"
refused "sends through a source of the session" "dev port" "dev br0"

# What is no loop is accepted.
accepted() {
	sessions <<<"session add s from $1 to $2"
	ok "$1 to $2: accepted"
	must m session del s
}

accepted "dev eth0" "dev eth1"
accepted "dev eth0.5" "dev eth1"
accepted "bridge br0" "dev wa"
accepted "dev eth?" "dev other"

# A tunnel's kind is not the name of a device, nor what a glob means.
must modprobe vxlan
ip_in h <<<"link add vxlan type dummy"
accepted "dev vxlan" "vxlan remote 10.9.0.1"
sessions <<-END
	session add s to vxlan remote 10.9.0.1 to gretap remote 10.9.0.1
	source add s dev v*
	source add s dev *
	source add s dev eth0
END
ok "a tunnel, then devices that a glob means as well: accepted"
must m session del s

# Another session's target may be this one's source.
sessions <<-END
	session add one from dev eth0 to dev other
	session add two from dev other to dev eth1
END
ok "another session's target as a source: accepted"
must m session flush

# state WANT NAME - of the only target; the frame sent through the source is counted accordingly
state() {
	local want="seen=1 copied=0 skipped=0 $3=1"

	[[ $3 = copied ]] && want="seen=1 copied=1 skipped=0"
	is "$1: state" "$(get target s state)" "$2"
	must m session reset s
	frame -n h -b <<<"$4 eth ip udp tag loop"
	counted "$1: counted" s "$want"
}

must m session add s from dev eth0 dir out to dev later
state "no device" waiting target-waiting eth0
ip_in h <<-END
	link add later link eth0 type macvlan
	link set later up
END
state "a device comes that sends through the source" loop loop eth0
ip_in h <<-END
	link del later
	link add later type dummy
	link set later up
END
state "a harmless one instead" up copied eth0
must m session flush

must m session add s from bridge br0 to dev other
frame_on() { state "$1" "$2" "$3" br0; }
frame_on "no port" up copied
ip_in h <<<"link set other master br0"
frame_on "the target becomes a port of the source bridge" loop loop
ip_in h <<<"link set other nomaster"
frame_on "and is none any more" up copied
must m session flush

must m session add s from dev 'zz*' from dev eth0 dir out to dev va
state "a glob that fits nothing" up copied eth0
rename h vb zz1
state "the target's peer is renamed into the glob" loop loop eth0
rename h zz1 vb
wait_up h
state "and out of it" up copied eth0
must m session flush

# The ends of a veth know of each other only when both have come.
must m session add s from dev nv0 to dev nv1
ip_in h <<-END
	link add nv0 type veth peer name nv1
	link set nv0 up
END
is "a veth comes whose other end is the source, and goes up there: state" "$(get target s state)" loop
finish
