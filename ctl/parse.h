/* SPDX-License-Identifier: GPL-2.0-only */
/* Words to structs. Everything here reports its own error and returns an rc. */
#ifndef MIRRORCTL_PARSE_H
#define MIRRORCTL_PARSE_H

#include "err.h"
#include "model.h"

#include <stddef.h>

struct args {
	char **word;
	int n;
	int pos;
};

/* The next word, or NULL at the end; peek leaves it. */
static inline const char *args_peek(const struct args *a)
{
	return a->pos < a->n ? a->word[a->pos] : NULL;
}

static inline const char *args_next(struct args *a)
{
	return a->pos < a->n ? a->word[a->pos++] : NULL;
}

/* A word that must be there; NULL after the error was reported. */
const char *args_need(struct args *a, const char *what);
/* No words may be left. */
int args_end(const struct args *a);

/*
 * The value of a field, which begins with @word and may go on in @a. @unresolved
 * takes the name of an ICMP type, which means nothing before ip_proto is known.
 */
int parse_value(const struct field *f, const char *word, struct args *a, union val *v,
		const char **unresolved);
/* Decimal or 0x..; false: no number, or one over UINT32_MAX. */
bool parse_u32(const char *word, uint32_t *value);

bool is_dev_name(const char *word);
int parse_session_name(const char *word);
int parse_source(struct args *a, struct source *s);
/* @parts: words of "session add" may follow. */
int parse_target(struct args *a, struct target *t, bool parts);
/* Compiles the filter of a rule. */
int parse_filter(struct rule *r);

/* What may stand in a rule besides KEY VALUE pairs. */
enum {
	RULE_PRIO = 1,
	RULE_ACTION = 2,
	RULE_ID = 4,
	RULE_PROGRAM = 8, /* a filter is compiled */
};

int parse_rule(struct args *a, struct rule *r, unsigned int allowed);

/* The words of "session add | set | replace", after the name. */
struct request {
	struct session session;
	unsigned int n_sources;
	unsigned int n_targets;
	bool have_rule;
	struct source source[NFM_SOURCES_MAX];
	struct target target[NFM_TARGETS_MAX];
	struct rule rule;
};

int parse_session(struct args *a, struct request *r, bool parts);

/*
 * The next line of *text, NULL at its end. Those that a backslash continues are
 * joined in place, a comment is never continued; *lines is how many they were.
 */
char *next_line(char **text, unsigned int *lines);

#define LINE_WORDS_MAX 4096 /* a session with all the sources and targets it may have has fewer */
/*
 * Splits a line into words, in place: blanks part words, quotes hold them
 * together, a # at the start of a word begins a comment. -1: the error was
 * reported.
 */
int split_line(char *line, char **word, int max);

#endif
