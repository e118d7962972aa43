// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sources: where a session sees packets.
 *
 * A source is bound to the devices that fit it whenever they are there, as long
 * as its session is enabled. Without one it waits. One that there was no memory for
 * when it came is tried again when it comes up.
 */
#include <linux/glob.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "carrier.h"
#include "hook.h"
#include "netlink.h"
#include "session.h"
#include "source.h"
#include "target.h"

/**
 * nfm_source_fits - is a device of this name one that the source asks for
 * @src: source
 * @name: device name
 *
 * Return: true if it is
 */
bool nfm_source_fits(const struct nfm_source *src, const char *name)
{
	switch (src->kind) {
	case NFM_SOURCE_DEV:
		return strpbrk(src->dev, "*?[") ? glob_match(src->dev, name) :
						  !strcmp(src->dev, name);
	case NFM_SOURCE_BRIDGE:
		return !strcmp(src->dev, name);
	default:
		return false;
	}
}

/* Does the source take packets from this device. Not from the tunnels' own, which
 * have nothing but copies.
 */
bool nfm_source_has_dev(const struct nfm_source *src, const struct net_device *dev)
{
	return nfm_source_fits(src, dev->name) && !nfm_dev_is_carrier(src->session->nn, dev) &&
	       (src->kind != NFM_SOURCE_BRIDGE || netif_is_bridge_master(dev));
}

/* The source's tap at a device, at its egress or the other. Of inet there is none. */
static struct nfm_tap *nfm_source_tap(struct nfm_source *src, const struct net_device *dev,
				      bool egress)
{
	return src->kind == NFM_SOURCE_INET ? NULL :
	       xa_load(&src->taps, nfm_tap_index(dev->ifindex, egress));
}

static void nfm_source_unbind_dev(struct nfm_source *src, const struct net_device *dev)
{
	struct nfm_tap *tap;
	int egress;

	for (egress = 0; egress < 2; egress++) {
		tap = nfm_source_tap(src, dev, egress);
		if (tap)
			nfm_tap_del(tap);
	}
}

/* Unbind what serves these directions of a device source. */
static void nfm_source_unbind_dirs(struct nfm_source *src, u8 dirs)
{
	struct nfm_tap *tap;
	unsigned long i;

	xa_for_each(&src->taps, i, tap)
		if (dirs & (tap->point->kind == NFM_POINT_IN ? NFM_DIR_IN : NFM_DIR_OUT))
			nfm_tap_del(tap);
}

static int nfm_source_bind_dev(struct nfm_source *src, struct net_device *dev, u8 dirs)
{
	struct nfm_tap_at at = { .dev = dev };
	int err = 0;

	if (src->kind == NFM_SOURCE_BRIDGE) {
		struct nfm_tap_at ports = {
			.kind = NFM_POINT_BRIDGE,
			.bridge = dev->ifindex,
		};

		err = nfm_tap_add(src, &ports);
	} else if (dirs & NFM_DIR_IN) {
		at.kind = NFM_POINT_IN;
		err = nfm_tap_add(src, &at);
	}
	if (!err && (src->kind == NFM_SOURCE_BRIDGE || (dirs & NFM_DIR_OUT))) {
		at.kind = NFM_POINT_OUT;
		err = nfm_tap_add(src, &at);
	}
	return err;
}

static int nfm_source_bind_inet(struct nfm_source *src)
{
	static const unsigned int hooknum[] = {
		[NFM_HOOK_ALL]		= NF_INET_PRE_ROUTING,
		[NFM_HOOK_PREROUTING]	= NF_INET_PRE_ROUTING,
		[NFM_HOOK_INPUT]	= NF_INET_LOCAL_IN,
		[NFM_HOOK_FORWARD]	= NF_INET_FORWARD,
		[NFM_HOOK_OUTPUT]	= NF_INET_LOCAL_OUT,
		[NFM_HOOK_POSTROUTING]	= NF_INET_POST_ROUTING,
	};
	struct nfm_tap_at at = {
		.kind = NFM_POINT_INET,
		.hooknum = hooknum[src->hook],
		.not_lo = src->hook == NFM_HOOK_ALL,
	};
	int err;

	err = nfm_tap_add(src, &at);
	if (err || src->hook != NFM_HOOK_ALL)
		return err;
	at.hooknum = NF_INET_LOCAL_OUT;
	at.not_lo = false;
	return nfm_tap_add(src, &at);
}

