/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random numbers that a seed repeats.
 */
#ifndef _NFM_TEST_RANDOM_H
#define _NFM_TEST_RANDOM_H

#include <linux/types.h>

struct nfm_random {
	u64 state;
};

/* splitmix64 */
static inline u64 nfm_random_u64(struct nfm_random *r)
{
	u64 z = r->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

/* 0 to @n - 1 */
static inline u32 nfm_random_below(struct nfm_random *r, u32 n)
{
	return (nfm_random_u64(r) >> 32) * n >> 32;
}

/* Once in @n times. */
static inline bool nfm_random_one_in(struct nfm_random *r, u32 n)
{
	return !nfm_random_below(r, n);
}

#define nfm_random_pick(r, array) ((array)[nfm_random_below(r, ARRAY_SIZE(array))])

/* The seed of this run: the module's parameter, or one drawn and printed. */
u64 nfm_test_seed(void);

/* The part of the run to begin with, where a test has many: the module's parameter. */
unsigned int nfm_test_part(void);

/* The run's random numbers for the part @part of it: any part can be had without
 * those before it.
 */
static inline struct nfm_random nfm_random_part(u64 part)
{
	struct nfm_random r = { .state = nfm_test_seed() };

	r.state = nfm_random_u64(&r) ^ part * 0xd1342543de82ef95ULL;
	return r;
}

#endif /* _NFM_TEST_RANDOM_H */
