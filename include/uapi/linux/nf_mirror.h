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
 *     session := NAME ENABLED N_SOURCES N_TARGETS N_RULES N_MASKS STATS
 *     -ENOENT: no session NAME.
 *
 * NFM_CMD_SESSION_NEW    do:   NAME [ ENABLED ] SOURCE* TARGET* RULE*
 *     NLM_F_CREATE creates a session that is not there; without it -ENOENT.
 *     On one that is there: NLM_F_EXCL refuses (-EEXIST); NLM_F_REPLACE makes
 *     the session what the message says, its other sources, targets and rules
 *     dropped, its counters zero; with neither, the session options (ENABLED)
 *     that are given are set, the counters kept, and SOURCE, TARGET and RULE
 *     are refused (-EINVAL). ENABLED is 1 where a new session does not say.
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
 * NFM_CMD_TARGET_NEW     do:   NAME TARGET { KIND DEV }
 *     A target is known by its KIND and DEV. -ELOOP as above; -EINVAL: the
 *     device is there and is not an Ethernet device; -ENOSPC: NFM_TARGETS_MAX.
 * NFM_CMD_TARGET_DEL     do:   NAME TARGET { KIND DEV }
 *
 * NFM_CMD_RULE_GET       dump: [ NAME ]  ->  { NAME RULE }*, by id
 * NFM_CMD_RULE_NEW       do:   NAME RULE { [ PRIO ] [ MATCH ] [ ACTION ] }
 *                              -> { NAME RULE }
 *     A rule is known by its PRIO and MATCH, and by the ID it is given.
 *     NLM_F_CREATE and NLM_F_EXCL as for a session; NLM_F_REPLACE, or no
 *     NLM_F_EXCL, sets the ACTION of one that is there, its counters kept.
 *     -ENOSPC: NFM_RULES_MAX, NFM_MASKS_MAX or NFM_RULE_ENTRIES_MAX.
 *     With NLM_F_ECHO the reply is the rule.
 * NFM_CMD_RULE_DEL       do:   NAME RULE { ID | PRIO [ MATCH ] | MATCH }
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
 * replacement or a flush, and a reset sends SESSION_NTF.
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
 * "Copied" is: handed to the target's device and not refused by it.
 * Bytes are those of the original as a frame: Ethernet header and VLAN tags
 * included, in the frame or accelerated; of a GSO packet, those of the whole.
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
#define NFM_RULES_MAX		1048576	/* rules of a session */
#define NFM_MASKS_MAX		128	/* different masks of a session's rules */
#define NFM_PORT_RANGES_MAX	16	/* ranges in a list of ports */
#define NFM_RULE_ENTRIES_MAX	4096	/* table entries that a rule's ranges become */
#define NFM_PRIO_MAX		65535	/* the highest priority; the lowest is 0 */
#define NFM_PRIO_DEFAULT	32768	/* of a rule that gives none */

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

	__NFM_A_MAX,
	NFM_A_MAX = (__NFM_A_MAX - 1)
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
 */
enum nfm_target_kind {
	NFM_TARGET_DEV = 1,
};

/**
 * enum nfm_target_state - may copies go there now
 * @NFM_STATE_UP: yes
 * @NFM_STATE_DOWN: the device is down or has no carrier
 * @NFM_STATE_WAITING: there is no device of that name
 * @NFM_STATE_LOOP: the device has become a source of the session, or feeds one
 * @NFM_STATE_UNFIT: the device of that name is not an Ethernet device
 */
enum nfm_target_state {
	NFM_STATE_UP,
	NFM_STATE_DOWN,
	NFM_STATE_WAITING,
	NFM_STATE_LOOP,
	NFM_STATE_UNFIT,
};

/**
 * enum nfm_target_attr - a target
 * @NFM_TGT_KIND: u8: enum nfm_target_kind
 * @NFM_TGT_DEV: string: device name
 * @NFM_TGT_STATE: u8: enum nfm_target_state
 * @NFM_TGT_IFINDEX: u32: the device's index, where there is one
 * @NFM_TGT_STATS: nest of enum nfm_stats_attr
 */
enum nfm_target_attr {
	NFM_TGT_KIND = 1,
	NFM_TGT_DEV,
	NFM_TGT_STATE,
	NFM_TGT_IFINDEX,
	NFM_TGT_STATS,

	__NFM_TGT_MAX,
	NFM_TGT_MAX = (__NFM_TGT_MAX - 1)
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
 */
enum nfm_rule_attr {
	NFM_RULE_ID = 1,
	NFM_RULE_PRIO,
	NFM_RULE_ACTION,
	NFM_RULE_MATCH,
	NFM_RULE_STATS,

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
 * @NFM_REASON_OVERSIZE: the frame is longer than the target device's MTU allows
 *	("oversize")
 * @NFM_REASON_NO_MEMORY: no memory for the copy ("no-memory")
 * @NFM_REASON_LOOP: the packet is a copy itself, the target feeds a source, or
 *	copies are nested too deeply ("loop")
 * @NFM_REASON_TARGET_REFUSED: the target device or its queue did not take the
 *	copy ("target-refused")
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
