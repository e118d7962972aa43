// SPDX-License-Identifier: GPL-2.0-only
/*
 * nlfuzz - generic netlink messages to nf_mirror: right ones, ones that are
 * wrong in a place or two, and rubbish.
 *
 *   nlfuzz [-s SEED] [-n MESSAGES] [-f FIRST] [-j WORKERS] DEV...
 *
 * Every message is a matter of the seed and of its number, so that -f and -n
 * send a part of a run again. What it does in between is as well: a few frames
 * out of the DEVs, a DEV down or up, or in or out of the bridge "fbr". Of several
 * WORKERS each has its own seed, the first the one given; what they do to each
 * other is a matter of time. Replies are looked at (attributes well-formed, no
 * byte left uninitialised between them, errors that the contract knows), and of
 * some refused messages whether they have changed nothing.
 *
 * Its seed and how far it is are in the kernel log, for the case that nobody is
 * left to ask.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "genl.h"
#include "random.h"

#define DEVS_MAX	16
#define BATCH_MAX	16
#define NESTS_DEEP	24
#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

enum kind {
	ANY,			/* no more is known: bytes */
	INT,			/* of size bytes, from min to max */
	NAME, DEV, INDEV, TEXT, TPID, MAC, IP, IP4, RANGE, RANGES, BPF, NEST,
	KERNEL,			/* only the kernel sends it */
};

struct spec {
	uint8_t kind, size;
	uint64_t min, max;
	const struct spec *nest;
	int nest_max;
};

#define U8(lo, hi)	{ INT, 1, lo, hi }
#define U16(lo, hi)	{ INT, 2, lo, hi }
#define U32(lo, hi)	{ INT, 4, lo, hi }
#define U64(lo, hi)	{ INT, 8, lo, hi }
#define NESTED(n, max)	{ NEST, .nest = n, .nest_max = max }

