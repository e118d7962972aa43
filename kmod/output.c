// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a decision to copies.
 *
 * A copy carries a mark in skb->tc_index, which clones, queues, tunnels and
 * changes of the namespace leave alone: the namespace that made it, and through
 * how many it has come. No session of that namespace copies it again, and after
 * NFM_MARK_HOPS_MAX namespaces none does; so what no refusal could foresee makes
 * one more copy at most. What is synchronous is bounded by a depth as well: a tc
 * classifier on the way writes its own tc_index.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>

#include "key.h"
#include "output.h"
#include "session.h"
#include "target.h"
#include "trace.h"

/* Copies that are being sent while a copy is being sent. */
#define NFM_DEPTH_MAX	3

static DEFINE_PER_CPU(unsigned int, nfm_depth);

static void nfm_copy_mark(struct sk_buff *copy, const struct nfm_net *nn)
{
#ifdef CONFIG_NET_SCHED
	u16 hops = copy->tc_index >> NFM_MARK_ID_BITS;

	if (hops >= NFM_MARK_HOPS_MAX)
		hops = 0;
	copy->tc_index = (hops + 1) << NFM_MARK_ID_BITS | nn->mark;
#endif
}

/* A header where the packet has none: no addresses, but the right EtherType. */
static int nfm_copy_make_mac(struct sk_buff *copy, unsigned int headroom)
{
	struct ethhdr *eth;

	if (skb_cow_head(copy, headroom + ETH_HLEN))
		return -ENOMEM;
	eth = skb_push(copy, ETH_HLEN);
	eth_zero_addr(eth->h_dest);
	eth_zero_addr(eth->h_source);
	eth->h_proto = copy->protocol;
	skb_postpush_rcsum(copy, eth, ETH_HLEN);
	return 0;
}

/**
 * nfm_copy - the frame as its source saw it
 * @nn: namespace
 * @pkt: packet
 * @dev: device it is for
 *
 * The copy's data starts at an Ethernet header. It shares the original's data,
 * and has nothing of what the host knows about the original: route, connection,
 * socket, timestamp, IPsec state.
 *
 * Context: packet path.
 * Return: copy, or %NULL without memory
 */
struct sk_buff *nfm_copy(const struct nfm_net *nn, const struct nfm_pkt *pkt,
			 const struct net_device *dev)
{
	struct sk_buff *copy = skb_clone(pkt->skb, GFP_ATOMIC);

	if (!copy)
		return NULL;
	if (pkt->start > 0)
		skb_pull_rcsum(copy, pkt->start);
	else if (pkt->start < 0)
		skb_push_rcsum(copy, -pkt->start);
	if (!pkt->has_mac && nfm_copy_make_mac(copy, LL_RESERVED_SPACE(dev))) {
		kfree_skb(copy);
		return NULL;
	}
	skb_reset_mac_header(copy);
	skb_reset_mac_len(copy);
	skb_scrub_packet(copy, true);
	skb_reset_redirect(copy);
	nfm_copy_mark(copy, nn);
	return copy;
}

/**
 * nfm_output - copy a packet to a session's targets
 * @s: session
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: NFM_COPIED if a target took it; else the outcome to count
 */
unsigned int nfm_output(struct nfm_session *s, const struct nfm_pkt *pkt)
{
	unsigned int result = nfm_not_copied(NFM_REASON_NO_TARGET), outcome;
	const struct nfm_target *t;

	if (__this_cpu_read(nfm_depth) == NFM_DEPTH_MAX)
		return nfm_not_copied(NFM_REASON_LOOP);
	__this_cpu_inc(nfm_depth);
	list_for_each_entry_rcu(t, &s->targets, list) {
		outcome = nfm_output_dev(t, pkt);
		nfm_count(&t->counters, outcome, pkt->bytes);
		if (outcome == NFM_COPIED)
			trace_nfm_copy(s, t, pkt);
		if (result != NFM_COPIED)
			result = outcome;
	}
	__this_cpu_dec(nfm_depth);
	return result;
}
