// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cutoffs: what each flow gets, when it ends, and how many there is room for.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/nf_mirror.h>

#include "cutoff.h"
#include "flow.h"
#include "random.h"
#include "suites.h"

/* RFC 9293 */
#define FIN	1
#define SYN	2
#define RST	4
#define ACK	16
#define NO_TCP	0x10000

/* Flows whose numbers are so far apart meet in one set, which has this many places. */
#define NFM_SET_WAYS	8
#define NFM_SET_STEP	(NFM_CUTOFF_FLOWS / NFM_SET_WAYS)

struct nfm_cutoff_test {
	struct nfm_cutoff *c;
	struct nfm_pkt pkt;
};

static int nfm_cutoff_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct nfm_cutoff_test), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void nfm_cutoff_test_exit(struct kunit *test)
{
	struct nfm_cutoff_test *t = test->priv;

	if (t)
		nfm_cutoff_put(t->c);
}

static void nfm_cutoff_start_idle(struct kunit *test, u64 limit, u8 unit, u32 idle)
{
	struct nfm_cutoff_test *t = test->priv;

	nfm_cutoff_put(t->c);
	t->c = nfm_cutoff_alloc(limit, unit, idle);
	KUNIT_ASSERT_NOT_NULL(test, t->c);
}

static void nfm_cutoff_start(struct kunit *test, u64 limit, u8 unit)
{
	nfm_cutoff_start_idle(test, limit, unit, NFM_CUTOFF_IDLE);
}

/* A packet of the flow with this number: all has been found out about it. */
static bool nfm_cutoff_ask(struct nfm_cutoff_test *t, u64 flow, unsigned int bytes,
			   unsigned int flags, bool reversed)
{
	struct nfm_pkt *pkt = &t->pkt;
	bool admit;

	memset(pkt, 0x5a, sizeof(*pkt));
	pkt->parsed = ~0U;
	pkt->flow = flow;
	pkt->reversed = reversed;
	pkt->bytes = bytes;
	pkt->key.have = flags == NO_TCP ? 0 : BIT(NFM_F_TCP_FLAGS);
	pkt->key.tcp_flags = htons(flags);
	local_bh_disable();
	admit = nfm_cutoff_admit(t->c, pkt);
	local_bh_enable();
	return admit;
}

static bool nfm_cutoff_any(struct nfm_cutoff_test *t, u64 flow)
{
	return nfm_cutoff_ask(t, flow, 60, NO_TCP, false);
}

static u64 nfm_cutoff_evicted(struct nfm_cutoff_test *t)
{
	u64 evicted;

	nfm_cutoff_flows(t->c, &evicted);
	return evicted;
}

/* Each flow has so many packets, in turns with the others. */
static void nfm_cutoff_packets(struct kunit *test)
{
	struct nfm_cutoff_test *t = test->priv;
	unsigned int limit, round, flow;
	u64 evicted;

	for (limit = 1; limit <= 10; limit += 3) {
		nfm_cutoff_start(test, limit, NFM_CUTOFF_PACKETS);
		for (round = 0; round < 15; round++)
			for (flow = 0; flow < 200; flow++)
				KUNIT_EXPECT_EQ(test, nfm_cutoff_any(t, flow), round < limit);
		KUNIT_EXPECT_EQ(test, nfm_cutoff_flows(t->c, &evicted), 200);
		KUNIT_EXPECT_EQ(test, evicted, 0);
	}
}

/* The packet that reaches the number of bytes is copied. */
static void nfm_cutoff_bytes(struct kunit *test)
{
	static const u64 limits[] = { 1, 999, 1000, 1001, U64_MAX };
	static const unsigned int passes[] = { 1, 3, 3, 3, 9 };
	struct nfm_cutoff_test *t = test->priv;
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		nfm_cutoff_start(test, limits[i], NFM_CUTOFF_BYTES);
		for (n = 0; n < 9; n++)
			KUNIT_EXPECT_EQ_MSG(test, nfm_cutoff_ask(t, 5, 400, NO_TCP, false),
					    n < passes[i], "limit %llu, packet %u", limits[i], n);
	}
	nfm_cutoff_start(test, 800, NFM_CUTOFF_BYTES);
	for (n = 0; n < 4; n++)
		KUNIT_EXPECT_EQ(test, nfm_cutoff_ask(t, 5, 400, NO_TCP, n & 1), n < 2);
}

