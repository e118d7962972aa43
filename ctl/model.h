/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line says and a netlink message carries, as structs: parse.c
 * fills them from words, encode.c writes them into a message, decode.c reads
 * them back, print.c writes them out.
 *
 * Keys of a match and options of a session are rows of a table of fields; all
 * four work from the row, so that a new one is a row and nothing else.
 */
#ifndef MIRRORCTL_MODEL_H
#define MIRRORCTL_MODEL_H

#include <linux/nf_mirror.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

/* How a field is written, carried and kept. */
enum kind {
	KIND_NUM,   /* number or name [/MASK]: val.num */
	KIND_FLAGS, /* flag names or number [/MASK]: val.num */
	KIND_ICMP,  /* as KIND_NUM, its names depend on ip_proto */
	KIND_RANGE, /* N or N-M: val.num, mask is the end */
	KIND_ENUM,  /* one of the names: val.num */
	KIND_BOOL,  /* on or off: val.num */
	KIND_MAC,   /* val.mac */
	KIND_IP,    /* IPv4 or IPv6 [/PREFIX]: val.ip */
	KIND_IP4,   /* IPv4 [/PREFIX]: val.ip */
	KIND_PORTS, /* list of ports and ranges: val.ports */
	KIND_DEV,   /* device name, a * may end it: val.dev */
};

struct name {
	const char *name;
	uint32_t value;
};

struct field {
	const char *name;
	uint8_t size; /* of the name, its NUL included */
	enum kind kind;
	uint8_t bytes;	/* of an integer in the message */
	bool hex;	/* written in hexadecimal */
	uint16_t attr;	/* carries the value */
	uint16_t attr2; /* carries mask, prefix or end; 0: there is none */
	uint32_t max;	/* highest value, and the mask that is all */
	const struct name *names;
	const char *accepted; /* said when a word is refused */
};

union val {
	struct {
		uint32_t value;
		uint32_t mask;
	} num;
	struct {
		uint8_t value[6];
		uint8_t mask[6];
	} mac;
	struct {
		uint8_t len; /* 4 or 16 */
		uint8_t prefix;
		uint8_t addr[16];
	} ip;
	struct {
		uint32_t n;
		struct nfm_port_range range[NFM_PORT_RANGES_MAX];
	} ports;
	char dev[IFNAMSIZ];
};

enum {
	KEY_SRC_MAC,
	KEY_DST_MAC,
	KEY_PROTOCOL,
	KEY_VLAN_ID,
	KEY_VLAN_PRIO,
	KEY_CVLAN_ID,
	KEY_SRC_IP,
	KEY_DST_IP,
	KEY_IP_PROTO,
	KEY_TOS,
	KEY_TTL,
	KEY_FRAG,
	KEY_SRC_PORT,
	KEY_DST_PORT,
	KEY_TCP_FLAGS,
	KEY_ICMP_TYPE,
	KEY_ICMP_CODE,
	KEY_ARP_OP,
	KEY_ARP_SIP,
	KEY_ARP_TIP,
	KEY_ARP_SHA,
	KEY_ARP_THA,
	KEY_MARK,
	KEY_INDEV,
	N_KEYS
};

enum {
	OPTION_ENABLED,
	N_OPTIONS
};

extern const struct field keys[N_KEYS];
extern const struct field options[N_OPTIONS];

/* Lists of names end with a NULL name. */
extern const struct name source_kinds[];
extern const struct name target_kinds[];
extern const struct name dirs[];
extern const struct name hooks[];
extern const struct name actions[];
extern const struct name states[];
extern const struct name reasons[];
extern const struct name ip_protos[];
extern const struct name icmp_types[];
extern const struct name icmpv6_types[];

/* Not in the uapi: the numbers that IANA gave. */
#define IP_PROTO_ICMP	1
#define IP_PROTO_ICMPV6 58

struct match {
	uint32_t have; /* bit of each key that is given */
	union val key[N_KEYS];
};

struct counter {
	uint64_t packets;
	uint64_t bytes;
};

/* The slot after the reasons we know holds those of a newer kernel. */
#define N_REASONS (NFM_REASON_MAX + 2)

struct stats {
	struct counter seen;
	struct counter copied;
	struct counter skipped;
	struct counter not_copied[N_REASONS];
	uint64_t idle_ms;
	bool used; /* idle_ms is given */
};

#define BOUND_MAX 16 /* names of devices that the kernel tells of a source */

struct source {
	uint8_t kind;
	uint8_t dir; /* 0: not given */
	uint8_t hook;
	bool have_hook;
	char dev[IFNAMSIZ];
	uint32_t n_bound;
	uint32_t n_names;
	char bound[BOUND_MAX][IFNAMSIZ];
	struct stats stats;
};

struct target {
	uint8_t kind;
	uint8_t state;
	char dev[IFNAMSIZ];
	uint32_t ifindex; /* 0: there is no such device */
	struct stats stats;
};

struct rule {
	uint32_t id; /* 0: not given */
	uint32_t prio;
	uint8_t action;
	bool have_prio;
	bool have_action;
	struct match match;
	struct stats stats;
};

struct session {
	char name[NFM_NAME_MAX + 1];
	uint32_t have; /* bit of each option that is given */
	union val option[N_OPTIONS];
	uint32_t n_sources;
	uint32_t n_targets;
	uint32_t n_rules;
	uint32_t n_masks;
	uint64_t netns_cookie; /* 0: of this namespace */
	struct stats stats;
};

/* The name of a value; NULL where it has none. */
const char *name_of(const struct name *names, uint32_t value);
/* The row of a name, or NULL. */
const struct name *name_find(const struct name *names, const char *word);
const struct field *field_find(const struct field *table, unsigned int n, const char *word);
/* The names that icmp_type may have in this match; NULL without ip_proto. */
const struct name *icmp_names(const struct match *m);

#endif
