// SPDX-License-Identifier: GPL-2.0-only
#include "extack.h"

#include "decode.h"
#include "err.h"
#include "print.h"

#include <errno.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void parse_range(struct extack *e, struct nlattr *policy)
{
	struct nlattr *tb[NL_POLICY_TYPE_ATTR_MAX + 1], *max;

	if (nla_parse_nested(tb, NL_POLICY_TYPE_ATTR_MAX, policy, NULL) < 0)
		return;
	max = tb[NL_POLICY_TYPE_ATTR_MAX_VALUE_U];
	if (!max || nla_len(max) != 8)
		return;
	e->max = nla_get_u64(max);
	if (tb[NL_POLICY_TYPE_ATTR_MIN_VALUE_U] &&
	    nla_len(tb[NL_POLICY_TYPE_ATTR_MIN_VALUE_U]) == 8)
		e->min = nla_get_u64(tb[NL_POLICY_TYPE_ATTR_MIN_VALUE_U]);
	e->have_range = true;
}

static bool get_u32(struct nlattr *a, uint32_t *value)
{
	if (!a || nla_len(a) != 4)
		return false;
	*value = nla_get_u32(a);
	return true;
}

static void parse_attrs(struct extack *e, struct nlattr *head, int len)
{
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];

	if (len <= 0 || nla_parse(tb, NLMSGERR_ATTR_MAX, head, len, NULL) < 0)
		return;
	if (tb[NLMSGERR_ATTR_MSG])
		snprintf(e->message, sizeof(e->message), "%.*s", nla_len(tb[NLMSGERR_ATTR_MSG]),
			 (char *)nla_data(tb[NLMSGERR_ATTR_MSG]));
	e->have_offset = get_u32(tb[NLMSGERR_ATTR_OFFS], &e->offset);
	e->have_missing = get_u32(tb[NLMSGERR_ATTR_MISS_TYPE], &e->missing);
	e->have_missing_nest = get_u32(tb[NLMSGERR_ATTR_MISS_NEST], &e->missing_nest);
	if (tb[NLMSGERR_ATTR_POLICY])
		parse_range(e, tb[NLMSGERR_ATTR_POLICY]);
}

void extack_parse(struct extack *e, const struct nlmsghdr *answer)
{
	const char *data = nlmsg_data(answer);
	int len = nlmsg_datalen(answer), head = sizeof(int);

	memset(e, 0, sizeof(*e));
	if (len < head)
		return;
	memcpy(&e->error, data, sizeof(int));
	/* No kernel says anything else. */
	e->error = e->error > 0 || e->error < -4095 ? EPROTO : -e->error;
	if (answer->nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *err = (const void *)data;

		head = sizeof(*err);
		if (len < head)
			return;
		/* An ack that is not capped repeats the whole request. */
		if (!(answer->nlmsg_flags & NLM_F_CAPPED)) {
			if (err->msg.nlmsg_len < NLMSG_HDRLEN || err->msg.nlmsg_len > (unsigned)len)
				return;
			head += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
		}
	}
	if (answer->nlmsg_flags & NLM_F_ACK_TLVS)
		parse_attrs(e, (struct nlattr *)(data + head), len - head);
}

/* The attribute of the list that covers an offset in the request. */
static struct nlattr *covering(const struct nlmsghdr *request, struct nlattr *head, int len,
			       uint32_t offset, unsigned int *rules)
{
	const char *at = (const char *)request + offset;
	struct nlattr *a;
	int left;

	nla_for_each_attr(a, head, len, left) {
		if (at < (char *)a + NLA_ALIGN(a->nla_len))
			return at >= (char *)a ? a : NULL;
		if (rules && nla_type(a) == NFM_A_RULE)
			++*rules;
	}
	return NULL;
}

