/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a decision to copies.
 */
#ifndef _NFM_OUTPUT_H
#define _NFM_OUTPUT_H

#include <linux/etherdevice.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>

#include "net.h"
#include "session.h"
#include "stats.h"

struct nfm_form;
struct nfm_pkt;
struct nfm_shape;
struct nfm_target;

#define NFM_MARK_ID_BITS	12
#define NFM_MARK_HOPS_MAX	4

/* Copies that are being sent while a copy is being sent. */
#define NFM_DEPTH_MAX		3

DECLARE_PER_CPU(unsigned int, nfm_depth);

/* The mark's id after the last hop, in all namespaces: drawn when the module is loaded, so
 * that a sender with a tc filter of his own cannot write it, and hide.
 */
extern u16 nfm_mark_last;

unsigned int nfm_output_shaped(struct nfm_target *t, const struct nfm_shape *shape,
			       struct nfm_pkt *pkt);
unsigned int nfm_output_special(struct nfm_session *s, struct nfm_pkt *pkt);

/* output_dev.c */
unsigned int nfm_output_plain(struct nfm_session *s, struct nfm_pkt *pkt);
unsigned int nfm_output_dev(struct nfm_target *t, struct nfm_pkt *pkt);
unsigned int nfm_dev_ready(const struct nfm_target *t, struct net_device **dev,
			   struct nfm_form *form);
unsigned int nfm_dev_send(const struct nfm_target *t, struct net_device *dev,
			  const struct nfm_form *form, struct sk_buff *frame);
struct net_device *nfm_veth_peer(const struct net_device *dev);

/* output_tunnel.c */
unsigned int nfm_tunnel_ready(const struct nfm_target *t, struct net_device **dev,
			      struct nfm_form *form);
unsigned int nfm_tunnel_send(const struct nfm_target *t, struct net_device *dev,
			     struct nfm_pkt *pkt, struct sk_buff *frame, unsigned int cut);
bool nfm_tunnel_is_answer(const struct nfm_net *nn, struct nfm_pkt *pkt);

/* Queue a copy for its device. Where the queue is congested it has dropped this packet
 * or another: one of the copies is lost.
 */
static inline unsigned int nfm_xmit(struct sk_buff *copy)
{
	return dev_queue_xmit(copy) == NET_XMIT_SUCCESS ? NFM_COPIED :
		nfm_not_copied(NFM_REASON_TARGET_REFUSED);
}

/* A header where the packet has none: to nobody, and the right EtherType. From an
 * address that means nothing either, but is one: what comes from zero, bridges and
 * VXLAN devices that learn throw away.
 */
static inline struct ethhdr *nfm_push_mac(struct sk_buff *skb)
{
	static const u8 from[ETH_ALEN] __aligned(2) = { 0x02 };
	struct ethhdr *eth = skb_push(skb, ETH_HLEN);

	eth_zero_addr(eth->h_dest);
	ether_addr_copy(eth->h_source, from);
	eth->h_proto = skb->protocol;
	return eth;
}

/**
 * nfm_mark_is_loop - is this packet a copy that must not be copied again
 * @nn: namespace
 * @skb: packet
 *
 * Return: true if it carries the mark of a copy made in this namespace, or made in
 *	too many others
 */
static inline bool nfm_mark_is_loop(const struct nfm_net *nn, const struct sk_buff *skb)
{
#ifdef CONFIG_NET_SCHED
	u16 id = skb->tc_index & GENMASK(NFM_MARK_ID_BITS - 1, 0);
	u16 hops = skb->tc_index >> NFM_MARK_ID_BITS;

	if (likely(!skb->tc_index))
		return false;
	/* A mark has a hop at least; what else is there is a tc filter's. */
	return hops && hops <= NFM_MARK_HOPS_MAX &&
	       id == (hops == NFM_MARK_HOPS_MAX ? nfm_mark_last : nn->mark);
#else
	return false;
#endif
}

/**
 * nfm_output - copy a packet to a session's targets
 * @s: session
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: NFM_COPIED if a target took it; else the outcome to count
 */
static inline unsigned int nfm_output(struct nfm_session *s, struct nfm_pkt *pkt)
{
	unsigned int result;

	if (unlikely(__this_cpu_read(nfm_depth) >= NFM_DEPTH_MAX))
		return nfm_not_copied(NFM_REASON_LOOP);
	this_cpu_inc(nfm_depth);
	result = likely(!READ_ONCE(s->special)) ? nfm_output_plain(s, pkt) :
						  nfm_output_special(s, pkt);
	this_cpu_dec(nfm_depth);
	return result;
}

#endif /* _NFM_OUTPUT_H */
