// SPDX-License-Identifier: GPL-2.0-only
/*
 * Matches: what is refused, and ranges as prefixes.
 */
#include <kunit/test.h>
#include <linux/netlink.h>

#include "match.h"
#include "netlink.h"
#include "rules.h"
#include "suites.h"

struct nfm_match_ctx {
	struct nfm_match match;
	struct nfm_match other;
	struct nfm_wish a;
	struct nfm_wish b;
	struct nfm_msg msg;
	u8 cover[65536];
};

static int nfm_match_init(struct kunit *test)
{
	struct nfm_match_ctx *c = kvzalloc(sizeof(*c), GFP_KERNEL);

	test->priv = c;
	return c ? 0 : -ENOMEM;
}

static void nfm_match_exit(struct kunit *test)
{
	kvfree(test->priv);
}

/* ---- ranges ---- */

static int nfm_parse_range(struct nfm_match_ctx *c, int attr, u32 min, u32 max)
{
	struct nfm_port_range range = { min, max };
	u8 low = min, high = max;
	struct nlattr *nest;

	nfm_msg_start(&c->msg);
	nest = nfm_msg_nest(&c->msg, NFM_RULE_MATCH);
	if (attr == NFM_KEY_TTL) {
		nfm_msg_put(&c->msg, NFM_KEY_TTL, &low, 1);
		nfm_msg_put(&c->msg, NFM_KEY_TTL_MAX, &high, 1);
	} else {
		nfm_msg_put(&c->msg, attr, &range, sizeof(range));
	}
	nfm_msg_end(&c->msg, nest);
	return nfm_match_parse(&c->match, nest, NULL);
}

/* The number in a masked key that the range is about. */
static void nfm_entry_number(struct nfm_match *m, int attr, unsigned int i, u32 *value,
			     u32 *mask)
{
	nfm_match_pick(m, i);
	switch (attr) {
	case NFM_KEY_TTL:
		*value = m->value.ttl;
		*mask = m->mask.ttl;
		break;
	case NFM_KEY_SRC_PORT:
		*value = ntohs(m->value.src_port);
		*mask = ntohs(m->mask.src_port);
		break;
	default:
		*value = ntohs(m->value.dst_port);
		*mask = ntohs(m->mask.dst_port);
	}
}

/* Each number of the range is in one entry, each other one in none. */
static bool nfm_range_check(struct nfm_match_ctx *c, int attr, u32 min, u32 max)
{
	u32 bits = attr == NFM_KEY_TTL ? 8 : 16, all = BIT(bits) - 1, in = 0, value, mask, n;
	unsigned int i, entries;

	if (nfm_parse_range(c, attr, min, max))
		return false;
	entries = nfm_match_entries(&c->match);
	if (entries > 2 * bits - 2 && entries != 1)
		return false;
	memset(c->cover, 0, all + 1);
	for (i = 0; i < entries; i++) {
		nfm_entry_number(&c->match, attr, i, &value, &mask);
		/* A prefix, its value without bits behind it. */
		if (value & ~mask || (~mask & all) & ((~mask & all) + 1))
			return false;
		for (n = value; n <= (value | (~mask & all)); n++) {
			if (n < min || n > max || c->cover[n]++)
				return false;
			in++;
		}
	}
	return in == max - min + 1;
}

/* All 32896 ranges of TTLs. */
static void nfm_match_ttls(struct kunit *test)
{
	struct nfm_match_ctx *c = test->priv;
	u32 min, max;

	for (min = 0; min < 256; min++) {
		for (max = min; max < 256; max++)
			if (!nfm_range_check(c, NFM_KEY_TTL, min, max))
				KUNIT_FAIL(test, "TTL %u-%u", min, max);
		cond_resched();
	}
}

