// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow key extraction.
 *
 * Reads the original and never writes, linearises or pulls it. Every read is
 * bounds-checked; a header that is cut short or makes no sense ends the walk,
 * and the fields behind it are not there. Agrees with the kernel's flow
 * dissector, but that it looks for no encapsulated packet.
 */
#include <linux/bitfield.h>
#include <linux/icmp.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netdevice.h>
#include <linux/tcp.h>
#include <net/dsfield.h>
#include <net/ip.h>
#include <net/ipv6.h>

#include "key.h"

#define NFM_VLAN_TAGS_MAX	2
#define NFM_EXTHDRS_MAX		16

/* Where the walk is: offsets from the start of the frame. */
struct nfm_walk {
	struct nfm_pkt *pkt;
	int off;
	int end;
};

/* @len bytes at @w->off, in place or copied to @buf; %NULL: not all there. */
static inline const void *nfm_walk_peek(const struct nfm_walk *w, int len, void *buf)
{
	const struct sk_buff *skb = w->pkt->skb;
	int off = w->pkt->start + w->off;

	if (len > w->end - w->off)
		return NULL;
	if (off + len <= (int)skb_headlen(skb))
		return skb->data + off;
	/* A header never starts in front of the data and ends behind the
	 * linear part: what was pulled was linear.
	 */
	if (off < 0)
		return NULL;
	return skb_header_pointer(skb, off, len, buf);
}

static void nfm_key_tag(struct nfm_key *key, int n, u16 tci)
{
	__be16 id = htons(tci & VLAN_VID_MASK);

	if (n == 0) {
		key->vlan_id = id;
		key->vlan_prio = FIELD_GET(VLAN_PRIO_MASK, tci);
		key->have |= BIT(NFM_F_VLAN);
	} else {
		key->cvlan_id = id;
		key->have |= BIT(NFM_F_CVLAN);
	}
}

/* The tags, the outer one accelerated or not. Leaves w->off behind them and
 * *@proto at the EtherType there.
 */
static bool nfm_walk_vlan(struct nfm_walk *w, __be16 *proto)
{
	const struct sk_buff *skb = w->pkt->skb;
	const struct vlan_hdr *vh;
	struct vlan_hdr buf;
	int tags = 0;

	if (skb_vlan_tag_present(skb))
		nfm_key_tag(&w->pkt->key, tags++, skb_vlan_tag_get(skb));
	while (eth_type_vlan(*proto) && tags < NFM_VLAN_TAGS_MAX) {
		vh = nfm_walk_peek(w, sizeof(*vh), &buf);
		if (!vh)
			return false;
		nfm_key_tag(&w->pkt->key, tags++, ntohs(vh->h_vlan_TCI));
		*proto = vh->h_vlan_encapsulated_proto;
		w->off += sizeof(*vh);
	}
	return true;
}

static bool nfm_walk_l2(struct nfm_walk *w)
{
	struct nfm_key *key = &w->pkt->key;
	const struct ethhdr *eth;
	struct ethhdr buf;
	__be16 proto;

	if (w->pkt->has_mac) {
		eth = nfm_walk_peek(w, sizeof(*eth), &buf);
		if (!eth)
			return false;
		ether_addr_copy(key->src_mac, eth->h_source);
		ether_addr_copy(key->dst_mac, eth->h_dest);
		key->have |= BIT(NFM_F_SRC_MAC) | BIT(NFM_F_DST_MAC);
		proto = eth->h_proto;
		w->off += sizeof(*eth);
	} else {
		proto = w->pkt->skb->protocol;
	}
	if (!nfm_walk_vlan(w, &proto))
		return false;
	if (!eth_proto_is_802_3(proto))
		proto = htons(ETH_P_802_2);
	key->protocol = proto;
	key->have |= BIT(NFM_F_PROTOCOL);
	return true;
}

struct nfm_arp {
	struct arphdr h;
	u8 sha[ETH_ALEN];
	u8 sip[4];
	u8 tha[ETH_ALEN];
	u8 tip[4];
} __packed;

