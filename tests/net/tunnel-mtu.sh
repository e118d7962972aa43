#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# How long copies may be, byte by byte: what the path takes less the tunnel's headers, and what a session asks for.
#
#   p:eth0 ------ h:eth0     h:up0 ------ s:up0, the collector     s:far0 ------ c:far0 (10.8.0.2, fd08::2)
#   10.0.0.1, fd00::1                                              MTU 1400
#
# timeout: 400
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

tunnel_topology
space c
pair s far0 c far0
underlay h eth0 "10.0.0.2/24 fd00::2/64" p eth0 "10.0.0.1/24 fd00::1/64"
underlay s far0 "10.8.0.1/24 fd08::1/64" c far0 "10.8.0.2/24 fd08::2/64"
ip_in s <<<"link set far0 mtu 1400"
must in_space s sh -c 'cd /proc/sys/net && echo 1 >ipv4/ip_forward && echo 1 >ipv6/conf/all/forwarding'
ip_in h <<-END
	route add 10.8.0.0/24 via 10.9.0.2
	route add fd08::/64 via fd09::2
END
# What comes for the collector is received, and not answered.
for at in h:up0:s:up0 s:far0:c:far0; do
	IFS=: read -r a dev b peer <<<"$at"
	neighbour "$a" "$dev" "$(mac "$b" "$peer")" "10.9.0.3 fd09::3 10.8.0.3 fd08::3"
done
wait_up h s c

# What the kinds put in front of a frame, over IPv4. "TARGET REMOTE" is one of these with an address for REMOTE.
tunnels() {
	cat <<-END
		24 gretap remote REMOTE
		32 gretap remote REMOTE key 1 seq on
		36 erspan remote REMOTE
		40 erspan remote REMOTE ver 3
		36 vxlan remote REMOTE
		36 geneve remote REMOTE
		80 geneve remote REMOTE meta on
	END
}

# lengths_of FILE - of its frames, in order, in a line
lengths_of() { awk '{ printf "%s%d", (NR > 1 ? " " : ""), length($0) / 2 }' "$work/$1"; }

# bytes N... - frames of these lengths, an IPv4 and an IPv6 packet by turns, that are not to be fragmented
bytes() {
	local n v6=''

	for n; do
		if [[ -n $v6 ]]; then
			echo "eth0 eth src $p_mac dst $h_mac ip6 src fd00::1 dst fd00::9 udp zero $((n - 62)) cpu 0"
			v6=''
		else
			echo "eth0 eth src $p_mac dst $h_mac ip df src 10.0.0.1 dst 10.0.0.9 udp zero $((n - 42)) cpu 0"
			v6=yes
		fi
	done
}
p_mac=$(mac p eth0) h_mac=$(mac h eth0)

# try NAME "OPTIONS" "TARGET" "LENGTHS" "WANTED" "COUNTED" - frames of these lengths; on the underlay there are
# packets of those (in frames of 14 more), and the session has counted so
try() {
	local name=$1 each want

	read -ra each <<<"$4"
	# shellcheck disable=SC2086 # words
	must m session replace s $2 to $3 from dev eth0 dir in
	sniff_on underlay s up0
	bytes "${each[@]}" | frame -n p -b
	settle s "${#each[@]}"
	want=$(for n in $5; do echo $((n + 14)); done | paste -sd' ')
	sniff_off underlay h up0
	is "$name: lengths" "$(lengths_of underlay)" "$want"
	is "$name: counted" "$(counters session s) $(get session s stats.sent.packets stats.sent.bytes \
		stats.truncated.packets stats.truncated.bytes)" "s: seen=${#each[@]} $6"
}

# frames_sent "LENGTHS" LIMIT - "packets bytes packets bytes" that are sent, and that are cut off
frames_sent() {
	awk -v limit="$2" '{
		for (i = 1; i <= NF; i++) { n++; sent += $i > limit ? limit : $i; if ($i > limit) { t++; cut += $i - limit } }
		print n, sent, t + 0, cut + 0 }' <<<"$1"
}

# packets "LENGTHS" LIMIT HEADERS - of frames of these lengths, those that fit or are cut
packets() { for n in $1; do echo $(((n > $2 ? $2 : n) + $3)); done | paste -sd' '; }

# fragments LENGTH HEADERS - lengths of the fragments of a packet over a path of 1500
fragments() {
	local rest=$(($1 + $2 - 20)) head=20 most=1480

	if (($1 + $2 <= 1500)); then
		echo $(($1 + $2))
		return
	fi
	while ((rest > most)); do
		echo $((most + head))
		rest=$((rest - most))
	done
	echo $((rest + head))
}

sniff_on told p eth0

for mtu in 1500 9000; do
	ip_in h <<<"link set up0 mtu $mtu"
	while read -r headers tunnel; do
		for remote in 10.9.0.3 fd09::3; do
			[[ $remote = 10* ]] || headers=$((headers + 20))
			limit=$((mtu - headers))
			lengths="62 $((limit - 1)) $limit $((limit + 1)) $((mtu + 14)) 62"
			try "MTU $mtu, ${tunnel/REMOTE/"$remote"}" "" "${tunnel/REMOTE/"$remote"}" "$lengths" \
				"$(packets "$lengths" $limit "$headers")" "copied=6 skipped=0 $(frames_sent "$lengths" $limit)"
		done
	done < <(tunnels)
done

