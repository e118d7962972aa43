// SPDX-License-Identifier: GPL-2.0-only
/*
 * Targets: where a session's copies go.
 *
 * A target has its device whenever one of its name is there and fit. Copies that
 * it cannot have are counted by the reason that its state gives.
 *
 * Would copies come back? Any device that comes, goes or is enslaved may change that, and
 * to see it takes a walk through devices and sources. So targets that are devices are in
 * doubt then. As a rule all are judged at once. Where that would hold up RTNL, which is
 * everyone's, a work item judges the others, piece by piece. What loops meanwhile the mark
 * on each copy bounds; see output.c.
 */
#include <linux/if_arp.h>
#include <linux/jhash.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "carrier.h"
#include "frame.h"
#include "netlink.h"
#include "output.h"
#include "session.h"
#include "shape.h"
#include "target.h"
#include "tunnel.h"

/* What it may cost to judge targets at one go: less than a millisecond. The last of them
 * may cost as much again.
 */
#define NFM_JUDGE_COST_MAX	8192

static struct net_device *nfm_target_dev(const struct nfm_target *t)
{
	struct net_device *dev;

	if (t->tunnel)
		return t->tunnel->carrier ? t->tunnel->carrier->dev : NULL;
	dev = __dev_get_by_name(t->session->nn->net, t->name);
	/* By its name, not by another that it also has: of those, no event tells. */
	return dev && !strcmp(dev->name, t->name) ? dev : NULL;
}

static bool nfm_dev_is_fit(const struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER;
}

static enum nfm_target_state nfm_target_judge(const struct nfm_target *t,
					      const struct net_device *dev, unsigned int *cost)
{
	*cost = 1;
	if (!dev)
		return NFM_STATE_WAITING;
	if (!nfm_dev_is_fit(dev))
		return NFM_STATE_UNFIT;
	if (nfm_target_loop(t, NULL, cost))
		return NFM_STATE_LOOP;
	return netif_running(dev) && netif_carrier_ok(dev) ? NFM_STATE_UP : NFM_STATE_DOWN;
}

static void nfm_target_set_dev(struct nfm_target *t, struct net_device *dev)
{
	struct net_device *peer = dev ? nfm_veth_peer(dev) : NULL;
	struct net_device *old = rtnl_dereference(t->dev);

	/* A veth has its peer only some time after it has come. */
	if (old == dev) {
		rcu_assign_pointer(t->peer, peer);
		return;
	}
	/* A reader makes sure of the device after it has read the peer. */
	RCU_INIT_POINTER(t->peer, NULL);
	rcu_assign_pointer(t->dev, dev);
	rcu_assign_pointer(t->peer, peer);
	netdev_put(old, &t->tracker);
	netdev_hold(dev, &t->tracker, GFP_KERNEL);
}

/* See what has become of a target, and what it cost to see. Called with RTNL.
 * Returns true if its state or its device is another now.
 */
static bool nfm_target_refresh(struct nfm_target *t, unsigned int *cost)
{
	struct net_device *old = rtnl_dereference(t->dev);
	struct net_device *dev = nfm_target_dev(t);
	enum nfm_target_state state = nfm_target_judge(t, dev, cost);
	struct nfm_net *nn = t->session->nn;
	bool changed;

	if (t->tunnel)
		nfm_tunnel_refresh(t->tunnel, nn->net);
	else
		list_move_tail(&t->judge_list, &nn->judged);
	if (state != NFM_STATE_UP && state != NFM_STATE_DOWN)
		dev = NULL;
	changed = state != t->state || dev != old;
	WRITE_ONCE(t->state, state);
	nfm_target_set_dev(t, dev);
	return changed;
}

/**
 * nfm_target_state - the state of a target, now
 * @t: target
 *
 * Context: process. Called with RTNL.
 * Return: enum nfm_target_state
 */
