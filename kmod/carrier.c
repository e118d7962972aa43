// SPDX-License-Identifier: GPL-2.0-only
/*
 * Carriers: the devices that tunnels leave through.
 *
 * The kernel's tunnel drivers make the headers, by what each copy carries as its
 * metadata destination ("external mode"). Their devices are made by the message that
 * "ip link add ... external" sends, which also loads their modules; hence not under
 * RTNL, before the command that needs them. They go, from a work item, when no
 * target uses them.
 *
 * A carrier only sends: what arrives for it is dropped by the first hook there is,
 * so that no collector can put packets into this host.
 */
#include <linux/if_link.h>
#include <linux/if_tunnel.h>
#include <linux/memcontrol.h>
#include <linux/net.h>
#include <linux/rtnetlink.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <net/addrconf.h>
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "carrier.h"
#include "netlink.h"
#include "target.h"
#include "tunnel.h"

/* More than any path's MTU: what is too long is decided before. */
#define NFM_CARRIER_MTU		65000

/* IPv4, ERSPAN III and Ethernet, aligned. */
#define NFM_CARRIER_ROOM	64

/* Until one that could not be made anew is tried again. */
#define NFM_CARRIERS_AGAIN	(5 * HZ)

/* VXLAN's device must listen somewhere; not where others do (4789, 8472). */
#define NFM_CARRIER_PORT_MIN	61789
#define NFM_CARRIER_PORTS	16

/* The driver makes the source port from the hash, of which any can be had. */
#define NFM_CARRIER_SRC_PORT_MIN	1
#define NFM_CARRIER_SRC_PORT_MAX	65535

static bool nfm_carriers_stopped;

static bool nfm_carrier_is(const struct nfm_carrier *carrier, const struct nfm_carrier_id *id)
{
	return carrier->id.kind == id->kind && carrier->id.v6 == id->v6 &&
	       carrier->id.port == id->port;
}

static struct nfm_carrier *nfm_carrier_find(struct nfm_net *nn, const struct nfm_carrier_id *id)
{
	struct nfm_carrier *carrier;

	list_for_each_entry(carrier, &nn->carriers, list)
		if (nfm_carrier_is(carrier, id))
			return carrier;
	return NULL;
}

/**
 * nfm_dev_is_carrier - is this a device that tunnels leave through
 * @nn: its namespace
 * @dev: device
 *
 * Context: process. Called with RTNL.
 * Return: true if it is, also while it is being made
 */
bool nfm_dev_is_carrier(const struct nfm_net *nn, const struct net_device *dev)
{
	const struct nfm_carrier *carrier;

	list_for_each_entry(carrier, &nn->carriers, list)
		if (carrier->dev == dev || (!carrier->dev && !strcmp(carrier->name, dev->name)))
			return true;
	return false;
}

static const char *nfm_carrier_kind(const struct nfm_carrier_id *id)
{
	switch (id->kind) {
	case NFM_TARGET_GRETAP:
		return id->v6 ? "ip6gretap" : "gretap";
	case NFM_TARGET_ERSPAN:
		return id->v6 ? "ip6erspan" : "erspan";
	case NFM_TARGET_VXLAN:
		return "vxlan";
	default:
		return "geneve";
	}
}

static unsigned int nfm_carrier_drop(void *priv, struct sk_buff *skb,
				     const struct nf_hook_state *state)
{
	return NF_DROP;
}

static int nfm_carrier_put_data(struct sk_buff *msg, const struct nfm_carrier_id *id, u16 port)
{
	const struct ifla_vxlan_port_range range = {
		.low = htons(NFM_CARRIER_SRC_PORT_MIN),
		.high = htons(NFM_CARRIER_SRC_PORT_MAX),
	};

	switch (id->kind) {
	case NFM_TARGET_VXLAN:
		return nla_put_u8(msg, IFLA_VXLAN_COLLECT_METADATA, 1) ?:
		       nla_put_u8(msg, IFLA_VXLAN_LEARNING, 0) ?:
		       nla_put_be16(msg, IFLA_VXLAN_PORT, htons(port)) ?:
		       nla_put(msg, IFLA_VXLAN_PORT_RANGE, sizeof(range), &range);
	case NFM_TARGET_GENEVE:
		return nla_put_flag(msg, IFLA_GENEVE_COLLECT_METADATA) ?:
		       nla_put_be16(msg, IFLA_GENEVE_PORT, htons(port));
	default:
		return nla_put_flag(msg, IFLA_GRE_COLLECT_METADATA);
	}
}

