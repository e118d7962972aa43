// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family: commands, messages, dumps and events.
 * include/uapi/linux/nf_mirror.h says what they mean.
 */
#include <linux/rtnetlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "netlink.h"
#include "rule.h"
#include "session.h"
#include "source.h"
#include "target.h"

#define NFM_OP(_cmd, _policy, ...) {					\
	.cmd = NFM_CMD_##_cmd,						\
	.policy = _policy,						\
	.maxattr = NFM_A_MAX,						\
	.flags = GENL_UNS_ADMIN_PERM,					\
	__VA_ARGS__							\
}

static const struct genl_ops nfm_ops[] = {
	NFM_OP(SESSION_GET, nfm_policy_name,
	       .doit = nfm_session_get_doit, .dumpit = nfm_session_dumpit),
	NFM_OP(SESSION_NEW, nfm_policy_session, .doit = nfm_session_new_doit),
	NFM_OP(SESSION_DEL, nfm_policy_name, .doit = nfm_session_del_doit),
	NFM_OP(SESSION_FLUSH, nfm_policy_none, .doit = nfm_session_flush_doit),
	NFM_OP(SESSION_RESET, nfm_policy_name, .doit = nfm_session_reset_doit),
	NFM_OP(SOURCE_GET, nfm_policy_name, .dumpit = nfm_source_dumpit),
	NFM_OP(SOURCE_NEW, nfm_policy_source_new, .doit = nfm_source_new_doit),
	NFM_OP(SOURCE_DEL, nfm_policy_source_del, .doit = nfm_source_del_doit),
	NFM_OP(TARGET_GET, nfm_policy_name, .dumpit = nfm_target_dumpit),
	NFM_OP(TARGET_NEW, nfm_policy_target_new, .doit = nfm_target_new_doit),
	NFM_OP(TARGET_DEL, nfm_policy_target_del, .doit = nfm_target_del_doit),
	NFM_OP(RULE_GET, nfm_policy_name,
	       .start = nfm_rule_dump_start, .dumpit = nfm_rule_dumpit),
	NFM_OP(RULE_NEW, nfm_policy_rule_new, .doit = nfm_rule_new_doit),
	NFM_OP(RULE_DEL, nfm_policy_rule_del, .doit = nfm_rule_del_doit),
	NFM_OP(RULE_REPLACE, nfm_policy_rule_new, .doit = nfm_rule_replace_doit),
	NFM_OP(RULE_FLUSH, nfm_policy_name, .doit = nfm_rule_flush_doit),
};

enum {
	NFM_MCGRP_EVENTS,
};

static const struct genl_multicast_group nfm_mcgrps[] = {
	[NFM_MCGRP_EVENTS] = {
		.name = NFM_GENL_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_NET_ADMIN,
	},
};

struct genl_family nfm_family __ro_after_init = {
	.name = NFM_GENL_NAME,
	.version = NFM_GENL_VERSION,
	.module = THIS_MODULE,
	.netnsok = true,
	.parallel_ops = true,
	.ops = nfm_ops,
	.n_ops = ARRAY_SIZE(nfm_ops),
	/* From there on NLM_F_CREATE and its like would be refused. */
	.resv_start_op = __NFM_CMD_MAX,
	.mcgrps = nfm_mcgrps,
	.n_mcgrps = ARRAY_SIZE(nfm_mcgrps),
};

static bool nfm_family_gone;

/**
 * nfm_msg_fill - add a message
 * @msg: where to
 * @portid: for whom; 0: everyone
 * @seq: of the request
 * @flags: NLM_F_*
 * @cmd: enum nfm_cmd
 * @cb: of the dump that it is part of, or %NULL
 * @name: the session's name
 * @fill: adds the rest
 * @thing: for @fill
 *
 * Return: 0, or -EMSGSIZE and @msg is as it was
 */
