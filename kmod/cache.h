/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decisions that a CPU has made for exact keys.
 */
#ifndef _NFM_CACHE_H
#define _NFM_CACHE_H

#include "table.h"

struct nfm_decision nfm_cache_lookup(const struct nfm_view *view, const struct nfm_key *key);

int nfm_cache_init(void);
void nfm_cache_exit(void);

#endif /* _NFM_CACHE_H */
