// SPDX-License-Identifier: GPL-2.0-only
/*
 * In place of ctl/transport.c: talks to who started the program, over the
 * socket whose number is in MIRRORCTL_TEST_FD, in whole netlink messages.
 */
#include "transport.h"

#include "err.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netlink/errno.h>
#include <netlink/handlers.h>
#include <netlink/msg.h>
#include <stdlib.h>
#include <sys/socket.h>

#define FAMILY	     32
#define RECEIVE_SIZE (1 << 16)

static int fd = -1;

static int fake_send(struct nl_sock *sk, struct nl_msg *msg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);

	(void)sk;
	if (send(fd, nlh, nlh->nlmsg_len, MSG_NOSIGNAL) < 0)
		return errno == EMSGSIZE ? -NLE_MSGSIZE : -NLE_FAILURE;
	return nlh->nlmsg_len;
}

static int fake_recv(struct nl_sock *sk, struct sockaddr_nl *from, unsigned char **buf,
		     struct ucred **creds)
{
	ssize_t n;

	(void)sk;
	(void)creds;
	*from = (struct sockaddr_nl){ .nl_family = AF_NETLINK };
	*buf = malloc(RECEIVE_SIZE);
	n = *buf ? recv(fd, *buf, RECEIVE_SIZE, 0) : -1;
	if (n > 0)
		return n;
	free(*buf);
	*buf = NULL;
	return -NLE_FAILURE;
}

int transport_open(struct nl_sock **sock, int *family)
{
	const char *number = getenv("MIRRORCTL_TEST_FD");
	struct nl_sock *sk;
	struct nl_cb *cb;

	if (!number)
		return refused("nf_mirror is not loaded (modprobe nf_mirror)");
	fd = atoi(number);
	sk = nl_socket_alloc();
	if (!sk)
		return refused("no memory for a netlink socket");
	cb = nl_socket_get_cb(sk);
	nl_cb_overwrite_send(cb, fake_send);
	nl_cb_overwrite_recv(cb, fake_recv);
	nl_cb_put(cb);
	*family = FAMILY;
	*sock = sk;
	return RC_OK;
}

int transport_join(struct nl_sock *sock)
{
	static const char joined[] = "join";

	(void)sock;
	return send(fd, joined, sizeof(joined), 0) < 0 ? refused("cannot join") : RC_OK;
}

void transport_make_room(struct nl_sock *sock, size_t len)
{
	int size = len + 4096;

	(void)sock;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}
