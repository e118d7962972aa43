// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counters begin again at 0.
 */
#include <linux/rtnetlink.h>

#include "netlink.h"
#include "rule.h"
#include "session.h"
#include "source.h"
#include "table.h"
#include "target.h"

typedef int (*nfm_counters_fn)(struct nfm_counters *c);

/* Called with RTNL. */
static int nfm_session_each_counters(struct nfm_session *s, nfm_counters_fn fn)
{
	struct nfm_source *src;
	struct nfm_target *t;
	int err;

	err = fn(&s->counters);
	list_for_each_entry(src, &s->sources, list)
		err = err ?: fn(&src->counters);
	list_for_each_entry(t, &s->targets, list)
		err = err ?: fn(&t->counters);
	return err;
}

/* The rules' counters of one session or of all; without RTNL, they may be many. */
static int nfm_rules_each_counters(struct nfm_net *nn, const struct nlattr *name,
				   nfm_counters_fn fn)
{
	struct nfm_session *s;
	struct nfm_rule *rule;
	unsigned long i;
	u32 id = 0;
	int err = 0;

	while (!err && (s = nfm_session_get_from(nn, id))) {
		id = s->id + 1;
		mutex_lock(&s->rules_lock);
		if (!name || !strcmp(nla_data(name), s->name)) {
			xa_for_each(&nfm_session_table(s)->rules, i, rule) {
				err = err ?: fn(&rule->counters);
				cond_resched();
			}
		}
		mutex_unlock(&s->rules_lock);
		nfm_session_put(s);
	}
	return err;
}

/* Called with RTNL. */
static int nfm_sessions_reset(struct nfm_net *nn, struct genl_info *info)
{
	struct nfm_session *one = NULL, *s;
	int err = 0;

	if (info->attrs[NFM_A_NAME]) {
		one = nfm_session_find(nn, info);
		if (IS_ERR(one))
			return PTR_ERR(one);
	}
	list_for_each_entry(s, &nn->sessions, list)
		if (!err && (!one || s == one))
			err = nfm_session_each_counters(s, nfm_counters_reset_prepare);
	if (err)
		return err;
	list_for_each_entry(s, &nn->sessions, list) {
		if (one && s != one)
			continue;
		nfm_session_each_counters(s, nfm_counters_reset);
		nfm_notify(nn, NFM_CMD_SESSION_NTF, s->name, nfm_fill_session, s);
	}
	return 0;
}

/* First whatever can fail, then the rest. */
int nfm_session_reset_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_net *nn = nfm_net(genl_info_net(info));
	const struct nlattr *name = info->attrs[NFM_A_NAME];
	int err;

	err = nfm_rules_each_counters(nn, name, nfm_counters_reset_prepare);
	if (err)
		return err;
	rtnl_lock();
	err = nfm_sessions_reset(nn, info);
	rtnl_unlock();
	return err ?: nfm_rules_each_counters(nn, name, nfm_counters_reset);
}
