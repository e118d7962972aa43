// SPDX-License-Identifier: GPL-2.0-only
/* The tables of fields and names. */
#include "model.h"

#include <stddef.h>
#include <string.h>

const struct name source_kinds[] = {
	{ "dev", NFM_SOURCE_DEV },
	{ "bridge", NFM_SOURCE_BRIDGE },
	{ "inet", NFM_SOURCE_INET },
	{ NULL, 0 },
};

const struct name target_kinds[] = {
	{ "dev", NFM_TARGET_DEV },
	{ NULL, 0 },
};

const struct name dirs[] = {
	{ "in", NFM_DIR_IN },
	{ "out", NFM_DIR_OUT },
	{ "both", NFM_DIR_BOTH },
	{ NULL, 0 },
};

const struct name hooks[] = {
	{ "all", NFM_HOOK_ALL },
	{ "prerouting", NFM_HOOK_PREROUTING },
	{ "input", NFM_HOOK_INPUT },
	{ "forward", NFM_HOOK_FORWARD },
	{ "output", NFM_HOOK_OUTPUT },
	{ "postrouting", NFM_HOOK_POSTROUTING },
	{ NULL, 0 },
};

const struct name actions[] = {
	{ "mirror", NFM_ACTION_MIRROR },
	{ "skip", NFM_ACTION_SKIP },
	{ NULL, 0 },
};

const struct name states[] = {
	{ "up", NFM_STATE_UP },	    { "down", NFM_STATE_DOWN },	  { "waiting", NFM_STATE_WAITING },
	{ "loop", NFM_STATE_LOOP }, { "unfit", NFM_STATE_UNFIT }, { NULL, 0 },
};

const struct name reasons[] = {
	{ "no-target", NFM_REASON_NO_TARGET },
	{ "target-waiting", NFM_REASON_TARGET_WAITING },
	{ "target-down", NFM_REASON_TARGET_DOWN },
	{ "oversize", NFM_REASON_OVERSIZE },
	{ "no-memory", NFM_REASON_NO_MEMORY },
	{ "loop", NFM_REASON_LOOP },
	{ "target-refused", NFM_REASON_TARGET_REFUSED },
	{ "any", NFM_REASON_ANY },
	{ "unknown-reason", NFM_REASON_MAX + 1 },
	{ NULL, 0 },
};

static const struct name on_off[] = {
	{ "on", 1 },
	{ "off", 0 },
	{ NULL, 0 },
};

static const struct name frags[] = {
	{ "no", NFM_FRAG_NO },
	{ "any", NFM_FRAG_ANY },
	{ "first", NFM_FRAG_FIRST },
	{ "later", NFM_FRAG_LATER },
	{ NULL, 0 },
};

static const struct name protocols[] = {
	/* The first of a number's names is the one that is shown. */
	{ "ip", 0x0800 },
	{ "ipv4", 0x0800 },
	{ "ipv6", 0x86dd },
	{ "arp", 0x0806 },
	{ "802_2", 0x0004 },
	{ "rarp", 0x8035 },
	{ "ipx", 0x8137 },
	{ "mpls_uc", 0x8847 },
	{ "mpls_mc", 0x8848 },
	{ "ppp_disc", 0x8863 },
	{ "ppp_ses", 0x8864 },
	{ "802_1x", 0x888e },
	{ "profinet", 0x8892 },
	{ "aoe", 0x88a2 },
	{ "lldp", 0x88cc },
	{ "macsec", 0x88e5 },
	{ "ptp", 0x88f7 },
	{ "fcoe", 0x8906 },
	{ NULL, 0 },
};

const struct name ip_protos[] = {
	{ "icmp", IP_PROTO_ICMP },
	{ "igmp", 2 },
	{ "ipip", 4 },
	{ "tcp", 6 },
	{ "udp", 17 },
	{ "dccp", 33 },
	{ "ipv6", 41 },
	{ "gre", 47 },
	{ "esp", 50 },
	{ "ah", 51 },
	{ "icmpv6", IP_PROTO_ICMPV6 },
	{ "ospf", 89 },
	{ "pim", 103 },
	{ "vrrp", 112 },
	{ "l2tp", 115 },
	{ "sctp", 132 },
	{ "udplite", 136 },
	{ NULL, 0 },
};

