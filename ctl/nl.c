// SPDX-License-Identifier: GPL-2.0-only
#include "nl.h"

#include "encode.h"
#include "transport.h"

#include <errno.h>
#include <netlink/genl/genl.h>
#include <netlink/genl/ctrl.h>
#include <netlink/netlink.h>
#include <stdlib.h>
#include <string.h>

static struct nl_sock *sock;
static int family;

/* A request on its way. */
struct flight {
	uint32_t seq;
	struct replies *replies;
	struct extack extack;
	bool done;
	bool interrupted; /* the dump changed under way */
	bool no_memory;
};

int req_no_room(void)
{
	return refused("no memory for the request");
}

int req_not_understood(void)
{
	return refused("the kernel's answer is not understood "
		       "(are nf_mirror and mirrorctl of one version?)");
}

int req_changes(void)
{
	return refused("things change faster than they can be read (%d times), try again",
		       REQ_TRIES);
}

static int start(void)
{
	return sock ? RC_OK : transport_open(&sock, &family);
}

void req_end(void)
{
	nl_socket_free(sock);
	sock = NULL;
}

struct nl_msg *req_new(uint8_t cmd, int flags)
{
	struct nl_msg *msg;

	if (start())
		return NULL;
	msg = nlmsg_alloc();
	if (!msg ||
	    !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, family, 0, flags, cmd, NFM_GENL_VERSION)) {
		nlmsg_free(msg);
		req_no_room();
		return NULL;
	}
	return msg;
}

int req_make_room(struct nl_msg *msg, size_t more)
{
	size_t need = nlmsg_hdr(msg)->nlmsg_len + more;
	size_t size = nlmsg_get_max_size(msg);

	if (need <= size)
		return RC_OK;
	while (size < need)
		size *= 2;
	return nlmsg_expand(msg, size) ? req_no_room() : RC_OK;
}

void replies_free(struct replies *r)
{
	free(r->buf);
	free(r->msg);
	memset(r, 0, sizeof(*r));
}

static bool replies_grow(struct replies *r, size_t len)
{
	if (r->len + len > r->size) {
		size_t size = (r->len + len) * 2;
		char *buf = realloc(r->buf, size);

		if (!buf)
			return false;
		r->buf = buf;
		r->size = size;
	}
	if (r->n == r->n_max) {
		size_t n = r->n_max ? r->n_max * 2 : 16;
		struct attrs *msg = realloc(r->msg, n * sizeof(*msg));

		if (!msg)
			return false;
		r->msg = msg;
		r->n_max = n;
	}
	return true;
}

static bool replies_add(struct replies *r, struct attrs a)
{
	if (!replies_grow(r, NLMSG_ALIGN(a.len)))
		return false;
	memcpy(r->buf + r->len, a.head, a.len);
	r->msg[r->n++].len = a.len;
	r->len += NLMSG_ALIGN(a.len);
	return true;
}

/* The buffer moves no more: say where each message is. */
static void replies_settle(struct replies *r)
{
	size_t at = 0;

	for (size_t i = 0; i < r->n; i++) {
		r->msg[i].head = (struct nlattr *)(r->buf + at);
		at += NLMSG_ALIGN(r->msg[i].len);
	}
}

static bool message_attrs(struct nlmsghdr *nlh, struct attrs *a, uint8_t *cmd)
{
	struct genlmsghdr *genl;

	if (!genlmsg_valid_hdr(nlh, 0) || nlh->nlmsg_type != family)
		return false;
	genl = nlmsg_data(nlh);
	a->head = genlmsg_attrdata(genl, 0);
	a->len = genlmsg_attrlen(genl, 0);
	*cmd = genl->cmd;
	return true;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct flight *f = arg;
	struct attrs a;
	uint8_t cmd;

	if (f->replies && message_attrs(nlmsg_hdr(msg), &a, &cmd) && !replies_add(f->replies, a))
		f->no_memory = true;
	return NL_OK;
}

/* The end of a dump may carry an error. */
static int on_finish(struct nl_msg *msg, void *arg)
{
	struct flight *f = arg;

	extack_parse(&f->extack, nlmsg_hdr(msg));
	f->done = true;
	return NL_STOP;
}

static int on_ack(struct nl_msg *msg, void *arg)
{
	struct flight *f = arg;

	extack_parse(&f->extack, nlmsg_hdr(msg));
	f->done = true;
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *err, void *arg)
{
	struct flight *f = arg;

	(void)from;
	extack_parse(&f->extack, (struct nlmsghdr *)((char *)err - NLMSG_HDRLEN));
	f->done = true;
	return NL_STOP;
}

static int on_interrupted(struct nl_msg *msg, void *arg)
{
	struct flight *f = arg;

	(void)msg;
	f->interrupted = true;
	return NL_OK;
}

/* What is left of a request that failed on its way is not for this one. */
static int on_seq(struct nl_msg *msg, void *arg)
{
	struct flight *f = arg;

	return nlmsg_hdr(msg)->nlmsg_seq == f->seq ? NL_OK : NL_SKIP;
}

