// SPDX-License-Identifier: GPL-2.0-only
/*
 * Policies: what each command takes, as include/uapi/linux/nf_mirror.h has it, and how
 * everything else is refused: with which error, and at which attribute.
 */
#include <kunit/test.h>
#include <net/genetlink.h>
#include <linux/nf_mirror.h>

#include "netlink.h"
#include "rules.h"
#include "suites.h"

enum nfm_law_kind {
	NFM_LAW_NUMBER = 1,
	NFM_LAW_STRING,
	NFM_LAW_BYTES,
	NFM_LAW_NEST,
};

/**
 * struct nfm_law - what an attribute may be
 * @kind: enum nfm_law_kind
 * @len: bytes of a number
 * @level: of a nest: what is in it
 * @min: lowest number, fewest bytes
 * @max: highest number, most bytes or characters; 0: any number of bytes
 */
struct nfm_law {
	u8 kind;
	u8 len;
	u8 level;
	u64 min;
	u64 max;
};

#define U8(_min, _max)		{ NFM_LAW_NUMBER, .len = 1, .min = _min, .max = _max }
#define U16(_min, _max)		{ NFM_LAW_NUMBER, .len = 2, .min = _min, .max = _max }
#define U32(_min, _max)		{ NFM_LAW_NUMBER, .len = 4, .min = _min, .max = _max }
#define U64(_min, _max)		{ NFM_LAW_NUMBER, .len = 8, .min = _min, .max = _max }
#define STRING(_max)		{ NFM_LAW_STRING, .max = _max }
#define BYTES(_min, _max)	{ NFM_LAW_BYTES, .min = _min, .max = _max }
#define NEST(_level)		{ NFM_LAW_NEST, .level = NFM_LEVEL_##_level }

/* Where attributes stand. */
enum nfm_level {
	NFM_LEVEL_MESSAGE,
	NFM_LEVEL_SOURCE,
	NFM_LEVEL_TARGET,
	NFM_LEVEL_RULE,
	NFM_LEVEL_MATCH,
	NFM_LEVELS
};

static const struct nfm_law nfm_message_laws[NFM_A_MAX + 1] = {
	[NFM_A_NAME]		= STRING(31),
	[NFM_A_ENABLED]		= U8(0, 1),
	[NFM_A_SOURCE]		= NEST(SOURCE),
	[NFM_A_TARGET]		= NEST(TARGET),
	[NFM_A_RULE]		= NEST(RULE),
	[NFM_A_SNAPLEN]		= U32(0, 65535),
	[NFM_A_SNAPLEN_FROM]	= U8(0, 1),
	[NFM_A_SAMPLE]		= U32(0, 16777216),
	[NFM_A_SAMPLE_BY]	= U8(0, 1),
	[NFM_A_RATE]		= U64(0, 1000000000000),
	[NFM_A_RATE_UNIT]	= U8(0, 1),
	[NFM_A_BURST]		= U32(0, U32_MAX),
	[NFM_A_BUDGET]		= U8(0, 100),
	[NFM_A_WIRE]		= U8(0, 2),
	[NFM_A_OVERSIZE]	= U8(0, 2),
	[NFM_A_VLAN_OP]		= U8(0, 2),
	[NFM_A_VLAN_ID]		= U16(1, 4094),
	[NFM_A_VLAN_PROTO]	= U16(0, U16_MAX),
	[NFM_A_CUTOFF]		= U64(0, U64_MAX),
	[NFM_A_CUTOFF_UNIT]	= U8(0, 1),
	[NFM_A_DEDUP]		= U32(0, 10000),
	[NFM_A_COUNT_ONLY]	= U8(0, 1),
	[NFM_A_EXPIRE]		= U32(0, 2592000),
	[NFM_A_FANOUT]		= U8(0, 2),
};

static const struct nfm_law nfm_source_laws[NFM_SRC_MAX + 1] = {
	[NFM_SRC_KIND]	= U8(1, 3),
	[NFM_SRC_DEV]	= STRING(15),
	[NFM_SRC_DIR]	= U8(1, 3),
	[NFM_SRC_HOOK]	= U8(0, 5),
};

