// SPDX-License-Identifier: GPL-2.0-only
/*
 * A match: netlink attributes made into masked keys.
 *
 * Most keys are a value and a mask. Ports and TTL are sets of numbers, which
 * become prefixes; a rule has a table entry for each combination of them.
 */
#include <linux/netdevice.h>
#include <net/netlink.h>

#include "match.h"

enum nfm_field_kind {
	NFM_KIND_UINT,		/* 8, 16 or 32 bits */
	NFM_KIND_MAC,
	NFM_KIND_IP,		/* IPv4 or IPv6 */
	NFM_KIND_IP4,
};

/**
 * struct nfm_field - how a key's attributes become bits of the flow key
 * @attr: attribute of the value
 * @more: attribute of the mask or prefix
 * @kind: enum nfm_field_kind
 * @len: bytes in the flow key
 * @off: their offset; of an IPv4 address for NFM_KIND_IP
 * @have: enum nfm_field_id
 * @be: in the flow key, the number is in the order of the wire
 */
struct nfm_field {
	u8 attr;
	u8 more;
	u8 kind;
	u8 len;
	u8 off;
	u8 have;
	bool be;
};

#define NFM_FIELD(_attr, _more, _kind, _len, _member, _have, _be)	\
	[NFM_KEY_##_attr] = {						\
		.attr = NFM_KEY_##_attr,				\
		.more = NFM_KEY_##_more,				\
		.kind = NFM_KIND_##_kind,				\
		.len = _len,						\
		.off = offsetof(struct nfm_key, _member),		\
		.have = NFM_F_##_have,					\
		.be = _be,						\
	},								\
	[NFM_KEY_##_more] = {						\
		.attr = NFM_KEY_##_attr,				\
		.more = NFM_KEY_##_more,				\
	}

/* By attribute; ports, TTL, fragments and devices are not among them. */
static const struct nfm_field nfm_fields[NFM_KEY_MAX + 1] = {
	NFM_FIELD(SRC_MAC, SRC_MAC_MASK, MAC, 6, src_mac, SRC_MAC, false),
	NFM_FIELD(DST_MAC, DST_MAC_MASK, MAC, 6, dst_mac, DST_MAC, false),
	NFM_FIELD(PROTOCOL, PROTOCOL_MASK, UINT, 2, protocol, PROTOCOL, true),
	NFM_FIELD(VLAN_ID, VLAN_ID_MASK, UINT, 2, vlan_id, VLAN, true),
	NFM_FIELD(VLAN_PRIO, VLAN_PRIO_MASK, UINT, 1, vlan_prio, VLAN, false),
	NFM_FIELD(CVLAN_ID, CVLAN_ID_MASK, UINT, 2, cvlan_id, CVLAN, true),
	NFM_FIELD(SRC_IP, SRC_IP_PREFIX, IP, 4, ip4.src, IP, false),
	NFM_FIELD(DST_IP, DST_IP_PREFIX, IP, 4, ip4.dst, IP, false),
	NFM_FIELD(IP_PROTO, IP_PROTO_MASK, UINT, 1, ip_proto, IP_PROTO, false),
	NFM_FIELD(TOS, TOS_MASK, UINT, 1, tos, IP, false),
	NFM_FIELD(TCP_FLAGS, TCP_FLAGS_MASK, UINT, 2, tcp_flags, TCP_FLAGS, true),
	NFM_FIELD(ICMP_TYPE, ICMP_TYPE_MASK, UINT, 1, icmp_type, ICMP, false),
	NFM_FIELD(ICMP_CODE, ICMP_CODE_MASK, UINT, 1, icmp_code, ICMP, false),
	NFM_FIELD(ARP_OP, ARP_OP_MASK, UINT, 2, arp_op, ARP_OP, true),
	NFM_FIELD(ARP_SIP, ARP_SIP_PREFIX, IP4, 4, arp.sip, ARP_ADDR, false),
	NFM_FIELD(ARP_TIP, ARP_TIP_PREFIX, IP4, 4, arp.tip, ARP_ADDR, false),
	NFM_FIELD(ARP_SHA, ARP_SHA_MASK, MAC, 6, arp.sha, ARP_ADDR, false),
	NFM_FIELD(ARP_THA, ARP_THA_MASK, MAC, 6, arp.tha, ARP_ADDR, false),
	NFM_FIELD(MARK, MARK_MASK, UINT, 4, mark, MARK, false),
};

