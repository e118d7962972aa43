// SPDX-License-Identifier: GPL-2.0-only
#include "encode.h"

#include <netlink/attr.h>
#include <string.h>

static int put_int(struct nl_msg *msg, int attr, unsigned int bytes, uint64_t value)
{
	if (bytes == 1)
		return nla_put_u8(msg, attr, value);
	if (bytes == 2)
		return nla_put_u16(msg, attr, value);
	if (bytes == 8)
		return nla_put_u64(msg, attr, value);
	return nla_put_u32(msg, attr, value);
}

static int put_mac(struct nl_msg *msg, const struct field *f, const union val *v)
{
	static const uint8_t all[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

	if (nla_put(msg, f->attr, 6, v->mac.value))
		return -1;
	if (!memcmp(v->mac.mask, all, sizeof(all)))
		return 0;
	return nla_put(msg, f->attr2, 6, v->mac.mask);
}

static int put_ip(struct nl_msg *msg, const struct field *f, const union val *v)
{
	if (nla_put(msg, f->attr, v->ip.len, v->ip.addr))
		return -1;
	if (v->ip.prefix == v->ip.len * 8)
		return 0;
	return nla_put_u8(msg, f->attr2, v->ip.prefix);
}

/* What an absent second attribute means: all bits, or a range of one. */
static uint32_t default_mask(const struct field *f, const union val *v)
{
	return f->kind == KIND_RANGE ? v->num.value : f->max;
}

static int put_amount(struct nl_msg *msg, const struct field *f, const union val *v)
{
	if (put_int(msg, f->attr, f->bytes, v->amount.value))
		return -1;
	return f->attr2 ? nla_put_u8(msg, f->attr2, v->amount.unit) : 0;
}

static int put_vlan(struct nl_msg *msg, const struct field *f, const union val *v)
{
	if (nla_put_u8(msg, f->attr, v->vlan.op))
		return -1;
	if (v->vlan.op != NFM_VLAN_PUSH)
		return 0;
	if (nla_put_u16(msg, f->attr2, v->vlan.id))
		return -1;
	return nla_put_u16(msg, f->attr3, v->vlan.proto);
}

static int put_value(struct nl_msg *msg, const struct field *f, const union val *v)
{
	switch (f->kind) {
	case KIND_NUM:
	case KIND_FLAGS:
	case KIND_ICMP:
	case KIND_RANGE:
	case KIND_ENUM:
	case KIND_BOOL:
		if (put_int(msg, f->attr, f->bytes, v->num.value))
			return -1;
		if (v->num.mask == default_mask(f, v))
			return 0;
		return put_int(msg, f->attr2, f->bytes, v->num.mask);
	case KIND_MAC:
		return put_mac(msg, f, v);
	case KIND_IP:
	case KIND_IP4:
		return put_ip(msg, f, v);
	case KIND_PORTS:
	case KIND_PORT_RANGE:
		return nla_put(msg, f->attr, v->ports.n * sizeof(v->ports.range[0]),
			       v->ports.range);
	case KIND_DEV:
	case KIND_GLOB:
		return nla_put_string(msg, f->attr, v->dev);
	case KIND_AMOUNT:
		return put_amount(msg, f, v);
	case KIND_TOS:
		return v->num.value == TOS_INHERIT ? nla_put_u8(msg, f->attr2, 1) :
						     nla_put_u8(msg, f->attr, v->num.value);
	case KIND_VLAN:
		return put_vlan(msg, f, v);
	}
	return -1;
}

static int put_fields(struct nl_msg *msg, const struct field *table, uint32_t have,
		      const union val *vals)
{
	while (have) {
		int i = __builtin_ctz(have);

		if (put_value(msg, &table[i], &vals[i]))
			return -1;
		have &= have - 1;
	}
	return 0;
}

int encode_name(struct nl_msg *msg, const char *name)
{
	return nla_put_string(msg, NFM_A_NAME, name);
}

int encode_options(struct nl_msg *msg, const struct session *s)
{
	return put_fields(msg, options, s->have, s->option);
}

int encode_source(struct nl_msg *msg, const struct source *s)
{
	struct nlattr *nest = nla_nest_start(msg, NFM_A_SOURCE);

	if (!nest || nla_put_u8(msg, NFM_SRC_KIND, s->kind))
		return -1;
	if (s->dev[0] && nla_put_string(msg, NFM_SRC_DEV, s->dev))
		return -1;
	if (s->dir && nla_put_u8(msg, NFM_SRC_DIR, s->dir))
		return -1;
	if (s->have_hook && nla_put_u8(msg, NFM_SRC_HOOK, s->hook))
		return -1;
	return nla_nest_end(msg, nest) ? -1 : 0;
}

int encode_target(struct nl_msg *msg, const struct target *t)
{
	struct nlattr *nest = nla_nest_start(msg, NFM_A_TARGET);

	if (!nest || nla_put_u8(msg, NFM_TGT_KIND, t->kind))
		return -1;
	if (t->dev[0] && nla_put_string(msg, NFM_TGT_DEV, t->dev))
		return -1;
	if (put_fields(msg, tunnel, t->have, t->word))
		return -1;
	return nla_nest_end(msg, nest) ? -1 : 0;
}

int encode_match(struct nl_msg *msg, const struct match *m)
{
	struct nlattr *nest;

	if (!m->have)
		return 0;
	nest = nla_nest_start(msg, NFM_RULE_MATCH);
	if (!nest || put_fields(msg, keys, m->have, m->key))
		return -1;
	return nla_nest_end(msg, nest) ? -1 : 0;
}

static int put_filter(struct nl_msg *msg, const struct rule *r)
{
	if (!r->filter[0])
		return 0;
	if (r->n_program &&
	    nla_put(msg, NFM_RULE_FILTER, r->n_program * sizeof(r->program[0]), r->program))
		return -1;
	return nla_put_string(msg, NFM_RULE_FILTER_TEXT, r->filter);
}

size_t encode_rule_room(const struct rule *r)
{
	return ENCODE_ROOM + r->n_program * sizeof(r->program[0]) + sizeof(r->filter);
}

int encode_rule(struct nl_msg *msg, const struct rule *r)
{
	struct nlattr *nest = nla_nest_start(msg, NFM_A_RULE);

	if (!nest)
		return -1;
	if (r->id && nla_put_u32(msg, NFM_RULE_ID, r->id))
		return -1;
	if (r->have_prio && nla_put_u32(msg, NFM_RULE_PRIO, r->prio))
		return -1;
	if (r->have_action && nla_put_u8(msg, NFM_RULE_ACTION, r->action))
		return -1;
	if (encode_match(msg, &r->match) || put_filter(msg, r))
		return -1;
	/* A rule that says nothing is every packet: the nest stays, empty. */
	return nla_nest_end_keep_empty(msg, nest) ? -1 : 0;
}