static int nfm_source_bind_dirs(struct nfm_source *src, u8 dirs, struct netlink_ext_ack *extack)
{
	struct net *net = src->session->nn->net;
	struct net_device *dev;
	int err = 0;

	if (src->kind == NFM_SOURCE_INET)
		err = nfm_source_bind_inet(src);
	else
		for_each_netdev(net, dev)
			if (!err && nfm_source_has_dev(src, dev))
				err = nfm_source_bind_dev(src, dev, dirs);
	if (err == -E2BIG)
		NL_SET_ERR_MSG(extack, "source: too many netfilter hooks are there already");
	else if (err == -EOPNOTSUPP)
		NL_SET_ERR_MSG(extack, "source: this kernel has no such netfilter hook");
	return err;
}

/**
 * nfm_source_bind - bind a source to what is there
 * @src: source; bound to nothing
 * @extack: says what was wrong
 *
 * Context: process. Called with RTNL.
 * Return: 0, or an error and the source is bound to nothing
 */
int nfm_source_bind(struct nfm_source *src, struct netlink_ext_ack *extack)
{
	int err = nfm_source_bind_dirs(src, src->dir, extack);

	if (err)
		nfm_source_unbind(src);
	return err;
}

/* Called with RTNL. */
void nfm_source_unbind(struct nfm_source *src)
{
	struct nfm_tap *tap;
	unsigned long i;

	xa_for_each(&src->taps, i, tap)
		nfm_tap_del(tap);
}

/**
 * nfm_source_dev_event - a device came, went, or has another name
 * @src: source
 * @dev: device
 * @present: it is there
 * @renamed: it has another name
 *
 * Context: process. Called with RTNL.
 * Return: true if that changed what the source is bound to, or its name
 */
bool nfm_source_dev_event(struct nfm_source *src, struct net_device *dev, bool present,
			  bool renamed)
{
	bool want = present && src->session->enabled && nfm_source_has_dev(src, dev);
	u8 dirs = (nfm_source_tap(src, dev, false) ? NFM_DIR_IN : 0) |
		  (nfm_source_tap(src, dev, true) ? NFM_DIR_OUT : 0);
	bool has = dirs;
	int err;

	if (!want) {
		nfm_source_unbind_dev(src, dev);
		return has;
	}
	/* It may have only the direction that was added after there was no memory. */
	if (has && !(src->dir & ~dirs))
		return renamed;
	err = nfm_source_bind_dev(src, dev, src->dir & ~dirs);
	if (err) {
		if (!has)
			nfm_source_unbind_dev(src, dev);
		net_warn_ratelimited("nf_mirror: %s: cannot bind session %s: error %d\n",
				     dev->name, src->session->name, err);
	}
	return !err || (has && renamed);
}

/**
 * nfm_source_bound - what a source is bound to
 * @src: source
 * @names: filled with names of devices, not for inet
 * @max: room in @names
 *
 * Context: process. Called with RTNL.
 * Return: number of devices; for inet 1 or 0
 */
unsigned int nfm_source_bound(const struct nfm_source *src, const char **names, unsigned int max)
{
	/* Each device counts once: by the tap that all of its kind have. */
	bool egress = !(src->kind == NFM_SOURCE_DEV && (src->dir & NFM_DIR_IN));
	/* It is only read, and says so of no parameter. */
	struct xarray *taps = (struct xarray *)&src->taps;
	struct nfm_tap *tap;
	unsigned int n = 0;
	unsigned long i;

	if (src->kind == NFM_SOURCE_INET)
		return !xa_empty(taps);
	xa_for_each(taps, i, tap) {
		if (n == max)
			break;
		if ((tap->index & 1) == egress)
			names[n++] = tap->point->ops.dev->name;
	}
	return src->n_taps[egress];
}

/* What tells one source of a session from another. */
struct nfm_source_id {
	u8 kind;
	u8 hook;
	const char *dev;
};

static int nfm_source_parse(struct nlattr *nest, struct nlattr **tb, struct nfm_source_id *id,
			    struct netlink_ext_ack *extack)
{
	int err = nla_parse_nested(tb, NFM_SRC_MAX, nest, nfm_source_new_policy, extack);