/* Ranges that begin and end where prefixes do, and beside it, and random ones. */
static void nfm_match_ports(struct kunit *test)
{
	struct nfm_random r = nfm_random_part(1);
	struct nfm_match_ctx *c = test->priv;
	u32 edges[64], n = 0, i, j;

	for (i = 1; i <= 16; i++) {
		edges[n++] = BIT(i) - 1;
		if (i < 16) {
			edges[n++] = BIT(i);
			edges[n++] = BIT(i) + 1;
		}
	}
	edges[n++] = 0;
	edges[n++] = 65534;
	for (; n < 56; n++)
		edges[n] = nfm_random_below(&r, 65536);
	for (i = 0; i < n; i++) {
		for (j = 0; j < n; j++) {
			int attr = (i + j) % 2 ? NFM_KEY_SRC_PORT : NFM_KEY_DST_PORT;

			if (edges[i] <= edges[j] && !nfm_range_check(c, attr, edges[i], edges[j]))
				KUNIT_FAIL(test, "ports %u-%u", edges[i], edges[j]);
		}
		cond_resched();
	}
	KUNIT_EXPECT_TRUE(test, nfm_range_check(c, NFM_KEY_SRC_PORT, 1, 65534));
	KUNIT_EXPECT_EQ(test, nfm_match_entries(&c->match), 30);
	KUNIT_EXPECT_TRUE(test, nfm_range_check(c, NFM_KEY_SRC_PORT, 0, 65535));
	KUNIT_EXPECT_EQ(test, nfm_match_entries(&c->match), 1);
}

/* Sets of ranges, of both ports and TTL: the entries are all combinations. */
static void nfm_match_product(struct kunit *test)
{
	static const struct nfm_port_range src[] = { { 1, 6 }, { 100, 100 }, { 65535, 65535 } };
	static const struct nfm_port_range dst[] = { { 80, 81 }, { 443, 443 } };
	static const u8 ttl[] = { 63, 65 };
	struct nfm_match_ctx *c = test->priv;
	unsigned int i, s, d, t, hits[6] = {};
	struct nlattr *nest;

	nfm_msg_start(&c->msg);
	nest = nfm_msg_nest(&c->msg, NFM_RULE_MATCH);
	nfm_msg_put(&c->msg, NFM_KEY_SRC_PORT, src, sizeof(src));
	nfm_msg_put(&c->msg, NFM_KEY_DST_PORT, dst, sizeof(dst));
	nfm_msg_put(&c->msg, NFM_KEY_TTL, &ttl[0], 1);
	nfm_msg_put(&c->msg, NFM_KEY_TTL_MAX, &ttl[1], 1);
	nfm_msg_end(&c->msg, nest);
	KUNIT_ASSERT_EQ(test, nfm_match_parse(&c->match, nest, NULL), 0);
	/* 1, 2-3, 4-5, 6, 100, 65535; 80-81, 443; 63, 64-65 */
	KUNIT_EXPECT_EQ(test, nfm_match_entries(&c->match), 6 * 2 * 2);
	for (i = 0; i < nfm_match_entries(&c->match); i++) {
		const struct nfm_key *value = &c->match.value, *mask = &c->match.mask;

		nfm_match_pick(&c->match, i);
		for (s = 0; s < 8; s++)
			for (d = 79; d < 83; d++)
				for (t = 62; t < 67; t++)
					if (!((value->src_port ^ htons(s)) & mask->src_port) &&
					    !((value->dst_port ^ htons(d)) & mask->dst_port) &&
					    !((value->ttl ^ t) & mask->ttl))
						hits[(s >= 1 && s <= 6) + (d == 80 || d == 81) +
						     (t >= 63 && t <= 65)]++;
	}
	KUNIT_EXPECT_EQ(test, hits[0] + hits[1] + hits[2], 0);
	KUNIT_EXPECT_EQ(test, hits[3], 6 * 2 * 3);
}

/* ---- what is refused ---- */

struct nfm_bits {
	u8 attr;
	u8 len;
	u8 data[20];
};

#define A1(attr, n)	{ NFM_KEY_##attr, 1, { n } }
#define AN(attr, ...)	{ NFM_KEY_##attr, sizeof((u8[]){ __VA_ARGS__ }), { __VA_ARGS__ } }

struct nfm_refusal {
	const char *name;
	int err;
	struct nfm_bits bits[3];
};

