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

space h spare
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

# Every command of the family, asked as raw messages, and the group of events.
asked=(python3 "$here/lib/privilege.py" commands)
taken=$(in_space spare "${asked[@]}")
like "root's are taken" "$taken" "^SESSION_GET do taken.*RULE_FLUSH do taken.*events taken$"
is "all of them" "$(grep -v ' taken$' <<<"$taken")" ""

# all_refused NAME COMMAND...
all_refused() { is "$1: everything is refused" "$("${@:2}" "${asked[@]}" 2>&1)" "${taken//taken/refused}"; }

nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups --)
own_user=(unshare --user --map-root-user)
all_refused "no capabilities" in_space h "${nobody[@]}"
all_refused "root without CAP_NET_ADMIN" in_space h setpriv --bounding-set=-net_admin --inh-caps=-net_admin --
all_refused "root of another user namespace" in_space h "${nobody[@]}" "${own_user[@]}"
# With nothing but CAP_NET_ADMIN anybody may.
is "a user with CAP_NET_ADMIN: everything is taken" "$(in_space spare setpriv --reuid=65534 --regid=65534 --clear-groups \
	--inh-caps=+net_admin --ambient-caps=+net_admin -- "${asked[@]}" 2>&1)" "$taken"
is "root of user and network namespace: everything is taken" "$("${nobody[@]}" "${own_user[@]}" --net "${asked[@]}" 2>&1)" \
	"$taken"
all_refused "the same without CAP_NET_ADMIN" "${nobody[@]}" "${own_user[@]}" --net setpriv --bounding-set=-net_admin \
	--inh-caps=-net_admin --
all_refused "root of a user namespace inside" "${nobody[@]}" "${own_user[@]}" --net unshare --user --map-root-user
# Another user's network namespace.
exec {held}< <("${nobody[@]}" "${own_user[@]}" --net sh -c 'echo $$; exec sleep 1000')
read -r -u "$held" holder
all_refused "another user's namespace" nsenter --net="/proc/$holder/ns/net" setpriv --reuid=65533 --regid=65533 \
	--clear-groups -- "${own_user[@]}"
# Nor is there a way into one.
said=$("${nobody[@]}" "${own_user[@]}" --net mirrorctl -n h session show 2>&1)
like "root of a user namespace cannot enter h" "$? $said" "^1 .*needs CAP_SYS_ADMIN"

# Who opens the socket and who uses it must both be allowed to.
is "a socket that root opened" "$(in_space h python3 "$here/lib/privilege.py" opened-by-root 2>&1)" refused
is "root on a socket that a user opened" "$(in_space h python3 "$here/lib/privilege.py" opened-by-nobody 2>&1)" refused
is "nothing has changed" "$(get session "" name enabled rules)" "s true 1"

# Events stay in their namespace, also for who listens to all that it knows of, as it knows h by the veth pair.
as_holder=(nsenter --target="$holder" --user --net --setuid=0 --setgid=0 --)
ip_in h <<<"link add v0 type veth peer name v1 netns $holder"
exec {heard}< <("${as_holder[@]}" python3 "$here/lib/privilege.py" listen 2>&1)
read -r -u "$heard" word
is "a listener to all namespaces" "$word" ready
must m session set s enabled off
must m session add other
must "${as_holder[@]}" mirrorctl session add last
is "hears of its own" "$(cat <&"$heard")" last
kill "$holder"
must m session del other
must m session set s enabled on

# A user in namespaces of their own.
# shellcheck disable=SC2016 # for the inner shell
said=$(as_nobody unshare --user --map-root-user --net bash -c '
	ip link add dummy0 type dummy && ip link add dummy1 type dummy && ip link set dummy0 up && ip link set dummy1 up &&
	mirrorctl session add mine to dev dummy1 from dev dummy0 dir out &&
	mirrorctl rule add mine ip_proto udp && frame dummy0 eth ip udp count 3 && mirrorctl -j -s session show' 2>&1)
is "in a user's own namespace it works" "$(command counters session <<<"$said" 2>&1)" "mine: seen=3 copied=3 skipped=0"
finish
