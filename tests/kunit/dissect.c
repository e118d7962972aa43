// SPDX-License-Identifier: GPL-2.0-only
/*
 * A frame's flow key against what the kernel's flow dissector finds.
 *
 * They agree but for what is listed in enum nfm_difference, and each of these is
 * looked for in the bytes, or in what the dissector says, before it excuses anything:
 * never in the key.
 */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <net/ipv6.h>

#include "dissect.h"

const char * const nfm_differences[NFM_DIFFERENCES] = {
	"tags", "inside", "802.3", "version", "length", "atomic", "frag-ports", "frag-behind",
	"frag-twice", "exthdrs", "spi", "tcp", "icmp", "arp",
};

#define ASKED(id, member) { FLOW_DISSECTOR_KEY_##id, offsetof(struct nfm_dissected, member) }

static const struct flow_dissector_key nfm_asked[] = {
	ASKED(CONTROL, control), ASKED(BASIC, basic), ASKED(IPV4_ADDRS, ip4),
	ASKED(IPV6_ADDRS, ip6), ASKED(PORTS, ports), ASKED(ICMP, icmp), ASKED(ETH_ADDRS, eth),
	ASKED(VLAN, vlan), ASKED(CVLAN, cvlan), ASKED(TCP, tcp), ASKED(IP, ip), ASKED(ARP, arp),
};

/* A difference that has been found to be there. */
static bool nfm_excuse(struct nfm_dissect_ctx *c, enum nfm_difference d, bool there)
{
	c->n[d] += there;
	return there;
}

static bool nfm_have(const struct nfm_dissect_ctx *c, enum nfm_field_id field)
{
	return c->pkt.key.have & BIT(field);
}

static bool nfm_is(const void *a, const void *b, int len)
{
	return !memcmp(a, b, len);
}

static u8 nfm_byte(const struct nfm_dissect_ctx *c, int at)
{
	u8 byte = 0;

	skb_copy_bits(c->skb, at, &byte, 1);
	return byte;
}

static unsigned int nfm_two_bytes(const struct nfm_dissect_ctx *c, int at)
{
	return nfm_byte(c, at) << 8 | nfm_byte(c, at + 1);
}

/* Is what they found there, @off bytes long behind the IP headers, no part of the packet, as its
 * IP header has it?
 */
static bool nfm_behind_end(struct nfm_dissect_ctx *c, int off)
{
	return nfm_excuse(c, NFM_D_LENGTH, c->end < (int)c->skb->len &&
					   c->theirs.control.thoff + off > c->end);
}

static const char *nfm_differ_l2(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	const struct nfm_dissected *t = &c->theirs;

	if (!nfm_have(c, NFM_F_SRC_MAC) || !nfm_is(k->src_mac, t->eth.src, ETH_ALEN) ||
	    !nfm_is(k->dst_mac, t->eth.dst, ETH_ALEN))
		return "MAC addresses";
	if (ntohs(k->vlan_id) != t->vlan.vlan_id || k->vlan_prio != t->vlan.vlan_priority ||
	    nfm_have(c, NFM_F_VLAN) != !!t->vlan.vlan_tpid)
		return "VLAN";
	if (ntohs(k->cvlan_id) != t->cvlan.vlan_id ||
	    nfm_have(c, NFM_F_CVLAN) != !!t->cvlan.vlan_tpid)
		return "inner VLAN";
	return NULL;
}

/* Behind its last header it names what is next, and does not read it. */
static bool nfm_behind_exthdrs(struct nfm_dissect_ctx *c)
{
	return c->pkt.key.protocol == htons(ETH_P_IPV6) &&
	       nfm_excuse(c, NFM_D_EXTHDRS, c->theirs.control.thoff - c->l3 - 40 >= 12 * 8);
}

static const char *nfm_differ_tcp(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	int th = c->theirs.control.thoff;
	bool bad = (int)c->skb->len < th + 20 || nfm_byte(c, th + 12) >> 4 < 5;

	if (k->tcp_flags == c->theirs.tcp.flags)
		return NULL;
	if (nfm_have(c, NFM_F_TCP_FLAGS))
		return !c->theirs.tcp.flags &&
		       (nfm_excuse(c, NFM_D_TCP, bad) || nfm_behind_exthdrs(c)) ?
		       NULL : "TCP flags";
	return nfm_behind_end(c, 14) ? NULL : "no TCP flags";
}

