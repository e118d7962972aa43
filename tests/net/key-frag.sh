#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Keys: fragments (keys/frag.tbl), at egress and at ingress.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# timeout: 240
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/keys.sh
. "$here/lib/keys.sh"

basic_topology
keys_out "$here/keys/frag.tbl"
keys_done
keys_in "$here/keys/frag.tbl"
keys_done
# The headers in page fragments, but for the first 14 bytes: the parser may not rely on linear data.
keys_in "$here/keys/frag.tbl" "zero 4200 linear 14"
finish
