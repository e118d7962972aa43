#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""corpus.py DIRECTORY CASES... - the answers in files of cases, as inputs to the fuzzer"""
import pathlib
import re
import struct
import sys

import nlfake


def inputs(path):
    for line in path.read_text(encoding="utf-8").split("\n"):
        found = re.match(r"< [a-z-]+-(?:get|ntf) (.*)", line)
        if found:
            yield b"\2" + nlfake.write_attrs(found.group(1), "nf-mirror")[0] + b"\0"
    yield b"\3\3" + struct.pack("i", -34) + bytes(16) + nlfake.write_attr(1, b"message\0") + \
        nlfake.write_attr(2, struct.pack("I", 44)) + b"\0"


def main():
    directory = pathlib.Path(sys.argv[1])
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        for n, data in enumerate(inputs(path)):
            (directory / f"{path.stem}-{n}").write_bytes(data)


if __name__ == "__main__":
    main()
