// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies out of an Ethernet device.
 *
 * Into a veth they go straight to its peer's receive side, where nothing that a
 * user has set up on the device would miss them.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/string.h>
#include <net/rtnetlink.h>
#include <net/sch_generic.h>

#include "copy.h"
#include "frame.h"
#include "key.h"
#include "output.h"
#include "session.h"
#include "shape.h"
#include "target.h"

/**
 * nfm_veth_peer - the other end of a veth
 * @dev: device
 *
 * Context: process. Called with RTNL.
 * Return: the other end, or %NULL if @dev is not a veth
 */
struct net_device *nfm_veth_peer(const struct net_device *dev)
{
	struct net_device *peer;

	if (!dev->rtnl_link_ops || strcmp(dev->rtnl_link_ops->kind, "veth") ||
	    dev->pcpu_stat_type != NETDEV_PCPU_STAT_TSTATS)
		return NULL;
	/* RTNL keeps what RCU gives. */
	rcu_read_lock();
	peer = dev->netdev_ops->ndo_get_peer_dev((struct net_device *)dev);
	rcu_read_unlock();
	return peer;
}

/* What a veth has unless someone took it away, to see packets as on a wire. */
#define NFM_VETH_FEATURES	(NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_HW_CSUM |	\
				 NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL |		\
				 NETIF_F_HW_VLAN_CTAG_TX | NETIF_F_HW_VLAN_STAG_TX |	\
				 NETIF_F_SCTP_CRC)

/* Is there anything between dev_queue_xmit() and the driver? */
static __always_inline bool nfm_dev_is_plain(struct net_device *dev)
{
	const struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);

	if ((dev->features & NFM_VETH_FEATURES) != NFM_VETH_FEATURES)
		return false;
	if (rcu_dereference_bh(txq->qdisc)->enqueue)
		return false;
#ifdef CONFIG_NETFILTER_EGRESS
	if (rcu_access_pointer(dev->nf_hooks_egress))
		return false;
#endif
#ifdef CONFIG_NET_EGRESS
	if (rcu_access_pointer(dev->tcx_egress))
		return false;
#endif
	return !dev_nit_active(dev);
}

/* Would the peer receive this from the driver as it does from us? */
static __always_inline bool nfm_peer_takes(const struct net_device *dev,
					   const struct net_device *peer,
					   const struct sk_buff *skb, unsigned int bytes)
{
	if (skb_is_decrypted(skb))
		return false;
	if (!skb_is_gso(skb))
		return bytes <= READ_ONCE(peer->mtu) + peer->hard_header_len + VLAN_HLEN;
	return skb->len < READ_ONCE(dev->gso_max_size) &&
	       skb_shinfo(skb)->gso_segs <= READ_ONCE(dev->gso_max_segs);
}

/* Hand a copy to a veth's peer, as the driver would.
 *
 * A packet that has just been received holds no lock that the peer's receivers
 * may want, and its copy is delivered at once. One that is being sent may have
 * its socket locked: its copy waits in the backlog, and so, to stay in order, do
 * all copies of a session that sees such packets.
 */
static __always_inline unsigned int nfm_veth_output(const struct nfm_target *t,
						    struct net_device *dev,
						    struct net_device *peer,
						    struct sk_buff *copy)
{
	unsigned int len = copy->len;

	if (!pskb_may_pull(copy, ETH_HLEN)) {
		kfree_skb(copy);
		return nfm_not_copied(NFM_REASON_TARGET_REFUSED);
	}
	skb_set_queue_mapping(copy, 0);
	copy->protocol = eth_type_trans(copy, peer);
	skb_postpull_rcsum(copy, eth_hdr(copy), ETH_HLEN);
	if (!READ_ONCE(t->session->n_sent_taps)) {
		/* What the peer makes of it is the peer's affair. */
		netif_receive_skb(copy);
	} else if (netif_rx(copy) != NET_RX_SUCCESS) {
		dev_core_stats_tx_dropped_inc(dev);
		return nfm_not_copied(NFM_REASON_TARGET_REFUSED);
	}
	dev_sw_netstats_tx_add(dev, 1, len);
	return NFM_COPIED;
}

static enum nfm_reason nfm_target_absent(const struct nfm_target *t)
{
	return READ_ONCE(t->state) == NFM_STATE_LOOP ? NFM_REASON_LOOP :
						       NFM_REASON_TARGET_WAITING;
}

/* A user's own GRE tunnel: its driver looks into a frame as if the host routed it there,
 * and answers an IPv6 packet that is longer than its path; and a tag takes a part of that.
 * "ip6erspan" answers whatever it takes the frame for.
 */
static bool nfm_dev_is_gre(const struct net_device *dev)
{
	static const char * const kinds[] = { "gretap", "ip6gretap", "erspan" };

	return dev->rtnl_link_ops &&
	       match_string(kinds, ARRAY_SIZE(kinds), dev->rtnl_link_ops->kind) >= 0;
}

static unsigned int nfm_dev_tag_room(const struct net_device *dev)
{
	return nfm_dev_is_gre(dev) ? 0 : VLAN_HLEN;
}

/* The frame that a device takes; a VLAN tag may come on top. */
static unsigned int nfm_dev_limit(const struct net_device *dev)
{
	return READ_ONCE(dev->mtu) + dev->hard_header_len;
}

static __always_inline bool nfm_dev_is_short(const struct net_device *dev,
					     const struct nfm_pkt *pkt)
{
	unsigned int limit = nfm_dev_limit(dev);

	if (likely(pkt->bytes <= limit) || skb_is_gso(pkt->skb))
		return false;
	return !nfm_frame_is_tagged(pkt->skb) || pkt->bytes > limit + nfm_dev_tag_room(dev);
}

