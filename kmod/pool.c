// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters of many rules in few per-CPU allocations.
 *
 * A per-CPU allocation costs thousands of instructions, and more the more of
 * them there are; a million rules cannot afford one each. A block holds the
 * counters of up to NFM_POOL_MAX rules. The first ones are small, so that a
 * session with a few rules takes little.
 */
#include <linux/bitops.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "pool.h"
#include "stats.h"

#define NFM_POOL_MIN	4
#define NFM_POOL_MAX	64

/* Of a rule: copied, skipped, and one for all reasons. */
#define NFM_POOL_SIZE	(sizeof(struct nfm_stats) + (NFM_NOT_COPIED + 1) * sizeof(struct nfm_count))

/**
 * struct nfm_pool_block - a block
 * @pool: its pool
 * @list: in nfm_pool.blocks, or empty
 * @n: counters in it
 * @free: which of them nobody has
 * @used: which of them somebody had
 * @cpu: the counters
 */
struct nfm_pool_block {
	struct nfm_pool *pool;
	struct list_head list;
	unsigned int n;
	u64 free;
	u64 used;
	void __percpu *cpu;
};

struct nfm_pool *nfm_pool_alloc(void)
{
	struct nfm_pool *pool = kmalloc(sizeof(*pool), GFP_KERNEL_ACCOUNT);

	if (!pool)
		return NULL;
	spin_lock_init(&pool->lock);
	INIT_LIST_HEAD(&pool->blocks);
	pool->n = 0;
	refcount_set(&pool->ref, 1);
	return pool;
}

void nfm_pool_put(struct nfm_pool *pool)
{
	if (refcount_dec_and_test(&pool->ref))
		kfree(pool);
}

static struct nfm_stats __percpu *nfm_pool_at(const struct nfm_pool_block *block, unsigned int i)
{
	return block->cpu + i * NFM_POOL_SIZE;
}

static struct nfm_pool_block *nfm_pool_block_alloc(struct nfm_pool *pool)
{
	struct nfm_pool_block *block = kzalloc(sizeof(*block), GFP_KERNEL_ACCOUNT);
	int cpu, i;

	if (!block)
		return NULL;
	block->n = clamp_t(unsigned int, pool->n, NFM_POOL_MIN, NFM_POOL_MAX);
	block->cpu = __alloc_percpu_gfp(block->n * NFM_POOL_SIZE, __alignof__(struct nfm_stats),
					GFP_KERNEL_ACCOUNT);
	if (!block->cpu) {
		kfree(block);
		return NULL;
	}
	for_each_possible_cpu(cpu)
		for (i = 0; i < block->n; i++)
			u64_stats_init(&per_cpu_ptr(nfm_pool_at(block, i), cpu)->syncp);
	block->free = GENMASK_ULL(block->n - 1, 0);
	block->pool = pool;
	refcount_inc(&pool->ref);
	return block;
}

/* Called with the pool's lock. */
static unsigned int nfm_pool_block_take(struct nfm_pool_block *block)
{
	unsigned int i = __ffs64(block->free);

	block->free &= ~BIT_ULL(i);
	if (!block->free)
		list_del_init(&block->list);
	return i;
}

/* What the one before has counted. */
static void nfm_pool_clear(const struct nfm_pool_block *block, unsigned int i)
{
	int cpu, n;

	for_each_possible_cpu(cpu) {
		struct nfm_stats *s = per_cpu_ptr(nfm_pool_at(block, i), cpu);

		s->used = 0;
		for (n = 0; n <= NFM_NOT_COPIED; n++) {
			u64_stats_set(&s->outcome[n].packets, 0);
			u64_stats_set(&s->outcome[n].bytes, 0);
		}
	}
}

/**
 * nfm_pool_take - counters for a rule
 * @pool: pool of the rule's table
 * @c: counters to make good, all 0
 *
 * Context: process. Called with rules_lock.
 * Return: the block that they are in, for nfm_pool_give(); %NULL: no memory
 */
struct nfm_pool_block *nfm_pool_take(struct nfm_pool *pool, struct nfm_counters *c)
{
	struct nfm_pool_block *block, *new;
	unsigned int i;

	spin_lock_bh(&pool->lock);
	if (list_empty(&pool->blocks)) {
		spin_unlock_bh(&pool->lock);
		new = nfm_pool_block_alloc(pool);
		if (!new)
			return NULL;
		spin_lock_bh(&pool->lock);
		list_add(&new->list, &pool->blocks);
		pool->n += new->n;
	}
	block = list_first_entry(&pool->blocks, struct nfm_pool_block, list);
	i = nfm_pool_block_take(block);
	spin_unlock_bh(&pool->lock);

	if (block->used & BIT_ULL(i))
		nfm_pool_clear(block, i);
	block->used |= BIT_ULL(i);
	c->cpu = nfm_pool_at(block, i);
	c->base = NULL;
	c->last = NFM_NOT_COPIED;
	return block;
}

/**
 * nfm_pool_give - give counters back
 * @block: what nfm_pool_take() said
 * @c: counters that nobody counts with any more
 *
 * Context: any but hard interrupts.
 */
void nfm_pool_give(struct nfm_pool_block *block, struct nfm_counters *c)
{
	unsigned int i = ((void __percpu *)c->cpu - block->cpu) / NFM_POOL_SIZE;
	struct nfm_pool *pool = block->pool;
	bool empty;

	kfree(c->base);
	spin_lock_bh(&pool->lock);
	block->free |= BIT_ULL(i);
	empty = hweight64(block->free) == block->n;
	if (empty) {
		list_del(&block->list);
		pool->n -= block->n;
	} else if (list_empty(&block->list)) {
		list_add(&block->list, &pool->blocks);
	}
	spin_unlock_bh(&pool->lock);
	if (!empty)
		return;
	free_percpu(block->cpu);
	kfree(block);
	nfm_pool_put(pool);
}