#define NFM_PORTS_LEN_MAX	(NFM_PORT_RANGES_MAX * sizeof(struct nfm_port_range))

const struct nla_policy nfm_key_policy[NFM_KEY_MAX + 1] = {
	[NFM_KEY_SRC_MAC]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_SRC_MAC_MASK]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_DST_MAC]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_DST_MAC_MASK]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_PROTOCOL]		= { .type = NLA_U16 },
	[NFM_KEY_PROTOCOL_MASK]		= { .type = NLA_U16 },
	[NFM_KEY_VLAN_ID]		= NLA_POLICY_MAX(NLA_U16, 4095),
	[NFM_KEY_VLAN_ID_MASK]		= NLA_POLICY_MAX(NLA_U16, 4095),
	[NFM_KEY_VLAN_PRIO]		= NLA_POLICY_MAX(NLA_U8, 7),
	[NFM_KEY_VLAN_PRIO_MASK]	= NLA_POLICY_MAX(NLA_U8, 7),
	[NFM_KEY_CVLAN_ID]		= NLA_POLICY_MAX(NLA_U16, 4095),
	[NFM_KEY_CVLAN_ID_MASK]		= NLA_POLICY_MAX(NLA_U16, 4095),
	[NFM_KEY_SRC_IP]		= { .type = NLA_BINARY, .len = 16 },
	[NFM_KEY_SRC_IP_PREFIX]		= NLA_POLICY_MAX(NLA_U8, 128),
	[NFM_KEY_DST_IP]		= { .type = NLA_BINARY, .len = 16 },
	[NFM_KEY_DST_IP_PREFIX]		= NLA_POLICY_MAX(NLA_U8, 128),
	[NFM_KEY_IP_PROTO]		= { .type = NLA_U8 },
	[NFM_KEY_IP_PROTO_MASK]		= { .type = NLA_U8 },
	[NFM_KEY_TOS]			= { .type = NLA_U8 },
	[NFM_KEY_TOS_MASK]		= { .type = NLA_U8 },
	[NFM_KEY_TTL]			= { .type = NLA_U8 },
	[NFM_KEY_TTL_MAX]		= { .type = NLA_U8 },
	[NFM_KEY_FRAG]			= NLA_POLICY_MAX(NLA_U8, NFM_FRAG_LATER),
	[NFM_KEY_SRC_PORT]		= { .type = NLA_BINARY, .len = NFM_PORTS_LEN_MAX },
	[NFM_KEY_DST_PORT]		= { .type = NLA_BINARY, .len = NFM_PORTS_LEN_MAX },
	[NFM_KEY_TCP_FLAGS]		= NLA_POLICY_MAX(NLA_U16, 0xfff),
	[NFM_KEY_TCP_FLAGS_MASK]	= NLA_POLICY_MAX(NLA_U16, 0xfff),
	[NFM_KEY_ICMP_TYPE]		= { .type = NLA_U8 },
	[NFM_KEY_ICMP_TYPE_MASK]	= { .type = NLA_U8 },
	[NFM_KEY_ICMP_CODE]		= { .type = NLA_U8 },
	[NFM_KEY_ICMP_CODE_MASK]	= { .type = NLA_U8 },
	[NFM_KEY_ARP_OP]		= { .type = NLA_U16 },
	[NFM_KEY_ARP_OP_MASK]		= { .type = NLA_U16 },
	[NFM_KEY_ARP_SIP]		= NLA_POLICY_EXACT_LEN(4),
	[NFM_KEY_ARP_SIP_PREFIX]	= NLA_POLICY_MAX(NLA_U8, 32),
	[NFM_KEY_ARP_TIP]		= NLA_POLICY_EXACT_LEN(4),
	[NFM_KEY_ARP_TIP_PREFIX]	= NLA_POLICY_MAX(NLA_U8, 32),
	[NFM_KEY_ARP_SHA]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_ARP_SHA_MASK]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_ARP_THA]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_ARP_THA_MASK]		= NLA_POLICY_EXACT_LEN(ETH_ALEN),
	[NFM_KEY_MARK]			= { .type = NLA_U32 },
	[NFM_KEY_MARK_MASK]		= { .type = NLA_U32 },
	[NFM_KEY_INDEV]			= { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
};

