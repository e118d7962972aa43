/* SPDX-License-Identifier: GPL-2.0-only */
/* Structs to attributes. 0, or -1 when the message has no room. */
#ifndef MIRRORCTL_ENCODE_H
#define MIRRORCTL_ENCODE_H

#include "model.h"

#include <netlink/msg.h>

/* No source or target takes more, whatever it says; nor all options. */
#define ENCODE_ROOM 2048
/* What this rule takes at most. */
size_t encode_rule_room(const struct rule *r);

int encode_name(struct nl_msg *msg, const char *name);
int encode_options(struct nl_msg *msg, const struct session *s);
int encode_source(struct nl_msg *msg, const struct source *s);
int encode_target(struct nl_msg *msg, const struct target *t);
int encode_rule(struct nl_msg *msg, const struct rule *r);
int encode_match(struct nl_msg *msg, const struct match *m);

#endif
