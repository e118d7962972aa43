// SPDX-License-Identifier: GPL-2.0-only
#include "print.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct print_options print_options;

/* Objects and arrays that are open, the innermost last. */
#define DEPTH_MAX 8
static json_t *open_json[DEPTH_MAX];
static int depth;
static int items; /* written of the list */

static FILE *out; /* NULL: stdout */
static char *captured;
static size_t captured_len;

static bool json(void)
{
	return print_options.json && !out;
}

static FILE *text(void)
{
	return out ? out : stdout;
}

static void json_push(const char *key, json_t *value)
{
	json_t *top = depth ? open_json[depth - 1] : NULL;

	if (!top)
		;
	else if (json_is_array(top))
		json_array_append(top, value);
	else
		json_object_set(top, key, value);
	open_json[depth++] = value;
}

static void json_pop(void)
{
	json_decref(open_json[--depth]);
}

static void json_set(const char *key, json_t *value)
{
	json_t *top = open_json[depth - 1];

	if (json_is_array(top))
		json_array_append_new(top, value);
	else
		json_object_set_new(top, key, value);
}

static void json_write(const json_t *value)
{
	json_dumpf(value, stdout, print_options.pretty ? JSON_INDENT(4) : JSON_COMPACT);
}

void pr_list_begin(void)
{
	items = 0;
	if (json())
		fputs("[", stdout);
}

void pr_list_end(void)
{
	if (json())
		fputs("]\n", stdout);
}

void pr_item_begin(void)
{
	if (!json())
		return;
	fputs(items++ ? "," : "", stdout);
	json_push(NULL, json_object());
}

void pr_item_end(void)
{
	if (!json())
		return;
	json_write(open_json[0]);
	json_pop();
}

void pr_line_begin(void)
{
	items = 0;
	pr_item_begin();
}

void pr_line_end(void)
{
	pr_item_end();
	if (json())
		fputc('\n', stdout);
	fflush(stdout);
}

void pr_object_begin(const char *key)
{
	if (json())
		json_push(key, json_object());
}

void pr_object_end(void)
{
	if (json())
		json_pop();
}

void pr_array_begin(const char *key)
{
	if (json())
		json_push(key, json_array());
}

void pr_array_end(void)
{
	if (json())
		json_pop();
}

void pr_text(const char *fmt, ...)
{
	va_list ap;

	if (json())
		return;
	va_start(ap, fmt);
	vfprintf(text(), fmt, ap);
	va_end(ap);
}

/* How many bytes a control character takes that p begins with, 0: it is none. */
static size_t control(const char *p)
{
	if ((unsigned char)*p < 0x20 || *p == 0x7f)
		return 1;
	/* Those of ISO 8859-1, in UTF-8. */
	return *p == '\xc2' && (p[1] & 0xe0) == 0x80 ? 2 : 0;
}

/* Asked once: a set of rules has millions of words. */
static bool is_terminal(void)
{
	static int known[2]; /* of stdout and stderr: 1 no, 2 yes */
	int *k = &known[!!out];

	if (!*k)
		*k = 1 + isatty(out ? STDERR_FILENO : STDOUT_FILENO);
	return *k == 2;
}

/*
 * A device name may be nearly any bytes. What is for a person to read must not move
 * the cursor or tell the terminal to answer; a program gets it as it is.
 */
static const char *shown(const char *value)
{
	static char safe[FILTER_MAX];
	char *to = safe;

	if (!is_terminal())
		return value;
	while (*value && to < safe + sizeof(safe) - 1) {
		size_t len = control(value);

		*to++ = len ? '?' : *value;
		value += len ? len : 1;
	}
	*to = '\0';
	return safe;
}

/* JSON must be UTF-8: of what is not, bytes are written as \xNN. */
static json_t *json_text(const char *value)
{
	json_t *str = json_string(value);
	char *buf = NULL;
	size_t len;
	FILE *f;

	if (str)
		return str;
	f = open_memstream(&buf, &len);
	if (!f)
		return json_string("?");
	for (; *value; value++)
		fprintf(f, *value & 0x80 ? "\\x%02x" : "%c", (unsigned char)*value);
	fclose(f);
	str = json_string(buf);
	free(buf);
	return str;
}

void pr_str(const char *key, const char *fmt, const char *value)
{
	if (!json()) {
		if (fmt)
			fprintf(text(), fmt, shown(value));
	} else if (key) {
		json_set(key, json_text(value));
	}
}

void pr_uint(const char *key, const char *fmt, unsigned long long value)
{
	if (!json()) {
		if (fmt)
			fprintf(text(), fmt, value);
	} else if (key) {
		/* JSON's integers here are signed. */
		json_set(key, json_integer(value < INT64_MAX ? value : INT64_MAX));
	}
}

void pr_bool(const char *key, bool value)
{
	if (json())
		json_set(key, json_boolean(value));
}

void pr_null(const char *key)
{
	if (json())
		json_set(key, json_null());
}

void pr_capture_begin(void)
{
	out = open_memstream(&captured, &captured_len);
}

char *pr_capture_end(void)
{
	if (!out)
		return NULL;
	fclose(out);
	out = NULL;
	return captured;
}