/* Numbers are in the order of a little-endian machine: the tests run on such. */
static const struct nfm_refusal nfm_refusals[] = {
	{ "nothing", 0, {} },
	{ "mask alone", -EINVAL, { A1(TOS_MASK, 1) } },
	{ "mask of 0", -EINVAL, { A1(TOS, 0), A1(TOS_MASK, 0) } },
	{ "value beyond mask", -EINVAL, { A1(TOS, 3), A1(TOS_MASK, 1) } },
	{ "value within mask", 0, { A1(TOS, 1), A1(TOS_MASK, 3) } },
	{ "tos of 2 bytes", -EINVAL, { AN(TOS, 1, 0) } },
	{ "vlan id 4095", 0, { AN(VLAN_ID, 0xff, 0x0f) } },
	{ "vlan id 4096", -ERANGE, { AN(VLAN_ID, 0, 0x10) } },
	{ "vlan prio 8", -ERANGE, { A1(VLAN_PRIO, 8) } },
	{ "tcp flags 0x1000", -ERANGE, { AN(TCP_FLAGS, 0, 0x10) } },
	{ "mac of 5 bytes", -ERANGE, { AN(SRC_MAC, 1, 2, 3, 4, 5) } },
	{ "mac mask of 0", -EINVAL,
	  { AN(SRC_MAC, 0, 0, 0, 0, 0, 0), AN(SRC_MAC_MASK, 0, 0, 0, 0, 0, 0) } },
	{ "mac beyond mask", -EINVAL,
	  { AN(SRC_MAC, 1, 0, 0, 0, 0, 1), AN(SRC_MAC_MASK, 1, 0, 0, 0, 0, 0) } },
	{ "address of 5 bytes", -EINVAL, { AN(SRC_IP, 1, 2, 3, 4, 5) } },
	{ "address of 0 bytes", -EINVAL, { { NFM_KEY_SRC_IP, 0, {} } } },
	{ "address of 17 bytes", -ERANGE, { { NFM_KEY_SRC_IP, 17, {} } } },
	{ "prefix of 33", -ERANGE, { AN(SRC_IP, 10, 0, 0, 0), A1(SRC_IP_PREFIX, 33) } },
	{ "prefix of 0", 0, { AN(SRC_IP, 0, 0, 0, 0), A1(SRC_IP_PREFIX, 0) } },
	{ "bits behind the prefix", -EINVAL, { AN(SRC_IP, 10, 0, 0, 1), A1(SRC_IP_PREFIX, 31) } },
	{ "prefix alone", -EINVAL, { A1(DST_IP_PREFIX, 8) } },
	{ "ipv4 and ipv6", -EINVAL, { AN(SRC_IP, 10, 0, 0, 1), { NFM_KEY_DST_IP, 16, {} } } },
	{ "ipv4 of protocol arp", -EINVAL, { AN(SRC_IP, 10, 0, 0, 1), AN(PROTOCOL, 6, 8) } },
	{ "ipv4 of protocol ip", 0, { AN(SRC_IP, 10, 0, 0, 1), AN(PROTOCOL, 0, 8) } },
	{ "no port", -EINVAL, { { NFM_KEY_SRC_PORT, 0, {} } } },
	{ "half a port range", -EINVAL, { AN(SRC_PORT, 80, 0) } },
	{ "port range upside down", -EINVAL, { AN(SRC_PORT, 81, 0, 80, 0) } },
	{ "port ranges that overlap", -EINVAL, { AN(SRC_PORT, 80, 0, 90, 0, 90, 0, 95, 0) } },
	{ "port ranges that touch", 0, { AN(SRC_PORT, 80, 0, 90, 0, 91, 0, 95, 0) } },
	{ "ttl upside down", -EINVAL, { A1(TTL, 65), A1(TTL_MAX, 64) } },
	{ "highest ttl alone", -EINVAL, { A1(TTL_MAX, 64) } },
	{ "frag 4", -ERANGE, { A1(FRAG, 4) } },
	{ "device without a name", -EINVAL, { AN(INDEV, 0) } },
	{ "device * within", -EINVAL, { AN(INDEV, 'e', '*', '0', 0) } },
	{ "device * twice", -EINVAL, { AN(INDEV, 'e', '*', '*', 0) } },
	{ "device *", 0, { AN(INDEV, '*', 0) } },
	{ "device not terminated", -EINVAL, { AN(INDEV, 'e', 't', 'h') } },
	{ "device of 16 characters", -EINVAL,
	  { AN(INDEV, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	       'p', 0) } },
	{ "unknown attribute", -EINVAL, { { NFM_KEY_MAX + 1, 1, {} } } },
};

