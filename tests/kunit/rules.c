// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules: what they ask for in words, as netlink attributes, and whether a packet
 * fits, by looking at one thing after the other.
 */
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include "rules.h"

/* ---- messages ---- */

void nfm_msg_start(struct nfm_msg *msg)
{
	msg->len = NLMSG_HDRLEN + GENL_HDRLEN;
	memset(msg->buf, 0, msg->len);
}

struct nlattr *nfm_msg_put(struct nfm_msg *msg, int type, const void *data, int len)
{
	struct nlattr *nla = (struct nlattr *)(msg->buf + msg->len);

	if (WARN_ON(msg->len + nla_total_size(len) > sizeof(msg->buf)))
		return nla;
	nla->nla_type = type;
	nla->nla_len = nla_attr_size(len);
	memcpy(nla_data(nla), data, len);
	memset(nla_data(nla) + len, 0, nla_padlen(len));
	msg->len += nla_total_size(len);
	return nla;
}

struct nlattr *nfm_msg_nest(struct nfm_msg *msg, int type)
{
	return nfm_msg_put(msg, type | NLA_F_NESTED, NULL, 0);
}

void nfm_msg_end(struct nfm_msg *msg, struct nlattr *nest)
{
	nest->nla_len = msg->buf + msg->len - (u8 *)nest;
}

const struct nlmsghdr *nfm_msg_header(struct nfm_msg *msg)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)msg->buf;

	nlh->nlmsg_len = msg->len;
	return nlh;
}

/* ---- what a packet has ---- */

struct nfm_number {
	u8 attr;
	u8 more;
	u8 len;
	u8 bits;
	u8 have;
};

/* Numbers under masks: attributes, bytes and bits of their value. */
static const struct nfm_number nfm_numbers[] = {
	{ NFM_KEY_PROTOCOL, NFM_KEY_PROTOCOL_MASK, 2, 16, NFM_F_PROTOCOL },
	{ NFM_KEY_VLAN_ID, NFM_KEY_VLAN_ID_MASK, 2, 12, NFM_F_VLAN },
	{ NFM_KEY_VLAN_PRIO, NFM_KEY_VLAN_PRIO_MASK, 1, 3, NFM_F_VLAN },
	{ NFM_KEY_CVLAN_ID, NFM_KEY_CVLAN_ID_MASK, 2, 12, NFM_F_CVLAN },
	{ NFM_KEY_IP_PROTO, NFM_KEY_IP_PROTO_MASK, 1, 8, NFM_F_IP_PROTO },
	{ NFM_KEY_TOS, NFM_KEY_TOS_MASK, 1, 8, NFM_F_IP },
	{ NFM_KEY_TCP_FLAGS, NFM_KEY_TCP_FLAGS_MASK, 2, 12, NFM_F_TCP_FLAGS },
	{ NFM_KEY_ICMP_TYPE, NFM_KEY_ICMP_TYPE_MASK, 1, 8, NFM_F_ICMP },
	{ NFM_KEY_ICMP_CODE, NFM_KEY_ICMP_CODE_MASK, 1, 8, NFM_F_ICMP },
	{ NFM_KEY_ARP_OP, NFM_KEY_ARP_OP_MASK, 2, 16, NFM_F_ARP_OP },
	{ NFM_KEY_MARK, NFM_KEY_MARK_MASK, 4, 32, NFM_F_MARK },
};

static const struct nfm_number *nfm_number_of(u8 attr)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nfm_numbers); i++)
		if (nfm_numbers[i].attr == attr)
			return &nfm_numbers[i];
	return NULL;
}

static u32 nfm_number_in(u8 attr, const struct nfm_key *key)
{
	switch (attr) {
	case NFM_KEY_PROTOCOL:
		return ntohs(key->protocol);
	case NFM_KEY_VLAN_ID:
		return ntohs(key->vlan_id);
	case NFM_KEY_VLAN_PRIO:
		return key->vlan_prio;
	case NFM_KEY_CVLAN_ID:
		return ntohs(key->cvlan_id);
	case NFM_KEY_IP_PROTO:
		return key->ip_proto;
	case NFM_KEY_TOS:
		return key->tos;
	case NFM_KEY_TCP_FLAGS:
		return ntohs(key->tcp_flags);
	case NFM_KEY_ICMP_TYPE:
		return key->icmp_type;
	case NFM_KEY_ICMP_CODE:
		return key->icmp_code;
	case NFM_KEY_ARP_OP:
		return ntohs(key->arp_op);
	default:
		return key->mark;
	}
}

