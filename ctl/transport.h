/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The socket, and all that a test replaces to talk to mirrorctl in place of the
 * kernel. Each function reports its own error and returns an rc.
 */
#ifndef MIRRORCTL_TRANSPORT_H
#define MIRRORCTL_TRANSPORT_H

#include <netlink/netlink.h>

/* A connected socket and the number of the family nf_mirror. */
int transport_open(struct nl_sock **sock, int *family);
/* Joins the group of the events, and that which tells that the family has gone. */
int transport_join(struct nl_sock *sock);
/* Makes the send buffer as large as a message of len bytes needs, if it may. */
void transport_make_room(struct nl_sock *sock, size_t len);

#endif
