#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# NLM_F_CREATE, EXCL, REPLACE and ECHO mean what they usually do, and replies hold what the contract says
# (lib/netlink_flags.py).
#
#   h:eth0, h:mir0 (dummy)
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

space h
ip_in h <<-END
	link add eth0 type dummy
	link add mir0 type dummy
	link set eth0 up
	link set mir0 up
END
PYTHONDONTWRITEBYTECODE=1 in_space h python3 "$here/lib/netlink_flags.py" || failures=1
finish
