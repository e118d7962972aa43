# SPDX-License-Identifier: GPL-2.0-only
"""Netlink messages to text and back, by the family's YAML spec alone.

A message is written as   rule-new create,excl name=ids rule{prio=5 match{dst-port=80,443-450}}
"""
import errno
import ipaddress
import pathlib
import re
import struct

import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
SPEC = yaml.safe_load((TOP / "include/netlink/nf_mirror.yaml").read_text(encoding="utf-8"))
FAMILY = 32
ERROR, DONE = 2, 3
REQUEST, MULTI, ACK, ECHO, INTR = 1, 2, 4, 8, 0x10
CAPPED, ACK_TLVS = 0x100, 0x200
NEW_FLAGS = {"replace": 0x100, "excl": 0x200, "create": 0x400, "echo": ECHO}
DUMP = 0x300
NESTED = 0x8000

SPACES, ENUMS, COMMANDS = {}, {}, {}


def number_from(entries, value):
    for entry in entries:
        yield value, entry
        value += 1


for _space in SPEC["attribute-sets"]:
    SPACES[_space["name"]] = dict(number_from(_space["attributes"], 1))
for _item in SPEC["definitions"]:
    if _item["type"] == "enum":
        ENUMS[_item["name"]] = {
            value: entry["name"]
            for value, entry in number_from(_item["entries"], _item.get("value-start", 0))}
for _value, _op in number_from(SPEC["operations"]["list"], 1):
    COMMANDS[_value] = _op["name"]

FORMATS = {"u8": "B", "u16": "H", "u32": "I", "u64": "Q"}


def align(data):
    return data + b"\0" * (-len(data) % 4)


# Reading

def read_value(attr, data):
    kind = attr["type"]
    if kind in FORMATS:
        if len(data) != struct.calcsize(FORMATS[kind]):
            raise ValueError(f"{attr['name']}: {len(data)} bytes for a {kind}")
        value = struct.unpack(FORMATS[kind], data)[0]
        return ENUMS[attr["enum"]].get(value, str(value)) if "enum" in attr else str(value)
    if kind == "string":
        if data[-1:] != b"\0":
            raise ValueError(f"{attr['name']}: no NUL")
        return data[:-1].decode()
    if attr["name"] == "filter":
        return ",".join("{:x}:{}:{}:{:x}".format(*insn) for insn in struct.iter_unpack("HBBI", data))
    if "struct" in attr:
        pairs = struct.iter_unpack("HH", data)
        return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in pairs)
    if len(data) == 6:
        return data.hex(":")
    return str(ipaddress.ip_address(data))


def read_attrs(data, space, at, offsets, path):
    """Text of attributes; offsets gets the place of each path, as 'rule[2].match.src-ip'."""
    data = memoryview(data)  # slices of it are not copies
    words, counts = [], {}
    while len(data) >= 4:
        length, kind = struct.unpack_from("HH", data)
        attr = SPACES[space][kind & ~NESTED]
        name = attr["name"]
        n = counts[name] = counts.get(name, 0) + 1
        here = path + name + (f"[{n}]" if n > 1 else "")
        offsets[here] = at
        payload = data[4:length]
        if attr["type"] == "nest":
            if not kind & NESTED:
                raise ValueError(f"{name}: without NLA_F_NESTED")
            inner = read_attrs(payload, attr["nested-attributes"], at + 4, offsets, here + ".")
            words.append(f"{name}{{{inner}}}")
        else:
            words.append(f"{name}={read_value(attr, bytes(payload))}")
        step = (length + 3) & ~3
        data, at = data[step:], at + step
    if data:
        raise ValueError("bytes after the last attribute")
    return " ".join(words)


class Request:
    def __init__(self, data):
        self.length, self.kind, self.flags, self.seq, self.port = struct.unpack_from("IHHII", data)
        if self.length != len(data) or self.kind != FAMILY:
            raise ValueError("not a message to the family")
        command, version = struct.unpack_from("BB", data, 16)
        self.command = COMMANDS[command]
        if version != SPEC["version"] or not self.flags & REQUEST or not self.flags & ACK:
            raise ValueError("version or flags")
        self.dump = "-get" in self.command and self.flags & DUMP == DUMP
        self.offsets = {}
        attrs = read_attrs(data[20:], "nf-mirror", 20, self.offsets, "")
        flags = ["dump"] if self.dump else [
            name for name, bit in NEW_FLAGS.items() if self.flags & bit]
        self.text = " ".join(filter(None, [self.command, ",".join(sorted(flags)), attrs]))


