// SPDX-License-Identifier: GPL-2.0-only
/*
 * failnth - whatever can fail for want of memory fails, one after the other:
 * each operation is done again and again, with its first allocation refused, its
 * second, and so on until one run has none refused (/proc/thread-self/fail-nth).
 *
 *   failnth [-v] [-t STEP]          every command of the family, and devices that come and go; of commands that
 *                                   make a device, which has most of the allocations, every STEPth only
 *   failnth -m FILE.ko [-e STEP]    loading that module; every STEPth allocation only
 *
 * An operation is done whole or not at all: the configuration is what it was, or
 * what it is after a run without a failure, and the answer says which. What
 * leaks is for kmemleak to find, but the devices that tunnels leave through have
 * to go. The device names fn0 (target), fn1 and fnbr (a bridge) must be there.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "genl.h"
#include "nth.h"

#define NEW	(NLM_F_CREATE | NLM_F_EXCL)
#define NTH_MAX	20000
#define NO_ANSWER	(-1)

static int fd, watch, events, ioctls, verbose, failed;
static struct msg m;

static void result(int good, const char *name, const char *text)
{
	printf("%s - failnth: %s%s\n", good ? "ok" : "not ok", name, text);
	failed += !good;
	fflush(stdout);
}

/* ---- messages ---- */

static void begin(int cmd, int flags, const char *name)
{
	msg_begin(&m, cmd, flags | NLM_F_ACK);
	if (name)
		msg_string(&m, NFM_A_NAME, name);
}

static void source(int kind, const char *dev, int dir)
{
	size_t nest = msg_nest(&m, NFM_A_SOURCE);

	msg_u8(&m, NFM_SRC_KIND, kind);
	if (dev)
		msg_string(&m, NFM_SRC_DEV, dev);
	if (dir)
		msg_u8(&m, NFM_SRC_DIR, dir);
	msg_nest_end(&m, nest);
}

static void target(const char *dev)
{
	size_t nest = msg_nest(&m, NFM_A_TARGET);

	msg_u8(&m, NFM_TGT_KIND, NFM_TARGET_DEV);
	msg_string(&m, NFM_TGT_DEV, dev);
	msg_nest_end(&m, nest);
}

static void tunnel(int kind, int version)
{
	static const uint8_t remote[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 1 };
	static const uint8_t remote4[4] = { 192, 0, 2, 1 };
	size_t nest = msg_nest(&m, NFM_A_TARGET);

	msg_u8(&m, NFM_TGT_KIND, kind);
	msg_put(&m, NFM_TGT_REMOTE, version == 4 ? remote4 : remote, version == 4 ? 4 : 16);
	/* Metadata that each copy has for itself. */
	if (kind == NFM_TARGET_GENEVE)
		msg_u8(&m, NFM_TGT_META, 1);
	msg_nest_end(&m, nest);
}

/* A rule of several table entries, or, without ports, of one. */
static void rule(int prio, int action, int first, int last)
{
	struct nfm_port_range range = { first, last };
	size_t nest = msg_nest(&m, NFM_A_RULE), match;

	msg_u32(&m, NFM_RULE_PRIO, prio);
	if (action >= 0)
		msg_u8(&m, NFM_RULE_ACTION, action);
	match = msg_nest(&m, NFM_RULE_MATCH);
	msg_u8(&m, NFM_KEY_IP_PROTO, 6);
	if (last)
		msg_put(&m, NFM_KEY_DST_PORT, &range, sizeof(range));
	msg_nest_end(&m, match);
	msg_nest_end(&m, nest);
}

static void filtered_rule(int prio)
{
	static const struct sock_filter pass[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), BPF_STMT(BPF_RET | BPF_A, 0),
	};
	size_t nest = msg_nest(&m, NFM_A_RULE);

	msg_u32(&m, NFM_RULE_PRIO, prio);
	msg_put(&m, NFM_RULE_FILTER, pass, sizeof(pass));
	msg_string(&m, NFM_RULE_FILTER_TEXT, "anything");
	msg_nest_end(&m, nest);
}

