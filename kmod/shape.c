// SPDX-License-Identifier: GPL-2.0-only
/*
 * A session's options: from and to messages, and as the packet path uses them.
 *
 * The packet path sees a set of options whole. What remembers packets (a bucket,
 * a table of flows) goes from one set to the next as long as nothing has been said
 * about it.
 */
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/nf_mirror.h>

#include "bucket.h"
#include "cutoff.h"
#include "dedup.h"
#include "netlink.h"
#include "shape.h"

/* Of a session with no options. */
const struct nfm_shape nfm_shape_none;

static int nfm_option_refuse(const struct genl_info *info, int attr, const char *why)
{
	if (info->extack) {
		/* Not a literal here, but static text all the same. */
		info->extack->_msg = why;
		info->extack->bad_attr = info->attrs[attr];
	}
	return -EINVAL;
}

/* Attributes that mean nothing without another. */
static const struct {
	u8 attr;
	u8 with;
	const char *why;
} nfm_option_pairs[] = {
	{ NFM_A_SNAPLEN_FROM, NFM_A_SNAPLEN, "only with a snap length" },
	{ NFM_A_SAMPLE_BY, NFM_A_SAMPLE, "only with a sample" },
	{ NFM_A_RATE_UNIT, NFM_A_RATE, "only with a rate" },
	{ NFM_A_BURST, NFM_A_RATE, "only with a rate" },
	{ NFM_A_VLAN_ID, NFM_A_VLAN_OP, "only with vlan push" },
	{ NFM_A_VLAN_PROTO, NFM_A_VLAN_OP, "only with vlan push" },
	{ NFM_A_CUTOFF_UNIT, NFM_A_CUTOFF, "only with a cutoff" },
};

static int nfm_options_check_pairs(const struct genl_info *info)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(nfm_option_pairs); i++)
		if (info->attrs[nfm_option_pairs[i].attr] &&
		    !info->attrs[nfm_option_pairs[i].with])
			return nfm_option_refuse(info, nfm_option_pairs[i].attr,
						 nfm_option_pairs[i].why);
	return 0;
}

static u8 nfm_option_u8(const struct genl_info *info, int attr)
{
	return info->attrs[attr] ? nla_get_u8(info->attrs[attr]) : 0;
}

static int nfm_options_parse_snaplen(struct nfm_options *opt, const struct genl_info *info)
{
	u32 len;

	if (!info->attrs[NFM_A_SNAPLEN])
		return 0;
	len = nla_get_u32(info->attrs[NFM_A_SNAPLEN]);
	opt->snaplen_from = nfm_option_u8(info, NFM_A_SNAPLEN_FROM);
	if (opt->snaplen_from == NFM_SNAPLEN_FRAME && len && len < NFM_SNAPLEN_MIN)
		return nfm_option_refuse(info, NFM_A_SNAPLEN,
					 "a snap length is 0 (all) or 64 to 65535 bytes of the frame");
	opt->snaplen = len;
	return 0;
}

static int nfm_options_parse_rate(struct nfm_options *opt, const struct genl_info *info)
{
	if (!info->attrs[NFM_A_RATE])
		return 0;
	opt->rate = nla_get_u64(info->attrs[NFM_A_RATE]);
	if (opt->rate && !info->attrs[NFM_A_RATE_UNIT])
		return nfm_option_refuse(info, NFM_A_RATE, "the rate's unit is missing");
	opt->rate_unit = nfm_option_u8(info, NFM_A_RATE_UNIT);
	opt->burst = info->attrs[NFM_A_BURST] ? nla_get_u32(info->attrs[NFM_A_BURST]) : 0;
	return 0;
}

static int nfm_options_parse_vlan(struct nfm_options *opt, const struct genl_info *info)
{
	const struct nlattr *proto = info->attrs[NFM_A_VLAN_PROTO];
	const struct nlattr *id = info->attrs[NFM_A_VLAN_ID];

	if (!info->attrs[NFM_A_VLAN_OP])
		return 0;
	opt->vlan_op = nla_get_u8(info->attrs[NFM_A_VLAN_OP]);
	if (opt->vlan_op == NFM_VLAN_PUSH && !id)
		return nfm_option_refuse(info, NFM_A_VLAN_OP, "the VLAN to push is missing");
	if (opt->vlan_op != NFM_VLAN_PUSH && (id || proto))
		return nfm_option_refuse(info, id ? NFM_A_VLAN_ID : NFM_A_VLAN_PROTO,
					 "only with vlan push");
	opt->vlan_id = id ? nla_get_u16(id) : 0;
	opt->vlan_proto = proto ? nla_get_u16(proto) : ETH_P_8021Q;
	if (opt->vlan_proto != ETH_P_8021Q && opt->vlan_proto != ETH_P_8021AD)
		return nfm_option_refuse(info, NFM_A_VLAN_PROTO,
					 "a tag's EtherType is 0x8100 or 0x88a8");
	return 0;
}

