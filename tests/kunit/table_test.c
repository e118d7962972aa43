// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flow table and the cache against what looking at all rules says: a million
 * pairs of a rule set and a packet, and the table's limits.
 *
 * Parameters of the module: seed= is that of a run to be had again, pairs= how
 * many to try, part= the first of its parts (a part is a table that rules come to
 * and go from, or in dissect_test.c a frame and its mutants; the one that failed is
 * printed).
 */
#include <linux/module.h>
#include <linux/random.h>

#include "rule.h"
#include "suites.h"
#include "world.h"

static ulong seed;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "of the random numbers; 0: drawn and printed");

static uint pairs = 1000000;
module_param(pairs, uint, 0444);
MODULE_PARM_DESC(pairs, "of rule set and packet to try");

static uint part = 1;
module_param(part, uint, 0444);
MODULE_PARM_DESC(part, "of the run to begin with");

u64 nfm_test_seed(void)
{
	if (!seed) {
		seed = get_random_long() | 1;
		pr_info("nf_mirror_kunit: seed=%#lx\n", seed);
	}
	return seed;
}

unsigned int nfm_test_part(void)
{
	return part;
}

#define NFM_PART_STEPS	30

/* Some change of the rules. Returns whether it did what it has to. */
static bool nfm_world_change(struct nfm_world *w)
{
	unsigned int what = nfm_random_below(&w->r, 100);

	if (what < 60)
		return nfm_world_add(w);
	if (what < 85)
		nfm_world_del(w);
	else if (what < 95)
		nfm_world_set_action(w);
	else
		return nfm_world_replace(w, nfm_random_below(&w->r, 12));
	return true;
}

/* One table: it begins with some rules, and between all changes every packet is asked about. */
static bool nfm_table_part(struct nfm_world *w, unsigned int n, unsigned int *done)
{
	unsigned int step, i;
	bool good = true;

	nfm_world_start(w, 1000 + n);
	/* Some have many rules, and meet the limit of masks. */
	for (i = nfm_random_one_in(&w->r, 40) ? 200 : nfm_random_below(&w->r, 12); i && good; i--)
		good = nfm_world_add(w);
	for (step = 0; step < NFM_PART_STEPS && good; step++) {
		good = nfm_world_change(w) && nfm_world_whole(w);
		for (i = 0; i < NFM_WORLD_PACKETS && good; i++, ++*done)
			good = nfm_world_ask(w, &w->packet[i]);
	}
	nfm_world_end(w);
	return good;
}

static int nfm_table_init(struct kunit *test)
{
	test->priv = nfm_world_alloc(test);
	return test->priv ? 0 : -ENOMEM;
}

static void nfm_table_exit(struct kunit *test)
{
	nfm_world_free(test->priv);
}

static void nfm_table_against_oracle(struct kunit *test)
{
	struct nfm_world *w = test->priv;
	unsigned int n, done = 0;

	for (n = part; done < pairs; n++) {
		if (!nfm_table_part(w, n, &done)) {
			KUNIT_FAIL(test, "seed=%#llx part=%u: to see it again: pairs=1",
				   nfm_test_seed(), n);
			return;
		}
		cond_resched();
	}
	kunit_info(test, "%u pairs of rule set and packet in %u parts, %u rules refused for want of masks, seed=%#llx",
		   done, n - part, w->refused, nfm_test_seed());
}

/* A rule in a table by itself, against every packet: the commonest case of all. */
static void nfm_table_one_rule(struct kunit *test)
{
	struct nfm_world *w = test->priv;
	unsigned int i, j, k, hits = 0;

	for (i = 0; i < 30; i++) {
		nfm_world_start(w, 500 + i);
		for (j = 0; j < 10; j++) {
			KUNIT_EXPECT_TRUE(test, nfm_world_add(w));
			for (k = 0; k < NFM_WORLD_PACKETS; k++) {
				KUNIT_EXPECT_TRUE(test, nfm_world_ask(w, &w->packet[k]));
				hits += w->n && nfm_wish_fits(&w->wish[0], &w->packet[k].key);
			}
			nfm_world_del(w);
		}
		nfm_world_end(w);
		cond_resched();
	}
	kunit_info(test, "%u packets, %u matched", i * j * k, hits);
	/* The oracle would agree with a table that never finds anything. */
	KUNIT_EXPECT_GT(test, hits, i * j * k / 20);
}

static void nfm_wish_of_tos(struct nfm_wish *w, u8 tos, u8 mask)
{
	memset(w, 0, sizeof(*w));
	w->prio = 1;
	w->n = 1;
	w->ask[0] = (struct nfm_ask){ .attr = NFM_KEY_TOS, .num = tos, .mask = mask };
}

static int nfm_world_add_wish(struct nfm_world *w, const struct nfm_wish *wish,
			      struct nfm_rule **rule, struct netlink_ext_ack *extack)
{
	int err = nfm_match_parse(&w->match, nfm_wish_match(wish, &w->msg), extack);

