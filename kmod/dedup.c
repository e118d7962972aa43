// SPDX-License-Identifier: GPL-2.0-only
/*
 * A packet that several hooks see is one packet.
 *
 * It is known by a hash of its bytes from the L3 header on, but for those that
 * change on the way: TTL or hop limit, IPv4's header checksum, and the L4 checksum,
 * which may be completed late. Only another hook than that which has seen it first
 * can see it again: there, the same bytes are another packet.
 */
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/once.h>
#include <linux/refcount.h>
#include <linux/siphash.h>
#include <linux/spinlock.h>
#include <net/ip.h>
#include <linux/nf_mirror.h>

#include "dedup.h"

#define NFM_DEDUP_WAYS		8
#define NFM_DEDUP_SETS		(NFM_DEDUP_PACKETS / NFM_DEDUP_WAYS)

/* Bytes that are looked at: headers, and some of the payload. */
#define NFM_DEDUP_BYTES		192

struct nfm_dedup_packet {
	u64 id;
	const struct nfm_point *point;
	u64 until;
};

struct nfm_dedup_set {
	spinlock_t lock; /* guards the set */
	struct nfm_dedup_packet packet[NFM_DEDUP_WAYS];
};

struct nfm_dedup {
	refcount_t ref;
	u64 ns;
	struct nfm_dedup_set set[NFM_DEDUP_SETS];
};

static siphash_aligned_key_t nfm_dedup_key __read_mostly;

/**
 * nfm_dedup_alloc - make an empty table
 * @ms: how long a packet is remembered
 *
 * Context: process.
 * Return: table or %NULL
 */
struct nfm_dedup *nfm_dedup_alloc(u32 ms)
{
	struct nfm_dedup *d = kvzalloc(sizeof(*d), GFP_KERNEL_ACCOUNT);
	int i;

	if (!d)
		return NULL;
	refcount_set(&d->ref, 1);
	d->ns = (u64)ms * NSEC_PER_MSEC;
	for (i = 0; i < NFM_DEDUP_SETS; i++)
		spin_lock_init(&d->set[i].lock);
	return d;
}

struct nfm_dedup *nfm_dedup_hold(struct nfm_dedup *d)
{
	refcount_inc(&d->ref);
	return d;
}

void nfm_dedup_put(struct nfm_dedup *d)
{
	if (d && refcount_dec_and_test(&d->ref))
		kvfree(d);
}

/* The L4 checksum is not looked at, where there is one that may come late. */
static void nfm_dedup_clear_l4(u8 *buf, int len, int l4, u8 proto)
{
	int at = l4;

	if (proto == IPPROTO_TCP)
		at += 16;
	else if (proto == IPPROTO_UDP || proto == IPPROTO_UDPLITE)
		at += 6;
	else if (proto == IPPROTO_SCTP)
		at += 8;
	else
		return;
	if (at + 2 <= len)
		memset(buf + at, 0, proto == IPPROTO_SCTP ? min(4, len - at) : 2);
}

/* How much of @len bytes counts: the frame may be padded. */
static int nfm_dedup_clear(u8 *buf, int len, __be16 proto)
{
	if (proto == htons(ETH_P_IP) && len >= (int)sizeof(struct iphdr)) {
		struct iphdr *iph = (struct iphdr *)buf;

		len = min_t(int, len, ntohs(iph->tot_len) ?: len);
		iph->ttl = 0;
		iph->check = 0;
		if (!(iph->frag_off & htons(IP_OFFSET)))
			nfm_dedup_clear_l4(buf, len, iph->ihl * 4, iph->protocol);
	} else if (proto == htons(ETH_P_IPV6) && len >= (int)sizeof(struct ipv6hdr)) {
		struct ipv6hdr *ip6h = (struct ipv6hdr *)buf;
		int payload = ntohs(ip6h->payload_len);

		if (payload)
			len = min_t(int, len, payload + sizeof(*ip6h));
		ip6h->hop_limit = 0;
		nfm_dedup_clear_l4(buf, len, sizeof(*ip6h), ip6h->nexthdr);
	}
	return len;
}

/* Offset of the L3 header from the data, and *@proto. A frame may be all tags: behind
 * some they are not followed any more.
 */
static int nfm_dedup_l3(const struct nfm_pkt *pkt, __be16 *proto)
{
	const struct sk_buff *skb = pkt->skb;
	const struct vlan_hdr *vh;
	int off = pkt->start, i;
	struct vlan_hdr room;

	*proto = skb->protocol;
	if (!pkt->has_mac)
		return off;
	*proto = ((const struct ethhdr *)(skb->data + off))->h_proto;
	off += ETH_HLEN;
	for (i = 0; eth_type_vlan(*proto) && i < VLAN_MAX_DEPTH; i++) {
		vh = skb_header_pointer(skb, off, sizeof(room), &room);
		if (!vh)
			break;
		*proto = vh->h_vlan_encapsulated_proto;
		off += VLAN_HLEN;
	}
	return off;
}

static u64 nfm_dedup_id(const struct nfm_pkt *pkt)
{
	u8 buf[NFM_DEDUP_BYTES] __aligned(8);
	__be16 proto;
	int off, len;

	/* All of it is hashed where the header is not even linear. */
	if (pkt->has_mac && (int)skb_headlen(pkt->skb) - pkt->start < ETH_HLEN)
		off = 0, proto = 0;
	else
		off = nfm_dedup_l3(pkt, &proto);
	len = min_t(int, (int)pkt->skb->len - off, sizeof(buf));
	if (len <= 0 || skb_copy_bits(pkt->skb, off, buf, len))
		return 0;
	len = nfm_dedup_clear(buf, len, proto);
	return siphash(buf, len, &nfm_dedup_key);
}

/**
 * nfm_dedup_admit - is this the first time that the packet is seen
 * @d: table
 * @pkt: packet
 *
 * Context: packet path, bottom halves disabled.
 * Return: false if another hook has seen it
 */
bool nfm_dedup_admit(struct nfm_dedup *d, const struct nfm_pkt *pkt)
{
	struct nfm_dedup_packet *p, *oldest;
	u64 id, now = ktime_get_ns();
	struct nfm_dedup_set *set;
	bool admit = true;

	net_get_random_once(&nfm_dedup_key, sizeof(nfm_dedup_key));
	id = nfm_dedup_id(pkt);
	/* Nothing to tell it by. */
	if (!id)
		return true;
	set = &d->set[id % NFM_DEDUP_SETS];
	spin_lock(&set->lock);
	oldest = set->packet;
	for (p = set->packet; p < set->packet + NFM_DEDUP_WAYS; p++) {
		if (p->id == id && p->until > now) {
			oldest = p;
			admit = p->point == pkt->point;
			break;
		}
		if (p->until < oldest->until)
			oldest = p;
	}
	if (admit)
		*oldest = (struct nfm_dedup_packet){
			.id = id, .point = pkt->point, .until = now + d->ns,
		};
	spin_unlock(&set->lock);
	return admit;
}
