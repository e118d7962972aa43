// SPDX-License-Identifier: GPL-2.0-only
/*
 * build - a frame from words.
 *
 * A frame is a row of layers, each with its fields; a field that is not given
 * has a default, and types, lengths and checksums fit what follows:
 *
 *   eth   [src MAC] [dst MAC] [type N]      llc HEX (802.3 length, then HEX)
 *   vlan  ID [prio N] [type N]              svlan: the same with 802.1ad
 *   ip    [src A] [dst A] [ttl N] [tos N] [id N] [frag N] [mf] [df] [proto N]
 *         [opts N] [len N] [ihl N] [ver N]  frag in units of 8, opts in bytes
 *   ip6   [src A] [dst A] [ttl N] [tos N] [proto N] [len N] [ver N]
 *   hbh | rt | dopt [len N] [proto N]       extension headers, len in units of 8
 *   fh    [frag N] [mf] [id N] [proto N]    ah [len N]: authentication header
 *   tcp   [sport N] [dport N] [flags N] [seq N] [doff N]
 *   udp | udplite | sctp | dccp [sport N] [dport N]
 *   icmp | icmp6 [type N] [code N]
 *   arp   [op N] [sha MAC] [sip A] [tha MAC] [tip A] [hlen N] [plen N]
 *   hex HEX | zero N | tag TEXT             payload; a tag is "NFM{TEXT}"
 *
 * and of the whole: truncate N (keep N bytes), gap N (wait so many microseconds
 * behind each), count N (send N times; a tag
 * gets "-000000" and up), mark N (SO_MARK), cpu N (send there), partial (leave
 * the L4 checksum to the device), gso N (segments of N bytes), ufo N (UDP to be
 * fragmented, N bytes each), linear N (of a frame over 4096 bytes keep only N in
 * the linear part of the skb), txtime N (ask to have it sent in N seconds), bypass
 * (past the queue).
 */
#include <arpa/inet.h>
#include <err.h>
#include <linux/virtio_net.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build.h"

#ifndef VIRTIO_NET_HDR_GSO_UDP_L4	/* Linux 6.2 */
#define VIRTIO_NET_HDR_GSO_UDP_L4	5
#endif

enum kind {
	ETH, VLAN, SVLAN, IP4, IP6, HBH, RT, DOPT, FH, AH, TCP, UDP, UDPLITE, SCTP,
	DCCP, ICMP, ICMP6, ARP,
};

/* A kind of layer: what it is to the layer before, and where it names the next. */
struct layer_def {
	const char *name;
	unsigned int size, ethertype, proto;
	int type_at, type_size;		/* type_size 0: it names none */
	int sum_at;			/* 0: no L4 checksum */
	const char *init;
	unsigned int init_len;
};

#define INIT(s) .init = (s), .init_len = sizeof(s) - 1
#define EXT(n, p, s) { .name = (n), .size = 8, .proto = (p), .type_size = 1, INIT(s) }

