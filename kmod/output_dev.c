// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies out of an Ethernet device.
 */
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

#include "key.h"
#include "output.h"
#include "session.h"
#include "target.h"

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
	if (peer && !nfm_veth_is_plain(dev, peer, pkt))
		peer = NULL;
	copy = nfm_copy(t->session->nn, pkt, dev);
	if (!copy)
		return nfm_not_copied(NFM_REASON_NO_MEMORY);
	if (peer)
		return nfm_veth_output(dev, peer, copy, !READ_ONCE(t->session->n_sent_taps));
	copy->dev = dev;
	err = dev_queue_xmit(copy);
	if (net_xmit_eval(err))
		return nfm_not_copied(NFM_REASON_TARGET_REFUSED);
	return NFM_COPIED;
}
