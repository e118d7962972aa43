// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow keys: every frame of the corpus, whole, cut short at every length, in
 * pieces, with its Ethernet header pulled, and without one.
 */
#include <kunit/test.h>

#include "frame.h"
#include "suites.h"

#define NFM_NEED_ALL	(~0U)

struct nfm_key_ctx {
	struct nfm_desc desc;
	struct nfm_frame frame;
	struct nfm_pkt pkt;
	struct nfm_key want;
};

static int nfm_key_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct nfm_key_ctx), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void nfm_key_explain(struct kunit *test, const struct nfm_key *got,
			    const struct nfm_key *want)
{
	unsigned int i;

	kunit_err(test, "fields: %#x, wanted %#x", got->have, want->have);
	for (i = 0; i < NFM_KEY_WORDS; i++)
		if (got->w[i] != want->w[i])
			kunit_err(test, "word %u: %*ph, wanted %*ph", i, 8, &got->w[i], 8,
				  &want->w[i]);
}

/* One frame, one way to lie in an skb. Returns whether all was well. */
static bool nfm_key_check(struct kunit *test, const struct nfm_pieces *p)
{
	struct nfm_key_ctx *c = test->priv;
	struct sk_buff *skb = nfm_frame_skb(&c->desc, &c->frame, p);
	bool same;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	nfm_frame_pkt(&c->desc, p, skb, &c->pkt);
	nfm_frame_key(&c->desc, &c->frame, p->cut, &c->want);
	rcu_read_lock();
	nfm_key_extract(&c->pkt, NFM_NEED_ALL);
	rcu_read_unlock();
	kfree_skb(skb);
	same = !memcmp(&c->pkt.key, &c->want, sizeof(c->want));
	if (!same) {
		nfm_key_explain(test, &c->pkt.key, &c->want);
		KUNIT_FAIL(test, "cut %d of %d, linear %d, pulled %d, before %d, list %d", p->cut,
			   c->frame.len, p->linear, p->pulled, p->before, p->list);
	}
	return same;
}

static void nfm_key_setup(struct kunit *test, int pad)
{
	struct nfm_key_ctx *c = test->priv;

	c->desc = *(const struct nfm_desc *)test->param_value;
	c->desc.pad += pad;
	nfm_frame_build(&c->desc, &c->frame);
}

static void nfm_key_whole(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = {};

	nfm_key_setup(test, 0);
	p.cut = c->frame.len;
	p.linear = p.cut;
	nfm_key_check(test, &p);
	/* Bytes that are no part of the packet change nothing. */
	nfm_key_setup(test, 7);
	p.cut = c->frame.len;
	p.linear = p.cut;
	nfm_key_check(test, &p);
	/* The frame may start anywhere. */
	p.before = 33;
	nfm_key_check(test, &p);
}

static void nfm_key_cut(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = {};

	nfm_key_setup(test, 0);
	for (p.cut = 0; p.cut <= c->frame.len; p.cut++) {
		p.linear = p.cut;
		if (!nfm_key_check(test, &p))
			return;
	}
}

/* All in pieces: the linear part may end in the midst of any header. */
static void nfm_key_pieces(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = {};

	nfm_key_setup(test, 0);
	for (p.linear = 0; p.linear <= c->frame.len; p.linear++) {
		for (p.list = 0; p.list <= 1; p.list++) {
			p.cut = c->frame.len;
			if (!nfm_key_check(test, &p))
				return;
			if (p.linear + 11 >= c->frame.len)
				continue;
			p.cut = p.linear + 11;
			if (!nfm_key_check(test, &p))
				return;
		}
	}
}

/* As the stack has received it: the Ethernet header is in front of the data. */
static void nfm_key_pulled(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = { .pulled = ETH_HLEN };

	nfm_key_setup(test, 0);
	if (c->desc.no_mac)
		kunit_skip(test, "has no Ethernet header");
	for (p.cut = ETH_HLEN; p.cut <= c->frame.len; p.cut++) {
		p.linear = p.cut - ETH_HLEN;
		if (!nfm_key_check(test, &p))
			return;
		p.linear /= 2;
		if (!nfm_key_check(test, &p))
			return;
	}
}

/* The same packet on a device without Ethernet headers. */
static void nfm_key_no_mac(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = {};

	nfm_key_setup(test, 0);
	if (c->desc.n_tags > 1 || (c->desc.n_tags && !c->desc.accel) ||
	    c->desc.protocol < ETH_P_802_3_MIN)
		kunit_skip(test, "needs an Ethernet header");
	c->desc.no_mac = true;
	nfm_frame_build(&c->desc, &c->frame);
	for (p.before = 0; p.before <= 20; p.before += 20) {
		for (p.cut = 0; p.cut <= c->frame.len; p.cut++) {
			p.linear = p.cut;
			if (!nfm_key_check(test, &p))
				return;
			p.linear = 0;
			if (!nfm_key_check(test, &p))
				return;
		}
	}
}

struct nfm_key_span {
	u8 off;
	u8 len;
};

#define SPAN(member)	{ offsetof(struct nfm_key, member), sizeof_field(struct nfm_key, member) }

