#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Only an administrator of the namespace may do or see anything; a user is that in a namespace of their own.
#
#   h: a session of root's      user "nobody": nothing there; anything in their own user and network namespace
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

as_nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs -- "$@"; }

# refused COMMAND...
refused() {
	local said status

	said=$(in_space h setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs -- mirrorctl "$@" 2>&1)
	status=$?
	like "unprivileged: $*" "$status $said" "^1 .*([Oo]peration not permitted|[Pp]ermission denied)"
}

space h
must m session add s from dev lo match ip_proto tcp
rules=$work/rules
echo "prio 1 ip_proto udp" >"$rules"
chmod -R a+rX "$work"
refused session show
refused session show s
refused -s session show
refused session add t
refused session set s enabled off
refused session disable s
refused session reset
refused session reset s
refused session del s
refused session flush
refused source show
refused source show s
refused source add s dev eth0
refused source del s dev lo
refused target show
refused target add s dev eth0
refused target del s dev eth0
refused rule show
refused rule show s
refused rule add s ip_proto udp
refused rule del s prio 32768 ip_proto tcp
refused rule replace s -f "$rules"
refused rule flush
refused rule flush s
refused monitor
is "nothing has changed" "$(get session "" name enabled rules)" "s true 1"

# Without CAP_NET_ADMIN root is no better; with nothing but CAP_NET_ADMIN anybody is.
said=$(in_space h setpriv --bounding-set=-net_admin --inh-caps=-net_admin -- mirrorctl session show 2>&1)
like "root without CAP_NET_ADMIN" "$? $said" "^1 .*[Oo]peration not permitted"

# A user in namespaces of their own.
# shellcheck disable=SC2016 # for the inner shell
said=$(as_nobody unshare --user --map-root-user --net bash -c '
	ip link add dummy0 type dummy && ip link add dummy1 type dummy && ip link set dummy0 up && ip link set dummy1 up &&
	mirrorctl session add mine to dev dummy1 from dev dummy0 dir out &&
	mirrorctl rule add mine ip_proto udp && frame dummy0 eth ip udp count 3 && mirrorctl -j -s session show' 2>&1)
is "in a user's own namespace it works" "$(command counters session <<<"$said" 2>&1)" "mine: seen=3 copied=3 skipped=0"
# But its administrator is none elsewhere.
# shellcheck disable=SC2016 # for the inner shell
said=$(in_space h setpriv --reuid=65534 --regid=65534 --clear-groups -- unshare --user --map-root-user \
	mirrorctl session show 2>&1)
like "the administrator of another user namespace" "$? $said" "^1 .*[Oo]peration not permitted"
finish
