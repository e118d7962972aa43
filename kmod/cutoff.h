/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first of each flow, and no more.
 */
#ifndef _NFM_CUTOFF_H
#define _NFM_CUTOFF_H

#include <linux/jiffies.h>
#include <linux/types.h>

#include "key.h"

struct nfm_cutoff;

/* A flow without a packet for so long is over. */
#define NFM_CUTOFF_IDLE		(60 * HZ)

struct nfm_cutoff *nfm_cutoff_alloc(u64 limit, u8 unit, u32 idle);
void nfm_cutoff_put(struct nfm_cutoff *c);
struct nfm_cutoff *nfm_cutoff_hold(struct nfm_cutoff *c);
bool nfm_cutoff_admit(struct nfm_cutoff *c, struct nfm_pkt *pkt);
u32 nfm_cutoff_flows(const struct nfm_cutoff *c, u64 *evicted);

#endif /* _NFM_CUTOFF_H */
