# SPDX-License-Identifier: GPL-2.0-only
# The options of a session: to requests, and what is said of values that are wrong.

$ session add s snaplen off sample off rate off budget off wire auto oversize truncate vlan keep cutoff off dedup off count-only off expire never fanout copy
> session-new create,excl name=s snaplen=0 snaplen-from=frame sample=0 sample-by=packet rate=0 rate-unit=packets budget=0 wire=auto oversize=truncate vlan-op=keep cutoff=0 cutoff-unit=packets dedup=0 count-only=0 expire=0 fanout=copy
$ session set s snaplen 96
> session-new name=s snaplen=96 snaplen-from=frame
$ session set s snaplen 64
> session-new name=s snaplen=64 snaplen-from=frame
$ session set s snaplen 65535
> session-new name=s snaplen=65535 snaplen-from=frame
$ session set s snaplen l4+0
> session-new name=s snaplen=0 snaplen-from=l4
$ session set s snaplen l4+65535
> session-new name=s snaplen=65535 snaplen-from=l4
$ session set s snaplen 0x80
> session-new name=s snaplen=128 snaplen-from=frame
# 269 seconds or 16 days?
$ session set s expire 0x10d
! Error: expire 0x10d: not understood, accepted: never, or N seconds or N with s, m, h or d, up to 30d
= 2
$ session set s snaplen 63
! Error: snaplen 63: out of range, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen 65536
! Error: snaplen 65536: out of range, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen l4+65536
! Error: snaplen l4+65536: out of range, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen l4+
! Error: snaplen l4+: not understood, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen l4
! Error: snaplen l4: not understood, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen 96b
! Error: snaplen 96b: not understood, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen 99999999999999999999
! Error: snaplen 99999999999999999999: out of range, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen -1
! Error: snaplen -1: not understood, accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen
! Error: a value is missing after "snaplen", accepted: off, 64 to 65535, or l4+N with N 0 to 65535
= 2
$ session set s snaplen 96 snaplen 97
! Error: snaplen 97: "snaplen" is given twice
= 2

$ session set s sample 1
> session-new name=s sample=1 sample-by=packet
$ session set s sample 16777216
> session-new name=s sample=16777216 sample-by=packet
$ session set s sample flow 100
> session-new name=s sample=100 sample-by=flow
$ session set s sample 0
! Error: sample 0: out of range, accepted: off, N or flow N with N 1 to 16777216
= 2
$ session set s sample 16777217
! Error: sample 16777217: out of range, accepted: off, N or flow N with N 1 to 16777216
= 2
$ session set s sample flow 0
! Error: sample flow 0: out of range, accepted: off, N or flow N with N 1 to 16777216
= 2
$ session set s sample flow 16777217
! Error: sample flow 16777217: out of range, accepted: off, N or flow N with N 1 to 16777216
= 2
$ session set s sample flow
! Error: a number is missing after "flow", sample accepts: off, N or flow N with N 1 to 16777216
= 2
$ session set s sample flow many
! Error: sample flow many: not a number, accepted: off, N or flow N with N 1 to 16777216
= 2
$ session set s sample flows 10
! Error: sample flows: not understood, accepted: off, N or flow N with N 1 to 16777216
= 2
$ session set s sample packet 10
! Error: sample packet: not understood, accepted: off, N or flow N with N 1 to 16777216
= 2