u8 nfm_target_state(const struct nfm_target *t)
{
	if (t->tunnel && t->state == NFM_STATE_UP &&
	    !nfm_tunnel_reachable(t->tunnel, t->session->nn->net, rtnl_dereference(t->dev)))
		return NFM_STATE_UNREACHABLE;
	return t->state;
}

/**
 * nfm_target_is_up - may a copy go there now
 * @t: target
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: true if it may
 */
bool nfm_target_is_up(const struct nfm_target *t)
{
	struct nfm_form form = { .shape = &nfm_shape_none };
	struct net_device *dev;

	return (t->tunnel ? nfm_tunnel_ready(t, &dev, &form) : nfm_dev_ready(t, &dev, &form)) ==
	       NFM_COPIED;
}

/* Let go of the device, for good. Called with RTNL. */
void nfm_target_lose(struct nfm_target *t)
{
	WRITE_ONCE(t->state, NFM_STATE_WAITING);
	nfm_target_set_dev(t, NULL);
	if (t->tunnel && t->tunnel->carrier) {
		nfm_carrier_put(t->session->nn, t->tunnel->carrier);
		t->tunnel->carrier = NULL;
	}
}

static void nfm_target_notify(const struct nfm_target *t, u8 cmd)
{
	nfm_notify(t->session->nn, cmd, t->session->name, nfm_fill_target, t);
}

static unsigned int nfm_target_refresh_notify(struct nfm_target *t)
{
	unsigned int cost;

	if (nfm_target_refresh(t, &cost))
		nfm_target_notify(t, NFM_CMD_TARGET_NTF);
	return cost;
}

/**
 * nfm_target_doubt - a target is to be judged again
 * @t: target
 *
 * Context: process. Called with RTNL. nfm_targets_judge() must follow.
 */
void nfm_target_doubt(struct nfm_target *t)
{
	if (!t->tunnel)
		list_move_tail(&t->judge_list, &t->session->nn->doubted);
}

/**
 * nfm_targets_doubt - all targets that are devices are to be judged again
 * @nn: namespace
 *
 * Context: process. Called with RTNL. nfm_targets_judge() must follow.
 */
void nfm_targets_doubt(struct nfm_net *nn)
{
	list_splice_tail_init(&nn->judged, &nn->doubted);
}

/**
 * nfm_target_dev_event - a device of a target's own came, went or changed
 * @t: target
 *
 * What takes no walk is done at once: it lets go of a device that goes.
 *
 * Context: process. Called with RTNL. nfm_targets_judge() must follow.
 */
void nfm_target_dev_event(struct nfm_target *t)
{
	const struct net_device *dev = nfm_target_dev(t);

	if (t->tunnel || !dev || !nfm_dev_is_fit(dev))
		nfm_target_refresh_notify(t);
	else
		nfm_target_doubt(t);
}

static void nfm_targets_judge_some(struct nfm_net *nn)
{
	unsigned int cost = 0;
	struct nfm_target *t;

	while (cost < NFM_JUDGE_COST_MAX) {
		t = list_first_entry_or_null(&nn->doubted, struct nfm_target, judge_list);
		if (!t)
			break;
		cost += nfm_target_refresh_notify(t);
	}
	nn->judging = !list_empty(&nn->doubted);
	if (nn->judging)
		queue_work(nfm_wq, &nn->judge_work);
}

/* A piece at a time: RTNL is for others as well. */
static void nfm_targets_judge_work(struct work_struct *work)
{
	rtnl_lock();
	nfm_targets_judge_some(container_of(work, struct nfm_net, judge_work));
	rtnl_unlock();
}

/**
 * nfm_targets_judge - judge the targets that are in doubt
 * @nn: namespace
 *
 * Some at once, which as a rule are all, the others soon. None at once while there are
 * others: a device that goes may let go of a thousand under one hold of RTNL.
 *
 * Context: process. Called with RTNL.
 */
