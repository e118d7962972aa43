// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tunnels: what a user asks for, and the metadata that make the kernel's drivers
 * do it.
 */
#include <linux/if_tunnel.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/dst_cache.h>
#include <net/erspan.h>
#include <net/geneve.h>
#include <net/gre.h>
#include <net/ip_tunnels.h>
#include <net/ipv6.h>
#include <net/netlink.h>
#include <net/vxlan.h>

#include "tunnel.h"

#define NFM_TTL_DEFAULT		64
#define NFM_SRC_PORT_MIN	49152	/* RFC 7348, 5 */
#define NFM_SRC_PORT_MAX	65535

/* Attributes beside KIND, REMOTE, LOCAL, ID, TTL, TOS, TOS_INHERIT, UNDERLAY, DF that
 * a kind has.
 */
static const struct {
	u8 kind;
	u8 attr;
} nfm_tunnel_attrs[] = {
	{ NFM_TARGET_GRETAP,	NFM_TGT_SEQ },
	{ NFM_TARGET_ERSPAN,	NFM_TGT_VER },
	{ NFM_TARGET_ERSPAN,	NFM_TGT_HWID },
	{ NFM_TARGET_VXLAN,	NFM_TGT_DST_PORT },
	{ NFM_TARGET_VXLAN,	NFM_TGT_SRC_PORT },
	{ NFM_TARGET_GENEVE,	NFM_TGT_DST_PORT },
	{ NFM_TARGET_GENEVE,	NFM_TGT_SRC_PORT },
	{ NFM_TARGET_GENEVE,	NFM_TGT_META },
};

static const u32 nfm_tunnel_id_max[] = {
	[NFM_TARGET_GRETAP]	= U32_MAX,
	[NFM_TARGET_ERSPAN]	= 1023,
	[NFM_TARGET_VXLAN]	= 0xffffff,
	[NFM_TARGET_GENEVE]	= 0xffffff,
};

static int nfm_tunnel_refuse(const struct nlattr *attr, const char *why,
			     struct netlink_ext_ack *extack)
{
	if (extack) {
		/* Not a literal here, but static text all the same. */
		extack->_msg = why;
		extack->bad_attr = attr;
	}
	return -EINVAL;
}

static bool nfm_tunnel_has(u8 kind, int attr)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(nfm_tunnel_attrs); i++)
		if (nfm_tunnel_attrs[i].kind == kind && nfm_tunnel_attrs[i].attr == attr)
			return true;
	return false;
}

static int nfm_tunnel_check_kind(u8 kind, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	int i;

	if (tb[NFM_TGT_DEV])
		return nfm_tunnel_refuse(tb[NFM_TGT_DEV], "a tunnel has no device name", extack);
	for (i = 0; i < ARRAY_SIZE(nfm_tunnel_attrs); i++)
		if (tb[nfm_tunnel_attrs[i].attr] &&
		    !nfm_tunnel_has(kind, nfm_tunnel_attrs[i].attr))
			return nfm_tunnel_refuse(tb[nfm_tunnel_attrs[i].attr],
						 "a tunnel of this kind has no such option",
						 extack);
	if (tb[NFM_TGT_TOS] && tb[NFM_TGT_TOS_INHERIT])
		return nfm_tunnel_refuse(tb[NFM_TGT_TOS_INHERIT],
					 "a TOS is given or inherited, not both", extack);
	return 0;
}

static bool nfm_addr_is_unicast(const union nfm_addr *addr, bool v6)
{
	int type = v6 ? ipv6_addr_type(&addr->ip6) : 0;

	if (v6)
		return (type & IPV6_ADDR_UNICAST) && !(type & IPV6_ADDR_MAPPED);
	return !ipv4_is_zeronet(addr->ip4) && !ipv4_is_multicast(addr->ip4) &&
	       !ipv4_is_lbcast(addr->ip4);
}

static int nfm_addr_parse(union nfm_addr *addr, const struct nlattr *attr, bool *v6,
			  struct netlink_ext_ack *extack)
{
	*v6 = nla_len(attr) == sizeof(struct in6_addr);
	if (!*v6 && nla_len(attr) != sizeof(__be32))
		return nfm_tunnel_refuse(attr, "an address is 4 or 16 bytes", extack);
	/* Where it was turned off at boot a look at its routes would be the end. */
	if (*v6 && !ipv6_mod_enabled())
		return nfm_tunnel_refuse(attr, "the kernel has no IPv6: an IPv4 address would do",
					 extack);
	memcpy(addr, nla_data(attr), nla_len(attr));
	if (!nfm_addr_is_unicast(addr, *v6))
		return nfm_tunnel_refuse(attr, "not a unicast address", extack);
	return 0;
}