static struct nl_cb *callbacks(struct flight *f)
{
	/* The socket's own, which carry what a test put in place of the kernel. */
	struct nl_cb *base = nl_socket_get_cb(sock);
	struct nl_cb *cb = nl_cb_clone(base);

	nl_cb_put(base);
	if (!cb)
		return NULL;
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, f);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, f);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, f);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, f);
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_seq, f);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, f);
	return cb;
}

static int send_error(int err, size_t len)
{
	if (err == -NLE_MSGSIZE || err == -NLE_NOMEM || errno == EMSGSIZE || errno == ENOBUFS)
		return refused("the request of %zu bytes does not fit the socket's send buffer: "
			       "raise net.core.wmem_max to %zu",
			       len, len / 2 + 4096);
	return refused("cannot send to nf_mirror: %s", nl_geterror(err));
}

/* Sends, and receives until the answer is complete. */
static int fly(struct nl_msg *msg, struct flight *f)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct nl_cb *cb;
	int err;

	transport_make_room(sock, nlh->nlmsg_len);
	errno = 0;
	err = nl_send_auto(sock, msg);
	if (err < 0)
		return send_error(err, nlh->nlmsg_len);
	f->seq = nlh->nlmsg_seq;
	cb = callbacks(f);
	if (!cb)
		return req_no_room();
	while (!f->done) {
		err = nl_recvmsgs(sock, cb);
		if (err < 0 && !f->done)
			break;
	}
	nl_cb_put(cb);
	if (!f->done)
		return refused("cannot receive from nf_mirror: %s", nl_geterror(err));
	if (f->no_memory)
		return refused("no memory for the kernel's answer");
	return RC_OK;
}

int req_do(struct nl_msg *msg, const struct doing *d, struct replies *replies)
{
	struct flight f = { .replies = replies };
	int rc = fly(msg, &f);

	if (!rc && f.extack.error)
		rc = extack_report(&f.extack, nlmsg_hdr(msg), d);
	else if (!rc && f.extack.message[0])
		warning("%s", f.extack.message);
	if (!rc && replies)
		replies_settle(replies);
	nlmsg_free(msg);
	return rc;
}

static int dump_once(uint8_t cmd, const char *session, struct flight *f)
{
	struct nl_msg *msg = req_new(cmd, NLM_F_DUMP);
	const struct doing d = { .session = session };
	int rc;

	if (!msg)
		return RC_REFUSED;
	rc = session && encode_name(msg, session) ? req_no_room() : fly(msg, f);
	if (!rc && f->extack.error)
		rc = extack_report(&f->extack, nlmsg_hdr(msg), &d);
	nlmsg_free(msg);
	return rc;
}

int req_dump(uint8_t cmd, const char *session, struct replies *replies)
{
	for (int i = 0; i < REQ_TRIES; i++) {
		struct flight f = { .replies = replies };
		int rc;

		replies->len = 0;
		replies->n = 0;
		rc = dump_once(cmd, session, &f);
		if (rc)
			return rc;
		if (!f.interrupted) {
			replies_settle(replies);
			return RC_OK;
		}
	}
	return req_changes();
}

struct listener {
	int (*event)(uint8_t cmd, struct attrs attrs);
	int rc;
};

/* A module that is loaded again is another family, with other groups. */
static bool family_is_gone(struct nlmsghdr *nlh)
{
	struct genlmsghdr *genl = nlmsg_data(nlh);
	struct nlattr *id;

	if (nlh->nlmsg_type != GENL_ID_CTRL || !genlmsg_valid_hdr(nlh, 0) ||
	    genl->cmd != CTRL_CMD_DELFAMILY)
		return false;
	id = nla_find(genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0), CTRL_ATTR_FAMILY_ID);
	return id && nla_len(id) == sizeof(uint16_t) && nla_get_u16(id) == family;
}

static int on_event(struct nl_msg *msg, void *arg)
{
	struct listener *l = arg;
	struct attrs a;
	uint8_t cmd;

	if (message_attrs(nlmsg_hdr(msg), &a, &cmd))
		l->rc = l->event(cmd, a);
	else if (family_is_gone(nlmsg_hdr(msg)))
		l->rc = refused("nf_mirror was unloaded");
	return l->rc ? NL_STOP : NL_OK;
}

int req_listen(int (*event)(uint8_t cmd, struct attrs attrs))
{
	struct listener l = { .event = event };
	int rc = start(), err;

	if (!rc)
		rc = transport_join(sock);
	if (rc)
		return rc;
	nl_socket_disable_seq_check(sock);
	nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, on_event, &l);
	while (!l.rc) {
		err = nl_recvmsgs_default(sock);
		if (err == -NLE_NOMEM)
			warning("events came faster than they were read, some are lost");
		else if (err < 0)
			return refused("cannot receive from nf_mirror: %s", nl_geterror(err));
	}
	return l.rc;
}