static const struct layer_def defs[] = {
	[ETH] = { .name = "eth", .size = 14, .type_at = 12, .type_size = 2,
		  INIT("\2\0\0\0\0\2\2\0\0\0\0\1") },
	[VLAN] = { .name = "vlan", .size = 4, .ethertype = 0x8100, .type_at = 2, .type_size = 2 },
	[SVLAN] = { .name = "svlan", .size = 4, .ethertype = 0x88a8, .type_at = 2, .type_size = 2 },
	[IP4] = { .name = "ip", .size = 20, .ethertype = 0x0800, .proto = 4, .type_at = 9,
		  .type_size = 1,
		  INIT("\x45\0\0\0\0\1\0\0\x40\xff\0\0\x0a\0\0\1\x0a\0\0\2") },
	[IP6] = { .name = "ip6", .size = 40, .ethertype = 0x86dd, .proto = 41, .type_at = 6,
		  .type_size = 1,
		  INIT("\x60\0\0\0\0\0\x3b\x40\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
		       "\xfd\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2") },
	[HBH] = EXT("hbh", 0, "\x3b\0\1\4"),
	[RT] = EXT("rt", 43, "\x3b"),
	[DOPT] = EXT("dopt", 60, "\x3b\0\1\4"),
	[FH] = EXT("fh", 44, "\x3b"),
	[AH] = { .name = "ah", .size = 12, .proto = 51, .type_size = 1, INIT("\x3b\1") },
	[TCP] = { .name = "tcp", .size = 20, .proto = 6, .sum_at = 16,
		  INIT("\3\xe8\0\x50\0\0\0\0\0\0\0\0\x50\x10\xff\xff") },
	[UDP] = { .name = "udp", .size = 8, .proto = 17, .sum_at = 6, INIT("\3\xe8\0\x35") },
	[UDPLITE] = { .name = "udplite", .size = 8, .proto = 136, .sum_at = 6,
		      INIT("\3\xe8\0\x35") },
	[SCTP] = { .name = "sctp", .size = 12, .proto = 132, INIT("\3\xe8\x8e\x3c") },
	[DCCP] = { .name = "dccp", .size = 16, .proto = 33, INIT("\3\xe8\x13\x89") },
	[ICMP] = { .name = "icmp", .size = 8, .proto = 1, .sum_at = 2, INIT("\x08") },
	[ICMP6] = { .name = "icmp6", .size = 8, .proto = 58, .sum_at = 2, INIT("\x80") },
	[ARP] = { .name = "arp", .size = 28, .ethertype = 0x0806,
		  INIT("\0\1\x08\0\6\4\0\1\2\0\0\0\0\1\x0a\0\0\1\0\0\0\0\0\0\x0a\0\0\2") },
};

/* Fields: bits of a big-endian word of 1, 2 or 4 bytes, or an address. */
enum field_type { BITS, FLAG, MAC, ADDR4, ADDR6 };

struct field {
	enum kind kind;
	const char *name;
	enum field_type type;
	unsigned int off, size, shift, mask;	/* mask before the shift */
	unsigned int fixes;			/* FIXES_*: not to be filled in */
};

#define FIXES_TYPE	1
#define FIXES_LEN	2
#define N8(kind, name, off, ...)	{ kind, name, BITS, off, 1, 0, 0xff, __VA_ARGS__ }
#define N16(kind, name, off, ...)	{ kind, name, BITS, off, 2, 0, 0xffff, __VA_ARGS__ }
#define N32(kind, name, off)		{ kind, name, BITS, off, 4, 0, 0xffffffff, 0 }
#define PORTS(kind)			N16(kind, "sport", 0, 0), N16(kind, "dport", 2, 0)

