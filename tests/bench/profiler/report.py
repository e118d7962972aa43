#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Where the instructions go: reads what the plugin and the guest left in DIR (see ../profile).

windows    a line a window, in their order: name, packets
window.N   the plugin's counts: address and count
kallsyms   of the guest; nf_mirror.ko and sections (name and address a line), of the module
userspace  address and path of a program and its libraries, where one was profiled; the files are in DIR
"""

import argparse
import bisect
import collections
import pathlib
import re
import subprocess


class Symbols:
    """Finds the function of an address."""

    def __init__(self, path):
        found = {}
        for line in path.read_text().splitlines():
            words = line.split()
            if words[1] in "tTwW":
                found.setdefault(int(words[0], 16), (words[2], words[3].strip("[]") if len(words) > 3 else ""))
        self.has_user = (path.parent / "userspace").exists()
        if self.has_user:
            found[0] = ("(other programs)", "")
            for line in (path.parent / "userspace").read_text().splitlines():
                found |= user_symbols(path.parent, *line.split())
        self.addresses = sorted(found)
        self.names = [found[a] for a in self.addresses]

    def at(self, address):
        if address < 1 << 63 and not self.has_user:
            return ("(user space)", "")
        i = bisect.bisect_right(self.addresses, address) - 1
        return self.names[i] if i >= 0 else ("?", "")


def user_symbols(directory, base, path):
    """Those of a program or library that is loaded at an address."""
    file = directory / pathlib.Path(path).name
    base = int(base, 16)
    found = {base: ("(without a name)", file.name)}
    for option in ("-D", "-a"):
        out = subprocess.run(["nm", option, file], capture_output=True, text=True, check=False).stdout
        for line in out.splitlines():
            words = line.split()
            if len(words) == 3 and words[1] in "tTwWi":
                found[base + int(words[0], 16)] = (words[2].split("@")[0], file.name)
    return found


def read_counts(path):
    counts = collections.Counter()
    for line in path.read_text().splitlines():
        address, count = line.split()
        counts[int(address, 16)] += int(count)
    return counts


def module_places(ko, section_list, addresses):
    """address -> [(function, file:line)...], innermost first, for those within the module's code."""
    places = {}
    for line in section_list.read_text().splitlines():
        name, base = line.split()
        base = int(base, 16)
        size = section_size(ko, name)
        mine = [a for a in addresses if base <= a < base + size]
        if not mine:
            continue
        asked = "\n".join(f"{a - base:#x}" for a in mine)
        said = subprocess.run(
            ["addr2line", "-e", ko, "-j", name, "-a", "-f", "-i"], input=asked, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        address = None
        i = 0
        while i < len(said):
            if re.fullmatch(r"0x[0-9a-f]{8,}", said[i]):
                address = base + int(said[i], 16)
                places[address] = []
                i += 1
                continue
            place = re.sub(r" \(discriminator \d+\)", "", said[i + 1])
            places[address].append((said[i], re.sub(r".*/((?:kmod|include|floor)/)", r"\1", place)))
            i += 2
    return places


def section_size(ko, name):
    out = subprocess.run(["readelf", "-SW", ko], capture_output=True, text=True, check=True).stdout
    found = re.search(r"\] " + re.escape(name) + r"\s+PROGBITS\s+[0-9a-f]+\s+[0-9a-f]+\s+([0-9a-f]+)", out)
    return int(found.group(1), 16) if found else 0


def table(title, rows, least):
    """rows: (label, instructions per packet in the case, extra over the baseline)."""
    print(f"\n{title}\n{'in all':>9} {'extra':>9}")
    rest = 0
    for label, whole, extra in sorted(rows, key=lambda r: -abs(r[2])):
        if abs(extra) >= least:
            print(f"{whole:9.1f} {extra:9.1f}  {label}")
        else:
            rest += extra
    print(f"{'':9} {rest:9.1f}  (the rest, each below {least:g})")


def annotate(ko, section_list, counts, packets, function):
    """The function's code with the times that each instruction runs per packet."""
    base = dict(line.split() for line in section_list.read_text().splitlines()).get(".text", "0")
    base = int(base, 16)
    out = subprocess.run(
        ["objdump", "-dl", "--no-show-raw-insn", "-j", ".text", f"--disassemble={function}", ko],
        capture_output=True, text=True, check=True,
    ).stdout
    for line in out.splitlines():
        found = re.match(r"\s+([0-9a-f]+):\t", line)
        times = counts.get(base + int(found.group(1), 16), 0) / packets if found else 0
        line = re.sub(r"^.*/(kmod/)", r"\1", line)
        print(f"{times:8.2f} {line}" if times else f"{'':8} {line}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir", type=pathlib.Path)
    parser.add_argument("--least", type=float, default=1.0, help="leave out what is below that (1)")
    parser.add_argument("--lines", action="store_true", help="the module by source line too")
    parser.add_argument("--annotate", metavar="FUNCTION", help="the code of a function of the module")
    args = parser.parse_args()

    symbols = Symbols(args.dir / "kallsyms")
    windows = [line.split("\t") for line in (args.dir / "windows").read_text().splitlines()]
    counts = [read_counts(args.dir / f"window.{i + 1}") for i in range(len(windows))]
    case, n = counts[-1], int(windows[-1][1])
    baseline, n_base = (counts[0], int(windows[0][1])) if len(counts) > 1 else ({}, 1)
    ko = str(args.dir / "nf_mirror.ko")

    whole, base = collections.Counter(), collections.Counter()
    whole_in, base_in = collections.Counter(), collections.Counter()
    for counter, counter_in, source, packets in ((whole, whole_in, case, n), (base, base_in, baseline, n_base)):
        for address, count in source.items():
            name, module = symbols.at(address)
            counter[f"{name} [{module}]" if module else name] += count / packets
            counter_in[module or "kernel"] += count / packets
    total, total_base = sum(whole.values()), sum(base.values())
    print(f"{windows[-1][0]}: {total:.1f} instructions per packet (or rule), {total_base:.1f} without: {total - total_base:.1f} extra")
    table("by program or module", [(k, whole_in[k], whole_in[k] - base_in[k]) for k in whole_in.keys() | base_in.keys()], 0.1)
    table("by function", [(k, whole[k], whole[k] - base[k]) for k in whole.keys() | base.keys()], args.least)

    if (args.dir / "sections").exists():
        places = module_places(ko, args.dir / "sections", case)
        by_function, by_line = collections.Counter(), collections.Counter()
        for address, chain in places.items():
            by_function[" < ".join(f for f, _ in chain[:2])] += case[address] / n
            by_line[f"{chain[0][1]} {chain[0][0]}"] += case[address] / n
        table("nf_mirror by source function (inlined into)", [(k, v, v) for k, v in by_function.items()], args.least)
        if args.lines:
            table("nf_mirror by source line", [(k, v, v) for k, v in by_line.items()], args.least)
        if args.annotate:
            print()
            annotate(ko, args.dir / "sections", case, n, args.annotate)


if __name__ == "__main__":
    main()
