/* SPDX-License-Identifier: GPL-2.0-only */
/* Requests and their answers. Everything reports its own error. */
#ifndef MIRRORCTL_NL_H
#define MIRRORCTL_NL_H

#include "decode.h"
#include "err.h"
#include "extack.h"

#include <netlink/msg.h>

/* The attributes of messages that came, one behind the other. */
struct replies {
	char *buf;
	size_t len;
	size_t size;
	struct attrs *msg; /* of each message; head is an offset until all are in */
	size_t n;
	size_t n_max;
};

void replies_free(struct replies *r);

/* A message with its headers; NULL after the error was reported. */
struct nl_msg *req_new(uint8_t cmd, int flags);
/* Room for @more bytes; RC_OK or the error. */
int req_make_room(struct nl_msg *msg, size_t more);
/* Sends a request and waits for its end; frees it. @replies may be NULL. */
int req_do(struct nl_msg *msg, const struct doing *d, struct replies *replies);
#define REQ_TRIES 16 /* of what changes while it is read */
/* All that a GET tells, of one session or, if NULL, of all. */
int req_dump(uint8_t cmd, const char *session, struct replies *replies);
/* Calls back for each event, until an error or until it returns not RC_OK. */
int req_listen(int (*event)(uint8_t cmd, struct attrs attrs));
void req_end(void);

/* A message could not be put together or was not understood. */
int req_no_room(void);
int req_not_understood(void);
/* What was read changed each time. */
int req_changes(void);

#endif
