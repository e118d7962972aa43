// SPDX-License-Identifier: GPL-2.0-only
/*
 * failnth - whatever can fail for want of memory fails, one after the other:
 * each operation is done again and again, with its first allocation refused, its
 * second, and so on until one run has none refused (/proc/thread-self/fail-nth).
 *
 *   failnth [-v] [-t STEP]          every command of the family, and devices that come and go; of commands that
 *                                   make a device, which has most of the allocations, every STEPth only
 *   failnth -m FILE.ko [-l LAST]    loading that module; the LAST allocations only
 *
 * An operation is done whole or not at all: the configuration is what it was, or
 * what it is after a run without a failure, and the answer says which. What
 * leaks is for kmemleak to find, but the devices that tunnels leave through have
 * to go. The devices fn0 (target), fn1 and fnbr (a bridge) must be there.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
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
#include "ops.h"

#define NTH_MAX	20000
#define NO_ANSWER	(-1)

static int fd, watch, events, ioctls, verbose, failed;

static void result(int good, const char *name, const char *text)
{
	printf("%s - failnth: %s%s\n", good ? "ok" : "not ok", name, text);
	failed += !good;
	fflush(stdout);
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
static void start(void)
{
	unsigned int i;

	for (i = 0; i < n_base; i++) {
		base[i].make();
		must(base[i].name);
	}
}

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

	start();
	snapshot(&before);
	op->make();
	said = transact();
	if (said)
		errx(2, "%s: %s", op->name, strerror(said));
	snapshot(&after);
	for (n = 1; n < NTH_MAX && fired; n += step) {
		start();
		if (op->tunnels)
			wait_without_carriers();
		op->make();
		msg_end(&m, 1);
		nth_begin(n);
		said = send(fd, m.data, m.len, 0) < 0 ? errno : 0;
		fired = !nth_end();
		said = said ?: answer();
		snapshot(&now);
		refusals += fired && said > 0;
		wrong = judge(op, said, &before, &after, &now);
		if (!fired && said)
			wrong = "nothing was refused, but it is not done";
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

/* A new device, which goes when what is returned is closed; not a bridge, which leaves memory behind when it fails. */
static int open_device(void)
{
	int tun = open("/dev/net/tun", O_RDWR);

	if (tun < 0)
		err(2, "/dev/net/tun");
	return tun;
}

static int add(int tun, const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI };

	strcpy(ifr.ifr_name, name);
	return ioctl(tun, TUNSETIFF, &ifr) ? errno : 0;
}

static int change_name(const char *from, const char *to)
{
	struct ifreq ifr = {};

	strcpy(ifr.ifr_name, from);
	strcpy(ifr.ifr_newname, to);
	return ioctl(ioctls, SIOCSIFNAME, &ifr) ? errno : 0;
}

/* A device whose name could not be changed is left with the new one in half of its directories, where it stays when the
 * device has gone: each is a new device, and the new name is one that has not been.
 */
static const struct dev_op {
	const char *text;
	const char *from;	/* of a new device; NULL: it comes with the next */
	const char *name;
	unsigned int step;	/* most of a device's allocations are not ours */
} dev_ops[] = {
	{ "a device comes", NULL, "glc%u", 7 },
	{ "a target's device gets another name", "nowhere", "hid%u", 1 },
	{ "one source's device becomes another's", "fn2", "gln%u", 1 },
};

/* A device comes and goes whatever we do; afterwards everything is as before. */
static void run_dev_op(const struct dev_op *op)
{
	static struct snapshot before, now;
	unsigned int n, tries = 0;
	char text[128] = "", name[IFNAMSIZ];
	int fired = 1, error = 0, tun;

	start();
	snapshot(&before);
	for (n = 1; n < NTH_MAX && fired; n += op->step, tries++) {
		snprintf(name, sizeof(name), op->name, n);
		tun = open_device();
		if (op->from && add(tun, op->from))
			err(2, "%s", op->from);
		nth_begin(n);
		error = op->from ? change_name(op->from, name) : add(tun, name);
		fired = !nth_end();
		close(tun);
		snapshot(&now);
		if (snapshot_same(&before, &now))
			continue;
		/* What could not be bound again is bound when it is enabled again. */
		start();
		snapshot(&now);
		if (!snapshot_same(&before, &now))
			snprintf(text, sizeof(text), ", failure %u: it is not as before", n);
	}
	if (error)
		snprintf(text, sizeof(text), ", nothing was refused: %s", strerror(error));
	if (*text) {
		result(0, op->text, text);
		return;
	}
	snprintf(text, sizeof(text), ", %u failures", tries - 1);
	result(!fired && tries > 10, op->text, text);
}

/* ---- the module itself ---- */

static int load(int f, unsigned int n, unsigned int *left)
{
	int error;

	nth_begin(n);
	error = syscall(SYS_finit_module, f, "", 0) ? errno : 0;
	*left = nth_end();
	if (!error && syscall(SYS_delete_module, "nf_mirror", 0))
		err(2, "unloading the module");
	return error;
}

/* What it does itself comes last. Before that the kernel reads the file and makes trace events, and what it cannot
 * have for these it warns of.
 */
static void run_module(const char *file, unsigned int last)
{
	unsigned int n, left, all, refusals = 0;
	int f = open(file, O_RDONLY), error;
	char text[128];

	if (f < 0)
		err(2, "%s", file);
	if (load(f, NTH_MAX, &left))
		err(2, "loading the module");
	all = NTH_MAX - left;
	for (n = all - last, left = 0; n < NTH_MAX && !left; n++) {
		error = load(f, n, &left);
		refusals += !left && error;
		if (verbose)
			printf("# loading the module, failure %u: %d\n", n, error);
		if (!error || (!left && no_memory(error)))
			continue;
		snprintf(text, sizeof(text), ", failure %u: %s", n, strerror(error));
		result(0, "loading the module", text);
	}
	snprintf(text, sizeof(text), ", the last %u of %u failures, %u refused it", last, all, refusals);
	result(left && refusals, "loading the module", text);
}

int main(int argc, char **argv)
{
	const char *module = NULL;
	unsigned int last = 100, tunnel_step = 1;
	size_t i;
	int c;

	while ((c = getopt(argc, argv, "vm:l:t:")) != -1) {
		switch (c) {
		case 'v': verbose = 1; break;
		case 'm': module = optarg; break;
		case 'l': last = atoi(optarg); break;
		case 't': tunnel_step = atoi(optarg); break;
		default: return 2;
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	nth_open();
	if (module) {
		run_module(module, last);
		return failed != 0;
	}
	genl_family();
	fd = genl_open(1 << 20);
	watch = genl_open(1 << 20);
	events = genl_open(0);
	genl_join(events);
	ioctls = socket(AF_INET, SOCK_DGRAM, 0);
	for (i = 0; i < n_ops; i++)
		if (optind == argc || !strcmp(argv[optind], ops[i].name))
			run_op(&ops[i], ops[i].tunnels ? tunnel_step : 1);
	for (i = 0; i < sizeof(dev_ops) / sizeof(*dev_ops); i++)
		if (optind == argc || !strcmp(argv[optind], dev_ops[i].text))
			run_dev_op(&dev_ops[i]);
	return failed != 0;
}
