// SPDX-License-Identifier: GPL-2.0-only
/*
 * frame - build exact frames from words and send them.
 *
 *   frame [-n NETNS] [-o FILE] [-k tap|tun] DEV WORD...   one line of words
 *   frame [-n NETNS] [-o FILE] [-k tap|tun] -b [FILE]     lines "DEV WORD..."
 *   frame [-n NETNS] -f NAME DEV...                       sentinels, see below
 *   frame -x WORD...                                      print it, send nothing
 *
 * The words are described in build.c.
 *
 * Each frame sent is written to FILE as a line of hex. A sentinel is a frame of
 * EtherType 0x88b5 that ends a sniff of that name; one is sent from each CPU, so
 * that it comes after all that this CPU had queued.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "build.h"

#define WORDS_MAX	1024

static FILE *out;
static int packet_fd = -1, tun_fd = -1;
static const char *tun_kind;

static void print(FILE *f)
{
	static const char digits[] = "0123456789abcdef";
	static char s[2 * FRAME_MAX + 1];
	size_t i;

	for (i = 0; i < frame_len; i++) {
		s[2 * i] = digits[frame_data[i] >> 4];
		s[2 * i + 1] = digits[frame_data[i] & 15];
	}
	s[2 * frame_len] = '\n';
	fwrite(s, 1, 2 * frame_len + 1, f);
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		err(2, "cpu %d", cpu);
}

static int open_packet(int with_virtio)
{
	int fd = socket(AF_PACKET, SOCK_RAW, 0), big = 4 << 20;

	if (fd < 0)
		err(2, "packet socket");
	/* Not allowed to the administrator of a user namespace, who can do without. */
	setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &big, sizeof(big));
	if (setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &with_virtio, sizeof(int)))
		err(2, "PACKET_VNET_HDR");
	return fd;
}

static void send_tun(const char *dev)
{
	struct ifreq r = { .ifr_flags = IFF_NO_PI };

	if (tun_fd < 0) {
		r.ifr_flags |= strcmp(tun_kind, "tun") ? IFF_TAP : IFF_TUN;
		snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", dev);
		tun_fd = open("/dev/net/tun", O_RDWR);
		if (tun_fd < 0 || ioctl(tun_fd, TUNSETIFF, &r))
			err(2, "%s %s", tun_kind, dev);
	}
	if (write(tun_fd, frame_data, frame_len) != (ssize_t)frame_len)
		err(1, "write to %s", dev);
}

/* SO_TXTIME: when the frame is to be sent. */
static void set_txtime(struct msghdr *m, char *control, size_t size)
{
	struct sock_txtime how = { .clockid = CLOCK_MONOTONIC };
	struct timespec now;
	struct cmsghdr *c;
	uint64_t at;

	if (setsockopt(packet_fd, SOL_SOCKET, SO_TXTIME, &how, sizeof(how)))
		err(2, "SO_TXTIME");
	clock_gettime(CLOCK_MONOTONIC, &now);
	at = (now.tv_sec + frame_opt.txtime) * 1000000000ULL + now.tv_nsec;
	m->msg_control = control;
	m->msg_controllen = size;
	c = CMSG_FIRSTHDR(m);
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_TXTIME;
	c->cmsg_len = CMSG_LEN(sizeof(at));
	memcpy(CMSG_DATA(c), &at, sizeof(at));
}

