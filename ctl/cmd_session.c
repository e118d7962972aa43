// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "encode.h"
#include "print.h"

#include <string.h>

/* Large, and needed by one command at a time. */
static struct request request;

static int encode_request(struct nl_msg *msg, const char *name, const struct request *r)
{
	size_t room = ENCODE_ROOM * (1 + r->n_sources + r->n_targets);

	if (req_make_room(msg, r->have_rule ? room + encode_rule_room(&r->rule) : room))
		return RC_REFUSED;
	if (encode_name(msg, name) || encode_options(msg, &r->session))
		return req_no_room();
	for (unsigned int i = 0; i < r->n_sources; i++)
		if (encode_source(msg, &r->source[i]))
			return req_no_room();
	for (unsigned int i = 0; i < r->n_targets; i++)
		if (encode_target(msg, &r->target[i]))
			return req_no_room();
	if (r->have_rule && encode_rule(msg, &r->rule))
		return req_no_room();
	return RC_OK;
}

/* One message, so that the session is made whole or not at all. */
static int new_session(const char *name, int flags)
{
	const struct doing d = { .session = name };
	struct nl_msg *msg = req_new(NFM_CMD_SESSION_NEW, flags);
	int rc;

	if (!msg)
		return RC_REFUSED;
	rc = encode_request(msg, name, &request);
	if (rc) {
		nlmsg_free(msg);
		return rc;
	}
	return req_do(msg, &d, NULL);
}

static int make_session(struct args *a, int flags, bool parts)
{
	const char *name = take_session(a);
	int rc;

	if (!name)
		return RC_USAGE;
	rc = parse_session(a, &request, parts);
	return rc ? rc : new_session(name, flags);
}

static int session_add(struct args *a)
{
	return make_session(a, NLM_F_CREATE | NLM_F_EXCL, true);
}

static int session_replace(struct args *a)
{
	return make_session(a, NLM_F_CREATE | NLM_F_REPLACE, true);
}

static int session_set(struct args *a)
{
	return make_session(a, 0, false);
}

static int session_enable(struct args *a, bool on)
{
	const char *name = take_session(a);
	union val *v = &request.session.option[OPTION_ENABLED];

	if (!name || args_end(a))
		return RC_USAGE;
	memset(&request, 0, sizeof(request));
	request.session.have = 1u << OPTION_ENABLED;
	v->num.value = on;
	v->num.mask = options[OPTION_ENABLED].max;
	return new_session(name, 0);
}

static int session_on(struct args *a)
{
	return session_enable(a, true);
}

static int session_off(struct args *a)
{
	return session_enable(a, false);
}

/* A command that takes a name or none, and nothing else. */
static int simple(uint8_t cmd, const char *name)
{
	const struct doing d = { .session = name };
	struct nl_msg *msg = req_new(cmd, 0);

	if (!msg)
		return RC_REFUSED;
	if (name && encode_name(msg, name)) {
		nlmsg_free(msg);
		return req_no_room();
	}
	return req_do(msg, &d, NULL);
}

static int session_del(struct args *a)
{
	const char *name = take_session(a);

	if (!name || args_end(a))
		return RC_USAGE;
	return simple(NFM_CMD_SESSION_DEL, name);
}

static int session_flush(struct args *a)
{
	return args_end(a) ? RC_USAGE : simple(NFM_CMD_SESSION_FLUSH, NULL);
}

static int session_reset(struct args *a)
{
	const char *name;
	int rc = take_optional_session(a, &name);

	return rc ? rc : simple(NFM_CMD_SESSION_RESET, name);
}

static bool is_of(struct attrs part, const char *name)
{
	char owner[NFM_NAME_MAX + 1];

	return !decode_name(part, owner) && !strcmp(owner, name);
}

/* The sources or targets of one session, of the dump of all that asked for. */
static int show_parts(const char *name, const struct replies *parts, bool sources)
{
	struct source s;
	struct target t;
	int rc = RC_OK;

	pr_array_begin(sources ? "sources" : "targets");
	for (size_t i = 0; i < parts->n && !rc; i++) {
		if (!is_of(parts->msg[i], name))
			continue;
		if (sources ? decode_source(parts->msg[i], &s) : decode_target(parts->msg[i], &t))
			rc = req_not_understood();
		else if (sources)
			print_session_source(&s);
		else
			print_session_target(&t);
	}
	pr_array_end();
	return rc;
}

static int show_sessions(const struct replies *all, const struct replies *sources,
			 const struct replies *targets)
{
	struct session s;
	int rc = RC_OK;

	pr_list_begin();
	for (size_t i = 0; i < all->n && !rc; i++) {
		rc = decode_session(all->msg[i], &s) ? req_not_understood() : RC_OK;
		if (rc)
			break;
		pr_item_begin();
		print_session_head(&s);
		rc = show_parts(s.name, targets, false);
		if (!rc)
			rc = show_parts(s.name, sources, true);
		print_session_tail(&s);
		pr_item_end();
	}
	pr_list_end();
	return rc;
}