/* The kernel handles a request while it is being sent, so that its answer is there, or never comes. */
static int answer(void)
{
	static unsigned char buf[1 << 17];
	const struct nlmsghdr *nlh;
	int said = NO_ANSWER;
	ssize_t len;

	while ((len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0)
		for (nlh = (void *)buf; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len))
			if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
				said = -*(const int *)NLMSG_DATA(nlh);
	return said;
}

static int transact(void)
{
	msg_end(&m, 1);
	if (m.full)
		errx(2, "message too long");
	if (send(fd, m.data, m.len, 0) < 0)
		return errno;
	return answer();
}

static void must(const char *what)
{
	int error = transact();

	if (error)
		errx(2, "%s: %s", what, error == NO_ANSWER ? "no answer" : strerror(error));
}

/* What each operation starts from. */
static void base(void)
{
	begin(NFM_CMD_SESSION_FLUSH, 0, NULL);
	must("flush");
	begin(NFM_CMD_SESSION_NEW, NEW, "a");
	source(NFM_SOURCE_DEV, "fn1", NFM_DIR_IN);
	source(NFM_SOURCE_BRIDGE, "fnbr", 0);
	source(NFM_SOURCE_DEV, "gl*", 0);
	target("fn0");
	target("nowhere");
	rule(10, 0, 0, 0);
	rule(20, 1, 1, 30);
	must("session a");
	begin(NFM_CMD_SESSION_NEW, NEW, "b");
	msg_u8(&m, NFM_A_ENABLED, 0);
	source(NFM_SOURCE_DEV, "fn1", 0);
	source(NFM_SOURCE_INET, NULL, 0);
	rule(5, 0, 100, 200);
	must("session b");
}

/* ---- operations ---- */

static void op_session_new(void)
{
	begin(NFM_CMD_SESSION_NEW, NEW, "c");
	source(NFM_SOURCE_DEV, "fn1", 0);
	source(NFM_SOURCE_BRIDGE, "fnbr", 0);
	source(NFM_SOURCE_INET, NULL, 0);
	target("fn0");
	rule(1, 0, 0, 0);
	rule(2, 0, 1000, 1100);
}

static void op_session_replace(void)
{
	begin(NFM_CMD_SESSION_NEW, NLM_F_CREATE | NLM_F_REPLACE, "a");
	source(NFM_SOURCE_DEV, "fn1", NFM_DIR_OUT);
	target("elsewhere");
	rule(3, 1, 7, 9);
}

static void op_session_enable(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "b");
	msg_u8(&m, NFM_A_ENABLED, 1);
}

static void op_session_disable(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	msg_u8(&m, NFM_A_ENABLED, 0);
}

static void shaped(void)
{
	msg_u32(&m, NFM_A_SNAPLEN, 100);
	msg_u32(&m, NFM_A_SAMPLE, 3);
	msg_u64(&m, NFM_A_RATE, 1000);
	msg_u8(&m, NFM_A_RATE_UNIT, NFM_RATE_PACKETS);
	msg_u8(&m, NFM_A_BUDGET, 50);
	msg_u64(&m, NFM_A_CUTOFF, 10);
	msg_u8(&m, NFM_A_CUTOFF_UNIT, NFM_CUTOFF_PACKETS);
	msg_u32(&m, NFM_A_DEDUP, 100);
	msg_u32(&m, NFM_A_EXPIRE, 100000);
}

static void op_session_new_shaped(void)
{
	op_session_new();
	shaped();
}

static void op_session_shape(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	shaped();
}

static void op_session_del(void)
{
	begin(NFM_CMD_SESSION_DEL, 0, "a");
}

static void op_session_flush(void)
{
	begin(NFM_CMD_SESSION_FLUSH, 0, NULL);
}

static void op_session_reset(void)
{
	begin(NFM_CMD_SESSION_RESET, 0, "a");
}

static void op_session_reset_all(void)
{
	begin(NFM_CMD_SESSION_RESET, 0, NULL);
}

static void op_session_get(void)
{
	begin(NFM_CMD_SESSION_GET, 0, "a");
}

static void op_source_new(void)
{
	begin(NFM_CMD_SOURCE_NEW, NEW, "a");
	source(NFM_SOURCE_INET, NULL, 0);
}

