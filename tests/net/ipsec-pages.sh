#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# IPsec decrypts a packet where it is, in pages that a copy has as well: who receives the copy does not change the
# original by that, nor does who receives the original give away in the copy what was encrypted.
#
#   p:eth0 ------ h:eth0, in h:br0, h:eth1 ------ q:eth0           h:mir0 ------ s:mon0
#   10.0.0.1                                      10.0.0.2                       10.0.0.2, as if it were q
#
# The datagrams are such that the copy gets headers of its own: they may have a congestion mark.
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# encrypted SPACE DIR - from p to q
encrypted() {
	ip_in "$1" <<-END
		xfrm state add src 10.0.0.1 dst 10.0.0.2 proto esp spi 0x100 reqid 1 mode transport aead rfc4106(gcm(aes)) 0x0102030405060708090a0b0c0d0e0f1011121314 128
		xfrm policy add src 10.0.0.1 dst 10.0.0.2 dir $2 tmpl src 10.0.0.1 dst 10.0.0.2 proto esp reqid 1 mode transport
	END
}

# Three datagrams, the second half of each in a page. ECT(0) of RFC 3168, UDP_CORK.
send_datagrams() {
	must in_space p python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, 2)
s.connect(("10.0.0.2", 9))
for n in range(3):
    s.setsockopt(socket.IPPROTO_UDP, 1, 1)
    s.send(b"NFM{head}" + bytes(400))
    s.send(b"NFM{page}" + bytes(400))
    s.setsockopt(socket.IPPROTO_UDP, 1, 0)
'
}

# receiver SPACE - who receives them there, to $work/received
receiver() {
	in_space "$1" timeout "$((4 * limit))" python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("10.0.0.2", 9))
print("ready", flush=True)
while True:
    print("as sent" if s.recv(65536) == b"NFM{head}" + bytes(400) + b"NFM{page}" + bytes(400) else "changed", flush=True)
' >"$work/received" &
	receiving=$!
	until_true grep -q ready "$work/received" || broken "the receiver starts" ""
}

received() { [[ $(grep -c "as sent" "$work/received") = 3 ]]; }

# all_received NAME
all_received() {
	until_true received || not_ok "$1: 3 datagrams arrive as they were sent" "$(<"$work/received")"
	is "$1: and nothing else" "$(grep -cv "as sent" "$work/received")" 1
	kill $receiving
	wait $receiving 2>/dev/null
}

# tags FILE - how often a datagram's content can be read in the frames there
tags() { grep -c "$(printf 'NFM{' | od -An -tx1 | tr -d ' \n')" "$1"; }

must modprobe esp4
space p h q s
pair h eth0 p eth0
pair h eth1 q eth0
pair h mir0 s mon0
ip_in h <<-END
	link add br0 type bridge mcast_snooping 0
	link set eth0 master br0
	link set eth1 master br0
	link set br0 up
END
ip_in p <<<"link set eth0 address 02:00:00:00:00:01"
ip_in q <<<"link set eth0 address 02:00:00:00:00:02"
ip_in s <<<"link set mon0 address 02:00:00:00:00:02"
address p eth0 10.0.0.1/24
address q eth0 10.0.0.2/24
address s mon0 10.0.0.2/24
neighbour p eth0 02:00:00:00:00:02 10.0.0.2
for space in q s; do
	encrypted $space in
done
encrypted p out
wait_up p h q s

# The copy is decrypted before the original goes on.
must m session add s to dev mir0 from dev eth0 dir in match ip_proto 50
receiver q
send_datagrams
all_received "the copy is decrypted"
counted "the copy is decrypted" s "seen=3 copied=3 skipped=0"
is "the copy is decrypted: it was" "$(in_space s cat /proc/net/snmp | awk '/^Udp: [0-9]/ { print $3 }')" 3

# The original is, before anybody looks at the copy: those of a source in both directions wait.
ip_in q <<<"link set eth0 down"
ip_in s <<<"address flush dev mon0"
ip_in h <<<"link set eth0 nomaster"
address h eth0 10.0.0.2/24
ip_in h <<<"link set eth0 address 02:00:00:00:00:02"
encrypted h in
sessions <<-END
	session flush
	session add s to dev mir0 from dev eth0 match ip_proto 50
END
copies_on
receiver h
send_datagrams
all_received "the original is decrypted"
settle s 3
copies_off
is "the original is decrypted: copies are encrypted" "$(grep -c '^.\{24\}0800.\{18\}32' "$work/copies")" 3
is "the original is decrypted: copies tell nothing" "$(tags "$work/copies")" 0
finish
