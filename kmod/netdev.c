// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that come, go and change.
 *
 * A move to another namespace is an unregistration in the old one and a
 * registration in the new one.
 */
#include <linux/netdevice.h>
#include <linux/notifier.h>

#include "carrier.h"
#include "netdev.h"
#include "netlink.h"
#include "output.h"
#include "session.h"
#include "source.h"
#include "target.h"

static void nfm_netdev_sources(struct nfm_net *nn, struct net_device *dev, unsigned long event)
{
	struct nfm_session *s;
	struct nfm_source *src;

	list_for_each_entry(s, &nn->sessions, list)
		list_for_each_entry(src, &s->sources, list)
			if (nfm_source_dev_event(src, dev, event != NETDEV_UNREGISTER,
						 event == NETDEV_CHANGENAME))
				nfm_notify(nn, NFM_CMD_SOURCE_NTF, s->name, nfm_fill_source, src);
}

/* Whose own device it is, or by its name may be; a veth has had no peer when it came. What
 * is unregistered has lost its name: no target finds it.
 */
static void nfm_netdev_targets(struct nfm_net *nn, const struct net_device *dev)
{
	const struct net_device *peer = nfm_veth_peer(dev);
	struct nfm_session *s;
	struct nfm_target *t;

	list_for_each_entry(s, &nn->sessions, list)
		list_for_each_entry(t, &s->targets, list)
			if (rtnl_dereference(t->dev) == dev || !strcmp(t->name, dev->name) ||
			    (peer && !strcmp(t->name, peer->name)))
				nfm_target_dev_event(t);
}

static int nfm_netdev_event(struct notifier_block *nb, unsigned long event, void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct nfm_net *nn = nfm_net(dev_net(dev));

	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_CHANGENAME:
	case NETDEV_UNREGISTER:
		if (event == NETDEV_UNREGISTER)
			nfm_carriers_dev_gone(nn, dev);
		nfm_netdev_sources(nn, dev, event);
		nfm_tunnels_refresh(nn);
		fallthrough;
	case NETDEV_POST_TYPE_CHANGE:
		/* First, and so judged first. */
		nfm_netdev_targets(nn, dev);
		fallthrough;
	case NETDEV_CHANGEUPPER:
		nfm_targets_doubt(nn);
		break;
	case NETDEV_UP:
		/* A source that could not be bound when it came, for want of memory, is now. */
		nfm_netdev_sources(nn, dev, event);
		fallthrough;
	case NETDEV_DOWN:
	case NETDEV_CHANGE:
		/* How a device is, and not which there are: no other target changes by that. */
		nfm_netdev_targets(nn, dev);
		break;
	default:
		return NOTIFY_DONE;
	}
	nfm_targets_judge(nn);
	return NOTIFY_DONE;
}

static struct notifier_block nfm_netdev_notifier = {
	.notifier_call = nfm_netdev_event,
};

int __init nfm_netdev_init(void)
{
	return register_netdevice_notifier(&nfm_netdev_notifier);
}

void nfm_netdev_exit(void)
{
	unregister_netdevice_notifier(&nfm_netdev_notifier);
}
