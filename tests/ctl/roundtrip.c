// SPDX-License-Identifier: GPL-2.0-only
/*
 * roundtrip [N [SEED]] - N random rules, targets and sets of options, each
 * written as words, parsed, encoded, decoded and written again: the words must
 * be the same, at every step.
 */
#include "decode.h"
#include "encode.h"
#include "parse.h"
#include "print.h"

#include <netlink/genl/genl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;

static uint32_t rnd(void)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return state >> 33;
}

static uint32_t below(uint32_t n)
{
	return rnd() % n;
}

/* All bits, some bits, or one. */
static uint32_t random_mask(uint32_t max)
{
	uint32_t mask = below(2) ? max : (rnd() ^ rnd() << 16) & max;

	return mask ? mask : max;
}

static void random_num(const struct field *f, union val *v)
{
	uint32_t names = 0;

	while (f->names && f->names[names].name)
		names++;
	v->num.mask = f->attr2 && f->kind != KIND_RANGE ? random_mask(f->max) : f->max;
	v->num.value = (rnd() ^ rnd() << 16) & v->num.mask;
	if (names && (below(2) || f->kind == KIND_ENUM)) {
		v->num.value = f->names[below(names)].value;
		v->num.mask = f->max;
	}
	if (f->kind == KIND_RANGE) {
		v->num.value = below(f->max + 1);
		v->num.mask = v->num.value + below(f->max + 1 - v->num.value);
	}
}

static void random_mac(union val *v)
{
	for (int i = 0; i < 6; i++) {
		v->mac.mask[i] = below(3) ? 0xff : rnd();
		v->mac.value[i] = rnd() & v->mac.mask[i];
	}
	v->mac.mask[5] |= 1;
}

static void random_ip(const struct field *f, union val *v)
{
	v->ip.len = f->kind == KIND_IP4 || below(2) ? 4 : 16;
	v->ip.prefix = !f->attr2 || below(2) ? v->ip.len * 8 : below(v->ip.len * 8 + 1);
	for (unsigned int i = 0; i < v->ip.len; i++) {
		unsigned int bits = v->ip.prefix > i * 8 ? v->ip.prefix - i * 8 : 0;

		v->ip.addr[i] = bits >= 8 ? rnd() : rnd() & ~(0xff >> bits);
	}
}

static void random_ports(union val *v)
{
	uint32_t at = 0;

	v->ports.n = 0;
	for (uint32_t n = 1 + below(NFM_PORT_RANGES_MAX); v->ports.n < n; v->ports.n++) {
		struct nfm_port_range *r = &v->ports.range[v->ports.n];

		r->min = at + below(2000);
		r->max = r->min + (below(2) ? below(2000) : 0);
		at = r->max + 1;
	}
	/* In any order: it is kept as typed. */
	for (uint32_t i = v->ports.n - 1; i > 0; i--) {
		uint32_t j = below(i + 1);
		struct nfm_port_range swap = v->ports.range[i];

		v->ports.range[i] = v->ports.range[j];
		v->ports.range[j] = swap;
	}
}

static void random_port_range(union val *v)
{
	struct nfm_port_range *r = &v->ports.range[0];

	v->ports.n = 1;
	r->min = 1 + below(65535);
	r->max = r->min + below(65536 - r->min);
}

static void random_amount(const struct field *f, union val *v)
{
	const struct unit *u = f->units;
	uint64_t most;

	while (u[1].before && below(3))
		u++;
	v->amount.unit = u->value;
	/* Small numbers, and all there are. */
	most = f->max / u->times;
	if (below(2) && most > 1000)
		most = 1000;
	v->amount.value = ((uint64_t)rnd() << 32 ^ rnd() << 16 ^ rnd()) % (most + 1) * u->times;
	if (v->amount.value < u->min)
		v->amount.value = u->min;
	if (f->zero && !below(5))
		v->amount.value = v->amount.unit = 0;
}

static void random_vlan(union val *v)
{
	v->vlan.op = below(3);
	v->vlan.id = v->vlan.op == NFM_VLAN_PUSH ? 1 + below(4094) : 0;
	v->vlan.proto = vlan_protos[below(2)].value;
}

