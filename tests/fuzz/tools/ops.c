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

static void tunnel(int kind, int version)
{
	static const uint8_t remote[16] = { 0x20, 1, 0x0d, 0xb8, [15] = 1 };
	static const uint8_t remote4[4] = { 192, 0, 2, 1 };
	size_t nest = msg_nest(&m, NFM_A_TARGET);

	msg_u8(&m, NFM_TGT_KIND, kind);
	msg_put(&m, NFM_TGT_REMOTE, version == 4 ? remote4 : remote, version == 4 ? 4 : 16);
	/* Metadata that each copy has for itself. */
	if (kind == NFM_TARGET_GENEVE)
		msg_u8(&m, NFM_TGT_META, 1);
	msg_nest_end(&m, nest);
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

static void op_session_replace(void)
{
	begin(NFM_CMD_SESSION_NEW, NLM_F_CREATE | NLM_F_REPLACE, "a");
	source(NFM_SOURCE_DEV, "fn1", NFM_DIR_OUT);
	target("elsewhere");
	rule(3, 1, 7, 9);
}

static void op_session_enable(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "b");
	msg_u8(&m, NFM_A_ENABLED, 1);
}

static void op_session_disable(void)
{
	begin(NFM_CMD_SESSION_NEW, 0, "a");
	msg_u8(&m, NFM_A_ENABLED, 0);
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

static void op_session_del(void)
{
	begin(NFM_CMD_SESSION_DEL, 0, "a");
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

static void op_target_new_gretap(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_GRETAP, 4);
}

static void op_target_new_gretap6(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_GRETAP, 6);
}

static void op_target_new_erspan(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_ERSPAN, 4);
}

static void op_target_new_erspan6(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_ERSPAN, 6);
}

static void op_target_new_vxlan(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_VXLAN, 4);
}

static void op_target_new_geneve(void)
{
	begin(NFM_CMD_TARGET_NEW, NEW, "b");
	tunnel(NFM_TARGET_GENEVE, 6);
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

static void op_rule_replace(void)
{
	begin(NFM_CMD_RULE_REPLACE, 0, "a");
	rule(1, 0, 3, 77);
	rule(2, 1, 0, 0);
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

static void op_rule_dump(void)
{
	begin(NFM_CMD_RULE_GET, NLM_F_DUMP, NULL);
}

const struct op ops[] = {
	{ "session new", op_session_new },
	{ "session new, shaped", op_session_new_shaped },
	{ "session new, with tunnels", op_session_new_tunnels, 1 },
	{ "session replaced", op_session_replace },
	{ "session enabled", op_session_enable },
	{ "session disabled", op_session_disable },
	{ "session shaped", op_session_shape },
	{ "session deleted", op_session_del },
	{ "sessions flushed", op_session_flush },
	{ "session reset", op_session_reset },
	{ "sessions reset", op_session_reset_all },
	{ "session shown", op_session_get },
	{ "sessions shown", op_session_dump },
	{ "source new", op_source_new },
	{ "source set", op_source_set },
	{ "source deleted", op_source_del },
	{ "sources shown", op_source_dump },
	{ "target new", op_target_new },
	{ "target new, GRE", op_target_new_gretap, 1 },
	{ "target new, GRE over IPv6", op_target_new_gretap6, 1 },
	{ "target new, ERSPAN", op_target_new_erspan, 1 },
	{ "target new, ERSPAN over IPv6", op_target_new_erspan6, 1 },
	{ "target new, VXLAN", op_target_new_vxlan, 1 },
	{ "target new, GENEVE over IPv6", op_target_new_geneve, 1 },
	{ "target deleted", op_target_del },
	{ "targets shown", op_target_dump },
	{ "rule new", op_rule_new },
	{ "rule new, with a filter", op_rule_new_filter },
	{ "rule set", op_rule_set },
	{ "rule deleted", op_rule_del },
	{ "rules replaced", op_rule_replace },
	{ "rules flushed", op_rule_flush },
	{ "all rules flushed", op_rule_flush_all },
	{ "rules shown", op_rule_dump },
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
