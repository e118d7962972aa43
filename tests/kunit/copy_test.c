// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a copy shares with its original, and what it does not have of it.
 */
#include <kunit/test.h>
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter_ipv4.h>
#include <linux/skbuff.h>

#include "copy.h"
#include "suites.h"

#define NFM_PLAIN_GSO	(SKB_GSO_TCPV4 | SKB_GSO_DODGY)

static const struct nfm_shared {
	const char *what;
	u16 protocol;
	u8 ecn;
	u16 gso_size;
	u32 gso_type;
	u8 ip_summed;
	u8 tx_flags;
	u8 kind;
	u8 hooknum;
	u8 cut;		/* linear bytes behind the Ethernet header, if not all are */
	bool own;
} nfm_shared[] = {
	{ "IPv4", ETH_P_IP },
	{ "IPv6", ETH_P_IPV6 },
	{ "ARP", ETH_P_ARP, .ecn = 2 },
	{ "ECT(1)", ETH_P_IP, .ecn = 1, .own = true },
	{ "ECT(0)", ETH_P_IP, .ecn = 2, .own = true },
	{ "CE", ETH_P_IP, .ecn = 3 },
	{ "IPv6, ECT(1)", ETH_P_IPV6, .ecn = 1, .own = true },
	{ "IPv6, ECT(0)", ETH_P_IPV6, .ecn = 2, .own = true },
	{ "IPv6, CE", ETH_P_IPV6, .ecn = 3 },
	{ "ECT, header not linear", ETH_P_IP, .ecn = 2, .cut = 19 },
	{ "ECT, header just linear", ETH_P_IP, .ecn = 2, .cut = 20, .own = true },
	{ "IPv6, ECT, header not linear", ETH_P_IPV6, .ecn = 2, .cut = 39 },
	{ "IPv6, ECT, header just linear", ETH_P_IPV6, .ecn = 2, .cut = 40, .own = true },
	{ "TCP super-packet", ETH_P_IP, .gso_size = 50, .gso_type = NFM_PLAIN_GSO,
	  .ip_summed = CHECKSUM_PARTIAL },
	{ "UDP super-packet", ETH_P_IPV6, .gso_size = 50, .gso_type = SKB_GSO_UDP_L4,
	  .ip_summed = CHECKSUM_PARTIAL },
	{ "TCP super-packet, ECT", ETH_P_IP, .ecn = 2, .gso_size = 50, .gso_type = NFM_PLAIN_GSO,
	  .ip_summed = CHECKSUM_PARTIAL, .own = true },
	{ "TCP super-packet, checksum seen", ETH_P_IP, .gso_size = 50, .gso_type = NFM_PLAIN_GSO,
	  .ip_summed = CHECKSUM_UNNECESSARY, .own = true },
	{ "TCP super-packet, all summed", ETH_P_IP, .gso_size = 50, .gso_type = NFM_PLAIN_GSO,
	  .ip_summed = CHECKSUM_COMPLETE, .own = true },
	{ "UDP to be fragmented", ETH_P_IP, .gso_size = 56, .gso_type = SKB_GSO_UDP,
	  .ip_summed = CHECKSUM_PARTIAL, .own = true },
	{ "a list of packets", ETH_P_IP, .gso_size = 50,
	  .gso_type = SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST,
	  .ip_summed = CHECKSUM_PARTIAL, .own = true },
	{ "wants a timestamp", ETH_P_ARP, .tx_flags = SKBTX_HW_TSTAMP, .own = true },
	{ "wants one of software", ETH_P_IP, .tx_flags = SKBTX_SW_TSTAMP, .own = true },
	{ "before routing", ETH_P_IP, .kind = NFM_POINT_INET, .hooknum = NF_INET_PRE_ROUTING },
	{ "forwarded", ETH_P_IP, .kind = NFM_POINT_INET, .hooknum = NF_INET_FORWARD, .own = true },
	{ "behind routing", ETH_P_IPV6, .kind = NFM_POINT_INET, .hooknum = NF_INET_POST_ROUTING,
	  .own = true },
	{ "before routing, ECT", ETH_P_IP, .ecn = 1, .kind = NFM_POINT_INET,
	  .hooknum = NF_INET_PRE_ROUTING, .own = true },
};