static void op_source_set(void)
{
	begin(NFM_CMD_SOURCE_NEW, 0, "a");
	source(NFM_SOURCE_DEV, "fn1", NFM_DIR_BOTH);
}

static void op_source_del(void)
{
	begin(NFM_CMD_SOURCE_DEL, 0, "a");
	source(NFM_SOURCE_BRIDGE, "fnbr", 0);
}

static void op_target_new(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	target("fn0");
}

static void op_target_new_gretap(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_GRETAP, 4);
}

static void op_target_new_gretap6(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_GRETAP, 6);
}

static void op_target_new_erspan(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_ERSPAN, 4);
}

static void op_target_new_erspan6(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_ERSPAN, 6);
}

static void op_target_new_vxlan(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_VXLAN, 4);
}

static void op_target_new_geneve(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_GENEVE, 6);
}

static void op_session_new_tunnels(void)
{
	begin(NFM_CMD_SESSION_NEW, NEW, "c");
	source(NFM_SOURCE_INET, NULL, 0);
	tunnel(NFM_TARGET_VXLAN, 4);
	target("fn0");
	tunnel(NFM_TARGET_VXLAN, 6);
	rule(1, 0, 0, 0);
}

static void op_target_del(void)
{
	begin(NFM_CMD_TARGET_DEL, 0, "a");
	target("fn0");
}

static void op_rule_new(void)
{
	begin(NFM_CMD_RULE_NEW, NEW | NLM_F_ECHO, "a");
	rule(30, 0, 1, 1000);
}

static void op_rule_new_filter(void)
{
	begin(NFM_CMD_RULE_NEW, NEW, "a");
	filtered_rule(30);
}

static void op_rule_set(void)
{
	begin(NFM_CMD_RULE_NEW, 0, "a");
	rule(20, 0, 1, 30);
}

static void op_rule_del(void)
{
	begin(NFM_CMD_RULE_DEL, 0, "a");
	rule(20, -1, 1, 30);
}

static void op_rule_replace(void)
{
	begin(NFM_CMD_RULE_REPLACE, 0, "a");
	rule(1, 0, 3, 77);
	rule(2, 1, 0, 0);
}

static void op_rule_flush(void)
{
	begin(NFM_CMD_RULE_FLUSH, 0, "a");
}

static void op_rule_flush_all(void)
{
	begin(NFM_CMD_RULE_FLUSH, 0, NULL);
}

static void op_session_dump(void)
{
	begin(NFM_CMD_SESSION_GET, NLM_F_DUMP, NULL);
}

static void op_source_dump(void)
{
	begin(NFM_CMD_SOURCE_GET, NLM_F_DUMP, NULL);
}

static void op_target_dump(void)
{
	begin(NFM_CMD_TARGET_GET, NLM_F_DUMP, "a");
}

static void op_rule_dump(void)
{
	begin(NFM_CMD_RULE_GET, NLM_F_DUMP, NULL);
}

struct op {
	const char *name;
	void (*make)(void);
	int tunnels;		/* makes a device, whose allocations are not ours */
};

static const struct op ops[] = {
	{ "session new", op_session_new },
	{ "session new, shaped", op_session_new_shaped },
	{ "session new, with tunnels", op_session_new_tunnels, 1 },
	{ "session replaced", op_session_replace },
	{ "session enabled", op_session_enable },
	{ "session disabled", op_session_disable },
	{ "session shaped", op_session_shape },
	{ "session deleted", op_session_del },
	{ "sessions flushed", op_session_flush },
	{ "session reset", op_session_reset },
	{ "sessions reset", op_session_reset_all },
	{ "session shown", op_session_get },
	{ "sessions shown", op_session_dump },
	{ "source new", op_source_new },
	{ "source set", op_source_set },
	{ "source deleted", op_source_del },
	{ "sources shown", op_source_dump },
	{ "target new", op_target_new },
	{ "target new, GRE", op_target_new_gretap, 1 },
	{ "target new, GRE over IPv6", op_target_new_gretap6, 1 },
	{ "target new, ERSPAN", op_target_new_erspan, 1 },
	{ "target new, ERSPAN over IPv6", op_target_new_erspan6, 1 },
	{ "target new, VXLAN", op_target_new_vxlan, 1 },
	{ "target new, GENEVE over IPv6", op_target_new_geneve, 1 },
	{ "target deleted", op_target_del },
	{ "targets shown", op_target_dump },
	{ "rule new", op_rule_new },
	{ "rule new, with a filter", op_rule_new_filter },
	{ "rule set", op_rule_set },
	{ "rule deleted", op_rule_del },
	{ "rules replaced", op_rule_replace },
	{ "rules flushed", op_rule_flush },
	{ "all rules flushed", op_rule_flush_all },
	{ "rules shown", op_rule_dump },
};

