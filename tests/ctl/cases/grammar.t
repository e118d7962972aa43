# SPDX-License-Identifier: GPL-2.0-only
# What is said of words that are wrong, missing or too many.

$ 
! Usage: mirrorctl [ OPTIONS ] OBJECT { COMMAND | help }
!        mirrorctl [ OPTIONS ] -b FILE
! where OBJECT := { session | source | target | rule | monitor }
!       OPTIONS := { -j[son] | -p[retty] | -s[tatistics] | -d[etails] | -n NETNS |
!                    -b FILE [ -force ] | -V[ersion] | -h[elp] }
= 2
$ help
| Usage: mirrorctl [ OPTIONS ] OBJECT { COMMAND | help }
|        mirrorctl [ OPTIONS ] -b FILE
| where OBJECT := { session | source | target | rule | monitor }
|       OPTIONS := { -j[son] | -p[retty] | -s[tatistics] | -d[etails] | -n NETNS |
|                    -b FILE [ -force ] | -V[ersion] | -h[elp] }
$ target help
| Usage: mirrorctl target add SESSION TARGET
|        mirrorctl target del SESSION TARGET
|        mirrorctl target show [ SESSION ]
| where TARGET := dev NAME
|           | { gretap | erspan | vxlan | geneve } remote ADDR
|             [ local ADDR ] [ ttl N ] [ tos { N | inherit } ]
|             [ underlay DEV ] [ df { set | unset } ] [ OF_KIND ]
|       OF_KIND of gretap := [ key N ] [ seq { on | off } ]
|               of erspan := [ id N ] [ ver { 1 | 2 | 3 } ] [ hwid N ]
|               of vxlan := [ vni N ] [ dst_port N ] [ src_port MIN-MAX ]
|               of geneve := as of vxlan, and [ meta { on | off } ]
$ monitor help
| Usage: mirrorctl monitor
| prints a line for each change, until it is killed or nf_mirror is unloaded

# Keywords are whole words.
$ sess show
! Error: unknown object "sess" (did you mean "session"?)
= 2
$ sesion show
! Error: unknown object "sesion" (did you mean "session"?)
= 2
$ xyzzy
! Error: unknown object "xyzzy", accepted: session source target rule monitor help
= 2
$ session sho
! Error: unknown command "sho" (did you mean "show"?)
= 2
$ session list
! Error: unknown command "list", accepted: add replace set del enable disable show flush reset help
= 2
$ target
! Usage: mirrorctl target add SESSION TARGET
!        mirrorctl target del SESSION TARGET
!        mirrorctl target show [ SESSION ]
! where TARGET := dev NAME
!           | { gretap | erspan | vxlan | geneve } remote ADDR
!             [ local ADDR ] [ ttl N ] [ tos { N | inherit } ]
!             [ underlay DEV ] [ df { set | unset } ] [ OF_KIND ]
!       OF_KIND of gretap := [ key N ] [ seq { on | off } ]
!               of erspan := [ id N ] [ ver { 1 | 2 | 3 } ] [ hwid N ]
!               of vxlan := [ vni N ] [ dst_port N ] [ src_port MIN-MAX ]
!               of geneve := as of vxlan, and [ meta { on | off } ]
! Error: a command is missing after "target"
= 2
$ -q session show
! Error: unknown option "-q", accepted: -json -pretty -statistics -details -netns -batch -force -Version -help -j -p -s -d -n -b -V -h
= 2
$ -jsno session show
! Error: unknown option "-jsno" (did you mean "-json"?)
= 2
$ -n
! Error: the name of a network namespace is missing after "-n"
= 2
$ -n no-such-namespace session show
! Error: no network namespace "no-such-namespace" (/run/netns/no-such-namespace is not there)
= 1
$ -n /dev/null session show
! Error: cannot enter network namespace "/dev/null": /dev/null is not one
= 1
$ -b
! Error: a file name, or - for standard input, is missing after "-b"
= 2
$ -b - session show
! Error: with -b the commands are in the file: "session"
= 2
$ -b /no/such/file
! Error: cannot open "/no/such/file": No such file or directory
= 1

