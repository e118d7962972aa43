/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Frames: described in words, built as bytes, and what their flow key has to be.
 */
#ifndef _NFM_TEST_FRAME_H
#define _NFM_TEST_FRAME_H

#include <linux/netdevice.h>
#include <linux/skbuff.h>

#include "key.h"
#include "random.h"

#define NFM_FRAME_TAGS	10
#define NFM_FRAME_EXTS	20
#define NFM_FRAME_MAX	1024

/**
 * struct nfm_desc - a frame in words
 * @name: of the case
 * @no_mac: there is no Ethernet header: a packet of an IP device
 * @n_tags: VLAN tags
 * @accel: the outer one is not in the frame but beside it
 * @tci: the tags' control information
 * @tpid: their EtherType; 0: 802.1Q
 * @protocol: EtherType, or the length of an 802.3 frame
 * @src_mac: source
 * @dst_mac: destination
 * @version: in the IP header; 0: what @protocol says
 * @ihl: words of an IPv4 header; 0: 5
 * @l3_len: the packet's length according to its IP header; 0: as it is
 * @jumbo: IPv6 payload length, or IPv4 length of a GSO packet, of 0
 * @src: address, IPv4 in the first four bytes; of ARP the sender's
 * @dst: address; of ARP the target's
 * @sha: ARP sender's hardware address
 * @tha: ARP target's
 * @tos: IPv4 TOS or IPv6 traffic class
 * @ttl: TTL or hop limit
 * @frag_off: fragment offset in units of 8 bytes
 * @more: more fragments follow
 * @n_ext: IPv6 extension headers
 * @ext: their protocols; NEXTHDR_FRAGMENT has @frag_off and @more
 * @ext_len: their length field
 * @ip_proto: protocol behind them
 * @src_port: port
 * @dst_port: port
 * @tcp_flags: 12 bits
 * @icmp_type: type
 * @icmp_code: code
 * @arp_hrd: hardware type of ARP; 0: Ethernet
 * @arp_op: operation
 * @pad: bytes behind the packet
 * @mark: of the skb
 * @indev: device that received it
 */
struct nfm_desc {
	const char *name;
	bool no_mac;
	u8 n_tags;
	bool accel;
	u16 tci[NFM_FRAME_TAGS];
	u16 tpid[NFM_FRAME_TAGS];
	u16 protocol;
	u8 src_mac[ETH_ALEN];
	u8 dst_mac[ETH_ALEN];
	u8 version;
	u8 ihl;
	u16 l3_len;
	bool jumbo;
	u8 src[16];
	u8 dst[16];
	u8 sha[ETH_ALEN];
	u8 tha[ETH_ALEN];
	u8 tos;
	u8 ttl;
	u16 frag_off;
	bool more;
	u8 n_ext;
	u8 ext[NFM_FRAME_EXTS];
	u8 ext_len[NFM_FRAME_EXTS];
	u8 ip_proto;
	u16 src_port;
	u16 dst_port;
	u16 tcp_flags;
	u8 icmp_type;
	u8 icmp_code;
	u16 arp_hrd;
	u16 arp_op;
	u8 pad;
	u32 mark;
	const struct net_device *indev;
};

/**
 * struct nfm_frame - a frame as bytes
 * @len: bytes
 * @l3: where the L3 header is
 * @l4: where the L4 header is
 * @data: the bytes
 */
struct nfm_frame {
	int len;
	int l3;
	int l4;
	u8 data[NFM_FRAME_MAX];
};

/**
 * struct nfm_pieces - how a frame lies in an skb
 * @cut: its first bytes only
 * @linear: of these, bytes in the linear part, counted from skb->data
 * @pulled: bytes in front of skb->data, the Ethernet header of a received frame
 * @before: bytes between skb->data and the frame
 * @list: 1: what is not linear is in a list of skbs rather than in pages
 */
struct nfm_pieces {
	int cut;
	int linear;
	int pulled;
	int before;
	int list;
};

extern const struct nfm_desc nfm_corpus[];
extern const unsigned int nfm_corpus_n;

void nfm_frame_build(const struct nfm_desc *d, struct nfm_frame *f);
void nfm_frame_key(const struct nfm_desc *d, const struct nfm_frame *f, int cut,
		   struct nfm_key *key);
struct sk_buff *nfm_frame_skb(const struct nfm_desc *d, const struct nfm_frame *f,
			      const struct nfm_pieces *p);
void nfm_frame_pkt(const struct nfm_desc *d, const struct nfm_pieces *p, struct sk_buff *skb,
		   struct nfm_pkt *pkt);
const void *nfm_corpus_param(const void *prev, char *text);
void nfm_desc_random(struct nfm_random *r, struct nfm_desc *d,
		     const struct net_device *const *devs, unsigned int n_devs);

#endif /* _NFM_TEST_FRAME_H */
