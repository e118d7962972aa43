/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes to structs. Lengths are checked, attributes that are not known are
 * passed over, what is absent is zero. 0, or -1 for a message that is not as
 * the contract says.
 */
#ifndef MIRRORCTL_DECODE_H
#define MIRRORCTL_DECODE_H

#include "model.h"

#include <netlink/attr.h>

/* The attributes of a message, behind its generic netlink header. */
struct attrs {
	const struct nlattr *head;
	int len;
};

int decode_name(struct attrs msg, char name[NFM_NAME_MAX + 1]);
int decode_session(struct attrs msg, struct session *s);
/* The first SOURCE, TARGET or RULE of a message; -1 also if there is none. */
int decode_source(struct attrs msg, struct source *s);
int decode_target(struct attrs msg, struct target *t);
int decode_rule(struct attrs msg, struct rule *r);
/* The same from the nest itself. */
int decode_source_nest(const struct nlattr *nest, struct source *s);
int decode_target_nest(const struct nlattr *nest, struct target *t);
int decode_rule_nest(const struct nlattr *nest, struct rule *r);
int decode_match(const struct nlattr *nest, struct match *m);
/* ID and PRIO alone, for sorting. */
int decode_rule_order(struct attrs msg, uint32_t *prio, uint32_t *id);

#endif