static void random_tos(const struct field *f, union val *v)
{
	v->num.mask = f->max;
	v->num.value = below(3) ? below(256) : TOS_INHERIT;
}

static void random_dev(const struct field *f, union val *v)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
	uint32_t n = 1 + below(IFNAMSIZ - 1);

	for (uint32_t i = 0; i < n; i++)
		v->dev[i] = chars[below(sizeof(chars) - 1)];
	if (f->kind == KIND_GLOB && below(3) == 0)
		v->dev[n - 1] = '*';
	v->dev[n] = '\0';
}

static void random_value(const struct field *f, union val *v)
{
	switch (f->kind) {
	case KIND_MAC:
		random_mac(v);
		break;
	case KIND_IP:
	case KIND_IP4:
		random_ip(f, v);
		break;
	case KIND_PORTS:
		random_ports(v);
		break;
	case KIND_PORT_RANGE:
		random_port_range(v);
		break;
	case KIND_DEV:
	case KIND_GLOB:
		random_dev(f, v);
		break;
	case KIND_AMOUNT:
		random_amount(f, v);
		break;
	case KIND_TOS:
		random_tos(f, v);
		break;
	case KIND_VLAN:
		random_vlan(v);
		break;
	default:
		random_num(f, v);
		break;
	}
}

/* What is round: it is written, read, carried and written again. */
struct thing {
	const char *name;
	size_t size;
	void (*make)(void *made);
	void (*print)(const void *thing);
	int (*parse)(struct args *a, void *parsed);
	int (*encode)(struct nl_msg *msg, const void *thing);
	int (*decode)(struct attrs attrs, void *carried);
};

static void random_values(const struct field *table, unsigned int n, union val *vals)
{
	for (unsigned int i = 0; i < n; i++)
		random_value(&table[i], &vals[i]);
}

static void random_filter(char *text)
{
	/* Not what libpcap would take: what stands between quotes. */
	static const char chars[] = "abc 12 .:[]&|!<>=()#\"'\"'\\";
	uint32_t n = below(3) ? 0 : 1 + below(NFM_FILTER_TEXT_MAX);

	for (uint32_t i = 0; i < n; i++)
		text[i] = chars[below(sizeof(chars) - 1)];
	text[n] = '\0';
}

static void make_rule(void *made)
{
	struct rule *r = made;

	r->have_prio = true;
	r->prio = below(NFM_PRIO_MAX + 1);
	r->have_action = true;
	r->action = below(2) ? NFM_ACTION_MIRROR : NFM_ACTION_SKIP;
	r->match.have = rnd() & rnd() & ((1u << N_KEYS) - 1);
	random_values(keys, N_KEYS, r->match.key);
	random_filter(r->filter);
}

static void print_rule_thing(const void *thing)
{
	print_rule_words(thing);
}

static int parse_rule_thing(struct args *a, void *parsed)
{
	return parse_rule(a, parsed, RULE_PRIO | RULE_ACTION);
}

static int encode_rule_thing(struct nl_msg *msg, const void *thing)
{
	return encode_rule(msg, thing);
}

static int decode_rule_thing(struct attrs attrs, void *carried)
{
	return decode_rule(attrs, carried);
}

static void make_target(void *made)
{
	struct target *t = made;

	t->kind = NFM_TARGET_GRETAP + below(4);
	t->have = rnd() & tunnel_words(t->kind);
	t->have |= 1u << TUNNEL_REMOTE;
	random_values(tunnel, N_TUNNEL, t->word);
}

static void print_target_thing(const void *thing)
{
	print_target_words(thing);
}

static int parse_target_thing(struct args *a, void *parsed)
{
	return parse_target(a, parsed, below(2));
}

static int encode_target_thing(struct nl_msg *msg, const void *thing)
{
	return encode_target(msg, thing);
}

static int decode_target_thing(struct attrs attrs, void *carried)
{
	return decode_target(attrs, carried);
}

