// SPDX-License-Identifier: GPL-2.0-only
#include "decode.h"

#include <string.h>

static int parse(struct nlattr **tb, int max, struct attrs a)
{
	return nla_parse(tb, max, (struct nlattr *)a.head, a.len, NULL) < 0 ? -1 : 0;
}

static struct attrs nested(const struct nlattr *nest)
{
	return (struct attrs){ .head = nla_data(nest), .len = nla_len(nest) };
}

/* The integer of an attribute of exactly that many bytes; absent: unchanged. */
static int get_int(const struct nlattr *a, unsigned int bytes, uint32_t *value)
{
	if (!a)
		return 0;
	if (nla_len(a) != (int)bytes)
		return -1;
	*value = bytes == 1 ? nla_get_u8(a) : bytes == 2 ? nla_get_u16(a) : nla_get_u32(a);
	return 0;
}

static int get_u8(const struct nlattr *a, uint8_t *value)
{
	uint32_t v = *value;

	if (get_int(a, 1, &v))
		return -1;
	*value = v;
	return 0;
}

static int get_u64(const struct nlattr *a, uint64_t *value)
{
	if (!a)
		return 0;
	if (nla_len(a) != sizeof(*value))
		return -1;
	*value = nla_get_u64(a);
	return 0;
}

/* A string that fits with its end; the kernel may leave the NUL out. */
static int get_string(const struct nlattr *a, char *to, size_t size)
{
	size_t len;

	if (!a)
		return 0;
	len = strnlen(nla_data(a), nla_len(a));
	if (len >= size)
		return -1;
	memcpy(to, nla_data(a), len);
	to[len] = '\0';
	return 0;
}

static int get_num(const struct field *f, const struct nlattr *a, const struct nlattr *mask,
		   union val *v)
{
	if (get_int(a, f->bytes, &v->num.value))
		return -1;
	v->num.mask = f->kind == KIND_RANGE ? v->num.value : f->max;
	return get_int(mask, f->bytes, &v->num.mask);
}

static int get_mac(const struct nlattr *a, const struct nlattr *mask, union val *v)
{
	if (nla_len(a) != 6 || (mask && nla_len(mask) != 6))
		return -1;
	memcpy(v->mac.value, nla_data(a), 6);
	if (mask)
		memcpy(v->mac.mask, nla_data(mask), 6);
	else
		memset(v->mac.mask, 0xff, 6);
	return 0;
}

static int get_ip(const struct field *f, const struct nlattr *a, const struct nlattr *prefix,
		  union val *v)
{
	int len = nla_len(a);

	if (len != 4 && (len != 16 || f->kind == KIND_IP4))
		return -1;
	v->ip.len = len;
	v->ip.prefix = len * 8;
	memcpy(v->ip.addr, nla_data(a), len);
	return get_u8(prefix, &v->ip.prefix) || v->ip.prefix > len * 8 ? -1 : 0;
}

static int get_ports(const struct nlattr *a, unsigned int n_max, union val *v)
{
	unsigned int len = nla_len(a);

	if (!len || len % sizeof(v->ports.range[0]) || len > n_max * sizeof(v->ports.range[0]))
		return -1;
	v->ports.n = len / sizeof(v->ports.range[0]);
	memcpy(v->ports.range, nla_data(a), len);
	return 0;
}

static int get_amount(const struct field *f, const struct nlattr *a, const struct nlattr *unit,
		      union val *v)
{
	uint32_t value = 0;

	v->amount.unit = 0;
	if (get_u8(unit, &v->amount.unit))
		return -1;
	if (f->bytes == 8)
		return get_u64(a, &v->amount.value);
	if (get_int(a, f->bytes, &value))
		return -1;
	v->amount.value = value;
	return 0;
}

static int get_tos(const struct field *f, const struct nlattr *a, const struct nlattr *inherit,
		   union val *v)
{
	uint8_t on = 0;

