// SPDX-License-Identifier: GPL-2.0-only
#include "cmd.h"
#include "encode.h"
#include "print.h"
#include "rulefile.h"

#include <stdlib.h>
#include <string.h>

static int show_reply(const struct replies *r)
{
	char session[NFM_NAME_MAX + 1];
	struct rule rule;

	pr_list_begin();
	for (size_t i = 0; i < r->n; i++) {
		if (decode_name(r->msg[i], session) || decode_rule(r->msg[i], &rule))
			return req_not_understood();
		pr_item_begin();
		print_rule(&rule, session, false);
		pr_item_end();
	}
	pr_list_end();
	return RC_OK;
}

static int send_rule(uint8_t cmd, int flags, const char *session, const struct rule *rule)
{
	const struct doing d = { .session = session };
	struct nl_msg *msg = req_new(cmd, flags);
	struct replies replies = { 0 };
	int rc;

	if (!msg)
		return RC_REFUSED;
	rc = req_make_room(msg, encode_rule_room(rule));
	if (!rc && (encode_name(msg, session) || encode_rule(msg, rule)))
		rc = req_no_room();
	if (rc) {
		nlmsg_free(msg);
		return rc;
	}
	rc = req_do(msg, &d, &replies);
	if (!rc && (flags & NLM_F_ECHO))
		rc = show_reply(&replies);
	replies_free(&replies);
	return rc;
}

static int rule_add(struct args *a)
{
	const char *session = take_session(a);
	int flags = NLM_F_CREATE | NLM_F_EXCL;
	struct rule rule;

	if (!session || parse_rule(a, &rule, RULE_PRIO | RULE_ACTION | RULE_PROGRAM))
		return RC_USAGE;
	/* Who wants details wants to know the id. */
	if (print_options.details || print_options.json)
		flags |= NLM_F_ECHO;
	return send_rule(NFM_CMD_RULE_NEW, flags, session, &rule);
}

static int rule_del(struct args *a)
{
	const char *session = take_session(a);
	struct rule rule;

	if (!session || parse_rule(a, &rule, RULE_PRIO | RULE_ID))
		return RC_USAGE;
	if (rule.id && (rule.have_prio || rule.match.have || rule.filter[0]))
		return usage_error("\"id\" stands alone: rule del takes id N, or prio N and the "
				   "match");
	if (!rule.id && !rule.have_prio && !rule.filter[0])
		return usage_error("which rule? rule del takes id N, or prio N and the match, or a "
				   "filter");
	return send_rule(NFM_CMD_RULE_DEL, 0, session, &rule);
}

static int rule_replace(struct args *a)
{
	const char *session = take_session(a), *word, *file;
	struct choices c = { 0 };

	if (!session)
		return RC_USAGE;
	word = args_need(a, "\"-f FILE\"");
	if (!word)
		return RC_USAGE;
	if (strcmp(word, "-f")) {
		choices_add(&c, "-f");
		return unknown_word("word", word, &c);
	}
	file = args_need(a, "a file name, or - for standard input,");
	if (!file || args_end(a))
		return RC_USAGE;
	return rulefile_replace(session, file);
}

static int rule_flush(struct args *a)
{
	struct doing d = { 0 };
	const char *session;
	struct nl_msg *msg;
	int rc = take_optional_session(a, &session);

	if (rc)
		return rc;
	d.session = session;
	msg = req_new(NFM_CMD_RULE_FLUSH, 0);
	if (!msg)
		return RC_REFUSED;
	if (session && encode_name(msg, session)) {
		nlmsg_free(msg);
		return req_no_room();
	}
	return req_do(msg, &d, NULL);
}

/* A rule's place in the list: by session, as the kernel tells them, then prio. */
struct ranked {
	unsigned int session;
	uint32_t prio;
	uint32_t id;
	struct attrs msg;
};

