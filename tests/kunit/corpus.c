// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames: one of each kind, and random ones from a small world, in which what
 * rules ask for is common.
 */
#include <linux/etherdevice.h>
#include <linux/ipv6.h>
#include <net/ipv6.h>

#include "frame.h"

#define MACS		.src_mac = { 2, 0, 0, 0, 0, 1 }, .dst_mac = { 2, 0, 0, 0, 0, 2 }
#define V4		MACS, .protocol = ETH_P_IP, .tos = 0xb9, .ttl = 63,	\
			.src = { 10, 0, 0, 1 }, .dst = { 192, 0, 2, 7 }
#define V6		MACS, .protocol = ETH_P_IPV6, .tos = 0xb9, .ttl = 63,	\
			.src = { 0x20, 1, 0xd, 0xb8, [15] = 1 },		\
			.dst = { 0xfe, 0x80, [8] = 2, [15] = 9 }
#define ARP		MACS, .protocol = ETH_P_ARP,				\
			.src = { 10, 0, 0, 1 }, .dst = { 10, 0, 0, 2 },		\
			.sha = { 2, 0, 0, 0, 0, 1 }, .tha = { 2, 0, 0, 0, 0, 9 }
#define TCP		.ip_proto = IPPROTO_TCP, .src_port = 40000, .dst_port = 443,	\
			.tcp_flags = 0x112
#define PORTS		.src_port = 40000, .dst_port = 53
#define UDP		.ip_proto = IPPROTO_UDP, PORTS
#define ICMP4		.ip_proto = IPPROTO_ICMP, .icmp_type = 8, .icmp_code = 3
#define ICMP6		.ip_proto = IPPROTO_ICMPV6, .icmp_type = 128, .icmp_code = 3
#define TAG		.n_tags = 1, .tci = { 0x6005 }
#define TAGS		.n_tags = 2, .tci = { 0x6005, 0xa007 }, .tpid = { ETH_P_8021AD }
#define EXTS(...)	.n_ext = sizeof((u8[]){ __VA_ARGS__ }), .ext = { __VA_ARGS__ }
#define FRAGMENT	NEXTHDR_FRAGMENT