static void nfm_shared_desc(const struct nfm_shared *c, char *desc)
{
	strscpy(desc, c->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(nfm_shared, nfm_shared, nfm_shared_desc);

/* An Ethernet frame of zeros; of it the header has been pulled. */
static struct sk_buff *nfm_shared_skb(struct kunit *test, const struct nfm_shared *c, bool tagged)
{
	unsigned int linear = c->cut ?: 100;
	struct sk_buff *skb = alloc_skb(200, GFP_KERNEL);
	u8 *l3;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_reserve(skb, 32);
	skb_reset_mac_header(skb);
	skb_put_zero(skb, ETH_HLEN);
	if (tagged)
		skb_put_zero(skb, VLAN_HLEN);
	l3 = skb_put_zero(skb, linear);
	l3[0] = c->protocol == ETH_P_IPV6 ? 0x60 : 0x45;
	l3[1] = c->protocol == ETH_P_IPV6 ? c->ecn << 4 : c->ecn;
	skb->protocol = htons(tagged ? ETH_P_8021Q : c->protocol);
	if (tagged)
		*(__be16 *)(l3 - 2) = htons(c->protocol);
	__skb_pull(skb, ETH_HLEN);
	skb_set_network_header(skb, tagged ? VLAN_HLEN : 0);
	skb->ip_summed = c->ip_summed;
	skb->priority = 7;
	skb_shinfo(skb)->gso_size = c->gso_size;
	skb_shinfo(skb)->gso_type = c->gso_type;
	skb_shinfo(skb)->tx_flags = c->tx_flags;
	return skb;
}

static void nfm_shared_check(struct kunit *test, const struct nfm_shared *c, bool tagged)
{
	struct nfm_point point = { .kind = c->kind, .ops.hooknum = c->hooknum };
	struct sk_buff *skb = nfm_shared_skb(test, c, tagged), *copy;
	struct nfm_pkt pkt = {
		.skb = skb,
		.point = &point,
		.start = -ETH_HLEN,
		.has_mac = true,
	};
	struct nfm_net nn = { .mark = 5 };

	copy = nfm_copy(&nn, &pkt, NULL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_EQ(test, copy->head != skb->head, c->own || tagged);
	KUNIT_EXPECT_EQ(test, copy->len, skb->len + ETH_HLEN);
	KUNIT_EXPECT_EQ(test, memcmp(copy->data, skb_mac_header(skb), skb->len + ETH_HLEN), 0);
	KUNIT_EXPECT_EQ(test, skb_shinfo(copy)->gso_size, c->gso_size);
	KUNIT_EXPECT_EQ(test, skb_shinfo(copy)->tx_flags, 0);
	KUNIT_EXPECT_EQ(test, skb_shinfo(skb)->tx_flags, c->tx_flags);
	KUNIT_EXPECT_EQ(test, copy->priority, 0U);
	KUNIT_EXPECT_EQ(test, skb->priority, 7U);
	kfree_skb(copy);
	kfree_skb(skb);
}

static void nfm_copy_shares(struct kunit *test)
{
	nfm_shared_check(test, test->param_value, false);
}

/* With a tag in the frame, behind which a queue may look for ECN. */
static void nfm_copy_shares_tagged(struct kunit *test)
{
	nfm_shared_check(test, test->param_value, true);
}

static struct kunit_case nfm_copy_cases[] = {
	KUNIT_CASE_PARAM(nfm_copy_shares, nfm_shared_gen_params),
	KUNIT_CASE_PARAM(nfm_copy_shares_tagged, nfm_shared_gen_params),
	{}
};

struct kunit_suite nfm_copy_suite = {
	.name = "nfm_copy",
	.test_cases = nfm_copy_cases,
};