static int compare(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->session != b->session)
		return a->session < b->session ? -1 : 1;
	if (a->prio != b->prio)
		return a->prio > b->prio ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static int rank(const struct replies *all, struct ranked *ranked)
{
	char last[NFM_NAME_MAX + 1] = "", name[NFM_NAME_MAX + 1];
	unsigned int session = 0;

	for (size_t i = 0; i < all->n; i++) {
		struct ranked *r = &ranked[i];

		r->msg = all->msg[i];
		if (decode_name(r->msg, name) || decode_rule_order(r->msg, &r->prio, &r->id))
			return req_not_understood();
		if (strcmp(name, last))
			session++;
		memcpy(last, name, sizeof(last));
		r->session = session;
	}
	qsort(ranked, all->n, sizeof(*ranked), compare);
	return RC_OK;
}

static int show_ranked(const struct ranked *ranked, size_t n, bool name_session)
{
	char session[NFM_NAME_MAX + 1];
	struct rule rule;
	int rc = RC_OK;

	pr_list_begin();
	for (size_t i = 0; i < n; i++) {
		if (decode_name(ranked[i].msg, session) || decode_rule(ranked[i].msg, &rule)) {
			rc = req_not_understood();
			break;
		}
		pr_item_begin();
		print_rule(&rule, session, name_session);
		pr_item_end();
	}
	pr_list_end();
	return rc;
}

static int show_all(const struct replies *all, bool name_session)
{
	struct ranked *ranked = calloc(all->n + 1, sizeof(*ranked));
	int rc;

	if (!ranked)
		return req_no_room();
	rc = rank(all, ranked);
	if (!rc)
		rc = show_ranked(ranked, all->n, name_session);
	free(ranked);
	return rc;
}

static int rule_show(struct args *a)
{
	struct replies all = { 0 };
	const char *session;
	int rc = take_optional_session(a, &session);

	if (!rc)
		rc = req_dump(NFM_CMD_RULE_GET, session, &all);
	if (!rc)
		rc = show_all(&all, !session);
	replies_free(&all);
	return rc;
}

#define RULE_WORDS (TAKES_SESSION | TAKES_PRIO | TAKES_MATCH)

static const struct command commands[] = {
	{ "add", rule_add, RULE_WORDS | TAKES_ACTION,
	  "SESSION [ prio N ] [ MATCH ] [ action { mirror | skip } ]" },
	{ "del", rule_del, RULE_WORDS | TAKES_ID,
	  "SESSION { id N | prio N MATCH | [ MATCH ] filter 'EXPRESSION' }" },
	{ "show", rule_show, TAKES_SESSION, "[ SESSION ]" },
	{ "flush", rule_flush, TAKES_SESSION, "[ SESSION ]" },
	{ "replace", rule_replace, TAKES_SESSION | TAKES_FILE, "SESSION -f FILE" },
	{ NULL, NULL, 0, NULL },
};

const struct object rule_object = {
	.name = "rule",
	.command = commands,
	.notes =
		"where MATCH := [ KEY VALUE ]... [ filter 'EXPRESSION' ], see pcap-filter(7)\n"
		"      KEY := { src_mac | dst_mac | arp_sha | arp_tha }   XX:XX:XX:XX:XX:XX[/MASK]\n"
		"             { src_ip | dst_ip }                 IPv4 or IPv6 address[/PREFIX]\n"
		"             { arp_sip | arp_tip }               IPv4 address[/PREFIX]\n"
		"             { src_port | dst_port }             N or N-M, up to 16 with commas\n"
		"             { protocol | ip_proto | arp_op }    name or N[/MASK]\n"
		"             { icmp_type | icmp_code }           N[/MASK], icmp_type also a name\n"
		"             { vlan_id | vlan_prio | cvlan_id | tos | mark }   N[/MASK]\n"
		"             tcp_flags                           syn,ack[/MASK], names or a number\n"
		"             ttl                                 N or N-M\n"
		"             frag                                { no | any | first | later }\n"
		"             indev                               device name, a * may end it\n"
		"      prio N: 0 to 65535, the highest decides, 32768 if not given\n"
		"      FILE has a rule a line: [ prio N ] [ MATCH ] [ action { mirror | skip } ];\n"
		"      - is standard input, # begins a comment, an id is passed over\n",
};
