# SPDX-License-Identifier: GPL-2.0-only
# Filters: to programs, as instructions "code:jt:jf:k".

$ rule add s filter arp
> rule-new create,excl name=s rule{filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp}
$ rule add s prio 7 dst_port 80 filter 'ip' action skip
> rule-new create,excl name=s rule{prio=7 action=skip match{dst-port=80} filter=28:0:0:c,15:0:1:800,6:0:0:ffff,6:0:0:0 filter-text=ip}
$ rule add s filter 'greater 100' ip_proto tcp
> rule-new create,excl name=s rule{match{ip-proto=6} filter=80:0:0:0,35:0:1:64,6:0:0:ffff,6:0:0:0 filter-text=greater 100}
# The program is for frames with their tags.
$ rule add s filter 'vlan 5'
> rule-new create,excl name=s rule{filter=28:0:0:c,15:2:0:8100,15:1:0:88a8,15:0:4:9100,28:0:0:e,54:0:0:fff,15:0:1:5,6:0:0:ffff,6:0:0:0 filter-text=vlan 5}
$ session add s to dev m0 match filter 'ip6' from dev eth0 sample 10
> session-new create,excl name=s sample=10 sample-by=packet source{kind=dev dev=eth0} target{kind=dev dev=m0} rule{filter=28:0:0:c,15:0:1:86dd,6:0:0:ffff,6:0:0:0 filter-text=ip6}
$ session add s match filter 'arp' dst_port 80
> session-new create,excl name=s rule{match{dst-port=80} filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp}
# A text of several lines is one line.
$ rule add s filter 'ether proto\n 0x88cc'
> rule-new create,excl name=s rule{filter=28:0:0:c,15:0:1:88cc,6:0:0:ffff,6:0:0:0 filter-text=ether proto  0x88cc}
$ -b -
{ rule add s filter "ip" prio 5
{ rule add s prio 6 filter \
{   'arp' # comment
> rule-new create,excl name=s rule{prio=5 filter=28:0:0:c,15:0:1:800,6:0:0:ffff,6:0:0:0 filter-text=ip}
> rule-new create,excl name=s rule{prio=6 filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp}
$ rule del s filter 'arp'
> rule-del name=s rule{filter-text=arp}
$ rule del s prio 7 dst_port 80 filter 'ip'
> rule-del name=s rule{prio=7 match{dst-port=80} filter-text=ip}
# What is deleted need not be a filter that libpcap knows.
$ rule del s filter 'tcp prot 80'
> rule-del name=s rule{filter-text=tcp prot 80}
$ rule replace s -f FILE
{ filter 'arp' action skip
{ prio 5 filter "ip" # comment
{ id 4 prio 6 dst_port 80 filter 'ether proto 0x88cc' action mirror
> rule-replace name=s rule{action=skip filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp} rule{prio=5 filter=28:0:0:c,15:0:1:800,6:0:0:ffff,6:0:0:0 filter-text=ip} rule{prio=6 action=mirror match{dst-port=80} filter=28:0:0:c,15:0:1:88cc,6:0:0:ffff,6:0:0:0 filter-text=ether proto 0x88cc}
# What is shown of quotes.
$ rule del s filter "it's \"so\""
> rule-del name=s rule{filter-text=it's "so"}
< ENOENT "no such rule" at=rule.filter-text
! Error: filter 'it'"'"'s "so"': no such rule
= 1

$ rule add s filter 'tcp prot 80'
! Error: filter 'tcp prot 80': can't parse filter expression: syntax error
= 2
$ rule add s filter 'port'
! Error: filter 'port': can't parse filter expression: syntax error
= 2
$ rule add s filter ''
! Error: filter '': 0 characters, accepted: 1 to 1023
= 2
$ rule add s filter
! Error: an expression of pcap-filter(7) is missing after "filter"
= 2
$ rule add s filter arp filter ip
! Error: filter 'ip': "filter" is given twice
= 2
$ rule add s filter 'inbound'
! Error: filter 'inbound': asks for what is not in the frame; see "dir" of a source
= 2
$ rule add s filter 'vlan 5000'
! Error: filter 'vlan 5000': VLAN tag 5000 greater than maximum 4095
= 2
$ rule add s filter 'host 300.0.0.1'
! Error: filter 'host 300.0.0.1': invalid IPv4 address '300.0.0.1'
= 2
$ rule add s filtre arp
! Error: unknown key "filtre" (did you mean "filter"?)
= 2
$ rule replace s -f FILE
{ filter 'arp'
{ filter 'tcp and and udp'
! Error: FILE:2: filter 'tcp and and udp': can't parse filter expression: syntax error
= 2
$ session add s match filter
! Error: an expression of pcap-filter(7) is missing after "filter"
= 2
$ rule del s id 5 filter 'arp'
! Error: "id" stands alone: rule del takes id N, or prio N and the match
= 2
# What the kernel says of a filter.
$ rule add s filter 'arp'
> rule-new create,excl name=s rule{filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp}
< EINVAL "the program does not end with a return" at=rule.filter
! Error: filter 'arp': the program does not end with a return
= 1
$ rule add s dst_port 80 filter 'arp'
> rule-new create,excl name=s rule{match{dst-port=80} filter=28:0:0:c,15:0:1:806,6:0:0:ffff,6:0:0:0 filter-text=arp}
< EEXIST "the session has this rule already" at=rule
! Error: dst_port 80 filter 'arp': the session has this rule already
= 1
$ rule del s prio 5 dst_port 80 filter 'arp'
> rule-del name=s rule{prio=5 match{dst-port=80} filter-text=arp}
< EINVAL "the text is too long" at=rule.filter-text
! Error: filter 'arp': the text is too long
= 1
