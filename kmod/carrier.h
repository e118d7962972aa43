/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Carriers: the devices that tunnels leave through.
 */
#ifndef _NFM_CARRIER_H
#define _NFM_CARRIER_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <net/genetlink.h>

#include "net.h"

struct mem_cgroup;
struct nfm_tunnel;

/**
 * struct nfm_carrier_id - which device a tunnel needs
 * @kind: enum nfm_target_kind
 * @v6: GRE and ERSPAN have a device for IPv4 and one for IPv6
 * @port: GENEVE has a device for each UDP port; else 0
 */
struct nfm_carrier_id {
	u8 kind;
	bool v6;
	u16 port;
};

/**
 * struct nfm_carrier - a device in external mode, which all tunnels of a kind share
 * @list: in nfm_net.carriers
 * @id: which
 * @name: device name
 * @users: targets that use it; RTNL
 * @dev: the device; %NULL while there is none; held; RTNL
 * @tracker: of the hold
 * @drop: hook that drops whatever it receives
 * @memcg: is charged for the device, also when it is made anew
 *
 * RTNL guards all of it.
 */
struct nfm_carrier {
	struct list_head list;
	struct nfm_carrier_id id;
	char name[IFNAMSIZ];
	unsigned int users;
	struct net_device *dev;
	netdevice_tracker tracker;
	struct nf_hook_ops drop;
	struct mem_cgroup *memcg;
};

int nfm_carriers_begin(struct nfm_net *nn, struct genl_info *info);
void nfm_carriers_end(struct nfm_net *nn);
struct nfm_carrier *nfm_carrier_get(struct nfm_net *nn, const struct nfm_tunnel *tun);
void nfm_carrier_put(struct nfm_net *nn, struct nfm_carrier *carrier);
bool nfm_dev_is_carrier(const struct nfm_net *nn, const struct net_device *dev);
void nfm_carriers_dev_gone(struct nfm_net *nn, const struct net_device *dev);
void nfm_carriers_stop(void);
void nfm_carriers_init(struct nfm_net *nn);
void nfm_carriers_exit(struct nfm_net *nn);

#endif /* _NFM_CARRIER_H */
