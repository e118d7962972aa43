// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session: a named mirror.
 */
#include <linux/ctype.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "carrier.h"
#include "flow.h"
#include "netlink.h"
#include "rule.h"
#include "session.h"
#include "shape.h"
#include "source.h"
#include "table.h"
#include "target.h"

/* Called with rules_lock, or where nobody else has the session. */
struct nfm_table *nfm_session_table(const struct nfm_session *s)
{
	return rcu_dereference_protected(s->table, lockdep_is_held(&s->rules_lock) ||
						   !refcount_read(&s->ref));
}

static struct nfm_session *nfm_session_by_name(struct nfm_net *nn, const struct nlattr *name)
{
	struct nfm_session *s;

	list_for_each_entry_rcu(s, &nn->sessions, list, lockdep_rtnl_is_held())
		if (!READ_ONCE(s->dead) && !strcmp(nla_data(name), s->name))
			return s;
	return NULL;
}

/**
 * nfm_session_find - the session that a request names
 * @nn: namespace
 * @info: request; told what is wrong
 *
 * Context: process. Called with RTNL.
 * Return: session, or an error pointer: -EINVAL, -ENOENT
 */
struct nfm_session *nfm_session_find(struct nfm_net *nn, struct genl_info *info)
{
	struct nfm_session *s;

	ASSERT_RTNL();
	if (GENL_REQ_ATTR_CHECK(info, NFM_A_NAME)) {
		NL_SET_ERR_MSG(info->extack, "the session's name is missing");
		return ERR_PTR(-EINVAL);
	}
	s = nfm_session_by_name(nn, info->attrs[NFM_A_NAME]);
	if (s)
		return s;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_NAME], "no session of that name");
	return ERR_PTR(-ENOENT);
}

/**
 * nfm_session_get - a session by its name, to be put back
 * @nn: namespace
 * @name: attribute NFM_A_NAME
 *
 * Context: process.
 * Return: session or %NULL
 */
struct nfm_session *nfm_session_get(struct nfm_net *nn, const struct nlattr *name)
{
	struct nfm_session *s;

	rcu_read_lock();
	/* One that has just been let go was dead before that, and is not found again. */
	do {
		s = nfm_session_by_name(nn, name);
	} while (s && !refcount_inc_not_zero(&s->ref));
	rcu_read_unlock();
	return s;
}

/* The oldest session with this id or a higher one. */
struct nfm_session *nfm_session_get_from(struct nfm_net *nn, u32 id)
{
	struct nfm_session *s, *found = NULL;

