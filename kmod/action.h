/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whatever can refuse a copy before there is one.
 */
#ifndef _NFM_ACTION_H
#define _NFM_ACTION_H

#include "table.h"

struct nfm_session;

unsigned int nfm_action_admit(const struct nfm_session *s, struct nfm_decision decision,
			      const struct sk_buff *skb);

#endif /* _NFM_ACTION_H */
