// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow keys against the kernel's flow dissector: on the corpus, and on frames of
 * it with bytes changed, cut short, in pieces. How they may differ is in dissect.c.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/moduleparam.h>

#include "dissect.h"
#include "suites.h"

static uint mutations = 100000;
module_param(mutations, uint, 0444);
MODULE_PARM_DESC(mutations, "frames with changed bytes to compare with the flow dissector");

static void nfm_dissect_make(struct kunit *test, const struct nfm_pieces *p)
{
	struct nfm_dissect_ctx *c = test->priv;

	c->skb = nfm_frame_skb(&c->desc, &c->frame, p);
	KUNIT_ASSERT_NOT_NULL(test, c->skb);
	c->skb->dev = c->dev;
}

/* Returns whether they agree on what is in the skb. */
static bool nfm_dissect_check(struct kunit *test, const struct nfm_pieces *p)
{
	struct nfm_dissect_ctx *c = test->priv;
	const char *differ = nfm_dissect(c, p);

	if (differ)
		kunit_err(test, "%s: %s: cut %d, linear %d, beside %d, frame %*phN", differ,
			  c->desc.name, p->cut, p->linear, c->desc.accel, min(c->frame.len, 64),
			  c->frame.data);
	return !differ;
}

static int nfm_dissect_init(struct kunit *test)
{
	struct nfm_dissect_ctx *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	test->priv = c;
	nfm_dissect_setup(c);
	/* Not registered: it is there for its type. */
	c->dev = alloc_etherdev(0);
	return c->dev ? 0 : -ENOMEM;
}

static void nfm_dissect_exit(struct kunit *test)
{
	struct nfm_dissect_ctx *c = test->priv;

	if (c && c->dev)
		free_netdev(c->dev);
}

static void nfm_dissect_corpus(struct kunit *test)
{
	struct nfm_dissect_ctx *c = test->priv;
	struct nfm_pieces p = { .pulled = ETH_HLEN };

	c->desc = *(const struct nfm_desc *)test->param_value;
	if (c->desc.no_mac)
		kunit_skip(test, "has no Ethernet header");
	nfm_frame_build(&c->desc, &c->frame);
	for (p.cut = ETH_HLEN; p.cut <= c->frame.len; p.cut++) {
		p.linear = p.cut - ETH_HLEN;
		nfm_dissect_make(test, &p);
		KUNIT_EXPECT_TRUE(test, nfm_dissect_check(test, &p));
		kfree_skb(c->skb);
	}
}

/* Bytes that mean something are worth more than others. */
static u8 nfm_mutant_byte(struct nfm_random *r)
{
	static const u8 some[] = {
		0, 1, 2, 4, 5, 6, 8, 16, 17, 20, 40, 43, 44, 46, 47, 50, 51, 58, 60, 0x40, 0x45,
		0x60, 0x81, 0x86, 0x88, 0xa8, 0xdd, 132, 136, 137, 255
	};

	return nfm_random_one_in(r, 3) ? nfm_random_u64(r) : nfm_random_pick(r, some);
}

static void nfm_mutate(struct nfm_random *r, struct nfm_dissect_ctx *c)
{
	unsigned int n = 1 + nfm_random_below(r, 4);

	while (n--)
		c->frame.data[nfm_random_below(r, c->frame.len)] = nfm_mutant_byte(r);
	/* Often where it decides: behind the L3 header's first bytes. */
	if (nfm_random_one_in(r, 2) && c->frame.l3 + 8 < c->frame.len)
		c->frame.data[c->frame.l3 + nfm_random_below(r, 8)] = nfm_mutant_byte(r);
}

/* The frame's bytes, as they are now, into an skb that was made for it. */
static void nfm_dissect_fill(struct kunit *test, struct sk_buff *skb, const struct nfm_pieces *p)
{
	struct nfm_dissect_ctx *c = test->priv;

	KUNIT_ASSERT_EQ(test, skb_store_bits(skb, -p->pulled, c->frame.data, p->cut), 0);
}

/* Mutants of a frame that lie in the same skb: making one takes longer than all of them. */
#define NFM_MUTANTS	16

/* Some frame, cut and in pieces, and mutants of it. Returns how many were compared. */
static unsigned int nfm_dissect_part(struct kunit *test, unsigned int n, unsigned int *failed)
{
	struct nfm_dissect_ctx *c = test->priv;
	struct nfm_pieces p = { .pulled = ETH_HLEN };
	struct nfm_random r = nfm_random_part(n);
	unsigned int i;

	c->desc = nfm_corpus[nfm_random_below(&r, nfm_corpus_n)];
	if (c->desc.no_mac)
		return 0;
	nfm_frame_build(&c->desc, &c->frame);
	p.cut = c->frame.len;
	if (nfm_random_one_in(&r, 4))
		p.cut = ETH_HLEN + nfm_random_below(&r, c->frame.len - ETH_HLEN);
	p.linear = p.cut - ETH_HLEN;
	if (nfm_random_one_in(&r, 4))
		p.linear = nfm_random_below(&r, p.linear + 1);
	nfm_dissect_make(test, &p);
	for (i = 0; i < NFM_MUTANTS; i++) {
		nfm_frame_build(&c->desc, &c->frame);
		nfm_mutate(&r, c);
		nfm_dissect_fill(test, c->skb, &p);
		*failed += !nfm_dissect_check(test, &p);
	}
	kfree_skb(c->skb);
	return NFM_MUTANTS;
}

