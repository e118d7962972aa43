/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The flags of a tunnel key have been a bitmap since Linux 6.10, of the same bits.
 */
#ifndef _NFM_COMPAT_NET_IP_TUNNELS_H
#define _NFM_COMPAT_NET_IP_TUNNELS_H

#include_next <net/ip_tunnels.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 10, 0)
enum {
	IP_TUNNEL_CSUM_BIT		= 0,
	IP_TUNNEL_KEY_BIT		= 2,
	IP_TUNNEL_SEQ_BIT		= 3,
	IP_TUNNEL_DONT_FRAGMENT_BIT	= 8,
	IP_TUNNEL_GENEVE_OPT_BIT	= 11,
	IP_TUNNEL_ERSPAN_OPT_BIT	= 14,
};

static inline void nfm_tunnel_key_flag(struct ip_tunnel_key *key, unsigned int bit)
{
	key->tun_flags |= cpu_to_be16(BIT(bit));
}
#else
static inline void nfm_tunnel_key_flag(struct ip_tunnel_key *key, unsigned int bit)
{
	__set_bit(bit, key->tun_flags);
}
#endif

#endif /* _NFM_COMPAT_NET_IP_TUNNELS_H */
