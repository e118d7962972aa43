/* SPDX-License-Identifier: GPL-2.0-only */
/* nth - the Nth allocation of this thread is refused; described in nth.c. */
#ifndef NFM_FUZZ_NTH_H
#define NFM_FUZZ_NTH_H

enum nth_kind {
	NTH_OBJECTS,
	NTH_CHARGED,
	NTH_PAGES,
	NTH_PERCPU,
	NTH_KINDS
};

void nth_open(void);
void nth_of(enum nth_kind kind);
void nth_begin(unsigned int n);
unsigned int nth_end(void);

#endif