	v->num.value = 0;
	v->num.mask = f->max;
	if (get_int(a, 1, &v->num.value) || get_u8(inherit, &on))
		return -1;
	if (on)
		v->num.value = TOS_INHERIT;
	return 0;
}

static int get_vlan(const struct field *f, struct nlattr **tb, union val *v)
{
	uint32_t id = 0, proto = ETHERTYPE_8021Q;

	v->vlan.op = 0;
	if (get_u8(tb[f->attr], &v->vlan.op) || get_int(tb[f->attr2], 2, &id) ||
	    get_int(tb[f->attr3], 2, &proto))
		return -1;
	v->vlan.id = id;
	v->vlan.proto = proto;
	return 0;
}

static int get_value(const struct field *f, struct nlattr **tb, union val *v)
{
	const struct nlattr *a = tb[f->attr], *a2 = f->attr2 ? tb[f->attr2] : NULL;

	switch (f->kind) {
	case KIND_NUM:
	case KIND_FLAGS:
	case KIND_ICMP:
	case KIND_RANGE:
	case KIND_ENUM:
	case KIND_BOOL:
		return get_num(f, a, a2, v);
	case KIND_MAC:
		return get_mac(a, a2, v);
	case KIND_IP:
	case KIND_IP4:
		return get_ip(f, a, a2, v);
	case KIND_PORTS:
		return get_ports(a, NFM_PORT_RANGES_MAX, v);
	case KIND_PORT_RANGE:
		return get_ports(a, 1, v);
	case KIND_DEV:
	case KIND_GLOB:
		return get_string(a, v->dev, sizeof(v->dev));
	case KIND_AMOUNT:
		return get_amount(f, a, a2, v);
	case KIND_TOS:
		return get_tos(f, a, a2, v);
	case KIND_VLAN:
		return get_vlan(f, tb, v);
	}
	return -1;
}

static bool is_given(const struct field *f, struct nlattr **tb)
{
	return tb[f->attr] || (f->kind == KIND_TOS && tb[f->attr2]);
}

/* Those of the rows whose bits are in @rows. */
static int get_fields(const struct field *table, uint32_t rows, struct nlattr **tb, uint32_t *have,
		      union val *vals)
{
	*have = 0;
	for (; rows; rows &= rows - 1) {
		int i = __builtin_ctz(rows);

		if (!is_given(&table[i], tb))
			continue;
		if (get_value(&table[i], tb, &vals[i]))
			return -1;
		*have |= 1u << i;
	}
	return 0;
}

static int get_not_copied(const struct nlattr *nest, struct stats *s)
{
	struct nlattr *tb[NFM_NOT_COPIED_MAX + 1];
	uint32_t reason = N_REASONS;
	struct counter c = { 0 };

	if (parse(tb, NFM_NOT_COPIED_MAX, nested(nest)) ||
	    get_int(tb[NFM_NOT_COPIED_REASON], 4, &reason) ||
	    get_u64(tb[NFM_NOT_COPIED_PACKETS], &c.packets) ||
	    get_u64(tb[NFM_NOT_COPIED_BYTES], &c.bytes))
		return -1;
	if (reason >= N_REASONS)
		reason = N_REASONS - 1;
	s->not_copied[reason].packets += c.packets;
	s->not_copied[reason].bytes += c.bytes;
	return 0;
}

