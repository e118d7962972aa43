#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A TCP transfer between two pods, with GSO and checksum offload, arrives whole at a sensor behind a tunnel: what the
# sensor has captured, put together, is what was sent. 100 MB; NFM_STREAM says another number of bytes.
#
#   p:eth0 ------ h:veth0 in h:br0 in h:veth1 ------ q:eth0       h:up0 ------ s:up0    s:tun0
#
# timeout: 600
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

bytes=${NFM_STREAM:-100000000}
limit=$((6 * limit))
long_queues
space p q h s
pair h up0 s up0
underlay h up0 "10.9.0.1/24 fd09::1/64" s up0 "10.9.0.2/24 fd09::2/64"
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set br0 up
END
for n in 0:p 1:q; do
	ip_in h <<-END
		link add veth${n%:*} type veth peer name eth0 netns ${n#*:}
		link set veth${n%:*} master br0 up
	END
	ip_in "${n#*:}" <<-END
		link set eth0 up
		addr add 10.0.0.${n%:*}/24 dev eth0
	END
done
wait_up p q h s
head -c "$bytes" /dev/urandom >"$work/sent"
sum=$(sha256sum <"$work/sent" | cut -d' ' -f1)

# transfer NAME - all that p sends is what q gets
transfer() {
	local fd got

	exec {fd}< <(in_space q timeout "$limit" socat -u TCP-LISTEN:5001 - | sha256sum)
	until_true listening
	in_space p socat -u "OPEN:$work/sent" TCP:10.0.0.1:5001
	read -r -u "$fd" got _
	exec {fd}<&-
	is "$1: what the other pod got" "$got" "$sum"
}
listening() { in_space q ss -tlnH | grep -q :5001; }
done_with() { ! { in_space p ss -tanH; in_space q ss -tanH; } | grep -qv TIME-WAIT; }

# try NAME "TARGET" TYPE-AND-OPTIONS... - what the sensor receives it by
try() {
	local name=$1 target=$2

	shift 2
	ip_in s <<-END
		link add tun0 mtu 8900 type $*
		link set tun0 up
	END
	must in_space s ethtool -K tun0 gro off
	# shellcheck disable=SC2086 # words
	must m session add s to $target from dev veth0
	sniff_on copies s -w tun0
	transfer "$name"
	until_true done_with || not_ok "$name: the connection closes" "$(in_space p ss -tan)"
	like "$name: packets are longer than a wire's" \
		"$(get session s stats.seen.bytes stats.seen.packets | awk '{ print ($1 / $2 > 1600) }')" 1
	is "$name: all is copied, and whole" \
		"$(get session s stats.{seen,copied,truncated}.packets | awk '{ print $1 - $2, $3 }')" "0 0"
	sniff_off copies p eth0
	is "$name: what the sensor has" "$(python3 "$here/lib/tcp_payload.py" "$work/copies" 5001)" "$bytes $sum 1514"
	rm "$work/copies"
	must m session del s
	ip_in s <<<"link del tun0"
}

try vxlan "vxlan remote 10.9.0.2 vni 5" vxlan id 5 dstport 4789 remote 10.9.0.1 local 10.9.0.2
# One that is told its peer drops what another CPU's packet has overtaken.
try erspan "erspan remote 10.9.0.2 id 9" erspan external
finish