# Writing

def write_value(attr, word):
    kind = attr["type"]
    if kind in FORMATS:
        if "enum" in attr and not word.isdigit():
            word = next(v for v, name in ENUMS[attr["enum"]].items() if name == word)
        return struct.pack(FORMATS[kind], int(word))
    if kind == "string":
        return (bytes.fromhex(word[4:]) if word.startswith("hex:") else word.encode()) + b"\0"
    if "struct" in attr:
        ranges = (part.split("-") for part in word.split(","))
        return b"".join(struct.pack("HH", int(r[0]), int(r[-1])) for r in ranges)
    if word.startswith("hex:"):
        return bytes.fromhex(word[4:])
    if re.fullmatch(r"(..:){5}..", word):
        return bytes.fromhex(word.replace(":", ""))
    return ipaddress.ip_address(word).packed


def write_attr(kind, payload):
    return align(struct.pack("HH", 4 + len(payload), kind) + payload)


def write_attrs(text, space):
    """The bytes of 'name=x rule{..}', up to the end or a brace; and what is left of the text."""
    data = b""
    text = text.lstrip()
    while text and text[0] != "}":
        found = re.match(r"([a-z-]+)(\{|=(\"[^\"]*\"|[^ }]*))", text)
        name, text = found.group(1), text[found.end():]
        kind, attr = next((k, a) for k, a in SPACES[space].items() if a["name"] == name)
        if found.group(2) == "{":
            payload, text = write_attrs(text, attr["nested-attributes"])
            text = text[1:]
            kind |= NESTED
        else:
            payload = write_value(attr, found.group(3).strip('"'))
        data += write_attr(kind, payload)
        text = text.lstrip()
    return data, text


def message(kind, flags, seq, payload):
    return struct.pack("IHHII", 16 + len(payload), kind, flags, seq, 0) + payload


def reply(text, seq, flags=0):
    """A message of the family from 'rule-get name=ids rule{id=1}'."""
    command, _, attrs = text.partition(" ")
    number = next(v for v, name in COMMANDS.items() if name == command)
    payload = struct.pack("BBH", number, SPEC["version"], 0) + write_attrs(attrs, "nf-mirror")[0]
    return message(FAMILY, flags, seq, align(payload))


def extack(text, request):
    """'"message" at=PATH range=MIN-MAX missing=N nest=PATH' as the attributes of an error."""
    data = b""
    for key, quoted, word in re.findall(r'(?:(\w+)=)?(?:"([^"]*)"|(\S+))', text):
        if not key:
            data += write_attr(1, quoted.encode() + b"\0")
        elif key == "at":
            data += write_attr(2, struct.pack("I", request.offsets[word]))
        elif key == "range":
            low, high = map(int, word.split("-"))
            policy = write_attr(4, struct.pack("Q", low)) + write_attr(5, struct.pack("Q", high))
            data += write_attr(4 | NESTED, policy)
        elif key == "missing":
            data += write_attr(5, struct.pack("I", int(word)))
        elif key == "nest":
            data += write_attr(6, struct.pack("I", request.offsets[word]))
    return data


def answer(text, request):
    """An ack, or the error of 'EEXIST "session exists" at=name'."""
    name, _, rest = text.partition(" ")
    error = 0 if name == "ack" else -getattr(errno, name)
    tlvs = extack(rest, request)
    header = struct.pack("IHHII", request.length, request.kind, request.flags, request.seq, 0)
    return message(ERROR, CAPPED | (ACK_TLVS if tlvs else 0), request.seq,
                   struct.pack("i", error) + header + tlvs)


def done(text, request):
    name, _, rest = text.partition(" ")
    error = -getattr(errno, name) if name else 0
    tlvs = extack(rest, request)
    return message(DONE, MULTI | (ACK_TLVS if tlvs else 0), request.seq,
                   struct.pack("i", error) + tlvs)
