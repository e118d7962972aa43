// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies into a tunnel.
 *
 * A copy leaves through the tunnel's carrier with metadata that tell the kernel's
 * driver which headers to put in front of it. The driver takes the UDP source port
 * from the skb's hash: that is chosen so that the port is the flow's.
 */
#include <linux/etherdevice.h>
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/rculist.h>
#include <net/dst.h>
#include <net/erspan.h>
#include <net/geneve.h>
#include <net/ip_tunnels.h>

#include "flow.h"
#include "frame.h"
#include "hook.h"
#include "output.h"
#include "session.h"
#include "shape.h"
#include "target.h"
#include "tunnel.h"

/* The whole IPv4 packet, or an IPv6 packet's payload. */
#define NFM_IP_MAX	65535U

/* Source ports that the drivers choose from; see carrier.c. The last one they leave out. */
#define NFM_HASH_PORT_MIN	1
#define NFM_HASH_PORTS		65534

/**
 * nfm_tunnel_ready - can a copy leave now, and how long may it be
 * @t: target
 * @dev: set to the device
 * @form: its limit and room are set
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: NFM_COPIED if it can; else the outcome to count
 */
unsigned int nfm_tunnel_ready(const struct nfm_target *t, struct net_device **dev,
			      struct nfm_form *form)
{
	const struct nfm_tunnel *tun = t->tunnel;
	bool gre = tun->kind == NFM_TARGET_GRETAP || tun->kind == NFM_TARGET_ERSPAN;
	unsigned int mtu, most = NFM_IP_MAX + (tun->v6 ? sizeof(struct ipv6hdr) : 0);
	struct dst_entry *dst;
	bool reachable;

	*dev = rcu_dereference(t->dev);
	if (!*dev)
		return nfm_not_copied(NFM_REASON_TARGET_WAITING);
	if (!netif_running(*dev))
		return nfm_not_copied(NFM_REASON_TARGET_DOWN);
	dst = nfm_tunnel_route(tun, dev_net(*dev), *dev, &tun->md[0]->u.tun_info.dst_cache);
	if (!dst)
		return nfm_not_copied(NFM_REASON_UNREACHABLE);
	mtu = dst_mtu(dst);
	/* The least that the driver is content with, so that it need not make room. */
	form->room = tun->headers + LL_RESERVED_SPACE(dst->dev) + dst->header_len;
	if (gre)
		form->room = max_t(unsigned int, form->room, READ_ONCE((*dev)->needed_headroom));
	reachable = nfm_tunnel_neigh(tun, dst);
	dst_release(dst);
	if (!reachable)
		return nfm_not_copied(NFM_REASON_UNREACHABLE);
	if (form->shape->opt.oversize == NFM_OVERSIZE_FRAGMENT && !tun->df && !tun->v6)
		mtu = most;
	mtu = min(mtu, most);
	form->limit = mtu > tun->headers ? mtu - tun->headers : 0;
	/* What is longer its driver cuts. */
	if (tun->kind == NFM_TARGET_ERSPAN)
		form->limit = min(form->limit, READ_ONCE((*dev)->mtu) + ETH_HLEN);
	return NFM_COPIED;
}

/* Metadata that only this copy has, and a reference. The CPU's own are used again and
 * again, unless a copy waits somewhere with them, or another packet's softirq may come
 * in between.
 */
static struct metadata_dst *nfm_tunnel_own_md(const struct nfm_tunnel *tun, bool sent)
{
	struct metadata_dst **own, *md;

	if (IS_ENABLED(CONFIG_PREEMPT_RT))
		return nfm_tunnel_md_alloc(tun, sent, GFP_ATOMIC);
	own = this_cpu_ptr(tun->own_md);
	md = *own;
	if (!md || rcuref_read(&md->dst.__rcuref) != 1) {
		md = nfm_tunnel_md_alloc(tun, sent, GFP_ATOMIC);
		if (!md)
			return NULL;
		if (*own)
			dst_release(&(*own)->dst);
		*own = md;
	}
	dst_hold(&md->dst);
	return md;
}

static void *nfm_geneve_put(struct geneve_opt *opt, u8 type, const void *data, u8 len)
{
	memset(opt, 0, sizeof(*opt));
	opt->opt_class = htons(NFM_GENEVE_CLASS);
	opt->type = type;
	opt->length = len / 4;
	memcpy(opt + 1, data, len);
	return (u8 *)(opt + 1) + len;
}

static void nfm_tunnel_meta(struct ip_tunnel_info *info, const struct nfm_session *s,
			    const struct nfm_pkt *pkt, unsigned int len)
{
	const struct net_device *dev = pkt->indev ?: pkt->skb->dev;
	__be32 n[] = {
		cpu_to_be32(s->id),
		cpu_to_be32(dev ? dev->ifindex : 0),
		cpu_to_be32(nfm_point_dir(pkt->point)),
		cpu_to_be32(len),
	};
	__be64 now = cpu_to_be64(ktime_get_real_ns());
	void *opt = ip_tunnel_info_opts(info);
	int i;

	/* First: compilers may hold who writes behind it to it. */
	info->options_len = NFM_GENEVE_META_LEN;
	for (i = 0; i < ARRAY_SIZE(n); i++)
		opt = nfm_geneve_put(opt, NFM_GENEVE_SESSION + i, &n[i], sizeof(n[i]));
	nfm_geneve_put(opt, NFM_GENEVE_TIME, &now, sizeof(now));
	nfm_tunnel_key_flag(&info->key, IP_TUNNEL_GENEVE_OPT_BIT);
}

