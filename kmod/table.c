// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session's flow table: rules with the same mask share a hash table.
 *
 * Rules come and go one by one in place, so that a packet meets the rules before
 * or after a change, never something between: an entry is all of a rule for the
 * packets that fit it, and what no rule matches changes its fate while the rule
 * in question is there. A whole new set is a new table.
 */
#include <linux/slab.h>
#include <net/netlink.h>

#include "filter.h"
#include "mask.h"
#include "net.h"
#include "pool.h"
#include "rule.h"
#include "table.h"

static atomic64_t nfm_table_gen = ATOMIC64_INIT(0);

static struct nfm_view *nfm_table_view(struct nfm_table *table)
{
	/* Guarded by rules_lock, or not yet or no longer seen by anyone. */
	return rcu_dereference_protected(table->view, true);
}

/* Decisions that the cache has kept are void from here on. */
static void nfm_table_changed(struct nfm_table *table)
{
	WRITE_ONCE(nfm_table_view(table)->gen, atomic64_inc_return(&nfm_table_gen));
}

static void nfm_table_set_otherwise(struct nfm_table *table, unsigned int n_mirror)
{
	u8 otherwise = n_mirror ? NFM_ACTION_SKIP : NFM_ACTION_MIRROR;

	/* After the rule that came; pairs with nfm_view_otherwise(). */
	smp_store_release(&nfm_table_view(table)->otherwise, otherwise);
}

/**
 * nfm_table_publish - show the packet path the masks as they are
 * @table: table
 * @view: an empty view with room for all of them
 */
static void nfm_table_publish(struct nfm_table *table, struct nfm_view *view)
{
	struct nfm_view *old = nfm_table_view(table);

	nfm_view_fill(view, &table->masks);
	table->stale = false;
	view->otherwise = old->otherwise;
	view->gen = atomic64_inc_return(&nfm_table_gen);
	rcu_assign_pointer(table->view, view);
	kfree_rcu(old, rcu);
}

/**
 * nfm_table_alloc - make a table without rules
 * @last_id: ids go on from here
 *
 * Context: process.
 * Return: table or %NULL
 */
struct nfm_table *nfm_table_alloc(u32 last_id)
{
	struct nfm_table *table;
	struct nfm_view *view;
	struct nfm_pool *pool;

	table = kzalloc(sizeof(*table), GFP_KERNEL_ACCOUNT);
	view = nfm_view_alloc(0);
	pool = nfm_pool_alloc();
	if (!table || !view || !pool) {
		kfree(table);
		kfree(view);
		kfree(pool);
		return NULL;
	}
	table->pool = pool;
	INIT_LIST_HEAD(&table->masks);
	xa_init_flags(&table->rules, XA_FLAGS_ACCOUNT);
	table->last_id = last_id;
	RCU_INIT_POINTER(table->view, view);
	nfm_table_set_otherwise(table, 0);
	nfm_table_changed(table);
	return table;
}

static void nfm_entry_free_noop(void *ptr, void *arg)
{
	/* Entries go with their rules. */
}

/* No reader any more. Context: process. */
void nfm_table_free(struct nfm_table *table)
{
	struct nfm_mask *mask, *tmp;
	struct nfm_rule *rule;
	unsigned long id;

	list_for_each_entry_safe(mask, tmp, &table->masks, list) {
		rhashtable_free_and_destroy(&mask->ht, nfm_entry_free_noop, NULL);
		kfree(mask);
	}
	xa_for_each(&table->rules, id, rule) {
		nfm_rule_free(rule);
		cond_resched();
	}
	xa_destroy(&table->rules);
	nfm_pool_put(table->pool);
	kfree(nfm_table_view(table));
	kfree(table);
}

static void nfm_table_free_work(struct work_struct *work)
{
	nfm_table_free(container_of(to_rcu_work(work), struct nfm_table, free_work));
}

void nfm_table_free_rcu(struct nfm_table *table)
{
	INIT_RCU_WORK(&table->free_work, nfm_table_free_work);
	queue_rcu_work(nfm_wq, &table->free_work);
}

static struct nfm_mask *nfm_table_mask(struct nfm_table *table, const struct nfm_key *key)
{
	struct nfm_mask *mask;

	list_for_each_entry(mask, &table->masks, list)
		if (nfm_mask_is(mask, key))
			return mask;
	return NULL;
}

/* The mask for a new entry: one that is there, or a new one. */
static struct nfm_mask *nfm_table_mask_get(struct nfm_table *table, const struct nfm_key *key,
					   struct netlink_ext_ack *extack)
{
	struct nfm_mask *mask = nfm_table_mask(table, key);

