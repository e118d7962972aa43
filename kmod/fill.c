// SPDX-License-Identifier: GPL-2.0-only
/*
 * What messages say of things.
 *
 * Each function adds what there is to say of one thing, and returns 0 or
 * -EMSGSIZE; the caller throws a message away that did not take it whole.
 */
#include <linux/rtnetlink.h>

#include "cutoff.h"
#include "filter.h"
#include "mask.h"
#include "netlink.h"
#include "rule.h"
#include "session.h"
#include "shape.h"
#include "source.h"
#include "stats.h"
#include "table.h"
#include "target.h"
#include "tunnel.h"

#define NFM_BOUND_SHOWN		16

static int nfm_fill_u64(struct sk_buff *msg, int type, u64 n, int pad)
{
	return nla_put_u64_64bit(msg, type, n, pad);
}

static int nfm_fill_not_copied(struct sk_buff *msg, u32 reason, const struct nfm_sum *sum)
{
	struct nlattr *nest;

	if (!sum->packets)
		return 0;
	nest = nla_nest_start(msg, NFM_STATS_NOT_COPIED);
	if (!nest ||
	    nla_put_u32(msg, NFM_NOT_COPIED_REASON, reason) ||
	    nfm_fill_u64(msg, NFM_NOT_COPIED_PACKETS, sum->packets, NFM_NOT_COPIED_PAD) ||
	    nfm_fill_u64(msg, NFM_NOT_COPIED_BYTES, sum->bytes, NFM_NOT_COPIED_PAD))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* What a shaped copy adds to the extra comes before the copy itself: while there are few,
 * it may be read as less than none.
 */
static u64 nfm_sent(u64 copied, u64 extra)
{
	return max_t(s64, copied + extra, 0);
}

static int nfm_fill_extras(struct sk_buff *msg, const struct nfm_totals *t)
{
	const struct nfm_sum *copied = &t->outcome[NFM_COPIED], *sent = &t->extra[NFM_SENT];
	const struct nfm_sum *cut = &t->extra[NFM_TRUNCATED];
	const int pad = NFM_STATS_PAD;

	return nfm_fill_u64(msg, NFM_STATS_SENT_PACKETS, nfm_sent(copied->packets, sent->packets),
			    pad) ?:
	       nfm_fill_u64(msg, NFM_STATS_SENT_BYTES, nfm_sent(copied->bytes, sent->bytes),
			    pad) ?:
	       nfm_fill_u64(msg, NFM_STATS_TRUNCATED_PACKETS, cut->packets, pad) ?:
	       nfm_fill_u64(msg, NFM_STATS_TRUNCATED_BYTES, cut->bytes, pad);
}

static int nfm_fill_stats(struct sk_buff *msg, int type, const struct nfm_counters *c, bool sends)
{
	const int pad = NFM_STATS_PAD;
	struct nfm_totals t;
	struct nlattr *nest;
	int i;

	nfm_counters_read(c, &t);
	nest = nla_nest_start(msg, type);
	if (!nest ||
	    nfm_fill_u64(msg, NFM_STATS_SEEN_PACKETS, t.seen.packets, pad) ||
	    nfm_fill_u64(msg, NFM_STATS_SEEN_BYTES, t.seen.bytes, pad) ||
	    nfm_fill_u64(msg, NFM_STATS_COPIED_PACKETS, t.outcome[NFM_COPIED].packets, pad) ||
	    nfm_fill_u64(msg, NFM_STATS_COPIED_BYTES, t.outcome[NFM_COPIED].bytes, pad) ||
	    nfm_fill_u64(msg, NFM_STATS_SKIPPED_PACKETS, t.outcome[NFM_SKIPPED].packets, pad) ||
	    nfm_fill_u64(msg, NFM_STATS_SKIPPED_BYTES, t.outcome[NFM_SKIPPED].bytes, pad))
		return -EMSGSIZE;
	if (sends && nfm_fill_extras(msg, &t))
		return -EMSGSIZE;
	/* A rule has one counter for all reasons. */
	for (i = NFM_NOT_COPIED; i <= c->last; i++)
		if (nfm_fill_not_copied(msg, c->last == NFM_NOT_COPIED ? NFM_REASON_ANY :
						i - NFM_NOT_COPIED, &t.outcome[i]))
			return -EMSGSIZE;
	if (t.seen.packets &&
	    nfm_fill_u64(msg, NFM_STATS_IDLE,
			 div_u64((u64)(jiffies - t.used) * MSEC_PER_SEC, HZ), pad))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

int nfm_fill_nothing(struct sk_buff *msg, const void *thing)
{
	return 0;
}

/* Called with rules_lock or under RCU. */
int nfm_fill_table(struct sk_buff *msg, const void *table)
{
	const struct nfm_table *t = table;

	return nla_put_u32(msg, NFM_A_N_RULES, READ_ONCE(t->n_rules)) ?:
	       nla_put_u32(msg, NFM_A_N_MASKS, READ_ONCE(t->n_masks));
}

/* What has become of the options. */
static int nfm_fill_state(struct sk_buff *msg, const struct nfm_session *s)
{
	const struct nfm_shape *shape = rtnl_dereference(s->shape);
	u64 now = get_jiffies_64(), evicted;
	u32 flows;

	if (nla_put_u8(msg, NFM_A_SHEDDING, s->shedding))
		return -EMSGSIZE;
	if (s->opt.expire &&
	    nla_put_u32(msg, NFM_A_EXPIRES_IN,
			time_after64(s->expire_at, now) ?
			div_u64((s->expire_at - now) * MSEC_PER_SEC, HZ) : 0))
		return -EMSGSIZE;
	if (!shape || !shape->cutoff)
		return 0;
	flows = nfm_cutoff_flows(shape->cutoff, &evicted);
	return nla_put_u32(msg, NFM_A_CUTOFF_FLOWS, flows) ?:
	       nfm_fill_u64(msg, NFM_A_CUTOFF_EVICTED, evicted, NFM_A_PAD);
}

/* Called with RTNL. */
int nfm_fill_session(struct sk_buff *msg, const void *session)
{
	const struct nfm_session *s = session;
	int err;

	/* Not under rules_lock, which a million rules may hold for long. */
	rcu_read_lock();
	err = nfm_fill_table(msg, rcu_dereference(s->table));
	rcu_read_unlock();
	return err ?:
	       nla_put_u32(msg, NFM_A_ID, s->id) ?:
	       nla_put_u8(msg, NFM_A_ENABLED, s->enabled) ?:
	       nfm_options_fill(msg, &s->opt) ?:
	       nfm_fill_state(msg, s) ?:
	       nla_put_u32(msg, NFM_A_N_SOURCES, s->n_sources) ?:
	       nla_put_u32(msg, NFM_A_N_TARGETS, s->n_targets) ?:
	       nfm_fill_stats(msg, NFM_A_STATS, &s->counters, true);
}

static int nfm_fill_bound(struct sk_buff *msg, const struct nfm_source *src)
{
	const char *names[NFM_BOUND_SHOWN];
	unsigned int i, n;

	n = nfm_source_bound(src, names, NFM_BOUND_SHOWN);
	if (nla_put_u32(msg, NFM_SRC_N_BOUND, n))
		return -EMSGSIZE;
	if (src->kind == NFM_SOURCE_INET)
		return 0;
	for (i = 0; i < min_t(unsigned int, n, NFM_BOUND_SHOWN); i++)
		if (nla_put_string(msg, NFM_SRC_BOUND, names[i]))
			return -EMSGSIZE;
	return 0;
}

/* Called with RTNL. */
int nfm_fill_source(struct sk_buff *msg, const void *source)
{
	const struct nfm_source *src = source;
	struct nlattr *nest = nla_nest_start(msg, NFM_A_SOURCE);

	if (!nest || nla_put_u8(msg, NFM_SRC_KIND, src->kind))
		return -EMSGSIZE;
	if (src->kind != NFM_SOURCE_INET && nla_put_string(msg, NFM_SRC_DEV, src->dev))
		return -EMSGSIZE;
	if (src->kind == NFM_SOURCE_DEV && nla_put_u8(msg, NFM_SRC_DIR, src->dir))
		return -EMSGSIZE;
	if (src->kind == NFM_SOURCE_INET && nla_put_u8(msg, NFM_SRC_HOOK, src->hook))
		return -EMSGSIZE;
	if (nfm_fill_bound(msg, src) || nfm_fill_stats(msg, NFM_SRC_STATS, &src->counters, false))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* Called with RTNL. */
int nfm_fill_target(struct sk_buff *msg, const void *target)
{
	const struct nfm_target *t = target;
	const struct net_device *dev = rtnl_dereference(t->dev);
	struct nlattr *nest = nla_nest_start(msg, NFM_A_TARGET);

	if (!nest ||
	    nla_put_u8(msg, NFM_TGT_KIND, t->kind) ||
	    (t->tunnel ? nfm_tunnel_fill(msg, t->tunnel) :
			 nla_put_string(msg, NFM_TGT_DEV, t->name)) ||
	    nla_put_u8(msg, NFM_TGT_STATE, nfm_target_state(t)) ||
	    (dev && nla_put_u32(msg, NFM_TGT_IFINDEX, dev->ifindex)) ||
	    nfm_fill_stats(msg, NFM_TGT_STATS, &t->counters, true))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}

/* Called with rules_lock. */
int nfm_fill_rule(struct sk_buff *msg, const void *rule)
{
	const struct nfm_rule *r = rule;
	struct nlattr *nest = nla_nest_start(msg, NFM_A_RULE);
	struct nlattr *match;

	if (!nest ||
	    nla_put_u32(msg, NFM_RULE_ID, r->id) ||
	    nla_put_u32(msg, NFM_RULE_PRIO, r->prio) ||
	    nla_put_u8(msg, NFM_RULE_ACTION, r->action))
		return -EMSGSIZE;
	match = nla_nest_start(msg, NFM_RULE_MATCH);
	if (!match || nla_append(msg, r->match_len, r->match))
		return -EMSGSIZE;
	nla_nest_end(msg, match);
	if (r->filter &&
	    (nla_put(msg, NFM_RULE_FILTER, array_size(r->filter->n, sizeof(*r->filter->insns)),
		     r->filter->insns) ||
	     nla_put_string(msg, NFM_RULE_FILTER_TEXT, r->filter->text)))
		return -EMSGSIZE;
	if (nfm_fill_stats(msg, NFM_RULE_STATS, &r->counters, false))
		return -EMSGSIZE;
	nla_nest_end(msg, nest);
	return 0;
}
