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

struct nfm_arp {
	struct arphdr h;
	u8 sha[ETH_ALEN];
	u8 sip[4];
	u8 tha[ETH_ALEN];
	u8 tip[4];
} __packed;

/* Room for a header that is not linear. */
union nfm_header {
	struct ethhdr eth;
	struct vlan_hdr vlan;
	struct nfm_arp arp;
	struct iphdr ip;
	struct ipv6hdr ip6;
	struct frag_hdr frag;
	struct tcphdr tcp;
	__be16 ports[2];
};

/**
 * struct nfm_walk - where the walk through the headers is
 * @skb: packet
 * @key: its key
 * @header: room for a header that is not linear
 * @start: the frame; what is linear of it can be read in place
 * @linear: bytes that can, up to @end
 * @pulled: bytes of the frame in front of @skb's data
 * @off: where the walk is
 * @end: where the packet ends, as far as its headers tell
 * @have: fields found
 */
struct nfm_walk {
	const struct sk_buff *skb;
	struct nfm_key *key;
	union nfm_header *header;
	const u8 *start;
	int linear;
	int pulled;
	int off;
	int end;
	u32 have;
};

/* Not by struct nfm_walk, which then can live in registers. */
static noinline const void *nfm_walk_copy(const struct sk_buff *skb, int off, int len, int room,
					  void *buf)
{
	/* What is in front of the data is linear, and nothing that starts there
	 * ends behind the linear part.
	 */
	return len > room || off < 0 ? NULL : skb_header_pointer(skb, off, len, buf);
}

/* @len bytes at @w->off, in place or copied; %NULL: not all there. */
static __always_inline const void *nfm_walk_peek(const struct nfm_walk *w, int len)
{
	if (likely(len <= w->linear - w->off))
		return w->start + w->off;
	return nfm_walk_copy(w->skb, w->off - w->pulled, len, w->end - w->off, w->header);
}

static __always_inline void nfm_walk_tag(struct nfm_walk *w, int n, u16 tci)
{
	__be16 id = htons(tci & VLAN_VID_MASK);
	struct nfm_key *key = w->key;

	if (n == 0) {
		key->vlan_id = id;
		key->vlan_prio = FIELD_GET(VLAN_PRIO_MASK, tci);
		w->have |= BIT(NFM_F_VLAN);
	} else {
		key->cvlan_id = id;
		w->have |= BIT(NFM_F_CVLAN);
	}
}

/* The tags, the outer one accelerated or not. Leaves w->off behind them and
 * *@proto at the EtherType there.
 */
static __always_inline bool nfm_walk_vlan(struct nfm_walk *w, __be16 *proto)
{
	const struct sk_buff *skb = w->skb;
	const struct vlan_hdr *vh;
	int tags = 0;

	if (skb_vlan_tag_present(skb))
		nfm_walk_tag(w, tags++, skb_vlan_tag_get(skb));
	while (eth_type_vlan(*proto) && tags < NFM_VLAN_TAGS_MAX) {
		vh = nfm_walk_peek(w, sizeof(*vh));
		if (!vh)
			return false;
		nfm_walk_tag(w, tags++, ntohs(vh->h_vlan_TCI));
		*proto = vh->h_vlan_encapsulated_proto;
		w->off += sizeof(*vh);
	}
	return true;
}

static __always_inline bool nfm_walk_l2(struct nfm_walk *w, bool has_mac, u32 needs)
{
	struct nfm_key *key = w->key;
	const struct ethhdr *eth;
	__be16 proto;

	if (has_mac) {
		eth = nfm_walk_peek(w, sizeof(*eth));
		if (!eth)
			return false;
		if (needs & NFM_NEED_MAC) {
			ether_addr_copy(key->src_mac, eth->h_source);
			ether_addr_copy(key->dst_mac, eth->h_dest);
			w->have |= NFM_NEED_MAC;
		}
		proto = eth->h_proto;
		w->off += sizeof(*eth);
	} else {
		proto = w->skb->protocol;
	}
	if (!nfm_walk_vlan(w, &proto))
		return false;
	if (!eth_proto_is_802_3(proto))
		proto = htons(ETH_P_802_2);
	key->protocol = proto;
	w->have |= BIT(NFM_F_PROTOCOL);
	return true;
}

