/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A match: netlink attributes made into masked keys.
 */
#ifndef _NFM_MATCH_H
#define _NFM_MATCH_H

#include <net/netlink.h>
#include <linux/nf_mirror.h>

#include "key.h"

/* A range of n bits is at most 2n - 2 prefixes. */
#define NFM_PREFIXES_MAX	(NFM_PORT_RANGES_MAX * 30)

/**
 * struct nfm_prefixes - a set of numbers as values under masks
 * @n: how many; 0: not asked for
 * @p: disjoint
 */
struct nfm_prefixes {
	unsigned int n;
	struct {
		u16 value;
		u16 mask;
	} p[NFM_PREFIXES_MAX];
};

/* Longer than the attributes of any match. */
#define NFM_MATCH_LEN_MAX	1024

/**
 * struct nfm_match - a match
 * @value: the key, but for what has a set below: of that, what nfm_match_pick() put in
 * @mask: its bits that count; the fields asked for in @mask.have
 * @src_port: set of ports
 * @dst_port: set of ports
 * @ttl: set of TTLs
 * @filter_text: of the rule's filter, or %NULL: with the match, rules are known
 *	by it
 * @len: length of @attrs
 * @attrs: the match as it was given: its attributes in the order of their
 *	types, without masks that mask nothing
 */
struct nfm_match {
	struct nfm_key value;
	struct nfm_key mask;
	struct nfm_prefixes src_port;
	struct nfm_prefixes dst_port;
	struct nfm_prefixes ttl;
	const char *filter_text;
	unsigned int len;
	u8 attrs[NFM_MATCH_LEN_MAX] __aligned(NLA_ALIGNTO);
};

int nfm_match_parse(struct nfm_match *m, const struct nlattr *nest,
		    struct netlink_ext_ack *extack);
unsigned int nfm_match_entries(const struct nfm_match *m);
void nfm_match_pick(struct nfm_match *m, unsigned int i);
bool nfm_match_same(const void *a, unsigned int a_len, const void *b, unsigned int b_len);

extern const struct nla_policy nfm_key_policy[NFM_KEY_MAX + 1];

#endif /* _NFM_MATCH_H */
