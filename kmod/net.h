/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What nf_mirror keeps for each network namespace.
 *
 * DOC: Locking
 *
 * RTNL		guards what has to do with devices: the lists of sessions and
 *		points of a namespace, the sources and targets of a session, and
 *		what they are bound to. Device notifiers run under it.
 * carriers_lock of a namespace is held while a device for tunnels is made, which
 *		rtnetlink does and takes RTNL for.
 * rules_lock	of a session guards its rules and its flow table, so that a
 *		change of a million rules holds up nobody but that session.
 * RCU		readers are the packet path and the look-up of a session by name.
 *		The packet path runs with bottom halves disabled, which makes the
 *		per-CPU counters and the flow cache safe to write.
 *
 * Order: carriers_lock, RTNL, rules_lock. A session is kept by a reference count: its
 * place in the list holds one, and so does who works on its rules without RTNL.
 * What the packet path may still look at is freed after an RCU grace period.
 */
#ifndef _NFM_NET_H
#define _NFM_NET_H

#include <linux/atomic.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>

/**
 * struct nfm_net - a network namespace
 * @net: the namespace
 * @sessions: its sessions by id, oldest first; RTNL, read under RCU
 * @points: the hooks registered for them, by device; RTNL
 * @n_sessions: length of @sessions; RTNL, read without
 * @last_id: the youngest session's id; RTNL
 * @seq: changes with the configuration, so that dumps can tell
 * @unsettled: a session is about to come or go; RTNL, read without
 * @carriers: devices that tunnels leave through; RTNL, added to with @carriers_lock
 * @n_carriers: how many; RTNL
 * @carriers_held: requests that need them as they are; RTNL
 * @carriers_lock: held while a carrier's device is made
 * @carriers_work: deletes carriers without users, makes lost ones anew
 * @judged: targets that are devices, as they are; RTNL
 * @doubted: those that are to be judged again; RTNL
 * @judging: there are such, and @judge_work is to come; RTNL
 * @judge_work: judges them
 * @mark: what copies made here carry, to be known again; see output.c
 * @mark_is_own: no other namespace has that one
 */
struct nfm_net {
	struct net *net;
	struct list_head sessions;
	DECLARE_HASHTABLE(points, 8);
	unsigned int n_sessions;
	u32 last_id;
	atomic_t seq;
	bool unsettled;
	struct list_head carriers;
	unsigned int n_carriers;
	unsigned int carriers_held;
	struct mutex carriers_lock; /* one at a time makes devices */
	struct delayed_work carriers_work;
	struct list_head judged;
	struct list_head doubted;
	bool judging;
	struct work_struct judge_work;
	u16 mark;
	bool mark_is_own;
};

extern unsigned int nfm_net_id;
extern struct workqueue_struct *nfm_wq;

static inline struct nfm_net *nfm_net(const struct net *net)
{
	return net_generic(net, nfm_net_id);
}

#endif /* _NFM_NET_H */
