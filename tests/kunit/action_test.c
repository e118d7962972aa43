// SPDX-License-Identifier: GPL-2.0-only
/*
 * What refuses a copy before there is one: in which order, for which reason, and that
 * what is refused takes nothing from what comes later.
 */
#include <kunit/test.h>
#include <linux/sched/clock.h>
#include <linux/nf_mirror.h>

#include "action.h"
#include "bucket.h"
#include "cutoff.h"
#include "dedup.h"
#include "flow.h"
#include "frame.h"
#include "suites.h"
#include "view.h"

/* In the order of the contract: see "Shaping" in include/uapi/linux/nf_mirror.h. */
enum nfm_stage {
	NFM_STAGE_LOOP,
	NFM_STAGE_DEDUP,
	NFM_STAGE_SAMPLE,
	NFM_STAGE_CUTOFF,
	NFM_STAGE_RATE,
	NFM_STAGE_BUDGET,
	NFM_STAGE_COUNT_ONLY,
	NFM_STAGES
};

static const enum nfm_reason nfm_stage_reason[NFM_STAGES] = {
	NFM_REASON_LOOP, NFM_REASON_DUPLICATE, NFM_REASON_SAMPLED_OUT, NFM_REASON_CUT_OFF,
	NFM_REASON_RATE_LIMITED, NFM_REASON_OVER_BUDGET, NFM_REASON_COUNT_ONLY,
};

/* Mark of a copy made in the namespace, and of one on its first hop. */
#define NFM_OWN_MARK	0x123
#define NFM_LAST_MARK	0x456
#define NFM_OWN_HOP	(0x1000 | NFM_OWN_MARK)

/* Hooks; only where they are matters. */
static const char nfm_points[3];

struct nfm_action_test {
	struct nfm_net nn;
	struct nfm_session s;
	struct nfm_frame frame;
	struct sk_buff *skb;
	struct nfm_pkt pkt;
};

static int nfm_action_test_init(struct kunit *test)
{
	struct nfm_action_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
		const struct nfm_desc *d = &nfm_corpus[1];
	struct nfm_pieces p = {};

	test->priv = t;
	if (!t)
		return -ENOMEM;
	t->nn.mark = NFM_OWN_MARK;
	INIT_LIST_HEAD(&t->nn.sessions);
	t->s.nn = &t->nn;
	t->s.special = true;
	nfm_frame_build(d, &t->frame);
	p.cut = t->frame.len;
	p.linear = p.cut;
	t->skb = nfm_frame_skb(d, &t->frame, &p);
	if (!t->skb)
		return -ENOMEM;
	nfm_frame_pkt(d, &p, t->skb, &t->pkt);
	/* Its flow is whatever the tests say. */
	nfm_key_fill(&t->pkt, ~0U);
	t->pkt.reversed = false;
	return nfm_counters_init(&t->s.counters, NFM_OUTCOME_LAST);
}

static void nfm_action_set(struct nfm_action_test *t, struct nfm_shape *shape)
{
	nfm_shape_free(rcu_dereference_raw(t->s.shape));
	RCU_INIT_POINTER(t->s.shape, shape);
}

static void nfm_action_test_exit(struct kunit *test)
{
	struct nfm_action_test *t = test->priv;

	if (!t)
		return;
	nfm_action_set(t, NULL);
	nfm_counters_clean(&t->s.counters);
	kfree_skb(t->skb);
}

static struct nfm_shape *nfm_action_start(struct kunit *test, const struct nfm_options *opt)
{
	struct nfm_shape *shape = nfm_shape_alloc(opt, &nfm_shape_none);

	KUNIT_ASSERT_NOT_NULL(test, shape);
	nfm_action_set(test->priv, shape);
	return shape;
}

static unsigned int nfm_action_ask(struct nfm_action_test *t, u8 action)
{
	unsigned int outcome;

	local_bh_disable();
	rcu_read_lock();
	outcome = nfm_action_admit(&t->s, (struct nfm_decision){ .action = action }, &t->pkt);
	rcu_read_unlock();
	local_bh_enable();
	return outcome;
}

/* On all CPUs: the budget is spent until then, by their clocks. */
static void nfm_action_set_spent(struct nfm_shape *shape, u64 until)
{
	u64 *spent;
	int cpu;

	for_each_possible_cpu(cpu) {
		spent = per_cpu_ptr(shape->spent, cpu);
		*spent = until;
	}
}

/* ---- order ---- */

