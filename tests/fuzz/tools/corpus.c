// SPDX-License-Identifier: GPL-2.0-only
/*
 * corpus - datagrams that are kept: in files, and to be sent again with changes.
 *
 * A change is one to the structure: of an attribute the value, the type or the
 * length; an attribute or a message taken away, doubled, or taken from another
 * datagram, with the lengths of all that it is in put right.
 */
#include "corpus.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "genl.h"
#include "random.h"

#define KEPT_MAX	20000
#define PLACES_MAX	4096
#define HEADERS		(NLMSG_HDRLEN + GENL_HDRLEN)
#define COUNT(a)	(sizeof(a) / sizeof(*(a)))

/* ---- files ---- */

static const char digits[] = "0123456789abcdef";

int datagram_read(FILE *f, struct datagram *d)
{
	static char *line;
	static size_t room;
	const char *high, *low;
	size_t i, len;

	do {
		if (getline(&line, &room, f) < 0)
			return 0;
		len = strcspn(line, "\n");
	} while (line[0] == '#' || !len);
	d->len = len / 2;
	for (i = 0; i < len && d->len <= DATAGRAM_MAX; i += 2) {
		high = strchr(digits, line[i]);
		low = strchr(digits, line[i + 1]);
		if (!high || !low || !*low)
			break;
		d->data[i / 2] = (high - digits) << 4 | (low - digits);
	}
	if (i < len)
		errx(2, "not a datagram: %s", line);
	return 1;
}

void datagram_write(FILE *f, const struct datagram *d)
{
	static char line[2 * DATAGRAM_MAX + 1];
	size_t i;

	for (i = 0; i < d->len; i++) {
		line[2 * i] = digits[d->data[i] >> 4];
		line[2 * i + 1] = digits[d->data[i] & 15];
	}
	line[2 * i] = '\n';
	fwrite(line, 1, 2 * i + 1, f);
	fflush(f);
}

/* ---- what is in one ---- */

/* As netlink_rcv_skb() goes through it. */
struct nlmsghdr *datagram_next(struct datagram *d, size_t *at)
{
	struct nlmsghdr *nlh = (void *)(d->data + *at);

	if (d->len - *at < NLMSG_HDRLEN || nlh->nlmsg_len < NLMSG_HDRLEN || nlh->nlmsg_len > d->len - *at)
		return NULL;
	*at += NLMSG_ALIGN(nlh->nlmsg_len);
	if (*at > d->len)
		*at = d->len;
	return nlh;
}

unsigned int datagram_stamp(struct datagram *d, int family, uint32_t seq)
{
	struct nlmsghdr *nlh;
	unsigned int n = 0;
	size_t at = 0;

	while ((nlh = datagram_next(d, &at))) {
		nlh->nlmsg_type = family;
		nlh->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
		nlh->nlmsg_seq = seq + n++;
	}
	return n;
}

static struct nlattr *nla_of(struct datagram *d, size_t at)
{
	return (void *)(d->data + at);
}

/* The attribute at @at, if it is one and ends before @end. */
static int nla_fits(struct datagram *d, size_t at, size_t end)
{
	return at + NLA_HDRLEN <= end && nla_of(d, at)->nla_len >= NLA_HDRLEN &&
	       at + nla_of(d, at)->nla_len <= end;
}

static int find_attrs(struct datagram *d, size_t at, size_t end, uint32_t *places, int n)
{
	for (; n < PLACES_MAX && nla_fits(d, at, end); at += NLA_ALIGN(nla_of(d, at)->nla_len)) {
		places[n++] = at;
		if (nla_of(d, at)->nla_type & NLA_F_NESTED)
			n = find_attrs(d, at + NLA_HDRLEN, at + nla_of(d, at)->nla_len, places, n);
	}
	return n;
}

/* Where one of its attributes is; 0: it has none. */
static size_t some_attr(struct datagram *d)
{
	static uint32_t places[PLACES_MAX];
	struct nlmsghdr *nlh;
	size_t at = 0;
	int n = 0;

	while ((nlh = datagram_next(d, &at))) {
		size_t start = (unsigned char *)nlh - d->data;

		n = find_attrs(d, start + HEADERS, start + nlh->nlmsg_len, places, n);
	}
	return n ? places[rnd(n)] : 0;
}

static struct nlmsghdr *some_msg(struct datagram *d)
{
	struct nlmsghdr *nlh, *found = NULL;
	size_t at = 0;
	int n = 0;

	while ((nlh = datagram_next(d, &at)))
		if (!rnd(++n))
			found = nlh;
	return found;
}

/* ---- changes ---- */

