// SPDX-License-Identifier: GPL-2.0-only
/*
 * Points: the netfilter hooks that sources are bound to, and the packet's way
 * from there.
 *
 * A device's hooks run before any other at ingress and after any other at
 * egress, so that a source sees what the wire brought or gets. Whatever happens
 * to a copy, the hook says NF_ACCEPT and the original goes on.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/netfilter_bridge.h>
#include <linux/netfilter_ipv4.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>

#include "action.h"
#include "cache.h"
#include "hook.h"
#include "key.h"
#include "net.h"
#include "output.h"
#include "rule.h"
#include "session.h"
#include "source.h"
#include "table.h"
#include "trace.h"

/* The packet's way, for one session. A part of the hook: most packets have one. */
static __always_inline void nfm_session_packet(const struct nfm_tap *tap, struct nfm_pkt *pkt)
{
	struct nfm_session *s = tap->session;
	const struct nfm_table *table = rcu_dereference(s->table);
	const struct nfm_view *view = rcu_dereference(table->view);
	struct nfm_decision decision;
	unsigned int outcome;

	nfm_key_extract(pkt, view->needs | READ_ONCE(s->needs));
	decision = nfm_decide(view, pkt);
	outcome = nfm_action_admit(s, decision, pkt);
	if (outcome == NFM_COPIED)
		outcome = nfm_output(s, pkt);

	nfm_count_at(&s->counters, outcome, pkt->bytes);
	nfm_count_at(&tap->source->counters, outcome, pkt->bytes);
	if (decision.rule)
		nfm_count(&decision.rule->counters, outcome, pkt->bytes);
	if (outcome >= NFM_NOT_COPIED)
		trace_nfm_not_copied(s, pkt, outcome - NFM_NOT_COPIED);
}

static __always_inline void nfm_point_packet(const struct nfm_point *point, struct nfm_pkt *pkt)
{
	const struct nfm_tap *tap;

	hlist_for_each_entry_rcu(tap, &point->taps, node)
		nfm_session_packet(tap, pkt);
}

/* Devices whose frames have an Ethernet header. */
static bool nfm_dev_has_mac(const struct net_device *dev)
{
	/* Not both compared and their results combined, which is what compilers do. */
	if (likely(dev->type == ARPHRD_ETHER))
		return true;
	return dev->type == ARPHRD_LOOPBACK;
}

static inline void nfm_pkt_init(struct nfm_pkt *pkt, const struct nfm_point *point,
				struct sk_buff *skb, int start, bool has_mac)
{
	pkt->skb = skb;
	pkt->point = point;
	pkt->indev = NULL;
	pkt->indev_net = NULL;
	pkt->start = start;
	pkt->has_mac = has_mac;
	pkt->bytes = skb->len - start;
	if (!has_mac)
		pkt->bytes += ETH_HLEN;
	if (skb_vlan_tag_present(skb))
		pkt->bytes += VLAN_HLEN;
	pkt->parsed = 0;
}

/* A packet that @dev received: its MAC header has been pulled. */
static inline void nfm_pkt_init_received(struct nfm_pkt *pkt, const struct nfm_point *point,
					 struct sk_buff *skb, const struct net_device *dev)
{
	int pulled = 0;

	if (dev && nfm_dev_has_mac(dev) && skb_mac_header_was_set(skb))
		pulled = skb->data - skb_mac_header(skb);
	if (pulled < ETH_HLEN)
		pulled = 0;
	nfm_pkt_init(pkt, point, skb, -pulled, pulled);
	pkt->indev = dev;
}

static unsigned int nfm_hook_in(void *priv, struct sk_buff *skb, const struct nf_hook_state *state)
{
	struct nfm_pkt pkt __uninitialized;

	nfm_pkt_init_received(&pkt, priv, skb, state->in);
	nfm_point_packet(priv, &pkt);
	return NF_ACCEPT;
}

