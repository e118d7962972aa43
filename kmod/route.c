// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is there a way to a tunnel's remote end.
 *
 * The drivers drop in silence what has no way, and a neighbour that does not answer
 * swallows a few hundred packets; so this is found out before there is a copy. The
 * route is left in the cache of the copies' metadata, where the driver looks first:
 * it is looked up once, and an underlay that the driver knows nothing of is obeyed.
 */
#include <linux/netdevice.h>
#include <net/dst_cache.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/ndisc.h>
#include <net/neighbour.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "tunnel.h"

static u8 nfm_tunnel_proto(const struct nfm_tunnel *tun)
{
	return tun->kind == NFM_TARGET_GRETAP || tun->kind == NFM_TARGET_ERSPAN ? IPPROTO_GRE :
										  IPPROTO_UDP;
}

static struct dst_entry *nfm_route4(const struct nfm_tunnel *tun, struct net *net, int oif,
				    struct dst_cache *cache)
{
	struct flowi4 fl4 = {
		.flowi4_oif = oif,
		.flowi4_proto = nfm_tunnel_proto(tun),
		.daddr = tun->remote.ip4,
		.saddr = tun->local.ip4,
		.fl4_dport = htons(tun->port),
	};
	struct rtable *rt = ip_route_output_key(net, &fl4);

	if (IS_ERR(rt))
		return NULL;
	dst_cache_set_ip4(cache, &rt->dst, fl4.saddr);
	return &rt->dst;
}

#if IS_ENABLED(CONFIG_IPV6)
static struct dst_entry *nfm_route6(const struct nfm_tunnel *tun, struct net *net, int oif,
				    struct dst_cache *cache)
{
	struct flowi6 fl6 = {
		.flowi6_oif = oif,
		.flowi6_proto = nfm_tunnel_proto(tun),
		.daddr = tun->remote.ip6,
		.fl6_dport = htons(tun->port),
	};
	struct dst_entry *dst;

	/* With a source address IPv6 would not insist on the device. */
	if (!oif)
		fl6.saddr = tun->local.ip6;
	dst = ip6_dst_lookup_flow(net, NULL, &fl6, NULL);
	if (IS_ERR(dst))
		return NULL;
	if (!ipv6_addr_any(&tun->local.ip6))
		fl6.saddr = tun->local.ip6;
	dst_cache_set_ip6(cache, dst, &fl6.saddr);
	return dst;
}

static struct dst_entry *nfm_route6_cached(struct dst_cache *cache)
{
	struct in6_addr saddr;

	return dst_cache_get_ip6(cache, &saddr);
}

static bool nfm_route6_share(struct dst_cache *from, struct dst_cache *to)
{
	struct in6_addr saddr;
	struct dst_entry *dst = dst_cache_get_ip6(from, &saddr);

	if (!dst)
		return false;
	dst_cache_set_ip6(to, dst, &saddr);
	dst_release(dst);
	return true;
}

static struct neighbour *nfm_neigh6(const struct nfm_tunnel *tun, struct dst_entry *dst)
{
	return ip_neigh_gw6(dst->dev, rt6_nexthop(container_of(dst, struct rt6_info, dst),
						  (struct in6_addr *)&tun->remote.ip6));
}
#else
static struct dst_entry *nfm_route6(const struct nfm_tunnel *tun, struct net *net, int oif,
				    struct dst_cache *cache)
{
	return NULL;
}

static struct dst_entry *nfm_route6_cached(struct dst_cache *cache)
{
	return NULL;
}

static bool nfm_route6_share(struct dst_cache *from, struct dst_cache *to)
{
	return false;
}

static struct neighbour *nfm_neigh6(const struct nfm_tunnel *tun, struct dst_entry *dst)
{
	return ERR_PTR(-EAFNOSUPPORT);
}
#endif

static struct dst_entry *nfm_route4_cached(struct dst_cache *cache)
{
	struct rtable *rt;
	__be32 saddr;

	rt = dst_cache_get_ip4(cache, &saddr);
	return rt ? &rt->dst : NULL;
}

static bool nfm_route4_share(struct dst_cache *from, struct dst_cache *to)
{
	struct rtable *rt;
	__be32 saddr;

	rt = dst_cache_get_ip4(from, &saddr);
	if (!rt)
		return false;
	dst_cache_set_ip4(to, &rt->dst, saddr);
	dst_release(&rt->dst);
	return true;
}

static struct neighbour *nfm_neigh4(const struct nfm_tunnel *tun, struct dst_entry *dst)
{
	struct rtable *rt = container_of(dst, struct rtable, dst);

