# SPDX-License-Identifier: GPL-2.0-only
# Command lines to requests.

$ session add ids
> session-new create,excl name=ids

$ session add ids enabled off
> session-new create,excl name=ids enabled=0

$ session add ids to dev mirror0 from bridge cni0 match ip_proto tcp dst_port 80,443
> session-new create,excl name=ids source{kind=bridge dev=cni0} target{kind=dev dev=mirror0} rule{match{ip-proto=6 dst-port=80,443}}

# Parts in any order, options anywhere, several of each.
$ session add a.b-c_1 from dev veth* dir in enabled on to dev m0 match vlan_id 5 from inet hook forward to dev m1 from inet
> session-new create,excl name=a.b-c_1 enabled=1 source{kind=dev dev=veth* dir=in} source{kind=inet hook=forward} source{kind=inet} target{kind=dev dev=m0} target{kind=dev dev=m1} rule{match{vlan-id=5}}

$ session replace ids to dev m0 from dev eth0
> session-new create,replace name=ids source{kind=dev dev=eth0} target{kind=dev dev=m0}

$ session set ids enabled off
> session-new name=ids enabled=0

$ session enable ids
> session-new name=ids enabled=1

$ session disable ids
> session-new name=ids enabled=0

$ session del ids
> session-del name=ids

$ session flush
> session-flush

$ session reset
> session-reset

$ session reset ids
> session-reset name=ids

$ source add ids dev eth0
> source-new create,excl name=ids source{kind=dev dev=eth0}

$ source add ids dev eth0 dir out
> source-new create,excl name=ids source{kind=dev dev=eth0 dir=out}

$ source add ids dev eth0 dir both
> source-new create,excl name=ids source{kind=dev dev=eth0 dir=both}

$ source add ids bridge br0
> source-new create,excl name=ids source{kind=bridge dev=br0}

$ source add ids inet hook all
> source-new create,excl name=ids source{kind=inet hook=all}

$ source add ids inet hook postrouting
> source-new create,excl name=ids source{kind=inet hook=postrouting}

$ source del ids dev veth*
> source-del name=ids source{kind=dev dev=veth*}

$ source del ids inet
> source-del name=ids source{kind=inet}

$ target add ids dev m0
> target-new create,excl name=ids target{kind=dev dev=m0}

$ target del ids dev m0
> target-del name=ids target{kind=dev dev=m0}

$ rule add ids
> rule-new create,excl name=ids rule{}

$ rule add ids prio 100 dst_port 53 action skip
> rule-new create,excl name=ids rule{prio=100 action=skip match{dst-port=53}}

$ rule add ids action mirror src_ip 10.0.0.1 prio 65535
> rule-new create,excl name=ids rule{prio=65535 action=mirror match{src-ip=10.0.0.1}}

$ rule del ids id 7
> rule-del name=ids rule{id=7}

$ rule del ids prio 0
> rule-del name=ids rule{prio=0}

$ rule del ids prio 5 ip_proto udp dst_port 53
> rule-del name=ids rule{prio=5 match{ip-proto=17 dst-port=53}}

$ rule flush
> rule-flush

$ rule flush ids
> rule-flush name=ids

# With -d or -j the new rule is echoed.
$ -d rule add ids dst_port 53
> rule-new create,echo,excl name=ids rule{match{dst-port=53}}
< rule-new name=ids rule{id=3 prio=32768 action=mirror match{dst-port=53}}
| id 3 prio 32768 dst_port 53 action mirror

$ -j rule add ids dst_port 53
> rule-new create,echo,excl name=ids rule{match{dst-port=53}}
< rule-new name=ids rule{id=3 prio=32768 action=mirror match{dst-port=53}}
| [{"session":"ids","id":3,"prio":32768,"match":{"dst_port":"53"},"action":"mirror"}]

# A file of rules is one message.
$ rule replace ids -f -
{ # web
{ prio 10 ip_proto tcp dst_port 80,443   # and a comment
{
{	prio 5 src_ip 10.0.0.0/8 action skip
{ id 17 prio 3 vlan_id 5
{     # seen 12 packets 1200 bytes
> rule-replace name=ids rule{prio=10 match{ip-proto=6 dst-port=80,443}} rule{prio=5 action=skip match{src-ip=10.0.0.0 src-ip-prefix=8}} rule{prio=3 match{vlan-id=5}}

$ rule replace ids -f FILE
{ src_mac aa:bb:cc:00:00:00/ff:ff:ff:00:00:00
> rule-replace name=ids rule{match{src-mac=aa:bb:cc:00:00:00 src-mac-mask=ff:ff:ff:00:00:00}}

$ rule replace ids -f -
> rule-replace name=ids
