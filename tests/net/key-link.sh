#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Keys: MAC addresses and EtherTypes (keys/link.tbl), at egress and at ingress.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# timeout: 240
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/keys.sh
. "$here/lib/keys.sh"

basic_topology
keys_out "$here/keys/link.tbl"
keys_done
keys_in "$here/keys/link.tbl"
finish