	rcu_read_lock();
	list_for_each_entry_rcu(s, &nn->sessions, list) {
		if (s->id >= id && refcount_inc_not_zero(&s->ref)) {
			found = s;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

static void nfm_session_free(struct nfm_session *s)
{
	struct nfm_source *src, *src_tmp;
	struct nfm_table *table;

	list_for_each_entry_safe(src, src_tmp, &s->sources, list)
		nfm_source_del(src);
	table = rcu_dereference_protected(s->table, true);
	if (table)
		nfm_table_free(table);
	nfm_shape_free(rcu_dereference_protected(s->shape, true));
	if (s->counters.cpu)
		nfm_counters_clean(&s->counters);
	mutex_destroy(&s->rules_lock);
	kfree(s);
}

static void nfm_session_free_work(struct work_struct *work)
{
	nfm_session_free(container_of(to_rcu_work(work), struct nfm_session, free_work));
}

void nfm_session_put(struct nfm_session *s)
{
	if (!refcount_dec_and_test(&s->ref))
		return;
	INIT_RCU_WORK(&s->free_work, nfm_session_free_work);
	queue_rcu_work(nfm_wq, &s->free_work);
}

/* Work under way has the session; who stops it has it back. */
static void nfm_session_cancel(struct nfm_session *s, struct delayed_work *work)
{
	if (cancel_delayed_work(work))
		nfm_session_put(s);
}

static void nfm_session_shed_work(struct work_struct *work)
{
	struct nfm_session *s = container_of(to_delayed_work(work), struct nfm_session,
					     shed_work);
	bool sheds;

	rtnl_lock();
	sheds = !s->dead && time_before(jiffies, READ_ONCE(s->shed_last) + HZ);
	if (!s->dead && s->shedding != sheds) {
		s->shedding = sheds;
		nfm_notify(s->nn, NFM_CMD_SESSION_NTF, s->name, nfm_fill_session, s);
	}
	if (sheds)
		queue_delayed_work(nfm_wq, &s->shed_work, HZ);
	else
		clear_bit(0, &s->shed_pending);
	rtnl_unlock();
	if (!sheds)
		nfm_session_put(s);
}

/**
 * nfm_session_sheds - a copy has been refused for the budget
 * @s: session
 *
 * Context: packet path.
 */
void nfm_session_sheds(struct nfm_session *s)
{
	WRITE_ONCE(s->shed_last, jiffies);
	if (test_bit(0, &s->shed_pending) || test_and_set_bit(0, &s->shed_pending))
		return;
	if (refcount_inc_not_zero(&s->ref))
		queue_delayed_work(nfm_wq, &s->shed_work, 0);
}

static void nfm_session_delete(struct nfm_session *s, nfm_fill_fn fill);

static int nfm_fill_expired(struct sk_buff *msg, const void *unused)
{
	return nla_put_u8(msg, NFM_A_EXPIRED, 1);
}

/* The session is there when it comes to that, or when no timer is longer. */
static void nfm_session_await_expiry(struct nfm_session *s)
{
	s64 left = s->expire_at - get_jiffies_64();

	refcount_inc(&s->ref);
	if (!queue_delayed_work(nfm_wq, &s->expire_work, clamp_t(s64, left, 0, MAX_JIFFY_OFFSET)))
		nfm_session_put(s);
}

static void nfm_session_expire_work(struct work_struct *work)
{
	struct nfm_session *s = container_of(to_delayed_work(work), struct nfm_session,
					     expire_work);

	rtnl_lock();
	if (!s->dead && s->opt.expire) {
		/* It may have got more time since. */
		if (time_after_eq64(get_jiffies_64(), s->expire_at))
			nfm_session_delete(s, nfm_fill_expired);
		else
			nfm_session_await_expiry(s);
	}
	rtnl_unlock();
	nfm_session_put(s);
}

/* Begin to count the time down anew. Called with RTNL. */
static void nfm_session_expire(struct nfm_session *s)
{
	nfm_session_cancel(s, &s->expire_work);
	if (!s->opt.expire)
		return;
	s->expire_at = get_jiffies_64() + (u64)s->opt.expire * HZ;
	nfm_session_await_expiry(s);
}

static bool nfm_name_valid(const char *name)
{
	const char *c;

	if (!isalnum(name[0]) || !isascii(name[0]))
		return false;
	for (c = name; *c; c++)
		if (!isascii(*c) || (!isalnum(*c) && !strchr("._-", *c)))
			return false;
	return true;
}

static struct nfm_session *nfm_session_alloc(struct nfm_net *nn, const struct nlattr *name,
					     struct netlink_ext_ack *extack)
{
	struct nfm_session *s;

	if (!nfm_name_valid(nla_data(name))) {
		NL_SET_ERR_MSG_ATTR(extack, name,
				    "a session's name is 1 to 31 of A-Z a-z 0-9 . _ - and starts with a letter or digit");
		return ERR_PTR(-EINVAL);
	}
	/* They are in order, and something comes after the last. */
	if (nn->last_id == U32_MAX - 1) {
		NL_SET_ERR_MSG_ATTR(extack, name,
				    "the network namespace has had 4294967294 sessions");
		return ERR_PTR(-ENOSPC);
	}
	s = kzalloc(sizeof(*s), GFP_KERNEL_ACCOUNT);
	if (!s)
		return ERR_PTR(-ENOMEM);
	s->nn = nn;
	s->id = ++nn->last_id;
	nla_strscpy(s->name, name, sizeof(s->name));
	INIT_LIST_HEAD(&s->sources);
	INIT_LIST_HEAD(&s->targets);
	mutex_init(&s->rules_lock);
	INIT_DELAYED_WORK(&s->expire_work, nfm_session_expire_work);
	INIT_DELAYED_WORK(&s->shed_work, nfm_session_shed_work);
	refcount_set(&s->ref, 1);
	if (nfm_counters_init(&s->counters, NFM_OUTCOME_LAST)) {
		nfm_session_free(s);
		return ERR_PTR(-ENOMEM);
	}
	return s;
}

static int nfm_session_bind(struct nfm_session *s, struct netlink_ext_ack *extack)
{
	struct nfm_source *src;
	int err;

	list_for_each_entry(src, &s->sources, list) {
		err = nfm_source_bind(src, extack);
		if (err)
			goto err_bind;
	}
	return 0;

err_bind:
	list_for_each_entry(src, &s->sources, list)
		nfm_source_unbind(src);
	return err;
}

static void nfm_session_unbind(struct nfm_session *s)
{
	struct nfm_source *src;

	list_for_each_entry(src, &s->sources, list)
		nfm_source_unbind(src);
}

/* No packet finds it from here on, and no device is held. */
static void nfm_session_stop(struct nfm_session *s)
{
	struct nfm_target *t, *tmp;

	nfm_session_unbind(s);
	/* Not when the session is freed, which may take longer than its namespace. */
	list_for_each_entry_safe(t, tmp, &s->targets, list) {
		nfm_target_lose(t);
		nfm_target_del(t);
	}
	nfm_session_cancel(s, &s->expire_work);
	nfm_session_cancel(s, &s->shed_work);
	/* Not under rules_lock, which a million rules may hold for long. */
	WRITE_ONCE(s->dead, true);
}

/* Take it out of the list, and let it go. Called with RTNL. */
static void nfm_session_remove(struct nfm_session *s)
{
	nfm_session_stop(s);
	list_del_rcu(&s->list);
	WRITE_ONCE(s->nn->n_sessions, s->nn->n_sessions - 1);
	nfm_session_put(s);
}

/* And tell of it. Called with RTNL. */
static void nfm_session_delete(struct nfm_session *s, nfm_fill_fn fill)
{
	struct nfm_net *nn = s->nn;

	nfm_sessions_unsettle(nn);
	nfm_notify(nn, NFM_CMD_SESSION_DEL_NTF, s->name, fill, NULL);
	nfm_session_remove(s);
	nfm_sessions_settle(nn);
}

static bool nfm_options_are_plain(const struct nfm_options *opt)
{
	return !(opt->rate || opt->cutoff || opt->snaplen || opt->sample > 1 || opt->dedup ||
		 opt->snaplen_from || opt->budget || opt->wire || opt->oversize ||
		 opt->vlan_op || opt->count_only);
}

static struct nfm_shape *nfm_session_shape(const struct nfm_session *s)
{
	/* Guarded by RTNL, or nobody else has the session. */
	return rcu_dereference_protected(s->shape, true);
}

/* Options for the packet path; *@shape is %NULL if they leave it nothing to do. */
static int nfm_session_make_shape(const struct nfm_session *s, const struct nfm_options *opt,
				  struct nfm_shape **shape)
{
	*shape = NULL;
	if (nfm_options_are_plain(opt))
		return 0;
	*shape = nfm_shape_alloc(opt, nfm_session_shape(s) ?: &nfm_shape_none);
	return *shape ? 0 : -ENOMEM;
}

/* Does the packet path have more to do than to copy. Called with RTNL, or where
 * nobody else has the session.
 */
void nfm_session_judge(struct nfm_session *s)
{
	bool flows = s->n_tunnels || s->opt.cutoff || s->fanout == NFM_FANOUT_HASH ||
		     (s->opt.sample > 1 && s->opt.sample_by == NFM_SAMPLE_FLOW);

	WRITE_ONCE(s->needs, flows ? NFM_NEED_FLOW : 0);
	WRITE_ONCE(s->special, nfm_session_shape(s) || s->n_tunnels || s->fanout);
}

static void nfm_session_set_options(struct nfm_session *s, const struct nfm_options *opt,
				    struct nfm_shape *shape)
{
	struct nfm_shape *old = nfm_session_shape(s);

	s->opt = *opt;
	WRITE_ONCE(s->fanout, opt->fanout);
	rcu_assign_pointer(s->shape, shape);
	nfm_session_judge(s);
	nfm_shape_free_rcu(old);
}

/* What the message says of a new session. Not in the list, nothing bound. Takes
 * @table if it succeeds.
 */
static struct nfm_session *nfm_session_build(struct nfm_net *nn, struct nfm_table *table,
					     struct genl_info *info)
{
	struct nlattr *enabled = info->attrs[NFM_A_ENABLED];
	struct netlink_ext_ack *extack = info->extack;
	struct nfm_options opt = {};
	struct nfm_shape *shape;
	struct nfm_session *s;
	struct nlattr *nla;
	int rem, err;

	err = nfm_options_parse(&opt, info);
	if (err)
		return ERR_PTR(err);
	s = nfm_session_alloc(nn, info->attrs[NFM_A_NAME], extack);
	if (IS_ERR(s))
		return s;
	s->enabled = !enabled || nla_get_u8(enabled);
	err = nfm_session_make_shape(s, &opt, &shape);
	if (err)
		goto err_add;
	nfm_session_set_options(s, &opt, shape);
	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(nla) == NFM_A_SOURCE)
			err = PTR_ERR_OR_ZERO(nfm_source_add(s, nla, extack));
		else if (nla_type(nla) == NFM_A_TARGET)
			err = PTR_ERR_OR_ZERO(nfm_target_add(s, nla, extack));
		if (err)
			goto err_add;
	}
	RCU_INIT_POINTER(s->table, table);
	return s;

err_add:
	nfm_session_stop(s);
	nfm_session_put(s);
	return ERR_PTR(err);
}

/* Create a session, in the place of @old if there is one. Takes *@table. */
static int nfm_session_create(struct nfm_net *nn, struct nfm_session *old,
			      struct nfm_table **table, struct genl_info *info)
{
	struct nfm_session *s;
	int err;

