/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A packet that several hooks see is one packet.
 */
#ifndef _NFM_DEDUP_H
#define _NFM_DEDUP_H

#include <linux/types.h>

#include "key.h"

struct nfm_dedup;

struct nfm_dedup *nfm_dedup_alloc(u32 ms);
struct nfm_dedup *nfm_dedup_hold(struct nfm_dedup *d);
void nfm_dedup_put(struct nfm_dedup *d);
bool nfm_dedup_admit(struct nfm_dedup *d, const struct nfm_pkt *pkt);

#endif /* _NFM_DEDUP_H */
