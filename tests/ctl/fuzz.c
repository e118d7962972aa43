// SPDX-License-Identifier: GPL-2.0-only
/*
 * For libFuzzer: the first byte says whether the rest is words (a rule, a
 * session, lines of a file) or attributes (each decoder, the error report).
 * What parses must survive its own words; nothing may crash.
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

static char *words_of(const struct rule *r)
{
	pr_capture_begin();
	print_rule_words(r);
	return pr_capture_end();
}

static int parse_text(const char *text, struct rule *r)
{
	char *line = strdup(text), *word[LINE_WORDS_MAX];
	struct args a = { .word = word };
	int rc = RC_USAGE;

	a.n = split_line(line, word, LINE_WORDS_MAX);
	if (a.n >= 0)
		rc = parse_rule(&a, r, RULE_PRIO | RULE_ACTION | RULE_ID);
	free(line);
	return rc;
}

static void fuzz_rule(const char *text)
{
	struct rule r, again;
	char *a, *b;

	if (parse_text(text, &r))
		return;
	a = words_of(&r);
	if (parse_text(a, &again))
		abort();
	b = words_of(&again);
	if (strcmp(a, b))
		abort();
	free(a);
	free(b);
}

static void fuzz_session(char *text)
{
	static struct request r;
	char *word[LINE_WORDS_MAX];
	struct args a = { .word = word };

	a.n = split_line(text, word, LINE_WORDS_MAX);
	if (a.n >= 0)
		parse_session(&a, &r, true);
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
	struct nlmsghdr *nlh;
	struct extack e;

	genlmsg_put(request, 0, 0, 32, 0, 0, NFM_CMD_RULE_REPLACE, NFM_GENL_VERSION);
	encode_name(request, "s");
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
	if (data[0] % 4 == 0)
		fuzz_rule(text);
	else if (data[0] % 4 == 1)
		fuzz_session(text);
	else if (data[0] % 4 == 2)
		fuzz_attrs((uint8_t *)text, size - 1);
	else
		fuzz_extack((uint8_t *)text, size - 1);
	free(text);
	return 0;
}
