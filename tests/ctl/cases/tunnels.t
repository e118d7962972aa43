# SPDX-License-Identifier: GPL-2.0-only
# Targets that are tunnels: to requests, and what is said of words that are wrong.

$ target add s gretap remote 192.0.2.1
> target-new create,excl name=s target{kind=gretap remote=192.0.2.1}
$ target add s gretap remote 192.0.2.1 local 192.0.2.2 key 0 ttl 1 tos 0 underlay eth0 df set seq on
> target-new create,excl name=s target{kind=gretap remote=192.0.2.1 local=192.0.2.2 id=0 ttl=1 tos=0 underlay=eth0 df=1 seq=1}
$ target add s gretap remote 2001:db8::1 key 0xffffffff ttl 255 tos inherit df unset seq off
> target-new create,excl name=s target{kind=gretap remote=2001:db8::1 id=4294967295 ttl=255 tos-inherit=1 df=0 seq=0}
$ target add s erspan remote 192.0.2.1
> target-new create,excl name=s target{kind=erspan remote=192.0.2.1}
$ target add s erspan id 1023 ver 3 hwid 63 tos 0xb8 remote 192.0.2.1
> target-new create,excl name=s target{kind=erspan remote=192.0.2.1 id=1023 tos=184 ver=3 hwid=63}
$ target add s erspan remote 2001:db8::1 id 0 ver 2 hwid 0
> target-new create,excl name=s target{kind=erspan remote=2001:db8::1 id=0 ver=2 hwid=0}
$ target add s vxlan remote 192.0.2.1
> target-new create,excl name=s target{kind=vxlan remote=192.0.2.1}
$ target add s vxlan remote fe80::1 vni 16777215 dst_port 8472 src_port 1024-65535 underlay eth0
> target-new create,excl name=s target{kind=vxlan remote=fe80::1 id=16777215 dst-port=8472 src-port=1024-65535 underlay=eth0}
$ target add s vxlan remote 192.0.2.1 vni 0 dst_port 65535 src_port 1
> target-new create,excl name=s target{kind=vxlan remote=192.0.2.1 id=0 dst-port=65535 src-port=1}
$ target add s geneve remote 192.0.2.1 vni 5 dst_port 1 src_port 5-5 meta on
> target-new create,excl name=s target{kind=geneve remote=192.0.2.1 id=5 dst-port=1 src-port=5 meta=1}
$ target add s geneve remote 2001:db8::1 local 2001:db8::2 meta off
> target-new create,excl name=s target{kind=geneve remote=2001:db8::1 local=2001:db8::2 meta=0}
$ target del s gretap remote 192.0.2.1
> target-del name=s target{kind=gretap remote=192.0.2.1}
$ target del s gretap remote 192.0.2.1 key 7
> target-del name=s target{kind=gretap remote=192.0.2.1 id=7}
$ target del s erspan remote 192.0.2.1 id 7
> target-del name=s target{kind=erspan remote=192.0.2.1 id=7}
$ target del s vxlan remote 192.0.2.1 vni 5 dst_port 8472
> target-del name=s target{kind=vxlan remote=192.0.2.1 id=5 dst-port=8472}

# The kernel says why it does not take version 1.
$ target add s erspan remote 192.0.2.1 ver 1
> target-new create,excl name=s target{kind=erspan remote=192.0.2.1 ver=1}
< EOPNOTSUPP "the kernel's driver does not make ERSPAN type I in this mode" at=target.ver
! Error: target erspan ver 1: the kernel's driver does not make ERSPAN type I in this mode
= 1

