# SPDX-License-Identifier: GPL-2.0-only
"""Raw generic netlink to nf_mirror: what mirrorctl would not send."""
import os
import re
import socket
import struct

HEADER = os.path.join(os.path.dirname(__file__), "../../../include/uapi/linux/nf_mirror.h")
NLM_F_REQUEST, NLM_F_ACK, NLM_F_ECHO = 1, 4, 8
NLM_F_REPLACE, NLM_F_EXCL, NLM_F_CREATE, NLM_F_DUMP = 0x100, 0x200, 0x400, 0x300
NESTED = 0x8000


def enums(text):
    """The enums of the uapi header: of each the values by name; _MAX and the like included."""
    found = {}
    for enum, body in re.findall(r"enum (\w+) \{(.*?)\}", text, flags=re.S):
        values, value = found.setdefault(enum, {}), -1
        for item in (i.strip() for i in body.split(",")):
            if not item:
                continue
            name, _, given = (part.strip() for part in item.partition("="))
            value = eval(given.strip("()"), {}, values) if given else value + 1
            values[name] = value
    return found


def constants():
    """What the uapi header defines, by name."""
    text = re.sub(r"/\*.*?\*/", "", open(HEADER).read(), flags=re.S)
    found = {name: int(given) for name, given in re.findall(r"#define (NFM_\w+_MAX)\s+(\d+)", text)}
    for values in enums(text).values():
        found.update(values)
    return found | {"ENUMS": enums(text)}


globals().update(constants())


def attr(kind, payload=b""):
    """An attribute; a list of attributes makes a nest."""
    if isinstance(payload, list):
        kind, payload = kind | NESTED, b"".join(payload)
    elif isinstance(payload, str):
        payload = payload.encode() + b"\0"
    data = struct.pack("HH", 4 + len(payload), kind) + payload
    return data + b"\0" * (-len(data) % 4)


def u8(value):
    return struct.pack("B", value)


def u16(value):
    return struct.pack("H", value)


def u32(value):
    return struct.pack("I", value)


def attributes(data):
    """(offset, type, payload) of each attribute."""
    at = 0
    while at + 4 <= len(data):
        size, kind = struct.unpack_from("HH", data, at)
        if size < 4:
            break
        yield at, kind, data[at + 4:at + size]
        at += (size + 3) & ~3


def path_at(data, want, base, names):
    """The names of the attributes that lead to the one at the offset."""
    for at, kind, payload in attributes(data):
        size = 4 + len(payload)
        name, inner = names(kind & 0x3fff)
        if base + at == want:
            return name
        if base + at < want < base + at + size and kind & NESTED:
            return name + "/" + path_at(payload, want, base + at + 4, inner)
    return "?"


class Answer:
    """What the kernel said: errno (0: done), its message, the path of the attribute at fault, the one missing."""

    def __init__(self):
        self.errno, self.message, self.offset, self.missing, self.policy = 0, "", None, None, False
        self.interrupted = False
        self.replies = []


class Family:
    # For what is received: a dump's pieces are as long as that, up to 32 KiB.
    room = 1 << 18

    def __init__(self, room=room):
        self.room = room
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 16)     # NETLINK_GENERIC
        for option in (10, 11, 12):     # CAP_ACK, EXT_ACK, GET_STRICT_CHK
            self.sock.setsockopt(270, option, 1)
        self.sock.bind((0, 0))
        self.seq = 0
        answer = self.ask(3, 0, attr(2, "nf_mirror"), family=16)   # CTRL_CMD_GETFAMILY
        if answer.errno:
            raise SystemExit("nf_mirror is not loaded")
        found = {kind & 0x3fff: payload for _, kind, payload in attributes(answer.replies[0][4:])}
        self.id = struct.unpack("H", found[1])[0]
        self.groups = {}
        for _, _, group in attributes(found.get(7, b"")):
            parts = {kind & 0x3fff: payload for _, kind, payload in attributes(group)}
            self.groups[parts[1].rstrip(b"\0").decode()] = struct.unpack("I", parts[2])[0]

    def ask(self, cmd, flags, data, family=None, version=1, reserved=0, meanwhile=None):
        """One request; the answer when the kernel has finished with it. A dump's first piece has been made meanwhile."""
        self.seq += 1
        body = struct.pack("BBH", cmd, version, reserved) + data
        dump = flags & NLM_F_DUMP == NLM_F_DUMP and not flags & NLM_F_CREATE
        flags |= NLM_F_REQUEST | (0 if dump else NLM_F_ACK)
        self.sock.send(struct.pack("IHHII", 16 + len(body), family or self.id, flags, self.seq, 0) + body)
        if meanwhile:
            meanwhile()
        answer = Answer()
        while not self.receive(answer):
            pass
        return answer

    def receive(self, answer):
        data = self.sock.recv(self.room)
        while len(data) >= 16:
            size, kind, flags, seq, _ = struct.unpack_from("IHHII", data)
            payload = data[16:size]
            data = data[(size + 3) & ~3:]
            if seq != self.seq:
                continue
            answer.interrupted |= bool(flags & 0x10)    # NLM_F_DUMP_INTR
            if kind in (2, 3):          # NLMSG_ERROR, NLMSG_DONE
                self.finish(answer, kind, flags, payload)
                return True
            answer.replies.append(payload)
        return False

    @staticmethod
    def finish(answer, kind, flags, payload):
        answer.errno = -struct.unpack_from("i", payload)[0]
        if not flags & 0x200:           # NLM_F_ACK_TLVS
            return
        # The header of the request comes back, without its payload; a dump's end has none.
        for _, what, value in attributes(payload[20 if kind == 2 else 4:]):
            if what == 1:
                answer.message = value.rstrip(b"\0").decode()
            elif what == 2:
                answer.offset = struct.unpack("I", value)[0]
            elif what & 0x3fff == 4:
                answer.policy = True
            elif what == 5:
                answer.missing = struct.unpack("I", value)[0]