static const struct field fields[] = {
	{ ETH, "src", MAC, 6, 0, 0, 0, 0 },
	{ ETH, "dst", MAC, 0, 0, 0, 0, 0 },
	N16(ETH, "type", 12, FIXES_TYPE),
	{ VLAN, "prio", BITS, 0, 2, 13, 7, 0 },
	N16(VLAN, "type", 2, FIXES_TYPE),
	{ SVLAN, "prio", BITS, 0, 2, 13, 7, 0 },
	N16(SVLAN, "type", 2, FIXES_TYPE),
	{ IP4, "src", ADDR4, 12, 0, 0, 0, 0 },
	{ IP4, "dst", ADDR4, 16, 0, 0, 0, 0 },
	N8(IP4, "ttl", 8, 0),
	N8(IP4, "tos", 1, 0),
	N16(IP4, "id", 4, 0),
	{ IP4, "frag", BITS, 6, 2, 0, 0x1fff, 0 },
	{ IP4, "mf", FLAG, 6, 2, 13, 1, 0 },
	{ IP4, "df", FLAG, 6, 2, 14, 1, 0 },
	N8(IP4, "proto", 9, FIXES_TYPE),
	N16(IP4, "len", 2, FIXES_LEN),
	{ IP4, "ihl", BITS, 0, 1, 0, 15, 0 },
	{ IP4, "ver", BITS, 0, 1, 4, 15, 0 },
	{ IP6, "src", ADDR6, 8, 0, 0, 0, 0 },
	{ IP6, "dst", ADDR6, 24, 0, 0, 0, 0 },
	N8(IP6, "ttl", 7, 0),
	{ IP6, "tos", BITS, 0, 2, 4, 0xff, 0 },
	N8(IP6, "proto", 6, FIXES_TYPE),
	N16(IP6, "len", 4, FIXES_LEN),
	{ IP6, "ver", BITS, 0, 1, 4, 15, 0 },
	N8(HBH, "proto", 0, FIXES_TYPE),
	N8(RT, "proto", 0, FIXES_TYPE),
	N8(DOPT, "proto", 0, FIXES_TYPE),
	N8(FH, "proto", 0, FIXES_TYPE),
	{ FH, "frag", BITS, 2, 2, 3, 0x1fff, 0 },
	{ FH, "mf", FLAG, 2, 2, 0, 1, 0 },
	N32(FH, "id", 4),
	PORTS(TCP),
	N32(TCP, "seq", 4),
	{ TCP, "flags", BITS, 12, 2, 0, 0xfff, 0 },
	{ TCP, "doff", BITS, 12, 1, 4, 15, 0 },
	PORTS(UDP),
	PORTS(UDPLITE),
	PORTS(SCTP),
	PORTS(DCCP),
	N8(ICMP, "type", 0, 0),
	N8(ICMP, "code", 1, 0),
	N8(ICMP6, "type", 0, 0),
	N8(ICMP6, "code", 1, 0),
	N8(ARP, "hlen", 4, 0),
	N8(ARP, "plen", 5, 0),
	N16(ARP, "op", 6, 0),
	{ ARP, "sha", MAC, 8, 0, 0, 0, 0 },
	{ ARP, "sip", ADDR4, 14, 0, 0, 0, 0 },
	{ ARP, "tha", MAC, 18, 0, 0, 0, 0 },
	{ ARP, "tip", ADDR4, 24, 0, 0, 0, 0 },
};

struct layer {
	enum kind kind;
	size_t off;
	unsigned int fixed;		/* FIXES_* */
};

unsigned char frame_data[FRAME_MAX];
size_t frame_len;
struct frame_options frame_opt;

static struct layer layers[64];
static int n_layers;
static char **word;		/* the next word */
static unsigned long seq;	/* of count */

static unsigned int get(size_t off, unsigned int size)
{
	unsigned int v = 0;

	while (size--)
		v = v << 8 | frame_data[off++];
	return v;
}

static void put(size_t off, unsigned int size, unsigned int v)
{
	while (size--) {
		frame_data[off + size] = v;
		v >>= 8;
	}
}

static const char *next(void)
{
	if (!*word)
		errx(2, "a word is missing at the end");
	return *word++;
}

static unsigned long number(void)
{
	const char *s = next();
	char *end;
	unsigned long v = strtoul(s, &end, 0);

	if (*end || end == s)
		errx(2, "not a number: %s", s);
	return v;
}

static int is(const char *s)
{
	if (!*word || strcmp(*word, s))
		return 0;
	word++;
	return 1;
}

static size_t grow(size_t n)
{
	size_t off = frame_len;

	if (frame_len + n > FRAME_MAX)
		errx(2, "frame too long");
	memset(frame_data + frame_len, 0, n);
	frame_len += n;
	return off;
}

static void hex_bytes(const char *s, const char *end_ok, size_t off, size_t n)
{
	unsigned int b;

	for (; n--; s += 2 + (s[2] && *end_ok))
		if (sscanf(s, "%2x", &b) != 1)
			errx(2, "not hex: %s", s);
		else
			frame_data[off++] = b;
}

static void set_field(const struct field *f, size_t off)
{
	unsigned int v;

	if (f->type == MAC) {
		hex_bytes(next(), ":", off, 6);
	} else if (f->type == ADDR4 || f->type == ADDR6) {
		if (inet_pton(f->type == ADDR4 ? AF_INET : AF_INET6, next(), frame_data + off) != 1)
			errx(2, "not an address: %s", word[-1]);
	} else {
		v = f->type == FLAG ? 1 : number();
		v = (v & f->mask) << f->shift;
		put(off, f->size, (get(off, f->size) & ~(f->mask << f->shift)) | v);
	}
}