static const char *nfm_differ_icmp(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;

	if (k->icmp_type == c->theirs.icmp.type && k->icmp_code == c->theirs.icmp.code)
		return NULL;
	if (nfm_have(c, NFM_F_ICMP))
		return !c->theirs.icmp.type && !c->theirs.icmp.code &&
		       (nfm_excuse(c, NFM_D_ICMP,
				   (int)c->skb->len < c->theirs.control.thoff + 8) ||
			nfm_behind_exthdrs(c)) ? NULL : "ICMP type and code";
	return nfm_behind_end(c, 2) ? NULL : "no ICMP type and code";
}

static const char *nfm_differ_ports(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	const struct flow_dissector_key_ports *t = &c->theirs.ports;
	bool frag = c->theirs.control.flags & FLOW_DIS_IS_FRAGMENT;
	u8 proto = c->theirs.basic.ip_proto;

	if (k->src_port == t->src && k->dst_port == t->dst)
		return NULL;
	if (nfm_have(c, NFM_F_PORTS))
		return !t->ports && nfm_excuse(c, NFM_D_FRAG_PORTS, frag) ? NULL : "ports";
	if (nfm_excuse(c, NFM_D_SPI, proto == IPPROTO_AH || proto == IPPROTO_ESP))
		return NULL;
	return nfm_behind_end(c, 4) ? NULL : "no ports";
}

static const char *nfm_differ_l4(struct nfm_dissect_ctx *c)
{
	u32 l4 = BIT(NFM_F_PORTS) | BIT(NFM_F_ICMP) | BIT(NFM_F_TCP_FLAGS);

	if (c->pkt.key.frag & NFM_KEY_IS_LATER)
		return c->pkt.key.have & l4 ? "L4 of a later fragment" : NULL;
	return nfm_differ_tcp(c) ?: nfm_differ_icmp(c) ?: nfm_differ_ports(c);
}

static const char *nfm_differ_ipv4(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	const struct nfm_dissected *t = &c->theirs;
	int len = nfm_two_bytes(c, c->l3 + 2), header = (nfm_byte(c, c->l3) & 15) * 4;
	bool frag = t->control.flags & FLOW_DIS_IS_FRAGMENT;
	bool later = frag && !(t->control.flags & FLOW_DIS_FIRST_FRAG);

	if (t->control.addr_type != FLOW_DISSECTOR_KEY_IPV4_ADDRS)
		return nfm_have(c, NFM_F_IP) ? "an IPv4 header that is none" : NULL;
	if (!nfm_have(c, NFM_F_IP))
		return nfm_excuse(c, NFM_D_VERSION, nfm_byte(c, c->l3) >> 4 != 4) ?
		       NULL : "no IPv4";
	if (k->ip4.src != t->ip4.src || k->ip4.dst != t->ip4.dst || k->tos != t->ip.tos ||
	    k->ttl != t->ip.ttl || k->ip_proto != t->basic.ip_proto)
		return "IPv4 header";
	if (!(k->frag & NFM_KEY_IS_FRAG) == frag || !(k->frag & NFM_KEY_IS_LATER) == later)
		return "IPv4 fragment";
	if (k->frag & NFM_KEY_IS_LATER)
		return nfm_differ_l4(c);
	/* Not even its own header: no L4 for us. */
	c->end = len < header ? 0 : min_t(int, c->skb->len, c->l3 + len);
	return nfm_differ_l4(c);
}

static bool nfm_is_exthdr(u8 proto)
{
	return proto == NEXTHDR_HOP || proto == NEXTHDR_ROUTING || proto == NEXTHDR_DEST ||
	       proto == NEXTHDR_FRAGMENT;
}

/* As far as the packet goes, and as a key does: the protocol behind 16 headers. */
static void nfm_find_fragments(struct nfm_dissect_ctx *c)
{
	u8 proto = nfm_byte(c, c->l3 + 6);
	int at = c->l3 + 40, i;

	c->frags = (struct nfm_fragments){};
	for (i = 0; i <= 16 && nfm_is_exthdr(proto) && !c->frags.later; i++) {
		bool is_frag = proto == NEXTHDR_FRAGMENT;
		unsigned int place = nfm_two_bytes(c, at + 2);

		if (at + (is_frag ? 8 : 2) > c->end)
			return;
		if (is_frag) {
			c->frags.n++;
			c->frags.frag |= place & (IP6_OFFSET | IP6_MF);
			c->frags.later |= place & IP6_OFFSET;
		}
		proto = nfm_byte(c, at);
		at += is_frag ? 8 : 8 + 8 * nfm_byte(c, at + 1);
	}
}