/* Where a field lies; a field in two places has one of them here. */
static const struct nfm_key_span nfm_key_spans[] = {
	[NFM_F_SRC_MAC] = SPAN(src_mac),	[NFM_F_DST_MAC] = SPAN(dst_mac),
	[NFM_F_PROTOCOL] = SPAN(protocol),	[NFM_F_VLAN] = SPAN(vlan_id),
	[NFM_F_CVLAN] = SPAN(cvlan_id),		[NFM_F_IP] = SPAN(ip4),
	[NFM_F_FRAG] = SPAN(frag),		[NFM_F_IP_PROTO] = SPAN(ip_proto),
	[NFM_F_PORTS] = SPAN(dst_port),		[NFM_F_TCP_FLAGS] = SPAN(tcp_flags),
	[NFM_F_ICMP] = SPAN(icmp_type),		[NFM_F_ARP_OP] = SPAN(arp_op),
	[NFM_F_ARP_ADDR] = SPAN(arp.sip),	[NFM_F_MARK] = SPAN(mark),
	[NFM_F_INDEV] = SPAN(indev),
};

/* What is asked for is there, whatever else is not asked for. */
static void nfm_key_needs(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = {};
	struct sk_buff *skb;
	unsigned int f;

	nfm_key_setup(test, 0);
	p.cut = c->frame.len;
	p.linear = p.cut;
	skb = nfm_frame_skb(&c->desc, &c->frame, &p);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	nfm_frame_key(&c->desc, &c->frame, p.cut, &c->want);
	for (f = 0; f < ARRAY_SIZE(nfm_key_spans); f++) {
		const struct nfm_key_span *span = &nfm_key_spans[f];
		bool wide = span->off + span->len > NFM_KEY_NARROW * sizeof(u64);

		nfm_frame_pkt(&c->desc, &p, skb, &c->pkt);
		rcu_read_lock();
		nfm_key_extract(&c->pkt, BIT(f) | (wide ? NFM_NEED_WIDE : 0));
		rcu_read_unlock();
		KUNIT_EXPECT_EQ_MSG(test, c->pkt.key.have & BIT(f), c->want.have & BIT(f),
				    "field %u", f);
		if (c->want.have & BIT(f))
			KUNIT_EXPECT_TRUE_MSG(test,
					      !memcmp((u8 *)&c->pkt.key + span->off,
						      (u8 *)&c->want + span->off, span->len),
					      "field %u", f);
		/* What is asked for later comes to it, and takes nothing away. */
		rcu_read_lock();
		nfm_key_extract(&c->pkt, NFM_NEED_ALL);
		rcu_read_unlock();
		KUNIT_EXPECT_TRUE_MSG(test, !memcmp(&c->pkt.key, &c->want, sizeof(c->want)),
				      "everything after field %u", f);
	}
	kfree_skb(skb);
}

/* The original is only read. */
static void nfm_key_reads_only(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = { .linear = 1 };
	struct sk_buff *skb, before;

	nfm_key_setup(test, 0);
	p.cut = c->frame.len;
	skb = nfm_frame_skb(&c->desc, &c->frame, &p);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	before = *skb;
	nfm_frame_pkt(&c->desc, &p, skb, &c->pkt);
	rcu_read_lock();
	nfm_key_extract(&c->pkt, NFM_NEED_ALL);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, !memcmp(&before, skb, sizeof(before)));
	KUNIT_EXPECT_EQ(test, skb_copy_bits(skb, 0, c->frame.data + 512, p.cut), 0);
	KUNIT_EXPECT_TRUE(test, !memcmp(c->frame.data, c->frame.data + 512, p.cut));
	kfree_skb(skb);
}

/* A GSO packet may be longer than its length field can say. */
static void nfm_key_gso(struct kunit *test)
{
	struct nfm_key_ctx *c = test->priv;
	struct nfm_pieces p = {};
	struct sk_buff *skb;

	c->desc = nfm_corpus[0];
	c->desc.jumbo = true;
	nfm_frame_build(&c->desc, &c->frame);
	p.cut = c->frame.len;
	p.linear = p.cut;
	skb = nfm_frame_skb(&c->desc, &c->frame, &p);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_shinfo(skb)->gso_size = 1400;
	nfm_frame_pkt(&c->desc, &p, skb, &c->pkt);
	rcu_read_lock();
	nfm_key_extract(&c->pkt, NFM_NEED_ALL);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, c->pkt.key.dst_port, htons(c->desc.dst_port));
	KUNIT_EXPECT_EQ(test, c->pkt.key.tcp_flags, htons(c->desc.tcp_flags));
	kfree_skb(skb);
}

static struct kunit_case nfm_key_cases[] = {
	KUNIT_CASE_PARAM(nfm_key_whole, nfm_corpus_param),
	KUNIT_CASE_PARAM(nfm_key_cut, nfm_corpus_param),
	KUNIT_CASE_PARAM(nfm_key_pieces, nfm_corpus_param),
	KUNIT_CASE_PARAM(nfm_key_pulled, nfm_corpus_param),
	KUNIT_CASE_PARAM(nfm_key_no_mac, nfm_corpus_param),
	KUNIT_CASE_PARAM(nfm_key_needs, nfm_corpus_param),
	KUNIT_CASE_PARAM(nfm_key_reads_only, nfm_corpus_param),
	KUNIT_CASE(nfm_key_gso),
	{}
};

struct kunit_suite nfm_key_suite = {
	.name = "nfm_key",
	.init = nfm_key_test_init,
	.test_cases = nfm_key_cases,
};
