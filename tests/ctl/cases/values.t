# SPDX-License-Identifier: GPL-2.0-only
# The values of keys, and what is said of values that are wrong.

$ rule add s src_mac aa:BB:0c:1:2:3
! Error: src_mac aa:BB:0c:1:2:3: not a MAC address, accepted: XX:XX:XX:XX:XX:XX [/MASK]
= 2
$ rule add s src_mac aa:BB:0c:01:02:03
> rule-new create,excl name=s rule{match{src-mac=aa:bb:0c:01:02:03}}
$ rule add s dst_mac 01:00:00:00:00:00/01:00:00:00:00:00
> rule-new create,excl name=s rule{match{dst-mac=01:00:00:00:00:00 dst-mac-mask=01:00:00:00:00:00}}
$ rule add s dst_mac 01:00:00:00:00:00/ff:ff:ff:ff:ff:ff
> rule-new create,excl name=s rule{match{dst-mac=01:00:00:00:00:00}}
$ rule add s dst_mac 01:00:00:00:00:07/ff:00:00:00:00:00
! Error: dst_mac 01:00:00:00:00:07/ff:00:00:00:00:00: the value has bits outside the mask (did you mean "01:00:00:00:00:00/ff:00:00:00:00:00"?), accepted: XX:XX:XX:XX:XX:XX [/MASK]
= 2
$ rule add s arp_sha 00:00:00:00:00:00/00:00:00:00:00:00
! Error: arp_sha 00:00:00:00:00:00/00:00:00:00:00:00: the mask is 0, which every packet fits, accepted: XX:XX:XX:XX:XX:XX [/MASK]
= 2
$ rule add s arp_tha 02:00:00:00:00:01:02
! Error: arp_tha 02:00:00:00:00:01:02: not a MAC address, accepted: XX:XX:XX:XX:XX:XX [/MASK]
= 2

$ rule add s protocol ipv6
> rule-new create,excl name=s rule{match{protocol=34525}}
$ rule add s protocol 0x88cc
> rule-new create,excl name=s rule{match{protocol=35020}}
$ rule add s protocol 0x8800/0xff00
> rule-new create,excl name=s rule{match{protocol=34816 protocol-mask=65280}}
$ rule add s protocol 802_2
> rule-new create,excl name=s rule{match{protocol=4}}
$ rule add s protocol ipv4
> rule-new create,excl name=s rule{match{protocol=2048}}
$ rule add s protocol ipv5
! Error: unknown protocol "ipv5" (did you mean "ipv4"?)
= 2
$ rule add s protocol appletalk
! Error: protocol appletalk: neither a number nor a name that is known, accepted: a name (ip ipv6 arp 802_2 mpls_uc lldp ..) or 0 to 0xffff [/MASK]
= 2
$ rule add s protocol 0x10000
! Error: protocol 0x10000: out of range, accepted: a name (ip ipv6 arp 802_2 mpls_uc lldp ..) or 0 to 0xffff [/MASK]
= 2

$ rule add s vlan_id 0 vlan_prio 7 cvlan_id 4095
> rule-new create,excl name=s rule{match{vlan-id=0 vlan-prio=7 cvlan-id=4095}}
$ rule add s vlan_id 0x100/0xf00
> rule-new create,excl name=s rule{match{vlan-id=256 vlan-id-mask=3840}}
$ rule add s vlan_id 5/5
> rule-new create,excl name=s rule{match{vlan-id=5 vlan-id-mask=5}}
$ rule add s vlan_id 4096
! Error: vlan_id 4096: out of range, accepted: 0 to 4095 [/MASK]
= 2
$ rule add s vlan_prio 8
! Error: vlan_prio 8: out of range, accepted: 0 to 7 [/MASK]
= 2
$ rule add s vlan_id 5/4
! Error: vlan_id 5/4: the value has bits outside the mask (did you mean "0x4/4"?), accepted: 0 to 4095 [/MASK]
= 2
$ rule add s cvlan_id 0/0
! Error: cvlan_id 0/0: the mask is 0, which every packet fits, accepted: 0 to 4095 [/MASK]
= 2
$ rule add s vlan_id -1
! Error: vlan_id -1: not a number or too large, accepted: 0 to 4095 [/MASK]
= 2
$ rule add s vlan_id ""
! Error: vlan_id : not a number or too large, accepted: 0 to 4095 [/MASK]
= 2
$ rule add s vlan_id 5x
! Error: vlan_id 5x: not a number or too large, accepted: 0 to 4095 [/MASK]
= 2
$ rule add s mark 99999999999
! Error: mark 99999999999: not a number or too large, accepted: 0 to 0xffffffff [/MASK]
= 2

