// SPDX-License-Identifier: GPL-2.0-only
/*
 * Token buckets, by a clock that the tests set.
 */
#include <kunit/test.h>
#include <linux/cpu.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/nf_mirror.h>
#include <linux/workqueue.h>

#include "bucket.h"
#include "random.h"
#include "suites.h"

#define NFM_SOME_TIME	(1000ULL * NSEC_PER_SEC)

static struct nfm_bucket *nfm_bucket_start(struct kunit *test, u64 rate, u8 unit, u32 burst)
{
	struct nfm_bucket *b = nfm_bucket_alloc(rate, unit, burst);

	KUNIT_ASSERT_NOT_NULL(test, b);
	return b;
}

/* How many of @bytes pass at once. */
static unsigned int nfm_bucket_drain(struct nfm_bucket *b, unsigned int bytes, u64 now)
{
	unsigned int n = 0;

	while (n < 100000 && nfm_bucket_take_at(b, bytes, now))
		n++;
	return n;
}

/* The burst, and then one whenever the time for it has come: not a nanosecond before. */
static void nfm_bucket_exact(struct kunit *test)
{
	struct nfm_bucket *b = nfm_bucket_start(test, 1000, NFM_RATE_PACKETS, 10);
	u64 now = NFM_SOME_TIME;
	int i;

	KUNIT_EXPECT_EQ(test, nfm_bucket_drain(b, 1514, now), 10);
	for (i = 0; i < 100; i++) {
		now += NSEC_PER_MSEC;
		KUNIT_EXPECT_FALSE(test, nfm_bucket_take_at(b, 60, now - 1));
		KUNIT_EXPECT_TRUE(test, nfm_bucket_take_at(b, 60, now));
		KUNIT_EXPECT_FALSE(test, nfm_bucket_take_at(b, 60, now));
	}
	/* However long nothing came, no more than the burst. */
	KUNIT_EXPECT_EQ(test, nfm_bucket_drain(b, 60, now + 3600 * (u64)NSEC_PER_SEC), 10);
	nfm_bucket_put(b);

	/* 8 Mbit/s: a byte in a microsecond. */
	b = nfm_bucket_start(test, 8000000, NFM_RATE_BITS, 3000);
	KUNIT_EXPECT_EQ(test, nfm_bucket_drain(b, 1000, now), 3);
	KUNIT_EXPECT_FALSE(test, nfm_bucket_take_at(b, 60, now + 60 * NSEC_PER_USEC - 1));
	KUNIT_EXPECT_TRUE(test, nfm_bucket_take_at(b, 60, now + 60 * NSEC_PER_USEC));
	nfm_bucket_put(b);
}

/* A packet of more than the whole bucket passes when it is full, and is paid for. */
static void nfm_bucket_giant(struct kunit *test)
{
	struct nfm_bucket *b = nfm_bucket_start(test, 512000, NFM_RATE_BITS, 1000);
	u64 now = NFM_SOME_TIME, full = now + NSEC_PER_SEC;

	KUNIT_EXPECT_TRUE(test, nfm_bucket_take_at(b, 64000, now));
	/* 100 bytes, as soon as so many are there. */
	KUNIT_EXPECT_FALSE(test, nfm_bucket_take_at(b, 100, full - 14062500 - 1));
	KUNIT_EXPECT_FALSE(test, nfm_bucket_take_at(b, 64000, full - 1));
	KUNIT_EXPECT_TRUE(test, nfm_bucket_take_at(b, 64000, full));
	KUNIT_EXPECT_TRUE(test, nfm_bucket_take_at(b, 100, full + NSEC_PER_SEC - 14062500));
	nfm_bucket_put(b);
}

/* What came through in a time is neither more nor less than the rate, whatever comes. */
static void nfm_bucket_rates(struct kunit *test)
{
	static const u64 rates[] = { 100000, 1000000, 77777777, 1000000000, 9999999999 };
	unsigned int i, j;

	for (i = 0; i < 40; i++) {
		struct nfm_random r = nfm_random_part(500 + i);
		u64 rate = nfm_random_pick(&r, rates), now = NFM_SOME_TIME, bytes = 0, most;
		u32 burst = 6000 + nfm_random_below(&r, 100000);
		struct nfm_bucket *b = nfm_bucket_start(test, rate, NFM_RATE_BITS, burst);
		u64 packet = div64_u64(8ULL * 60 * NSEC_PER_SEC, rate);
		unsigned int taken = 0, len;

		for (j = 0; j < 20000; j++) {
			len = 60 + nfm_random_below(&r, 1455);
			if (nfm_bucket_take_at(b, len, now)) {
				bytes += len;
				taken++;
			}
			now += nfm_random_below(&r, 2 * packet);
		}
		/* A packet is at most a 64th of a nanosecond cheaper than it should be. */
		most = mul_u64_u64_div_u64(now - NFM_SOME_TIME + taken / 64, rate,
					   8ULL * NSEC_PER_SEC);
		KUNIT_EXPECT_LE_MSG(test, bytes, burst + most + 1, "seed %#llx, part %u",
				    nfm_test_seed(), i);
		/* More was offered than passes: nothing of the rate is left. */
		KUNIT_EXPECT_GE_MSG(test, bytes + 2 * 1514, most, "seed %#llx, part %u",
				    nfm_test_seed(), i);
		nfm_bucket_put(b);
	}
}