int nfm_msg_fill(struct sk_buff *msg, u32 portid, u32 seq, int flags, u8 cmd,
		 struct netlink_callback *cb, const char *name, nfm_fill_fn fill,
		 const void *thing)
{
	void *hdr = genlmsg_put(msg, portid, seq, &nfm_family, flags, cmd);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_string(msg, NFM_A_NAME, name) || fill(msg, thing)) {
		genlmsg_cancel(msg, hdr);
		return -EMSGSIZE;
	}
	/* Once only, and so of a message that is sent. */
	if (cb)
		genl_dump_check_consistent(cb, hdr);
	genlmsg_end(msg, hdr);
	return 0;
}

/* A message of its own for one thing. Few are long: rules with long filters. */
static struct sk_buff *nfm_msg_one(u32 portid, u32 seq, u8 cmd, const char *name,
				   nfm_fill_fn fill, const void *thing)
{
	static const size_t sizes[] = { NLMSG_GOODSIZE, NFM_MSG_SIZE_MAX };
	struct sk_buff *msg;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		msg = genlmsg_new(sizes[i], GFP_KERNEL);
		if (!msg || !nfm_msg_fill(msg, portid, seq, 0, cmd, NULL, name, fill, thing))
			return msg;
		nlmsg_free(msg);
	}
	return NULL;
}

/**
 * nfm_reply - answer a request with one message
 * @info: the request
 * @name: the session's name
 * @fill: adds the rest
 * @thing: for @fill
 *
 * Context: process.
 * Return: 0, -ENOMEM, or what sending says
 */
int nfm_reply(struct genl_info *info, const char *name, nfm_fill_fn fill, const void *thing)
{
	struct sk_buff *msg = nfm_msg_one(info->snd_portid, info->snd_seq, info->genlhdr->cmd,
					  name, fill, thing);

	return msg ? genlmsg_reply(msg, info) : -ENOMEM;
}

static void nfm_multicast(struct net *net, u8 cmd, const char *name, nfm_fill_fn fill,
			  const void *thing)
{
	struct sk_buff *msg;

	/* Its groups may be another family's by now. */
	if (READ_ONCE(nfm_family_gone))
		return;
	if (!genl_has_listeners(&nfm_family, net, NFM_MCGRP_EVENTS))
		return;
	msg = nfm_msg_one(0, 0, cmd, name, fill, thing);
	if (msg) {
		genlmsg_multicast_netns(&nfm_family, net, msg, 0, NFM_MCGRP_EVENTS, GFP_KERNEL);
		return;
	}
	/* Listeners learn that they have missed something. */
	genl_set_err(&nfm_family, net, 0, NFM_MCGRP_EVENTS, -ENOBUFS);
}

/* A dump under way is no longer of one state; 0 is not a state. */
static void nfm_changed(struct nfm_net *nn)
{
	if (!atomic_inc_return(&nn->seq))
		atomic_inc(&nn->seq);
}

/**
 * nfm_notify - tell of a change
 * @nn: namespace
 * @cmd: enum nfm_cmd, one of _NTF
 * @name: the session's name
 * @fill: adds the rest
 * @thing: for @fill
 *
 * Context: process.
 */
void nfm_notify(struct nfm_net *nn, u8 cmd, const char *name, nfm_fill_fn fill,
		const void *thing)
{
	nfm_changed(nn);
	nfm_multicast(nn->net, cmd, name, fill, thing);
}

/**
 * nfm_sessions_unsettle - sessions are about to come or go
 * @nn: namespace
 *
 * Until nfm_sessions_settle() a dump without RTNL may find one that has gone, or what
 * replaces it as well, and is of no one state.
 *
 * Context: process. Called with RTNL.
 */
void nfm_sessions_unsettle(struct nfm_net *nn)
{
	WRITE_ONCE(nn->unsettled, true);
	/* Before the list changes; pairs with finding a session in nfm_dump_walk(). */
	smp_wmb();
}

/* Called with RTNL. */
void nfm_sessions_settle(struct nfm_net *nn)
{
	nfm_changed(nn);
	/* Pairs with nfm_dump_look(). */
	smp_store_release(&nn->unsettled, false);
}

static int nfm_fill_cookie(struct sk_buff *msg, const void *net)
{
	const struct net *n = net;

	return nla_put_u64_64bit(msg, NFM_A_NETNS_COOKIE, n->net_cookie, NFM_A_PAD);
}

