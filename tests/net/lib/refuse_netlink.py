# SPDX-License-Identifier: GPL-2.0-only
"""Requests that mirrorctl would not send, and how the kernel refuses them: errno, message, attribute at fault."""
import errno
import re
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


def rule_new(*keys):
    return g.NFM_CMD_RULE_NEW, NEW, name() + match(*keys)


def ports(*pairs):
    return b"".join(u16(a) + u16(b) for a, b in pairs)


SESSION, SRC, TGT = g.NFM_CMD_SESSION_NEW, g.NFM_CMD_SOURCE_NEW, g.NFM_CMD_TARGET_NEW
INVAL, RANGE, EXIST, NOENT = errno.EINVAL, errno.ERANGE, errno.EEXIST, errno.ENOENT
tgt_kind = attr(g.NFM_TGT_KIND, u8(1))
MAC, MASK6 = bytes(6), bytes([255] * 6)
OLD_RULE = rule(attr(g.NFM_RULE_PRIO, u32(7)), attr(g.NFM_RULE_MATCH, [key("IP_PROTO", u8(6))]))

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