static int nfm_options_parse_cutoff(struct nfm_options *opt, const struct genl_info *info)
{
	if (!info->attrs[NFM_A_CUTOFF])
		return 0;
	opt->cutoff = nla_get_u64(info->attrs[NFM_A_CUTOFF]);
	if (opt->cutoff && !info->attrs[NFM_A_CUTOFF_UNIT])
		return nfm_option_refuse(info, NFM_A_CUTOFF, "the cutoff's unit is missing");
	opt->cutoff_unit = nfm_option_u8(info, NFM_A_CUTOFF_UNIT);
	return 0;
}

/**
 * nfm_options_parse - what a message says of the options
 * @opt: options, of which those that the message has are set
 * @info: message, told what is wrong with it
 *
 * Context: process.
 * Return: 0 or -EINVAL
 */
int nfm_options_parse(struct nfm_options *opt, const struct genl_info *info)
{
	int err = nfm_options_check_pairs(info) ?:
		  nfm_options_parse_snaplen(opt, info) ?:
		  nfm_options_parse_rate(opt, info) ?:
		  nfm_options_parse_vlan(opt, info) ?:
		  nfm_options_parse_cutoff(opt, info);

	if (err)
		return err;
	if (info->attrs[NFM_A_SAMPLE]) {
		opt->sample = nla_get_u32(info->attrs[NFM_A_SAMPLE]);
		opt->sample_by = nfm_option_u8(info, NFM_A_SAMPLE_BY);
	}
	if (info->attrs[NFM_A_BUDGET])
		opt->budget = nla_get_u8(info->attrs[NFM_A_BUDGET]);
	if (info->attrs[NFM_A_WIRE])
		opt->wire = nla_get_u8(info->attrs[NFM_A_WIRE]);
	if (info->attrs[NFM_A_OVERSIZE])
		opt->oversize = nla_get_u8(info->attrs[NFM_A_OVERSIZE]);
	if (info->attrs[NFM_A_DEDUP])
		opt->dedup = nla_get_u32(info->attrs[NFM_A_DEDUP]);
	if (info->attrs[NFM_A_COUNT_ONLY])
		opt->count_only = nla_get_u8(info->attrs[NFM_A_COUNT_ONLY]);
	if (info->attrs[NFM_A_EXPIRE])
		opt->expire = nla_get_u32(info->attrs[NFM_A_EXPIRE]);
	if (info->attrs[NFM_A_FANOUT])
		opt->fanout = nla_get_u8(info->attrs[NFM_A_FANOUT]);
	return 0;
}

/**
 * nfm_options_fill - say what the options are, those that are off too
 * @msg: message
 * @opt: options
 *
 * Return: 0 or -EMSGSIZE
 */
