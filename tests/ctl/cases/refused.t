# SPDX-License-Identifier: GPL-2.0-only
# What the kernel refuses, in the words that were typed.

$ session add ids to dev cni0 from bridge cni0
> session-new create,excl name=ids source{kind=bridge dev=cni0} target{kind=dev dev=cni0}
< ELOOP "is a port of the source bridge cni0" at=target.dev
! Error: target dev cni0: is a port of the source bridge cni0
= 1
$ session add ids from dev a from dev b dir in from inet hook input
> session-new create,excl name=ids source{kind=dev dev=a} source{kind=dev dev=b dir=in} source{kind=inet hook=input}
< ENOENT "this is said of the second" at=source[2]
! Error: source dev b dir in: this is said of the second
= 1
$ session add ids from dev a from inet hook input
> session-new create,excl name=ids source{kind=dev dev=a} source{kind=inet hook=input}
< EINVAL "no" at=source[2].hook
! Error: source inet hook input: no
= 1
$ session add ids
> session-new create,excl name=ids
< EEXIST "there is a session of that name" at=name
! Error: session ids: there is a session of that name
= 1
$ session set ids enabled off
> session-new name=ids enabled=0
< EINVAL "cannot" at=enabled
! Error: enabled off: cannot
= 1
$ session add ids match dst_port 80 src_ip 10.0.0.0/8
> session-new create,excl name=ids rule{match{src-ip=10.0.0.0 src-ip-prefix=8 dst-port=80}}
< EINVAL "not with that" at=rule.match.src-ip-prefix
! Error: src_ip 10.0.0.0/8: not with that
= 1
$ rule add ids prio 7 tcp_flags syn/syn,ack action skip
> rule-new create,excl name=ids rule{prio=7 action=skip match{tcp-flags=2 tcp-flags-mask=18}}
< EINVAL "a mask of 0 asks for nothing" at=rule.match.tcp-flags-mask
! Error: tcp_flags syn/syn,ack: a mask of 0 asks for nothing
= 1
$ rule add ids prio 7 dst_port 80
> rule-new create,excl name=ids rule{prio=7 match{dst-port=80}}
< EEXIST "the session has this rule already" at=rule
! Error: dst_port 80: the session has this rule already
= 1
$ rule add ids prio 7
> rule-new create,excl name=ids rule{prio=7}
< EEXIST "the session has this rule already" at=rule
! Error: rule without a match: the session has this rule already
= 1
$ rule add ids dst_port 80 vlan_id 3
> rule-new create,excl name=ids rule{match{vlan-id=3 dst-port=80}}
< EINVAL "not together" at=rule.match
! Error: vlan_id 3 dst_port 80: not together
= 1
$ rule add ids prio 7 action skip
> rule-new create,excl name=ids rule{prio=7 action=skip}
< EINVAL "no such action" at=rule.action
! Error: action skip: no such action
= 1
# A range that a policy refuses.
$ rule add ids prio 60000
> rule-new create,excl name=ids rule{prio=60000}
< ERANGE "integer out of range" at=rule.prio range=0-1000
! Error: prio 60000: integer out of range (accepted: 0 to 1000)
= 1
$ rule del ids id 9
> rule-del name=ids rule{id=9}
< ENOENT "the session has no such rule" at=rule.id
! Error: id 9: the session has no such rule
= 1
$ rule del ids id 9
> rule-del name=ids rule{id=9}
< ERANGE range=10-4294967295 at=rule.id
! Error: id 9: the kernel does not take it (are nf_mirror and mirrorctl of one version?) (accepted: 10 to 4294967295)
= 1
# The line of a rule in a file.
$ rule replace ids -f FILE
{ dst_port 1
{ # comment
{ dst_port 2
{ dst_port 3 vlan_id 7
> rule-replace name=ids rule{match{dst-port=1}} rule{match{dst-port=2}} rule{match{vlan-id=7 dst-port=3}}
< ENOSPC "a session may have 128 masks" at=rule[3]
! Error: FILE:4: vlan_id 7 dst_port 3: a session may have 128 masks
= 1
$ rule replace ids -f -
{ dst_port 1
{ prio 4 dst_port 2
> rule-replace name=ids rule{match{dst-port=1}} rule{prio=4 match{dst-port=2}}
< EINVAL "no" at=rule.match.dst-port
! Error: stdin:1: dst_port 1: no
= 1
$ rule replace ids -f -
{ dst_port 1
> rule-replace name=ids rule{match{dst-port=1}}
< ENOENT "no session of that name" at=name
! Error: session ids: no session of that name
= 1
# Attributes that are missing.
$ source add ids inet
> source-new create,excl name=ids source{kind=inet}
< EINVAL missing=2 nest=source
! Error: session ids: a device name is missing
= 1
$ source add ids inet
> source-new create,excl name=ids source{kind=inet}
< EINVAL missing=1 nest=source
! Error: session ids: its kind is missing
= 1
$ session flush
> session-flush
< EINVAL missing=2
! Error: a session name is missing
= 1
$ rule del ids prio 4
> rule-del name=ids rule{prio=4}
< EINVAL missing=1 nest=rule
! Error: session ids: id, or prio and match, is missing
= 1
# Messages without a place, numbers without a message.
$ target add ids dev m0
> target-new create,excl name=ids target{kind=dev dev=m0}
< ENOSPC "a session may have 64 targets"
! Error: a session may have 64 targets
= 1
$ target add ids dev m0
> target-new create,excl name=ids target{kind=dev dev=m0}
< EPERM
! Error: Operation not permitted: needs CAP_NET_ADMIN in this network namespace
= 1
$ session del ids
> session-del name=ids
< ENOENT
! Error: no session "ids", or nothing in it that fits
= 1
$ session add ids
> session-new create,excl name=ids
< EEXIST
! Error: session ids: it is there already
= 1
$ session add ids
> session-new create,excl name=ids
< ENOSPC
! Error: session ids: there is no room for more
= 1
$ target add ids dev m0
> target-new create,excl name=ids target{kind=dev dev=m0}
< ELOOP at=target
! Error: target dev m0: copies would be mirrored again
= 1
$ session add ids
> session-new create,excl name=ids
< ENOMEM
! Error: session ids: the kernel has no memory for it
= 1
$ session add ids
> session-new create,excl name=ids
< EBUSY
! Error: session ids: the kernel is busy, try again
= 1
$ session add ids
> session-new create,excl name=ids
< EIO
! Error: session ids: Input/output error
= 1
# An ack with a message is a warning.
$ session add ids
> session-new create,excl name=ids
< ack "no target is up"
! Warning: no target is up
# Dumps.
$ session show
> session-get dump
< EPERM
! Error: Operation not permitted: needs CAP_NET_ADMIN in this network namespace
= 1
$ rule show ids
> rule-get dump name=ids
< ENOENT "no session of that name" at=name
! Error: session ids: no session of that name
= 1
# An error that comes after some of the dump.
$ rule show ids
> rule-get dump name=ids
< rule-get name=ids rule{id=1 prio=1 action=mirror}
< ENOMEM
! Error: session ids: the kernel has no memory for it
= 1
$ session show ids
> session-get name=ids
< ENOENT "no session of that name" at=name
! Error: session ids: no session of that name
= 1

# Options and words of tunnels: the one at fault, as it was typed.
$ session set ids snaplen 96 wire on
> session-new name=ids snaplen=96 snaplen-from=frame wire=on
< EINVAL "this is said of wire" at=wire
! Error: wire on: this is said of wire
= 1
$ session set ids sample flow 10
> session-new name=ids sample=10 sample-by=flow
< EINVAL "this is said of the unit" at=sample-by
! Error: sample flow 10: this is said of the unit
= 1
$ session set ids rate 10mbit burst 64k
> session-new name=ids rate=10000000 rate-unit=bits burst=65536
< EINVAL "this is said of the burst" at=burst
! Error: burst 65536: this is said of the burst
= 1
$ session set ids rate 10mbit burst 64k
> session-new name=ids rate=10000000 rate-unit=bits burst=65536
< EINVAL "this is said of the unit" at=rate-unit
! Error: rate 10mbit: this is said of the unit
= 1
$ session set ids rate off cutoff off
> session-new name=ids rate=0 rate-unit=packets cutoff=0 cutoff-unit=packets
< ERANGE "integer out of range" at=cutoff range=1-5
! Error: cutoff off: integer out of range (accepted: 1 to 5)
= 1
$ session set ids vlan push 7 802.1ad
> session-new name=ids vlan-op=push vlan-id=7 vlan-proto=34984
< EINVAL "this is said of the ID" at=vlan-id
! Error: vlan push 7 802.1ad: this is said of the ID
= 1
$ session set ids vlan push 7 802.1ad
> session-new name=ids vlan-op=push vlan-id=7 vlan-proto=34984
< EINVAL "this is said of the protocol" at=vlan-proto
! Error: vlan push 7 802.1ad: this is said of the protocol
= 1
$ session set ids expire 1h fanout hash
> session-new name=ids expire=3600 fanout=hash
< EINVAL "this is said of the time" at=expire
! Error: expire 1h: this is said of the time
= 1
$ session set ids snaplen 96
> session-new name=ids snaplen=96 snaplen-from=frame
< EINVAL missing=22
! Error: session ids: wire is missing
= 1
$ session set ids snaplen 96
> session-new name=ids snaplen=96 snaplen-from=frame
< ENOENT
! Error: no session "ids", or nothing in it that fits
= 1
$ session add ids to dev m0 to vxlan remote 192.0.2.1 vni 5 ttl 6
> session-new create,excl name=ids target{kind=dev dev=m0} target{kind=vxlan remote=192.0.2.1 id=5 ttl=6}
< EINVAL "this is said of the second" at=target[2]
! Error: target vxlan remote 192.0.2.1 vni 5 ttl 6: this is said of the second
= 1
$ session add ids to dev m0 to vxlan remote 192.0.2.1 vni 5 ttl 6
> session-new create,excl name=ids target{kind=dev dev=m0} target{kind=vxlan remote=192.0.2.1 id=5 ttl=6}
< EINVAL "this is said of its number" at=target[2].id
! Error: target vxlan vni 5: this is said of its number
= 1
$ session add ids to gretap remote 192.0.2.1 key 5
> session-new create,excl name=ids target{kind=gretap remote=192.0.2.1 id=5}
< EINVAL "this is said of its number" at=target.id
! Error: target gretap key 5: this is said of its number
= 1
$ target add ids geneve remote 192.0.2.1 tos inherit
> target-new create,excl name=ids target{kind=geneve remote=192.0.2.1 tos-inherit=1}
< EINVAL "this is said of the TOS" at=target.tos-inherit
! Error: target geneve tos inherit: this is said of the TOS
= 1
$ target add ids gretap remote 2001:db8::1 local 2001:db8::2
> target-new create,excl name=ids target{kind=gretap remote=2001:db8::1 local=2001:db8::2}
< EINVAL "over IPv6 the driver chooses it" at=target.local
! Error: target gretap local 2001:db8::2: over IPv6 the driver chooses it
= 1
$ target add ids vxlan remote 192.0.2.1
> target-new create,excl name=ids target{kind=vxlan remote=192.0.2.1}
< EBUSY "the UDP port is in use" at=target
! Error: target vxlan remote 192.0.2.1: the UDP port is in use
= 1
$ target add ids vxlan remote 192.0.2.1
> target-new create,excl name=ids target{kind=vxlan remote=192.0.2.1}
< EOPNOTSUPP "the kernel has no driver for it" at=target.kind
! Error: target vxlan remote 192.0.2.1: the kernel has no driver for it
= 1
$ target add ids vxlan remote 192.0.2.1 src_port 5-7
> target-new create,excl name=ids target{kind=vxlan remote=192.0.2.1 src-port=5-7}
< EINVAL "no" at=target.src-port
! Error: target vxlan src_port 5-7: no
= 1
$ target add ids vxlan remote 192.0.2.1
> target-new create,excl name=ids target{kind=vxlan remote=192.0.2.1}
< EINVAL missing=6 nest=target
! Error: session ids: remote is missing
= 1
$ session add ids match dst_port 80 filter arp
> session-new create,excl name=ids rule{match{dst-port=80} filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp}
< EINVAL "not a program" at=rule.filter
! Error: filter 'arp': not a program
= 1
# A long word is not cut.
$ rule add s filter 'arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp'
> rule-new create,excl name=s rule{filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp}
< EINVAL "no" at=rule.filter-text
! Error: filter 'arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp or arp': no
= 1