static void make_options(void *made)
{
	struct session *s = made;

	s->have = rnd() & ((1u << N_OPTIONS) - 1);
	if (s->have & 1u << OPTION_BURST)
		s->have |= 1u << OPTION_RATE;
	random_values(options, N_OPTIONS, s->option);
	/* A burst is only said with a rate. */
	if (!s->option[OPTION_RATE].amount.value)
		s->have &= ~(1u << OPTION_BURST);
}

static void print_options_thing(const void *thing)
{
	print_options_words(thing);
}

static int parse_options_thing(struct args *a, void *parsed)
{
	static struct request request;
	int rc = parse_session(a, &request, below(2));

	memcpy(parsed, &request.session, sizeof(request.session));
	return rc;
}

static int encode_options_thing(struct nl_msg *msg, const void *thing)
{
	return encode_options(msg, thing);
}

static int decode_options_thing(struct attrs attrs, void *carried)
{
	return decode_session(attrs, carried);
}

static const struct thing things[] = {
	{ "rule", sizeof(struct rule), make_rule, print_rule_thing, parse_rule_thing,
	  encode_rule_thing, decode_rule_thing },
	{ "target", sizeof(struct target), make_target, print_target_thing, parse_target_thing,
	  encode_target_thing, decode_target_thing },
	{ "options", sizeof(struct session), make_options, print_options_thing, parse_options_thing,
	  encode_options_thing, decode_options_thing },
};

static char *words_of(const struct thing *t, const void *thing)
{
	pr_capture_begin();
	t->print(thing);
	return pr_capture_end();
}

static int parse_text(const struct thing *t, const char *text, void *parsed)
{
	char line[8192], *word[LINE_WORDS_MAX];
	struct args a = { .word = word };

	snprintf(line, sizeof(line), "%s", text);
	a.n = split_line(line, word, LINE_WORDS_MAX);
	return a.n < 0 || t->parse(&a, parsed) || args_end(&a);
}

/* Through a message and back. */
static int carry(const struct thing *t, const void *in, void *out)
{
	struct nl_msg *msg = nlmsg_alloc_size(4 * ENCODE_ROOM);
	struct attrs attrs;
	int rc;

	nlmsg_put(msg, 0, 0, 0, 0, 0);
	rc = encode_name(msg, "s") || t->encode(msg, in);
	attrs.head = nlmsg_attrdata(nlmsg_hdr(msg), 0);
	attrs.len = nlmsg_attrlen(nlmsg_hdr(msg), 0);
	rc = rc || t->decode(attrs, out);
	nlmsg_free(msg);
	return rc;
}

static int one(const struct thing *t)
{
	static union {
		struct rule rule;
		struct target target;
		struct session session;
	} made, parsed, carried;
	char *a, *b, *c;
	int rc;

	memset(&made, 0, t->size);
	memset(&parsed, 0, t->size);
	memset(&carried, 0, t->size);
	t->make(&made);
	a = words_of(t, &made);
	rc = parse_text(t, a, &parsed);
	b = words_of(t, &parsed);
	rc = rc || carry(t, &parsed, &carried);
	c = words_of(t, &carried);
	if (rc || strcmp(a, b) || strcmp(b, c)) {
		printf("# made    %s\n# parsed  %s\n# carried %s\n", a, b, c);
		rc = 1;
	}
	free(a);
	free(b);
	free(c);
	return rc;
}

int main(int argc, char **argv)
{
	unsigned long n = argc > 1 ? strtoul(argv[1], NULL, 0) : 20000;
	const char *seed = argc > 2 ? argv[2] : "1";

	state = strtoull(seed, NULL, 0);
	for (size_t t = 0; t < sizeof(things) / sizeof(things[0]); t++) {
		for (unsigned long i = 0; i < n; i++) {
			if (one(&things[t])) {
				printf("not ok - round trip: %s %lu of seed %s\n", things[t].name,
				       i, seed);
				return 1;
			}
		}
	}
	printf("ok - round trip: %lu of each are the same parsed, encoded, decoded and shown\n", n);
	return 0;
}
