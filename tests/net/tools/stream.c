// SPDX-License-Identifier: GPL-2.0-only
/*
 * stream - send known bytes over TCP and see that they arrive.
 *
 *   stream [-n NETNS] -l PORT            says "ready", takes one connection, says
 *                                        "intact N" or "broken at N"
 *   stream [-n NETNS] ADDRESS PORT BYTES sends
 *
 * ADDRESS is IPv4 or IPv6. Byte i of the stream depends on i, so that a byte
 * changed, lost or moved shows.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK	65536

static unsigned char data[CHUNK];

static unsigned char byte_at(uint64_t i)
{
	return (i * 2654435761u) >> 13 ^ i >> 16;
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

static int accept_one(int port)
{
	struct sockaddr_in6 at = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	int fd = socket(AF_INET6, SOCK_STREAM, 0), on = 1, off = 0, peer;

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) ||
	    bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 1))
		err(2, "listen on port %d", port);
	printf("ready\n");
	fflush(stdout);
	peer = accept(fd, NULL, NULL);
	if (peer < 0)
		err(2, "accept");
	return peer;
}

static int receive(int port)
{
	int fd = accept_one(port);
	uint64_t at = 0;
	ssize_t n, i;

	while ((n = read(fd, data, CHUNK)) > 0)
		for (i = 0; i < n; i++, at++)
			if (data[i] != byte_at(at)) {
				printf("broken at %llu\n", (unsigned long long)at);
				return 1;
			}
	printf("intact %llu\n", (unsigned long long)at);
	return 0;
}

static int send_all(const char *address, const char *port, uint64_t bytes)
{
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM }, *to;
	uint64_t at = 0;
	ssize_t n, i;
	int fd;

	if (getaddrinfo(address, port, &hints, &to))
		errx(2, "not an address: %s", address);
	fd = socket(to->ai_family, SOCK_STREAM, 0);
	if (fd < 0 || connect(fd, to->ai_addr, to->ai_addrlen))
		err(1, "connect to %s", address);
	while (at < bytes) {
		n = bytes - at < CHUNK ? bytes - at : CHUNK;
		for (i = 0; i < n; i++)
			data[i] = byte_at(at + i);
		n = write(fd, data, n);
		if (n <= 0)
			err(1, "send");
		at += n;
	}
	return close(fd) ? 1 : 0;
}

int main(int argc, char **argv)
{
	int c, port = 0;

	while ((c = getopt(argc, argv, "+n:l:")) != -1) {
		switch (c) {
		case 'n': enter(optarg); break;
		case 'l': port = atoi(optarg); break;
		default: return 2;
		}
	}
	if (port)
		return receive(port);
	if (argc - optind != 3)
		errx(2, "address, port and bytes");
	return send_all(argv[optind], argv[optind + 1], strtoull(argv[optind + 2], NULL, 0));
}
