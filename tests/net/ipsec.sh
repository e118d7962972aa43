#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# IPsec's transport mode: an inet source sees a packet twice, as it came and as it was before it was encrypted; a header
# has gone from its middle then, and the copy is the packet that is left, not what stood there before.
#
#   p:eth0 ------ h:eth0     h:mir0 ------ s:mon0
#   10.0.0.1      10.0.0.2
#   fd00::1       fd00::2
#
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"

# encrypted SPACE FROM TO SPI DIR - what goes from there to here
encrypted() {
	ip_in "$1" <<-END
		xfrm state add src $2 dst $3 proto esp spi $4 reqid 1 mode transport aead rfc4106(gcm(aes)) 0x0102030405060708090a0b0c0d0e0f1011121314 128
		xfrm policy add src $2 dst $3 dir $5 tmpl src $2 dst $3 proto esp reqid 1 mode transport
	END
}

# said TAG - as hex
said() { printf '%s' "NFM{$1}" | od -An -v -tx1 | tr -d ' \n'; }

# rule_counts NAME SESSION WANT - of its rule: IPv6 has packets of its own, which no rule fits
rule_counts() {
	rule_has() { [[ $(counters rule "$1") = "$1 $2" ]]; }
	until_true rule_has "$2" "$3"
	is "$1" "$(counters rule "$2")" "$2 $3"
}

# received NAME FROM TO ESP UDP - three datagrams of p's; ESP, UDP: what they begin with, from the EtherType on
received() {
	local name=$1

	must m session add s to dev mir0 from inet hook prerouting match src_ip "$2"
	copies_on
	# shellcheck disable=SC2016 # for the inner shell
	must in_space p bash -c 'for n in 1 2 3; do echo -n "NFM{$1}" >"/dev/udp/$2/9"; done' bash "$name" "$3"
	rule_counts "$name" s "32768 mirror: seen=6 copied=6 skipped=0"
	copies_off
	is "$name: as they came, with the MAC addresses that they came with" \
		"$(grep -cE "^020000000002020000000001$4" "$work/copies")" 3
	is "$name: and decrypted, with a MAC header that is made" \
		"$(grep -cE "^000000000000020000000000$5.*$(said "$name")\$" "$work/copies")" 3
	must m session add u to dev mir0 from inet hook input match ip_proto udp dst_port 9
	# shellcheck disable=SC2016 # for the inner shell
	must in_space p bash -c 'echo -n x >"/dev/udp/$1/9"' bash "$3"
	rule_counts "$name: a rule matches what was encrypted" u "32768 mirror: seen=1 copied=1 skipped=0"
	sessions <<<"session flush"
}

must modprobe esp4
must modprobe esp6
basic_topology
with_ipv6 h eth0
with_ipv6 p eth0
ip_in h <<<"link set eth0 address 02:00:00:00:00:02"
ip_in p <<<"link set eth0 address 02:00:00:00:00:01"
address h eth0 "10.0.0.2/24 fd00::2/64"
address p eth0 "10.0.0.1/24 fd00::1/64"
neighbour h eth0 02:00:00:00:00:01 "10.0.0.1 fd00::1"
neighbour p eth0 02:00:00:00:00:02 "10.0.0.2 fd00::2"
encrypted p 10.0.0.1 10.0.0.2 0x100 out
encrypted h 10.0.0.1 10.0.0.2 0x100 in
encrypted p fd00::1 fd00::2 0x200 out
encrypted h fd00::1 fd00::2 0x200 in
received ip4 10.0.0.1 10.0.0.2 '0800.{18}32' '0800.{18}11'
received ip6 fd00::1 fd00::2 '86dd.{12}32' '86dd.{12}11'
finish
