// SPDX-License-Identifier: GPL-2.0-only
/*
 * The operations that failnth has fail: a message of each command, and of some
 * several.
 */
#include <linux/filter.h>

#include "ops.h"

#define NEW	(NLM_F_CREATE | NLM_F_EXCL)

struct msg m;

/* ---- messages ---- */

static void begin(int cmd, int flags, const char *name)
{
	msg_begin(&m, cmd, flags | NLM_F_ACK);
	if (name)
		msg_string(&m, NFM_A_NAME, name);
}

static void source(int kind, const char *dev, int dir)
{
	size_t nest = msg_nest(&m, NFM_A_SOURCE);

	msg_u8(&m, NFM_SRC_KIND, kind);
	if (dev)
		msg_string(&m, NFM_SRC_DEV, dev);
	if (dir)
		msg_u8(&m, NFM_SRC_DIR, dir);
	msg_nest_end(&m, nest);
}

static void target(const char *dev)
{
	size_t nest = msg_nest(&m, NFM_A_TARGET);

	msg_u8(&m, NFM_TGT_KIND, NFM_TARGET_DEV);
	msg_string(&m, NFM_TGT_DEV, dev);
	msg_nest_end(&m, nest);
}

static void tunnel_nest_via(int kind, int version, int options, const char *underlay)
{
	static const uint8_t remote[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 1 };
	static const uint8_t remote4[4] = { 192, 0, 2, 1 };
	size_t nest = msg_nest(&m, NFM_A_TARGET);

	msg_u8(&m, NFM_TGT_KIND, kind);
	msg_put(&m, NFM_TGT_REMOTE, version == 4 ? remote4 : remote, version == 4 ? 4 : 16);
	/* Metadata that each copy has for itself. */
	if (options && kind == NFM_TARGET_GENEVE)
		msg_u8(&m, NFM_TGT_META, 1);
	if (options && kind == NFM_TARGET_ERSPAN && version == 4)
		msg_u8(&m, NFM_TGT_TOS_INHERIT, 1);
	if (underlay)
		msg_string(&m, NFM_TGT_UNDERLAY, underlay);
	msg_nest_end(&m, nest);
}

/* As it is asked for and known; with its options, it is a new one. */
static void tunnel_nest(int kind, int version, int options)
{
	tunnel_nest_via(kind, version, options, NULL);
}

static void tunnel(int kind, int version)
{
	tunnel_nest(kind, version, 1);
}

/* A rule of several table entries, or, without ports, of one. */
static void rule(int prio, int action, int first, int last)
{
	struct nfm_port_range range = { first, last };
	size_t nest = msg_nest(&m, NFM_A_RULE), match;

	msg_u32(&m, NFM_RULE_PRIO, prio);
	if (action >= 0)
		msg_u8(&m, NFM_RULE_ACTION, action);
	match = msg_nest(&m, NFM_RULE_MATCH);
	msg_u8(&m, NFM_KEY_IP_PROTO, 6);
	if (last)
		msg_put(&m, NFM_KEY_DST_PORT, &range, sizeof(range));
	msg_nest_end(&m, match);
	msg_nest_end(&m, nest);
}

/* Of so many entries in one table that this grows while they are added. */
static void large_rule(int prio)
{
	struct nfm_port_range ports[NFM_PORT_RANGES_MAX];
	size_t nest = msg_nest(&m, NFM_A_RULE), match;
	int i;

	for (i = 0; i < NFM_PORT_RANGES_MAX; i++)
		ports[i] = (struct nfm_port_range){ 1 + 2 * i, 1 + 2 * i };
	msg_u32(&m, NFM_RULE_PRIO, prio);
	match = msg_nest(&m, NFM_RULE_MATCH);
	msg_put(&m, NFM_KEY_SRC_PORT, ports, sizeof(ports));
	msg_put(&m, NFM_KEY_DST_PORT, ports, sizeof(ports));
	msg_nest_end(&m, match);
	msg_nest_end(&m, nest);
}

