/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mask: the rules that ask for the same bits, in one hash table.
 */
#ifndef _NFM_MASK_H
#define _NFM_MASK_H

#include <linux/list.h>
#include <linux/rhashtable.h>
#include <linux/workqueue.h>

#include "key.h"

struct nfm_mask;
struct nfm_rule;

/* What a packet is, and its ports: words that reject before any hash is made. */
#define NFM_AGREED_WORDS	2

/**
 * struct nfm_entry - a masked key that leads to a rule
 * @node: in the mask's table, where this is the first of those with its key
 * @next: the next of those with the same key: lower priority or younger;
 *	guarded by rules_lock
 * @sibling: another entry of the same rule
 * @rule: the rule
 * @mask: the mask
 * @key: the words that the mask pins
 */
struct nfm_entry {
	struct rhash_head node;
	struct nfm_entry *next;
	struct nfm_entry *sibling;
	struct nfm_rule *rule;
	struct nfm_mask *mask;
	u64 key[];
};

/**
 * struct nfm_mask - a mask
 * @ht: its entries
 * @list: in the table's masks
 * @n_entries: entries, also those that are not first of their key
 * @in_use: what follows speaks of its entries, and of such as have gone since it
 *	last had none
 * @prio: no rule of this mask has a higher priority
 * @agreed: bits of the first words of the key that all rules of this mask pin to
 *	the same value
 * @agreed_value: that value
 * @n_words: words that are pinned
 * @word: which
 * @bits: their bits that count
 * @free_work: frees it after a grace period
 */
struct nfm_mask {
	struct rhashtable ht;
	struct list_head list;
	unsigned int n_entries;
	bool in_use;
	u32 prio;
	u64 agreed[NFM_AGREED_WORDS];
	u64 agreed_value[NFM_AGREED_WORDS];
	u8 n_words;
	u8 word[NFM_KEY_WORDS];
	u64 bits[NFM_KEY_WORDS];
	struct rcu_work free_work;
};

struct nfm_mask *nfm_mask_alloc(const struct nfm_key *mask);
void nfm_mask_free(struct nfm_mask *mask);
void nfm_mask_free_rcu(struct nfm_mask *mask);
bool nfm_mask_is(const struct nfm_mask *mask, const struct nfm_key *key);

struct nfm_entry *nfm_entry_alloc(struct nfm_mask *mask, struct nfm_rule *rule,
				  const struct nfm_key *value);
int nfm_mask_insert(struct nfm_mask *mask, struct nfm_entry *entry);
void nfm_mask_remove(struct nfm_mask *mask, struct nfm_entry *entry);
struct nfm_entry *nfm_mask_lookup(const struct nfm_mask *mask, const struct nfm_key *key);

#endif /* _NFM_MASK_H */