void nfm_targets_judge(struct nfm_net *nn)
{
	if (!nn->judging)
		nfm_targets_judge_some(nn);
}

/**
 * nfm_tunnels_refresh - see what has become of the tunnels of a namespace
 * @nn: namespace
 *
 * Context: process. Called with RTNL.
 */
void nfm_tunnels_refresh(struct nfm_net *nn)
{
	struct nfm_session *s;
	struct nfm_target *t;

	list_for_each_entry(s, &nn->sessions, list)
		list_for_each_entry(t, &s->targets, list)
			if (t->tunnel)
				nfm_target_refresh_notify(t);
}

void nfm_targets_init(struct nfm_net *nn)
{
	INIT_LIST_HEAD(&nn->judged);
	INIT_LIST_HEAD(&nn->doubted);
	INIT_WORK(&nn->judge_work, nfm_targets_judge_work);
}

/* The namespace has no sessions any more. Context: process. Called without RTNL. */
void nfm_targets_exit(struct nfm_net *nn)
{
	cancel_work_sync(&nn->judge_work);
}

static bool nfm_target_is_tunnel(struct nlattr **tb)
{
	return nla_get_u8(tb[NFM_TGT_KIND]) != NFM_TARGET_DEV;
}

/* A device has a name and nothing else. */
static int nfm_target_check_dev(struct nlattr *nest, struct nlattr **tb,
				struct netlink_ext_ack *extack)
{
	int attr;

	for (attr = NFM_TGT_REMOTE; attr <= NFM_TGT_MAX; attr++) {
		if (tb[attr]) {
			NL_SET_ERR_MSG_ATTR(extack, tb[attr], "only of a tunnel");
			return -EINVAL;
		}
	}
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, NFM_TGT_DEV)) {
		NL_SET_ERR_MSG(extack, "the target's device name is missing");
		return -EINVAL;
	}
	if (!dev_valid_name(nla_data(tb[NFM_TGT_DEV]))) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_TGT_DEV],
				    "a device name is 1 to 15 characters without space, / and :");
		return -EINVAL;
	}
	return 0;
}

static int nfm_target_parse(struct nlattr *nest, struct nlattr **tb,
			    const struct nla_policy *policy, struct netlink_ext_ack *extack)
{
	int err = nla_parse_nested(tb, NFM_TGT_MAX, nest, policy, extack);

	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, NFM_TGT_KIND)) {
		NL_SET_ERR_MSG(extack,
			       "the target's kind is missing: dev, gretap, erspan, vxlan or geneve");
		return -EINVAL;
	}
	return nfm_target_is_tunnel(tb) ? 0 : nfm_target_check_dev(nest, tb, extack);
}

int nfm_target_too_many(const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	NL_SET_ERR_MSG_ATTR(extack, nest, "a session may have 64 targets");
	return -ENOSPC;
}

/**
 * nfm_target_carrier_id - the carrier that a target needs
 * @nest: attribute NFM_A_TARGET
 * @id: set to which
 * @extack: says what was wrong
 *
 * Context: process.
 * Return: 1, 0 if it needs none, or -EINVAL
 */
int nfm_target_carrier_id(struct nlattr *nest, struct nfm_carrier_id *id,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NFM_TGT_MAX + 1];
	int err;

	err = nfm_target_parse(nest, tb, nfm_target_new_policy, extack);
	if (err || !nfm_target_is_tunnel(tb))
		return err;
	return nfm_tunnel_carrier_id(id, tb, extack) ?: 1;
}

static struct nfm_target *nfm_target_find(const struct nfm_session *s, struct nlattr **tb)
{
	struct nfm_target *t;

	list_for_each_entry(t, &s->targets, list)
		if (t->tunnel ? nfm_tunnel_is(t->tunnel, tb) :
				!nfm_target_is_tunnel(tb) &&
				!strcmp(nla_data(tb[NFM_TGT_DEV]), t->name))
			return t;
	return NULL;
}

