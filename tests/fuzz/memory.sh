#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Without memory (tools/failnth.c): every command, devices that come, go and get another name, and the loading of the
# module itself, for several network namespaces, with each allocation on the way refused once. Needs a kernel with
# fault injection that was started with slub_debug=A,kmalloc-cg-* (tests/vm/boot --debug).
#
#   FAIL_ONLY=NAME  this operation only; `module`: the module's loading
#
#   h: the sessions; dummies fn0 (target) and fn1, a bridge fnbr
#
# timeout: 3600
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

# run_failnth COMMAND... - its own lines are the results; the test machine knows of what the kernel says meanwhile
run_failnth() {
	echo '<6>nfm: memory is refused' >/dev/kmsg
	"$@" | tee "$work/said"
	[[ ${PIPESTATUS[0]} = 0 ]] || failures=$((failures + 1))
	echo '<6>nfm: memory is there again' >/dev/kmsg
}

if [[ $(cat /sys/kernel/slab/kmalloc-cg-64/failslab 2>/dev/null) != 1 ]]; then
	skip "each allocation refused once" "needs fault injection, and slub_debug=A,kmalloc-cg-*"
	finish
fi
hold_hooks
space h
ip_in h <<-END
	link add fn0 type dummy
	link add fn1 type dummy
	link add fnbr type bridge mcast_snooping 0
	link set fn0 up
	link set fn1 up
END
# On the way to the tunnels' other ends, whom nobody answers for.
with_ipv6 h fn0
must in_space h sh -c 'echo 1 >/proc/sys/net/ipv6/conf/fn0/keep_addr_on_down'
address h fn0 "192.0.2.2/24 2001:db8::2/64"
# Of every binding that fails the module is to say so.
cost=$(</proc/sys/net/core/message_cost)
echo 0 >/proc/sys/net/core/message_cost
[[ ${FAIL_ONLY:-} = module ]] || run_failnth in_space h failnth ${FAIL_ONLY:+"$FAIL_ONLY"}
echo "$cost" >/proc/sys/net/core/message_cost
# A kernel that refuses one kind to nobody finds nothing there but that the message cannot be copied, which is in each.
if [[ ${FAIL_ONLY:-session new} = 'session new' ]]; then
	n='([2-9]|[1-9][0-9]+)'
	like 'each kind of memory was refused' "$(grep -F 'failnth: session new:' "$work/said")" \
		": $n objects, $n charged ones, $n pages and $n per CPU,"
fi
every_counter_adds_up
if [[ ${FAIL_ONLY:-module} = module ]]; then
	must modprobe -r nf_mirror
	run_failnth failnth -m "$(modinfo -n nf_mirror)"
	must modprobe nf_mirror
fi
finish
