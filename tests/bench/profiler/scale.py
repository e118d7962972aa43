#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""scale.py DIR - put the instructions per packet that the plugin has counted into DIR/results.tsv, and print them.

Counted are the kernel's instructions that run at least once for twenty packets. So the timer's ticks, of which a slow
host makes more, do not count; waiting for a lock that is often taken does.
"""

import pathlib
import sys

import report


def per_packet(path, packets):
    """All instructions, and their addresses' counts."""
    counts = report.read_counts(path)
    return {a: c / packets for a, c in counts.items() if a >= 1 << 63 and c * 20 >= packets}


def main():
    directory = pathlib.Path(sys.argv[1])
    windows = [line.split("\t") for line in (directory / "windows").read_text().splitlines()]
    symbols = report.Symbols(directory / "kallsyms")
    found, without = {}, 0
    for i, (name, packets) in enumerate(windows):
        counts = per_packet(directory / f"window.{i + 1}", int(packets))
        total = sum(counts.values())
        if name == "without":
            without = total
            continue
        own = sum(c for a, c in counts.items() if symbols.at(a)[1] == "nf_mirror")
        found[name] = (total, without)
        print(f"{name:40} {total - without:12.1f} insn/packet, of them {own:.1f} in nf_mirror")
    lines = []
    for line in (directory / "results.tsv").read_text().splitlines():
        words = line.split("\t")
        total, base = found[words[0]]
        words[1], words[3], words[4] = f"{total - base:.1f}", f"{total:.1f}", f"{base:.1f}"
        lines.append("\t".join(words))
    (directory / "results.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