static struct sk_buff *nfm_carrier_newlink(const struct nfm_carrier *carrier, u16 port)
{
	struct sk_buff *msg = nlmsg_new(NLMSG_GOODSIZE, GFP_KERNEL);
	struct nlattr *info, *data;
	struct nlmsghdr *nlh;

	if (!msg)
		return NULL;
	nlh = nlmsg_put(msg, 0, 0, RTM_NEWLINK, sizeof(struct ifinfomsg),
			NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL);
	if (!nlh)
		goto err_msg;
	memset(nlmsg_data(nlh), 0, sizeof(struct ifinfomsg));
	if (nla_put_string(msg, IFLA_IFNAME, carrier->name) ||
	    nla_put_u32(msg, IFLA_MTU, NFM_CARRIER_MTU))
		goto err_msg;
	info = nla_nest_start_noflag(msg, IFLA_LINKINFO);
	if (!info || nla_put_string(msg, IFLA_INFO_KIND, nfm_carrier_kind(&carrier->id)))
		goto err_msg;
	data = nla_nest_start_noflag(msg, IFLA_INFO_DATA);
	if (!data || nfm_carrier_put_data(msg, &carrier->id, port))
		goto err_msg;
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	nlmsg_end(msg, nlh);
	return msg;

err_msg:
	nlmsg_free(msg);
	return NULL;
}

/* Ask rtnetlink, as a program would. Returns what it answers. Only a failure is
 * answered: that of a success could itself fail, and nobody knew of the new device.
 */
static int nfm_rtnl_request(struct net *net, struct sk_buff *msg)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct {
		struct nlmsghdr nlh;
		struct nlmsgerr err;
	} ack = {};
	struct msghdr to = { .msg_name = &kernel, .msg_namelen = sizeof(kernel) };
	struct kvec out = { .iov_base = msg->data, .iov_len = msg->len };
	struct kvec in = { .iov_base = &ack, .iov_len = sizeof(ack) };
	struct msghdr from = {};
	struct socket *sock;
	int ret;

	ret = sock_create_kern(net, PF_NETLINK, SOCK_RAW, NETLINK_ROUTE, &sock);
	if (ret)
		return ret;
	ret = kernel_sendmsg(sock, &to, &out, 1, out.iov_len);
	if (ret >= 0)
		ret = kernel_recvmsg(sock, &from, &in, 1, sizeof(ack), MSG_DONTWAIT);
	sock_release(sock);
	if (ret == -EAGAIN)
		return 0;
	if (ret < 0)
		return ret;
	return ret >= (int)sizeof(ack) && ack.nlh.nlmsg_type == NLMSG_ERROR ? ack.err.error : -EIO;
}

static void nfm_dev_delete(struct net_device *dev)
{
	LIST_HEAD(list);

	dev->rtnl_link_ops->dellink(dev, &list);
	unregister_netdevice_many(&list);
}

/* No address, and none of the questions that IPv6 asks to get one. */
static void nfm_dev_without_ipv6(const struct net_device *dev)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct inet6_dev *idev = __in6_dev_get(dev);

	if (idev)
		WRITE_ONCE(idev->cnf.disable_ipv6, 1);
#endif
}

/* Called with RTNL. */
static void nfm_carrier_lose(struct nfm_net *nn, struct nfm_carrier *carrier)
{
	nf_unregister_net_hook(nn->net, &carrier->drop);
	netdev_put(carrier->dev, &carrier->tracker);
	WRITE_ONCE(carrier->dev, NULL);
}