static void nfm_walk_arp(struct nfm_walk *w)
{
	struct nfm_key *key = &w->pkt->key;
	const struct nfm_arp *arp;
	const struct arphdr *h;
	struct nfm_arp buf;

	h = nfm_walk_peek(w, sizeof(*h), &buf);
	if (!h)
		return;
	key->arp_op = h->ar_op;
	key->have |= BIT(NFM_F_ARP_OP);
	if (h->ar_hrd != htons(ARPHRD_ETHER) || h->ar_pro != htons(ETH_P_IP) ||
	    h->ar_hln != ETH_ALEN || h->ar_pln != 4)
		return;
	arp = nfm_walk_peek(w, sizeof(*arp), &buf);
	if (!arp)
		return;
	memcpy(&key->arp.sip, arp->sip, 4);
	memcpy(&key->arp.tip, arp->tip, 4);
	ether_addr_copy(key->arp.sha, arp->sha);
	ether_addr_copy(key->arp.tha, arp->tha);
	key->have |= BIT(NFM_F_ARP_ADDR);
}

static void nfm_walk_tcp_flags(const struct nfm_walk *w)
{
	struct nfm_key *key = &w->pkt->key;
	const struct tcphdr *th;
	struct tcphdr buf;

	/* As far as the flags: the window and what follows may be cut off. */
	th = nfm_walk_peek(w, offsetof(struct tcphdr, window), &buf);
	if (!th)
		return;
	key->tcp_flags = *(const __be16 *)((const u8 *)th + 12) & htons(0x0fff);
	key->have |= BIT(NFM_F_TCP_FLAGS);
}

static void nfm_walk_l4(const struct nfm_walk *w)
{
	struct nfm_key *key = &w->pkt->key;
	const __be16 *ports;
	const u8 *icmp;
	__be16 buf[2];

	switch (key->ip_proto) {
	case IPPROTO_TCP:
		nfm_walk_tcp_flags(w);
		fallthrough;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		ports = nfm_walk_peek(w, sizeof(buf), buf);
		if (!ports)
			return;
		key->src_port = ports[0];
		key->dst_port = ports[1];
		key->have |= BIT(NFM_F_PORTS);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		icmp = nfm_walk_peek(w, 2, buf);
		if (!icmp)
			return;
		key->icmp_type = icmp[0];
		key->icmp_code = icmp[1];
		key->have |= BIT(NFM_F_ICMP);
		break;
	}
}

/* The frame may be padded: L4 ends where the IP header says, if that is sane.
 * A GSO packet's length field may be 0 (longer than 64 KB).
 */
static bool nfm_walk_clip(struct nfm_walk *w, int l3_off, unsigned int len, unsigned int hlen)
{
	if (!len && skb_is_gso(w->pkt->skb))
		return true;
	if (len < hlen)
		return false;
	if (len < w->end - l3_off)
		w->end = l3_off + len;
	return true;
}

static void nfm_walk_ipv4(struct nfm_walk *w)
{
	struct nfm_key *key = &w->pkt->key;
	const struct iphdr *iph;
	struct iphdr buf;
	int l3 = w->off;

	iph = nfm_walk_peek(w, sizeof(*iph), &buf);
	if (!iph || iph->version != 4 || iph->ihl < 5)
		return;
	key->ip4.src = iph->saddr;
	key->ip4.dst = iph->daddr;
	key->tos = iph->tos;
	key->ttl = iph->ttl;
	key->ip_proto = iph->protocol;
	if (ip_is_fragment(iph))
		key->frag = NFM_KEY_IS_FRAG;
	if (iph->frag_off & htons(IP_OFFSET))
		key->frag |= NFM_KEY_IS_LATER;
	key->have |= BIT(NFM_F_IP) | BIT(NFM_F_FRAG) | BIT(NFM_F_IP_PROTO);
	if (key->frag & NFM_KEY_IS_LATER)
		return;
	if (!nfm_walk_clip(w, l3, ntohs(iph->tot_len), iph->ihl * 4))
		return;
	w->off += iph->ihl * 4;
	nfm_walk_l4(w);
}