	if (rt->rt_gw_family == AF_INET6)
		return ip_neigh_gw6(dst->dev, &rt->rt_gw6);
	return ip_neigh_gw4(dst->dev, rt_nexthop(rt, tun->remote.ip4));
}

/* A cache that has just been emptied takes nothing until the clock's next tick. The
 * driver would look for a route itself then, and not one through the underlay.
 */
static bool nfm_route_is_cached(const struct nfm_tunnel *tun, struct dst_cache *cache)
{
	struct dst_entry *dst = tun->v6 ? nfm_route6_cached(cache) : nfm_route4_cached(cache);

	dst_release(dst);
	return dst;
}

/**
 * nfm_tunnel_route - the route to a tunnel's remote end
 * @tun: tunnel
 * @net: namespace
 * @carrier: the tunnel's device, through which the route may not go
 * @cache: where the route is, or will be
 *
 * Context: bottom halves disabled, under RCU.
 * Return: route, to be released, or %NULL
 */
struct dst_entry *nfm_tunnel_route(const struct nfm_tunnel *tun, struct net *net,
				   const struct net_device *carrier, struct dst_cache *cache)
{
	int oif = READ_ONCE(tun->oif);
	struct dst_entry *dst;

	if (oif < 0)
		return NULL;
	dst = tun->v6 ? nfm_route6_cached(cache) : nfm_route4_cached(cache);
	if (likely(dst))
		return dst;
	dst = tun->v6 ? nfm_route6(tun, net, oif, cache) : nfm_route4(tun, net, oif, cache);
	if (dst && dst->dev == carrier) {
		dst_cache_reset(cache);
		dst_release(dst);
		return NULL;
	}
	if (dst && oif && !nfm_route_is_cached(tun, cache)) {
		dst_release(dst);
		return NULL;
	}
	return dst;
}

/**
 * nfm_tunnel_route_share - have a copy take the route that was found
 * @tun: tunnel, of which nfm_tunnel_route() has found the route for its first metadata
 * @cache: of the copy's own metadata
 *
 * Context: bottom halves disabled.
 * Return: false if the driver would look for a route itself, and not one through the
 *	underlay
 */
bool nfm_tunnel_route_share(const struct nfm_tunnel *tun, struct dst_cache *cache)
{
	struct dst_cache *from = &tun->md[0]->u.tun_info.dst_cache;
	bool found;

	/* A cache keeps a route from the tick on in which it was asked in vain. */
	nfm_route_is_cached(tun, cache);
	found = tun->v6 ? nfm_route6_share(from, cache) : nfm_route4_share(from, cache);
	return !READ_ONCE(tun->oif) || (found && nfm_route_is_cached(tun, cache));
}

/* Into IPsec's tunnel mode, or a route's own: the next hop is another packet's. */
static bool nfm_route_is_wrapped(const struct dst_entry *dst)
{
	const struct xfrm_state *x = dst_xfrm(dst);

	return dst->lwtstate || (x && x->props.mode != XFRM_MODE_TRANSPORT);
}

/**
 * nfm_tunnel_neigh - does the route's next hop answer
 * @tun: tunnel
 * @dst: route
 *
 * If it has not been asked, it is.
 *
 * Context: bottom halves disabled, under RCU.
 * Return: true if it does, as far as is known
 */
bool nfm_tunnel_neigh(const struct nfm_tunnel *tun, struct dst_entry *dst)
{
	struct neighbour *neigh;

	if (dst->dev->flags & (IFF_NOARP | IFF_LOOPBACK) || nfm_route_is_wrapped(dst))
		return true;
	neigh = tun->v6 ? nfm_neigh6(tun, dst) : nfm_neigh4(tun, dst);
	if (IS_ERR(neigh))
		return false;
	if (likely(READ_ONCE(neigh->nud_state) & NUD_VALID))
		return true;
	neigh_event_send(neigh, NULL);
	return false;
}

/* Could a copy leave now. Context: process. */
bool nfm_tunnel_reachable(const struct nfm_tunnel *tun, struct net *net,
			  const struct net_device *carrier)
{
	struct dst_entry *dst;
	bool reachable = false;

	local_bh_disable();
	rcu_read_lock();
	dst = nfm_tunnel_route(tun, net, carrier, &tun->md[0]->u.tun_info.dst_cache);
	if (dst) {
		reachable = nfm_tunnel_neigh(tun, dst);
		dst_release(dst);
	}
	rcu_read_unlock();
	local_bh_enable();
	return reachable;
}
