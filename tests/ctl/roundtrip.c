// SPDX-License-Identifier: GPL-2.0-only
/*
 * roundtrip [N [SEED]] - N random rules, each written as words, parsed, encoded,
 * decoded and written again: the words must be the same, at every step.
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
	v->ip.prefix = below(2) ? v->ip.len * 8 : below(v->ip.len * 8 + 1);
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

static void random_dev(union val *v)
{
	static const char chars[] = "abcdefghijklmnopqrstuvwxyz0123456789.-_";
	uint32_t n = 1 + below(IFNAMSIZ - 1);

	for (uint32_t i = 0; i < n; i++)
		v->dev[i] = chars[below(sizeof(chars) - 1)];
	if (below(3) == 0)
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
	case KIND_DEV:
		random_dev(v);
		break;
	default:
		random_num(f, v);
		break;
	}
}

static void random_rule(struct rule *r)
{
	memset(r, 0, sizeof(*r));
	r->have_prio = true;
	r->prio = below(NFM_PRIO_MAX + 1);
	r->have_action = true;
	r->action = below(2) ? NFM_ACTION_MIRROR : NFM_ACTION_SKIP;
	r->match.have = rnd() & rnd() & ((1u << N_KEYS) - 1);
	for (int i = 0; i < N_KEYS; i++)
		random_value(&keys[i], &r->match.key[i]);
}

static char *words_of(const struct rule *r)
{
	pr_capture_begin();
	print_rule_words(r);
	return pr_capture_end();
}

static int parse_text(const char *text, struct rule *r)
{
	char line[4096], *word[LINE_WORDS_MAX];
	struct args a = { .word = word };

	snprintf(line, sizeof(line), "%s", text);
	a.n = split_line(line, word, LINE_WORDS_MAX);
	return parse_rule(&a, r, RULE_PRIO | RULE_ACTION);
}

/* Through a message and back. */
static int carry(const struct rule *in, struct rule *out)
{
	struct nl_msg *msg = nlmsg_alloc_size(4 * ENCODE_ROOM);
	struct attrs attrs;
	int rc;

	memset(out, 0, sizeof(*out));
	nlmsg_put(msg, 0, 0, 0, 0, 0);
	rc = encode_name(msg, "s") || encode_rule(msg, in);
	attrs.head = nlmsg_attrdata(nlmsg_hdr(msg), 0);
	attrs.len = nlmsg_attrlen(nlmsg_hdr(msg), 0);
	rc = rc || decode_rule(attrs, out);
	nlmsg_free(msg);
	return rc;
}

static int one(void)
{
	struct rule made, parsed, carried;
	char *a, *b, *c;
	int rc;

	random_rule(&made);
	a = words_of(&made);
	rc = parse_text(a, &parsed);
	b = words_of(&parsed);
	rc = rc || carry(&parsed, &carried);
	c = words_of(&carried);
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

	state = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	for (unsigned long i = 0; i < n; i++) {
		if (one()) {
			printf("not ok - round trip: rule %lu of seed %s\n", i,
			       argc > 2 ? argv[2] : "1");
			return 1;
		}
	}
	printf("ok - round trip: %lu rules are the same parsed, encoded, decoded and shown\n", n);
	return 0;
}
