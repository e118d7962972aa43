// SPDX-License-Identifier: GPL-2.0-only
#include "err.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool errors_quiet;

static struct place *here;

void place_push(struct place *place, const char *file)
{
	place->file = strcmp(file, "-") ? file : "stdin";
	place->line = 0;
	place->up = here;
	here = place;
}

void place_pop(void)
{
	here = here->up;
}

static void print_places(const struct place *place)
{
	if (!place)
		return;
	print_places(place->up);
	if (place->line)
		fprintf(stderr, "%s:%u: ", place->file, place->line);
	else
		fprintf(stderr, "%s: ", place->file);
}

static void say(const char *kind, const char *fmt, va_list ap)
{
	if (errors_quiet)
		return;
	fflush(stdout);
	fprintf(stderr, "%s: ", kind);
	print_places(here);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

int error_at(enum rc rc, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("Error", fmt, ap);
	va_end(ap);
	return rc;
}

void warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say("Warning", fmt, ap);
	va_end(ap);
}

void choices_add(struct choices *c, const char *word)
{
	if (c->n < CHOICES_MAX)
		c->word[c->n++] = word;
}

void choices_names(struct choices *c, const struct name *names)
{
	for (; names->name; names++)
		choices_add(c, names->name);
}

void choices_fields(struct choices *c, const struct field *table, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		choices_add(c, table[i].name);
}

#define WORD_MAX 24 /* longer words are near to nothing */

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int m = a < b ? a : b;

	return m < c ? m : c;
}

/* Insertions, deletions, changes and swaps of neighbours from a to b. */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int d[WORD_MAX + 1][WORD_MAX + 1];
	size_t la = strlen(a), lb = strlen(b);

	if (la > WORD_MAX || lb > WORD_MAX)
		return WORD_MAX;
	for (size_t i = 0; i <= la; i++)
		d[i][0] = i;
	for (size_t j = 0; j <= lb; j++)
		d[0][j] = j;
	for (size_t i = 1; i <= la; i++) {
		for (size_t j = 1; j <= lb; j++) {
			unsigned int change = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);

			d[i][j] = min3(d[i - 1][j] + 1, d[i][j - 1] + 1, change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				d[i][j] = min3(d[i][j], d[i - 2][j - 2] + 1, d[i][j]);
		}
	}
	return d[la][lb];
}

const char *choices_nearest(const struct choices *c, const char *word)
{
	/* A distance below this is near; two letters are near to anything. */
	unsigned int best = strlen(word) < 3 ? 1 : 2 + strlen(word) / 4;
	const char *nearest = NULL;

	/* Keywords are whole words, yet their beginnings are what hands type. */
	for (unsigned int i = 0; i < c->n; i++)
		if (strlen(word) > 2 && !strncmp(c->word[i], word, strlen(word)))
			return c->word[i];
	for (unsigned int i = 0; i < c->n; i++) {
		unsigned int d = distance(word, c->word[i]);

		if (d < best && d < strlen(c->word[i])) {
			best = d;
			nearest = c->word[i];
		}
	}
	return nearest;
}

int wrong_word(const struct choices *c, const char *fmt, ...)
{
	char *why, list[1024] = "";
	size_t len = 0;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&why, fmt, ap) < 0)
		why = NULL;
	va_end(ap);
	for (unsigned int i = 0; i < c->n && len < sizeof(list); i++)
		len += snprintf(list + len, sizeof(list) - len, " %s", c->word[i]);
	usage_error("%s, accepted:%s", why ? why : "wrong", list);
	free(why);
	return RC_USAGE;
}

int unknown_word(const char *what, const char *word, const struct choices *c)
{
	const char *nearest = choices_nearest(c, word);

	if (nearest)
		return usage_error("unknown %s \"%s\" (did you mean \"%s\"?)", what, word, nearest);
	return wrong_word(c, "unknown %s \"%s\"", what, word);
}