static int field_word(struct layer *l)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(*fields); i++)
		if (fields[i].kind == l->kind && is(fields[i].name)) {
			set_field(&fields[i], l->off + fields[i].off);
			l->fixed |= fields[i].fixes;
			return 1;
		}
	return 0;
}

/* Words that make a layer longer. */
static int grow_word(struct layer *l)
{
	size_t o = l->off, n;

	if (l->kind == IP4 && is("opts")) {
		n = number();
		memset(frame_data + grow(n), 1, n);	/* NOP */
		frame_data[o] = 0x40 | (5 + n / 4);
	} else if (l->kind >= HBH && l->kind <= DOPT && is("len")) {
		frame_data[o + 1] = n = number();
		grow(8 * n);
		if (l->kind != RT)		/* one PadN as far as it goes */
			frame_data[o + 3] = 8 * n + 4 < 256 ? 8 * n + 4 : 255;
	} else if (l->kind == AH && is("len")) {
		frame_data[o + 1] = n = number();
		grow(4 * (n - 1));
	} else {
		return 0;
	}
	return 1;
}

static void add(enum kind kind)
{
	const struct layer_def *d = &defs[kind], *before;
	struct layer *l = &layers[n_layers], *p = l - 1;

	if (n_layers == 64)
		errx(2, "too many layers");
	if (n_layers && !(p->fixed & FIXES_TYPE)) {
		before = &defs[p->kind];
		put(p->off + before->type_at, before->type_size,
		    before->type_size == 2 ? d->ethertype : d->proto);
	}
	n_layers++;
	*l = (struct layer){ .kind = kind, .off = grow(d->size) };
	if (d->init_len)
		memcpy(frame_data + l->off, d->init, d->init_len);
	if (kind == VLAN || kind == SVLAN)
		put(l->off, 2, number());
	while (field_word(l) || grow_word(l))
		;
}

static int layer_word(void)
{
	size_t i;

	for (i = 0; i < sizeof(defs) / sizeof(*defs); i++)
		if (is(defs[i].name)) {
			add(i);
			return 1;
		}
	return 0;
}

static void hex(void)
{
	const char *s = next();
	size_t n = strlen(s) / 2;

	hex_bytes(s, "", grow(n), n);
}

static void text(const char *s)
{
	char t[128];
	int n;

	if (frame_opt.count > 1)
		n = snprintf(t, sizeof(t), "NFM{%s-%06lu}", s, seq);
	else
		n = snprintf(t, sizeof(t), "NFM{%s}", s);
	memcpy(frame_data + grow(n), t, n);
}

static void llc(void)
{
	struct layer *p = &layers[n_layers - 1];

	if (!n_layers || defs[p->kind].type_size != 2)
		errx(2, "llc needs eth or vlan before it");
	hex();
	p->fixed |= FIXES_TYPE;
	put(p->off + defs[p->kind].type_at, 2, frame_len - p->off - defs[p->kind].size);
}

static int payload_word(void)
{
	if (is("hex"))
		hex();
	else if (is("llc"))
		llc();
	else if (is("zero"))
		grow(number());
	else if (is("tag"))
		text(next());
	else
		return 0;
	return 1;
}

static int whole_word(void)
{
	if (is("truncate"))
		frame_opt.truncate = number(), frame_opt.has_truncate = 1;
	else if (is("count"))
		frame_opt.count = number();
	else if (is("gap"))
		frame_opt.gap = number();
	else if (is("mark"))
		frame_opt.mark = number();
	else if (is("cpu"))
		frame_opt.cpu = number();
	else if (is("txtime"))
		frame_opt.txtime = number();
	else if (is("gso"))
		frame_opt.gso = number(), frame_opt.partial = frame_opt.virtio = 1;
	else if (is("ufo"))
		frame_opt.gso = number(), frame_opt.ufo = frame_opt.partial = frame_opt.virtio = 1;
	else if (is("bypass"))
		frame_opt.bypass = 1;
	else if (is("linear"))
		frame_opt.linear = number(), frame_opt.virtio = 1;
	else if (is("partial"))
		frame_opt.partial = frame_opt.virtio = 1;
	else
		return 0;
	return 1;
}

