/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A session's options: which copies it makes, and how they look.
 */
#ifndef _NFM_SHAPE_H
#define _NFM_SHAPE_H

#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <net/genetlink.h>

struct nfm_bucket;
struct nfm_cutoff;
struct nfm_dedup;

/**
 * struct nfm_options - what a user has asked for; see the attributes of these names
 * @rate: NFM_A_RATE
 * @cutoff: NFM_A_CUTOFF
 * @snaplen: NFM_A_SNAPLEN
 * @sample: NFM_A_SAMPLE
 * @burst: NFM_A_BURST
 * @dedup: NFM_A_DEDUP
 * @expire: NFM_A_EXPIRE
 * @vlan_id: NFM_A_VLAN_ID
 * @vlan_proto: NFM_A_VLAN_PROTO
 * @snaplen_from: NFM_A_SNAPLEN_FROM
 * @sample_by: NFM_A_SAMPLE_BY
 * @rate_unit: NFM_A_RATE_UNIT
 * @budget: NFM_A_BUDGET
 * @wire: NFM_A_WIRE
 * @oversize: NFM_A_OVERSIZE
 * @vlan_op: NFM_A_VLAN_OP
 * @cutoff_unit: NFM_A_CUTOFF_UNIT
 * @count_only: NFM_A_COUNT_ONLY
 * @fanout: NFM_A_FANOUT
 */
struct nfm_options {
	u64 rate;
	u64 cutoff;
	u32 snaplen;
	u32 sample;
	u32 burst;
	u32 dedup;
	u32 expire;
	u16 vlan_id;
	u16 vlan_proto;
	u8 snaplen_from;
	u8 sample_by;
	u8 rate_unit;
	u8 budget;
	u8 wire;
	u8 oversize;
	u8 vlan_op;
	u8 cutoff_unit;
	u8 count_only;
	u8 fanout;
};

/**
 * struct nfm_shape - options as the packet path uses them
 * @rcu: frees it after a grace period
 * @opt: the options
 * @sample_below: with NFM_SAMPLE_FLOW: flows whose hash is below this
 * @rate: bucket, or %NULL
 * @cutoff: table of flows, or %NULL
 * @dedup: table of packets, or %NULL
 * @spent: with a budget: on each CPU, when it will be unspent, in ns of its clock;
 *	see action.c
 * @refuses: something may refuse a copy
 */
struct nfm_shape {
	struct rcu_head rcu;
	struct nfm_options opt;
	u32 sample_below;
	struct nfm_bucket *rate;
	struct nfm_cutoff *cutoff;
	struct nfm_dedup *dedup;
	u64 __percpu *spent;
	bool refuses;
};

extern const struct nfm_shape nfm_shape_none;

int nfm_options_parse(struct nfm_options *opt, const struct genl_info *info);
int nfm_options_fill(struct sk_buff *msg, const struct nfm_options *opt);
struct nfm_shape *nfm_shape_alloc(const struct nfm_options *opt, const struct nfm_shape *old);
void nfm_shape_free(struct nfm_shape *shape);
void nfm_shape_free_rcu(struct nfm_shape *shape);

#endif /* _NFM_SHAPE_H */
