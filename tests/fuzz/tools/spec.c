// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every attribute that there is in the contract, and what it may hold.
 */
#include <err.h>
#include <string.h>

#include "spec.h"

#define COUNT(a)	(sizeof(a) / sizeof(*(a)))
#define U8(lo, hi)	{ INT, 1, lo, hi }
#define U16(lo, hi)	{ INT, 2, lo, hi }
#define U32(lo, hi)	{ INT, 4, lo, hi }
#define U64(lo, hi)	{ INT, 8, lo, hi }

const struct spec keys[NFM_KEY_MAX + 1] = {
	[NFM_KEY_SRC_MAC]	= { MAC },
	[NFM_KEY_SRC_MAC_MASK]	= { MAC },
	[NFM_KEY_DST_MAC]	= { MAC },
	[NFM_KEY_DST_MAC_MASK]	= { MAC },
	[NFM_KEY_PROTOCOL]	= U16(0, 65535),
	[NFM_KEY_PROTOCOL_MASK]	= U16(0, 65535),
	[NFM_KEY_VLAN_ID]	= U16(0, 4095),
	[NFM_KEY_VLAN_ID_MASK]	= U16(0, 4095),
	[NFM_KEY_VLAN_PRIO]	= U8(0, 7),
	[NFM_KEY_VLAN_PRIO_MASK] = U8(0, 7),
	[NFM_KEY_CVLAN_ID]	= U16(0, 4095),
	[NFM_KEY_CVLAN_ID_MASK]	= U16(0, 4095),
	[NFM_KEY_SRC_IP]	= { IP },
	[NFM_KEY_SRC_IP_PREFIX]	= U8(0, 128),
	[NFM_KEY_DST_IP]	= { IP },
	[NFM_KEY_DST_IP_PREFIX]	= U8(0, 128),
	[NFM_KEY_IP_PROTO]	= U8(0, 255),
	[NFM_KEY_IP_PROTO_MASK]	= U8(0, 255),
	[NFM_KEY_TOS]		= U8(0, 255),
	[NFM_KEY_TOS_MASK]	= U8(0, 255),
	[NFM_KEY_TTL]		= U8(0, 255),
	[NFM_KEY_TTL_MAX]	= U8(0, 255),
	[NFM_KEY_FRAG]		= U8(NFM_FRAG_NO, NFM_FRAG_LATER),
	[NFM_KEY_SRC_PORT]	= { RANGES },
	[NFM_KEY_DST_PORT]	= { RANGES },
	[NFM_KEY_TCP_FLAGS]	= U16(0, 0xfff),
	[NFM_KEY_TCP_FLAGS_MASK] = U16(0, 0xfff),
	[NFM_KEY_ICMP_TYPE]	= U8(0, 255),
	[NFM_KEY_ICMP_TYPE_MASK] = U8(0, 255),
	[NFM_KEY_ICMP_CODE]	= U8(0, 255),
	[NFM_KEY_ICMP_CODE_MASK] = U8(0, 255),
	[NFM_KEY_ARP_OP]	= U16(1, 2),
	[NFM_KEY_ARP_OP_MASK]	= U16(0, 65535),
	[NFM_KEY_ARP_SIP]	= { IP4 },
	[NFM_KEY_ARP_SIP_PREFIX] = U8(0, 32),
	[NFM_KEY_ARP_TIP]	= { IP4 },
	[NFM_KEY_ARP_TIP_PREFIX] = U8(0, 32),
	[NFM_KEY_ARP_SHA]	= { MAC },
	[NFM_KEY_ARP_SHA_MASK]	= { MAC },
	[NFM_KEY_ARP_THA]	= { MAC },
	[NFM_KEY_ARP_THA_MASK]	= { MAC },
	[NFM_KEY_MARK]		= U32(0, UINT32_MAX),
	[NFM_KEY_MARK_MASK]	= U32(0, UINT32_MAX),
	[NFM_KEY_INDEV]		= { INDEV },
};

const struct spec source_attrs[NFM_SRC_MAX + 1] = {
	[NFM_SRC_KIND]		= U8(NFM_SOURCE_DEV, NFM_SOURCE_INET),
	[NFM_SRC_DEV]		= { DEV },
	[NFM_SRC_DIR]		= U8(NFM_DIR_IN, NFM_DIR_BOTH),
	[NFM_SRC_HOOK]		= U8(NFM_HOOK_ALL, NFM_HOOK_POSTROUTING),
	[NFM_SRC_N_BOUND]	= { KERNEL },
	[NFM_SRC_BOUND]		= { KERNEL },
	[NFM_SRC_STATS]		= { KERNEL },
};