static unsigned int nfm_hook_out(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	bool has_mac = nfm_dev_has_mac(state->out);
	struct nfm_pkt pkt __uninitialized;
	int start = has_mac ? 0 : skb_network_offset(skb);

	/* Whoever made the packet may not have said where its header is. */
	if (start < 0 || start > (int)skb_headlen(skb))
		start = 0;
	/* A packet socket that bypasses the queue comes here in process context. */
	local_bh_disable();
	nfm_pkt_init(&pkt, priv, skb, start, has_mac);
	pkt.indev_net = state->net;
	nfm_point_packet(priv, &pkt);
	local_bh_enable();
	return NF_ACCEPT;
}

static unsigned int nfm_hook_bridge(void *priv, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	const struct nfm_point *point = priv;
	const struct net_device *bridge;
	const struct nfm_tap *tap;
	struct nfm_pkt pkt __uninitialized;

	bridge = netdev_master_upper_dev_get_rcu(state->in);
	if (!bridge)
		return NF_ACCEPT;
	/* What waited for a program's verdict goes on in that program's context. */
	local_bh_disable();
	nfm_pkt_init_received(&pkt, point, skb, state->in);
	hlist_for_each_entry_rcu(tap, &point->taps, node)
		if (tap->bridge == bridge->ifindex)
			nfm_session_packet(tap, &pkt);
	local_bh_enable();
	return NF_ACCEPT;
}

/* The host's own packets come back here when it sends them to itself: over the
 * loopback device, or as the sender's share of a multicast.
 */
static bool nfm_is_looped(const struct sk_buff *skb, const struct nf_hook_state *state)
{
	return state->hook == NF_INET_PRE_ROUTING &&
	       (skb->pkt_type == PACKET_LOOPBACK || (state->in->flags & IFF_LOOPBACK));
}

/* Has a header been taken out between the MAC header and this one, without what made the
 * packet one of this device's again? So do IPsec's transport mode and segment routing. A
 * bridge's packets, from which it has taken VLAN tags and PPPoE's header for a while, have
 * all of them.
 */
static bool nfm_is_unwrapped(const struct sk_buff *skb)
{
	return skb->data - skb_mac_header(skb) != skb->mac_len && !nf_bridge_info_exists(skb);
}

static unsigned int nfm_hook_inet(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	const struct nfm_point *point = priv;
	bool looped = nfm_is_looped(skb, state);
	const struct nfm_tap *tap;
	struct nfm_pkt pkt __uninitialized;

	/* Local output runs in process context. */
	local_bh_disable();
	nfm_pkt_init_received(&pkt, point, skb, state->in);
	if (pkt.has_mac && nfm_is_unwrapped(skb)) {
		nfm_pkt_init(&pkt, point, skb, 0, false);
		pkt.indev = state->in;
	}
	hlist_for_each_entry_rcu(tap, &point->taps, node)
		if (!(looped && tap->not_lo))
			nfm_session_packet(tap, &pkt);
	local_bh_enable();
	return NF_ACCEPT;
}

static void nfm_point_init(struct nfm_point *point, unsigned int hooknum)
{
	struct nf_hook_ops *ops = &point->ops;

	ops->priv = point;
	switch (point->kind) {
	case NFM_POINT_IN:
		ops->pf = NFPROTO_NETDEV;
		ops->hooknum = NF_NETDEV_INGRESS;
		ops->hook = nfm_hook_in;
		ops->priority = INT_MIN;
		break;
	case NFM_POINT_OUT:
		ops->pf = NFPROTO_NETDEV;
		ops->hooknum = NF_NETDEV_EGRESS;
		ops->hook = nfm_hook_out;
		ops->priority = INT_MAX;
		break;
	case NFM_POINT_BRIDGE:
		ops->pf = NFPROTO_BRIDGE;
		ops->hooknum = NF_BR_PRE_ROUTING;
		ops->hook = nfm_hook_bridge;
		ops->priority = INT_MIN;
		break;
	case NFM_POINT_INET:
		ops->pf = NFPROTO_INET;
		ops->hooknum = hooknum;
		ops->hook = nfm_hook_inet;
		/* First comes what takes bridged packets out that were here
		 * already (br_netfilter).
		 */
		ops->priority = hooknum == NF_INET_POST_ROUTING ? INT_MAX : NF_IP_PRI_FIRST + 1;
		break;
	}
}

