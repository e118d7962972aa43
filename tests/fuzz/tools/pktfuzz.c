// SPDX-License-Identifier: GPL-2.0-only
/*
 * pktfuzz - frames with headers that are cut short, absurd, or one too many.
 *
 *   pktfuzz [-n NETNS] [-s SEED] [-c COUNT] [-f FIRST] [-d MAC] [-o FILE] [-3] DEV
 *
 * sends them out of DEV, and writes each that was sent to FILE as a line of hex; with
 * -3, of IP packets what is behind the Ethernet header and tags, and no others.
 * A frame is a matter of the seed and of its number: up to 12 VLAN tags, 24
 * extension headers, IP in IP in IP; lengths, versions and offsets that are
 * wrong; bytes changed; cut anywhere behind the Ethernet header. Some have a
 * checksum left to the device, or segments, and only their first bytes in the
 * linear part; of some of these everything is right, and they are as a host sends
 * them. Their Ethernet addresses are right, so that bridges forward them,
 * and no option has them changed on their way by what time it is.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "random.h"

#define FRAME_MAX	9000
#define ROOM		(FRAME_MAX + 4096)
#define DEPTH_MAX	6
#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

uint64_t rnd_state;
static unsigned char frame[ROOM];
static size_t len, l3_at, l4_at;
static unsigned char to_mac[6] = { 2, 0, 0, 0, 0, 2 };
static struct virtio_net_hdr vnet;

static void bytes(size_t n)
{
	while (n-- && len < FRAME_MAX)
		frame[len++] = rnd64();
}

static void put(const void *data, size_t n)
{
	memcpy(frame + len, data, n);
	len += n;
}

static void put8(unsigned int n)
{
	frame[len++] = n;
}

static void put16(unsigned int n)
{
	put8(n >> 8);
	put8(n);
}

static uint16_t checksum(const unsigned char *p, size_t n)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < n; i += 2)
		sum += p[i] << 8 | p[i + 1];
	if (n & 1)
		sum += p[n - 1] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* A length that is mostly right. */
static unsigned int about(unsigned int n)
{
	switch (rnd(12)) {
	case 0: return rnd(65536);
	case 1: return 0;
	case 2: return n + rnd(8) - 4;
	default: return n;
	}
}

static void l3(int depth);

static void l4(unsigned int proto, int depth)
{
	if (!depth)
		l4_at = len;
	switch (proto) {
	case 4: case 41:
		if (depth < DEPTH_MAX)
			l3(depth + 1);
		break;
	case 6:
		bytes(12);
		put8(chance(80) ? 0x50 : rnd(256));
		bytes(7 + (chance(10) ? rnd(40) : 0));
		break;
	case 17:
		bytes(4);
		put16(about(8));
		bytes(2);
		break;
	case 47:
		put16(chance(50) ? 0 : rnd(65536));
		put16(chance(50) ? 0x6558 : 0x0800);
		bytes(rnd(16));
		break;
	default:
		bytes(rnd(40));
	}
	bytes(rnd(60));
	if (chance(3))
		bytes(rnd(FRAME_MAX));
}

static unsigned int some_proto(void)
{
	static const uint8_t protos[] = { 6, 17, 1, 58, 132, 33, 136, 4, 41, 47, 50, 51, 137, 255 };

	return chance(90) ? protos[rnd(COUNT(protos))] : rnd(256);
}

/* Options that no router writes the time into. */
static void options(size_t n)
{
	static const uint8_t types[] = { 0, 1, 7, 131, 137, 148, 130, 200 };
	size_t end = len + n;

	while (len < end) {
		size_t room = end - len, size = 2 + rnd(10);

		put8(types[rnd(COUNT(types))]);
		if (frame[len - 1] < 2 || room < 2)
			continue;
		size = size < room ? size : room;
		put8(chance(80) ? size : rnd(256));
		for (size -= 2; size; size--)
			put8(rnd(64));
	}
}

