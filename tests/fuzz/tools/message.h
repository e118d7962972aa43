/* SPDX-License-Identifier: GPL-2.0-only */
/* message - messages to nf_mirror, right ones and wrong ones, each a matter of a seed and a number. */
#ifndef NFM_FUZZ_MESSAGE_H
#define NFM_FUZZ_MESSAGE_H

#include "genl.h"

#define DEVS_MAX	16

/* The devices that they name. */
extern const char *devs[DEVS_MAX];
extern int n_devs;

/* What is random afterwards is a matter of the two as well. */
void message_make(struct msg *m, uint64_t seed, uint64_t index);

#endif
