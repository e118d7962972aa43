/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whatever can refuse a copy before there is one.
 */
#ifndef _NFM_ACTION_H
#define _NFM_ACTION_H

#include "output.h"
#include "session.h"
#include "table.h"

/**
 * nfm_action_admit - may this decision become a copy now
 * @s: session
 * @decision: what its table said
 * @skb: original
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: NFM_COPIED if it may; else the outcome to count
 */
static inline unsigned int nfm_action_admit(const struct nfm_session *s,
					    struct nfm_decision decision,
					    const struct sk_buff *skb)
{
	if (decision.action != NFM_ACTION_MIRROR)
		return decision.action == NFM_ACTION_SKIP ? NFM_SKIPPED :
							    nfm_not_copied(NFM_REASON_NO_MEMORY);
	if (nfm_mark_is_loop(s->nn, skb))
		return nfm_not_copied(NFM_REASON_LOOP);
	return NFM_COPIED;
}

#endif /* _NFM_ACTION_H */
