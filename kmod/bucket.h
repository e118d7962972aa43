/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Token buckets, as the generic cell rate algorithm (ITU-T I.371): instead of
 * tokens, the time at which the bucket would be full again. Without a lock; what
 * is refused writes nothing.
 */
#ifndef _NFM_BUCKET_H
#define _NFM_BUCKET_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/refcount.h>
#include <linux/types.h>

/**
 * struct nfm_bucket - a token bucket
 * @ref: shapes that use it
 * @rate: units per second
 * @scale: ticks per second, and unit of those
 * @depth: ticks in which an empty bucket fills
 * @full_at: when it will be full, in ticks of the monotonic clock; its own cache
 *	line, for each admission writes it
 */
struct nfm_bucket {
	refcount_t ref;
	u64 rate;
	u64 scale;
	u64 depth;
	atomic64_t full_at ____cacheline_aligned_in_smp;
};

struct nfm_bucket *nfm_bucket_alloc(u64 rate, u8 unit, u32 burst);
struct nfm_bucket *nfm_bucket_hold(struct nfm_bucket *b);
void nfm_bucket_put(struct nfm_bucket *b);
u32 nfm_bucket_burst(u64 rate, u8 unit, u32 burst);
bool nfm_bucket_take_at(struct nfm_bucket *b, unsigned int bytes, u64 now);
bool nfm_bucket_take(struct nfm_bucket *b, unsigned int bytes);

#endif /* _NFM_BUCKET_H */
