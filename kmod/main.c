// SPDX-License-Identifier: GPL-2.0-only
/*
 * nf_mirror: traffic mirroring by netfilter hooks.
 *
 * The packet's way: hook.c, key.c, cache.c, view.c, action.c (bucket.c, cutoff.c,
 * dedup.c), output.c, frame.c (segment.c), output_dev.c or output_tunnel.c; stats.c
 * counts.
 * What a user asks for: netlink.c, session.c, shape.c, source.c, target.c, tunnel.c,
 * carrier.c, rule.c, match.c.
 */
#include <linux/bitmap.h>
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/random.h>
#include <linux/rtnetlink.h>
#include <linux/workqueue.h>
#include <net/net_namespace.h>

#include "cache.h"
#include "carrier.h"
#include "mask.h"
#include "net.h"
#include "netdev.h"
#include "netlink.h"
#include "output.h"
#include "session.h"
#include "target.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

unsigned int nfm_net_id;
struct workqueue_struct *nfm_wq;

#define NFM_MARKS	BIT(NFM_MARK_ID_BITS)

/* Those that some namespace has. Not an IDA, which loses memory where there is little. */
static DECLARE_BITMAP(nfm_marks, NFM_MARKS);

/* Not 0: a mark has an id. */
static u16 nfm_mark_random(void)
{
	return get_random_u32() % (NFM_MARKS - 1) + 1;
}

/* Never 0, which is what a packet without a mark has, and at first not what a tc filter
 * is likely to write there. Where there are more namespaces than marks, some share one.
 */
static void nfm_net_mark(struct nfm_net *nn)
{
	unsigned long mark, wanted = nfm_mark_random();

	do {
		mark = find_next_zero_bit(nfm_marks, NFM_MARKS, wanted);
		if (mark == NFM_MARKS)
			mark = find_next_zero_bit(nfm_marks, NFM_MARKS, 1);
	} while (mark < NFM_MARKS && test_and_set_bit(mark, nfm_marks));
	nn->mark_is_own = mark < NFM_MARKS;
	nn->mark = nn->mark_is_own ? mark : wanted;
}

static int __net_init nfm_net_init(struct net *net)
{
	struct nfm_net *nn = nfm_net(net);

	nn->net = net;
	INIT_LIST_HEAD(&nn->sessions);
	hash_init(nn->points);
	atomic_set(&nn->seq, 1);
	nfm_carriers_init(nn);
	nfm_targets_init(nn);
	nfm_net_mark(nn);
	return 0;
}

/* Before its devices go, each of which would be looked for in each source. */
static void __net_exit nfm_net_pre_exit(struct net *net)
{
	nfm_sessions_vanish(nfm_net(net));
}

static void __net_exit nfm_net_exit(struct net *net)
{
	nfm_carriers_exit(nfm_net(net));
	nfm_targets_exit(nfm_net(net));
	if (nfm_net(net)->mark_is_own)
		clear_bit(nfm_net(net)->mark, nfm_marks);
}

static void __net_exit nfm_net_exit_batch(struct list_head *nets)
{
	bool used = false;
	struct net *net;

	list_for_each_entry(net, nets, exit_list)
		used |= nfm_net(net)->last_id;
	if (!used)
		return;
	/* If it is the module that goes, packets may be under way that look at the
	 * namespace's data.
	 */
	synchronize_rcu();
	/* Tunnels that have been removed hold routes, which must not outlive it. */
	rcu_barrier();
}

static struct pernet_operations nfm_net_ops = {
	.init = nfm_net_init,
	.pre_exit = nfm_net_pre_exit,
	.exit = nfm_net_exit,
	.exit_batch = nfm_net_exit_batch,
	.id = &nfm_net_id,
	.size = sizeof(struct nfm_net),
};

static int __init nfm_init(void)
{
	int err = -ENOMEM;

	/* What it frees may take long: not on a CPU that others wait for. */
	nfm_wq = alloc_workqueue("nf_mirror", WQ_UNBOUND, 0);
	if (!nfm_wq)
		return err;
	nfm_mask_init();
	nfm_mark_last = nfm_mark_random();
	err = nfm_cache_init();
	if (err)
		goto err_cache;
	err = register_pernet_subsys(&nfm_net_ops);
	if (err)
		goto err_pernet;
	err = nfm_netdev_init();
	if (err)
		goto err_netdev;
	err = nfm_netlink_init();
	if (err)
		goto err_netlink;
	return 0;

err_netlink:
	nfm_netdev_exit();
err_netdev:
	unregister_pernet_subsys(&nfm_net_ops);
err_pernet:
	nfm_cache_exit();
err_cache:
	destroy_workqueue(nfm_wq);
	return err;
}

static void nfm_flush_all(void)
{
	struct net *net;

	rtnl_lock();
	down_read(&net_rwsem);
	for_each_net(net)
		nfm_sessions_flush(nfm_net(net));
	up_read(&net_rwsem);
	rtnl_unlock();
}

static void __exit nfm_exit(void)
{
	/* While there is a family to tell of it. */
	nfm_flush_all();
	nfm_netlink_exit();
	/* And what has come meanwhile. */
	nfm_flush_all();
	nfm_carriers_stop();
	/* Now, not under the lock of unregister_pernet_subsys(): a tunnel's driver that
	 * is being loaded needs it.
	 */
	flush_workqueue(nfm_wq);
	/* Tells of each device once more, and so before the namespaces' data go. From here
	 * on nothing may hold a device: a namespace that goes would wait for it under that
	 * lock. Those that nfm_flush_all() did not find let go of theirs before this.
	 */
	nfm_netdev_exit();
	unregister_pernet_subsys(&nfm_net_ops);
	/* Work under way lets go of sessions; what then waits for readers goes to
	 * the workqueue, and from there may wait for readers once more.
	 */
	synchronize_rcu();
	flush_workqueue(nfm_wq);
	rcu_barrier();
	destroy_workqueue(nfm_wq);
	rcu_barrier();
	nfm_cache_exit();
}

module_init(nfm_init);
module_exit(nfm_exit);

MODULE_DESCRIPTION("Traffic mirroring by netfilter hooks");
MODULE_LICENSE("GPL");
MODULE_ALIAS_GENL_FAMILY(NFM_GENL_NAME);