static struct nfm_point *nfm_point_find(struct nfm_net *nn, const struct nfm_tap_at *at)
{
	struct nfm_point *point;

	hash_for_each_possible(nn->points, point, node, (unsigned long)at->dev)
		if (point->kind == at->kind && point->ops.dev == at->dev &&
		    (at->kind != NFM_POINT_INET || point->ops.hooknum == at->hooknum))
			return point;
	return NULL;
}

static struct nfm_point *nfm_point_create(struct nfm_net *nn, const struct nfm_tap_at *at)
{
	struct nfm_point *point;
	int err;

	point = kzalloc(sizeof(*point), GFP_KERNEL_ACCOUNT);
	if (!point)
		return ERR_PTR(-ENOMEM);
	point->nn = nn;
	point->kind = at->kind;
	point->ops.dev = at->dev;
	nfm_point_init(point, at->hooknum);
	err = nf_register_net_hook(nn->net, &point->ops);
	if (err) {
		kfree(point);
		return ERR_PTR(err);
	}
	netdev_hold(at->dev, &point->tracker, GFP_KERNEL);
	hash_add(nn->points, &point->node, (unsigned long)at->dev);
	return point;
}

static void nfm_point_destroy(struct nfm_point *point)
{
	nf_unregister_net_hook(point->nn->net, &point->ops);
	netdev_put(point->ops.dev, &point->tracker);
	hash_del(&point->node);
	kfree_rcu(point, rcu);
}

/* The tap that gets a session's packets at a point. */
static struct nfm_tap *nfm_point_elected(const struct nfm_point *point,
					 const struct nfm_session *session, int bridge)
{
	struct nfm_tap *tap;

	hlist_for_each_entry(tap, &point->taps, node)
		if (tap->session == session && tap->bridge == bridge)
			return tap;
	return NULL;
}

/* One step for the packet path: a packet is seen by this tap or by that. */
static void nfm_tap_succeed(struct nfm_tap *old, struct nfm_tap *tap)
{
	old->elected = false;
	tap->elected = true;
	hlist_replace_rcu(&old->node, &tap->node);
}

/* Of the taps of one session at a point one gets its packets: the first, but
 * rather one that wants them all.
 */
static void nfm_tap_join(struct nfm_tap *tap)
{
	struct nfm_tap *first = nfm_point_elected(tap->point, tap->session, tap->bridge);

	INIT_LIST_HEAD(&tap->same);
	if (!first) {
		tap->elected = true;
		hlist_add_tail_rcu(&tap->node, &tap->point->taps);
		return;
	}
	list_add_tail(&tap->same, &first->same);
	if (first->not_lo && !tap->not_lo)
		nfm_tap_succeed(first, tap);
}

static void nfm_tap_leave(struct nfm_tap *tap)
{
	struct nfm_tap *other, *heir = NULL;

	list_for_each_entry(other, &tap->same, same)
		if (!heir || (heir->not_lo && !other->not_lo))
			heir = other;
	list_del(&tap->same);
	if (!tap->elected)
		return;
	if (heir)
		nfm_tap_succeed(tap, heir);
	else
		hlist_del_rcu(&tap->node);
}

/**
 * nfm_point_dir - which way packets cross a hook
 * @point: hook
 *
 * Return: enum nfm_dir
 */
