// SPDX-License-Identifier: GPL-2.0-only
/*
 * genl - generic netlink to nf_mirror by hand, without a library that would
 * insist on right messages; and what the kernel answers, looked at byte by byte.
 */
#include "genl.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef SOL_NETLINK
#define SOL_NETLINK	270
#endif

#define NLA_TYPE(nla)	((nla)->nla_type & NLA_TYPE_MASK)

static int family, group;

static const struct nlattr *nla_next(const struct nlattr *nla)
{
	return (const void *)((const char *)nla + NLA_ALIGN(nla->nla_len));
}

static int nla_fits(const struct nlattr *nla, const void *end)
{
	return (const char *)nla + NLA_HDRLEN <= (const char *)end && nla->nla_len >= NLA_HDRLEN &&
	       (const char *)nla + nla->nla_len <= (const char *)end;
}

#define for_each_nla(nla, from, end) \
	for (nla = (const void *)(from); nla_fits(nla, end); nla = nla_next(nla))

static const void *nla_data(const struct nlattr *nla)
{
	return (const char *)nla + NLA_HDRLEN;
}

/* ---- messages to the kernel ---- */

void msg_begin(struct msg *m, int cmd, int flags)
{
	struct genlmsghdr *g = (void *)(m->data + NLMSG_HDRLEN);

	memset(m->data, 0, NLMSG_HDRLEN + GENL_HDRLEN);
	m->len = NLMSG_HDRLEN + GENL_HDRLEN;
	m->full = 0;
	m->nlh.nlmsg_type = family;
	m->nlh.nlmsg_flags = NLM_F_REQUEST | flags;
	g->cmd = cmd;
	g->version = NFM_GENL_VERSION;
}

void msg_end(struct msg *m, uint32_t seq)
{
	m->nlh.nlmsg_len = m->len;
	m->nlh.nlmsg_seq = seq;
}

void msg_put(struct msg *m, int type, const void *data, size_t len)
{
	struct nlattr *nla = (void *)(m->data + m->len);

	if (m->len + NLA_HDRLEN + NLA_ALIGN(len) > MSG_MAX || NLA_HDRLEN + len > UINT16_MAX) {
		m->full = 1;
		return;
	}
	nla->nla_type = type;
	nla->nla_len = NLA_HDRLEN + len;
	memset((char *)nla + nla->nla_len, 0, NLA_ALIGN(len) - len);
	if (len)
		memcpy((char *)nla + NLA_HDRLEN, data, len);
	m->len += NLA_HDRLEN + NLA_ALIGN(len);
}

void msg_string(struct msg *m, int type, const char *text)
{
	msg_put(m, type, text, strlen(text) + 1);
}

size_t msg_nest(struct msg *m, int type)
{
	size_t at = m->len;

	msg_put(m, type | NLA_F_NESTED, NULL, 0);
	return at;
}

/* What is longer than an attribute can be has a length that is wrong. */
void msg_nest_end(struct msg *m, size_t at)
{
	if (!m->full)
		((struct nlattr *)(m->data + at))->nla_len = m->len - at;
}

/* ---- sockets ---- */

/* With a @buffer nothing is lost for want of room. Errors come without the message
 * that they are about, so that what comes is short (see genl_take()).
 */
int genl_open(int buffer)
{
	struct sockaddr_nl local = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC), one = 1;

	if (fd < 0 || bind(fd, (void *)&local, sizeof(local)))
		err(2, "netlink socket");
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	if (buffer && setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer)))
		err(2, "SO_RCVBUFFORCE");
	return fd;
}

void genl_join(int fd)
{
	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof(group)))
		err(2, "joining the group of events");
}

static void family_group(const struct nlattr *groups)
{
	const struct nlattr *one, *nla;

	for_each_nla(one, nla_data(groups), nla_next(groups))
		for_each_nla(nla, nla_data(one), nla_next(one))
			if (NLA_TYPE(nla) == CTRL_ATTR_MCAST_GRP_ID)
				group = *(const uint32_t *)nla_data(nla);
}

