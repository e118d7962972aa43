/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the packet path reads of a flow table.
 */
#ifndef _NFM_VIEW_H
#define _NFM_VIEW_H

#include <linux/bitops.h>
#include <linux/rcupdate.h>
#include <linux/nf_mirror.h>

#include "key.h"
#include "mask.h"
#include "rule.h"

/* Masks whose numbers are bits of a word. */
#define NFM_VIEW_CHUNK		64
#define NFM_VIEW_CHUNKS		(NFM_MASKS_MAX / NFM_VIEW_CHUNK)

#define NFM_VIEW_FEW		4

/**
 * struct nfm_view_group - masks whose rules say the same of what a packet is
 * @agreed: nfm_mask.agreed of word 0: EtherType, IP protocol
 * @value: of @agreed; a packet with another one needs no look at these masks
 * @masks: which, a bit each
 */
struct nfm_view_group {
	u64 agreed;
	u64 value;
	u64 masks[NFM_VIEW_CHUNKS];
};

/**
 * struct nfm_view_mask - a mask as the packet path meets it
 * @agreed: nfm_mask.agreed of word 1: ports
 * @value: of @agreed; a packet with another one needs no look at the mask
 * @mask: the mask
 * @prio: its rules' priority is this or lower
 */
struct nfm_view_mask {
	u64 agreed;
	u64 value;
	const struct nfm_mask *mask;
	u32 prio;
};

/**
 * struct nfm_view - what the packet path reads of a table
 * @rcu: frees it after a grace period
 * @gen: changes with every change of the rules; no two tables share one
 * @needs: fields of the key that some mask asks for
 * @n: masks
 * @n_groups: length of @groups
 * @few: a look at @groups takes no time, and says all of @masks that matter
 * @otherwise: enum nfm_action, of a packet that no rule matches
 * @n_words: words of the key that some mask has
 * @word: which
 * @bits: their bits that some mask pins: packets with the same ones get the same
 *	decision
 * @groups: each mask is in one of them; behind @masks
 * @masks: by falling priority
 */
struct nfm_view {
	struct rcu_head rcu;
	u64 gen;
	u32 needs;
	u16 n;
	u16 n_groups;
	struct nfm_view_group *groups;
	bool few;
	u8 otherwise;
	u8 n_words;
	u8 word[NFM_KEY_WORDS];
	u64 bits[NFM_KEY_WORDS];
	struct nfm_view_mask masks[];
};

/**
 * struct nfm_decision - what a table says of a packet
 * @rule: the rule that matched; %NULL: none
 * @action: enum nfm_action, or NFM_ACTION_NO_MEMORY
 * @filtered: a filter was asked, so that the next packet with this key may get
 *	another decision
 */
struct nfm_decision {
	struct nfm_rule *rule;
	u8 action;
	bool filtered;
};

/* No memory to find out which rule decides. */
#define NFM_ACTION_NO_MEMORY	(NFM_ACTION_SKIP + 1)

struct nfm_view *nfm_view_alloc(unsigned int n);
void nfm_view_fill(struct nfm_view *view, const struct list_head *masks);
struct nfm_decision nfm_view_lookup(const struct nfm_view *view, const struct nfm_pkt *pkt);

/* The masks of a chunk that may have a rule for what the packet is. */
static inline u64 nfm_view_candidates(const struct nfm_view *view, const struct nfm_key *key,
				      unsigned int chunk)
{
	const struct nfm_view_group *g = view->groups, *end = g + view->n_groups;
	u64 found = 0;

	for (; g < end; g++)
		if ((key->w[0] & g->agreed) == g->value)
			found |= g->masks[chunk];
	return found;
}

/* Given that the mask is a candidate. */
static inline bool nfm_view_mask_may_fit(const struct nfm_view_mask *m, const struct nfm_key *key)
{
	return (key->w[1] & m->agreed) == m->value;
}

/* What becomes of a packet that no rule matches, to be asked before the search: a
 * rule that made it so is found then.
 */
static __always_inline u8 nfm_view_otherwise(const struct nfm_view *view)
{
	/* Pairs with nfm_table_set_otherwise(). */
	return smp_load_acquire(&view->otherwise);
}

/**
 * nfm_view_lookup_in - the same, given the only mask with a rule for the packet
 * @view: the view
 * @m: the mask
 * @pkt: the packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the decision
 */
static __always_inline struct nfm_decision nfm_view_lookup_in(const struct nfm_view *view,
							      const struct nfm_view_mask *m,
							      const struct nfm_pkt *pkt)
{
	u8 otherwise = nfm_view_otherwise(view);
	const struct nfm_entry *entry = nfm_mask_lookup(m->mask, &pkt->key);

	if (entry && likely(!entry->rule->filter))
		return (struct nfm_decision){
			.rule = entry->rule,
			.action = READ_ONCE(entry->rule->action),
		};
	/* As in nfm_view_lookup(). */
	smp_rmb();
	if (unlikely(entry || READ_ONCE(view->otherwise) != otherwise))
		return nfm_view_lookup(view, pkt);
	return (struct nfm_decision){ .action = otherwise };
}

#endif /* _NFM_VIEW_H */
