// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfm_broken - mistakes of a module's that the test machine has to notice (see selftest)
 *
 * The name of one, written to the parameter `mistake`, makes it, in the writer's network namespace.
 */
#include <linux/module.h>
#include <linux/netdevice.h>
#include <linux/nsproxy.h>
#include <linux/slab.h>
#include <net/net_namespace.h>

static netns_tracker net_tracker;
static netdevice_tracker dev_tracker;

static void use_after_free(void)
{
	char *memory = kzalloc(100, GFP_KERNEL);

	if (!memory)
		return;
	kfree(memory);
	/* The compiler must not know. */
	OPTIMIZER_HIDE_VAR(memory);
	(void)READ_ONCE(*memory);
}

static int mistake_set(const char *name, const struct kernel_param *param)
{
	struct net *net = current->nsproxy->net_ns;

	if (sysfs_streq(name, "use-after-free")) {
		use_after_free();
	} else if (sysfs_streq(name, "leak")) {
		kstrdup("lost by selftest", GFP_KERNEL);
	} else if (sysfs_streq(name, "namespace")) {
		get_net(net);
	} else if (sysfs_streq(name, "tracker")) {
		/* The count is right, the list of who has a reference is not. */
		get_net_track(net, &net_tracker, GFP_KERNEL);
		put_net(net);
	} else if (sysfs_streq(name, "device")) {
		netdev_hold(net->loopback_dev, &dev_tracker, GFP_KERNEL);
	} else {
		return -EINVAL;
	}
	return 0;
}

static const struct kernel_param_ops mistake_ops = { .set = mistake_set };

module_param_cb(mistake, &mistake_ops, NULL, 0200);

MODULE_DESCRIPTION("Mistakes that the test machine has to notice");
MODULE_LICENSE("GPL");