static const struct nfm_law nfm_target_laws[NFM_TGT_MAX + 1] = {
	[NFM_TGT_KIND]		= U8(1, 5),
	[NFM_TGT_DEV]		= STRING(15),
	[NFM_TGT_REMOTE]	= BYTES(0, 16),
	[NFM_TGT_LOCAL]		= BYTES(0, 16),
	[NFM_TGT_ID]		= U32(0, U32_MAX),
	[NFM_TGT_DST_PORT]	= U16(1, 65535),
	[NFM_TGT_SRC_PORT]	= BYTES(4, 4),
	[NFM_TGT_TTL]		= U8(1, 255),
	[NFM_TGT_TOS]		= U8(0, 255),
	[NFM_TGT_TOS_INHERIT]	= U8(0, 1),
	[NFM_TGT_UNDERLAY]	= STRING(15),
	[NFM_TGT_VER]		= U8(1, 3),
	[NFM_TGT_DF]		= U8(0, 1),
	[NFM_TGT_SEQ]		= U8(0, 1),
	[NFM_TGT_HWID]		= U8(0, 63),
	[NFM_TGT_META]		= U8(0, 1),
};

static const struct nfm_law nfm_rule_laws[NFM_RULE_MAX + 1] = {
	[NFM_RULE_ID]		= U32(1, U32_MAX),
	[NFM_RULE_PRIO]		= U32(0, 65535),
	[NFM_RULE_ACTION]	= U8(0, 1),
	[NFM_RULE_MATCH]	= NEST(MATCH),
	[NFM_RULE_FILTER]	= BYTES(0, 0),
	[NFM_RULE_FILTER_TEXT]	= STRING(1023),
};

static const struct nfm_law nfm_match_laws[NFM_KEY_MAX + 1] = {
	[NFM_KEY_SRC_MAC]		= BYTES(6, 6),
	[NFM_KEY_SRC_MAC_MASK]		= BYTES(6, 6),
	[NFM_KEY_DST_MAC]		= BYTES(6, 6),
	[NFM_KEY_DST_MAC_MASK]		= BYTES(6, 6),
	[NFM_KEY_PROTOCOL]		= U16(0, U16_MAX),
	[NFM_KEY_PROTOCOL_MASK]		= U16(0, U16_MAX),
	[NFM_KEY_VLAN_ID]		= U16(0, 4095),
	[NFM_KEY_VLAN_ID_MASK]		= U16(0, 4095),
	[NFM_KEY_VLAN_PRIO]		= U8(0, 7),
	[NFM_KEY_VLAN_PRIO_MASK]	= U8(0, 7),
	[NFM_KEY_CVLAN_ID]		= U16(0, 4095),
	[NFM_KEY_CVLAN_ID_MASK]		= U16(0, 4095),
	[NFM_KEY_SRC_IP]		= BYTES(0, 16),
	[NFM_KEY_SRC_IP_PREFIX]		= U8(0, 128),
	[NFM_KEY_DST_IP]		= BYTES(0, 16),
	[NFM_KEY_DST_IP_PREFIX]		= U8(0, 128),
	[NFM_KEY_IP_PROTO]		= U8(0, 255),
	[NFM_KEY_IP_PROTO_MASK]		= U8(0, 255),
	[NFM_KEY_TOS]			= U8(0, 255),
	[NFM_KEY_TOS_MASK]		= U8(0, 255),
	[NFM_KEY_TTL]			= U8(0, 255),
	[NFM_KEY_TTL_MAX]		= U8(0, 255),
	[NFM_KEY_FRAG]			= U8(0, 3),
	[NFM_KEY_SRC_PORT]		= BYTES(0, 16 * 4),
	[NFM_KEY_DST_PORT]		= BYTES(0, 16 * 4),
	[NFM_KEY_TCP_FLAGS]		= U16(0, 0xfff),
	[NFM_KEY_TCP_FLAGS_MASK]	= U16(0, 0xfff),
	[NFM_KEY_ICMP_TYPE]		= U8(0, 255),
	[NFM_KEY_ICMP_TYPE_MASK]	= U8(0, 255),
	[NFM_KEY_ICMP_CODE]		= U8(0, 255),
	[NFM_KEY_ICMP_CODE_MASK]	= U8(0, 255),
	[NFM_KEY_ARP_OP]		= U16(0, U16_MAX),
	[NFM_KEY_ARP_OP_MASK]		= U16(0, U16_MAX),
	[NFM_KEY_ARP_SIP]		= BYTES(4, 4),
	[NFM_KEY_ARP_SIP_PREFIX]	= U8(0, 32),
	[NFM_KEY_ARP_TIP]		= BYTES(4, 4),
	[NFM_KEY_ARP_TIP_PREFIX]	= U8(0, 32),
	[NFM_KEY_ARP_SHA]		= BYTES(6, 6),
	[NFM_KEY_ARP_SHA_MASK]		= BYTES(6, 6),
	[NFM_KEY_ARP_THA]		= BYTES(6, 6),
	[NFM_KEY_ARP_THA_MASK]		= BYTES(6, 6),
	[NFM_KEY_MARK]			= U32(0, U32_MAX),
	[NFM_KEY_MARK_MASK]		= U32(0, U32_MAX),
	[NFM_KEY_INDEV]			= STRING(15),
};

