/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel says when it refuses, in the words that were typed. */
#ifndef MIRRORCTL_EXTACK_H
#define MIRRORCTL_EXTACK_H

#include <linux/netlink.h>
#include <stdbool.h>
#include <stdint.h>

struct extack {
	int error; /* errno, positive */
	char message[256];
	bool have_offset, have_missing, have_missing_nest, have_range;
	uint32_t offset;       /* of the attribute at fault, in the request */
	uint32_t missing;      /* type of the attribute that is missing */
	uint32_t missing_nest; /* offset of the nest it is missing in */
	uint64_t min, max;
};

/* What a request was about, for the reader of the error. */
struct doing {
	const char *session;	  /* NULL: none in particular */
	const char *file;	  /* that its rules come from, or NULL */
	const unsigned int *line; /* the line of each of its rules */
	unsigned int n_lines;
};

/* From an NLMSG_ERROR or an NLMSG_DONE. */
void extack_parse(struct extack *e, const struct nlmsghdr *answer);
/* Reports the error, returns an rc. */
int extack_report(const struct extack *e, const struct nlmsghdr *request, const struct doing *d);

#endif
