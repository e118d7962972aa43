// SPDX-License-Identifier: GPL-2.0-only
/*
 * failnth - whatever can fail for want of memory fails, one after the other:
 * each operation is done again and again, with its first allocation refused, its
 * second, and so on until one run has none refused (/proc/thread-self/fail-nth).
 *
 *   failnth [-v] [NAME...]          every command of the family, and devices that come, go and get another name; or of
 *                                   these operations those that are named
 *   failnth [-v] -m FILE.ko         loading that module: all that its own code asks for, for each network namespace
 *                                   that is there as well
 *
 * An operation is done whole or not at all: the configuration is what it was, or
 * what it is after a run without a failure, and the answer says which. What
 * leaks is for kmemleak to find, but the devices that tunnels leave through have
 * to go. The devices fn0 (target, and the way of the tunnels), fn1 and fnbr (a bridge)
 * must be there, and the kernel must not be sparing of warnings
 * (net.core.message_cost is 0).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
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
/* So many runs without a failure, and an operation has had them all: not every run takes the same memory. */
#define QUIET	3
#define NO_ANSWER	(-1)

static int fd, watch, events, ioctls, kmsg, verbose, failed;

static void result(int good, const char *name, const char *text)
{
	printf("%s - failnth: %s%s\n", good ? "ok" : "not ok", name, text);
	failed += !good;
	fflush(stdout);
}

/* What is done again and again, each time with a later failure: of objects, then of those that are charged to a control
 * group, then of pages, then of what is per CPU.
 */
struct series {
	const char *name;
	enum nth_kind kind;
	unsigned int n;		/* which allocation is refused, from 1 */
	unsigned int quiet;	/* so many runs since one was */
	unsigned int runs;
	unsigned int failures[NTH_KINDS];
	char wrong[256];	/* what was, the last time */
};

static void begin_series(struct series *s, const char *name)
{
	*s = (struct series){ .name = name };
	nth_of(s->kind);
}

/* To the next run; 0: that was the last. */
static int next_run(struct series *s)
{
	s->runs++;
	s->n++;
	if (s->n < NTH_MAX && s->quiet < QUIET)
		return 1;
	if (s->n == NTH_MAX)
		snprintf(s->wrong, sizeof(s->wrong), "; there is no end of it");
	if (++s->kind == NTH_KINDS)
		return 0;
	nth_of(s->kind);
	s->n = 1;
	s->quiet = 0;
	return 1;
}

static void note(struct series *s, int fired, int said, const char *wrong)
{
	static const char *const kinds[] = { "object", "charged object", "page", "per-CPU" };

	s->failures[s->kind] += fired;
	s->quiet = fired ? 0 : s->quiet + 1;
	if (verbose || wrong)
		printf("# %s, %s %u: answer %d%s%s\n", s->name, kinds[s->kind], s->n, said, wrong ? ": " : "",
		       wrong ?: "");
	if (wrong)
		snprintf(s->wrong, sizeof(s->wrong), "; %s %u: %s", kinds[s->kind], s->n, wrong);
}

/* @count of the failures had a consequence, which is @good. */
static void conclude(const struct series *s, int good, unsigned int count, const char *what)
{
	char text[512];

	snprintf(text, sizeof(text), ": %u objects, %u charged ones, %u pages and %u per CPU, %u %s%s",
		 s->failures[NTH_OBJECTS], s->failures[NTH_CHARGED], s->failures[NTH_PAGES], s->failures[NTH_PERCPU],
		 count, what, s->wrong);
	result(good && s->failures[NTH_OBJECTS] && !*s->wrong, s->name, text);
}

/* The kernel handles a request while it is being sent, so that its answer is there, or never comes. What it shows before
 * its end is in @shown.
 */