	if (!old && nn->n_sessions == NFM_SESSIONS_MAX) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_NAME],
				    "a network namespace may have 256 sessions");
		return -ENOSPC;
	}
	s = nfm_session_build(nn, *table, info);
	if (IS_ERR(s))
		return PTR_ERR(s);
	*table = NULL;
	err = s->enabled ? nfm_session_bind(s, info->extack) : 0;
	if (err) {
		nfm_session_stop(s);
		nfm_session_put(s);
		return err;
	}
	nfm_sessions_unsettle(nn);
	list_add_tail_rcu(&s->list, &nn->sessions);
	WRITE_ONCE(nn->n_sessions, nn->n_sessions + 1);
	nfm_session_expire(s);
	if (old)
		nfm_session_remove(old);
	nfm_notify(nn, NFM_CMD_SESSION_NTF, s->name, nfm_fill_session, s);
	nfm_sessions_settle(nn);
	return 0;
}

static int nfm_session_set_enabled(struct nfm_session *s, bool enabled,
				   struct netlink_ext_ack *extack)
{
	int err = 0;

	if (enabled)
		err = nfm_session_bind(s, extack);
	else
		nfm_session_unbind(s);
	if (!err)
		s->enabled = enabled;
	return err;
}

static int nfm_session_set_check(const struct genl_info *info)
{
	static const u8 parts[] = { NFM_A_SOURCE, NFM_A_TARGET, NFM_A_RULE };
	int i;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		if (info->attrs[parts[i]]) {
			NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[parts[i]],
					    "the session is there: add its parts one by one, or replace it");
			return -EINVAL;
		}
	}
	return 0;
}