static bool nfm_tunnel_is_gre6(const struct nfm_tunnel *tun)
{
	return tun->v6 && (tun->kind == NFM_TARGET_GRETAP || tun->kind == NFM_TARGET_ERSPAN);
}

static int nfm_tunnel_parse_ends(struct nfm_tunnel *tun, struct nlattr **tb,
				 struct netlink_ext_ack *extack)
{
	bool v6;
	int err;

	if (!tb[NFM_TGT_REMOTE]) {
		NL_SET_ERR_ATTR_MISS(extack, NULL, NFM_TGT_REMOTE);
		return nfm_tunnel_refuse(NULL, "the tunnel's remote address is missing", extack);
	}
	err = nfm_addr_parse(&tun->remote, tb[NFM_TGT_REMOTE], &tun->v6, extack);
	if (err)
		return err;
	if (nfm_tunnel_is_gre6(tun) && (tb[NFM_TGT_LOCAL] || tb[NFM_TGT_UNDERLAY]))
		return nfm_tunnel_refuse(tb[NFM_TGT_LOCAL] ?: tb[NFM_TGT_UNDERLAY],
					 "over IPv6 the kernel's GRE driver chooses source address and device itself",
					 extack);
	if (tb[NFM_TGT_LOCAL]) {
		err = nfm_addr_parse(&tun->local, tb[NFM_TGT_LOCAL], &v6, extack);
		if (err)
			return err;
		if (v6 != tun->v6)
			return nfm_tunnel_refuse(tb[NFM_TGT_LOCAL],
						 "local and remote are both IPv4 or both IPv6",
						 extack);
	}
	if (tun->v6 && !tb[NFM_TGT_UNDERLAY] &&
	    ipv6_addr_type(&tun->remote.ip6) & IPV6_ADDR_LINKLOCAL)
		return nfm_tunnel_refuse(tb[NFM_TGT_REMOTE],
					 "a link-local address needs an underlay", extack);
	return 0;
}

static u16 nfm_tunnel_port(u8 kind, struct nlattr **tb)
{
	if (tb[NFM_TGT_DST_PORT])
		return nla_get_u16(tb[NFM_TGT_DST_PORT]);
	if (kind == NFM_TARGET_VXLAN)
		return IANA_VXLAN_UDP_PORT;
	return kind == NFM_TARGET_GENEVE ? GENEVE_UDP_PORT : 0;
}

static u8 nfm_tunnel_u8(struct nlattr **tb, int attr, u8 otherwise)
{
	return tb[attr] ? nla_get_u8(tb[attr]) : otherwise;
}

static int nfm_tunnel_parse_numbers(struct nfm_tunnel *tun, struct nlattr **tb,
				    struct netlink_ext_ack *extack)
{
	/* Only GRE's key can be missing. */
	tun->has_id = tb[NFM_TGT_ID] || tun->kind != NFM_TARGET_GRETAP;
	tun->id = tb[NFM_TGT_ID] ? nla_get_u32(tb[NFM_TGT_ID]) : 0;
	if (tun->id > nfm_tunnel_id_max[tun->kind])
		return nfm_tunnel_refuse(tb[NFM_TGT_ID], tun->kind == NFM_TARGET_ERSPAN ?
					 "an ERSPAN session id is 0 to 1023" :
					 "a network identifier is 0 to 16777215", extack);
	tun->port = nfm_tunnel_port(tun->kind, tb);
	tun->src_port.min = NFM_SRC_PORT_MIN;
	tun->src_port.max = NFM_SRC_PORT_MAX;
	if (tb[NFM_TGT_SRC_PORT])
		memcpy(&tun->src_port, nla_data(tb[NFM_TGT_SRC_PORT]), sizeof(tun->src_port));
	if (!tun->src_port.min || tun->src_port.min > tun->src_port.max)
		return nfm_tunnel_refuse(tb[NFM_TGT_SRC_PORT],
					 "a range of ports is from 1 to 65535, the lower first",
					 extack);
	if (tun->src_port.min == U16_MAX)
		return nfm_tunnel_refuse(tb[NFM_TGT_SRC_PORT],
					 "the kernel's drivers take source ports up to 65534",
					 extack);
	tun->ttl = nfm_tunnel_u8(tb, NFM_TGT_TTL, NFM_TTL_DEFAULT);
	tun->tos = nfm_tunnel_u8(tb, NFM_TGT_TOS, 0);
	tun->tos_inherit = nfm_tunnel_u8(tb, NFM_TGT_TOS_INHERIT, 0);
	tun->df = nfm_tunnel_u8(tb, NFM_TGT_DF, 0);
	tun->seq = nfm_tunnel_u8(tb, NFM_TGT_SEQ, 0);
	tun->hwid = nfm_tunnel_u8(tb, NFM_TGT_HWID, 0);
	tun->meta = nfm_tunnel_u8(tb, NFM_TGT_META, 0);
	tun->ver = nfm_tunnel_u8(tb, NFM_TGT_VER, 2);
	if (tun->ver == 1)
		return nfm_tunnel_refuse(tb[NFM_TGT_VER],
					 "in external mode the kernel's driver makes ERSPAN type II and III (2, 3), not type I",
					 extack);
	if (tb[NFM_TGT_HWID] && tun->ver != 3)
		return nfm_tunnel_refuse(tb[NFM_TGT_HWID], "only ERSPAN type III has a hardware id",
					 extack);
	return 0;
}

