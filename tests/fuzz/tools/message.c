// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages to nf_mirror: right ones, ones that are wrong in a place or two, and
 * rubbish.
 */
#include <linux/filter.h>
#include <stdio.h>
#include <string.h>

#include "message.h"
#include "random.h"
#include "spec.h"

#define NESTS_DEEP	24
#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

/* How often each is sent, of 1000; commands that are new take what is left. */
static const uint16_t cmd_share[__NFM_CMD_MAX] = {
	[NFM_CMD_SESSION_GET] = 50, [NFM_CMD_SESSION_NEW] = 184, [NFM_CMD_SESSION_DEL] = 12,
	[NFM_CMD_SESSION_FLUSH] = 1, [NFM_CMD_SESSION_RESET] = 30, [NFM_CMD_SOURCE_GET] = 30,
	[NFM_CMD_SOURCE_NEW] = 110, [NFM_CMD_SOURCE_DEL] = 70, [NFM_CMD_TARGET_GET] = 30,
	[NFM_CMD_TARGET_NEW] = 90, [NFM_CMD_TARGET_DEL] = 60, [NFM_CMD_RULE_GET] = 30,
	[NFM_CMD_RULE_NEW] = 160, [NFM_CMD_RULE_DEL] = 80, [NFM_CMD_RULE_REPLACE] = 30,
	[NFM_CMD_RULE_FLUSH] = 8,
};

uint64_t rnd_state;
const char *devs[DEVS_MAX];
int n_devs;

static int chaos;		/* percent of the steps of this message that go wrong */

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
		return of_any_tunnel[rnd(n_of_any_tunnel)];
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
		const uint8_t *o = options[rnd(n_options)];

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

void message_make(struct msg *m, uint64_t seed, uint64_t index)
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