/* Options of a session that is there. */
static int nfm_session_set(struct nfm_session *s, struct genl_info *info)
{
	const struct nlattr *attr = info->attrs[NFM_A_ENABLED];
	bool enabled = attr ? nla_get_u8(attr) : s->enabled;
	bool toggled = enabled != s->enabled;
	struct nfm_options opt = s->opt;
	struct nfm_shape *shape;
	struct nfm_source *src;
	int err;

	/* First whatever can fail. */
	err = nfm_session_set_check(info) ?: nfm_options_parse(&opt, info) ?:
	      nfm_session_make_shape(s, &opt, &shape);
	if (err)
		return err;
	if (toggled)
		err = nfm_session_set_enabled(s, enabled, info->extack);
	if (err) {
		nfm_shape_free(shape);
		return err;
	}
	nfm_session_set_options(s, &opt, shape);
	if (info->attrs[NFM_A_EXPIRE])
		nfm_session_expire(s);
	nfm_notify(s->nn, NFM_CMD_SESSION_NTF, s->name, nfm_fill_session, s);
	if (!toggled)
		return 0;
	list_for_each_entry(src, &s->sources, list)
		nfm_notify(s->nn, NFM_CMD_SOURCE_NTF, s->name, nfm_fill_source, src);
	return 0;
}