struct nfm_cutoff_step {
	unsigned int flags;
	bool reversed;
	bool admit;
};

#define END	{ .flags = ~0U }

/* With a limit of one packet: which of them begin the flow anew. */
static const struct nfm_cutoff_step nfm_cutoff_lives[][10] = {
	/* A handshake and what follows is one flow. */
	{ { SYN, 0, 1 }, { SYN | ACK, 1, 0 }, { ACK, 0, 0 }, { ACK, 1, 0 }, END },
	/* A SYN begins it anew, also before its end. */
	{ { SYN, 0, 1 }, { ACK, 0, 0 }, { SYN, 0, 1 }, { SYN, 0, 1 }, { ACK, 0, 0 }, END },
	{ { ACK, 0, 1 }, { SYN, 1, 1 }, { SYN | ACK, 0, 0 }, END },
	/* Where only answers are seen, it begins with them; once. */
	{ { SYN | ACK, 1, 1 }, { SYN | ACK, 1, 0 }, { ACK, 1, 0 }, { SYN | ACK, 1, 1 },
	  { ACK, 1, 0 }, END },
	/* What comes behind the end is not a flow. */
	{ { SYN, 0, 1 }, { FIN | ACK, 0, 0 }, { FIN | ACK, 1, 0 }, { ACK, 0, 0 }, { SYN, 0, 1 },
	  END },
	{ { ACK, 0, 1 }, { RST, 0, 0 }, { RST, 1, 0 }, { ACK, 1, 0 }, { SYN, 1, 1 }, END },
};

static void nfm_cutoff_tcp_lives(struct kunit *test)
{
	struct nfm_cutoff_test *t = test->priv;
	const struct nfm_cutoff_step *s;
	unsigned int i;

	nfm_cutoff_start(test, 1, NFM_CUTOFF_PACKETS);
	for (i = 0; i < ARRAY_SIZE(nfm_cutoff_lives); i++)
		for (s = nfm_cutoff_lives[i]; s->flags != ~0U; s++)
			KUNIT_EXPECT_EQ_MSG(test,
					    nfm_cutoff_ask(t, i + 1, 60, s->flags, s->reversed),
					    s->admit, "flow %u, packet %ld", i,
					    (long)(s - nfm_cutoff_lives[i]));
}

static void nfm_cutoff_fill(struct kunit *test, struct nfm_cutoff_test *t)
{
	unsigned int i;

	nfm_cutoff_start(test, 1, NFM_CUTOFF_PACKETS);
	for (i = 0; i < NFM_SET_WAYS; i++)
		KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, i * NFM_SET_STEP));
	KUNIT_EXPECT_EQ(test, nfm_cutoff_evicted(t), 0);
}

/* Where there is no room, the flow that has been quiet for longest makes it. */
static void nfm_cutoff_evicts(struct kunit *test)
{
	struct nfm_cutoff_test *t = test->priv;
	unsigned int i;

	nfm_cutoff_fill(test, t);
	msleep(50);
	for (i = 0; i < NFM_SET_WAYS; i++)
		if (i != 3)
			KUNIT_EXPECT_FALSE(test, nfm_cutoff_any(t, i * NFM_SET_STEP));
	KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, 100 * NFM_SET_STEP));
	KUNIT_EXPECT_EQ(test, nfm_cutoff_evicted(t), 1);
	msleep(50);
	for (i = 0; i < NFM_SET_WAYS; i++)
		if (i != 3)
			KUNIT_EXPECT_FALSE(test, nfm_cutoff_any(t, i * NFM_SET_STEP));
	/* It is a new flow now, and takes the place of the one that had its own. */
	KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, 3 * NFM_SET_STEP));
	KUNIT_EXPECT_EQ(test, nfm_cutoff_evicted(t), 2);
}

