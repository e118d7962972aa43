/* SPDX-License-Identifier: GPL-2.0-only */
/* spec - every attribute that there is in the contract, and what it may hold. */
#ifndef NFM_FUZZ_SPEC_H
#define NFM_FUZZ_SPEC_H

#include <linux/nf_mirror.h>
#include <stdint.h>

enum kind {
	ANY,			/* no more is known: bytes */
	INT,			/* of size bytes, from min to max */
	NAME, DEV, INDEV, TEXT, TPID, MAC, IP, IP4, RANGE, RANGES, BPF, NEST,
	KERNEL,			/* only the kernel sends it */
};

struct spec {
	uint8_t kind, size;
	uint64_t min, max;
};

extern const struct spec attrs[NFM_A_MAX + 1], source_attrs[NFM_SRC_MAX + 1], target_attrs[NFM_TGT_MAX + 1],
	rule_attrs[NFM_RULE_MAX + 1], keys[NFM_KEY_MAX + 1];

/* An option, and what goes with it. */
extern const uint8_t options[][4];
extern const unsigned int n_options;

/* What a tunnel of each kind may have beside a remote end; 0 ends it. */
extern const uint8_t of_tunnel[][NFM_TGT_MAX];
/* What any may have. */
extern const uint8_t of_any_tunnel[];
extern const unsigned int n_of_any_tunnel;

/* Ends the program if the contract it was built with has an attribute that is not here. */
void spec_check(void);

/* For types that are no attribute's, too. */
const struct spec *spec_of(const struct spec *specs, int max, int type);

#endif