static int get_stats(const struct nlattr *nest, struct stats *s)
{
	struct nlattr *tb[NFM_STATS_MAX + 1], *a;
	int left;

	memset(s, 0, sizeof(*s));
	if (!nest)
		return 0;
	if (parse(tb, NFM_STATS_MAX, nested(nest)) ||
	    get_u64(tb[NFM_STATS_SEEN_PACKETS], &s->seen.packets) ||
	    get_u64(tb[NFM_STATS_SEEN_BYTES], &s->seen.bytes) ||
	    get_u64(tb[NFM_STATS_COPIED_PACKETS], &s->copied.packets) ||
	    get_u64(tb[NFM_STATS_COPIED_BYTES], &s->copied.bytes) ||
	    get_u64(tb[NFM_STATS_SKIPPED_PACKETS], &s->skipped.packets) ||
	    get_u64(tb[NFM_STATS_SKIPPED_BYTES], &s->skipped.bytes) ||
	    get_u64(tb[NFM_STATS_SENT_PACKETS], &s->sent.packets) ||
	    get_u64(tb[NFM_STATS_SENT_BYTES], &s->sent.bytes) ||
	    get_u64(tb[NFM_STATS_TRUNCATED_PACKETS], &s->truncated.packets) ||
	    get_u64(tb[NFM_STATS_TRUNCATED_BYTES], &s->truncated.bytes) ||
	    get_u64(tb[NFM_STATS_IDLE], &s->idle_ms))
		return -1;
	s->have_sent = tb[NFM_STATS_SENT_PACKETS];
	s->used = tb[NFM_STATS_IDLE];
	nla_for_each_nested(a, (struct nlattr *)nest, left)
		if (nla_type(a) == NFM_STATS_NOT_COPIED && get_not_copied(a, s))
			return -1;
	return 0;
}

int decode_name(struct attrs msg, char name[NFM_NAME_MAX + 1])
{
	const struct nlattr *a = nla_find((struct nlattr *)msg.head, msg.len, NFM_A_NAME);

	name[0] = '\0';
	return a ? get_string(a, name, NFM_NAME_MAX + 1) : -1;
}

int decode_session(struct attrs msg, struct session *s)
{
	struct nlattr *tb[NFM_A_MAX + 1];

	memset(s, 0, sizeof(*s));
	if (parse(tb, NFM_A_MAX, msg) || !tb[NFM_A_NAME])
		return -1;
	if (get_string(tb[NFM_A_NAME], s->name, sizeof(s->name)) ||
	    get_fields(options, (1u << N_OPTIONS) - 1, tb, &s->have, s->option) ||
	    get_int(tb[NFM_A_ID], 4, &s->id) || get_int(tb[NFM_A_N_SOURCES], 4, &s->n_sources) ||
	    get_int(tb[NFM_A_N_TARGETS], 4, &s->n_targets) ||
	    get_int(tb[NFM_A_N_RULES], 4, &s->n_rules) ||
	    get_int(tb[NFM_A_N_MASKS], 4, &s->n_masks) ||
	    get_u8(tb[NFM_A_SHEDDING], &s->shedding) || get_u8(tb[NFM_A_EXPIRED], &s->expired) ||
	    get_int(tb[NFM_A_EXPIRES_IN], 4, &s->expires_in_ms) ||
	    get_int(tb[NFM_A_CUTOFF_FLOWS], 4, &s->cutoff_flows) ||
	    get_u64(tb[NFM_A_CUTOFF_EVICTED], &s->cutoff_evicted) ||
	    get_u64(tb[NFM_A_NETNS_COOKIE], &s->netns_cookie))
		return -1;
	s->have_expires_in = tb[NFM_A_EXPIRES_IN];
	s->have_cutoff = tb[NFM_A_CUTOFF_FLOWS];
	return get_stats(tb[NFM_A_STATS], &s->stats);
}

int decode_source_nest(const struct nlattr *nest, struct source *s)
{
	struct nlattr *tb[NFM_SRC_MAX + 1], *a;
	int left;

	memset(s, 0, sizeof(*s));
	if (parse(tb, NFM_SRC_MAX, nested(nest)) || get_u8(tb[NFM_SRC_KIND], &s->kind) ||
	    get_string(tb[NFM_SRC_DEV], s->dev, sizeof(s->dev)) ||
	    get_u8(tb[NFM_SRC_DIR], &s->dir) || get_u8(tb[NFM_SRC_HOOK], &s->hook) ||
	    get_int(tb[NFM_SRC_N_BOUND], 4, &s->n_bound) || get_stats(tb[NFM_SRC_STATS], &s->stats))
		return -1;
	s->have_hook = tb[NFM_SRC_HOOK];
	nla_for_each_nested(a, (struct nlattr *)nest, left) {
		if (nla_type(a) != NFM_SRC_BOUND || s->n_names == BOUND_MAX)
			continue;
		if (get_string(a, s->bound[s->n_names++], IFNAMSIZ))
			return -1;
	}
	return 0;
}