static void filtered_rule(int prio)
{
	static const struct sock_filter pass[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 12), BPF_STMT(BPF_RET | BPF_A, 0),
	};
	size_t nest = msg_nest(&m, NFM_A_RULE);

	msg_u32(&m, NFM_RULE_PRIO, prio);
	msg_put(&m, NFM_RULE_FILTER, pass, sizeof(pass));
	msg_string(&m, NFM_RULE_FILTER_TEXT, "anything");
	msg_nest_end(&m, nest);
}

/* ---- operations ---- */

static void op_session_new(void)
{
	begin(NFM_CMD_SESSION_NEW, NEW, "c");
	source(NFM_SOURCE_DEV, "fn1", 0);
	source(NFM_SOURCE_BRIDGE, "fnbr", 0);
	source(NFM_SOURCE_INET, NULL, 0);
	target("fn0");
	rule(1, 0, 0, 0);
	rule(2, 0, 1000, 1100);
}

static void op_session_new_rules(void)
{
	op_session_new();
	filtered_rule(3);
	large_rule(4);
}

static void op_session_replace(void)
{
	begin(NFM_CMD_SESSION_NEW, NLM_F_CREATE | NLM_F_REPLACE, "a");
	source(NFM_SOURCE_DEV, "fn1", NFM_DIR_OUT);
	target("elsewhere");
	rule(3, 1, 7, 9);
}

static void op_session_replace_b(void)
{
	begin(NFM_CMD_SESSION_NEW, NLM_F_CREATE | NLM_F_REPLACE, "b");
	source(NFM_SOURCE_INET, NULL, 0);
	tunnel(NFM_TARGET_GRETAP, 4);
}

static void op_session_enable(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "b");
	msg_u8(&m, NFM_A_ENABLED, 1);
}

static void shaped(void)
{
	msg_u32(&m, NFM_A_SNAPLEN, 100);
	msg_u32(&m, NFM_A_SAMPLE, 3);
	msg_u64(&m, NFM_A_RATE, 1000);
	msg_u8(&m, NFM_A_RATE_UNIT, NFM_RATE_PACKETS);
	msg_u8(&m, NFM_A_BUDGET, 50);
	msg_u64(&m, NFM_A_CUTOFF, 10);
	msg_u8(&m, NFM_A_CUTOFF_UNIT, NFM_CUTOFF_PACKETS);
	msg_u32(&m, NFM_A_DEDUP, 100);
	msg_u32(&m, NFM_A_EXPIRE, 100000);
}

static void op_session_new_shaped(void)
{
	op_session_new();
	shaped();
}

static void op_session_shape(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	shaped();
}

/* What it has been given is taken from it. */
static void op_session_plain(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	msg_u32(&m, NFM_A_SNAPLEN, 0);
	msg_u32(&m, NFM_A_SAMPLE, 0);
	msg_u64(&m, NFM_A_RATE, 0);
	msg_u8(&m, NFM_A_RATE_UNIT, NFM_RATE_PACKETS);
	msg_u8(&m, NFM_A_BUDGET, 0);
	msg_u64(&m, NFM_A_CUTOFF, 0);
	msg_u8(&m, NFM_A_CUTOFF_UNIT, NFM_CUTOFF_PACKETS);
	msg_u32(&m, NFM_A_DEDUP, 0);
	msg_u32(&m, NFM_A_EXPIRE, 0);
}

static void op_session_replace_shaped(void)
{
	op_session_replace();
	shaped();
}

static void op_session_snaplen_l4(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	msg_u32(&m, NFM_A_SNAPLEN, 0);
	msg_u8(&m, NFM_A_SNAPLEN_FROM, NFM_SNAPLEN_L4);
}

static void op_session_sample_flow(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	msg_u32(&m, NFM_A_SAMPLE, 4);
	msg_u8(&m, NFM_A_SAMPLE_BY, NFM_SAMPLE_FLOW);
}

static void op_session_rate_bits(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	msg_u64(&m, NFM_A_RATE, 1000000);
	msg_u8(&m, NFM_A_RATE_UNIT, NFM_RATE_BITS);
	msg_u32(&m, NFM_A_BURST, 100000);
}

