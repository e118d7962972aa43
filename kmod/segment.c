// SPDX-License-Identifier: GPL-2.0-only
/*
 * The segments of a TCP super-packet, one at a time.
 *
 * What skb_segment() makes of a packet is a list, each of whose members has two
 * allocations of its own. Here a segment's headers stand in a fragment of a page, as
 * those of a received packet do, and the segment before has often left before the
 * next one is made: then its place is used again. The bytes are the same.
 *
 * This is for what local senders and GRO make most: TCP in IPv4 or IPv6 without
 * extension headers, not encapsulated, headers linear and payload not. The rest is
 * skb_segment()'s.
 */
#include <linux/etherdevice.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/skbuff_ref.h>
#include <linux/tcp.h>
#include <net/checksum.h>
#include <net/ip.h>

#include "segment.h"

#define NFM_SEGMENT_KINDS	(SKB_GSO_TCPV4 | SKB_GSO_TCPV6 | SKB_GSO_TCP_ECN | SKB_GSO_DODGY)

/* Offset of the TCP header, or 0. The Ethernet header is at @skb's data. */
static unsigned int nfm_segment_l4(const struct sk_buff *skb)
{
	const struct ethhdr *eth = (const void *)skb->data;
	const struct ipv6hdr *ip6h = (const void *)(eth + 1);
	const struct iphdr *iph = (const void *)(eth + 1);

	if (skb_headlen(skb) < ETH_HLEN + sizeof(*ip6h))
		return 0;
	if (skb_shinfo(skb)->gso_type & SKB_GSO_TCPV4) {
		if (eth->h_proto != htons(ETH_P_IP) || iph->version != 4 || iph->ihl < 5 ||
		    iph->protocol != IPPROTO_TCP || ip_is_fragment(iph))
			return 0;
		return ETH_HLEN + iph->ihl * 4;
	}
	if (eth->h_proto != htons(ETH_P_IPV6) || ip6h->version != 6 ||
	    ip6h->nexthdr != IPPROTO_TCP)
		return 0;
	return ETH_HLEN + sizeof(*ip6h);
}

/**
 * nfm_segments_start - begin to cut a super-packet up
 * @seg: set up for nfm_segments_next()
 * @skb: a GSO packet; its data starts at an Ethernet header
 * @room: bytes to leave in front of each segment
 *
 * Context: packet path.
 * Return: true; false: that is skb_segment()'s
 */
bool nfm_segments_start(struct nfm_segments *seg, struct sk_buff *skb, unsigned int room)
{
	const struct skb_shared_info *info = skb_shinfo(skb);
	const struct tcphdr *th;
	unsigned int l4, head;
	__wsum sum;

	if (skb->ip_summed != CHECKSUM_PARTIAL || skb->encapsulation || skb_zcopy(skb) ||
	    skb_has_frag_list(skb) || skb_is_decrypted(skb) || !skb_frags_readable(skb) ||
	    info->gso_type & ~NFM_SEGMENT_KINDS ||
	    !(info->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)))
		return false;
	l4 = nfm_segment_l4(skb);
	if (!l4 || skb_headlen(skb) < l4 + sizeof(struct tcphdr) || skb->len - l4 > U16_MAX ||
	    skb_checksum_start_offset(skb) != l4 ||
	    skb->csum_offset != offsetof(struct tcphdr, check))
		return false;
	th = (const struct tcphdr *)(skb->data + l4);
	head = l4 + __tcp_hdrlen(th);
	if (skb_headlen(skb) != head || head < l4 + sizeof(struct tcphdr) ||
	    skb->len - head <= info->gso_size)
		return false;
	/* In place of its checksum the header has the pseudo-header's sum. */
	sum = csum_partial(th, head - l4, 0);
	*seg = (struct nfm_segments) {
		.skb = skb,
		.room = room,
		.l4 = l4,
		.head = head,
		.size = info->gso_size,
		.sum = csum_sub(sum, (__force __wsum)htonl(skb->len - l4)),
	};
	return true;
}

