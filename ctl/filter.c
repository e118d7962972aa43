// SPDX-License-Identifier: GPL-2.0-only
/* The filter of a rule: libpcap's language to a program. */
#include "parse.h"

#include <pcap/pcap.h>
#include <string.h>

/* What libpcap makes is what the kernel takes. */
_Static_assert(sizeof(struct bpf_insn) == sizeof(struct sock_filter), "instructions differ");

/* Does it load what the kernel knows of a packet, and not what is in the frame? */
static bool asks_the_kernel(const struct bpf_program *p)
{
	for (unsigned int i = 0; i < p->bf_len; i++)
		if (BPF_CLASS(p->bf_insns[i].code) == BPF_LD &&
		    BPF_MODE(p->bf_insns[i].code) == BPF_ABS &&
		    p->bf_insns[i].k >= (uint32_t)SKF_AD_OFF)
			return true;
	return false;
}

int parse_filter(struct rule *r)
{
	static pcap_t *frames; /* of no device, for what the compiler has to know */
	struct bpf_program program;
	int rc = RC_OK;

	if (!frames)
		frames = pcap_open_dead(DLT_EN10MB, 65535);
	if (!frames)
		return refused("no memory for a filter");
	if (pcap_compile(frames, &program, r->filter, 1, PCAP_NETMASK_UNKNOWN))
		return usage_error("filter '%s': %s", r->filter, pcap_geterr(frames));
	if (program.bf_len > NFM_FILTER_MAX) {
		rc = usage_error("filter '%s': too complex, it makes %u instructions, accepted: %d",
				 r->filter, program.bf_len, NFM_FILTER_MAX);
	} else if (asks_the_kernel(&program)) {
		rc = usage_error("filter '%s': asks for what is not in the frame; see \"dir\" of a "
				 "source",
				 r->filter);
	} else {
		memcpy(r->program, program.bf_insns, program.bf_len * sizeof(*r->program));
		r->n_program = program.bf_len;
	}
	pcap_freecode(&program);
	return rc;
}
