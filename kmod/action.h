/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whatever can refuse a copy before there is one.
 */
#ifndef _NFM_ACTION_H
#define _NFM_ACTION_H

#include "output.h"
#include "session.h"
#include "shape.h"
#include "table.h"

unsigned int nfm_action_special(struct nfm_session *s, struct nfm_pkt *pkt);
void nfm_action_spent(const struct nfm_shape *shape, u64 start);

/**
 * nfm_action_admit - may this decision become a copy now
 * @s: session
 * @decision: what its table said
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: NFM_COPIED if it may; else the outcome to count
 */
static inline unsigned int nfm_action_admit(struct nfm_session *s, struct nfm_decision decision,
					    struct nfm_pkt *pkt)
{
	if (decision.action != NFM_ACTION_MIRROR)
		return decision.action == NFM_ACTION_SKIP ? NFM_SKIPPED :
							    nfm_not_copied(NFM_REASON_NO_MEMORY);
	if (nfm_mark_is_loop(s->nn, pkt->skb))
		return nfm_not_copied(NFM_REASON_LOOP);
	return unlikely(READ_ONCE(s->special)) ? nfm_action_special(s, pkt) : NFM_COPIED;
}

#endif /* _NFM_ACTION_H */
