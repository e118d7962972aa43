// SPDX-License-Identifier: GPL-2.0-only
/*
 * failpkt - what a packet's way can lack in memory it lacks.
 *
 *   failpkt [-r ROUNDS] IN OUT
 *
 * Frames go into the tap device IN and come out of the tap device OUT, both of which
 * must be there. All that is between is done in this thread, and no packet waits
 * anywhere on its way. When the way is there it says "ready" and goes on with the next
 * line of its input. Of each kind a frame is sent again and again, with its first
 * object refused, its second, and so on until nothing is refused any more, and so its
 * pages. One that comes out is what was put in, byte for byte; one that does not was
 * lost before the first hook, or the hooks have counted more than this says at the end:
 * "arrived N".
 *
 * With -r, memory is refused by others, at random, and not to who can wait for it, as
 * the sender of these can: so many of each kind are sent, and all come out.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/uio.h>
#include <unistd.h>

#include "nth.h"

#define FRAME_MAX	9100
#define NTH_MAX		5000
/* Not every run takes the same memory: pages are had for several packets at a time, and those that most packets do not
 * ask for are refused at random.
 */
#define QUIET		5

static int in, out, failed;
static unsigned int arrived;
static unsigned char frame[FRAME_MAX];
static size_t len, l4;
static struct virtio_net_hdr vnet;

/* ---- frames ---- */

static void put(const void *data, size_t n)
{
	memcpy(frame + len, data, n);
	len += n;
}

static void put16(unsigned int n)
{
	frame[len++] = n >> 8;
	frame[len++] = n;
}

static void ethernet(unsigned int tags)
{
	memset(&vnet, 0, sizeof(vnet));
	len = l4 = 0;
	put("\2\0\0\0\0\2\2\0\0\0\0\1", 12);
	while (tags--) {
		put16(tags ? 0x88a8 : 0x8100);
		put16(100 + tags);
	}
}

