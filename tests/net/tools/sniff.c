// SPDX-License-Identifier: GPL-2.0-only
/*
 * sniff - write down each frame that comes, until a sentinel says that it is
 * all.
 *
 *   sniff [-n NETNS] [-e NAME] [-o FILE] [-t SECONDS] [-d in|out] [-g] [-m] [-p] [-w]
 *         [-k tap|tun] DEV...
 *
 * Says "ready" on standard output when it listens, and at the end "done N" (N
 * frames), "timeout N", or "lost N" where the socket could not hold them all.
 * FILE gets a line of hex per frame, a VLAN tag that the device had taken out
 * put back in. With -g: instead the tags ("NFM{...}") of those that have one;
 * -m: gso size, gso type and checksum state after each; -p: the device before
 * each; -d out: what the device sends, not what it receives; -k: DEV is a tap
 * or tun device and read by its file descriptor; -w: FILE is a pcap, without times.
 * The end is a sentinel NAME (frame -f NAME) from each CPU on each device.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <arpa/inet.h>
#include <poll.h>
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

#define DEVS_MAX	64
#define FRAME_MAX	70000

static struct {
	const char *name, *dir, *kind;
	int tags, meta, prefix, pcap, seconds;
} opt = { .name = "", .dir = "in", .seconds = 60 };

static struct pollfd fds[DEVS_MAX];
static const char *names[DEVS_MAX];
static unsigned long ended[DEVS_MAX];	/* sentinels seen, by CPU */
static int n_devs;
static unsigned long all_cpus, count;
static FILE *out;

/* One frame, with room in front for a tag to be put back. */
static unsigned char room[FRAME_MAX + 4];
static struct virtio_net_hdr vnet;

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

static int open_tun(const char *dev)
{
	struct ifreq r = { .ifr_flags = IFF_NO_PI };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);

	r.ifr_flags |= strcmp(opt.kind, "tun") ? IFF_TAP : IFF_TUN;
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", dev);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &r))
		err(2, "%s %s", opt.kind, dev);
	return fd;
}

static int open_packet(const char *dev)
{
	struct sockaddr_ll at = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), on = 1, big = (opt.pcap ? 512 : 128) << 20;

	at.sll_ifindex = if_nametoindex(dev);
	if (fd < 0 || !at.sll_ifindex)
		err(2, "%s", dev);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &big, sizeof(big)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
	    (opt.meta && setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on))))
		err(2, "socket options");
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)))
		err(2, "bind to %s", dev);
	return fd;
}

/* The tag that the device took out, as four bytes of the frame. */
static unsigned char *untake(struct msghdr *m, unsigned char *data, size_t *len)
{
	struct tpacket_auxdata aux;
	struct cmsghdr *c;
	uint16_t tag[2];

	for (c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
			continue;
		tag[0] = htons(aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid :
			       ETH_P_8021Q);
		tag[1] = htons(aux.tp_vlan_tci);
		memmove(data - 4, data, 12);
		data -= 4;
		memcpy(data + 12, tag, 4);
		*len += 4;
	}
	return data;
}

/* -1: nothing there; else the length, and *data where it starts. */
static ssize_t receive(int fd, unsigned char **data)
{
	char control[256];
	struct sockaddr_ll from;
	struct iovec v[2] = { { &vnet, sizeof(vnet) }, { room + 4, FRAME_MAX } };
	struct msghdr m = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = opt.meta ? v : v + 1, .msg_iovlen = opt.meta ? 2 : 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t n;
	size_t len;

	*data = room + 4;
	if (opt.kind)
		return read(fd, *data, FRAME_MAX);
	for (;;) {
		n = recvmsg(fd, &m, MSG_DONTWAIT);
		if (n < 0)
			return -1;
		if ((from.sll_pkttype == PACKET_OUTGOING) == !strcmp(opt.dir, "out"))
			break;
		m.msg_controllen = sizeof(control);
	}
	len = opt.meta ? (size_t)n - sizeof(vnet) : (size_t)n;
	*data = untake(&m, *data, &len);
	return len;
}

/* 1: it is a sentinel, ours or another's. */
static int sentinel(int i, const unsigned char *data, size_t len)
{
	static const unsigned char type[2] = { 0x88, 0xb5 };
	size_t n = strlen(opt.name);

	if (len < 24 || memcmp(data + 12, type, 2) || memcmp(data + 14, "NFM{END-", 8))
		return 0;
	if (len > 24 + n && !memcmp(data + 22, opt.name, n) && data[22 + n] == '-')
		ended[i] |= 1UL << atoi((const char *)data + 23 + n);
	return 1;
}

static void print_hex(const unsigned char *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	static char s[2 * FRAME_MAX + 16];
	size_t i;

	for (i = 0; i < len; i++) {
		s[2 * i] = digits[data[i] >> 4];
		s[2 * i + 1] = digits[data[i] & 15];
	}
	fwrite(s, 1, 2 * len, out);
}

