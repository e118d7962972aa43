/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A frame's flow key against what the kernel's flow dissector finds.
 */
#ifndef _NFM_TEST_DISSECT_H
#define _NFM_TEST_DISSECT_H

#include <net/flow_dissector.h>

#include "frame.h"

/* How the two differ. */
enum nfm_difference {
	NFM_D_TAGS,		/* it skips a third VLAN tag and more; two are what a key has */
	NFM_D_INSIDE,		/* it looks into PPPoE, MPLS, HSR, PRP and BATMAN */
	NFM_D_802_3,		/* it leaves an 802.3 length in the place of an EtherType */
	NFM_D_VERSION,		/* it does not look at the version in the IP header */
	NFM_D_LENGTH,		/* it reads on where the IP header says that the packet ends */
	NFM_D_ATOMIC,		/* it takes an atomic fragment for a fragment (RFC 6946) */
	NFM_D_FRAG_PORTS,	/* it does not read the ports of a first fragment */
	NFM_D_FRAG_BEHIND,	/* it names the header behind a later fragment's header */
	NFM_D_FRAG_TWICE,	/* it does not notice a second fragment header */
	NFM_D_EXTHDRS,		/* it stops after fewer extension headers */
	NFM_D_SPI,		/* it takes the SPI of AH and ESP for ports */
	NFM_D_TCP,		/* it wants the whole TCP header, and a sane length in it */
	NFM_D_ICMP,		/* it wants 8 bytes of the ICMP header */
	NFM_D_ARP,		/* it knows requests and replies only */
	NFM_DIFFERENCES
};

extern const char * const nfm_differences[NFM_DIFFERENCES];

/* What the dissector is asked for. */
struct nfm_dissected {
	struct flow_dissector_key_control control;
	struct flow_dissector_key_basic basic;
	struct flow_dissector_key_ipv4_addrs ip4;
	struct flow_dissector_key_ipv6_addrs ip6;
	struct flow_dissector_key_ports ports;
	struct flow_dissector_key_icmp icmp;
	struct flow_dissector_key_eth_addrs eth;
	struct flow_dissector_key_vlan vlan;
	struct flow_dissector_key_vlan cvlan;
	struct flow_dissector_key_tcp tcp;
	struct flow_dissector_key_ip ip;
	struct flow_dissector_key_arp arp;
};

/**
 * struct nfm_fragments - the fragment headers of an IPv6 packet, by its bytes
 * @n: headers; behind one of a later fragment there is none
 * @frag: one of them says that the packet is a fragment
 * @later: one of them says that it is not the first
 */
struct nfm_fragments {
	unsigned int n;
	bool frag;
	bool later;
};

/**
 * struct nfm_dissect_ctx - both views of a frame
 * @desc: the frame in words, before its bytes were changed
 * @frame: its bytes
 * @dev: device that received it
 * @skb: the frame
 * @pkt: with our key
 * @dissector: the kernel's
 * @theirs: what it found
 * @good: it was content
 * @l3: where the L3 header is, from skb->data
 * @end: where the IP header says that the packet ends, or where the skb does
 * @frags: IPv6: fragment headers
 * @n: differences met
 */
struct nfm_dissect_ctx {
	struct nfm_desc desc;
	struct nfm_frame frame;
	struct net_device *dev;
	struct sk_buff *skb;
	struct nfm_pkt pkt;
	struct flow_dissector dissector;
	struct nfm_dissected theirs;
	bool good;
	int l3;
	int end;
	struct nfm_fragments frags;
	unsigned int n[NFM_DIFFERENCES];
};

void nfm_dissect_setup(struct nfm_dissect_ctx *c);
const char *nfm_dissect(struct nfm_dissect_ctx *c, const struct nfm_pieces *p);

#endif /* _NFM_TEST_DISSECT_H */