enum nfm_dir nfm_point_dir(const struct nfm_point *point)
{
	switch (point->kind) {
	case NFM_POINT_OUT:
		return NFM_DIR_OUT;
	case NFM_POINT_INET:
		return point->ops.hooknum == NF_INET_LOCAL_OUT ||
		       point->ops.hooknum == NF_INET_POST_ROUTING ? NFM_DIR_OUT : NFM_DIR_IN;
	default:
		return NFM_DIR_IN;
	}
}

/* Does the hook see packets that are being sent, perhaps with a socket locked? */
static bool nfm_point_sends(const struct nfm_point *point)
{
	return point->kind == NFM_POINT_OUT ||
	       (point->kind == NFM_POINT_INET && point->ops.hooknum != NF_INET_PRE_ROUTING);
}

static void nfm_tap_count(const struct nfm_tap *tap, int n)
{
	if (nfm_point_sends(tap->point))
		WRITE_ONCE(tap->session->n_sent_taps, tap->session->n_sent_taps + n);
}

static bool nfm_point_is_egress(const struct nfm_point *point)
{
	return point->kind == NFM_POINT_OUT;
}

/**
 * nfm_tap_index - where a source keeps a tap
 * @ifindex: of the device, or the bridge
 * @egress: of its egress
 *
 * Return: index in nfm_source.taps
 */
unsigned long nfm_tap_index(int ifindex, bool egress)
{
	return (unsigned long)ifindex * 2 + egress;
}

static unsigned long nfm_tap_index_at(const struct nfm_tap_at *at)
{
	switch (at->kind) {
	case NFM_POINT_INET:
		return at->hooknum;
	case NFM_POINT_BRIDGE:
		return nfm_tap_index(at->bridge, false);
	default:
		return nfm_tap_index(at->dev->ifindex, at->kind == NFM_POINT_OUT);
	}
}

/**
 * nfm_tap_add - bind a source to a hook
 * @src: source
 * @at: where
 *
 * Context: process. Called with RTNL.
 * Return: 0, -ENOMEM or -E2BIG (too many hooks there)
 */
int nfm_tap_add(struct nfm_source *src, const struct nfm_tap_at *at)
{
	struct nfm_net *nn = src->session->nn;
	struct nfm_point *point;
	struct nfm_tap *tap;
	int err;

	ASSERT_RTNL();
	tap = kzalloc(sizeof(*tap), GFP_KERNEL_ACCOUNT);
	if (!tap)
		return -ENOMEM;
	tap->index = nfm_tap_index_at(at);
	err = xa_insert(&src->taps, tap->index, tap, GFP_KERNEL_ACCOUNT);
	if (err)
		goto err_index;
	point = nfm_point_find(nn, at);
	if (!point)
		point = nfm_point_create(nn, at);
	if (IS_ERR(point)) {
		err = PTR_ERR(point);
		goto err_point;
	}
	tap->point = point;
	tap->session = src->session;
	tap->source = src;
	tap->bridge = at->bridge;
	tap->not_lo = at->not_lo;
	src->n_taps[nfm_point_is_egress(point)]++;
	/* Before its first packet: no copy overtakes one in the backlog. */
	nfm_tap_count(tap, 1);
	nfm_tap_join(tap);
	return 0;

err_point:
	xa_erase(&src->taps, tap->index);
err_index:
	kfree(tap);
	return err;
}

/**
 * nfm_tap_del - unbind
 * @tap: tap; packets may still be on their way through it for a grace period
 *
 * Context: process. Called with RTNL.
 */
void nfm_tap_del(struct nfm_tap *tap)
{
	struct nfm_point *point = tap->point;

	ASSERT_RTNL();
	nfm_tap_leave(tap);
	xa_erase(&tap->source->taps, tap->index);
	tap->source->n_taps[nfm_point_is_egress(point)]--;
	nfm_tap_count(tap, -1);
	if (hlist_empty(&point->taps))
		nfm_point_destroy(point);
	kfree_rcu(tap, rcu);
}
