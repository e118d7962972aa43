# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What the demonstration is told with: headings, commands as typed, polling, requests. Source it with
# `set -euo pipefail` on, and with:
#   work  a directory    log  Suricata's logs    web  the address of the pod that is asked
# shellcheck disable=SC2154 # these

limit=120 # seconds that anything waited for may take

heading() {
	printf '\n== %s %s\n\n' "$1" "$(printf '%*s' $((84 - ${#1})) '' | tr ' ' =)"
}

say() {
	printf '%s\n' "$@"
}

# run COMMAND - show a command as it is typed at a root prompt, and run it
run() {
	printf '# %s\n' "$1"
	eval "$1" || fail "this command failed: $1"
}

# run_silent COMMAND - the same for one that must print nothing
run_silent() {
	local said

	printf '# %s\n' "$1"
	said=$(eval "$1" 2>&1) || true
	[[ -z $said ]] || fail "wanted no output, got: $said"
	say "  (nothing)"
}

ok() {
	printf '  ok: %s\n' "$1"
}

fail() {
	printf '\ndemo: FAILED: %s\n' "$1" >&2
	exit 1
}

# wait_for WHAT COMMAND... - until COMMAND succeeds, within the limit
wait_for() {
	local what=$1 end=$((SECONDS + limit))

	shift
	until "$@"; do
		((SECONDS < end)) || fail "after $limit s still not there: $what"
		sleep 0.1
	done
}

# requests FILTER - of the file of that name: those whose "pod method port path" matches an extended regular expression
requests() {
	sed -E '/^#/d; s/ +/ /g' requests | grep -E "$1"
}

# ask POD FILE - make the pod's requests, one after the other; to FILE "pod method port path status bytes sha256" of each
ask() {
	local pod=$1 body=$work/body.$1 method port path got data

	while read -r _ method port path; do
		data=()
		[[ $method != POST ]] || data=(-d user=mallory)
		: >"$body"
		got=$(ip netns exec "$pod" curl -sS --max-time 30 -o "$body" -w '%{http_code} %{size_download}' "${data[@]}" \
			"http://$web:$port$path") || got="failed($?) -"
		echo "$pod $method $port $path $got $(sha256sum <"$body" | cut -d ' ' -f 1)"
	done < <(requests "^$pod ") >"$2"
}

# ask_all NAME - both clients at the same time; $work/NAME has all requests' results
ask_all() {
	local client1

	ask client1 "$work/$1.client1" &
	client1=$!
	ask client2 "$work/$1.client2"
	wait "$client1"
	cat "$work/$1".client[12] >"$work/$1"
	[[ $(wc -l <"$work/$1") = "$(requests . | wc -l)" ]] || fail "not every request was made: $(cat "$work/$1")"
	! grep -F 'failed(' "$work/$1" || fail "these requests failed"
	say "  $(wc -l <"$work/$1") requests, $(wc -l <"$work/$1") answers"
}

# answers_side_by_side NAME - the answers of the pass called `before` and of another
answers_side_by_side() {
	local pod method port path answer

	paste -d ' ' "$work/before" "$work/$1" | while read -r pod method port path answer; do
		# shellcheck disable=SC2086 # status, bytes and sha256, and then the same and the request of the other pass
		set -- $answer
		printf '%-7s %-4s %4s %-13s  %s %8s %.12s...  %s %8s %.12s...\n' "$pod" "$method" "$port" "$path" \
			"$1" "$2" "$3" "$8" "$9" "${10}"
	done
}

# same_answers NAME - as in the pass called `before`: every status, every length, every body
same_answers() {
	cmp -s "$work/before" "$work/$1" || fail "other answers than before: $(diff "$work/before" "$work/$1")"
}

# "address method path status bytes" of each request on port 80, sorted
as_the_pods_saw() {
	sed -nE 's/^client1 /10.88.0.3 /; s/^client2 /10.88.0.4 /; s/^([^ ]+ [^ ]+) 80 ([^ ]+ [^ ]+ [^ ]+) .*/\1 \2/p' \
		"$work/mirrored" | sort
}

as_suricata_saw() {
	jq -r 'select(.event_type == "http") | "\(.src_ip) \(.http.http_method) \(.http.url) \(.http.status) \(.http.length)"' \
		"$log/eve.json" | sort
}

# stat_of PATH - one of Suricata's own counters, as it left them
stat_of() {
	jq -s "map(select(.event_type == \"stats\")) | last | .stats$1" "$log/eve.json"
}

# logged TYPE - how many events of that type Suricata has logged
logged() {
	{ grep -c "\"event_type\":\"$1\"" "$log/eve.json" || true; } 2>/dev/null
}

# has_logged TYPE NUMBER
has_logged() {
	(($(logged "$1") >= $2))
}

# received - frames that the sensor's device has received
received() {
	ip netns exec sensor cat /sys/class/net/mirror1/statistics/rx_packets
}

# balanced - seen = copied + skipped + not copied, for the session, its sources and its targets
balanced() {
	mirrorctl -j -s session show ids | jq -e '.[0] | [., .sources[], .targets[]] | map(.stats |
		.seen.packets == .copied.packets + .skipped.packets + ([.not_copied[].packets] | add // 0)) | all' >/dev/null
}

# trace_calls on | off - count each call of any function of the module; off prints the number
trace_calls() {
	local tracing=/sys/kernel/tracing

	[[ -e $tracing/trace ]] || busybox mount -t tracefs tracefs $tracing
	if [[ $1 = on ]]; then
		echo ':mod:nf_mirror' >$tracing/set_ftrace_filter
		echo function >$tracing/current_tracer
	else
		grep -vc '^#' $tracing/trace || true
		echo nop >$tracing/current_tracer
		echo >$tracing/set_ftrace_filter
	fi
}
