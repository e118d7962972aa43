// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames: described in words, built as bytes, and what their flow key has to be.
 *
 * The key is made from the words, not from the bytes, and shares no code with
 * the module.
 */
#include <linux/bitfield.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <net/ipv6.h>

#include <kunit/test.h>

#include "frame.h"

static void nfm_put(struct nfm_frame *f, const void *data, int len)
{
	memcpy(f->data + f->len, data, len);
	f->len += len;
}

static void nfm_put_u8(struct nfm_frame *f, u8 n)
{
	nfm_put(f, &n, 1);
}

static void nfm_put_u16(struct nfm_frame *f, u16 n)
{
	__be16 be = htons(n);

	nfm_put(f, &be, 2);
}

static bool nfm_desc_is_v4(const struct nfm_desc *d)
{
	return d->protocol == ETH_P_IP;
}

static bool nfm_desc_is_v6(const struct nfm_desc *d)
{
	return d->protocol == ETH_P_IPV6;
}

static unsigned int nfm_desc_tpid(const struct nfm_desc *d, int i)
{
	return d->tpid[i] ?: ETH_P_8021Q;
}

/* EtherType in front of tag @i, or of what is behind the tags. */
static unsigned int nfm_desc_type_at(const struct nfm_desc *d, int i)
{
	return i < d->n_tags ? nfm_desc_tpid(d, i) : d->protocol;
}

static bool nfm_proto_has_ports(u8 proto)
{
	return proto == 6 || proto == 17 || proto == 136 || proto == 132 || proto == 33;
}

static bool nfm_proto_is_icmp(u8 proto)
{
	return proto == 1 || proto == 58;
}

static void nfm_put_l4(const struct nfm_desc *d, struct nfm_frame *f)
{
	int i;

	f->l4 = f->len;
	if (d->frag_off) {
		for (i = 0; i < 24; i++)
			nfm_put_u8(f, 0xa0 + i);
	} else if (nfm_proto_has_ports(d->ip_proto)) {
		nfm_put_u16(f, d->src_port);
		nfm_put_u16(f, d->dst_port);
		if (d->ip_proto == IPPROTO_TCP) {
			nfm_put(f, "seq.ack.", 8);
			nfm_put_u16(f, 0x5000 | d->tcp_flags);
			nfm_put(f, "wdchur", 6);
		} else {
			nfm_put_u16(f, 8);
			nfm_put_u16(f, 0);
		}
	} else if (nfm_proto_is_icmp(d->ip_proto)) {
		nfm_put_u8(f, d->icmp_type);
		nfm_put_u8(f, d->icmp_code);
		nfm_put(f, "check.id", 8);
	} else {
		nfm_put(f, "something else here", 16);
	}
}

static void nfm_put_ipv4(const struct nfm_desc *d, struct nfm_frame *f)
{
	int ihl = d->ihl ?: 5, at = f->len, i, len;

	nfm_put_u8(f, (d->version ?: 4) << 4 | ihl);
	nfm_put_u8(f, d->tos);
	nfm_put_u16(f, 0);
	nfm_put_u16(f, 0x1234);
	nfm_put_u16(f, (d->more ? 0x2000 : 0) | d->frag_off);
	nfm_put_u8(f, d->ttl);
	nfm_put_u8(f, d->ip_proto);
	nfm_put_u16(f, 0);
	nfm_put(f, d->src, 4);
	nfm_put(f, d->dst, 4);
	for (i = 5; i < ihl; i++)
		nfm_put(f, "\x01\x01\x01\x01", 4);
	nfm_put_l4(d, f);
	len = d->jumbo ? 0 : d->l3_len ?: f->len - at;
	f->data[at + 2] = len >> 8;
	f->data[at + 3] = len;
}

static int nfm_ext_size(const struct nfm_desc *d, int i)
{
	return d->ext[i] == NEXTHDR_FRAGMENT ? 8 : 8 + 8 * d->ext_len[i];
}

