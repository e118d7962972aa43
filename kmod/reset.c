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

/* The other counters; RTNL is held for one session at a time, they may be many as well. */
static int nfm_sessions_each_counters(struct nfm_net *nn, struct genl_info *info,
				      nfm_counters_fn fn)
{
	const struct nlattr *name = info->attrs[NFM_A_NAME];
	struct nfm_session *s;
	bool found = false;
	u32 id = 0;
	int err = 0;

	while (!err && (s = nfm_session_get_from(nn, id))) {
		id = s->id + 1;
		rtnl_lock();
		if (!READ_ONCE(s->dead) && (!name || !strcmp(nla_data(name), s->name))) {
			found = true;
			err = nfm_session_each_counters(s, fn);
			if (fn == nfm_counters_reset)
				nfm_notify(nn, NFM_CMD_SESSION_NTF, s->name, nfm_fill_session, s);
		}
		rtnl_unlock();
		nfm_session_put(s);
		cond_resched();
	}
	if (name && !found) {
		NL_SET_ERR_MSG_ATTR(info->extack, name, "no session of that name");
		return -ENOENT;
	}
	return err;
}

/* First whatever can fail, then the rest. */
int nfm_session_reset_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nfm_net *nn = nfm_net(genl_info_net(info));
	const struct nlattr *name = info->attrs[NFM_A_NAME];

	return nfm_rules_each_counters(nn, name, nfm_counters_reset_prepare) ?:
	       nfm_sessions_each_counters(nn, info, nfm_counters_reset_prepare) ?:
	       nfm_sessions_each_counters(nn, info, nfm_counters_reset) ?:
	       nfm_rules_each_counters(nn, name, nfm_counters_reset);
}
