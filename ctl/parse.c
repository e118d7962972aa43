// SPDX-License-Identifier: GPL-2.0-only
/* The grammar: sessions, sources, targets and rules, from words. */
#include "parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

const char *args_need(struct args *a, const char *what)
{
	const char *word = args_next(a);

	if (word)
		return word;
	if (a->n)
		usage_error("%s is missing after \"%s\"", what, a->word[a->n - 1]);
	else
		usage_error("%s is missing", what);
	return NULL;
}

int args_end(const struct args *a)
{
	const char *word = args_peek(a);

	return word ? usage_error("nothing more is accepted here: \"%s\"", word) : RC_OK;
}

int parse_session_name(const char *word)
{
	size_t len = strlen(word);
	bool ok = len >= 1 && len <= NFM_NAME_MAX && isalnum((unsigned char)word[0]);

	for (const char *p = word; *p && ok; p++)
		ok = isascii((unsigned char)*p) &&
		     (isalnum((unsigned char)*p) || strchr("._-", *p));
	if (ok)
		return RC_OK;
	return usage_error("\"%s\" is not a session name, accepted: a letter or digit and up to %d "
			   "more of letters, digits and . _ -",
			   word, NFM_NAME_MAX - 1);
}

static int parse_dev_name(struct args *a, const char *kind, char *dev)
{
	const char *word = args_need(a, "a device name");

	if (!word)
		return RC_USAGE;
	if (!is_dev_name(word))
		return usage_error("%s %s: not a device name, accepted: 1 to %d characters without "
				   "/ : or blanks",
				   kind, word, IFNAMSIZ - 1);
	memcpy(dev, word, strlen(word) + 1);
	return RC_OK;
}

static int parse_name(struct args *a, const char *what, const struct name *names, uint8_t *value)
{
	const char *word = args_need(a, what);
	struct choices c = { 0 };
	const struct name *name;

	if (!word)
		return RC_USAGE;
	name = name_find(names, word);
	if (!name) {
		choices_names(&c, names);
		return unknown_word(what, word, &c);
	}
	*value = name->value;
	return RC_OK;
}

/* Consumes the keyword if it is next. */
static bool args_keyword(struct args *a, const char *keyword)
{
	const char *word = args_peek(a);

	if (!word || word[0] != keyword[0] || strcmp(word, keyword))
		return false;
	a->pos++;
	return true;
}

int parse_source(struct args *a, struct source *s)
{
	int rc;

	memset(s, 0, sizeof(*s));
	rc = parse_name(a, "source", source_kinds, &s->kind);
	if (rc)
		return rc;
	switch (s->kind) {
	case NFM_SOURCE_DEV:
		rc = parse_dev_name(a, "dev", s->dev);
		if (!rc && args_keyword(a, "dir"))
			rc = parse_name(a, "dir", dirs, &s->dir);
		break;
	case NFM_SOURCE_BRIDGE:
		rc = parse_dev_name(a, "bridge", s->dev);
		break;
	default:
		if (args_keyword(a, "hook")) {
			rc = parse_name(a, "hook", hooks, &s->hook);
			s->have_hook = true;
		}
		break;
	}
	return rc;
}

/* An ICMP type by name, once ip_proto is known. */
static int resolve_icmp(struct match *m, const char *word)
{
	const struct name *names = icmp_names(m), *name;
	union val *v = &m->key[KEY_ICMP_TYPE];
	struct choices c = { 0 };

	if (!names)
		return usage_error("icmp_type %s: a name needs ip_proto icmp or ip_proto icmpv6 "
				   "beside it, accepted: %s",
				   word, keys[KEY_ICMP_TYPE].accepted);
	name = name_find(names, word);
	if (!name) {
		choices_names(&c, names);
		return unknown_word(names == icmp_types ? "icmp_type of icmp" :
							  "icmp_type of icmpv6",
				    word, &c);
	}
	v->num.value = name->value;
	v->num.mask = keys[KEY_ICMP_TYPE].max;
	return RC_OK;
}