static void nfm_put_ipv6(const struct nfm_desc *d, struct nfm_frame *f)
{
	int at = f->len, i, j, len;

	nfm_put_u8(f, (d->version ?: 6) << 4 | d->tos >> 4);
	nfm_put_u8(f, d->tos << 4 | 0x5);
	nfm_put_u16(f, 0x4321);
	nfm_put_u16(f, 0);
	nfm_put_u8(f, d->n_ext ? d->ext[0] : d->ip_proto);
	nfm_put_u8(f, d->ttl);
	nfm_put(f, d->src, 16);
	nfm_put(f, d->dst, 16);
	for (i = 0; i < d->n_ext; i++) {
		nfm_put_u8(f, i + 1 < d->n_ext ? d->ext[i + 1] : d->ip_proto);
		if (d->ext[i] == NEXTHDR_FRAGMENT) {
			nfm_put_u8(f, 0);
			nfm_put_u16(f, d->frag_off << 3 | d->more);
			nfm_put(f, "ident", 4);
			continue;
		}
		nfm_put_u8(f, d->ext_len[i]);
		for (j = 2; j < nfm_ext_size(d, i); j++)
			nfm_put_u8(f, 0);
	}
	nfm_put_l4(d, f);
	len = d->jumbo ? 0 : (d->l3_len ?: f->len - at) - 40;
	f->data[at + 4] = len >> 8;
	f->data[at + 5] = len;
}

static void nfm_put_arp(const struct nfm_desc *d, struct nfm_frame *f)
{
	nfm_put_u16(f, d->arp_hrd ?: ARPHRD_ETHER);
	nfm_put_u16(f, ETH_P_IP);
	nfm_put_u8(f, ETH_ALEN);
	nfm_put_u8(f, 4);
	nfm_put_u16(f, d->arp_op);
	nfm_put(f, d->sha, ETH_ALEN);
	nfm_put(f, d->src, 4);
	nfm_put(f, d->tha, ETH_ALEN);
	nfm_put(f, d->dst, 4);
}

void nfm_frame_build(const struct nfm_desc *d, struct nfm_frame *f)
{
	int i, first = d->accel ? 1 : 0;

	f->len = 0;
	f->l4 = 0;
	if (!d->no_mac) {
		nfm_put(f, d->dst_mac, ETH_ALEN);
		nfm_put(f, d->src_mac, ETH_ALEN);
		nfm_put_u16(f, nfm_desc_type_at(d, first));
	}
	for (i = first; i < d->n_tags; i++) {
		nfm_put_u16(f, d->tci[i]);
		nfm_put_u16(f, nfm_desc_type_at(d, i + 1));
	}
	f->l3 = f->len;
	if (nfm_desc_is_v4(d))
		nfm_put_ipv4(d, f);
	else if (nfm_desc_is_v6(d))
		nfm_put_ipv6(d, f);
	else if (d->protocol == ETH_P_ARP)
		nfm_put_arp(d, f);
	else
		nfm_put(f, "no protocol that anybody knows", 30);
	for (i = 0; i < d->pad; i++)
		nfm_put_u8(f, 0xee);
}

static void nfm_key_l4(const struct nfm_desc *d, const struct nfm_frame *f, int end,
		       struct nfm_key *key)
{
	if (nfm_proto_has_ports(d->ip_proto) && end >= f->l4 + 4) {
		key->src_port = htons(d->src_port);
		key->dst_port = htons(d->dst_port);
		key->have |= BIT(NFM_F_PORTS);
	}
	if (d->ip_proto == IPPROTO_TCP && end >= f->l4 + 14) {
		key->tcp_flags = htons(d->tcp_flags);
		key->have |= BIT(NFM_F_TCP_FLAGS);
	}
	if (nfm_proto_is_icmp(d->ip_proto) && end >= f->l4 + 2) {
		key->icmp_type = d->icmp_type;
		key->icmp_code = d->icmp_code;
		key->have |= BIT(NFM_F_ICMP);
	}
}

static void nfm_key_frag(const struct nfm_desc *d, struct nfm_key *key)
{
	if (d->frag_off || d->more)
		key->frag |= NFM_KEY_IS_FRAG;
	if (d->frag_off)
		key->frag |= NFM_KEY_IS_LATER;
}

static void nfm_key_ipv4(const struct nfm_desc *d, const struct nfm_frame *f, int cut,
			 struct nfm_key *key)
{
	int end = d->l3_len ? min(cut, f->l3 + d->l3_len) : cut;

