#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Copies as a wire carries them: large packets in segments, checksums complete, tags in the frame, padded. By lib/wire.py,
# which makes them anew, and by what the kernel makes for a device that can do nothing of it.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#                            h:mir1 ------ s:mon1
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/shape.sh
. "$here/lib/shape.sh"

basic_topology
pair h mir1 s mon1
wait_up h s
shaped "wire on, ingress" in "wire on" wire < <(each_kind)
shaped "wire on, egress" out "wire on" wire < <(each_kind)
shaped "wire off" in "wire off" "" < <(each_kind)
shaped "wire auto, a device" out "wire auto" "" < <(each_kind)

# The kernel's own segments, checksums and tags, of the same packets; it does not pad.
must in_space h ethtool -K mir1 tx off txvlan off tx-vlan-stag-hw-insert off
sessions <<-END
	session add s wire on to dev mir0 from dev eth0 dir in
	session add kernel to dev mir1 from dev eth0 dir in
END
copies_on
sniff_on others s mon1
each_kind | frame -n p -b
settle s 26
settle kernel 26
copies_off
sniff_off others h mir1
sed -E ':a; s/^(.{1,119})$/\10/; ta' "$work/others" >"$work/wanted"
same "wire on: as a device without offloads sends them" "$work/copies" "$work/wanted"
sessions <<-END
	session del s
	session del kernel
END

# A packet that would be thousand frames and more, as a guest may make one. Its headers are 54 bytes.
must m session add s wire on to dev mir0 from dev eth0 dir in
copies_on
frame -n p -b <<-END
	eth0 eth ip tcp gso 40 zero 40906
	eth0 eth ip tcp gso 40 zero 40907
END
settle s 2
copies_off
counted "wire on: 1023 frames, and no more" s "seen=2 copied=1 skipped=0 oversize=1"
is "wire on: 1023 frames" "$(grep -c . "$work/copies")" 1023
must m session del s

# UDP segmentation offload: of a socket. Without ARP there are no multicast groups to report either.
ip_in p <<<"link set eth0 arp off"
with_ipv6 p eth0
address p eth0 "10.0.0.1/24 fd00::1/64"
neighbour p eth0 02:00:00:00:00:02 "10.0.0.2 fd00::2"
large_datagrams() {
	in_space p python3 - <<-END
		import socket
		for family, to in ((socket.AF_INET, "10.0.0.2"), (socket.AF_INET6, "fd00::2")):
		    s = socket.socket(family, socket.SOCK_DGRAM)
		    s.bind(("", 4000))
		    s.setsockopt(17, 103, 1000)    # SOL_UDP, UDP_SEGMENT
		    s.sendto(bytes(range(250)) * 18, (to, 9))
		    s.sendto(bytes(range(200)), (to, 9))
	END
}
for option in on off; do
	must m session add s wire $option to dev mir0 from dev eth0 dir in
	copies_on
	sniff_on plain h eth0
	large_datagrams || not_ok "large datagrams" "not sent"
	settle s 4
	sums session >"$work/counted"
	copies_off
	sniff_off plain p eth0
	awk '{ print $1, "gso " (length($1) > 4000 ? 1000 : 0) " type 5 csum partial" }' \
		"$work/plain" >"$work/originals"
	is "UDP, wire $option: originals are whole" "$(awk '{ print length($1) / 2 }' "$work/originals")" "4542
242
4562
262"
	if [[ $option = on ]]; then wire wire; else wire; fi
	same "UDP, wire $option: copies" "$work/copies" "$work/wanted"
	same "UDP, wire $option: what was sent" "$work/counted" "$work/sums"
	must m session del s
done
finish
