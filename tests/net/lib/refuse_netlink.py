# SPDX-License-Identifier: GPL-2.0-only
"""Requests that mirrorctl would not send, and how the kernel refuses them: errno, message, attribute at fault."""
import errno
import re
import struct
import sys

import genl as g
from genl import attr, u8, u16, u32

NEW = g.NLM_F_CREATE | g.NLM_F_EXCL


def namer(prefix, inner):
    names = {v: k[len(prefix):] for k, v in vars(g).items()
             if k.startswith(prefix) and isinstance(v, int) and not k.endswith("_MAX")}
    # KEY_TTL_MAX is an attribute.
    if prefix == "NFM_KEY_":
        names[g.NFM_KEY_TTL_MAX] = "TTL_MAX"
    return lambda kind: (names.get(kind, str(kind)), inner.get(names.get(kind), namer("none", {})))


KEYS = namer("NFM_KEY_", {})
TOP = namer("NFM_A_", {"SOURCE": namer("NFM_SRC_", {}), "TARGET": namer("NFM_TGT_", {}),
                       "RULE": namer("NFM_RULE_", {"MATCH": KEYS})})


def name(text="s"):
    return attr(g.NFM_A_NAME, text)


def source(*parts):
    return attr(g.NFM_A_SOURCE, list(parts))


def target(*parts):
    return attr(g.NFM_A_TARGET, list(parts))


def rule(*parts):
    return attr(g.NFM_A_RULE, list(parts))


def match(*keys):
    return rule(attr(g.NFM_RULE_MATCH, list(keys)))


def dev(text="eth0"):
    return attr(g.NFM_SRC_DEV, text)


def kind(value=None):
    return attr(g.NFM_SRC_KIND, u8(g.NFM_SOURCE_DEV if value is None else value))


def key(what, payload):
    return attr(getattr(g, "NFM_KEY_" + what), payload)


def u64(value):
    return struct.pack("Q", value)


def option(what, payload):
    return attr(getattr(g, "NFM_A_" + what), payload)


def session_set(*options):
    return SESSION, 0, name() + b"".join(options)


def tunnel(value, *parts):
    """A tunnel of this kind to 192.0.2.1."""
    return TGT, NEW, name() + target(attr(g.NFM_TGT_KIND, u8(value)), REMOTE, *parts)


def tgt(what, payload):
    return attr(getattr(g, "NFM_TGT_" + what), payload)


def rule_new(*keys):
    return g.NFM_CMD_RULE_NEW, NEW, name() + match(*keys)


def ports(*pairs):
    return b"".join(u16(a) + u16(b) for a, b in pairs)


SESSION, SRC, TGT = g.NFM_CMD_SESSION_NEW, g.NFM_CMD_SOURCE_NEW, g.NFM_CMD_TARGET_NEW
INVAL, RANGE, EXIST, NOENT = errno.EINVAL, errno.ERANGE, errno.EEXIST, errno.ENOENT
tgt_kind = attr(g.NFM_TGT_KIND, u8(1))
REMOTE = attr(g.NFM_TGT_REMOTE, bytes([192, 0, 2, 1]))
GRETAP, ERSPAN, VXLAN, GENEVE = 2, 3, 4, 5
V6 = bytes([0x20, 1, 0xd, 0xb8] + [0] * 11 + [1])
MAC, MASK6 = bytes(6), bytes([255] * 6)
OLD_RULE = rule(attr(g.NFM_RULE_PRIO, u32(7)), attr(g.NFM_RULE_MATCH, [key("IP_PROTO", u8(6))]))

