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
| [{"name":"ids","enabled":true,"targets":[{"kind":"dev","dev":"mirror0","state":"waiting"}],"sources":[{"kind":"dev","dev":"veth*","dir":"in","n_bound":2,"bound":["veth1","veth2"]},{"kind":"inet","hook":"forward","n_bound":1,"bound":[]}],"rules":1,"masks":1,"shedding":false}]

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
| [{"name":"ids","enabled":true,"stats":{"seen":{"packets":9223372036854775807,"bytes":1},"copied":{"packets":2,"bytes":3},"skipped":{"packets":4,"bytes":5},"not_copied":{"no-target":{"packets":6,"bytes":7},"loop":{"packets":8,"bytes":9},"unknown-reason":{"packets":2,"bytes":2}},"idle_ms":3600000},"targets":[],"sources":[],"rules":0,"masks":0,"shedding":false}]

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

# Options: text has those that are not as they are if nothing is said, JSON has all.
$ session show ids
> session-get name=ids
< session-get name=ids id=7 enabled=1 snaplen=96 snaplen-from=frame sample=10 sample-by=flow rate=5000 rate-unit=packets burst=0 budget=20 wire=on oversize=drop vlan-op=push vlan-id=5 vlan-proto=33024 cutoff=16384 cutoff-unit=bytes dedup=50 count-only=1 expire=7200 fanout=hash n-sources=0 n-targets=0 n-rules=0 n-masks=0 shedding=1 expires-in=7190123 cutoff-flows=12 cutoff-evicted=3
> source-get dump name=ids
> target-get dump name=ids
| ids: enabled on snaplen 96 sample flow 10 rate 5kpps budget 20% wire on oversize drop vlan push 5 cutoff bytes 16384 dedup 50 count-only on expire 2h fanout hash
|     rules 0 masks 0 shedding on expires_in 1h59m cutoff_flows 12 cutoff_evicted 3
$ -j session show ids
> session-get name=ids
< session-get name=ids id=7 enabled=1 snaplen=96 snaplen-from=frame sample=10 sample-by=flow rate=5000 rate-unit=packets burst=0 budget=20 wire=on oversize=drop vlan-op=push vlan-id=5 vlan-proto=33024 cutoff=16384 cutoff-unit=bytes dedup=50 count-only=1 expire=7200 fanout=hash n-sources=0 n-targets=0 n-rules=0 n-masks=0 shedding=1 expires-in=7190123 cutoff-flows=12 cutoff-evicted=3
> source-get dump name=ids
> target-get dump name=ids
| [{"name":"ids","enabled":true,"snaplen":{"value":96,"unit":"frame"},"sample":{"value":10,"unit":"flow"},"rate":{"value":5000,"unit":"pps"},"burst":0,"budget":20,"wire":"on","oversize":"drop","vlan":{"op":"push","id":5,"protocol":"802.1q"},"cutoff":{"value":16384,"unit":"bytes"},"dedup":50,"count-only":true,"expire":7200,"fanout":"hash","targets":[],"sources":[],"rules":0,"masks":0,"id":7,"shedding":true,"expires_in_ms":7190123,"cutoff_flows":12,"cutoff_evicted":3}]
$ -d session show ids
> session-get name=ids
< session-get name=ids id=7 enabled=1 snaplen=0 snaplen-from=frame sample=0 sample-by=packet rate=0 rate-unit=packets burst=0 budget=0 wire=auto oversize=truncate vlan-op=keep cutoff=0 cutoff-unit=packets dedup=0 count-only=0 expire=0 fanout=copy n-sources=0 n-targets=0 n-rules=0 n-masks=0 shedding=0
> source-get dump name=ids
> target-get dump name=ids
| ids: enabled on
|     rules 0 masks 0 id 7
$ -j session show ids
> session-get name=ids
< session-get name=ids id=7 enabled=1 snaplen=0 snaplen-from=frame sample=0 sample-by=packet rate=0 rate-unit=packets burst=0 budget=0 wire=auto oversize=truncate vlan-op=keep cutoff=0 cutoff-unit=packets dedup=0 count-only=0 expire=0 fanout=copy n-sources=0 n-targets=0 n-rules=0 n-masks=0 shedding=0
> source-get dump name=ids
> target-get dump name=ids
| [{"name":"ids","enabled":true,"snaplen":null,"sample":null,"rate":null,"burst":0,"budget":null,"wire":"auto","oversize":"truncate","vlan":{"op":"keep"},"cutoff":null,"dedup":null,"count-only":false,"expire":null,"fanout":"copy","targets":[],"sources":[],"rules":0,"masks":0,"id":7,"shedding":false}]
# Each amount in the largest unit that it is a whole number of; l4+0 is not off.
$ session show
> session-get dump
< session-get name=a enabled=1 snaplen=0 snaplen-from=l4 sample=1 rate=10000000 rate-unit=bits burst=65536 budget=100 wire=off oversize=fragment vlan-op=strip cutoff=5 cutoff-unit=packets dedup=10000 expire=1 fanout=failover shedding=0
< session-get name=b rate=1500 rate-unit=bits vlan-op=push vlan-id=4094 vlan-proto=34984 expire=90
< session-get name=c rate=3000000000 rate-unit=bits expire=900
< session-get name=d rate=2000000 rate-unit=packets expire=7200
< session-get name=e rate=999 rate-unit=packets expire=172800
> source-get dump
> target-get dump
| a: enabled on snaplen l4+0 sample 1 rate 10mbit burst 65536 budget 100% wire off oversize fragment vlan strip cutoff packets 5 dedup 10000 expire 1s fanout failover
|     rules 0 masks 0 shedding off
| b: rate 1500bit vlan push 4094 802.1ad expire 90s
|     rules 0 masks 0
| c: rate 3gbit expire 15m
|     rules 0 masks 0
| d: rate 2mpps expire 2h
|     rules 0 masks 0
| e: rate 999pps expire 2d
|     rules 0 masks 0
# What a newer kernel may say.
$ session show
> session-get dump
< session-get name=a wire=7 fanout=9 rate=5 rate-unit=7 vlan-op=9 snaplen=5 snaplen-from=9
> source-get dump
> target-get dump
| a: snaplen 5 unknown rate 5 unknown wire 7 vlan unknown fanout 9
|     rules 0 masks 0
$ -j session show
> session-get dump
< session-get name=a wire=7 fanout=9 rate=5 rate-unit=7 vlan-op=9 snaplen=5 snaplen-from=9
> source-get dump
> target-get dump
| [{"name":"a","snaplen":{"value":5,"unit":"unknown"},"rate":{"value":5,"unit":"unknown"},"wire":"7","vlan":{"op":"unknown"},"fanout":"9","targets":[],"sources":[],"rules":0,"masks":0,"shedding":false}]
# The time left, and counters of what was sent.
$ -s session show
> session-get dump
< session-get name=a expire=1 expires-in=999 stats{seen-packets=20 seen-bytes=3000 copied-packets=10 copied-bytes=1000 not-copied{reason=unreachable packets=1 bytes=10} not-copied{reason=sampled-out packets=2 bytes=20} not-copied{reason=rate-limited packets=3 bytes=30} not-copied{reason=over-budget packets=4 bytes=40} not-copied{reason=cut-off packets=5 bytes=50} not-copied{reason=duplicate packets=6 bytes=60} not-copied{reason=count-only packets=7 bytes=70} idle=5 sent-packets=12 sent-bytes=900 truncated-packets=2 truncated-bytes=100}
> source-get dump
> target-get dump
| a: expire 1s
|     seen 20 packets 3000 bytes
|     copied 10 packets 1000 bytes
|     skipped 0 packets 0 bytes
|     not copied target-unreachable 1 packets 10 bytes
|     not copied sampled-out 2 packets 20 bytes
|     not copied rate-limited 3 packets 30 bytes
|     not copied over-budget 4 packets 40 bytes
|     not copied cut-off 5 packets 50 bytes
|     not copied duplicate 6 packets 60 bytes
|     not copied count-only 7 packets 70 bytes
|     sent 12 packets 900 bytes
|     truncated 2 packets 100 bytes
|     last used 0.0s ago
|     rules 0 masks 0 expires_in 0.9s
$ -j -s target show
> target-get dump
< target-get name=a target{kind=vxlan remote=192.0.2.1 state=up stats{seen-packets=1 sent-packets=12 sent-bytes=900 truncated-packets=2 truncated-bytes=100}}
| [{"session":"a","kind":"vxlan","remote":"192.0.2.1","state":"up","stats":{"seen":{"packets":1,"bytes":0},"copied":{"packets":0,"bytes":0},"skipped":{"packets":0,"bytes":0},"not_copied":{},"sent":{"packets":12,"bytes":900},"truncated":{"packets":2,"bytes":100}}}]

