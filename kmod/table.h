/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session's flow table.
 */
#ifndef _NFM_TABLE_H
#define _NFM_TABLE_H

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "key.h"
#include "mask.h"
#include "match.h"

struct nfm_rule;

/**
 * struct nfm_view_mask - a mask as the packet path meets it
 * @agreed: as in struct nfm_mask
 * @value: of @agreed; a packet with another one needs no look at the mask
 * @mask: the mask
 * @prio: its rules' priority is this or lower
 */
struct nfm_view_mask {
	u64 agreed[NFM_AGREED_WORDS];
	u64 value[NFM_AGREED_WORDS];
	const struct nfm_mask *mask;
	u32 prio;
};

/**
 * struct nfm_view - what the packet path reads of a table
 * @rcu: frees it after a grace period
 * @gen: changes with every change of the rules; no two tables share one
 * @needs: fields of the key that some mask asks for
 * @otherwise: enum nfm_action, of a packet that no rule matches
 * @n_words: words of the key that some mask pins
 * @word: which
 * @bits: their bits that some mask pins: packets with the same ones get the same
 *	decision
 * @n: masks
 * @masks: by falling priority
 */
struct nfm_view {
	struct rcu_head rcu;
	u64 gen;
	u32 needs;
	u8 otherwise;
	u8 n_words;
	u8 word[NFM_KEY_WORDS];
	u64 bits[NFM_KEY_WORDS];
	unsigned int n;
	struct nfm_view_mask masks[];
};

/**
 * struct nfm_table - a session's rules
 * @view: for the packet path
 * @masks: all masks
 * @rules: by id
 * @n_masks: masks with rules
 * @n_rules: rules
 * @n_mirror: rules that mirror
 * @last_id: the youngest rule's id
 * @free_work: frees it after a grace period
 *
 * All but what @view points to is guarded by the session's rules_lock.
 */
struct nfm_table {
	struct nfm_view __rcu *view;
	struct list_head masks;
	struct xarray rules;
	unsigned int n_masks;
	unsigned int n_rules;
	unsigned int n_mirror;
	u32 last_id;
	struct rcu_work free_work;
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

struct nfm_table *nfm_table_alloc(u32 last_id);
void nfm_table_free(struct nfm_table *table);
void nfm_table_free_rcu(struct nfm_table *table);

int nfm_table_add(struct nfm_table *table, struct nfm_rule *rule, const struct nfm_match *m,
		  struct netlink_ext_ack *extack);
void nfm_table_del(struct nfm_table *table, struct nfm_rule *rule);
void nfm_table_set_action(struct nfm_table *table, struct nfm_rule *rule, u8 action);
struct nfm_rule *nfm_table_find(struct nfm_table *table, u32 prio, const struct nfm_match *m);

struct nfm_decision nfm_table_lookup(const struct nfm_view *view, const struct nfm_pkt *pkt);

#endif /* _NFM_TABLE_H */