/* The copy's metadata, and a reference to them; %NULL: no memory. */
static struct metadata_dst *nfm_tunnel_md(const struct nfm_target *t, struct nfm_pkt *pkt,
					  unsigned int len)
{
	bool sent = nfm_point_dir(pkt->point) == NFM_DIR_OUT;
	const struct nfm_tunnel *tun = t->tunnel;
	struct metadata_dst *md;

	if (!tun->own_md) {
		/* Only ERSPAN type III says which way the original went. */
		md = tun->md[sent && tun->ver == 3];
		dst_hold(&md->dst);
		return md;
	}
	md = nfm_tunnel_own_md(tun, sent);
	if (!md)
		return NULL;
	if (tun->tos_inherit) {
		nfm_key_extract(pkt, NFM_NEED_FLOW);
		md->u.tun_info.key.tos = pkt->key.have & BIT(NFM_F_IP) ? pkt->key.tos : 0;
	}
	if (tun->meta)
		nfm_tunnel_meta(&md->u.tun_info, t->session, pkt, len);
	/* The direction of the copy before may have been another. */
	if (tun->kind == NFM_TARGET_ERSPAN && tun->ver == 3)
		((struct erspan_metadata *)ip_tunnel_info_opts(&md->u.tun_info))->u.md2.dir = sent;
	return md;
}

/* The skb's hash of which the driver makes a source port that is the flow's: it
 * takes h ^ h << 16 as a fraction of all ports.
 */
static u32 nfm_tunnel_hash(const struct nfm_tunnel *tun, u32 flow)
{
	unsigned int max = min_t(unsigned int, tun->src_port.max, NFM_HASH_PORTS);
	unsigned int range = max - tun->src_port.min + 1;
	u16 port = tun->src_port.min + reciprocal_scale(flow, range);
	u64 x = (u64)(port - NFM_HASH_PORT_MIN) << 32;
	u32 h;

	/* Up: the driver rounds down. 0 it would take for no hash. */
	h = max_t(u64, div_u64(x + NFM_HASH_PORTS - 1, NFM_HASH_PORTS), 1);
	return h ^ h << 16;
}

/* The drivers drop a frame in silence that says IP and has no whole header. Sets
 * @proto and @l3 to what is behind the tags, and where.
 */
static bool nfm_tunnel_takes(struct sk_buff *frame, __be16 *proto, unsigned int *l3)
{
	unsigned int need;

	*l3 = ETH_HLEN;
	if (!pskb_may_pull(frame, *l3))
		return false;
	*proto = ((struct ethhdr *)frame->data)->h_proto;
	if (eth_type_vlan(*proto))
		*proto = __vlan_get_protocol(frame, *proto, l3);
	need = *l3;
	if (*proto == htons(ETH_P_IP))
		need += sizeof(struct iphdr);
	else if (*proto == htons(ETH_P_IPV6))
		need += sizeof(struct ipv6hdr);
	return pskb_may_pull(frame, need);
}

/* An IP packet's DF and TOS the GRE driver would make its own, and answer its sender
 * when it is too long. Of ERSPAN it must know what is cut: it looks for an IP packet
 * that is longer than it is.
 */
static void nfm_tunnel_protocol(const struct nfm_tunnel *tun, struct sk_buff *frame, bool cut,
				__be16 proto, unsigned int l3)
{
	frame->protocol = htons(ETH_P_TEB);
	if (tun->kind != NFM_TARGET_ERSPAN || !cut)
		return;
	frame->protocol = proto;
	skb_set_network_header(frame, l3);
	if (proto == htons(ETH_P_IPV6))
		skb_set_transport_header(frame, l3 + sizeof(struct ipv6hdr));
}

/**
 * nfm_tunnel_send - send a frame
 * @t: target
 * @dev: its carrier
 * @pkt: what it is a copy of
 * @frame: frame; taken
 * @cut: bytes that were cut off it
 *
 * Context: packet path, under RCU, bottom halves disabled.
 * Return: the outcome to count
 */
unsigned int nfm_tunnel_send(const struct nfm_target *t, struct net_device *dev,
			     struct nfm_pkt *pkt, struct sk_buff *frame, unsigned int cut)
{
	const struct nfm_tunnel *tun = t->tunnel;
	unsigned int outcome, l3;
	struct metadata_dst *md;
	__be16 proto;