/* What is there now may show that the target can never do. */
static int nfm_target_check(const struct nfm_target *t, struct nlattr **tb,
			    struct netlink_ext_ack *extack)
{
	const struct net_device *dev;
	const char *reason;
	unsigned int cost;

	if (t->tunnel)
		return 0;
	dev = nfm_target_dev(t);
	reason = nfm_target_loop(t, NULL, &cost);
	if (dev && !nfm_dev_is_fit(dev)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_TGT_DEV],
				    "the device is not an Ethernet device");
		return -EINVAL;
	}
	if (!reason)
		return 0;
	if (extack) {
		/* Not a literal, but static text all the same. */
		extack->_msg = reason;
		extack->bad_attr = tb[NFM_TGT_DEV];
	}
	return -ELOOP;
}

static void nfm_target_free(struct nfm_target *t)
{
	nfm_tunnel_free(t->tunnel);
	if (t->counters.cpu)
		nfm_counters_clean(&t->counters);
	kfree(t);
}

/* What it is known by, the same after it has been removed and added. */
static u32 nfm_target_hash(const struct nfm_target *t)
{
	const struct nfm_tunnel *tun = t->tunnel;

	if (!tun)
		return jhash(t->name, strlen(t->name), t->kind);
	return jhash_3words(jhash(&tun->remote, sizeof(tun->remote), t->kind), tun->id, tun->port,
			    tun->has_id);
}

static int nfm_target_init(struct nfm_target *t, struct nlattr **tb,
			   struct netlink_ext_ack *extack)
{
	int err;

	t->kind = nla_get_u8(tb[NFM_TGT_KIND]);
	if (nfm_target_is_tunnel(tb)) {
		t->tunnel = kzalloc(sizeof(*t->tunnel), GFP_KERNEL_ACCOUNT);
		if (!t->tunnel)
			return -ENOMEM;
		err = nfm_tunnel_parse(t->tunnel, tb, extack) ?: nfm_tunnel_init(t->tunnel);
		strscpy(t->name, nfm_tunnel_kind(t->tunnel), sizeof(t->name));
	} else {
		nla_strscpy(t->name, tb[NFM_TGT_DEV], sizeof(t->name));
		err = nfm_target_check(t, tb, extack);
	}
	t->hash = nfm_target_hash(t);
	return err ?: nfm_counters_init(&t->counters, NFM_OUTCOME_LAST);
}

/**
 * nfm_target_add - add a target to a session
 * @s: session
 * @nest: attribute NFM_A_TARGET
 * @extack: says what was wrong
 *
 * Context: process. Called with RTNL, between nfm_carriers_begin() and _end().
 * Return: target, or an error pointer: -EINVAL, -EEXIST, -ENOSPC, -ELOOP, -ENOMEM
 */
struct nfm_target *nfm_target_add(struct nfm_session *s, struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NFM_TGT_MAX + 1];
	struct nfm_target *t;
	unsigned int cost;
	int err;

	err = nfm_target_parse(nest, tb, nfm_target_new_policy, extack);
	if (err)
		return ERR_PTR(err);
	if (nfm_target_find(s, tb)) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "the session has this target already");
		return ERR_PTR(-EEXIST);
	}
	if (s->n_targets == NFM_TARGETS_MAX)
		return ERR_PTR(nfm_target_too_many(nest, extack));
	t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	if (!t)
		return ERR_PTR(-ENOMEM);
	t->session = s;
	INIT_LIST_HEAD(&t->judge_list);
	err = nfm_target_init(t, tb, extack);
	if (err) {
		nfm_target_free(t);
		return ERR_PTR(err);
	}
	if (t->tunnel)
		t->tunnel->carrier = nfm_carrier_get(s->nn, t->tunnel);
	nfm_target_refresh(t, &cost);
	/* Ask who the next hop is before there is a copy for it. */
	nfm_target_state(t);
	list_add_tail_rcu(&t->list, &s->targets);
	s->n_targets++;
	WRITE_ONCE(s->n_tunnels, s->n_tunnels + !!t->tunnel);
	nfm_session_judge(s);
	return t;
}

