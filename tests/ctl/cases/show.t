# SPDX-License-Identifier: GPL-2.0-only
# What the kernel tells, as text and as JSON.

$ session show
> session-get dump
> source-get dump
> target-get dump

$ -j session show
> session-get dump
> source-get dump
> target-get dump
| []

$ session show
> session-get dump
< session-get name=ids enabled=1 n-sources=2 n-targets=1 n-rules=1 n-masks=1 stats{}
< session-get name=tap enabled=0 n-sources=0 n-targets=0 n-rules=0 n-masks=0
> source-get dump
< source-get name=ids source{kind=bridge dev=cni0 n-bound=1 bound=cni0 stats{}}
< source-get name=ids source{kind=inet hook=all n-bound=1}
> target-get dump
< target-get name=ids target{kind=dev dev=mirror0 state=up ifindex=5}
| ids: enabled on
|     to dev mirror0 state up
|     from bridge cni0 bound 1
|     from inet hook all bound 1
|     rules 1 masks 1
| tap: enabled off
|     rules 0 masks 0

$ -j session show ids
> session-get name=ids
< session-get name=ids enabled=1 n-sources=2 n-targets=1 n-rules=1 n-masks=1
> source-get dump name=ids
< source-get name=ids source{kind=dev dev=veth* dir=in n-bound=2 bound=veth1 bound=veth2}
< source-get name=ids source{kind=inet hook=forward n-bound=1}
> target-get dump name=ids
< target-get name=ids target{kind=dev dev=mirror0 state=waiting}
| [{"name":"ids","enabled":true,"targets":[{"kind":"dev","dev":"mirror0","state":"waiting"}],"sources":[{"kind":"dev","dev":"veth*","dir":"in","n_bound":2,"bound":["veth1","veth2"]},{"kind":"inet","hook":"forward","n_bound":1,"bound":[]}],"rules":1,"masks":1}]

$ -s session show ids
> session-get name=ids
< session-get name=ids enabled=1 n-sources=1 n-targets=1 n-rules=1 n-masks=1 stats{seen-packets=1200 seen-bytes=98000 copied-packets=1195 copied-bytes=97700 skipped-packets=0 skipped-bytes=0 not-copied{reason=target-down packets=5 bytes=300} idle=1234}
> source-get dump name=ids
< source-get name=ids source{kind=bridge dev=cni0 n-bound=1 stats{seen-packets=1200 seen-bytes=98000}}
> target-get dump name=ids
< target-get name=ids target{kind=dev dev=mirror0 state=up ifindex=5 stats{seen-packets=7 seen-bytes=8 idle=59}}
| ids: enabled on
|     seen 1200 packets 98000 bytes
|     copied 1195 packets 97700 bytes
|     skipped 0 packets 0 bytes
|     not copied target-down 5 packets 300 bytes
|     last used 1.2s ago
|     to dev mirror0 state up
|         seen 7 packets 8 bytes
|         copied 0 packets 0 bytes
|         skipped 0 packets 0 bytes
|         last used 0.0s ago
|     from bridge cni0 bound 1
|         seen 1200 packets 98000 bytes
|         copied 0 packets 0 bytes
|         skipped 0 packets 0 bytes
|     rules 1 masks 1

$ -j -s session show ids
> session-get name=ids
< session-get name=ids enabled=1 stats{seen-packets=18446744073709551615 seen-bytes=1 copied-packets=2 copied-bytes=3 skipped-packets=4 skipped-bytes=5 not-copied{reason=no-target packets=6 bytes=7} not-copied{reason=loop packets=8 bytes=9} not-copied{reason=99 packets=1 bytes=1} not-copied{reason=77 packets=1 bytes=1} idle=3600000}
> source-get dump name=ids
> target-get dump name=ids
| [{"name":"ids","enabled":true,"stats":{"seen":{"packets":9223372036854775807,"bytes":1},"copied":{"packets":2,"bytes":3},"skipped":{"packets":4,"bytes":5},"not_copied":{"no-target":{"packets":6,"bytes":7},"loop":{"packets":8,"bytes":9},"unknown-reason":{"packets":2,"bytes":2}},"idle_ms":3600000},"targets":[],"sources":[],"rules":0,"masks":0}]

$ -j -p source show ids
> source-get dump name=ids
< source-get name=ids source{kind=dev dev=eth0 dir=both n-bound=1 bound=eth0}
| [{
|     "session": "ids",
|     "kind": "dev",
|     "dev": "eth0",
|     "dir": "both",
|     "n_bound": 1,
|     "bound": [
|         "eth0"
|     ]
| }]

# Details: the devices, of which the kernel names sixteen.
$ -d source show
> source-get dump
< source-get name=a source{kind=dev dev=veth* dir=both n-bound=3 bound=veth1 bound=veth2}
< source-get name=b source{kind=inet hook=all n-bound=1}
| session a dev veth* dir both bound 3 veth1 veth2 ..
| session b inet hook all bound 1

$ source show
> source-get dump
< source-get name=a source{kind=dev dev=veth* dir=both n-bound=0}
| session a dev veth* dir both bound 0

$ -s source show a
> source-get dump name=a
< source-get name=a source{kind=dev dev=eth0 dir=out n-bound=1 stats{seen-packets=3 seen-bytes=4 not-copied{reason=oversize packets=1 bytes=2} not-copied{reason=no-memory packets=1 bytes=2} not-copied{reason=target-refused packets=1 bytes=2} not-copied{reason=target-waiting packets=1 bytes=2} idle=90061000}}
| session a dev eth0 dir out bound 1
|     seen 3 packets 4 bytes
|     copied 0 packets 0 bytes
|     skipped 0 packets 0 bytes
|     not copied target-waiting 1 packets 2 bytes
|     not copied oversize 1 packets 2 bytes
|     not copied no-memory 1 packets 2 bytes
|     not copied target-refused 1 packets 2 bytes
|     last used 1d1h ago