const struct spec target_attrs[NFM_TGT_MAX + 1] = {
	[NFM_TGT_KIND]		= U8(NFM_TARGET_DEV, NFM_TARGET_GENEVE),
	[NFM_TGT_DEV]		= { DEV },
	[NFM_TGT_STATE]		= { KERNEL },
	[NFM_TGT_IFINDEX]	= { KERNEL },
	[NFM_TGT_STATS]		= { KERNEL },
	[NFM_TGT_REMOTE]	= { IP },
	[NFM_TGT_LOCAL]		= { IP },
	[NFM_TGT_ID]		= U32(0, 16777215),
	/* A device of its own for each of GENEVE's. */
	[NFM_TGT_DST_PORT]	= U16(6081, 6083),
	[NFM_TGT_SRC_PORT]	= { RANGE },
	[NFM_TGT_TTL]		= U8(1, 255),
	[NFM_TGT_TOS]		= U8(0, 255),
	[NFM_TGT_TOS_INHERIT]	= U8(0, 1),
	[NFM_TGT_UNDERLAY]	= { DEV },
	[NFM_TGT_VER]		= U8(1, 3),
	[NFM_TGT_DF]		= U8(0, 1),
	[NFM_TGT_SEQ]		= U8(0, 1),
	[NFM_TGT_HWID]		= U8(0, 63),
	[NFM_TGT_META]		= U8(0, 1),
	[NFM_TGT_CARRIER]	= { KERNEL },
};

const struct spec rule_attrs[NFM_RULE_MAX + 1] = {
	[NFM_RULE_ID]		= U32(1, 300),
	[NFM_RULE_PRIO]		= U32(0, NFM_PRIO_MAX),
	[NFM_RULE_ACTION]	= U8(NFM_ACTION_MIRROR, NFM_ACTION_SKIP),
	[NFM_RULE_MATCH]	= { NEST },
	[NFM_RULE_STATS]	= { KERNEL },
	[NFM_RULE_FILTER]	= { BPF },
	[NFM_RULE_FILTER_TEXT]	= { TEXT },
};

const struct spec attrs[NFM_A_MAX + 1] = {
	[NFM_A_PAD]		= { KERNEL },
	[NFM_A_NAME]		= { NAME },
	[NFM_A_ENABLED]		= U8(0, 1),
	[NFM_A_SOURCE]		= { NEST },
	[NFM_A_TARGET]		= { NEST },
	[NFM_A_RULE]		= { NEST },
	[NFM_A_STATS]		= { KERNEL },
	[NFM_A_N_SOURCES]	= { KERNEL },
	[NFM_A_N_TARGETS]	= { KERNEL },
	[NFM_A_N_RULES]		= { KERNEL },
	[NFM_A_N_MASKS]		= { KERNEL },
	[NFM_A_NETNS_COOKIE]	= { KERNEL },
	[NFM_A_ID]		= { KERNEL },
	[NFM_A_SNAPLEN]		= U32(0, NFM_SNAPLEN_MAX),
	[NFM_A_SNAPLEN_FROM]	= U8(0, NFM_SNAPLEN_L4),
	[NFM_A_SAMPLE]		= U32(0, NFM_SAMPLE_MAX),
	[NFM_A_SAMPLE_BY]	= U8(0, NFM_SAMPLE_FLOW),
	[NFM_A_RATE]		= U64(0, NFM_RATE_MAX),
	[NFM_A_RATE_UNIT]	= U8(0, NFM_RATE_BITS),
	[NFM_A_BURST]		= U32(0, UINT32_MAX),
	[NFM_A_BUDGET]		= U8(0, 100),
	[NFM_A_WIRE]		= U8(0, NFM_WIRE_OFF),
	[NFM_A_OVERSIZE]	= U8(0, NFM_OVERSIZE_DROP),
	[NFM_A_VLAN_OP]		= U8(0, NFM_VLAN_STRIP),
	[NFM_A_VLAN_ID]		= U16(1, 4094),
	[NFM_A_VLAN_PROTO]	= { TPID },
	[NFM_A_CUTOFF]		= U64(0, UINT64_MAX),
	[NFM_A_CUTOFF_UNIT]	= U8(0, NFM_CUTOFF_BYTES),
	[NFM_A_DEDUP]		= U32(0, NFM_DEDUP_MAX),
	[NFM_A_COUNT_ONLY]	= U8(0, 1),
	[NFM_A_EXPIRE]		= U32(0, NFM_EXPIRE_MAX),
	[NFM_A_FANOUT]		= U8(0, NFM_FANOUT_FAILOVER),
	[NFM_A_SHEDDING]	= { KERNEL },
	[NFM_A_EXPIRES_IN]	= { KERNEL },
	[NFM_A_EXPIRED]		= { KERNEL },
	[NFM_A_CUTOFF_FLOWS]	= { KERNEL },
	[NFM_A_CUTOFF_EVICTED]	= { KERNEL },
};

