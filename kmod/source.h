/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sources: where a session sees packets.
 */
#ifndef _NFM_SOURCE_H
#define _NFM_SOURCE_H

#include <linux/list.h>
#include <linux/xarray.h>
#include <net/genetlink.h>

#include "stats.h"

struct net_device;
struct nfm_session;

/**
 * struct nfm_source - a source
 * @list: in nfm_session.sources
 * @session: its session
 * @kind: enum nfm_source_kind
 * @dir: enum nfm_dir, of a device
 * @hook: enum nfm_inet_hook, of inet
 * @dev: device name or glob; bridge name; empty
 * @taps: where it is bound, by device; RTNL
 * @n_taps: how many of them are at a device's egress (true), and how many are not
 * @counters: every packet of this source
 * @rcu: frees it after a grace period
 */
struct nfm_source {
	struct list_head list;
	struct nfm_session *session;
	u8 kind;
	u8 dir;
	u8 hook;
	char dev[IFNAMSIZ];
	struct xarray taps;
	unsigned int n_taps[2];
	struct nfm_counters counters;
	struct rcu_head rcu;
};

bool nfm_source_fits(const struct nfm_source *src, const char *name);
bool nfm_source_has_dev(const struct nfm_source *src, const struct net_device *dev);

struct nfm_source *nfm_source_add(struct nfm_session *s, struct nlattr *nest,
				  struct netlink_ext_ack *extack);
void nfm_source_del(struct nfm_source *src);
int nfm_source_bind(struct nfm_source *src, struct netlink_ext_ack *extack);
void nfm_source_unbind(struct nfm_source *src);
bool nfm_source_dev_event(struct nfm_source *src, struct net_device *dev, bool present,
			  bool renamed);
unsigned int nfm_source_bound(const struct nfm_source *src, const char **names, unsigned int max);

int nfm_source_new_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_source_del_doit(struct sk_buff *skb, struct genl_info *info);
int nfm_source_dumpit(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _NFM_SOURCE_H */