/* Behind the extension headers. Returns the protocol there, or -1. */
static int nfm_walk_exthdrs(struct nfm_walk *w, u8 nexthdr)
{
	struct nfm_key *key = &w->pkt->key;
	int i;

	for (i = 0; i <= NFM_EXTHDRS_MAX; i++) {
		const struct ipv6_opt_hdr *oh;
		const struct frag_hdr *fh;
		struct frag_hdr buf;

		switch (nexthdr) {
		case NEXTHDR_HOP:
		case NEXTHDR_ROUTING:
		case NEXTHDR_DEST:
			if (key->frag & NFM_KEY_IS_LATER)
				return -1;
			oh = nfm_walk_peek(w, sizeof(*oh), &buf);
			if (!oh)
				return -1;
			nexthdr = oh->nexthdr;
			w->off += ipv6_optlen(oh);
			break;
		case NEXTHDR_FRAGMENT:
			if (key->frag & NFM_KEY_IS_LATER)
				return -1;
			fh = nfm_walk_peek(w, sizeof(*fh), &buf);
			if (!fh)
				return -1;
			nexthdr = fh->nexthdr;
			/* An atomic fragment (RFC 6946) is a whole packet. */
			if (fh->frag_off & htons(IP6_OFFSET | IP6_MF))
				key->frag |= NFM_KEY_IS_FRAG;
			if (fh->frag_off & htons(IP6_OFFSET))
				key->frag |= NFM_KEY_IS_LATER;
			w->off += sizeof(*fh);
			break;
		default:
			return nexthdr;
		}
	}
	return -1;
}

static void nfm_walk_ipv6(struct nfm_walk *w)
{
	struct nfm_key *key = &w->pkt->key;
	const struct ipv6hdr *ip6h;
	struct ipv6hdr buf;
	int l3 = w->off;
	int proto;

	ip6h = nfm_walk_peek(w, sizeof(*ip6h), &buf);
	if (!ip6h || ip6h->version != 6)
		return;
	key->ip6.src = ip6h->saddr;
	key->ip6.dst = ip6h->daddr;
	key->tos = ipv6_get_dsfield(ip6h);
	key->ttl = ip6h->hop_limit;
	key->have |= BIT(NFM_F_IP);
	/* 0 is also what a jumbogram has (RFC 2675). */
	if (ip6h->payload_len &&
	    !nfm_walk_clip(w, l3, ntohs(ip6h->payload_len) + sizeof(*ip6h), sizeof(*ip6h)))
		return;
	w->off += sizeof(*ip6h);
	proto = nfm_walk_exthdrs(w, ip6h->nexthdr);
	if (proto >= 0 || key->frag)
		key->have |= BIT(NFM_F_FRAG);
	if (proto < 0)
		return;
	key->ip_proto = proto;
	key->have |= BIT(NFM_F_IP_PROTO);
	if (!(key->frag & NFM_KEY_IS_LATER))
		nfm_walk_l4(w);
}

static void nfm_walk_frame(struct nfm_pkt *pkt, u32 needs)
{
	struct nfm_walk w = {
		.pkt = pkt,
		.end = (int)pkt->skb->len - pkt->start,
	};

	if (!nfm_walk_l2(&w) || !(needs & NFM_NEED_L3))
		return;
	switch (pkt->key.protocol) {
	case htons(ETH_P_IP):
		nfm_walk_ipv4(&w);
		break;
	case htons(ETH_P_IPV6):
		nfm_walk_ipv6(&w);
		break;
	case htons(ETH_P_ARP):
		nfm_walk_arp(&w);
		break;
	}
}

static void nfm_key_indev(struct nfm_pkt *pkt)
{
	const struct net_device *dev = pkt->indev;

	if (!dev && pkt->indev_net && pkt->skb->skb_iif)
		dev = dev_get_by_index_rcu(pkt->indev_net, pkt->skb->skb_iif);
	if (!dev)
		return;
	strscpy_pad(pkt->key.indev, dev->name, sizeof(pkt->key.indev));
	pkt->key.have |= BIT(NFM_F_INDEV);
}

/**
 * nfm_key_extract - make the key good for the fields that a table asks for
 * @pkt: packet
 * @needs: bits of enum nfm_field_id
 *
 * Does nothing for what an earlier session on this hook already asked for.
 * Context: packet path, under RCU.
 */
void nfm_key_extract(struct nfm_pkt *pkt, u32 needs)
{
	struct nfm_key *key = &pkt->key;

	if (!(needs & ~pkt->parsed))
		return;
	needs |= pkt->parsed;
	memset(key, 0, sizeof(*key));
	if (needs & ~(BIT(NFM_F_MARK) | BIT(NFM_F_INDEV)))
		nfm_walk_frame(pkt, needs);
	key->mark = pkt->skb->mark;
	key->have |= BIT(NFM_F_MARK);
	if (needs & BIT(NFM_F_INDEV))
		nfm_key_indev(pkt);
	pkt->parsed = needs;
}
