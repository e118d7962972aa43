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
	{ "dev", NFM_TARGET_DEV },	 { "gretap", NFM_TARGET_GRETAP },
	{ "erspan", NFM_TARGET_ERSPAN }, { "vxlan", NFM_TARGET_VXLAN },
	{ "geneve", NFM_TARGET_GENEVE }, { NULL, 0 },
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
	{ "up", NFM_STATE_UP },
	{ "down", NFM_STATE_DOWN },
	{ "waiting", NFM_STATE_WAITING },
	{ "loop", NFM_STATE_LOOP },
	{ "unfit", NFM_STATE_UNFIT },
	{ "unreachable", NFM_STATE_UNREACHABLE },
	{ NULL, 0 },
};

const struct name reasons[] = {
	{ "no-target", NFM_REASON_NO_TARGET },
	{ "target-waiting", NFM_REASON_TARGET_WAITING },
	{ "target-down", NFM_REASON_TARGET_DOWN },
	{ "oversize", NFM_REASON_OVERSIZE },
	{ "no-memory", NFM_REASON_NO_MEMORY },
	{ "loop", NFM_REASON_LOOP },
	{ "target-refused", NFM_REASON_TARGET_REFUSED },
	{ "target-unreachable", NFM_REASON_UNREACHABLE },
	{ "sampled-out", NFM_REASON_SAMPLED_OUT },
	{ "rate-limited", NFM_REASON_RATE_LIMITED },
	{ "over-budget", NFM_REASON_OVER_BUDGET },
	{ "cut-off", NFM_REASON_CUT_OFF },
	{ "duplicate", NFM_REASON_DUPLICATE },
	{ "count-only", NFM_REASON_COUNT_ONLY },
	{ "any", NFM_REASON_ANY },
	{ "unknown-reason", NFM_REASON_MAX + 1 },
	{ NULL, 0 },
};

static const struct name on_off[] = {
	{ "on", 1 },
	{ "off", 0 },
	{ NULL, 0 },
};

static const struct name snaplen_froms[] = {
	{ "frame", NFM_SNAPLEN_FRAME },
	{ "l4", NFM_SNAPLEN_L4 },
	{ NULL, 0 },
};

static const struct name sample_bys[] = {
	{ "packet", NFM_SAMPLE_PACKET },
	{ "flow", NFM_SAMPLE_FLOW },
	{ NULL, 0 },
};

static const struct name rate_units[] = {
	{ "pps", NFM_RATE_PACKETS },
	{ "bit", NFM_RATE_BITS },
	{ NULL, 0 },
};

static const struct name wires[] = {
	{ "auto", NFM_WIRE_AUTO },
	{ "on", NFM_WIRE_ON },
	{ "off", NFM_WIRE_OFF },
	{ NULL, 0 },
};

static const struct name oversizes[] = {
	{ "truncate", NFM_OVERSIZE_TRUNCATE },
	{ "fragment", NFM_OVERSIZE_FRAGMENT },
	{ "drop", NFM_OVERSIZE_DROP },
	{ NULL, 0 },
};

const struct name vlan_ops[] = {
	{ "keep", NFM_VLAN_KEEP },
	{ "push", NFM_VLAN_PUSH },
	{ "strip", NFM_VLAN_STRIP },
	{ NULL, 0 },
};

const struct name vlan_protos[] = {
	{ "802.1q", ETHERTYPE_8021Q },
	{ "802.1ad", 0x88a8 },
	{ NULL, 0 },
};

static const struct name cutoff_units[] = {
	{ "packets", NFM_CUTOFF_PACKETS },
	{ "bytes", NFM_CUTOFF_BYTES },
	{ NULL, 0 },
};

static const struct name fanouts[] = {
	{ "copy", NFM_FANOUT_COPY },
	{ "hash", NFM_FANOUT_HASH },
	{ "failover", NFM_FANOUT_FAILOVER },
	{ NULL, 0 },
};

static const struct name dfs[] = {
	{ "set", 1 },
	{ "unset", 0 },
	{ NULL, 0 },
};