	if (mask)
		return mask;
	if (table->n_masks == NFM_MASKS_MAX) {
		NL_SET_ERR_MSG(extack,
			       "a session's rules may have 128 different masks; ranges use several");
		return ERR_PTR(-ENOSPC);
	}
	mask = nfm_mask_alloc(key);
	if (!IS_ERR(mask)) {
		list_add_tail(&mask->list, &table->masks);
		WRITE_ONCE(table->n_masks, table->n_masks + 1);
	}
	return mask;
}

/* Masks without entries go. Called with the view that has them replaced. */
static void nfm_table_mask_put(struct nfm_table *table, struct nfm_mask *mask)
{
	list_del(&mask->list);
	WRITE_ONCE(table->n_masks, table->n_masks - 1);
	nfm_mask_free_rcu(mask);
}

/* What all rules of the mask say of the first words, with one more entry. */
static bool nfm_mask_agree(struct nfm_mask *mask, int w, u64 value, u64 bits)
{
	u64 agreed = mask->in_use ? mask->agreed[w] : bits;
	u64 differ = mask->in_use ? (mask->agreed_value[w] ^ value) & agreed : 0;

	mask->agreed[w] = agreed & ~differ;
	mask->agreed_value[w] = value & mask->agreed[w];
	return differ;
}

/* The mask's share of a view, with one more entry. Returns whether it changed. */
static bool nfm_mask_admit(struct nfm_mask *mask, const struct nfm_entry *entry)
{
	bool changed = !mask->in_use || entry->rule->prio > mask->prio;
	unsigned int i;

	if (changed)
		mask->prio = entry->rule->prio;
	for (i = 0; i < NFM_AGREED_WORDS; i++)
		changed |= nfm_mask_agree(mask, i, entry->key[i], mask->bits[i]);
	mask->in_use = true;
	return changed;
}

/* Make the entries of a rule, and the masks that they need. The view that knows
 * them is out before the first of them is, and then costs a few comparisons.
 */
static int nfm_table_prepare(struct nfm_table *table, struct nfm_rule *rule,
			     struct nfm_match *m, struct netlink_ext_ack *extack)
{
	unsigned int i, n = nfm_match_entries(m);
	struct nfm_entry *entry;
	struct nfm_mask *mask;

	if (n > NFM_RULE_ENTRIES_MAX) {
		NL_SET_ERR_MSG(extack,
			       "the ranges of a rule may become 4096 table entries: use fewer, or aligned ones");
		return -ENOSPC;
	}
	for (i = 0; i < n; i++) {
		cond_resched();
		nfm_match_pick(m, i);
		mask = nfm_table_mask_get(table, &m->mask, extack);
		if (IS_ERR(mask))
			return PTR_ERR(mask);
		entry = nfm_entry_alloc(mask, rule, &m->value);
		if (!entry)
			return -ENOMEM;
		entry->sibling = rule->entries;
		rule->entries = entry;
	}
	return 0;
}

/* Without memory for a view the masks say less than they could, and the old view,
 * which is stale then, is still good for the rules that are there.
 */
static int nfm_table_admit(struct nfm_table *table, const struct nfm_rule *rule)
{
	const struct nfm_entry *entry;
	struct nfm_view *view;

	for (entry = rule->entries; entry; entry = entry->sibling)
		table->stale |= nfm_mask_admit(entry->mask, entry);
	if (!table->stale)
		return 0;
	view = nfm_view_alloc(table->n_masks);
	if (!view)
		return -ENOMEM;
	nfm_table_publish(table, view);
	return 0;
}

/* Drop masks that nobody uses. Without memory for a view they stay, and cost a
 * look each, until the next change.
 */
static void nfm_table_tidy(struct nfm_table *table)
{
	struct nfm_mask *mask, *tmp;
	struct nfm_view *view;
	LIST_HEAD(unused);

	list_for_each_entry_safe(mask, tmp, &table->masks, list)
		if (!mask->n_entries)
			list_move(&mask->list, &unused);
	if (list_empty(&unused))
		return;
	view = nfm_view_alloc(table->n_masks);
	if (!view) {
		list_splice(&unused, &table->masks);
		return;
	}
	nfm_table_publish(table, view);
	list_for_each_entry_safe(mask, tmp, &unused, list)
		nfm_table_mask_put(table, mask);
}

/**
 * nfm_table_add - add a rule
 * @table: table
 * @rule: rule, with its priority and action; gets its id here. Stays the
 *	caller's on an error, to be freed by nfm_rule_free_rcu().
 * @m: its match
 * @extack: says what was wrong
 *
 * The caller has seen that no such rule is there.
 *
 * Context: process. Called with rules_lock.
 * Return: 0, -ENOSPC, -ENOMEM
 */
