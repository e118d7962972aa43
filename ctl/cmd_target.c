// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "encode.h"
#include "print.h"

/* Words that do not belong to what a tunnel is known by. */
static bool names_more(const struct target *t)
{
	const uint32_t known_by = 1u << TUNNEL_REMOTE | 1u << TUNNEL_KEY | 1u << TUNNEL_ID |
				  1u << TUNNEL_VNI | 1u << TUNNEL_VXLAN_PORT |
				  1u << TUNNEL_GENEVE_PORT;
	uint32_t words = tunnel_words(t->kind), more = t->have & ~known_by;
	struct choices c = { 0 };

	if (!more)
		return false;
	for (unsigned int i = 0; i < N_TUNNEL; i++)
		if (words & known_by & 1u << i)
			choices_add(&c, tunnel[i].name);
	wrong_word(&c, "\"%s\" does not name a target, target del takes it without",
		   tunnel[__builtin_ctz(more)].name);
	return true;
}

static int change(struct args *a, uint8_t cmd, int flags)
{
	const char *name = take_session(a);
	const struct doing d = { .session = name };
	struct target t;
	struct nl_msg *msg;

	if (!name || parse_target(a, &t, false) || args_end(a))
		return RC_USAGE;
	if (cmd == NFM_CMD_TARGET_DEL && names_more(&t))
		return RC_USAGE;
	msg = req_new(cmd, flags);
	if (!msg)
		return RC_REFUSED;
	if (encode_name(msg, name) || encode_target(msg, &t)) {
		nlmsg_free(msg);
		return req_no_room();
	}
	return req_do(msg, &d, NULL);
}

static int target_add(struct args *a)
{
	return change(a, NFM_CMD_TARGET_NEW, NLM_F_CREATE | NLM_F_EXCL);
}

static int target_del(struct args *a)
{
	return change(a, NFM_CMD_TARGET_DEL, 0);
}

static int show(const struct replies *all)
{
	char session[NFM_NAME_MAX + 1];
	struct target t;
	int rc = RC_OK;

	pr_list_begin();
	for (size_t i = 0; i < all->n; i++) {
		if (decode_name(all->msg[i], session) || decode_target(all->msg[i], &t)) {
			rc = req_not_understood();
			break;
		}
		pr_item_begin();
		print_target(&t, session, false);
		pr_item_end();
	}
	pr_list_end();
	return rc;
}

static int target_show(struct args *a)
{
	struct replies all = { 0 };
	const char *name;
	int rc = take_optional_session(a, &name);

	if (!rc)
		rc = req_dump(NFM_CMD_TARGET_GET, name, &all);
	if (!rc)
		rc = show(&all);
	replies_free(&all);
	return rc;
}

static const struct command commands[] = {
	{ "add", target_add, TAKES_SESSION | TAKES_TARGET, "SESSION TARGET" },
	{ "del", target_del, TAKES_SESSION | TAKES_TARGET, "SESSION TARGET" },
	{ "show", target_show, TAKES_SESSION, "[ SESSION ]" },
	{ NULL, NULL, 0, NULL },
};

const struct object target_object = {
	.name = "target",
	.command = commands,
	.notes = "where TARGET := " TARGET_USAGE,
};