/* Every option that can refuse: those in @refuse will, and the others would the next packet. */
static void nfm_action_arm(struct kunit *test, unsigned int refuse)
{
	const struct nfm_options opt = {
		.dedup = 24 * 3600 * MSEC_PER_SEC, .sample = 2, .sample_by = NFM_SAMPLE_FLOW,
		.cutoff = 1, .cutoff_unit = NFM_CUTOFF_PACKETS,
		.rate = 1, .rate_unit = NFM_RATE_BITS, .burst = 1, .budget = 1,
		.count_only = !!(refuse & BIT(NFM_STAGE_COUNT_ONLY)),
	};
	struct nfm_shape *shape = nfm_action_start(test, &opt);
	struct nfm_action_test *t = test->priv;

	t->skb->tc_index = refuse & BIT(NFM_STAGE_LOOP) ? NFM_OWN_HOP : 0;
	t->pkt.flow = refuse & BIT(NFM_STAGE_SAMPLE) ? U32_MAX : 0;
	t->pkt.point = (const void *)&nfm_points[0];
	local_bh_disable();
	if (refuse & BIT(NFM_STAGE_DEDUP))
		nfm_dedup_admit(shape->dedup, &t->pkt);
	if (refuse & BIT(NFM_STAGE_CUTOFF))
		nfm_cutoff_admit(shape->cutoff, &t->pkt);
	if (refuse & BIT(NFM_STAGE_RATE))
		nfm_bucket_take(shape->rate, t->pkt.bytes);
	local_bh_enable();
	nfm_action_set_spent(shape, refuse & BIT(NFM_STAGE_BUDGET) ? U64_MAX : 0);
	t->pkt.point = (const void *)&nfm_points[1];
	t->s.shed_pending = 0;
}

/* The stages that remember a packet, this one or that of nfm_action_arm(). */
static unsigned int nfm_action_taken(struct nfm_action_test *t)
{
	const struct nfm_shape *shape = rcu_dereference_raw(t->s.shape);
	unsigned int taken = 0;

	t->pkt.point = (const void *)&nfm_points[2];
	local_bh_disable();
	if (!nfm_dedup_admit(shape->dedup, &t->pkt))
		taken |= BIT(NFM_STAGE_DEDUP);
	if (!nfm_cutoff_admit(shape->cutoff, &t->pkt))
		taken |= BIT(NFM_STAGE_CUTOFF);
	if (!nfm_bucket_take(shape->rate, t->pkt.bytes))
		taken |= BIT(NFM_STAGE_RATE);
	local_bh_enable();
	return taken;
}

/* Whatever would refuse a packet, the first of them does, and is what is counted; none
 * behind it knows of the packet.
 */
static void nfm_action_order(struct kunit *test)
{
	const unsigned int takers = BIT(NFM_STAGE_DEDUP) | BIT(NFM_STAGE_CUTOFF) |
				    BIT(NFM_STAGE_RATE);
	struct nfm_action_test *t = test->priv;
	struct nfm_totals totals;
	unsigned int refuse, i;

	for (refuse = 0; refuse < BIT(NFM_STAGES); refuse++) {
		unsigned int first = refuse ? __ffs(refuse) : NFM_STAGES, outcome, want, taken;

		want = refuse ? nfm_not_copied(nfm_stage_reason[first]) : NFM_COPIED;
		taken = takers & (refuse | GENMASK(first, 0));
		nfm_action_arm(test, refuse);
		outcome = nfm_action_ask(t, NFM_ACTION_MIRROR);
		KUNIT_EXPECT_EQ_MSG(test, outcome, want, "refuse %#x", refuse);
		KUNIT_EXPECT_EQ_MSG(test, nfm_action_taken(t), taken, "refuse %#x", refuse);
		/* What sheds is the budget. */
		KUNIT_EXPECT_EQ_MSG(test, t->s.shed_pending, first == NFM_STAGE_BUDGET,
				    "refuse %#x", refuse);
		local_bh_disable();
		nfm_count_at(&t->s.counters, outcome, t->pkt.bytes);
		local_bh_enable();
		cond_resched();
	}
	nfm_counters_read(&t->s.counters, &totals);
	KUNIT_EXPECT_EQ(test, totals.seen.packets, BIT(NFM_STAGES));
	KUNIT_EXPECT_EQ(test, totals.outcome[NFM_COPIED].packets, 1);
	for (i = 0; i < NFM_STAGES; i++)
		KUNIT_EXPECT_EQ(test,
				totals.outcome[nfm_not_copied(nfm_stage_reason[i])].packets,
				BIT(NFM_STAGES - 1 - i));
}

/* What is not to be mirrored is asked nothing more, and of a session that is not special
 * only a loop is refused.
 */
static void nfm_action_decisions(struct kunit *test)
{
	struct nfm_action_test *t = test->priv;

	nfm_action_arm(test, BIT(NFM_STAGE_LOOP));
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_SKIP), NFM_SKIPPED);
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_NO_MEMORY),
			nfm_not_copied(NFM_REASON_NO_MEMORY));
	t->skb->tc_index = 0;
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_SKIP), NFM_SKIPPED);
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_NO_MEMORY),
			nfm_not_copied(NFM_REASON_NO_MEMORY));
	KUNIT_EXPECT_EQ(test, nfm_action_taken(t), 0);

	t->s.special = false;
	nfm_action_arm(test, GENMASK(NFM_STAGE_COUNT_ONLY, NFM_STAGE_DEDUP));
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_MIRROR), NFM_COPIED);
	nfm_action_arm(test, BIT(NFM_STAGE_LOOP));
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_MIRROR),
			nfm_not_copied(NFM_REASON_LOOP));
}

