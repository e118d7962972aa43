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
#include <net/rtnetlink.h>
#include <net/sch_generic.h>

#include "key.h"
#include "output.h"
#include "session.h"
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
static bool nfm_dev_is_plain(struct net_device *dev)
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

/* Would the peer receive it from the driver as it does from us? */
static bool nfm_peer_takes(const struct net_device *dev, const struct net_device *peer,
			   const struct nfm_pkt *pkt)
{
	const struct sk_buff *skb = pkt->skb;

	if (!netif_running(peer) || peer->xdp_state[XDP_MODE_DRV].prog ||
	    peer->xdp_state[XDP_MODE_DRV].link || skb_is_decrypted(skb))
		return false;
	if (!skb_is_gso(skb))
		return pkt->bytes <= READ_ONCE(peer->mtu) + peer->hard_header_len + VLAN_HLEN;
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
static unsigned int nfm_veth_output(const struct nfm_target *t, struct net_device *dev,
				    struct net_device *peer, struct sk_buff *copy)
{
	unsigned int len = copy->len;

	if (!pskb_may_pull(copy, ETH_HLEN)) {
		kfree_skb(copy);
		return nfm_not_copied(NFM_REASON_TARGET_REFUSED);
	}
	copy->priority = 0;
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

/* As is_skb_forwardable(), which looks at what has been received. */
static bool nfm_dev_takes(const struct net_device *dev, const struct nfm_pkt *pkt)
{
	return pkt->bytes <= READ_ONCE(dev->mtu) + dev->hard_header_len + VLAN_HLEN ||
	       skb_is_gso(pkt->skb);
}

/**
 * nfm_output_dev - copy a packet to a device
 * @t: target
 * @pkt: packet
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the outcome to count
 */
unsigned int nfm_output_dev(const struct nfm_target *t, const struct nfm_pkt *pkt)
{
	struct net_device *dev = rcu_dereference(t->dev), *peer;
	struct sk_buff *copy;
	int err;

	if (!dev)
		return nfm_not_copied(nfm_target_absent(t));
	if (!netif_running(dev) || !netif_carrier_ok(dev))
		return nfm_not_copied(NFM_REASON_TARGET_DOWN);
	if (!nfm_dev_takes(dev, pkt))
		return nfm_not_copied(NFM_REASON_OVERSIZE);
	peer = rcu_dereference(t->peer);
	/* The device again, after the peer: is it the peer of this one? */
	smp_rmb();
	if (peer && !(rcu_access_pointer(t->dev) == dev && nfm_dev_is_plain(dev) &&
		      nfm_peer_takes(dev, peer, pkt)))
		peer = NULL;
	copy = nfm_copy(t->session->nn, pkt, dev);
	if (!copy)
		return nfm_not_copied(NFM_REASON_NO_MEMORY);
	if (peer)
		return nfm_veth_output(t, dev, peer, copy);
	copy->dev = dev;
	err = dev_queue_xmit(copy);
	if (net_xmit_eval(err))
		return nfm_not_copied(NFM_REASON_TARGET_REFUSED);
	return NFM_COPIED;
}