static int get_session(const char *name, struct replies *r)
{
	const struct doing d = { .session = name };
	struct nl_msg *msg;

	if (!name)
		return req_dump(NFM_CMD_SESSION_GET, NULL, r);
	msg = req_new(NFM_CMD_SESSION_GET, 0);
	if (!msg)
		return RC_REFUSED;
	if (encode_name(msg, name)) {
		nlmsg_free(msg);
		return req_no_room();
	}
	return req_do(msg, &d, r);
}

static size_t count_of(const struct replies *parts, const char *name)
{
	size_t n = 0;

	for (size_t i = 0; i < parts->n; i++)
		n += is_of(parts->msg[i], name);
	return n;
}

/* Each session has the parts that it says it has: nothing changed between the three answers. */
static bool is_whole(const struct replies *all, const struct replies *sources,
		     const struct replies *targets)
{
	struct session s;

	for (size_t i = 0; i < all->n; i++) {
		if (decode_session(all->msg[i], &s))
			return true; /* show says so */
		if (count_of(sources, s.name) != s.n_sources ||
		    count_of(targets, s.name) != s.n_targets)
			return false;
	}
	return true;
}

/* RC_AGAIN: what it is made of changed meanwhile. */
static int try_show(const char *name)
{
	struct replies all = { 0 }, sources = { 0 }, targets = { 0 };
	int rc = get_session(name, &all);

	if (!rc)
		rc = req_dump(NFM_CMD_SOURCE_GET, name, &sources);
	if (!rc)
		rc = req_dump(NFM_CMD_TARGET_GET, name, &targets);
	if (!rc)
		rc = is_whole(&all, &sources, &targets) ? show_sessions(&all, &sources, &targets) :
							  RC_AGAIN;
	replies_free(&all);
	replies_free(&sources);
	replies_free(&targets);
	return rc;
}

static int session_show(struct args *a)
{
	const char *name;
	int rc = take_optional_session(a, &name);

	if (rc)
		return rc;
	for (int i = 0; i < REQ_TRIES; i++) {
		rc = try_show(name);
		if (rc != RC_AGAIN)
			return rc;
	}
	return req_changes();
}

#define PARTS_USAGE "NAME [ OPTIONS ] [ to TARGET ]... [ from SOURCE ]... [ match MATCH ]"
#define PARTS	    (TAKES_OPTIONS | TAKES_PARTS | TAKES_MATCH)

static const struct command commands[] = {
	{ "add", session_add, TAKES_NEW_NAME | PARTS, PARTS_USAGE },
	{ "replace", session_replace, TAKES_SESSION | PARTS, PARTS_USAGE },
	{ "set", session_set, TAKES_SESSION | TAKES_OPTIONS, "NAME [ OPTIONS ]" },
	{ "del", session_del, TAKES_SESSION, "NAME" },
	{ "enable", session_on, TAKES_SESSION, "NAME" },
	{ "disable", session_off, TAKES_SESSION, "NAME" },
	{ "show", session_show, TAKES_SESSION, "[ NAME ]" },
	{ "flush", session_flush, 0, "" },
	{ "reset", session_reset, TAKES_SESSION, "[ NAME ]" },
	{ NULL, NULL, 0, NULL },
};

const struct object session_object = {
	.name = "session",
	.command = commands,
	.notes =
		"where OPTIONS := [ enabled { on | off } ] [ snaplen { off | N | l4+N } ]\n"
		"          [ sample { off | N | flow N } ] [ rate { off | RATE } [ burst SIZE ] ]\n"
		"          [ budget { off | N% } ] [ wire { auto | on | off } ]\n"
		"          [ oversize { truncate | fragment | drop } ]\n"
		"          [ vlan { keep | strip | push ID [ 802.1q | 802.1ad ] } ]\n"
		"          [ cutoff { off | packets N | bytes N } ] [ dedup { off | MS } ]\n"
		"          [ count-only { on | off } ] [ expire { never | TIME } ]\n"
		"          [ fanout { copy | hash | failover } ]\n"
		"      RATE := N{ pps | kpps | mpps | bit | kbit | mbit | gbit }\n"
		"      TIME := N[ s | m | h | d ]\n"
		"      TARGET := " TARGET_USAGE "      SOURCE := { " SOURCE_USAGE " }\n"
		"      " HOOK_NOTE "      MATCH := KEY VALUE pairs, see \"mirrorctl rule help\"\n",
};