	if (err)
		return err;
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, NFM_SRC_KIND)) {
		NL_SET_ERR_MSG(extack, "the source's kind is missing: dev, bridge or inet");
		return -EINVAL;
	}
	id->kind = nla_get_u8(tb[NFM_SRC_KIND]);
	id->hook = tb[NFM_SRC_HOOK] ? nla_get_u8(tb[NFM_SRC_HOOK]) : NFM_HOOK_ALL;
	id->dev = tb[NFM_SRC_DEV] ? nla_data(tb[NFM_SRC_DEV]) : "";
	if (tb[NFM_SRC_DIR] && id->kind != NFM_SOURCE_DEV) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_SRC_DIR], "only a device has a direction");
		return -EINVAL;
	}
	if (tb[NFM_SRC_HOOK] && id->kind != NFM_SOURCE_INET) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_SRC_HOOK], "only inet has a hook");
		return -EINVAL;
	}
	if (id->kind == NFM_SOURCE_INET) {
		if (!tb[NFM_SRC_DEV])
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_SRC_DEV], "inet has no device");
		return -EINVAL;
	}
	if (NL_REQ_ATTR_CHECK(extack, nest, tb, NFM_SRC_DEV)) {
		NL_SET_ERR_MSG(extack, "the source's device name is missing");
		return -EINVAL;
	}
	if (!dev_valid_name(id->dev)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_SRC_DEV],
				    "a device name is 1 to 15 characters without space, / and :");
		return -EINVAL;
	}
	return 0;
}

static struct nfm_source *nfm_source_find(const struct nfm_session *s,
					  const struct nfm_source_id *id)
{
	struct nfm_source *src;

	list_for_each_entry(src, &s->sources, list)
		if (src->kind == id->kind && src->hook == id->hook && !strcmp(src->dev, id->dev))
			return src;
	return NULL;
}

/* What is there now may show that the source can never do. */
static int nfm_source_check(const struct nfm_session *s, const struct nfm_source_id *id,
			    const struct nlattr *nest, struct nlattr **tb,
			    struct netlink_ext_ack *extack)
{
	const struct net_device *dev;

	if (nfm_source_find(s, id)) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "the session has this source already");
		return -EEXIST;
	}
	if (s->n_sources == NFM_SOURCES_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "a session may have 64 sources");
		return -ENOSPC;
	}
	if (id->kind != NFM_SOURCE_BRIDGE)
		return 0;
	dev = __dev_get_by_name(s->nn->net, id->dev);
	if (dev && !netif_is_bridge_master(dev)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[NFM_SRC_DEV],
				    "the device is not a bridge: use a source of kind dev");
		return -EINVAL;
	}
	return 0;
}

/* A session's target must not be among what its youngest source sees. */
static int nfm_source_check_loop(const struct nfm_source *src, struct netlink_ext_ack *extack)
{
	const struct nfm_target *t;
	const char *reason;
	unsigned int cost;

	list_for_each_entry(t, &src->session->targets, list) {
		reason = nfm_target_loop(t, src, &cost);
		/* A target that waits because of a loop was so before. */
		if (!reason || t->state == NFM_STATE_LOOP)
			continue;
		/* Not a literal, but static text all the same. */
		if (extack)
			extack->_msg = reason;
		return -ELOOP;
	}
	return 0;
}

/**
 * nfm_source_add - add a source to a session
 * @s: session
 * @nest: attribute NFM_A_SOURCE
 * @extack: says what was wrong
 *
 * The source is not bound yet.
 *
 * Context: process. Called with RTNL.
 * Return: source, or an error pointer: -EINVAL, -EEXIST, -ENOSPC, -ELOOP, -ENOMEM
 */
struct nfm_source *nfm_source_add(struct nfm_session *s, struct nlattr *nest,
				  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NFM_SRC_MAX + 1];
	struct nfm_source_id id;
	struct nfm_source *src;
	int err;

	err = nfm_source_parse(nest, tb, &id, extack) ?: nfm_source_check(s, &id, nest, tb, extack);
	if (err)
		return ERR_PTR(err);
	src = kzalloc(sizeof(*src), GFP_KERNEL_ACCOUNT);
	if (!src || nfm_counters_init(&src->counters, NFM_OUTCOME_LAST)) {
		kfree(src);
		return ERR_PTR(-ENOMEM);
	}
	src->session = s;
	src->kind = id.kind;
	src->hook = id.hook;
	strscpy(src->dev, id.dev, sizeof(src->dev));
	if (src->kind == NFM_SOURCE_DEV)
		src->dir = tb[NFM_SRC_DIR] ? nla_get_u8(tb[NFM_SRC_DIR]) : NFM_DIR_BOTH;
	xa_init_flags(&src->taps, XA_FLAGS_ACCOUNT);
	list_add_tail(&src->list, &s->sources);
	s->n_sources++;
	err = nfm_source_check_loop(src, extack);
	if (err) {
		NL_SET_BAD_ATTR(extack, nest);
		nfm_source_del(src);
		return ERR_PTR(err);
	}
	return src;
}

static void nfm_source_free_rcu(struct rcu_head *rcu)
{
	struct nfm_source *src = container_of(rcu, struct nfm_source, rcu);

	nfm_counters_clean(&src->counters);
	kfree(src);
}

