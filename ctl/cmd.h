/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command table. A row gives dispatch, usage and completion of a command;
 * each cmd_<object>.c has the rows of its object.
 */
#ifndef MIRRORCTL_CMD_H
#define MIRRORCTL_CMD_H

#include "nl.h"
#include "parse.h"

#include <stdio.h>

/* What a command takes first, and what words may follow. */
enum {
	TAKES_SESSION = 1,  /* the name of a session that is there */
	TAKES_NEW_NAME = 2, /* the name of one that is not */
	TAKES_OPTIONS = 4,
	TAKES_SOURCE = 8,
	TAKES_TARGET = 16,
	TAKES_MATCH = 32,
	TAKES_PARTS = 64, /* to, from, match */
	TAKES_PRIO = 128,
	TAKES_ACTION = 256,
	TAKES_ID = 512,
	TAKES_FILE = 1024,
};

struct command {
	const char *name;
	int (*run)(struct args *a);
	unsigned int takes;
	const char *usage; /* of what follows the name */
};

struct object {
	const char *name;
	const struct command *command; /* ends with a NULL name */
	const char *notes;	       /* the rest of its usage */
	/* The run of an object that is its only command. */
	int (*run)(struct args *a);
};

extern const struct object session_object;
extern const struct object source_object;
extern const struct object target_object;
extern const struct object rule_object;
extern const struct object monitor_object;
extern const struct object *const objects[]; /* ends with NULL */

#define MATCH_USAGE  "[ KEY VALUE ]..."
#define SOURCE_USAGE "dev NAME [ dir { in | out | both } ] | bridge NAME | inet [ hook HOOK ]"
#define TARGET_USAGE                                                                \
	"dev NAME\n"                                                                \
	"          | { gretap | erspan | vxlan | geneve } remote ADDR\n"            \
	"            [ local ADDR ] [ ttl N ] [ tos { N | inherit } ]\n"            \
	"            [ underlay DEV ] [ df { set | unset } ] [ OF_KIND ]\n"         \
	"      OF_KIND of gretap := [ key N ] [ seq { on | off } ]\n"               \
	"              of erspan := [ id N ] [ ver { 1 | 2 | 3 } ] [ hwid N ]\n"    \
	"              of vxlan := [ vni N ] [ dst_port N ] [ src_port MIN-MAX ]\n" \
	"              of geneve := as of vxlan, and [ meta { on | off } ]\n"
#define HOOK_NOTE "HOOK := { all | prerouting | input | forward | output | postrouting }\n"

/* The name of a session that must be given; NULL after the error. */
const char *take_session(struct args *a);
/* The name of a session that may be given, and nothing behind it. */
int take_optional_session(struct args *a, const char **session);

/* Usage, of an object or of all; and all tables, for the shell's completion. */
void print_usage(FILE *to);
void print_object_usage(const struct object *o, FILE *to);
void print_completion(void);

#endif