/* Called with RTNL. Takes *@table for a new session. */
static int nfm_session_new(struct nfm_net *nn, struct nfm_table **table, struct genl_info *info)
{
	int flags = info->nlhdr->nlmsg_flags;
	struct nfm_session *s;

	if (info->attrs[NFM_A_NAME] && (flags & NLM_F_CREATE) &&
	    !nfm_session_by_name(nn, info->attrs[NFM_A_NAME]))
		return nfm_session_create(nn, NULL, table, info);
	s = nfm_session_find(nn, info);
	if (IS_ERR(s))
		return PTR_ERR(s);
	if (flags & NLM_F_EXCL) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_NAME],
				    "a session of that name is there already");
		return -EEXIST;
	}
	return flags & NLM_F_REPLACE ? nfm_session_create(nn, s, table, info) :
				       nfm_session_set(s, info);
}

int nfm_session_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_net *nn = nfm_net(genl_info_net(info));
	struct nfm_table *table = nfm_table_alloc(0);
	int err;

	if (!table)
		return -ENOMEM;
	/* Before RTNL: it may be a million rules. */
	err = nfm_rules_add(table, info->nlhdr, info->extack);
	if (!err)
		err = nfm_carriers_begin(nn, info);
	if (!err) {
		rtnl_lock();
		err = nfm_session_new(nn, &table, info);
		rtnl_unlock();
		nfm_carriers_end(nn);
	}
	if (table)
		nfm_table_free_rcu(table);
	return err;
}

int nfm_session_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_session *s;

	rtnl_lock();
	s = nfm_session_find(nfm_net(genl_info_net(info)), info);
	if (!IS_ERR(s))
		nfm_session_delete(s, nfm_fill_nothing);
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(s);
}

/**
 * nfm_sessions_flush - delete all sessions of a namespace
 * @nn: namespace
 *
 * Context: process. Called with RTNL.
 */
void nfm_sessions_flush(struct nfm_net *nn)
{
	struct nfm_session *s, *tmp;

	list_for_each_entry_safe(s, tmp, &nn->sessions, list)
		nfm_session_delete(s, nfm_fill_nothing);
}

int nfm_session_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	rtnl_lock();
	nfm_sessions_flush(nfm_net(genl_info_net(info)));
	rtnl_unlock();
	return 0;
}

/* The namespace goes, and with it whoever could be told there. */
void nfm_sessions_vanish(struct nfm_net *nn)
{
	struct nfm_session *s, *tmp;

	rtnl_lock();
	list_for_each_entry_safe(s, tmp, &nn->sessions, list) {
		nfm_notify_vanished(nn, s->name);
		nfm_session_remove(s);
	}
	rtnl_unlock();
}

int nfm_session_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_session *s;
	int err;

	rtnl_lock();
	s = nfm_session_find(nfm_net(genl_info_net(info)), info);
	err = IS_ERR(s) ? PTR_ERR(s) : nfm_reply(info, s->name, nfm_fill_session, s);
	rtnl_unlock();
	return err;
}

static int nfm_session_dump(struct sk_buff *skb, struct netlink_callback *cb,
			    struct nfm_session *s, unsigned long *from)
{
	return nfm_dump_one(skb, cb, NFM_CMD_SESSION_GET, s->name, nfm_fill_session, s);
}

int nfm_session_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	return nfm_dump_sessions(skb, cb, true, nfm_session_dump);
}