/* The address that a packet has there, if it has one of @len bytes. */
static const u8 *nfm_address_in(u8 attr, int len, const struct nfm_key *key)
{
	bool v4 = key->protocol == htons(ETH_P_IP) && (key->have & BIT(NFM_F_IP));
	bool v6 = key->protocol == htons(ETH_P_IPV6) && (key->have & BIT(NFM_F_IP));
	bool arp = key->have & BIT(NFM_F_ARP_ADDR);

	switch (attr) {
	case NFM_KEY_SRC_MAC:
		return key->have & BIT(NFM_F_SRC_MAC) ? key->src_mac : NULL;
	case NFM_KEY_DST_MAC:
		return key->have & BIT(NFM_F_DST_MAC) ? key->dst_mac : NULL;
	case NFM_KEY_SRC_IP:
		if (len == 4)
			return v4 ? (u8 *)&key->ip4.src : NULL;
		return v6 ? (u8 *)&key->ip6.src : NULL;
	case NFM_KEY_DST_IP:
		if (len == 4)
			return v4 ? (u8 *)&key->ip4.dst : NULL;
		return v6 ? (u8 *)&key->ip6.dst : NULL;
	case NFM_KEY_ARP_SIP:
		return arp ? (u8 *)&key->arp.sip : NULL;
	case NFM_KEY_ARP_TIP:
		return arp ? (u8 *)&key->arp.tip : NULL;
	case NFM_KEY_ARP_SHA:
		return arp ? key->arp.sha : NULL;
	default:
		return arp ? key->arp.tha : NULL;
	}
}

static bool nfm_ask_in_range(const struct nfm_ask *a, u32 n)
{
	int i;

	for (i = 0; i < a->n_ranges; i++)
		if (n >= a->range[i].min && n <= a->range[i].max)
			return true;
	return false;
}

static bool nfm_ask_frag_fits(const struct nfm_ask *a, const struct nfm_key *key)
{
	bool frag = key->frag & NFM_KEY_IS_FRAG, later = key->frag & NFM_KEY_IS_LATER;

	if (!(key->have & BIT(NFM_F_FRAG)))
		return false;
	switch (a->num) {
	case NFM_FRAG_NO:
		return !frag;
	case NFM_FRAG_ANY:
		return frag;
	case NFM_FRAG_FIRST:
		return frag && !later;
	default:
		return later;
	}
}

static bool nfm_ask_indev_fits(const struct nfm_ask *a, const struct nfm_key *key)
{
	const char *name = (const char *)a->bytes;
	size_t len = strlen(name);

	if (!(key->have & BIT(NFM_F_INDEV)))
		return false;
	if (len && name[len - 1] == '*')
		return !strncmp(name, key->indev, len - 1);
	return !strcmp(name, key->indev);
}

static bool nfm_ask_address_fits(const struct nfm_ask *a, const struct nfm_key *key)
{
	const u8 *address = nfm_address_in(a->attr, a->len, key);
	int i;

	if (!address)
		return false;
	for (i = 0; i < a->len; i++)
		if ((address[i] ^ a->bytes[i]) & a->bytes_mask[i])
			return false;
	return true;
}

static bool nfm_ask_fits(const struct nfm_ask *a, const struct nfm_key *key)
{
	const struct nfm_number *number = nfm_number_of(a->attr);

	if (number)
		return (key->have & BIT(number->have)) &&
		       (nfm_number_in(a->attr, key) & a->mask) == a->num;
	switch (a->attr) {
	case NFM_KEY_SRC_PORT:
		return (key->have & BIT(NFM_F_PORTS)) && nfm_ask_in_range(a, ntohs(key->src_port));
	case NFM_KEY_DST_PORT:
		return (key->have & BIT(NFM_F_PORTS)) && nfm_ask_in_range(a, ntohs(key->dst_port));
	case NFM_KEY_TTL:
		return (key->have & BIT(NFM_F_IP)) && nfm_ask_in_range(a, key->ttl);
	case NFM_KEY_FRAG:
		return nfm_ask_frag_fits(a, key);
	case NFM_KEY_INDEV:
		return nfm_ask_indev_fits(a, key);
	default:
		return nfm_ask_address_fits(a, key);
	}
}

