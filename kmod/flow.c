// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flow that a packet belongs to, both directions the same.
 *
 * A flow is the EtherType, the IP protocol and the two ends, the lower one first.
 * Not its VLAN: a packet has its tag on one device and not on the next. Of a
 * fragment not the ports: only the first one has them.
 */
#include <linux/etherdevice.h>
#include <linux/jhash.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <net/ipv6.h>

#include "flow.h"

static siphash_aligned_key_t nfm_flow_key __read_mostly;

/* The ends in order; true if the packet goes from the higher to the lower. */
static bool nfm_flow_ends4(const struct nfm_key *key, u64 w[2])
{
	bool whole = !key->frag;
	u64 a = (u64)(__force u32)key->ip4.src << 16 | (whole ? (__force u16)key->src_port : 0);
	u64 b = (u64)(__force u32)key->ip4.dst << 16 | (whole ? (__force u16)key->dst_port : 0);
	bool reversed = a > b;

	w[0] = reversed ? b : a;
	w[1] = reversed ? a : b;
	return reversed;
}

static bool nfm_flow_ends6(const struct nfm_key *key, u64 w[5])
{
	int cmp = memcmp(&key->ip6.src, &key->ip6.dst, sizeof(key->ip6.src));
	u16 sport = key->frag ? 0 : (__force u16)key->src_port;
	u16 dport = key->frag ? 0 : (__force u16)key->dst_port;
	bool reversed = cmp ? cmp > 0 : sport > dport;

	memcpy(&w[0], reversed ? &key->ip6.dst : &key->ip6.src, sizeof(key->ip6.src));
	memcpy(&w[2], reversed ? &key->ip6.src : &key->ip6.dst, sizeof(key->ip6.src));
	w[4] = reversed ? (u32)dport << 16 | sport : (u32)sport << 16 | dport;
	return reversed;
}

static bool nfm_flow_ends_mac(const struct nfm_key *key, u64 w[2])
{
	u64 a = ether_addr_to_u64(key->src_mac), b = ether_addr_to_u64(key->dst_mac);
	bool reversed = a > b;

	w[0] = reversed ? b : a;
	w[1] = reversed ? a : b;
	return reversed;
}

/**
 * nfm_flow_fill - find out a packet's flow
 * @pkt: packet
 *
 * Context: packet path.
 */
void nfm_flow_fill(struct nfm_pkt *pkt)
{
	const struct nfm_key *key = &pkt->key;
	u64 w[6] = {};

	net_get_random_once(&nfm_flow_key, sizeof(nfm_flow_key));
	nfm_key_extract(pkt, NFM_NEED_FLOW);
	w[5] = (u64)(__force u16)key->protocol << 8 | key->ip_proto;
	if (!(key->have & BIT(NFM_F_IP))) {
		nfm_key_extract(pkt, NFM_NEED_MAC | NFM_NEED_WIDE);
		pkt->reversed = nfm_flow_ends_mac(key, w);
	} else if (key->protocol == htons(ETH_P_IP)) {
		pkt->reversed = nfm_flow_ends4(key, w);
	} else {
		pkt->reversed = nfm_flow_ends6(key, w);
		pkt->flow = siphash(w, sizeof(w), &nfm_flow_key);
		pkt->parsed |= NFM_PARSED_FLOW;
		return;
	}
	pkt->flow = siphash_3u64(w[0], w[1], w[5], &nfm_flow_key);
	pkt->parsed |= NFM_PARSED_FLOW;
}

static u32 nfm_flow_seed __read_mostly;

/**
 * nfm_flow_hash - a number that a flow's packets have in common
 * @pkt: packet
 *
 * To spread flows, where it does no harm that some share one: a quarter of the price
 * of nfm_flow().
 *
 * Context: packet path.
 * Return: hash, the same for both directions
 */
u32 nfm_flow_hash(struct nfm_pkt *pkt)
{
	const struct nfm_key *key = &pkt->key;
	u32 ports = 0;

	net_get_random_once(&nfm_flow_seed, sizeof(nfm_flow_seed));
	nfm_key_extract(pkt, NFM_NEED_FLOW);
	if (!(key->have & BIT(NFM_F_IP)))
		return (u32)nfm_flow(pkt);
	if (!key->frag)
		ports = (__force u16)key->src_port ^ (__force u16)key->dst_port;
	if (key->protocol == htons(ETH_P_IP))
		return jhash_3words((__force u32)(key->ip4.src ^ key->ip4.dst), ports,
				    key->ip_proto, nfm_flow_seed);
	return jhash_3words(ipv6_addr_hash(&key->ip6.src) ^ ipv6_addr_hash(&key->ip6.dst), ports,
			    key->ip_proto, nfm_flow_seed);
}
