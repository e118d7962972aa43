/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The netlink side: policies, messages, events.
 */
#ifndef _NFM_NETLINK_H
#define _NFM_NETLINK_H

#include <linux/filter.h>
#include <net/genetlink.h>
#include <linux/nf_mirror.h>

#include "net.h"

struct nfm_rule;
struct nfm_session;
struct nfm_source;
struct nfm_table;
struct nfm_target;

extern struct genl_family nfm_family;

/* policy.c */
extern const struct nla_policy nfm_policy_none[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_name[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_session[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_source_new[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_source_del[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_target_new[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_target_del[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_rule_new[NFM_A_MAX + 1];
extern const struct nla_policy nfm_policy_rule_del[NFM_A_MAX + 1];
extern const struct nla_policy nfm_rule_new_policy[NFM_RULE_MAX + 1];
extern const struct nla_policy nfm_rule_del_policy[NFM_RULE_MAX + 1];
extern const struct nla_policy nfm_source_new_policy[NFM_SRC_MAX + 1];
extern const struct nla_policy nfm_target_new_policy[NFM_TGT_MAX + 1];
extern const struct nla_policy nfm_target_del_policy[NFM_TGT_MAX + 1];

/* fill.c: what a message says of a thing, behind the session's name */
typedef int (*nfm_fill_fn)(struct sk_buff *msg, const void *thing);

int nfm_fill_nothing(struct sk_buff *msg, const void *thing);
int nfm_fill_session(struct sk_buff *msg, const void *session);
int nfm_fill_source(struct sk_buff *msg, const void *source);
int nfm_fill_target(struct sk_buff *msg, const void *target);
int nfm_fill_rule(struct sk_buff *msg, const void *rule);
int nfm_fill_table(struct sk_buff *msg, const void *table);

/* netlink.c */

/* The longest message of one thing: a rule, with its filter, its text and its match. */
#define NFM_MSG_SIZE_MAX	(NLMSG_GOODSIZE + NFM_FILTER_MAX * sizeof(struct sock_filter))

int nfm_msg_fill(struct sk_buff *msg, u32 portid, u32 seq, int flags, u8 cmd,
		 struct netlink_callback *cb, const char *name, nfm_fill_fn fill,
		 const void *thing);
int nfm_reply(struct genl_info *info, const char *name, nfm_fill_fn fill, const void *thing);
void nfm_notify(struct nfm_net *nn, u8 cmd, const char *name, nfm_fill_fn fill,
		const void *thing);
void nfm_notify_vanished(struct nfm_net *nn, const char *name);
void nfm_sessions_unsettle(struct nfm_net *nn);
void nfm_sessions_settle(struct nfm_net *nn);

/**
 * typedef nfm_dump_fn - dump a thing a session has, from number @from on
 *
 * Return: 0 when through; else an error, with *@from at what did not fit
 */
typedef int (*nfm_dump_fn)(struct sk_buff *skb, struct netlink_callback *cb,
			   struct nfm_session *s, unsigned long *from);
int nfm_dump_sessions(struct sk_buff *skb, struct netlink_callback *cb, bool rtnl,
		      nfm_dump_fn dump);
void nfm_dump_torn(struct netlink_callback *cb);
int nfm_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd, const char *name,
		 nfm_fill_fn fill, const void *thing);

int nfm_netlink_init(void);
void nfm_netlink_exit(void);

#endif /* _NFM_NETLINK_H */