/* The row of an attribute, if it is one that was given. */
static const struct field *field_of(const struct field *table, uint32_t have, int attr)
{
	for (; have; have &= have - 1) {
		const struct field *f = &table[__builtin_ctz(have)];

		if (f->attr == attr || (f->attr2 && f->attr2 == attr) ||
		    (f->attr3 && f->attr3 == attr))
			return f;
	}
	return NULL;
}

/* Prints the words of a key, all of a match if no key is at fault. */
static void print_match_at(const struct nlmsghdr *request, struct nlattr *nest, uint32_t offset)
{
	struct nlattr *a = covering(request, nla_data(nest), nla_len(nest), offset, NULL);
	const struct field *f;
	struct match m;

	if (decode_match(nest, &m))
		return;
	f = a ? field_of(keys, m.have, nla_type(a)) : NULL;
	if (f)
		m.have = 1u << (f - keys);
	print_match(&m);
}

static void print_match_and_filter(const struct rule *r)
{
	print_match(&r->match);
	if (r->filter[0])
		print_filter(r->filter);
}

static void print_rule_at(const struct nlmsghdr *request, struct nlattr *nest, uint32_t offset)
{
	struct nlattr *a = covering(request, nla_data(nest), nla_len(nest), offset, NULL);
	struct rule r;

	if (a && nla_type(a) == NFM_RULE_MATCH) {
		print_match_at(request, a, offset);
		return;
	}
	if (decode_rule_nest(nest, &r))
		return;
	if (a && nla_type(a) == NFM_RULE_PRIO)
		pr_text(" prio %u", r.prio);
	else if (a && nla_type(a) == NFM_RULE_ID)
		pr_text(" id %u", r.id);
	else if (a && nla_type(a) == NFM_RULE_ACTION)
		pr_str(NULL, " action %s", name_of(actions, r.action) ?: "unknown");
	else if (a && (nla_type(a) == NFM_RULE_FILTER || nla_type(a) == NFM_RULE_FILTER_TEXT))
		print_filter(r.filter);
	else if (r.match.have || r.filter[0])
		print_match_and_filter(&r);
	else
		pr_text(" rule without a match");
}

static void print_option_at(const struct attrs *request, int attr)
{
	const struct field *f;
	struct session s;

	if (decode_session(*request, &s))
		return;
	f = field_of(options, s.have, attr);
	if (f)
		print_field(f, &s.option[f - options], NULL);
}

/* The kind and the word at fault; all words if none is. */
static void print_target_at(const struct nlmsghdr *request, struct nlattr *nest, uint32_t offset)
{
	struct nlattr *a = covering(request, nla_data(nest), nla_len(nest), offset, NULL);
	const struct field *f;
	struct target t;

	pr_text(" target ");
	if (decode_target_nest(nest, &t))
		return;
	f = a ? field_of(tunnel, t.have, nla_type(a)) : NULL;
	if (f)
		t.have = 0;
	print_target_words(&t);
	if (f)
		print_field(f, &t.word[f - tunnel], NULL);
}

/*
 * The words that the attribute at an offset came from, each after a blank, and
 * the number of the rule that it is in, from 1.
 */
static void print_words_at(const struct nlmsghdr *request, uint32_t offset, unsigned int *rule)
{
	struct genlmsghdr *genl = nlmsg_data(request);
	struct attrs all = { .head = genlmsg_attrdata(genl, 0), .len = genlmsg_attrlen(genl, 0) };
	unsigned int before = 0;
	struct nlattr *a = covering(request, (struct nlattr *)all.head, all.len, offset, &before);
	struct source s;

	switch (a ? nla_type(a) : 0) {
	case 0:
		break;
	case NFM_A_NAME:
		pr_str(NULL, " session %s", nla_data(a));
		break;
	case NFM_A_SOURCE:
		pr_text(" source ");
		if (!decode_source_nest(a, &s))
			print_source_words(&s);
		break;
	case NFM_A_TARGET:
		print_target_at(request, a, offset);
		break;
	case NFM_A_RULE:
		*rule = before + 1;
		print_rule_at(request, a, offset);
		break;
	default:
		print_option_at(&all, nla_type(a));
		break;
	}
}

