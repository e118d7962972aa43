/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A rule's filter: a classic BPF program, and the text it was made from.
 */
#ifndef _NFM_FILTER_H
#define _NFM_FILTER_H

#include <linux/filter.h>
#include <linux/skbuff.h>
#include <net/netlink.h>

struct nfm_pkt;

/**
 * struct nfm_filter - a filter
 * @prog: what runs
 * @text: for people; behind @insns
 * @n: instructions in @insns
 * @insns: the program as it was given
 */
struct nfm_filter {
	struct bpf_prog *prog;
	char *text;
	unsigned int n;
	struct sock_filter insns[];
};

/* Instructions of the filter of a rule that may have none. */
static inline unsigned int nfm_filter_len(const struct nfm_filter *f)
{
	return f ? f->n : 0;
}

struct nfm_filter *nfm_filter_parse(const struct nlattr *insns, const struct nlattr *text,
				    struct netlink_ext_ack *extack);
bool nfm_filter_any_long(void);
void nfm_filter_free(struct nfm_filter *f);
bool nfm_filter_is(const struct nfm_filter *f, const char *text);
int nfm_filter_fits(const struct nfm_filter *f, const struct nfm_pkt *pkt, struct sk_buff **frame);

#endif /* _NFM_FILTER_H */