/**
 * nfm_tunnel_parse - what a message says of a tunnel
 * @tun: tunnel, all 0
 * @tb: attributes of the target, NFM_TGT_KIND among them
 * @extack: says what was wrong
 *
 * Context: process.
 * Return: 0 or -EINVAL
 */
int nfm_tunnel_parse(struct nfm_tunnel *tun, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	int err;

	tun->kind = nla_get_u8(tb[NFM_TGT_KIND]);
	err = nfm_tunnel_check_kind(tun->kind, tb, extack) ?:
	      nfm_tunnel_parse_ends(tun, tb, extack) ?:
	      nfm_tunnel_parse_numbers(tun, tb, extack);
	if (err || !tb[NFM_TGT_UNDERLAY])
		return err;
	nla_strscpy(tun->underlay, tb[NFM_TGT_UNDERLAY], sizeof(tun->underlay));
	if (!dev_valid_name(tun->underlay))
		return nfm_tunnel_refuse(tb[NFM_TGT_UNDERLAY],
					 "a device name is 1 to 15 characters without space, / and :",
					 extack);
	return 0;
}

const char *nfm_tunnel_kind(const struct nfm_tunnel *tun)
{
	static const char * const name[] = {
		[NFM_TARGET_GRETAP]	= "gretap",
		[NFM_TARGET_ERSPAN]	= "erspan",
		[NFM_TARGET_VXLAN]	= "vxlan",
		[NFM_TARGET_GENEVE]	= "geneve",
	};

	return name[tun->kind];
}

/* Which carrier a tunnel needs. */
struct nfm_carrier_id nfm_tunnel_needs(const struct nfm_tunnel *tun)
{
	bool gre = tun->kind == NFM_TARGET_GRETAP || tun->kind == NFM_TARGET_ERSPAN;

	return (struct nfm_carrier_id){
		.kind = tun->kind,
		.v6 = gre && tun->v6,
		.port = tun->kind == NFM_TARGET_GENEVE ? tun->port : 0,
	};
}

int nfm_tunnel_carrier_id(struct nfm_carrier_id *id, struct nlattr **tb,
			  struct netlink_ext_ack *extack)
{
	struct nfm_tunnel tun = {};
	int err = nfm_tunnel_parse(&tun, tb, extack);

	*id = nfm_tunnel_needs(&tun);
	return err;
}

/* Is this the tunnel that a message names. */
bool nfm_tunnel_is(const struct nfm_tunnel *tun, struct nlattr **tb)
{
	const struct nlattr *remote = tb[NFM_TGT_REMOTE];
	bool has_id = tb[NFM_TGT_ID] || tun->kind != NFM_TARGET_GRETAP;

	return tun->kind == nla_get_u8(tb[NFM_TGT_KIND]) && remote &&
	       nla_len(remote) == (tun->v6 ? sizeof(struct in6_addr) : sizeof(__be32)) &&
	       !memcmp(nla_data(remote), &tun->remote, nla_len(remote)) &&
	       tun->id == (tb[NFM_TGT_ID] ? nla_get_u32(tb[NFM_TGT_ID]) : 0) &&
	       tun->has_id == has_id && tun->port == nfm_tunnel_port(tun->kind, tb);
}

