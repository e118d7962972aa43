// SPDX-License-Identifier: GPL-2.0-only
/*
 * A mask: the rules that ask for the same bits, in one hash table.
 *
 * Only the first words of the key and those that the mask pins are masked, hashed,
 * compared and stored. The hash is keyed, so that nobody who sends packets or sets rules can
 * aim for one chain. Of entries with the same masked key only the first, which decides,
 * is in the table; the others wait behind it.
 */
#include <linux/random.h>
#include <linux/slab.h>

#include "mask.h"
#include "net.h"
#include "rule.h"

u64 nfm_mask_keys[NFM_KEY_WORDS] __read_mostly;

u32 nfm_entry_hash(const void *data, u32 len, u32 seed)
{
	const struct nfm_entry *entry = data;
	unsigned int i, n = entry->mask->n_words;
	struct nfm_hash_sum sum = {};

	for (i = 0; i < n; i += 2)
		nfm_hash_add(&sum, nfm_mask_keys + i, entry->key[i],
			     i + 1 < n ? entry->key[i + 1] : 0);
	return nfm_hash_end(nfm_hash_fold(&sum), seed);
}

/* Before there is a mask. */
void nfm_mask_init(void)
{
	get_random_bytes(nfm_mask_keys, sizeof(nfm_mask_keys));
}

/**
 * nfm_mask_alloc - make a mask without entries
 * @mask: the bits that count
 *
 * Context: process.
 * Return: mask or an error pointer
 */
struct nfm_mask *nfm_mask_alloc(const struct nfm_key *mask)
{
	struct nfm_mask *m;
	int i, err;

	m = kzalloc(sizeof(*m), GFP_KERNEL_ACCOUNT);
	if (!m)
		return ERR_PTR(-ENOMEM);
	m->key = *mask;
	for (i = 0; i < NFM_KEY_WORDS; i++) {
		if (!mask->w[i] && i >= NFM_AGREED_WORDS)
			continue;
		m->word[m->n_words] = i;
		m->bits[m->n_words++] = mask->w[i];
	}
	err = rhashtable_init(&m->ht, &nfm_mask_params);
	if (err) {
		kfree(m);
		return ERR_PTR(err);
	}
	return m;
}

/* No reader, no entry. Context: process. */
void nfm_mask_free(struct nfm_mask *mask)
{
	rhashtable_destroy(&mask->ht);
	kfree(mask);
}

static void nfm_mask_free_work(struct work_struct *work)
{
	nfm_mask_free(container_of(to_rcu_work(work), struct nfm_mask, free_work));
}

void nfm_mask_free_rcu(struct nfm_mask *mask)
{
	INIT_RCU_WORK(&mask->free_work, nfm_mask_free_work);
	queue_rcu_work(nfm_wq, &mask->free_work);
}

bool nfm_mask_is(const struct nfm_mask *mask, const struct nfm_key *key)
{
	return !memcmp(&mask->key, key, sizeof(*key));
}

struct nfm_entry *nfm_entry_alloc(struct nfm_mask *mask, struct nfm_rule *rule,
				  const struct nfm_key *value)
{
	struct nfm_entry *entry;
	unsigned int i;

	entry = kzalloc(struct_size(entry, key, mask->n_words), GFP_KERNEL_ACCOUNT);
	if (!entry)
		return NULL;
	entry->rule = rule;
	entry->mask = mask;
	for (i = 0; i < mask->n_words; i++)
		entry->key[i] = nfm_mask_word(mask, value, i);
	return entry;
}

/* The entry that stands for the key of @entry. Called with rules_lock. */
static struct nfm_entry *nfm_mask_first(const struct nfm_mask *mask, const struct nfm_entry *entry)
{
	struct nfm_entry *first;
	struct nfm_key key = {};
	unsigned int i;

	for (i = 0; i < mask->n_words; i++)
		key.w[mask->word[i]] = entry->key[i];
	rcu_read_lock();
	first = nfm_mask_lookup(mask, &key);
	rcu_read_unlock();
	return first;
}

/* Called with rules_lock. */
static struct nfm_entry *nfm_entry_next(const struct nfm_entry *entry)
{
	return rcu_dereference_protected(entry->next, true);
}

/**
 * nfm_mask_insert - put an entry among those of its mask
 * @mask: mask
 * @entry: entry; its rule's priority and id say where
 *
 * Context: process. Called with rules_lock.
 * Return: 0, or what rhashtable_insert_fast() says
 */
int nfm_mask_insert(struct nfm_mask *mask, struct nfm_entry *entry)
{
	struct nfm_entry *at = nfm_mask_first(mask, entry), *next;
	int err = 0;

	RCU_INIT_POINTER(entry->next, NULL);
	/* Whoever still goes by it meets the rules before this one. */
	RCU_INIT_POINTER(mask->only, NULL);
	if (!at) {
		err = rhashtable_insert_fast(&mask->ht, &entry->node, nfm_mask_params);
	} else if (nfm_rule_beats(entry->rule, at->rule)) {
		RCU_INIT_POINTER(entry->next, at);
		err = rhashtable_replace_fast(&mask->ht, &at->node, &entry->node, nfm_mask_params);
	} else {
		while ((next = nfm_entry_next(at)) && !nfm_rule_beats(entry->rule, next->rule))
			at = next;
		RCU_INIT_POINTER(entry->next, next);
		rcu_assign_pointer(at->next, entry);
	}
	if (!err && ++mask->n_entries == 1)
		rcu_assign_pointer(mask->only, entry);
	return err;
}

/**
 * nfm_mask_remove - take an entry out
 * @mask: mask
 * @entry: one that is in; readers may see it for a grace period
 *
 * Context: process. Called with rules_lock.
 */
void nfm_mask_remove(struct nfm_mask *mask, struct nfm_entry *entry)
{
	struct nfm_entry *at = nfm_mask_first(mask, entry);
	struct nfm_entry *next = nfm_entry_next(entry);

	RCU_INIT_POINTER(mask->only, NULL);
	if (at != entry) {
		while (nfm_entry_next(at) != entry)
			at = nfm_entry_next(at);
		rcu_assign_pointer(at->next, next);
	} else if (next) {
		rhashtable_replace_fast(&mask->ht, &entry->node, &next->node, nfm_mask_params);
	} else {
		rhashtable_remove_fast(&mask->ht, &entry->node, nfm_mask_params);
	}
	if (!--mask->n_entries)
		mask->in_use = false;
}
