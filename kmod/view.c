// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the packet path reads of a flow table: tuple-space search with priorities.
 *
 * The masks are visited by falling priority, until no better rule is possible.
 * Masks whose rules all ask for one EtherType and protocol are a group, and a
 * packet of another one passes them by at the price of one comparison.
 */
#include <linux/skbuff.h>
#include <linux/slab.h>

#include "filter.h"
#include "rule.h"
#include "view.h"

struct nfm_view *nfm_view_alloc(unsigned int n)
{
	struct nfm_view *view;

	view = kzalloc(struct_size(view, masks, n) + array_size(n, sizeof(*view->groups)),
		       GFP_KERNEL_ACCOUNT);
	if (!view)
		return NULL;
	view->groups = (struct nfm_view_group *)(view->masks + n);
	view->few = true;
	return view;
}

/* Fields that the mask asks for. */
static u32 nfm_mask_needs(const struct nfm_mask *mask)
{
	struct nfm_key key = {};

	key.w[0] = mask->bits[0];
	return key.have;
}

/* Sorted by insertion: a handful of masks, of which one has moved. */
static void nfm_view_sort(struct nfm_view *view, const struct nfm_mask *mask)
{
	unsigned int i = view->n++;

	for (; i && view->masks[i - 1].prio < mask->prio; i--)
		view->masks[i] = view->masks[i - 1];
	view->masks[i].mask = mask;
	view->masks[i].prio = mask->prio;
	view->masks[i].agreed = mask->agreed[1];
	view->masks[i].value = mask->agreed_value[1];
}

static void nfm_view_group(struct nfm_view *view, unsigned int i)
{
	const struct nfm_mask *mask = view->masks[i].mask;
	struct nfm_view_group *g = view->groups, *end = g + view->n_groups;

	while (g < end && (g->agreed != mask->agreed[0] || g->value != mask->agreed_value[0]))
		g++;
	if (g == end)
		view->n_groups++;
	g->agreed = mask->agreed[0];
	g->value = mask->agreed_value[0];
	g->masks[i / NFM_VIEW_CHUNK] |= BIT_ULL(i % NFM_VIEW_CHUNK);
}

/**
 * nfm_view_fill - fill in what there is to say of masks
 * @view: an empty view with room for them
 * @masks: list of struct nfm_mask
 */
void nfm_view_fill(struct nfm_view *view, const struct list_head *masks)
{
	u64 bits[NFM_KEY_WORDS] = {};
	const struct nfm_mask *mask;
	unsigned int i;

	list_for_each_entry(mask, masks, list) {
		nfm_view_sort(view, mask);
		view->needs |= nfm_mask_needs(mask);
		for (i = 0; i < mask->n_words; i++)
			bits[mask->word[i]] |= mask->bits[i];
	}
	for (i = 0; i < view->n; i++)
		nfm_view_group(view, i);
	view->few = view->n_groups <= NFM_VIEW_FEW && view->n <= NFM_VIEW_CHUNK;
	for (i = 0; i < NFM_KEY_WORDS; i++) {
		if (!bits[i] && i >= NFM_AGREED_WORDS)
			continue;
		if (i >= NFM_KEY_NARROW)
			view->needs |= NFM_NEED_WIDE;
		view->word[view->n_words] = i;
		view->bits[view->n_words++] = bits[i];
	}
}

/**
 * nfm_entry_filter - the best rule with an entry's key whose filter the packet fits
 * @entry: the first with that key
 * @pkt: the packet
 * @best: the best rule so far, or %NULL
 * @frame: for nfm_filter_fits()
 *
 * Return: a better rule; else @best; or an error pointer: -ENOMEM
 */
static struct nfm_rule *nfm_entry_filter(const struct nfm_entry *entry, const struct nfm_pkt *pkt,
					 struct nfm_rule *best, struct sk_buff **frame)
{
	int fits;

	for (; entry; entry = rcu_dereference(entry->next)) {
		if (best && !nfm_rule_beats(entry->rule, best))
			break;
		fits = entry->rule->filter ? nfm_filter_fits(entry->rule->filter, pkt, frame) : 1;
		if (fits)
			return fits > 0 ? entry->rule : ERR_PTR(fits);
	}
	return best;
}

/**
 * nfm_view_search - the best rule that a packet fits
 * @view: view
 * @pkt: the packet
 * @frame: for nfm_filter_fits(); %NULL: whatever filters say of the packet
 *
 * Return: rule; %NULL; or an error pointer: -ENOMEM
 */
static __always_inline struct nfm_rule *nfm_view_search(const struct nfm_view *view,
							const struct nfm_pkt *pkt,
							struct sk_buff **frame)
{
	const struct nfm_key *key = &pkt->key;
	const struct nfm_view_mask *m, *chunk;
	struct nfm_rule *best = NULL;
	struct nfm_entry *entry;
	u64 found;

	for (chunk = view->masks; chunk < view->masks + view->n; chunk += NFM_VIEW_CHUNK) {
		found = nfm_view_candidates(view, key, (chunk - view->masks) / NFM_VIEW_CHUNK);
		for (; found; found &= found - 1) {
			m = chunk + __ffs64(found);
			if (best && best->prio > m->prio)
				return best;
			if (!nfm_view_mask_may_fit(m, key))
				continue;
			entry = nfm_mask_lookup(m->mask, key);
			if (frame)
				best = nfm_entry_filter(entry, pkt, best, frame);
			else if (entry && (!best || nfm_rule_beats(entry->rule, best)))
				best = entry->rule;
			if (frame && IS_ERR(best))
				return best;
		}
	}
	return best;
}

static noinline struct nfm_rule *nfm_view_filter(const struct nfm_view *view,
						 const struct nfm_pkt *pkt)
{
	struct sk_buff *frame = NULL;
	struct nfm_rule *best = nfm_view_search(view, pkt, &frame);

	consume_skb(frame);
	return best;
}

/**
 * nfm_view_lookup - what the rules say of a packet
 * @view: the view of them
 * @pkt: the packet, its key good for @view's needs
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the decision
 */
noinline
struct nfm_decision nfm_view_lookup(const struct nfm_view *view, const struct nfm_pkt *pkt)
{
	struct nfm_decision d = {};
	u8 otherwise;

	for (;;) {
		otherwise = nfm_view_otherwise(view);
		d.rule = nfm_view_search(view, pkt, NULL);
		/* Only where a filter has a say is it asked. */
		if (d.rule && unlikely(d.rule->filter)) {
			d.filtered = true;
			d.rule = nfm_view_filter(view, pkt);
		}
		if (d.rule)
			break;
		/* The first mirror rule came, or the last one went, while we
		 * looked: it may have been there or not.
		 */
		smp_rmb();
		if (likely(READ_ONCE(view->otherwise) == otherwise))
			break;
	}
	if (IS_ERR(d.rule)) {
		d.rule = NULL;
		d.action = NFM_ACTION_NO_MEMORY;
	} else {
		d.action = d.rule ? READ_ONCE(d.rule->action) : otherwise;
	}
	return d;
}
