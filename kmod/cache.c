// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decisions that a CPU has made for exact keys.
 *
 * A flow's next packet has the key of its last one, and needs no search. An
 * entry is good while the view's generation is the one it was made under; each
 * change of a session's rules gives the view a new one, and no two views share
 * one, so an entry needs not say whose it is. It holds the whole key: a packet
 * that was made to collide is looked up in the table, no worse.
 *
 * An entry's rule is not looked at unless the generation fits, and a rule is
 * freed a grace period after its removal has changed the generation.
 */
#include <linux/jhash.h>
#include <linux/random.h>

#include "cache.h"

/* With so few masks the table is as fast as the cache. */
#define NFM_CACHE_MASKS_MIN	4

#define NFM_CACHE_BITS		8

struct nfm_cache_entry {
	u64 gen;
	struct nfm_key key;
	struct nfm_decision decision;
};

struct nfm_cache {
	struct nfm_cache_entry entry[1 << NFM_CACHE_BITS];
};

static struct nfm_cache __percpu *nfm_caches;
static u32 nfm_cache_seed;

/**
 * nfm_cache_lookup - what the table says of a packet, remembered or looked up
 * @view: the table's view
 * @pkt: packet, its key good for @view's needs
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the decision
 */
struct nfm_decision nfm_cache_lookup(const struct nfm_view *view, const struct nfm_pkt *pkt)
{
	struct nfm_cache_entry *entry;
	u64 gen;
	u32 hash;

	if (view->n < NFM_CACHE_MASKS_MIN)
		return nfm_table_lookup(view, &pkt->key);

	/* Before the table is: what a change in between would leave here is
	 * marked as old.
	 */
	gen = READ_ONCE(view->gen);
	smp_rmb();
	hash = jhash2((const u32 *)&pkt->key, sizeof(pkt->key) / sizeof(u32), nfm_cache_seed);
	entry = &this_cpu_ptr(nfm_caches)->entry[hash >> (32 - NFM_CACHE_BITS)];
	if (entry->gen == gen && !memcmp(&entry->key, &pkt->key, sizeof(pkt->key)))
		return entry->decision;
	entry->gen = gen;
	entry->key = pkt->key;
	entry->decision = nfm_table_lookup(view, &pkt->key);
	return entry->decision;
}

int __init nfm_cache_init(void)
{
	nfm_cache_seed = get_random_u32();
	nfm_caches = alloc_percpu(struct nfm_cache);
	return nfm_caches ? 0 : -ENOMEM;
}

void nfm_cache_exit(void)
{
	free_percpu(nfm_caches);
}
