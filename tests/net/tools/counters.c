// SPDX-License-Identifier: GPL-2.0-only
/*
 * counters - what `mirrorctl -j -s OBJECT show` counts, in short (jq takes a second to start in the test machine).
 *
 *   counters session|source|target|rule [packets|bytes]
 *        a line a thing: "NAME...: seen=N copied=N skipped=N REASON=N..."; rules by session and id
 *   counters seen            a line a list: the packets seen by each thing of it
 *   counters settled N       status 0 if the first thing has seen N packets, and its sum is right
 *   counters unbalanced      each thing whose sum is wrong
 *   counters get PATH...     these values of each thing, e.g. "state stats.seen.packets"; "-" for one that it has not
 *
 * Reads any number of lists from standard input.
 */
#include <ctype.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_MAX	64
#define TEXT_MAX	256

/* A thing of a list: its values by the path of their keys, "stats.seen.packets". */
struct thing {
	int n;
	struct value {
		char path[96];
		char text[TEXT_MAX];
	} value[VALUES_MAX];
};

static struct thing *things;
static int n_things, room;
static const char *p;		/* the next character */

static void space(void)
{
	while (isspace((unsigned char)*p))
		p++;
}

static void need(char c)
{
	space();
	if (*p++ != c)
		errx(2, "not what mirrorctl writes: %.40s", p - 1);
}

static void string(char *to, size_t size)
{
	size_t n = 0;

	need('"');
	while (*p && *p != '"') {
		if (*p == '\\')
			p++;
		if (n < size - 1)
			to[n++] = *p;
		p++;
	}
	to[n] = '\0';
	need('"');
}

static void scalar(struct thing *t, const char *path)
{
	struct value *v = &t->value[t->n];
	size_t n = 0;

	if (t->n == VALUES_MAX - 1)
		errx(2, "too many values");
	/* A session's own are enough. */
	if (strncmp(path, "sources", 7) && strncmp(path, "targets", 7) && strncmp(path, "match", 5))
		t->n++;
	snprintf(v->path, sizeof(v->path), "%s", path);
	if (*p == '"') {
		string(v->text, TEXT_MAX);
		return;
	}
	while (*p && !strchr(",]} \n", *p) && n < TEXT_MAX - 1)
		v->text[n++] = *p++;
	v->text[n] = '\0';
}

static void any(struct thing *t, const char *path);

static void members(struct thing *t, const char *path, char close, int named)
{
	char key[48], sub[96];

	p++;
	for (space(); *p != close; space()) {
		if (named) {
			string(key, sizeof(key));
			need(':');
			if (snprintf(sub, sizeof(sub), "%s%s%s", path, *path ? "." : "", key) >= 96)
				errx(2, "too deep");
		}
		any(t, named ? sub : path);
		space();
		if (*p == ',')
			p++;
		else if (*p != close)
			errx(2, "not what mirrorctl writes: %.40s", p);
	}
	p++;
}

static void any(struct thing *t, const char *path)
{
	space();
	if (*p == '{')
		members(t, path, '}', 1);
	else if (*p == '[')
		members(t, path, ']', 0);
	else
		scalar(t, path);
}

/* One list; 0: there is no more. */
static int list(void)
{
	n_things = 0;
	space();
	if (!*p)
		return 0;
	need('[');
	for (space(); *p != ']'; space()) {
		if (n_things == room) {
			room = room ? 2 * room : 64;
			things = realloc(things, room * sizeof(*things));
			if (!things)
				err(2, "memory");
		}
		things[n_things].n = 0;
		any(&things[n_things++], "");
		space();
		if (*p == ',')
			p++;
	}
	p++;
	return 1;
}

static const char *get(const struct thing *t, const char *path)
{
	int i;

	for (i = 0; i < t->n; i++)
		if (!strcmp(t->value[i].path, path))
			return t->value[i].text;
	return NULL;
}

static unsigned long long count(const struct thing *t, const char *name, const char *what)
{
	const char *text;
	char path[96];

	snprintf(path, sizeof(path), "stats.%s.%s", name, what);
	text = get(t, path);
	return text ? strtoull(text, NULL, 10) : 0;
}

/* All values of a path, of an array for instance. */
static void print_path(const struct thing *t, const char *path)
{
	const char *gap = "";
	int i;

	for (i = 0; i < t->n; i++)
		if (!strcmp(t->value[i].path, path)) {
			printf("%s%s", gap, t->value[i].text);
			gap = ",";
		}
	if (!*gap)
		putchar('-');
}