int genl_family(void)
{
	static struct msg m;
	unsigned char buf[4096];
	const struct nlmsghdr *nlh = (const void *)buf;
	const struct nlattr *nla;
	int fd = genl_open(0);

	family = GENL_ID_CTRL;
	msg_begin(&m, CTRL_CMD_GETFAMILY, 0);
	msg_string(&m, CTRL_ATTR_FAMILY_NAME, NFM_GENL_NAME);
	msg_end(&m, 1);
	if (send(fd, m.data, m.len, 0) < 0 || recv(fd, buf, sizeof(buf), 0) < 0)
		err(2, "asking for nf_mirror");
	if (nlh->nlmsg_type == NLMSG_ERROR)
		errx(2, "nf_mirror is not loaded");
	for_each_nla(nla, buf + NLMSG_HDRLEN + GENL_HDRLEN, buf + nlh->nlmsg_len) {
		if (NLA_TYPE(nla) == CTRL_ATTR_FAMILY_ID)
			family = *(const uint16_t *)nla_data(nla);
		else if (NLA_TYPE(nla) == CTRL_ATTR_MCAST_GROUPS)
			family_group(nla);
	}
	close(fd);
	return family;
}

/* ---- messages from the kernel ---- */

/* What has come, if anything has. The kernel makes a dump's next piece as long as the most that was ever asked for; and
 * only what is of up to 8 KiB comes from a slab, where memory holds a pattern.
 */
ssize_t genl_take(int fd, void *buf, size_t room)
{
	ssize_t len = recv(fd, buf, 0, MSG_DONTWAIT | MSG_PEEK | MSG_TRUNC);

	if (len <= 0)
		return len;
	return recv(fd, buf, (size_t)len < room ? (size_t)len : room, MSG_DONTWAIT);
}

/* What memory holds that nobody has written: of SLUB with slub_debug=P, and of the stack with
 * CONFIG_INIT_STACK_ALL_PATTERN.
 */
static int is_pattern(unsigned char c)
{
	return c == 0x5a || c == 0x6b || c == 0xa5 || c == 0xfe;
}

static size_t pattern_run(const unsigned char *from, size_t left)
{
	size_t n;

	if (!is_pattern(*from))
		return 0;
	for (n = 1; n < left && from[n] == *from; n++)
		;
	return n;
}

void pattern_avoid(unsigned char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (pattern_run(data + i, len - i) >= PATTERN_RUN - 1)
			data[i + PATTERN_RUN - 2] ^= 1;
}

static int has_pattern(const unsigned char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (pattern_run(data + i, len - i) >= PATTERN_RUN)
			return 1;
	return 0;
}

static const char *nla_fault(const char *from, const char *end, int depth)
{
	const struct nlattr *nla = (const void *)from;
	const char *fault, *pad;

	for (; (const char *)nla < end; nla = nla_next(nla)) {
		if (!nla_fits(nla, end))
			return "an attribute is longer than what it is in";
		for (pad = (const char *)nla + nla->nla_len; pad < (const char *)nla_next(nla); pad++)
			if (pad < end && *pad)
				return "bytes between attributes are not zero";
		if (!(nla->nla_type & NLA_F_NESTED))
			continue;
		if (depth == 8)
			return "attributes are nested too deeply";
		fault = nla_fault(nla_data(nla), (const char *)nla + nla->nla_len, depth + 1);
		if (fault)
			return fault;
	}
	return NULL;
}

const char *reply_fault(const struct nlmsghdr *nlh)
{
	const struct genlmsghdr *g = NLMSG_DATA(nlh);

	if (nlh->nlmsg_type != family)
		return NULL;
	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return "a message has no header";
	if (g->reserved)
		return "the reserved bytes are not zero";
	if (has_pattern((const void *)g, nlh->nlmsg_len - NLMSG_HDRLEN))
		return "it has bytes that nobody has written";
	return nla_fault((const char *)g + GENL_HDRLEN, (const char *)nlh + nlh->nlmsg_len, 0);
}

int reply_has(const struct nlmsghdr *nlh, int type)
{
	const struct nlattr *nla;

	for_each_nla(nla, (const char *)NLMSG_DATA(nlh) + GENL_HDRLEN, (const char *)nlh + nlh->nlmsg_len)
		if (NLA_TYPE(nla) == type)
			return 1;
	return 0;
}

/* ---- what is configured ---- */

static void add(struct snapshot *s, const char *text)
{
	size_t len = strlen(text);

	if (s->len + len + 1 > s->room) {
		s->room = 2 * (s->len + len + 1);
		s->text = realloc(s->text, s->room);
		if (!s->text)
			err(2, "realloc");
	}
	memcpy(s->text + s->len, text, len + 1);
	s->len += len;
}

#define NEST_STATS	(-2)