const struct nfm_desc nfm_corpus[] = {
	{ .name = "ipv4 tcp", V4, TCP },
	{ .name = "ipv4 udp", V4, UDP },
	{ .name = "ipv4 udp marked", V4, UDP, .mark = 0x80000001 },
	{ .name = "ipv4 udp-lite", V4, PORTS, .ip_proto = IPPROTO_UDPLITE },
	{ .name = "ipv4 sctp", V4, PORTS, .ip_proto = IPPROTO_SCTP },
	{ .name = "ipv4 dccp", V4, PORTS, .ip_proto = IPPROTO_DCCP },
	{ .name = "ipv4 icmp", V4, ICMP4 },
	{ .name = "ipv4 esp", V4, .ip_proto = IPPROTO_ESP },
	{ .name = "ipv4 ah", V4, .ip_proto = IPPROTO_AH },
	{ .name = "ipv4 gre", V4, .ip_proto = IPPROTO_GRE },
	{ .name = "ipv4 in ipv4", V4, .ip_proto = IPPROTO_IPIP },
	{ .name = "ipv4 protocol 0", V4, .ip_proto = 0 },
	{ .name = "ipv4 protocol 44", V4, .ip_proto = NEXTHDR_FRAGMENT },
	{ .name = "ipv4 options tcp", V4, TCP, .ihl = 8 },
	{ .name = "ipv4 all options udp", V4, UDP, .ihl = 15 },
	{ .name = "ipv4 header too short", V4, TCP, .ihl = 4 },
	{ .name = "ipv4 of version 6", V4, TCP, .version = 6 },
	{ .name = "ipv4 first fragment", V4, UDP, .more = true },
	{ .name = "ipv4 middle fragment", V4, UDP, .more = true, .frag_off = 185 },
	{ .name = "ipv4 last fragment", V4, TCP, .frag_off = 0x1fff },
	{ .name = "ipv4 length within header", V4, TCP, .l3_len = 19 },
	{ .name = "ipv4 length of header", V4, TCP, .l3_len = 20 },
	{ .name = "ipv4 length up to ports", V4, TCP, .l3_len = 24 },
	{ .name = "ipv4 length within ports", V4, UDP, .l3_len = 23 },
	{ .name = "ipv4 length before flags", V4, TCP, .l3_len = 33 },
	{ .name = "ipv4 length too long", V4, TCP, .l3_len = 9000 },
	{ .name = "ipv4 length 0, not GSO", V4, TCP, .jumbo = true },
	{ .name = "ipv4 padded", V4, UDP, .pad = 18 },
	{ .name = "ipv4 cut short and padded", V4, ICMP4, .l3_len = 21, .pad = 18 },
	{ .name = "ipv6 tcp", V6, TCP },
	{ .name = "ipv6 udp", V6, UDP },
	{ .name = "ipv6 icmpv6", V6, ICMP6 },
	{ .name = "ipv6 no next header", V6, .ip_proto = NEXTHDR_NONE },
	{ .name = "ipv6 esp", V6, .ip_proto = IPPROTO_ESP },
	{ .name = "ipv6 ah", V6, .ip_proto = IPPROTO_AH },
	{ .name = "ipv6 hop-by-hop", V6, UDP, EXTS(0) },
	{ .name = "ipv6 long routing header", V6, TCP, EXTS(43), .ext_len = { 6 } },
	{ .name = "ipv6 three headers", V6, ICMP6, EXTS(0, 60, 43), .ext_len = { 0, 1, 2 } },
	{ .name = "ipv6 16 headers", V6, UDP,
	  EXTS(0, 60, 43, 60, 43, 60, 43, 60, 43, 60, 43, 60, 43, 60, 43, 60) },
	{ .name = "ipv6 17 headers", V6, UDP,
	  EXTS(0, 60, 43, 60, 43, 60, 43, 60, 43, 60, 43, 60, 43, 60, 43, 60, 43) },
	{ .name = "ipv6 first fragment", V6, UDP, EXTS(FRAGMENT), .more = true },
	{ .name = "ipv6 last fragment", V6, TCP, EXTS(FRAGMENT), .frag_off = 185 },
	{ .name = "ipv6 atomic fragment", V6, TCP, EXTS(FRAGMENT) },
	{ .name = "ipv6 first fragment, options", V6, UDP, EXTS(0, FRAGMENT, 60), .more = true },
	{ .name = "ipv6 last fragment, options", V6, UDP, EXTS(0, FRAGMENT, 60), .frag_off = 2 },
	{ .name = "ipv6 of version 4", V6, TCP, .version = 4 },
	{ .name = "ipv6 length within ports", V6, TCP, .l3_len = 43 },
	{ .name = "ipv6 length within options", V6, TCP, EXTS(0, 60), .l3_len = 49 },
	{ .name = "ipv6 length too long", V6, UDP, .l3_len = 9000 },
	{ .name = "ipv6 jumbogram", V6, TCP, .jumbo = true },
	{ .name = "ipv6 padded", V6, ICMP6, .pad = 18 },
	{ .name = "arp request", ARP, .arp_op = 1 },
	{ .name = "arp reply, padded", ARP, .arp_op = 2, .pad = 18 },
	{ .name = "arp operation 300", ARP, .arp_op = 300 },
	{ .name = "arp of another network", ARP, .arp_op = 1, .arp_hrd = 6 },
	{ .name = "vlan ipv4 tcp", TAG, V4, TCP },
	{ .name = "vlan beside ipv4 udp", TAG, .accel = true, V4, UDP },
	{ .name = "vlan 0 prio 7 ipv6", .n_tags = 1, .tci = { 0xe000 }, V6, UDP },
	{ .name = "vlan 4095 arp", .n_tags = 1, .tci = { 0x1fff }, ARP, .arp_op = 1 },
	{ .name = "qinq ipv4 tcp", TAGS, V4, TCP },
	{ .name = "qinq beside ipv6 udp", TAGS, .accel = true, V6, UDP },
	{ .name = "three tags", .n_tags = 3, .tci = { 5, 7, 9 }, V4, TCP },
	{ .name = "three tags, one beside", .n_tags = 3, .tci = { 5, 7, 9 }, .accel = true, V4,
	  TCP },
	{ .name = "ten tags", .n_tags = 10, .tci = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, V6, TCP },
	{ .name = "802.3", MACS, .protocol = 30 },
	{ .name = "802.3 behind a tag", TAG, MACS, .protocol = 1535 },
	{ .name = "ethertype 0", MACS, .protocol = 0 },
	{ .name = "ethertype 1536", MACS, .protocol = 1536 },
	{ .name = "lldp", MACS, .protocol = 0x88cc },
	{ .name = "mpls", MACS, .protocol = ETH_P_MPLS_UC },
	{ .name = "ipv4 of an IP device", .no_mac = true, V4, TCP },
	{ .name = "ipv6 of an IP device", .no_mac = true, V6, ICMP6 },
	{ .name = "tag of an IP device", .no_mac = true, TAG, .accel = true, V4, UDP },
};

const unsigned int nfm_corpus_n = ARRAY_SIZE(nfm_corpus);

static const u8 nfm_some_hosts[] = { 0, 1, 2, 127, 128, 255 };