static const char *nfm_differ_ipv6_frag(struct nfm_dissect_ctx *c)
{
	const struct nfm_fragments *f = &c->frags;
	const struct nfm_key *k = &c->pkt.key;
	u32 flags = c->theirs.control.flags;
	bool frag = flags & FLOW_DIS_IS_FRAGMENT;
	bool later = frag && !(flags & FLOW_DIS_FIRST_FRAG);

	/* Only a walk that does not come to an end cannot know. */
	if (nfm_have(c, NFM_F_IP_PROTO) && !nfm_have(c, NFM_F_FRAG))
		return "not known to be an IPv6 fragment";
	if (!(k->frag & NFM_KEY_IS_FRAG))
		return !frag || (!f->frag && (nfm_excuse(c, NFM_D_ATOMIC, f->n) ||
					      nfm_behind_end(c, 0))) ? NULL : "no IPv6 fragment";
	if (!frag)
		return f->frag && nfm_behind_exthdrs(c) ? NULL : "IPv6 fragment";
	if (!(k->frag & NFM_KEY_IS_LATER) == !later)
		return NULL;
	return nfm_excuse(c, NFM_D_FRAG_TWICE, !later && f->later && f->n > 1) ?
	       NULL : "IPv6 fragment's place";
}

static const char *nfm_differ_ipv6(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	const struct nfm_dissected *t = &c->theirs;
	int len = nfm_two_bytes(c, c->l3 + 4);
	const char *differ;
	bool behind;

	if (t->control.addr_type != FLOW_DISSECTOR_KEY_IPV6_ADDRS)
		return nfm_have(c, NFM_F_IP) ? "an IPv6 header that is none" : NULL;
	if (!nfm_have(c, NFM_F_IP))
		return nfm_excuse(c, NFM_D_VERSION, nfm_byte(c, c->l3) >> 4 != 6) ?
		       NULL : "no IPv6";
	if (!nfm_is(&k->ip6.src, &t->ip6.src, 16) || !nfm_is(&k->ip6.dst, &t->ip6.dst, 16) ||
	    k->tos != t->ip.tos || k->ttl != t->ip.ttl)
		return "IPv6 header";
	if (len)
		c->end = min_t(int, c->skb->len, c->l3 + 40 + len);
	nfm_find_fragments(c);
	if (c->good && nfm_is_exthdr(t->basic.ip_proto) && !c->frags.later && nfm_behind_exthdrs(c))
		return NULL;
	differ = nfm_differ_ipv6_frag(c);
	if (differ)
		return differ;
	behind = c->frags.later && nfm_is_exthdr(t->basic.ip_proto);
	if (!nfm_have(c, NFM_F_IP_PROTO))
		return !c->good || nfm_behind_end(c, 0) ||
		       nfm_excuse(c, NFM_D_FRAG_BEHIND, behind) ? NULL : "no IPv6 protocol";
	if (k->ip_proto != t->basic.ip_proto)
		return "IPv6 protocol";
	return nfm_differ_l4(c);
}

static const char *nfm_differ_arp(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	const struct flow_dissector_key_arp *t = &c->theirs.arp;
	unsigned int op = nfm_two_bytes(c, c->l3 + 6);

	if (!t->op && !nfm_have(c, NFM_F_ARP_ADDR))
		return NULL;
	if (!t->op)
		return nfm_excuse(c, NFM_D_ARP, op != 1 && op != 2) ? NULL : "ARP that is none";
	if (!nfm_have(c, NFM_F_ARP_ADDR) || ntohs(k->arp_op) != t->op ||
	    !nfm_is(&k->arp.sip, &t->sip, 4) || !nfm_is(&k->arp.tip, &t->tip, 4) ||
	    !nfm_is(k->arp.sha, t->sha, ETH_ALEN) || !nfm_is(k->arp.tha, t->tha, ETH_ALEN))
		return "ARP";
	return NULL;
}