$ session add
! Error: a session name is missing after "add"
= 2
$ session add -x
! Error: "-x" is not a session name, accepted: a letter or digit and up to 30 more of letters, digits and . _ -
= 2
$ session add "a b"
! Error: "a b" is not a session name, accepted: a letter or digit and up to 30 more of letters, digits and . _ -
= 2
$ session add abcdefghijklmnopqrstuvwxyz012345
! Error: "abcdefghijklmnopqrstuvwxyz012345" is not a session name, accepted: a letter or digit and up to 30 more of letters, digits and . _ -
= 2
$ session add abcdefghijklmnopqrstuvwxyz01234
> session-new create,excl name=abcdefghijklmnopqrstuvwxyz01234
$ session add ids enabled
! Error: a value is missing after "enabled", accepted: on or off
= 2
$ session add ids enabled yes
! Error: unknown enabled "yes", accepted: on off
= 2
$ session add ids enabled on enabled off
! Error: enabled off: "enabled" is given twice
= 2
$ session add ids form dev eth0
! Error: unknown option "form" (did you mean "from"?)
= 2
$ session add ids from eth0
! Error: unknown source "eth0", accepted: dev bridge inet
= 2
$ session add ids from
! Error: source is missing after "from"
= 2
$ session add ids from dev
! Error: a device name is missing after "dev"
= 2
$ session add ids from dev eth0 dir inn
! Error: unknown dir "inn" (did you mean "in"?)
= 2
$ session add ids from dev eth0 dir
! Error: dir is missing after "dir"
= 2
$ session add ids from dev abcdefghijklmnop
! Error: dev abcdefghijklmnop: not a device name, accepted: 1 to 15 characters without / : or blanks
= 2
$ session add ids from bridge br/0
! Error: bridge br/0: not a device name, accepted: 1 to 15 characters without / : or blanks
= 2
$ session add ids from inet hook ingress
! Error: unknown hook "ingress", accepted: all prerouting input forward output postrouting
= 2
$ session add ids from inet hook prerout
! Error: unknown hook "prerout" (did you mean "prerouting"?)
= 2
$ session add ids to veth0
! Error: unknown target "veth0", accepted: dev gretap erspan vxlan geneve
= 2
$ session add ids match
! Error: a key is missing after "match", see "mirrorctl rule help"
= 2
$ session add ids match dst_prot 80
! Error: unknown key "dst_prot" (did you mean "dst_port"?)
= 2
$ session add ids match dst_port 80 match vlan_id 5
! Error: "match" is given twice
= 2
$ session add ids match dst_port 80 to dev m0 match vlan_id 5
! Error: "match" is given twice
= 2
$ session set ids to dev m0
! Error: "to" is not an option of session set: use "mirrorctl target", or "session replace"
= 2
$ session set ids match vlan_id 5
! Error: "match" is not an option of session set: use "mirrorctl rule", or "session replace"
= 2
$ session set ids enable on
! Error: unknown option "enable" (did you mean "enabled"?)
= 2
$ session del
! Error: a session name is missing after "del"
= 2
$ session del ids now
! Error: nothing more is accepted here: "now"
= 2
$ session flush ids
! Error: nothing more is accepted here: "ids"
= 2
$ session show ids more
! Error: nothing more is accepted here: "more"
= 2
$ session enable ids ids2
! Error: nothing more is accepted here: "ids2"
= 2

$ source add
! Error: a session name is missing after "add"
= 2
$ source add ids
! Error: source is missing after "ids"
= 2
$ source add ids dev eth0 hook all
! Error: nothing more is accepted here: "hook"
= 2
$ source del ids dev eth0 dir in
! Error: "dir" does not name a source: source del takes dev NAME
= 2
$ target add ids dev
! Error: a device name is missing after "dev"
= 2
$ target add ids dev m0 dev m1
! Error: nothing more is accepted here: "dev"
= 2

