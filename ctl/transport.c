// SPDX-License-Identifier: GPL-2.0-only
#include "transport.h"

#include "err.h"

#include <limits.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <sys/socket.h>

#define RECEIVE_SIZE (64 * 1024) /* more than a rule with the longest filter, or a usual dump */

static void set_option(struct nl_sock *sock, int option)
{
	int on = 1;

	/* An old kernel has not all of them, and is asked without. */
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, option, &on, sizeof(on));
}

static int open_error(struct nl_sock *sock, const char *what, int err)
{
	nl_socket_free(sock);
	return refused("%s: %s", what, nl_geterror(err));
}

int transport_open(struct nl_sock **sock, int *family)
{
	struct nl_sock *sk = nl_socket_alloc();
	int err;

	if (!sk)
		return refused("no memory for a netlink socket");
	err = genl_connect(sk);
	if (err)
		return open_error(sk, "cannot open a generic netlink socket", err);
	set_option(sk, NETLINK_EXT_ACK);
	set_option(sk, NETLINK_CAP_ACK);
	set_option(sk, NETLINK_GET_STRICT_CHK);
	nl_socket_disable_msg_peek(sk);
	nl_socket_set_msg_buf_size(sk, RECEIVE_SIZE);
	err = genl_ctrl_resolve(sk, NFM_GENL_NAME);
	if (err < 0) {
		if (err != -NLE_OBJ_NOTFOUND)
			return open_error(sk, "cannot ask for the netlink family nf_mirror", err);
		nl_socket_free(sk);
		return refused("nf_mirror is not loaded (modprobe nf_mirror)");
	}
	*family = err;
	*sock = sk;
	return RC_OK;
}

int transport_join(struct nl_sock *sock)
{
	int group = genl_ctrl_resolve_grp(sock, NFM_GENL_NAME, NFM_GENL_MCGRP_EVENTS);
	int families = genl_ctrl_resolve_grp(sock, "nlctrl", "notify");
	int size = 4 << 20, err;

	if (group < 0)
		return refused("nf_mirror has no group of events: %s", nl_geterror(group));
	/* A burst of events should fit; whether it may is up to the system. */
	if (setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	/* With the module the group goes, and nothing is heard of that in it. */
	err = nl_socket_add_memberships(sock, group, families > 0 ? families : 0, 0);
	if (err == -NLE_PERM)
		return refused("Operation not permitted: needs CAP_NET_ADMIN in this network "
			       "namespace");
	if (err)
		return refused("cannot listen to the events of nf_mirror: %s", nl_geterror(err));
	return RC_OK;
}

void transport_make_room(struct nl_sock *sock, size_t len)
{
	int fd = nl_socket_get_fd(sock);
	int size = len < INT_MAX / 2 ? (int)len + 4096 : INT_MAX / 2;
	int now = 0;
	socklen_t now_len = sizeof(now);

	getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &now, &now_len);
	if (now >= size)
		return;
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
}