static void nfm_refusal_name(const struct nfm_refusal *refusal, char *text)
{
	strscpy(text, refusal->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(nfm_refusal, nfm_refusals, nfm_refusal_name);

/* As in a message: nfm_match_parse() relies on what the policy has refused. */
static int nfm_validate_and_parse(struct nfm_match *m, const struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	return nla_validate_nested(nest, NFM_KEY_MAX, nfm_key_policy, extack) ?:
	       nfm_match_parse(m, nest, extack);
}

/* With the error promised and a word to the user. */
static void nfm_match_refuses(struct kunit *test)
{
	const struct nfm_refusal *refusal = test->param_value;
	struct netlink_ext_ack extack = {};
	struct nfm_match_ctx *c = test->priv;
	struct nlattr *nest;
	int i;

	nfm_msg_start(&c->msg);
	nest = nfm_msg_nest(&c->msg, NFM_RULE_MATCH);
	for (i = 0; i < ARRAY_SIZE(refusal->bits) && refusal->bits[i].attr; i++)
		nfm_msg_put(&c->msg, refusal->bits[i].attr, refusal->bits[i].data,
			    refusal->bits[i].len);
	nfm_msg_end(&c->msg, nest);
	KUNIT_EXPECT_EQ(test, nfm_validate_and_parse(&c->match, nest, &extack), refusal->err);
	if (refusal->err)
		KUNIT_EXPECT_TRUE(test, extack._msg || extack.bad_attr);
	else
		KUNIT_EXPECT_NULL(test, extack._msg);
}

/* ---- what is kept of a match ---- */

static int nfm_parse_wish(struct nfm_match_ctx *c, const struct nfm_wish *wish, struct nfm_match *m)
{
	return nfm_match_parse(m, nfm_wish_match(wish, &c->msg), NULL);
}

/* Are both the same in a rule's eyes? */
static bool nfm_same_match(const struct nfm_match_ctx *c)
{
	return nfm_match_same(c->match.attrs, c->match.len, c->other.attrs, c->other.len);
}

/* What is kept of c->match, read again, says the same. */
static bool nfm_kept_well(struct nfm_match_ctx *c)
{
	const struct nlattr *nest;

	nfm_msg_start(&c->msg);
	nest = nfm_msg_put(&c->msg, NFM_RULE_MATCH | NLA_F_NESTED, c->match.attrs, c->match.len);
	return !nfm_match_parse(&c->other, nest, NULL) && nfm_same_match(c) &&
	       !memcmp(&c->match.value, &c->other.value, sizeof(c->match.value)) &&
	       !memcmp(&c->match.mask, &c->other.mask, sizeof(c->match.mask)) &&
	       nfm_match_entries(&c->match) == nfm_match_entries(&c->other);
}

/* A match is the same however it is written; another one is not. */
static void nfm_match_identity(struct kunit *test)
{
	struct nfm_random r = nfm_random_part(2);
	struct nfm_match_ctx *c = test->priv;
	struct nfm_wish *a = &c->a, *b = &c->b;
	unsigned int i, n = 0;

	for (i = 0; i < 3000; i++) {
		nfm_wish_random(&r, a);
		*b = *a;
		if (b->n > 1)
			swap(b->ask[0], b->ask[1]);
		if (nfm_random_one_in(&r, 2))
			nfm_wish_random(&r, b);
		b->prio = a->prio;
		KUNIT_ASSERT_EQ(test, nfm_parse_wish(c, a, &c->match), 0);
		KUNIT_ASSERT_EQ(test, nfm_parse_wish(c, b, &c->other), 0);
		KUNIT_EXPECT_EQ(test, nfm_wish_same(a, b), nfm_same_match(c));
		n += nfm_same_match(c);
		KUNIT_EXPECT_TRUE(test, nfm_kept_well(c));
		if (!(i % 64))
			cond_resched();
	}
	kunit_info(test, "%u pairs, %u of them the same", i, n);
}

static struct kunit_case nfm_match_cases[] = {
	KUNIT_CASE(nfm_match_ttls),
	KUNIT_CASE(nfm_match_ports),
	KUNIT_CASE(nfm_match_product),
	KUNIT_CASE_PARAM(nfm_match_refuses, nfm_refusal_gen_params),
	KUNIT_CASE(nfm_match_identity),
	{}
};

struct kunit_suite nfm_match_suite = {
	.name = "nfm_match",
	.init = nfm_match_init,
	.exit = nfm_match_exit,
	.test_cases = nfm_match_cases,
};