static void nfm_target_free_rcu(struct rcu_head *rcu)
{
	nfm_target_free(container_of(rcu, struct nfm_target, rcu));
}

/* Take it out of its session; it has no device. */
void nfm_target_del(struct nfm_target *t)
{
	list_del_rcu(&t->list);
	list_del(&t->judge_list);
	t->session->n_targets--;
	WRITE_ONCE(t->session->n_tunnels, t->session->n_tunnels - !!t->tunnel);
	nfm_session_judge(t->session);
	call_rcu(&t->rcu, nfm_target_free_rcu);
}

static int nfm_target_new(struct nfm_session *s, struct genl_info *info)
{
	struct nlattr *nest = info->attrs[NFM_A_TARGET];
	struct nlattr *tb[NFM_TGT_MAX + 1];
	int flags = info->nlhdr->nlmsg_flags;
	struct nfm_target *t;
	int err;

	err = nfm_target_parse(nest, tb, nfm_target_new_policy, info->extack);
	if (err)
		return err;
	t = nfm_target_find(s, tb);
	if (t && !(flags & NLM_F_EXCL))
		return 0;
	if (!t && !(flags & NLM_F_CREATE)) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest, "the session has no such target");
		return -ENOENT;
	}
	t = nfm_target_add(s, nest, info->extack);
	if (IS_ERR(t))
		return PTR_ERR(t);
	nfm_target_notify(t, NFM_CMD_TARGET_NTF);
	return 0;
}

static int nfm_target_remove(struct nfm_session *s, struct genl_info *info)
{
	struct nlattr *nest = info->attrs[NFM_A_TARGET];
	struct nlattr *tb[NFM_TGT_MAX + 1];
	struct nfm_target *t;
	int err;

	err = nfm_target_parse(nest, tb, nfm_target_del_policy, info->extack);
	if (err)
		return err;
	t = nfm_target_find(s, tb);
	if (!t) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest, "the session has no such target");
		return -ENOENT;
	}
	nfm_target_notify(t, NFM_CMD_TARGET_DEL_NTF);
	nfm_target_lose(t);
	nfm_target_del(t);
	return 0;
}

static int nfm_target_do(struct genl_info *info,
			 int (*fn)(struct nfm_session *s, struct genl_info *info))
{
	struct nfm_session *s;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, NFM_A_TARGET)) {
		NL_SET_ERR_MSG(info->extack, "the target is missing");
		return -EINVAL;
	}
	rtnl_lock();
	s = nfm_session_find(nfm_net(genl_info_net(info)), info);
	err = IS_ERR(s) ? PTR_ERR(s) : fn(s, info);
	rtnl_unlock();
	return err;
}

int nfm_target_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_net *nn = nfm_net(genl_info_net(info));
	int err;

	err = nfm_carriers_begin(nn, info);
	if (err)
		return err;
	err = nfm_target_do(info, nfm_target_new);
	nfm_carriers_end(nn);
	return err;
}

int nfm_target_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return nfm_target_do(info, nfm_target_remove);
}

static int nfm_target_dump(struct sk_buff *skb, struct netlink_callback *cb,
			   struct nfm_session *s, unsigned long *from)
{
	const struct nfm_target *t;
	unsigned long n = 0;
	int err;

	list_for_each_entry(t, &s->targets, list) {
		if (n++ < *from)
			continue;
		err = nfm_dump_one(skb, cb, NFM_CMD_TARGET_GET, s->name, nfm_fill_target, t);
		if (err)
			return err;
		*from = n;
	}
	return 0;
}

int nfm_target_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return nfm_dump_sessions(skb, cb, true, nfm_target_dump);
}