/* The name of a value, or what says that this mirrorctl has none for it. */
static const char *known(const struct name *names, uint32_t value)
{
	const char *name = name_of(names, value);

	return name ? name : "unknown";
}

/* As it is to be given again. */
static void print_dev(const char *dev)
{
	char buf[VALUE_MAX];

	if (!dev[0])
		return;
	format_dev(dev, buf, sizeof(buf));
	pr_str("dev", " %s", json() ? dev : buf);
}

void print_source_words(const struct source *s)
{
	pr_str("kind", "%s", known(source_kinds, s->kind));
	print_dev(s->dev);
	if (s->dir)
		pr_str("dir", " dir %s", known(dirs, s->dir));
	if (s->have_hook)
		pr_str("hook", " hook %s", known(hooks, s->hook));
}

static void json_amount(const struct field *f, const union val *v)
{
	if (f->zero && !v->amount.value && !v->amount.unit) {
		pr_null(f->name);
	} else if (!f->names) {
		pr_uint(f->name, NULL, v->amount.value);
	} else {
		pr_object_begin(f->name);
		pr_uint("value", NULL, v->amount.value);
		pr_str("unit", NULL, known(f->names, v->amount.unit));
		pr_object_end();
	}
}

static void json_vlan(const struct field *f, const union val *v)
{
	pr_object_begin(f->name);
	pr_str("op", NULL, known(f->names, v->vlan.op));
	if (v->vlan.op == NFM_VLAN_PUSH) {
		pr_uint("id", NULL, v->vlan.id);
		pr_str("protocol", NULL, known(vlan_protos, v->vlan.proto));
	}
	pr_object_end();
}

static void json_field(const struct field *f, const union val *v, const char *text_of)
{
	switch (f->kind) {
	case KIND_BOOL:
		pr_bool(f->name, v->num.value);
		break;
	case KIND_AMOUNT:
		json_amount(f, v);
		break;
	case KIND_VLAN:
		json_vlan(f, v);
		break;
	default:
		pr_str(f->name, NULL, text_of);
		break;
	}
}

static void print_value(const struct field *f, const union val *v, const struct name *names,
			bool usual_too)
{
	char buf[VALUE_MAX];

	format_value(f, v, names, buf);
	if (json()) {
		json_field(f, v, buf);
		return;
	}
	if (!usual_too && f->usual && !strcmp(buf, f->usual))
		return;
	/* The most of what is ever shown; formats would cost twice as much. */
	fputc(' ', text());
	fputs(f->name, text());
	fputc(' ', text());
	fputs(shown(buf), text());
}

void print_field(const struct field *f, const union val *v, const struct name *names)
{
	print_value(f, v, names, true);
}

void print_target_words(const struct target *t)
{
	pr_str("kind", "%s", known(target_kinds, t->kind));
	print_dev(t->dev);
	for (uint32_t have = t->have; have; have &= have - 1) {
		int i = __builtin_ctz(have);

		print_value(&tunnel[i], &t->word[i], NULL, false);
	}
}

void print_options_words(const struct session *s)
{
	for (unsigned int i = 0; i < N_OPTIONS; i++)
		if (s->have & 1u << i)
			print_value(&options[i], &s->option[i], NULL, false);
}

void print_filter(const char *text_of)
{
	char buf[FILTER_MAX];

	if (json()) {
		pr_str("filter", NULL, text_of);
		return;
	}
	format_filter(text_of, buf);
	pr_text(" filter %s", shown(buf));
}

void print_match(const struct match *m)
{
	for (uint32_t have = m->have; have; have &= have - 1) {
		int i = __builtin_ctz(have);

		print_field(&keys[i], &m->key[i], icmp_names(m));
	}
}

/* As many as 16 names are known of any number of devices. */
static void print_bound(const struct source *s)
{
	pr_uint("n_bound", " bound %llu", s->n_bound);
	pr_array_begin("bound");
	for (unsigned int i = 0; i < s->n_names; i++)
		pr_str("bound", print_options.details ? " %s" : NULL, s->bound[i]);
	if (print_options.details && s->n_bound > s->n_names && s->kind != NFM_SOURCE_INET)
		pr_text(" ..");
	pr_array_end();
}

static void print_state(const struct target *t)
{
	pr_str("state", " state %s", known(states, t->state));
	if (t->carrier[0])
		pr_str("via", " via %s", t->carrier);
	if (t->ifindex)
		pr_uint("ifindex", print_options.details ? " ifindex %llu" : NULL, t->ifindex);
}

/* Milliseconds, to what a reader cares for. */
static void print_time(uint64_t ms)
{
	unsigned long long s = ms / 1000;

	if (s < 60)
		pr_text("%llu.%llus", s, (unsigned long long)ms % 1000 / 100);
	else if (s < 3600)
		pr_text("%llum%llus", s / 60, s % 60);
	else if (s < 86400)
		pr_text("%lluh%llum", s / 3600, s % 3600 / 60);
	else
		pr_text("%llud%lluh", s / 86400, s % 86400 / 3600);
}

