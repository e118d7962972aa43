// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters: making, reading and resetting them.
 *
 * A reset writes nothing that the packet path writes: it remembers what the
 * counters were.
 */
#include <linux/overflow.h>
#include <linux/slab.h>

#include "stats.h"

/**
 * nfm_counters_init - make counters
 * @c: counters
 * @last: the last outcome to tell apart
 *
 * Context: process.
 * Return: 0 or -ENOMEM
 */
int nfm_counters_init(struct nfm_counters *c, unsigned int last)
{
	struct nfm_stats __percpu *cpu;
	unsigned int n = last + 1;
	int i;

	if (last == NFM_OUTCOME_LAST)
		n += NFM_EXTRAS;
	cpu = __alloc_percpu_gfp(struct_size(per_cpu_ptr(cpu, 0), outcome, n),
				 __alignof__(struct nfm_stats), GFP_KERNEL_ACCOUNT);
	if (!cpu)
		return -ENOMEM;
	for_each_possible_cpu(i)
		u64_stats_init(&per_cpu_ptr(cpu, i)->syncp);
	c->cpu = cpu;
	c->base = NULL;
	c->last = last;
	return 0;
}

void nfm_counters_clean(struct nfm_counters *c)
{
	kfree(c->base);
	free_percpu(c->cpu);
}

static void nfm_sum_add(struct nfm_sum *a, const struct nfm_sum *b)
{
	a->packets += b->packets;
	a->bytes += b->bytes;
}

static void nfm_sum_read(struct nfm_sum *sum, const struct nfm_count *count)
{
	sum->packets = u64_stats_read(&count->packets);
	sum->bytes = u64_stats_read(&count->bytes);
}

/* Only who tells all outcomes apart has what else is counted. */
static int nfm_counters_extras(const struct nfm_counters *c)
{
	return c->last == NFM_OUTCOME_LAST ? NFM_EXTRAS : 0;
}

static void nfm_sum_cpu(const struct nfm_counters *c, int cpu, struct nfm_totals *sum)
{
	const struct nfm_stats *s = per_cpu_ptr(c->cpu, cpu);
	struct nfm_sum seen = {};
	struct nfm_totals t;
	unsigned int start;
	int i;

	do {
		start = u64_stats_fetch_begin(&s->syncp);
		t.used = READ_ONCE(s->used);
		for (i = 0; i <= c->last; i++)
			nfm_sum_read(&t.outcome[i], &s->outcome[i]);
		for (i = 0; i < nfm_counters_extras(c); i++)
			nfm_sum_read(&t.extra[i], &s->outcome[NFM_OUTCOMES + i]);
	} while (u64_stats_fetch_retry(&s->syncp, start));

	for (i = 0; i <= c->last; i++) {
		nfm_sum_add(&seen, &t.outcome[i]);
		nfm_sum_add(&sum->outcome[i], &t.outcome[i]);
	}
	for (i = 0; i < nfm_counters_extras(c); i++)
		nfm_sum_add(&sum->extra[i], &t.extra[i]);
	if (seen.packets && (!sum->seen.packets || time_after(t.used, sum->used)))
		sum->used = t.used;
	nfm_sum_add(&sum->seen, &seen);
}

/* A million rules may be reset. */
static size_t nfm_totals_size(const struct nfm_counters *c)
{
	return offsetof(struct nfm_totals, outcome) + (c->last + 1) * sizeof(struct nfm_sum);
}

static void nfm_counters_sum(const struct nfm_counters *c, struct nfm_totals *sum)
{
	int cpu;

	memset(sum, 0, sizeof(*sum));
	for_each_possible_cpu(cpu)
		nfm_sum_cpu(c, cpu, sum);
}

/**
 * nfm_counters_reset_prepare - do what can fail of a reset
 * @c: counters
 *
 * Context: process.
 * Return: 0 or -ENOMEM
 */
int nfm_counters_reset_prepare(struct nfm_counters *c)
{
	if (!c->base)
		c->base = kzalloc(nfm_totals_size(c), GFP_KERNEL_ACCOUNT);
	return c->base ? 0 : -ENOMEM;
}

/* What has come since nfm_counters_reset_prepare() is as good as new. */
int nfm_counters_reset(struct nfm_counters *c)
{
	struct nfm_totals sum;

	if (c->base) {
		nfm_counters_sum(c, &sum);
		memcpy(c->base, &sum, nfm_totals_size(c));
	}
	return 0;
}

static void nfm_sum_sub(struct nfm_sum *a, const struct nfm_sum *b)
{
	a->packets -= b->packets;
	a->bytes -= b->bytes;
}

/**
 * nfm_counters_read - counters since the last reset
 * @c: counters
 * @sum: where to
 */
void nfm_counters_read(const struct nfm_counters *c, struct nfm_totals *sum)
{
	int i;

	nfm_counters_sum(c, sum);
	if (!c->base)
		return;
	nfm_sum_sub(&sum->seen, &c->base->seen);
	for (i = 0; i <= c->last; i++)
		nfm_sum_sub(&sum->outcome[i], &c->base->outcome[i]);
	for (i = 0; i < nfm_counters_extras(c); i++)
		nfm_sum_sub(&sum->extra[i], &c->base->extra[i]);
}