/* Does a packet fit? @key is what nfm_frame_key() says of it. */
bool nfm_wish_fits(const struct nfm_wish *w, const struct nfm_key *key)
{
	unsigned int i;

	for (i = 0; i < w->n; i++)
		if (!nfm_ask_fits(&w->ask[i], key))
			return false;
	return true;
}

/* ---- as attributes ---- */

static void nfm_msg_put_uint(struct nfm_msg *msg, int type, u32 n, int len)
{
	u16 two = n;
	u8 one = n;

	nfm_msg_put(msg, type, len == 1 ? (void *)&one : len == 2 ? (void *)&two : (void *)&n, len);
}

static void nfm_ask_put_address(const struct nfm_ask *a, struct nfm_msg *msg)
{
	/* The attribute of the mask or prefix is the next one. */
	nfm_msg_put(msg, a->attr, a->bytes, a->len);
	if (a->len == ETH_ALEN)
		nfm_msg_put(msg, a->attr + 1, a->bytes_mask, a->len);
	else
		nfm_msg_put_uint(msg, a->attr + 1, a->prefix, 1);
}

static void nfm_ask_put(const struct nfm_ask *a, struct nfm_msg *msg)
{
	const struct nfm_number *number = nfm_number_of(a->attr);

	if (number) {
		nfm_msg_put_uint(msg, a->attr, a->num, number->len);
		nfm_msg_put_uint(msg, number->more, a->mask, number->len);
		return;
	}
	switch (a->attr) {
	case NFM_KEY_SRC_PORT:
	case NFM_KEY_DST_PORT:
		nfm_msg_put(msg, a->attr, a->range, a->n_ranges * sizeof(a->range[0]));
		break;
	case NFM_KEY_TTL:
		nfm_msg_put_uint(msg, NFM_KEY_TTL, a->range[0].min, 1);
		nfm_msg_put_uint(msg, NFM_KEY_TTL_MAX, a->range[0].max, 1);
		break;
	case NFM_KEY_FRAG:
		nfm_msg_put_uint(msg, a->attr, a->num, 1);
		break;
	case NFM_KEY_INDEV:
		nfm_msg_put(msg, a->attr, a->bytes, strlen((const char *)a->bytes) + 1);
		break;
	default:
		nfm_ask_put_address(a, msg);
	}
}

static const struct nlattr *nfm_wish_put_match(const struct nfm_wish *w, struct nfm_msg *msg)
{
	struct nlattr *nest = nfm_msg_nest(msg, NFM_RULE_MATCH);
	unsigned int i;

	for (i = 0; i < w->n; i++)
		nfm_ask_put(&w->ask[i], msg);
	nfm_msg_end(msg, nest);
	return nest;
}

/* The match alone; @msg starts afresh. */
const struct nlattr *nfm_wish_match(const struct nfm_wish *w, struct nfm_msg *msg)
{
	nfm_msg_start(msg);
	return nfm_wish_put_match(w, msg);
}

/* The rule, behind those that are in @msg. */
void nfm_wish_rule(const struct nfm_wish *w, struct nfm_msg *msg)
{
	struct nlattr *nest = nfm_msg_nest(msg, NFM_A_RULE);

	nfm_msg_put(msg, NFM_RULE_PRIO, &w->prio, sizeof(w->prio));
	nfm_msg_put(msg, NFM_RULE_ACTION, &w->action, sizeof(w->action));
	nfm_wish_put_match(w, msg);
	nfm_msg_end(msg, nest);
}

/* ---- random ones ---- */

static const u8 nfm_asks_any[] = {
	NFM_KEY_SRC_MAC, NFM_KEY_DST_MAC, NFM_KEY_PROTOCOL, NFM_KEY_VLAN_ID, NFM_KEY_VLAN_PRIO,
	NFM_KEY_CVLAN_ID, NFM_KEY_MARK, NFM_KEY_INDEV, NFM_KEY_IP_PROTO, NFM_KEY_TOS, NFM_KEY_TTL,
	NFM_KEY_FRAG, NFM_KEY_SRC_PORT, NFM_KEY_DST_PORT, NFM_KEY_TCP_FLAGS, NFM_KEY_ICMP_TYPE,
	NFM_KEY_ICMP_CODE, NFM_KEY_ARP_OP, NFM_KEY_ARP_SIP, NFM_KEY_ARP_TIP, NFM_KEY_ARP_SHA,
	NFM_KEY_ARP_THA,
};

