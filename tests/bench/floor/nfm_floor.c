// SPDX-License-Identifier: GPL-2.0-only
/*
 * The floor: a netfilter hook on a device's ingress that decides nothing, counts
 * nothing and checks nothing. What it costs, no mirror built on such a hook can
 * undercut. For measuring only.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_netdev.h>

static char *in = "b0";
module_param(in, charp, 0);
MODULE_PARM_DESC(in, "device whose packets are seen");

static char *out = "m0";
module_param(out, charp, 0);
MODULE_PARM_DESC(out, "device, a veth, that the clones are sent to");

static char *way = "empty";
module_param(way, charp, 0);
MODULE_PARM_DESC(way, "empty, clone (and free), xmit, rx (netif_rx on the peer) or receive (netif_receive_skb there)");

static struct net_device *in_dev, *out_dev;

static struct sk_buff *floor_clone(const struct sk_buff *skb, struct net_device *dev)
{
	struct sk_buff *clone = skb_clone((struct sk_buff *)skb, GFP_ATOMIC);

	if (clone) {
		skb_push(clone, clone->mac_len);
		clone->dev = dev;
	}
	return clone;
}

/* What veth's own transmit function does to a packet. */
static struct sk_buff *floor_clone_received(const struct sk_buff *skb)
{
	struct net_device *peer = out_dev->netdev_ops->ndo_get_peer_dev(out_dev);
	struct sk_buff *clone = floor_clone(skb, peer);

	if (clone) {
		skb_scrub_packet(clone, true);
		clone->protocol = eth_type_trans(clone, peer);
	}
	return clone;
}

static unsigned int floor_empty(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

static unsigned int floor_free(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sk_buff *clone = floor_clone(skb, out_dev);

	kfree_skb(clone);
	return NF_ACCEPT;
}

static unsigned int floor_xmit(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sk_buff *clone = floor_clone(skb, out_dev);

	if (clone)
		dev_queue_xmit(clone);
	return NF_ACCEPT;
}

static unsigned int floor_rx(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sk_buff *clone = floor_clone_received(skb);

	if (clone)
		netif_rx(clone);
	return NF_ACCEPT;
}

static unsigned int floor_receive(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct sk_buff *clone = floor_clone_received(skb);

	if (clone)
		netif_receive_skb(clone);
	return NF_ACCEPT;
}

static const struct {
	const char *name;
	nf_hookfn *hook;
} ways[] = {
	{ "empty", floor_empty }, { "clone", floor_free }, { "xmit", floor_xmit },
	{ "rx", floor_rx },	  { "receive", floor_receive },
};

static struct nf_hook_ops ops = {
	.pf = NFPROTO_NETDEV,
	.hooknum = NF_NETDEV_INGRESS,
};

static int __init floor_init(void)
{
	int err = -ENODEV;

	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		if (!strcmp(ways[i].name, way))
			ops.hook = ways[i].hook;
	if (!ops.hook)
		return -EINVAL;
	in_dev = dev_get_by_name(&init_net, in);
	out_dev = dev_get_by_name(&init_net, out);
	if (!in_dev || !out_dev || !out_dev->netdev_ops->ndo_get_peer_dev)
		goto err;
	ops.dev = in_dev;
	err = nf_register_net_hook(&init_net, &ops);
	if (!err)
		return 0;
err:
	dev_put(in_dev);
	dev_put(out_dev);
	return err;
}

static void __exit floor_exit(void)
{
	nf_unregister_net_hook(&init_net, &ops);
	dev_put(in_dev);
	dev_put(out_dev);
}

module_init(floor_init);
module_exit(floor_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("What a bare hook costs that clones and transmits");