#define LEVEL(laws)	{ laws, ARRAY_SIZE(laws) - 1 }

static const struct {
	const struct nfm_law *law;
	unsigned int max;
} nfm_levels[NFM_LEVELS] = {
	[NFM_LEVEL_MESSAGE]	= LEVEL(nfm_message_laws),
	[NFM_LEVEL_SOURCE]	= LEVEL(nfm_source_laws),
	[NFM_LEVEL_TARGET]	= LEVEL(nfm_target_laws),
	[NFM_LEVEL_RULE]	= LEVEL(nfm_rule_laws),
	[NFM_LEVEL_MATCH]	= LEVEL(nfm_match_laws),
};

/* Sets of attributes. */
#define A(attr)		BIT_ULL(NFM_A_##attr)
#define SRC(attr)	BIT_ULL(NFM_SRC_##attr)
#define TGT(attr)	BIT_ULL(NFM_TGT_##attr)
#define RULE(attr)	BIT_ULL(NFM_RULE_##attr)

#define OPTIONS		(A(ENABLED) | A(SNAPLEN) | A(SNAPLEN_FROM) | A(SAMPLE) | A(SAMPLE_BY) |	\
			 A(RATE) | A(RATE_UNIT) | A(BURST) | A(BUDGET) | A(WIRE) |		\
			 A(OVERSIZE) | A(VLAN_OP) | A(VLAN_ID) | A(VLAN_PROTO) | A(CUTOFF) |	\
			 A(CUTOFF_UNIT) | A(DEDUP) | A(COUNT_ONLY) | A(EXPIRE) | A(FANOUT))
#define SOURCE_DEL	(SRC(KIND) | SRC(DEV) | SRC(HOOK))
#define SOURCE_NEW	(SOURCE_DEL | SRC(DIR))
#define TARGET_DEL	(TGT(KIND) | TGT(DEV) | TGT(REMOTE) | TGT(ID) | TGT(DST_PORT))
#define TARGET_NEW	(TARGET_DEL | TGT(LOCAL) | TGT(SRC_PORT) | TGT(TTL) | TGT(TOS) |	\
			 TGT(TOS_INHERIT) | TGT(UNDERLAY) | TGT(VER) | TGT(DF) | TGT(SEQ) |	\
			 TGT(HWID) | TGT(META))
#define RULE_DEL	(RULE(ID) | RULE(PRIO) | RULE(MATCH) | RULE(FILTER_TEXT))
#define RULE_NEW	(RULE(PRIO) | RULE(MATCH) | RULE(FILTER) | RULE(FILTER_TEXT) | RULE(ACTION))
#define KEYS		GENMASK_ULL(NFM_KEY_MAX, NFM_KEY_SRC_MAC)

/**
 * struct nfm_command - a command
 * @cmd: enum nfm_cmd
 * @name: its name
 * @takes: attributes that it takes, at each level
 */
struct nfm_command {
	u8 cmd;
	const char *name;
	u64 takes[NFM_LEVELS];
};

#define COMMAND(_cmd, ...)	{ NFM_CMD_##_cmd, #_cmd, { __VA_ARGS__ } }

static const struct nfm_command nfm_commands[] = {
	COMMAND(SESSION_GET, A(NAME)),
	COMMAND(SESSION_NEW, A(NAME) | OPTIONS | A(SOURCE) | A(TARGET) | A(RULE),
		SOURCE_NEW, TARGET_NEW, RULE_NEW, KEYS),
	COMMAND(SESSION_DEL, A(NAME)),
	COMMAND(SESSION_FLUSH, 0),
	COMMAND(SESSION_RESET, A(NAME)),
	COMMAND(SOURCE_GET, A(NAME)),
	COMMAND(SOURCE_NEW, A(NAME) | A(SOURCE), SOURCE_NEW),
	COMMAND(SOURCE_DEL, A(NAME) | A(SOURCE), SOURCE_DEL),
	COMMAND(TARGET_GET, A(NAME)),
	COMMAND(TARGET_NEW, A(NAME) | A(TARGET), 0, TARGET_NEW),
	COMMAND(TARGET_DEL, A(NAME) | A(TARGET), 0, TARGET_DEL),
	COMMAND(RULE_GET, A(NAME)),
	COMMAND(RULE_NEW, A(NAME) | A(RULE), 0, 0, RULE_NEW, KEYS),
	COMMAND(RULE_DEL, A(NAME) | A(RULE), 0, 0, RULE_DEL, KEYS),
	COMMAND(RULE_REPLACE, A(NAME) | A(RULE), 0, 0, RULE_NEW, KEYS),
	COMMAND(RULE_FLUSH, A(NAME)),
};