	if (!nfm_tunnel_takes(frame, &proto, &l3)) {
		outcome = nfm_not_copied(NFM_REASON_TARGET_REFUSED);
		goto err;
	}
	md = nfm_tunnel_md(t, pkt, frame->len + cut);
	if (!md) {
		outcome = nfm_not_copied(NFM_REASON_NO_MEMORY);
		goto err;
	}
	skb_dst_set(frame, &md->dst);
	if (md != tun->md[0] && !nfm_tunnel_route_share(tun, &md->u.tun_info.dst_cache)) {
		outcome = nfm_not_copied(NFM_REASON_UNREACHABLE);
		goto err;
	}
	__skb_set_sw_hash(frame, nfm_tunnel_hash(tun, nfm_flow_hash(pkt)), true);
	nfm_tunnel_protocol(tun, frame, cut, proto, l3);
	frame->dev = dev;
	return nfm_xmit(frame);

err:
	kfree_skb(frame);
	return outcome;
}

/* What an ICMP error quotes: of an IP packet, what a tunnel is told by. */
struct nfm_quote {
	bool v6;
	u8 proto;
	__be16 port; /* UDP's, that it was sent to; 0: not quoted */
	union nfm_addr to;
};

/* Offset of the IP packet that an ICMP error quotes; 0: it is none. */
static int nfm_icmp_quotes_at(const struct sk_buff *skb, bool *v6)
{
	int off = skb_network_offset(skb);
	u8 room, *type;

	*v6 = skb->protocol == htons(ETH_P_IPV6);
	if (off < 0 || off > (int)skb->len)
		return 0;
	if (skb->protocol == htons(ETH_P_IP)) {
		struct iphdr ip, *h = skb_header_pointer(skb, off, sizeof(ip), &ip);

		if (!h || h->protocol != IPPROTO_ICMP)
			return 0;
		off += h->ihl * 4;
	} else if (*v6) {
		struct ipv6hdr ip6, *h = skb_header_pointer(skb, off, sizeof(ip6), &ip6);

		if (!h || h->nexthdr != IPPROTO_ICMPV6)
			return 0;
		off += sizeof(ip6);
	} else {
		return 0;
	}
	type = skb_header_pointer(skb, off, sizeof(room), &room);
	if (!type || !(*v6 ? *type < ICMPV6_INFOMSG_MASK : icmp_is_err(*type)))
		return 0;
	return off + sizeof(struct icmphdr);
}

static bool nfm_icmp_quote(const struct sk_buff *skb, struct nfm_quote *q)
{
	int off = nfm_icmp_quotes_at(skb, &q->v6);
	__be16 ports[2], *p;

	if (!off)
		return false;
	if (q->v6) {
		struct ipv6hdr room, *h = skb_header_pointer(skb, off, sizeof(room), &room);

		if (!h)
			return false;
		q->proto = h->nexthdr;
		q->to.ip6 = h->daddr;
		off += sizeof(room);
	} else {
		struct iphdr room, *h = skb_header_pointer(skb, off, sizeof(room), &room);

		if (!h)
			return false;
		q->proto = h->protocol;
		q->to.ip4 = h->daddr;
		off += h->ihl * 4;
	}
	p = skb_header_pointer(skb, off, sizeof(ports), ports);
	q->port = p ? p[1] : 0;
	return true;
}

static bool nfm_tunnel_sent(const struct nfm_tunnel *tun, const struct nfm_quote *q)
{
	if (tun->v6 != q->v6 || q->proto != (tun->port ? IPPROTO_UDP : IPPROTO_GRE) ||
	    (tun->port && htons(tun->port) != q->port))
		return false;
	return q->v6 ? ipv6_addr_equal(&q->to.ip6, &tun->remote.ip6) :
		       q->to.ip4 == tun->remote.ip4;
}

/* Has a tunnel of the namespace sent what an ICMP error quotes. */
static bool nfm_net_sent(const struct nfm_net *nn, const struct sk_buff *skb)
{
	const struct nfm_session *s;
	const struct nfm_target *t;
	struct nfm_quote q;

	if (!nfm_icmp_quote(skb, &q))
		return false;
	list_for_each_entry_rcu(s, &nn->sessions, list) {
		if (!READ_ONCE(s->n_tunnels))
			continue;
		list_for_each_entry_rcu(t, &s->targets, list)
			if (t->tunnel && nfm_tunnel_sent(t->tunnel, &q))
				return true;
	}
	return false;
}

/**
 * nfm_tunnel_is_answer - does a packet complain of a copy
 * @nn: namespace
 * @pkt: packet
 *
 * An ICMP error about a copy, mirrored through a tunnel, would make the next: through
 * the same one or, where two sessions see each other's errors, in turns.
 *
 * Context: packet path, under RCU.
 * Return: true if it is an ICMP error that quotes what a tunnel of the namespace has
 *	sent
 */
bool nfm_tunnel_is_answer(const struct nfm_net *nn, struct nfm_pkt *pkt)
{
	nfm_key_extract(pkt, NFM_NEED_FLOW);
	if (likely(pkt->key.ip_proto != IPPROTO_ICMP && pkt->key.ip_proto != IPPROTO_ICMPV6))
		return false;
	/* Each session asks; all their tunnels are gone through once. */
	if (!(pkt->parsed & NFM_PARSED_ANSWER)) {
		pkt->is_answer = nfm_net_sent(nn, pkt->skb);
		pkt->parsed |= NFM_PARSED_ANSWER;
	}
	return pkt->is_answer;
}
