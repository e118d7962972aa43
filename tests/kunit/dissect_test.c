// SPDX-License-Identifier: GPL-2.0-only
/*
 * Flow keys against the kernel's flow dissector: on the corpus, and on frames of
 * it with bytes changed, cut short, in pieces.
 *
 * They agree but for what is listed in enum nfm_difference, and each of these is
 * looked for in the bytes before it excuses anything.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/moduleparam.h>
#include <net/flow_dissector.h>
#include <net/ipv6.h>

#include "frame.h"
#include "suites.h"

static uint mutations = 100000;
module_param(mutations, uint, 0444);
MODULE_PARM_DESC(mutations, "frames with changed bytes to compare with the flow dissector");

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

static const char * const nfm_differences[NFM_DIFFERENCES] = {
	"tags", "inside", "802.3", "version", "length", "atomic", "frag-ports", "frag-behind",
	"frag-twice", "exthdrs", "spi", "tcp", "icmp", "arp",
};

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

#define ASKED(id, member) { FLOW_DISSECTOR_KEY_##id, offsetof(struct nfm_dissected, member) }

static const struct flow_dissector_key nfm_asked[] = {
	ASKED(CONTROL, control), ASKED(BASIC, basic), ASKED(IPV4_ADDRS, ip4),
	ASKED(IPV6_ADDRS, ip6), ASKED(PORTS, ports), ASKED(ICMP, icmp), ASKED(ETH_ADDRS, eth),
	ASKED(VLAN, vlan), ASKED(CVLAN, cvlan), ASKED(TCP, tcp), ASKED(IP, ip), ASKED(ARP, arp),
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
	unsigned int n[NFM_DIFFERENCES];
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

static const char *nfm_differ_ipv6_frag(struct nfm_dissect_ctx *c)
{
	const struct nfm_key *k = &c->pkt.key;
	u32 flags = c->theirs.control.flags;
	bool theirs_later = (flags & FLOW_DIS_IS_FRAGMENT) && !(flags & FLOW_DIS_FIRST_FRAG);
	/* A walk that does not come to an end cannot know. */
	bool whole = nfm_have(c, NFM_F_FRAG) || !nfm_have(c, NFM_F_IP_PROTO);

	if (!(k->frag & NFM_KEY_IS_FRAG)) {
		/* With offset 0: it would be later. */
		return !(flags & FLOW_DIS_IS_FRAGMENT) ||
		       nfm_excuse(c, NFM_D_ATOMIC, !theirs_later && whole) ||
		       nfm_behind_end(c, 0) ? NULL : "no IPv6 fragment";
	}
	if (!(flags & FLOW_DIS_IS_FRAGMENT))
		return nfm_behind_exthdrs(c) ? NULL : "IPv6 fragment";
	if (!(k->frag & NFM_KEY_IS_LATER) == !theirs_later)
		return NULL;
	return nfm_excuse(c, NFM_D_FRAG_TWICE, k->frag & NFM_KEY_IS_LATER) ?
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
	if (c->good && nfm_is_exthdr(t->basic.ip_proto) && !(k->frag & NFM_KEY_IS_LATER) &&
	    nfm_excuse(c, NFM_D_EXTHDRS, true))
		return NULL;
	differ = nfm_differ_ipv6_frag(c);
	if (differ)
		return differ;
	behind = (k->frag & NFM_KEY_IS_LATER) && nfm_is_exthdr(t->basic.ip_proto);
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
	u16 op = ntohs(k->arp_op);

	if (!t->op && !nfm_have(c, NFM_F_ARP_ADDR))
		return NULL;
	if (!t->op)
		return nfm_excuse(c, NFM_D_ARP, op != 1 && op != 2) ? NULL : "ARP that is none";
	if (!nfm_have(c, NFM_F_ARP_ADDR) || op != t->op || !nfm_is(&k->arp.sip, &t->sip, 4) ||
	    !nfm_is(&k->arp.tip, &t->tip, 4) || !nfm_is(k->arp.sha, t->sha, ETH_ALEN) ||
	    !nfm_is(k->arp.tha, t->tha, ETH_ALEN))
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

	if (differ)
		return differ;
	/* A tag that is not all there. */
	if (!nfm_have(c, NFM_F_PROTOCOL))
		return c->good ? "no EtherType" : NULL;
	c->l3 = nfm_have(c, NFM_F_VLAN) && !c->desc.accel ? VLAN_HLEN : 0;
	c->l3 += nfm_have(c, NFM_F_CVLAN) ? VLAN_HLEN : 0;
	c->end = c->skb->len;
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

static void nfm_dissect_make(struct kunit *test, const struct nfm_pieces *p)
{
	struct nfm_dissect_ctx *c = test->priv;

	c->skb = nfm_frame_skb(&c->desc, &c->frame, p);
	KUNIT_ASSERT_NOT_NULL(test, c->skb);
	c->skb->dev = c->dev;
}

