#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Messages to the module, right ones and wrong ones (tools/nlfuzz.c): it answers each, once; what it refuses changes
# nothing; it shows no byte that nobody has written; its books are in order afterwards, and it unloads. First come those
# of `messages`, which have been trouble or might have.
#
#   FUZZ_SEED=N      the messages of the run that printed this seed (a new one)
#   FUZZ_FIRST=N     from this one on (0)
#   FUZZ_MESSAGES=N  how many: half of them one after the other, which FUZZ_SEED brings back as they were, and half
#                    from two processes that get in each other's way and, where the kernel has kcov, go by what code of
#                    the module their messages reach (200000)
#   FUZZ_PLAY=FILE   play this file instead, one that a run has left (sent-N) or one like `messages`
#
#   f: the sessions; veths v0-v1 and v2-v3, dummies d0 and d1, a bridge fbr
#
# timeout: 7200
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/../net/lib.sh"

seed=${FUZZ_SEED:-$((0x$(od -An -N6 -tx8 /dev/urandom | tr -d ' ')))}
messages=${FUZZ_MESSAGES:-200000}
devices=(v0 v1 v2 v3 d0 d1)
# What is sent last is on the host's disk, should the guest end.
sent=${NFM_OUT:-$work}/sent

# fuzz WHAT OPTION...
fuzz() {
	local what=$1 status start=$SECONDS

	shift
	in_space f nlfuzz -s "$seed" "$@" "${devices[@]}" | tee "$work/said"
	status=${PIPESTATUS[0]}
	if [[ $status = 0 ]]; then
		ok "$what ($((SECONDS - start)) s)"
	else
		not_ok "$what" "status $status; to see it again: FUZZ_SEED=$seed"
	fi
}

# steps OF - how many steps of the module's code were taken: blind, guided, only guided
steps() {
	sed -nE "s/^# steps of the module's code.*[:,] $1 ([0-9]+).*/\1/p" "$work/said"
}

hold_hooks
space f
spaces=(f "${spaces[@]}")
ip_in f <<-END
	link add v0 type veth peer name v1
	link add v2 type veth peer name v3
	link add d0 type dummy
	link add d1 type dummy
	link add fbr type bridge mcast_snooping 0
	link set v1 master fbr
	link set fbr up
	$(printf 'link set %s up\n' "${devices[@]}")
END
fuzz "the recorded messages" -p "${FUZZ_PLAY:-$here/../fuzz/messages}"
[[ -z ${FUZZ_PLAY:-} ]] || finish
must mirrorctl -n f session flush

code=()
if [[ -e /sys/kernel/debug/kcov ]]; then
	code=(-c "$work/steps" -k "$work/kept")
fi
echo "# FUZZ_SEED=$seed"
fuzz "$((messages / 2)) messages, one after the other" -n "$((messages / 2))" -f "${FUZZ_FIRST:-0}" "${code[@]}"
every_counter_adds_up
fuzz "$((messages / 2)) messages, from two processes at a time" -n "$((messages / 2))" -f 1000000000 -j 2 -o "$sent" "${code[@]}"
if [[ ${#code[@]} = 0 ]]; then
	skip "guided by the code that is reached" "the kernel has no kcov"
elif (($(steps blind) >= 2000 && $(steps "only guided") > 0)); then
	ok "guided by the code that is reached"
else
	not_ok "guided by the code that is reached" "$(grep "^# steps" "$work/said")"
fi
# Where a session is configured for each of these to be undone.
must mirrorctl -n f session add last to dev nowhere to geneve remote 192.0.2.1 from dev 'v*' from bridge fbr from inet match ip_proto tcp
every_counter_adds_up
is "the module goes, with what is configured" "$(modprobe -r nf_mirror 2>&1)" ""
must modprobe nf_mirror
is "and comes back empty" "$(mirrorctl -n f session show)" ""
[[ $failures != 0 ]] || rm -f "$sent"-*
finish