/* Take it out of its session; it is bound to nothing. */
void nfm_source_del(struct nfm_source *src)
{
	list_del(&src->list);
	src->session->n_sources--;
	call_rcu(&src->rcu, nfm_source_free_rcu);
}

static void nfm_source_notify(const struct nfm_source *src, u8 cmd)
{
	nfm_notify(src->session->nn, cmd, src->session->name, nfm_fill_source, src);
}

/* A direction less or more; one that stays misses no packet. */
static int nfm_source_set_dir(struct nfm_source *src, u8 dir, struct netlink_ext_ack *extack)
{
	u8 more = dir & ~src->dir, less = src->dir & ~dir;
	int err = 0;

	if (src->kind != NFM_SOURCE_DEV || dir == src->dir)
		return 0;
	if (more && src->session->enabled)
		err = nfm_source_bind_dirs(src, more, extack);
	if (err) {
		nfm_source_unbind_dirs(src, more);
		return err;
	}
	nfm_source_unbind_dirs(src, less);
	src->dir = dir;
	nfm_source_notify(src, NFM_CMD_SOURCE_NTF);
	return 0;
}

static int nfm_source_new(struct nfm_session *s, struct genl_info *info)
{
	struct nlattr *nest = info->attrs[NFM_A_SOURCE];
	struct nlattr *tb[NFM_SRC_MAX + 1];
	int flags = info->nlhdr->nlmsg_flags;
	struct nfm_source_id id;
	struct nfm_source *src;
	int err;

	err = nfm_source_parse(nest, tb, &id, info->extack);
	if (err)
		return err;
	src = nfm_source_find(s, &id);
	if (src && !(flags & NLM_F_EXCL))
		return nfm_source_set_dir(src, tb[NFM_SRC_DIR] ? nla_get_u8(tb[NFM_SRC_DIR]) :
							       NFM_DIR_BOTH, info->extack);
	if (!src && !(flags & NLM_F_CREATE)) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest, "the session has no such source");
		return -ENOENT;
	}
	src = nfm_source_add(s, nest, info->extack);
	if (IS_ERR(src))
		return PTR_ERR(src);
	err = s->enabled ? nfm_source_bind(src, info->extack) : 0;
	if (err) {
		nfm_source_del(src);
		return err;
	}
	nfm_source_notify(src, NFM_CMD_SOURCE_NTF);
	return 0;
}

int nfm_source_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_session *s;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, NFM_A_SOURCE)) {
		NL_SET_ERR_MSG(info->extack, "the source is missing");
		return -EINVAL;
	}
	rtnl_lock();
	s = nfm_session_find(nfm_net(genl_info_net(info)), info);
	err = IS_ERR(s) ? PTR_ERR(s) : nfm_source_new(s, info);
	rtnl_unlock();
	return err;
}

static int nfm_source_remove(struct nfm_session *s, struct genl_info *info)
{
	struct nlattr *nest = info->attrs[NFM_A_SOURCE];
	struct nlattr *tb[NFM_SRC_MAX + 1];
	struct nfm_source_id id;
	struct nfm_source *src;
	struct nfm_target *t;
	int err;

	err = nfm_source_parse(nest, tb, &id, info->extack);
	if (err)
		return err;
	src = nfm_source_find(s, &id);
	if (!src) {
		NL_SET_ERR_MSG_ATTR(info->extack, nest, "the session has no such source");
		return -ENOENT;
	}
	nfm_source_unbind(src);
	nfm_source_notify(src, NFM_CMD_SOURCE_DEL_NTF);
	nfm_source_del(src);
	list_for_each_entry(t, &s->targets, list)
		nfm_target_doubt(t);
	nfm_targets_judge(s->nn);
	return 0;
}

int nfm_source_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_session *s;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, NFM_A_SOURCE)) {
		NL_SET_ERR_MSG(info->extack, "the source is missing");
		return -EINVAL;
	}
	rtnl_lock();
	s = nfm_session_find(nfm_net(genl_info_net(info)), info);
	err = IS_ERR(s) ? PTR_ERR(s) : nfm_source_remove(s, info);
	rtnl_unlock();
	return err;
}

static int nfm_source_dump(struct sk_buff *skb, struct netlink_callback *cb,
			   struct nfm_session *s, unsigned long *from)
{
	const struct nfm_source *src;
	unsigned long n = 0;
	int err;

	list_for_each_entry(src, &s->sources, list) {
		if (n++ < *from)
			continue;
		err = nfm_dump_one(skb, cb, NFM_CMD_SOURCE_GET, s->name, nfm_fill_source, src);
		if (err)
			return err;
		*from = n;
	}
	return 0;
}

int nfm_source_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return nfm_dump_sessions(skb, cb, true, nfm_source_dump);
}
