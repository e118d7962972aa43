// SPDX-License-Identifier: GPL-2.0-only
/*
 * A flow table, what is in it in words, and packets to ask it about.
 *
 * What the table has to say is found by looking at all rules, one by one.
 */
#include <linux/etherdevice.h>
#include <linux/rcupdate.h>

#include "cache.h"
#include "rule.h"
#include "world.h"

struct nfm_world *nfm_world_alloc(struct kunit *test)
{
	static const char * const names[NFM_WORLD_DEVS] = { "eth0", "eth1", "veth7" };
	struct nfm_world *w = kvzalloc(sizeof(*w), GFP_KERNEL);
	int i;

	if (!w)
		return NULL;
	w->test = test;
	/* Not registered: they are there for their names. */
	for (i = 0; i < NFM_WORLD_DEVS; i++) {
		w->dev[i] = alloc_etherdev(0);
		if (!w->dev[i]) {
			nfm_world_free(w);
			return NULL;
		}
		strscpy(w->dev[i]->name, names[i], IFNAMSIZ);
	}
	return w;
}

void nfm_world_free(struct nfm_world *w)
{
	int i;

	if (!w)
		return;
	for (i = 0; i < NFM_WORLD_DEVS; i++)
		if (w->dev[i])
			free_netdev(w->dev[i]);
	kvfree(w);
}

static void nfm_world_make_packet(struct nfm_world *w, struct nfm_some_packet *p)
{
	nfm_desc_random(&w->r, &p->desc, (const struct net_device *const *)w->dev, NFM_WORLD_DEVS);
	nfm_frame_build(&p->desc, &w->frame);
	memset(&p->pieces, 0, sizeof(p->pieces));
	if (!p->desc.no_mac && nfm_random_one_in(&w->r, 2))
		p->pieces.pulled = ETH_HLEN;
	p->pieces.cut = w->frame.len;
	p->pieces.linear = w->frame.len - p->pieces.pulled;
	if (nfm_random_one_in(&w->r, 4))
		p->pieces.linear = nfm_random_below(&w->r, p->pieces.linear);
	nfm_frame_key(&p->desc, &w->frame, w->frame.len, &p->key);
	p->skb = nfm_frame_skb(&p->desc, &w->frame, &p->pieces);
	KUNIT_ASSERT_NOT_NULL(w->test, p->skb);
}

/* An empty table and new packets; the same ones for the same @part. */
void nfm_world_start(struct nfm_world *w, u64 part)
{
	int i;

	w->r = nfm_random_part(part);
	w->n = 0;
	w->last_id = nfm_random_below(&w->r, 1000);
	w->table = nfm_table_alloc(w->last_id);
	KUNIT_ASSERT_NOT_NULL(w->test, w->table);
	for (i = 0; i < NFM_WORLD_PACKETS; i++)
		nfm_world_make_packet(w, &w->packet[i]);
}

void nfm_world_end(struct nfm_world *w)
{
	int i;

	for (i = 0; i < NFM_WORLD_PACKETS; i++)
		kfree_skb(w->packet[i].skb);
	if (nfm_random_one_in(&w->r, 2))
		nfm_table_free_rcu(w->table);
	else
		nfm_table_free(w->table);
}

static struct nfm_wish *nfm_world_same(struct nfm_world *w, const struct nfm_wish *wish)
{
	unsigned int i;

	for (i = 0; i < w->n; i++)
		if (nfm_wish_same(&w->wish[i], wish))
			return &w->wish[i];
	return NULL;
}

/* Is the rule that the table finds the one that it has to find? */
static bool nfm_world_find(struct nfm_world *w, const struct nfm_wish *wish, struct nfm_rule **rule)
{
	struct nfm_wish *there = nfm_world_same(w, wish);
	const struct nlattr *nest = nfm_wish_match(wish, &w->msg);

	KUNIT_ASSERT_EQ(w->test, nfm_match_parse(&w->match, nest, NULL), 0);
	*rule = nfm_table_find(w->table, wish->prio, &w->match);
	return !there == !*rule && (!there || there->id == (*rule)->id);
}

/* Often the match of one that is there, at a priority of its own: masks of one rule
 * each would be in the order of their rules.
 */
static void nfm_world_wish(struct nfm_world *w, struct nfm_wish *wish)
{
	if (!w->n || !nfm_random_one_in(&w->r, 3)) {
		nfm_wish_random(&w->r, wish);
		return;
	}
	*wish = w->wish[nfm_random_below(&w->r, w->n)];
	wish->prio = nfm_random_below(&w->r, 6);
	wish->action = nfm_random_below(&w->r, 2);
}