static void send_packet(const char *dev)
{
	char control[CMSG_SPACE(sizeof(uint64_t))] = { 0 };
	static int virtio_now = -1;
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = 6 };
	struct virtio_net_hdr h;
	struct iovec v[2] = { { &h, sizeof(h) }, { frame_data, frame_len } };
	struct msghdr m = { .msg_name = &to, .msg_namelen = sizeof(to) };

	if (frame_opt.virtio != virtio_now) {
		if (packet_fd >= 0)
			close(packet_fd);
		packet_fd = open_packet(virtio_now = frame_opt.virtio);
	}
	to.sll_ifindex = if_nametoindex(dev);
	if (!to.sll_ifindex)
		err(2, "%s", dev);
	to.sll_protocol = htons(frame_protocol());
	if (setsockopt(packet_fd, SOL_SOCKET, SO_MARK, &frame_opt.mark, sizeof(frame_opt.mark)) &&
	    frame_opt.mark)
		err(2, "SO_MARK");
	if (setsockopt(packet_fd, SOL_PACKET, PACKET_QDISC_BYPASS, &frame_opt.bypass, sizeof(int)))
		err(2, "PACKET_QDISC_BYPASS");
	frame_virtio(&h);
	m.msg_iov = frame_opt.virtio ? v : v + 1;
	m.msg_iovlen = frame_opt.virtio ? 2 : 1;
	if (frame_opt.txtime)
		set_txtime(&m, control, sizeof(control));
	/* ENOBUFS: the stack took it and dropped it. */
	if (sendmsg(packet_fd, &m, 0) < 0 && errno != ENOBUFS)
		err(1, "send %zu bytes on %s", frame_len, dev);
}

static void send_line(const char *dev, char **words)
{
	unsigned long i;

	memset(&frame_opt, 0, sizeof(frame_opt));
	frame_opt.cpu = -1;
	frame_build(words, 0);
	if (frame_opt.cpu >= 0)
		pin(frame_opt.cpu);
	for (i = 0; i == 0 || i < frame_opt.count; i++) {
		frame_build(words, i);
		if (tun_kind)
			send_tun(dev);
		else if (dev)
			send_packet(dev);
		if (out)
			print(out);
		if (frame_opt.gap)
			usleep(frame_opt.gap);
	}
}

static void batch(FILE *f)
{
	static char *words[WORDS_MAX];
	char *line = NULL;
	size_t size = 0;
	int n;

	while (getline(&line, &size, f) > 0) {
		n = 0;
		for (char *w = strtok(line, " \t\n"); w && n < WORDS_MAX - 1;
		     w = strtok(NULL, " \t\n"))
			words[n++] = w;
		words[n] = NULL;
		if (n > 1 && *words[0] != '#')
			send_line(words[0], words + 1);
	}
	free(line);
}

static void sentinels(const char *name, char **devs)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN), cpu;
	char tag[96];

	for (; *devs; devs++)
		for (cpu = 0; cpu < cpus; cpu++) {
			pin(cpu);
			snprintf(tag, sizeof(tag), "END-%s-%d", name, cpu);
			send_line(*devs, (char *[]){ "eth", "type", "0x88b5", "tag", tag,
						     "zero", "30", NULL });
		}
}

static void enter(const char *netns)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		err(2, "%s", path);
	close(fd);
}

int main(int argc, char **argv)
{
	const char *sentinel = NULL;
	int c, is_batch = 0, show = 0;

	while ((c = getopt(argc, argv, "+n:o:k:bf:x")) != -1) {
		switch (c) {
		case 'n': enter(optarg); break;
		case 'o':
			out = fopen(optarg, "w");
			if (!out)
				err(2, "%s", optarg);
			break;
		case 'k': tun_kind = optarg; break;
		case 'b': is_batch = 1; break;
		case 'f': sentinel = optarg; break;
		case 'x': show = 1, out = stdout; break;
		default: return 2;
		}
	}
	argv += optind;
	/* What is sent from one CPU arrives in order: it stays on that on which it has begun. */
	pin(sched_getcpu());
	if (sentinel)
		sentinels(sentinel, argv);
	else if (is_batch && *argv && !freopen(*argv, "r", stdin))
		err(2, "%s", *argv);
	else if (is_batch)
		batch(stdin);
	else if (show)
		send_line(NULL, argv);
	else if (argv[0] && argv[1])
		send_line(argv[0], argv + 1);
	else
		errx(2, "what shall be sent where?");
	if (out && fclose(out))
		err(2, "write");
	return 0;
}