static int no_memory(int error)
{
	return error == ENOMEM || error == ENOBUFS || error == EFAULT || error == EMSGSIZE;
}

/* Those that tunnels leave through go a little later than their targets. */
static void wait_without_carriers(void)
{
	struct if_nameindex *all, *i;
	int found = 1, tries;

	for (tries = 0; found && tries < 10000; tries++) {
		if (tries)
			usleep(5000);
		all = if_nameindex();
		if (!all)
			err(2, "if_nameindex");
		for (i = all, found = 0; i->if_index; i++)
			found |= !strncmp(i->if_name, "nfm-", 4);
		if_freenameindex(all);
	}
	if (found)
		errx(2, "a tunnel's device stays");
}

static void snapshot(struct snapshot *s)
{
	int error = snapshot_take(watch, s);

	if (error)
		errx(2, "cannot dump what is configured: %s", strerror(-error));
}

/* What the answer says must be what is there. */
static const char *judge(const struct op *op, int said, const struct snapshot *before,
			 const struct snapshot *after, const struct snapshot *now)
{
	int as_before = snapshot_same(now, before), as_after = snapshot_same(now, after);

	if (!as_before && !as_after)
		return "half done";
	if (said == 0)
		return as_after ? NULL : "done, it says, but it is not";
	if (said == NO_ANSWER)
		return NULL;
	if (!as_before)
		return "refused, it says, but it is done";
	/* The kernel's own words for a new device whose name could not be stored: device_add(). */
	if (op->tunnels && said == EINVAL)
		return NULL;
	return no_memory(said) ? NULL : strerror(said);
}

static void run_op(const struct op *op, unsigned int step)
{
	static struct snapshot before, after, now;
	unsigned int n, refusals = 0;
	char text[256] = "";
	const char *wrong;
	int said, fired = 1;

	base();
	snapshot(&before);
	op->make();
	said = transact();
	if (said)
		errx(2, "%s: %s", op->name, strerror(said));
	snapshot(&after);
	for (n = 1; n < NTH_MAX && fired; n += step) {
		base();
		if (op->tunnels)
			wait_without_carriers();
		op->make();
		msg_end(&m, 1);
		nth_begin(n);
		said = send(fd, m.data, m.len, 0) < 0 ? errno : 0;
		fired = nth_end();
		said = said ?: answer();
		snapshot(&now);
		refusals += fired && said > 0;
		wrong = judge(op, said, &before, &after, &now);
		if (verbose || wrong)
			printf("# %s, failure %u: answer %d%s%s\n", op->name, n, said,
			       wrong ? ": " : "", wrong ?: "");
		if (wrong)
			snprintf(text, sizeof(text), ", failure %u: %s", n, wrong);
		if (wrong && verbose)
			snapshot_print(&now);
		/* Nobody reads the events: the socket's buffer is full, and that is told to us. */
		while (recv(events, &m, sizeof(m.data), MSG_DONTWAIT) > 0)
			;
	}
	if (!*text) {
		n = (n - 1) / step - 1;
		snprintf(text, sizeof(text), ", %u failures, %u refusals", n, refusals);
		result(!fired && n, op->name, text);
	} else {
		result(0, op->name, text);
	}
}

/* ---- devices ---- */

static int dev_add(void)
{
	return ioctl(ioctls, SIOCBRADDBR, "gl0") ? errno : 0;
}

static int dev_del(void)
{
	return ioctl(ioctls, SIOCBRDELBR, "gl0") ? errno : 0;
}

static int dev_name(const char *from, const char *to)
{
	struct ifreq ifr = {};

	strcpy(ifr.ifr_name, from);
	strcpy(ifr.ifr_newname, to);
	return ioctl(ioctls, SIOCSIFNAME, &ifr) ? errno : 0;
}