static const char *missing_at_top(uint32_t type)
{
	const struct field *f;

	switch (type) {
	case NFM_A_NAME:
		return "a session name";
	case NFM_A_SOURCE:
		return "a source";
	case NFM_A_TARGET:
		return "a target";
	case NFM_A_RULE:
		return "a rule";
	}
	f = field_of(options, (1u << N_OPTIONS) - 1, type);
	return f ? f->name : "something";
}

/* The name of what is missing; all nests but a match begin with a KIND and a DEV. */
static const char *missing(const struct extack *e, const struct nlmsghdr *request)
{
	struct genlmsghdr *genl = nlmsg_data(request);
	struct nlattr *a;

	if (!e->have_missing_nest)
		return missing_at_top(e->missing);
	a = covering(request, genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0), e->missing_nest,
		     NULL);
	if (a && nla_type(a) == NFM_A_TARGET && e->missing == NFM_TGT_REMOTE)
		return "remote";
	if (a && (nla_type(a) == NFM_A_SOURCE || nla_type(a) == NFM_A_TARGET))
		return e->missing == NFM_SRC_KIND ? "its kind" : "a device name";
	if (a && nla_type(a) == NFM_A_RULE)
		return e->missing == NFM_RULE_PRIO ? "prio" : "id, or prio and match,";
	return "something";
}

/* Where the kernel gives no message: what its number means here. */
static const char *by_number(int error)
{
	switch (error) {
	case ENOENT:
		return "there is no such thing";
	case EEXIST:
		return "it is there already";
	case ENOSPC:
		return "there is no room for more";
	case ELOOP:
		return "copies would be mirrored again";
	case ENOMEM:
	case ENOBUFS:
		return "the kernel has no memory for it";
	case EINVAL:
	case ERANGE:
	case EOPNOTSUPP:
		return "the kernel does not take it (are nf_mirror and mirrorctl of one version?)";
	case EINTR:
	case EAGAIN:
	case EBUSY:
		return "the kernel is busy, try again";
	}
	return strerror(error);
}

static int report(const struct extack *e, const struct nlmsghdr *request, const char *words,
		  const struct doing *d)
{
	const char *of = *words ? words : !e->message[0] && d->session ? d->session : NULL;
	char range[80] = "", why[400];

	if (e->have_range)
		snprintf(range, sizeof(range), " (accepted: %llu to %llu)",
			 (unsigned long long)e->min, (unsigned long long)e->max);
	if (e->message[0])
		snprintf(why, sizeof(why), "%s%s", e->message, range);
	else if (e->have_missing)
		snprintf(why, sizeof(why), "%s is missing", missing(e, request));
	else
		snprintf(why, sizeof(why), "%s%s", by_number(e->error), range);
	return refused("%s%s%s%s", of && !*words ? "session " : "", of ? of : "", of ? ": " : "",
		       why);
}

int extack_report(const struct extack *e, const struct nlmsghdr *request, const struct doing *d)
{
	unsigned int rule = 0;
	struct place place;
	char *words;
	bool placed;
	int rc;

	if (e->error == EPERM)
		return refused("Operation not permitted: needs CAP_NET_ADMIN in this network "
			       "namespace");
	if (e->error == ENOENT && !e->message[0] && d->session)
		return refused("no session \"%s\", or nothing in it that fits", d->session);
	pr_capture_begin();
	if (e->have_offset)
		print_words_at(request, e->offset, &rule);
	words = pr_capture_end();
	placed = d->file && rule && rule <= d->n_lines;
	if (placed) {
		place_push(&place, d->file);
		place.line = d->line[rule - 1];
	}
	rc = report(e, request, words ? words + strspn(words, " ") : "", d);
	if (placed)
		place_pop();
	free(words);
	return rc;
}