const struct name icmp_types[] = {
	{ "echo-reply", 0 },
	{ "unreachable", 3 },
	{ "redirect", 5 },
	{ "echo", 8 },
	{ "router-advertisement", 9 },
	{ "router-solicitation", 10 },
	{ "time-exceeded", 11 },
	{ "parameter-problem", 12 },
	{ "timestamp", 13 },
	{ "timestamp-reply", 14 },
	{ NULL, 0 },
};

const struct name icmpv6_types[] = {
	{ "unreachable", 1 },
	{ "packet-too-big", 2 },
	{ "time-exceeded", 3 },
	{ "parameter-problem", 4 },
	{ "echo", 128 },
	{ "echo-reply", 129 },
	{ "mld-query", 130 },
	{ "mld-report", 131 },
	{ "mld-done", 132 },
	{ "router-solicitation", 133 },
	{ "router-advertisement", 134 },
	{ "neighbour-solicitation", 135 },
	{ "neighbour-advertisement", 136 },
	{ "redirect", 137 },
	{ "mld2-report", 143 },
	{ NULL, 0 },
};

static const struct name arp_ops[] = {
	{ "request", 1 },
	{ "reply", 2 },
	{ NULL, 0 },
};

static const struct name tcp_flags[] = {
	{ "fin", 0x001 }, { "syn", 0x002 }, { "rst", 0x004 }, { "psh", 0x008 }, { "ack", 0x010 },
	{ "urg", 0x020 }, { "ece", 0x040 }, { "cwr", 0x080 }, { "ae", 0x100 },	{ NULL, 0 },
};

#define MAC_ACCEPTED   "XX:XX:XX:XX:XX:XX [/MASK]"
#define IP_ACCEPTED    "an IPv4 or IPv6 address [/PREFIX]"
#define IP4_ACCEPTED   "an IPv4 address [/PREFIX]"
#define BYTE_ACCEPTED  "0 to 255 [/MASK]"
#define VLAN_ACCEPTED  "0 to 4095 [/MASK]"
#define PORTS_ACCEPTED "up to 16 of N or N-M, with commas, each 0 to 65535"
#define DEV_ACCEPTED   "a device name of 1 to 15 characters, a \"*\" may end it"
#define ETHER_ACCEPTED "a name (ip ipv6 arp 802_2 mpls_uc lldp ..) or 0 to 0xffff [/MASK]"
#define PROTO_ACCEPTED "a name (tcp udp icmp icmpv6 sctp ..) or 0 to 255 [/MASK]"
#define FLAGS_ACCEPTED \
	"of fin syn rst psh ack urg ece cwr ae, with commas, none, or 0 to 0xfff [/MASK]"
#define ICMP_ACCEPTED "0 to 255 [/MASK], or a name (echo ..) with ip_proto icmp or icmpv6"

#define NUM(_name, _kind, _bytes, _hex, _attr, _max, _names, _accepted)                       \
	{                                                                                     \
		_name, sizeof(_name), _kind, _bytes, _hex, _attr, _attr##_MASK, _max, _names, \
			_accepted                                                             \
	}
#define OTHER(_name, _kind, _attr, _attr2, _accepted)                                    \
	{                                                                                \
		_name, sizeof(_name), _kind, 0, false, _attr, _attr2, 0, NULL, _accepted \
	}

