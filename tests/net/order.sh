#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Copies of a flow arrive in the order of the originals, at ingress and at egress, and none is missing.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

frames=10000

# numbers DIR SPACE
numbers() {
	must m session add s to dev mir0 from dev eth0 dir "$1"
	copies_on -g
	frame -n "$2" -b <<<"eth0 eth ip udp cpu 0 count $frames tag n"
	settle s $frames
	counted "$1: $frames numbered frames" s "seen=$frames copied=$frames skipped=0"
	copies_off
	same "$1: copies in order" "$work/copies" "$work/wanted"
	must m session del s
}

seq -f 'n-%06.0f' 0 $((frames - 1)) >"$work/wanted"
long_queues
basic_topology
numbers in p
numbers out h
finish