# Options out of their range; without the one that they go with; of another size.
OPTION_CASES = [
    ("%s %s" % (what.lower(), n), session_set(*(option(*o) for o in (more if isinstance(more, list) else [])),
                                              option(what, size(n))), RANGE, "", what)
    for what, size, n, more in [
        ("SNAPLEN", u32, 65536, 0), ("SNAPLEN", u32, 2**32 - 1, 0), ("SNAPLEN_FROM", u8, 2, [("SNAPLEN", u32(64))]),
        ("SAMPLE", u32, g.NFM_SAMPLE_MAX + 1, 0), ("SAMPLE_BY", u8, 2, [("SAMPLE", u32(2))]),
        ("RATE", u64, 10**12 + 1, [("RATE_UNIT", u8(0))]), ("RATE_UNIT", u8, 2, [("RATE", u64(1))]),
        ("BUDGET", u8, 101, 0), ("WIRE", u8, 3, 0), ("OVERSIZE", u8, 3, 0), ("VLAN_OP", u8, 3, 0),
        ("VLAN_ID", u16, 0, [("VLAN_OP", u8(1))]), ("VLAN_ID", u16, 4095, [("VLAN_OP", u8(1))]),
        ("CUTOFF_UNIT", u8, 2, [("CUTOFF", u64(1))]), ("DEDUP", u32, g.NFM_DEDUP_MAX + 1, 0), ("COUNT_ONLY", u8, 2, 0),
        ("EXPIRE", u32, g.NFM_EXPIRE_MAX + 1, 0), ("FANOUT", u8, 3, 0)]
] + [
    ("%s of another size" % what.lower(), session_set(option(what, payload)), INVAL, "", what)
    for what, payload in [
        ("SNAPLEN", u16(64)), ("SNAPLEN_FROM", u32(0)), ("SAMPLE", u64(1)), ("SAMPLE_BY", u32(0)), ("RATE", u32(1)),
        ("RATE_UNIT", u16(0)), ("BURST", u64(1)), ("BUDGET", u32(1)), ("WIRE", u16(1)), ("OVERSIZE", u16(1)),
        ("VLAN_OP", u16(1)), ("VLAN_ID", u32(1)), ("VLAN_PROTO", u8(1)), ("CUTOFF", u32(1)), ("CUTOFF_UNIT", u16(1)),
        ("DEDUP", u64(1)), ("COUNT_ONLY", u32(1)), ("EXPIRE", u64(1)), ("FANOUT", u32(1))]
] + [
    ("%s, which only the kernel sends" % what.lower(), session_set(option(what, payload)), INVAL, "", what)
    for what, payload in [("ID", u32(1)), ("SHEDDING", u8(1)), ("EXPIRES_IN", u32(1)), ("EXPIRED", u8(1)),
                          ("CUTOFF_FLOWS", u32(1)), ("CUTOFF_EVICTED", u64(1))]
] + [
    ("%s alone" % what.lower(), session_set(option(what, payload)), INVAL, pattern, what)
    for what, payload, pattern in [
        ("SNAPLEN_FROM", u8(1), "only with a snap length"), ("SAMPLE_BY", u8(1), "only with a sample"),
        ("RATE_UNIT", u8(0), "only with a rate"), ("BURST", u32(1), "only with a rate"),
        ("VLAN_ID", u16(1), "only with vlan push"), ("VLAN_PROTO", u16(0x8100), "only with vlan push"),
        ("CUTOFF_UNIT", u8(0), "only with a cutoff")]
] + [
    ("a snap length of 63", session_set(option("SNAPLEN", u32(63))), INVAL, "64 to 65535", "SNAPLEN"),
    ("a snap length of 1 from the frame", session_set(option("SNAPLEN", u32(1)), option("SNAPLEN_FROM", u8(0))), INVAL,
     "64 to 65535", "SNAPLEN"),
    ("a rate without its unit", session_set(option("RATE", u64(5))), INVAL, "unit is missing", "RATE"),
    ("a cutoff without its unit", session_set(option("CUTOFF", u64(5))), INVAL, "unit is missing", "CUTOFF"),
    ("push without a VLAN", session_set(option("VLAN_OP", u8(1))), INVAL, "VLAN to push is missing", "VLAN_OP"),
    ("strip with a VLAN", session_set(option("VLAN_OP", u8(2)), option("VLAN_ID", u16(5))), INVAL, "only with vlan push",
     "VLAN_ID"),
    ("strip with a protocol", session_set(option("VLAN_OP", u8(2)), option("VLAN_PROTO", u16(0x8100))), INVAL,
     "only with vlan push", "VLAN_PROTO"),
    ("a protocol that is no tag's", session_set(option("VLAN_OP", u8(1)), option("VLAN_ID", u16(5)),
                                                option("VLAN_PROTO", u16(0x9100))), INVAL, "0x8100 or 0x88a8", "VLAN_PROTO"),
    ("one bad option of two, of a new session", (SESSION, NEW, name("n") + option("WIRE", u8(1)) + option("BURST", u32(1))),
     INVAL, "only with a rate", "BURST"),
]