/* Attributes that tell of the past or of the moment, not of what is configured. */
static int passing(const struct snapshot *s, int nest, int type)
{
	switch (nest) {
	case NEST_STATS:
		return type == NFM_STATS_IDLE;
	case 0:
		return (!s->stats && type == NFM_A_STATS) || type == NFM_A_ID || type == NFM_A_SHEDDING ||
		       type == NFM_A_EXPIRES_IN || type == NFM_A_CUTOFF_FLOWS ||
		       type == NFM_A_CUTOFF_EVICTED || type == NFM_A_N_MASKS;
	case NFM_A_SOURCE:
		return !s->stats && type == NFM_SRC_STATS;
	case NFM_A_TARGET:
		return (!s->stats && type == NFM_TGT_STATS) ||
		       (!s->states && (type == NFM_TGT_IFINDEX || type == NFM_TGT_STATE));
	case NFM_A_RULE:
		return (!s->stats && type == NFM_RULE_STATS) || type == NFM_RULE_ID;
	default:
		return 0;
	}
}

/* What an attribute of @nest is the nest of; -1: of nothing that has to be told apart. */
static int nest_of(int nest, int type)
{
	if ((nest == 0 && type == NFM_A_STATS) || (nest == NFM_A_SOURCE && type == NFM_SRC_STATS) ||
	    (nest == NFM_A_TARGET && type == NFM_TGT_STATS) || (nest == NFM_A_RULE && type == NFM_RULE_STATS))
		return NEST_STATS;
	return nest ? -1 : type;
}

static void add_nlas(struct snapshot *s, const void *from, const void *end, int nest)
{
	const struct nlattr *nla;
	char text[32];
	int i;

	for_each_nla(nla, from, end) {
		if (passing(s, nest, NLA_TYPE(nla)))
			continue;
		snprintf(text, sizeof(text), " %u:", NLA_TYPE(nla));
		add(s, text);
		if (nla->nla_type & NLA_F_NESTED) {
			add(s, "{");
			add_nlas(s, nla_data(nla), (const char *)nla + nla->nla_len,
				 nest_of(nest, NLA_TYPE(nla)));
			add(s, " }");
			continue;
		}
		for (i = 0; i < nla->nla_len - NLA_HDRLEN; i++) {
			snprintf(text, sizeof(text), "%02x", ((const uint8_t *)nla_data(nla))[i]);
			add(s, text);
		}
	}
}

void snapshot_add(struct snapshot *s, const struct nlmsghdr *nlh)
{
	add_nlas(s, (const char *)NLMSG_DATA(nlh) + GENL_HDRLEN, (const char *)nlh + nlh->nlmsg_len, 0);
	add(s, "\n");
}

void snapshot_clear(struct snapshot *s)
{
	s->len = 0;
	add(s, "");
}

/* One dump into @s; -EINTR: what it tells of has changed meanwhile. */
static int dump(int fd, struct snapshot *s, int cmd)
{
	static unsigned char buf[1 << 17];
	static struct msg m;
	static uint32_t seq = 0x40000000;
	int interrupted = 0;

	msg_begin(&m, cmd, NLM_F_DUMP);
	msg_end(&m, ++seq);
	if (send(fd, m.data, m.len, 0) < 0)
		return -errno;
	for (;;) {
		ssize_t len = recv(fd, buf, sizeof(buf), 0);
		const struct nlmsghdr *nlh = (const void *)buf;

		if (len < 0)
			return -errno;
		for (; NLMSG_OK(nlh, len); nlh = NLMSG_NEXT(nlh, len)) {
			if (nlh->nlmsg_seq != seq)
				continue;
			interrupted |= nlh->nlmsg_flags & NLM_F_DUMP_INTR;
			if (nlh->nlmsg_type == NLMSG_DONE || nlh->nlmsg_type == NLMSG_ERROR) {
				int error = *(const int *)NLMSG_DATA(nlh);

				return error ?: interrupted ? -EINTR : 0;
			}
			snapshot_add(s, nlh);
		}
	}
}

int snapshot_take(int fd, struct snapshot *s)
{
	static const int cmds[] = {
		NFM_CMD_SESSION_GET, NFM_CMD_SOURCE_GET, NFM_CMD_TARGET_GET, NFM_CMD_RULE_GET,
	};
	int error = 0;
	size_t i;

	snapshot_clear(s);
	for (i = 0; i < sizeof(cmds) / sizeof(*cmds) && !error; i++)
		error = dump(fd, s, cmds[i]);
	return error;
}

int snapshot_same(const struct snapshot *a, const struct snapshot *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

void snapshot_print(const struct snapshot *s)
{
	printf("%.*s", (int)s->len, s->text);
}