int nfm_table_add(struct nfm_table *table, struct nfm_rule *rule, struct nfm_match *m,
		  struct netlink_ext_ack *extack)
{
	struct nfm_entry *entry;
	int err;

	if (table->n_rules == NFM_RULES_MAX) {
		NL_SET_ERR_MSG(extack, "a session may have 1048576 rules");
		return -ENOSPC;
	}
	/* Rules that ask for the same may have one each, and a packet runs through all. */
	if (table->n_insns + nfm_filter_len(rule->filter) > NFM_FILTERS_LEN_MAX) {
		NL_SET_ERR_MSG(extack, "a session's filters may have 65536 instructions in all");
		return -ENOSPC;
	}
	if (table->last_id == U32_MAX) {
		NL_SET_ERR_MSG(extack,
			       "the session has had 4294967295 rules: replace them all, to begin again");
		return -ENOSPC;
	}
	rule->id = table->last_id + 1;
	rule->block = nfm_pool_take(table->pool, &rule->counters);
	if (!rule->block)
		return -ENOMEM;
	err = nfm_table_prepare(table, rule, m, extack);
	if (!err)
		err = xa_err(xa_store(&table->rules, rule->id, rule, GFP_KERNEL_ACCOUNT));
	if (err)
		goto err_prepare;
	err = nfm_table_admit(table, rule);
	if (err)
		goto err_admit;
	for (entry = rule->entries; entry; entry = entry->sibling) {
		/* It may go through all that have the same key. */
		cond_resched();
		err = nfm_mask_insert(entry->mask, entry);
		if (err)
			goto err_insert;
	}
	table->last_id = rule->id;
	WRITE_ONCE(table->n_rules, table->n_rules + 1);
	table->n_insns += nfm_filter_len(rule->filter);
	if (rule->action == NFM_ACTION_MIRROR)
		nfm_table_set_otherwise(table, ++table->n_mirror);
	nfm_table_changed(table);
	return 0;

err_insert:
	for (struct nfm_entry *e = rule->entries; e != entry; e = e->sibling)
		nfm_mask_remove(e->mask, e);
	nfm_table_changed(table);
err_admit:
	xa_erase(&table->rules, rule->id);
err_prepare:
	nfm_table_tidy(table);
	return err;
}

/**
 * nfm_table_del - take a rule out
 * @table: table
 * @rule: the rule; the caller frees it by nfm_rule_free_rcu()
 *
 * Context: process. Called with rules_lock.
 */
void nfm_table_del(struct nfm_table *table, struct nfm_rule *rule)
{
	struct nfm_entry *entry;

	/* While the rule is still there; nfm_view_lookup() looks again. */
	if (rule->action == NFM_ACTION_MIRROR)
		nfm_table_set_otherwise(table, --table->n_mirror);
	for (entry = rule->entries; entry; entry = entry->sibling) {
		nfm_mask_remove(entry->mask, entry);
		cond_resched();
	}
	xa_erase(&table->rules, rule->id);
	WRITE_ONCE(table->n_rules, table->n_rules - 1);
	table->n_insns -= nfm_filter_len(rule->filter);
	nfm_table_tidy(table);
	nfm_table_changed(table);
}

/* Called with rules_lock. */
void nfm_table_set_action(struct nfm_table *table, struct nfm_rule *rule, u8 action)
{
	if (rule->action == action)
		return;
	WRITE_ONCE(rule->action, action);
	table->n_mirror += action == NFM_ACTION_MIRROR ? 1 : -1;
	nfm_table_set_otherwise(table, table->n_mirror);
	nfm_table_changed(table);
}

/**
 * nfm_table_find - the rule with this priority, match and filter
 * @table: table
 * @prio: priority
 * @m: match
 *
 * Context: process. Called with rules_lock.
 * Return: rule or %NULL
 */
struct nfm_rule *nfm_table_find(struct nfm_table *table, u32 prio, struct nfm_match *m)
{
	struct nfm_entry *entry;
	struct nfm_mask *mask;

	/* The same match has the same entries, so any of them leads there. */
	nfm_match_pick(m, 0);
	mask = nfm_table_mask(table, &m->mask);
	if (!mask)
		return NULL;
	rcu_read_lock();
	entry = nfm_mask_lookup(mask, &m->value);
	rcu_read_unlock();
	for (; entry; entry = rcu_dereference_protected(entry->next, true))
		if (entry->rule->prio == prio &&
		    nfm_match_same(entry->rule->match, entry->rule->match_len, m->attrs, m->len) &&
		    nfm_filter_is(entry->rule->filter, m->filter_text))
			return entry->rule;
	return NULL;
}