	KUNIT_ASSERT_EQ(w->test, err, 0);
	*rule = nfm_rule_alloc(&w->match, wish->prio, wish->action);
	KUNIT_ASSERT_NOT_NULL(w->test, *rule);
	err = nfm_table_add(w->table, *rule, &w->match, extack);
	if (err)
		nfm_rule_free_rcu(*rule);
	return err;
}

/* As many masks as allowed, one more, and one more once one has gone. */
static void nfm_table_mask_limit(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct nfm_world *w = test->priv;
	struct nfm_rule *rule, *first = NULL;
	struct nfm_wish wish;
	unsigned int i;

	nfm_world_start(w, 10);
	for (i = 1; i <= NFM_MASKS_MAX; i++) {
		nfm_wish_of_tos(&wish, 0, i);
		KUNIT_ASSERT_EQ(test, nfm_world_add_wish(w, &wish, &rule, &extack), 0);
		first = first ?: rule;
	}
	KUNIT_EXPECT_EQ(test, w->table->n_masks, NFM_MASKS_MAX);
	nfm_wish_of_tos(&wish, 0, i);
	KUNIT_EXPECT_EQ(test, nfm_world_add_wish(w, &wish, &rule, &extack), -ENOSPC);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, w->table->n_masks, NFM_MASKS_MAX);
	KUNIT_EXPECT_EQ(test, w->table->n_rules, NFM_MASKS_MAX);
	/* A rule of a mask that is there needs no other. */
	nfm_wish_of_tos(&wish, 1, 1);
	KUNIT_EXPECT_EQ(test, nfm_world_add_wish(w, &wish, &rule, &extack), 0);
	nfm_table_del(w->table, rule);
	nfm_rule_free_rcu(rule);
	nfm_table_del(w->table, first);
	nfm_rule_free_rcu(first);
	KUNIT_EXPECT_EQ(test, w->table->n_masks, NFM_MASKS_MAX - 1);
	nfm_wish_of_tos(&wish, 0, i);
	KUNIT_EXPECT_EQ(test, nfm_world_add_wish(w, &wish, &rule, &extack), 0);
	nfm_world_end(w);
}

/* A rule whose ranges would become too many entries leaves nothing behind. */
static void nfm_table_entry_limit(struct kunit *test)
{
	struct netlink_ext_ack extack = {};
	struct nfm_world *w = test->priv;
	struct nfm_wish wish = { .prio = 1, .n = 2 };
	struct nfm_rule *rule;

	nfm_world_start(w, 11);
	wish.ask[0] = (struct nfm_ask){
		.attr = NFM_KEY_SRC_PORT,
		.n_ranges = 3,
		.range = { { 1, 16382 }, { 16385, 32766 }, { 32769, 65534 } },
	};
	wish.ask[1] = wish.ask[0];
	wish.ask[1].attr = NFM_KEY_DST_PORT;
	KUNIT_EXPECT_EQ(test, nfm_world_add_wish(w, &wish, &rule, &extack), -ENOSPC);
	KUNIT_EXPECT_NOT_NULL(test, extack._msg);
	KUNIT_EXPECT_EQ(test, w->table->n_masks, 0);
	KUNIT_EXPECT_EQ(test, w->table->n_rules, 0);
	KUNIT_EXPECT_TRUE(test, nfm_world_ask(w, &w->packet[0]));
	nfm_world_end(w);
}

/* Ids end; those of the next set of rules go on, or begin again in time. */
static void nfm_table_ids(struct kunit *test)
{
	struct nfm_world *w = test->priv;
	struct nfm_rule *rule;
	struct nfm_wish wish;

	nfm_world_start(w, 12);
	nfm_wish_of_tos(&wish, 0, 1);
	w->table->last_id = U32_MAX - 1;
	KUNIT_EXPECT_EQ(test, nfm_world_add_wish(w, &wish, &rule, NULL), 0);
	KUNIT_EXPECT_EQ(test, rule->id, U32_MAX);
	nfm_wish_of_tos(&wish, 1, 1);
	KUNIT_EXPECT_EQ(test, nfm_world_add_wish(w, &wish, &rule, NULL), -ENOSPC);
	KUNIT_EXPECT_EQ(test, nfm_table_next_ids(w->table), 0);
	w->table->last_id = 1000;
	KUNIT_EXPECT_EQ(test, nfm_table_next_ids(w->table), 1000);
	nfm_world_end(w);
}

static struct kunit_case nfm_table_cases[] = {
	KUNIT_CASE(nfm_table_one_rule),
	KUNIT_CASE(nfm_table_mask_limit),
	KUNIT_CASE(nfm_table_entry_limit),
	KUNIT_CASE(nfm_table_ids),
	KUNIT_CASE(nfm_table_against_oracle),
	{}
};

struct kunit_suite nfm_table_suite = {
	.name = "nfm_table",
	.init = nfm_table_init,
	.exit = nfm_table_exit,
	.test_cases = nfm_table_cases,
};
