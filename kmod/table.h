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

#include "match.h"
#include "view.h"

struct nfm_pool;
struct nfm_rule;

/**
 * struct nfm_table - a session's rules
 * @view: for the packet path
 * @masks: all masks
 * @rules: by id
 * @pool: the rules' counters
 * @n_masks: masks with rules
 * @n_rules: rules
 * @n_mirror: rules that mirror
 * @n_insns: instructions of the rules' filters
 * @stale: @view does not say what the masks say
 * @last_id: the youngest rule's id
 * @free_work: frees it after a grace period
 *
 * All but what @view points to is guarded by the session's rules_lock.
 */
struct nfm_table {
	struct nfm_view __rcu *view;
	struct list_head masks;
	struct xarray rules;
	struct nfm_pool *pool;
	unsigned int n_masks;
	unsigned int n_rules;
	unsigned int n_mirror;
	unsigned int n_insns;
	bool stale;
	u32 last_id;
	struct rcu_work free_work;
};

/* Where the ids of a set that replaces @old go on: they begin again before there are none
 * left, which is a matter of weeks for some.
 */
static inline u32 nfm_table_next_ids(const struct nfm_table *old)
{
	return old->last_id <= U32_MAX / 2 ? old->last_id : 0;
}

struct nfm_table *nfm_table_alloc(u32 last_id);
void nfm_table_free(struct nfm_table *table);
void nfm_table_free_rcu(struct nfm_table *table);

int nfm_table_add(struct nfm_table *table, struct nfm_rule *rule, struct nfm_match *m,
		  struct netlink_ext_ack *extack);
void nfm_table_del(struct nfm_table *table, struct nfm_rule *rule);
void nfm_table_set_action(struct nfm_table *table, struct nfm_rule *rule, u8 action);
struct nfm_rule *nfm_table_find(struct nfm_table *table, u32 prio, struct nfm_match *m);

#endif /* _NFM_TABLE_H */