static u32 nfm_attr_uint(const struct nlattr *nla)
{
	switch (nla_len(nla)) {
	case 1:
		return nla_get_u8(nla);
	case 2:
		return nla_get_u16(nla);
	default:
		return nla_get_u32(nla);
	}
}

static void nfm_store_uint(void *to, const struct nfm_field *f, u32 n)
{
	switch (f->len) {
	case 1:
		*(u8 *)to = n;
		break;
	case 2:
		if (f->be)
			*(__be16 *)to = htons(n);
		else
			*(u16 *)to = n;
		break;
	default:
		*(u32 *)to = n;
	}
}

/* All bits that the attribute's range allows. */
static u32 nfm_uint_ones(const struct nfm_field *f)
{
	switch (f->attr) {
	case NFM_KEY_VLAN_ID:
	case NFM_KEY_CVLAN_ID:
	case NFM_KEY_TCP_FLAGS:
		return 0xfff;
	case NFM_KEY_VLAN_PRIO:
		return 7;
	default:
		return GENMASK(f->len * 8 - 1, 0);
	}
}

static int nfm_parse_uint(struct nfm_match *m, const struct nfm_field *f, struct nlattr **tb,
			  struct netlink_ext_ack *extack)
{
	u32 ones = nfm_uint_ones(f), value = nfm_attr_uint(tb[f->attr]);
	u32 mask = tb[f->more] ? nfm_attr_uint(tb[f->more]) : ones;

	if (!mask) {
		NL_SET_ERR_MSG_ATTR(extack, tb[f->more], "a mask of 0 asks for nothing");
		return -EINVAL;
	}
	if (value & ~mask) {
		NL_SET_ERR_MSG_ATTR(extack, tb[f->attr], "value has bits that its mask has not");
		return -EINVAL;
	}
	if (mask == ones)
		tb[f->more] = NULL;
	nfm_store_uint((u8 *)&m->value + f->off, f, value);
	nfm_store_uint((u8 *)&m->mask + f->off, f, mask);
	return 0;
}

static int nfm_parse_mac(struct nfm_match *m, const struct nfm_field *f, struct nlattr **tb,
			 struct netlink_ext_ack *extack)
{
	u8 *value = (u8 *)&m->value + f->off, *mask = (u8 *)&m->mask + f->off;
	int i;

	memcpy(value, nla_data(tb[f->attr]), ETH_ALEN);
	if (tb[f->more])
		memcpy(mask, nla_data(tb[f->more]), ETH_ALEN);
	else
		memset(mask, 0xff, ETH_ALEN);
	if (!memchr_inv(mask, 0, ETH_ALEN)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[f->more], "a mask of 0 asks for nothing");
		return -EINVAL;
	}
	for (i = 0; i < ETH_ALEN; i++) {
		if (value[i] & ~mask[i]) {
			NL_SET_ERR_MSG_ATTR(extack, tb[f->attr],
					    "address has bits that its mask has not");
			return -EINVAL;
		}
	}
	if (!memchr_inv(mask, 0xff, ETH_ALEN))
		tb[f->more] = NULL;
	return 0;
}

/* @prefix bits of @len bytes. */
static void nfm_prefix_mask(u8 *mask, int len, int prefix)
{
	int i;

	for (i = 0; i < len; i++, prefix -= 8)
		mask[i] = prefix >= 8 ? 0xff : prefix > 0 ? 0xff << (8 - prefix) : 0;
}

static int nfm_parse_prefix(struct nfm_match *m, int off, int len, const struct nfm_field *f,
			    struct nlattr **tb, struct netlink_ext_ack *extack)
{
	u8 *value = (u8 *)&m->value + off, *mask = (u8 *)&m->mask + off;
	int prefix = tb[f->more] ? nla_get_u8(tb[f->more]) : len * 8;
	int i;

