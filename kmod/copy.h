/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Making a copy, and counting what became of it.
 *
 * Most of the price of a mirror that is not the kernel's is here and in
 * output_dev.c, so that all of it is one function: nfm_output_plain().
 */
#ifndef _NFM_COPY_H
#define _NFM_COPY_H

#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/netfilter_netdev.h>
#include <linux/skbuff.h>

#include "hook.h"
#include "key.h"
#include "net.h"
#include "output.h"
#include "session.h"
#include "stats.h"
#include "target.h"
#include "trace.h"

int nfm_copy_own_head(const struct nfm_pkt *pkt, struct sk_buff *copy);
int nfm_copy_make_mac(struct sk_buff *copy, const struct net_device *dev);

static __always_inline void nfm_copy_mark(struct sk_buff *copy, const struct nfm_net *nn)
{
#ifdef CONFIG_NET_SCHED
	u16 hops = 1, id = nn->mark;

	if (unlikely(copy->tc_index))
		hops += copy->tc_index >> NFM_MARK_ID_BITS;
	if (hops > NFM_MARK_HOPS_MAX)
		hops = 1;
	else if (hops == NFM_MARK_HOPS_MAX)
		id = nfm_mark_last;
	copy->tc_index = hops << NFM_MARK_ID_BITS | id;
#endif
}

/* May a queue on the copy's way mark it as having met congestion? As INET_ECN_set_ce(). */
static __always_inline bool nfm_copy_is_ect(const struct sk_buff *copy, __be16 protocol)
{
	const u8 *l3 = skb_network_header(copy);

	if (protocol == htons(ETH_P_IP))
		return l3 + sizeof(struct iphdr) <= skb_tail_pointer(copy) && (l3[1] + 1) & 2;
	if (protocol == htons(ETH_P_IPV6))
		return l3 + sizeof(struct ipv6hdr) <= skb_tail_pointer(copy) &&
		       ((l3[1] >> 4) + 1) & 2;
	return false;
}

/* Most packets can share all they have with their copy; of the rest nfm_copy_own_head()
 * finds out.
 */
static __always_inline bool nfm_copy_may_share(const struct nfm_pkt *pkt,
					       const struct sk_buff *copy)
{
	const struct skb_shared_info *info = skb_shinfo(copy);

	return !info->gso_size && !(info->tx_flags & SKBTX_ANY_TSTAMP) &&
	       pkt->point->kind != NFM_POINT_INET && !eth_type_vlan(copy->protocol) &&
	       !nfm_copy_is_ect(copy, copy->protocol);
}

static __always_inline struct sk_buff *nfm_copy_finish(const struct nfm_net *nn,
						       const struct nfm_pkt *pkt,
						       const struct net_device *dev,
						       struct sk_buff *copy)
{
	if (!copy)
		return NULL;
	/* Who gives one of the two data of its own leaves the pages to both, and neither
	 * looks like a clone then. IPsec would decrypt in place.
	 */
	if (skb_is_nonlinear(copy))
		/* Another clone may be told the same on another CPU. */
		data_race(skb_shinfo(copy)->flags |= SKBFL_SHARED_FRAG);
	if (likely(pkt->start < 0)) {
		/* The header is there: it has been pulled. */
		__skb_push(copy, -pkt->start);
		skb_postpush_rcsum(copy, copy->data, -pkt->start);
	} else if (pkt->start > 0) {
		skb_pull_rcsum(copy, pkt->start);
	}
	if ((unlikely(!nfm_copy_may_share(pkt, copy)) && nfm_copy_own_head(pkt, copy)) ||
	    (unlikely(!pkt->has_mac) && nfm_copy_make_mac(copy, dev))) {
		kfree_skb(copy);
		return NULL;
	}
	skb_reset_mac_header(copy);
	skb_reset_mac_len(copy);
	/* A time to send would be left, as for a packet that is forwarded. */
	skb_set_delivery_time(copy, 0, 0);
	skb_scrub_packet(copy, true);
	skb_reset_redirect(copy);
	nf_skip_egress(copy, false);
	copy->priority = 0;
	nfm_copy_mark(copy, nn);
	return copy;
}

/**
 * nfm_copy - the frame as its source saw it
 * @nn: namespace
 * @pkt: packet
 * @dev: device it is for
 *
 * The copy's data starts at an Ethernet header. It shares the original's data,
 * unless one could be written to, and has nothing of what the host knows about the
 * original: route, connection, socket, priority, timestamp, IPsec state.
 *
 * Context: packet path.
 * Return: copy, or %NULL without memory
 */
static __always_inline struct sk_buff *nfm_copy(const struct nfm_net *nn, const struct nfm_pkt *pkt,
						const struct net_device *dev)
{
	return nfm_copy_finish(nn, pkt, dev, skb_clone(pkt->skb, GFP_ATOMIC));
}

static __always_inline unsigned int nfm_output_count(struct nfm_session *s, struct nfm_target *t,
						     struct nfm_pkt *pkt, unsigned int outcome)
{
	nfm_count_at(&t->counters, outcome, pkt->bytes);
	if (outcome == NFM_COPIED)
		trace_nfm_copy(s, t, pkt);
	return outcome;
}

/* What several targets took is counted as copied once, and as sent each time. */
static __always_inline unsigned int nfm_output_result(struct nfm_session *s,
						      const struct nfm_pkt *pkt,
						      unsigned int result, unsigned int outcome)
{
	if (result != NFM_COPIED)
		return outcome;
	if (outcome == NFM_COPIED)
		nfm_count_extra(&s->counters, NFM_SENT, 1, pkt->bytes);
	return NFM_COPIED;
}

#endif /* _NFM_COPY_H */