static int parse_field(struct args *a, const struct field *table, const struct field *f,
		       uint32_t *have, union val *vals, const char **unresolved)
{
	unsigned int i = f - table;
	const char *word = args_next(a);

	if (!word)
		return usage_error("a value is missing after \"%s\", accepted: %s", f->name,
				   f->accepted);
	if (*have & 1u << i)
		return usage_error("%s %s: \"%s\" is given twice", f->name, word, f->name);
	*have |= 1u << i;
	return parse_value(f, word, a, &vals[i], unresolved);
}

static bool is_part(const char *word)
{
	return !strcmp(word, "to") || !strcmp(word, "from") || !strcmp(word, "match");
}

/* Does something else of a session begin here? */
static bool begins_part(const char *word)
{
	return is_part(word) || field_find(options, N_OPTIONS, word);
}

static void choices_parts(struct choices *c)
{
	choices_fields(c, options, N_OPTIONS);
	choices_add(c, "to");
	choices_add(c, "from");
	choices_add(c, "match");
}

/* A word that is not one of this kind of target; of another kind, or of none. */
static int wrong_target_word(uint8_t kind, const char *word, bool of_another, bool parts)
{
	const char *name = name_of(target_kinds, kind);
	uint32_t words = tunnel_words(kind);
	struct choices c = { 0 };
	char what[32];

	if (kind == NFM_TARGET_DEV)
		return usage_error("\"%s\" is not for a device, which takes its name alone", word);
	for (unsigned int i = 0; i < N_TUNNEL; i++)
		if (words & 1u << i)
			choices_add(&c, tunnel[i].name);
	if (of_another)
		return wrong_word(&c, "\"%s\" is not for %s", word, name);
	if (parts)
		choices_parts(&c);
	snprintf(what, sizeof(what), "word of %s", name);
	return unknown_word(what, word, &c);
}

int parse_target(struct args *a, struct target *t, bool parts)
{
	const struct field *f;
	const char *word;
	int rc;

	memset(t, 0, sizeof(*t));
	rc = parse_name(a, "target", target_kinds, &t->kind);
	if (!rc && t->kind == NFM_TARGET_DEV)
		rc = parse_dev_name(a, "dev", t->dev);
	while (!rc && (word = args_peek(a))) {
		f = tunnel_find(t->kind, word);
		if (!f && (t->kind == NFM_TARGET_DEV || (parts && begins_part(word))))
			break;
		if (!f || !(tunnel_words(t->kind) & 1u << (f - tunnel)))
			return wrong_target_word(t->kind, word, f, parts);
		a->pos++;
		rc = parse_field(a, tunnel, f, &t->have, t->word, NULL);
	}
	if (!rc && t->kind != NFM_TARGET_DEV && !(t->have & 1u << TUNNEL_REMOTE))
		return usage_error("%s: \"remote\" is missing, accepted: %s",
				   name_of(target_kinds, t->kind), tunnel[TUNNEL_REMOTE].accepted);
	return rc;
}

static int unknown_key(const char *word, unsigned int allowed)
{
	struct choices c = { 0 };

	choices_fields(&c, keys, N_KEYS);
	choices_add(&c, "filter");
	if (allowed & RULE_PRIO)
		choices_add(&c, "prio");
	if (allowed & RULE_ACTION)
		choices_add(&c, "action");
	if (allowed & RULE_ID)
		choices_add(&c, "id");
	return unknown_word("key", word, &c);
}

static int parse_rule_number(struct args *a, const char *what, uint32_t min, uint32_t max,
			     bool given, uint32_t *value)
{
	const char *word = args_need(a, "a number");

	if (!word)
		return RC_USAGE;
	if (given)
		return usage_error("%s %s: \"%s\" is given twice", what, word, what);
	if (!parse_u32(word, value) || *value < min || *value > max)
		return usage_error("%s %s: not a number in range, accepted: %u to %u", what, word,
				   min, max);
	return RC_OK;
}

static int parse_action(struct args *a, struct rule *r)
{
	if (r->have_action)
		return usage_error("\"action\" is given twice");
	r->have_action = true;
	return parse_name(a, "action", actions, &r->action);
}

