// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rules: making them, and the commands that change a session's.
 */
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "filter.h"
#include "mask.h"
#include "netlink.h"
#include "pool.h"
#include "rule.h"
#include "session.h"
#include "table.h"

/**
 * nfm_rule_alloc - make a rule, with no place in a table and no counters yet
 * @m: its match
 * @prio: its priority
 * @action: enum nfm_action
 *
 * Context: process.
 * Return: rule or %NULL
 */
struct nfm_rule *nfm_rule_alloc(const struct nfm_match *m, u32 prio, u8 action)
{
	struct nfm_rule *rule;

	rule = kzalloc(struct_size(rule, match, m->len), GFP_KERNEL_ACCOUNT);
	if (!rule)
		return NULL;
	rule->prio = prio;
	rule->action = action;
	rule->match_len = m->len;
	memcpy(rule->match, m->attrs, m->len);
	return rule;
}

/* No reader any more. */
void nfm_rule_free(struct nfm_rule *rule)
{
	struct nfm_entry *entry, *next;

	for (entry = rule->entries; entry; entry = next) {
		next = entry->sibling;
		kfree(entry);
	}
	if (rule->block)
		nfm_pool_give(rule->block, &rule->counters);
	nfm_filter_free(rule->filter);
	kfree(rule);
}

static void nfm_rule_free_cb(struct rcu_head *rcu)
{
	nfm_rule_free(container_of(rcu, struct nfm_rule, rcu));
}

void nfm_rule_free_rcu(struct nfm_rule *rule)
{
	call_rcu(&rule->rcu, nfm_rule_free_cb);
}

/* What a message says of a rule. */
struct nfm_rule_spec {
	u32 id;
	u32 prio;
	u8 action;
	bool has_prio;
	struct nfm_filter *filter;
	struct nfm_match match;
};

static int nfm_rule_parse(struct nfm_rule_spec *spec, const struct nlattr *nest,
			  const struct nla_policy *policy, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NFM_RULE_MAX + 1];
	struct nfm_filter *filter;
	/* Validated with the message that it is in. */
	int err = nla_parse_nested(tb, NFM_RULE_MAX, nest, NULL, extack);

	spec->filter = NULL;
	if (err)
		return err;
	spec->id = tb[NFM_RULE_ID] ? nla_get_u32(tb[NFM_RULE_ID]) : 0;
	spec->has_prio = tb[NFM_RULE_PRIO] || tb[NFM_RULE_MATCH] || tb[NFM_RULE_FILTER_TEXT];
	spec->prio = tb[NFM_RULE_PRIO] ? nla_get_u32(tb[NFM_RULE_PRIO]) : NFM_PRIO_DEFAULT;
	spec->action = tb[NFM_RULE_ACTION] ? nla_get_u8(tb[NFM_RULE_ACTION]) : NFM_ACTION_MIRROR;
	err = nfm_match_parse(&spec->match, tb[NFM_RULE_MATCH], extack);
	if (!err && tb[NFM_RULE_FILTER_TEXT])
		spec->match.filter_text = nla_data(tb[NFM_RULE_FILTER_TEXT]);
	/* The text is enough to name a rule that is to be deleted. */
	if (err || policy == nfm_rule_del_policy)
		return err;
	filter = nfm_filter_parse(tb[NFM_RULE_FILTER], tb[NFM_RULE_FILTER_TEXT], extack);
	if (IS_ERR(filter))
		return PTR_ERR(filter);
	spec->filter = filter;
	return 0;
}

static struct nfm_rule *nfm_rule_add(struct nfm_table *table, struct nfm_rule_spec *spec,
				     struct netlink_ext_ack *extack)
{
	struct nfm_rule *rule;
	int err;

	rule = nfm_rule_alloc(&spec->match, spec->prio, spec->action);
	if (!rule)
		return ERR_PTR(-ENOMEM);
	rule->filter = spec->filter;
	spec->filter = NULL;
	err = nfm_table_add(table, rule, &spec->match, extack);
	if (!err)
		return rule;
	nfm_rule_free_rcu(rule);
	if (extack && !extack->_msg)
		NL_SET_ERR_MSG(extack, "no memory for the rule");
	return ERR_PTR(err);
}

static int nfm_rules_add_one(struct nfm_table *table, struct nfm_rule_spec *spec,
			     const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	int err = nfm_rule_parse(spec, nest, nfm_rule_new_policy, extack);

	if (err)
		return err;
	if (nfm_table_find(table, spec->prio, &spec->match)) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "a rule of this priority and match comes before");
		err = -EEXIST;
	} else {
		err = PTR_ERR_OR_ZERO(nfm_rule_add(table, spec, extack));
	}
	nfm_filter_free(spec->filter);
	return err;
}