	if (prefix > len * 8) {
		NL_SET_ERR_MSG_ATTR(extack, tb[f->more],
				    "prefix is longer than the address: 0 to 32 (IPv4), 0 to 128 (IPv6)");
		return -ERANGE;
	}
	memcpy(value, nla_data(tb[f->attr]), len);
	nfm_prefix_mask(mask, len, prefix);
	for (i = 0; i < len; i++) {
		if (value[i] & ~mask[i]) {
			NL_SET_ERR_MSG_ATTR(extack, tb[f->attr],
					    "address has bits behind its prefix");
			return -EINVAL;
		}
	}
	if (prefix == len * 8)
		tb[f->more] = NULL;
	return 0;
}

/* An address asks for its IP version, whatever else is said of the protocol. */
static int nfm_parse_ip(struct nfm_match *m, const struct nfm_field *f, struct nlattr **tb,
			struct netlink_ext_ack *extack)
{
	int off = f->off, len = nla_len(tb[f->attr]);
	__be16 protocol;

	switch (len) {
	case 4:
		protocol = htons(ETH_P_IP);
		break;
	case 16:
		protocol = htons(ETH_P_IPV6);
		off = f->attr == NFM_KEY_SRC_IP ? offsetof(struct nfm_key, ip6.src) :
						  offsetof(struct nfm_key, ip6.dst);
		break;
	default:
		NL_SET_ERR_MSG_ATTR(extack, tb[f->attr],
				    "an address has 4 bytes (IPv4) or 16 (IPv6)");
		return -EINVAL;
	}
	if ((m->value.protocol ^ protocol) & m->mask.protocol) {
		NL_SET_ERR_MSG_ATTR(extack, tb[f->attr],
				    "address does not go with the protocol or the other address");
		return -EINVAL;
	}
	m->value.protocol = protocol;
	m->mask.protocol = htons(0xffff);
	m->mask.have |= BIT(NFM_F_PROTOCOL);
	return nfm_parse_prefix(m, off, len, f, tb, extack);
}

static int nfm_parse_field(struct nfm_match *m, const struct nfm_field *f, struct nlattr **tb,
			   struct netlink_ext_ack *extack)
{
	m->mask.have |= BIT(f->have);
	switch (f->kind) {
	case NFM_KIND_MAC:
		return nfm_parse_mac(m, f, tb, extack);
	case NFM_KIND_IP:
		return nfm_parse_ip(m, f, tb, extack);
	case NFM_KIND_IP4:
		return nfm_parse_prefix(m, f->off, 4, f, tb, extack);
	default:
		return nfm_parse_uint(m, f, tb, extack);
	}
}

/* Those of @types that are a value and a mask, the protocol before addresses. */
static int nfm_parse_fields(struct nfm_match *m, u64 types, struct nlattr **tb,
			    struct netlink_ext_ack *extack)
{
	int err = 0;

	for (; types && !err; types &= types - 1) {
		int type = __ffs64(types);
		const struct nfm_field *f = &nfm_fields[type];

		if (!f->attr)
			continue;
		if (type == f->attr) {
			err = nfm_parse_field(m, f, tb, extack);
		} else if (!tb[f->attr]) {
			NL_SET_ERR_MSG_ATTR(extack, tb[type], "a mask needs its value");
			err = -EINVAL;
		}
	}
	return err;
}

/* The range as the fewest prefixes of @bits bits. */
static void nfm_prefixes_add(struct nfm_prefixes *set, u32 min, u32 max, int bits)
{
	while (min <= max) {
		u32 size = min ? min & -min : BIT(bits);

		while (size > max - min + 1)
			size >>= 1;
		set->p[set->n].value = min;
		set->p[set->n].mask = GENMASK(bits - 1, 0) & ~(size - 1);
		set->n++;
		min += size;
	}
}

static int nfm_parse_ports(struct nfm_match *m, struct nfm_prefixes *set, struct nlattr *nla,
			   struct netlink_ext_ack *extack)
{
	const struct nfm_port_range *r;
	int i, j, n;