const uint8_t options[][4] = {
	{ NFM_A_ENABLED }, { NFM_A_SNAPLEN }, { NFM_A_SNAPLEN, NFM_A_SNAPLEN_FROM },
	{ NFM_A_SAMPLE }, { NFM_A_SAMPLE, NFM_A_SAMPLE_BY }, { NFM_A_RATE, NFM_A_RATE_UNIT },
	{ NFM_A_RATE, NFM_A_RATE_UNIT, NFM_A_BURST }, { NFM_A_BUDGET }, { NFM_A_WIRE },
	{ NFM_A_OVERSIZE }, { NFM_A_VLAN_OP }, { NFM_A_VLAN_OP, NFM_A_VLAN_ID },
	{ NFM_A_VLAN_OP, NFM_A_VLAN_ID, NFM_A_VLAN_PROTO }, { NFM_A_CUTOFF, NFM_A_CUTOFF_UNIT },
	{ NFM_A_DEDUP }, { NFM_A_COUNT_ONLY }, { NFM_A_EXPIRE }, { NFM_A_FANOUT },
};

const unsigned int n_options = COUNT(options);

const uint8_t of_tunnel[][NFM_TGT_MAX] = {
	[NFM_TARGET_GRETAP] = { NFM_TGT_SEQ },
	[NFM_TARGET_ERSPAN] = { NFM_TGT_VER, NFM_TGT_HWID },
	[NFM_TARGET_VXLAN] = { NFM_TGT_DST_PORT, NFM_TGT_SRC_PORT },
	[NFM_TARGET_GENEVE] = { NFM_TGT_DST_PORT, NFM_TGT_SRC_PORT, NFM_TGT_META },
};

const uint8_t of_any_tunnel[] = {
	NFM_TGT_LOCAL, NFM_TGT_ID, NFM_TGT_TTL, NFM_TGT_TOS, NFM_TGT_TOS_INHERIT, NFM_TGT_UNDERLAY,
	NFM_TGT_DF,
};

const unsigned int n_of_any_tunnel = COUNT(of_any_tunnel);

static void check_specs(const struct spec *specs, int max, const char *name)
{
	int type;

	for (type = 1; type <= max; type++)
		if (specs[type].kind == ANY)
			errx(2, "attribute %d of %s has no line", type, name);
}

/* An option, or an attribute of a target, that is never sent. */
static void check_used(void)
{
	char used[256] = {};
	size_t i, j;

	for (i = 0; i < COUNT(options); i++)
		for (j = 0; j < 4; j++)
			used[options[i][j]] = 1;
	for (i = 1; i <= NFM_A_MAX; i++)
		if ((attrs[i].kind == INT || attrs[i].kind == TPID) && !used[i])
			errx(2, "option %zu is not among the options", i);
	memset(used, 0, sizeof(used));
	used[NFM_TGT_KIND] = used[NFM_TGT_DEV] = used[NFM_TGT_REMOTE] = 1;
	for (i = 0; i < COUNT(of_any_tunnel); i++)
		used[of_any_tunnel[i]] = 1;
	for (i = 0; i < COUNT(of_tunnel); i++)
		for (j = 0; j < NFM_TGT_MAX; j++)
			used[of_tunnel[i][j]] = 1;
	for (i = 1; i <= NFM_TGT_MAX; i++)
		if (target_attrs[i].kind != KERNEL && !used[i])
			errx(2, "attribute %zu is of no target", i);
}

void spec_check(void)
{
	check_specs(keys, NFM_KEY_MAX, "a match");
	check_specs(source_attrs, NFM_SRC_MAX, "a source");
	check_specs(target_attrs, NFM_TGT_MAX, "a target");
	check_specs(rule_attrs, NFM_RULE_MAX, "a rule");
	check_specs(attrs, NFM_A_MAX, "a message");
	check_used();
}

const struct spec *spec_of(const struct spec *specs, int max, int type)
{
	static const struct spec unknown = { ANY };

	return type > 0 && type <= max ? &specs[type] : &unknown;
}
