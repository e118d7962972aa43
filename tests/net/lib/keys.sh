# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# keys.sh - tables of rules against frames
#
# shellcheck disable=SC2154 # work, here: lib.sh
#
# A table has two kinds of lines (and # comments):
#
#   NAME : FRAME WORDS                      a frame, as `frame` takes it; a NAME with a final ! is one
#                                           that whoever receives it drops before anybody can see it
#   MATCH => NAME...                        a rule, and the frames that it matches (globs; - for none):
#                                           every other frame of the table must miss it
#
# Each rule is the only one of a session of its own, and all sessions share the source device:
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0        sessions r1, r2, ... in h, from dev eth0
#
# keys_out sends the frames out of h:eth0 one by one and reads all counters after each: every cell of the table is
# checked on its own. keys_in sends them all from p and checks each rule's sum. Both check that there is exactly one
# copy for each rule that matches, byte for byte the frame sent, in order, and that the original arrives unchanged.

# keys_read TABLE - into $work/frames ("NAME WORDS"), $work/rules, $work/hits ("NAME<tab>MATCH" per hit, frame by frame)
keys_read() {
	sed -E '/^(#|[[:space:]]*$)/d' "$1" | awk -v work="$work" '
	/ => / {
		split($0, part, / +=> +/)
		match_words[++rules] = part[1]
		globs[rules] = part[2]
		print part[1] >(work "/rules")
		next
	}
	{
		name[++frames] = $1
		out_only[frames] = sub(/!$/, "", name[frames])
		sub(/^[^ ]+ +: +/, "")
		words[frames] = $0
		sub(/ .*/, "", words[frames])
		print name[frames], out_only[frames], $0 >(work "/frames")
	}
	function fits(n, list,   i, k, g) {
		k = split(list, g, / +/)
		for (i = 1; i <= k; i++) {
			gsub(/[*]/, ".*", g[i])
			if (n ~ "^(" g[i] ")$")
				return 1
		}
		return 0
	}
	END {
		for (f = 1; f <= frames; f++) {
			printf "" >(work "/hits")
			for (r = 1; r <= rules; r++)
				if (fits(name[f], globs[r])) {
					print name[f] "\t" match_words[r] >(work "/hits")
					used[f] = 1
				}
		}
	}'
	n_rules=$(wc -l <"$work/rules")
	touch "$work/hits"
	keys_check_table "$1"
}

# A glob that names no frame is a slip of the pen.
keys_check_table() {
	local unknown

	unknown=$(sed -n 's/.* => *//p' "$1" | tr ' ' '\n' | grep -v '^-$' | sort -u | while read -r glob; do
		grep -qx "${glob//\*/.*}" <(cut -d' ' -f1 "$work/frames") || echo "$glob"
	done)
	[[ -z $unknown ]] || broken "the table is right" "names no frame: $unknown"
}

# keys_sessions DIR - a session per rule
keys_sessions() {
	awk -v dir="$1" '{ print "session add r" NR " to dev mir0 from dev eth0 dir " dir " match " $0 }' \
		"$work/rules" >"$work/batch"
	sessions <"$work/batch"
}

# keys_copies NAMES - what the sensor should get: each frame as often as rules match it
keys_copies() {
	awk -F'\t' -v names="$1" '
	BEGIN { while ((getline line <names) > 0) order[++n] = line }
	FILENAME == ARGV[1] { hits[$1]++; next }
	{ for (i = 0; i < hits[order[FNR]]; i++) print }' "$work/hits" "$work/sent"
}

# keys_counters - the packets that each rule has seen, in one line: sessions are listed in the order of their making
keys_counters() { m -j -s rule show | command counters seen; }

# keys_out TABLE - every cell, at egress
keys_out() {
	local name out_only words

	keys_read "$1"
	keys_sessions out
	copies_on
	sniff_on originals p eth0
	: >"$work/sent"
	: >"$work/names"
	: >"$work/arriving"
	keys_counters >"$work/dumps"
	while read -r name out_only words; do
		frame -n h -o "$work/one" -b <<<"eth0 $words" || broken "frame $name" "cannot be sent"
		echo "$name" >>"$work/names"
		if [[ $out_only = 0 ]]; then
			cat "$work/one" >>"$work/sent"
			echo "$name" >>"$work/arriving"
		fi
		keys_counters >>"$work/dumps"
	done <"$work/frames"
	awk -v names="$work/names" -v rules="$work/rules" '
	BEGIN {
		while ((getline line <names) > 0) name[++n] = line
		while ((getline line <rules) > 0) rule[++r] = line
	}
	NR > 1 {
		for (i = 1; i <= r; i++)
			if ($i != before[i])
				print name[NR - 1] "\t" rule[i] ($i == before[i] + 1 ? "" : " (" $i - before[i] " times)")
	}
	{ split($0, before) }' "$work/dumps" >"$work/got"
	keys_judge "out"
}

# keys_judge HOW - the rest, once the counters are in $work/got
keys_judge() {
	local frames

	frames=$(wc -l <"$work/names")
	same "$1: $n_rules rules, each against each of $frames frames" "$work/got" "${2:-$work/hits}"
	copies_off
	keys_copies "$work/arriving" >"$work/wanted"
	same "$1: a copy for each rule that matches, as sent, in order" "$work/copies" "$work/wanted"
	sniff_off originals "${3:-h}" eth0
	same "$1: originals untouched" "$work/originals" "$work/sent"
}

# keys_in TABLE [WORDS] - each rule's sum, at ingress; the words are appended to each frame
keys_in() {
	keys_read "$1"
	awk '$2 == 0 { print $1 }' "$work/frames" | tee "$work/arriving" >"$work/names"
	awk -v more=" ${2:-}" '$2 == 0 { $1 = "eth0"; $2 = ""; print $0 more }' "$work/frames" >"$work/lines"
	awk -F'\t' '
	FILENAME == ARGV[1] { sent[$1] = 1; next }
	FILENAME == ARGV[2] { if ($1 in sent) hits[$2]++; next }
	{ print $0 "\t" hits[$0] + 0 }' "$work/names" "$work/hits" "$work/rules" >"$work/sums"
	keys_sessions in
	copies_on
	sniff_on originals h eth0
	frame -n p -o "$work/sent" -b "$work/lines" || broken "frames" "cannot be sent"
	settle "r$n_rules" "$(wc -l <"$work/names")"
	keys_counters | tr ' ' '\n' | paste "$work/rules" - | head -n "$n_rules" >"$work/got"
	keys_judge "in${2:+, $2}" "$work/sums" p
}

# keys_done - remove the sessions, for the next round
keys_done() {
	every_counter_adds_up
	must m session flush
}