# What each kind of target has not.
HAS = {"SEQ": (GRETAP,), "VER": (ERSPAN,), "HWID": (ERSPAN,), "DST_PORT": (VXLAN, GENEVE), "SRC_PORT": (VXLAN, GENEVE),
       "META": (GENEVE,)}
VALUES = {"SEQ": u8(1), "VER": u8(2), "HWID": u8(1), "DST_PORT": u16(9), "SRC_PORT": u16(1) + u16(2), "META": u8(1)}
TARGET_CASES = [
    ("%s of a tunnel of kind %d" % (what.lower(), value), tunnel(value, tgt(what, VALUES[what])), INVAL,
     "this kind has no such option", "TARGET/" + what)
    for what in HAS for value in (GRETAP, ERSPAN, VXLAN, GENEVE) if value not in HAS[what]
] + [
    ("%s of a device" % what.lower(), (TGT, NEW, name() + target(tgt_kind, tgt("DEV", "x"), tgt(what, payload))), INVAL,
     "only of a tunnel", "TARGET/" + what)
    for what, payload in [("REMOTE", bytes([192, 0, 2, 1])), ("LOCAL", bytes([192, 0, 2, 2])), ("ID", u32(1)), ("TTL", u8(1)),
                          ("TOS", u8(1)), ("TOS_INHERIT", u8(1)), ("UNDERLAY", "up0"), ("DF", u8(1))] + list(VALUES.items())
] + [
    ("%s %s" % (what.lower(), payload.hex()), tunnel(value, tgt(what, payload)), RANGE, "", "TARGET/" + what)
    for value, what, payload in [
        (VXLAN, "DST_PORT", u16(0)), (VXLAN, "TTL", u8(0)), (VXLAN, "TOS_INHERIT", u8(2)), (VXLAN, "DF", u8(2)),
        (GRETAP, "SEQ", u8(2)), (ERSPAN, "VER", u8(0)), (ERSPAN, "VER", u8(4)), (ERSPAN, "HWID", u8(64)),
        (GENEVE, "META", u8(2)), (VXLAN, "LOCAL", bytes(17))]
] + [
    ("a tunnel with a device", tunnel(VXLAN, tgt("DEV", "x")), INVAL, "no device name", "TARGET/DEV"),
    ("a tunnel without its other end", (TGT, NEW, name() + target(attr(g.NFM_TGT_KIND, u8(VXLAN)))), INVAL,
     "remote address is missing", "missing REMOTE"),
    ("TOS given and inherited", tunnel(VXLAN, tgt("TOS", u8(0)), tgt("TOS_INHERIT", u8(1))), INVAL, "not both",
     "TARGET/TOS_INHERIT"),
    ("VXLAN of 2^24", tunnel(VXLAN, tgt("ID", u32(1 << 24))), INVAL, "0 to 16777215", "TARGET/ID"),
    ("GENEVE of 2^24", tunnel(GENEVE, tgt("ID", u32(1 << 24))), INVAL, "0 to 16777215", "TARGET/ID"),
    ("ERSPAN session 1024", tunnel(ERSPAN, tgt("ID", u32(1024))), INVAL, "0 to 1023", "TARGET/ID"),
    ("ERSPAN type I", tunnel(ERSPAN, tgt("VER", u8(1))), INVAL, "not type I", "TARGET/VER"),
    ("hardware id of type II", tunnel(ERSPAN, tgt("HWID", u8(1))), INVAL, "only ERSPAN type III", "TARGET/HWID"),
    ("source ports from 0", tunnel(VXLAN, tgt("SRC_PORT", u16(0) + u16(5))), INVAL, "1 to 65535", "TARGET/SRC_PORT"),
    ("source ports upside down", tunnel(VXLAN, tgt("SRC_PORT", u16(6) + u16(5))), INVAL, "lower first", "TARGET/SRC_PORT"),
    ("local of another kind", tunnel(VXLAN, tgt("LOCAL", V6)), INVAL, "both IPv4 or both IPv6", "TARGET/LOCAL"),
    ("local of 5 bytes", tunnel(VXLAN, tgt("LOCAL", bytes(5))), INVAL, "4 or 16 bytes", "TARGET/LOCAL"),
    ("underlay of a bad name", tunnel(VXLAN, tgt("UNDERLAY", "a/b")), INVAL, "1 to 15 characters", "TARGET/UNDERLAY"),
    ("local of GRE over IPv6", (TGT, NEW, name() + target(attr(g.NFM_TGT_KIND, u8(GRETAP)), tgt("REMOTE", V6),
                                                          tgt("LOCAL", V6))), INVAL, "over IPv6", "TARGET/LOCAL"),
    ("underlay of ERSPAN over IPv6", (TGT, NEW, name() + target(attr(g.NFM_TGT_KIND, u8(ERSPAN)), tgt("REMOTE", V6),
                                                                tgt("UNDERLAY", "up0"))), INVAL, "over IPv6",
     "TARGET/UNDERLAY"),
    ("a tunnel that is not there, to delete", (g.NFM_CMD_TARGET_DEL, 0, name() +
                                               target(attr(g.NFM_TGT_KIND, u8(VXLAN)), REMOTE)), NOENT, "no such target",
     "TARGET"),
] + [
    ("remote " + title, (TGT, NEW, name() + target(attr(g.NFM_TGT_KIND, u8(VXLAN)), tgt("REMOTE", payload))), INVAL,
     "unicast", "TARGET/REMOTE")
    for title, payload in [("multicast", bytes([224, 0, 0, 1])), ("0.0.0.0", bytes(4)), ("broadcast", bytes([255] * 4)),
                           ("of IPv6, multicast", b"\xff\x02" + bytes(13) + b"\1"), ("::", bytes(16)),
                           ("an IPv4 address mapped", bytes(10) + b"\xff\xff\xc0\0\2\1")]
]

