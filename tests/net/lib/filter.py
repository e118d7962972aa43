# SPDX-License-Identifier: GPL-2.0-only
"""What netlink takes of filters, and tells of them."""
import errno
import struct
import sys

import genl as g
from genl import attr, u32

failed = 0
family = g.Family()
NAME = attr(g.NFM_A_NAME, "f")
NEW = g.NLM_F_CREATE | g.NLM_F_EXCL


def check(title, got, want):
    global failed
    if got == want:
        print("ok - filter: " + title)
        return
    failed += 1
    print("not ok - filter: %s\n# wanted %.300r\n# got    %.300r" % (title, want, got))


def insn(code, k):
    return struct.pack("HBBI", code, 0, 0, k)


ALL, NONE, LOAD = insn(6, 0xffff), insn(6, 0), insn(0x20, 0)
PRIO = attr(g.NFM_RULE_PRIO, u32(7))


def rule(*parts):
    return attr(g.NFM_A_RULE, [PRIO] + list(parts))


def program(data):
    return attr(g.NFM_RULE_FILTER, data)


def text(what):
    return attr(g.NFM_RULE_FILTER_TEXT, what)


def tree(data):
    return {kind & 0x3fff: tree(payload) if kind & g.NESTED else payload for _, kind, payload in g.attributes(data)}


def refused(title, parts, number, message, at):
    """At the attribute of that number."""
    answer = family.ask(g.NFM_CMD_RULE_NEW, NEW, NAME + rule(*parts))
    offset = 16 + 4 + len(NAME) + 4 + len(PRIO) + sum(len(p) for p in parts[:at])
    check(title, (answer.errno, answer.message, answer.offset), (number, message, offset))


def accepted(title, cmd, flags, data):
    answer = family.ask(cmd, flags, data)
    check(title, (answer.errno, answer.message), (0, ""))
    return [tree(r[4:]) for r in answer.replies]


def rules():
    """(text, program) of each rule."""
    answer = family.ask(g.NFM_CMD_RULE_GET, g.NLM_F_DUMP, NAME)
    found = [tree(r[4:])[g.NFM_A_RULE] for r in answer.replies]
    return [(r.get(g.NFM_RULE_FILTER_TEXT), r.get(g.NFM_RULE_FILTER)) for r in found]


accepted("a session", g.NFM_CMD_SESSION_NEW, NEW, NAME)
LENGTH = "a filter has 1 to 4096 instructions of 8 bytes"
refused("a program without its text", [program(ALL)], errno.EINVAL, "a filter needs the text it was made from", 0)
refused("a text without its program", [text("udp")], errno.EINVAL, "a filter's text needs its program", 0)
refused("no instruction", [text("udp"), program(b"")], errno.EINVAL, LENGTH, 1)
refused("half an instruction", [text("udp"), program(ALL + ALL[:4])], errno.EINVAL, LENGTH, 1)
refused("too long", [text("udp"), program(LOAD * 4096 + ALL)], errno.EINVAL, LENGTH, 1)
INVALID = "the filter is not a valid program"
refused("no return at the end", [text("udp"), program(LOAD)], errno.EINVAL, INVALID, 1)
refused("a jump to nowhere", [text("udp"), program(insn(5, 9) + ALL)], errno.EINVAL, INVALID, 1)
refused("no such instruction", [text("udp"), program(insn(0xffff, 0) + ALL)], errno.EINVAL, INVALID, 1)
answer = family.ask(g.NFM_CMD_RULE_DEL, 0, NAME + rule(program(ALL), text("udp")))
check("a program to delete by", answer.errno, errno.EINVAL)
answer = family.ask(g.NFM_CMD_RULE_NEW, NEW, NAME + rule(program(ALL), text("x" * 1024)))
check("too long a text", answer.errno, errno.EINVAL)
check("nothing has come of it", rules(), [])

MOST = LOAD * 4095 + ALL
LONG = rule(program(MOST), text("y" * 1023))
listener = g.Family()
listener.sock.setsockopt(270, 1, listener.groups["events"])
listener.sock.settimeout(20)