static void nfm_dissect_mutants(struct kunit *test)
{
	unsigned int n, d, failed = 0, done = 0;
	struct nfm_dissect_ctx *c = test->priv;

	for (n = nfm_test_part(); done < mutations && !failed; n++) {
		done += nfm_dissect_part(test, n, &failed);
		if (failed)
			KUNIT_FAIL(test, "seed=%#llx part=%u: to see it again: mutations=1",
				   nfm_test_seed(), n);
		if (!(n % 16))
			cond_resched();
	}
	kunit_info(test, "%u frames compared, seed=%#llx; known differences met:", done,
		   nfm_test_seed());
	for (d = 0; d < NFM_DIFFERENCES; d++)
		kunit_info(test, "  %s %u", nfm_differences[d], c->n[d]);
	KUNIT_EXPECT_TRUE(test, failed || done >= mutations);
}

/* The whole key of the frame, lying in the skb as @p says. Returns whether it took the
 * short way.
 */
static bool nfm_dissect_key(struct kunit *test, struct sk_buff *skb, const struct nfm_pieces *p,
			    struct nfm_key *key)
{
	struct nfm_dissect_ctx *c = test->priv;
	bool plain;

	nfm_dissect_fill(test, skb, p);
	skb->protocol = htons(c->frame.data[12] << 8 | c->frame.data[13]);
	nfm_frame_pkt(&c->desc, p, skb, &c->pkt);
	rcu_read_lock();
	nfm_key_extract(&c->pkt, BIT(NFM_F_MARK));
	/* The short way finds more than it was asked for. */
	plain = c->pkt.parsed != BIT(NFM_F_MARK);
	nfm_key_extract(&c->pkt, ~0U);
	rcu_read_unlock();
	*key = c->pkt.key;
	return plain;
}

/* A frame of which half are plain but for what is changed, whole and in two. */
static bool nfm_dissect_some(struct kunit *test, unsigned int n, struct nfm_random *r,
			     struct nfm_pieces *whole, struct nfm_pieces *pieces)
{
	struct nfm_dissect_ctx *c = test->priv;

	c->desc = nfm_corpus[nfm_random_below(r, nfm_corpus_n) * (n & 1)];
	if (c->desc.no_mac)
		return false;
	c->desc.ip_proto = n & 2 ? IPPROTO_UDP : c->desc.ip_proto;
	nfm_frame_build(&c->desc, &c->frame);
	whole->cut = c->frame.len;
	if (nfm_random_one_in(r, 2))
		whole->cut = ETH_HLEN + nfm_random_below(r, c->frame.len - ETH_HLEN + 1);
	whole->linear = whole->cut - ETH_HLEN;
	*pieces = *whole;
	pieces->linear = min_t(int, nfm_random_below(r, 34), whole->linear);
	return true;
}

/**
 * struct nfm_ways - how often the ways to a key were compared
 * @done: frames
 * @plain: of these, by the short way
 * @differ: of these, with another key
 */
struct nfm_ways {
	unsigned int done;
	unsigned int plain;
	unsigned int differ;
};

static void nfm_ways_part(struct kunit *test, unsigned int n, struct nfm_ways *ways)
{
	struct nfm_pieces whole = { .pulled = ETH_HLEN }, pieces;
	struct nfm_dissect_ctx *c = test->priv;
	struct nfm_random r = nfm_random_part(n);
	struct nfm_key key, other;
	struct sk_buff *skb;
	unsigned int i;

	if (!nfm_dissect_some(test, n, &r, &whole, &pieces))
		return;
	nfm_dissect_make(test, &whole);
	skb = nfm_frame_skb(&c->desc, &c->frame, &pieces);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	for (i = 0; i < NFM_MUTANTS; i++, ways->done++) {
		nfm_frame_build(&c->desc, &c->frame);
		/* A quarter of them are as they were. */
		if (i & 3)
			nfm_mutate(&r, c);
		ways->plain += nfm_dissect_key(test, c->skb, &whole, &key);
		if (nfm_dissect_key(test, skb, &pieces, &other))
			KUNIT_EXPECT_EQ(test, pieces.linear, whole.linear);
		if (!memcmp(&key, &other, sizeof(key)))
			continue;
		ways->differ++;
		kunit_err(test, "%s: cut %d, linear %d, frame %*phN", c->desc.name, pieces.cut,
			  pieces.linear, min(c->frame.len, 64), c->frame.data);
	}
	kfree_skb(skb);
	kfree_skb(c->skb);
}

/* The short way to the key of a plain packet and the long one, which everything takes
 * that is not linear, find the same.
 */
static void nfm_dissect_ways(struct kunit *test)
{
	struct nfm_ways ways = {};
	unsigned int n;

	for (n = nfm_test_part(); ways.done < mutations && !ways.differ; n++) {
		nfm_ways_part(test, n, &ways);
		if (ways.differ)
			KUNIT_FAIL(test, "seed=%#llx part=%u: to see it again: mutations=1",
				   nfm_test_seed(), n);
		if (!(n % 16))
			cond_resched();
	}
	kunit_info(test, "%u frames compared, %u of them by the short way, seed=%#llx", ways.done,
		   ways.plain, nfm_test_seed());
	/* Of a part by itself it may be none. */
	if (mutations > 1000)
		KUNIT_EXPECT_GT(test, ways.plain, ways.done / 20);
}

static struct kunit_case nfm_dissect_cases[] = {
	KUNIT_CASE_PARAM(nfm_dissect_corpus, nfm_corpus_param),
	KUNIT_CASE(nfm_dissect_mutants),
	KUNIT_CASE(nfm_dissect_ways),
	{}
};

struct kunit_suite nfm_dissect_suite = {
	.name = "nfm_dissect",
	.init = nfm_dissect_init,
	.exit = nfm_dissect_exit,
	.test_cases = nfm_dissect_cases,
};