static unsigned int nfm_tunnel_headers(const struct nfm_tunnel *tun)
{
	unsigned int ip = tun->v6 ? sizeof(struct ipv6hdr) : sizeof(struct iphdr);

	switch (tun->kind) {
	case NFM_TARGET_GRETAP:
		return ip + 4 + (tun->has_id ? 4 : 0) + (tun->seq ? 4 : 0);
	case NFM_TARGET_ERSPAN:
		return ip + 8 + erspan_hdr_len(tun->ver - 1);
	case NFM_TARGET_VXLAN:
		return ip + sizeof(struct udphdr) + sizeof(struct vxlanhdr);
	default:
		return ip + sizeof(struct udphdr) + sizeof(struct genevehdr) +
		       (tun->meta ? NFM_GENEVE_META_LEN : 0);
	}
}

static void nfm_tunnel_erspan(const struct nfm_tunnel *tun, struct ip_tunnel_info *info, bool sent)
{
	struct erspan_metadata *md = ip_tunnel_info_opts(info);

	info->options_len = sizeof(*md);
	/* The driver counts the header's versions: type II has 1, type III 2. */
	md->version = tun->ver - 1;
	if (md->version == 2) {
		md->u.md2.dir = sent;
		set_hwid(&md->u.md2, tun->hwid);
	}
	nfm_tunnel_key_flag(&info->key, IP_TUNNEL_ERSPAN_OPT_BIT);
}

/**
 * nfm_tunnel_md_alloc - what a copy carries to make the driver add the headers
 * @tun: tunnel
 * @sent: the original was being sent
 * @gfp: how to allocate
 *
 * Return: metadata destination or %NULL
 */
struct metadata_dst *nfm_tunnel_md_alloc(const struct nfm_tunnel *tun, bool sent, gfp_t gfp)
{
	u8 optslen = tun->kind == NFM_TARGET_ERSPAN ? sizeof(struct erspan_metadata) :
		     tun->meta ? NFM_GENEVE_META_LEN : 0;
	struct metadata_dst *md = metadata_dst_alloc(optslen, METADATA_IP_TUNNEL, gfp);
	struct ip_tunnel_info *info;

	if (!md)
		return NULL;
	info = &md->u.tun_info;
	if (dst_cache_init(&info->dst_cache, gfp)) {
		dst_release(&md->dst);
		return NULL;
	}
	/* What is put there now is not from before. */
	info->dst_cache.reset_ts = jiffies - 1;
	info->mode = IP_TUNNEL_INFO_TX | (tun->v6 ? IP_TUNNEL_INFO_IPV6 : 0);
	info->key.tun_id = key32_to_tunnel_id(htonl(tun->id));
	info->key.tp_dst = htons(tun->port);
	info->key.ttl = tun->ttl;
	info->key.tos = tun->tos;
	if (tun->v6) {
		info->key.u.ipv6.dst = tun->remote.ip6;
		info->key.u.ipv6.src = tun->local.ip6;
	} else {
		info->key.u.ipv4.dst = tun->remote.ip4;
		info->key.u.ipv4.src = tun->local.ip4;
	}
	if (tun->has_id)
		nfm_tunnel_key_flag(&info->key, IP_TUNNEL_KEY_BIT);
	if (tun->seq)
		nfm_tunnel_key_flag(&info->key, IP_TUNNEL_SEQ_BIT);
	if (tun->df)
		nfm_tunnel_key_flag(&info->key, IP_TUNNEL_DONT_FRAGMENT_BIT);
	/* A UDP checksum, without which few take UDP over IPv6 (RFC 6935). */
	if (tun->v6 && (tun->kind == NFM_TARGET_VXLAN || tun->kind == NFM_TARGET_GENEVE))
		nfm_tunnel_key_flag(&info->key, IP_TUNNEL_CSUM_BIT);
	if (tun->kind == NFM_TARGET_ERSPAN)
		nfm_tunnel_erspan(tun, info, sent);
	return md;
}

/**
 * nfm_tunnel_init - make ready what copies will need
 * @tun: tunnel, parsed
 *
 * Context: process.
 * Return: 0 or -ENOMEM
 */
int nfm_tunnel_init(struct nfm_tunnel *tun)
{
	tun->headers = nfm_tunnel_headers(tun);
	tun->md[0] = nfm_tunnel_md_alloc(tun, false, GFP_KERNEL_ACCOUNT);
	tun->md[1] = nfm_tunnel_md_alloc(tun, true, GFP_KERNEL_ACCOUNT);
	if (tun->tos_inherit || tun->meta) {
		tun->own_md = alloc_percpu_gfp(struct metadata_dst *, GFP_KERNEL_ACCOUNT);
		if (!tun->own_md)
			return -ENOMEM;
	}
	return tun->md[0] && tun->md[1] ? 0 : -ENOMEM;
}