static int parse_filter_word(struct args *a, struct rule *r, unsigned int allowed)
{
	const char *word = args_need(a, "an expression of pcap-filter(7)");
	size_t len = word ? strlen(word) : 0;

	if (!word)
		return RC_USAGE;
	if (r->filter[0])
		return usage_error("filter '%s': \"filter\" is given twice", word);
	if (!len || len > NFM_FILTER_TEXT_MAX)
		return usage_error("filter '%s': %zu characters, accepted: 1 to %d", word, len,
				   NFM_FILTER_TEXT_MAX);
	/* It is shown on one line, and known by its text. */
	for (size_t i = 0; i <= len; i++)
		r->filter[i] = word[i] == '\n' || word[i] == '\r' || word[i] == '\t' ? ' ' :
										       word[i];
	return allowed & RULE_PROGRAM ? parse_filter(r) : RC_OK;
}

/*
 * One word of a rule, with its value; RC_OK with *known false leaves a word
 * that is none of a rule's.
 */
static int parse_rule_word(struct args *a, struct rule *r, unsigned int allowed, const char **icmp,
			   bool *known)
{
	const struct field *f;
	int rc;

	*known = true;
	f = field_find(keys, N_KEYS, args_peek(a));
	if (f) {
		a->pos++;
		return parse_field(a, keys, f, &r->match.have, r->match.key, icmp);
	}
	if ((allowed & RULE_PRIO) && args_keyword(a, "prio")) {
		rc = parse_rule_number(a, "prio", 0, NFM_PRIO_MAX, r->have_prio, &r->prio);
		r->have_prio = true;
		return rc;
	}
	if ((allowed & RULE_ACTION) && args_keyword(a, "action"))
		return parse_action(a, r);
	if ((allowed & RULE_ID) && args_keyword(a, "id"))
		return parse_rule_number(a, "id", 1, UINT32_MAX, r->id, &r->id);
	if (args_keyword(a, "filter"))
		return parse_filter_word(a, r, allowed);
	*known = false;
	return RC_OK;
}

/* Clears what the parser tests; the values of absent keys are never read. */
static void rule_init(struct rule *r)
{
	r->id = 0;
	r->prio = NFM_PRIO_DEFAULT;
	r->action = NFM_ACTION_MIRROR;
	r->have_prio = false;
	r->have_action = false;
	r->match.have = 0;
	r->filter[0] = '\0';
	r->n_program = 0;
}

int parse_rule(struct args *a, struct rule *r, unsigned int allowed)
{
	const char *icmp = NULL;
	bool known;
	int rc;

	rule_init(r);
	while (args_peek(a)) {
		rc = parse_rule_word(a, r, allowed, &icmp, &known);
		if (rc)
			return rc;
		if (!known)
			return unknown_key(args_peek(a), allowed);
	}
	return icmp ? resolve_icmp(&r->match, icmp) : RC_OK;
}

/* The match of a session ends at a word that begins another part of it. */
static int parse_session_match(struct args *a, struct request *r)
{
	const char *icmp = NULL, *word;
	bool known = true;
	int rc;

	if (r->have_rule)
		return usage_error("\"match\" is given twice");
	rule_init(&r->rule);
	r->have_rule = true;
	while ((word = args_peek(a))) {
		rc = parse_rule_word(a, &r->rule, RULE_PROGRAM, &icmp, &known);
		if (rc)
			return rc;
		if (known)
			continue;
		if (begins_part(word))
			break;
		return unknown_key(word, 0);
	}
	if (!r->rule.match.have && !r->rule.filter[0])
		return usage_error("a key is missing after \"match\", see \"mirrorctl rule help\"");
	return icmp ? resolve_icmp(&r->rule.match, icmp) : RC_OK;
}

static int parse_session_part(struct args *a, struct request *r)
{
	if (args_keyword(a, "from")) {
		if (r->n_sources == NFM_SOURCES_MAX)
			return usage_error("too many sources, accepted: %d", NFM_SOURCES_MAX);
		return parse_source(a, &r->source[r->n_sources++]);
	}
	if (args_keyword(a, "to")) {
		if (r->n_targets == NFM_TARGETS_MAX)
			return usage_error("too many targets, accepted: %d", NFM_TARGETS_MAX);
		return parse_target(a, &r->target[r->n_targets++], true);
	}
	a->pos++; /* match */
	return parse_session_match(a, r);
}

