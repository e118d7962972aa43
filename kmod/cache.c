// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decisions that a CPU has made for exact keys.
 *
 * A flow's next packet has the key of its last one, and needs no search. An
 * entry is good while the view's generation is the one it was made under; each
 * change of a session's rules gives the view a new one, and no two views share
 * one, so an entry needs not say whose it is. It holds the whole key: a packet
 * that was made to collide is looked up in the table, no worse. What a filter had
 * a say in is not kept: it may have looked at what is not in the key.
 *
 * An entry's rule is not looked at unless the generation fits, and a rule is
 * freed a grace period after its removal has changed the generation.
 */
#include <linux/random.h>

#include "cache.h"

#define NFM_CACHE_BITS		8

/* As long as a shift is quick, and an entry begins with a cache line. */
struct nfm_cache_entry {
	u64 gen;
	struct nfm_decision decision;
	u64 key[NFM_KEY_WORDS];
} __aligned(128);

struct nfm_cache {
	struct nfm_cache_entry entry[1 << NFM_CACHE_BITS];
};

static struct nfm_cache __percpu *nfm_caches;
static u64 nfm_cache_seed;

/* The bits of the key that matter to the view, and where they are cached: not where
 * another session with the same masks has what it says of the packet.
 */
static __always_inline struct nfm_cache_entry *nfm_cache_slot(const struct nfm_view *view,
							      const struct nfm_key *key, u64 *w)
{
	unsigned int i, n = view->n_words;
	u64 hash;

	w[0] = key->w[0] & view->bits[0];
	w[1] = key->w[1] & view->bits[1];
	hash = nfm_hash_word(nfm_cache_seed ^ (unsigned long)view, w[0]);
	hash = nfm_hash_word(hash, w[1]);
	for (i = NFM_AGREED_WORDS; i < n; i++) {
		w[i] = key->w[view->word[i]] & view->bits[i];
		hash = nfm_hash_word(hash, w[i]);
	}
	return &this_cpu_ptr(nfm_caches)->entry[hash >> (64 - NFM_CACHE_BITS)];
}

static __always_inline bool nfm_cache_hit(const struct nfm_cache_entry *entry, u64 gen,
					  const u64 *w, unsigned int n)
{
	unsigned int i;

	if (entry->gen != gen || entry->key[0] != w[0] || entry->key[1] != w[1])
		return false;
	for (i = NFM_AGREED_WORDS; i < n; i++)
		if (entry->key[i] != w[i])
			return false;
	return true;
}

/* What the table says, to be remembered in @entry. Not a part of the look-up, which
 * then has fewer registers to save.
 */
static noinline struct nfm_decision nfm_cache_miss(const struct nfm_view *view,
						   const struct nfm_pkt *pkt,
						   struct nfm_cache_entry *entry, u64 gen,
						   const u64 *w)
{
	struct nfm_decision decision = nfm_view_lookup(view, pkt);

	if (!decision.filtered) {
		entry->decision = decision;
		memcpy(entry->key, w, view->n_words * sizeof(u64));
		entry->gen = gen;
	}
	return decision;
}

/**
 * nfm_cache_lookup - what the table says of a packet, remembered or looked up
 * @view: the table's view
 * @pkt: the packet, its key good for @view's needs
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the decision
 */
struct nfm_decision nfm_cache_lookup(const struct nfm_view *view, const struct nfm_pkt *pkt)
{
	struct nfm_cache_entry *entry;
	u64 w[NFM_KEY_WORDS] __uninitialized;
	u64 gen;

	gen = READ_ONCE(view->gen);
	/* The generation before the table: what a change in between leaves here
	 * is marked as old. Pairs with nfm_table_changed().
	 */
	smp_rmb();
	entry = nfm_cache_slot(view, &pkt->key, w);
	if (nfm_cache_hit(entry, gen, w, view->n_words))
		return entry->decision;
	return nfm_cache_miss(view, pkt, entry, gen, w);
}

int __init nfm_cache_init(void)
{
	nfm_cache_seed = get_random_u64();
	nfm_caches = alloc_percpu(struct nfm_cache);
	return nfm_caches ? 0 : -ENOMEM;
}

void nfm_cache_exit(void)
{
	free_percpu(nfm_caches);
}