$ rule add s src_ip 10.0.0.0/8 dst_ip 192.0.2.1
> rule-new create,excl name=s rule{match{src-ip=10.0.0.0 src-ip-prefix=8 dst-ip=192.0.2.1}}
$ rule add s src_ip 2001:db8::/32 dst_ip ::1/128
> rule-new create,excl name=s rule{match{src-ip=2001:db8:: src-ip-prefix=32 dst-ip=::1}}
$ rule add s src_ip 0.0.0.0/0
> rule-new create,excl name=s rule{match{src-ip=0.0.0.0 src-ip-prefix=0}}
$ rule add s src_ip 10.1.2.3/8
! Error: src_ip 10.1.2.3/8: bits are set beyond the prefix (did you mean "10.0.0.0/8"?)
= 2
$ rule add s dst_ip 2001:db8:ffff::1/33
! Error: dst_ip 2001:db8:ffff::1/33: bits are set beyond the prefix (did you mean "2001:db8:8000::/33"?)
= 2
$ rule add s src_ip 10.0.0.0/33
! Error: src_ip 10.0.0.0/33: the prefix is out of range, accepted: 0 to 32
= 2
$ rule add s src_ip ::/129
! Error: src_ip ::/129: the prefix is out of range, accepted: 0 to 128
= 2
$ rule add s src_ip 10.0.0.0/
! Error: src_ip 10.0.0.0/: the prefix is out of range, accepted: 0 to 32
= 2
$ rule add s src_ip 10.0.0.256
! Error: src_ip 10.0.0.256: not an address, accepted: an IPv4 or IPv6 address [/PREFIX]
= 2
$ rule add s arp_sip 10.0.0.0/24 arp_tip 10.0.0.1
> rule-new create,excl name=s rule{match{arp-sip=10.0.0.0 arp-sip-prefix=24 arp-tip=10.0.0.1}}
$ rule add s arp_sip ::1
! Error: arp_sip ::1: not an address, accepted: an IPv4 address [/PREFIX]
= 2

$ rule add s ip_proto tcp
> rule-new create,excl name=s rule{match{ip-proto=6}}
$ rule add s ip_proto 132
> rule-new create,excl name=s rule{match{ip-proto=132}}
$ rule add s ip_proto tpc
! Error: unknown ip_proto "tpc" (did you mean "tcp"?)
= 2
$ rule add s ip_proto 256
! Error: ip_proto 256: out of range, accepted: a name (tcp udp icmp icmpv6 sctp ..) or 0 to 255 [/MASK]
= 2

$ rule add s tos 0xb8/0xfc ttl 1
> rule-new create,excl name=s rule{match{tos=184 tos-mask=252 ttl=1}}
$ rule add s ttl 1-5
> rule-new create,excl name=s rule{match{ttl=1 ttl-max=5}}
$ rule add s ttl 5-1
! Error: ttl 5-1: the range is reversed (did you mean "1-5"?), accepted: N or N-M, each 0 to 255
= 2
$ rule add s ttl 0-256
! Error: ttl 0-256: out of range, accepted: N or N-M, each 0 to 255
= 2
$ rule add s ttl 1-
! Error: ttl 1-: neither a number nor a range, accepted: N or N-M, each 0 to 255
= 2
$ rule add s frag later
> rule-new create,excl name=s rule{match{frag=later}}
$ rule add s frag no
> rule-new create,excl name=s rule{match{frag=no}}
$ rule add s frag yes
! Error: unknown frag "yes", accepted: no any first later
= 2
$ rule add s frag latr
! Error: unknown frag "latr" (did you mean "later"?)
= 2

$ rule add s dst_port 80,443,8000-8100 src_port 0-65535
> rule-new create,excl name=s rule{match{src-port=0-65535 dst-port=80,443,8000-8100}}
# Ports that adjoin stay as they are typed.
$ rule add s dst_port 443,80,81
> rule-new create,excl name=s rule{match{dst-port=443,80,81}}
$ rule add s dst_port 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16
> rule-new create,excl name=s rule{match{dst-port=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}}
$ rule add s dst_port 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17
! Error: dst_port 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17: too many ranges, accepted: up to 16 of N or N-M, with commas, each 0 to 65535
= 2
$ rule add s dst_port 90-80
! Error: dst_port 90-80: the range is reversed (did you mean "80-90"?), accepted: up to 16 of N or N-M, with commas, each 0 to 65535
= 2
$ rule add s dst_port 80,70-90
! Error: dst_port 80,70-90: the ranges overlap at port 80, accepted: up to 16 of N or N-M, with commas, each 0 to 65535
= 2
$ rule add s dst_port 65536
! Error: dst_port 65536: port 65536 is out of range, accepted: up to 16 of N or N-M, with commas, each 0 to 65535
= 2
$ rule add s dst_port 80,
! Error: dst_port 80,: not a list of ports, accepted: up to 16 of N or N-M, with commas, each 0 to 65535
= 2
$ rule add s dst_port http
! Error: dst_port http: not a list of ports, accepted: up to 16 of N or N-M, with commas, each 0 to 65535
= 2