	/* A length field of 0 is good for GSO packets only, and these are none. */
	if (cut < f->l3 + 20 || (d->version && d->version != 4) || (d->ihl && d->ihl < 5))
		return;
	memcpy(&key->ip4.src, d->src, 4);
	memcpy(&key->ip4.dst, d->dst, 4);
	key->tos = d->tos;
	key->ttl = d->ttl;
	key->ip_proto = d->ip_proto;
	nfm_key_frag(d, key);
	key->have |= BIT(NFM_F_IP) | BIT(NFM_F_FRAG) | BIT(NFM_F_IP_PROTO);
	if (!d->frag_off && !d->jumbo && (!d->l3_len || d->l3_len >= 4 * (d->ihl ?: 5)))
		nfm_key_l4(d, f, min(end, f->len - d->pad), key);
}

static void nfm_key_ipv6(const struct nfm_desc *d, const struct nfm_frame *f, int cut,
			 struct nfm_key *key)
{
	int end = d->jumbo ? cut : min(cut, f->len - d->pad), at = f->l3 + 40, i;

	if (d->l3_len)
		end = min(end, f->l3 + d->l3_len);
	if (cut < f->l3 + 40 || (d->version && d->version != 6))
		return;
	memcpy(&key->ip6.src, d->src, 16);
	memcpy(&key->ip6.dst, d->dst, 16);
	key->tos = d->tos;
	key->ttl = d->ttl;
	key->have |= BIT(NFM_F_IP);
	if (d->n_ext > 16)
		return;
	for (i = 0; i < d->n_ext; i++) {
		bool is_frag = d->ext[i] == NEXTHDR_FRAGMENT;

		/* What is behind the header of a later fragment is no header. */
		if (key->frag & NFM_KEY_IS_LATER)
			return;
		if (end < at + (is_frag ? 8 : 2))
			return;
		if (is_frag)
			nfm_key_frag(d, key);
		if (key->frag)
			key->have |= BIT(NFM_F_FRAG);
		at += nfm_ext_size(d, i);
	}
	key->have |= BIT(NFM_F_FRAG) | BIT(NFM_F_IP_PROTO);
	key->ip_proto = d->ip_proto;
	if (!(key->frag & NFM_KEY_IS_LATER))
		nfm_key_l4(d, f, end, key);
}

static void nfm_key_arp(const struct nfm_desc *d, const struct nfm_frame *f, int cut,
			struct nfm_key *key)
{
	if (cut < f->l3 + 8)
		return;
	key->arp_op = htons(d->arp_op);
	key->have |= BIT(NFM_F_ARP_OP);
	if (cut < f->l3 + 28 || d->arp_hrd)
		return;
	memcpy(&key->arp.sip, d->src, 4);
	memcpy(&key->arp.tip, d->dst, 4);
	memcpy(key->arp.sha, d->sha, ETH_ALEN);
	memcpy(key->arp.tha, d->tha, ETH_ALEN);
	key->have |= BIT(NFM_F_ARP_ADDR);
}

static bool nfm_key_l2(const struct nfm_desc *d, const struct nfm_frame *f, int cut,
		       struct nfm_key *key)
{
	int at = d->no_mac ? 0 : ETH_HLEN, i;
	unsigned int type;

	if (cut < at)
		return false;
	if (!d->no_mac) {
		memcpy(key->src_mac, d->src_mac, ETH_ALEN);
		memcpy(key->dst_mac, d->dst_mac, ETH_ALEN);
		key->have |= BIT(NFM_F_SRC_MAC) | BIT(NFM_F_DST_MAC);
	}
	for (i = 0; i < min_t(int, d->n_tags, 2); i++) {
		if (i || !d->accel)
			at += VLAN_HLEN;
		if (cut < at)
			return false;
		if (i) {
			key->cvlan_id = htons(d->tci[i] & 0xfff);
			key->have |= BIT(NFM_F_CVLAN);
		} else {
			key->vlan_id = htons(d->tci[i] & 0xfff);
			key->vlan_prio = d->tci[i] >> 13;
			key->have |= BIT(NFM_F_VLAN);
		}
	}
	type = nfm_desc_type_at(d, i);
	key->protocol = htons(type < ETH_P_802_3_MIN ? ETH_P_802_2 : type);
	key->have |= BIT(NFM_F_PROTOCOL);
	return d->n_tags <= 2;
}