/* One that has ended goes first, and nothing is lost by it. */
static void nfm_cutoff_ended(struct kunit *test)
{
	struct nfm_cutoff_test *t = test->priv;
	u64 other = 100 * NFM_SET_STEP;

	nfm_cutoff_fill(test, t);
	nfm_cutoff_ask(t, 2 * NFM_SET_STEP, 60, RST, false);
	KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, other));
	KUNIT_EXPECT_EQ(test, nfm_cutoff_evicted(t), 0);
	nfm_cutoff_ask(t, 5 * NFM_SET_STEP, 60, FIN | ACK, false);
	nfm_cutoff_ask(t, 5 * NFM_SET_STEP, 60, FIN | ACK, true);
	KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, other + NFM_SET_STEP));
	KUNIT_EXPECT_EQ(test, nfm_cutoff_evicted(t), 0);
	/* Not by one direction's end, said twice. */
	nfm_cutoff_ask(t, 7 * NFM_SET_STEP, 60, FIN | ACK, false);
	nfm_cutoff_ask(t, 7 * NFM_SET_STEP, 60, FIN | ACK, false);
	KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, other + 2 * NFM_SET_STEP));
	KUNIT_EXPECT_EQ(test, nfm_cutoff_evicted(t), 1);
}

/* A flow that has been quiet for long enough is over, and its place free. */
static void nfm_cutoff_quiet(struct kunit *test)
{
	struct nfm_cutoff_test *t = test->priv;
	unsigned int i;

	nfm_cutoff_start_idle(test, 1, NFM_CUTOFF_PACKETS, 1);
	for (i = 0; i < NFM_SET_WAYS; i++)
		KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, i * NFM_SET_STEP));
	msleep(50);
	KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, 2 * NFM_SET_STEP));
	KUNIT_EXPECT_TRUE(test, nfm_cutoff_any(t, 100 * NFM_SET_STEP));
	KUNIT_EXPECT_EQ(test, nfm_cutoff_evicted(t), 0);
	/* Not before. */
	nfm_cutoff_fill(test, t);
	msleep(50);
	KUNIT_EXPECT_FALSE(test, nfm_cutoff_any(t, 2 * NFM_SET_STEP));
}

/* Any number of flows: the memory stays the same, and each has a place or was evicted. */
static void nfm_cutoff_crowd(struct kunit *test)
{
	struct nfm_cutoff_test *t = test->priv;
	struct nfm_random r = nfm_random_part(600);
	unsigned int i, n = 3 * NFM_CUTOFF_FLOWS, admitted = 0, flows;
	u64 evicted;

	nfm_cutoff_start(test, 1, NFM_CUTOFF_PACKETS);
	for (i = 0; i < n; i++) {
		admitted += nfm_cutoff_any(t, nfm_random_u64(&r));
		if (!(i % 1024))
			cond_resched();
	}
	flows = nfm_cutoff_flows(t->c, &evicted);
	KUNIT_EXPECT_EQ(test, admitted, n);
	KUNIT_EXPECT_LE(test, flows, NFM_CUTOFF_FLOWS);
	/* Three for each place: no more than one set in ten has one free. */
	KUNIT_EXPECT_GE(test, flows, NFM_CUTOFF_FLOWS * 9 / 10);
	KUNIT_EXPECT_EQ(test, flows + evicted, n);
}

static struct kunit_case nfm_cutoff_cases[] = {
	KUNIT_CASE(nfm_cutoff_packets),
	KUNIT_CASE(nfm_cutoff_bytes),
	KUNIT_CASE(nfm_cutoff_tcp_lives),
	KUNIT_CASE(nfm_cutoff_evicts),
	KUNIT_CASE(nfm_cutoff_ended),
	KUNIT_CASE(nfm_cutoff_quiet),
	KUNIT_CASE(nfm_cutoff_crowd),
	{}
};

struct kunit_suite nfm_cutoff_suite = {
	.name = "nfm_cutoff",
	.init = nfm_cutoff_test_init,
	.exit = nfm_cutoff_test_exit,
	.test_cases = nfm_cutoff_cases,
};