# title, (command, flags, attributes), errno, pattern of the message, path of the attribute at fault or None
CASES = [
    ("unknown attribute", (SESSION, NEW, name("n") + attr(77, u32(1))), INVAL, "", "77"),
    ("an attribute of another command", (g.NFM_CMD_SESSION_DEL, 0, name() + attr(g.NFM_A_ENABLED, u8(1))), INVAL, "",
     "ENABLED"),
    ("an attribute that only the kernel sends", (SESSION, NEW, name("n") + attr(g.NFM_A_N_RULES, u32(1))), INVAL, "",
     "N_RULES"),
    ("unknown attribute in a nest", (SRC, NEW, name() + source(kind(), dev(), attr(99, u8(1)))), INVAL, "", "SOURCE/99"),
    ("nest without its flag", (SRC, NEW, name() + attr(g.NFM_A_SOURCE, kind() + dev())), INVAL, "", "SOURCE"),
    ("unknown key", (g.NFM_CMD_RULE_NEW, NEW, name() + match(attr(200, u8(1)))), INVAL, "", "RULE/MATCH/200"),
    ("unknown command", (200, 0, b""), errno.EOPNOTSUPP, "", None),
    ("an event as a command", (g.NFM_CMD_SESSION_NTF, 0, name()), errno.EOPNOTSUPP, "", None),
    ("bytes behind the attributes", (SESSION, NEW, name("n") + b"\1\2\3"), INVAL, "", None),
    ("name too long", (SESSION, NEW, name("n" * 32)), INVAL, "", "NAME"),
    ("name empty", (SESSION, NEW, name("")), INVAL, "name is 1 to 31", "NAME"),
    ("name with a slash", (SESSION, NEW, name("a/b")), INVAL, "name is 1 to 31", "NAME"),
    ("name that starts with a dash", (SESSION, NEW, name("-a")), INVAL, "name is 1 to 31", "NAME"),
    ("name not ASCII", (SESSION, NEW, name("\u00e9t\u00e9")), INVAL, "name is 1 to 31", "NAME"),
    ("name without its end", (SESSION, NEW, attr(g.NFM_A_NAME, b"abcd")), INVAL, "", "NAME"),
    ("name missing", (SESSION, NEW, b""), INVAL, "name is missing", "missing NAME"),
    ("session there already", (SESSION, NEW, name()), EXIST, "there already", "NAME"),
    ("session not there", (SESSION, 0, name("n")), NOENT, "no session of that name", "NAME"),
    ("session not there, to delete", (g.NFM_CMD_SESSION_DEL, 0, name("n")), NOENT, "no session", "NAME"),
    ("session not there, to reset", (g.NFM_CMD_SESSION_RESET, 0, name("n")), NOENT, "no session", "NAME"),
    ("session not there, its sources", (g.NFM_CMD_SOURCE_GET, g.NLM_F_DUMP, name("n")), NOENT, "no session", "any"),
    ("parts for a session that is there", (SESSION, 0, name() + source(kind(), dev())), INVAL, "session is there",
     "SOURCE"),
    ("enabled 2", (SESSION, NEW, name("n") + attr(g.NFM_A_ENABLED, u8(2))), RANGE, "", "ENABLED"),
    ("enabled of two bytes", (SESSION, NEW, name("n") + attr(g.NFM_A_ENABLED, u16(1))), INVAL, "", "ENABLED"),
    ("source missing", (SRC, NEW, name()), INVAL, "source is missing", "missing SOURCE"),
    ("source without kind", (SRC, NEW, name() + source(dev())), INVAL, "kind is missing", "missing KIND"),
    ("source of kind 0", (SRC, NEW, name() + source(kind(0), dev())), RANGE, "", "SOURCE/KIND"),
    ("source of kind 4", (SRC, NEW, name() + source(kind(4), dev())), RANGE, "", "SOURCE/KIND"),
    ("source without device", (SRC, NEW, name() + source(kind())), INVAL, "device name is missing", "missing DEV"),
    ("source of no name", (SRC, NEW, name() + source(kind(), dev(""))), INVAL, "1 to 15 characters", "SOURCE/DEV"),
    ("source of a bad name", (SRC, NEW, name() + source(kind(), dev("a/b"))), INVAL, "1 to 15 characters", "SOURCE/DEV"),
    ("source of a long name", (SRC, NEW, name() + source(kind(), dev("a" * 16))), INVAL, "", "SOURCE/DEV"),
    ("source direction 0", (SRC, NEW, name() + source(kind(), dev(), attr(g.NFM_SRC_DIR, u8(0)))), RANGE, "",
     "SOURCE/DIR"),
    ("source direction 4", (SRC, NEW, name() + source(kind(), dev(), attr(g.NFM_SRC_DIR, u8(4)))), RANGE, "",
     "SOURCE/DIR"),
    ("bridge with a direction", (SRC, NEW, name() + source(kind(2), dev(), attr(g.NFM_SRC_DIR, u8(1)))), INVAL,
     "only a device has a direction", "SOURCE/DIR"),
    ("device with a hook", (SRC, NEW, name() + source(kind(), dev(), attr(g.NFM_SRC_HOOK, u8(1)))), INVAL,
     "only inet has a hook", "SOURCE/HOOK"),
    ("inet hook 6", (SRC, NEW, name() + source(kind(3), attr(g.NFM_SRC_HOOK, u8(6)))), RANGE, "", "SOURCE/HOOK"),
    ("inet with a device", (SRC, NEW, name() + source(kind(3), dev())), INVAL, "inet has no device", "SOURCE/DEV"),
    ("bridge source that is no bridge", (SRC, NEW, name() + source(kind(2), dev("eth0"))), INVAL, "not a bridge",
     "SOURCE/DEV"),
    ("source there already", (SRC, NEW, name() + source(kind(), dev("old"))), EXIST, "has this source already", "any"),
    ("source not there, to change", (SRC, 0, name() + source(kind(), dev("new"))), NOENT, "no such source", "SOURCE"),
    ("source not there, to delete", (g.NFM_CMD_SOURCE_DEL, 0, name() + source(kind(), dev("new"))), NOENT,
     "no such source", "SOURCE"),
    ("direction of a source to delete", (g.NFM_CMD_SOURCE_DEL, 0, name() +
                                         source(kind(), dev("old"), attr(g.NFM_SRC_DIR, u8(1)))), INVAL, "", "SOURCE/DIR"),
    ("target missing", (TGT, NEW, name()), INVAL, "target is missing", "missing TARGET"),
    ("target without kind", (TGT, NEW, name() + target(attr(g.NFM_TGT_DEV, "x"))), INVAL, "kind is missing",
     "missing KIND"),
    ("target without device", (TGT, NEW, name() + target(tgt_kind)), INVAL, "device name is missing", "missing DEV"),
    ("target of a bad name", (TGT, NEW, name() + target(tgt_kind, attr(g.NFM_TGT_DEV, "a b"))), INVAL,
     "1 to 15 characters", "TARGET/DEV"),
    ("target of kind 6", (TGT, NEW, name() + target(attr(g.NFM_TGT_KIND, u8(6)), attr(g.NFM_TGT_DEV, "x"))), RANGE, "",
     "TARGET/KIND"),
    ("target without Ethernet", (TGT, NEW, name() + target(tgt_kind, attr(g.NFM_TGT_DEV, "tun0"))), INVAL,
     "not an Ethernet device", "TARGET/DEV"),
    ("target there already", (TGT, NEW, name() + target(tgt_kind, attr(g.NFM_TGT_DEV, "old"))), None,
     "has this target already|source of the session itself", "any"),
    ("target not there, to delete", (g.NFM_CMD_TARGET_DEL, 0, name() + target(tgt_kind, attr(g.NFM_TGT_DEV, "new"))),
     NOENT, "no such target", "TARGET"),
    ("rule missing", (g.NFM_CMD_RULE_NEW, NEW, name()), INVAL, "rule is missing", "missing RULE"),
    ("rule with an id of its own", (g.NFM_CMD_RULE_NEW, NEW, name() + rule(attr(g.NFM_RULE_ID, u32(5)))), INVAL, "",
     "RULE/ID"),
    ("priority too high", (g.NFM_CMD_RULE_NEW, NEW, name() + rule(attr(g.NFM_RULE_PRIO, u32(65536)))), RANGE, "",
     "RULE/PRIO"),
    ("action 2", (g.NFM_CMD_RULE_NEW, NEW, name() + rule(attr(g.NFM_RULE_ACTION, u8(2)))), RANGE, "", "RULE/ACTION"),
    ("rule there already", (g.NFM_CMD_RULE_NEW, NEW, name() + OLD_RULE), EXIST, "this priority and match already", "RULE"),
    ("rule not there, to change", (g.NFM_CMD_RULE_NEW, 0, name() + match(key("TOS", u8(1)))), NOENT, "no such rule",
     "RULE"),
    ("rule id 0 to delete", (g.NFM_CMD_RULE_DEL, 0, name() + rule(attr(g.NFM_RULE_ID, u32(0)))), RANGE, "", "RULE/ID"),
    ("rule id not there", (g.NFM_CMD_RULE_DEL, 0, name() + rule(attr(g.NFM_RULE_ID, u32(999)))), NOENT, "no such rule",
     "RULE"),
    ("rule by id and priority", (g.NFM_CMD_RULE_DEL, 0, name() + rule(attr(g.NFM_RULE_ID, u32(1)),
                                                                      attr(g.NFM_RULE_PRIO, u32(7)))), INVAL,
     "by its id, or by its priority", "RULE"),
    ("rule by nothing", (g.NFM_CMD_RULE_DEL, 0, name() + rule()), INVAL, "by its id, or by its priority", "RULE"),
    ("the same rule twice in a replacement", (g.NFM_CMD_RULE_REPLACE, 0, name() + OLD_RULE + OLD_RULE), EXIST,
     "comes before", "RULE"),
    ("host bits behind an IPv4 prefix", rule_new(key("SRC_IP", bytes([10, 0, 0, 1])), key("SRC_IP_PREFIX", u8(24))), INVAL,
     "bits behind its prefix", "RULE/MATCH/SRC_IP"),
    ("host bits behind an IPv6 prefix", rule_new(key("DST_IP", bytes(15) + b"\1"), key("DST_IP_PREFIX", u8(127))), INVAL,
     "bits behind its prefix", "RULE/MATCH/DST_IP"),
    ("IPv4 prefix of 33", rule_new(key("SRC_IP", bytes(4)), key("SRC_IP_PREFIX", u8(33))), RANGE, "",
     "RULE/MATCH/SRC_IP_PREFIX"),
    ("IPv6 prefix of 129", rule_new(key("SRC_IP", bytes(16)), key("SRC_IP_PREFIX", u8(129))), RANGE, "",
     "RULE/MATCH/SRC_IP_PREFIX"),
    ("ARP prefix of 33", rule_new(key("ARP_SIP", bytes(4)), key("ARP_SIP_PREFIX", u8(33))), RANGE, "",
     "RULE/MATCH/ARP_SIP_PREFIX"),
    ("address of 5 bytes", rule_new(key("SRC_IP", bytes(5))), INVAL, "4 bytes .* or 16|", "RULE/MATCH/SRC_IP"),
    ("address of 17 bytes", rule_new(key("SRC_IP", bytes(17))), None, "", "RULE/MATCH/SRC_IP"),
    ("address of IPv4 and of IPv6", rule_new(key("SRC_IP", bytes(4)), key("DST_IP", bytes(16))), INVAL,
     "does not go with", "RULE/MATCH/DST_IP"),
    ("address against the protocol", rule_new(key("PROTOCOL", u16(0x0806)), key("DST_IP", bytes(16))), INVAL,
     "does not go with", "RULE/MATCH/DST_IP"),
    ("prefix without address", rule_new(key("SRC_IP_PREFIX", u8(8))), INVAL, "mask needs its value",
     "RULE/MATCH/SRC_IP_PREFIX"),
    ("mask without value", rule_new(key("TCP_FLAGS_MASK", u16(2))), INVAL, "mask needs its value",
     "RULE/MATCH/TCP_FLAGS_MASK"),
    ("value outside its mask", rule_new(key("TCP_FLAGS", u16(3)), key("TCP_FLAGS_MASK", u16(2))), INVAL,
     "bits that its mask has not", "RULE/MATCH/TCP_FLAGS"),
    ("mask of 0", rule_new(key("TOS", u8(0)), key("TOS_MASK", u8(0))), INVAL, "mask of 0", "RULE/MATCH/TOS_MASK"),
    ("MAC mask of 0", rule_new(key("SRC_MAC", MAC), key("SRC_MAC_MASK", MAC)), INVAL, "mask of 0",
     "RULE/MATCH/SRC_MAC_MASK"),
    ("MAC outside its mask", rule_new(key("SRC_MAC", MASK6), key("SRC_MAC_MASK", MASK6[:5] + b"\0")), INVAL,
     "bits that its mask has not", "RULE/MATCH/SRC_MAC"),
    ("MAC of 5 bytes", rule_new(key("DST_MAC", MAC[:5])), RANGE, "", "RULE/MATCH/DST_MAC"),
    ("MAC of 7 bytes", rule_new(key("DST_MAC", MAC + b"\0")), RANGE, "", "RULE/MATCH/DST_MAC"),
    ("EtherType of 4 bytes", rule_new(key("PROTOCOL", u32(0x800))), INVAL, "", "RULE/MATCH/PROTOCOL"),
    ("VLAN 4096", rule_new(key("VLAN_ID", u16(4096))), RANGE, "", "RULE/MATCH/VLAN_ID"),
    ("VLAN mask 4096", rule_new(key("VLAN_ID", u16(0)), key("VLAN_ID_MASK", u16(4096))), RANGE, "",
     "RULE/MATCH/VLAN_ID_MASK"),
    ("inner VLAN 4096", rule_new(key("CVLAN_ID", u16(4096))), RANGE, "", "RULE/MATCH/CVLAN_ID"),
    ("VLAN priority 8", rule_new(key("VLAN_PRIO", u8(8))), RANGE, "", "RULE/MATCH/VLAN_PRIO"),
    ("TCP flags 0x1000", rule_new(key("TCP_FLAGS", u16(0x1000))), RANGE, "", "RULE/MATCH/TCP_FLAGS"),
    ("fragment 4", rule_new(key("FRAG", u8(4))), RANGE, "", "RULE/MATCH/FRAG"),
    ("TTL upside down", rule_new(key("TTL", u8(9)), key("TTL_MAX", u8(8))), INVAL, "above the highest", "RULE/MATCH/TTL_MAX"),
    ("highest TTL alone", rule_new(key("TTL_MAX", u8(8))), INVAL, "needs a lowest", "RULE/MATCH/TTL_MAX"),
    ("no ports", rule_new(key("SRC_PORT", b"")), None, "", "RULE/MATCH/SRC_PORT"),
    ("half a range of ports", rule_new(key("SRC_PORT", u16(80))), INVAL, "", "RULE/MATCH/SRC_PORT"),
    ("17 ranges of ports", rule_new(key("SRC_PORT", ports(*((i, i) for i in range(0, 34, 2))))), None, "",
     "RULE/MATCH/SRC_PORT"),
    ("range upside down", rule_new(key("DST_PORT", ports((9, 8)))), INVAL, "above its last", "RULE/MATCH/DST_PORT"),
    ("ranges that overlap", rule_new(key("DST_PORT", ports((1, 5), (7, 9), (5, 6)))), INVAL, "overlap",
     "RULE/MATCH/DST_PORT"),
    ("indev empty", rule_new(key("INDEV", "")), INVAL, "1 to 15 characters", "RULE/MATCH/INDEV"),
    ("indev with a * in the middle", rule_new(key("INDEV", "a*b")), INVAL, "only at its end", "RULE/MATCH/INDEV"),
    ("indev too long", rule_new(key("INDEV", "a" * 16)), INVAL, "", "RULE/MATCH/INDEV"),
    ("one bad rule of three", (g.NFM_CMD_RULE_REPLACE, 0, name() + match(key("TOS", u8(1))) +
                               match(key("VLAN_PRIO", u8(9))) + match(key("TOS", u8(2)))), RANGE, "",
     "RULE/MATCH/VLAN_PRIO"),
    ("a session with one bad part", (SESSION, NEW, name("n") + source(kind(), dev("a")) +
                                     target(tgt_kind, attr(g.NFM_TGT_DEV, "b")) + match(key("VLAN_ID", u16(5000)))), RANGE,
     "", "RULE/MATCH/VLAN_ID"),
]


