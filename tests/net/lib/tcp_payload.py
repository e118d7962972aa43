# SPDX-License-Identifier: GPL-2.0-only
"""tcp_payload.py PCAP PORT - what PCAP has of the one TCP connection to PORT, put together by its sequence numbers

Prints "BYTES SHA256 LONGEST": of the stream up to the first gap, and the length of the longest frame. Frames are
Ethernet and IPv4, without tags.
"""
import hashlib
import struct
import sys


def frames(file):
    file.read(24)
    while head := file.read(16):
        yield file.read(struct.unpack("4I", head)[2])


def segments(file, port):
    """(sequence number, flags, payload) of each packet to the port, and the frame's length"""
    for frame in frames(file):
        if frame[12:14] != b"\x08\x00" or frame[23] != 6:
            continue
        total, = struct.unpack_from("!H", frame, 16)
        tcp = 14 + (frame[14] & 15) * 4
        to, seq, doff, flags = struct.unpack_from("!2xHI4xBB", frame, tcp)
        if to == port:
            yield seq, flags, frame[tcp + (doff >> 4) * 4:14 + total], len(frame)


def main(path, port):
    stream, at, first, waiting, longest = hashlib.sha256(), 0, None, {}, 0

    with open(path, "rb") as file:
        for seq, flags, data, length in segments(file, port):
            longest = max(longest, length)
            if flags & 2:
                first = seq + 1
            if not data:
                continue
            waiting[(seq - first) % 2**32] = data
            while (data := waiting.pop(at, None)) is not None:
                stream.update(data)
                at += len(data)
    print(at, stream.hexdigest(), longest)


main(sys.argv[1], int(sys.argv[2]))
