/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules: what they ask for in words, as netlink attributes, and whether a packet
 * fits, by looking at one thing after the other.
 */
#ifndef _NFM_TEST_RULES_H
#define _NFM_TEST_RULES_H

#include <net/genetlink.h>
#include <linux/nf_mirror.h>

#include "key.h"
#include "random.h"

#define NFM_ASKS_MAX	6

/**
 * struct nfm_ask - one thing that a rule asks for
 * @attr: attribute NFM_KEY_...
 * @num: of a number
 * @mask: its bits that count
 * @len: of an address, its bytes
 * @bytes: address, or name of a device
 * @bytes_mask: its bits that count
 * @prefix: of an address that has a prefix
 * @n_ranges: of ports and TTL
 * @range: any of them
 */
struct nfm_ask {
	u8 attr;
	u32 num;
	u32 mask;
	u8 len;
	u8 bytes[16];
	u8 bytes_mask[16];
	u8 prefix;
	u8 n_ranges;
	struct nfm_port_range range[NFM_PORT_RANGES_MAX];
};

/**
 * struct nfm_wish - a rule in words
 * @prio: priority
 * @id: of the rule, once it is there
 * @action: enum nfm_action
 * @n: things it asks for
 * @ask: all of them
 */
struct nfm_wish {
	u32 prio;
	u32 id;
	u8 action;
	unsigned int n;
	struct nfm_ask ask[NFM_ASKS_MAX];
};

/**
 * struct nfm_msg - netlink attributes as they come in a message
 * @len: bytes
 * @buf: the bytes
 */
struct nfm_msg {
	int len;
	u8 buf[16384] __aligned(8);
};

void nfm_msg_start(struct nfm_msg *msg);
struct nlattr *nfm_msg_put(struct nfm_msg *msg, int type, const void *data, int len);
struct nlattr *nfm_msg_nest(struct nfm_msg *msg, int type);
void nfm_msg_end(struct nfm_msg *msg, struct nlattr *nest);
const struct nlmsghdr *nfm_msg_header(struct nfm_msg *msg);

void nfm_wish_random(struct nfm_random *r, struct nfm_wish *w);
const struct nlattr *nfm_wish_match(const struct nfm_wish *w, struct nfm_msg *msg);
void nfm_wish_rule(const struct nfm_wish *w, struct nfm_msg *msg);
bool nfm_wish_same(const struct nfm_wish *a, const struct nfm_wish *b);
bool nfm_wish_fits(const struct nfm_wish *w, const struct nfm_key *key);
void nfm_wish_print(const struct nfm_wish *w);

#endif /* _NFM_TEST_RULES_H */