# Tunnels, as they are typed: what is as usual is not said.
$ target show
> target-get dump
< target-get name=s target{kind=gretap state=up ifindex=9 remote=192.0.2.1 carrier=nfm-gretap}
< target-get name=s target{kind=gretap state=unreachable ifindex=9 remote=2001:db8::1 id=4294967295 ttl=255 tos-inherit=1 df=1 seq=1 carrier=nfm-gretap}
< target-get name=s target{kind=erspan state=waiting remote=192.0.2.1 id=1023 ttl=64 tos=184 ver=3 df=0 hwid=63}
< target-get name=s target{kind=erspan state=up remote=192.0.2.1 id=0 ttl=64 tos=0 tos-inherit=0 ver=2 df=0 hwid=0 carrier=nfm-erspan}
< target-get name=s target{kind=vxlan state=up remote=fe80::1 id=5 dst-port=8472 src-port=1024-2048 underlay=eth0 carrier=nfm-vxlan}
< target-get name=s target{kind=vxlan state=up remote=192.0.2.1 local=192.0.2.2 id=5 dst-port=4789 src-port=49152-65535 ttl=1 carrier=nfm-vxlan}
< target-get name=s target{kind=geneve state=down remote=192.0.2.1 id=5 dst-port=6081 src-port=7 meta=1 carrier=nfm-geneve6081}
< target-get name=s target{kind=geneve state=up remote=192.0.2.1 meta=0 seq=0}
< target-get name=s target{kind=geneve state=up remote=192.0.2.1 id=0 dst-port=4789 ttl=64 tos=0 df=0 src-port=49152-65535}
< target-get name=s target{kind=vxlan state=up remote=192.0.2.1 id=0 dst-port=6081}
< target-get name=s target{kind=gretap state=up remote=192.0.2.1 id=0}
| session s gretap remote 192.0.2.1 state up via nfm-gretap
| session s gretap remote 2001:db8::1 key 4294967295 ttl 255 tos inherit df set seq on state unreachable via nfm-gretap
| session s erspan remote 192.0.2.1 id 1023 tos 0xb8 ver 3 hwid 63 state waiting
| session s erspan remote 192.0.2.1 state up via nfm-erspan
| session s vxlan remote fe80::1 vni 5 dst_port 8472 src_port 1024-2048 underlay eth0 state up via nfm-vxlan
| session s vxlan remote 192.0.2.1 local 192.0.2.2 vni 5 ttl 1 state up via nfm-vxlan
| session s geneve remote 192.0.2.1 vni 5 src_port 7 meta on state down via nfm-geneve6081
| session s geneve remote 192.0.2.1 state up
| session s geneve remote 192.0.2.1 dst_port 4789 state up
| session s vxlan remote 192.0.2.1 dst_port 6081 state up
| session s gretap remote 192.0.2.1 key 0 state up
$ -d target show s
> target-get dump name=s
< target-get name=s target{kind=vxlan state=up ifindex=9 remote=192.0.2.1 id=5 carrier=nfm-vxlan}
| session s vxlan remote 192.0.2.1 vni 5 state up via nfm-vxlan ifindex 9
$ -j target show
> target-get dump
< target-get name=s target{kind=gretap state=unreachable ifindex=9 remote=2001:db8::1 id=4294967295 ttl=255 tos-inherit=1 df=1 seq=1 carrier=nfm-gretap}
< target-get name=s target{kind=erspan state=up remote=192.0.2.1 id=7 ttl=64 tos=184 ver=2 df=0 hwid=0}
< target-get name=s target{kind=geneve state=up remote=192.0.2.1 local=192.0.2.2 id=5 dst-port=6081 src-port=7-9 underlay=eth0 meta=1}
| [{"session":"s","kind":"gretap","remote":"2001:db8::1","key":4294967295,"ttl":255,"tos":"inherit","df":"set","seq":true,"state":"unreachable","via":"nfm-gretap","ifindex":9},{"session":"s","kind":"erspan","remote":"192.0.2.1","id":7,"ttl":64,"tos":"0xb8","ver":2,"df":"unset","hwid":0,"state":"up"},{"session":"s","kind":"geneve","remote":"192.0.2.1","local":"192.0.2.2","vni":5,"dst_port":6081,"src_port":"7-9","underlay":"eth0","meta":true,"state":"up"}]
$ session show s
> session-get name=s
< session-get name=s enabled=1 fanout=failover n-sources=0 n-targets=1
> source-get dump name=s
> target-get dump name=s
< target-get name=s target{kind=vxlan state=up remote=192.0.2.1 id=5 carrier=nfm-vxlan}
| s: enabled on fanout failover
|     to vxlan remote 192.0.2.1 vni 5 state up via nfm-vxlan
|     rules 0 masks 0
# A kind that is newer than mirrorctl.
$ target show
> target-get dump
< target-get name=s target{kind=9 state=up remote=192.0.2.1 carrier=nfm-new}
| session s unknown state up via nfm-new
# Not what the contract says.
$ target show
> target-get dump
< target-get name=s target{kind=vxlan remote=hex:0102030405}
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
$ target show
> target-get dump
< target-get name=s target{kind=vxlan src-port=1-2,5-6}
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1

