// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "encode.h"
#include "print.h"

static int change(struct args *a, uint8_t cmd, int flags)
{
	const char *name = take_session(a);
	const struct doing d = { .session = name };
	struct source s;
	struct nl_msg *msg;

	if (!name || parse_source(a, &s) || args_end(a))
		return RC_USAGE;
	if (cmd == NFM_CMD_SOURCE_DEL && s.dir)
		return usage_error("\"dir\" does not name a source: source del takes dev NAME");
	msg = req_new(cmd, flags);
	if (!msg)
		return RC_REFUSED;
	if (encode_name(msg, name) || encode_source(msg, &s)) {
		nlmsg_free(msg);
		return req_no_room();
	}
	return req_do(msg, &d, NULL);
}

static int source_add(struct args *a)
{
	return change(a, NFM_CMD_SOURCE_NEW, NLM_F_CREATE | NLM_F_EXCL);
}

static int source_del(struct args *a)
{
	return change(a, NFM_CMD_SOURCE_DEL, 0);
}

static int show(const struct replies *all)
{
	char session[NFM_NAME_MAX + 1];
	struct source s;
	int rc = RC_OK;

	pr_list_begin();
	for (size_t i = 0; i < all->n; i++) {
		if (decode_name(all->msg[i], session) || decode_source(all->msg[i], &s)) {
			rc = req_not_understood();
			break;
		}
		pr_item_begin();
		print_source(&s, session, false);
		pr_item_end();
	}
	pr_list_end();
	return rc;
}

static int source_show(struct args *a)
{
	struct replies all = { 0 };
	const char *name;
	int rc = take_optional_session(a, &name);

	if (!rc)
		rc = req_dump(NFM_CMD_SOURCE_GET, name, &all);
	if (!rc)
		rc = show(&all);
	replies_free(&all);
	return rc;
}

static const struct command commands[] = {
	{ "add", source_add, TAKES_SESSION | TAKES_SOURCE, "SESSION SOURCE" },
	{ "del", source_del, TAKES_SESSION | TAKES_SOURCE, "SESSION SOURCE" },
	{ "show", source_show, TAKES_SESSION, "[ SESSION ]" },
	{ NULL, NULL, 0, NULL },
};

const struct object source_object = {
	.name = "source",
	.command = commands,
	.notes = "where SOURCE := { " SOURCE_USAGE " }\n"
		 "      " HOOK_NOTE "      the NAME of a dev may be a glob, as \"veth*\"\n",
};
