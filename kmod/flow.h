/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flow that a packet belongs to, both directions the same.
 */
#ifndef _NFM_FLOW_H
#define _NFM_FLOW_H

#include "key.h"

/* What a flow is known by; nfm_pkt.parsed says that nfm_pkt.flow is good, and is_answer. */
#define NFM_NEED_FLOW	(BIT(NFM_F_PROTOCOL) | BIT(NFM_F_IP) | BIT(NFM_F_FRAG) |	\
			 BIT(NFM_F_IP_PROTO) | BIT(NFM_F_PORTS) | NFM_NEED_WIDE)
#define NFM_PARSED_FLOW		BIT(30)
#define NFM_PARSED_ANSWER	BIT(29)

static_assert(!((NFM_PARSED_FLOW | NFM_PARSED_ANSWER) &
		(NFM_NEED_NARROW | NFM_NEED_MAC | NFM_NEED_WIDE)));

void nfm_flow_fill(struct nfm_pkt *pkt);
u32 nfm_flow_hash(struct nfm_pkt *pkt);

/**
 * nfm_flow - a packet's flow
 * @pkt: packet
 *
 * Seeded when the module is loaded: nobody can choose packets that share one.
 *
 * Context: packet path.
 * Return: hash, the same for both directions
 */
static inline u64 nfm_flow(struct nfm_pkt *pkt)
{
	if (!(pkt->parsed & NFM_PARSED_FLOW))
		nfm_flow_fill(pkt);
	return pkt->flow;
}

#endif /* _NFM_FLOW_H */