static uint16_t sum(const unsigned char *p, size_t n, uint32_t sum)
{
	for (; n > 1; n -= 2, p += 2)
		sum += p[0] << 8 | p[1];
	if (n)
		sum += *p << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* An IP packet of @proto with an L4 header of @hlen bytes, which is 0, and a payload. */
static void ip(int version, unsigned int proto, unsigned int hlen, unsigned int payload)
{
	size_t at, i;
	uint16_t check;

	put16(version == 4 ? 0x0800 : 0x86dd);
	at = len;
	if (version == 4) {
		put("\x45\0", 2);
		put16(20 + hlen + payload);
		put("\0\1\0\0\x40", 5);
		frame[len++] = proto;
		put16(0);
		put("\x0a\1\0\1\x0a\1\0\2", 8);
		check = ~sum(frame + at, 20, 0);
		frame[at + 10] = check >> 8;
		frame[at + 11] = check;
	} else {
		put("\x60\0\0\0", 4);
		put16(hlen + payload);
		frame[len++] = proto;
		frame[len++] = 64;
		put("\xfd\1\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
		put("\xfd\1\0\0\0\0\0\0\0\0\0\0\0\0\0\2", 16);
	}
	l4 = len;
	memset(frame + len, 0, hlen);
	frame[len + 1] = 80;
	frame[len + 3] = 90;
	len += hlen;
	for (i = 0; i < payload; i++)
		frame[len++] = i * 2654435761u >> 13;
}

/* The checksum is left to the device: there is the sum of the pseudo header. */
static void partial(int version, unsigned int proto, unsigned int offset)
{
	size_t addresses = version == 4 ? 8 : 32;
	uint16_t check = sum(frame + l4 - addresses, addresses, proto + len - l4);

	vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	vnet.csum_start = l4;
	vnet.csum_offset = offset;
	frame[l4 + offset] = check >> 8;
	frame[l4 + offset + 1] = check;
}

static void udp(int version, unsigned int payload)
{
	ip(version, 17, 8, payload);
	frame[l4 + 4] = (8 + payload) >> 8;
	frame[l4 + 5] = 8 + payload;
	partial(version, 17, 6);
}

static void tcp(int version, unsigned int payload)
{
	ip(version, 6, 32, payload);
	frame[l4 + 12] = 0x80;
	frame[l4 + 13] = 0x19;
	memcpy(frame + l4 + 20, "\1\1\x08\x0a", 4);
	partial(version, 6, 16);
}

/* To be made into segments; only the first @linear bytes are not in pages. */
static void super(int version, unsigned int payload, unsigned int size, unsigned int linear)
{
	tcp(version, payload);
	vnet.gso_type = version == 4 ? VIRTIO_NET_HDR_GSO_TCPV4 : VIRTIO_NET_HDR_GSO_TCPV6;
	vnet.gso_size = size;
	vnet.hdr_len = linear ?: l4 + 32;
}

static void make_udp(void)
{
	ethernet(0);
	udp(4, 200);
}

static void make_udp6_pages(void)
{
	ethernet(0);
	udp(6, 5000);
	vnet.hdr_len = l4;
}

static void make_tagged(void)
{
	ethernet(1);
	udp(4, 1000);
}

static void make_tagged_twice(void)
{
	ethernet(2);
	tcp(6, 60);
}

static void make_short(void)
{
	ethernet(0);
	put16(0x0806);
	put("\0\1\x08\0\6\4\0\1", 8);
	memset(frame + len, 1, 20);
	len += 20;
}

static void make_long(void)
{
	ethernet(0);
	udp(4, 8900);
}

static void make_super(void)
{
	ethernet(0);
	super(4, 8000, 1400, 0);
}

static void make_super6(void)
{
	ethernet(0);
	super(6, 8100, 1000, 0);
}

static void make_super_linear(void)
{
	ethernet(0);
	super(4, 5000, 1448, 4000);
}

static void make_super_tagged(void)
{
	ethernet(1);
	super(4, 6000, 700, 0);
}

static const struct {
	const char *name;
	void (*make)(void);
} frames[] = {
	{ "UDP", make_udp },
	{ "UDP over IPv6, in pages", make_udp6_pages },
	{ "UDP in a VLAN", make_tagged },
	{ "TCP over IPv6 in two VLANs", make_tagged_twice },
	{ "ARP", make_short },
	{ "UDP of the device's MTU", make_long },
	{ "TCP super-packet", make_super },
	{ "TCP super-packet over IPv6", make_super6 },
	{ "TCP super-packet, half of it linear", make_super_linear },
	{ "TCP super-packet in a VLAN", make_super_tagged },
};

/* ---- in and out ---- */

static ssize_t send_frame(void)
{
	struct iovec v[2] = { { &vnet, sizeof(vnet) }, { frame, len } };

	return writev(in, v, 2);
}

/* How many have come out; -1: another than was sent. */
static int received(void)
{
	static unsigned char buf[2 * FRAME_MAX];
	struct virtio_net_hdr got;
	struct iovec v[2] = { { &got, sizeof(got) }, { buf, sizeof(buf) } };
	int n = 0, other = 0;
	ssize_t size;

	while ((size = readv(out, v, 2)) > 0) {
		n++;
		other |= size != (ssize_t)(sizeof(got) + len) || memcmp(buf, frame, len) ||
			 got.gso_type != vnet.gso_type || got.gso_size != vnet.gso_size;
	}
	if (errno != EAGAIN)
		err(2, "read from the device");
	arrived += n;
	return other ? -1 : n;
}

static int open_tap(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK);

	snprintf(ifr.ifr_name, IFNAMSIZ, "%s", name);
	if (fd < 0 || ioctl(fd, TUNSETIFF, &ifr) ||
	    ioctl(fd, TUNSETOFFLOAD, TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6))
		err(2, "%s", name);
	return fd;
}

/* A device has a carrier, and a bridge knows of it, a while after somebody has opened it. */
static void wait_for_way(void)
{
	struct pollfd p = { .fd = out, .events = POLLIN };
	char line[16];

	frames[0].make();
	do
		send_frame();
	while (poll(&p, 1, 100) == 0);
	received();
	printf("ready\n");
	if (!fgets(line, sizeof(line), stdin))
		errx(2, "no input");
	arrived = 0;
}

static void run_nth(size_t i, enum nth_kind kind)
{
	const char *what = kind == NTH_PAGES ? "page" : "object";
	unsigned int n, quiet = 0, refused = 0, lost = 0;
	const char *wrong = NULL;
	char text[64] = "";
	int fired, got;
	ssize_t sent;

	nth_of(kind);
	frames[i].make();
	/* Forwarding entries and the like are made now. */
	for (n = 0; n < 3 && !wrong; n++) {
		send_frame();
		if (received() != 1)
			wrong = "it does not come out as it was";
	}
	for (n = 1; quiet < QUIET && n < NTH_MAX && !wrong; n++) {
		nth_begin(n);
		sent = send_frame();
		fired = !nth_end();
		got = received();
		quiet = fired ? 0 : quiet + 1;
		refused += sent < 0;
		lost += sent >= 0 && !got;
		if (got < 0)
			wrong = "another one came";
		else if (got > 1)
			wrong = "it came twice";
		else if (got && sent < 0)
			wrong = "refused, but it came";
		else if (!got && !fired)
			wrong = "it was lost without a failure";
	}
	if (!wrong && n == NTH_MAX)
		wrong = "there is no end of it";
	if (wrong)
		snprintf(text, sizeof(text), ", %s %u: %s", what, n - 1, wrong);
	else
		snprintf(text, sizeof(text), ": %u %ss", n - 1 - QUIET, what);
	printf("%s - failpkt: %s%s\n", wrong ? "not ok" : "ok", frames[i].name, text);
	printf("# %u not sent, %u lost on the way to the hooks\n", refused, lost);
	failed += !!wrong;
}

static void run_random(unsigned int rounds)
{
	unsigned int n, wrong = 0, refused = 0;
	size_t i;

	for (n = 0; n < rounds; n++) {
		for (i = 0; i < sizeof(frames) / sizeof(*frames); i++) {
			frames[i].make();
			/* The device may have no memory for it: then there is no packet yet. */
			while (send_frame() < 0) {
				if (errno != ENOMEM)
					err(2, "write to the device");
				refused++;
			}
			if (received() == 1)
				continue;
			wrong++;
			printf("# %s, round %u: it does not come out as it was\n", frames[i].name, n);
		}
	}
	printf("%s - failpkt: %u rounds, each frame comes out as it was\n", wrong ? "not ok" : "ok", rounds);
	printf("# %u not sent at once\n", refused);
	failed += !!wrong;
}

int main(int argc, char **argv)
{
	unsigned int rounds = 0;
	cpu_set_t set;
	size_t i;
	int c;

	while ((c = getopt(argc, argv, "r:")) != -1) {
		if (c != 'r')
			return 2;
		rounds = atoi(optarg);
	}
	if (argc - optind != 2)
		errx(2, "two devices, please");
	setvbuf(stdout, NULL, _IOLBF, 0);
	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof(set), &set);
	in = open_tap(argv[optind]);
	out = open_tap(argv[optind + 1]);
	wait_for_way();
	if (rounds) {
		run_random(rounds);
	} else {
		nth_open();
		for (i = 0; i < sizeof(frames) / sizeof(*frames) && !failed; i++) {
			run_nth(i, NTH_OBJECTS);
			run_nth(i, NTH_PAGES);
		}
	}
	printf("arrived %u\n", arrived);
	return failed != 0;
}
