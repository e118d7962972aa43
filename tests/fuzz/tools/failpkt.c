// SPDX-License-Identifier: GPL-2.0-only
/*
 * failpkt - what a packet's way can lack in memory it lacks, one after the other.
 *
 *   failpkt TAP NETNS DEV
 *
 * Frames go into the device TAP, which must be there, and each comes out of DEV in NETNS;
 * what is between is done in this thread, and no packet waits anywhere on its way. When
 * the way is there it says "ready" and goes on with the next line of its input. A frame
 * is sent again and again, with its first allocation refused, its second, and so on until
 * nothing is refused any more. One that comes out is what was put in, byte for byte; one
 * that does not was lost before the first hook, or the hooks have counted more than this
 * says at the end: "arrived N". Behind each goes one with which nothing is refused.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "nth.h"

#define FRAME_MAX	9100
#define NTH_MAX		5000
/* Not every run takes the same memory: pages are had for several packets at a time. */
#define QUIET		5
#define ETH_P_LAST	0x88b5

static int tap, out, failed;
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

	return writev(tap, v, 2);
}

static void send_last(void)
{
	static unsigned char last[60] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1,
					  ETH_P_LAST >> 8, ETH_P_LAST & 255 };
	struct virtio_net_hdr none = {};
	struct iovec v[2] = { { &none, sizeof(none) }, { last, sizeof(last) } };

	if (writev(tap, v, 2) < 0)
		err(2, "write to the device");
}

/* A frame as it was, with the tag that the kernel has taken out. Its length; it may be too long. */
static size_t receive(unsigned char *to)
{
	char control[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	struct iovec v = { to, 2 * FRAME_MAX };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = control,
			    .msg_controllen = sizeof(control) };
	struct pollfd p = { .fd = out, .events = POLLIN };
	struct tpacket_auxdata aux;
	struct cmsghdr *c;
	uint16_t tag[2];
	ssize_t n;

	if (poll(&p, 1, 60000) != 1)
		errx(2, "the frame behind the one before has not arrived");
	n = recvmsg(out, &m, MSG_TRUNC);
	if (n < ETH_HLEN)
		err(2, "recvmsg");
	arrived++;
	for (c = CMSG_FIRSTHDR(&m); c; c = CMSG_NXTHDR(&m, c)) {
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
			continue;
		tag[0] = htons(aux.tp_vlan_tpid);
		tag[1] = htons(aux.tp_vlan_tci);
		memmove(to + 16, to + 12, n - 12);
		memcpy(to + 12, tag, 4);
		n += 4;
	}
	return n;
}

/* How many came before the last one; -1: another than was sent. */
static int received(void)
{
	static unsigned char buf[3 * FRAME_MAX];
	int n = 0, other = 0;
	size_t got;

	for (;;) {
		got = receive(buf);
		if (buf[12] == ETH_P_LAST >> 8 && buf[13] == (ETH_P_LAST & 255))
			return other ? -1 : n;
		n++;
		other |= got != len || memcmp(buf, frame, len);
	}
}

static void open_tap(const char *name)
{
	struct ifreq ifr = { .ifr_flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR };
	int offload = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6;

	snprintf(ifr.ifr_name, IFNAMSIZ, "%s", name);
	tap = open("/dev/net/tun", O_RDWR);
	if (tap < 0 || ioctl(tap, TUNSETIFF, &ifr) || ioctl(tap, TUNSETOFFLOAD, offload))
		err(2, "%s", name);
}

static void open_out(const char *netns, const char *dev)
{
	struct sockaddr_ll ll = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL) };
	int here = open("/proc/self/ns/net", O_RDONLY), there, one = 1, size = 64 << 20;
	char path[256];

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	there = open(path, O_RDONLY);
	if (here < 0 || there < 0 || setns(there, CLONE_NEWNET))
		err(2, "%s", path);
	out = socket(AF_PACKET, SOCK_RAW, 0);
	ll.sll_ifindex = if_nametoindex(dev);
	setsockopt(out, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (out < 0 || setsockopt(out, SOL_PACKET, PACKET_AUXDATA, &one, sizeof(one)) ||
	    bind(out, (void *)&ll, sizeof(ll)) || setns(here, CLONE_NEWNET))
		err(2, "%s", dev);
	close(here);
	close(there);
}

/* A device has a carrier, and a bridge knows of it, a while after somebody has opened it. */
static void wait_for_way(void)
{
	struct pollfd p = { .fd = out, .events = POLLIN };
	unsigned char buf[2 * FRAME_MAX];
	char line[16];

	do
		send_last();
	while (poll(&p, 1, 100) == 0);
	receive(buf);
	printf("ready\n");
	if (!fgets(line, sizeof(line), stdin))
		errx(2, "no input");
	arrived = 0;
}

static void run(size_t i)
{
	unsigned int n, quiet = 0, refused = 0, lost = 0;
	const char *wrong = NULL;
	char text[64] = "";
	int fired, got;
	ssize_t sent;

	frames[i].make();
	/* Forwarding entries and the like are made now. */
	for (n = 0; n < 3 && !wrong; n++) {
		send_frame();
		send_last();
		if (received() != 1)
			wrong = "it does not come out as it was";
	}
	for (n = 1; quiet < QUIET && n < NTH_MAX && !wrong; n++) {
		nth_begin(n);
		sent = send_frame();
		fired = !nth_end();
		send_last();
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
		snprintf(text, sizeof(text), ", failure %u: %s", n - 1, wrong);
	else
		snprintf(text, sizeof(text), ": %u failures", n - 1 - QUIET);
	printf("%s - failpkt: %s%s\n", wrong ? "not ok" : "ok", frames[i].name, text);
	printf("# %u not sent, %u lost on the way to the hooks\n", refused, lost);
	failed += !!wrong;
}

int main(int argc, char **argv)
{
	cpu_set_t set;
	size_t i;

	if (argc != 4)
		errx(2, "device, namespace and device, please");
	setvbuf(stdout, NULL, _IOLBF, 0);
	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof(set), &set);
	open_tap(argv[1]);
	open_out(argv[2], argv[3]);
	wait_for_way();
	nth_open();
	for (i = 0; i < sizeof(frames) / sizeof(*frames) && !failed; i++)
		run(i);
	printf("arrived %u\n", arrived);
	return failed != 0;
}
