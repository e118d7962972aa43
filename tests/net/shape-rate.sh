#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Copies in a second: a burst, and then as many as the clock of the machine, which may run at any speed, makes due. The
# kernel's trace says when the first and the last packet came.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

tracing=/sys/kernel/tracing
[[ -e $tracing/trace ]] || mount -t tracefs none "$tracing"
stop_trace() {
	echo 0 >"$tracing/events/nf_mirror/enable"
	echo 1408 >"$tracing/buffer_size_kb"
	echo local >"$tracing/trace_clock"
	: >"$tracing/trace"
	clean_up
}
trap stop_trace EXIT
echo mono >"$tracing/trace_clock"
echo 20000 >"$tracing/buffer_size_kb"

# sustained NAME "OPTIONS" N BURST PER-SECOND LINE - N packets: the burst passes, and then one at a time
sustained() {
	local name=$1 n=$3 burst=$4 rate=$5 copied first last due

	# shellcheck disable=SC2086 # words
	must m session add s $2 to dev mir0 from dev eth0 dir in
	: >"$tracing/trace"
	echo 1 >"$tracing/events/nf_mirror/enable"
	# On a machine whose clock counts its instructions, thousands of packets take no time.
	# shellcheck disable=SC2086 # words
	frame -n p eth0 $6 count $((n / 2))
	sleep 0.5
	# shellcheck disable=SC2086 # words
	frame -n p eth0 $6 count $((n - n / 2))
	settle s "$n"
	echo 0 >"$tracing/events/nf_mirror/enable"
	read -r copied first last < <(awk '
		/nfm_(not_)?copy|nfm_not_copied/ {
			for (i = 1; $i !~ /^[0-9]+\.[0-9]+:$/; i++);
			t = $i + 0
			if (!n++) first = t
			last = t
			copied += /nfm_copy:/
		}
		END { printf "%d %.6f %.6f\n", copied, first, last }' $tracing/trace)
	counted "$name" s "seen=$n copied=$copied skipped=0 rate-limited=$((n - copied))"
	due=$(awk -v t="$first $last" -v r="$rate" 'BEGIN { split(t, a); print int((a[2] - a[1]) * r) }')
	like "$name: the burst and what is due" "$((copied - burst - due))" "^(-1|0|1)\$"
	like "$name: more than the burst" "$((due > 0))" 1
	must m session del s
}

basic_topology
# A bucket of a bit a second does not fill while one looks: what passes is the burst.
must m session add s rate 1bit burst 1000 to dev mir0 from dev eth0 dir in
frame -n p eth0 eth ip udp zero 58 count 30
settle s 30
counted "bits: a burst of 1000 bytes is 10 packets of 100" s "seen=30 copied=10 skipped=0 rate-limited=20"
must m session set s rate 1bit burst 1050
frame -n p -b <<-END
	eth0 eth ip udp zero 58 count 30
	eth0 eth ip udp zero 8
	eth0 eth ip udp zero 8
END
settle s 62
counted "bits: what is left takes a shorter one" s "seen=62 copied=21 skipped=0 rate-limited=41"
is "bits: bytes" "$(counters session s bytes)" "s: seen=6100 copied=2050 skipped=0 rate-limited=4050"
# More than the bucket holds: when it is full, and then nothing for a long time.
must m session set s rate 2bit burst 50
frame -n p eth0 eth ip udp zero 58 count 3
settle s 65
counted "a packet of more than the burst passes when nothing has" s "seen=65 copied=22 skipped=0 rate-limited=43"
# A GSO packet is one, and its bits are those of the whole.
must m session set s rate 2bit burst 6100
frame -n p -b <<-END
	eth0 eth ip tcp gso 1000 zero 5946
	eth0 eth ip udp zero 58
	eth0 eth ip udp zero 59
END
settle s 68
counted "a large packet has all its bits" s "seen=68 copied=24 skipped=0 rate-limited=44"
# What nothing is said of stays; what is said begins anew, full.
must m session set s wire on
frame -n p eth0 eth ip udp zero 58
settle s 69
counted "another option: the bucket is as empty" s "seen=69 copied=24 skipped=0 rate-limited=45"
must m session set s rate off
frame -n p eth0 eth ip udp zero 58 count 7
settle s 76
counted "off" s "seen=76 copied=31 skipped=0 rate-limited=45"
must m session del s

# Without a burst: a tenth of a second, at least 65536 bytes.
must m session add s rate 100bit to dev mir0 from dev eth0 dir in
frame -n p eth0 eth ip udp zero 982 count 100
settle s 100
counted "bits, no burst given: 65536 bytes" s "seen=100 copied=64 skipped=0 rate-limited=36"
must m session del s

sustained "20 packets a second" "rate 20pps burst 200" 3000 200 20 "eth ip udp zero 58"
sustained "10 packets a second, of bits" "rate 8kbit burst 20000" 3000 200 10 "eth ip udp zero 58"
finish
