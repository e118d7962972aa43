// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dedup: which packets are the same one, where, and for how long.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/if_vlan.h>
#include <linux/nf_mirror.h>

#include "dedup.h"
#include "frame.h"
#include "suites.h"

struct nfm_dedup_test {
	struct nfm_dedup *d;
	struct nfm_desc desc;
	struct nfm_frame frame;
	struct nfm_pkt pkt;
};

/* Hooks; only where they are matters. */
static const char nfm_hooks[3];

static int nfm_dedup_test_init(struct kunit *test)
{
	struct nfm_dedup_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	test->priv = t;
	if (!t)
		return -ENOMEM;
	t->d = nfm_dedup_alloc(NFM_DEDUP_MAX);
	return t->d ? 0 : -ENOMEM;
}

static void nfm_dedup_test_exit(struct kunit *test)
{
	struct nfm_dedup_test *t = test->priv;

	if (t)
		nfm_dedup_put(t->d);
}

static bool nfm_dedup_admits(struct nfm_dedup_test *t, int hook)
{
	bool admit;

	t->pkt.point = (const void *)&nfm_hooks[hook];
	local_bh_disable();
	admit = nfm_dedup_admit(t->d, &t->pkt);
	local_bh_enable();
	return admit;
}

/* Is the frame, of which so many bytes are linear, new to this hook. */
static bool nfm_dedup_ask(struct kunit *test, int hook, int linear)
{
	struct nfm_dedup_test *t = test->priv;
	struct nfm_pieces p = { .cut = t->frame.len };
	struct sk_buff *skb;
	bool admit;

	p.linear = min(linear, p.cut);
	skb = nfm_frame_skb(&t->desc, &t->frame, &p);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	nfm_frame_pkt(&t->desc, &p, skb, &t->pkt);
	admit = nfm_dedup_admits(t, hook);
	kfree_skb(skb);
	return admit;
}

static void nfm_dedup_setup(struct kunit *test, const struct nfm_desc *desc)
{
	struct nfm_dedup_test *t = test->priv;

	t->desc = *desc;
	nfm_frame_build(&t->desc, &t->frame);
}

/* One hook has the packet; the others have it again. At the same one it is another. */
static void nfm_dedup_hooks(struct kunit *test)
{
	struct nfm_dedup_test *t = test->priv;
	int round;

	nfm_dedup_setup(test, test->param_value);
	for (round = 0; round < 3; round++) {
		KUNIT_EXPECT_TRUE(test, nfm_dedup_ask(test, 0, t->frame.len));
		KUNIT_EXPECT_FALSE(test, nfm_dedup_ask(test, 1, t->frame.len));
		KUNIT_EXPECT_FALSE(test, nfm_dedup_ask(test, 2, t->frame.len));
	}
	/* However it lies there. */
	if (!t->desc.no_mac)
		KUNIT_EXPECT_FALSE(test, nfm_dedup_ask(test, 1, ETH_HLEN));
}

/* What a bridge or a router changes on the way. */
static void nfm_dedup_on_the_way(struct kunit *test)
{
	struct nfm_dedup_test *t = test->priv;
	struct nfm_desc *d = &t->desc;
	u8 *l3;

	nfm_dedup_setup(test, test->param_value);
	if (d->no_mac || (d->protocol != ETH_P_IP && d->protocol != ETH_P_IPV6))
		kunit_skip(test, "is not routed");
	if ((d->ihl && d->ihl < 5) || d->version || d->n_tags > 1)
		kunit_skip(test, "is not a packet that would be");
	KUNIT_EXPECT_TRUE(test, nfm_dedup_ask(test, 0, t->frame.len));
	d->ttl--;
	d->src_mac[5] ^= 1;
	d->dst_mac[0] ^= 0x10;
	d->mark++;
	nfm_frame_build(d, &t->frame);
	l3 = t->frame.data + t->frame.l3;
	if (d->protocol == ETH_P_IP)
		l3[10] ^= 0x55;
	KUNIT_EXPECT_FALSE(test, nfm_dedup_ask(test, 1, t->frame.len));
	/* Padded, and into a VLAN or out of it. */
	d->pad += 9;
	if (!d->jumbo && !d->l3_len) {
		d->accel = d->n_tags && !d->accel;
		if (!d->n_tags)
			d->n_tags = 1;
		nfm_frame_build(d, &t->frame);
		KUNIT_EXPECT_FALSE(test, nfm_dedup_ask(test, 1, t->frame.len));
	}
	/* Two packets of one flow. */
	nfm_frame_build(d, &t->frame);
	t->frame.data[t->frame.l3 + (d->protocol == ETH_P_IP ? 5 : 3)] ^= 1;
	KUNIT_EXPECT_TRUE(test, nfm_dedup_ask(test, 1, t->frame.len));
}

/* Each byte but those that may change makes it another packet. */
static void nfm_dedup_bytes(struct kunit *test)
{
	struct nfm_dedup_test *t = test->priv;
	static const struct {
		u8 proto;
		u8 from;
		u8 to;
	} sums[] = { { 6, 16, 18 }, { 17, 6, 8 }, { 136, 6, 8 }, { 132, 8, 12 }, { 47, 0, 0 } };
	struct nfm_desc d = { .name = "udp", .protocol = ETH_P_IP, .ttl = 64, .src = { 10, 1 },
			      .dst = { 10, 2 }, .src_port = 1, .dst_port = 2 };
	unsigned int i;
	int at, l4, len;

	for (i = 0; i < ARRAY_SIZE(sums); i++) {
		d.ip_proto = sums[i].proto;
		nfm_dedup_setup(test, &d);
		l4 = t->frame.l4;
		len = t->frame.len;
		for (at = t->frame.l3; at < len; at++) {
			bool may = at == t->frame.l3 + 8 || at == t->frame.l3 + 10 ||
				   at == t->frame.l3 + 11 ||
				   (at >= l4 + sums[i].from && at < l4 + sums[i].to);

			/* Version, lengths and protocol say how to read the rest. */
			if (at == t->frame.l3 || at == t->frame.l3 + 2 || at == t->frame.l3 + 9)
				continue;
			nfm_dedup_setup(test, &d);
			/* New to the first hook, and to others only if it is another. */
			nfm_dedup_ask(test, 0, len);
			t->frame.data[at] ^= 0x20;
			KUNIT_EXPECT_EQ_MSG(test, nfm_dedup_ask(test, 1, len), !may,
					    "protocol %u, byte %d", d.ip_proto, at);
		}
	}
}

