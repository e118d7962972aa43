# SPDX-License-Identifier: GPL-2.0-only
# Events. The end of the socket is an error.

$ monitor
< join
< session-ntf name=ids enabled=1 n-sources=1 n-targets=2 n-rules=3 n-masks=4
< source-ntf name=ids source{kind=dev dev=veth* dir=in n-bound=2 bound=veth0 bound=veth1}
< target-ntf name=ids target{kind=dev dev=m0 state=down ifindex=4}
< rule-ntf name=ids rule{id=1 prio=5 action=skip match{dst-port=53}}
< rule-replace-ntf name=ids n-rules=100 n-masks=3
< source-del-ntf name=ids source{kind=inet hook=all}
< target-del-ntf name=ids target{kind=dev dev=m0}
< rule-del-ntf name=ids rule{id=1 prio=5 action=skip match{dst-port=53}}
< session-del-ntf name=ids
< session-del-ntf name=ids netns-cookie=4711
| changed session ids enabled on sources 1 targets 2 rules 3 masks 4
| changed source of session ids dev veth* dir in bound 2
| changed target of session ids dev m0 state down
| changed rule of session ids id 1 prio 5 dst_port 53 action skip
| replaced rules of session ids rules 100 masks 3
| deleted source of session ids inet hook all
| deleted target of session ids dev m0
| deleted rule of session ids id 1 prio 5 dst_port 53 action skip
| deleted session ids
| deleted session ids netns_cookie 4711
! Error: cannot receive from nf_mirror: Unspecific failure
= 1

$ -j -p -d monitor
< join
< session-ntf name=ids enabled=0 n-sources=1 n-targets=2 n-rules=3 n-masks=4
< source-ntf name=ids source{kind=inet hook=input n-bound=1}
< target-del-ntf name=ids target{kind=dev dev=m0 state=down}
< rule-ntf name=ids rule{id=1 prio=5 action=skip}
< rule-replace-ntf name=ids n-rules=100 n-masks=3
< session-del-ntf name=ids netns-cookie=4711
| {"event":"changed","object":"session","name":"ids","enabled":false,"sources":1,"targets":2,"rules":3,"masks":4,"shedding":false}
| {"event":"changed","object":"source","session":"ids","kind":"inet","hook":"input","n_bound":1,"bound":[]}
| {"event":"deleted","object":"target","session":"ids","kind":"dev","dev":"m0"}
| {"event":"changed","object":"rule","session":"ids","id":1,"prio":5,"match":{},"action":"skip"}
| {"event":"replaced","object":"rules","session":"ids","rules":100,"masks":3}
| {"event":"deleted","object":"session","name":"ids","netns_cookie":4711}
! Error: cannot receive from nf_mirror: Unspecific failure
= 1

# A session that sheds and ceases to, and one whose time is over.
$ monitor
< join
< session-ntf name=ids enabled=1 budget=20 n-sources=1 n-targets=2 n-rules=3 n-masks=4 shedding=1
< session-ntf name=ids enabled=1 budget=20 n-sources=1 n-targets=2 n-rules=3 n-masks=4 shedding=0
< session-ntf name=ids enabled=1 snaplen=96 expire=60 n-sources=1 n-targets=2 n-rules=3 n-masks=4 shedding=0 expires-in=59900
< target-ntf name=ids target{kind=vxlan state=down remote=192.0.2.1 id=5 carrier=nfm-vxlan}
< target-del-ntf name=ids target{kind=vxlan state=down remote=192.0.2.1 id=5}
< rule-ntf name=ids rule{id=1 prio=5 action=skip filter-text=arp}
< session-del-ntf name=ids expired=1
| changed session ids enabled on budget 20% sources 1 targets 2 rules 3 masks 4 shedding on
| changed session ids enabled on budget 20% sources 1 targets 2 rules 3 masks 4 shedding off
| changed session ids enabled on snaplen 96 expire 1m sources 1 targets 2 rules 3 masks 4 expires_in 59.9s
| changed target of session ids vxlan remote 192.0.2.1 vni 5 state down via nfm-vxlan
| deleted target of session ids vxlan remote 192.0.2.1 vni 5
| changed rule of session ids id 1 prio 5 filter 'arp' action skip
| deleted session ids expired
! Error: cannot receive from nf_mirror: Unspecific failure
= 1
$ -j monitor
< join
< session-ntf name=ids enabled=1 budget=20 n-sources=1 n-targets=2 n-rules=3 n-masks=4 shedding=1
< session-del-ntf name=ids expired=1
< target-del-ntf name=ids target{kind=vxlan state=down remote=192.0.2.1 id=5}
| {"event":"changed","object":"session","name":"ids","enabled":true,"budget":20,"sources":1,"targets":2,"rules":3,"masks":4,"shedding":true}
| {"event":"deleted","object":"session","name":"ids","expired":true}
| {"event":"deleted","object":"target","session":"ids","kind":"vxlan","remote":"192.0.2.1","vni":5}
! Error: cannot receive from nf_mirror: Unspecific failure
= 1

# What is written has no place: an end, not a process for ever.
$ monitor >/dev/full
< join
< session-ntf name=ids enabled=1
< session-ntf name=ids enabled=0
! Error: cannot write: No space left on device
= 1
# Another family goes, then nf_mirror: its events come no more, even if it is loaded again.
$ monitor
< join
< raw 1c000000100000000000000000000000 02020000 0600010021000000
< raw 1c000000100000000000000000000000 01020000 0600010020000000
< raw 1c000000100000000000000000000000 02020000 0600010020000000
< session-ntf name=ids enabled=1
! Error: nf_mirror was unloaded
= 1