/**
 * nfm_rules_add - add the rules of a message to a table
 * @table: table that the packet path does not use yet
 * @nlh: message with attributes NFM_A_RULE
 * @extack: says what was wrong, and with which of them
 *
 * Context: process.
 * Return: 0, or an error and some of the rules are there
 */
int nfm_rules_add(struct nfm_table *table, const struct nlmsghdr *nlh,
		  struct netlink_ext_ack *extack)
{
	struct nfm_rule_spec *spec;
	const struct nlattr *nla;
	int rem, err = 0;

	spec = kmalloc(sizeof(*spec), GFP_KERNEL);
	if (!spec)
		return -ENOMEM;
	nlmsg_for_each_attr(nla, nlh, GENL_HDRLEN, rem) {
		if (nla_type(nla) != NFM_A_RULE)
			continue;
		err = nfm_rules_add_one(table, spec, nla, extack);
		if (err) {
			if (extack && !extack->bad_attr)
				NL_SET_BAD_ATTR(extack, nla);
			break;
		}
		cond_resched();
	}
	kfree(spec);
	return err;
}

/* The session a request names, locked. To be given to nfm_session_unlock(). */
static struct nfm_session *nfm_session_lock(struct genl_info *info)
{
	struct nfm_session *s;

	if (GENL_REQ_ATTR_CHECK(info, NFM_A_NAME)) {
		NL_SET_ERR_MSG(info->extack, "the session's name is missing");
		return ERR_PTR(-EINVAL);
	}
	/* While we waited for its lock, it may have been replaced. */
	while ((s = nfm_session_get(nfm_net(genl_info_net(info)), info->attrs[NFM_A_NAME]))) {
		mutex_lock(&s->rules_lock);
		if (!READ_ONCE(s->dead))
			return s;
		mutex_unlock(&s->rules_lock);
		nfm_session_put(s);
	}
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_NAME], "no session of that name");
	return ERR_PTR(-ENOENT);
}

static void nfm_session_unlock(struct nfm_session *s)
{
	mutex_unlock(&s->rules_lock);
	nfm_session_put(s);
}

/* The session's rules, and the one a request speaks of. */
typedef int (*nfm_rule_fn)(struct nfm_session *s, struct nfm_rule_spec *spec,
			   struct genl_info *info);

static int nfm_rule_do(struct genl_info *info, const struct nla_policy *policy, nfm_rule_fn fn)
{
	struct nfm_rule_spec *spec;
	struct nfm_session *s;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, NFM_A_RULE)) {
		NL_SET_ERR_MSG(info->extack, "the rule is missing");
		return -EINVAL;
	}
	spec = kmalloc(sizeof(*spec), GFP_KERNEL);
	if (!spec)
		return -ENOMEM;
	err = nfm_rule_parse(spec, info->attrs[NFM_A_RULE], policy, info->extack);
	if (err)
		goto out;
	s = nfm_session_lock(info);
	if (IS_ERR(s)) {
		err = PTR_ERR(s);
		goto out;
	}
	err = fn(s, spec, info);
	nfm_session_unlock(s);
out:
	nfm_filter_free(spec->filter);
	kfree(spec);
	return err;
}

static int nfm_rule_new(struct nfm_session *s, struct nfm_rule_spec *spec,
			struct genl_info *info)
{
	struct nfm_table *table = nfm_session_table(s);
	struct nfm_rule *rule = nfm_table_find(table, spec->prio, &spec->match);
	int flags = info->nlhdr->nlmsg_flags;

	if (rule && (flags & NLM_F_EXCL)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_RULE],
				    "the session has a rule of this priority and match already");
		return -EEXIST;
	}
	if (!rule && !(flags & NLM_F_CREATE)) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_RULE],
				    "the session has no such rule");
		return -ENOENT;
	}
	if (rule)
		nfm_table_set_action(table, rule, spec->action);
	else
		rule = nfm_rule_add(table, spec, info->extack);
	if (IS_ERR(rule)) {
		NL_SET_BAD_ATTR(info->extack, info->attrs[NFM_A_RULE]);
		return PTR_ERR(rule);
	}
	nfm_notify(s->nn, NFM_CMD_RULE_NTF, s->name, nfm_fill_rule, rule);
	/* The rule is in, even if there is no memory to say so. */
	if (flags & NLM_F_ECHO)
		nfm_reply(info, s->name, nfm_fill_rule, rule);
	return 0;
}

int nfm_rule_new_doit(struct sk_buff *skb, struct genl_info *info)
{
	return nfm_rule_do(info, nfm_rule_new_policy, nfm_rule_new);
}

static int nfm_rule_del(struct nfm_session *s, struct nfm_rule_spec *spec,
			struct genl_info *info)
{
	struct nfm_table *table = nfm_session_table(s);
	struct nfm_rule *rule;

