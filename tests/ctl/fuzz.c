// SPDX-License-Identifier: GPL-2.0-only
/*
 * For libFuzzer: the first byte says whether the rest is words (a rule, a
 * session, a target) or attributes (each decoder, the error report). What parses
 * must survive its own words; nothing may crash. Filters are not compiled, which
 * is libpcap's affair and may ask a name server.
 */
#include "decode.h"
#include "encode.h"
#include "extack.h"
#include "parse.h"
#include "print.h"

#include <netlink/genl/genl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Parses and prints what was parsed; NULL if the words are wrong. */
typedef char *words_fn(struct args *a);

static char *rule_words(struct args *a)
{
	static struct rule r;

	if (parse_rule(a, &r, RULE_PRIO | RULE_ACTION | RULE_ID))
		return NULL;
	pr_capture_begin();
	print_rule_words(&r);
	return pr_capture_end();
}

static char *target_words(struct args *a)
{
	struct target t;

	if (parse_target(a, &t, false) || args_end(a))
		return NULL;
	pr_capture_begin();
	print_target_words(&t);
	return pr_capture_end();
}

static char *option_words(struct args *a)
{
	static struct request r;

	if (parse_session(a, &r, false))
		return NULL;
	pr_capture_begin();
	print_options_words(&r.session);
	return pr_capture_end();
}

static char *words_of(const char *text, words_fn *fn)
{
	char *line = strdup(text), *word[LINE_WORDS_MAX], *words = NULL;
	struct args a = { .word = word };

	a.n = split_line(line, word, LINE_WORDS_MAX);
	if (a.n >= 0)
		words = fn(&a);
	free(line);
	return words;
}

static void fuzz_words(const char *text, words_fn *fn)
{
	char *a = words_of(text, fn), *b;

	if (!a)
		return;
	b = words_of(a, fn);
	if (!b || strcmp(a, b))
		abort();
	free(a);
	free(b);
}

static void fuzz_session(const char *text)
{
	static struct request r;
	char *line = strdup(text), *word[LINE_WORDS_MAX];
	struct args a = { .word = word };

	a.n = split_line(line, word, LINE_WORDS_MAX);
	/* Else a filter is compiled. */
	if (a.n >= 0 && !strstr(text, "filter"))
		parse_session(&a, &r, true);
	free(line);
}

static void fuzz_attrs(const uint8_t *data, size_t size)
{
	struct attrs a = { .head = (const struct nlattr *)data, .len = size };
	char name[NFM_NAME_MAX + 1];
	static struct session s;
	struct source source;
	struct target target;
	struct rule rule;
	uint32_t prio, id;

	pr_capture_begin();
	if (!decode_name(a, name))
		pr_text("%s", name);
	if (!decode_session(a, &s))
		print_session_line(&s);
	if (!decode_source(a, &source))
		print_source(&source, "s", false);
	if (!decode_target(a, &target))
		print_target(&target, "s", false);
	if (!decode_rule(a, &rule))
		print_rule(&rule, "s", true);
	decode_rule_order(a, &prio, &id);
	free(pr_capture_end());
}

/* The data is the answer, and an offset of any value meets a real request. */
static void fuzz_extack(const uint8_t *data, size_t size)
{
	struct nl_msg *request = nlmsg_alloc(), *answer = nlmsg_alloc_size(size + 64);
	const unsigned int line = 1;
	const struct doing d = { .session = "s", .file = "f", .line = &line, .n_lines = 1 };
	struct rule r = { .prio = 5, .have_prio = true };
	struct target t = { .kind = NFM_TARGET_VXLAN };
	struct nlmsghdr *nlh;
	struct extack e;

	genlmsg_put(request, 0, 0, 32, 0, 0, NFM_CMD_SESSION_NEW, NFM_GENL_VERSION);
	encode_name(request, "s");
	nla_put_u32(request, NFM_A_SNAPLEN, 96);
	nla_put_u8(request, NFM_A_SNAPLEN_FROM, NFM_SNAPLEN_L4);
	t.have = 1u << TUNNEL_VNI;
	encode_target(request, &t);
	r.match.have = 1u << KEY_VLAN_ID;
	r.match.key[KEY_VLAN_ID].num.value = 5;
	r.match.key[KEY_VLAN_ID].num.mask = 4095;
	encode_rule(request, &r);
	nlh = nlmsg_put(answer, 0, 0, data[0] & 1 ? NLMSG_ERROR : NLMSG_DONE, 0,
			NLM_F_ACK_TLVS | (data[0] & 2 ? NLM_F_CAPPED : 0));
	nlmsg_append(answer, (void *)(data + 1), size - 1, 0);
	extack_parse(&e, nlh);
	extack_report(&e, nlmsg_hdr(request), &d);
	nlmsg_free(request);
	nlmsg_free(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	errors_quiet = true;
	print_options.stats = true;
	if (size < 2)
		return 0;
	/* A copy: the sanitizer sees its end, and attributes are aligned. */
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	switch (data[0] % 6) {
	case 0:
		fuzz_words(text, rule_words);
		break;
	case 1:
		fuzz_session(text);
		break;
	case 2:
		fuzz_attrs((uint8_t *)text, size - 1);
		break;
	case 3:
		fuzz_extack((uint8_t *)text, size - 1);
		break;
	case 4:
		fuzz_words(text, target_words);
		break;
	default:
		fuzz_words(text, option_words);
		break;
	}
	free(text);
	return 0;
}