static __always_inline void nfm_walk_arp(struct nfm_walk *w)
{
	struct nfm_key *key = w->key;
	const struct nfm_arp *arp;
	const struct arphdr *h;

	h = nfm_walk_peek(w, sizeof(*h));
	if (!h)
		return;
	key->arp_op = h->ar_op;
	w->have |= BIT(NFM_F_ARP_OP);
	if (h->ar_hrd != htons(ARPHRD_ETHER) || h->ar_pro != htons(ETH_P_IP) ||
	    h->ar_hln != ETH_ALEN || h->ar_pln != 4)
		return;
	arp = nfm_walk_peek(w, sizeof(*arp));
	if (!arp)
		return;
	memcpy(&key->arp.sip, arp->sip, 4);
	memcpy(&key->arp.tip, arp->tip, 4);
	ether_addr_copy(key->arp.sha, arp->sha);
	ether_addr_copy(key->arp.tha, arp->tha);
	w->have |= BIT(NFM_F_ARP_ADDR);
}

static __always_inline void nfm_walk_tcp_flags(struct nfm_walk *w)
{
	struct nfm_key *key = w->key;
	const struct tcphdr *th;

	/* As far as the flags: the window and what follows may be cut off. */
	th = nfm_walk_peek(w, offsetof(struct tcphdr, window));
	if (!th)
		return;
	key->tcp_flags = *(const __be16 *)((const u8 *)th + 12) & htons(0x0fff);
	w->have |= BIT(NFM_F_TCP_FLAGS);
}

static __always_inline void nfm_walk_l4(struct nfm_walk *w)
{
	struct nfm_key *key = w->key;
	const __be16 *ports;
	const u8 *icmp;

	switch (key->ip_proto) {
	case IPPROTO_TCP:
		nfm_walk_tcp_flags(w);
		fallthrough;
	case IPPROTO_UDP:
	case IPPROTO_UDPLITE:
	case IPPROTO_SCTP:
	case IPPROTO_DCCP:
		ports = nfm_walk_peek(w, 2 * sizeof(*ports));
		if (!ports)
			return;
		key->src_port = ports[0];
		key->dst_port = ports[1];
		w->have |= BIT(NFM_F_PORTS);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		icmp = nfm_walk_peek(w, 2);
		if (!icmp)
			return;
		key->icmp_type = icmp[0];
		key->icmp_code = icmp[1];
		w->have |= BIT(NFM_F_ICMP);
		break;
	}
}

/* The frame may be padded: L4 ends where the IP header says, if that is sane.
 * A GSO packet's length field may be 0 (longer than 64 KB).
 */
static __always_inline bool nfm_walk_clip(struct nfm_walk *w, int l3_off, unsigned int len,
					  unsigned int hlen)
{
	if (!len && skb_is_gso(w->skb))
		return true;
	if (len < hlen)
		return false;
	if (len < w->end - l3_off) {
		w->end = l3_off + len;
		w->linear = min(w->linear, w->end);
	}
	return true;
}

/* Returns whether an L4 header is next. */
static __always_inline bool nfm_walk_ipv4(struct nfm_walk *w)
{
	struct nfm_key *key = w->key;
	const struct iphdr *iph;
	int l3 = w->off;

	iph = nfm_walk_peek(w, sizeof(*iph));
	if (!iph || iph->version != 4 || iph->ihl < 5)
		return false;
	key->ip4.src = iph->saddr;
	key->ip4.dst = iph->daddr;
	key->tos = iph->tos;
	key->ttl = iph->ttl;
	key->ip_proto = iph->protocol;
	if (ip_is_fragment(iph))
		key->frag = NFM_KEY_IS_FRAG;
	if (iph->frag_off & htons(IP_OFFSET))
		key->frag |= NFM_KEY_IS_LATER;
	w->have |= BIT(NFM_F_IP) | BIT(NFM_F_FRAG) | BIT(NFM_F_IP_PROTO);
	w->off += iph->ihl * 4;
	return !(key->frag & NFM_KEY_IS_LATER) &&
	       nfm_walk_clip(w, l3, ntohs(iph->tot_len), iph->ihl * 4);
}