#define SET(name, attr, value)				\
static void op_session_##name(void)			\
{							\
	begin(NFM_CMD_SESSION_NEW, 0, "a");		\
	msg_u8(&m, attr, value);			\
}

SET(disable, NFM_A_ENABLED, 0)
SET(wire, NFM_A_WIRE, NFM_WIRE_ON)
SET(oversize, NFM_A_OVERSIZE, NFM_OVERSIZE_DROP)
SET(vlan_strip, NFM_A_VLAN_OP, NFM_VLAN_STRIP)
SET(count_only, NFM_A_COUNT_ONLY, 1)
SET(fanout, NFM_A_FANOUT, NFM_FANOUT_HASH)

static void op_session_vlan_push(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	msg_u8(&m, NFM_A_VLAN_OP, NFM_VLAN_PUSH);
	msg_u16(&m, NFM_A_VLAN_ID, 7);
	msg_u16(&m, NFM_A_VLAN_PROTO, 0x88a8);
}

/* Its sources are bound as well, and it is shaped. */
static void op_session_enable_shaped(void)
{
	op_session_enable();
	shaped();
}

static void op_session_del(void)
{
	begin(NFM_CMD_SESSION_DEL, 0, "a");
}

static void op_session_del_b(void)
{
	begin(NFM_CMD_SESSION_DEL, 0, "b");
}

static void op_session_flush(void)
{
	begin(NFM_CMD_SESSION_FLUSH, 0, NULL);
}

static void op_session_reset(void)
{
	begin(NFM_CMD_SESSION_RESET, 0, "a");
}

static void op_session_reset_all(void)
{
	begin(NFM_CMD_SESSION_RESET, 0, NULL);
}

static void op_session_get(void)
{
	begin(NFM_CMD_SESSION_GET, 0, "a");
}

static void op_source_new(void)
{
	begin(NFM_CMD_SOURCE_NEW, NEW, "a");
	source(NFM_SOURCE_INET, NULL, 0);
}

static void op_source_set(void)
{
	begin(NFM_CMD_SOURCE_NEW, 0, "a");
	source(NFM_SOURCE_DEV, "fn1", NFM_DIR_BOTH);
}

static void op_source_del(void)
{
	begin(NFM_CMD_SOURCE_DEL, 0, "a");
	source(NFM_SOURCE_BRIDGE, "fnbr", 0);
}

static void op_target_new(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	target("fn0");
}

#define TUNNEL(name, kind, version)			\
static void op_target_new_##name(void)			\
{							\
	begin(NFM_CMD_TARGET_NEW, NEW, "b");		\
	tunnel(kind, version);				\
}							\
							\
static void op_target_del_##name(void)			\
{							\
	begin(NFM_CMD_TARGET_DEL, 0, "b");		\
	tunnel_nest(kind, version, 0);			\
}

TUNNEL(gretap, NFM_TARGET_GRETAP, 4)
TUNNEL(gretap6, NFM_TARGET_GRETAP, 6)
TUNNEL(erspan, NFM_TARGET_ERSPAN, 4)
TUNNEL(erspan6, NFM_TARGET_ERSPAN, 6)
TUNNEL(vxlan, NFM_TARGET_VXLAN, 4)
TUNNEL(vxlan6, NFM_TARGET_VXLAN, 6)
TUNNEL(geneve, NFM_TARGET_GENEVE, 4)
TUNNEL(geneve6, NFM_TARGET_GENEVE, 6)

static void op_target_new_underlay(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel_nest_via(NFM_TARGET_VXLAN, 4, 1, "fn0");
}

static void op_session_new_tunnels(void)
{
	begin(NFM_CMD_SESSION_NEW, NEW, "c");
	source(NFM_SOURCE_INET, NULL, 0);
	tunnel(NFM_TARGET_VXLAN, 4);
	target("fn0");
	tunnel(NFM_TARGET_VXLAN, 6);
	rule(1, 0, 0, 0);
}

static void op_target_del(void)
{
	begin(NFM_CMD_TARGET_DEL, 0, "a");
	target("fn0");
}

