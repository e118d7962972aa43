// SPDX-License-Identifier: GPL-2.0-only
/*
 * Would a target's copies come back to a source of its session?
 *
 * Answers for what the kernel can see: names and globs, what a stacked device
 * sends through, a veth's peer and what that feeds. What it cannot see (a cable,
 * a router, a program) the mark on each copy bounds; see output.c.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "session.h"
#include "source.h"
#include "target.h"

/* Devices stacked on one another that are followed. */
#define NFM_LOOP_DEPTH_MAX	8

/* What a target may cost to judge: whoever stacks more leaves it to the mark. */
#define NFM_LOOP_COST_MAX	8192

/**
 * struct nfm_loop - a search for a loop
 * @s: the target's session
 * @from: the first source to look at; of a session without any, none
 * @left: of NFM_LOOP_COST_MAX
 */
struct nfm_loop {
	const struct nfm_session *s;
	const struct nfm_source *from;
	unsigned int left;
};

/* Pay for a device: a step, and its name for each source. As much where it is compared
 * with the youngest alone, which so is refused for no loop that is not seen later.
 */
static bool nfm_loop_pay(struct nfm_loop *loop)
{
	unsigned int cost = 1 + loop->s->n_sources;

	if (loop->left < cost) {
		loop->left = 0;
		return false;
	}
	loop->left -= cost;
	return true;
}

/* Is there a source that sees packets of this device? */
static bool nfm_loop_sees(struct nfm_loop *loop, const struct net_device *dev)
{
	const struct nfm_source *src = loop->from;

	if (!nfm_loop_pay(loop) || !net_eq(dev_net(dev), loop->s->nn->net))
		return false;
	list_for_each_entry_from(src, &loop->s->sources, list)
		if (nfm_source_has_dev(src, dev))
			return true;
	return false;
}

/* Is there a bridge source that this device is a port of? */
static bool nfm_loop_bridges(struct nfm_loop *loop, struct net_device *dev)
{
	const struct net_device *master = netdev_master_upper_dev_get(dev);
	const struct nfm_source *src = loop->from;

	if (!master || !nfm_loop_pay(loop))
		return false;
	list_for_each_entry_from(src, &loop->s->sources, list)
		if (src->kind == NFM_SOURCE_BRIDGE && nfm_source_has_dev(src, master))
			return true;
	return false;
}

/* What @dev receives goes up to other devices, through a bridge also out. */
static const char *nfm_loop_received(struct nfm_loop *loop, struct net_device *dev)
{
	struct net_device *upper, *port;
	struct list_head *u, *l;

	if (nfm_loop_sees(loop, dev))
		return "the target's peer is a source of the session";
	if (nfm_loop_bridges(loop, dev))
		return "the target's peer is a port of the source bridge";
	netdev_for_each_upper_dev_rcu(dev, upper, u) {
		if (nfm_loop_sees(loop, upper))
			return "the target's peer feeds a source of the session";
		if (!loop->left)
			break;
		if (!netif_is_bridge_master(upper))
			continue;
		netdev_for_each_lower_dev(upper, port, l) {
			if (port != dev && nfm_loop_sees(loop, port))
				return "the target's peer shares a bridge with a source";
			if (!loop->left)
				break;
		}
	}
	return NULL;
}

static struct net_device *nfm_dev_peer(const struct net_device *dev)
{
	return dev->netdev_ops->ndo_get_peer_dev ?
		dev->netdev_ops->ndo_get_peer_dev((struct net_device *)dev) : NULL;
}

/* What @dev sends goes down to other devices, and over to its peer. */
static const char *nfm_loop_sent(struct nfm_loop *loop, struct net_device *dev, int depth)
{
	struct net_device *lower, *peer = nfm_dev_peer(dev);
	const char *reason = NULL;
	struct list_head *l;

	if (peer && net_eq(dev_net(peer), dev_net(dev)))
		reason = nfm_loop_received(loop, peer);
	if (depth == NFM_LOOP_DEPTH_MAX)
		return reason;
	netdev_for_each_lower_dev(dev, lower, l) {
		if (reason || !loop->left)
			return reason;
		if (nfm_loop_sees(loop, lower))
			return "the target sends through a source of the session";
		reason = nfm_loop_sent(loop, lower, depth + 1);
	}
	return reason;
}

static const char *nfm_loop_find(struct nfm_loop *loop, const struct nfm_target *t)
{
	const struct nfm_session *s = loop->s;
	const struct nfm_source *src = loop->from;
	struct net_device *dev;
	const char *reason;

	nfm_loop_pay(loop);
	list_for_each_entry_from(src, &s->sources, list) {
		if (!nfm_source_fits(src, t->name))
			continue;
		return src->kind == NFM_SOURCE_BRIDGE ?
			"the target is the source bridge itself" :
			"the target is a source of the session itself";
	}
	dev = __dev_get_by_name(s->nn->net, t->name);
	if (!dev)
		return NULL;
	if (nfm_loop_bridges(loop, dev))
		return "the target is a port of the source bridge";
	rcu_read_lock();
	reason = nfm_loop_sent(loop, dev, 0);
	rcu_read_unlock();
	return reason;
}

/**
 * nfm_target_loop - would the target's copies come back
 * @t: target
 * @src: to this source of its session or to one that is younger; %NULL: to any
 * @cost: set to the devices stepped over and the names compared with sources
 *
 * Context: process. Called with RTNL.
 * Return: why, or %NULL
 */
const char *nfm_target_loop(const struct nfm_target *t, const struct nfm_source *src,
			    unsigned int *cost)
{
	const struct nfm_session *s = t->session;
	struct nfm_loop loop = {
		.s = s,
		.from = src ?: list_first_entry(&s->sources, struct nfm_source, list),
		.left = NFM_LOOP_COST_MAX,
	};
	const char *reason;

	/* Its name is no device's: what it sends has the mark. */
	reason = t->tunnel ? NULL : nfm_loop_find(&loop, t);
	*cost = NFM_LOOP_COST_MAX - loop.left;
	return reason;
}