$ session set s rate 1pps
> session-new name=s rate=1 rate-unit=packets
$ session set s rate 5kpps
> session-new name=s rate=5000 rate-unit=packets
$ session set s rate 1000000mpps
> session-new name=s rate=1000000000000 rate-unit=packets
$ session set s rate 1bit
> session-new name=s rate=1 rate-unit=bits
$ session set s rate 8kbit burst 65536
> session-new name=s rate=8000 rate-unit=bits burst=65536
$ session set s rate 10mbit burst 64k
> session-new name=s rate=10000000 rate-unit=bits burst=65536
$ session set s burst 1m rate 1gbit
> session-new name=s rate=1000000000 rate-unit=bits burst=1048576
$ session set s rate 1000gbit burst 0
> session-new name=s rate=1000000000000 rate-unit=bits burst=0
$ session set s rate 1gbit burst 4294967295
> session-new name=s rate=1000000000 rate-unit=bits burst=4294967295
$ session set s rate 0pps
! Error: rate 0pps: out of range, accepted: off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit
= 2
$ session set s rate 1000000000001bit
! Error: rate 1000000000001bit: out of range, accepted: off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit
= 2
$ session set s rate 1001gbit
! Error: rate 1001gbit: out of range, accepted: off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit
= 2
$ session set s rate 5
! Error: rate 5: not understood, accepted: off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit
= 2
$ session set s rate 5kb
! Error: rate 5kb: not understood, accepted: off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit
= 2
$ session set s rate 5 kpps
! Error: rate 5: not understood, accepted: off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit
= 2
$ session set s rate fast
! Error: rate fast: not understood, accepted: off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit
= 2
$ session set s rate off burst 5
! Error: "burst" goes with a "rate" that is not off
= 2
$ session set s burst 5
! Error: "burst" goes with a "rate" that is not off
= 2
$ session set s rate 1gbit burst 4096m
! Error: burst 4096m: out of range, accepted: 0 to 4294967295, or less with k or m
= 2
$ session set s rate 1gbit burst 4294967296
! Error: burst 4294967296: out of range, accepted: 0 to 4294967295, or less with k or m
= 2
$ session set s rate 1gbit burst 1g
! Error: burst 1g: not understood, accepted: 0 to 4294967295, or less with k or m
= 2
$ session set s rate 1gbit burst
! Error: a value is missing after "burst", accepted: 0 to 4294967295, or less with k or m
= 2

$ session set s budget 1%
> session-new name=s budget=1
$ session set s budget 100%
> session-new name=s budget=100
$ session set s budget 0%
! Error: budget 0%: out of range, accepted: off, or 1% to 100%
= 2
$ session set s budget 101%
! Error: budget 101%: out of range, accepted: off, or 1% to 100%
= 2
$ session set s budget 20
! Error: budget 20: not understood, accepted: off, or 1% to 100%
= 2

$ session set s wire on
> session-new name=s wire=on
$ session set s wire off
> session-new name=s wire=off
$ session set s wire yes
! Error: unknown wire "yes", accepted: auto on off
= 2
$ session set s wire aut
! Error: unknown wire "aut" (did you mean "auto"?)
= 2
$ session set s oversize fragment
> session-new name=s oversize=fragment
$ session set s oversize drop
> session-new name=s oversize=drop
$ session set s oversize cut
! Error: unknown oversize "cut", accepted: truncate fragment drop
= 2

$ session set s vlan push 1
> session-new name=s vlan-op=push vlan-id=1 vlan-proto=33024
$ session set s vlan push 4094 802.1q
> session-new name=s vlan-op=push vlan-id=4094 vlan-proto=33024
$ session set s vlan push 0x10 802.1ad
> session-new name=s vlan-op=push vlan-id=16 vlan-proto=34984
$ session set s vlan push 7 wire on
> session-new name=s wire=on vlan-op=push vlan-id=7 vlan-proto=33024
$ session set s vlan strip
> session-new name=s vlan-op=strip
$ session set s vlan push 0
! Error: vlan push 0: not a VLAN ID in range, accepted: 1 to 4094
= 2
$ session set s vlan push 4095
! Error: vlan push 4095: not a VLAN ID in range, accepted: 1 to 4094
= 2
$ session set s vlan push
! Error: an ID is missing after "push", vlan accepts: keep, strip, or push ID [ 802.1q | 802.1ad ] with ID 1 to 4094
= 2
$ session set s vlan push keep
! Error: vlan push keep: not a VLAN ID in range, accepted: 1 to 4094
= 2
$ session set s vlan push 5 802.1x
! Error: unknown option "802.1x", accepted: enabled snaplen sample rate burst budget wire oversize vlan cutoff dedup count-only expire fanout
= 2
$ session set s vlan pop
! Error: vlan pop: not understood, accepted: keep, strip, or push ID [ 802.1q | 802.1ad ] with ID 1 to 4094
= 2