/* Take the new device into use, or delete it. Called with RTNL. */
static int nfm_carrier_start(struct nfm_net *nn, struct nfm_carrier *carrier)
{
	struct net_device *dev = __dev_get_by_name(nn->net, carrier->name);
	int err;

	if (!dev || !dev->rtnl_link_ops ||
	    strcmp(dev->rtnl_link_ops->kind, nfm_carrier_kind(&carrier->id)))
		return -ENODEV;
	carrier->drop = (struct nf_hook_ops){
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.hook = nfm_carrier_drop,
		.priority = INT_MIN,
		.dev = dev,
	};
	err = nf_register_net_hook(nn->net, &carrier->drop);
	if (err)
		goto err_hook;
	nfm_dev_without_ipv6(dev);
	/* GRE's driver asks for room for any underlay there could be; when one needs
	 * more than this, it finds out.
	 */
	dev->needed_headroom = min_t(unsigned short, dev->needed_headroom, NFM_CARRIER_ROOM);
	err = dev_open(dev, NULL);
	if (err)
		goto err_open;
	netdev_hold(dev, &carrier->tracker, GFP_KERNEL);
	WRITE_ONCE(carrier->dev, dev);
	return 0;

err_open:
	nf_unregister_net_hook(nn->net, &carrier->drop);
err_hook:
	nfm_dev_delete(dev);
	return err;
}

/* Called without RTNL. @carrier is held. */
static int nfm_carrier_make_at(struct nfm_net *nn, struct nfm_carrier *carrier, u16 port)
{
	struct sk_buff *msg = nfm_carrier_newlink(carrier, port);
	int err;

	if (!msg)
		return -ENOMEM;
	err = nfm_rtnl_request(nn->net, msg);
	nlmsg_free(msg);
	if (err)
		return err;
	rtnl_lock();
	err = nfm_carrier_start(nn, carrier);
	rtnl_unlock();
	return err;
}

static int nfm_carrier_make(struct nfm_net *nn, struct nfm_carrier *carrier)
{
	int i, err = -EADDRINUSE;

	if (carrier->id.kind != NFM_TARGET_VXLAN)
		return nfm_carrier_make_at(nn, carrier, carrier->id.port);
	for (i = 0; i < NFM_CARRIER_PORTS && (err == -EADDRINUSE || err == -EEXIST); i++)
		err = nfm_carrier_make_at(nn, carrier, NFM_CARRIER_PORT_MIN + i);
	return err;
}

static int nfm_carrier_refuse(int err, const struct nlattr *nest, struct netlink_ext_ack *extack)
{
	switch (err) {
	case -EOPNOTSUPP:
	case -EAFNOSUPPORT:
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "the kernel has no driver for this tunnel in external mode");
		return -EOPNOTSUPP;
	case -EEXIST:
	case -EPERM:
	case -EADDRINUSE:
	case -EBUSY:
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "the namespace has another device in external mode of this kind, on this port or of the carrier's name");
		return -EBUSY;
	case -ENOSPC:
		NL_SET_ERR_MSG_ATTR(extack, nest,
				    "a namespace may have 64 tunnel devices: one for each kind, IP version and GENEVE port");
		return err;
	case -ENFILE:
		/* No memory for a socket. */
		err = -ENOMEM;
		fallthrough;
	default:
		NL_SET_ERR_MSG_ATTR(extack, nest, "the tunnel's device could not be made");
		return err;
	}
}

static void nfm_carrier_name(struct nfm_carrier *carrier)
{
	if (carrier->id.kind == NFM_TARGET_GENEVE)
		snprintf(carrier->name, IFNAMSIZ, "nfm-geneve%u", carrier->id.port);
	else
		snprintf(carrier->name, IFNAMSIZ, "nfm-%s", nfm_carrier_kind(&carrier->id));
}