# Filters, with the quotes that a file of rules takes.
$ rule show s
> rule-get dump name=s
< rule-get name=s rule{id=1 prio=5 action=skip filter-text="tcp port 80"}
< rule-get name=s rule{id=2 prio=5 action=mirror match{dst-port=80} filter-text="it's"}
| id 1 prio 5 filter 'tcp port 80' action skip
| id 2 prio 5 dst_port 80 filter 'it'"'"'s' action mirror
$ -j rule show s
> rule-get dump name=s
< rule-get name=s rule{id=1 prio=5 action=skip match{dst-port=80} filter-text="tcp port 80"}
| [{"session":"s","id":1,"prio":5,"match":{"dst_port":"80"},"filter":"tcp port 80","action":"skip"}]
# From another program, which may write what it likes.
$ rule show s
> rule-get dump name=s
< rule-get name=s rule{id=1 prio=5 action=skip filter-text=hex:6172700a6f720d6970}
| id 1 prio 5 filter 'arp or ip' action skip

# A session that is removed, or replaced, between the three questions: they are asked again.
$ session show
> session-get dump
< session-get name=ids enabled=1 n-sources=1 n-targets=1 n-rules=0 n-masks=0
> source-get dump
< source-get name=ids source{kind=dev dev=eth0 n-bound=1}
> target-get dump
> session-get dump
< session-get name=ids enabled=1 n-sources=0 n-targets=1 n-rules=0 n-masks=0
> source-get dump
< source-get name=ids source{kind=dev dev=eth0 n-bound=1}
> target-get dump
< target-get name=ids target{kind=dev dev=m0 state=up}
> session-get dump
< session-get name=ids enabled=0 n-sources=1 n-targets=0 n-rules=0 n-masks=0
> source-get dump
< source-get name=ids source{kind=dev dev=eth1 n-bound=1}
> target-get dump
| ids: enabled off
|     from dev eth1 bound 1
|     rules 0 masks 0