$ target add s gretap
! Error: gretap: "remote" is missing, accepted: an IPv4 or IPv6 address
= 2
$ target add s vxlan vni 5
! Error: vxlan: "remote" is missing, accepted: an IPv4 or IPv6 address
= 2
$ target add s geneve remote
! Error: a value is missing after "remote", accepted: an IPv4 or IPv6 address
= 2
$ target add s tunnel remote 192.0.2.1
! Error: unknown target "tunnel", accepted: dev gretap erspan vxlan geneve
= 2
$ target add s gre remote 192.0.2.1
! Error: unknown target "gre" (did you mean "gretap"?)
= 2
$ target add s dev m0 remote 192.0.2.1
! Error: "remote" is not for a device, which takes its name alone
= 2
$ target add s dev m0 ttl 5
! Error: "ttl" is not for a device, which takes its name alone
= 2
$ target add s gretap remote 192.0.2.1 vni 5
! Error: "vni" is not for gretap, accepted: remote local key ttl tos underlay df seq
= 2
$ target add s gretap remote 192.0.2.1 dst_port 5
! Error: "dst_port" is not for gretap, accepted: remote local key ttl tos underlay df seq
= 2
$ target add s gretap remote 192.0.2.1 ver 2
! Error: "ver" is not for gretap, accepted: remote local key ttl tos underlay df seq
= 2
$ target add s erspan remote 192.0.2.1 key 5
! Error: "key" is not for erspan, accepted: remote local id ttl tos underlay ver df hwid
= 2
$ target add s erspan remote 192.0.2.1 seq on
! Error: "seq" is not for erspan, accepted: remote local id ttl tos underlay ver df hwid
= 2
$ target add s vxlan remote 192.0.2.1 id 5
! Error: "id" is not for vxlan, accepted: remote local vni dst_port src_port ttl tos underlay df
= 2
$ target add s vxlan remote 192.0.2.1 meta on
! Error: "meta" is not for vxlan, accepted: remote local vni dst_port src_port ttl tos underlay df
= 2
$ target add s geneve remote 192.0.2.1 hwid 5
! Error: "hwid" is not for geneve, accepted: remote local vni dst_port src_port ttl tos underlay df meta
= 2
$ target add s geneve remote 192.0.2.1 dev eth0
! Error: unknown word of geneve "dev", accepted: remote local vni dst_port src_port ttl tos underlay df meta
= 2
$ target add s geneve remote 192.0.2.1 dstport 5
! Error: unknown word of geneve "dstport" (did you mean "dst_port"?)
= 2
$ target add s geneve remote 192.0.2.1 snaplen 96
! Error: unknown word of geneve "snaplen", accepted: remote local vni dst_port src_port ttl tos underlay df meta
= 2
$ target add s vxlan remote 192.0.2.1 remote 192.0.2.2
! Error: remote 192.0.2.2: "remote" is given twice
= 2

$ target add s gretap remote collector
! Error: remote collector: not an address, accepted: an IPv4 or IPv6 address
= 2
$ target add s gretap remote 192.0.2.0/24
! Error: remote 192.0.2.0/24: not an address, accepted: an IPv4 or IPv6 address
= 2
$ target add s gretap remote 192.0.2.1 local 192.0.2.256
! Error: local 192.0.2.256: not an address, accepted: an IPv4 or IPv6 address
= 2
$ target add s gretap remote 192.0.2.1 local 2001:db8::/32
! Error: local 2001:db8::/32: not an address, accepted: an IPv4 or IPv6 address
= 2
$ target add s gretap remote 192.0.2.1 key 4294967296
! Error: key 4294967296: out of range, accepted: 0 to 4294967295
= 2
$ target add s gretap remote 192.0.2.1 key abc
! Error: key abc: not understood, accepted: 0 to 4294967295
= 2
$ target add s erspan remote 192.0.2.1 id 1024
! Error: id 1024: out of range, accepted: 0 to 1023
= 2
$ target add s vxlan remote 192.0.2.1 vni 16777216
! Error: vni 16777216: out of range, accepted: 0 to 16777215
= 2
$ target add s vxlan remote 192.0.2.1 dst_port 0
! Error: dst_port 0: out of range, accepted: 1 to 65535
= 2
$ target add s vxlan remote 192.0.2.1 dst_port 65536
! Error: dst_port 65536: out of range, accepted: 1 to 65535
= 2
$ target add s vxlan remote 192.0.2.1 src_port 0-5
! Error: src_port 0-5: port 0 is out of range, accepted: MIN-MAX or N, each 1 to 65535
= 2
$ target add s vxlan remote 192.0.2.1 src_port 5-65536
! Error: src_port 5-65536: port 65536 is out of range, accepted: MIN-MAX or N, each 1 to 65535
= 2
$ target add s vxlan remote 192.0.2.1 src_port 7-5
! Error: src_port 7-5: the range is reversed (did you mean "5-7"?), accepted: MIN-MAX or N, each 1 to 65535
= 2
$ target add s vxlan remote 192.0.2.1 src_port 5,7
! Error: src_port 5,7: too many ranges, accepted: MIN-MAX or N, each 1 to 65535
= 2
$ target add s vxlan remote 192.0.2.1 src_port any
! Error: src_port any: not a port or range, accepted: MIN-MAX or N, each 1 to 65535
= 2
$ target add s vxlan remote 192.0.2.1 ttl 0
! Error: ttl 0: out of range, accepted: 1 to 255
= 2
$ target add s vxlan remote 192.0.2.1 ttl 256
! Error: ttl 256: out of range, accepted: 1 to 255
= 2
$ target add s vxlan remote 192.0.2.1 ttl inherit
! Error: ttl inherit: not understood, accepted: 1 to 255
= 2
$ target add s vxlan remote 192.0.2.1 tos 256
! Error: tos 256: out of range, accepted: 0 to 0xff, or inherit
= 2
$ target add s vxlan remote 192.0.2.1 tos ef
! Error: tos ef: not understood, accepted: 0 to 0xff, or inherit
= 2
$ target add s vxlan remote 192.0.2.1 underlay eth/0
! Error: underlay eth/0: not a device name, accepted: a device name of 1 to 15 characters
= 2
$ target add s vxlan remote 192.0.2.1 underlay abcdefghijklmnop
! Error: underlay abcdefghijklmnop: not a device name, accepted: a device name of 1 to 15 characters
= 2
$ target add s vxlan remote 192.0.2.1 underlay a*b
> target-new create,excl name=s target{kind=vxlan remote=192.0.2.1 underlay=a*b}
$ target add s erspan remote 192.0.2.1 ver 0
! Error: ver 0: out of range, accepted: 1, 2 or 3
= 2
$ target add s erspan remote 192.0.2.1 ver 4
! Error: ver 4: out of range, accepted: 1, 2 or 3
= 2
$ target add s erspan remote 192.0.2.1 hwid 64
! Error: hwid 64: out of range, accepted: 0 to 63
= 2
$ target add s vxlan remote 192.0.2.1 df on
! Error: unknown df "on", accepted: set unset
= 2
$ target add s gretap remote 192.0.2.1 seq yes
! Error: unknown seq "yes", accepted: on off
= 2
$ target add s geneve remote 192.0.2.1 meta 1
! Error: unknown meta "1", accepted: on off
= 2
$ target add s geneve remote 192.0.2.1 meta
! Error: a value is missing after "meta", accepted: on or off
= 2