int nfm_options_fill(struct sk_buff *msg, const struct nfm_options *opt)
{
	bool push = opt->vlan_op == NFM_VLAN_PUSH;

	return nla_put_u32(msg, NFM_A_SNAPLEN, opt->snaplen) ?:
	       nla_put_u8(msg, NFM_A_SNAPLEN_FROM, opt->snaplen_from) ?:
	       nla_put_u32(msg, NFM_A_SAMPLE, opt->sample) ?:
	       nla_put_u8(msg, NFM_A_SAMPLE_BY, opt->sample_by) ?:
	       nla_put_u64_64bit(msg, NFM_A_RATE, opt->rate, NFM_A_PAD) ?:
	       nla_put_u8(msg, NFM_A_RATE_UNIT, opt->rate_unit) ?:
	       nla_put_u32(msg, NFM_A_BURST, opt->burst) ?:
	       nla_put_u8(msg, NFM_A_BUDGET, opt->budget) ?:
	       nla_put_u8(msg, NFM_A_WIRE, opt->wire) ?:
	       nla_put_u8(msg, NFM_A_OVERSIZE, opt->oversize) ?:
	       nla_put_u8(msg, NFM_A_VLAN_OP, opt->vlan_op) ?:
	       (push ? nla_put_u16(msg, NFM_A_VLAN_ID, opt->vlan_id) : 0) ?:
	       (push ? nla_put_u16(msg, NFM_A_VLAN_PROTO, opt->vlan_proto) : 0) ?:
	       nla_put_u64_64bit(msg, NFM_A_CUTOFF, opt->cutoff, NFM_A_PAD) ?:
	       nla_put_u8(msg, NFM_A_CUTOFF_UNIT, opt->cutoff_unit) ?:
	       nla_put_u32(msg, NFM_A_DEDUP, opt->dedup) ?:
	       nla_put_u8(msg, NFM_A_COUNT_ONLY, opt->count_only) ?:
	       nla_put_u32(msg, NFM_A_EXPIRE, opt->expire) ?:
	       nla_put_u8(msg, NFM_A_FANOUT, opt->fanout);
}

static bool nfm_options_refuse(const struct nfm_options *opt)
{
	return opt->dedup || opt->sample > 1 || opt->cutoff || opt->rate || opt->budget ||
	       opt->count_only;
}

/* What remembers packets: the old one where it does, else a new one. */
static bool nfm_shape_remember(struct nfm_shape *shape, const struct nfm_shape *old)
{
	const struct nfm_options *opt = &shape->opt, *was = &old->opt;

	if (opt->rate && opt->rate == was->rate && opt->rate_unit == was->rate_unit &&
	    opt->burst == was->burst)
		shape->rate = nfm_bucket_hold(old->rate);
	else if (opt->rate)
		shape->rate = nfm_bucket_alloc(opt->rate, opt->rate_unit, opt->burst);
	if (opt->cutoff && opt->cutoff == was->cutoff && opt->cutoff_unit == was->cutoff_unit)
		shape->cutoff = nfm_cutoff_hold(old->cutoff);
	else if (opt->cutoff)
		shape->cutoff = nfm_cutoff_alloc(opt->cutoff, opt->cutoff_unit,
						 NFM_CUTOFF_IDLE);
	if (opt->dedup && opt->dedup == was->dedup)
		shape->dedup = nfm_dedup_hold(old->dedup);
	else if (opt->dedup)
		shape->dedup = nfm_dedup_alloc(opt->dedup);
	if (opt->budget)
		shape->spent = alloc_percpu_gfp(u64, GFP_KERNEL_ACCOUNT);
	return !opt->rate == !shape->rate && !opt->cutoff == !shape->cutoff &&
	       !opt->dedup == !shape->dedup && !opt->budget == !shape->spent;
}

/**
 * nfm_shape_alloc - make options ready for the packet path
 * @opt: options
 * @old: what the session had before; what remembers packets is taken over
 *
 * Context: process.
 * Return: shape or %NULL
 */
struct nfm_shape *nfm_shape_alloc(const struct nfm_options *opt, const struct nfm_shape *old)
{
	struct nfm_shape *shape = kzalloc(sizeof(*shape), GFP_KERNEL_ACCOUNT);

	if (!shape)
		return NULL;
	shape->opt = *opt;
	shape->refuses = nfm_options_refuse(opt);
	if (opt->sample)
		shape->sample_below = U32_MAX / opt->sample;
	if (!nfm_shape_remember(shape, old)) {
		nfm_shape_free(shape);
		return NULL;
	}
	return shape;
}

/* No reader any more. */
void nfm_shape_free(struct nfm_shape *shape)
{
	if (!shape)
		return;
	nfm_bucket_put(shape->rate);
	nfm_cutoff_put(shape->cutoff);
	nfm_dedup_put(shape->dedup);
	free_percpu(shape->spent);
	kfree(shape);
}

static void nfm_shape_free_cb(struct rcu_head *rcu)
{
	nfm_shape_free(container_of(rcu, struct nfm_shape, rcu));
}

void nfm_shape_free_rcu(struct nfm_shape *shape)
{
	if (shape)
		call_rcu(&shape->rcu, nfm_shape_free_cb);
}