/* Returns whether they agree on what is in the skb. */
static bool nfm_dissect_check(struct kunit *test, const struct nfm_pieces *p)
{
	struct nfm_dissect_ctx *c = test->priv;
	const char *differ;

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
	differ = nfm_differ(c);
	if (differ)
		kunit_err(test, "%s: %s: cut %d, linear %d, beside %d, frame %*phN", differ,
			  c->desc.name, p->cut, p->linear, c->desc.accel, min(c->frame.len, 64),
			  c->frame.data);
	return !differ;
}

static int nfm_dissect_init(struct kunit *test)
{
	struct nfm_dissect_ctx *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	test->priv = c;
	skb_flow_dissector_init(&c->dissector, nfm_asked, ARRAY_SIZE(nfm_asked));
	/* Not registered: it is there for its type. */
	c->dev = alloc_etherdev(0);
	return c->dev ? 0 : -ENOMEM;
}

static void nfm_dissect_exit(struct kunit *test)
{
	struct nfm_dissect_ctx *c = test->priv;

	if (c && c->dev)
		free_netdev(c->dev);
}

static void nfm_dissect_corpus(struct kunit *test)
{
	struct nfm_dissect_ctx *c = test->priv;
	struct nfm_pieces p = { .pulled = ETH_HLEN };

	c->desc = *(const struct nfm_desc *)test->param_value;
	if (c->desc.no_mac)
		kunit_skip(test, "has no Ethernet header");
	nfm_frame_build(&c->desc, &c->frame);
	for (p.cut = ETH_HLEN; p.cut <= c->frame.len; p.cut++) {
		p.linear = p.cut - ETH_HLEN;
		nfm_dissect_make(test, &p);
		KUNIT_EXPECT_TRUE(test, nfm_dissect_check(test, &p));
		kfree_skb(c->skb);
	}
}

/* Bytes that mean something are worth more than others. */
static u8 nfm_mutant_byte(struct nfm_random *r)
{
	static const u8 some[] = {
		0, 1, 2, 4, 5, 6, 8, 16, 17, 20, 40, 43, 44, 46, 47, 50, 51, 58, 60, 0x40, 0x45,
		0x60, 0x81, 0x86, 0x88, 0xa8, 0xdd, 132, 136, 137, 255
	};

	return nfm_random_one_in(r, 3) ? nfm_random_u64(r) : nfm_random_pick(r, some);
}

static void nfm_mutate(struct nfm_random *r, struct nfm_dissect_ctx *c)
{
	unsigned int n = 1 + nfm_random_below(r, 4);

	while (n--)
		c->frame.data[nfm_random_below(r, c->frame.len)] = nfm_mutant_byte(r);
	/* Often where it decides: behind the L3 header's first bytes. */
	if (nfm_random_one_in(r, 2) && c->frame.l3 + 8 < c->frame.len)
		c->frame.data[c->frame.l3 + nfm_random_below(r, 8)] = nfm_mutant_byte(r);
}

/* The frame's bytes, as they are now, into an skb that was made for it. */
static void nfm_dissect_fill(struct kunit *test, struct sk_buff *skb, const struct nfm_pieces *p)
{
	struct nfm_dissect_ctx *c = test->priv;

	KUNIT_ASSERT_EQ(test, skb_store_bits(skb, -p->pulled, c->frame.data, p->cut), 0);
}

/* Mutants of a frame that lie in the same skb: making one takes longer than all of them. */
#define NFM_MUTANTS	16

static void nfm_dissect_mutants(struct kunit *test)
{
	struct nfm_dissect_ctx *c = test->priv;
	struct nfm_pieces p = { .pulled = ETH_HLEN };
	unsigned int i, j, d, failed = 0;

	for (i = 0; i < mutations / NFM_MUTANTS && failed < 5; i++) {
		struct nfm_random r = nfm_random_part(i);

		c->desc = nfm_corpus[nfm_random_below(&r, nfm_corpus_n)];
		if (c->desc.no_mac)
			continue;
		nfm_frame_build(&c->desc, &c->frame);
		p.cut = c->frame.len;
		if (nfm_random_one_in(&r, 4))
			p.cut = ETH_HLEN + nfm_random_below(&r, c->frame.len - ETH_HLEN);
		p.linear = p.cut - ETH_HLEN;
		if (nfm_random_one_in(&r, 4))
			p.linear = nfm_random_below(&r, p.linear + 1);
		nfm_dissect_make(test, &p);
		for (j = 0; j < NFM_MUTANTS; j++) {
			nfm_frame_build(&c->desc, &c->frame);
			nfm_mutate(&r, c);
			nfm_dissect_fill(test, c->skb, &p);
			failed += !nfm_dissect_check(test, &p);
		}
		kfree_skb(c->skb);
		if (!(i % 16))
			cond_resched();
	}
	kunit_info(test, "%u frames, seed %#llx; known differences met:", i * NFM_MUTANTS,
		   nfm_test_seed());
	for (d = 0; d < NFM_DIFFERENCES; d++)
		kunit_info(test, "  %s %u", nfm_differences[d], c->n[d]);
	KUNIT_EXPECT_EQ(test, failed, 0);
}