# A name may be nearly any bytes. On a terminal none of them moves the cursor.
$ source show a >TTY
> source-get dump name=a
< source-get name=a source{kind=dev dev=hex:1b5b34316d9bc29bc3a97f n-bound=1}
| session a dev ?[41m\x9b?é? bound 1
$ -j source show a
> source-get dump name=a
< source-get name=a source{kind=dev dev=hex:1b5b34316dc3a97f n-bound=1}
< source-get name=a source{kind=dev dev=hex:636166e9 n-bound=1}
| [{"session":"a","kind":"dev","dev":"\u001B[41mé","n_bound":1,"bound":[]},{"session":"a","kind":"dev","dev":"caf\\xe9","n_bound":1,"bound":[]}]

# JSON is whole where an answer in its middle is not understood.
$ -j source show
> source-get dump
< source-get name=a source{kind=dev dev=eth0 n-bound=1}
< source-get name=a source{kind=dev dev=a-name-of-more-than-fifteen}
| [{"session":"a","kind":"dev","dev":"eth0","n_bound":1,"bound":[]}]
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
$ -j target show
> target-get dump
< target-get name=s target{kind=vxlan remote=hex:0102030405}
| []
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
$ -j rule show s
> rule-get dump name=s
< rule-get name=s rule{id=1 match{src-mac=hex:010203}}
| []
! Error: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
$ -j -force -b -
{ session show
{ session show
{ session show
{ session show
{ session show
{ session show
{ session show
{ session show
{ session show
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
> session-get dump
< session-get name=a enabled=1 n-sources=0 n-targets=1
> source-get dump
> target-get dump
< target-get name=a target{kind=dev dev=a-name-of-more-than-fifteen}
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
| [{"name":"a","enabled":true,"targets":[],"rules":0,"masks":0,"shedding":false}]
! Error: stdin:1: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:2: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:3: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:4: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:5: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:6: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:7: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:8: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
! Error: stdin:9: the kernel's answer is not understood (are nf_mirror and mirrorctl of one version?)
= 1
# The names of sources and targets are words, too.
$ target show a
> target-get dump name=a
< target-get name=a target{kind=dev dev=a'b state=up}
| session a dev "a""'""b" state up