/* No reader any more; copies on their way keep what they carry. */
void nfm_tunnel_free(struct nfm_tunnel *tun)
{
	int cpu, i;

	if (!tun)
		return;
	for (i = 0; i < ARRAY_SIZE(tun->md); i++)
		if (tun->md[i])
			dst_release(&tun->md[i]->dst);
	if (tun->own_md)
		for_each_possible_cpu(cpu)
			if (*per_cpu_ptr(tun->own_md, cpu))
				dst_release(&(*per_cpu_ptr(tun->own_md, cpu))->dst);
	free_percpu(tun->own_md);
	kfree(tun);
}

/* See what has become of the underlay. Called with RTNL. */
void nfm_tunnel_refresh(struct nfm_tunnel *tun, struct net *net)
{
	const struct net_device *dev;
	int i, oif = -1;
	bool first;

	if (!tun->underlay[0])
		return;
	dev = __dev_get_by_name(net, tun->underlay);
	if (dev && !strcmp(dev->name, tun->underlay))
		oif = dev->ifindex;
	if (oif == tun->oif)
		return;
	first = !tun->oif;
	WRITE_ONCE(tun->oif, oif);
	/* Nothing is cached yet. */
	if (first)
		return;
	for (i = 0; i < ARRAY_SIZE(tun->md); i++)
		dst_cache_reset(&tun->md[i]->u.tun_info.dst_cache);
}

static int nfm_addr_fill(struct sk_buff *msg, int attr, const struct nfm_tunnel *tun,
			 const union nfm_addr *addr)
{
	return nla_put(msg, attr, tun->v6 ? sizeof(addr->ip6) : sizeof(addr->ip4), addr);
}

static int nfm_tunnel_fill_kind(struct sk_buff *msg, const struct nfm_tunnel *tun)
{
	switch (tun->kind) {
	case NFM_TARGET_GRETAP:
		return tun->seq ? nla_put_u8(msg, NFM_TGT_SEQ, 1) : 0;
	case NFM_TARGET_ERSPAN:
		return nla_put_u8(msg, NFM_TGT_VER, tun->ver) ?:
		       (tun->ver == 3 ? nla_put_u8(msg, NFM_TGT_HWID, tun->hwid) : 0);
	default:
		return nla_put_u16(msg, NFM_TGT_DST_PORT, tun->port) ?:
		       nla_put(msg, NFM_TGT_SRC_PORT, sizeof(tun->src_port), &tun->src_port) ?:
		       (tun->meta ? nla_put_u8(msg, NFM_TGT_META, 1) : 0);
	}
}

/**
 * nfm_tunnel_fill - say what a tunnel is, behind its kind
 * @msg: message
 * @tun: tunnel
 *
 * Context: process. Called with RTNL.
 * Return: 0 or -EMSGSIZE
 */
int nfm_tunnel_fill(struct sk_buff *msg, const struct nfm_tunnel *tun)
{
	bool local = memchr_inv(&tun->local, 0, sizeof(tun->local));
	int err;

	err = nfm_addr_fill(msg, NFM_TGT_REMOTE, tun, &tun->remote) ?:
	      (local ? nfm_addr_fill(msg, NFM_TGT_LOCAL, tun, &tun->local) : 0) ?:
	      (tun->has_id ? nla_put_u32(msg, NFM_TGT_ID, tun->id) : 0) ?:
	      nla_put_u8(msg, NFM_TGT_TTL, tun->ttl) ?:
	      (tun->tos_inherit ? nla_put_u8(msg, NFM_TGT_TOS_INHERIT, 1) :
				  nla_put_u8(msg, NFM_TGT_TOS, tun->tos)) ?:
	      (tun->underlay[0] ? nla_put_string(msg, NFM_TGT_UNDERLAY, tun->underlay) : 0) ?:
	      nla_put_u8(msg, NFM_TGT_DF, tun->df) ?:
	      nfm_tunnel_fill_kind(msg, tun);
	if (err || !tun->carrier)
		return err;
	return nla_put_string(msg, NFM_TGT_CARRIER, tun->carrier->dev ? tun->carrier->dev->name :
							tun->carrier->name);
}