$ -d target show
> target-get dump
< target-get name=a target{kind=dev dev=m0 state=up ifindex=5}
< target-get name=a target{kind=dev dev=m1 state=down ifindex=6}
< target-get name=a target{kind=dev dev=m2 state=loop ifindex=7}
< target-get name=a target{kind=dev dev=m3 state=unfit ifindex=8}
< target-get name=b target{kind=dev dev=m4 state=waiting}
< target-get name=b target{kind=dev dev=m5 state=200}
| session a dev m0 state up ifindex 5
| session a dev m1 state down ifindex 6
| session a dev m2 state loop ifindex 7
| session a dev m3 state unfit ifindex 8
| session b dev m4 state waiting
| session b dev m5 state unknown

$ -j target show a
> target-get dump name=a
< target-get name=a target{kind=dev dev=m0 state=up ifindex=5}
| [{"session":"a","kind":"dev","dev":"m0","state":"up","ifindex":5}]

# Rules come by id and are shown by priority.
$ rule show ids
> rule-get dump name=ids
< rule-get name=ids rule{id=1 prio=100 action=mirror match{src-ip=10.0.0.0 src-ip-prefix=8 dst-port=80,443,8000-8100}}
< rule-get name=ids rule{id=2 prio=32768 action=skip}
< rule-get name=ids rule{id=3 prio=100 action=mirror match{tcp-flags=2 tcp-flags-mask=18 ip-proto=6}}
< rule-get name=ids rule{id=4 prio=65535 action=mirror match{mark=16 mark-mask=255 vlan-id=256 vlan-id-mask=3840 protocol=35020 tos=184 tos-mask=252 ttl=1 ttl-max=5 frag=later indev=veth*}}
| id 4 prio 65535 protocol lldp vlan_id 256/0xf00 tos 0xb8/0xfc ttl 1-5 frag later mark 0x10/0xff indev veth* action mirror
| id 2 prio 32768 action skip
| id 1 prio 100 src_ip 10.0.0.0/8 dst_port 80,443,8000-8100 action mirror
| id 3 prio 100 ip_proto tcp tcp_flags syn/syn,ack action mirror

$ rule show
> rule-get dump
< rule-get name=b rule{id=1 prio=1 action=mirror match{icmp-type=8 ip-proto=1}}
< rule-get name=b rule{id=2 prio=2 action=mirror match{icmp-type=128 ip-proto=58}}
< rule-get name=a rule{id=1 prio=9 action=skip match{icmp-type=8 icmp-code=3}}
| session b id 2 prio 2 ip_proto icmpv6 icmp_type echo action mirror
| session b id 1 prio 1 ip_proto icmp icmp_type echo action mirror
| session a id 1 prio 9 icmp_type 8 icmp_code 3 action skip

$ -s rule show ids
> rule-get dump name=ids
< rule-get name=ids rule{id=1 prio=5 action=mirror match{src-mac=aa:bb:cc:00:00:00 src-mac-mask=ff:ff:ff:00:00:00} stats{seen-packets=12 seen-bytes=1200 copied-packets=10 copied-bytes=1000 not-copied{reason=any packets=2 bytes=200} idle=2500}}
| id 1 prio 5 src_mac aa:bb:cc:00:00:00/ff:ff:ff:00:00:00 action mirror
|     # seen 12 packets 1200 bytes, copied 10 packets 1000 bytes, skipped 0 packets 0 bytes, not copied any 2 packets 200 bytes, last used 2.5s ago

$ -j rule show
> rule-get dump
< rule-get name=ids rule{id=1 prio=5 action=mirror match{ip-proto=6 dst-port=80,443 src-ip=2001:db8:: src-ip-prefix=32 arp-op=1 tcp-flags=0 tcp-flags-mask=2}}
< rule-get name=ids rule{id=2 prio=5 action=skip}
| [{"session":"ids","id":1,"prio":5,"match":{"src_ip":"2001:db8::/32","ip_proto":"tcp","dst_port":"80,443","tcp_flags":"none/syn","arp_op":"request"},"action":"mirror"},{"session":"ids","id":2,"prio":5,"match":{},"action":"skip"}]

# Numbers that have no name, flags without one.
$ rule show ids
> rule-get dump name=ids
< rule-get name=ids rule{id=1 prio=1 action=mirror match{protocol=4660 ip-proto=200 tcp-flags=514 arp-op=9}}
| id 1 prio 1 protocol 0x1234 ip_proto 200 tcp_flags 0x202 arp_op 9 action mirror

# A dump that changed under way is asked for again.
$ rule show ids
> rule-get dump name=ids
< rule-get name=ids rule{id=1 prio=1 action=mirror}
< intr
> rule-get dump name=ids
< rule-get name=ids rule{id=2 prio=1 action=mirror}
| id 2 prio 1 action mirror

# Not as the contract says.
$ rule show ids
> rule-get dump name=ids
< rule-get name=ids
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
$ rule show ids
> rule-get dump name=ids
< rule-get name=ids rule{id=1 match{src-mac=hex:010203}}
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
$ source show
> source-get dump
< source-get name=ids source{kind=dev dev=a-name-of-more-than-fifteen}
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
$ session show
> session-get dump
< session-get enabled=1
> source-get dump
> target-get dump
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