/* In the order of the KEY_ numbers, and of headers in a packet. */
const struct field keys[N_KEYS] = {
	OTHER("src_mac", KIND_MAC, NFM_KEY_SRC_MAC, NFM_KEY_SRC_MAC_MASK, MAC_ACCEPTED),
	OTHER("dst_mac", KIND_MAC, NFM_KEY_DST_MAC, NFM_KEY_DST_MAC_MASK, MAC_ACCEPTED),
	NUM("protocol", KIND_NUM, 2, true, NFM_KEY_PROTOCOL, 0xffff, protocols, ETHER_ACCEPTED),
	NUM("vlan_id", KIND_NUM, 2, false, NFM_KEY_VLAN_ID, 4095, NULL, VLAN_ACCEPTED),
	NUM("vlan_prio", KIND_NUM, 1, false, NFM_KEY_VLAN_PRIO, 7, NULL, "0 to 7 [/MASK]"),
	NUM("cvlan_id", KIND_NUM, 2, false, NFM_KEY_CVLAN_ID, 4095, NULL, VLAN_ACCEPTED),
	OTHER("src_ip", KIND_IP, NFM_KEY_SRC_IP, NFM_KEY_SRC_IP_PREFIX, IP_ACCEPTED),
	OTHER("dst_ip", KIND_IP, NFM_KEY_DST_IP, NFM_KEY_DST_IP_PREFIX, IP_ACCEPTED),
	NUM("ip_proto", KIND_NUM, 1, false, NFM_KEY_IP_PROTO, 255, ip_protos, PROTO_ACCEPTED),
	NUM("tos", KIND_NUM, 1, true, NFM_KEY_TOS, 255, NULL, BYTE_ACCEPTED),
	{ "ttl", sizeof("ttl"), KIND_RANGE, 1, false, NFM_KEY_TTL, NFM_KEY_TTL_MAX, 255, NULL,
	  "N or N-M, each 0 to 255" },
	{ "frag", sizeof("frag"), KIND_ENUM, 1, false, NFM_KEY_FRAG, 0, 3, frags,
	  "no, any, first or later" },
	OTHER("src_port", KIND_PORTS, NFM_KEY_SRC_PORT, 0, PORTS_ACCEPTED),
	OTHER("dst_port", KIND_PORTS, NFM_KEY_DST_PORT, 0, PORTS_ACCEPTED),
	NUM("tcp_flags", KIND_FLAGS, 2, true, NFM_KEY_TCP_FLAGS, 0xfff, tcp_flags, FLAGS_ACCEPTED),
	NUM("icmp_type", KIND_ICMP, 1, false, NFM_KEY_ICMP_TYPE, 255, NULL, ICMP_ACCEPTED),
	NUM("icmp_code", KIND_NUM, 1, false, NFM_KEY_ICMP_CODE, 255, NULL, BYTE_ACCEPTED),
	NUM("arp_op", KIND_NUM, 2, false, NFM_KEY_ARP_OP, 0xffff, arp_ops,
	    "request, reply or 0 to 65535 [/MASK]"),
	OTHER("arp_sip", KIND_IP4, NFM_KEY_ARP_SIP, NFM_KEY_ARP_SIP_PREFIX, IP4_ACCEPTED),
	OTHER("arp_tip", KIND_IP4, NFM_KEY_ARP_TIP, NFM_KEY_ARP_TIP_PREFIX, IP4_ACCEPTED),
	OTHER("arp_sha", KIND_MAC, NFM_KEY_ARP_SHA, NFM_KEY_ARP_SHA_MASK, MAC_ACCEPTED),
	OTHER("arp_tha", KIND_MAC, NFM_KEY_ARP_THA, NFM_KEY_ARP_THA_MASK, MAC_ACCEPTED),
	NUM("mark", KIND_NUM, 4, true, NFM_KEY_MARK, 0xffffffff, NULL, "0 to 0xffffffff [/MASK]"),
	OTHER("indev", KIND_DEV, NFM_KEY_INDEV, 0, DEV_ACCEPTED),
};

const struct field options[N_OPTIONS] = {
	{ "enabled", sizeof("enabled"), KIND_BOOL, 1, false, NFM_A_ENABLED, 0, 1, on_off,
	  "on or off" },
};

const char *name_of(const struct name *names, uint32_t value)
{
	for (; names && names->name; names++)
		if (names->value == value)
			return names->name;
	return NULL;
}

const struct name *name_find(const struct name *names, const char *word)
{
	for (; names && names->name; names++)
		if (!strcmp(names->name, word))
			return names;
	return NULL;
}

const struct field *field_find(const struct field *table, unsigned int n, const char *word)
{
	size_t size = strlen(word) + 1;

	for (const struct field *f = table; f < table + n; f++)
		if (f->size == size && f->name[0] == word[0] && !memcmp(f->name, word, size))
			return f;
	return NULL;
}

const struct name *icmp_names(const struct match *m)
{
	const union val *proto = &m->key[KEY_IP_PROTO];

	if (!(m->have & 1u << KEY_IP_PROTO) || proto->num.mask != keys[KEY_IP_PROTO].max)
		return NULL;
	if (proto->num.value == IP_PROTO_ICMP)
		return icmp_types;
	if (proto->num.value == IP_PROTO_ICMPV6)
		return icmpv6_types;
	return NULL;
}