	if (!nla)
		return 0;
	r = nla_data(nla);
	n = nla_len(nla) / sizeof(*r);
	if (!n || nla_len(nla) % sizeof(*r)) {
		NL_SET_ERR_MSG_ATTR(extack, nla, "ports are 1 to 16 pairs of first and last port");
		return -EINVAL;
	}
	for (i = 0; i < n; i++) {
		if (r[i].min > r[i].max) {
			NL_SET_ERR_MSG_ATTR(extack, nla, "first port of a range is above its last");
			return -EINVAL;
		}
		for (j = 0; j < i; j++) {
			if (r[i].min <= r[j].max && r[j].min <= r[i].max) {
				NL_SET_ERR_MSG_ATTR(extack, nla, "port ranges overlap");
				return -EINVAL;
			}
		}
		nfm_prefixes_add(set, r[i].min, r[i].max, 16);
	}
	m->mask.have |= BIT(NFM_F_PORTS);
	return 0;
}

static int nfm_parse_ttl(struct nfm_match *m, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	u8 min, max;

	if (!tb[NFM_KEY_TTL]) {
		if (!tb[NFM_KEY_TTL_MAX])
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_KEY_TTL_MAX], "a highest TTL needs a lowest");
		return -EINVAL;
	}
	min = nla_get_u8(tb[NFM_KEY_TTL]);
	max = tb[NFM_KEY_TTL_MAX] ? nla_get_u8(tb[NFM_KEY_TTL_MAX]) : min;
	if (min > max) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_KEY_TTL_MAX], "lowest TTL is above the highest");
		return -EINVAL;
	}
	if (min == max)
		tb[NFM_KEY_TTL_MAX] = NULL;
	nfm_prefixes_add(&m->ttl, min, max, 8);
	m->mask.have |= BIT(NFM_F_IP);
	return 0;
}

static void nfm_parse_frag(struct nfm_match *m, const struct nlattr *nla)
{
	static const struct {
		u8 value;
		u8 mask;
	} frag[] = {
		[NFM_FRAG_NO]	 = { 0, NFM_KEY_IS_FRAG },
		[NFM_FRAG_ANY]	 = { NFM_KEY_IS_FRAG, NFM_KEY_IS_FRAG },
		[NFM_FRAG_FIRST] = { NFM_KEY_IS_FRAG, NFM_KEY_IS_FRAG | NFM_KEY_IS_LATER },
		[NFM_FRAG_LATER] = { NFM_KEY_IS_FRAG | NFM_KEY_IS_LATER,
				     NFM_KEY_IS_FRAG | NFM_KEY_IS_LATER },
	};

	if (!nla)
		return;
	m->value.frag = frag[nla_get_u8(nla)].value;
	m->mask.frag = frag[nla_get_u8(nla)].mask;
	m->mask.have |= BIT(NFM_F_FRAG);
}

static int nfm_parse_indev(struct nfm_match *m, const struct nlattr *nla,
			   struct netlink_ext_ack *extack)
{
	const char *name, *star;
	size_t len;

	if (!nla)
		return 0;
	name = nla_data(nla);
	len = strlen(name);
	star = strchr(name, '*');
	if (!len || (star && star != name + len - 1)) {
		NL_SET_ERR_MSG_ATTR(extack, nla,
				    "a device name of 1 to 15 characters, '*' only at its end");
		return -EINVAL;
	}
	if (star)
		len--;
	memcpy(m->value.indev, name, len);
	memset(m->mask.indev, 0xff, star ? len : IFNAMSIZ);
	m->mask.have |= BIT(NFM_F_INDEV);
	return 0;
}

/* Keep what show is to print. */
static void nfm_match_keep(struct nfm_match *m, u64 types, struct nlattr **tb)
{
	for (; types; types &= types - 1) {
		struct nlattr *nla = (struct nlattr *)(m->attrs + m->len);
		int len, type = __ffs64(types);

		if (!tb[type])
			continue;
		len = nla_len(tb[type]);
		if (type == NFM_KEY_INDEV)
			len = strlen(nla_data(tb[type])) + 1;
		nla->nla_type = type;
		nla->nla_len = nla_attr_size(len);
		memcpy(nla_data(nla), nla_data(tb[type]), len);
		memset(nla_data(nla) + len, 0, nla_padlen(len));
		m->len += nla_total_size(len);
	}
}

/**
 * nfm_match_parse - check and take in a match
 * @m: match to fill
 * @nest: attribute NFM_RULE_MATCH; the caller has validated it, or the message
 *	that it is in, by nfm_key_policy; %NULL matches every packet
 * @extack: says what was wrong
 *
 * Return: 0, -EINVAL or -ERANGE
 */
