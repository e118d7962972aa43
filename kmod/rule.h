/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A rule: priority, match, action.
 */
#ifndef _NFM_RULE_H
#define _NFM_RULE_H

#include <linux/rcupdate.h>
#include <net/genetlink.h>

#include "match.h"
#include "stats.h"

struct nfm_entry;
struct nfm_filter;
struct nfm_pool_block;
struct nfm_session;
struct nfm_table;

/**
 * struct nfm_rule - a rule
 * @prio: the higher one decides
 * @id: the younger has the higher
 * @action: enum nfm_action
 * @match_len: length of @match
 * @counters: what it decided; from @block, which it has in a table
 * @block: where they come from
 * @filter: what else a packet has to fit; or %NULL
 * @entries: its entries in the table
 * @rcu: frees it after a grace period
 * @match: attributes as in nfm_match.attrs
 */
struct nfm_rule {
	u32 prio;
	u32 id;
	u8 action;
	u16 match_len;
	struct nfm_counters counters;
	struct nfm_pool_block *block;
	struct nfm_filter *filter;
	struct nfm_entry *entries;
	struct rcu_head rcu;
	u8 match[] __aligned(NLA_ALIGNTO);
};

/* Called in the packet path, for each mask that has a match. */
static inline bool nfm_rule_beats(const struct nfm_rule *a, const struct nfm_rule *b)
{
	return a->prio != b->prio ? a->prio > b->prio : a->id < b->id;
}

struct nfm_rule *nfm_rule_alloc(const struct nfm_match *m, u32 prio, u8 action);
void nfm_rule_free(struct nfm_rule *rule);
void nfm_rule_free_rcu(struct nfm_rule *rule);

int nfm_rules_add(struct nfm_table *table, const struct nlmsghdr *nlh,
		  struct netlink_ext_ack *extack);

int nfm_rule_new_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_rule_del_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_rule_replace_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_rule_flush_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_rule_dump_start(struct netlink_callback *cb);
int nfm_rule_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _NFM_RULE_H */