/* Make room for @by bytes at @at, or take as many away: all that they are in is longer, or shorter. */
static int make_room(struct datagram *d, size_t at, int by)
{
	size_t msg = 0, start, end;
	struct nlmsghdr *nlh;

	if (d->len + by > DATAGRAM_MAX || (by < 0 && at - by > d->len))
		return 0;
	while ((nlh = datagram_next(d, &msg))) {
		start = (unsigned char *)nlh - d->data;
		end = start + nlh->nlmsg_len;
		if (at <= start || at >= end)
			continue;
		nlh->nlmsg_len += by;
		for (start += HEADERS; nla_fits(d, start, end);) {
			struct nlattr *nla = nla_of(d, start);
			size_t next = start + NLA_ALIGN(nla->nla_len);

			if (at > start && at < start + nla->nla_len) {
				end = start + nla->nla_len;
				nla->nla_len += by;
				next = start + NLA_HDRLEN;
			}
			start = next;
		}
		break;
	}
	if (by > 0)
		memmove(d->data + at + by, d->data + at, d->len - at);
	else
		memmove(d->data + at, d->data + at - by, d->len - at + by);
	d->len += by;
	return 1;
}

static void put_attr(struct datagram *d, size_t at, struct datagram *from, size_t attr)
{
	static unsigned char copy[UINT16_MAX + 4];
	size_t len = NLA_ALIGN(nla_of(from, attr)->nla_len);

	if (attr + len > from->len)
		return;
	memcpy(copy, from->data + attr, len);
	if (make_room(d, at, len))
		memcpy(d->data + at, copy, len);
}

static void change_value(struct nlattr *nla)
{
	static const uint64_t edges[] = {
		0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, UINT64_MAX,
	};
	unsigned char *value = (unsigned char *)nla + NLA_HDRLEN;
	unsigned int len = nla->nla_len - NLA_HDRLEN, n;

	if (!len)
		return;
	if (chance(50)) {
		n = len < 8 ? len : 8;
		memcpy(value + rnd(len - n + 1), &edges[rnd(COUNT(edges))], n);
		return;
	}
	for (n = 1 + rnd(3); n; n--)
		value[rnd(len)] ^= 1 << rnd(8);
}

static void change_attr(struct datagram *d, struct datagram *other)
{
	size_t at = some_attr(d), attr = some_attr(other);
	struct nlattr *nla = nla_of(d, at);

	if (!at)
		return;
	switch (rnd(10)) {
	case 0: nla->nla_type = rnd(48) | (nla->nla_type & NLA_F_NESTED); break;
	case 1: nla->nla_type ^= NLA_F_NESTED; break;
	case 2: nla->nla_len += (int)rnd(9) - 4; break;
	case 3: make_room(d, at, -(int)NLA_ALIGN(nla->nla_len)); break;
	case 4: put_attr(d, at, d, at); break;
	case 5: case 6:
		if (attr)
			put_attr(d, at, other, attr);
		break;
	default: change_value(nla);
	}
}

static void change_msg(struct datagram *d, struct datagram *other)
{
	static const uint16_t flags[] = { NLM_F_CREATE, NLM_F_EXCL, NLM_F_REPLACE, NLM_F_ECHO, NLM_F_DUMP };
	struct nlmsghdr *nlh = some_msg(d), *its = some_msg(other);
	size_t at = (unsigned char *)nlh - d->data, len;

	if (!nlh || !its)
		return;
	switch (rnd(4)) {
	case 0:
		nlh->nlmsg_flags ^= flags[rnd(COUNT(flags))];
		break;
	case 1:
		d->data[at + NLMSG_HDRLEN] = 1 + rnd(NFM_CMD_RULE_FLUSH);
		break;
	case 2:
		len = NLMSG_ALIGN(nlh->nlmsg_len);
		if (d->len > at + len)
			make_room(d, at, -(int)len);
		break;
	case 3:
		len = NLMSG_ALIGN(its->nlmsg_len);
		if ((unsigned char *)its - other->data + len <= other->len && make_room(d, at, len))
			memcpy(d->data + at, its, len);
		break;
	}
}

/* ---- those that are kept ---- */

static struct kept {
	size_t len;
	unsigned char data[];
} *kept[KEPT_MAX];
static unsigned int n_kept;

void corpus_keep(const struct datagram *d)
{
	struct kept *k = malloc(sizeof(*k) + d->len), **place;

	if (!k)
		err(2, "malloc");
	k->len = d->len;
	memcpy(k->data, d->data, d->len);
	if (n_kept < KEPT_MAX) {
		kept[n_kept++] = k;
		return;
	}
	place = &kept[rnd(KEPT_MAX)];
	free(*place);
	*place = k;
}

unsigned int corpus_size(void)
{
	return n_kept;
}

static void some_kept(struct datagram *d)
{
	/* Half of them from those that came last: they lead on. */
	unsigned int last = n_kept < 64 ? n_kept : 64, n = chance(50) ? n_kept - 1 - rnd(last) : rnd(n_kept);

	d->len = kept[n]->len;
	memcpy(d->data, kept[n]->data, d->len);
}

void corpus_mutate(struct datagram *d)
{
	static struct datagram other;
	unsigned int n;

	some_kept(d);
	some_kept(&other);
	for (n = rnd(5); n; n--)
		chance(75) ? change_attr(d, &other) : change_msg(d, &other);
}