int decode_target_nest(const struct nlattr *nest, struct target *t)
{
	struct nlattr *tb[NFM_TGT_MAX + 1];

	memset(t, 0, sizeof(*t));
	if (parse(tb, NFM_TGT_MAX, nested(nest)) || get_u8(tb[NFM_TGT_KIND], &t->kind) ||
	    get_string(tb[NFM_TGT_DEV], t->dev, sizeof(t->dev)) ||
	    get_fields(tunnel, tunnel_words(t->kind), tb, &t->have, t->word) ||
	    get_string(tb[NFM_TGT_CARRIER], t->carrier, sizeof(t->carrier)) ||
	    get_u8(tb[NFM_TGT_STATE], &t->state) || get_int(tb[NFM_TGT_IFINDEX], 4, &t->ifindex))
		return -1;
	return get_stats(tb[NFM_TGT_STATS], &t->stats);
}

int decode_match(const struct nlattr *nest, struct match *m)
{
	struct nlattr *tb[NFM_KEY_MAX + 1];

	m->have = 0;
	if (!nest)
		return 0;
	if (parse(tb, NFM_KEY_MAX, nested(nest)))
		return -1;
	return get_fields(keys, (1u << N_KEYS) - 1, tb, &m->have, m->key);
}

int decode_rule_nest(const struct nlattr *nest, struct rule *r)
{
	struct nlattr *tb[NFM_RULE_MAX + 1];

	r->id = 0;
	r->prio = NFM_PRIO_DEFAULT;
	r->action = NFM_ACTION_MIRROR;
	r->filter[0] = '\0';
	r->n_program = 0;
	if (parse(tb, NFM_RULE_MAX, nested(nest)) || get_int(tb[NFM_RULE_ID], 4, &r->id) ||
	    get_int(tb[NFM_RULE_PRIO], 4, &r->prio) || get_u8(tb[NFM_RULE_ACTION], &r->action) ||
	    decode_match(tb[NFM_RULE_MATCH], &r->match) ||
	    get_string(tb[NFM_RULE_FILTER_TEXT], r->filter, sizeof(r->filter)))
		return -1;
	r->have_prio = tb[NFM_RULE_PRIO];
	r->have_action = tb[NFM_RULE_ACTION];
	return get_stats(tb[NFM_RULE_STATS], &r->stats);
}

static const struct nlattr *find(struct attrs msg, int attr)
{
	return nla_find((struct nlattr *)msg.head, msg.len, attr);
}

int decode_source(struct attrs msg, struct source *s)
{
	const struct nlattr *nest = find(msg, NFM_A_SOURCE);

	return nest ? decode_source_nest(nest, s) : -1;
}

int decode_target(struct attrs msg, struct target *t)
{
	const struct nlattr *nest = find(msg, NFM_A_TARGET);

	return nest ? decode_target_nest(nest, t) : -1;
}

int decode_rule(struct attrs msg, struct rule *r)
{
	const struct nlattr *nest = find(msg, NFM_A_RULE);

	return nest ? decode_rule_nest(nest, r) : -1;
}

int decode_rule_order(struct attrs msg, uint32_t *prio, uint32_t *id)
{
	const struct nlattr *nest = find(msg, NFM_A_RULE);

	*prio = NFM_PRIO_DEFAULT;
	*id = 0;
	if (!nest || get_int(find(nested(nest), NFM_RULE_PRIO), 4, prio))
		return -1;
	return get_int(find(nested(nest), NFM_RULE_ID), 4, id);
}
