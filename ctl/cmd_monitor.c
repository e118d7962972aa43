// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "print.h"

#include <errno.h>
#include <string.h>

enum thing {
	SESSION,
	SOURCE,
	TARGET,
	RULE,
	RULES,
};

static const struct event {
	uint8_t cmd;
	enum thing thing;
	const char *event;
	const char *object;
} events[] = {
	{ NFM_CMD_SESSION_NTF, SESSION, "changed", "session" },
	{ NFM_CMD_SESSION_DEL_NTF, SESSION, "deleted", "session" },
	{ NFM_CMD_SOURCE_NTF, SOURCE, "changed", "source" },
	{ NFM_CMD_SOURCE_DEL_NTF, SOURCE, "deleted", "source" },
	{ NFM_CMD_TARGET_NTF, TARGET, "changed", "target" },
	{ NFM_CMD_TARGET_DEL_NTF, TARGET, "deleted", "target" },
	{ NFM_CMD_RULE_NTF, RULE, "changed", "rule" },
	{ NFM_CMD_RULE_DEL_NTF, RULE, "deleted", "rule" },
	{ NFM_CMD_RULE_REPLACE_NTF, RULES, "replaced", "rules" },
};

union body {
	struct session session;
	struct source source;
	struct target target;
	struct rule rule;
};

static int decode_body(const struct event *e, struct attrs attrs, char *session, union body *b)
{
	if (decode_name(attrs, session))
		return -1;
	switch (e->thing) {
	case SOURCE:
		return decode_source(attrs, &b->source);
	case TARGET:
		return decode_target(attrs, &b->target);
	case RULE:
		return decode_rule(attrs, &b->rule);
	default:
		return decode_session(attrs, &b->session);
	}
}

static void print_gone(const struct session *s)
{
	pr_str("name", "session %s", s->name);
	if (s->expired) {
		pr_text(" expired");
		pr_bool("expired", true);
	}
	if (s->netns_cookie)
		pr_uint("netns_cookie", " netns_cookie %llu", s->netns_cookie);
	pr_text("\n");
}

static void print_replaced(const struct session *s)
{
	pr_str("session", "session %s", s->name);
	pr_uint("rules", " rules %llu", s->n_rules);
	pr_uint("masks", " masks %llu\n", s->n_masks);
}

static void print_body(const struct event *e, const char *session, const union body *b)
{
	switch (e->thing) {
	case SESSION:
		if (e->cmd == NFM_CMD_SESSION_DEL_NTF)
			print_gone(&b->session);
		else
			print_session_line(&b->session);
		break;
	case SOURCE:
		print_source(&b->source, session, e->cmd == NFM_CMD_SOURCE_DEL_NTF);
		break;
	case TARGET:
		print_target(&b->target, session, e->cmd == NFM_CMD_TARGET_DEL_NTF);
		break;
	case RULE:
		print_rule(&b->rule, session, true);
		break;
	case RULES:
		print_replaced(&b->session);
		break;
	}
}

static int on_event(uint8_t cmd, struct attrs attrs)
{
	char session[NFM_NAME_MAX + 1];
	union body body;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		const struct event *e = &events[i];

		if (e->cmd != cmd)
			continue;
		if (decode_body(e, attrs, session, &body)) {
			warning("an event is not understood (are nf_mirror and mirrorctl of one "
				"version?)");
			break;
		}
		pr_line_begin();
		pr_str("event", "%s ", e->event);
		pr_str("object", e->thing == SESSION ? NULL : "%s of ", e->object);
		print_body(e, session, &body);
		pr_line_end();
		break;
	}
	/* Nobody reads: there is nothing to live for. */
	return ferror(stdout) ? refused("cannot write: %s", strerror(errno)) : RC_OK;
}

static int monitor(struct args *a)
{
	/* Events tell what is; a line a thing, whatever is asked for. */
	print_options.pretty = false;
	return args_end(a) ? RC_USAGE : req_listen(on_event);
}

const struct object monitor_object = {
	.name = "monitor",
	.run = monitor,
	.notes = "prints a line for each change, until it is killed or nf_mirror is unloaded\n",
};
