// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlfuzz - generic netlink messages to nf_mirror: right ones, ones that are
 * wrong in a place or two, and rubbish.
 *
 *   nlfuzz [-s SEED] [-n MESSAGES] [-f FIRST] [-j WORKERS] DEV...
 *
 * Every message is a matter of the seed and of its number, so that -f and -n
 * send a part of a run again. What it does in between is as well: a few frames
 * out of the DEVs, a DEV down or up, or in or out of the bridge "fbr". Of several
 * WORKERS each has its own seed, the first the one given; what they do to each
 * other is a matter of time. Replies are looked at (attributes well-formed, no
 * byte left uninitialised between them, errors that the contract knows), and of
 * some refused messages whether they have changed nothing.
 *
 * Its seed and how far it is are in the kernel log, for the case that nobody is
 * left to ask.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "genl.h"
#include "message.h"
#include "random.h"
#include "spec.h"

#define BATCH_MAX	16

static const char *const cmd_names[__NFM_CMD_MAX] = {
	[NFM_CMD_SESSION_GET] = "session-get", [NFM_CMD_SESSION_NEW] = "session-new",
	[NFM_CMD_SESSION_DEL] = "session-del", [NFM_CMD_SESSION_FLUSH] = "session-flush",
	[NFM_CMD_SESSION_RESET] = "session-reset", [NFM_CMD_SOURCE_GET] = "source-get",
	[NFM_CMD_SOURCE_NEW] = "source-new", [NFM_CMD_SOURCE_DEL] = "source-del",
	[NFM_CMD_TARGET_GET] = "target-get", [NFM_CMD_TARGET_NEW] = "target-new",
	[NFM_CMD_TARGET_DEL] = "target-del", [NFM_CMD_RULE_GET] = "rule-get",
	[NFM_CMD_RULE_NEW] = "rule-new", [NFM_CMD_RULE_DEL] = "rule-del",
	[NFM_CMD_RULE_REPLACE] = "rule-replace", [NFM_CMD_RULE_FLUSH] = "rule-flush",
};

static unsigned long accepted[256], refused[256], unchanged, said[256];
static int failed;

/* ---- what is between the messages ---- */

static int packets = -1;

static void some_frames(void)
{
	unsigned char frame[1514] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 100 };
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = 6 };
	int n;

	to.sll_ifindex = if_nametoindex(devs[rnd(n_devs)]);
	for (n = 0; n < 3; n++) {
		frame[22] = 64;
		frame[23] = chance(50) ? 6 : 17;
		frame[29] = rnd(4);
		frame[37] = rnd(255);
		sendto(packets, frame, 60 + rnd(1400), 0, (void *)&to, sizeof(to));
	}
}

static void move_device(void)
{
	struct ifreq ifr = {};

	strcpy(ifr.ifr_name, devs[rnd(n_devs)]);
	switch (rnd(4)) {
	case 0:
		ifr.ifr_ifindex = if_nametoindex(ifr.ifr_name);
		strcpy(ifr.ifr_name, "fbr");
		ioctl(packets, rnd(2) ? SIOCBRADDIF : SIOCBRDELIF, &ifr);
		break;
	case 1:
		if (!ioctl(packets, SIOCGIFFLAGS, &ifr)) {
			ifr.ifr_flags &= ~IFF_UP;
			ioctl(packets, SIOCSIFFLAGS, &ifr);
		}
		break;
	default:
		if (!ioctl(packets, SIOCGIFFLAGS, &ifr)) {
			ifr.ifr_flags |= IFF_UP;
			ioctl(packets, SIOCSIFFLAGS, &ifr);
		}
	}
}

/* ---- a run ---- */

static void klog(const char *text)
{
	int fd = open("/dev/kmsg", O_WRONLY);

	if (fd >= 0) {
		if (write(fd, text, strlen(text)) < 0)
			warn("/dev/kmsg");
		close(fd);
	}
}

static void fail(uint64_t index, const char *text)
{
	if (failed++ < 20)
		printf("# message %llu: %s\n", (unsigned long long)index, text);
}

/* What the contract says may come. */
static int known_errno(int error)
{
	switch (error) {
	case 0: case EINVAL: case ERANGE: case ENOENT: case EEXIST: case ENOSPC: case ELOOP:
	case EOPNOTSUPP: case EBUSY:
		return 1;
	default:
		return 0;
	}
}

static void answered(const struct nlmsghdr *nlh, int cmd)
{
	int error = -*(const int *)NLMSG_DATA(nlh);
	char text[64];

	said[error & 255]++;
	if (error)
		refused[cmd]++;
	else
		accepted[cmd]++;
	if (known_errno(error))
		return;
	snprintf(text, sizeof(text), "errno %d: %s", error, strerror(error));
	fail(nlh->nlmsg_seq, text);
}