/* The peer that copies may go to directly now if nfm_peer_takes() them, or %NULL. */
static __always_inline struct net_device *nfm_dev_peer(const struct nfm_target *t,
						       struct net_device *dev)
{
	struct net_device *peer = rcu_dereference(t->peer);

	/* The device again, after the peer: is it the peer of this one? */
	smp_rmb();
	if (peer && rcu_access_pointer(t->dev) == dev && nfm_dev_is_plain(dev) &&
	    netif_running(peer) && !peer->xdp_state[XDP_MODE_DRV].prog &&
	    !peer->xdp_state[XDP_MODE_DRV].link)
		return peer;
	return NULL;
}

static unsigned int nfm_dev_xmit(struct net_device *dev, struct sk_buff *copy)
{
	copy->dev = dev;
	/* A tag that is put inside on the way would not be in a sum of the whole. */
	skb_forward_csum(copy);
	/* The sender would hear of a mirror, and send shorter packets; also of a packet
	 * behind a tag, which as it is put inside would make the frame one with a tag.
	 */
	if ((copy->protocol == htons(ETH_P_IPV6) || nfm_frame_is_tagged(copy)) &&
	    nfm_dev_is_gre(dev)) {
		if (skb_vlan_tag_present(copy))
			copy = __vlan_hwaccel_push_inside(copy);
		if (!copy)
			return nfm_not_copied(NFM_REASON_NO_MEMORY);
		copy->protocol = htons(ETH_P_TEB);
	}
	return nfm_xmit(copy);
}

static __always_inline unsigned int nfm_dev_check(const struct nfm_target *t,
						  struct net_device **dev)
{
	*dev = rcu_dereference(t->dev);
	if (unlikely(!*dev))
		return nfm_not_copied(nfm_target_absent(t));
	if (unlikely(!netif_running(*dev) || !netif_carrier_ok(*dev)))
		return nfm_not_copied(NFM_REASON_TARGET_DOWN);
	return NFM_COPIED;
}

/**
 * nfm_dev_ready - can a copy leave through a target's device now
 * @t: target
 * @dev: set to the device
 * @form: its limit, room and peer are set
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: NFM_COPIED if it can; else the outcome to count
 */
unsigned int nfm_dev_ready(const struct nfm_target *t, struct net_device **dev,
			   struct nfm_form *form)
{
	unsigned int outcome = nfm_dev_check(t, dev);

	if (outcome == NFM_COPIED) {
		form->limit = nfm_dev_limit(*dev);
		form->room = LL_RESERVED_SPACE(*dev);
		form->peer = nfm_dev_peer(t, *dev);
		form->tag_room = form->peer ? VLAN_HLEN : nfm_dev_tag_room(*dev);
	}
	return outcome;
}

/**
 * nfm_dev_send - send a frame
 * @t: target
 * @dev: its device
 * @form: as nfm_dev_ready() has set it
 * @frame: frame; taken
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the outcome to count
 */
unsigned int nfm_dev_send(const struct nfm_target *t, struct net_device *dev,
			  const struct nfm_form *form, struct sk_buff *frame)
{
	unsigned int bytes = frame->len + (skb_vlan_tag_present(frame) ? VLAN_HLEN : 0);

	if (form->peer && nfm_peer_takes(dev, form->peer, frame, bytes))
		return nfm_veth_output(t, dev, form->peer, frame);
	return nfm_dev_xmit(dev, frame);
}

static __always_inline unsigned int nfm_dev_output(struct nfm_target *t, struct nfm_pkt *pkt)
{
	struct net_device *dev, *peer;
	unsigned int outcome;
	struct sk_buff *copy;

	outcome = nfm_dev_check(t, &dev);
	if (unlikely(outcome != NFM_COPIED))
		return outcome;
	if (unlikely(nfm_dev_is_short(dev, pkt)))
		return nfm_output_shaped(t, &nfm_shape_none, pkt);
	peer = nfm_dev_peer(t, dev);
	if (peer && !nfm_peer_takes(dev, peer, pkt->skb, pkt->bytes))
		peer = NULL;
	copy = nfm_copy(t->session->nn, pkt, dev);
	if (!copy)
		return nfm_not_copied(NFM_REASON_NO_MEMORY);
	return peer ? nfm_veth_output(t, dev, peer, copy) : nfm_dev_xmit(dev, copy);
}

/**
 * nfm_output_dev - copy a packet to a device, as it is
 * @t: target
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the outcome to count
 */
unsigned int nfm_output_dev(struct nfm_target *t, struct nfm_pkt *pkt)
{
	return nfm_dev_output(t, pkt);
}

/**
 * nfm_output_plain - copy a packet to devices, with nothing to do to the copies
 * @s: session
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: as of nfm_output()
 */
unsigned int nfm_output_plain(struct nfm_session *s, struct nfm_pkt *pkt)
{
	unsigned int result = nfm_not_copied(NFM_REASON_NO_TARGET), outcome;
	struct nfm_target *t;

	list_for_each_entry_rcu(t, &s->targets, list) {
		/* The session may have got its first tunnel a moment ago. */
		outcome = unlikely(t->tunnel) ? nfm_output_shaped(t, &nfm_shape_none, pkt) :
						nfm_dev_output(t, pkt);
		nfm_output_count(s, t, pkt, outcome);
		result = nfm_output_result(s, pkt, result, outcome);
	}
	return result;
}