# What a target is known by.
$ target del s vxlan remote 192.0.2.1 vni 5 ttl 64
! Error: "ttl" does not name a target, target del takes it without, accepted: remote vni dst_port
= 2
$ target del s gretap remote 192.0.2.1 local 192.0.2.2
! Error: "local" does not name a target, target del takes it without, accepted: remote key
= 2
$ target del s erspan remote 192.0.2.1 ver 3
! Error: "ver" does not name a target, target del takes it without, accepted: remote id
= 2
$ target del s geneve vni 5
! Error: geneve: "remote" is missing, accepted: an IPv4 or IPv6 address
= 2
$ target del s geneve remote 192.0.2.1 meta on
! Error: "meta" does not name a target, target del takes it without, accepted: remote vni dst_port
= 2

# In a session a word of another part ends the tunnel; ttl is the tunnel's behind "to" and the packet's behind "match".
$ session add s to gretap remote 192.0.2.1 to dev m0 to geneve remote 192.0.2.2 meta on from dev eth0
> session-new create,excl name=s source{kind=dev dev=eth0} target{kind=gretap remote=192.0.2.1} target{kind=dev dev=m0} target{kind=geneve remote=192.0.2.2 meta=1}
$ session add s to vxlan remote 192.0.2.1 ttl 5 src_port 1000-2000 match ttl 6 src_port 80 to vxlan remote 192.0.2.2 ttl 7
> session-new create,excl name=s target{kind=vxlan remote=192.0.2.1 src-port=1000-2000 ttl=5} target{kind=vxlan remote=192.0.2.2 ttl=7} rule{match{ttl=6 src-port=80}}
$ session add s to vxlan remote 192.0.2.1 key 5 from dev eth0
! Error: "key" is not for vxlan, accepted: remote local vni dst_port src_port ttl tos underlay df
= 2
$ session add s to vxlan remote 192.0.2.1 snaplan 96
! Error: unknown word of vxlan "snaplan" (did you mean "snaplen"?)
= 2
$ session add s to vxlan remote 192.0.2.1 dst_prot 96
! Error: unknown word of vxlan "dst_prot" (did you mean "dst_port"?)
= 2
$ session add s to vxlan from dev eth0
! Error: vxlan: "remote" is missing, accepted: an IPv4 or IPv6 address
= 2
$ session add s to dev m0 key 5
! Error: "key" is not for a device, which takes its name alone
= 2
