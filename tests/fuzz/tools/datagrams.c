// SPDX-License-Identifier: GPL-2.0-only
/*
 * datagrams - UDP datagrams that are counted and compared at the other end.
 *
 *   datagrams [-n NETNS] -l PORT SECONDS       says "ready", then, when every sender has sent its last one, or
 *                                              after SECONDS: "N of N intact, N senders"
 *   datagrams [-n NETNS] [-c CPU] [-s ID] [-o SENDERS] ADDRESS PORT COUNT SIZE
 *                                              sends COUNT of them, and ten that say that this was all
 *
 * A datagram holds its sender's ID and its own number, and every byte of it
 * depends on these. A datagram that comes twice, or changed, is not intact.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define SIZE_MAX_	9000
#define SENDERS_MAX	16
#define NUMBERS_MAX	(1 << 24)
#define LASTS		10

struct datagram {
	uint32_t sender, number, count, last;
	unsigned char data[SIZE_MAX_];
};

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

static unsigned char byte_at(const struct datagram *d, size_t i)
{
	return (d->sender * 31 + d->number + i) * 2654435761u >> 19;
}

static int is_intact(const struct datagram *d, size_t len)
{
	size_t i;

	for (i = 0; i < len - offsetof(struct datagram, data); i++)
		if (d->data[i] != byte_at(d, i))
			return 0;
	return 1;
}

static int receive(int port, int seconds)
{
	static unsigned char *have[SENDERS_MAX];
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct timeval limit = { .tv_sec = seconds };
	unsigned long intact = 0, came = 0, senders = 0, ended = 0;
	static struct datagram d;
	int fd = socket(AF_INET, SOCK_DGRAM, 0), size = 256 << 20, done[SENDERS_MAX] = {};
	ssize_t len;

	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (bind(fd, (void *)&to, sizeof(to)))
		err(2, "port %d", port);
	printf("ready\n");
	fflush(stdout);
	while ((!senders || ended < senders) && (len = recv(fd, &d, sizeof(d), 0)) >= 0) {
		if ((size_t)len < offsetof(struct datagram, data) || d.sender >= SENDERS_MAX ||
		    d.number >= NUMBERS_MAX) {
			came++;
			continue;
		}
		if (!have[d.sender]) {
			have[d.sender] = calloc(NUMBERS_MAX / 8, 1);
			/* The first says how many there are to be. */
			senders = d.count;
		}
		if (d.last) {
			/* All of them, lest the later ones find nobody here. */
			ended += ++done[d.sender] == LASTS;
			continue;
		}
		came++;
		if (have[d.sender][d.number / 8] & 1 << d.number % 8 || !is_intact(&d, len))
			continue;
		have[d.sender][d.number / 8] |= 1 << d.number % 8;
		intact++;
	}
	printf("%lu of %lu intact, %lu senders\n", intact, came, ended);
	return 0;
}

static void send_one(int fd, const struct datagram *d, size_t len)
{
	while (send(fd, d, len, 0) < 0)
		if (errno != ENOBUFS && errno != ECONNREFUSED && errno != EAGAIN && errno != ENOMEM)
			err(1, "send");
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int c, fd, listen_port = 0, cpu = -1;
	static struct datagram d = { .count = 1 };
	unsigned long n, count;
	size_t i, size;

	while ((c = getopt(argc, argv, "+n:l:c:s:o:")) != -1) {
		switch (c) {
		case 'n': enter(optarg); break;
		case 'l': listen_port = atoi(optarg); break;
		case 'c': cpu = atoi(optarg); break;
		case 's': d.sender = atoi(optarg); break;
		case 'o': d.count = atoi(optarg); break;
		default: return 2;
		}
	}
	argv += optind;
	if (listen_port)
		return receive(listen_port, argv[0] ? atoi(argv[0]) : 60);
	if (argc - optind != 4)
		errx(2, "address, port, count and size, please");
	if (cpu >= 0) {
		cpu_set_t set;

		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		if (sched_setaffinity(0, sizeof(set), &set))
			err(2, "CPU %d", cpu);
	}
	to.sin_port = htons(atoi(argv[1]));
	count = strtoul(argv[2], NULL, 0);
	size = strtoul(argv[3], NULL, 0);
	if (size > SIZE_MAX_ || inet_pton(AF_INET, argv[0], &to.sin_addr) != 1)
		errx(2, "address or size");
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	if (connect(fd, (void *)&to, sizeof(to)))
		err(2, "%s", argv[0]);
	for (n = 0; n < count; n++) {
		d.number = n;
		for (i = 0; i < size; i++)
			d.data[i] = byte_at(&d, i);
		send_one(fd, &d, offsetof(struct datagram, data) + size);
	}
	d.last = 1;
	for (n = 0; n < LASTS; n++)
		send_one(fd, &d, offsetof(struct datagram, data));
	return 0;
}
