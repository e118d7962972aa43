# SPDX-License-Identifier: GPL-2.0-only
"""disclosure.py SPACE GONE TRACING SECONDS - every byte that nf_mirror tells: are its attributes whole, is what lies
between them zero, is none a pattern's or an address, and was each attribute and command of the contract looked at?

In SPACE are the sessions of disclosure.sh; GONE is a network namespace that goes, TRACING where they were traced."""
import ctypes
import glob
import os
import re
import socket
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../net/lib"))
import genl as g    # noqa: E402 (where it is found is said above)

# What is received at a time. A dump's pieces are as long as that, and with 4 KiB they come from a slab, which is
# poisoned, where long ones come from whole pages, which are not.
ROOM = 4096
# What memory is filled with that nobody has written: SLUB's (include/linux/poison.h), and the compiler's for the stack.
PATTERN = (0x5a, 0x6b, 0xa5, 0xfe)
FIRST, LAST = 0xffff800000000000, 0xfffffffffffff000
# What each nest has.
NESTS = {
    "nfm_attr": {g.NFM_A_SOURCE: "nfm_source_attr", g.NFM_A_TARGET: "nfm_target_attr", g.NFM_A_RULE: "nfm_rule_attr",
                 g.NFM_A_STATS: "nfm_stats_attr"},
    "nfm_source_attr": {g.NFM_SRC_STATS: "nfm_stats_attr"},
    "nfm_target_attr": {g.NFM_TGT_STATS: "nfm_stats_attr"},
    "nfm_rule_attr": {g.NFM_RULE_MATCH: "nfm_key_attr", g.NFM_RULE_STATS: "nfm_stats_attr"},
    "nfm_stats_attr": {g.NFM_STATS_NOT_COPIED: "nfm_not_copied_attr"},
    "nfm_key_attr": {}, "nfm_not_copied_attr": {},
}
# Numbers of which a byte may be any: not in the hands of the test.
ANY = ("NFM_A_NETNS_COOKIE", "NFM_A_EXPIRES_IN", "NFM_STATS_IDLE", "NFM_TGT_IFINDEX")


def names_of(enum):
    """An enum's names by number, without _MAX and the like."""
    values = g.ENUMS[enum]
    ends = [name for name in values if name.startswith("__")]
    return {value: name for name, value in values.items() if name not in ends and "__" + name not in ends}


NAMES = {enum: names_of(enum) for enum in [*NESTS, "nfm_cmd"]}
# No attribute needs to be aligned where the processor does not ask for it.
WANTED = {name for names in NAMES.values() for name in names.values() if not name.endswith("_PAD")}
# Commands that are answered with an ack alone.
WANTED -= {name for name in NAMES["nfm_cmd"].values() if not name.endswith(("_GET", "_NTF", "RULE_NEW"))}
problems, seen, n_messages = [], set(), 0


def check_value(what, name, value):
    wrong = [bytes([byte]) for byte in PATTERN]
    if name in ANY:
        wrong = [byte * 3 for byte in wrong]
    if any(run in value for run in wrong):
        problems.append(f"{what}/{name}: memory that nobody has written: {value.hex()}")
    for at in range(len(value) - 7):
        number = struct.unpack_from("Q", value, at)[0]
        if FIRST <= number < LAST:
            problems.append(f"{what}/{name}: an address? {number:#x}")


def check_attributes(what, enum, data):
    at = 0
    while at < len(data):
        if len(data) - at < 4:
            problems.append(f"{what}: {len(data) - at} bytes behind the last attribute")
            return
        size, kind = struct.unpack_from("HH", data, at)
        name = NAMES[enum].get(kind & 0x3fff, str(kind & 0x3fff))
        if size < 4 or at + size > len(data):
            problems.append(f"{what}: {name} has length {size}")
            return
        seen.add(name)
        end = (at + size + 3) & ~3
        if any(data[at + size:end]):
            problems.append(f"{what}: {name} is followed by {data[at + size:end].hex()}")
        nest = NESTS[enum].get(kind & 0x3fff)
        if bool(kind & g.NESTED) != bool(nest):
            problems.append(f"{what}: {name} has type {kind:#x}")
        if nest:
            check_attributes(f"{what}/{name}", nest, data[at + 4:at + size])
        else:
            check_value(what, name, data[at + 4:at + size])
        at = end


def check(what, payload):
    """A generic netlink message without its netlink header."""
    global n_messages
    n_messages += 1
    seen.add(NAMES["nfm_cmd"].get(payload[0], str(payload[0])))
    if payload[2:4] != b"\0\0":
        problems.append(f"{what}: reserved bytes {payload[2:4].hex()}")
    check_attributes(what, "nfm_attr", payload[4:])


def listen():
    family = g.Family(ROOM)
    family.sock.setsockopt(270, 1, family.groups["events"])     # NETLINK_ADD_MEMBERSHIP
    family.sock.settimeout(int(sys.argv[4]))
    return family.sock