/* A frame of 200 tags with a UDP packet behind them. */
static void nfm_dedup_tags(struct kunit *test)
{
	struct nfm_dedup_test *t = test->priv;
	struct nfm_desc d = { .name = "tags", .protocol = ETH_P_IP, .ttl = 64, .ip_proto = 17 };
	int i, len = 200 * VLAN_HLEN;

	nfm_dedup_setup(test, &d);
	memmove(t->frame.data + ETH_HLEN - 2 + len, t->frame.data + ETH_HLEN - 2,
		t->frame.len - ETH_HLEN + 2);
	for (i = 0; i < len; i += VLAN_HLEN) {
		*(__be16 *)(t->frame.data + ETH_HLEN - 2 + i) = htons(ETH_P_8021Q);
		*(__be16 *)(t->frame.data + ETH_HLEN + i) = htons(i);
	}
	t->frame.len += len;
}

/* How far a frame of tags is looked at does not depend on its length: what differs
 * behind that makes no other packet of it.
 */
static void nfm_dedup_bounded(struct kunit *test)
{
	int seen = ETH_HLEN + 8 * VLAN_HLEN + 192, at;
	struct nfm_dedup_test *t = test->priv;

	for (at = ETH_HLEN + 8 * VLAN_HLEN; at < seen + 100; at += 7) {
		nfm_dedup_tags(test);
		nfm_dedup_ask(test, 0, t->frame.len);
		t->frame.data[at] ^= 1;
		KUNIT_EXPECT_EQ_MSG(test, nfm_dedup_ask(test, 1, t->frame.len), at < seen,
				    "byte %d", at);
	}
}

/* It is forgotten in time, not before. */
static void nfm_dedup_time(struct kunit *test)
{
	struct nfm_dedup_test *t = test->priv;

	nfm_dedup_put(t->d);
	t->d = nfm_dedup_alloc(500);
	KUNIT_ASSERT_NOT_NULL(test, t->d);
	nfm_dedup_setup(test, &nfm_corpus[0]);
	KUNIT_EXPECT_TRUE(test, nfm_dedup_ask(test, 0, t->frame.len));
	KUNIT_EXPECT_FALSE(test, nfm_dedup_ask(test, 1, t->frame.len));
	msleep(501);
	KUNIT_EXPECT_TRUE(test, nfm_dedup_ask(test, 1, t->frame.len));
	KUNIT_EXPECT_FALSE(test, nfm_dedup_ask(test, 0, t->frame.len));
}

/* Nothing to tell it by: it is copied, wherever it is seen. */
static void nfm_dedup_nothing(struct kunit *test)
{
	struct nfm_dedup_test *t = test->priv;
	int i;

	nfm_dedup_setup(test, &nfm_corpus[0]);
	t->desc.no_mac = true;
	t->frame.len = 0;
	for (i = 0; i < 6; i++)
		KUNIT_EXPECT_TRUE(test, nfm_dedup_ask(test, i % 3, 0));
}

/* More packets than it keeps: each is another, and none is taken for a known one. */
static void nfm_dedup_crowd(struct kunit *test)
{
	struct nfm_desc d = { .name = "crowd", .protocol = ETH_P_IPV6, .ttl = 64, .src = { 0xfd },
			      .dst = { 0xfe }, .ip_proto = 17 };
	unsigned int i, n = NFM_DEDUP_PACKETS * 5 / 4, admitted = 0, again = 0;
	struct nfm_dedup_test *t = test->priv;
	struct nfm_pieces p = {};
	struct sk_buff *skb;

	nfm_dedup_setup(test, &d);
	p.cut = t->frame.len;
	p.linear = p.cut;
	skb = nfm_frame_skb(&d, &t->frame, &p);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	nfm_frame_pkt(&d, &p, skb, &t->pkt);
	for (i = 0; i < n; i++) {
		/* The source address. */
		memcpy(skb->data + t->frame.l3 + 20, &i, sizeof(i));
		admitted += nfm_dedup_admits(t, i % 2);
		/* The youngest is always there. */
		again += nfm_dedup_admits(t, !(i % 2));
		if (!(i % 1024))
			cond_resched();
	}
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, admitted, n);
	KUNIT_EXPECT_EQ(test, again, 0);
}

static struct kunit_case nfm_dedup_cases[] = {
	KUNIT_CASE_PARAM(nfm_dedup_hooks, nfm_corpus_param),
	KUNIT_CASE_PARAM(nfm_dedup_on_the_way, nfm_corpus_param),
	KUNIT_CASE(nfm_dedup_bytes),
	KUNIT_CASE(nfm_dedup_bounded),
	KUNIT_CASE(nfm_dedup_time),
	KUNIT_CASE(nfm_dedup_nothing),
	KUNIT_CASE(nfm_dedup_crowd),
	{}
};

struct kunit_suite nfm_dedup_suite = {
	.name = "nfm_dedup",
	.init = nfm_dedup_test_init,
	.exit = nfm_dedup_test_exit,
	.test_cases = nfm_dedup_cases,
};