/* Behind the extension headers. Returns the protocol there, or -1. */
static __always_inline int nfm_walk_exthdrs(struct nfm_walk *w, u8 nexthdr)
{
	struct nfm_key *key = w->key;
	int i;

	for (i = 0; i <= NFM_EXTHDRS_MAX; i++) {
		const struct ipv6_opt_hdr *oh;
		const struct frag_hdr *fh;

		switch (nexthdr) {
		case NEXTHDR_HOP:
		case NEXTHDR_ROUTING:
		case NEXTHDR_DEST:
			if (key->frag & NFM_KEY_IS_LATER)
				return -1;
			oh = nfm_walk_peek(w, sizeof(*oh));
			if (!oh)
				return -1;
			nexthdr = oh->nexthdr;
			w->off += ipv6_optlen(oh);
			break;
		case NEXTHDR_FRAGMENT:
			if (key->frag & NFM_KEY_IS_LATER)
				return -1;
			fh = nfm_walk_peek(w, sizeof(*fh));
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

/* Returns whether an L4 header is next. */
static __always_inline bool nfm_walk_ipv6(struct nfm_walk *w)
{
	struct nfm_key *key = w->key;
	const struct ipv6hdr *ip6h;
	int l3 = w->off;
	int proto;

	ip6h = nfm_walk_peek(w, sizeof(*ip6h));
	if (!ip6h || ip6h->version != 6)
		return false;
	key->ip6.src = ip6h->saddr;
	key->ip6.dst = ip6h->daddr;
	key->tos = ipv6_get_dsfield(ip6h);
	key->ttl = ip6h->hop_limit;
	w->have |= BIT(NFM_F_IP);
	/* 0 is also what a jumbogram has (RFC 2675). */
	if (ip6h->payload_len &&
	    !nfm_walk_clip(w, l3, ntohs(ip6h->payload_len) + sizeof(*ip6h), sizeof(*ip6h)))
		return false;
	w->off += sizeof(*ip6h);
	proto = nfm_walk_exthdrs(w, ip6h->nexthdr);
	if (proto >= 0 || key->frag)
		w->have |= BIT(NFM_F_FRAG);
	if (proto < 0)
		return false;
	key->ip_proto = proto;
	w->have |= BIT(NFM_F_IP_PROTO);
	return !(key->frag & NFM_KEY_IS_LATER);
}

static void nfm_walk_frame(struct nfm_pkt *pkt, u32 needs)
{
	const struct sk_buff *skb = pkt->skb;
	union nfm_header header __uninitialized;
	struct nfm_walk w = {
		.skb = skb,
		.key = &pkt->key,
		.header = &header,
		.start = skb->data + pkt->start,
		.linear = (int)skb_headlen(skb) - pkt->start,
		.pulled = -pkt->start,
		.end = (int)skb->len - pkt->start,
	};
	bool l4 = false;

	if (nfm_walk_l2(&w, pkt->has_mac, needs) && (needs & NFM_NEED_L3)) {
		if (pkt->key.protocol == htons(ETH_P_IP))
			l4 = nfm_walk_ipv4(&w);
		else if (pkt->key.protocol == htons(ETH_P_IPV6))
			l4 = nfm_walk_ipv6(&w);
		else if (pkt->key.protocol == htons(ETH_P_ARP))
			nfm_walk_arp(&w);
		if (l4 && (needs & NFM_NEED_L4))
			nfm_walk_l4(&w);
	}
	pkt->key.have |= w.have;
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

/* The headers of most packets, as far as TCP's flags. */
#define NFM_PLAIN_LEN	(ETH_HLEN + sizeof(struct iphdr) + offsetof(struct tcphdr, window))

/* Ethernet without tags, IPv4 without options, whole, TCP or UDP, and all headers
 * linear? Says of the packet what the walk would say of it; what is not as simple
 * as that has to walk.
 */
static __always_inline bool nfm_key_plain(struct nfm_pkt *pkt)
{
	const struct sk_buff *skb = pkt->skb;
	const struct ethhdr *eth = (const void *)(skb->data + pkt->start);
	const struct iphdr *iph = (const void *)(eth + 1);
	const struct tcphdr *th = (const void *)(iph + 1);
	struct nfm_key *key = &pkt->key;

	if (!pkt->has_mac || skb_vlan_tag_present(skb) ||
	    (int)skb_headlen(skb) < pkt->start + (int)NFM_PLAIN_LEN)
		return false;
	if (eth->h_proto != htons(ETH_P_IP) || iph->version != 4 || iph->ihl != 5 ||
	    ip_is_fragment(iph) || ntohs(iph->tot_len) < NFM_PLAIN_LEN - ETH_HLEN)
		return false;
	key->w[1] = 0;
	memcpy(&key->ports, th, sizeof(key->ports));
	key->have = BIT(NFM_F_MARK) | BIT(NFM_F_PROTOCOL) | BIT(NFM_F_IP) | BIT(NFM_F_FRAG) |
		    BIT(NFM_F_IP_PROTO) | BIT(NFM_F_PORTS);
	if (iph->protocol == IPPROTO_TCP) {
		key->tcp_flags = *((const __be16 *)th + 6) & htons(0x0fff);
		key->have |= BIT(NFM_F_TCP_FLAGS);
	} else if (iph->protocol != IPPROTO_UDP) {
		return false;
	}
	key->protocol = htons(ETH_P_IP);
	key->ip_proto = iph->protocol;
	key->frag = 0;
	memcpy(&key->ip4, &iph->addrs, sizeof(key->ip4));
	return true;
}

/* The other words of such a packet. */
static noinline void nfm_key_plain_wide(struct nfm_pkt *pkt, u32 needs)
{
	const struct ethhdr *eth = (const void *)(pkt->skb->data + pkt->start);
	const struct iphdr *iph = (const void *)(eth + 1);
	struct nfm_key *key = &pkt->key;

	memset(key->w + NFM_KEY_NARROW, 0, sizeof(*key) - NFM_KEY_NARROW * sizeof(u64));
	key->tos = iph->tos;
	key->ttl = iph->ttl;
	key->mark = pkt->skb->mark;
	if (needs & NFM_NEED_MAC) {
		ether_addr_copy(key->src_mac, eth->h_source);
		ether_addr_copy(key->dst_mac, eth->h_dest);
		key->have |= NFM_NEED_MAC;
	}
	if (needs & BIT(NFM_F_INDEV))
		nfm_key_indev(pkt);
}

/* Any other packet. */
static noinline void nfm_key_walk(struct nfm_pkt *pkt, u32 needs)
{
	struct nfm_key *key = &pkt->key;

	memset(key->w, 0, NFM_KEY_NARROW * sizeof(u64));
	if (needs & NFM_NEED_WIDE)
		memset(key->w + NFM_KEY_NARROW, 0, sizeof(*key) - NFM_KEY_NARROW * sizeof(u64));
	key->mark = pkt->skb->mark;
	key->have = BIT(NFM_F_MARK);
	if (needs & NFM_NEED_FRAME)
		nfm_walk_frame(pkt, needs);
	if (needs & BIT(NFM_F_INDEV))
		nfm_key_indev(pkt);
}

/**
 * nfm_key_fill - make the key good for the fields that a table asks for
 * @pkt: packet
 * @needs: bits of enum nfm_field_id
 *
 * Context: packet path, under RCU.
 */
void nfm_key_fill(struct nfm_pkt *pkt, u32 needs)
{
	needs |= pkt->parsed;
	if (likely(nfm_key_plain(pkt))) {
		/* Nobody has to ask for the rest of these words again. */
		pkt->parsed = needs | NFM_NEED_NARROW;
		if (needs & ~NFM_NEED_NARROW)
			nfm_key_plain_wide(pkt, needs);
	} else {
		pkt->parsed = needs;
		nfm_key_walk(pkt, needs);
	}
}
