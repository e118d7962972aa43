#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Without memory (tools/failnth.c): every command, devices that come and go, and the loading of the module itself, with
# each allocation on the way refused once. Needs a kernel with fault injection (tests/vm/boot --debug).
#
#   FAIL_STEP=N     of what makes tunnels' devices, every Nth allocation (5)
#
#   h: the sessions; dummies fn0 (target) and fn1, a bridge fnbr
#
# timeout: 3600
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

# run_failnth COMMAND... - its own lines are the results; the test machine knows of what the kernel says meanwhile
run_failnth() {
	echo '<6>nfm: memory is refused' >/dev/kmsg
	"$@" || failures=$((failures + 1))
	echo '<6>nfm: memory is there again' >/dev/kmsg
}

[[ -e /proc/self/fail-nth ]] || { skip "each allocation refused once" "the kernel has no fault injection"; finish; }
hold_hooks
space h
ip_in h <<-END
	link add fn0 type dummy
	link add fn1 type dummy
	link add fnbr type bridge mcast_snooping 0
	link set fn0 up
END
run_failnth in_space h failnth -t "${FAIL_STEP:-5}"
every_counter_adds_up
must modprobe -r nf_mirror
run_failnth failnth -m "$(modinfo -n nf_mirror)"
must modprobe nf_mirror
finish
