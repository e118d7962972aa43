# SPDX-License-Identifier: GPL-2.0-only
"""Every byte that nf_mirror tells: are its attributes whole, is what lies between them zero, is none an address?"""
import os
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../net/lib"))
import genl as g    # noqa: E402 (where it is found is said above)

# A run of what SLUB and the stack fill unused memory with.
POISON = [bytes([value]) * 3 for value in (0x5a, 0x6b, 0xa5, 0xbb, 0xcc, 0xfe)]
FIRST, LAST = 0xffff800000000000, 0xfffffffffffff000
problems, seen = [], 0


def check_attributes(what, data):
    at = 0
    while at < len(data):
        if len(data) - at < 4:
            problems.append(f"{what}: {len(data) - at} bytes behind the last attribute")
            return
        size, kind = struct.unpack_from("HH", data, at)
        if size < 4 or at + size > len(data):
            problems.append(f"{what}: attribute {kind & 0x3fff} has length {size}")
            return
        end = (at + size + 3) & ~3
        if any(data[at + size:end]):
            problems.append(f"{what}: attribute {kind & 0x3fff} is followed by {data[at + size:end].hex()}")
        if kind & g.NESTED:
            check_attributes(f"{what}/{kind & 0x3fff}", data[at + 4:at + size])
        at = end


def check(what, payload):
    """A generic netlink message without its netlink header."""
    global seen
    seen += 1
    if payload[2:4] != b"\0\0":
        problems.append(f"{what}: reserved bytes {payload[2:4].hex()}")
    check_attributes(what, payload[4:])
    for poison in POISON:
        if poison in payload:
            problems.append(f"{what}: memory that nobody has written: {payload.hex()}")
    for at in range(len(payload) - 7):
        value = struct.unpack_from("Q", payload, at)[0]
        if FIRST <= value < LAST:
            problems.append(f"{what}: an address? {value:#x} at {at}")


family, events = g.Family(), g.Family()
events.sock.setsockopt(270, 1, events.groups["events"])     # NETLINK_ADD_MEMBERSHIP
name = g.attr(g.NFM_A_NAME, "a")

for title in ("SESSION", "SOURCE", "TARGET", "RULE"):
    answer = family.ask(getattr(g, f"NFM_CMD_{title}_GET"), g.NLM_F_DUMP, b"")
    assert not answer.errno and answer.replies, title
    for reply in answer.replies:
        check(f"dump of {title.lower()}s", reply)
for reply in family.ask(g.NFM_CMD_SESSION_GET, 0, name).replies:
    check("session", reply)
rule = g.attr(g.NFM_A_RULE, [g.attr(g.NFM_RULE_MATCH, [g.attr(g.NFM_KEY_INDEV, "abc")])])
for reply in family.ask(g.NFM_CMD_RULE_NEW, g.NLM_F_CREATE | g.NLM_F_ECHO, name + rule).replies:
    check("echo of a rule", reply)
source = g.attr(g.NFM_A_SOURCE, [g.attr(g.NFM_SRC_KIND, g.u8(1)), g.attr(g.NFM_SRC_DEV, "lo")])
target = g.attr(g.NFM_A_TARGET, [g.attr(g.NFM_TGT_KIND, g.u8(1)), g.attr(g.NFM_TGT_DEV, "gone")])
for cmd, flags, more in (("SOURCE_NEW", g.NLM_F_CREATE, source), ("SOURCE_DEL", 0, source),
                         ("TARGET_NEW", g.NLM_F_CREATE, target), ("TARGET_DEL", 0, target),
                         ("RULE_DEL", 0, rule), ("SESSION_NEW", 0, g.attr(g.NFM_A_ENABLED, g.u8(0))),
                         ("RULE_FLUSH", 0, b""), ("SESSION_RESET", 0, b""), ("SESSION_DEL", 0, b"")):
    answer = family.ask(getattr(g, "NFM_CMD_" + cmd), flags, name + more)
    assert not answer.errno, (cmd, answer.message)
events.sock.setblocking(False)
n_events = 0
try:
    while True:
        data = events.sock.recv(1 << 18)
        check("event", data[16:struct.unpack_from("I", data)[0]])
        n_events += 1
except BlockingIOError:
    pass

print(f"# {seen} messages, {n_events} of them events")
for problem in problems[:20]:
    print("# " + problem[:400])
print(("not ok" if problems else "ok") + " - disclosure: no byte that is not meant to be told")
print(("ok" if n_events >= 9 and seen >= 30 else "not ok") + " - disclosure: every kind of message was looked at")
sys.exit(bool(problems))
