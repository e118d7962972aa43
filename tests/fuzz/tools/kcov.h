/* SPDX-License-Identifier: GPL-2.0-only */
/* kcov - which steps of the module's code have been taken; described in kcov.c. */
#ifndef NFM_FUZZ_KCOV_H
#define NFM_FUZZ_KCOV_H

/* Who has taken a step. */
enum {
	KCOV_BLIND = 1,
	KCOV_GUIDED = 2,
};

/* The steps that are known are in @file, which several runs and processes may share. */
void kcov_open(const char *file);
/* Record what this process has the kernel do from now on. */
void kcov_enable(void);
void kcov_clear(void);
/* How many steps since kcov_clear() were known of nobody; they are @who's now. */
unsigned int kcov_new(int who);
/* How many steps are known of @who; of several: of one of them at least. */
unsigned int kcov_count(int who);

#endif
