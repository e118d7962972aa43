// SPDX-License-Identifier: GPL-2.0-only
/* Values as they are typed. */
#include "print.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static int format_number(const struct field *f, uint32_t value, char *buf, size_t size)
{
	if (f->hex)
		return snprintf(buf, size, f->attr == NFM_KEY_PROTOCOL ? "0x%04x" : "0x%x", value);
	return snprintf(buf, size, "%u", value);
}

static void format_num(const struct field *f, const union val *v, const struct name *names,
		       char *buf, size_t size)
{
	const char *name = v->num.mask == f->max ? name_of(names, v->num.value) : NULL;
	int len;

	if (name) {
		snprintf(buf, size, "%s", name);
		return;
	}
	len = format_number(f, v->num.value, buf, size);
	if (v->num.mask != f->max)
		snprintf(buf + len, size - len, "/0x%x", v->num.mask);
}

/* Names where there is one for each bit, else the number. */
static size_t format_flags(const struct field *f, uint32_t value, char *buf, size_t size)
{
	uint32_t left = value;
	size_t len = 0;

	if (!value)
		return snprintf(buf, size, "none");
	for (const struct name *n = f->names; n->name; n++) {
		if (!(left & n->value))
			continue;
		left &= ~n->value;
		len += snprintf(buf + len, size - len, "%s%s", len ? "," : "", n->name);
	}
	return left ? (size_t)format_number(f, value, buf, size) : len;
}

static void format_masked_flags(const struct field *f, const union val *v, char *buf, size_t size)
{
	size_t len = format_flags(f, v->num.value, buf, size);

	if (v->num.mask == f->max)
		return;
	buf[len++] = '/';
	format_flags(f, v->num.mask, buf + len, size - len);
}

static void format_ports(const union val *v, char *buf, size_t size)
{
	size_t len = 0;

	for (unsigned int i = 0; i < v->ports.n; i++) {
		const struct nfm_port_range *r = &v->ports.range[i];

		len += snprintf(buf + len, size - len, "%s%u", i ? "," : "", r->min);
		if (r->max != r->min)
			len += snprintf(buf + len, size - len, "-%u", r->max);
	}
}

static size_t format_mac_bytes(const uint8_t *m, char *buf, size_t size)
{
	return snprintf(buf, size, "%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4],
			m[5]);
}

static void format_mac(const union val *v, char *buf, size_t size)
{
	static const uint8_t all[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	size_t len = format_mac_bytes(v->mac.value, buf, size);

	if (!memcmp(v->mac.mask, all, sizeof(all)))
		return;
	buf[len++] = '/';
	format_mac_bytes(v->mac.mask, buf + len, size - len);
}

static void format_ip(const union val *v, char *buf, size_t size)
{
	size_t len;

	inet_ntop(v->ip.len == 4 ? AF_INET : AF_INET6, v->ip.addr, buf, size);
	if (v->ip.prefix == v->ip.len * 8)
		return;
	len = strlen(buf);
	snprintf(buf + len, size - len, "/%u", v->ip.prefix);
}

/* A name may have what is a quote or a comment where it is read again. */
void format_dev(const char *dev, char *buf, size_t size)
{
	size_t len = 0;

	if (dev[0] != '#' && !strpbrk(dev, "\"'")) {
		snprintf(buf, size, "%s", dev);
		return;
	}
	for (; *dev; dev++)
		len += snprintf(buf + len, size - len, *dev == '"' ? "'%c'" : "\"%c\"", *dev);
}

void format_filter(const char *text, char buf[FILTER_MAX])
{
	size_t len = 0;

	/* Each quote in a pair of the other sort; a line's end would end the rule. */
	buf[len++] = '\'';
	for (; *text; text++)
		len += snprintf(buf + len, FILTER_MAX - len, *text == '\'' ? "'\"'\"'" : "%c",
				*text == '\n' || *text == '\r' ? ' ' : *text);
	snprintf(buf + len, FILTER_MAX - len, "'");
}

static bool is_zero(const struct field *f, const union val *v)
{
	return f->zero && !v->amount.value && !v->amount.unit;
}

static void format_amount(const struct field *f, const union val *v, char *buf, size_t size)
{
	unsigned long long value = v->amount.value;

	if (is_zero(f, v)) {
		snprintf(buf, size, "%s", f->zero);
		return;
	}
	for (const struct unit *u = f->units; u->before; u++) {
		if (u->value != v->amount.unit || value % u->times)
			continue;
		snprintf(buf, size, "%s%llu%s", u->before, value / u->times, u->after);
		return;
	}
	snprintf(buf, size, "%llu unknown", value);
}

static void format_vlan(const struct field *f, const union val *v, char *buf, size_t size)
{
	const char *op = name_of(f->names, v->vlan.op);
	const char *proto = name_of(vlan_protos, v->vlan.proto);

	if (v->vlan.op != NFM_VLAN_PUSH)
		snprintf(buf, size, "%s", op ? op : "unknown");
	else if (v->vlan.proto == ETHERTYPE_8021Q)
		snprintf(buf, size, "%s %u", op, v->vlan.id);
	else
		snprintf(buf, size, "%s %u %s", op, v->vlan.id, proto ? proto : "unknown");
}

/* The longest is 16 ranges of 12 characters. */
_Static_assert(VALUE_MAX > NFM_PORT_RANGES_MAX * 12, "a list of ports does not fit");

void format_value(const struct field *f, const union val *v, const struct name *names,
		  char buf[VALUE_MAX])
{
	switch (f->kind) {
	case KIND_NUM:
	case KIND_ENUM:
	case KIND_BOOL:
		format_num(f, v, f->names, buf, VALUE_MAX);
		break;
	case KIND_ICMP:
		format_num(f, v, names, buf, VALUE_MAX);
		break;
	case KIND_FLAGS:
		format_masked_flags(f, v, buf, VALUE_MAX);
		break;
	case KIND_RANGE:
		if (v->num.value == v->num.mask)
			snprintf(buf, VALUE_MAX, "%u", v->num.value);
		else
			snprintf(buf, VALUE_MAX, "%u-%u", v->num.value, v->num.mask);
		break;
	case KIND_PORTS:
	case KIND_PORT_RANGE:
		format_ports(v, buf, VALUE_MAX);
		break;
	case KIND_MAC:
		format_mac(v, buf, VALUE_MAX);
		break;
	case KIND_IP:
	case KIND_IP4:
		format_ip(v, buf, VALUE_MAX);
		break;
	case KIND_DEV:
	case KIND_GLOB:
		format_dev(v->dev, buf, VALUE_MAX);
		break;
	case KIND_AMOUNT:
		format_amount(f, v, buf, VALUE_MAX);
		break;
	case KIND_TOS:
		if (v->num.value == TOS_INHERIT)
			snprintf(buf, VALUE_MAX, "inherit");
		else
			format_number(f, v->num.value, buf, VALUE_MAX);
		break;
	case KIND_VLAN:
		format_vlan(f, v, buf, VALUE_MAX);
		break;
	}
}