$ session set s cutoff packets 1
> session-new name=s cutoff=1 cutoff-unit=packets
$ session set s cutoff bytes 9223372036854775807
> session-new name=s cutoff=9223372036854775807 cutoff-unit=bytes
$ session set s cutoff packets 0
! Error: cutoff packets 0: out of range, accepted: off, packets N or bytes N, with N 1 to 2^63-1
= 2
$ session set s cutoff bytes 0
! Error: cutoff bytes 0: out of range, accepted: off, packets N or bytes N, with N 1 to 2^63-1
= 2
$ session set s cutoff bytes 9223372036854775808
! Error: cutoff bytes 9223372036854775808: out of range, accepted: off, packets N or bytes N, with N 1 to 2^63-1
= 2
$ session set s cutoff bytes 18446744073709551616
! Error: cutoff bytes 18446744073709551616: out of range, accepted: off, packets N or bytes N, with N 1 to 2^63-1
= 2
$ session set s cutoff bytes
! Error: a number is missing after "bytes", cutoff accepts: off, packets N or bytes N, with N 1 to 2^63-1
= 2
$ session set s cutoff bytes few
! Error: cutoff bytes few: not a number, accepted: off, packets N or bytes N, with N 1 to 2^63-1
= 2
$ session set s cutoff 100
! Error: cutoff 100: not understood, accepted: off, packets N or bytes N, with N 1 to 2^63-1
= 2
$ session set s cutoff frames 100
! Error: cutoff frames: not understood, accepted: off, packets N or bytes N, with N 1 to 2^63-1
= 2

$ session set s dedup 1
> session-new name=s dedup=1
$ session set s dedup 10000
> session-new name=s dedup=10000
$ session set s dedup 0
! Error: dedup 0: out of range, accepted: off, or 1 to 10000 milliseconds
= 2
$ session set s dedup 10001
! Error: dedup 10001: out of range, accepted: off, or 1 to 10000 milliseconds
= 2
$ session set s dedup 5ms
! Error: dedup 5ms: not understood, accepted: off, or 1 to 10000 milliseconds
= 2

$ session set s count-only on
> session-new name=s count-only=1
$ session set s count-only yes
! Error: unknown count-only "yes", accepted: on off
= 2
$ session set s count_only on
! Error: unknown option "count_only" (did you mean "count-only"?)
= 2

$ session set s expire 1
> session-new name=s expire=1
$ session set s expire 90s
> session-new name=s expire=90
$ session set s expire 15m
> session-new name=s expire=900
$ session set s expire 2h
> session-new name=s expire=7200
$ session set s expire 30d
> session-new name=s expire=2592000
$ session set s expire 2592000
> session-new name=s expire=2592000
$ session set s expire 0
! Error: expire 0: out of range, accepted: never, or N seconds or N with s, m, h or d, up to 30d
= 2
$ session set s expire 0h
! Error: expire 0h: out of range, accepted: never, or N seconds or N with s, m, h or d, up to 30d
= 2
$ session set s expire 31d
! Error: expire 31d: out of range, accepted: never, or N seconds or N with s, m, h or d, up to 30d
= 2
$ session set s expire 2592001s
! Error: expire 2592001s: out of range, accepted: never, or N seconds or N with s, m, h or d, up to 30d
= 2
$ session set s expire 5w
! Error: expire 5w: not understood, accepted: never, or N seconds or N with s, m, h or d, up to 30d
= 2
$ session set s expire off
! Error: expire off: not understood, accepted: never, or N seconds or N with s, m, h or d, up to 30d
= 2

$ session set s fanout hash
> session-new name=s fanout=hash
$ session set s fanout failover
> session-new name=s fanout=failover
$ session set s fanout random
! Error: unknown fanout "random", accepted: copy hash failover
= 2

# Options among the other parts, which end where an option begins.
$ session add s snaplen 128 to dev m0 rate 1kpps from dev eth0 fanout hash match dst_port 80 sample 10 to vxlan remote 192.0.2.1 vni 5 expire 1h from inet hook forward cutoff packets 8
> session-new create,excl name=s snaplen=128 snaplen-from=frame sample=10 sample-by=packet rate=1000 rate-unit=packets cutoff=8 cutoff-unit=packets expire=3600 fanout=hash source{kind=dev dev=eth0} source{kind=inet hook=forward} target{kind=dev dev=m0} target{kind=vxlan remote=192.0.2.1 id=5} rule{match{dst-port=80}}
$ session replace s wire on to dev m0
> session-new create,replace name=s wire=on target{kind=dev dev=m0}
$ session add s snaplan 96
! Error: unknown option "snaplan" (did you mean "snaplen"?)
= 2
$ session set s foo
! Error: unknown option "foo", accepted: enabled snaplen sample rate burst budget wire oversize vlan cutoff dedup count-only expire fanout
= 2