def event():
    data = listener.sock.recv(1 << 18)
    return data[16], tree(data[20:]).get(g.NFM_A_RULE, {}).get(g.NFM_RULE_FILTER)


said = accepted("the longest", g.NFM_CMD_RULE_NEW, NEW | g.NLM_F_ECHO, NAME + LONG)
check("the longest: its echo", said and said[0][g.NFM_A_RULE].get(g.NFM_RULE_FILTER), MOST)
check("the longest: its event", event(), (g.NFM_CMD_RULE_NTF, MOST))
accepted("a short one", g.NFM_CMD_RULE_NEW, NEW, NAME + rule(program(ALL), text("all")))
accepted("another", g.NFM_CMD_RULE_NEW, NEW, NAME + rule(program(NONE), text("none")))
accepted("none", g.NFM_CMD_RULE_NEW, NEW, NAME + rule())
answer = family.ask(g.NFM_CMD_RULE_NEW, NEW, NAME + rule(program(ALL), text("all")))
check("the same again", (answer.errno, answer.message),
      (errno.EEXIST, "the session has a rule of this priority and match already"))
check("a dump", rules(), [(b"y" * 1023 + b"\0", MOST), (b"all\0", ALL), (b"none\0", NONE), (None, None)])
answer = family.ask(g.NFM_CMD_RULE_DEL, 0, NAME + rule(text("nobody")))
check("a text that no rule has", answer.errno, errno.ENOENT)
accepted("deleted by its text", g.NFM_CMD_RULE_DEL, 0, NAME + rule(text("y" * 1023)))
for _ in range(3):
    event()
check("the longest: the event of its end", event(), (g.NFM_CMD_RULE_DEL_NTF, MOST))
accepted("deleted by the lack of one", g.NFM_CMD_RULE_DEL, 0, NAME + rule())
check("two are left", rules(), [(b"all\0", ALL), (b"none\0", NONE)])
accepted("replaced", g.NFM_CMD_RULE_REPLACE, 0, NAME + rule(program(ALL), text("a")) + rule(program(NONE), text("b")))
check("by these", rules(), [(b"a\0", ALL), (b"b\0", NONE)])
answer = family.ask(g.NFM_CMD_RULE_REPLACE, 0, NAME + rule(program(ALL), text("c")) + rule(program(LOAD), text("d")))
check("not by an invalid one", (answer.errno, answer.message), (errno.EINVAL, INVALID))
check("which changes nothing", rules(), [(b"a\0", ALL), (b"b\0", NONE)])

# All that a session's filters may have, by 16 of the longest; not one instruction more.
MANY = "a session's filters may have 65536 instructions in all"
most = [rule(program(MOST), text("%d" % n)) for n in range(16)]
accepted("no rule is left", g.NFM_CMD_RULE_FLUSH, 0, NAME)
for one in most:
    answer = family.ask(g.NFM_CMD_RULE_NEW, NEW, NAME + one)
    check("16 of the longest", (answer.errno, answer.message), (0, ""))
one = rule(program(ALL), text("one"))
answer = family.ask(g.NFM_CMD_RULE_NEW, NEW, NAME + one)
check("one instruction more", (answer.errno, answer.message), (errno.ENOSPC, MANY))
check("changes nothing", [len(p) // 8 for _, p in rules()], [4096] * 16)
accepted("a rule without a filter", g.NFM_CMD_RULE_NEW, NEW, NAME + rule())
accepted("one less", g.NFM_CMD_RULE_DEL, 0, NAME + rule(text("3")))
accepted("makes room", g.NFM_CMD_RULE_NEW, NEW, NAME + one)
answer = family.ask(g.NFM_CMD_RULE_NEW, NEW, NAME + most[3])
check("for as much", (answer.errno, answer.message), (errno.ENOSPC, MANY))
answer = family.ask(g.NFM_CMD_RULE_REPLACE, 0, NAME + rule(program(ALL), text("a")))
check("a set of its own", (answer.errno, rules()), (0, [(b"a\0", ALL)]))
accepted("the session goes", g.NFM_CMD_SESSION_DEL, 0, NAME)
sys.exit(failed > 0)
