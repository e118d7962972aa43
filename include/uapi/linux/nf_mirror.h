/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * nf_mirror - traffic mirroring for Linux hosts: the generic netlink contract.
 *
 * This header is the only definition of the family "nf_mirror" and its
 * manual. include/netlink/nf_mirror.yaml says the same as a netlink spec; a
 * test holds the two together.
 *
 * Words
 * -----
 * session     a named mirror: its sources, its rules, its targets
 * source      where packets are seen
 * rule        priority + match + mirror or skip
 * target      where copies go
 * copy        the clone; the original is the packet it was cloned from
 *
 * Ground rules
 * ------------
 * - Everything is per network namespace: the one of the netlink socket.
 * - Every command, GET and dumps too, and joining the multicast group need
 *   CAP_NET_ADMIN in the user namespace that owns the network namespace;
 *   without it: -EPERM.
 * - Validation is strict: an unknown attribute, a wrong length or a wrong type
 *   is -EINVAL. A refusal carries an extended ack with a message, and the
 *   offset of the attribute where one attribute is at fault; an attribute that
 *   is missing is named by NLMSGERR_ATTR_MISS_TYPE. A number that a policy does
 *   not allow, or an address of another length, is -ERANGE and carries the
 *   policy, with minimum and maximum.
 * - Integers are in host byte order. Addresses are byte strings in the order of
 *   the wire.
 * - A request changes all that it asks for or nothing.
 * - Dumps are consistent, or flagged NLM_F_DUMP_INTR: then dump again.
 * - Each change is told to the group "events", whoever or whatever made it.
 *
 * A session NAME has 1 to NFM_NAME_MAX characters of A-Z a-z 0-9 . _ - and
 * starts with a letter or a digit. A device NAME is what the kernel takes for
 * one; a source's may be a glob of * ? [ ].
 *
 * Commands
 * --------
 * In what follows, [ x ] may be absent, x* may come any number of times. The
 * attributes of a nest stand in braces.
 *
 * NFM_CMD_SESSION_GET    do:   NAME  ->  session
 *                        dump:       ->  session*
 *     session := NAME ID OPTIONS N_SOURCES N_TARGETS N_RULES N_MASKS SHEDDING
 *                [ EXPIRES_IN ] [ CUTOFF_FLOWS CUTOFF_EVICTED ] STATS
 *     with every option, those that are off too.
 *     -ENOENT: no session NAME.
 *
 * NFM_CMD_SESSION_NEW    do:   NAME [ OPTIONS ] SOURCE* TARGET* RULE*
 *     OPTIONS := [ ENABLED ] [ SNAPLEN [ SNAPLEN_FROM ] ] [ SAMPLE [ SAMPLE_BY ] ]
 *                [ RATE RATE_UNIT [ BURST ] ] [ BUDGET ] [ WIRE ] [ OVERSIZE ]
 *                [ VLAN_OP [ VLAN_ID [ VLAN_PROTO ] ] ] [ CUTOFF CUTOFF_UNIT ]
 *                [ DEDUP ] [ COUNT_ONLY ] [ EXPIRE ] [ FANOUT ]
 *     NLM_F_CREATE creates a session that is not there; without it -ENOENT.
 *     On one that is there: NLM_F_EXCL refuses (-EEXIST); NLM_F_REPLACE makes
 *     the session what the message says, its other sources, targets and rules
 *     dropped, its counters zero; with neither, the OPTIONS that are given are
 *     set, the others and the counters kept, and SOURCE, TARGET and RULE are
 *     refused (-EINVAL). An attribute in brackets within OPTIONS goes with the
 *     one before it, and without that is refused. Where a new session does not
 *     say, ENABLED is 1 and all else is 0, which is off.
 *     Errors also: those of SOURCE_NEW, TARGET_NEW and RULE_NEW; -ENOSPC: there
 *     are NFM_SESSIONS_MAX already.
 *
 * NFM_CMD_SESSION_DEL    do:   NAME            -ENOENT
 * NFM_CMD_SESSION_FLUSH  do:                   deletes every session
 * NFM_CMD_SESSION_RESET  do:   [ NAME ]        zeroes the counters of the session
 *     (or of all), of its sources, targets and rules.
 *
 * NFM_CMD_SOURCE_GET     dump: [ NAME ]  ->  { NAME SOURCE }*
 * NFM_CMD_SOURCE_NEW     do:   NAME SOURCE { KIND [ DEV ] [ DIR ] [ HOOK ] }
 *     A source is known by its KIND, DEV and HOOK. NLM_F_CREATE and NLM_F_EXCL
 *     as for a session; NLM_F_REPLACE, or no NLM_F_EXCL, sets the DIR of one
 *     that is there.
 *     -ELOOP: a target of the session is this source or feeds it; -ENOSPC:
 *     NFM_SOURCES_MAX; -ENOENT: no such session.
 * NFM_CMD_SOURCE_DEL     do:   NAME SOURCE { KIND [ DEV ] [ HOOK ] }
 *
 * NFM_CMD_TARGET_GET     dump: [ NAME ]  ->  { NAME TARGET }*
 * NFM_CMD_TARGET_NEW     do:   NAME TARGET { KIND DEV } |
 *                              NAME TARGET { KIND REMOTE [ LOCAL ] [ ID ] [ DST_PORT ]
 *                                   [ SRC_PORT ] [ TTL ] [ TOS | TOS_INHERIT ]
 *                                   [ UNDERLAY ] [ VER ] [ DF ] [ SEQ ] [ HWID ] [ META ] }
 *     A device is known by its KIND and DEV, a tunnel by its KIND, REMOTE, ID and
 *     DST_PORT. NLM_F_CREATE and NLM_F_EXCL as for a session; one that is there
 *     is left as it is. -ELOOP as above; -EINVAL: the device is there and is not
 *     an Ethernet device, or an attribute that this KIND has not; -ENOSPC:
 *     NFM_TARGETS_MAX or NFM_CARRIERS_MAX; -EOPNOTSUPP: the kernel has no driver for
 *     this tunnel; -EBUSY: another device of the namespace has what the tunnel's
 *     needs.
 * NFM_CMD_TARGET_DEL     do:   NAME TARGET { KIND DEV } |
 *                              NAME TARGET { KIND REMOTE [ ID ] [ DST_PORT ] }
 *
 * NFM_CMD_RULE_GET       dump: [ NAME ]  ->  { NAME RULE }*, by id
 * NFM_CMD_RULE_NEW       do:   NAME RULE { [ PRIO ] [ MATCH ] [ FILTER FILTER_TEXT ]
 *                                          [ ACTION ] }
 *                              -> { NAME RULE }
 *     A rule is known by its PRIO, MATCH and FILTER_TEXT, and by the ID it is
 *     given. -EINVAL also: FILTER is not a valid program.
 *     NLM_F_CREATE and NLM_F_EXCL as for a session; NLM_F_REPLACE, or no
 *     NLM_F_EXCL, sets the ACTION of one that is there, its counters kept.
 *     -ENOSPC: NFM_RULES_MAX, NFM_MASKS_MAX, NFM_RULE_ENTRIES_MAX or
 *     NFM_FILTERS_LEN_MAX.
 *     With NLM_F_ECHO the reply is the rule.
 * NFM_CMD_RULE_DEL       do:   NAME RULE { ID | [ PRIO ] [ MATCH ] [ FILTER_TEXT ] }
 *     with one of these at least.
 * NFM_CMD_RULE_REPLACE   do:   NAME RULE*
 *     The session's rules are these from now on, in one step: a packet is
 *     decided by the old rules or by the new ones. New ids, counters zero.
 * NFM_CMD_RULE_FLUSH     do:   [ NAME ]        removes the rules of the session
 *     (or of all).
 *
 * Events
 * ------
 * NFM_CMD_SESSION_NTF, _SOURCE_NTF, _TARGET_NTF, _RULE_NTF carry what GET would
 * tell of a thing that is new or changed (a source bound to or lost a device, a
 * target's STATE). NFM_CMD_SESSION_DEL_NTF { NAME }, _SOURCE_DEL_NTF,
 * _TARGET_DEL_NTF, _RULE_DEL_NTF { NAME and the thing } tell of one that went;
 * a session takes its sources, targets and rules with it, and these are not
 * told one by one. NFM_CMD_RULE_REPLACE_NTF { NAME N_RULES N_MASKS } tells of a
 * replacement or a flush, and a reset sends SESSION_NTF; so does a session that
 * begins or ceases to shed copies for its BUDGET (SHEDDING). The
 * NFM_CMD_SESSION_DEL_NTF of a session whose time is over has EXPIRED.
 * A session that goes because its network namespace goes has no listener left
 * in that namespace: its SESSION_DEL_NTF is sent in the initial namespace, with
 * NETNS_COOKIE (as getsockopt SO_NETNS_COOKIE gives it).
 *
 * What a session means
 * --------------------
 * The matching rule of the highest PRIO decides, of several the oldest. What no
 * rule matches is mirrored if the session has no mirror rule, else skipped.
 * A packet that crosses several sources of a session at one hook is counted and
 * copied for the first of them only.
 *
 * Shaping
 * -------
 * Whatever can refuse a copy comes before there is one, in this order: a copy of
 * our own (loop), DEDUP, SAMPLE, CUTOFF, RATE, BUDGET, COUNT_ONLY. The copy is
 * then shaped: VLAN_OP, WIRE, SNAPLEN, OVERSIZE.
 * A flow is a packet's EtherType, IP protocol, addresses and ports, in both
 * directions the same; without IP, its MAC addresses and EtherType; fragments have
 * no ports.
 *
 * Counters
 * --------
 * For a session, a source and a target, each packet is counted once as SEEN and
 * once as COPIED, SKIPPED or NOT_COPIED by a reason: at any moment of quiet,
 *     SEEN = COPIED + SKIPPED + sum of NOT_COPIED.
 * A target sees what the session decided to mirror and what is not refused
 * before any target (no-target, loop). With several targets, a
 * packet counts as copied for the session when one of them took it. A rule
 * counts what it decided: SEEN = COPIED (or SKIPPED) + NOT_COPIED, the latter
 * in one sum under NFM_REASON_ANY.
 * "Copied" is: handed to the target's device and not refused by it; of what
 * became several frames, all of them.
 * Bytes are those of the original as a frame: Ethernet header and VLAN tags
 * included, in the frame or accelerated; of a GSO packet, those of the whole.
 * SENT counts the copies as they were handed on: frames and their bytes after
 * shaping, without a tunnel's headers. TRUNCATED counts the frames that were cut,
 * and the bytes that were cut off.
 *
 * GENEVE options
 * --------------
 * With META a GENEVE header (RFC 8926) carries, each value in network byte order:
 *     class NFM_GENEVE_CLASS, type NFM_GENEVE_SESSION	u32: the session's ID
 *     type NFM_GENEVE_IFINDEX	u32: index of the source device; 0: none
 *     type NFM_GENEVE_DIR	u32: enum nfm_dir; 0: not known
 *     type NFM_GENEVE_LEN	u32: bytes of the frame before it was cut
 *     type NFM_GENEVE_TIME	u64: nanoseconds since 1970 (UTC)
 */
#ifndef _UAPI_LINUX_NF_MIRROR_H
#define _UAPI_LINUX_NF_MIRROR_H

#include <linux/types.h>

#define NFM_GENL_NAME		"nf_mirror"
#define NFM_GENL_VERSION	1
#define NFM_GENL_MCGRP_EVENTS	"events"

/* Limits. */
#define NFM_NAME_MAX		31	/* characters of a session's name */
#define NFM_SESSIONS_MAX	256	/* sessions of a network namespace */
#define NFM_SOURCES_MAX		64	/* sources of a session */
#define NFM_TARGETS_MAX		64	/* targets of a session */
#define NFM_CARRIERS_MAX	64	/* tunnel devices of a network namespace */
#define NFM_RULES_MAX		1048576	/* rules of a session */
#define NFM_MASKS_MAX		128	/* different masks of a session's rules */
#define NFM_PORT_RANGES_MAX	16	/* ranges in a list of ports */
#define NFM_RULE_ENTRIES_MAX	4096	/* table entries that a rule's ranges become */
#define NFM_PRIO_MAX		65535	/* the highest priority; the lowest is 0 */
#define NFM_PRIO_DEFAULT	32768	/* of a rule that gives none */
#define NFM_SNAPLEN_MIN		64	/* bytes of a frame */
#define NFM_SNAPLEN_MAX		65535
#define NFM_SAMPLE_MAX		16777216
#define NFM_RATE_MAX		1000000000000	/* packets or bits per second */
#define NFM_BURST_MAX		4294967295	/* packets or bytes */
#define NFM_DEDUP_MAX		10000	/* milliseconds */
#define NFM_EXPIRE_MAX		2592000	/* seconds: 30 days */
#define NFM_CUTOFF_FLOWS	65536	/* flows that a session's cutoff keeps */
#define NFM_DEDUP_PACKETS	65536	/* packets that a session's dedup keeps */
#define NFM_FILTER_MAX		4096	/* instructions of a rule's filter */
#define NFM_FILTERS_LEN_MAX	65536	/* instructions of a session's filters in all */
#define NFM_FILTER_TEXT_MAX	1023	/* characters of its text */

enum nfm_cmd {
	NFM_CMD_SESSION_GET = 1,
	NFM_CMD_SESSION_NEW,
	NFM_CMD_SESSION_DEL,
	NFM_CMD_SESSION_FLUSH,
	NFM_CMD_SESSION_RESET,
	NFM_CMD_SOURCE_GET,
	NFM_CMD_SOURCE_NEW,
	NFM_CMD_SOURCE_DEL,
	NFM_CMD_TARGET_GET,
	NFM_CMD_TARGET_NEW,
	NFM_CMD_TARGET_DEL,
	NFM_CMD_RULE_GET,
	NFM_CMD_RULE_NEW,
	NFM_CMD_RULE_DEL,
	NFM_CMD_RULE_REPLACE,
	NFM_CMD_RULE_FLUSH,

	/* Events: sent, never received. */
	NFM_CMD_SESSION_NTF,
	NFM_CMD_SESSION_DEL_NTF,
	NFM_CMD_SOURCE_NTF,
	NFM_CMD_SOURCE_DEL_NTF,
	NFM_CMD_TARGET_NTF,
	NFM_CMD_TARGET_DEL_NTF,
	NFM_CMD_RULE_NTF,
	NFM_CMD_RULE_DEL_NTF,
	NFM_CMD_RULE_REPLACE_NTF,

	__NFM_CMD_MAX,
	NFM_CMD_MAX = (__NFM_CMD_MAX - 1)
};

/**
 * enum nfm_attr - attributes of a message
 * @NFM_A_PAD: aligns 64-bit values
 * @NFM_A_NAME: string: the session's name
 * @NFM_A_ENABLED: u8: 1 the session is at work, 0 it is not and has no hook
 * @NFM_A_SOURCE: nest of enum nfm_source_attr; multi
 * @NFM_A_TARGET: nest of enum nfm_target_attr; multi
 * @NFM_A_RULE: nest of enum nfm_rule_attr; multi
 * @NFM_A_STATS: nest of enum nfm_stats_attr
 * @NFM_A_N_SOURCES: u32: sources of the session
 * @NFM_A_N_TARGETS: u32: targets of the session
 * @NFM_A_N_RULES: u32: rules of the session
 * @NFM_A_N_MASKS: u32: different masks of its rules, at most NFM_MASKS_MAX
 * @NFM_A_NETNS_COOKIE: u64: the network namespace a session vanished with
 * @NFM_A_ID: u32: the session's number in its namespace, not used again soon
 * @NFM_A_SNAPLEN: u32: what is kept of a frame; with NFM_SNAPLEN_FRAME 0 (all) or
 *	NFM_SNAPLEN_MIN to NFM_SNAPLEN_MAX bytes; with NFM_SNAPLEN_L4 0 to
 *	NFM_SNAPLEN_MAX bytes behind the L4 header
 * @NFM_A_SNAPLEN_FROM: u8: enum nfm_snaplen_from; absent: frame
 * @NFM_A_SAMPLE: u32: copy one of so many, up to NFM_SAMPLE_MAX; 0 and 1: all
 * @NFM_A_SAMPLE_BY: u8: enum nfm_sample_by; absent: packet
 * @NFM_A_RATE: u64: copies (originals, whole) or their bits in a second, up to
 *	NFM_RATE_MAX; 0: no limit
 * @NFM_A_RATE_UNIT: u8: enum nfm_rate_unit
 * @NFM_A_BURST: u32: packets or, of NFM_RATE_BITS, bytes that may come at once; a
 *	packet of more passes when nothing has for as long as the burst takes;
 *	absent or 0: what a tenth of a second may have, at least 1 packet or
 *	65536 bytes
 * @NFM_A_BUDGET: u8: 1 to 100: percent of each CPU's time that making and
 *	delivering the session's copies may take; 0: no limit
 * @NFM_A_WIRE: u8: enum nfm_wire
 * @NFM_A_OVERSIZE: u8: enum nfm_oversize
 * @NFM_A_VLAN_OP: u8: enum nfm_vlan_op
 * @NFM_A_VLAN_ID: u16: 1 to 4094: of NFM_VLAN_PUSH
 * @NFM_A_VLAN_PROTO: u16: 0x8100 or 0x88a8: EtherType of the tag; absent: 0x8100
 * @NFM_A_CUTOFF: u64: packets or bytes of each flow that are copied; 0: all
 * @NFM_A_CUTOFF_UNIT: u8: enum nfm_cutoff_unit
 * @NFM_A_DEDUP: u32: 1 to NFM_DEDUP_MAX: milliseconds in which a packet is copied
 *	once, though several hooks of the session's sources see it; 0: off
 * @NFM_A_COUNT_ONLY: u8: 1: decide and count, copy nothing
 * @NFM_A_EXPIRE: u32: 1 to NFM_EXPIRE_MAX: seconds after this was set in which the
 *	session removes itself; 0: never
 * @NFM_A_FANOUT: u8: enum nfm_fanout
 * @NFM_A_SHEDDING: u8: 1: copies have been refused for NFM_A_BUDGET within the
 *	last second
 * @NFM_A_EXPIRES_IN: u32: milliseconds until the session removes itself
 * @NFM_A_EXPIRED: u8: 1: it was NFM_A_EXPIRE that removed the session
 * @NFM_A_CUTOFF_FLOWS: u32: flows that the cutoff keeps now, at most
 *	NFM_CUTOFF_FLOWS; idle ones stay until their place is needed
 * @NFM_A_CUTOFF_EVICTED: u64: flows whose place was taken while they were not idle
 */
enum nfm_attr {
	NFM_A_PAD = 1,
	NFM_A_NAME,
	NFM_A_ENABLED,
	NFM_A_SOURCE,
	NFM_A_TARGET,
	NFM_A_RULE,
	NFM_A_STATS,
	NFM_A_N_SOURCES,
	NFM_A_N_TARGETS,
	NFM_A_N_RULES,
	NFM_A_N_MASKS,
	NFM_A_NETNS_COOKIE,
	NFM_A_ID,
	NFM_A_SNAPLEN,
	NFM_A_SNAPLEN_FROM,
	NFM_A_SAMPLE,
	NFM_A_SAMPLE_BY,
	NFM_A_RATE,
	NFM_A_RATE_UNIT,
	NFM_A_BURST,
	NFM_A_BUDGET,
	NFM_A_WIRE,
	NFM_A_OVERSIZE,
	NFM_A_VLAN_OP,
	NFM_A_VLAN_ID,
	NFM_A_VLAN_PROTO,
	NFM_A_CUTOFF,
	NFM_A_CUTOFF_UNIT,
	NFM_A_DEDUP,
	NFM_A_COUNT_ONLY,
	NFM_A_EXPIRE,
	NFM_A_FANOUT,
	NFM_A_SHEDDING,
	NFM_A_EXPIRES_IN,
	NFM_A_EXPIRED,
	NFM_A_CUTOFF_FLOWS,
	NFM_A_CUTOFF_EVICTED,

	__NFM_A_MAX,
	NFM_A_MAX = (__NFM_A_MAX - 1)
};

/**
 * enum nfm_snaplen_from - where NFM_A_SNAPLEN counts from
 * @NFM_SNAPLEN_FRAME: the start of the frame
 * @NFM_SNAPLEN_L4: the end of the L4 header, or of the last header there is
 */
enum nfm_snaplen_from {
	NFM_SNAPLEN_FRAME,
	NFM_SNAPLEN_L4,
};

/**
 * enum nfm_sample_by - what NFM_A_SAMPLE chooses
 * @NFM_SAMPLE_PACKET: packets, at random
 * @NFM_SAMPLE_FLOW: flows, by a hash that is seeded when the module is loaded; a
 *	flow of one in N is also one of those in N / 2
 */
enum nfm_sample_by {
	NFM_SAMPLE_PACKET,
	NFM_SAMPLE_FLOW,
};

/**
 * enum nfm_rate_unit - what NFM_A_RATE counts
 * @NFM_RATE_PACKETS: packets
 * @NFM_RATE_BITS: bits of the originals as frames
 */
enum nfm_rate_unit {
	NFM_RATE_PACKETS,
	NFM_RATE_BITS,
};

/**
 * enum nfm_wire - is the copy to be what a wire would have carried: GSO packets
 *	segmented, checksums complete, VLAN tags in the frame, padded to 60 bytes
 * @NFM_WIRE_AUTO: to tunnels yes, to devices no
 * @NFM_WIRE_ON: yes
 * @NFM_WIRE_OFF: no
 */
enum nfm_wire {
	NFM_WIRE_AUTO,
	NFM_WIRE_ON,
	NFM_WIRE_OFF,
};

/**
 * enum nfm_oversize - what becomes of a copy longer than the target takes: of a
 *	device its MTU, of a tunnel the MTU of the path less its headers
 * @NFM_OVERSIZE_TRUNCATE: it is cut
 * @NFM_OVERSIZE_FRAGMENT: the tunnel's packet is fragmented (RFC 791);
 *	where that cannot be (a device, DF, IPv6) it is not sent
 * @NFM_OVERSIZE_DROP: it is not sent
 */
enum nfm_oversize {
	NFM_OVERSIZE_TRUNCATE,
	NFM_OVERSIZE_FRAGMENT,
	NFM_OVERSIZE_DROP,
};

/**
 * enum nfm_vlan_op - what is done to the copy's VLAN tags
 * @NFM_VLAN_KEEP: nothing
 * @NFM_VLAN_PUSH: one more is put outside of them, with the VLAN NFM_A_VLAN_ID
 *	and priority 0
 * @NFM_VLAN_STRIP: the outer one is taken away, if there is one
 */
enum nfm_vlan_op {
	NFM_VLAN_KEEP,
	NFM_VLAN_PUSH,
	NFM_VLAN_STRIP,
};

/**
 * enum nfm_cutoff_unit - what NFM_A_CUTOFF counts of a flow
 * @NFM_CUTOFF_PACKETS: packets
 * @NFM_CUTOFF_BYTES: bytes of frames; the packet that reaches the number is copied
 *
 * A flow ends with TCP FIN in both directions or RST, begins anew with SYN, and
 * is forgotten after 60 s without a packet.
 */
enum nfm_cutoff_unit {
	NFM_CUTOFF_PACKETS,
	NFM_CUTOFF_BYTES,
};

/**
 * enum nfm_fanout - which targets get a copy
 * @NFM_FANOUT_COPY: each
 * @NFM_FANOUT_HASH: one, by the flow: the same as long as it is up; when one goes
 *	down or away, only its flows move
 * @NFM_FANOUT_FAILOVER: the first that is up
 *
 * A target is up when its state is NFM_STATE_UP. With none up, the packet counts
 * as not copied, for the reason of the last target tried.
 */
enum nfm_fanout {
	NFM_FANOUT_COPY,
	NFM_FANOUT_HASH,
	NFM_FANOUT_FAILOVER,
};

/**
 * enum nfm_source_kind - where a source sees packets
 * @NFM_SOURCE_DEV: netdev ingress and/or egress of each device that DEV fits
 * @NFM_SOURCE_BRIDGE: frames that cross the bridge DEV: from its ports, and
 *	from the host through it
 * @NFM_SOURCE_INET: the hooks of IPv4 and IPv6
 */
enum nfm_source_kind {
	NFM_SOURCE_DEV = 1,
	NFM_SOURCE_BRIDGE,
	NFM_SOURCE_INET,
};

/**
 * enum nfm_dir - directions of a device source; flags
 * @NFM_DIR_IN: what the device receives
 * @NFM_DIR_OUT: what the device sends
 * @NFM_DIR_BOTH: both
 */
enum nfm_dir {
	NFM_DIR_IN = 1,
	NFM_DIR_OUT = 2,
	NFM_DIR_BOTH = 3,
};

/**
 * enum nfm_inet_hook - hooks of an inet source
 * @NFM_HOOK_ALL: pre-routing and local-out, each packet once: what the host
 *	sends to itself is seen where it is sent
 * @NFM_HOOK_PREROUTING: all that is received, before defragmentation and NAT
 * @NFM_HOOK_INPUT: what is for this host
 * @NFM_HOOK_FORWARD: what is routed through this host
 * @NFM_HOOK_OUTPUT: what this host sends, before NAT
 * @NFM_HOOK_POSTROUTING: all that is sent, after NAT
 */
enum nfm_inet_hook {
	NFM_HOOK_ALL,
	NFM_HOOK_PREROUTING,
	NFM_HOOK_INPUT,
	NFM_HOOK_FORWARD,
	NFM_HOOK_OUTPUT,
	NFM_HOOK_POSTROUTING,
};

/**
 * enum nfm_source_attr - a source
 * @NFM_SRC_KIND: u8: enum nfm_source_kind
 * @NFM_SRC_DEV: string: device name, for NFM_SOURCE_DEV also a glob; bridge
 *	name; absent for NFM_SOURCE_INET
 * @NFM_SRC_DIR: u8: enum nfm_dir, of NFM_SOURCE_DEV only; absent: both
 * @NFM_SRC_HOOK: u8: enum nfm_inet_hook, of NFM_SOURCE_INET only; absent: all
 * @NFM_SRC_N_BOUND: u32: devices (or 1 for inet) it is bound to now; 0: waiting
 * @NFM_SRC_BOUND: string: one of these devices; multi, the first 16 of them
 * @NFM_SRC_STATS: nest of enum nfm_stats_attr
 */
enum nfm_source_attr {
	NFM_SRC_KIND = 1,
	NFM_SRC_DEV,
	NFM_SRC_DIR,
	NFM_SRC_HOOK,
	NFM_SRC_N_BOUND,
	NFM_SRC_BOUND,
	NFM_SRC_STATS,

	__NFM_SRC_MAX,
	NFM_SRC_MAX = (__NFM_SRC_MAX - 1)
};

/**
 * enum nfm_target_kind - where copies go
 * @NFM_TARGET_DEV: out of the Ethernet device DEV
 * @NFM_TARGET_GRETAP: Ethernet in GRE (RFC 2784, RFC 2890)
 * @NFM_TARGET_ERSPAN: ERSPAN type II or III (draft-foschiano-erspan)
 * @NFM_TARGET_VXLAN: VXLAN (RFC 7348)
 * @NFM_TARGET_GENEVE: GENEVE (RFC 8926)
 *
 * Tunnels lead to the collector REMOTE, over IPv4 or IPv6. The kernel's driver
 * makes the headers, through a device (NFM_TGT_CARRIER) that all tunnels of this
 * kind in the namespace share, of GRE and ERSPAN those over one version of IP, of
 * GENEVE those of one DST_PORT: it comes with the first and goes with the last,
 * and receives nothing.
 */
enum nfm_target_kind {
	NFM_TARGET_DEV = 1,
	NFM_TARGET_GRETAP,
	NFM_TARGET_ERSPAN,
	NFM_TARGET_VXLAN,
	NFM_TARGET_GENEVE,
};

/**
 * enum nfm_target_state - may copies go there now
 * @NFM_STATE_UP: yes
 * @NFM_STATE_DOWN: the device is down or has no carrier
 * @NFM_STATE_WAITING: there is no device of that name, or not the tunnel's
 * @NFM_STATE_LOOP: the device has become a source of the session, or feeds one
 * @NFM_STATE_UNFIT: the device of that name is not an Ethernet device
 * @NFM_STATE_UNREACHABLE: there is no route to the tunnel's remote end, or its next
 *	hop does not answer; as found when asked: no event tells of it
 *
 * After a change of devices all targets are looked at for a loop; where that takes
 * long, a state is meanwhile as it was.
 */
enum nfm_target_state {
	NFM_STATE_UP,
	NFM_STATE_DOWN,
	NFM_STATE_WAITING,
	NFM_STATE_LOOP,
	NFM_STATE_UNFIT,
	NFM_STATE_UNREACHABLE,
};

/**
 * enum nfm_target_attr - a target
 * @NFM_TGT_KIND: u8: enum nfm_target_kind
 * @NFM_TGT_DEV: string: device name; of NFM_TARGET_DEV only, as the following
 *	are of tunnels only
 * @NFM_TGT_STATE: u8: enum nfm_target_state
 * @NFM_TGT_IFINDEX: u32: the device's index, where there is one
 * @NFM_TGT_STATS: nest of enum nfm_stats_attr
 * @NFM_TGT_REMOTE: 4 or 16 bytes: IPv4 or IPv6 address of the collector: unicast,
 *	IPv6 not link-local without UNDERLAY
 * @NFM_TGT_LOCAL: 4 or 16 bytes, as REMOTE: source address; absent: the route's.
 *	Not of GRE and ERSPAN over IPv6: the drivers choose it
 * @NFM_TGT_ID: u32: GRE key (absent: none), ERSPAN session id (0 to 1023), VXLAN or
 *	GENEVE network identifier (0 to 16777215); absent: 0
 * @NFM_TGT_DST_PORT: u16: 1 to 65535: UDP port, of VXLAN (absent: 4789) and GENEVE
 *	(absent: 6081)
 * @NFM_TGT_SRC_PORT: struct nfm_port_range, from 1: UDP source ports, of VXLAN and
 *	GENEVE: a flow has one of them, both directions the same; absent: 49152
 *	to 65535
 * @NFM_TGT_TTL: u8: 1 to 255: TTL or hop limit; absent: 64
 * @NFM_TGT_TOS: u8: TOS or traffic class; absent: 0
 * @NFM_TGT_TOS_INHERIT: u8: 1: those of the copy, 0 where it has none
 * @NFM_TGT_UNDERLAY: string: name of the device to leave through; absent: the
 *	route's. Not of GRE and ERSPAN over IPv6
 * @NFM_TGT_VER: u8: ERSPAN: 2 (absent) or 3. 1 is refused: in this mode the kernel's
 *	driver does not make it
 * @NFM_TGT_DF: u8: 1: IPv4's "don't fragment" is set, and the path's MTU learned;
 *	absent or 0: it is not
 * @NFM_TGT_SEQ: u8: 1: GRE sequence numbers; they count what leaves through the
 *	carrier. ERSPAN always has them. Of NFM_TARGET_GRETAP only
 * @NFM_TGT_HWID: u8: 0 to 63: hardware id of ERSPAN type III, of VER 3 only;
 *	absent: 0
 * @NFM_TGT_META: u8: 1: GENEVE options, as said above
 * @NFM_TGT_CARRIER: string: name of the device that the tunnel leaves through
 */
enum nfm_target_attr {
	NFM_TGT_KIND = 1,
	NFM_TGT_DEV,
	NFM_TGT_STATE,
	NFM_TGT_IFINDEX,
	NFM_TGT_STATS,
	NFM_TGT_REMOTE,
	NFM_TGT_LOCAL,
	NFM_TGT_ID,
	NFM_TGT_DST_PORT,
	NFM_TGT_SRC_PORT,
	NFM_TGT_TTL,
	NFM_TGT_TOS,
	NFM_TGT_TOS_INHERIT,
	NFM_TGT_UNDERLAY,
	NFM_TGT_VER,
	NFM_TGT_DF,
	NFM_TGT_SEQ,
	NFM_TGT_HWID,
	NFM_TGT_META,
	NFM_TGT_CARRIER,

	__NFM_TGT_MAX,
	NFM_TGT_MAX = (__NFM_TGT_MAX - 1)
};

#define NFM_GENEVE_CLASS	0xfff0	/* of those for experiments, RFC 8926 */

/**
 * enum nfm_geneve_type - types of the GENEVE options of NFM_TGT_META
 * @NFM_GENEVE_SESSION: number of the session
 * @NFM_GENEVE_IFINDEX: source device
 * @NFM_GENEVE_DIR: direction
 * @NFM_GENEVE_LEN: original length
 * @NFM_GENEVE_TIME: time of the copy
 */
enum nfm_geneve_type {
	NFM_GENEVE_SESSION = 1,
	NFM_GENEVE_IFINDEX,
	NFM_GENEVE_DIR,
	NFM_GENEVE_LEN,
	NFM_GENEVE_TIME,
};

/**
 * enum nfm_action - what a rule decides
 * @NFM_ACTION_MIRROR: copy the packet
 * @NFM_ACTION_SKIP: do not
 */
enum nfm_action {
	NFM_ACTION_MIRROR,
	NFM_ACTION_SKIP,
};

/**
 * enum nfm_rule_attr - a rule
 * @NFM_RULE_ID: u32: given by the kernel, from 1, not used again soon
 * @NFM_RULE_PRIO: u32: 0 to NFM_PRIO_MAX, the highest decides; absent:
 *	NFM_PRIO_DEFAULT
 * @NFM_RULE_ACTION: u8: enum nfm_action; absent: mirror
 * @NFM_RULE_MATCH: nest of enum nfm_key_attr; absent or empty: every packet
 * @NFM_RULE_STATS: nest of enum nfm_stats_attr
 * @NFM_RULE_FILTER: array of struct sock_filter (<linux/filter.h>), 1 to
 *	NFM_FILTER_MAX: a classic BPF program for frames with an Ethernet
 *	header, tags in the frame; a packet for which it returns 0 does not fit
 * @NFM_RULE_FILTER_TEXT: string: what FILTER was compiled from, up to
 *	NFM_FILTER_TEXT_MAX characters; for people
 */
enum nfm_rule_attr {
	NFM_RULE_ID = 1,
	NFM_RULE_PRIO,
	NFM_RULE_ACTION,
	NFM_RULE_MATCH,
	NFM_RULE_STATS,
	NFM_RULE_FILTER,
	NFM_RULE_FILTER_TEXT,

	__NFM_RULE_MAX,
	NFM_RULE_MAX = (__NFM_RULE_MAX - 1)
};

/**
 * struct nfm_port_range - an element of a list of ports
 * @min: first port, host byte order
 * @max: last port, at least @min
 */
struct nfm_port_range {
	__u16 min;
	__u16 max;
};

/**
 * enum nfm_frag - what the key frag asks for
 * @NFM_FRAG_NO: not a fragment
 * @NFM_FRAG_ANY: a fragment
 * @NFM_FRAG_FIRST: the first fragment, which has the L4 header
 * @NFM_FRAG_LATER: another fragment, which has not
 */
enum nfm_frag {
	NFM_FRAG_NO,
	NFM_FRAG_ANY,
	NFM_FRAG_FIRST,
	NFM_FRAG_LATER,
};

/**
 * enum nfm_key_attr - keys of a match; all that are given must fit
 * @NFM_KEY_SRC_MAC: 6 bytes: source MAC address
 * @NFM_KEY_SRC_MAC_MASK: 6 bytes: its bits that count; absent: all
 * @NFM_KEY_DST_MAC: 6 bytes: destination MAC address
 * @NFM_KEY_DST_MAC_MASK: 6 bytes
 * @NFM_KEY_PROTOCOL: u16: EtherType behind the VLAN tags (up to two); 4 for a
 *	frame with an 802.3 length
 * @NFM_KEY_PROTOCOL_MASK: u16
 * @NFM_KEY_VLAN_ID: u16: 0 to 4095: VLAN of the outer tag, 802.1Q or 802.1ad
 * @NFM_KEY_VLAN_ID_MASK: u16: 0 to 4095
 * @NFM_KEY_VLAN_PRIO: u8: 0 to 7: priority (PCP) of the outer tag
 * @NFM_KEY_VLAN_PRIO_MASK: u8: 0 to 7
 * @NFM_KEY_CVLAN_ID: u16: 0 to 4095: VLAN of the second tag
 * @NFM_KEY_CVLAN_ID_MASK: u16: 0 to 4095
 * @NFM_KEY_SRC_IP: 4 or 16 bytes: source address; asks for IPv4 or IPv6
 * @NFM_KEY_SRC_IP_PREFIX: u8: its bits that count, the others are 0; absent: all
 * @NFM_KEY_DST_IP: 4 or 16 bytes: destination address
 * @NFM_KEY_DST_IP_PREFIX: u8
 * @NFM_KEY_IP_PROTO: u8: IPv4 protocol; IPv6 next header behind up to 16
 *	extension headers (hop-by-hop, routing, destination options, fragment)
 * @NFM_KEY_IP_PROTO_MASK: u8
 * @NFM_KEY_TOS: u8: IPv4 TOS, IPv6 traffic class, ECN included
 * @NFM_KEY_TOS_MASK: u8
 * @NFM_KEY_TTL: u8: IPv4 TTL, IPv6 hop limit: the lowest that fits
 * @NFM_KEY_TTL_MAX: u8: the highest that fits; absent: NFM_KEY_TTL alone
 * @NFM_KEY_FRAG: u8: enum nfm_frag
 * @NFM_KEY_SRC_PORT: array of struct nfm_port_range, 1 to NFM_PORT_RANGES_MAX
 *	without overlap: source port of TCP, UDP, UDP-Lite, SCTP or DCCP
 * @NFM_KEY_DST_PORT: the same: destination port
 * @NFM_KEY_TCP_FLAGS: u16: 0 to 0xfff: flags of RFC 9293, the reserved bits and
 *	AE above CWR
 * @NFM_KEY_TCP_FLAGS_MASK: u16: 0 to 0xfff
 * @NFM_KEY_ICMP_TYPE: u8: ICMP or ICMPv6 type
 * @NFM_KEY_ICMP_TYPE_MASK: u8
 * @NFM_KEY_ICMP_CODE: u8: ICMP or ICMPv6 code
 * @NFM_KEY_ICMP_CODE_MASK: u8
 * @NFM_KEY_ARP_OP: u16: 1 request, 2 reply (RFC 826)
 * @NFM_KEY_ARP_OP_MASK: u16
 * @NFM_KEY_ARP_SIP: 4 bytes: sender protocol address
 * @NFM_KEY_ARP_SIP_PREFIX: u8
 * @NFM_KEY_ARP_TIP: 4 bytes: target protocol address
 * @NFM_KEY_ARP_TIP_PREFIX: u8
 * @NFM_KEY_ARP_SHA: 6 bytes: sender hardware address
 * @NFM_KEY_ARP_SHA_MASK: 6 bytes
 * @NFM_KEY_ARP_THA: 6 bytes: target hardware address
 * @NFM_KEY_ARP_THA_MASK: 6 bytes
 * @NFM_KEY_MARK: u32: skb mark
 * @NFM_KEY_MARK_MASK: u32
 * @NFM_KEY_INDEV: string: name of the device that received the packet; of a
 *	bridge source the port; a "*" at the end fits any rest. A packet that
 *	this host sends has none.
 *
 * A value may have no bit that its mask does not have, and a mask is not 0.
 * A packet that has not the header of a key does not fit it: each key asks for
 * its header (TCP_FLAGS for TCP, ARP_OP for ARP, VLAN_ID for a tag).
 */
enum nfm_key_attr {
	NFM_KEY_SRC_MAC = 1,
	NFM_KEY_SRC_MAC_MASK,
	NFM_KEY_DST_MAC,
	NFM_KEY_DST_MAC_MASK,
	NFM_KEY_PROTOCOL,
	NFM_KEY_PROTOCOL_MASK,
	NFM_KEY_VLAN_ID,
	NFM_KEY_VLAN_ID_MASK,
	NFM_KEY_VLAN_PRIO,
	NFM_KEY_VLAN_PRIO_MASK,
	NFM_KEY_CVLAN_ID,
	NFM_KEY_CVLAN_ID_MASK,
	NFM_KEY_SRC_IP,
	NFM_KEY_SRC_IP_PREFIX,
	NFM_KEY_DST_IP,
	NFM_KEY_DST_IP_PREFIX,
	NFM_KEY_IP_PROTO,
	NFM_KEY_IP_PROTO_MASK,
	NFM_KEY_TOS,
	NFM_KEY_TOS_MASK,
	NFM_KEY_TTL,
	NFM_KEY_TTL_MAX,
	NFM_KEY_FRAG,
	NFM_KEY_SRC_PORT,
	NFM_KEY_DST_PORT,
	NFM_KEY_TCP_FLAGS,
	NFM_KEY_TCP_FLAGS_MASK,
	NFM_KEY_ICMP_TYPE,
	NFM_KEY_ICMP_TYPE_MASK,
	NFM_KEY_ICMP_CODE,
	NFM_KEY_ICMP_CODE_MASK,
	NFM_KEY_ARP_OP,
	NFM_KEY_ARP_OP_MASK,
	NFM_KEY_ARP_SIP,
	NFM_KEY_ARP_SIP_PREFIX,
	NFM_KEY_ARP_TIP,
	NFM_KEY_ARP_TIP_PREFIX,
	NFM_KEY_ARP_SHA,
	NFM_KEY_ARP_SHA_MASK,
	NFM_KEY_ARP_THA,
	NFM_KEY_ARP_THA_MASK,
	NFM_KEY_MARK,
	NFM_KEY_MARK_MASK,
	NFM_KEY_INDEV,

	__NFM_KEY_MAX,
	NFM_KEY_MAX = (__NFM_KEY_MAX - 1)
};

/**
 * enum nfm_reason - why a packet that was to be mirrored was not copied
 * @NFM_REASON_NO_TARGET: the session has no target ("no-target")
 * @NFM_REASON_TARGET_WAITING: the target's device is not there or is not an
 *	Ethernet device ("target-waiting")
 * @NFM_REASON_TARGET_DOWN: the target's device is down or has no carrier
 *	("target-down")
 * @NFM_REASON_OVERSIZE: the frame is longer than the target takes, and
 *	NFM_A_OVERSIZE says not to cut it; or a super-packet is longer than 1024 of the
 *	segments that it would become ("oversize")
 * @NFM_REASON_NO_MEMORY: no memory for the copy ("no-memory")
 * @NFM_REASON_LOOP: the packet is a copy itself, the target feeds a source, or
 *	copies are nested too deeply ("loop")
 * @NFM_REASON_TARGET_REFUSED: the target device or its queue did not take the
 *	copy ("target-refused")
 * @NFM_REASON_UNREACHABLE: no route to the tunnel's remote end, or its next hop
 *	does not answer ("target-unreachable")
 * @NFM_REASON_SAMPLED_OUT: NFM_A_SAMPLE chose others ("sampled-out")
 * @NFM_REASON_RATE_LIMITED: over NFM_A_RATE ("rate-limited")
 * @NFM_REASON_OVER_BUDGET: over NFM_A_BUDGET ("over-budget")
 * @NFM_REASON_CUT_OFF: its flow has had its NFM_A_CUTOFF ("cut-off")
 * @NFM_REASON_DUPLICATE: copied at another hook already ("duplicate")
 * @NFM_REASON_COUNT_ONLY: NFM_A_COUNT_ONLY; else it would have been copied
 *	("count-only")
 * @NFM_REASON_ANY: any of the above; only in the counters of a rule ("any")
 */
enum nfm_reason {
	NFM_REASON_NO_TARGET,
	NFM_REASON_TARGET_WAITING,
	NFM_REASON_TARGET_DOWN,
	NFM_REASON_OVERSIZE,
	NFM_REASON_NO_MEMORY,
	NFM_REASON_LOOP,
	NFM_REASON_TARGET_REFUSED,
	NFM_REASON_UNREACHABLE,
	NFM_REASON_SAMPLED_OUT,
	NFM_REASON_RATE_LIMITED,
	NFM_REASON_OVER_BUDGET,
	NFM_REASON_CUT_OFF,
	NFM_REASON_DUPLICATE,
	NFM_REASON_COUNT_ONLY,
	NFM_REASON_ANY,

	__NFM_REASON_MAX,
	NFM_REASON_MAX = (__NFM_REASON_MAX - 1)
};

/**
 * enum nfm_stats_attr - counters
 * @NFM_STATS_PAD: aligns 64-bit values
 * @NFM_STATS_SEEN_PACKETS: u64
 * @NFM_STATS_SEEN_BYTES: u64
 * @NFM_STATS_COPIED_PACKETS: u64
 * @NFM_STATS_COPIED_BYTES: u64
 * @NFM_STATS_SKIPPED_PACKETS: u64: skipped by a rule, or matched by none where
 *	there is a mirror rule
 * @NFM_STATS_SKIPPED_BYTES: u64
 * @NFM_STATS_NOT_COPIED: nest of enum nfm_not_copied_attr; multi, one for each
 *	reason that is not 0
 * @NFM_STATS_IDLE: u64: milliseconds since a packet was last counted (to the
 *	resolution of a jiffy); absent: never
 * @NFM_STATS_SENT_PACKETS: u64: frames handed on; not of sources and rules
 * @NFM_STATS_SENT_BYTES: u64: their bytes
 * @NFM_STATS_TRUNCATED_PACKETS: u64: frames among them that were cut
 * @NFM_STATS_TRUNCATED_BYTES: u64: bytes that were cut off
 */
enum nfm_stats_attr {
	NFM_STATS_PAD = 1,
	NFM_STATS_SEEN_PACKETS,
	NFM_STATS_SEEN_BYTES,
	NFM_STATS_COPIED_PACKETS,
	NFM_STATS_COPIED_BYTES,
	NFM_STATS_SKIPPED_PACKETS,
	NFM_STATS_SKIPPED_BYTES,
	NFM_STATS_NOT_COPIED,
	NFM_STATS_IDLE,
	NFM_STATS_SENT_PACKETS,
	NFM_STATS_SENT_BYTES,
	NFM_STATS_TRUNCATED_PACKETS,
	NFM_STATS_TRUNCATED_BYTES,

	__NFM_STATS_MAX,
	NFM_STATS_MAX = (__NFM_STATS_MAX - 1)
};

/**
 * enum nfm_not_copied_attr - packets not copied for one reason
 * @NFM_NOT_COPIED_PAD: aligns 64-bit values
 * @NFM_NOT_COPIED_REASON: u32: enum nfm_reason
 * @NFM_NOT_COPIED_PACKETS: u64
 * @NFM_NOT_COPIED_BYTES: u64
 */
enum nfm_not_copied_attr {
	NFM_NOT_COPIED_PAD = 1,
	NFM_NOT_COPIED_REASON,
	NFM_NOT_COPIED_PACKETS,
	NFM_NOT_COPIED_BYTES,

	__NFM_NOT_COPIED_MAX,
	NFM_NOT_COPIED_MAX = (__NFM_NOT_COPIED_MAX - 1)
};

#endif /* _UAPI_LINUX_NF_MIRROR_H */
