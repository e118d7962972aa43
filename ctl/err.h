/* SPDX-License-Identifier: GPL-2.0-only */
/* Errors: where they happened, what they say, and the nearest keyword. */
#ifndef MIRRORCTL_ERR_H
#define MIRRORCTL_ERR_H

#include "model.h"

/* Exit status, and what every function that can fail returns. */
enum rc {
	RC_OK,
	RC_REFUSED, /* by the kernel or the system */
	RC_USAGE,   /* the words are wrong */
	RC_AGAIN,   /* within a command: try once more */
};

/* A line of a file that is being read; printed before each error. */
struct place {
	const char *file;
	unsigned int line;
	struct place *up;
};

void place_push(struct place *place, const char *file);
void place_pop(void);

/* Prints "Error: [FILE:LINE: ]..." on stderr and returns rc. */
__attribute__((format(printf, 2, 3))) int error_at(enum rc rc, const char *fmt, ...);
#define usage_error(...) error_at(RC_USAGE, __VA_ARGS__)
#define refused(...)	 error_at(RC_REFUSED, __VA_ARGS__)
__attribute__((format(printf, 1, 2))) void warning(const char *fmt, ...);

/* Fuzzing drives the parser through many errors: say none of them. */
extern bool errors_quiet;

/* Words that may stand at a place, from more than one table. */
#define CHOICES_MAX 64
struct choices {
	unsigned int n;
	const char *word[CHOICES_MAX];
};

void choices_add(struct choices *c, const char *word);
void choices_names(struct choices *c, const struct name *names);
void choices_fields(struct choices *c, const struct field *table, unsigned int n);
/* The nearest choice if one is near, else NULL. */
const char *choices_nearest(const struct choices *c, const char *word);
/* WHY, accepted: all choices */
__attribute__((format(printf, 2, 3))) int wrong_word(const struct choices *c, const char *fmt, ...);
/* unknown WHAT "WORD" (did you mean "..."?) */
int unknown_word(const char *what, const char *word, const struct choices *c);

#endif
