/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a command line says and a netlink message carries, as structs: parse.c
 * fills them from words, encode.c writes them into a message, decode.c reads
 * them back, print.c writes them out.
 *
 * Keys of a match, options of a session and words of a tunnel are rows of a
 * table of fields; all four work from the row, so that a new one is a row and
 * nothing else.
 */
#ifndef MIRRORCTL_MODEL_H
#define MIRRORCTL_MODEL_H

#include <linux/filter.h>
#include <linux/nf_mirror.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

/* How a field is written, carried and kept. */
enum kind {
	KIND_NUM,	 /* number or name [/MASK]: val.num */
	KIND_FLAGS,	 /* flag names or number [/MASK]: val.num */
	KIND_ICMP,	 /* as KIND_NUM, its names depend on ip_proto */
	KIND_RANGE,	 /* N or N-M: val.num, mask is the end */
	KIND_ENUM,	 /* one of the names: val.num */
	KIND_BOOL,	 /* on or off: val.num */
	KIND_MAC,	 /* val.mac */
	KIND_IP,	 /* IPv4 or IPv6 [/PREFIX], which attr2 carries: val.ip */
	KIND_IP4,	 /* IPv4 [/PREFIX]: val.ip */
	KIND_PORTS,	 /* list of ports and ranges: val.ports */
	KIND_PORT_RANGE, /* one port or range, from 1: val.ports */
	KIND_DEV,	 /* device name: val.dev */
	KIND_GLOB,	 /* device name, a * may end it: val.dev */
	KIND_AMOUNT,	 /* a number with a unit: val.amount */
	KIND_TOS,	 /* number or "inherit", which attr2 carries: val.num */
	KIND_VLAN,	 /* keep, strip, push ID [PROTOCOL]: val.vlan */
};

struct name {
	const char *name;
	uint32_t value;
};

/* One way to write an amount: before, a number, after. */
struct unit {
	const char *before; /* a blank at its end makes it a word of its own */
	const char *after;
	uint32_t times;
	uint32_t min;  /* the lowest amount */
	uint8_t value; /* of the attribute that says the unit */
};

struct field {
	const char *name;
	uint8_t size; /* of the name, its NUL included */
	enum kind kind;
	uint8_t bytes;		  /* of an integer in the message */
	bool hex;		  /* written in hexadecimal */
	uint16_t attr;		  /* carries the value */
	uint16_t attr2;		  /* carries mask, prefix, end or unit; 0: there is none */
	uint16_t attr3;		  /* carries more */
	uint8_t tunnels;	  /* bit of each target kind that has this word */
	uint64_t max;		  /* highest value, and the mask that is all */
	const struct name *names; /* of values; of an amount's units */
	const struct unit *units; /* of an amount: shown as the first that fits */
	const char *accepted;	  /* said when a word is refused */
	const char *zero;	  /* an amount's word for 0 of the unit 0, or NULL */
	const char *usual;	  /* what text does not show, being what is if nothing is said */
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
	struct {
		uint64_t value;
		uint8_t unit;
	} amount;
	struct {
		uint8_t op;
		uint16_t id;
		uint16_t proto;
	} vlan;
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
	OPTION_SNAPLEN,
	OPTION_SAMPLE,
	OPTION_RATE,
	OPTION_BURST,
	OPTION_BUDGET,
	OPTION_WIRE,
	OPTION_OVERSIZE,
	OPTION_VLAN,
	OPTION_CUTOFF,
	OPTION_DEDUP,
	OPTION_COUNT_ONLY,
	OPTION_EXPIRE,
	OPTION_FANOUT,
	N_OPTIONS
};

enum {
	TUNNEL_REMOTE,
	TUNNEL_LOCAL,
	TUNNEL_KEY,
	TUNNEL_ID,
	TUNNEL_VNI,
	TUNNEL_VXLAN_PORT,
	TUNNEL_GENEVE_PORT,
	TUNNEL_SRC_PORT,
	TUNNEL_TTL,
	TUNNEL_TOS,
	TUNNEL_UNDERLAY,
	TUNNEL_VER,
	TUNNEL_DF,
	TUNNEL_SEQ,
	TUNNEL_HWID,
	TUNNEL_META,
	N_TUNNEL
};

extern const struct field keys[N_KEYS];
extern const struct field options[N_OPTIONS];
extern const struct field tunnel[N_TUNNEL];

/* Lists of names end with a NULL name. */
extern const struct name source_kinds[];
extern const struct name target_kinds[];
extern const struct name dirs[];
extern const struct name hooks[];
extern const struct name actions[];
extern const struct name states[];
extern const struct name reasons[];
extern const struct name ip_protos[];
extern const struct name vlan_ops[];
extern const struct name vlan_protos[];
extern const struct name icmp_types[];
extern const struct name icmpv6_types[];

/* Not in the uapi: the numbers that IANA gave. */
#define IP_PROTO_ICMP	1
#define IP_PROTO_ICMPV6 58
#define ETHERTYPE_8021Q 0x8100

#define TOS_INHERIT	256 /* a TOS that is none */

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
	struct counter sent;
	struct counter truncated;
	bool have_sent; /* both; sources and rules have neither */
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
	uint32_t have; /* bit of each word of a tunnel that is given */
	union val word[N_TUNNEL];
	char carrier[IFNAMSIZ];
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
	char filter[NFM_FILTER_TEXT_MAX + 1];
	uint32_t n_program; /* instructions; 0: the filter is only named */
	struct sock_filter program[NFM_FILTER_MAX];
	struct stats stats;
};

struct session {
	char name[NFM_NAME_MAX + 1];
	uint32_t id;
	uint32_t have; /* bit of each option that is given */
	union val option[N_OPTIONS];
	uint32_t n_sources;
	uint32_t n_targets;
	uint32_t n_rules;
	uint32_t n_masks;
	bool have_expires_in;
	bool have_cutoff; /* the two numbers of its flows */
	uint8_t shedding;
	uint8_t expired;
	uint32_t expires_in_ms;
	uint32_t cutoff_flows;
	uint64_t cutoff_evicted;
	uint64_t netns_cookie; /* 0: of this namespace */
	struct stats stats;
};

/* The name of a value; NULL where it has none. */
const char *name_of(const struct name *names, uint32_t value);
/* The row of a name, or NULL. */
const struct name *name_find(const struct name *names, const char *word);
const struct field *field_find(const struct field *table, unsigned int n, const char *word);
/* The words that a kind of target takes, as bits. */
uint32_t tunnel_words(uint8_t kind);
/* The row of a word, that of this kind if it has it; or NULL. */
const struct field *tunnel_find(uint8_t kind, const char *word);
/* The names that icmp_type may have in this match; NULL without ip_proto. */
const struct name *icmp_names(const struct match *m);

#endif