$ rule add
! Error: a session name is missing after "add"
= 2
$ rule add ids dst_port
! Error: a value is missing after "dst_port", accepted: up to 16 of N or N-M, with commas, each 0 to 65535
= 2
$ rule add ids dst_prot 80
! Error: unknown key "dst_prot" (did you mean "dst_port"?)
= 2
$ rule add ids sport 80
! Error: unknown key "sport", accepted: src_mac dst_mac protocol vlan_id vlan_prio cvlan_id src_ip dst_ip ip_proto tos ttl frag src_port dst_port tcp_flags icmp_type icmp_code arp_op arp_sip arp_tip arp_sha arp_tha mark indev filter prio action
= 2
$ rule add ids dst_port 80 dst_port 81
! Error: dst_port 81: "dst_port" is given twice
= 2
$ rule add ids prio 65536
! Error: prio 65536: not a number in range, accepted: 0 to 65535
= 2
$ rule add ids prio high
! Error: prio high: not a number in range, accepted: 0 to 65535
= 2
$ rule add ids prio
! Error: a number is missing after "prio"
= 2
$ rule add ids prio 1 prio 2
! Error: prio 2: "prio" is given twice
= 2
$ rule add ids action drop
! Error: unknown action "drop", accepted: mirror skip
= 2
$ rule add ids action mirror action skip
! Error: "action" is given twice
= 2
$ rule add ids id 4
! Error: unknown key "id", accepted: src_mac dst_mac protocol vlan_id vlan_prio cvlan_id src_ip dst_ip ip_proto tos ttl frag src_port dst_port tcp_flags icmp_type icmp_code arp_op arp_sip arp_tip arp_sha arp_tha mark indev filter prio action
= 2
$ rule del ids
! Error: which rule? rule del takes id N, or prio N and the match, or a filter
= 2
$ rule del ids dst_port 80
! Error: which rule? rule del takes id N, or prio N and the match, or a filter
= 2
$ rule del ids id 3 prio 5
! Error: "id" stands alone: rule del takes id N, or prio N and the match
= 2
$ rule del ids id 0
! Error: id 0: not a number in range, accepted: 1 to 4294967295
= 2
$ rule del ids prio 5 action skip
! Error: unknown key "action", accepted: src_mac dst_mac protocol vlan_id vlan_prio cvlan_id src_ip dst_ip ip_proto tos ttl frag src_port dst_port tcp_flags icmp_type icmp_code arp_op arp_sip arp_tip arp_sha arp_tha mark indev filter prio id
= 2
$ rule replace ids
! Error: "-f FILE" is missing after "ids"
= 2
$ rule replace ids rules.txt
! Error: unknown word "rules.txt", accepted: -f
= 2
$ rule replace ids -f
! Error: a file name, or - for standard input, is missing after "-f"
= 2
$ rule replace ids -f /no/such/file
! Error: cannot open "/no/such/file": No such file or directory
= 1
$ rule replace ids -f /
! Error: cannot read "/": Is a directory
= 1
$ rule replace ids -f FILE
{ # one
{ dst_port 80
{ dst_prot 81
! Error: FILE:3: unknown key "dst_prot" (did you mean "dst_port"?)
= 2
$ rule replace ids -f -
{ src_ip 10.1.2.3/8
! Error: stdin:1: src_ip 10.1.2.3/8: bits are set beyond the prefix (did you mean "10.0.0.0/8"?)
= 2
$ monitor now
! Error: nothing more is accepted here: "now"
= 2

# Batches.
$ -b -
{ session add a
{
{ # a comment
{ session add b \
{    enabled off
{ 'session' "set" b enabled on
> session-new create,excl name=a
> session-new create,excl name=b enabled=0
> session-new name=b enabled=1
$ -b FILE
{ session add a
{ session add b \
{    enabled off
{ sesion show
{ session add c
> session-new create,excl name=a
> session-new create,excl name=b enabled=0
! Error: FILE:4: unknown object "sesion" (did you mean "session"?)
= 2
$ -force -b -
{ session add a
{ sesion show
{ session del a
{ session add c
> session-new create,excl name=a
> session-del name=a
< ENOENT "no session of that name" at=name
> session-new create,excl name=c
! Error: stdin:2: unknown object "sesion" (did you mean "session"?)
! Error: stdin:3: session a: no session of that name
= 1
$ -b -
{ session del a
{ session add c
> session-del name=a
< ENOENT "no session of that name" at=name
! Error: stdin:1: session a: no session of that name
= 1
$ -b FILE
{ session add ids
{ rule replace ids -f /no/such/file
> session-new create,excl name=ids
! Error: FILE:2: cannot open "/no/such/file": No such file or directory
= 1

$ -b -
{ session add "a
! Error: stdin:1: a quote is not closed: "a"
= 2
$ rule replace ids -f -
{ dst_port 80
{ indev 'eth0
! Error: stdin:2: a quote is not closed: "eth0"
= 2

# A comment is not continued, a line that ends as Windows ends it is.
$ -b -
{ # of C:\
{ session del a # "of D:\
{ session del b
> session-del name=a
> session-del name=b
$ -b -
{ session add a \\r
{  enabled off\r
> session-new create,excl name=a enabled=0
# Standard input is read once: at its end are no rules, which would mirror everything.
$ -b -
{ session del a
{ rule replace a -f -
> session-del name=a
! Error: stdin:2: standard input has been read already, accepted: the name of a file
= 1
# A long word is not cut.
$ session add s from dev eth0 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
! Error: unknown option "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", accepted: enabled snaplen sample rate burst budget wire oversize vlan cutoff dedup count-only expire fanout to from match
= 2