struct nfm_some_mark {
	u16 hops;
	u16 id;
	bool loop;
};

/* A copy of our own, or one that has been copied often enough; else it is not a mark. */
static const struct nfm_some_mark nfm_some_marks[] = {
	{ 0, 0, false },
	{ 0, NFM_OWN_MARK, false },
	{ 1, NFM_OWN_MARK, true },
	{ 1, NFM_OWN_MARK ^ 1, false },
	{ 1, NFM_OWN_MARK ^ 0x800, false },
	{ 3, NFM_OWN_MARK, true },
	{ 3, NFM_OWN_MARK ^ 1, false },
	{ 3, NFM_LAST_MARK, false },
	{ 4, NFM_LAST_MARK, true },
	{ 4, NFM_LAST_MARK ^ 1, false },
	{ 4, NFM_OWN_MARK, false },
	{ 4, 0, false },
	{ 5, NFM_OWN_MARK, false },
	{ 5, NFM_LAST_MARK, false },
	{ 15, NFM_OWN_MARK, false },
	{ 15, 0xfff, false },
};

static void nfm_action_marks(struct kunit *test)
{
	struct nfm_action_test *t = test->priv;
	const struct nfm_some_mark *m;
	u16 last = nfm_mark_last;

	nfm_mark_last = NFM_LAST_MARK;
	for (m = nfm_some_marks; m < nfm_some_marks + ARRAY_SIZE(nfm_some_marks); m++) {
		t->skb->tc_index = m->hops << 12 | m->id;
		KUNIT_EXPECT_EQ_MSG(test, nfm_action_ask(t, NFM_ACTION_MIRROR),
				    m->loop ? nfm_not_copied(NFM_REASON_LOOP) : NFM_COPIED,
				    "hops %u, id %#x", m->hops, m->id);
	}
	nfm_mark_last = last;
}

/* ---- the budget ---- */

/* Account for a copy that was begun at @start: from @from on, the CPU's budget is spent for a
 * hundred times as long as the copy took.
 */
static void nfm_expect_spent(struct kunit *test, struct nfm_shape *shape, u64 start, u64 from)
{
	u64 least, most, spent;

	local_bh_disable();
	least = local_clock() - start;
	nfm_action_spent(shape, start);
	most = local_clock() - start;
	spent = *this_cpu_ptr(shape->spent);
	local_bh_enable();
	KUNIT_EXPECT_GE(test, spent, from + least * 100);
	KUNIT_EXPECT_LE(test, spent, from + most * 100);
}

static void nfm_action_budget(struct kunit *test)
{
	const unsigned int over = nfm_not_copied(NFM_REASON_OVER_BUDGET);
	const struct nfm_options opt = { .budget = 1 };
	struct nfm_shape *shape = nfm_action_start(test, &opt);
	struct nfm_action_test *t = test->priv;
	u64 now;

	/* One CPU all the time. */
	migrate_disable();
	/* A copy that took all the time since the machine started. */
	nfm_expect_spent(test, shape, 0, 0);
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_MIRROR), over);
	/* One more is added to it. */
	nfm_expect_spent(test, shape, local_clock(), *this_cpu_ptr(shape->spent));
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_MIRROR), over);
	/* Time in which there was none is not saved, and other CPUs' are not this one's. */
	nfm_action_set_spent(shape, U64_MAX);
	*this_cpu_ptr(shape->spent) = 0;
	now = local_clock();
	nfm_expect_spent(test, shape, now, now);
	*this_cpu_ptr(shape->spent) = local_clock();
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_MIRROR), NFM_COPIED);
	/* 10 ms ahead is not too much, an hour is. */
	*this_cpu_ptr(shape->spent) = local_clock() + 10 * NSEC_PER_MSEC;
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_MIRROR), NFM_COPIED);
	*this_cpu_ptr(shape->spent) = local_clock() + 3600ULL * NSEC_PER_SEC;
	KUNIT_EXPECT_EQ(test, nfm_action_ask(t, NFM_ACTION_MIRROR), over);
	migrate_enable();
}

static struct kunit_case nfm_action_cases[] = {
	KUNIT_CASE(nfm_action_order),
	KUNIT_CASE(nfm_action_decisions),
	KUNIT_CASE(nfm_action_marks),
	KUNIT_CASE(nfm_action_budget),
	{}
};

struct kunit_suite nfm_action_suite = {
	.name = "nfm_action",
	.init = nfm_action_test_init,
	.exit = nfm_action_test_exit,
	.test_cases = nfm_action_cases,
};