/* A full bucket lets one pass, and will be full again. */
static void nfm_bucket_fills(struct kunit *test, u64 rate, u8 unit, u32 burst, u32 len)
{
	/* The longest that a bucket takes to fill, in ns; see NFM_TICKS_MAX. */
	const u64 longest = BIT_ULL(54);
	unsigned int year;

	for (year = 0; year <= 7; year++) {
		struct nfm_bucket *b = nfm_bucket_start(test, rate, unit, burst);
		u64 now = year * 3600ULL * 24 * 365 * NSEC_PER_SEC;
		bool taken = nfm_bucket_take_at(b, len, now);

		KUNIT_EXPECT_TRUE_MSG(test, taken && nfm_bucket_take_at(b, len, now + longest),
				      "rate %llu, unit %u, burst %u, %u bytes, year %u: %d", rate,
				      unit, burst, len, year, taken);
		nfm_bucket_put(b);
	}
}

/* Numbers at their ends. */
static void nfm_bucket_extremes(struct kunit *test)
{
	static const u64 rates[] = { 1, 2, 7, 1000000007, NFM_RATE_MAX - 1, NFM_RATE_MAX };
	static const u32 bursts[] = { 0, 1, 65535, U32_MAX - 1, U32_MAX };
	static const u32 lens[] = { 1, 60, 65536, 1 << 25, U32_MAX };
	unsigned int i, j, k;

	for (i = 0; i < ARRAY_SIZE(rates); i++) {
		for (j = 0; j < ARRAY_SIZE(bursts); j++) {
			for (k = 0; k < ARRAY_SIZE(lens); k++) {
				nfm_bucket_fills(test, rates[i], NFM_RATE_PACKETS, bursts[j],
						 lens[k]);
				nfm_bucket_fills(test, rates[i], NFM_RATE_BITS, bursts[j],
						 lens[k]);
			}
		}
	}
	KUNIT_EXPECT_EQ(test, nfm_bucket_burst(1, NFM_RATE_BITS, 0), 65536);
	KUNIT_EXPECT_EQ(test, nfm_bucket_burst(1, NFM_RATE_PACKETS, 0), 1);
	KUNIT_EXPECT_EQ(test, nfm_bucket_burst(1000, NFM_RATE_PACKETS, 0), 100);
	KUNIT_EXPECT_EQ(test, nfm_bucket_burst(1000000000, NFM_RATE_BITS, 0), 12500000);
	KUNIT_EXPECT_EQ(test, nfm_bucket_burst(NFM_RATE_MAX, NFM_RATE_PACKETS, 0), U32_MAX);
	KUNIT_EXPECT_EQ(test, nfm_bucket_burst(NFM_RATE_MAX, NFM_RATE_BITS, 5), 5);
}

/* CPUs' clocks may be apart: nothing is to be had by it. */
static void nfm_bucket_backwards(struct kunit *test)
{
	struct nfm_bucket *b = nfm_bucket_start(test, 1000, NFM_RATE_PACKETS, 10);
	unsigned int n = 0, i;

	for (i = 0; i < 1000; i++)
		n += nfm_bucket_take_at(b, 60, NFM_SOME_TIME - i % 7 * 10000);
	KUNIT_EXPECT_EQ(test, n, 10);
	nfm_bucket_put(b);
}

/**
 * struct nfm_taker - what takes from a bucket on one CPU
 * @work: runs there
 * @bucket: all CPUs' bucket
 * @taken: what it got
 */
struct nfm_taker {
	struct work_struct work;
	struct nfm_bucket *bucket;
	unsigned int taken;
};

static DEFINE_PER_CPU(struct nfm_taker, nfm_takers);

static void nfm_bucket_taker(struct work_struct *work)
{
	struct nfm_taker *taker = container_of(work, struct nfm_taker, work);
	unsigned int i;

	for (i = 0; i < 50000; i++)
		taker->taken += nfm_bucket_take_at(taker->bucket, 60, NFM_SOME_TIME + i / 1000);
}

/* All CPUs at once: together they get what one would have got. */
static void nfm_bucket_race(struct kunit *test)
{
	struct nfm_bucket *b = nfm_bucket_start(test, 1000, NFM_RATE_PACKETS, 70000);
	unsigned int n = 0, cpus = 0;
	struct nfm_taker *taker;
	int cpu;

	cpus_read_lock();
	for_each_online_cpu(cpu) {
		taker = per_cpu_ptr(&nfm_takers, cpu);
		taker->bucket = b;
		taker->taken = 0;
		INIT_WORK(&taker->work, nfm_bucket_taker);
		queue_work_on(cpu, system_wq, &taker->work);
	}
	for_each_online_cpu(cpu) {
		taker = per_cpu_ptr(&nfm_takers, cpu);
		flush_work(&taker->work);
		n += taker->taken;
		cpus++;
	}
	cpus_read_unlock();
	KUNIT_EXPECT_EQ(test, n, min_t(unsigned int, 70000, 50000 * cpus));
	nfm_bucket_put(b);
}

static struct kunit_case nfm_bucket_cases[] = {
	KUNIT_CASE(nfm_bucket_exact),
	KUNIT_CASE(nfm_bucket_giant),
	KUNIT_CASE(nfm_bucket_rates),
	KUNIT_CASE(nfm_bucket_extremes),
	KUNIT_CASE(nfm_bucket_backwards),
	KUNIT_CASE(nfm_bucket_race),
	{}
};

struct kunit_suite nfm_bucket_suite = {
	.name = "nfm_bucket",
	.test_cases = nfm_bucket_cases,
};