def check_event(sock):
    data = sock.recv(ROOM)
    size = struct.unpack_from("I", data)[0]
    assert size <= len(data), "an event is too long"
    check("event", data[16:size])


def until_seen(sock, name):
    try:
        while name not in seen:
            check_event(sock)
    except socket.timeout:
        problems.append(f"no event with {name}")


def dump_all(family):
    for title in ("SESSION", "SOURCE", "TARGET", "RULE"):
        answer = family.ask(getattr(g, f"NFM_CMD_{title}_GET"), g.NLM_F_DUMP, b"")
        assert not answer.errno and answer.replies, title
        for reply in answer.replies:
            check(f"dump of {title.lower()}s", reply)


def change_all(family):
    """Each change that is told, and the replies that a change may have."""
    name = g.attr(g.NFM_A_NAME, "c")
    rule = g.attr(g.NFM_A_RULE, [g.attr(g.NFM_RULE_MATCH, [g.attr(g.NFM_KEY_INDEV, "abc")])])
    source = g.attr(g.NFM_A_SOURCE, [g.attr(g.NFM_SRC_KIND, g.u8(1)), g.attr(g.NFM_SRC_DEV, "lo")])
    target = g.attr(g.NFM_A_TARGET, [g.attr(g.NFM_TGT_KIND, g.u8(1)), g.attr(g.NFM_TGT_DEV, "gone")])
    for cmd, flags, more in (
            ("SESSION_GET", 0, b""), ("SOURCE_NEW", g.NLM_F_CREATE, source), ("SOURCE_DEL", 0, source),
            ("TARGET_NEW", g.NLM_F_CREATE, target), ("TARGET_DEL", 0, target),
            ("RULE_NEW", g.NLM_F_CREATE | g.NLM_F_ECHO, rule), ("RULE_DEL", 0, rule),
            ("SESSION_NEW", 0, g.attr(g.NFM_A_ENABLED, g.u8(0))), ("RULE_FLUSH", 0, b""), ("SESSION_RESET", 0, b""),
            ("SESSION_NEW", 0, g.attr(g.NFM_A_EXPIRE, g.u32(1)))):
        answer = family.ask(getattr(g, "NFM_CMD_" + cmd), flags, name + more)
        assert not answer.errno, (cmd, answer.message)
        for reply in answer.replies:
            check(cmd.lower(), reply)


def check_trace(tracing):
    """The names in what is traced: whole, with nothing behind them. (tests/net/trace.sh looks at the address that an
    event has of its packet: started with slub_debug, the kernel does not hash it.)"""
    raw = b""
    for path in glob.glob(tracing + "/per_cpu/cpu*/trace_pipe_raw"):
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        try:
            while page := os.read(fd, 4096):
                raw += page
        except BlockingIOError:
            pass
        os.close(fd)
    told = raw.count(b"told".ljust(32, b"\0") + b"d0".ljust(16, b"\0"))
    if told != 6:
        problems.append(f"trace: {told} of 6 copies with the names of session and target whole")


def check_formats(tracing):
    """A record is in whole words, with what memory had where there is no field."""
    paths = glob.glob(tracing + "/events/nf_mirror/nfm_*/format")
    if len(paths) != 2:
        problems.append(f"trace: formats of 2 events wanted: {paths}")
    for path in paths:
        end = 0
        with open(path) as text:
            for offset, size in re.findall(r"offset:(\d+);\s*size:(\d+);", text.read()):
                if int(offset) != end:
                    problems.append(f"{path}: no field for bytes {end} to {offset}")
                end = int(offset) + int(size)
        if not end or end % struct.calcsize("P"):
            problems.append(f"{path}: no field behind byte {end}")


everywhere = listen()
with open("/run/netns/" + sys.argv[1]) as space:
    if ctypes.CDLL(None, use_errno=True).setns(space.fileno(), 0):
        raise OSError(ctypes.get_errno(), "setns")
here = listen()
fam = g.Family(ROOM)
dump_all(fam)
change_all(fam)
until_seen(here, "NFM_A_EXPIRED")
subprocess.run(["ip", "netns", "del", sys.argv[2]], check=True)
until_seen(everywhere, "NFM_A_NETNS_COOKIE")
check_trace(sys.argv[3])
check_formats(sys.argv[3])

print(f"# {n_messages} messages")
for problem in problems[:20]:
    print("# " + problem[:400])
print(("not ok" if problems else "ok") + " - disclosure: no byte that is not meant to be told")
for name in sorted(WANTED ^ seen):
    print(f"# {'not seen' if name in WANTED else 'not of the contract, or no answer'}: {name}")
print(("ok" if seen == WANTED else "not ok") + " - disclosure: every attribute and message of the contract was looked at")
sys.exit(bool(problems) or seen != WANTED)