int nfm_match_parse(struct nfm_match *m, const struct nlattr *nest,
		    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NFM_KEY_MAX + 1] = {};
	const struct nlattr *nla;
	u64 types = 0;
	int err, rem;

	static_assert(NFM_KEY_MAX < 64);
	memset(&m->value, 0, sizeof(m->value));
	memset(&m->mask, 0, sizeof(m->mask));
	m->src_port.n = 0;
	m->dst_port.n = 0;
	m->ttl.n = 0;
	m->filter_text = NULL;
	m->len = 0;
	if (!nest)
		return 0;
	/* Validated: nla_parse_nested() would go through them once more. */
	nla_for_each_nested(nla, nest, rem) {
		tb[nla_type(nla)] = (struct nlattr *)nla;
		types |= BIT_ULL(nla_type(nla));
	}
	err = nfm_parse_fields(m, types, tb, extack) ?:
	      nfm_parse_ports(m, &m->src_port, tb[NFM_KEY_SRC_PORT], extack) ?:
	      nfm_parse_ports(m, &m->dst_port, tb[NFM_KEY_DST_PORT], extack) ?:
	      nfm_parse_ttl(m, tb, extack) ?:
	      nfm_parse_indev(m, tb[NFM_KEY_INDEV], extack);
	if (err)
		return err;
	nfm_parse_frag(m, tb[NFM_KEY_FRAG]);
	m->value.have = m->mask.have;
	nfm_match_keep(m, types, tb);
	return 0;
}

/**
 * nfm_match_entries - number of table entries that a match becomes
 * @m: match
 *
 * Return: 1 or more
 */
unsigned int nfm_match_entries(const struct nfm_match *m)
{
	return max(m->src_port.n, 1u) * max(m->dst_port.n, 1u) * max(m->ttl.n, 1u);
}

/* Puts one of the set in, and divides @i by the set's size. */
static unsigned int nfm_pick_port(const struct nfm_prefixes *set, unsigned int i, __be16 *value,
				  __be16 *mask)
{
	if (!set->n)
		return i;
	*value = htons(set->p[i % set->n].value);
	*mask = htons(set->p[i % set->n].mask);
	return i / set->n;
}

/**
 * nfm_match_pick - make a match's key one of its table entries
 * @m: match; afterwards its @value and @mask have a prefix of each of its sets
 * @i: which, below nfm_match_entries()
 */
void nfm_match_pick(struct nfm_match *m, unsigned int i)
{
	i = nfm_pick_port(&m->src_port, i, &m->value.src_port, &m->mask.src_port);
	i = nfm_pick_port(&m->dst_port, i, &m->value.dst_port, &m->mask.dst_port);
	if (m->ttl.n) {
		m->value.ttl = m->ttl.p[i].value;
		m->mask.ttl = m->ttl.p[i].mask;
	}
}

/* Lists of ports are sets: their order makes no other match. */
static bool nfm_ports_same(const struct nlattr *a, const struct nlattr *b)
{
	const struct nfm_port_range *ra = nla_data(a), *rb = nla_data(b);
	int n = nla_len(a) / sizeof(*ra), i, j;

	if (nla_len(a) != nla_len(b))
		return false;
	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++)
			if (ra[i].min == rb[j].min && ra[i].max == rb[j].max)
				break;
		if (j == n)
			return false;
	}
	return true;
}

/**
 * nfm_match_same - are two matches, as kept in nfm_match.attrs, the same
 * @a: attributes
 * @a_len: their length
 * @b: attributes
 * @b_len: their length
 *
 * Return: true if they are
 */
bool nfm_match_same(const void *a, unsigned int a_len, const void *b, unsigned int b_len)
{
	unsigned int off = 0;

	if (a_len != b_len)
		return false;
	while (off < a_len) {
		const struct nlattr *x = a + off, *y = b + off;
		int type = nla_type(x);

		if (type != nla_type(y) || x->nla_len != y->nla_len)
			return false;
		if (type == NFM_KEY_SRC_PORT || type == NFM_KEY_DST_PORT) {
			if (!nfm_ports_same(x, y))
				return false;
		} else if (memcmp(nla_data(x), nla_data(y), nla_len(x))) {
			return false;
		}
		off += NLA_ALIGN(x->nla_len);
	}
	return true;
}
