// SPDX-License-Identifier: GPL-2.0-only
/* The value of a field, from a word. */
#include "parse.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NAME WORD: WHY, accepted: WHAT */
__attribute__((format(printf, 3, 4))) static int bad(const struct field *f, const char *word,
						     const char *fmt, ...)
{
	char why[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(why, sizeof(why), fmt, ap);
	va_end(ap);
	return usage_error("%s %s: %s, accepted: %s", f->name, word, why, f->accepted);
}

/* Reads digits; NULL if there are none or they exceed 32 bits. */
static const char *scan_u32(const char *s, uint32_t *value)
{
	unsigned int base = 10;
	uint64_t n = 0;
	const char *p;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		s += 2;
	}
	for (p = s;; p++) {
		unsigned int digit;

		if (*p >= '0' && *p <= '9')
			digit = *p - '0';
		else if (base == 16 && (*p | 0x20) >= 'a' && (*p | 0x20) <= 'f')
			digit = (*p | 0x20) - 'a' + 10;
		else
			break;
		n = n * base + digit;
		if (n > UINT32_MAX)
			return NULL;
	}
	*value = n;
	return p == s ? NULL : p;
}

bool parse_u32(const char *word, uint32_t *value)
{
	const char *end = scan_u32(word, value);

	return end && !*end;
}

#define PART_MAX 64

/* VALUE/MASK: copies VALUE, returns MASK or NULL; false: VALUE is too long. */
static bool split_mask(const char *word, char *value, const char **mask)
{
	size_t len = strcspn(word, "/");

	*mask = word[len] ? word + len + 1 : NULL;
	if (len >= PART_MAX)
		return false;
	memcpy(value, word, len);
	value[len] = '\0';
	return true;
}

/* Flag names with commas, or "none", or a number. */
static int parse_flags(const struct field *f, const char *word, uint32_t *value)
{
	struct choices c = { 0 };
	char part[PART_MAX];

	*value = 0;
	if (!strcmp(word, "none"))
		return RC_OK;
	for (;;) {
		size_t len = strcspn(word, ",");
		const struct name *name;

		if (len >= sizeof(part))
			return bad(f, word, "not a flag");
		memcpy(part, word, len);
		part[len] = '\0';
		name = name_find(f->names, part);
		if (!name) {
			choices_names(&c, f->names);
			return unknown_word("flag of tcp_flags", part, &c);
		}
		*value |= name->value;
		if (!word[len])
			return RC_OK;
		word += len + 1;
	}
}

static int parse_number_or_name(const struct field *f, const char *word, uint32_t *value)
{
	struct choices c = { 0 };
	const struct name *name;

	if (word[0] >= '0' && word[0] <= '9' && parse_u32(word, value)) {
		if (*value > f->max)
			return bad(f, word, "out of range");
		return RC_OK;
	}
	if (f->kind == KIND_FLAGS)
		return parse_flags(f, word, value);
	name = name_find(f->names, word);
	if (name) {
		*value = name->value;
		return RC_OK;
	}
	if (f->names)
		choices_names(&c, f->names);
	if (choices_nearest(&c, word))
		return unknown_word(f->name, word, &c);
	return bad(f, word,
		   f->names ? "neither a number nor a name that is known" :
			      "not a number or too large");
}

static int parse_num(const struct field *f, const char *word, union val *v)
{
	char value[PART_MAX];
	const char *mask;
	int rc;

	if (!split_mask(word, value, &mask))
		return bad(f, word, "too long");
	rc = parse_number_or_name(f, value, &v->num.value);
	if (rc)
		return rc;
	v->num.mask = f->max;
	if (!mask)
		return RC_OK;
	rc = parse_number_or_name(f, mask, &v->num.mask);
	if (rc)
		return rc;
	if (!v->num.mask)
		return bad(f, word, "the mask is 0, which every packet fits");
	if (v->num.value & ~v->num.mask)
		return bad(f, word,
			   "the value has bits outside the mask (did you mean \"0x%x/%s\"?)",
			   v->num.value & v->num.mask, mask);
	return RC_OK;
}