/* MPLS in IP, where they find it: in a header of another version, or behind extension
 * headers that the packet's length cuts, only they.
 */
static bool nfm_is_mpls(struct nfm_dissect_ctx *c)
{
	int version = c->pkt.key.protocol == htons(ETH_P_IP) ? 4 : 6;
	int len = nfm_two_bytes(c, c->l3 + 4);

	if (c->theirs.basic.n_proto != htons(ETH_P_MPLS_UC))
		return false;
	if (nfm_have(c, NFM_F_IP_PROTO))
		return c->pkt.key.ip_proto == IPPROTO_MPLS;
	if (version == 6 && len)
		c->end = min_t(int, c->skb->len, c->l3 + 40 + len);
	return nfm_excuse(c, NFM_D_VERSION, nfm_byte(c, c->l3) >> 4 != version) ||
	       nfm_behind_end(c, 0);
}

/* What they do not agree on; %NULL: nothing. */
static const char *nfm_differ(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	const struct nfm_dissected *t = &c->theirs;
	const char *differ = nfm_differ_l2(c);
	unsigned int type;

	if (differ)
		return differ;
	/* A tag that is not all there. */
	if (!nfm_have(c, NFM_F_PROTOCOL))
		return c->good ? "no EtherType" : NULL;
	c->l3 = nfm_have(c, NFM_F_VLAN) && !c->desc.accel ? VLAN_HLEN : 0;
	c->l3 += nfm_have(c, NFM_F_CVLAN) ? VLAN_HLEN : 0;
	c->end = c->skb->len;
	type = nfm_two_bytes(c, c->l3 - 2);
	if (ntohs(k->protocol) != (type < ETH_P_802_3_MIN ? ETH_P_802_2 : type))
		return "EtherType";
	switch (ntohs(k->protocol)) {
	case ETH_P_8021Q:
	case ETH_P_8021AD:
		nfm_excuse(c, NFM_D_TAGS, true);
		return nfm_have(c, NFM_F_CVLAN) ? NULL : "EtherType of a tag";
	case ETH_P_802_2:
		return nfm_excuse(c, NFM_D_802_3, ntohs(t->basic.n_proto) < ETH_P_802_3_MIN) ?
		       NULL : "802.3";
	case ETH_P_PPP_SES:
	case ETH_P_MPLS_UC:
	case ETH_P_MPLS_MC:
	case ETH_P_HSR:
	case ETH_P_PRP:
	case ETH_P_BATMAN:
		nfm_excuse(c, NFM_D_INSIDE, true);
		return NULL;
	}
	if (k->protocol != t->basic.n_proto)
		return nfm_excuse(c, NFM_D_INSIDE, nfm_is_mpls(c)) ? NULL : "EtherType";
	switch (ntohs(k->protocol)) {
	case ETH_P_IP:
		return nfm_differ_ipv4(c);
	case ETH_P_IPV6:
		return nfm_differ_ipv6(c);
	case ETH_P_ARP:
		return nfm_differ_arp(c);
	}
	return NULL;
}

void nfm_dissect_setup(struct nfm_dissect_ctx *c)
{
	skb_flow_dissector_init(&c->dissector, nfm_asked, ARRAY_SIZE(nfm_asked));
}

/**
 * nfm_dissect - see what is in c->skb with both
 * @c: views
 * @p: how the frame lies in the skb
 *
 * Return: what they do not agree on; %NULL: nothing
 */
const char *nfm_dissect(struct nfm_dissect_ctx *c, const struct nfm_pieces *p)
{
	/* As the changed bytes have it. */
	c->skb->protocol = htons(c->frame.data[12] << 8 | c->frame.data[13]);
	nfm_frame_pkt(&c->desc, p, c->skb, &c->pkt);
	rcu_read_lock();
	nfm_key_extract(&c->pkt, ~0U);
	rcu_read_unlock();
	memset(&c->theirs, 0, sizeof(c->theirs));
	c->good = __skb_flow_dissect(&init_net, c->skb, &c->dissector, &c->theirs, NULL, 0, 0, 0,
				     FLOW_DISSECTOR_F_PARSE_1ST_FRAG |
				     FLOW_DISSECTOR_F_STOP_BEFORE_ENCAP);
	return nfm_differ(c);
}
