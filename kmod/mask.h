/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mask: the rules that ask for the same bits, in one hash table.
 */
#ifndef _NFM_MASK_H
#define _NFM_MASK_H

#include <linux/bitops.h>
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/math64.h>
#include <linux/rhashtable.h>
#include <linux/workqueue.h>

#include "key.h"

struct nfm_mask;
struct nfm_rule;

/* What a packet is, and its ports: words that reject before any hash is made. Every
 * mask has them, also where it pins no bit of them: it takes no loop to go through
 * what is always there.
 */
#define NFM_AGREED_WORDS	2

/**
 * struct nfm_entry - a masked key that leads to a rule
 * @node: in the mask's table, where this is the first of those with its key
 * @next: the next of those with the same key: lower priority or younger;
 *	rules_lock, read under RCU
 * @sibling: another entry of the same rule
 * @rule: the rule
 * @mask: the mask
 * @key: the words that the mask has
 */
struct nfm_entry {
	struct rhash_head node;
	struct nfm_entry __rcu *next;
	struct nfm_entry *sibling;
	struct nfm_rule *rule;
	struct nfm_mask *mask;
	u64 key[];
};

/**
 * struct nfm_mask - a mask
 * @ht: its entries
 * @list: in the table's masks
 * @only: its entry, if it has just one: found without a hash; rules_lock, read
 *	under RCU
 * @n_entries: entries, also those that are not first of their key
 * @in_use: what follows speaks of its entries, and of such as have gone since it
 *	last had none
 * @prio: no rule of this mask has a higher priority
 * @agreed: bits of the first words of the key that all rules of this mask pin to
 *	the same value
 * @agreed_value: that value
 * @n_words: words that it has: the first ones, and others that are pinned
 * @word: which
 * @bits: their bits that count
 * @key: the same bits in the whole key
 * @free_work: frees it after a grace period
 */
struct nfm_mask {
	struct rhashtable ht;
	struct list_head list;
	struct nfm_entry __rcu *only;
	unsigned int n_entries;
	bool in_use;
	u32 prio;
	u64 agreed[NFM_AGREED_WORDS];
	u64 agreed_value[NFM_AGREED_WORDS];
	u8 n_words;
	u8 word[NFM_KEY_WORDS];
	u64 bits[NFM_KEY_WORDS];
	struct nfm_key key;
	struct rcu_work free_work;
};

void nfm_mask_init(void);
struct nfm_mask *nfm_mask_alloc(const struct nfm_key *mask);
void nfm_mask_free(struct nfm_mask *mask);
void nfm_mask_free_rcu(struct nfm_mask *mask);
bool nfm_mask_is(const struct nfm_mask *mask, const struct nfm_key *key);

struct nfm_entry *nfm_entry_alloc(struct nfm_mask *mask, struct nfm_rule *rule,
				  const struct nfm_key *value);
int nfm_mask_insert(struct nfm_mask *mask, struct nfm_entry *entry);
void nfm_mask_remove(struct nfm_mask *mask, struct nfm_entry *entry);

/**
 * struct nfm_words - what is looked for
 * @mask: where
 * @hash: of @w
 * @w: words of the packet's key under the mask
 */
struct nfm_words {
	const struct nfm_mask *mask;
	u64 hash;
	u64 w[NFM_KEY_WORDS];
};

/* Word @i of those that the mask has. */
static inline u64 nfm_mask_word(const struct nfm_mask *mask, const struct nfm_key *key,
				unsigned int i)
{
	return key->w[mask->word[i]] & mask->bits[i];
}

/* Mixes a word into a hash, whose upper half is the good one. Whoever chooses words can
 * have them meet, whatever the hash begins with: that must do no harm.
 */
static inline u64 nfm_hash_word(u64 hash, u64 word)
{
	return (rol64(hash, 5) ^ word) * GOLDEN_RATIO_64;
}

extern u64 nfm_mask_keys[NFM_KEY_WORDS];

/* The hash of words, while they are gone through. */
struct nfm_hash_sum {
#ifdef CONFIG_ARCH_SUPPORTS_INT128
	unsigned __int128 n;
#else
	u64 n;
#endif
};

/* Adds two words, with keys that nobody knows: whoever sets rules cannot choose ones that
 * meet in a chain, by which a container's packets would keep a CPU of all. It is NH (of VMAC,
 * draft-krovetz-vmac-01); where there are no 128-bit numbers, each product is folded by itself.
 */
static __always_inline void nfm_hash_add(struct nfm_hash_sum *sum, const u64 *keys, u64 a, u64 b)
{
	a += keys[0];
	b += keys[1];
#ifdef CONFIG_ARCH_SUPPORTS_INT128
	sum->n += (typeof(sum->n))a * b;
#else
	sum->n += mul_u64_u64_shr(a, b, 64) ^ a * b;
#endif
}

static __always_inline u64 nfm_hash_fold(const struct nfm_hash_sum *sum)
{
#ifdef CONFIG_ARCH_SUPPORTS_INT128
	return (u64)(sum->n >> 64) ^ (u64)sum->n;
#else
	return sum->n;
#endif
}

/* The table's seed, which changes when chains are long, comes last: the words are gone
 * through once.
 */
static inline u32 nfm_hash_end(u64 hash, u32 seed)
{
	return ((hash ^ seed) * GOLDEN_RATIO_64) >> 32;
}