/* The payload, which stays where it is. Returns its sum. */
static __wsum nfm_segment_share(struct nfm_segments *seg, struct sk_buff *to, unsigned int len)
{
	const struct skb_shared_info *info = skb_shinfo(seg->skb);
	struct skb_shared_info *to_info = skb_shinfo(to);
	unsigned int n = 0, left, most;
	skb_frag_t *frag;
	__wsum sum = 0;

	to->len += len;
	to->data_len = len;
	to->truesize += len;
	for (left = len; left; left -= most) {
		most = min(skb_frag_size(&info->frags[seg->frag]) - seg->off, left);
		if (most) {
			frag = &to_info->frags[n++];
			*frag = info->frags[seg->frag];
			skb_frag_off_add(frag, seg->off);
			skb_frag_size_set(frag, most);
			__skb_frag_ref(frag);
			if (!IS_ENABLED(CONFIG_HIGHMEM))
				sum = csum_block_add(sum, csum_partial(skb_frag_address(frag), most,
								       0), len - left);
		}
		seg->off += most;
		if (seg->off == skb_frag_size(&info->frags[seg->frag])) {
			seg->frag++;
			seg->off = 0;
		}
	}
	to_info->nr_frags = n;
	to_info->flags |= info->flags & SKBFL_SHARED_FRAG;
	if (IS_ENABLED(CONFIG_HIGHMEM))
		sum = skb_checksum(to, seg->head, len, 0);
	return sum;
}

/* A word of the TCP header has been another one where @sum was made. */
static __wsum nfm_segment_resum(__wsum sum, __be32 was, __be32 is)
{
	return csum_add(csum_sub(sum, (__force __wsum)was), (__force __wsum)is);
}

/* The headers are the super-packet's; this is where they differ. @sum is the payload's. */
static void nfm_segment_headers(const struct nfm_segments *seg, struct sk_buff *to, bool last,
				__wsum sum)
{
	struct tcphdr *th = (struct tcphdr *)(to->data + seg->l4);
	__be32 seq = th->seq, flags = tcp_flag_word(th);
	unsigned int len = to->len - seg->l4;

	if (skb_shinfo(seg->skb)->gso_type & SKB_GSO_TCPV4) {
		struct iphdr *iph = (struct iphdr *)(to->data + ETH_HLEN);

		iph->tot_len = htons(to->len - ETH_HLEN);
		iph->id = htons(ntohs(iph->id) + seg->n);
		ip_send_check(iph);
	} else {
		struct ipv6hdr *ip6h = (struct ipv6hdr *)(to->data + ETH_HLEN);

		ip6h->payload_len = htons(len);
	}
	th->seq = htonl(ntohl(seq) + seg->pos);
	if (!last) {
		th->fin = 0;
		th->psh = 0;
	}
	if (seg->n)
		th->cwr = 0;
	sum = csum_add(csum_add(sum, seg->sum), (__force __wsum)htonl(len));
	sum = nfm_segment_resum(sum, seq, th->seq);
	th->check = csum_fold(nfm_segment_resum(sum, flags, tcp_flag_word(th)));
}

/* What the kernel keeps of a packet, but for what is said of its data. */
static struct sk_buff *nfm_segment_alloc(const struct nfm_segments *seg)
{
	unsigned int size = SKB_DATA_ALIGN(seg->room + seg->head) +
			    SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
	void *data = napi_alloc_frag(size);
	struct sk_buff *to;

	if (!data)
		return NULL;
	to = napi_build_skb(data, size);
	if (!to) {
		skb_free_frag(data);
		return NULL;
	}
	skb_copy_header(to, seg->skb);
	skb_gso_reset(to);
	to->ip_summed = CHECKSUM_NONE;
	skb_reserve(to, seg->room);
	memcpy(__skb_put(to, seg->head), seg->skb->data, seg->head);
	skb_reset_mac_header(to);
	skb_set_network_header(to, ETH_HLEN);
	skb_set_transport_header(to, seg->l4);
	return to;
}

/**
 * nfm_segments_next - make the next segment
 * @seg: super-packet
 *
 * Context: packet path, bottom halves disabled.
 * Return: segment, %NULL after the last one, or an error pointer: -ENOMEM
 */
struct sk_buff *nfm_segments_next(struct nfm_segments *seg)
{
	unsigned int left = seg->skb->len - seg->head - seg->pos;
	unsigned int len = min(seg->size, left);
	struct sk_buff *to;
	__wsum sum;

	if (!left)
		return NULL;
	to = nfm_segment_alloc(seg);
	if (!to)
		return ERR_PTR(-ENOMEM);
	sum = nfm_segment_share(seg, to, len);
	nfm_segment_headers(seg, to, len == left, sum);
	seg->pos += len;
	seg->n++;
	return to;
}
