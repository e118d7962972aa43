/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Targets: where a session's copies go.
 */
#ifndef _NFM_TARGET_H
#define _NFM_TARGET_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <net/genetlink.h>

#include "stats.h"

struct nfm_session;
struct nfm_source;

/**
 * struct nfm_target - a target
 * @list: in nfm_session.targets
 * @session: its session
 * @kind: enum nfm_target_kind
 * @state: enum nfm_target_state, as last told; RTNL, read under RCU
 * @name: device name
 * @dev: the device, while copies may go there; held; RTNL, read under RCU
 * @tracker: of the hold
 * @peer: of a veth, the other end, which goes when @dev goes; RTNL, read under RCU
 * @counters: every packet that the session wants copied
 * @rcu: frees it after a grace period
 */
struct nfm_target {
	struct list_head list;
	struct nfm_session *session;
	u8 kind;
	u8 state;
	char name[IFNAMSIZ];
	struct net_device __rcu *dev;
	netdevice_tracker tracker;
	struct net_device __rcu *peer;
	struct nfm_counters counters;
	struct rcu_head rcu;
};

struct nfm_target *nfm_target_add(struct nfm_session *s, struct nlattr *nest,
				  struct netlink_ext_ack *extack);
void nfm_target_del(struct nfm_target *t);
bool nfm_target_refresh(struct nfm_target *t);
void nfm_target_lose(struct nfm_target *t);
const char *nfm_target_loop(const struct nfm_target *t);
void nfm_targets_refresh(struct nfm_session *s);

int nfm_target_new_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_target_del_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_target_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _NFM_TARGET_H */
