/* SPDX-License-Identifier: GPL-2.0-only */
/* Numbers that a seed and an index give, the same everywhere. */
#ifndef NFM_FUZZ_RANDOM_H
#define NFM_FUZZ_RANDOM_H

#include <stdint.h>

/* Of the one program that this is in. */
extern uint64_t rnd_state;

static inline uint64_t rnd64(void)
{
	uint64_t z = rnd_state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* What follows depends on these two alone. */
static inline void rnd_seed(uint64_t seed, uint64_t index)
{
	rnd_state = seed ^ (index * 0xd1342543de82ef95);
	rnd64();
}

/* 0 to @n - 1 */
static inline uint32_t rnd(uint32_t n)
{
	return (rnd64() >> 32) * n >> 32;
}

/* @percent of the time */
static inline int chance(unsigned int percent)
{
	return rnd(100) < percent;
}

#endif