/**
 * nfm_frame_key - the flow key that a frame has to have
 * @d: the frame in words
 * @f: the frame
 * @cut: the first bytes of it that are there
 * @key: key
 */
void nfm_frame_key(const struct nfm_desc *d, const struct nfm_frame *f, int cut,
		   struct nfm_key *key)
{
	memset(key, 0, sizeof(*key));
	key->mark = d->mark;
	key->have = BIT(NFM_F_MARK);
	if (d->indev) {
		strscpy_pad(key->indev, d->indev->name, sizeof(key->indev));
		key->have |= BIT(NFM_F_INDEV);
	}
	if (!nfm_key_l2(d, f, cut, key))
		return;
	if (nfm_desc_is_v4(d))
		nfm_key_ipv4(d, f, cut, key);
	else if (nfm_desc_is_v6(d))
		nfm_key_ipv6(d, f, cut, key);
	else if (d->protocol == ETH_P_ARP)
		nfm_key_arp(d, f, cut, key);
}

static bool nfm_skb_add_page(struct sk_buff *skb, const u8 *data, int len)
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (!page)
		return false;
	memcpy(page_address(page) + PAGE_SIZE - len, data, len);
	skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, PAGE_SIZE - len, len, PAGE_SIZE);
	return true;
}

static bool nfm_skb_add_list(struct sk_buff *skb, const u8 *data, int len)
{
	struct sk_buff *part = alloc_skb(len, GFP_KERNEL), **end = &skb_shinfo(skb)->frag_list;

	if (!part)
		return false;
	skb_put_data(part, data, len);
	while (*end)
		end = &(*end)->next;
	*end = part;
	skb->len += len;
	skb->data_len += len;
	skb->truesize += part->truesize;
	return true;
}

static bool nfm_skb_add(struct sk_buff *skb, const struct nfm_pieces *p, const u8 *data, int len)
{
	if (!len)
		return true;
	return p->list ? nfm_skb_add_list(skb, data, len) : nfm_skb_add_page(skb, data, len);
}

/**
 * nfm_frame_skb - an skb that holds a frame
 * @d: the frame in words
 * @f: the frame
 * @p: how it lies there
 *
 * Return: skb or %NULL
 */
struct sk_buff *nfm_frame_skb(const struct nfm_desc *d, const struct nfm_frame *f,
			      const struct nfm_pieces *p)
{
	int front = p->pulled + p->linear, half = (p->cut - front) / 2;
	struct sk_buff *skb = alloc_skb(p->before + front, GFP_KERNEL);

	if (!skb)
		return NULL;
	skb_put_zero(skb, p->before);
	skb_put_data(skb, f->data, front);
	if (!nfm_skb_add(skb, p, f->data + front, half) ||
	    !nfm_skb_add(skb, p, f->data + front + half, p->cut - front - half)) {
		kfree_skb(skb);
		return NULL;
	}
	skb_reset_mac_header(skb);
	__skb_pull(skb, p->pulled);
	skb_set_network_header(skb, p->pulled ? 0 : p->before + (d->no_mac ? 0 : ETH_HLEN));
	if (d->n_tags && d->accel)
		__vlan_hwaccel_put_tag(skb, htons(nfm_desc_tpid(d, 0)), d->tci[0]);
	skb->protocol = htons(nfm_desc_type_at(d, d->accel ? 1 : 0));
	skb->mark = d->mark;
	return skb;
}

/* The packet as a hook hands it on. */
void nfm_frame_pkt(const struct nfm_desc *d, const struct nfm_pieces *p, struct sk_buff *skb,
		   struct nfm_pkt *pkt)
{
	/* What the module does not set it must not use. */
	memset(pkt, 0x5a, sizeof(*pkt));
	pkt->skb = skb;
	pkt->indev = d->indev;
	pkt->indev_net = NULL;
	pkt->start = p->before - p->pulled;
	pkt->has_mac = !d->no_mac;
	pkt->bytes = skb->len;
	pkt->parsed = 0;
}

const void *nfm_corpus_param(const void *prev, char *text)
{
	const struct nfm_desc *d = prev ? (const struct nfm_desc *)prev + 1 : nfm_corpus;

	if (d == nfm_corpus + nfm_corpus_n)
		return NULL;
	strscpy(text, d->name, KUNIT_PARAM_DESC_SIZE);
	return d;
}