static void nfm_command_name(const struct nfm_command *command, char *text)
{
	strscpy(text, command->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(nfm_command, nfm_commands, nfm_command_name);

/**
 * struct nfm_policy_test - a command that is being tried
 * @command: what it takes
 * @op: as the module has it
 * @depth: nests that the next attribute is in
 * @nest: their types
 * @msg: room for a message
 * @attrs: what was found in it
 * @data: of the next attribute
 */
struct nfm_policy_test {
	const struct nfm_command *command;
	const struct genl_ops *op;
	unsigned int depth;
	int nest[2];
	struct nfm_msg msg;
	struct nlattr *attrs[NFM_A_MAX + 1];
	u8 data[1100];
};

static int nfm_policy_test_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct nfm_policy_test), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* A request with one attribute, as generic netlink looks at it before the command does. */
static void nfm_policy_expect(struct kunit *test, int type, int len, int want)
{
	struct nfm_policy_test *t = test->priv;
	struct netlink_ext_ack extack = {};
	struct nlattr *attr, *nest[ARRAY_SIZE(t->nest)];
	unsigned int i;
	bool good;
	int err;

	nfm_msg_start(&t->msg);
	for (i = 0; i < t->depth; i++)
		nest[i] = nfm_msg_nest(&t->msg, t->nest[i]);
	attr = nfm_msg_put(&t->msg, type, t->data, len);
	while (i--)
		nfm_msg_end(&t->msg, nest[i]);
	err = nlmsg_parse(nfm_msg_header(&t->msg), GENL_HDRLEN, t->attrs, t->op->maxattr,
			  t->op->policy, &extack);
	good = err == want;
	if (err)
		good &= extack._msg && extack.bad_attr == attr;
	/* With the minimum and the maximum. */
	if (err == -ERANGE)
		good &= !!extack.policy;
	if (!good)
		KUNIT_FAIL(test, "depth %u, attribute %#x, %d bytes %*phN: %d for %d, at %ld: %s",
			   t->depth, type, len, min(len, 8), t->data, err, want,
			   extack.bad_attr ? (u8 *)extack.bad_attr - (u8 *)attr : -1L,
			   extack._msg ?: "");
}

static void nfm_policy_expect_number(struct kunit *test, int type, int len, u64 n, int want)
{
	struct nfm_policy_test *t = test->priv;

	/* The tests run on little-endian machines. */
	memset(t->data, 0, 16);
	memcpy(t->data, &n, sizeof(n));
	nfm_policy_expect(test, type, len, want);
}

/* Its range at its ends, and one beyond. */
static void nfm_policy_number(struct kunit *test, int type, const struct nfm_law *law)
{
	u64 top = U64_MAX >> (64 - 8 * law->len);

	nfm_policy_expect_number(test, type, law->len, law->min, 0);
	nfm_policy_expect_number(test, type, law->len, law->max, 0);
	if (law->min)
		nfm_policy_expect_number(test, type, law->len, law->min - 1, -ERANGE);
	if (law->max < top) {
		nfm_policy_expect_number(test, type, law->len, law->max + 1, -ERANGE);
		nfm_policy_expect_number(test, type, law->len, top, -ERANGE);
	}
	nfm_policy_expect_number(test, type, law->len - 1, law->min, -EINVAL);
	nfm_policy_expect_number(test, type, law->len + 1, law->min, -EINVAL);
	nfm_policy_expect_number(test, type, 0, 0, -EINVAL);
}

/* So many characters, with and without an end. */
static void nfm_policy_string(struct kunit *test, int type, const struct nfm_law *law)
{
	struct nfm_policy_test *t = test->priv;

	memset(t->data, 'a', sizeof(t->data));
	nfm_policy_expect(test, type, 0, -EINVAL);
	nfm_policy_expect(test, type, 3, -EINVAL);
	nfm_policy_expect(test, type, law->max, -EINVAL);
	t->data[law->max + 1] = '\0';
	nfm_policy_expect(test, type, law->max + 2, -EINVAL);
	t->data[law->max] = '\0';
	nfm_policy_expect(test, type, law->max + 1, 0);
	t->data[1] = '\0';
	nfm_policy_expect(test, type, 2, 0);
}

static void nfm_policy_bytes(struct kunit *test, int type, const struct nfm_law *law)
{
	nfm_policy_expect(test, type, law->min, 0);
	if (law->min)
		nfm_policy_expect(test, type, law->min - 1, -ERANGE);
	nfm_policy_expect(test, type, law->max, 0);
	nfm_policy_expect(test, type, law->max + 1, law->max ? -ERANGE : 0);
}

/* Not of any length: one would be what another command takes. */
static void nfm_policy_unknown(struct kunit *test, int type)
{
	int len;

	for (len = 0; len <= 16; len++)
		nfm_policy_expect(test, type, len, -EINVAL);
	nfm_policy_expect(test, type | NLA_F_NESTED, 0, -EINVAL);
}

static void nfm_policy_level(struct kunit *test, enum nfm_level level);

static void nfm_policy_nest(struct kunit *test, int type, const struct nfm_law *law)
{
	struct nfm_policy_test *t = test->priv;

	nfm_policy_expect(test, type | NLA_F_NESTED, 0, 0);
	nfm_policy_expect(test, type, 0, -EINVAL);
	nfm_policy_expect(test, type | NLA_F_NESTED, NLA_HDRLEN - 1, -ERANGE);
	t->nest[t->depth++] = type;
	nfm_policy_level(test, law->level);
	t->depth--;
}

/* Every attribute that there is, 0 and one that there is not. */
static void nfm_policy_level(struct kunit *test, enum nfm_level level)
{
	struct nfm_policy_test *t = test->priv;
	unsigned int type;

	for (type = 0; type <= nfm_levels[level].max + 1; type++) {
		const struct nfm_law *law = &nfm_levels[level].law[type];

		memset(t->data, 0, sizeof(t->data));
		if (!(t->command->takes[level] & BIT_ULL(type))) {
			nfm_policy_unknown(test, type);
			continue;
		}
		switch (law->kind) {
		case NFM_LAW_NUMBER:
			nfm_policy_number(test, type, law);
			break;
		case NFM_LAW_STRING:
			nfm_policy_string(test, type, law);
			break;
		case NFM_LAW_BYTES:
			nfm_policy_bytes(test, type, law);
			break;
		case NFM_LAW_NEST:
			nfm_policy_nest(test, type, law);
			continue;
		default:
			KUNIT_FAIL(test, "attribute %u at level %u has no law", type, level);
		}
		nfm_policy_expect(test, type | NLA_F_NESTED, law->len, -EINVAL);
	}
}

static void nfm_policy_command(struct kunit *test)
{
	struct nfm_policy_test *t = test->priv;
	unsigned int i, n = 0;

	t->command = test->param_value;
	for (i = 0; i < nfm_family.n_ops; i++) {
		if (nfm_family.ops[i].cmd != t->command->cmd)
			continue;
		t->op = &nfm_family.ops[i];
		n++;
	}
	KUNIT_ASSERT_EQ(test, n, 1);
	/* Looked at strictly, and not for everyone. */
	KUNIT_EXPECT_EQ(test, t->op->validate, 0);
	KUNIT_EXPECT_EQ(test, t->op->maxattr, NFM_A_MAX);
	KUNIT_EXPECT_TRUE(test, t->op->flags & GENL_UNS_ADMIN_PERM);
	nfm_policy_level(test, NFM_LEVEL_MESSAGE);
}

/* There is no command but those. */
static void nfm_policy_all(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, nfm_family.n_ops, ARRAY_SIZE(nfm_commands));
	KUNIT_EXPECT_EQ(test, nfm_family.n_small_ops, 0);
}

static struct kunit_case nfm_policy_cases[] = {
	KUNIT_CASE_PARAM(nfm_policy_command, nfm_command_gen_params),
	KUNIT_CASE(nfm_policy_all),
	{}
};

struct kunit_suite nfm_policy_suite = {
	.name = "nfm_policy",
	.init = nfm_policy_test_init,
	.test_cases = nfm_policy_cases,
};