static int answer(struct snapshot *shown)
{
	static unsigned char buf[1 << 17];
	const struct nlmsghdr *nlh;
	int said = NO_ANSWER;
	ssize_t len;

	snapshot_clear(shown);
	while ((len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0)
		for (nlh = (void *)buf; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len))
			if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
				said = -*(const int *)NLMSG_DATA(nlh);
			else
				snapshot_add(shown, nlh);
	return said;
}

static int transact(struct snapshot *shown)
{
	msg_end(&m, 1);
	if (m.full)
		errx(2, "message too long");
	if (send(fd, m.data, m.len, 0) < 0)
		return errno;
	return answer(shown);
}

static void must(const char *what)
{
	static struct snapshot shown;
	int error = transact(&shown);

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

static void set_up(const char *name, int up)
{
	struct ifreq ifr = { .ifr_flags = up ? IFF_UP : 0 };

	strcpy(ifr.ifr_name, name);
	if (ioctl(ioctls, SIOCSIFFLAGS, &ifr))
		err(2, "%s up or down", name);
}

/* Packets that session a sees, if its source fn1 has both directions. */
static void send_packets(void)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_protocol = htons(0x88b5), .sll_halen = 6 };
	static unsigned char frame[60] = { 2, [12] = 0x88, 0xb5 };
	static int packets = -1;
	int i;

	if (packets < 0)
		packets = socket(AF_PACKET, SOCK_RAW, 0);
	to.sll_ifindex = if_nametoindex("fn1");
	for (i = 0; i < 3; i++)
		if (sendto(packets, frame, sizeof(frame), 0, (struct sockaddr *)&to, sizeof(to)) < 0)
			err(2, "packets out of fn1");
}

/* The messages of the family that the others have been sent, and whether there were more. */
static unsigned int take_events(int *lost)
{
	static struct msg event;
	unsigned int n = 0;

	*lost = 0;
	for (;;) {
		if (recv(events, event.data, sizeof(event.data), MSG_DONTWAIT) > 0)
			n++;
		else if (errno == ENOBUFS)
			*lost = 1;
		else
			return n;
	}
}

/* Some start from more. A device that was down has no neighbours, and routes through it have to be looked up. */
static void start_op(const struct op *op)
{
	start();
	if (op->tunnels)
		wait_without_carriers();
	if (op->tunnels == 2) {
		set_up("fn0", 0);
		set_up("fn0", 1);
	}
	if (op->first) {
		op->first();
		must("what comes first");
	}
	if (op->counts)
		send_packets();
}

static void snapshot(struct snapshot *s)
{
	int error = snapshot_take(watch, s);

	if (error)
		errx(2, "cannot dump what is configured: %s", strerror(-error));
}

/* What the answer says must be what is there, and what it shows what it shows with memory; but for what was only asked
 * to be echoed.
 */