/* Of whom it is to: a neighbour, the router itself, or whoever. */
static unsigned int last_byte(void)
{
	return chance(70) ? 2 : chance(50) ? 9 : rnd(256);
}

/* Headers that are all looked at, and more than are: whole, and none of them the last. */
static size_t whole_headers(size_t next, unsigned int proto)
{
	static const uint8_t headers[] = { 0, 43, 60 };
	unsigned int n = 10 + rnd(15), size;

	while (n--) {
		frame[next] = headers[rnd(COUNT(headers))];
		next = len;
		size = rnd(2);
		put8(proto);
		put8(size);
		/* One option or segment's data, which routers pass over. */
		put8(1);
		put8(4 + size * 8);
		put("\0\0\0\0\0\0\0\0\0\0\0\0", 4 + size * 8);
	}
	return next;
}

static void ipv4(int depth)
{
	size_t at = len, size;
	unsigned int proto = some_proto(), ihl = chance(85) ? 5 : rnd(16);

	put8((chance(95) ? 4 : rnd(16)) << 4 | ihl);
	put8(rnd64());
	put16(0);
	put16(rnd64());
	put16(chance(80) ? 0 : rnd(65536));
	put8(chance(90) ? 2 + rnd(250) : rnd(2));
	put8(proto);
	put16(0);
	put("\x0a\x09\0\1", 4);
	put("\x0a\x09\1\2", 4);
	frame[len - 1] = last_byte();
	if (ihl > 5)
		options((ihl - 5) * 4);
	l4(proto, depth);
	size = about(len - at);
	frame[at + 2] = size >> 8;
	frame[at + 3] = size;
}