static unsigned int sum(size_t off, size_t n, unsigned int s)
{
	size_t i;

	for (i = 0; i + 1 < n; i += 2)
		s += get(off + i, 2);
	if (n & 1)
		s += frame_data[off + n - 1] << 8;
	while (s >> 16)
		s = (s & 0xffff) + (s >> 16);
	return s;
}

static void finish_l4(struct layer *l, struct layer *ip)
{
	const struct layer_def *d = &defs[l->kind];
	unsigned int s = 0;

	if (l->kind == UDP)
		put(l->off + 4, 2, frame_len - l->off);
	if (!d->sum_at)
		return;
	if (ip && l->kind != ICMP)
		s = sum(ip->off + (ip->kind == IP4 ? 12 : 8),
			ip->kind == IP4 ? 8 : 32, d->proto + frame_len - l->off);
	put(l->off + d->sum_at, 2, 0);
	if (!frame_opt.partial)
		s = ~sum(l->off, frame_len - l->off, s) & 0xffff;
	put(l->off + d->sum_at, 2, s || frame_opt.partial ? s : 0xffff);
}

static void finish_ip(struct layer *l)
{
	if (l->kind == IP6) {
		if (!(l->fixed & FIXES_LEN))
			put(l->off + 4, 2, frame_len - l->off - 40);
		return;
	}
	if (!(l->fixed & FIXES_LEN))
		put(l->off + 2, 2, frame_len - l->off);
	put(l->off + 10, 2, 0);
	put(l->off + 10, 2, ~sum(l->off, 4 * (frame_data[l->off] & 15), 0));
}

void frame_build(char **words, unsigned long number_of)
{
	struct layer *ip = NULL;
	int i;

	seq = number_of;
	frame_len = n_layers = 0;
	for (word = words; *word;)
		if (!whole_word() && !layer_word() && !payload_word())
			errx(2, "what is \"%s\"?", *word);
	for (i = 0; i < n_layers; i++) {
		if (layers[i].kind == IP4 || layers[i].kind == IP6) {
			ip = &layers[i];
			finish_ip(ip);
		}
		finish_l4(&layers[i], ip);
	}
	if (frame_opt.has_truncate && frame_opt.truncate < frame_len)
		frame_len = frame_opt.truncate;
}

void frame_virtio(struct virtio_net_hdr *h)
{
	struct layer *ip = NULL, *l4 = NULL;
	int i;

	memset(h, 0, sizeof(*h));
	h->hdr_len = frame_opt.linear ? frame_opt.linear : frame_len;
	for (i = 0; i < n_layers; i++) {
		if (layers[i].kind == IP4 || layers[i].kind == IP6)
			ip = &layers[i];
		if (defs[layers[i].kind].sum_at)
			l4 = &layers[i];
	}
	if (!frame_opt.partial || !l4 || !ip)
		return;
	h->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	h->csum_start = l4->off;
	h->csum_offset = defs[l4->kind].sum_at;
	if (!frame_opt.gso)
		return;
	h->gso_size = frame_opt.gso;
	h->gso_type = frame_opt.ufo ? VIRTIO_NET_HDR_GSO_UDP :
		      l4->kind == UDP ? VIRTIO_NET_HDR_GSO_UDP_L4 :
		      ip->kind == IP4 ? VIRTIO_NET_HDR_GSO_TCPV4 : VIRTIO_NET_HDR_GSO_TCPV6;
	h->hdr_len = l4->off + defs[l4->kind].size;
}

unsigned int frame_protocol(void)
{
	return n_layers ? defs[layers[0].kind].ethertype : 0;
}
