/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counters of many rules in few per-CPU allocations.
 */
#ifndef _NFM_POOL_H
#define _NFM_POOL_H

#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>

struct nfm_counters;
struct nfm_pool_block;

/**
 * struct nfm_pool - where the rules of a table get their counters from
 * @lock: guards what follows, and what is free in blocks
 * @blocks: those that have some to give
 * @n: counters in all blocks
 * @ref: the table, and each block
 */
struct nfm_pool {
	spinlock_t lock; /* guards the blocks */
	struct list_head blocks;
	unsigned int n;
	refcount_t ref;
};

struct nfm_pool *nfm_pool_alloc(void);
void nfm_pool_put(struct nfm_pool *pool);
struct nfm_pool_block *nfm_pool_take(struct nfm_pool *pool, struct nfm_counters *c);
void nfm_pool_give(struct nfm_pool_block *block, struct nfm_counters *c);

#endif /* _NFM_POOL_H */