static void op_rule_new(void)
{
	begin(NFM_CMD_RULE_NEW, NEW | NLM_F_ECHO, "a");
	rule(30, 0, 1, 1000);
}

static void op_rule_new_large(void)
{
	begin(NFM_CMD_RULE_NEW, NEW, "a");
	large_rule(40);
}

static void op_rule_new_filter(void)
{
	begin(NFM_CMD_RULE_NEW, NEW, "a");
	filtered_rule(30);
}

static void op_rule_set(void)
{
	begin(NFM_CMD_RULE_NEW, 0, "a");
	rule(20, 0, 1, 30);
}

static void op_rule_del(void)
{
	begin(NFM_CMD_RULE_DEL, 0, "a");
	rule(20, -1, 1, 30);
}

static void op_rule_del_large(void)
{
	begin(NFM_CMD_RULE_DEL, 0, "a");
	large_rule(40);
}

static void op_rule_replace(void)
{
	begin(NFM_CMD_RULE_REPLACE, 0, "a");
	rule(1, 0, 3, 77);
	rule(2, 1, 0, 0);
}

static void op_rule_replace_large(void)
{
	begin(NFM_CMD_RULE_REPLACE, 0, "a");
	filtered_rule(3);
	large_rule(4);
}

static void op_rule_flush(void)
{
	begin(NFM_CMD_RULE_FLUSH, 0, "a");
}

static void op_rule_flush_all(void)
{
	begin(NFM_CMD_RULE_FLUSH, 0, NULL);
}

static void op_session_dump(void)
{
	begin(NFM_CMD_SESSION_GET, NLM_F_DUMP, NULL);
}

static void op_source_dump(void)
{
	begin(NFM_CMD_SOURCE_GET, NLM_F_DUMP, NULL);
}

static void op_target_dump(void)
{
	begin(NFM_CMD_TARGET_GET, NLM_F_DUMP, "a");
}

static void op_target_dump_b(void)
{
	begin(NFM_CMD_TARGET_GET, NLM_F_DUMP, "b");
}

static void op_rule_dump(void)
{
	begin(NFM_CMD_RULE_GET, NLM_F_DUMP, NULL);
}