static int print_tag(const unsigned char *data, size_t len)
{
	const unsigned char *p = memmem(data, len, "NFM{", 4), *q;

	q = p ? memchr(p, '}', data + len - p) : NULL;
	if (!q)
		return 0;
	fwrite(p + 4, 1, q - p - 4, out);
	return 1;
}

static void write_pcap(const unsigned char *data, size_t len)
{
	const uint32_t head[6] = { 0xa1b2c3d4, 2 | 4 << 16, 0, 0, FRAME_MAX, 1 };
	const uint32_t record[4] = { 0, 0, len, len };

	if (!data)
		fwrite(head, sizeof(head), 1, out);
	else if (fwrite(record, sizeof(record), 1, out) == 1)
		fwrite(data, len, 1, out);
}

static void print(int i, const unsigned char *data, size_t len)
{
	if (opt.pcap) {
		write_pcap(data, len);
		count++;
		return;
	}
	if (opt.tags && !memmem(data, len, "NFM{", 4))
		return;
	if (opt.prefix)
		fprintf(out, "%s ", names[i]);
	if (!opt.tags)
		print_hex(data, len);
	else if (!print_tag(data, len))
		return;
	if (opt.meta)
		fprintf(out, " gso %u type %u csum %s", vnet.gso_size, vnet.gso_type,
			vnet.flags & VIRTIO_NET_HDR_F_NEEDS_CSUM ? "partial" :
			vnet.flags & VIRTIO_NET_HDR_F_DATA_VALID ? "valid" : "none");
	putc('\n', out);
	count++;
}

static void drain(int i)
{
	unsigned char *data;
	ssize_t len;

	while (ended[i] != all_cpus && (len = receive(fds[i].fd, &data)) >= 0)
		if (!sentinel(i, data, len))
			print(i, data, len);
}

static unsigned long lost(void)
{
	struct tpacket_stats s;
	socklen_t n;
	unsigned long sum = 0;
	int i;

	for (i = 0; i < n_devs && !opt.kind; i++) {
		n = sizeof(s);
		if (getsockopt(fds[i].fd, SOL_PACKET, PACKET_STATISTICS, &s, &n))
			err(2, "statistics");
		sum += s.tp_drops;
	}
	return sum;
}

static int all_ended(void)
{
	int i;

	for (i = 0; i < n_devs; i++)
		if (ended[i] != all_cpus)
			return 0;
	return 1;
}

/* 1: sentinels from everywhere; 0: time is up. */
static int listen_to_the_end(void)
{
	struct timespec now, end;
	long ms;
	int i;

	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += opt.seconds;
	while (!all_ended()) {
		clock_gettime(CLOCK_MONOTONIC, &now);
		ms = (end.tv_sec - now.tv_sec) * 1000 + (end.tv_nsec - now.tv_nsec) / 1000000;
		if (ms <= 0)
			return 0;
		if (poll(fds, n_devs, ms) < 0 && errno != EINTR)
			err(2, "poll");
		for (i = 0; i < n_devs; i++) {
			drain(i);
			/* A device that went: its socket says so for ever. */
			if (fds[i].revents & POLLERR) {
				socklen_t n = sizeof(errno);

				getsockopt(fds[i].fd, SOL_SOCKET, SO_ERROR, &errno, &n);
			}
			if (ended[i] == all_cpus)
				fds[i].events = 0;
		}
	}
	return 1;
}

static void options(int argc, char **argv)
{
	int c;

	out = stdout;
	while ((c = getopt(argc, argv, "n:e:o:t:d:k:gmpw")) != -1) {
		switch (c) {
		case 'n': enter(optarg); break;
		case 'e': opt.name = optarg; break;
		case 'o':
			out = fopen(optarg, "w");
			if (!out)
				err(2, "%s", optarg);
			break;
		case 't': opt.seconds = atoi(optarg); break;
		case 'd': opt.dir = optarg; break;
		case 'k': opt.kind = optarg; break;
		case 'g': opt.tags = 1; break;
		case 'm': opt.meta = 1; break;
		case 'p': opt.prefix = 1; break;
		case 'w': opt.pcap = 1; break;
		default: exit(2);
		}
	}
	if (optind == argc || argc - optind > DEVS_MAX)
		errx(2, "which devices?");
}

int main(int argc, char **argv)
{
	unsigned long n;
	int complete;

	options(argc, argv);
	all_cpus = (1UL << sysconf(_SC_NPROCESSORS_ONLN)) - 1;
	for (; optind < argc; optind++, n_devs++) {
		names[n_devs] = argv[optind];
		fds[n_devs].events = POLLIN;
		fds[n_devs].fd = opt.kind ? open_tun(argv[optind]) : open_packet(argv[optind]);
	}
	if (opt.pcap)
		write_pcap(NULL, 0);
	printf("ready\n");
	fflush(stdout);
	complete = listen_to_the_end();
	if (out != stdout && fclose(out))
		err(2, "write");
	n = lost();
	printf("%s %lu\n", n ? "lost" : complete ? "done" : "timeout", n ? n : count);
	return n || !complete;
}