ip_in h <<<"link set up0 mtu 1500"
while read -r headers tunnel; do
	for remote in 10.9.0.3 fd09::3; do
		[[ $remote = 10* ]] || headers=$((headers + 20))
		limit=$((1500 - headers))
		lengths="62 $limit $((limit + 1)) 4000"
		fits="62 $limit"
		target=${tunnel/REMOTE/"$remote"}
		[[ $remote != 10* || $tunnel != vxlan* ]] ||
			try "drop, $target" "oversize drop" "$target" "$lengths" "$(packets "$fits" $limit "$headers")" \
				"copied=2 skipped=0 oversize=2 $(frames_sent "$fits" $limit)"
		# The kernel does not fragment what tunnels send over IPv6.
		if [[ $remote != 10* ]]; then
			try "fragment, $target: cannot be" "oversize fragment" "$target" "$lengths" \
				"$(packets "$fits" $limit "$headers")" "copied=2 skipped=0 oversize=2 $(frames_sent "$fits" $limit)"
			continue
		fi
		try "fragment, $target" "oversize fragment" "$target" "$lengths" \
			"$(for n in $lengths; do fragments "$n" "$headers"; done | paste -sd' ')" \
			"copied=4 skipped=0 $(frames_sent "$lengths" 9999)"
		[[ $remote != 10* ]] ||
			try "fragment, $target df set: cannot be" "oversize fragment" "$target df set" "$lengths" \
				"$(packets "$fits" $limit "$headers")" "copied=2 skipped=0 oversize=2 $(frames_sent "$fits" $limit)"
	done
done < <(tunnels | grep -v "key\|meta")

# ---- what the session asks for ----

while read -r headers tunnel; do
	target=${tunnel/REMOTE/10.9.0.3}
	try "snaplen 64, $target" "snaplen 64" "$target" "62 64 65 1000 4000" "$(packets "62 64 65 1000 4000" 64 "$headers")" \
		"copied=5 skipped=0 $(frames_sent "62 64 65 1000 4000" 64)"
	# Headers of 42 and 62 bytes.
	try "snaplen l4+20, $target" "snaplen l4+20" "$target" "62 83 1000 1000" \
		"$((62 + headers)) $((82 + headers)) $((62 + headers)) $((82 + headers))" \
		"copied=4 skipped=0 4 $((62 + 82 + 62 + 82)) 3 $((1 + 938 + 918))"
	try "snaplen l4+0, $target" "snaplen l4+0" "$target" "1000 1000 60" \
		"$((42 + headers)) $((62 + headers)) $((42 + headers))" "copied=3 skipped=0 3 $((42 + 62 + 42)) 3 $((958 + 938 + 18))"
	try "snaplen l4+1600, $target" "snaplen l4+1600" "$target" "62 4000" \
		"$((62 + headers)) 1500" "copied=2 skipped=0 2 $((62 + 1500 - headers)) 1 $((4000 - 1500 + headers))"
done < <(tunnels | grep 'seq\|ver 3')

# ---- super-packets that are not to be segmented ----

# Three segments of 1502 bytes, and of 1394.
while read -r headers tunnel; do
	for remote in 10.9.0.3 fd09::3; do
		[[ $remote = 10* ]] || headers=$((headers + 20))
		# shellcheck disable=SC2086 # words
		must m session replace s wire off to ${tunnel/REMOTE/"$remote"} from dev eth0 dir in
		sniff_on underlay s up0
		frame -n p -b <<-END
			eth0 eth src $p_mac dst $h_mac ip src 10.0.0.1 dst 10.0.0.9 tcp gso 1448 zero 4344 cpu 0
			eth0 eth src $p_mac dst $h_mac ip src 10.0.0.1 dst 10.0.0.9 tcp gso 1340 zero 4020 cpu 0
		END
		settle s 2
		sniff_off underlay h up0
		name="wire off, ${tunnel/REMOTE/"$remote"}"
		limit=$((1500 - headers))
		# What fits is segmented by the device, or by the kernel before it where the driver's headers cannot be.
		is "$name: lengths" "$(lengths_of underlay | sed -E "s/ $((4020 + 54 + headers + 14))\$/ fits/
			s/( $((1394 + headers + 14))){3}\$/ fits/")" "1514 1514 1514 fits"
		is "$name: counted" "$(counters session s) $(get session s stats.truncated.packets stats.truncated.bytes)" \
			"s: seen=2 copied=2 skipped=0 3 $((3 * (1502 - limit)))"
	done
done < <(tunnels | grep -v key)

# ---- a path whose MTU is found out ----

learned() {
	frame -n p -b < <(bytes 1000 1400)
	ip -n h route get "$1" | grep -q 'mtu 1400'
}
while read -r headers tunnel; do
	for remote in 10.8.0.3 fd08::3; do
		[[ $remote = 10* ]] || headers=$((headers + 20))
		# The kernel hears of it by a socket of the tunnel's port, and VXLAN's carrier has another.
		[[ $tunnel != vxlan* ]] || continue
		df=''
		[[ $remote != 10* ]] || df="df set"
		target="${tunnel/REMOTE/"$remote"} $df"
		must ip -n h route flush cache
		must ip -n h -6 route flush cache
		# shellcheck disable=SC2086 # words
		must m session replace s to $target from dev eth0 dir in
		until_true learned $remote || not_ok "path MTU, $target" "$(ip -n h route get $remote)"
		limit=$((1400 - headers))
		lengths="62 $limit $((limit + 1)) 1514"
		try "path MTU, $target" "" "$target" "$lengths" "$(packets "$lengths" $limit "$headers")" \
			"copied=4 skipped=0 $(frames_sent "$lengths" $limit)"
	done
done < <(tunnels | grep -v key)
must m session del s

sniff_off told h eth0
same "the senders of originals are told nothing" "$work/told" /dev/null
finish