const struct op ops[] = {
	{ "session new", op_session_new },
	{ "session new, shaped", op_session_new_shaped },
	{ "session new, with a filter and a rule of 256 entries", op_session_new_rules },
	{ "session new, with tunnels", op_session_new_tunnels, 1 },
	{ "session replaced", op_session_replace },
	{ "session replaced, shaped by shaped", op_session_replace_shaped, 0, op_session_shape },
	{ "session replaced, with a tunnel", op_session_replace_b, 1, op_target_new_gretap },
	{ "session enabled", op_session_enable },
	{ "session enabled and shaped", op_session_enable_shaped },
	{ "session disabled", op_session_disable },
	{ "session shaped", op_session_shape },
	{ "session shaped, and is", op_session_rate_bits, 0, op_session_shape },
	{ "session shaped no more", op_session_plain, 0, op_session_shape },
	{ "session set, snaplen behind L4", op_session_snaplen_l4 },
	{ "session set, samples of flows", op_session_sample_flow },
	{ "session set, rate", op_session_rate_bits },
	{ "session set, wire", op_session_wire },
	{ "session set, oversize", op_session_oversize },
	{ "session set, a VLAN tag more", op_session_vlan_push },
	{ "session set, a VLAN tag less", op_session_vlan_strip },
	{ "session set, count only", op_session_count_only },
	{ "session set, fanout", op_session_fanout },
	{ "session deleted", op_session_del },
	{ "session deleted, shaped", op_session_del, 0, op_session_shape },
	{ "session deleted, with a tunnel", op_session_del_b, 1, op_target_new_vxlan },
	{ "sessions flushed", op_session_flush },
	{ "sessions flushed, with a tunnel", op_session_flush, 1, op_target_new_geneve },
	{ "session reset", op_session_reset, 0, op_source_set, 1 },
	{ "sessions reset", op_session_reset_all, 0, op_source_set, 1 },
	{ "session shown", op_session_get },
	{ "session shown, shaped", op_session_get, 0, op_session_shape },
	{ "sessions shown", op_session_dump },
	{ "source new", op_source_new },
	{ "source set", op_source_set },
	{ "source deleted", op_source_del },
	{ "sources shown", op_source_dump },
	{ "target new", op_target_new },
	{ "target new, GRE", op_target_new_gretap, 2 },
	{ "target new, GRE over IPv6", op_target_new_gretap6, 1 },
	{ "target new, ERSPAN", op_target_new_erspan, 1 },
	{ "target new, ERSPAN over IPv6", op_target_new_erspan6, 1 },
	{ "target new, VXLAN", op_target_new_vxlan, 1 },
	{ "target new, VXLAN over IPv6", op_target_new_vxlan6, 2 },
	{ "target new, GENEVE", op_target_new_geneve, 1 },
	{ "target new, GENEVE over IPv6", op_target_new_geneve6, 1 },
	{ "target new, VXLAN, with an underlay", op_target_new_underlay, 1 },
	{ "target new, VXLAN, there is one", op_target_new_vxlan6, 1, op_target_new_vxlan },
	{ "target deleted", op_target_del },
	{ "target deleted, GRE", op_target_del_gretap, 1, op_target_new_gretap },
	{ "target deleted, GRE over IPv6", op_target_del_gretap6, 1, op_target_new_gretap6 },
	{ "target deleted, ERSPAN", op_target_del_erspan, 1, op_target_new_erspan },
	{ "target deleted, ERSPAN over IPv6", op_target_del_erspan6, 1, op_target_new_erspan6 },
	{ "target deleted, VXLAN", op_target_del_vxlan, 1, op_target_new_vxlan },
	{ "target deleted, VXLAN over IPv6", op_target_del_vxlan6, 1, op_target_new_vxlan6 },
	{ "target deleted, GENEVE", op_target_del_geneve, 1, op_target_new_geneve },
	{ "target deleted, GENEVE over IPv6", op_target_del_geneve6, 1, op_target_new_geneve6 },
	{ "targets shown", op_target_dump },
	{ "targets shown, with a tunnel", op_target_dump_b, 1, op_target_new_erspan },
	{ "rule new", op_rule_new },
	{ "rule new, of 256 entries", op_rule_new_large },
	{ "rule new, with a filter", op_rule_new_filter },
	{ "rule set", op_rule_set },
	{ "rule deleted", op_rule_del },
	{ "rule deleted, of 256 entries", op_rule_del_large, 0, op_rule_new_large },
	{ "rules replaced", op_rule_replace },
	{ "rules replaced, by a filter and a rule of 256 entries", op_rule_replace_large },
	{ "rules replaced, a filter", op_rule_replace, 0, op_rule_new_filter },
	{ "rules flushed", op_rule_flush },
	{ "all rules flushed", op_rule_flush_all },
	{ "rules shown", op_rule_dump },
	{ "rules shown, with a filter", op_rule_dump, 0, op_rule_new_filter },
};

const unsigned int n_ops = sizeof(ops) / sizeof(*ops);

/* ---- what each operation starts from ---- */

static void base_a(void)
{
	begin(NFM_CMD_SESSION_NEW, NEW, "a");
	source(NFM_SOURCE_DEV, "fn1", NFM_DIR_IN);
	source(NFM_SOURCE_BRIDGE, "fnbr", 0);
	source(NFM_SOURCE_DEV, "gl*", 0);
	source(NFM_SOURCE_DEV, "fn2", 0);
	target("fn0");
	target("nowhere");
	rule(10, 0, 0, 0);
	rule(20, 1, 1, 30);
}

static void base_b(void)
{
	begin(NFM_CMD_SESSION_NEW, NEW, "b");
	msg_u8(&m, NFM_A_ENABLED, 0);
	source(NFM_SOURCE_DEV, "fn1", 0);
	source(NFM_SOURCE_INET, NULL, 0);
	rule(5, 0, 100, 200);
}

const struct op base[] = {
	{ "flush", op_session_flush },
	{ "session a", base_a },
	{ "session b", base_b },
};

const unsigned int n_base = sizeof(base) / sizeof(*base);
