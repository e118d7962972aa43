/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session: a named mirror.
 */
#ifndef _NFM_SESSION_H
#define _NFM_SESSION_H

#include <linux/mutex.h>
#include <linux/refcount.h>
#include <net/genetlink.h>
#include <linux/nf_mirror.h>

#include "net.h"
#include "shape.h"
#include "stats.h"

struct nfm_table;

/**
 * struct nfm_session - a session
 * @list: in nfm_net.sessions
 * @nn: its namespace; not to be followed once @dead
 * @id: the younger has the higher
 * @name: name
 * @enabled: at work: its sources are bound; RTNL
 * @dead: no longer in the list; written under RTNL
 * @sources: oldest first; RTNL
 * @targets: oldest first; RTNL, read under RCU
 * @n_sources: length of @sources; RTNL
 * @n_targets: length of @targets; RTNL
 * @n_sent_taps: hooks at which it sees packets that are being sent; RTNL, read
 *	under RCU
 * @n_tunnels: targets that are tunnels; RTNL, read under RCU
 * @needs: fields of the key that tunnels and options ask for; RTNL, read under RCU
 * @special: it has tunnels, a @shape or a @fanout; RTNL, read under RCU
 * @fanout: enum nfm_fanout; RTNL, read under RCU
 * @opt: its options; RTNL
 * @shape: these for the packet path, %NULL if there is nothing to do; RTNL, read
 *	under RCU
 * @counters: every packet of its sources
 * @rules_lock: guards @table
 * @table: rules
 * @ref: who may look at it; pending work does
 * @free_work: frees it after a grace period
 * @expire_work: removes it
 * @expire_at: when, in jiffies; RTNL
 * @shed_work: tells that it begins or ceases to shed copies
 * @shed_pending: @shed_work is under way
 * @shed_last: when it last did, in jiffies
 * @shedding: as last told; RTNL
 */
struct nfm_session {
	struct list_head list;
	struct nfm_net *nn;
	u32 id;
	char name[NFM_NAME_MAX + 1];
	bool enabled;
	bool dead;
	struct list_head sources;
	struct list_head targets;
	unsigned int n_sources;
	unsigned int n_targets;
	unsigned int n_sent_taps;
	unsigned int n_tunnels;
	u32 needs;
	bool special;
	u8 fanout;
	struct nfm_options opt;
	struct nfm_shape __rcu *shape;
	struct nfm_counters counters;
	struct mutex rules_lock; /* guards table */
	struct nfm_table __rcu *table;
	refcount_t ref;
	struct rcu_work free_work;
	struct delayed_work expire_work;
	u64 expire_at;
	struct delayed_work shed_work;
	unsigned long shed_pending;
	unsigned long shed_last;
	bool shedding;
};

struct nfm_session *nfm_session_find(struct nfm_net *nn, struct genl_info *info);
struct nfm_session *nfm_session_get(struct nfm_net *nn, const struct nlattr *name);
struct nfm_session *nfm_session_get_from(struct nfm_net *nn, u32 id);
void nfm_session_put(struct nfm_session *s);
struct nfm_table *nfm_session_table(const struct nfm_session *s);
void nfm_session_judge(struct nfm_session *s);
void nfm_session_sheds(struct nfm_session *s);

int nfm_session_new_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_session_del_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_session_flush_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_session_reset_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_session_get_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_session_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

void nfm_sessions_flush(struct nfm_net *nn);
void nfm_sessions_vanish(struct nfm_net *nn);

#endif /* _NFM_SESSION_H */