static struct nfm_carrier *nfm_carrier_add(struct nfm_net *nn, const struct nfm_carrier_id *id)
{
	struct nfm_carrier *carrier = kzalloc(sizeof(*carrier), GFP_KERNEL_ACCOUNT);

	if (!carrier)
		return NULL;
	carrier->id = *id;
	nn->n_carriers++;
	carrier->memcg = get_mem_cgroup_from_mm(current->mm);
	nfm_carrier_name(carrier);
	list_add_tail(&carrier->list, &nn->carriers);
	return carrier;
}

/* See to it that there is a carrier with a device; that may go at any time. Called
 * with carriers_lock.
 */
static int nfm_carrier_ensure(struct nfm_net *nn, const struct nfm_carrier_id *id)
{
	struct nfm_carrier *carrier;
	bool there, full;

	rtnl_lock();
	carrier = nfm_carrier_find(nn, id);
	full = !carrier && nn->n_carriers == NFM_CARRIERS_MAX;
	if (!carrier && !full)
		carrier = nfm_carrier_add(nn, id);
	there = carrier && carrier->dev;
	rtnl_unlock();
	if (!carrier)
		return full ? -ENOSPC : -ENOMEM;
	return there ? 0 : nfm_carrier_make(nn, carrier);
}

/* Delete those that nobody uses, all at once: one by one each would wait for packets
 * under way. Called with RTNL.
 */
static void nfm_carriers_trim(struct nfm_net *nn)
{
	struct nfm_carrier *carrier, *tmp;
	struct net_device *dev;
	LIST_HEAD(devs);

	list_for_each_entry(carrier, &nn->carriers, list) {
		dev = carrier->dev;
		if (!carrier->users && dev)
			dev->rtnl_link_ops->dellink(dev, &devs);
	}
	/* Closes them first. Then its event has each lost: until it is closed, it drops. */
	unregister_netdevice_many(&devs);
	list_for_each_entry_safe(carrier, tmp, &nn->carriers, list) {
		if (carrier->users)
			continue;
		list_del(&carrier->list);
		nn->n_carriers--;
		mem_cgroup_put(carrier->memcg);
		kfree(carrier);
	}
}

/**
 * nfm_carriers_begin - make the devices that a request's targets need
 * @nn: namespace
 * @info: request; told what is wrong
 *
 * Context: process. Called without RTNL. If it succeeds, nfm_carriers_end() must follow.
 * Return: 0, -EINVAL, -ENOSPC, -EOPNOTSUPP, -EBUSY, -ENOMEM
 */
int nfm_carriers_begin(struct nfm_net *nn, struct genl_info *info)
{
	struct nfm_carrier_id id;
	struct nlattr *nla;
	int rem, err = 0, n = 0;

	rtnl_lock();
	/* Those that are about to go do not count. */
	if (!nn->carriers_held && nn->n_carriers == NFM_CARRIERS_MAX)
		nfm_carriers_trim(nn);
	nn->carriers_held++;
	rtnl_unlock();
	nlmsg_for_each_attr(nla, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(nla) != NFM_A_TARGET)
			continue;
		/* Before their devices are there. */
		err = n++ < NFM_TARGETS_MAX ? nfm_target_carrier_id(nla, &id, info->extack) :
					      nfm_target_too_many(nla, info->extack);
		if (err < 0)
			break;
		/* 0: it needs none. */
		if (!err)
			continue;
		mutex_lock(&nn->carriers_lock);
		err = nfm_carrier_ensure(nn, &id);
		mutex_unlock(&nn->carriers_lock);
		if (err) {
			err = nfm_carrier_refuse(err, nla, info->extack);
			break;
		}
	}
	if (err)
		nfm_carriers_end(nn);
	return err;
}

void nfm_carriers_end(struct nfm_net *nn)
{
	rtnl_lock();
	if (!--nn->carriers_held)
		nfm_carriers_trim(nn);
	rtnl_unlock();
}