static const struct unit from_0[] = { { "", "", 1, 0, 0 }, { NULL, NULL, 0, 0, 0 } };
static const struct unit from_1[] = { { "", "", 1, 1, 0 }, { NULL, NULL, 0, 0, 0 } };
static const struct unit percents[] = { { "", "%", 1, 1, 0 }, { NULL, NULL, 0, 0, 0 } };

static const struct unit snaplens[] = {
	{ "l4+", "", 1, 0, NFM_SNAPLEN_L4 },
	{ "", "", 1, NFM_SNAPLEN_MIN, NFM_SNAPLEN_FRAME },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct unit samples[] = {
	{ "flow ", "", 1, 1, NFM_SAMPLE_FLOW },
	{ "", "", 1, 1, NFM_SAMPLE_PACKET },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct unit rates[] = {
	{ "", "mpps", 1000000, 1, NFM_RATE_PACKETS }, { "", "kpps", 1000, 1, NFM_RATE_PACKETS },
	{ "", "pps", 1, 1, NFM_RATE_PACKETS },	      { "", "gbit", 1000000000, 1, NFM_RATE_BITS },
	{ "", "mbit", 1000000, 1, NFM_RATE_BITS },    { "", "kbit", 1000, 1, NFM_RATE_BITS },
	{ "", "bit", 1, 1, NFM_RATE_BITS },	      { NULL, NULL, 0, 0, 0 },
};

/* Suffixes as tc has them; of packets they make no sense, and so are not shown. */
static const struct unit bursts[] = {
	{ "", "", 1, 0, 0 },
	{ "", "k", 1024, 0, 0 },
	{ "", "m", 1048576, 0, 0 },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct unit cutoffs[] = {
	{ "packets ", "", 1, 1, NFM_CUTOFF_PACKETS },
	{ "bytes ", "", 1, 1, NFM_CUTOFF_BYTES },
	{ NULL, NULL, 0, 0, 0 },
};

static const struct unit times[] = {
	{ "", "d", 86400, 1, 0 }, { "", "h", 3600, 1, 0 }, { "", "m", 60, 1, 0 },
	{ "", "s", 1, 1, 0 },	  { "", "", 1, 1, 0 },	   { NULL, NULL, 0, 0, 0 },
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
#define GLOB_ACCEPTED  "a device name of 1 to 15 characters, a \"*\" may end it"
#define ETHER_ACCEPTED "a name (ip ipv6 arp 802_2 mpls_uc lldp ..) or 0 to 0xffff [/MASK]"
#define PROTO_ACCEPTED "a name (tcp udp icmp icmpv6 sctp ..) or 0 to 255 [/MASK]"
#define FLAGS_ACCEPTED \
	"of fin syn rst psh ack urg ece cwr ae, with commas, none, or 0 to 0xfff [/MASK]"
#define ICMP_ACCEPTED "0 to 255 [/MASK], or a name (echo ..) with ip_proto icmp or icmpv6"

#define FIELD(_name, _kind, _attr, _attr2) \
	.name = _name, .size = sizeof(_name), .kind = _kind, .attr = _attr, .attr2 = _attr2
#define NUM(_name, _kind, _bytes, _hex, _attr, _max, _names, _accepted)                 \
	{                                                                               \
		FIELD(_name, _kind, _attr, _attr##_MASK), .bytes = _bytes, .hex = _hex, \
							  .max = _max, .names = _names, \
							  .accepted = _accepted         \
	}
#define OTHER(_name, _kind, _attr, _attr2, _accepted)                     \
	{                                                                 \
		FIELD(_name, _kind, _attr, _attr2), .accepted = _accepted \
	}
#define ENUM(_name, _attr, _max, _names, _usual, _accepted)                                  \
	{                                                                                    \
		FIELD(_name, KIND_ENUM, _attr, 0), .bytes = 1, .max = _max, .names = _names, \
						   .usual = _usual, .accepted = _accepted    \
	}
#define BOOL(_name, _attr, _usual)                                                          \
	{                                                                                   \
		FIELD(_name, KIND_BOOL, _attr, 0), .bytes = 1, .max = 1, .names = on_off,   \
						   .usual = _usual, .accepted = "on or off" \
	}
/* Of which there is none, or one that says which unit. */
#define AMOUNT(_name, _bytes, _attr, _attr2, _max, _units, _names, _zero, _accepted)    \
	{                                                                               \
		FIELD(_name, KIND_AMOUNT, _attr, _attr2),                               \
			.bytes = _bytes, .max = _max, .units = _units, .names = _names, \
			.zero = _zero, .usual = _zero, .accepted = _accepted            \
	}
#define TUNNEL(_tunnels, _name, _kind, _attr, ...)                              \
	{                                                                       \
		FIELD(_name, _kind, _attr, 0), .tunnels = _tunnels, __VA_ARGS__ \
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
	{ FIELD("ttl", KIND_RANGE, NFM_KEY_TTL, NFM_KEY_TTL_MAX), .bytes = 1, .max = 255,
	  .accepted = "N or N-M, each 0 to 255" },
	ENUM("frag", NFM_KEY_FRAG, 3, frags, NULL, "no, any, first or later"),
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
	OTHER("indev", KIND_GLOB, NFM_KEY_INDEV, 0, GLOB_ACCEPTED),
};

/* In the order of the OPTION_ numbers; text shows "enabled" always. */
const struct field options[N_OPTIONS] = {
	BOOL("enabled", NFM_A_ENABLED, NULL),
	AMOUNT("snaplen", 4, NFM_A_SNAPLEN, NFM_A_SNAPLEN_FROM, NFM_SNAPLEN_MAX, snaplens,
	       snaplen_froms, "off", "off, 64 to 65535, or l4+N with N 0 to 65535"),
	AMOUNT("sample", 4, NFM_A_SAMPLE, NFM_A_SAMPLE_BY, NFM_SAMPLE_MAX, samples, sample_bys,
	       "off", "off, N or flow N with N 1 to 16777216"),
	AMOUNT("rate", 8, NFM_A_RATE, NFM_A_RATE_UNIT, NFM_RATE_MAX, rates, rate_units, "off",
	       "off, or N with pps, kpps, mpps, bit, kbit, mbit or gbit, up to 10^12 pps or bit"),
	{ FIELD("burst", KIND_AMOUNT, NFM_A_BURST, 0), .bytes = 4, .max = NFM_BURST_MAX,
	  .units = bursts, .usual = "0", .accepted = "0 to 4294967295, or less with k or m" },
	AMOUNT("budget", 1, NFM_A_BUDGET, 0, 100, percents, NULL, "off", "off, or 1% to 100%"),
	ENUM("wire", NFM_A_WIRE, 2, wires, "auto", "auto, on or off"),
	ENUM("oversize", NFM_A_OVERSIZE, 2, oversizes, "truncate", "truncate, fragment or drop"),
	{ FIELD("vlan", KIND_VLAN, NFM_A_VLAN_OP, NFM_A_VLAN_ID), .attr3 = NFM_A_VLAN_PROTO,
	  .max = 4094, .names = vlan_ops, .usual = "keep",
	  .accepted = "keep, strip, or push ID [ 802.1q | 802.1ad ] with ID 1 to 4094" },
	AMOUNT("cutoff", 8, NFM_A_CUTOFF, NFM_A_CUTOFF_UNIT, INT64_MAX, cutoffs, cutoff_units,
	       "off", "off, packets N or bytes N, with N 1 to 2^63-1"),
	AMOUNT("dedup", 4, NFM_A_DEDUP, 0, NFM_DEDUP_MAX, from_1, NULL, "off",
	       "off, or 1 to 10000 milliseconds"),
	BOOL("count-only", NFM_A_COUNT_ONLY, "off"),
	AMOUNT("expire", 4, NFM_A_EXPIRE, 0, NFM_EXPIRE_MAX, times, NULL, "never",
	       "never, or N seconds or N with s, m, h or d, up to 30d"),
	ENUM("fanout", NFM_A_FANOUT, 2, fanouts, "copy", "copy, hash or failover"),
};

#define GRETAP (1 << NFM_TARGET_GRETAP)
#define ERSPAN (1 << NFM_TARGET_ERSPAN)
#define VXLAN  (1 << NFM_TARGET_VXLAN)
#define GENEVE (1 << NFM_TARGET_GENEVE)
#define UDP    (VXLAN | GENEVE)
#define ALL    (GRETAP | ERSPAN | VXLAN | GENEVE)

/* In the order of the TUNNEL_ numbers. */
const struct field tunnel[N_TUNNEL] = {
	TUNNEL(ALL, "remote", KIND_IP, NFM_TGT_REMOTE, .accepted = "an IPv4 or IPv6 address"),
	TUNNEL(ALL, "local", KIND_IP, NFM_TGT_LOCAL, .accepted = "an IPv4 or IPv6 address"),
	TUNNEL(GRETAP, "key", KIND_AMOUNT, NFM_TGT_ID, .bytes = 4, .max = UINT32_MAX,
	       .units = from_0, .accepted = "0 to 4294967295"),
	TUNNEL(ERSPAN, "id", KIND_AMOUNT, NFM_TGT_ID, .bytes = 4, .max = 1023, .units = from_0,
	       .usual = "0", .accepted = "0 to 1023"),
	TUNNEL(UDP, "vni", KIND_AMOUNT, NFM_TGT_ID, .bytes = 4, .max = 0xffffff, .units = from_0,
	       .usual = "0", .accepted = "0 to 16777215"),
	TUNNEL(VXLAN, "dst_port", KIND_AMOUNT, NFM_TGT_DST_PORT, .bytes = 2, .max = 65535,
	       .units = from_1, .usual = "4789", .accepted = "1 to 65535"),
	TUNNEL(GENEVE, "dst_port", KIND_AMOUNT, NFM_TGT_DST_PORT, .bytes = 2, .max = 65535,
	       .units = from_1, .usual = "6081", .accepted = "1 to 65535"),
	TUNNEL(UDP, "src_port", KIND_PORT_RANGE, NFM_TGT_SRC_PORT, .usual = "49152-65535",
	       .accepted = "MIN-MAX or N, each 1 to 65535"),
	TUNNEL(ALL, "ttl", KIND_AMOUNT, NFM_TGT_TTL, .bytes = 1, .max = 255, .units = from_1,
	       .usual = "64", .accepted = "1 to 255"),
	{ FIELD("tos", KIND_TOS, NFM_TGT_TOS, NFM_TGT_TOS_INHERIT), .tunnels = ALL, .bytes = 1,
	  .hex = true, .max = 255, .usual = "0x0", .accepted = "0 to 0xff, or inherit" },
	TUNNEL(ALL, "underlay", KIND_DEV, NFM_TGT_UNDERLAY,
	       .accepted = "a device name of 1 to 15 characters"),
	TUNNEL(ERSPAN, "ver", KIND_AMOUNT, NFM_TGT_VER, .bytes = 1, .max = 3, .units = from_1,
	       .usual = "2", .accepted = "1, 2 or 3"),
	TUNNEL(ALL, "df", KIND_ENUM, NFM_TGT_DF, .bytes = 1, .max = 1, .names = dfs,
	       .usual = "unset", .accepted = "set or unset"),
	TUNNEL(GRETAP, "seq", KIND_BOOL, NFM_TGT_SEQ, .bytes = 1, .max = 1, .names = on_off,
	       .usual = "off", .accepted = "on or off"),
	TUNNEL(ERSPAN, "hwid", KIND_AMOUNT, NFM_TGT_HWID, .bytes = 1, .max = 63, .units = from_0,
	       .usual = "0", .accepted = "0 to 63"),
	TUNNEL(GENEVE, "meta", KIND_BOOL, NFM_TGT_META, .bytes = 1, .max = 1, .names = on_off,
	       .usual = "off", .accepted = "on or off"),
};

const struct field *tunnel_find(uint8_t kind, const char *word)
{
	const struct field *f = NULL;

	for (unsigned int i = 0; i < N_TUNNEL; i++) {
		if (strcmp(tunnel[i].name, word))
			continue;
		f = &tunnel[i];
		if (tunnel_words(kind) & 1u << i)
			break;
	}
	return f;
}

uint32_t tunnel_words(uint8_t kind)
{
	uint32_t words = 0;

	for (unsigned int i = 0; i < N_TUNNEL; i++)
		if (kind < 8 && tunnel[i].tunnels & 1 << kind)
			words |= 1u << i;
	return words;
}

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
