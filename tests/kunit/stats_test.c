// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters: their sum over the CPUs, resets, and outcomes that share a counter.
 */
#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/workqueue.h>

#include "stats.h"
#include "suites.h"

static struct nfm_counters nfm_some_counters;

/* On each CPU: 1 packet of outcome 0, 2 of outcome 1, ..., of 100 bytes and more. */
static void nfm_count_here(struct work_struct *work)
{
	unsigned int outcome, i;

	local_bh_disable();
	for (outcome = 0; outcome < NFM_OUTCOMES; outcome++)
		for (i = 0; i <= outcome; i++)
			nfm_count(&nfm_some_counters, outcome, 100 + i);
	local_bh_enable();
}

static void nfm_count_everywhere(void)
{
	struct work_struct work;
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		INIT_WORK_ONSTACK(&work, nfm_count_here);
		queue_work_on(cpu, system_wq, &work);
		flush_work(&work);
		destroy_work_on_stack(&work);
	}
	cpus_read_unlock();
}

static void nfm_stats_start(struct kunit *test, unsigned int last)
{
	memset(&nfm_some_counters, 0x5a, sizeof(nfm_some_counters));
	KUNIT_ASSERT_EQ(test, nfm_counters_init(&nfm_some_counters, last), 0);
}

static u64 nfm_triangle(u64 n)
{
	return n * (n + 1) / 2;
}

static void nfm_stats_sum(struct kunit *test)
{
	u64 cpus = num_online_cpus();
	struct nfm_totals t;
	unsigned int o;

	nfm_stats_start(test, NFM_OUTCOME_LAST);
	nfm_counters_read(&nfm_some_counters, &t);
	KUNIT_EXPECT_EQ(test, t.seen.packets, 0);
	nfm_count_everywhere();
	nfm_counters_read(&nfm_some_counters, &t);
	for (o = 0; o < NFM_OUTCOMES; o++) {
		KUNIT_EXPECT_EQ(test, t.outcome[o].packets, cpus * (o + 1));
		KUNIT_EXPECT_EQ(test, t.outcome[o].bytes, cpus * (100 * (o + 1) + nfm_triangle(o)));
	}
	KUNIT_EXPECT_EQ(test, t.seen.packets, cpus * nfm_triangle(NFM_OUTCOMES));
	KUNIT_EXPECT_TRUE(test, time_before_eq(t.used, jiffies));
	nfm_counters_clean(&nfm_some_counters);
}

/* A rule's counters: all reasons in one. */
static void nfm_stats_last(struct kunit *test)
{
	u64 cpus = num_online_cpus();
	struct nfm_totals t;

	nfm_stats_start(test, NFM_NOT_COPIED);
	nfm_count_everywhere();
	nfm_counters_read(&nfm_some_counters, &t);
	KUNIT_EXPECT_EQ(test, t.outcome[NFM_COPIED].packets, cpus);
	KUNIT_EXPECT_EQ(test, t.outcome[NFM_SKIPPED].packets, 2 * cpus);
	KUNIT_EXPECT_EQ(test, t.outcome[NFM_NOT_COPIED].packets,
			cpus * (nfm_triangle(NFM_OUTCOMES) - 3));
	KUNIT_EXPECT_EQ(test, t.seen.packets, cpus * nfm_triangle(NFM_OUTCOMES));
	nfm_counters_clean(&nfm_some_counters);
}

static void nfm_stats_reset_last(struct kunit *test, unsigned int last)
{
	struct nfm_counters *c = &nfm_some_counters;
	u64 cpus = num_online_cpus();
	struct nfm_totals t;
	unsigned int round, o;

	nfm_stats_start(test, last);
	nfm_count_everywhere();
	for (round = 0; round < 3; round++) {
		KUNIT_ASSERT_EQ(test, nfm_counters_reset_prepare(c), 0);
		nfm_counters_reset(c);
		nfm_counters_read(c, &t);
		KUNIT_EXPECT_EQ(test, t.seen.packets, 0);
		KUNIT_EXPECT_EQ(test, t.seen.bytes, 0);
		for (o = 0; o <= last; o++)
			KUNIT_EXPECT_EQ(test, t.outcome[o].packets, 0);
		nfm_count_everywhere();
		nfm_counters_read(c, &t);
		KUNIT_EXPECT_EQ(test, t.seen.packets, cpus * nfm_triangle(NFM_OUTCOMES));
		KUNIT_EXPECT_EQ(test, t.outcome[NFM_SKIPPED].packets, 2 * cpus);
	}
	nfm_counters_clean(c);
}

static void nfm_stats_reset(struct kunit *test)
{
	nfm_stats_reset_last(test, NFM_OUTCOME_LAST);
}

/* A rule's remember no more than they have. */
static void nfm_stats_reset_rule(struct kunit *test)
{
	nfm_stats_reset_last(test, NFM_NOT_COPIED);
}

/* Less than the original's. */
static void nfm_stats_extra(struct kunit *test)
{
	struct nfm_counters *c = &nfm_some_counters;
	struct nfm_totals t;
	unsigned int i;

	nfm_stats_start(test, NFM_OUTCOME_LAST);
	local_bh_disable();
	for (i = 0; i < 3; i++)
		nfm_count_extra(c, NFM_SENT, -1, -1436);
	nfm_count_extra(c, NFM_SENT, 2, 0);
	local_bh_enable();
	nfm_counters_read(c, &t);
	KUNIT_EXPECT_EQ(test, (s64)t.extra[NFM_SENT].packets, -1);
	KUNIT_EXPECT_EQ(test, (s64)t.extra[NFM_SENT].bytes, -3 * 1436);
	KUNIT_EXPECT_EQ(test, t.seen.packets, 0);
	KUNIT_ASSERT_EQ(test, nfm_counters_reset_prepare(c), 0);
	nfm_counters_reset(c);
	nfm_counters_read(c, &t);
	KUNIT_EXPECT_EQ(test, t.extra[NFM_SENT].bytes, 0);
	nfm_counters_clean(c);
}

static struct kunit_case nfm_stats_cases[] = {
	KUNIT_CASE(nfm_stats_sum),
	KUNIT_CASE(nfm_stats_last),
	KUNIT_CASE(nfm_stats_reset),
	KUNIT_CASE(nfm_stats_reset_rule),
	KUNIT_CASE(nfm_stats_extra),
	{}
};

struct kunit_suite nfm_stats_suite = {
	.name = "nfm_stats",
	.test_cases = nfm_stats_cases,
};
