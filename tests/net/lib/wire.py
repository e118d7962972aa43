# SPDX-License-Identifier: GPL-2.0-only
"""
wire.py WORDS... <ORIGINALS >COPIES - what copies of these packets are to be, worked out byte by byte

ORIGINALS is what `sniff -m` writes: "HEX gso SIZE type T csum STATE"; without the words behind it, a plain frame. WORDS:

    push ID [0x88a8]    one more tag outside        strip    without the outer one
    wire                segments, checksums, padded to 60 bytes
    snap N | l4 N       cut to N bytes; to N bytes behind the headers
    limit N             what the device takes of a frame without a tag; a packet that a GSO device may take whole is not
                        cut to that

The last line, on standard error, is "FRAMES BYTES CUT-FRAMES CUT-BYTES".
"""
import struct
import sys

EXTENSIONS, FRAGMENT = (0, 43, 60), 44
TCP, UDP = 6, 17
L4_LENGTH = {1: 8, UDP: 8, 33: 12, 58: 8, 132: 12, 136: 8}
SUM_AT = {TCP: 16, UDP: 6}


def u16(data, at):
    return struct.unpack_from(">H", data, at)[0]


def checksum(data):
    if len(data) & 1:
        data += b"\0"
    total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


class Headers:
    """Where they are: l3, l4 (None: a later fragment, or nothing known), end of the last one."""

    def __init__(self, frame):
        self.l4 = self.proto = None
        at, self.type = 14, u16(frame, 12)
        while self.type in (0x8100, 0x88a8):
            self.type, at = u16(frame, at + 2), at + 4
        self.l3 = self.end = at
        if self.type == 0x0800:
            self.end += (frame[at] & 15) * 4
            self.proto = frame[at + 9]
            if not u16(frame, at + 6) & 0x1fff:
                self.transport(frame)
        elif self.type == 0x86dd:
            self.ipv6(frame)
        elif self.type == 0x0806:
            self.end += 28

    def ipv6(self, frame):
        self.end += 40
        kind = frame[self.l3 + 6]
        while kind in EXTENSIONS + (FRAGMENT,):
            here, later = self.end, False
            if kind == FRAGMENT:
                self.end, later = here + 8, u16(frame, here + 2) & 0xfff8
            else:
                self.end += (frame[here + 1] + 1) * 8
            kind = frame[here]
            if later:
                return
        self.proto = kind
        self.transport(frame)

    def transport(self, frame):
        if self.proto == TCP:
            self.l4, self.end = self.end, self.end + (frame[self.end + 12] >> 4) * 4
        elif self.proto in L4_LENGTH:
            self.l4, self.end = self.end, self.end + L4_LENGTH[self.proto]


def fill_in(frame):
    """Lengths and checksums of all headers, as they are to be on a wire."""
    frame, h = bytearray(frame), Headers(frame)
    if h.type == 0x0800:
        struct.pack_into(">H", frame, h.l3 + 2, len(frame) - h.l3)
        struct.pack_into(">H", frame, h.l3 + 10, 0)
        struct.pack_into(">H", frame, h.l3 + 10, checksum(bytes(frame[h.l3:h.l3 + (frame[h.l3] & 15) * 4])))
        addresses = frame[h.l3 + 12:h.l3 + 20]
    else:
        struct.pack_into(">H", frame, h.l3 + 4, len(frame) - h.l3 - 40)
        addresses = frame[h.l3 + 8:h.l3 + 40]
    at = h.l4 + SUM_AT[h.proto]
    if h.proto == UDP:
        struct.pack_into(">H", frame, h.l4 + 4, len(frame) - h.l4)
    struct.pack_into(">H", frame, at, 0)
    body = bytes(frame[h.l4:])
    sum_ = checksum(bytes(addresses) + struct.pack(">II", len(body), h.proto) + body)
    struct.pack_into(">H", frame, at, sum_ or (0xffff if h.proto == UDP else 0))
    return bytes(frame)


def segments(frame, size):
    h = Headers(frame)
    head, body = frame[:h.end], frame[h.end:]
    parts = [body[i:i + size] for i in range(0, len(body), size)]
    for i, part in enumerate(parts):
        new = bytearray(head)
        if h.type == 0x0800:
            struct.pack_into(">H", new, h.l3 + 4, (u16(head, h.l3 + 4) + i) & 0xffff)
        if h.proto == TCP:
            seq = struct.unpack_from(">I", head, h.l4 + 4)[0]
            struct.pack_into(">I", new, h.l4 + 4, (seq + i * size) & 0xffffffff)
            if i < len(parts) - 1:
                new[h.l4 + 13] &= ~0x09         # FIN, PSH: of the last
            if i:
                new[h.l4 + 13] &= ~0x80         # CWR: of the first
        yield fill_in(bytes(new) + part)


class Shape:
    def __init__(self, words):
        self.push = self.snap = self.l4 = self.limit = None
        self.strip = self.wire = False
        words = list(words)
        while words:
            word = words.pop(0)
            if word in ("strip", "wire"):
                setattr(self, word, True)
            elif word == "push":
                vlan = int(words.pop(0))
                tpid = int(words.pop(0), 16) if words and words[0].startswith("0x") else 0x8100
                self.push = struct.pack(">HH", tpid, vlan)
            elif word in ("snap", "l4", "limit"):
                setattr(self, word, int(words.pop(0)))
            else:
                raise SystemExit("what is %s?" % word)

    def tags(self, frame):
        if self.push:
            return frame[:12] + self.push + frame[12:]
        if self.strip and u16(frame, 12) in (0x8100, 0x88a8):
            return frame[:12] + frame[16:]
        return frame

    def frames(self, line):
        frame, *meta = line.split()
        frame = self.tags(bytes.fromhex(frame))
        gso, partial = int(meta[1]) if meta else 0, meta[-1:] == ["partial"]
        if not self.wire:
            return [(frame, gso)]
        frames = list(segments(frame, gso)) if gso else [fill_in(frame) if partial else frame]
        return [(f + bytes(60 - len(f)) if len(f) < 60 else f, 0) for f in frames]

    def kept(self, frame, gso):
        keep = len(frame)
        if self.snap:
            keep = min(keep, self.snap)
        elif self.l4 is not None:
            keep = min(keep, Headers(frame).end + self.l4)
        if self.limit and not (gso and keep == len(frame)):
            tagged = frame[12:14] in (b"\x81\x00", b"\x88\xa8")
            keep = min(keep, self.limit + 4 * tagged)
        return keep


def main():
    shape, sums = Shape(sys.argv[1:]), [0, 0, 0, 0]
    for line in sys.stdin:
        for frame, gso in shape.frames(line):
            keep = shape.kept(frame, gso)
            cut = len(frame) - keep
            sums = [a + b for a, b in zip(sums, (1, keep, cut > 0, cut))]
            print(frame[:keep].hex())
    print(*sums, file=sys.stderr)


main()