static void ipv6(int depth)
{
	static const uint8_t headers[] = { 0, 43, 44, 60, 51, 135, 139 };
	unsigned int n = chance(60) ? 0 : chance(80) ? rnd(5) : rnd(25);
	unsigned int proto = some_proto(), size;
	size_t at = len, next = len + 6;

	put8((chance(95) ? 6 : rnd(16)) << 4 | rnd(16));
	put8(rnd64());
	put16(rnd64());
	put16(0);
	put8(proto);
	put8(chance(90) ? 2 + rnd(250) : rnd(2));
	put("\xfd\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);
	put("\xfd\x09\0\1\0\0\0\0\0\0\0\0\0\0\0\2", 16);
	frame[len - 1] = last_byte();
	if (n && chance(20))
		next = whole_headers(next, proto);
	while (n--) {
		frame[next] = headers[rnd(COUNT(headers))];
		next = len;
		put8(proto);
		/* Of a fragment header this is nothing, and its offset follows. */
		size = frame[next] == 44 ? 0 : chance(80) ? rnd(3) : rnd(256);
		put8(chance(95) ? size : rnd(256));
		put16(chance(70) ? 0x0104 : rnd(65536));
		put16(0);
		put16(0);
		bytes(size < 32 ? size * 8 : 0);
	}
	l4(proto, depth);
	size = about(len - at - 40);
	frame[at + 4] = size >> 8;
	frame[at + 5] = size;
}

static void arp(void)
{
	put("\0\1\x08\0\6\4\0", 7);
	put8(chance(80) ? 1 + rnd(2) : rnd(256));
	bytes(20);
	if (chance(20))
		frame[len - 20 - rnd(8) - 1] = rnd64();
}

static void l3(int depth)
{
	if (depth && chance(50))
		ipv4(depth);
	else
		ipv6(depth);
}

static void tags(unsigned int n)
{
	static const uint16_t types[] = { 0x8100, 0x88a8, 0x9100, 0x8100 };

	while (n--) {
		put16(types[rnd(COUNT(types))]);
		put16(rnd64());
	}
}

/* What is in the frame is its own affair; what changes bytes must not make them depend on the time. */
static void mutate(void)
{
	unsigned int n;

	if (chance(35))
		for (n = 1 + rnd(4); n && len > 14; n--)
			frame[14 + rnd(len - 14)] = chance(50) ? rnd64() : rnd(3) * 127;
	if (chance(20) && len > 14)
		len = 14 + rnd(len - 13);
	if (chance(10))
		bytes(rnd(50));
}

static void fix_checksum(void)
{
	size_t ihl = (frame[l3_at] & 15) * 4, i;
	uint16_t sum;

	if (ihl < 20 || l3_at + ihl > len)
		return;
	for (i = 20; i < ihl; i++)
		if (frame[l3_at + i] == 68)
			frame[l3_at + i] = 1;
	if (chance(10))
		return;
	frame[l3_at + 10] = frame[l3_at + 11] = 0;
	sum = checksum(frame + l3_at, ihl);
	frame[l3_at + 10] = sum >> 8;
	frame[l3_at + 11] = sum;
}

/* What the device still has to do, as a virtual machine would say it. */
static void offload(void)
{
	memset(&vnet, 0, sizeof(vnet));
	if (!chance(12))
		return;
	if (l4_at && l4_at + 18 < len && chance(60)) {
		vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
		vnet.csum_start = l4_at;
		vnet.csum_offset = chance(50) ? 16 : 6;
	}
	if (vnet.flags && chance(50)) {
		vnet.gso_type = frame[l3_at] >> 4 == 4 ? VIRTIO_NET_HDR_GSO_TCPV4 :
							 VIRTIO_NET_HDR_GSO_TCPV6;
		vnet.gso_size = 1 + rnd(1400);
	}
	vnet.hdr_len = rnd(len + 1);
}

/* A TCP super-packet, most of the time with its payload, and nothing else, in pages. */
static void super(void)
{
	unsigned int options = 4 * rnd(6), tags = chance(90) ? 0 : 1 + rnd(2), size, at, i;
	int v4 = chance(50);
	uint32_t sum;

	while (tags--) {
		put16(tags ? 0x88a8 : 0x8100);
		put16(rnd64() & 0xfff);
	}
	put16(v4 ? 0x0800 : 0x86dd);
	at = len;
	l3_at = len;
	size = 4200 + rnd(4500);
	if (v4) {
		put("\x45\0", 2);
		put16(40 + options + size);
		put16(rnd64());
		put("\0\0\x40\6\0\0\x0a\x09\0\1\x0a\x09\1\2", 14);
	} else {
		put("\x60\0\0\0", 4);
		put16(20 + options + size);
		put("\6\x40\xfd\x09\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 18);
		put("\xfd\x09\0\1\0\0\0\0\0\0\0\0\0\0\0\2", 16);
	}
	l4_at = len;
	bytes(12);
	put8((20 + options) * 4);
	put8(rnd64());
	bytes(2);
	/* The pseudo header's sum, which the device is to go on with. */
	sum = 6 + 20 + options + size;
	for (i = v4 ? at + 12 : at + 8; i < l4_at; i += 2)
		sum += frame[i] << 8 | frame[i + 1];
	sum = (sum & 0xffff) + (sum >> 16);
	put16((sum & 0xffff) + (sum >> 16));
	put16(0);
	for (i = 0; i < options; i++)
		put8(1);
	vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	vnet.csum_start = l4_at;
	vnet.csum_offset = 16;
	vnet.gso_type = v4 ? VIRTIO_NET_HDR_GSO_TCPV4 : VIRTIO_NET_HDR_GSO_TCPV6;
	if (chance(20))
		vnet.gso_type |= VIRTIO_NET_HDR_GSO_ECN;
	vnet.gso_size = chance(80) ? 536 + rnd(1000) : 1 + rnd(size + 10);
	vnet.hdr_len = chance(80) ? len : rnd(len + size);
	bytes(size);
	if (v4)
		fix_checksum();
}

static void make(uint64_t seed, uint64_t index)
{
	unsigned int kind;

	rnd_seed(seed, index);
	len = l3_at = l4_at = 0;
	put(to_mac, 6);
	if (chance(10))
		memcpy(frame, "\xff\xff\xff\xff\xff\xff", 6);
	put("\2\0\0\0\0\1", 6);
	if (chance(8)) {
		memset(&vnet, 0, sizeof(vnet));
		super();
		return;
	}
	tags(chance(70) ? 0 : chance(80) ? 1 + rnd(2) : rnd(13));
	kind = rnd(100);
	if (kind < 45) {
		put16(0x0800);
		l3_at = len;
		ipv4(0);
	} else if (kind < 90) {
		put16(0x86dd);
		l3_at = len;
		ipv6(0);
	} else if (kind < 94) {
		put16(0x0806);
		arp();
	} else {
		put16(chance(50) ? rnd(1500) : rnd(65536));
		bytes(rnd(100));
	}
	mutate();
	if (kind < 45)
		fix_checksum();
	if (len > FRAME_MAX)
		len = FRAME_MAX;
	offload();
}

/* From its IP header on; 0: it has none. */
static int as_packet(void)
{
	if (!l3_at || l3_at >= len)
		return 0;
	len -= l3_at;
	memmove(frame, frame + l3_at, len);
	memset(&vnet, 0, sizeof(vnet));
	return frame[0] >> 4 == 4 || frame[0] >> 4 == 6;
}

static void print(FILE *f)
{
	size_t i;

	for (i = 0; i < len; i++)
		fprintf(f, "%02x", frame[i]);
	putc('\n', f);
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
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = 6 };
	struct iovec v[2] = { { &vnet, sizeof(vnet) }, { frame, 0 } };
	struct msghdr m = { .msg_name = &to, .msg_namelen = sizeof(to), .msg_iov = v, .msg_iovlen = 2 };
	unsigned long long seed = 1, count = 1000, from = 0, i, sent = 0;
	int c, fd, one = 1;
	cpu_set_t set;
	FILE *out = NULL;
	int packets = 0;

	while ((c = getopt(argc, argv, "n:s:c:f:d:o:3")) != -1) {
		switch (c) {
		case 'n': enter(optarg); break;
		case 's': seed = strtoull(optarg, NULL, 0); break;
		case 'c': count = strtoull(optarg, NULL, 0); break;
		case 'f': from = strtoull(optarg, NULL, 0); break;
		case 'd':
			if (sscanf(optarg, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", to_mac, to_mac + 1,
				   to_mac + 2, to_mac + 3, to_mac + 4, to_mac + 5) != 6)
				errx(2, "%s: not an address", optarg);
			break;
		case 'o':
			out = fopen(optarg, "w");
			if (!out)
				err(2, "%s", optarg);
			break;
		case '3': packets = 1; break;
		default: return 2;
		}
	}
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &one, sizeof(one)))
		err(2, "packet socket");
	to.sll_ifindex = argv[optind] ? if_nametoindex(argv[optind]) : 0;
	if (!to.sll_ifindex)
		err(2, "which device?");
	/* One CPU: in order. */
	CPU_ZERO(&set);
	CPU_SET(0, &set);
	sched_setaffinity(0, sizeof(set), &set);
	for (i = from; i < from + count; i++) {
		make(seed, i);
		if (packets && !as_packet())
			continue;
		v[1].iov_len = len;
		to.sll_protocol = htons(packets ? frame[0] >> 4 == 4 ? 0x0800 : 0x86dd :
						  frame[12] << 8 | frame[13]);
		/* What the virtio header asks for cannot be. */
		if (sendmsg(fd, &m, 0) < 0) {
			if (errno != EINVAL && errno != EMSGSIZE && errno != ENOMEM)
				err(1, "frame %llu, %zu bytes", i, len);
			continue;
		}
		sent++;
		if (out)
			print(out);
	}
	if (out && fclose(out))
		err(2, "write");
	printf("%llu\n", sent);
	return 0;
}
