/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decisions that a CPU has made for exact keys.
 */
#ifndef _NFM_CACHE_H
#define _NFM_CACHE_H

#include "view.h"

/* With fewer masks the table is as fast as the cache. */
#define NFM_CACHE_MASKS_MIN	4

struct nfm_decision nfm_cache_lookup(const struct nfm_view *view, const struct nfm_pkt *pkt);

/* What the rules say of a packet: remembered, or looked up. Not remembered where
 * another packet's softirq may come in between.
 */
static __always_inline struct nfm_decision nfm_decide(const struct nfm_view *view,
						      const struct nfm_pkt *pkt)
{
	const struct nfm_view_mask *m;
	u64 found;

	if (likely(view->few)) {
		/* Of most tables one mask at most may have a rule for the packet. */
		found = nfm_view_candidates(view, &pkt->key, 0);
		if (!found)
			return (struct nfm_decision){ .action = READ_ONCE(view->otherwise) };
		if (!(found & (found - 1))) {
			m = &view->masks[__ffs64(found)];
			if (nfm_view_mask_may_fit(m, &pkt->key))
				return nfm_view_lookup_in(view, m, pkt);
			return (struct nfm_decision){ .action = READ_ONCE(view->otherwise) };
		}
	}
	if (view->n < NFM_CACHE_MASKS_MIN || IS_ENABLED(CONFIG_PREEMPT_RT))
		return nfm_view_lookup(view, pkt);
	return nfm_cache_lookup(view, pkt);
}

int nfm_cache_init(void);
void nfm_cache_exit(void);

#endif /* _NFM_CACHE_H */
