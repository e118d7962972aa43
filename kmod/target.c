// SPDX-License-Identifier: GPL-2.0-only
/*
 * Targets: where a session's copies go.
 *
 * A target has its device whenever one of its name is there and fit. Copies that
 * it cannot have are counted by the reason that its state gives.
 */
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "netlink.h"
#include "output.h"
#include "session.h"
#include "target.h"

static struct net_device *nfm_target_dev(const struct nfm_target *t)
{
	struct net_device *dev = __dev_get_by_name(t->session->nn->net, t->name);

	/* By its name, not by another that it also has: of those, no event tells. */
	return dev && !strcmp(dev->name, t->name) ? dev : NULL;
}

static enum nfm_target_state nfm_target_judge(const struct nfm_target *t,
					      const struct net_device *dev)
{
	if (!dev)
		return NFM_STATE_WAITING;
	if (dev->type != ARPHRD_ETHER)
		return NFM_STATE_UNFIT;
	if (nfm_target_loop(t))
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

/**
 * nfm_target_refresh - see what has become of a target
 * @t: target
 *
 * Context: process. Called with RTNL.
 * Return: true if its state or its device is another now
 */
bool nfm_target_refresh(struct nfm_target *t)
{
	struct net_device *old = rtnl_dereference(t->dev);
	struct net_device *dev = nfm_target_dev(t);
	enum nfm_target_state state = nfm_target_judge(t, dev);
	bool changed;

	if (state != NFM_STATE_UP && state != NFM_STATE_DOWN)
		dev = NULL;
	changed = state != t->state || dev != old;
	WRITE_ONCE(t->state, state);
	nfm_target_set_dev(t, dev);
	return changed;
}

/* Let go of the device. Called with RTNL. */
void nfm_target_lose(struct nfm_target *t)
{
	WRITE_ONCE(t->state, NFM_STATE_WAITING);
	nfm_target_set_dev(t, NULL);
}

static void nfm_target_notify(const struct nfm_target *t, u8 cmd)
{
	nfm_notify(t->session->nn, cmd, t->session->name, nfm_fill_target, t);
}

/* After what may have changed any target of a session. Called with RTNL. */
void nfm_targets_refresh(struct nfm_session *s)
{
	struct nfm_target *t;

	list_for_each_entry(t, &s->targets, list)
		if (nfm_target_refresh(t))
			nfm_target_notify(t, NFM_CMD_TARGET_NTF);
}

static int nfm_target_parse(struct nlattr *nest, struct nlattr **tb,
			    struct netlink_ext_ack *extack)
{
	int err = nla_parse_nested(tb, NFM_TGT_MAX, nest, nfm_target_policy, extack);

	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, NFM_TGT_KIND)) {
		NL_SET_ERR_MSG(extack, "the target's kind is missing: dev");
		return -EINVAL;
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

static struct nfm_target *nfm_target_find(const struct nfm_session *s, struct nlattr **tb)
{
	struct nfm_target *t;

	list_for_each_entry(t, &s->targets, list)
		if (t->kind == nla_get_u8(tb[NFM_TGT_KIND]) &&
		    !strcmp(nla_data(tb[NFM_TGT_DEV]), t->name))
			return t;
	return NULL;
}

/* What is there now may show that the target can never do. */
static int nfm_target_check(const struct nfm_target *t, struct nlattr **tb,
			    struct netlink_ext_ack *extack)
{
	const struct net_device *dev = nfm_target_dev(t);
	const char *reason = nfm_target_loop(t);

	if (dev && dev->type != ARPHRD_ETHER) {
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

/**
 * nfm_target_add - add a target to a session
 * @s: session
 * @nest: attribute NFM_A_TARGET
 * @extack: says what was wrong
 *
 * Context: process. Called with RTNL.
 * Return: target, or an error pointer: -EINVAL, -EEXIST, -ENOSPC, -ELOOP, -ENOMEM
 */
struct nfm_target *nfm_target_add(struct nfm_session *s, struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NFM_TGT_MAX + 1];
	struct nfm_target *t;
	int err;

	err = nfm_target_parse(nest, tb, extack);
	if (err)
		return ERR_PTR(err);
	if (nfm_target_find(s, tb)) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "the session has this target already");
		return ERR_PTR(-EEXIST);
	}
	if (s->n_targets == NFM_TARGETS_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "a session may have 64 targets");
		return ERR_PTR(-ENOSPC);
	}
	t = kzalloc(sizeof(*t), GFP_KERNEL_ACCOUNT);
	if (!t)
		return ERR_PTR(-ENOMEM);
	t->session = s;
	t->kind = nla_get_u8(tb[NFM_TGT_KIND]);
	nla_strscpy(t->name, tb[NFM_TGT_DEV], sizeof(t->name));
	err = nfm_target_check(t, tb, extack) ?: nfm_counters_init(&t->counters, NFM_OUTCOME_LAST);
	if (err) {
		kfree(t);
		return ERR_PTR(err);
	}
	nfm_target_refresh(t);
	list_add_tail_rcu(&t->list, &s->targets);
	s->n_targets++;
	return t;
}

static void nfm_target_free_rcu(struct rcu_head *rcu)
{
	struct nfm_target *t = container_of(rcu, struct nfm_target, rcu);

	nfm_counters_clean(&t->counters);
	kfree(t);
}

/* Take it out of its session; it has no device. */
void nfm_target_del(struct nfm_target *t)
{
	list_del_rcu(&t->list);
	t->session->n_targets--;
	call_rcu(&t->rcu, nfm_target_free_rcu);
}

static int nfm_target_new(struct nfm_session *s, struct genl_info *info)
{
	struct nlattr *nest = info->attrs[NFM_A_TARGET];
	struct nlattr *tb[NFM_TGT_MAX + 1];
	int flags = info->nlhdr->nlmsg_flags;
	struct nfm_target *t;
	int err;

	err = nfm_target_parse(nest, tb, info->extack);
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

	err = nfm_target_parse(nest, tb, info->extack);
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
	return nfm_target_do(info, nfm_target_new);
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