static void print_counter(const char *key, const char *fmt, const struct counter *c)
{
	pr_object_begin(key);
	pr_str(NULL, fmt, key);
	pr_uint("packets", " %llu packets", c->packets);
	pr_uint("bytes", " %llu bytes", c->bytes);
	pr_object_end();
}

/* In text, @first and then @between part the counters. */
static void print_stats(const struct stats *s, const char *first, const char *between)
{
	if (!print_options.stats)
		return;
	pr_object_begin("stats");
	pr_str(NULL, "%s", first);
	print_counter("seen", "%s", &s->seen);
	pr_str(NULL, "%s", between);
	print_counter("copied", "%s", &s->copied);
	pr_str(NULL, "%s", between);
	print_counter("skipped", "%s", &s->skipped);
	pr_object_begin("not_copied");
	for (unsigned int i = 0; i < N_REASONS; i++) {
		if (!s->not_copied[i].packets && !s->not_copied[i].bytes)
			continue;
		pr_str(NULL, "%s", between);
		print_counter(known(reasons, i), "not copied %s", &s->not_copied[i]);
	}
	pr_object_end();
	if (s->have_sent) {
		pr_str(NULL, "%s", between);
		print_counter("sent", "%s", &s->sent);
		pr_str(NULL, "%s", between);
		print_counter("truncated", "%s", &s->truncated);
	}
	if (s->used) {
		pr_str(NULL, "%s", between);
		pr_uint("idle_ms", NULL, s->idle_ms);
		pr_text("last used ");
		print_time(s->idle_ms);
		pr_text(" ago");
	}
	pr_object_end();
}

void print_source(const struct source *s, const char *session, bool gone)
{
	pr_str("session", "session %s ", session);
	print_source_words(s);
	if (!gone)
		print_bound(s);
	print_stats(&s->stats, "\n    ", "\n    ");
	pr_text("\n");
}

void print_target(const struct target *t, const char *session, bool gone)
{
	pr_str("session", "session %s ", session);
	print_target_words(t);
	if (!gone)
		print_state(t);
	print_stats(&t->stats, "\n    ", "\n    ");
	pr_text("\n");
}

void print_rule_words(const struct rule *r)
{
	if (r->id)
		pr_uint("id", "id %llu ", r->id);
	pr_uint("prio", "prio %llu", r->prio);
	pr_object_begin("match");
	print_match(&r->match);
	pr_object_end();
	if (r->filter[0])
		print_filter(r->filter);
	pr_str("action", " action %s", known(actions, r->action));
}

void print_rule(const struct rule *r, const char *session, bool name_session)
{
	pr_str("session", name_session ? "session %s " : NULL, session);
	print_rule_words(r);
	/* A comment, so that what is shown can be fed to rule replace. */
	print_stats(&r->stats, "\n    # ", ", ");
	pr_text("\n");
}

/* What is so now, and not because it was asked for. */
static void print_session_state(const struct session *s)
{
	if (s->id)
		pr_uint("id", print_options.details ? " id %llu" : NULL, s->id);
	pr_bool("shedding", s->shedding);
	/* Without a budget there is nothing to shed for. */
	if (s->have & 1u << OPTION_BUDGET && s->option[OPTION_BUDGET].amount.value)
		pr_text(" shedding %s", s->shedding ? "on" : "off");
	if (s->have_expires_in) {
		pr_uint("expires_in_ms", NULL, s->expires_in_ms);
		pr_text(" expires_in ");
		print_time(s->expires_in_ms);
	}
	if (s->have_cutoff) {
		pr_uint("cutoff_flows", " cutoff_flows %llu", s->cutoff_flows);
		pr_uint("cutoff_evicted", " cutoff_evicted %llu", s->cutoff_evicted);
	}
}

void print_session_head(const struct session *s)
{
	pr_str("name", "%s:", s->name);
	print_options_words(s);
	print_stats(&s->stats, "\n    ", "\n    ");
	pr_text("\n");
}

void print_session_source(const struct source *s)
{
	pr_object_begin(NULL);
	pr_text("    from ");
	print_source_words(s);
	print_bound(s);
	print_stats(&s->stats, "\n        ", "\n        ");
	pr_text("\n");
	pr_object_end();
}

void print_session_target(const struct target *t)
{
	pr_object_begin(NULL);
	pr_text("    to ");
	print_target_words(t);
	print_state(t);
	print_stats(&t->stats, "\n        ", "\n        ");
	pr_text("\n");
	pr_object_end();
}

void print_session_tail(const struct session *s)
{
	pr_uint("rules", "    rules %llu", s->n_rules);
	pr_uint("masks", " masks %llu", s->n_masks);
	print_session_state(s);
	pr_text("\n");
}

void print_session_line(const struct session *s)
{
	pr_str("name", "session %s", s->name);
	print_options_words(s);
	pr_uint("sources", " sources %llu", s->n_sources);
	pr_uint("targets", " targets %llu", s->n_targets);
	pr_uint("rules", " rules %llu", s->n_rules);
	pr_uint("masks", " masks %llu", s->n_masks);
	print_session_state(s);
	print_stats(&s->stats, "\n    ", "\n    ");
	pr_text("\n");
}
