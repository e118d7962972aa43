#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Requests that mirrorctl would not send (lib/refuse_netlink.py): each is refused with the errno of the contract, a
# message, and the attribute at fault; and changes nothing.
#
#   h:eth0 (dummy), h:tun0 (no Ethernet)
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

must modprobe tun
space h
ip_in h <<-END
	link add eth0 type dummy
	tuntap add tun0 mode tun
END
PYTHONDONTWRITEBYTECODE=1 in_space h python3 "$here/lib/refuse_netlink.py" || failures=1
is "nothing has changed" "$(get session "" name enabled rules)" "s true 1
other true 0"
is "nor have the parts" "$(
	get source "" session dev dir
	get target "" session dev
	get rule "" session prio action
)" "s old both
s t
s 7 mirror"
finish
