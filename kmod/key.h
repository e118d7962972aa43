/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A packet as the hooks hand it on, and its flow key.
 */
#ifndef _NFM_KEY_H
#define _NFM_KEY_H

#include <linux/bits.h>
#include <linux/in6.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/skbuff.h>
#include <linux/types.h>

struct nfm_point;

/* Fields of the key. Bit n of nfm_key.have says that field n was there. */
enum nfm_field_id {
	NFM_F_SRC_MAC,
	NFM_F_DST_MAC,
	NFM_F_PROTOCOL,
	NFM_F_VLAN,
	NFM_F_CVLAN,
	NFM_F_IP,		/* addresses, TOS, TTL */
	NFM_F_FRAG,
	NFM_F_IP_PROTO,
	NFM_F_PORTS,
	NFM_F_TCP_FLAGS,
	NFM_F_ICMP,
	NFM_F_ARP_OP,
	NFM_F_ARP_ADDR,		/* addresses of Ethernet and IPv4 */
	NFM_F_MARK,
	NFM_F_INDEV,
};

#define NFM_NEED_MAC	(BIT(NFM_F_SRC_MAC) | BIT(NFM_F_DST_MAC))

/* What asks for a look behind the Ethernet header and its tags. */
#define NFM_NEED_L3	(BIT(NFM_F_IP) | BIT(NFM_F_FRAG) | NFM_NEED_L4 | BIT(NFM_F_ARP_OP) | \
			 BIT(NFM_F_ARP_ADDR))
#define NFM_NEED_L4	(BIT(NFM_F_IP_PROTO) | BIT(NFM_F_PORTS) | BIT(NFM_F_TCP_FLAGS) | \
			 BIT(NFM_F_ICMP))

/* Words behind NFM_KEY_NARROW are asked for by NFM_NEED_WIDE as well. */
#define NFM_NEED_NARROW	(GENMASK(NFM_F_MARK, 0) & ~NFM_NEED_MAC)

/* What asks for a look at the packet at all. */
#define NFM_NEED_FRAME	(~(BIT(NFM_F_MARK) | BIT(NFM_F_INDEV) | NFM_NEED_WIDE))

#define NFM_KEY_WORDS	12

/* Words that an IPv4 flow is told by. Only with NFM_NEED_WIDE are the others good. */
#define NFM_KEY_NARROW	3
#define NFM_NEED_WIDE	BIT(31)

/* Bits of nfm_key.frag. */
#define NFM_KEY_IS_FRAG		BIT(0)
#define NFM_KEY_IS_LATER	BIT(1)

/**
 * struct nfm_key - what rules can ask of a packet
 *
 * A mask hashes and compares only the words that it pins, so what rules use
 * together stands together: an IPv4 flow is in words 0, 1 and 2. Word 0 says
 * what the other words mean; every mask pins the bits of @have that it needs.
 */
struct nfm_key {
	union {
		u64 w[NFM_KEY_WORDS];
		struct {
			/* 0 */
			__be16 protocol;
			u8 ip_proto;
			u8 frag;
			u32 have;
			/* 1 */
			union {
				struct {
					__be16 src_port;
					__be16 dst_port;
				};
				__be32 ports;
			};
			__be16 tcp_flags;
			u8 icmp_type;
			u8 icmp_code;
			/* 2 to 5 */
			union {
				struct {
					struct in6_addr src;
					struct in6_addr dst;
				} ip6;
				struct {
					__be32 src;
					__be32 dst;
				} ip4;
				struct {
					__be32 sip;
					__be32 tip;
					u8 sha[ETH_ALEN];
					__be16 pad4;
					u8 tha[ETH_ALEN];
					__be16 pad5;
				} arp;
			};
			/* 6 */
			__be16 vlan_id;
			__be16 cvlan_id;
			u8 vlan_prio;
			u8 tos;
			u8 ttl;
			u8 pad6;
			/* 7 */
			u32 mark;
			__be16 arp_op;
			__be16 pad7;
			/* 8, 9 */
			u8 src_mac[ETH_ALEN];
			__be16 pad8;
			u8 dst_mac[ETH_ALEN];
			__be16 pad9;
			/* 10, 11 */
			char indev[IFNAMSIZ];
		};
	};
};

/**
 * struct nfm_pkt - a packet on its way through a hook
 * @skb: the original; only read
 * @indev: the device that received it, if known
 * @indev_net: else: where to look for the device of @skb's skb_iif; or %NULL
 * @point: the hook
 * @start: offset from @skb's data to the frame, or to the L3 header of a packet
 *	without one; negative where the MAC header has been pulled
 * @has_mac: the frame starts with an Ethernet header
 * @bytes: length of the frame, with the Ethernet header and accelerated tag
 * @parsed: fields for which @key is good
 * @reversed: it goes from the higher end of @flow to the lower one
 * @is_answer: it complains of a copy, see nfm_tunnel_is_answer()
 * @flow: see flow.h
 * @key: flow key
 */
struct nfm_pkt {
	struct sk_buff *skb;
	const struct net_device *indev;
	struct net *indev_net;
	const struct nfm_point *point;
	int start;
	bool has_mac;
	unsigned int bytes;
	u32 parsed;
	bool reversed;
	bool is_answer;
	u64 flow;
	struct nfm_key key;
};

void nfm_key_fill(struct nfm_pkt *pkt, u32 needs);

/* Does nothing for what an earlier session at this hook has asked for. */
static inline void nfm_key_extract(struct nfm_pkt *pkt, u32 needs)
{
	if (needs & ~pkt->parsed)
		nfm_key_fill(pkt, needs);
}

#endif /* _NFM_KEY_H */