/**
 * nfm_carrier_get - the carrier that a target uses
 * @nn: namespace
 * @tun: its tunnel
 *
 * Context: process. Called with RTNL, between nfm_carriers_begin() and _end().
 * Return: carrier
 */
struct nfm_carrier *nfm_carrier_get(struct nfm_net *nn, const struct nfm_tunnel *tun)
{
	struct nfm_carrier_id id = nfm_tunnel_needs(tun);
	struct nfm_carrier *carrier = nfm_carrier_find(nn, &id);

	if (carrier)
		carrier->users++;
	return carrier;
}

/* Not deleted at once: it may be a device notifier that calls. Called with RTNL. */
void nfm_carrier_put(struct nfm_net *nn, struct nfm_carrier *carrier)
{
	if (!--carrier->users)
		mod_delayed_work(nfm_wq, &nn->carriers_work, 0);
}

/* Called with RTNL, when a device goes: if it is a carrier, it is made anew. */
void nfm_carriers_dev_gone(struct nfm_net *nn, const struct net_device *dev)
{
	struct nfm_carrier *carrier;

	list_for_each_entry(carrier, &nn->carriers, list) {
		if (carrier->dev != dev)
			continue;
		nfm_carrier_lose(nn, carrier);
		/* Not if it is us who delete it. */
		if (carrier->users || nn->carriers_held)
			mod_delayed_work(nfm_wq, &nn->carriers_work, 0);
	}
}

/* By a work item, which nobody would be charged for. Called without RTNL. */
static int nfm_carrier_make_anew(struct nfm_net *nn, struct nfm_carrier *carrier)
{
	struct mem_cgroup *old = set_active_memcg(carrier->memcg);
	int err = nfm_carrier_make(nn, carrier);

	set_active_memcg(old);
	return err;
}

/* Make those anew that have lost their device. Called without RTNL. */
static void nfm_carriers_renew(struct nfm_net *nn)
{
	struct nfm_carrier *carrier;
	bool again = false;

	mutex_lock(&nn->carriers_lock);
	list_for_each_entry(carrier, &nn->carriers, list)
		/* A failure is seen in the targets' state. */
		if (!READ_ONCE(carrier->dev) && nfm_carrier_make_anew(nn, carrier))
			again = true;
	mutex_unlock(&nn->carriers_lock);
	rtnl_lock();
	nfm_tunnels_refresh(nn);
	rtnl_unlock();
	/* Its driver may be going, or another device may have its place. */
	if (again)
		queue_delayed_work(nfm_wq, &nn->carriers_work, NFM_CARRIERS_AGAIN);
}

static void nfm_carriers_work(struct work_struct *work)
{
	struct nfm_net *nn = container_of(to_delayed_work(work), struct nfm_net,
					  carriers_work);
	struct net *net = maybe_get_net(nn->net);

	rtnl_lock();
	if (!nn->carriers_held)
		nfm_carriers_trim(nn);
	/* None goes while RTNL is let go. */
	if (net)
		nn->carriers_held++;
	rtnl_unlock();
	/* A namespace that goes takes along what is in use. */
	if (!net)
		return;
	/* Making one may load its driver, which waits for a module that goes. */
	if (!READ_ONCE(nfm_carriers_stopped))
		nfm_carriers_renew(nn);
	nfm_carriers_end(nn);
	put_net(net);
}

/* The module goes: none is made anew. */
void nfm_carriers_stop(void)
{
	WRITE_ONCE(nfm_carriers_stopped, true);
}

void nfm_carriers_init(struct nfm_net *nn)
{
	INIT_LIST_HEAD(&nn->carriers);
	mutex_init(&nn->carriers_lock);
	INIT_DELAYED_WORK(&nn->carriers_work, nfm_carriers_work);
}

/* The namespace has no sessions any more. Context: process. Called without RTNL. */
void nfm_carriers_exit(struct nfm_net *nn)
{
	cancel_delayed_work_sync(&nn->carriers_work);
	rtnl_lock();
	nfm_carriers_trim(nn);
	rtnl_unlock();
}
