// SPDX-License-Identifier: GPL-2.0-only
/*
 * Token buckets.
 */
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/nf_mirror.h>

#include "bucket.h"

/* A tick is 1/64 ns: a byte at 100 Gbit/s takes 5 of them, and 9 years fit. */
#define NFM_TICKS_PER_NS	64
#define NFM_TICKS_PER_SEC	((u64)NSEC_PER_SEC * NFM_TICKS_PER_NS)
#define NFM_TICKS_MAX		BIT_ULL(60)

#define NFM_BURST_BYTES_MIN	65536

/* Ticks in which @n packets or bytes come together. */
static u64 nfm_bucket_ticks(const struct nfm_bucket *b, u64 n)
{
	u64 ticks, shift = 0;

	/* Up to here the product fits. */
	for (; n >> 25; n >>= 1)
		shift++;
	ticks = div64_u64(n * b->scale, b->rate);
	return ticks >= NFM_TICKS_MAX >> shift ? NFM_TICKS_MAX : ticks << shift;
}

/**
 * nfm_bucket_burst - what may come at once
 * @rate: packets or bits per second
 * @unit: enum nfm_rate_unit
 * @burst: what was asked for; 0: nothing was
 *
 * Return: packets or bytes
 */
u32 nfm_bucket_burst(u64 rate, u8 unit, u32 burst)
{
	u64 tenth;

	if (burst)
		return burst;
	tenth = div_u64(rate, unit == NFM_RATE_PACKETS ? 10 : 10 * BITS_PER_BYTE);
	return clamp_t(u64, tenth, unit == NFM_RATE_PACKETS ? 1 : NFM_BURST_BYTES_MIN, U32_MAX);
}

/**
 * nfm_bucket_alloc - make a full bucket
 * @rate: packets or bits per second, not 0
 * @unit: enum nfm_rate_unit
 * @burst: packets or bytes; 0: as nfm_bucket_burst() has it
 *
 * Context: process.
 * Return: bucket or %NULL
 */
struct nfm_bucket *nfm_bucket_alloc(u64 rate, u8 unit, u32 burst)
{
	struct nfm_bucket *b = kzalloc(sizeof(*b), GFP_KERNEL_ACCOUNT);

	if (!b)
		return NULL;
	refcount_set(&b->ref, 1);
	b->rate = rate;
	b->scale = unit == NFM_RATE_PACKETS ? NFM_TICKS_PER_SEC :
					      NFM_TICKS_PER_SEC * BITS_PER_BYTE;
	b->depth = nfm_bucket_ticks(b, nfm_bucket_burst(rate, unit, burst));
	return b;
}

struct nfm_bucket *nfm_bucket_hold(struct nfm_bucket *b)
{
	refcount_inc(&b->ref);
	return b;
}

void nfm_bucket_put(struct nfm_bucket *b)
{
	if (b && refcount_dec_and_test(&b->ref))
		kfree(b);
}

/**
 * nfm_bucket_take_at - may a packet pass
 * @b: bucket
 * @bytes: its length
 * @now: ns
 *
 * A packet of more than the whole bucket passes when the bucket is full.
 *
 * Context: any.
 * Return: true if it may, and the bucket has less
 */
bool nfm_bucket_take_at(struct nfm_bucket *b, unsigned int bytes, u64 now)
{
	u64 cost = nfm_bucket_ticks(b, b->scale == NFM_TICKS_PER_SEC ? 1 : bytes);
	s64 old = atomic64_read(&b->full_at);
	u64 start, depth = max(b->depth, cost);

	now *= NFM_TICKS_PER_NS;
	do {
		start = max_t(u64, old, now);
		if (start + cost > now + depth)
			return false;
	} while (!atomic64_try_cmpxchg(&b->full_at, &old, start + cost));
	return true;
}

bool nfm_bucket_take(struct nfm_bucket *b, unsigned int bytes)
{
	return nfm_bucket_take_at(b, bytes, ktime_get_ns());
}
