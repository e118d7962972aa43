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

struct nfm_net;
struct nfm_session;
struct nfm_carrier_id;
struct nfm_source;
struct nfm_tunnel;

/**
 * struct nfm_target - a target
 * @list: in nfm_session.targets
 * @session: its session
 * @kind: enum nfm_target_kind
 * @hash: of what it is known by
 * @tunnel: what a tunnel is; %NULL for a device
 * @state: enum nfm_target_state, as last told; RTNL, read under RCU
 * @name: device name; of a tunnel its kind
 * @dev: the device, while copies may go there; held; RTNL, read under RCU
 * @tracker: of the hold
 * @peer: of a veth, the other end, which goes when @dev goes; RTNL, read under RCU
 * @counters: every packet that the session wants copied
 * @judge_list: of a device, in nfm_net.judged or nfm_net.doubted; RTNL
 * @rcu: frees it after a grace period
 */
struct nfm_target {
	struct list_head list;
	struct nfm_session *session;
	u8 kind;
	u8 state;
	u32 hash;
	struct nfm_tunnel *tunnel;
	char name[IFNAMSIZ];
	struct net_device __rcu *dev;
	netdevice_tracker tracker;
	struct net_device __rcu *peer;
	struct nfm_counters counters;
	struct list_head judge_list;
	struct rcu_head rcu;
};

struct nfm_target *nfm_target_add(struct nfm_session *s, struct nlattr *nest,
				  struct netlink_ext_ack *extack);
void nfm_target_del(struct nfm_target *t);
void nfm_target_lose(struct nfm_target *t);
u8 nfm_target_state(const struct nfm_target *t);
bool nfm_target_is_up(const struct nfm_target *t);
int nfm_target_too_many(const struct nlattr *nest, struct netlink_ext_ack *extack);
int nfm_target_carrier_id(struct nlattr *nest, struct nfm_carrier_id *id,
			  struct netlink_ext_ack *extack);
const char *nfm_target_loop(const struct nfm_target *t, const struct nfm_source *src,
			    unsigned int *cost);
void nfm_target_doubt(struct nfm_target *t);
void nfm_target_dev_event(struct nfm_target *t);
void nfm_targets_doubt(struct nfm_net *nn);
void nfm_targets_judge(struct nfm_net *nn);
void nfm_tunnels_refresh(struct nfm_net *nn);
void nfm_targets_init(struct nfm_net *nn);
void nfm_targets_exit(struct nfm_net *nn);

int nfm_target_new_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_target_del_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_target_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _NFM_TARGET_H */
