// SPDX-License-Identifier: GPL-2.0-only
/* What commands share, and what else comes from the command table. */
#include "cmd.h"

#include <string.h>

const struct object *const objects[] = {
	&session_object, &source_object, &target_object, &rule_object, &monitor_object, NULL,
};

const char *take_session(struct args *a)
{
	const char *name = args_need(a, "a session name");

	return name && !parse_session_name(name) ? name : NULL;
}

int take_optional_session(struct args *a, const char **session)
{
	int rc;

	*session = args_next(a);
	rc = *session ? parse_session_name(*session) : RC_OK;
	return rc ? rc : args_end(a);
}

static void print_command(const struct object *o, const struct command *c, FILE *to)
{
	fprintf(to, "mirrorctl %s %s%s%s\n", o->name, c->name, *c->usage ? " " : "", c->usage);
}

void print_object_usage(const struct object *o, FILE *to)
{
	const char *lead = "Usage: ";

	if (o->run) {
		fprintf(to, "%smirrorctl %s\n", lead, o->name);
		lead = "       ";
	}
	for (const struct command *c = o->command; c && c->name; c++) {
		fputs(lead, to);
		print_command(o, c, to);
		lead = "       ";
	}
	if (o->notes)
		fputs(o->notes, to);
}

void print_usage(FILE *to)
{
	fputs("Usage: mirrorctl [ OPTIONS ] OBJECT { COMMAND | help }\n"
	      "       mirrorctl [ OPTIONS ] -b FILE\n"
	      "where OBJECT := {",
	      to);
	for (int i = 0; objects[i]; i++)
		fprintf(to, "%s %s", i ? " |" : "", objects[i]->name);
	fputs(" }\n"
	      "      OPTIONS := { -j[son] | -p[retty] | -s[tatistics] | -d[etails] | -n NETNS |\n"
	      "                   -b FILE [ -force ] | -V[ersion] | -h[elp] }\n",
	      to);
}

static const struct {
	unsigned int takes;
	const char *words;
} taken_words[] = {
	{ TAKES_SOURCE, " dev dir bridge inet hook" },
	{ TAKES_TARGET, " dev gretap erspan vxlan geneve" },
	{ TAKES_PARTS, " to from match dev dir bridge inet hook gretap erspan vxlan geneve" },
	{ TAKES_MATCH, " filter" },
	{ TAKES_PRIO, " prio" },
	{ TAKES_ACTION, " action" },
	{ TAKES_ID, " id" },
	{ TAKES_FILE, " -f" },
};

static void print_fields(const struct field *table, unsigned int n)
{
	/* A word of which kinds have a row each is one word. */
	for (unsigned int i = 0; i < n; i++)
		if (!i || strcmp(table[i].name, table[i - 1].name))
			printf(" %s", table[i].name);
}

/* command OBJECT COMMAND WHAT WORD... ; WHAT is what stands behind COMMAND. */
static void print_command_words(const struct object *o, const struct command *c)
{
	printf("command %s %s %s", o->name, c->name,
	       c->takes & TAKES_SESSION	 ? "session" :
	       c->takes & TAKES_NEW_NAME ? "name" :
					   "-");
	for (size_t i = 0; i < sizeof(taken_words) / sizeof(taken_words[0]); i++)
		if (c->takes & taken_words[i].takes)
			fputs(taken_words[i].words, stdout);
	if (c->takes & TAKES_OPTIONS)
		print_fields(options, N_OPTIONS);
	if (c->takes & (TAKES_TARGET | TAKES_PARTS))
		print_fields(tunnel, N_TUNNEL);
	if (c->takes & TAKES_MATCH)
		print_fields(keys, N_KEYS);
	putchar('\n');
}

static void print_values(const char *word, const struct name *names)
{
	/* "value" alone: a word follows that only the user knows. */
	if (!names) {
		printf("value %s\n", word);
		return;
	}
	printf("values %s", word);
	for (; names->name; names++)
		printf(" %s", names->name);
	putchar('\n');
}

/* The words of an amount that are known: the one for 0, and those before numbers. */
static void print_amount_values(const struct field *f)
{
	printf("values %s", f->name);
	if (f->zero)
		printf(" %s", f->zero);
	for (const struct unit *u = f->units; u->before; u++)
		if (strchr(u->before, ' '))
			printf(" %.*s", (int)strlen(u->before) - 1, u->before);
	putchar('\n');
}

static void print_field_values(const struct field *f)
{
	if (f->kind == KIND_DEV || f->kind == KIND_GLOB)
		printf("device %s\n", f->name);
	else if (f->kind == KIND_AMOUNT && f->zero)
		print_amount_values(f);
	else
		print_values(f->name, f->kind == KIND_ICMP ? icmp_types : f->names);
}

void print_completion(void)
{
	for (int i = 0; objects[i]; i++) {
		printf("object %s\n", objects[i]->name);
		for (const struct command *c = objects[i]->command; c && c->name; c++)
			print_command_words(objects[i], c);
	}
	for (unsigned int i = 0; i < N_KEYS; i++)
		print_field_values(&keys[i]);
	for (unsigned int i = 0; i < N_OPTIONS; i++)
		print_field_values(&options[i]);
	for (unsigned int i = 0; i < N_TUNNEL; i++)
		if (!field_find(keys, N_KEYS, tunnel[i].name))
			print_field_values(&tunnel[i]);
	print_values("dir", dirs);
	print_values("hook", hooks);
	print_values("action", actions);
	print_values("from", source_kinds);
	print_values("to", target_kinds);
	puts("device dev\ndevice bridge\nfile -f\nvalue prio\nvalue filter");
	puts("value push\nvalue flow\nvalue packets\nvalue bytes");
}
