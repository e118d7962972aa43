/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tunnels: the targets that are collectors on other hosts.
 */
#ifndef _NFM_TUNNEL_H
#define _NFM_TUNNEL_H

#include <linux/in6.h>
#include <net/dst_metadata.h>
#include <net/genetlink.h>
#include <linux/nf_mirror.h>

#include "carrier.h"
#include "net.h"

struct nfm_pkt;
struct nfm_session;

union nfm_addr {
	__be32 ip4;
	struct in6_addr ip6;
};

/**
 * struct nfm_tunnel - a tunnel, as a user has asked for it, and what carries it
 * @carrier: the device; RTNL
 * @id: NFM_TGT_ID
 * @kind: enum nfm_target_kind
 * @has_id: there is an @id; only GRE's key may be missing
 * @v6: over IPv6
 * @remote: NFM_TGT_REMOTE
 * @local: NFM_TGT_LOCAL; 0: the route's
 * @port: NFM_TGT_DST_PORT, its default where there is one
 * @src_port: NFM_TGT_SRC_PORT, its default
 * @ttl: NFM_TGT_TTL, its default
 * @tos: NFM_TGT_TOS
 * @tos_inherit: NFM_TGT_TOS_INHERIT
 * @ver: NFM_TGT_VER, its default
 * @df: NFM_TGT_DF
 * @seq: NFM_TGT_SEQ
 * @hwid: NFM_TGT_HWID
 * @meta: NFM_TGT_META
 * @underlay: NFM_TGT_UNDERLAY
 * @oif: its index; 0: any; -1: there is no such device now; RTNL, read under RCU
 * @headers: bytes of the headers in front of a copy
 * @md: metadata of a copy, by whether it was being sent
 * @own_md: of each CPU: metadata that differ from copy to copy; or %NULL
 */
struct nfm_tunnel {
	struct nfm_carrier *carrier;
	u32 id;
	u8 kind;
	bool has_id;
	bool v6;
	union nfm_addr remote;
	union nfm_addr local;
	u16 port;
	struct nfm_port_range src_port;
	u8 ttl;
	u8 tos;
	bool tos_inherit;
	u8 ver;
	bool df;
	bool seq;
	u8 hwid;
	bool meta;
	char underlay[IFNAMSIZ];
	int oif;
	unsigned int headers;
	struct metadata_dst *md[2];
	struct metadata_dst * __percpu *own_md;
};

/* tunnel.c */
int nfm_tunnel_parse(struct nfm_tunnel *tun, struct nlattr **tb, struct netlink_ext_ack *extack);
int nfm_tunnel_carrier_id(struct nfm_carrier_id *id, struct nlattr **tb,
			  struct netlink_ext_ack *extack);
struct nfm_carrier_id nfm_tunnel_needs(const struct nfm_tunnel *tun);
bool nfm_tunnel_is(const struct nfm_tunnel *tun, struct nlattr **tb);
int nfm_tunnel_init(struct nfm_tunnel *tun);
void nfm_tunnel_free(struct nfm_tunnel *tun);
const char *nfm_tunnel_kind(const struct nfm_tunnel *tun);
int nfm_tunnel_fill(struct sk_buff *msg, const struct nfm_tunnel *tun);
void nfm_tunnel_refresh(struct nfm_tunnel *tun, struct net *net);
struct metadata_dst *nfm_tunnel_md_alloc(const struct nfm_tunnel *tun, bool sent, gfp_t gfp);

/* route.c */
struct dst_entry *nfm_tunnel_route(const struct nfm_tunnel *tun, struct net *net,
				   const struct net_device *carrier, struct dst_cache *cache);
bool nfm_tunnel_route_share(const struct nfm_tunnel *tun, struct dst_cache *cache);
bool nfm_tunnel_neigh(const struct nfm_tunnel *tun, struct dst_entry *dst);
bool nfm_tunnel_reachable(const struct nfm_tunnel *tun, struct net *net,
			  const struct net_device *carrier);

/* Bytes of NFM_TGT_META's options. */
#define NFM_GENEVE_META_LEN	44

#endif /* _NFM_TUNNEL_H */