/* The whole key of the frame, lying in the skb as @p says. Returns whether it took the
 * short way.
 */
static bool nfm_dissect_key(struct kunit *test, struct sk_buff *skb, const struct nfm_pieces *p,
			    struct nfm_key *key)
{
	struct nfm_dissect_ctx *c = test->priv;
	bool plain;

	nfm_dissect_fill(test, skb, p);
	skb->protocol = htons(c->frame.data[12] << 8 | c->frame.data[13]);
	nfm_frame_pkt(&c->desc, p, skb, &c->pkt);
	rcu_read_lock();
	nfm_key_extract(&c->pkt, BIT(NFM_F_MARK));
	/* The short way finds more than it was asked for. */
	plain = c->pkt.parsed != BIT(NFM_F_MARK);
	nfm_key_extract(&c->pkt, ~0U);
	rcu_read_unlock();
	*key = c->pkt.key;
	return plain;
}

/* A frame of which half are plain but for what is changed, whole and in two. */
static bool nfm_dissect_some(struct kunit *test, unsigned int i, struct nfm_random *r,
			     struct nfm_pieces *whole, struct nfm_pieces *pieces)
{
	struct nfm_dissect_ctx *c = test->priv;

	c->desc = nfm_corpus[nfm_random_below(r, nfm_corpus_n) * (i & 1)];
	if (c->desc.no_mac)
		return false;
	c->desc.ip_proto = i & 2 ? IPPROTO_UDP : c->desc.ip_proto;
	nfm_frame_build(&c->desc, &c->frame);
	whole->cut = c->frame.len;
	if (nfm_random_one_in(r, 2))
		whole->cut = ETH_HLEN + nfm_random_below(r, c->frame.len - ETH_HLEN + 1);
	whole->linear = whole->cut - ETH_HLEN;
	*pieces = *whole;
	pieces->linear = min_t(int, nfm_random_below(r, 34), whole->linear);
	return true;
}

/* The short way to the key of a plain packet and the long one, which everything takes
 * that is not linear, find the same.
 */
static void nfm_dissect_ways(struct kunit *test)
{
	struct nfm_pieces whole = { .pulled = ETH_HLEN }, pieces;
	unsigned int i, j, plain = 0, differ = 0;
	struct nfm_dissect_ctx *c = test->priv;
	struct nfm_key key, other;
	struct sk_buff *skb;

	for (i = 0; i < mutations / NFM_MUTANTS && differ < 5; i++) {
		struct nfm_random r = nfm_random_part(i);

		if (!nfm_dissect_some(test, i, &r, &whole, &pieces))
			continue;
		nfm_dissect_make(test, &whole);
		skb = nfm_frame_skb(&c->desc, &c->frame, &pieces);
		KUNIT_ASSERT_NOT_NULL(test, skb);
		for (j = 0; j < NFM_MUTANTS; j++) {
			nfm_frame_build(&c->desc, &c->frame);
			/* A quarter of them are as they were. */
			if (j & 3)
				nfm_mutate(&r, c);
			plain += nfm_dissect_key(test, c->skb, &whole, &key);
			if (nfm_dissect_key(test, skb, &pieces, &other))
				KUNIT_EXPECT_EQ(test, pieces.linear, whole.linear);
			if (!memcmp(&key, &other, sizeof(key)))
				continue;
			differ++;
			kunit_err(test, "part %u, seed %#llx: %s: cut %d, linear %d, frame %*phN",
				  i, nfm_test_seed(), c->desc.name, pieces.cut, pieces.linear,
				  min(c->frame.len, 64), c->frame.data);
		}
		kfree_skb(skb);
		kfree_skb(c->skb);
		if (!(i % 16))
			cond_resched();
	}
	kunit_info(test, "%u frames, %u of them by the short way", i * NFM_MUTANTS, plain);
	KUNIT_EXPECT_EQ(test, differ, 0);
	KUNIT_EXPECT_GT(test, plain, i * NFM_MUTANTS / 20);
}

static struct kunit_case nfm_dissect_cases[] = {
	KUNIT_CASE_PARAM(nfm_dissect_corpus, nfm_corpus_param),
	KUNIT_CASE(nfm_dissect_mutants),
	KUNIT_CASE(nfm_dissect_ways),
	{}
};

struct kunit_suite nfm_dissect_suite = {
	.name = "nfm_dissect",
	.init = nfm_dissect_init,
	.exit = nfm_dissect_exit,
	.test_cases = nfm_dissect_cases,
};