/* Puts the packet's words under the mask into @w. Returns their hash. */
static __always_inline u64 nfm_mask_words(const struct nfm_mask *mask, const struct nfm_key *key,
					  u64 *w)
{
	unsigned int i, n = mask->n_words;
	struct nfm_hash_sum sum = {};

	w[0] = key->w[0] & mask->bits[0];
	w[1] = key->w[1] & mask->bits[1];
	nfm_hash_add(&sum, nfm_mask_keys, w[0], w[1]);
	for (i = NFM_AGREED_WORDS; i + 1 < n; i += 2) {
		w[i] = nfm_mask_word(mask, key, i);
		w[i + 1] = nfm_mask_word(mask, key, i + 1);
		nfm_hash_add(&sum, nfm_mask_keys + i, w[i], w[i + 1]);
	}
	if (i < n) {
		w[i] = nfm_mask_word(mask, key, i);
		nfm_hash_add(&sum, nfm_mask_keys + i, w[i], 0);
	}
	return nfm_hash_fold(&sum);
}

static inline void nfm_words_set(struct nfm_words *words, const struct nfm_mask *mask,
				 const struct nfm_key *key)
{
	words->mask = mask;
	words->hash = nfm_mask_words(mask, key, words->w);
}

static inline u32 nfm_words_hash(const void *data, u32 len, u32 seed)
{
	const struct nfm_words *words = data;

	return nfm_hash_end(words->hash, seed);
}

u32 nfm_entry_hash(const void *data, u32 len, u32 seed);

static inline bool nfm_entry_fits(const struct nfm_entry *entry, const struct nfm_mask *mask,
				  const struct nfm_key *key)
{
	unsigned int i, n = mask->n_words;

	if ((key->w[1] & mask->bits[1]) != entry->key[1] ||
	    (key->w[0] & mask->bits[0]) != entry->key[0])
		return false;
	for (i = NFM_AGREED_WORDS; i < n; i++)
		if (nfm_mask_word(mask, key, i) != entry->key[i])
			return false;
	return true;
}

/* Are the entry's first @n words these, and those that every mask has? From the end:
 * what is in front, entries of a mask have in common more often.
 */
static __always_inline bool nfm_entry_has(const struct nfm_entry *entry, const u64 *w,
					  unsigned int n)
{
	while (n-- > NFM_AGREED_WORDS)
		if (w[n] != entry->key[n])
			return false;
	return w[1] == entry->key[1] && w[0] == entry->key[0];
}

static inline int nfm_entry_cmp(struct rhashtable_compare_arg *arg, const void *obj)
{
	const struct nfm_words *words = arg->key;

	return !nfm_entry_has(obj, words->w, words->mask->n_words);
}

static const struct rhashtable_params nfm_mask_params = {
	.head_offset = offsetof(struct nfm_entry, node),
	.hashfn = nfm_words_hash,
	.obj_hashfn = nfm_entry_hash,
	.obj_cmpfn = nfm_entry_cmp,
	.automatic_shrinking = true,
};

/* While the table is being resized, what is not found here may be elsewhere. */
static noinline struct nfm_entry *nfm_mask_search(const struct nfm_mask *mask,
						  const struct nfm_key *key)
{
	struct nfm_words words __uninitialized;

	nfm_words_set(&words, mask, key);
	return rhashtable_lookup((struct rhashtable *)&mask->ht, &words, nfm_mask_params);
}

/* As rhashtable_lookup(), in fewer instructions where no resizing is under way. */
static __always_inline struct nfm_entry *nfm_mask_find(const struct nfm_mask *mask,
						       const struct nfm_key *key)
{
	struct bucket_table *tbl = rcu_dereference(mask->ht.tbl);
	const struct rhash_head *he;
	u64 w[NFM_KEY_WORDS] __uninitialized;
	unsigned int last = mask->n_words - 1;
	u32 hash;

	if (unlikely(tbl->nest))
		return nfm_mask_search(mask, key);
	hash = nfm_hash_end(nfm_mask_words(mask, key, w), tbl->hash_rnd) & (tbl->size - 1);
	for (he = rht_ptr_rcu(&tbl->buckets[hash]); !rht_is_a_nulls(he);
	     he = rcu_dereference(he->next)) {
		struct nfm_entry *entry = container_of(he, struct nfm_entry, node);

		/* The last word is where entries differ, if any is. */
		if (entry->key[last] == w[last] && nfm_entry_has(entry, w, last))
			return entry;
	}
	/* A chain changes after this does; see __rhashtable_lookup(). */
	smp_rmb();
	return unlikely(rcu_access_pointer(tbl->future_tbl)) ? nfm_mask_search(mask, key) : NULL;
}

/**
 * nfm_mask_lookup - the entry that a packet's key fits
 * @mask: mask
 * @key: key with the fields that the mask asks for
 *
 * Context: packet path, under RCU.
 * Return: entry or %NULL
 */
static __always_inline struct nfm_entry *nfm_mask_lookup(const struct nfm_mask *mask,
							 const struct nfm_key *key)
{
	struct nfm_entry *only = rcu_dereference(mask->only);

	if (only)
		return nfm_entry_fits(only, mask, key) ? only : NULL;
	return nfm_mask_find(mask, key);
}

#endif /* _NFM_MASK_H */