static int compare_values(const void *a, const void *b)
{
	return strcmp(((const struct value *)a)->path, ((const struct value *)b)->path);
}

/* The reasons for not copying, by name: calls back for each, returns the sum. */
static unsigned long long not_copied(struct thing *t, const char *what, int print)
{
	static const char prefix[] = "stats.not_copied.";
	unsigned long long sum = 0;
	int i;

	qsort(t->value, t->n, sizeof(*t->value), compare_values);
	for (i = 0; i < t->n; i++) {
		char *reason = t->value[i].path + sizeof(prefix) - 1, *dot;

		if (strncmp(t->value[i].path, prefix, sizeof(prefix) - 1))
			continue;
		dot = strchr(reason, '.');
		if (!dot || strcmp(dot + 1, what))
			continue;
		sum += strtoull(t->value[i].text, NULL, 10);
		if (print)
			printf(" %.*s=%s", (int)(dot - reason), reason, t->value[i].text);
	}
	return sum;
}

static int balanced_in(struct thing *t, const char *what)
{
	return count(t, "seen", what) == count(t, "copied", what) + count(t, "skipped", what) +
					 not_copied(t, what, 0);
}

static int balanced(struct thing *t)
{
	return get(t, "stats.seen.packets") && balanced_in(t, "packets") && balanced_in(t, "bytes");
}

static void print(struct thing *t, const char *kind, const char *what)
{
	static const char *const names[][5] = {
		{ "session", "name" },
		{ "source", "session", "kind", "dev", "dir" },
		{ "target", "session", "kind", "dev", "state" },
		{ "rule", "session", "prio", "action" },
	};
	const char *text, *gap = "";
	size_t i, k;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++)
		for (k = 1; k < 5 && names[i][k] && !strcmp(names[i][0], kind); k++) {
			text = get(t, names[i][k]);
			if (text)
				printf("%s%s", gap, text);
			gap = " ";
		}
	text = get(t, "hook");
	if (text)
		printf(" %s", text);
	printf(": seen=%llu copied=%llu skipped=%llu", count(t, "seen", what),
	       count(t, "copied", what), count(t, "skipped", what));
	not_copied(t, what, 1);
	putchar('\n');
}

static int compare_rules(const void *a, const void *b)
{
	const char *one = get(a, "session"), *two = get(b, "session");
	int by_session = strcmp(one ? one : "", two ? two : "");

	if (by_session)
		return by_session;
	one = get(a, "id");
	two = get(b, "id");
	return atoi(one ? one : "0") - atoi(two ? two : "0");
}

static void one_list(const char *how, const char *what, int *status)
{
	int i;

	if (!strcmp(how, "rule"))
		qsort(things, n_things, sizeof(*things), compare_rules);
	if (!strcmp(how, "settled")) {
		if (*status && n_things)
			*status = !balanced(&things[0]) ||
				  count(&things[0], "seen", "packets") != strtoull(what, NULL, 10);
		return;
	}
	for (i = 0; i < n_things; i++) {
		if (!strcmp(how, "seen"))
			printf("%llu ", count(&things[i], "seen", "packets"));
		else if (strcmp(how, "unbalanced"))
			print(&things[i], how, what);
		else if (!balanced(&things[i]))
			print(&things[i], "session", "packets");
	}
	if (!strcmp(how, "seen"))
		putchar('\n');
}

static void get_list(char **paths)
{
	char **path;
	int i;

	for (i = 0; i < n_things; i++)
		for (path = paths; *path; path++) {
			print_path(&things[i], *path);
			putchar(path[1] ? ' ' : '\n');
		}
}

int main(int argc, char **argv)
{
	size_t size = 0, n = 0, got;
	char *all = NULL;
	int status = 0;

	if (argc < 2)
		errx(2, "counters of what?");
	do {
		if (n + 65536 + 1 > size) {
			size = 2 * size + 2 * 65536;
			all = realloc(all, size);
			if (!all)
				err(2, "memory");
		}
		got = fread(all + n, 1, 65536, stdin);
		n += got;
	} while (got);
	all[n] = '\0';
	p = all;
	if (!strcmp(argv[1], "settled"))
		status = 1;
	while (list())
		if (!strcmp(argv[1], "get"))
			get_list(argv + 2);
		else
			one_list(argv[1], argc > 2 ? argv[2] : "packets", &status);
	return status;
}