static const struct spec keys[NFM_KEY_MAX + 1] = {
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

static const struct spec source_attrs[NFM_SRC_MAX + 1] = {
	[NFM_SRC_KIND]		= U8(NFM_SOURCE_DEV, NFM_SOURCE_INET),
	[NFM_SRC_DEV]		= { DEV },
	[NFM_SRC_DIR]		= U8(NFM_DIR_IN, NFM_DIR_BOTH),
	[NFM_SRC_HOOK]		= U8(NFM_HOOK_ALL, NFM_HOOK_POSTROUTING),
	[NFM_SRC_N_BOUND]	= { KERNEL },
	[NFM_SRC_BOUND]		= { KERNEL },
	[NFM_SRC_STATS]		= { KERNEL },
};

static const struct spec target_attrs[NFM_TGT_MAX + 1] = {
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

static const struct spec rule_attrs[NFM_RULE_MAX + 1] = {
	[NFM_RULE_ID]		= U32(1, 300),
	[NFM_RULE_PRIO]		= U32(0, NFM_PRIO_MAX),
	[NFM_RULE_ACTION]	= U8(NFM_ACTION_MIRROR, NFM_ACTION_SKIP),
	[NFM_RULE_MATCH]	= NESTED(keys, NFM_KEY_MAX),
	[NFM_RULE_STATS]	= { KERNEL },
	[NFM_RULE_FILTER]	= { BPF },
	[NFM_RULE_FILTER_TEXT]	= { TEXT },
};

static const struct spec attrs[NFM_A_MAX + 1] = {
	[NFM_A_PAD]		= { KERNEL },
	[NFM_A_NAME]		= { NAME },
	[NFM_A_ENABLED]		= U8(0, 1),
	[NFM_A_SOURCE]		= NESTED(source_attrs, NFM_SRC_MAX),
	[NFM_A_TARGET]		= NESTED(target_attrs, NFM_TGT_MAX),
	[NFM_A_RULE]		= NESTED(rule_attrs, NFM_RULE_MAX),
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

/* An option, and what goes with it. */
static const uint8_t options[][4] = {
	{ NFM_A_ENABLED }, { NFM_A_SNAPLEN }, { NFM_A_SNAPLEN, NFM_A_SNAPLEN_FROM },
	{ NFM_A_SAMPLE }, { NFM_A_SAMPLE, NFM_A_SAMPLE_BY }, { NFM_A_RATE, NFM_A_RATE_UNIT },
	{ NFM_A_RATE, NFM_A_RATE_UNIT, NFM_A_BURST }, { NFM_A_BUDGET }, { NFM_A_WIRE },
	{ NFM_A_OVERSIZE }, { NFM_A_VLAN_OP }, { NFM_A_VLAN_OP, NFM_A_VLAN_ID },
	{ NFM_A_VLAN_OP, NFM_A_VLAN_ID, NFM_A_VLAN_PROTO }, { NFM_A_CUTOFF, NFM_A_CUTOFF_UNIT },
	{ NFM_A_DEDUP }, { NFM_A_COUNT_ONLY }, { NFM_A_EXPIRE }, { NFM_A_FANOUT },
};

/* What a tunnel of each kind may have beside a remote end. */
static const uint8_t of_tunnel[][NFM_TGT_MAX] = {
	[NFM_TARGET_GRETAP] = { NFM_TGT_SEQ },
	[NFM_TARGET_ERSPAN] = { NFM_TGT_VER, NFM_TGT_HWID },
	[NFM_TARGET_VXLAN] = { NFM_TGT_DST_PORT, NFM_TGT_SRC_PORT },
	[NFM_TARGET_GENEVE] = { NFM_TGT_DST_PORT, NFM_TGT_SRC_PORT, NFM_TGT_META },
};

static const uint8_t of_any_tunnel[] = {
	NFM_TGT_LOCAL, NFM_TGT_ID, NFM_TGT_TTL, NFM_TGT_TOS, NFM_TGT_TOS_INHERIT, NFM_TGT_UNDERLAY,
	NFM_TGT_DF,
};

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

/* Does the fuzzer know every attribute that there is in the contract it was built with? */
static void check(void)
{
	check_specs(keys, NFM_KEY_MAX, "a match");
	check_specs(source_attrs, NFM_SRC_MAX, "a source");
	check_specs(target_attrs, NFM_TGT_MAX, "a target");
	check_specs(rule_attrs, NFM_RULE_MAX, "a rule");
	check_specs(attrs, NFM_A_MAX, "a message");
	check_used();
}

/* There are more types than attributes. */
static const struct spec *spec_of(const struct spec *specs, int max, int type)
{
	static const struct spec unknown = { ANY };

	return type > 0 && type <= max ? &specs[type] : &unknown;
}

static const char *const cmd_names[__NFM_CMD_MAX] = {
	[NFM_CMD_SESSION_GET] = "session-get", [NFM_CMD_SESSION_NEW] = "session-new",
	[NFM_CMD_SESSION_DEL] = "session-del", [NFM_CMD_SESSION_FLUSH] = "session-flush",
	[NFM_CMD_SESSION_RESET] = "session-reset", [NFM_CMD_SOURCE_GET] = "source-get",
	[NFM_CMD_SOURCE_NEW] = "source-new", [NFM_CMD_SOURCE_DEL] = "source-del",
	[NFM_CMD_TARGET_GET] = "target-get", [NFM_CMD_TARGET_NEW] = "target-new",
	[NFM_CMD_TARGET_DEL] = "target-del", [NFM_CMD_RULE_GET] = "rule-get",
	[NFM_CMD_RULE_NEW] = "rule-new", [NFM_CMD_RULE_DEL] = "rule-del",
	[NFM_CMD_RULE_REPLACE] = "rule-replace", [NFM_CMD_RULE_FLUSH] = "rule-flush",
};

/* How often each is sent, of 1000; commands that are new take what is left. */
static const uint16_t cmd_share[__NFM_CMD_MAX] = {
	[NFM_CMD_SESSION_GET] = 50, [NFM_CMD_SESSION_NEW] = 184, [NFM_CMD_SESSION_DEL] = 12,
	[NFM_CMD_SESSION_FLUSH] = 1, [NFM_CMD_SESSION_RESET] = 30, [NFM_CMD_SOURCE_GET] = 30,
	[NFM_CMD_SOURCE_NEW] = 110, [NFM_CMD_SOURCE_DEL] = 70, [NFM_CMD_TARGET_GET] = 30,
	[NFM_CMD_TARGET_NEW] = 90, [NFM_CMD_TARGET_DEL] = 60, [NFM_CMD_RULE_GET] = 30,
	[NFM_CMD_RULE_NEW] = 160, [NFM_CMD_RULE_DEL] = 80, [NFM_CMD_RULE_REPLACE] = 30,
	[NFM_CMD_RULE_FLUSH] = 8,
};

static const char *devs[DEVS_MAX];
static int n_devs;
static int chaos;		/* percent of the steps of this message that go wrong */
static unsigned long accepted[256], refused[256], unchanged, said[256];
static int failed;

/* ---- values ---- */

static uint64_t number(const struct spec *s)
{
	switch (rnd(8)) {
	case 0: return s->min;
	case 1: return s->max;
	case 2: return chaos ? s->max + 1 : s->max;
	case 3: return chaos ? s->min - 1 : s->min;
	case 4: return chaos ? rnd64() : s->min;
	case 5: return s->min + rnd(s->max - s->min < 4 ? s->max - s->min + 1 : 4);
	default: return s->max - s->min == UINT64_MAX ? rnd64() :
			s->min + rnd64() % (s->max - s->min + 1);
	}
}

static size_t some_bytes(unsigned char *to, size_t most)
{
	size_t len = chance(80) ? rnd(20) : rnd(most + 1), i;

	for (i = 0; i < len; i++)
		to[i] = rnd64();
	return len;
}

static size_t dev_name(char *to)
{
	static const char *const others[] = {
		"*", "f*", "v?", "[dv]*", "nowhere", "lo", "fbr", "[", "*a*b*c*d*e*f*g", "f?r",
	};
	const char *name = chance(90) ? devs[rnd(n_devs)] : others[rnd(COUNT(others))];

	return stpcpy(to, name) - to + 1;
}

/* Programs that are right now and then. */
static size_t filter(unsigned char *to)
{
	static const uint16_t codes[] = {
		BPF_LD | BPF_H | BPF_ABS, BPF_LD | BPF_W | BPF_IND, BPF_LDX | BPF_B | BPF_MSH,
		BPF_JMP | BPF_JEQ | BPF_K, BPF_ALU | BPF_DIV | BPF_X, BPF_ST, BPF_LD | BPF_MEM,
		BPF_JMP | BPF_JA, BPF_MISC | BPF_TAX, BPF_RET | BPF_A,
	};
	struct sock_filter *f = (void *)to;
	unsigned int i, n = chance(90) ? 1 + rnd(8) : rnd(NFM_FILTER_MAX + 4);

	for (i = 0; i < n; i++) {
		f[i] = (struct sock_filter){ codes[rnd(COUNT(codes))], rnd(3), rnd(3), rnd(64) };
		if (chaos && chance(10))
			f[i] = (struct sock_filter){ rnd64(), rnd64(), rnd64(), rnd64() };
	}
	if (n && chance(90))
		f[n - 1] = (struct sock_filter){ BPF_RET | BPF_K, 0, 0, rnd(2) };
	return n * sizeof(*f);
}

static size_t ports(unsigned char *to)
{
	struct nfm_port_range r[NFM_PORT_RANGES_MAX + 2];
	unsigned int i, n = chance(70) ? 1 : 1 + rnd(NFM_PORT_RANGES_MAX), at = rnd(500);

	if (chaos && chance(10))
		n = rnd(COUNT(r) + 1);
	for (i = 0; i < n; i++) {
		r[i].min = at;
		r[i].max = chance(50) ? at : at + rnd(3000);
		at = r[i].max + 1 + rnd(600);
	}
	memcpy(to, r, n * sizeof(*r));
	return n * sizeof(*r);
}

static size_t value(const struct spec *s, unsigned char *to)
{
	struct nfm_port_range range;
	uint64_t n;
	int len;

	switch (s->kind) {
	case INT:
		n = number(s);
		memcpy(to, &n, s->size);
		return s->size;
	case NAME:
		return sprintf((char *)to, "s%u", rnd(6)) + 1;
	case DEV:
		return dev_name((char *)to);
	case INDEV:
		return sprintf((char *)to, "%s", chance(70) ? devs[rnd(n_devs)] : "v*") + 1;
	case TPID:
		n = chance(50) ? 0x8100 : 0x88a8;
		memcpy(to, &n, 2);
		return 2;
	case TEXT:
		len = rnd(chance(95) ? 40 : NFM_FILTER_TEXT_MAX + 8);
		memset(to, 'a' + rnd(26), len);
		to[len] = '\0';
		return len + 1;
	case MAC:
		n = rnd64() & rnd64();
		memcpy(to, &n, 6);
		return 6;
	case IP4:
		to[0] = 10;
		to[1] = to[2] = 0;
		to[3] = rnd(4);
		return 4;
	case IP:
		memcpy(to, "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 15);
		to[15] = rnd(4);
		if (chance(40))
			return 16;
		memcpy(to, "\x0a\0\0", 3);
		to[3] = rnd(4);
		return 4;
	case RANGE:
		range.min = 1 + rnd(60000);
		range.max = range.min + rnd(5000);
		memcpy(to, &range, sizeof(range));
		return sizeof(range);
	case RANGES:
		return ports(to);
	case BPF:
		return filter(to);
	default:
		return some_bytes(to, 300);
	}
}

/* ---- attributes, some of them wrong ---- */

static int slips(void)
{
	return chaos && chance(chaos);
}

static void put(struct msg *m, int type, const void *data, size_t len)
{
	size_t at = m->len;
	struct nlattr *nla = (void *)(m->data + at);

	msg_put(m, type, data, len);
	if (m->full || !slips())
		return;
	switch (rnd(6)) {
	case 0: nla->nla_len += (int)rnd(9) - 4; break;
	case 1: nla->nla_len = rnd64(); break;
	case 2: nla->nla_type ^= NLA_F_NESTED; break;
	case 3: nla->nla_type = rnd64(); break;
	case 4: nla->nla_type ^= NLA_F_NET_BYTEORDER; break;
	case 5: msg_put(m, type, data, len); break;
	}
}

static void put_spec(struct msg *m, int type, const struct spec *s)
{
	static unsigned char bytes[(NFM_FILTER_MAX + 8) * sizeof(struct sock_filter)];
	size_t len = value(s, bytes);

	if (slips())
		len = some_bytes(bytes, 300);
	else if (slips() && len)
		len -= 1;
	else if (slips())
		bytes[len++] = 0;
	put(m, type, bytes, len);
}

static void put_type(struct msg *m, const struct spec *specs, int max, int type)
{
	if (slips())
		return;
	if (slips())
		type = rnd(max + 3);
	put_spec(m, type, spec_of(specs, max, type));
}

/* Attributes, of any kind, where there should be none. */
static void put_stray(struct msg *m, const struct spec *specs, int max, int depth)
{
	size_t nest;
	int type;

	while (chance(60)) {
		type = rnd(max + 3);
		if (depth < NESTS_DEEP && chance(depth ? 80 : 30)) {
			nest = msg_nest(m, type);
			put_stray(m, specs, max, depth + 1);
			msg_nest_end(m, nest);
		} else {
			put_spec(m, type, spec_of(specs, max, type));
		}
	}
}

static void put_key(struct msg *m, int type)
{
	put_type(m, keys, NFM_KEY_MAX, type);
}

static void put_int(struct msg *m, int type, int size, uint64_t n)
{
	if (slips())
		n = rnd64();
	if (!slips())
		put(m, type, &n, size);
}

static void put_proto(struct msg *m, int proto)
{
	put_int(m, NFM_KEY_IP_PROTO, 1, proto);
}

/* A value under a mask. */
static void put_masked(struct msg *m, int type, int mask_type, int size, uint64_t ones)
{
	uint64_t mask = rnd64() & ones ?: ones;

	put_int(m, type, size, rnd64() & mask);
	put_int(m, mask_type, size, mask);
}

/* Keys that go together, most of the time. */
static void put_match(struct msg *m)
{
	switch (chance(2) ? 8 : rnd(8)) {
	case 0:
		put_proto(m, 6);
		put_key(m, NFM_KEY_DST_PORT);
		if (chance(30))
			put_masked(m, NFM_KEY_TCP_FLAGS, NFM_KEY_TCP_FLAGS_MASK, 2, 0xfff);
		break;
	case 1:
		put_proto(m, 17);
		put_key(m, NFM_KEY_SRC_PORT);
		if (chance(20))
			put_key(m, NFM_KEY_DST_PORT);
		break;
	case 2:
		put_key(m, NFM_KEY_SRC_IP);
		break;
	case 3:
		put_key(m, NFM_KEY_DST_IP);
		put_key(m, NFM_KEY_FRAG);
		put_int(m, NFM_KEY_TTL, 1, rnd(100));
		put_int(m, NFM_KEY_TTL_MAX, 1, 100 + rnd(156));
		break;
	case 4:
		put_proto(m, 1);
		put_key(m, NFM_KEY_ICMP_TYPE);
		put_key(m, NFM_KEY_ICMP_CODE);
		break;
	case 5:
		put_key(m, NFM_KEY_ARP_OP);
		put_key(m, NFM_KEY_ARP_SIP);
		put_key(m, NFM_KEY_ARP_THA);
		break;
	case 6:
		put_masked(m, NFM_KEY_VLAN_ID, NFM_KEY_VLAN_ID_MASK, 2, 0xfff);
		if (chance(50))
			put_key(m, NFM_KEY_CVLAN_ID);
		put_masked(m, NFM_KEY_SRC_MAC, NFM_KEY_SRC_MAC_MASK, 6, 0xffffffffffff);
		break;
	case 7:
		put_masked(m, NFM_KEY_MARK, NFM_KEY_MARK_MASK, 4, UINT32_MAX);
		put_key(m, NFM_KEY_INDEV);
		break;
	default:
		put_stray(m, keys, NFM_KEY_MAX, NESTS_DEEP);
	}
	if (slips())
		put_stray(m, keys, NFM_KEY_MAX, 0);
}

/* Rule @r of all that there are: so that one is added, found and deleted again. */
static void put_rule(struct msg *m, uint32_t r, int cmd)
{
	uint64_t state = rnd_state;
	size_t nest = msg_nest(m, NFM_A_RULE), match;

	if (cmd == NFM_CMD_RULE_DEL && chance(30)) {
		put_type(m, rule_attrs, NFM_RULE_MAX, NFM_RULE_ID);
		msg_nest_end(m, nest);
		return;
	}
	if (cmd != NFM_CMD_RULE_DEL && chance(50))
		put_type(m, rule_attrs, NFM_RULE_MAX, NFM_RULE_ACTION);
	if (chance(3)) {
		put_type(m, rule_attrs, NFM_RULE_MAX, NFM_RULE_FILTER);
		put_type(m, rule_attrs, NFM_RULE_MAX, NFM_RULE_FILTER_TEXT);
	}
	if (!chaos) {
		state = rnd_state;
		rnd_seed(1, r);
	}
	put_int(m, NFM_RULE_PRIO, 4, rnd(8) * 1000);
	match = msg_nest(m, NFM_RULE_MATCH);
	put_match(m);
	msg_nest_end(m, match);
	if (!chaos)
		rnd_state = state;
	if (slips())
		put_stray(m, rule_attrs, NFM_RULE_MAX, 0);
	msg_nest_end(m, nest);
}

static void put_source(struct msg *m, int cmd)
{
	size_t nest = msg_nest(m, NFM_A_SOURCE);
	int kind = 1 + rnd(3);

	put_int(m, NFM_SRC_KIND, 1, kind);
	if (kind == NFM_SOURCE_DEV)
		put_type(m, source_attrs, NFM_SRC_MAX, NFM_SRC_DEV);
	else if (kind == NFM_SOURCE_BRIDGE && !slips())
		put(m, NFM_SRC_DEV, "fbr", 4);
	else if (kind == NFM_SOURCE_INET && chance(70))
		put_type(m, source_attrs, NFM_SRC_MAX, NFM_SRC_HOOK);
	if (kind == NFM_SOURCE_DEV && cmd != NFM_CMD_SOURCE_DEL && chance(60))
		put_type(m, source_attrs, NFM_SRC_MAX, NFM_SRC_DIR);
	if (slips())
		put_stray(m, source_attrs, NFM_SRC_MAX, 0);
	msg_nest_end(m, nest);
}

static int some_tunnel_attr(int kind)
{
	int n = 0;

	if (slips())
		return 1 + rnd(NFM_TGT_MAX);
	if (chance(50))
		return of_any_tunnel[rnd(COUNT(of_any_tunnel))];
	while (of_tunnel[kind][n])
		n++;
	return of_tunnel[kind][rnd(n)];
}

static void put_tunnel(struct msg *m, int kind, int cmd)
{
	char used[NFM_TGT_MAX + 1] = {};
	int type;

	put_type(m, target_attrs, NFM_TGT_MAX, NFM_TGT_REMOTE);
	if (chance(50)) {
		put_int(m, NFM_TGT_ID, 4, rnd(4));
		used[NFM_TGT_ID] = 1;
	}
	while (chance(cmd == NFM_CMD_TARGET_DEL ? 10 : 60)) {
		type = some_tunnel_attr(kind);
		if (!used[type] || slips())
			put_type(m, target_attrs, NFM_TGT_MAX, type);
		used[type] = 1;
	}
}

static void put_target(struct msg *m, int cmd)
{
	size_t nest = msg_nest(m, NFM_A_TARGET);
	int kind = chance(85) ? NFM_TARGET_DEV : 2 + rnd(4);

	put_int(m, NFM_TGT_KIND, 1, kind);
	if (kind == NFM_TARGET_DEV)
		put_type(m, target_attrs, NFM_TGT_MAX, NFM_TGT_DEV);
	else
		put_tunnel(m, kind, cmd);
	if (slips())
		put_stray(m, target_attrs, NFM_TGT_MAX, 0);
	msg_nest_end(m, nest);
}

static void put_options(struct msg *m)
{
	int i;

	do {
		const uint8_t *o = options[rnd(COUNT(options))];

		for (i = 0; i < 4 && o[i]; i++)
			put_type(m, attrs, NFM_A_MAX, o[i]);
	} while (chance(40));
}

static void put_rules(struct msg *m)
{
	int n = chance(2) ? 140 : rnd(5);
	uint32_t first = rnd(64);

	while (n-- && !m->full)
		put_rule(m, first++, NFM_CMD_RULE_NEW);
}

static void put_session(struct msg *m)
{
	int n;

	if (chance(15))
		put_options(m);
	else if (chance(10))
		put_int(m, NFM_A_ENABLED, 1, rnd(2));
	for (n = chance(1) ? NFM_SOURCES_MAX + 2 : rnd(3); n; n--)
		put_source(m, NFM_CMD_SOURCE_NEW);
	for (n = chance(1) ? NFM_TARGETS_MAX + 2 : rnd(3); n; n--)
		put_target(m, NFM_CMD_TARGET_NEW);
	put_rules(m);
}

static int some_cmd(void)
{
	uint32_t n = rnd(1000), cmd;

	for (cmd = 1; cmd < __NFM_CMD_MAX; cmd++) {
		if (n < cmd_share[cmd])
			return cmd;
		n -= cmd_share[cmd];
	}
	return rnd(256);
}

static int some_flags(int cmd)
{
	static const int gets[] = { NLM_F_DUMP, 0, NLM_F_DUMP };
	static const int news[] = {
		NLM_F_CREATE, NLM_F_CREATE | NLM_F_EXCL, NLM_F_CREATE | NLM_F_REPLACE, 0,
		NLM_F_CREATE | NLM_F_ECHO, NLM_F_REPLACE, NLM_F_CREATE, NLM_F_CREATE | NLM_F_REPLACE,
	};

	if (slips())
		return rnd64() & 0xffff & ~NLM_F_ACK;
	switch (cmd) {
	case NFM_CMD_SESSION_GET: case NFM_CMD_SOURCE_GET: case NFM_CMD_TARGET_GET:
	case NFM_CMD_RULE_GET:
		return gets[rnd(cmd == NFM_CMD_SESSION_GET ? 3 : 1)];
	case NFM_CMD_SESSION_NEW: case NFM_CMD_SOURCE_NEW: case NFM_CMD_TARGET_NEW:
	case NFM_CMD_RULE_NEW:
		return news[rnd(COUNT(news))];
	default:
		return 0;
	}
}

static void put_all(struct msg *m, int cmd)
{
	int unnamed = cmd == NFM_CMD_SESSION_FLUSH ||
		      (chance(20) && (cmd == NFM_CMD_SESSION_RESET || cmd == NFM_CMD_RULE_GET ||
				      cmd == NFM_CMD_SOURCE_GET || cmd == NFM_CMD_TARGET_GET));

	if (cmd == NFM_CMD_SESSION_GET && (m->nlh.nlmsg_flags & NLM_F_DUMP))
		unnamed = 1;
	if (!unnamed)
		put_type(m, attrs, NFM_A_MAX, NFM_A_NAME);
	switch (cmd) {
	case NFM_CMD_SESSION_NEW:
		put_session(m);
		break;
	case NFM_CMD_SOURCE_NEW: case NFM_CMD_SOURCE_DEL:
		put_source(m, cmd);
		break;
	case NFM_CMD_TARGET_NEW: case NFM_CMD_TARGET_DEL:
		put_target(m, cmd);
		break;
	case NFM_CMD_RULE_NEW: case NFM_CMD_RULE_DEL:
		put_rule(m, rnd(64), cmd);
		break;
	case NFM_CMD_RULE_REPLACE:
		put_rules(m);
		break;
	}
	if (slips())
		put_stray(m, attrs, NFM_A_MAX, 0);
}

/* Bytes of the whole that are not what they were. */
static void spoil(struct msg *m)
{
	unsigned int headers = NLMSG_HDRLEN + GENL_HDRLEN, n;

	if (chance(40) && m->len > headers)
		for (n = 1 + rnd(4); n; n--)
			m->data[headers + rnd(m->len - headers)] = rnd64();
	if (chance(10))
		m->len = headers + rnd(m->len - headers + 1);
	if (chance(5) && m->len + 64 < MSG_MAX) {
		memset(m->data + m->len, rnd64(), 64);
		m->len += rnd(64);
	}
	if (chance(5))
		m->data[NLMSG_HDRLEN + 1 + rnd(3)] = rnd64();
}

static void make(struct msg *m, uint64_t seed, uint64_t index)
{
	int cmd;

	rnd_seed(seed, index);
	chaos = 0;
	cmd = some_cmd();
	chaos = chance(50) ? 0 : chance(70) ? 4 : 25;
	msg_begin(m, cmd, 0);
	m->nlh.nlmsg_flags |= some_flags(cmd) | NLM_F_ACK;
	put_all(m, cmd);
	if (chaos && chance(30))
		spoil(m);
	msg_end(m, index);
	if (chaos && chance(2))
		m->nlh.nlmsg_len += (int)rnd(64) - 32;
}

/* ---- what is between the messages ---- */

static int packets = -1;

static void some_frames(void)
{
	unsigned char frame[1514] = { 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, 8, 0, 0x45, 0, 0, 100 };
	struct sockaddr_ll to = { .sll_family = AF_PACKET, .sll_halen = 6 };
	int n;

	to.sll_ifindex = if_nametoindex(devs[rnd(n_devs)]);
	for (n = 0; n < 3; n++) {
		frame[22] = 64;
		frame[23] = chance(50) ? 6 : 17;
		frame[29] = rnd(4);
		frame[37] = rnd(255);
		sendto(packets, frame, 60 + rnd(1400), 0, (void *)&to, sizeof(to));
	}
}

static void move_device(void)
{
	struct ifreq ifr = {};

	strcpy(ifr.ifr_name, devs[rnd(n_devs)]);
	switch (rnd(4)) {
	case 0:
		ifr.ifr_ifindex = if_nametoindex(ifr.ifr_name);
		strcpy(ifr.ifr_name, "fbr");
		ioctl(packets, rnd(2) ? SIOCBRADDIF : SIOCBRDELIF, &ifr);
		break;
	case 1:
		if (!ioctl(packets, SIOCGIFFLAGS, &ifr)) {
			ifr.ifr_flags &= ~IFF_UP;
			ioctl(packets, SIOCSIFFLAGS, &ifr);
		}
		break;
	default:
		if (!ioctl(packets, SIOCGIFFLAGS, &ifr)) {
			ifr.ifr_flags |= IFF_UP;
			ioctl(packets, SIOCSIFFLAGS, &ifr);
		}
	}
}

/* ---- a run ---- */

static void klog(const char *text)
{
	int fd = open("/dev/kmsg", O_WRONLY);

	if (fd >= 0) {
		if (write(fd, text, strlen(text)) < 0)
			warn("/dev/kmsg");
		close(fd);
	}
}

static void fail(uint64_t index, const char *text)
{
	if (failed++ < 20)
		printf("# message %llu: %s\n", (unsigned long long)index, text);
}

/* What the contract says may come. */
static int known_errno(int error)
{
	switch (error) {
	case 0: case EINVAL: case ERANGE: case ENOENT: case EEXIST: case ENOSPC: case ELOOP:
	case EOPNOTSUPP: case EBUSY:
		return 1;
	default:
		return 0;
	}
}

static void answered(const struct nlmsghdr *nlh, int cmd)
{
	int error = -*(const int *)NLMSG_DATA(nlh);
	char text[64];

	said[error & 255]++;
	if (error)
		refused[cmd]++;
	else
		accepted[cmd]++;
	if (known_errno(error))
		return;
	snprintf(text, sizeof(text), "errno %d: %s", error, strerror(error));
	fail(nlh->nlmsg_seq, text);
}

/* Take what has come. A dump goes on only when what it has sent is taken. */
static void take(int fd, const uint8_t *cmd_of, uint64_t first)
{
	static unsigned char buf[1 << 17];
	const struct nlmsghdr *nlh;
	const char *fault;
	ssize_t len;

	while ((len = recv(fd, buf, sizeof(buf), MSG_DONTWAIT)) > 0) {
		for (nlh = (void *)buf; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			uint32_t n = nlh->nlmsg_seq - (uint32_t)first;

			fault = reply_fault(nlh);
			if (fault)
				fail(nlh->nlmsg_seq, fault);
			if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
				answered(nlh, cmd_of && n < BATCH_MAX ? cmd_of[n] : 0);
		}
	}
}

/* One message, alone: refused, it changes nothing. */
static void send_watched(int fd, int watch, struct msg *m, uint64_t index)
{
	static struct snapshot before, after;
	uint8_t cmd = m->data[NLMSG_HDRLEN];
	unsigned long n = refused[cmd];

	if (snapshot_take(watch, &before))
		return;
	if (send(fd, m->data, m->len, 0) < 0)
		return;
	take(fd, &cmd, index);
	if (refused[cmd] == n || snapshot_take(watch, &after))
		return;
	unchanged++;
	if (snapshot_same(&before, &after))
		return;
	fail(index, "refused, but the configuration is another:");
	snapshot_print(&before);
	printf("# and then:\n");
	snapshot_print(&after);
}

/* Several messages in one datagram, and several sockets, of which some leave a
 * dump half taken.
 */
static void run(uint64_t seed, uint64_t from, uint64_t count, int alone)
{
	static struct msg m;
	static unsigned char batch[4 * MSG_MAX];
	int fds[3] = { genl_open(1 << 20), genl_open(1 << 20), genl_open(1 << 20) };
	int events = genl_open(0), watch = genl_open(1 << 20), fd;
	uint64_t i = from, first;
	uint8_t cmds[BATCH_MAX];
	uint32_t len;
	char text[96];
	int n;

	genl_join(events);
	while (i < from + count) {
		if (i % 2048 < BATCH_MAX) {
			snprintf(text, sizeof(text), "nlfuzz: seed %#llx, message %llu\n",
				 (unsigned long long)seed, (unsigned long long)i);
			klog(text);
		}
		make(&m, seed, i);
		fd = fds[rnd(3)];
		if (alone && m.nlh.nlmsg_len == m.len && rnd(16) == 0) {
			send_watched(fd, watch, &m, i);
			i++;
			continue;
		}
		/* A batch begins at a multiple of its length, so that any part of
		 * a run can be had again.
		 */
		first = i;
		len = 0;
		for (n = 0; n < BATCH_MAX && i < from + count; n++) {
			if (n)
				make(&m, seed, i);
			if (len + NLMSG_ALIGN(m.len) > sizeof(batch) / 2 && n)
				break;
			memcpy(batch + len, m.data, NLMSG_ALIGN(m.len));
			cmds[n] = m.data[NLMSG_HDRLEN];
			len += NLMSG_ALIGN(m.len);
			i++;
			if (m.nlh.nlmsg_len != m.len || (i % BATCH_MAX) == 0)
				break;
		}
		send(fd, batch, len, 0);
		if (chance(90))
			take(fd, cmds, first);
		if (chance(30))
			take(events, NULL, 0);
		if (chance(20))
			some_frames();
		if (chance(10))
			move_device();
	}
	for (n = 0; n < 3; n++)
		take(fds[n], NULL, 0);
}

static int report(uint64_t seed, uint64_t count)
{
	int cmd, e;

	printf("# seed %#llx: %llu messages, of %lu refused ones seen that they change nothing\n",
	       (unsigned long long)seed, (unsigned long long)count, unchanged);
	for (cmd = 1; cmd < __NFM_CMD_MAX; cmd++)
		if (cmd_names[cmd])
			printf("# %-14s %7lu accepted %7lu refused\n", cmd_names[cmd], accepted[cmd],
			       refused[cmd]);
	for (e = 0; e < 256; e++)
		if (said[e])
			printf("# %7lu %s\n", said[e], strerror(e));
	/* A fuzzer that is always refused finds nothing. */
	for (cmd = 1; cmd < __NFM_CMD_MAX && count >= 20000; cmd++)
		if (cmd_names[cmd] && !accepted[cmd])
			fail(0, cmd_names[cmd]);
	return failed != 0;
}

int main(int argc, char **argv)
{
	unsigned long long seed = 0, count = 10000, from = 0;
	int c, i, workers = 1, status, bad = 0;

	if (getentropy(&seed, sizeof(seed)))
		err(2, "getentropy");
	while ((c = getopt(argc, argv, "s:n:f:j:")) != -1) {
		switch (c) {
		case 's': seed = strtoull(optarg, NULL, 0); break;
		case 'n': count = strtoull(optarg, NULL, 0); break;
		case 'f': from = strtoull(optarg, NULL, 0); break;
		case 'j': workers = atoi(optarg); break;
		default: return 2;
		}
	}
	for (; optind < argc && n_devs < DEVS_MAX; optind++)
		devs[n_devs++] = argv[optind];
	if (!n_devs)
		errx(2, "which devices?");
	check();
	genl_family();
	packets = socket(AF_PACKET, SOCK_RAW, 0);
	if (packets < 0)
		err(2, "packet socket");
	printf("# nlfuzz: seed %#llx, from %llu, %llu messages, %d workers\n", seed, from, count,
	       workers);
	fflush(stdout);
	for (i = 0; i < workers; i++) {
		if (workers > 1 && fork())
			continue;
		run(seed + i, from, count / workers, workers == 1);
		return report(seed + i, count / workers);
	}
	while (wait(&status) > 0)
		bad |= status;
	return bad != 0;
}