$ rule add s tcp_flags syn/syn,ack
> rule-new create,excl name=s rule{match{tcp-flags=2 tcp-flags-mask=18}}
$ rule add s tcp_flags syn
> rule-new create,excl name=s rule{match{tcp-flags=2}}
$ rule add s tcp_flags none/syn,rst
> rule-new create,excl name=s rule{match{tcp-flags=0 tcp-flags-mask=6}}
$ rule add s tcp_flags 0x102/0xfff
> rule-new create,excl name=s rule{match{tcp-flags=258}}
$ rule add s tcp_flags syn,akc
! Error: unknown flag of tcp_flags "akc" (did you mean "ack"?)
= 2
$ rule add s tcp_flags 0x1000
! Error: tcp_flags 0x1000: out of range, accepted: of fin syn rst psh ack urg ece cwr ae, with commas, none, or 0 to 0xfff [/MASK]
= 2

$ rule add s icmp_type 8 icmp_code 0
> rule-new create,excl name=s rule{match{icmp-type=8 icmp-code=0}}
$ rule add s icmp_type echo ip_proto icmp
> rule-new create,excl name=s rule{match{ip-proto=1 icmp-type=8}}
$ rule add s ip_proto icmpv6 icmp_type echo
> rule-new create,excl name=s rule{match{ip-proto=58 icmp-type=128}}
$ rule add s ip_proto icmp icmp_type 8/0xf8
> rule-new create,excl name=s rule{match{ip-proto=1 icmp-type=8 icmp-type-mask=248}}
$ rule add s icmp_type echo
! Error: icmp_type echo: a name needs ip_proto icmp or ip_proto icmpv6 beside it, accepted: 0 to 255 [/MASK], or a name (echo ..) with ip_proto icmp or icmpv6
= 2
$ rule add s icmp_type echo ip_proto tcp
! Error: icmp_type echo: a name needs ip_proto icmp or ip_proto icmpv6 beside it, accepted: 0 to 255 [/MASK], or a name (echo ..) with ip_proto icmp or icmpv6
= 2
$ rule add s icmp_type ecko ip_proto icmp
! Error: unknown icmp_type of icmp "ecko" (did you mean "echo"?)
= 2
$ rule add s icmp_type timestamp ip_proto icmpv6
! Error: unknown icmp_type of icmpv6 "timestamp", accepted: unreachable packet-too-big time-exceeded parameter-problem echo echo-reply mld-query mld-report mld-done router-solicitation router-advertisement neighbour-solicitation neighbour-advertisement redirect mld2-report
= 2

$ rule add s arp_op request arp_sha 02:00:00:00:00:01 arp_tha 02:00:00:00:00:00/fe:00:00:00:00:00
> rule-new create,excl name=s rule{match{arp-op=1 arp-sha=02:00:00:00:00:01 arp-tha=02:00:00:00:00:00 arp-tha-mask=fe:00:00:00:00:00}}
$ rule add s arp_op 3
> rule-new create,excl name=s rule{match{arp-op=3}}
$ rule add s arp_op requests
! Error: unknown arp_op "requests" (did you mean "request"?)
= 2

$ rule add s mark 0x10/0xff
> rule-new create,excl name=s rule{match{mark=16 mark-mask=255}}
$ rule add s mark 0xffffffff
> rule-new create,excl name=s rule{match{mark=4294967295}}
$ rule add s indev eth0
> rule-new create,excl name=s rule{match{indev=eth0}}
$ rule add s indev veth*
> rule-new create,excl name=s rule{match{indev=veth*}}
$ rule add s indev v*th
! Error: indev v*th: a "*" may only be the last character, accepted: a device name of 1 to 15 characters, a "*" may end it
= 2
$ rule add s indev abcdefghijklmnop
! Error: indev abcdefghijklmnop: not a device name, accepted: a device name of 1 to 15 characters, a "*" may end it
= 2

# All at once.
$ rule add s src_mac 02:00:00:00:00:01 dst_mac 02:00:00:00:00:02 protocol ip vlan_id 1 vlan_prio 2 cvlan_id 3 src_ip 10.0.0.1 dst_ip 10.0.0.2 ip_proto tcp tos 4 ttl 5 frag no src_port 6 dst_port 7 tcp_flags syn mark 8 indev eth0
> rule-new create,excl name=s rule{match{src-mac=02:00:00:00:00:01 dst-mac=02:00:00:00:00:02 protocol=2048 vlan-id=1 vlan-prio=2 cvlan-id=3 src-ip=10.0.0.1 dst-ip=10.0.0.2 ip-proto=6 tos=4 ttl=5 frag=no src-port=6 dst-port=7 tcp-flags=2 mark=8 indev=eth0}}