CASES += OPTION_CASES + TARGET_CASES


def fault(answer, data):
    if answer.missing is not None:
        return "missing"
    if answer.offset is None:
        return None
    return g.path_at(data, answer.offset, 20, TOP)


def judge(case, answer, data):
    title, _, want, pattern, where = case
    wrong = []
    if want is None and not answer.errno or want is not None and answer.errno != want:
        wrong.append("errno %s, wanted %s" % (errno.errorcode.get(answer.errno, answer.errno),
                                              errno.errorcode.get(want, "any")))
    if not answer.message and answer.errno != errno.EOPNOTSUPP:
        wrong.append("no message")
    if not re.search(pattern, answer.message):
        wrong.append("message \"%s\", wanted \"%s\"" % (answer.message, pattern))
    at = fault(answer, data)
    if where != "any" and (where or "").split(" ")[0] != (at or ""):
        wrong.append("attribute at fault: %s, wanted %s" % (at, where))
    return wrong


def main():
    family, failed = g.Family(), 0
    setup = [(SESSION, NEW, name() + source(kind(), dev("old")) + OLD_RULE + target(tgt_kind, attr(g.NFM_TGT_DEV, "t"))),
             (SESSION, NEW, name("other"))]
    for request in setup:
        answer = family.ask(*request)
        if answer.errno:
            raise SystemExit("set-up: %s" % answer.message)
    for case in CASES:
        answer = family.ask(*case[1])
        wrong = judge(case, answer, case[1][2])
        failed += bool(wrong)
        print("%s - refuse-netlink: %s" % ("not ok" if wrong else "ok", case[0]))
        for line in wrong:
            print("# " + line)
    sys.exit(bool(failed))


main()