static int unknown_option(const char *word, bool parts)
{
	struct choices c = { 0 };

	if (!parts && is_part(word))
		return usage_error("\"%s\" is not an option of session set: use \"mirrorctl %s\", "
				   "or \"session replace\"",
				   word,
				   !strcmp(word, "to")	 ? "target" :
				   !strcmp(word, "from") ? "source" :
							   "rule");
	if (parts)
		choices_parts(&c);
	else
		choices_fields(&c, options, N_OPTIONS);
	return unknown_word("option", word, &c);
}

int parse_session(struct args *a, struct request *r, bool parts)
{
	const char *word;
	int rc;

	r->session.have = 0;
	r->n_sources = 0;
	r->n_targets = 0;
	r->have_rule = false;
	while ((word = args_peek(a))) {
		const struct field *f = field_find(options, N_OPTIONS, word);

		if (f) {
			a->pos++;
			rc = parse_field(a, options, f, &r->session.have, r->session.option, NULL);
		} else if (parts && is_part(word)) {
			rc = parse_session_part(a, r);
		} else {
			rc = unknown_option(word, parts);
		}
		if (rc)
			return rc;
	}
	if (r->session.have & 1u << OPTION_BURST && (!(r->session.have & 1u << OPTION_RATE) ||
						     !r->session.option[OPTION_RATE].amount.value))
		return usage_error("\"burst\" goes with a \"rate\" that is not off");
	return RC_OK;
}

/* What ends a run of ordinary characters: a file may have a million lines. */
enum {
	BLANK = 1,
	QUOTE = 2,
	END = 4,
};

static const uint8_t char_class[256] = {
	[0] = END,	[' '] = BLANK, ['\t'] = BLANK, ['\r'] = BLANK,
	['\n'] = BLANK, ['"'] = QUOTE, ['\''] = QUOTE,
};

static bool is_blank(char c)
{
	return char_class[(unsigned char)c] & BLANK;
}

/* How long the end of a line is that continues in the next, 0: it does not. */
static size_t continuation(const char *p)
{
	if (p[0] != '\\')
		return 0;
	return p[1] == '\n' ? 2 : p[1] == '\r' && p[2] == '\n' ? 3 : 0;
}

char *next_line(char **text, unsigned int *lines)
{
	char *line = *text, *p = line, quote = 0;
	bool comment = false;

	if (!*line)
		return NULL;
	*lines = 1;
	for (; *p && *p != '\n'; p++) {
		size_t len = comment ? 0 : continuation(p);

		if (len) {
			memset(p, ' ', len);
			++*lines;
		} else if (quote) {
			quote = *p == quote ? 0 : quote;
		} else if (char_class[(unsigned char)*p] & QUOTE) {
			quote = *p;
		} else if (*p == '#' && (p == line || is_blank(p[-1]))) {
			comment = true;
		}
	}
	if (*p)
		*p++ = '\0';
	*text = p;
	return line;
}

/* The word at p, unquoted in place; returns what follows it, NULL if a quote stays open. */
static char *split_word(char *p)
{
	char *to, quote = 0;

	while (!char_class[(unsigned char)*p])
		p++;
	to = p;

	for (; *p && (quote || !is_blank(*p)); p++) {
		if (quote ? *p == quote : (*p == '"' || *p == '\''))
			quote = quote ? 0 : *p;
		else
			*to++ = *p;
	}
	if (*p)
		p++;
	*to = '\0';
	return quote ? NULL : p;
}

int split_line(char *line, char **word, int max)
{
	char *p = line;
	int n = 0;

	for (;;) {
		while (is_blank(*p))
			p++;
		if (!*p || *p == '#')
			return n;
		if (n == max) {
			usage_error("too many words in a line, accepted: %d", max);
			return -1;
		}
		word[n++] = p;
		p = split_word(p);
		if (!p) {
			usage_error("a quote is not closed: \"%s\"", word[n - 1]);
			return -1;
		}
	}
}
