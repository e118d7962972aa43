// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the commands take. Each has the attributes that it uses and no other.
 */
#include "match.h"
#include "netlink.h"

/* Not const: Linux before 6.7 has a pointer to a variable in the policy. */
static struct netlink_range_validation nfm_prio_range = { .max = NFM_PRIO_MAX };
static struct netlink_range_validation nfm_snaplen_range = { .max = NFM_SNAPLEN_MAX };
static struct netlink_range_validation nfm_sample_range = { .max = NFM_SAMPLE_MAX };
static struct netlink_range_validation nfm_rate_range = { .max = NFM_RATE_MAX };
static struct netlink_range_validation nfm_expire_range = { .max = NFM_EXPIRE_MAX };

const struct nla_policy nfm_source_new_policy[NFM_SRC_MAX + 1] = {
	[NFM_SRC_KIND]	= NLA_POLICY_RANGE(NLA_U8, NFM_SOURCE_DEV, NFM_SOURCE_INET),
	[NFM_SRC_DEV]	= { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
	[NFM_SRC_DIR]	= NLA_POLICY_RANGE(NLA_U8, NFM_DIR_IN, NFM_DIR_BOTH),
	[NFM_SRC_HOOK]	= NLA_POLICY_MAX(NLA_U8, NFM_HOOK_POSTROUTING),
};

/* A source is known without its direction. */
static const struct nla_policy nfm_source_del_policy[NFM_SRC_MAX + 1] = {
	[NFM_SRC_KIND]	= NLA_POLICY_RANGE(NLA_U8, NFM_SOURCE_DEV, NFM_SOURCE_INET),
	[NFM_SRC_DEV]	= { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
	[NFM_SRC_HOOK]	= NLA_POLICY_MAX(NLA_U8, NFM_HOOK_POSTROUTING),
};

const struct nla_policy nfm_target_new_policy[NFM_TGT_MAX + 1] = {
	[NFM_TGT_KIND]		= NLA_POLICY_RANGE(NLA_U8, NFM_TARGET_DEV, NFM_TARGET_GENEVE),
	[NFM_TGT_DEV]		= { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
	[NFM_TGT_REMOTE]	= { .type = NLA_BINARY, .len = sizeof(struct in6_addr) },
	[NFM_TGT_LOCAL]		= { .type = NLA_BINARY, .len = sizeof(struct in6_addr) },
	[NFM_TGT_ID]		= { .type = NLA_U32 },
	[NFM_TGT_DST_PORT]	= NLA_POLICY_MIN(NLA_U16, 1),
	[NFM_TGT_SRC_PORT]	= NLA_POLICY_EXACT_LEN(sizeof(struct nfm_port_range)),
	[NFM_TGT_TTL]		= NLA_POLICY_MIN(NLA_U8, 1),
	[NFM_TGT_TOS]		= { .type = NLA_U8 },
	[NFM_TGT_TOS_INHERIT]	= NLA_POLICY_MAX(NLA_U8, 1),
	[NFM_TGT_UNDERLAY]	= { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
	[NFM_TGT_VER]		= NLA_POLICY_RANGE(NLA_U8, 1, 3),
	[NFM_TGT_DF]		= NLA_POLICY_MAX(NLA_U8, 1),
	[NFM_TGT_SEQ]		= NLA_POLICY_MAX(NLA_U8, 1),
	[NFM_TGT_HWID]		= NLA_POLICY_MAX(NLA_U8, 63),
	[NFM_TGT_META]		= NLA_POLICY_MAX(NLA_U8, 1),
};

/* A target is known without its options. */
const struct nla_policy nfm_target_del_policy[NFM_TGT_MAX + 1] = {
	[NFM_TGT_KIND]		= NLA_POLICY_RANGE(NLA_U8, NFM_TARGET_DEV, NFM_TARGET_GENEVE),
	[NFM_TGT_DEV]		= { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
	[NFM_TGT_REMOTE]	= { .type = NLA_BINARY, .len = sizeof(struct in6_addr) },
	[NFM_TGT_ID]		= { .type = NLA_U32 },
	[NFM_TGT_DST_PORT]	= NLA_POLICY_MIN(NLA_U16, 1),
};

const struct nla_policy nfm_rule_new_policy[NFM_RULE_MAX + 1] = {
	[NFM_RULE_PRIO]		= NLA_POLICY_FULL_RANGE(NLA_U32, &nfm_prio_range),
	[NFM_RULE_ACTION]	= NLA_POLICY_MAX(NLA_U8, NFM_ACTION_SKIP),
	[NFM_RULE_MATCH]	= NLA_POLICY_NESTED(nfm_key_policy),
	[NFM_RULE_FILTER]	= { .type = NLA_BINARY },
	[NFM_RULE_FILTER_TEXT]	= { .type = NLA_NUL_STRING, .len = NFM_FILTER_TEXT_MAX },
};

const struct nla_policy nfm_rule_del_policy[NFM_RULE_MAX + 1] = {
	[NFM_RULE_ID]		= NLA_POLICY_MIN(NLA_U32, 1),
	[NFM_RULE_PRIO]		= NLA_POLICY_FULL_RANGE(NLA_U32, &nfm_prio_range),
	[NFM_RULE_MATCH]	= NLA_POLICY_NESTED(nfm_key_policy),
	[NFM_RULE_FILTER_TEXT]	= { .type = NLA_NUL_STRING, .len = NFM_FILTER_TEXT_MAX },
};

#define NFM_NAME_POLICY	{ .type = NLA_NUL_STRING, .len = NFM_NAME_MAX }

const struct nla_policy nfm_policy_none[NFM_A_MAX + 1] = {};

const struct nla_policy nfm_policy_name[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
};

const struct nla_policy nfm_policy_session[NFM_A_MAX + 1] = {
	[NFM_A_NAME]		= NFM_NAME_POLICY,
	[NFM_A_ENABLED]		= NLA_POLICY_MAX(NLA_U8, 1),
	[NFM_A_SOURCE]		= NLA_POLICY_NESTED(nfm_source_new_policy),
	[NFM_A_TARGET]		= NLA_POLICY_NESTED(nfm_target_new_policy),
	[NFM_A_RULE]		= NLA_POLICY_NESTED(nfm_rule_new_policy),
	[NFM_A_SNAPLEN]		= NLA_POLICY_FULL_RANGE(NLA_U32, &nfm_snaplen_range),
	[NFM_A_SNAPLEN_FROM]	= NLA_POLICY_MAX(NLA_U8, NFM_SNAPLEN_L4),
	[NFM_A_SAMPLE]		= NLA_POLICY_FULL_RANGE(NLA_U32, &nfm_sample_range),
	[NFM_A_SAMPLE_BY]	= NLA_POLICY_MAX(NLA_U8, NFM_SAMPLE_FLOW),
	[NFM_A_RATE]		= NLA_POLICY_FULL_RANGE(NLA_U64, &nfm_rate_range),
	[NFM_A_RATE_UNIT]	= NLA_POLICY_MAX(NLA_U8, NFM_RATE_BITS),
	[NFM_A_BURST]		= { .type = NLA_U32 },
	[NFM_A_BUDGET]		= NLA_POLICY_MAX(NLA_U8, 100),
	[NFM_A_WIRE]		= NLA_POLICY_MAX(NLA_U8, NFM_WIRE_OFF),
	[NFM_A_OVERSIZE]	= NLA_POLICY_MAX(NLA_U8, NFM_OVERSIZE_DROP),
	[NFM_A_VLAN_OP]		= NLA_POLICY_MAX(NLA_U8, NFM_VLAN_STRIP),
	[NFM_A_VLAN_ID]		= NLA_POLICY_RANGE(NLA_U16, 1, 4094),
	[NFM_A_VLAN_PROTO]	= { .type = NLA_U16 },
	[NFM_A_CUTOFF]		= { .type = NLA_U64 },
	[NFM_A_CUTOFF_UNIT]	= NLA_POLICY_MAX(NLA_U8, NFM_CUTOFF_BYTES),
	[NFM_A_DEDUP]		= NLA_POLICY_MAX(NLA_U32, NFM_DEDUP_MAX),
	[NFM_A_COUNT_ONLY]	= NLA_POLICY_MAX(NLA_U8, 1),
	[NFM_A_EXPIRE]		= NLA_POLICY_FULL_RANGE(NLA_U32, &nfm_expire_range),
	[NFM_A_FANOUT]		= NLA_POLICY_MAX(NLA_U8, NFM_FANOUT_FAILOVER),
};

const struct nla_policy nfm_policy_source_new[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_SOURCE]	= NLA_POLICY_NESTED(nfm_source_new_policy),
};

const struct nla_policy nfm_policy_source_del[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_SOURCE]	= NLA_POLICY_NESTED(nfm_source_del_policy),
};

const struct nla_policy nfm_policy_target_new[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_TARGET]	= NLA_POLICY_NESTED(nfm_target_new_policy),
};

const struct nla_policy nfm_policy_target_del[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_TARGET]	= NLA_POLICY_NESTED(nfm_target_del_policy),
};

const struct nla_policy nfm_policy_rule_new[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_RULE]	= NLA_POLICY_NESTED(nfm_rule_new_policy),
};

const struct nla_policy nfm_policy_rule_del[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_RULE]	= NLA_POLICY_NESTED(nfm_rule_del_policy),
};
