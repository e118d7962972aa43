// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cache: what it remembers, and when it must not.
 */
#include "cache.h"
#include "rule.h"
#include "suites.h"
#include "world.h"

static int nfm_cache_test_init(struct kunit *test)
{
	struct nfm_world *w = nfm_world_alloc(test);

	test->priv = w;
	if (!w)
		return -ENOMEM;
	nfm_world_start(w, 20);
	return 0;
}

static void nfm_cache_test_exit(struct kunit *test)
{
	struct nfm_world *w = test->priv;

	if (!w)
		return;
	if (w->table)
		nfm_world_end(w);
	nfm_world_free(w);
}

/* Ask the cache on this CPU, as often as it takes to stay on it. */
static struct nfm_decision nfm_cache_ask(struct nfm_table *table, struct nfm_some_packet *p)
{
	struct nfm_decision d;

	local_bh_disable();
	rcu_read_lock();
	nfm_frame_pkt(&p->desc, &p->pieces, p->skb, &p->pkt);
	nfm_key_extract(&p->pkt, ~0U);
	d = nfm_cache_lookup(rcu_dereference(table->view), &p->pkt);
	rcu_read_unlock();
	local_bh_enable();
	return d;
}

static void nfm_cache_add_any(struct nfm_world *w, u32 prio, u8 action, struct nfm_rule **rule)
{
	struct nfm_wish wish = { .prio = prio, .action = action };
	const struct nlattr *nest = nfm_wish_match(&wish, &w->msg);

	KUNIT_ASSERT_EQ(w->test, nfm_match_parse(&w->match, nest, NULL), 0);
	*rule = nfm_rule_alloc(&w->match, prio, action);
	KUNIT_ASSERT_NOT_NULL(w->test, *rule);
	KUNIT_ASSERT_EQ(w->test, nfm_table_add(w->table, *rule, &w->match, NULL), 0);
}

/* After each kind of change, the next packet is decided by the new rules. */
static void nfm_cache_changes(struct kunit *test)
{
	struct nfm_world *w = test->priv;
	struct nfm_some_packet *p = &w->packet[0];
	struct nfm_rule *low, *high;

	KUNIT_EXPECT_PTR_EQ(test, nfm_cache_ask(w->table, p).rule, (struct nfm_rule *)NULL);
	KUNIT_EXPECT_EQ(test, nfm_cache_ask(w->table, p).action, NFM_ACTION_MIRROR);
	nfm_cache_add_any(w, 1, NFM_ACTION_SKIP, &low);
	KUNIT_EXPECT_PTR_EQ(test, nfm_cache_ask(w->table, p).rule, low);
	nfm_cache_add_any(w, 2, NFM_ACTION_MIRROR, &high);
	KUNIT_EXPECT_PTR_EQ(test, nfm_cache_ask(w->table, p).rule, high);
	KUNIT_EXPECT_EQ(test, nfm_cache_ask(w->table, p).action, NFM_ACTION_MIRROR);
	nfm_table_set_action(w->table, high, NFM_ACTION_SKIP);
	KUNIT_EXPECT_EQ(test, nfm_cache_ask(w->table, p).action, NFM_ACTION_SKIP);
	nfm_table_del(w->table, high);
	nfm_rule_free_rcu(high);
	KUNIT_EXPECT_PTR_EQ(test, nfm_cache_ask(w->table, p).rule, low);
	nfm_table_del(w->table, low);
	nfm_rule_free_rcu(low);
	KUNIT_EXPECT_PTR_EQ(test, nfm_cache_ask(w->table, p).rule, (struct nfm_rule *)NULL);
	KUNIT_EXPECT_EQ(test, nfm_cache_ask(w->table, p).action, NFM_ACTION_MIRROR);
}

/* Two tables never take what the other has left, also one where the other was. */
static void nfm_cache_tables(struct kunit *test)
{
	struct nfm_world *w = test->priv;
	struct nfm_some_packet *p = &w->packet[0];
	struct nfm_table *old;
	struct nfm_rule *rule;
	int i;

	nfm_cache_add_any(w, 1, NFM_ACTION_SKIP, &rule);
	KUNIT_EXPECT_PTR_EQ(test, nfm_cache_ask(w->table, p).rule, rule);
	for (i = 0; i < 200; i++) {
		old = w->table;
		nfm_table_free(old);
		w->table = NULL;
		w->table = nfm_table_alloc(0);
		KUNIT_ASSERT_NOT_NULL(test, w->table);
		KUNIT_ASSERT_EQ(test, nfm_cache_ask(w->table, p).action, NFM_ACTION_MIRROR);
		nfm_cache_add_any(w, 1, NFM_ACTION_SKIP, &rule);
		KUNIT_ASSERT_PTR_EQ(test, nfm_cache_ask(w->table, p).rule, rule);
	}
}

/* More flows than the cache has room for: each gets its own decision. */
static void nfm_cache_crowd(struct kunit *test)
{
	struct nfm_some_packet *p;
	struct nfm_world *w = test->priv;
	unsigned int i, round, n = 0;
	const struct nfm_view *view;

	while (w->n < 40)
		KUNIT_ASSERT_TRUE(test, nfm_world_add(w));
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 2000; i++) {
			struct nfm_decision cached, looked_up;

			p = &w->packet[i % NFM_WORLD_PACKETS];
			local_bh_disable();
			rcu_read_lock();
			view = rcu_dereference(w->table->view);
			nfm_frame_pkt(&p->desc, &p->pieces, p->skb, &p->pkt);
			nfm_key_extract(&p->pkt, ~0U);
			p->pkt.key.mark = i;
			p->pkt.key.src_port = htons(i);
			cached = nfm_cache_lookup(view, &p->pkt);
			looked_up = nfm_view_lookup(view, &p->pkt);
			rcu_read_unlock();
			local_bh_enable();
			n += cached.rule != looked_up.rule || cached.action != looked_up.action;
		}
	}
	KUNIT_EXPECT_EQ(test, n, 0);
}

static struct kunit_case nfm_cache_cases[] = {
	KUNIT_CASE(nfm_cache_changes),
	KUNIT_CASE(nfm_cache_tables),
	KUNIT_CASE(nfm_cache_crowd),
	{}
};

struct kunit_suite nfm_cache_suite = {
	.name = "nfm_cache",
	.init = nfm_cache_test_init,
	.exit = nfm_cache_test_exit,
	.test_cases = nfm_cache_cases,
};
