// SPDX-License-Identifier: GPL-2.0-only
/* Options, dispatch, batch files. */
#include "cmd.h"
#include "print.h"
#include "rulefile.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef MIRRORCTL_VERSION
#define MIRRORCTL_VERSION "0.1"
#endif

static const char *netns, *batch;
static bool force;
static char *nothing[1];

static int dispatch_command(const struct object *o, struct args *a)
{
	const char *word = args_next(a);
	struct choices c = { 0 };

	if (!word) {
		print_object_usage(o, stderr);
		return usage_error("a command is missing after \"%s\"", o->name);
	}
	if (!strcmp(word, "help")) {
		print_object_usage(o, stdout);
		return RC_OK;
	}
	for (const struct command *cmd = o->command; cmd->name; cmd++) {
		if (!strcmp(cmd->name, word))
			return cmd->run(a);
		choices_add(&c, cmd->name);
	}
	choices_add(&c, "help");
	return unknown_word("command", word, &c);
}

static int dispatch(struct args *a)
{
	const char *word = args_next(a);
	struct choices c = { 0 };

	if (!word || !strcmp(word, "help")) {
		print_usage(word ? stdout : stderr);
		return word ? RC_OK : RC_USAGE;
	}
	for (int i = 0; objects[i]; i++) {
		const struct object *o = objects[i];

		choices_add(&c, o->name);
		if (strcmp(o->name, word))
			continue;
		if (!o->run)
			return dispatch_command(o, a);
		if (args_peek(a) && !strcmp(args_peek(a), "help")) {
			print_object_usage(o, stdout);
			return RC_OK;
		}
		return o->run(a);
	}
	choices_add(&c, "help");
	return unknown_word("object", word, &c);
}

static int enter_netns(const char *name)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), strchr(name, '/') ? "%s" : "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return refused("no network namespace \"%s\" (%s is not there)", name, path);
	if (fd < 0)
		return refused("cannot open network namespace \"%s\": %s", name, strerror(errno));
	if (setns(fd, CLONE_NEWNET)) {
		int err = errno;

		close(fd);
		if (err == EPERM)
			return refused("cannot enter network namespace \"%s\": needs "
				       "CAP_SYS_ADMIN",
				       name);
		return refused("cannot enter network namespace \"%s\": %s is not one", name, path);
	}
	close(fd);
	return RC_OK;
}

static int run_line(char *line)
{
	char *word[LINE_WORDS_MAX];
	struct args a = { .word = word };

	a.n = split_line(line, word, LINE_WORDS_MAX);
	if (a.n < 0)
		return RC_USAGE;
	return a.n ? dispatch(&a) : RC_OK;
}

static int run_batch(const char *file)
{
	struct place place;
	unsigned int lines;
	size_t len;
	char *buf = file_read(file, &len), *text = buf, *line;
	int rc = RC_OK, worst = RC_OK;

	if (!buf)
		return RC_REFUSED;
	place_push(&place, file);
	place.line = 1;
	for (; (line = next_line(&text, &lines)); place.line += lines) {
		rc = run_line(line);
		fflush(stdout);
		if (rc)
			worst = force ? RC_REFUSED : rc;
		if (rc && !force)
			break;
	}
	place_pop();
	free(buf);
	return worst;
}

static int unknown_option(const char *word)
{
	static const char *const all[] = { "-json",  "-pretty", "-statistics", "-details", "-netns",
					   "-batch", "-force",	"-Version",    "-help",	   "-j",
					   "-p",     "-s",	"-d",	       "-n",	   "-b",
					   "-V",     "-h" };
	struct choices c = { 0 };

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		choices_add(&c, all[i]);
	return unknown_word("option", word, &c);
}

static bool is_option(const char *word, const char *brief, const char *whole)
{
	return !strcmp(word, brief) || !strcmp(word, whole);
}

/* The options before the object; *done: one of them was all there is to do. */
static int parse_options(struct args *a, bool *done)
{
	while (args_peek(a) && args_peek(a)[0] == '-') {
		const char *word = args_next(a);

		if (word[1] == '-' && word[2])
			word++; /* --json is -json */
		if (is_option(word, "-j", "-json")) {
			print_options.json = true;
		} else if (is_option(word, "-p", "-pretty")) {
			print_options.pretty = true;
		} else if (is_option(word, "-s", "-statistics")) {
			print_options.stats = true;
		} else if (is_option(word, "-d", "-details")) {
			print_options.details = true;
		} else if (is_option(word, "-n", "-netns")) {
			netns = args_need(a, "the name of a network namespace");
			if (!netns)
				return RC_USAGE;
		} else if (is_option(word, "-b", "-batch")) {
			batch = args_need(a, "a file name, or - for standard input,");
			if (!batch)
				return RC_USAGE;
		} else if (is_option(word, "-force", "-force")) {
			force = true;
		} else if (is_option(word, "-V", "-Version") || !strcmp(word, "-version")) {
			puts("mirrorctl " MIRRORCTL_VERSION);
			*done = true;
		} else if (is_option(word, "-h", "-help")) {
			print_usage(stdout);
			*done = true;
		} else if (!strcmp(word, "-complete")) {
			print_completion();
			*done = true;
		} else {
			return unknown_option(word);
		}
		if (*done)
			return RC_OK;
	}
	return RC_OK;
}

static int run(struct args *a)
{
	bool done = false;
	int rc = parse_options(a, &done);

	if (rc || done)
		return rc;
	if (batch && args_peek(a))
		return usage_error("with -b the commands are in the file: \"%s\"", args_peek(a));
	if (netns)
		rc = enter_netns(netns);
	if (rc)
		return rc;
	return batch ? run_batch(batch) : dispatch(a);
}

int main(int argc, char **argv)
{
	struct args a = { .word = argc > 1 ? argv + 1 : nothing, .n = argc > 1 ? argc - 1 : 0 };
	int rc;

	/* A set of rules is megabytes: write them in large pieces. */
	if (!isatty(STDOUT_FILENO))
		setvbuf(stdout, NULL, _IOFBF, 64 * 1024);
	rc = run(&a);
	req_end();
	/* A full disk or a closed pipe is not success. */
	if (fflush(stdout) || ferror(stdout)) {
		if (!rc)
			rc = refused("cannot write: %s", strerror(errno));
	}
	return rc;
}