static const u8 nfm_asks_ip[] = {
	NFM_KEY_SRC_IP, NFM_KEY_DST_IP, NFM_KEY_SRC_IP, NFM_KEY_DST_IP, NFM_KEY_IP_PROTO,
	NFM_KEY_SRC_PORT, NFM_KEY_DST_PORT, NFM_KEY_TTL, NFM_KEY_TOS, NFM_KEY_FRAG,
	NFM_KEY_VLAN_ID, NFM_KEY_MARK, NFM_KEY_INDEV,
};

static u32 nfm_number_random(struct nfm_random *r, u8 attr)
{
	static const u16 protocols[] = { ETH_P_IP, ETH_P_IPV6, ETH_P_ARP, 0x88cc, ETH_P_802_2 };
	static const u8 protos[] = { 6, 17, 1, 58, 132, 47, 50 };

	switch (attr) {
	case NFM_KEY_PROTOCOL:
		return nfm_random_pick(r, protocols);
	case NFM_KEY_IP_PROTO:
		return nfm_random_pick(r, protos);
	case NFM_KEY_VLAN_ID:
	case NFM_KEY_CVLAN_ID:
		return nfm_random_below(r, 6);
	case NFM_KEY_VLAN_PRIO:
		return nfm_random_below(r, 8);
	case NFM_KEY_TOS:
		return nfm_random_below(r, 4) << 6 | nfm_random_below(r, 4);
	case NFM_KEY_TCP_FLAGS:
		return nfm_random_below(r, 64);
	case NFM_KEY_ICMP_TYPE:
		return nfm_random_below(r, 12);
	default:
		return nfm_random_below(r, 4);
	}
}

static void nfm_ask_random_number(struct nfm_random *r, struct nfm_ask *a,
				  const struct nfm_number *number)
{
	u32 ones = number->bits == 32 ? ~0U : BIT(number->bits) - 1;

	a->mask = ones;
	if (nfm_random_one_in(r, 4))
		a->mask = nfm_random_u64(r) & ones ?: 1;
	else if (number->attr == NFM_KEY_TCP_FLAGS)
		a->mask = BIT(nfm_random_below(r, 6));
	a->num = nfm_number_random(r, a->attr) & a->mask;
}

static void nfm_ask_random_address(struct nfm_random *r, struct nfm_ask *a, int len)
{
	static const u8 prefixes4[] = { 0, 8, 15, 16, 24, 25, 31, 32, 32, 32 };
	static const u8 prefixes6[] = { 0, 3, 16, 64, 112, 121, 127, 128, 128, 128 };
	static const u8 hosts[] = { 0, 1, 2, 127, 128, 255 };
	int i;

	a->len = len;
	if (len == ETH_ALEN) {
		a->bytes[0] = 2;
		a->bytes[4] = nfm_random_below(r, 2);
		a->bytes[5] = nfm_random_below(r, 3);
		memset(a->bytes_mask, 0xff, len);
		if (nfm_random_one_in(r, 3))
			a->bytes_mask[5] = nfm_random_below(r, 4);
		if (nfm_random_one_in(r, 6))
			memset(a->bytes_mask + 1, 0, 4);
	} else {
		a->bytes[0] = len == 4 ? 10 : 0x20;
		a->bytes[1] = nfm_random_below(r, 2);
		a->bytes[len - 2] = nfm_random_below(r, 2);
		a->bytes[len - 1] = nfm_random_pick(r, hosts);
		a->prefix = len == 4 ? nfm_random_pick(r, prefixes4) :
				       nfm_random_pick(r, prefixes6);
		for (i = 0; i < len * 8; i++)
			if (i < a->prefix)
				a->bytes_mask[i / 8] |= 0x80 >> i % 8;
	}
	for (i = 0; i < len; i++)
		a->bytes[i] &= a->bytes_mask[i];
}

/* One range mostly, and not often one that becomes many prefixes. */
static void nfm_ask_random_ports(struct nfm_random *r, struct nfm_ask *a)
{
	static const u16 some[] = { 0, 1, 22, 53, 79, 80, 81, 443, 1023, 1024, 8000, 8080, 65535 };
	unsigned int i, n = 1;
	u32 from = 0;

	if (nfm_random_one_in(r, 6))
		n += nfm_random_below(r, NFM_PORT_RANGES_MAX);
	for (i = 0; i < n; i++) {
		u32 min, max;

		if (n == 1) {
			min = nfm_random_one_in(r, 4) ? nfm_random_below(r, 65536) :
							nfm_random_pick(r, some);
			max = min;
			if (nfm_random_one_in(r, 4))
				max = min + nfm_random_below(r, 65536 - min);
			else if (nfm_random_one_in(r, 3))
				min &= ~127, max = min | 127;
		} else {
			/* In rising order, so that they do not overlap. */
			min = from + nfm_random_below(r, 500);
			max = min + nfm_random_below(r, 3);
			from = max + 1;
		}
		a->range[a->n_ranges].min = min;
		a->range[a->n_ranges++].max = max;
	}
}