static const u16 nfm_some_ports[] = {
	0, 1, 22, 53, 79, 80, 81, 443, 1023, 1024, 8000, 8080, 32768, 65534, 65535
};

static u16 nfm_port_random(struct nfm_random *r)
{
	if (nfm_random_one_in(r, 4))
		return nfm_random_below(r, 65536);
	return nfm_random_pick(r, nfm_some_ports);
}

static void nfm_mac_random(struct nfm_random *r, u8 *mac)
{
	mac[0] = 2;
	mac[4] = nfm_random_below(r, 2);
	mac[5] = nfm_random_below(r, 3);
}

static void nfm_address_random(struct nfm_random *r, u8 *a, int len)
{
	a[0] = len == 4 ? 10 : 0x20;
	a[1] = nfm_random_below(r, 2);
	a[len - 2] = nfm_random_below(r, 2);
	a[len - 1] = nfm_random_pick(r, nfm_some_hosts);
}

static void nfm_ip_random(struct nfm_random *r, struct nfm_desc *d)
{
	static const u8 protos[] = { 6, 6, 6, 17, 17, 17, 1, 58, 132, 47, 50, 0 };
	static const u8 exts[] = { 0, 43, 60 };
	static const u8 ttls[] = { 0, 1, 2, 63, 64, 65, 128, 254, 255 };
	int len = d->protocol == ETH_P_IP ? 4 : 16;

	nfm_address_random(r, d->src, len);
	nfm_address_random(r, d->dst, len);
	d->tos = nfm_random_below(r, 4) << 6 | nfm_random_below(r, 4);
	d->ttl = nfm_random_pick(r, ttls);
	d->ip_proto = nfm_random_pick(r, protos);
	/* In IPv6, 0 is the hop-by-hop header. */
	if (len == 16 && !d->ip_proto)
		d->ip_proto = NEXTHDR_NONE;
	if (nfm_random_one_in(r, 6)) {
		d->more = nfm_random_below(r, 2);
		d->frag_off = nfm_random_below(r, 2) * 185;
	}
	if (len == 16) {
		while (nfm_random_one_in(r, 6) && d->n_ext < 4)
			d->ext[d->n_ext++] = nfm_random_pick(r, exts);
		if (d->more || d->frag_off)
			d->ext[d->n_ext++] = NEXTHDR_FRAGMENT;
	} else if (nfm_random_one_in(r, 6)) {
		d->ihl = 5 + nfm_random_below(r, 11);
	}
	d->src_port = nfm_port_random(r);
	d->dst_port = nfm_port_random(r);
	d->tcp_flags = nfm_random_below(r, 64);
	d->icmp_type = nfm_random_below(r, 12);
	d->icmp_code = nfm_random_below(r, 4);
}

/**
 * nfm_desc_random - some frame
 * @r: random numbers
 * @d: frame
 * @devs: devices that may have received it
 * @n_devs: how many
 */
void nfm_desc_random(struct nfm_random *r, struct nfm_desc *d,
		     const struct net_device *const *devs, unsigned int n_devs)
{
	static const u16 protocols[] = {
		ETH_P_IP, ETH_P_IP, ETH_P_IP, ETH_P_IPV6, ETH_P_IPV6, ETH_P_ARP, 0x88cc, 100
	};
	static const u8 marks[] = { 0, 0, 1, 2, 3, 255 };
	unsigned int i = nfm_random_below(r, n_devs + 1);

	memset(d, 0, sizeof(*d));
	d->name = "random";
	nfm_mac_random(r, d->src_mac);
	nfm_mac_random(r, d->dst_mac);
	d->protocol = nfm_random_pick(r, protocols);
	d->no_mac = nfm_random_one_in(r, 16);
	if (!d->no_mac && nfm_random_one_in(r, 3)) {
		d->n_tags = 1 + nfm_random_below(r, 2);
		d->accel = nfm_random_below(r, 2);
		d->tci[0] = nfm_random_below(r, 8) << 13 | nfm_random_below(r, 6);
		d->tci[1] = nfm_random_below(r, 8) << 13 | nfm_random_below(r, 6);
	}
	if (d->protocol == ETH_P_IP || d->protocol == ETH_P_IPV6) {
		nfm_ip_random(r, d);
	} else if (d->protocol == ETH_P_ARP) {
		d->arp_op = 1 + nfm_random_below(r, 3);
		nfm_address_random(r, d->src, 4);
		nfm_address_random(r, d->dst, 4);
		nfm_mac_random(r, d->sha);
		nfm_mac_random(r, d->tha);
	}
	d->mark = nfm_random_pick(r, marks);
	d->indev = i < n_devs ? devs[i] : NULL;
}