/* Add a rule; the table may have no room for its masks, and then is as it was. */
bool nfm_world_add(struct nfm_world *w)
{
	struct nfm_wish *wish = &w->wish[w->n];
	struct nfm_rule *rule;
	int err;

	if (w->n == NFM_WORLD_RULES)
		return true;
	nfm_world_wish(w, wish);
	if (!nfm_world_find(w, wish, &rule))
		return false;
	if (rule)
		return true;
	rule = nfm_rule_alloc(&w->match, wish->prio, wish->action);
	KUNIT_ASSERT_NOT_NULL(w->test, rule);
	err = nfm_table_add(w->table, rule, &w->match, NULL);
	if (err) {
		nfm_rule_free_rcu(rule);
		w->refused++;
		return err == -ENOSPC;
	}
	wish->id = rule->id;
	if (wish->id != ++w->last_id)
		return false;
	w->n++;
	return true;
}

static struct nfm_rule *nfm_world_pick(struct nfm_world *w, unsigned int *i)
{
	*i = nfm_random_below(&w->r, w->n);
	return xa_load(&w->table->rules, w->wish[*i].id);
}

void nfm_world_del(struct nfm_world *w)
{
	struct nfm_rule *rule;
	unsigned int i;

	if (!w->n)
		return;
	rule = nfm_world_pick(w, &i);
	KUNIT_ASSERT_NOT_NULL(w->test, rule);
	nfm_table_del(w->table, rule);
	nfm_rule_free_rcu(rule);
	memmove(&w->wish[i], &w->wish[i + 1], (--w->n - i) * sizeof(w->wish[0]));
}

void nfm_world_set_action(struct nfm_world *w)
{
	struct nfm_rule *rule;
	unsigned int i;

	if (!w->n)
		return;
	rule = nfm_world_pick(w, &i);
	KUNIT_ASSERT_NOT_NULL(w->test, rule);
	w->wish[i].action = nfm_random_below(&w->r, 2);
	nfm_table_set_action(w->table, rule, w->wish[i].action);
}

/* All other rules, as a message brings them. */
bool nfm_world_replace(struct nfm_world *w, unsigned int n)
{
	struct nfm_table *table = nfm_table_alloc(w->last_id);
	u32 id = w->last_id;
	int err;

	KUNIT_ASSERT_NOT_NULL(w->test, table);
	nfm_msg_start(&w->msg);
	for (w->n = 0; w->n < n; w->n++) {
		struct nfm_wish *wish = &w->wish[w->n];

		do {
			nfm_wish_random(&w->r, wish);
		} while (nfm_world_same(w, wish));
		wish->id = ++id;
		nfm_wish_rule(wish, &w->msg);
	}
	err = nfm_rules_add(table, nfm_msg_header(&w->msg), NULL);
	nfm_table_free_rcu(w->table);
	w->table = table;
	w->last_id = id;
	if (!err)
		return true;
	/* No room for their masks: a table of none. */
	nfm_table_free(table);
	w->table = nfm_table_alloc(w->last_id);
	KUNIT_ASSERT_NOT_NULL(w->test, w->table);
	w->n = 0;
	w->refused++;
	return err == -ENOSPC;
}

/* What the rules say of a packet: the rule that decides and the action. */
const struct nfm_wish *nfm_world_decide(const struct nfm_world *w, const struct nfm_key *key,
					u8 *action)
{
	const struct nfm_wish *best = NULL;
	unsigned int i, mirrors = 0;

	for (i = 0; i < w->n; i++) {
		const struct nfm_wish *wish = &w->wish[i];

		mirrors += wish->action == NFM_ACTION_MIRROR;
		if (!nfm_wish_fits(wish, key))
			continue;
		if (!best || wish->prio > best->prio ||
		    (wish->prio == best->prio && wish->id < best->id))
			best = wish;
	}
	*action = best ? best->action : mirrors ? NFM_ACTION_SKIP : NFM_ACTION_MIRROR;
	return best;
}

static bool nfm_world_is(struct nfm_world *w, const char *how, struct nfm_decision d,
			 const struct nfm_wish *want, u8 action)
{
	if (d.action == action && (d.rule ? d.rule->id : 0) == (want ? want->id : 0))
		return true;
	kunit_err(w->test, "%s: rule %u action %u, wanted rule %u action %u", how,
		  d.rule ? d.rule->id : 0, d.action, want ? want->id : 0, action);
	if (want)
		nfm_wish_print(want);
	return false;
}

