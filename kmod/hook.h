/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Points: the netfilter hooks that sources are bound to, and the packet's way
 * from there.
 */
#ifndef _NFM_HOOK_H
#define _NFM_HOOK_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/nf_mirror.h>

struct nfm_net;
struct nfm_session;
struct nfm_source;

/* Kinds of hooks. */
enum nfm_point_kind {
	NFM_POINT_IN,		/* netdev ingress of a device */
	NFM_POINT_OUT,		/* netdev egress of a device */
	NFM_POINT_BRIDGE,	/* bridge pre-routing of the namespace */
	NFM_POINT_INET,		/* a hook of IPv4 and IPv6 */
};

/**
 * struct nfm_point - a registered hook, shared by all sources that need it
 * @node: in nfm_net.points
 * @nn: its namespace
 * @kind: enum nfm_point_kind
 * @ops: the hook
 * @tracker: of the hold on ops.dev
 * @taps: who gets its packets: of each session one; RTNL, read under RCU
 * @rcu: frees it after a grace period
 */
struct nfm_point {
	struct hlist_node node;
	struct nfm_net *nn;
	u8 kind;
	struct nf_hook_ops ops;
	netdevice_tracker tracker;
	struct hlist_head taps;
	struct rcu_head rcu;
};

/**
 * struct nfm_tap - a source bound to a point
 * @node: in nfm_point.taps, if @elected
 * @same: ring of those that the session has at this point; RTNL
 * @index: in nfm_source.taps
 * @point: the point
 * @session: the source's session
 * @source: the source
 * @bridge: of NFM_POINT_BRIDGE: index of the bridge; else 0
 * @elected: of those in @same the one that gets the packets; RTNL
 * @not_lo: of NFM_POINT_INET: what the host sends to itself is seen elsewhere
 * @rcu: frees it after a grace period
 */
struct nfm_tap {
	struct hlist_node node;
	struct list_head same;
	unsigned long index;
	struct nfm_point *point;
	struct nfm_session *session;
	struct nfm_source *source;
	int bridge;
	bool elected;
	bool not_lo;
	struct rcu_head rcu;
};

/**
 * struct nfm_tap_at - where to bind
 * @kind: which hook
 * @dev: of which device; %NULL for hooks of the namespace
 * @hooknum: of NFM_POINT_INET: enum nf_inet_hooks
 * @bridge: as in struct nfm_tap
 * @not_lo: as in struct nfm_tap
 */
struct nfm_tap_at {
	enum nfm_point_kind kind;
	struct net_device *dev;
	unsigned int hooknum;
	int bridge;
	bool not_lo;
};

/* Does the hook see packets that are forwarded, when they have been made writable? */
static inline bool nfm_point_forwards(const struct nfm_point *point)
{
	return point->kind == NFM_POINT_INET && (point->ops.hooknum == NF_INET_FORWARD ||
						 point->ops.hooknum == NF_INET_POST_ROUTING);
}

enum nfm_dir nfm_point_dir(const struct nfm_point *point);
unsigned long nfm_tap_index(int ifindex, bool egress);
int nfm_tap_add(struct nfm_source *src, const struct nfm_tap_at *at);
void nfm_tap_del(struct nfm_tap *tap);

#endif /* _NFM_HOOK_H */