/* Take what has come. A dump goes on only when what it has sent is taken. */
static void take(int fd, const uint8_t *cmd_of, uint64_t first)
{
	static unsigned char buf[1 << 17];
	const struct nlmsghdr *nlh;
	const char *fault;
	ssize_t len;

	while ((len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		for (nlh = (void *)buf; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			uint32_t n = nlh->nlmsg_seq - (uint32_t)first;

			fault = reply_fault(nlh);
			if (fault)
				fail(nlh->nlmsg_seq, fault);
			if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
				answered(nlh, cmd_of && n < BATCH_MAX ? cmd_of[n] : 0);
		}
	}
}

/* One message, alone: refused, it changes nothing. */
static void send_watched(int fd, int watch, struct msg *m, uint64_t index)
{
	static struct snapshot before, after;
	uint8_t cmd = m->data[NLMSG_HDRLEN];
	unsigned long n = refused[cmd];

	if (snapshot_take(watch, &before))
		return;
	if (send(fd, m->data, m->len, 0) < 0)
		return;
	take(fd, &cmd, index);
	if (refused[cmd] == n || snapshot_take(watch, &after))
		return;
	unchanged++;
	if (snapshot_same(&before, &after))
		return;
	fail(index, "refused, but the configuration is another:");
	snapshot_print(&before);
	printf("# and then:\n");
	snapshot_print(&after);
}

/* Several messages in one datagram, and several sockets, of which some leave a
 * dump half taken.
 */
static void run(uint64_t seed, uint64_t from, uint64_t count, int alone)
{
	static struct msg m;
	static unsigned char batch[4 * MSG_MAX];
	int fds[3] = { genl_open(1 << 20), genl_open(1 << 20), genl_open(1 << 20) };
	int events = genl_open(0), watch = genl_open(1 << 20), fd;
	uint64_t i = from, first;
	uint8_t cmds[BATCH_MAX];
	uint32_t len;
	char text[96];
	int n;

	genl_join(events);
	while (i < from + count) {
		if (i % 2048 < BATCH_MAX) {
			snprintf(text, sizeof(text), "nlfuzz: seed %#llx, message %llu\n",
				 (unsigned long long)seed, (unsigned long long)i);
			klog(text);
		}
		message_make(&m, seed, i);
		fd = fds[rnd(3)];
		if (alone && m.nlh.nlmsg_len == m.len && rnd(16) == 0) {
			send_watched(fd, watch, &m, i);
			i++;
			continue;
		}
		/* A batch begins at a multiple of its length, so that any part of
		 * a run can be had again.
		 */
		first = i;
		len = 0;
		for (n = 0; n < BATCH_MAX && i < from + count; n++) {
			if (n)
				message_make(&m, seed, i);
			if (len + NLMSG_ALIGN(m.len) > sizeof(batch) / 2 && n)
				break;
			memcpy(batch + len, m.data, NLMSG_ALIGN(m.len));
			cmds[n] = m.data[NLMSG_HDRLEN];
			len += NLMSG_ALIGN(m.len);
			i++;
			if (m.nlh.nlmsg_len != m.len || (i % BATCH_MAX) == 0)
				break;
		}
		send(fd, batch, len, 0);
		if (chance(90))
			take(fd, cmds, first);
		if (chance(30))
			take(events, NULL, 0);
		if (chance(20))
			some_frames();
		if (chance(10))
			move_device();
	}
	for (n = 0; n < 3; n++)
		take(fds[n], NULL, 0);
}

static int report(uint64_t seed, uint64_t count)
{
	int cmd, e;

	printf("# seed %#llx: %llu messages, of %lu refused ones seen that they change nothing\n",
	       (unsigned long long)seed, (unsigned long long)count, unchanged);
	for (cmd = 1; cmd < __NFM_CMD_MAX; cmd++)
		if (cmd_names[cmd])
			printf("# %-14s %7lu accepted %7lu refused\n", cmd_names[cmd], accepted[cmd],
			       refused[cmd]);
	for (e = 0; e < 256; e++)
		if (said[e])
			printf("# %7lu %s\n", said[e], strerror(e));
	/* A fuzzer that is always refused finds nothing. */
	for (cmd = 1; cmd < __NFM_CMD_MAX && count >= 20000; cmd++)
		if (cmd_names[cmd] && !accepted[cmd])
			fail(0, cmd_names[cmd]);
	return failed != 0;
}

int main(int argc, char **argv)
{
	unsigned long long seed = 0, count = 10000, from = 0;
	int c, i, workers = 1, status, bad = 0;

	if (getentropy(&seed, sizeof(seed)))
		err(2, "getentropy");
	while ((c = getopt(argc, argv, "s:n:f:j:")) != -1) {
		switch (c) {
		case 's': seed = strtoull(optarg, NULL, 0); break;
		case 'n': count = strtoull(optarg, NULL, 0); break;
		case 'f': from = strtoull(optarg, NULL, 0); break;
		case 'j': workers = atoi(optarg); break;
		default: return 2;
		}
	}
	for (; optind < argc && n_devs < DEVS_MAX; optind++)
		devs[n_devs++] = argv[optind];
	if (!n_devs)
		errx(2, "which devices?");
	spec_check();
	genl_family();
	packets = socket(AF_PACKET, SOCK_RAW, 0);
	if (packets < 0)
		err(2, "packet socket");
	printf("# nlfuzz: seed %#llx, from %llu, %llu messages, %d workers\n", seed, from, count,
	       workers);
	fflush(stdout);
	for (i = 0; i < workers; i++) {
		if (workers > 1 && fork())
			continue;
		run(seed + i, from, count / workers, workers == 1);
		return report(seed + i, count / workers);
	}
	while (wait(&status) > 0)
		bad |= status;
	return bad != 0;
}