/* To those who are left: nobody listens in a namespace that goes. */
void nfm_notify_vanished(struct nfm_net *nn, const char *name)
{
	if (!net_eq(nn->net, &init_net))
		nfm_multicast(&init_net, NFM_CMD_SESSION_DEL_NTF, name, nfm_fill_cookie, nn->net);
}

/* Where a dump goes on. */
struct nfm_dump_ctx {
	u32 session;
	bool done;
	unsigned long from;
};

/* What comes is not of the state of what has been: the next message says so. */
void nfm_dump_torn(struct netlink_callback *cb)
{
	cb->prev_seq = ~cb->seq | 1;
}

/* Which state is it that the dump sees now? With the lock that changes are made under. */
static void nfm_dump_look(struct nfm_net *nn, struct netlink_callback *cb)
{
	/* Before the sequence; pairs with nfm_sessions_settle(). */
	bool unsettled = smp_load_acquire(&nn->unsettled);

	cb->seq = atomic_read(&nn->seq);
	if (unsettled)
		nfm_dump_torn(cb);
}

int nfm_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd, const char *name,
		 nfm_fill_fn fill, const void *thing)
{
	return nfm_msg_fill(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, NLM_F_MULTI, cmd,
			    cb, name, fill, thing);
}

static int nfm_dump_walk(struct sk_buff *skb, struct netlink_callback *cb, bool rtnl,
			 nfm_dump_fn dump)
{
	const struct nlattr *name = genl_info_dump(cb)->attrs[NFM_A_NAME];
	struct nfm_dump_ctx *ctx = (struct nfm_dump_ctx *)cb->ctx;
	struct nfm_net *nn = nfm_net(sock_net(cb->skb->sk));
	struct nfm_session *s;
	bool found = false;
	int err = 0;

	if (ctx->done)
		return 0;
	while (!err && (s = nfm_session_get_from(nn, ctx->session))) {
		if (s->id != ctx->session && ctx->from) {
			nfm_dump_torn(cb);
			ctx->from = 0;
		}
		ctx->session = s->id;
		if (!name || !strcmp(nla_data(name), s->name)) {
			found = true;
			if (!rtnl)
				mutex_lock(&s->rules_lock);
			nfm_dump_look(nn, cb);
			if (!READ_ONCE(s->dead))
				err = dump(skb, cb, s, &ctx->from);
			else if (ctx->from)
				nfm_dump_torn(cb);
			if (!rtnl)
				mutex_unlock(&s->rules_lock);
		}
		nfm_session_put(s);
		if (!err) {
			ctx->session++;
			ctx->from = 0;
		}
	}
	if (name && !found && !cb->prev_seq) {
		NL_SET_ERR_MSG_ATTR(cb->extack, name, "no session of that name");
		return -ENOENT;
	}
	if (!err) {
		nfm_dump_look(nn, cb);
		/* The last was dumped in part, and has gone. */
		if (ctx->from)
			nfm_dump_torn(cb);
		ctx->done = true;
	}
	return skb->len ? skb->len : err;
}

/**
 * nfm_dump_sessions - dump something of each session, or of the one asked for
 * @skb: where to
 * @cb: dump
 * @rtnl: @dump needs RTNL; else the session's rules_lock
 * @dump: dumps it of one session
 *
 * Return: as a dumpit does
 */
int nfm_dump_sessions(struct sk_buff *skb, struct netlink_callback *cb, bool rtnl,
		      nfm_dump_fn dump)
{
	int ret;

	BUILD_BUG_ON(sizeof(struct nfm_dump_ctx) > sizeof(cb->ctx));
	if (rtnl)
		rtnl_lock();
	ret = nfm_dump_walk(skb, cb, rtnl, dump);
	if (rtnl)
		rtnl_unlock();
	return ret;
}

int __init nfm_netlink_init(void)
{
	return genl_register_family(&nfm_family);
}

void nfm_netlink_exit(void)
{
	/* No event is under way: those of rules are their commands' own. */
	rtnl_lock();
	WRITE_ONCE(nfm_family_gone, true);
	rtnl_unlock();
	genl_unregister_family(&nfm_family);
}
