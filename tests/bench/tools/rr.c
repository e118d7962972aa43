// SPDX-License-Identifier: GPL-2.0-only
/*
 * rr serve PORT              - answer each HTTP request of one connection after the other
 * rr ask ADDRESS PORT        - requests on one connection
 * rr get PORT FILE           - receive a file piece by piece, answer each with a byte
 * rr put ADDRESS PORT FILE   - send it, a piece when the last one has been answered
 *
 * For each line "WARM COUNT" of standard input, ask sends WARM + COUNT requests, and put as many pieces; the microseconds
 * that COUNT took are printed. At the end of input, put sends what is left of the file.
 *
 * The server reads and writes and does nothing else, so that what is measured is the way between. A piece is a packet,
 * its answer another one: their number does not depend on who runs when.
 */
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char request[] = "GET / HTTP/1.1\r\nHost: pod\r\n\r\n";
static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n";

/* Fills a packet of 1,500 bytes with TCP's timestamps. */
#define PIECE 1448

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void no_delay(int fd)
{
	int on = 1;

	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)))
		die("TCP_NODELAY");
}

static int listen_at(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(port) };
	int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (listener < 0 || bind(listener, (struct sockaddr *)&at, sizeof(at)) || listen(listener, 8))
		die("listen");
	return listener;
}

static int connect_to(const char *address, int port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (inet_pton(AF_INET, address, &to.sin_addr) != 1 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		die("connect");
	no_delay(fd);
	return fd;
}

static void serve(int port)
{
	int listener = listen_at(port), fd;
	char buffer[4096];

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		no_delay(fd);
		while (read(fd, buffer, sizeof(buffer)) > 0)
			if (write(fd, answer, sizeof(answer) - 1) < 0)
				break;
		close(fd);
	}
	die("accept");
}

/* To the end of an answer with a Content-Length. */
static void read_answer(int fd)
{
	static char buffer[65536];
	const char *body, *length;
	size_t have = 0;
	ssize_t n;

	do {
		n = read(fd, buffer + have, sizeof(buffer) - 1 - have);
		if (n <= 0)
			die("read");
		have += n;
		buffer[have] = '\0';
		body = strstr(buffer, "\r\n\r\n");
		length = strstr(buffer, "Content-Length: ");
	} while (!body || !length || have < (size_t)(body + 4 - buffer) + strtoul(length + 16, NULL, 10));
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

/* One request and its answer; false: there are no more. */
typedef bool (*step_fn)(int fd, FILE *in);

static void steps(step_fn step, int fd, FILE *in)
{
	int warm, count;

	while (scanf("%d %d", &warm, &count) == 2) {
		double start = 0;

		for (int i = 0; i < warm + count; i++) {
			if (i == warm)
				start = now();
			if (!step(fd, in))
				die("no more of the file");
		}
		printf("%.3f\n", now() - start);
		fflush(stdout);
	}
}

static bool ask_step(int fd, FILE *in)
{
	(void)in;
	if (write(fd, request, sizeof(request) - 1) < 0)
		die("write");
	read_answer(fd);
	return true;
}

static void get(int port, const char *file)
{
	int out = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	int fd = accept(listen_at(port), NULL, NULL);
	char piece[PIECE];
	ssize_t n;

	if (out < 0 || fd < 0)
		die(file);
	no_delay(fd);
	while ((n = read(fd, piece, sizeof(piece))) > 0)
		if (write(out, piece, n) != n || write(fd, piece, 1) != 1)
			die("write");
	if (n < 0)
		die("read");
}

static bool put_step(int fd, FILE *in)
{
	char piece[PIECE], answer;
	size_t n = fread(piece, 1, sizeof(piece), in);

	if (!n)
		return false;
	if (write(fd, piece, n) != (ssize_t)n || read(fd, &answer, 1) != 1 || answer != piece[0])
		die("piece");
	return true;
}

static void put(const char *address, int port, const char *file)
{
	FILE *in = fopen(file, "r");
	int fd;

	if (!in)
		die(file);
	fd = connect_to(address, port);
	steps(put_step, fd, in);
	while (put_step(fd, in))
		;
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "serve"))
		serve(atoi(argv[2]));
	if (argc == 4 && !strcmp(argv[1], "get")) {
		get(atoi(argv[2]), argv[3]);
		return 0;
	}
	if (argc == 5 && !strcmp(argv[1], "put")) {
		put(argv[2], atoi(argv[3]), argv[4]);
		return 0;
	}
	if (argc != 4 || strcmp(argv[1], "ask"))
		return 2;
	steps(ask_step, connect_to(argv[2], atoi(argv[3])), NULL);
	return 0;
}
