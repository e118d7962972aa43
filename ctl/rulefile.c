// SPDX-License-Identifier: GPL-2.0-only
/*
 * A file of rules, a rule a line, to one message. A set may have a million of
 * them: lines are split and parsed in place, each rule is encoded at once, and
 * all that grows is the message and a line number per rule.
 */
#include "rulefile.h"

#include "cmd.h"
#include "encode.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *read_all(int fd, size_t *len)
{
	size_t size = 64 * 1024;
	char *buf = malloc(size);

	*len = 0;
	while (buf) {
		ssize_t n = read(fd, buf + *len, size - *len - 1);
		char *larger;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			free(buf);
			return NULL;
		}
		*len += n;
		buf[*len] = '\0';
		if (!n)
			return buf;
		if (size - *len > 1)
			continue;
		size *= 2;
		larger = realloc(buf, size);
		if (!larger)
			free(buf);
		buf = larger;
	}
	return NULL;
}

char *file_read(const char *file, size_t *len)
{
	static bool have_read_stdin;
	bool is_stdin = !strcmp(file, "-");
	int fd = STDIN_FILENO;
	char *buf;

	/* The second would find it at its end: an empty set of rules, which mirrors everything. */
	if (is_stdin && have_read_stdin) {
		refused("standard input has been read already, accepted: the name of a file");
		return NULL;
	}
	if (is_stdin)
		have_read_stdin = true;
	else
		fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		refused("cannot open \"%s\": %s", file, strerror(errno));
		return NULL;
	}
	buf = read_all(fd, len);
	if (!buf)
		refused("cannot read \"%s\": %s", file, strerror(errno));
	if (fd != STDIN_FILENO)
		close(fd);
	/* A line would end there, and the rest of it be lost without a word. */
	if (buf && memchr(buf, '\0', *len)) {
		refused("\"%s\" is not a text: it has a NUL in it", file);
		free(buf);
		return NULL;
	}
	return buf;
}

/* What a file becomes. */
struct rules {
	struct nl_msg *msg;
	unsigned int *line; /* of each rule */
	unsigned int n;
	unsigned int n_max;
};

static int add_rule(struct rules *r, struct rule *rule, unsigned int line)
{
	if (r->n == NFM_RULES_MAX)
		return usage_error("too many rules, accepted: %d", NFM_RULES_MAX);
	if (r->n == r->n_max) {
		unsigned int n_max = r->n_max ? r->n_max * 2 : 64;
		unsigned int *larger = realloc(r->line, n_max * sizeof(*larger));

		if (!larger)
			return req_no_room();
		r->line = larger;
		r->n_max = n_max;
	}
	/* What show prints has ids; those of the new rules are the kernel's to give. */
	rule->id = 0;
	if (req_make_room(r->msg, encode_rule_room(rule)))
		return RC_REFUSED;
	if (encode_rule(r->msg, rule))
		return req_no_room();
	r->line[r->n++] = line;
	return RC_OK;
}

static int parse_line(struct rules *r, char *line, unsigned int number)
{
	char *word[LINE_WORDS_MAX];
	struct args a = { .word = word };
	struct rule rule;
	int rc;

	a.n = split_line(line, word, LINE_WORDS_MAX);
	if (a.n < 0)
		return RC_USAGE;
	if (!a.n)
		return RC_OK;
	rc = parse_rule(&a, &rule, RULE_PRIO | RULE_ACTION | RULE_ID | RULE_PROGRAM);
	return rc ? rc : add_rule(r, &rule, number);
}

static int parse_lines(struct rules *r, char *text, size_t len, const char *file)
{
	char *end = text + len;
	struct place place;
	int rc = RC_OK;

	place_push(&place, file);
	while (text < end && !rc) {
		char *eol = memchr(text, '\n', end - text);

		if (eol)
			*eol = '\0';
		place.line++;
		rc = parse_line(r, text, place.line);
		text = eol ? eol + 1 : end;
	}
	place_pop();
	return rc;
}

int rulefile_replace(const char *session, const char *file)
{
	struct doing d = { .session = session, .file = file };
	struct rules r = { 0 };
	size_t len;
	char *text = file_read(file, &len);
	int rc = RC_REFUSED;

	if (!text)
		return rc;
	r.msg = req_new(NFM_CMD_RULE_REPLACE, 0);
	if (r.msg)
		rc = encode_name(r.msg, session) ? req_no_room() : parse_lines(&r, text, len, file);
	free(text);
	if (rc) {
		nlmsg_free(r.msg);
	} else {
		d.line = r.line;
		d.n_lines = r.n;
		rc = req_do(r.msg, &d, NULL);
	}
	free(r.line);
	return rc;
}
