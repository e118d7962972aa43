/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The printer. The same calls write text or JSON: pr_*() take a JSON key and a
 * text format; a NULL key is text only, a NULL format is JSON only. print_*()
 * write the things of the model through them.
 */
#ifndef MIRRORCTL_PRINT_H
#define MIRRORCTL_PRINT_H

#include "model.h"

struct print_options {
	bool json;
	bool pretty;
	bool stats;
	bool details;
};

extern struct print_options print_options;

/* A list of things; in JSON an array, of which each item is written when done. */
void pr_list_begin(void);
void pr_list_end(void);
void pr_item_begin(void);
void pr_item_end(void);
/* An item outside of any list: a line of its own, flushed. */
void pr_line_begin(void);
void pr_line_end(void);

void pr_object_begin(const char *key);
void pr_object_end(void);
void pr_array_begin(const char *key);
void pr_array_end(void);

__attribute__((format(printf, 1, 2))) void pr_text(const char *fmt, ...);
void pr_str(const char *key, const char *fmt, const char *value);
void pr_uint(const char *key, const char *fmt, unsigned long long value);
void pr_bool(const char *key, bool value);
void pr_null(const char *key);

/*
 * The text of what is printed between these two, whatever the options say.
 * Free it; NULL when there is no memory.
 */
void pr_capture_begin(void);
char *pr_capture_end(void);

#define VALUE_MAX 256
/* A value as it is typed; names are those of icmp_type, NULL for the field's. */
void format_value(const struct field *f, const union val *v, const struct name *names,
		  char buf[VALUE_MAX]);

#define FILTER_MAX (5 * NFM_FILTER_TEXT_MAX + 3)
/* A filter's text as a word of a line. */
void format_filter(const char *text, char buf[FILTER_MAX]);
void format_dev(const char *dev, char *buf, size_t size);

/* As typed: "dev eth0 dir in". */
void print_source_words(const struct source *s);
void print_target_words(const struct target *t);
void print_options_words(const struct session *s);
/* One value, also one that is as usual. */
void print_field(const struct field *f, const union val *v, const struct name *names);
void print_filter(const char *text);
void print_match(const struct match *m);
void print_rule_words(const struct rule *r);

/* Whole items, without pr_item_begin() and _end(); one that is gone has no state. */
void print_source(const struct source *s, const char *session, bool gone);
void print_target(const struct target *t, const char *session, bool gone);
void print_rule(const struct rule *r, const char *session, bool name_session);
/* A session is opened, gets its parts, is closed. */
void print_session_head(const struct session *s);
void print_session_source(const struct source *s);
void print_session_target(const struct target *t);
void print_session_tail(const struct session *s);
/* On one line. */
void print_session_line(const struct session *s);

#endif