/* fn0 is a target. */
static int dev_hide(void)
{
	return dev_name("fn0", "hidden");
}

static int dev_show(void)
{
	return dev_name("hidden", "fn0");
}

static int dev_no_target(void)
{
	return dev_name("fn1", "gl1");
}

static int dev_back(void)
{
	return dev_name("gl1", "fn1");
}

static const struct {
	const char *name;
	int (*op)(void);
	int (*undo)(void);
	unsigned int step;	/* most of a device's allocations are not ours */
} dev_ops[] = {
	{ "a device comes", dev_add, dev_del, 7 },
	{ "a target's device gets another name", dev_hide, dev_show, 1 },
	{ "one source's device becomes another's", dev_no_target, dev_back, 1 },
};

/* A device comes and goes whatever we do; afterwards everything is as before. */
static void run_dev_op(size_t i)
{
	static struct snapshot before, now;
	unsigned int n, unbound = 0;
	int fired = 1, error;
	char text[128] = "";

	base();
	snapshot(&before);
	for (n = 1; n < NTH_MAX && fired; n += dev_ops[i].step) {
		nth_begin(n);
		error = dev_ops[i].op();
		fired = nth_end();
		snapshot(&now);
		if (!error && snapshot_same(&before, &now))
			unbound++;
		if (!error && dev_ops[i].undo())
			err(2, "undoing: %s", dev_ops[i].name);
		snapshot(&now);
		if (snapshot_same(&before, &now))
			continue;
		/* What could not be bound again is bound when it is enabled again. */
		base();
		snapshot(&now);
		if (!snapshot_same(&before, &now))
			snprintf(text, sizeof(text), ", failure %u: it is not as before", n);
	}
	if (*text)
		result(0, dev_ops[i].name, text);
	snprintf(text, sizeof(text), ", %u failures, in %u of them it came without its source", n - 1 - dev_ops[i].step,
		 unbound);
	result(!fired && n > 2, dev_ops[i].name, text);
}

/* ---- the module itself ---- */

static void run_module(const char *file, unsigned int step)
{
	int f = open(file, O_RDONLY), error = 1, fired = 1;
	unsigned int n, refusals = 0, tries = 0;
	char text[128];

	if (f < 0)
		err(2, "%s", file);
	for (n = 1; n < NTH_MAX && fired; n += step, tries++) {
		nth_begin(n);
		error = syscall(SYS_finit_module, f, "", 0) ? errno : 0;
		fired = nth_end();
		refusals += error != 0;
		if (error && !no_memory(error) && error != ENOEXEC) {
			snprintf(text, sizeof(text), ", failure %u: %s", n, strerror(error));
			result(0, "loading the module", text);
		}
		if (!error && syscall(SYS_delete_module, "nf_mirror", 0))
			err(2, "unloading the module");
	}
	snprintf(text, sizeof(text), ", every %u. of %u failures, %u of %u refused it", step, n - step,
		 refusals, tries);
	result(!fired && !error && refusals, "loading the module", text);
}

int main(int argc, char **argv)
{
	const char *module = NULL;
	unsigned int step = 1, tunnel_step = 1;
	size_t i;
	int c;

	while ((c = getopt(argc, argv, "vm:e:t:")) != -1) {
		switch (c) {
		case 'v': verbose = 1; break;
		case 'm': module = optarg; break;
		case 'e': step = atoi(optarg); break;
		case 't': tunnel_step = atoi(optarg); break;
		default: return 2;
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	nth_open();
	if (module) {
		run_module(module, step);
		return failed != 0;
	}
	genl_family();
	fd = genl_open(1 << 20);
	watch = genl_open(1 << 20);
	events = genl_open(0);
	genl_join(events);
	ioctls = socket(AF_INET, SOCK_DGRAM, 0);
	for (i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (optind == argc || !strcmp(argv[optind], ops[i].name))
			run_op(&ops[i], ops[i].tunnels ? tunnel_step : 1);
	for (i = 0; i < sizeof(dev_ops) / sizeof(*dev_ops) && optind == argc; i++)
		run_dev_op(i);
	return failed != 0;
}