/* The packet's whole way to a decision: its key, the table, the cache. */
bool nfm_world_ask(struct nfm_world *w, struct nfm_some_packet *p)
{
	const struct nfm_wish *want;
	const struct nfm_view *view;
	bool good;
	u8 action;

	want = nfm_world_decide(w, &p->key, &action);
	local_bh_disable();
	rcu_read_lock();
	view = rcu_dereference(w->table->view);
	nfm_frame_pkt(&p->desc, &p->pieces, p->skb, &p->pkt);
	nfm_key_extract(&p->pkt, view->needs);
	good = nfm_world_is(w, "table", nfm_view_lookup(view, &p->pkt), want, action);
	good &= nfm_world_is(w, "cache", nfm_cache_lookup(view, &p->pkt), want, action);
	good &= nfm_world_is(w, "cache again", nfm_cache_lookup(view, &p->pkt), want, action);
	good &= nfm_world_is(w, "decision", nfm_decide(view, &p->pkt), want, action);
	rcu_read_unlock();
	local_bh_enable();
	if (!good)
		kunit_err(w->test, "packet: %*phN", (int)sizeof(p->key), &p->key);
	return good;
}

/* The one group that a mask is in. */
static const struct nfm_view_group *nfm_view_group_of(const struct nfm_view *view, unsigned int at)
{
	const struct nfm_view_group *found = NULL;
	unsigned int i;

	for (i = 0; i < view->n_groups; i++) {
		if (!(view->groups[i].masks[at / NFM_VIEW_CHUNK] & BIT_ULL(at % NFM_VIEW_CHUNK)))
			continue;
		if (found)
			return NULL;
		found = &view->groups[i];
	}
	return found;
}

/* What the view says of a mask, against a rule that has it. */
static bool nfm_view_mask_fits(const struct nfm_view *view, unsigned int at,
			       const struct nfm_view_group *g, const struct nfm_entry *entry)
{
	const struct nfm_view_mask *m = &view->masks[at];
	const u64 agreed[] = { g->agreed, m->agreed };
	const u64 value[] = { g->value, m->value };
	int i;

	if (entry->rule->prio > m->prio)
		return false;
	for (i = 0; i < m->mask->n_words; i++) {
		unsigned int word = m->mask->word[i];

		if (word < NFM_AGREED_WORDS && (entry->key[i] & agreed[word]) != value[word])
			return false;
	}
	return true;
}

/* The view's masks, each in its place, against all rules. */
static bool nfm_view_whole(struct nfm_world *w, const struct nfm_view *view)
{
	struct nfm_rule *rule;
	unsigned int at;
	unsigned long id;

	for (at = 0; at < view->n; at++) {
		const struct nfm_view_mask *m = &view->masks[at];
		const struct nfm_view_group *g = nfm_view_group_of(view, at);

		if (!g || (g->value & ~g->agreed) || (m->value & ~m->agreed) ||
		    (at && m->prio > m[-1].prio))
			return false;
		w->group[at] = g;
		w->entries[at] = 0;
	}
	xa_for_each(&w->table->rules, id, rule) {
		struct nfm_entry *entry;

		for (entry = rule->entries; entry; entry = entry->sibling) {
			for (at = 0; at < view->n; at++)
				if (view->masks[at].mask == entry->mask)
					break;
			if (at == view->n || !nfm_view_mask_fits(view, at, w->group[at], entry))
				return false;
			w->entries[at]++;
		}
	}
	for (at = 0; at < view->n; at++)
		if (w->entries[at] != view->masks[at].mask->n_entries)
			return false;
	return true;
}

/* The table's own book-keeping. */
bool nfm_world_whole(struct nfm_world *w)
{
	const struct nfm_table *t = w->table;
	unsigned int i, mirrors = 0, masks = 0;
	const struct nfm_view *view;
	struct nfm_mask *mask;
	bool whole;

	for (i = 0; i < w->n; i++)
		mirrors += w->wish[i].action == NFM_ACTION_MIRROR;
	list_for_each_entry(mask, &t->masks, list)
		masks++;
	rcu_read_lock();
	view = rcu_dereference(t->view);
	whole = t->n_rules == w->n && t->n_mirror == mirrors && t->last_id == w->last_id &&
		t->n_masks == masks && view->n == masks && masks <= NFM_MASKS_MAX &&
		nfm_view_whole(w, view);
	rcu_read_unlock();
	return whole;
}