	if (!spec->id == !spec->has_prio) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_RULE],
				    "a rule is named by its id, or by its priority and match");
		return -EINVAL;
	}
	rule = spec->id ? xa_load(&table->rules, spec->id) :
			  nfm_table_find(table, spec->prio, &spec->match);
	if (!rule) {
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[NFM_A_RULE],
				    "the session has no such rule");
		return -ENOENT;
	}
	nfm_notify(s->nn, NFM_CMD_RULE_DEL_NTF, s->name, nfm_fill_rule, rule);
	nfm_table_del(table, rule);
	nfm_rule_free_rcu(rule);
	return 0;
}

int nfm_rule_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return nfm_rule_do(info, nfm_rule_del_policy, nfm_rule_del);
}

/* One step for the packet path: this table, then that. Called with rules_lock. */
static void nfm_session_swap(struct nfm_session *s, struct nfm_table *table)
{
	struct nfm_table *old = nfm_session_table(s);

	rcu_assign_pointer(s->table, table);
	nfm_table_free_rcu(old);
	nfm_notify(s->nn, NFM_CMD_RULE_REPLACE_NTF, s->name, nfm_fill_table, table);
}

int nfm_rule_replace_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_session *s = nfm_session_lock(info);
	struct nfm_table *table;
	int err = -ENOMEM;

	if (IS_ERR(s))
		return PTR_ERR(s);
	table = nfm_table_alloc(nfm_table_next_ids(nfm_session_table(s)));
	if (!table)
		goto out;
	err = nfm_rules_add(table, info->nlhdr, info->extack);
	if (err)
		nfm_table_free_rcu(table);
	else
		nfm_session_swap(s, table);
out:
	nfm_session_unlock(s);
	return err;
}

/* Of those sessions that are there now. */
static int nfm_rules_flush_all(struct nfm_net *nn)
{
	struct nfm_table **tables;
	struct nfm_session *s;
	unsigned int n;
	u32 id = 0;

	tables = kcalloc(NFM_SESSIONS_MAX, sizeof(*tables), GFP_KERNEL);
	if (!tables)
		return -ENOMEM;
	/* First whatever can fail. For a moment a session and what replaces it
	 * both count: there may seem to be one more than there can be.
	 */
	for (n = 0; n < NFM_SESSIONS_MAX && n < READ_ONCE(nn->n_sessions); n++) {
		tables[n] = nfm_table_alloc(0);
		if (!tables[n])
			goto err_alloc;
	}
	while (n && (s = nfm_session_get_from(nn, id))) {
		id = s->id + 1;
		mutex_lock(&s->rules_lock);
		if (!READ_ONCE(s->dead)) {
			tables[--n]->last_id = nfm_table_next_ids(nfm_session_table(s));
			nfm_session_swap(s, tables[n]);
		}
		mutex_unlock(&s->rules_lock);
		nfm_session_put(s);
	}
	while (n)
		nfm_table_free(tables[--n]);
	kfree(tables);
	return 0;

err_alloc:
	while (n)
		nfm_table_free(tables[--n]);
	kfree(tables);
	return -ENOMEM;
}

int nfm_rule_flush_doit(struct sk_buff *skb, struct genl_info *info)
{
	/* A set of none. */
	return info->attrs[NFM_A_NAME] ? nfm_rule_replace_doit(skb, info) :
					 nfm_rules_flush_all(nfm_net(genl_info_net(info)));
}

static int nfm_rule_dump(struct sk_buff *skb, struct netlink_callback *cb,
			 struct nfm_session *s, unsigned long *from)
{
	struct nfm_rule *rule;
	unsigned long id;
	int err;

	xa_for_each_start(&nfm_session_table(s)->rules, id, rule, *from) {
		err = nfm_dump_one(skb, cb, NFM_CMD_RULE_GET, s->name, nfm_fill_rule, rule);
		/* A filter that is longer than there were any when this message was made:
		 * the next dump has room for it.
		 */
		if (err && !skb->len)
			nfm_dump_torn(cb);
		else if (err)
			return err;
		*from = id + 1;
	}
	return 0;
}

/* The next message must have room for any rule; readers without need for more are
 * left with messages of the usual size.
 */
int nfm_rule_dump_start(struct netlink_callback *cb)
{
	if (nfm_filter_any_long())
		cb->min_dump_alloc = NFM_MSG_SIZE_MAX;
	return 0;
}

int nfm_rule_dumpit(struct sk_buff *skb, struct netlink_callback *cb)
{
	nfm_rule_dump_start(cb);
	return nfm_dump_sessions(skb, cb, false, nfm_rule_dump);
}
