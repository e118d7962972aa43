/* SPDX-License-Identifier: GPL-2.0-only */
/* ops - the operations that failnth has fail; described in ops.c. */
#ifndef NFM_FUZZ_OPS_H
#define NFM_FUZZ_OPS_H

#include "genl.h"

struct op {
	const char *name;
	void (*make)(void);	/* the message, in m */
	int tunnels;		/* a device comes or goes with them; 2: their way is not known yet */
	void (*first)(void);	/* a message that has been sent before, or NULL */
	int counts;		/* packets have come before, and their counters are looked at */
};

extern struct msg m;
extern const struct op ops[];
extern const unsigned int n_ops;

/* What each of them starts from. */
extern const struct op base[];
extern const unsigned int n_base;

#endif