static const char *judge(const struct op *op, int said, const struct snapshot *before,
			 const struct snapshot *after, const struct snapshot *now,
			 const struct snapshot *showed, const struct snapshot *shown)
{
	int may_be_empty = m.nlh.nlmsg_flags & NLM_F_ECHO && !shown->len;
	int as_before = snapshot_same(now, before), as_after = snapshot_same(now, after);

	if (!as_before && !as_after)
		return "half done";
	if (said == 0 && !snapshot_same(showed, shown) && !may_be_empty)
		return "done, it says, but shows something else";
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

static void run_op(const struct op *op)
{
	static struct snapshot before, after, now, showed, shown;
	struct series s;
	unsigned int refusals = 0, told;
	const char *wrong;
	int said, fired, lost;

	before.stats = after.stats = now.stats = op->counts;
	start_op(op);
	snapshot(&before);
	op->make();
	said = transact(&showed);
	if (said)
		errx(2, "%s: %s", op->name, strerror(said));
	snapshot(&after);
	begin_series(&s, op->name);
	while (next_run(&s)) {
		start_op(op);
		op->make();
		msg_end(&m, 1);
		take_events(&lost);
		nth_begin(s.n);
		said = send(fd, m.data, m.len, 0) < 0 ? errno : 0;
		fired = !nth_end();
		said = said ?: answer(&shown);
		told = take_events(&lost);
		snapshot(&now);
		refusals += fired && said > 0;
		wrong = judge(op, said, &before, &after, &now, &showed, &shown);
		if (!wrong && said == 0 && !snapshot_same(&before, &after) && !told && !lost)
			wrong = "done, but no event tells of it, nor that one was lost";
		if (!fired && said)
			wrong = "nothing was refused, but it is not done";
		note(&s, fired, said, wrong);
		if (wrong && verbose)
			snapshot_print(&now);
	}
	conclude(&s, 1, refusals, "refusals");
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

/* Has the kernel said this since it was asked last. */
static int kernel_said(const char *what)
{
	char record[8192 + 1];
	int found = 0;
	ssize_t len;

	while ((len = read(kmsg, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		record[len > 0 ? len : 0] = 0;
		found |= !!strstr(record, what);
	}
	if (errno != EAGAIN)
		err(2, "/dev/kmsg");
	return found;
}

/* A device whose name could not be changed is left with the new one in half of its directories, where it stays when the
 * device has gone: each is a new device, and the new name is one that has not been.
 */
static const struct dev_op {
	const char *text;
	const char *from;	/* of a new device; NULL: it comes with the next */
	const char *to;		/* NULL: it goes */
	unsigned int binds;	/* so many charged objects bind a source to it: in and out, each a tap, a hook, and the
				 * kernel's list of hooks; only taps, where the hooks are there for another source that
				 * is to lose the device
				 */
} dev_ops[] = {
	{ "a source's device comes", NULL, "glc%u", 6 },
	{ "a target's device comes", NULL, "nowhere" },
	{ "one source's device becomes another's", "fn2", "gln%u", 2 },
	{ "a source's device gets another name", "gla", "glb%u" },
	{ "a target's device gets another name", "nowhere", "hid%u" },
	{ "a source's device goes", "fn2" },
	{ "a target's device goes", "nowhere" },
};

/* What is there is what would be if it were all configured now; but a source that has had no memory for a device is not
 * bound to it, does not say that it is, the kernel's log says why, and it is when the device comes up.
 */
static const char *judge_dev(const char *dev, const struct snapshot *without, unsigned int *lost)
{
	static struct snapshot now = { .states = 1 }, anew = { .states = 1 };
	int said = kernel_said("cannot bind session a: error -12");
	const char *wrong = NULL;

	snapshot(&now);
	if (said && dev) {
		(*lost)++;
		if (!snapshot_same(&now, without))
			wrong = "not bound, it says, but it is";
		set_up(dev, 1);
		snapshot(&now);
	}
	start();
	snapshot(&anew);
	if (!wrong && !snapshot_same(&now, &anew))
		wrong = said ? "not bound when it comes up" : "not as if it were all configured now";
	if (wrong && verbose) {
		snapshot_print(&now);
		snapshot_print(&anew);
	}
	return wrong;
}

/* A device comes and goes whatever we do, and then all is as before. */
static void run_dev_op(const struct dev_op *op)
{
	static struct snapshot before = { .states = 1 }, now = { .states = 1 };
	struct series s;
	int fired, error, tun;
	unsigned int lost[NTH_KINDS] = {};
	const char *wrong;
	char to[IFNAMSIZ];

	start();
	snapshot(&before);
	begin_series(&s, op->text);
	while (next_run(&s)) {
		tun = open_device();
		if (op->from && add(tun, op->from))
			err(2, "%s", op->from);
		kernel_said("");
		if (op->to)
			snprintf(to, sizeof(to), op->to, s.runs);
		nth_begin(s.n);
		if (!op->to)
			error = close(tun);
		else
			error = op->from ? change_name(op->from, to) : add(tun, to);
		fired = !nth_end();
		wrong = !fired && error ? strerror(error) : NULL;
		if (op->to && !wrong)
			wrong = judge_dev(error ? op->from : to, &before, &lost[s.kind]);
		if (op->to)
			close(tun);
		snapshot(&now);
		if (!wrong && !snapshot_same(&before, &now))
			wrong = "not as it was before the device came";
		note(&s, fired, error, wrong);
	}
	conclude(&s, lost[NTH_CHARGED] == op->binds,
		 lost[NTH_OBJECTS] + lost[NTH_CHARGED] + lost[NTH_PAGES] + lost[NTH_PERCPU], "times not bound");
}

/* ---- the module itself ---- */

/* So many loads from the first on that fails before the module's own code runs: not every load asks for the same. */
#define EARLY	5

#define TRACING	"/sys/kernel/tracing/"

static void write_file(const char *path, const char *text)
{
	int f = open(path, O_WRONLY | O_TRUNC);

	if (f < 0 || write(f, text, strlen(text)) < 0)
		err(2, "%s", path);
	close(f);
}

/* Has a module's own code run since this was asked last. */
static int module_ran(void)
{
	char text[4096] = "";
	int f = open(TRACING "trace", O_RDONLY);

	if (f < 0 || read(f, text, sizeof(text) - 1) < 0)
		err(2, "the kernel's trace");
	close(f);
	write_file(TRACING "trace", "");
	return !!strstr(text, "initcall_start:");
}

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

/* Backwards, since what it does itself comes last. Before that the kernel reads the file, and makes trace events; of
 * those that it cannot make it warns.
 */
static void load_nth(struct series *s, int f, unsigned int *refusals)
{
	unsigned int left, early = 0;
	int error, ran;

	nth_of(s->kind);
	if (load(f, NTH_MAX, &left) || !module_ran())
		errx(2, "the module does not load, or its loading is not seen");
	for (s->n = NTH_MAX - left + EARLY; s->n && early < EARLY; s->n--) {
		error = load(f, s->n, &left);
		ran = module_ran();
		early += early || !ran;
		*refusals += ran && error;
		note(s, !early && !left, error, error && (left || !no_memory(error)) ? strerror(error) : NULL);
	}
}

static void run_module(const char *file)
{
	int f = open(file, O_RDONLY);
	unsigned int refusals = 0;
	struct series s;

	if (f < 0)
		err(2, "%s", file);
	write_file(TRACING "events/initcall/initcall_start/enable", "1");
	for (begin_series(&s, "loading the module"); s.kind < NTH_KINDS; s.kind++)
		load_nth(&s, f, &refusals);
	write_file(TRACING "events/initcall/initcall_start/enable", "0");
	conclude(&s, refusals, refusals, "refusals");
}

static int wanted(int argc, char **argv, const char *name)
{
	int i;

	for (i = optind; i < argc; i++)
		if (!strcmp(argv[i], name))
			return 1;
	return optind == argc;
}

int main(int argc, char **argv)
{
	const char *module = NULL;
	size_t i;
	int c;

	while ((c = getopt(argc, argv, "vm:")) != -1) {
		switch (c) {
		case 'v': verbose = 1; break;
		case 'm': module = optarg; break;
		default: return 2;
		}
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	nth_open();
	if (module) {
		run_module(module);
		return failed != 0;
	}
	genl_family();
	fd = genl_open(1 << 20);
	watch = genl_open(1 << 20);
	events = genl_open(0);
	genl_join(events);
	ioctls = socket(AF_INET, SOCK_DGRAM, 0);
	kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	for (i = 0; i < n_ops; i++)
		if (wanted(argc, argv, ops[i].name))
			run_op(&ops[i]);
	for (i = 0; i < sizeof(dev_ops) / sizeof(*dev_ops); i++)
		if (wanted(argc, argv, dev_ops[i].text))
			run_dev_op(&dev_ops[i]);
	return failed != 0;
}