static void nfm_ask_random(struct nfm_random *r, struct nfm_ask *a, int ip_len)
{
	static const char * const names[] = { "eth0", "eth1", "eth*", "veth7", "v*", "*", "eth" };
	const struct nfm_number *number = nfm_number_of(a->attr);

	if (number) {
		nfm_ask_random_number(r, a, number);
		return;
	}
	switch (a->attr) {
	case NFM_KEY_SRC_PORT:
	case NFM_KEY_DST_PORT:
		nfm_ask_random_ports(r, a);
		break;
	case NFM_KEY_TTL:
		a->n_ranges = 1;
		a->range[0].min = nfm_random_one_in(r, 2) ? 64 : nfm_random_below(r, 256);
		a->range[0].max = nfm_random_one_in(r, 2) ? a->range[0].min :
				  a->range[0].min + nfm_random_below(r, 256 - a->range[0].min);
		break;
	case NFM_KEY_FRAG:
		a->num = nfm_random_below(r, 4);
		break;
	case NFM_KEY_INDEV:
		strscpy(a->bytes, nfm_random_pick(r, names), sizeof(a->bytes));
		break;
	case NFM_KEY_SRC_IP:
	case NFM_KEY_DST_IP:
		nfm_ask_random_address(r, a, ip_len);
		break;
	case NFM_KEY_ARP_SIP:
	case NFM_KEY_ARP_TIP:
		nfm_ask_random_address(r, a, 4);
		break;
	default:
		nfm_ask_random_address(r, a, ETH_ALEN);
	}
}

/* Some rule, without id. */
void nfm_wish_random(struct nfm_random *r, struct nfm_wish *w)
{
	unsigned int i, n = nfm_random_below(r, 4) + nfm_random_below(r, 2);
	bool ip = nfm_random_one_in(r, 2), protocol = ip;
	int ip_len = nfm_random_one_in(r, 3) ? 16 : 4;

	memset(w, 0, sizeof(*w));
	w->prio = nfm_random_below(r, nfm_random_one_in(r, 8) ? NFM_PRIO_MAX + 1 : 6);
	w->action = nfm_random_below(r, 2);
	while (n--) {
		struct nfm_ask *a = &w->ask[w->n];

		a->attr = ip ? nfm_random_pick(r, nfm_asks_ip) : nfm_random_pick(r, nfm_asks_any);
		for (i = 0; i < w->n; i++)
			if (w->ask[i].attr == a->attr)
				break;
		/* An address names its protocol itself. */
		if (i < w->n || (protocol && a->attr == NFM_KEY_PROTOCOL))
			continue;
		nfm_ask_random(r, a, ip_len);
		w->n++;
	}
}

static bool nfm_ask_same(const struct nfm_ask *a, const struct nfm_ask *b)
{
	/* Random ranges rise, so the same set has the same order. */
	return !memcmp(a, b, sizeof(*a));
}

/* The same priority and match: one of them can be in a table. */
bool nfm_wish_same(const struct nfm_wish *a, const struct nfm_wish *b)
{
	unsigned int i, j;

	if (a->prio != b->prio || a->n != b->n)
		return false;
	for (i = 0; i < a->n; i++) {
		for (j = 0; j < b->n; j++)
			if (nfm_ask_same(&a->ask[i], &b->ask[j]))
				break;
		if (j == b->n)
			return false;
	}
	return true;
}

void nfm_wish_print(const struct nfm_wish *w)
{
	unsigned int i;

	pr_err("rule %u prio %u action %u\n", w->id, w->prio, w->action);
	for (i = 0; i < w->n; i++) {
		const struct nfm_ask *a = &w->ask[i];

		pr_err("  attribute %u: number %#x/%#x, bytes %*phN/%*phN\n", a->attr, a->num,
		       a->mask, 16, a->bytes, 16, a->bytes_mask);
		pr_err("  ranges %u: %u-%u...\n", a->n_ranges, a->range[0].min, a->range[0].max);
	}
}
