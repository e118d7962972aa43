// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the commands take. Each has the attributes that it uses and no other.
 */
#include "match.h"
#include "netlink.h"

/* Not const: Linux before 6.7 has a pointer to a variable in the policy. */
static struct netlink_range_validation nfm_prio_range = { .max = NFM_PRIO_MAX };

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

const struct nla_policy nfm_target_policy[NFM_TGT_MAX + 1] = {
	[NFM_TGT_KIND]	= NLA_POLICY_RANGE(NLA_U8, NFM_TARGET_DEV, NFM_TARGET_DEV),
	[NFM_TGT_DEV]	= { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
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
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_ENABLED]	= NLA_POLICY_MAX(NLA_U8, 1),
	[NFM_A_SOURCE]	= NLA_POLICY_NESTED(nfm_source_new_policy),
	[NFM_A_TARGET]	= NLA_POLICY_NESTED(nfm_target_policy),
	[NFM_A_RULE]	= NLA_POLICY_NESTED(nfm_rule_new_policy),
};

const struct nla_policy nfm_policy_source_new[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_SOURCE]	= NLA_POLICY_NESTED(nfm_source_new_policy),
};

const struct nla_policy nfm_policy_source_del[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_SOURCE]	= NLA_POLICY_NESTED(nfm_source_del_policy),
};

const struct nla_policy nfm_policy_target[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_TARGET]	= NLA_POLICY_NESTED(nfm_target_policy),
};

const struct nla_policy nfm_policy_rule_new[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_RULE]	= NLA_POLICY_NESTED(nfm_rule_new_policy),
};

const struct nla_policy nfm_policy_rule_del[NFM_A_MAX + 1] = {
	[NFM_A_NAME]	= NFM_NAME_POLICY,
	[NFM_A_RULE]	= NLA_POLICY_NESTED(nfm_rule_del_policy),
};