/* N or N-M in s up to end; NULL if it is neither. */
static const char *scan_range(const char *s, uint32_t *min, uint32_t *max)
{
	s = scan_u32(s, min);
	if (!s)
		return NULL;
	*max = *min;
	if (*s != '-')
		return s;
	return scan_u32(s + 1, max);
}

static int parse_range(const struct field *f, const char *word, union val *v)
{
	const char *end = scan_range(word, &v->num.value, &v->num.mask);

	if (!end || *end)
		return bad(f, word, "neither a number nor a range");
	if (v->num.value > f->max || v->num.mask > f->max)
		return bad(f, word, "out of range");
	if (v->num.value > v->num.mask)
		return bad(f, word, "the range is reversed (did you mean \"%u-%u\"?)", v->num.mask,
			   v->num.value);
	return RC_OK;
}

static int parse_ports(const struct field *f, const char *word, uint32_t lowest, uint32_t n,
		       union val *v)
{
	const char *p = word;
	uint32_t min, max;

	v->ports.n = 0;
	for (;; p++) {
		p = scan_range(p, &min, &max);
		if (!p || (*p && *p != ','))
			return bad(f, word, n > 1 ? "not a list of ports" : "not a port or range");
		if (min < lowest || max < lowest)
			return bad(f, word, "port 0 is out of range");
		if (min > UINT16_MAX || max > UINT16_MAX)
			return bad(f, word, "port %u is out of range", min > max ? min : max);
		if (min > max)
			return bad(f, word, "the range is reversed (did you mean \"%u-%u\"?)", max,
				   min);
		if (v->ports.n == n)
			return bad(f, word, "too many ranges");
		for (unsigned int i = 0; i < v->ports.n; i++) {
			const struct nfm_port_range *r = &v->ports.range[i];

			if (min <= r->max && max >= r->min)
				return bad(f, word, "the ranges overlap at port %u",
					   min > r->min ? min : r->min);
		}
		v->ports.range[v->ports.n++] = (struct nfm_port_range){ .min = min, .max = max };
		if (!*p)
			return RC_OK;
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static const char *scan_mac(const char *s, uint8_t *mac)
{
	for (int i = 0; i < 6; i++) {
		int hi = hex_digit(s[0]);
		int lo = hi < 0 ? -1 : hex_digit(s[1]);

		if (lo < 0)
			return NULL;
		mac[i] = hi << 4 | lo;
		s += 2;
		if (i < 5 && *s++ != ':')
			return NULL;
	}
	return s;
}

static int parse_mac(const struct field *f, const char *word, union val *v)
{
	static const uint8_t zero[6];
	const char *s = scan_mac(word, v->mac.value);
	const uint8_t *m = v->mac.mask;
	uint8_t fit[6];

	memset(v->mac.mask, 0xff, sizeof(v->mac.mask));
	if (s && *s == '/')
		s = scan_mac(s + 1, v->mac.mask);
	if (!s || *s)
		return bad(f, word, "not a MAC address");
	if (!memcmp(m, zero, sizeof(zero)))
		return bad(f, word, "the mask is 0, which every packet fits");
	for (int i = 0; i < 6; i++)
		fit[i] = v->mac.value[i] & m[i];
	if (memcmp(fit, v->mac.value, sizeof(fit)))
		return bad(f, word,
			   "the value has bits outside the mask (did you mean "
			   "\"%02x:%02x:%02x:%02x:%02x:%02x/%02x:%02x:%02x:%02x:%02x:%02x\"?)",
			   fit[0], fit[1], fit[2], fit[3], fit[4], fit[5], m[0], m[1], m[2], m[3],
			   m[4], m[5]);
	return RC_OK;
}

/* Clears the bits behind the prefix; true if one was set. */
static bool clear_host_bits(uint8_t *addr, unsigned int len, unsigned int prefix)
{
	bool set = false;

	for (unsigned int i = prefix / 8; i < len; i++) {
		uint8_t host = i == prefix / 8 ? 0xff >> prefix % 8 : 0xff;

		set |= addr[i] & host;
		addr[i] &= ~host;
	}
	return set;
}

static int parse_ip(const struct field *f, const char *word, union val *v)
{
	char value[PART_MAX], fit[INET6_ADDRSTRLEN];
	uint32_t prefix, bits;
	const char *mask;
	int family;

	if (!split_mask(word, value, &mask) || (mask && !f->attr2))
		return bad(f, word, "not an address");
	family = strchr(value, ':') && f->kind == KIND_IP ? AF_INET6 : AF_INET;
	if (inet_pton(family, value, v->ip.addr) != 1)
		return bad(f, word, "not an address");
	v->ip.len = family == AF_INET ? 4 : 16;
	bits = v->ip.len * 8;
	prefix = bits;
	if (mask && (!parse_u32(mask, &prefix) || prefix > bits))
		return usage_error("%s %s: the prefix is out of range, accepted: 0 to %u", f->name,
				   word, bits);
	v->ip.prefix = prefix;
	if (clear_host_bits(v->ip.addr, v->ip.len, prefix)) {
		inet_ntop(family, v->ip.addr, fit, sizeof(fit));
		return usage_error("%s %s: bits are set beyond the prefix "
				   "(did you mean \"%s/%u\"?)",
				   f->name, word, fit, prefix);
	}
	return RC_OK;
}

static int parse_named(const struct field *f, const char *word, union val *v)
{
	const struct name *name = name_find(f->names, word);
	struct choices c = { 0 };

	if (!name) {
		choices_names(&c, f->names);
		return unknown_word(f->name, word, &c);
	}
	v->num.value = name->value;
	v->num.mask = f->max;
	return RC_OK;
}

/* What the kernel takes for the name of a device. */
bool is_dev_name(const char *word)
{
	size_t len = strlen(word);

	return len > 0 && len < IFNAMSIZ && !strpbrk(word, "/: \t\r\n\v\f\xa0");
}

static int parse_dev(const struct field *f, const char *word, union val *v)
{
	const char *star = f->kind == KIND_GLOB ? strchr(word, '*') : NULL;

	if (!is_dev_name(word))
		return bad(f, word, "not a device name");
	if (star && star[1])
		return bad(f, word, "a \"*\" may only be the last character");
	memcpy(v->dev, word, strlen(word) + 1);
	return RC_OK;
}

/* What is behind the digits of a number, which is UINT64_MAX if it is more; NULL: no number. */
static const char *scan_u64(const char *s, bool may_be_hex, uint64_t *value)
{
	char *end;

	if (s[0] < '0' || s[0] > '9')
		return NULL;
	errno = 0;
	*value = strtoull(s, &end, may_be_hex && (s[1] == 'x' || s[1] == 'X') ? 16 : 10);
	return end;
}

/* The d of a day and the b of a bit are digits of a hexadecimal number. */
static bool has_suffix(const struct field *f)
{
	for (const struct unit *u = f->units; u->before; u++)
		if (u->after[0])
			return true;
	return false;
}

/*
 * The number of an amount that is written in this way; 1: it is not. A word that
 * stands before the number is taken, the number then being the next word.
 */
static int parse_unit(const struct field *f, const struct unit *u, const char *word, struct args *a,
		      union val *v)
{
	size_t before = strlen(u->before);
	bool two = before && u->before[before - 1] == ' ';
	char typed[2 * PART_MAX];
	const char *number, *end;
	uint64_t n;

	if (strncmp(word, u->before, before - two) || (two && word[before - 1]))
		return 1;
	if (two && !args_peek(a))
		return usage_error("a number is missing after \"%s\", %s accepts: %s", word,
				   f->name, f->accepted);
	number = two ? args_next(a) : word + before;
	end = scan_u64(number, !has_suffix(f), &n);
	if (!two && (!end || strcmp(end, u->after)))
		return 1;
	snprintf(typed, sizeof(typed), "%s%.*s", two ? u->before : "", PART_MAX,
		 two ? number : word);
	if (!end || strcmp(end, u->after))
		return bad(f, typed, "not a number");
	if (n > f->max / u->times || n * u->times < u->min)
		return bad(f, typed, "out of range");
	v->amount.value = n * u->times;
	v->amount.unit = u->value;
	return RC_OK;
}

static int parse_amount(const struct field *f, const char *word, struct args *a, union val *v)
{
	v->amount.value = 0;
	v->amount.unit = 0;
	if (f->zero && !strcmp(word, f->zero))
		return RC_OK;
	for (const struct unit *u = f->units; u->before; u++) {
		int rc = parse_unit(f, u, word, a, v);

		if (rc != 1)
			return rc;
	}
	return bad(f, word, "not understood");
}

static int parse_tos(const struct field *f, const char *word, union val *v)
{
	v->num.mask = f->max;
	v->num.value = TOS_INHERIT;
	if (!strcmp(word, "inherit"))
		return RC_OK;
	if (!parse_u32(word, &v->num.value))
		return bad(f, word, "not understood");
	if (v->num.value > f->max)
		return bad(f, word, "out of range");
	return RC_OK;
}

static int parse_vlan(const struct field *f, const char *word, struct args *a, union val *v)
{
	const struct name *op = name_find(f->names, word), *proto;
	uint32_t id;

	if (!op)
		return bad(f, word, "not understood");
	v->vlan.op = op->value;
	v->vlan.id = 0;
	v->vlan.proto = ETHERTYPE_8021Q;
	if (op->value != NFM_VLAN_PUSH)
		return RC_OK;
	word = args_next(a);
	if (!word)
		return usage_error("an ID is missing after \"push\", vlan accepts: %s",
				   f->accepted);
	if (!parse_u32(word, &id) || id < 1 || id > f->max)
		return usage_error("vlan push %s: not a VLAN ID in range, accepted: 1 to %u", word,
				   (unsigned int)f->max);
	v->vlan.id = id;
	proto = args_peek(a) ? name_find(vlan_protos, args_peek(a)) : NULL;
	if (proto) {
		v->vlan.proto = proto->value;
		args_next(a);
	}
	return RC_OK;
}

int parse_value(const struct field *f, const char *word, struct args *a, union val *v,
		const char **unresolved)
{
	switch (f->kind) {
	case KIND_ICMP:
		if (unresolved && (word[0] < '0' || word[0] > '9')) {
			*unresolved = word;
			return RC_OK;
		}
		return parse_num(f, word, v);
	case KIND_NUM:
	case KIND_FLAGS:
		return parse_num(f, word, v);
	case KIND_RANGE:
		return parse_range(f, word, v);
	case KIND_ENUM:
	case KIND_BOOL:
		return parse_named(f, word, v);
	case KIND_MAC:
		return parse_mac(f, word, v);
	case KIND_IP:
	case KIND_IP4:
		return parse_ip(f, word, v);
	case KIND_PORTS:
		return parse_ports(f, word, 0, NFM_PORT_RANGES_MAX, v);
	case KIND_PORT_RANGE:
		return parse_ports(f, word, 1, 1, v);
	case KIND_DEV:
	case KIND_GLOB:
		return parse_dev(f, word, v);
	case KIND_AMOUNT:
		return parse_amount(f, word, a, v);
	case KIND_TOS:
		return parse_tos(f, word, v);
	case KIND_VLAN:
		return parse_vlan(f, word, a, v);
	}
	return bad(f, word, "not understood");
}
