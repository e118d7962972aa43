#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py OUT DIR... - write OUT/RESULTS.md, OUT/results/*.json and OUT/results/*.svg from results

Each DIR is named after a Debian release and holds what `all` left there; the first is bookworm's.
"""

import json
import pathlib
import subprocess
import sys
import textwrap

import results
import text

# Title, then the cases of nf_mirror, tc, nft and of what else compares.
COMPARED = [
    ("No source on this device", "nfm/no-source", "tc/no-source", None, None),
    ("Every packet", "nfm/matchall", "tc/matchall", "nft/all", "ovs/mirror-on-top"),
    ("1 rule, hit", "nfm/rule1-hit", "tc/rule1-hit", "nft/rule1-hit", None),
    ("10,000 rules of one mask, hit", "nfm/rule10k-hit", "tc/rule10k-hit", "nft/set10k-hit", None),
    ("1,000,000 rules of one mask, hit", "nfm/rules1M-hit", None, None, None),
    ("33 masks, hit on the last, one flow", "nfm/masks33-hit", "tc/masks33-hit", "nft/masks33-hit", None),
    ("33 masks, the same, tc's in one priority", "nfm/masks33-hit", "tc/masks33-1prio-hit", None, None),
    ("33 masks, hit on the last, 64,000 flows", "nfm/masks33-hit-64k-flows", "tc/masks33-hit-64k-flows",
     "nft/masks33-hit-64k-flows", None),
    ("33 masks of 8 rules, hit on the last, 64,000 flows", "nfm/masks33x8-hit-64k-flows",
     "tc/masks33x8-hit-64k-flows", None, None),
    ("1 rule, miss", "nfm/rule1-miss", "tc/rule1-miss", "nft/rule1-miss", None),
    ("1 rule, miss, 64,000 flows", "nfm/rule1-miss-64k-flows", "tc/rule1-miss-64k-flows", "nft/rule1-miss-64k-flows",
     None),
    ("32 masks, miss, one flow", "nfm/masks32-miss", "tc/masks32-miss", "nft/masks32-miss", None),
    ("32 masks, miss, 64,000 flows", "nfm/masks32-miss-64k-flows", "tc/masks32-miss-64k-flows",
     "nft/masks32-miss-64k-flows", None),
    ("32 masks of 8 rules, miss, 64,000 flows", "nfm/masks32x8-miss-64k-flows", "tc/masks32x8-miss-64k-flows", None,
     None),
    ("32 masks of another protocol, miss", "nfm/masks32-other-proto-miss", "tc/masks32-other-proto-miss",
     "nft/masks32-other-proto-miss", None),
    ("4 sessions, 1 rule each, miss", "nfm/sessions4-miss", None, None, None),
    ("1 rule, hit, to a collector by VXLAN", "nfmtun/vxlan", "tctun/vxlan", None, None),
    ("1 rule, hit, by GRETAP", "nfmtun/gretap", "tctun/gretap", None, None),
    ("1 rule, hit, by ERSPAN II", "nfmtun/erspan", "tctun/erspan", None, None),
    ("TCP packets of 64 KB, copied as on a wire, per segment; tc: the same bytes sent as segments", "nfm/wire-64k",
     "tc/segments-64k", None, None),
    ("Setting 100,000 rules, per rule, user space included", "nfm/rule-replace-100k", "tc/rule-batch-100k", None, None),
    ("Memory per rule of 100,000, bytes", "nfm/rule-replace-100k-memory", "tc/rule-batch-100k-memory", None, None),
]

OTHERS = [
    ("A hook that does nothing", "floor/empty"),
    ("... and clones, and frees the clone", "floor/clone-free"),
    ("... and clones, and hands the clone to `dev_queue_xmit`", "floor/clone-xmit"),
    ("... to `netif_rx` on the veth's peer", "floor/clone-netif_rx"),
    ("... to `netif_receive_skb` on the veth's peer", "floor/clone-receive"),
    ("tcpdump -w /dev/null", "tcpdump/all"),
    ("Open vSwitch, forwarding", "ovs/forward"),
    ("Open vSwitch, its mirror on top", "ovs/mirror-on-top"),
    ("Open vSwitch, both", "ovs/forward-and-mirror"),
]

CHARTS = {
    "rules": "rules of one mask, hit",
    "masks": "masks, hit on the last",
    "sessions": "sessions on one device",
    "targets": "targets of a session",
    "size": "bytes of a packet",
}


def value(measured, case):
    return measured[case]["value"] if case in measured else None


def show(v):
    return "" if v is None else f"{v:,.0f}"


def comparison(measured, reference):
    bounds = {row[0]: row for row in results.read_bounds()}
    lines = ["| | nf_mirror | at most | tc | nft | other | of tc |", "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for title, ours, tc, nft, other in COMPARED:
        mine, theirs = value(measured, ours), value(measured, tc)
        bound = results.bound_of(bounds[ours], measured, reference)[0] if ours in bounds else None
        share = f"{mine / theirs:.2f}" if mine is not None and theirs else ""
        if mine is not None and bound is not None and mine > bound:
            title += " **(over)**"
        cells = (title, show(mine), show(bound), show(theirs), show(value(measured, nft)),
                 show(value(measured, other)), share)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def other_table(measured):
    rows = [f"| {title} | {show(value(measured, case))} |" for title, case in OTHERS if case in measured]
    return "\n".join(["| | extra |", "| --- | ---: |"] + rows)


def prefixed_table(measured, prefix, head):
    """Rows that a group of cases names itself."""
    rows = []
    for case, row in measured.items():
        if case.startswith(prefix + "/"):
            name = case[len(prefix) + 1:].replace("/", ", ")
            copies = "" if row["copies"] is None else show(row["copies"])
            rows.append(f"| {name} | {row['value']:,.1f} | {row['unit']} | {copies} |")
    return "\n".join([f"| {head} | | | copies |", "| --- | ---: | --- | ---: |"] + rows) if rows else ""


def cpus_table(measured):
    """A case a row, a number of CPUs a column."""
    found = {}
    for case, row in measured.items():
        words = case.split("/")
        if words[0] == "scale":
            found.setdefault(words[1], {})[int(words[2].removeprefix("cpus"))] = row["value"]
    if not found:
        return ""
    numbers = sorted(set().union(*found.values()))
    lines = ["| CPUs | " + " | ".join(map(str, numbers)) + " |", "| --- |" + " ---: |" * len(numbers)]
    lines += [f"| {name} | " + " | ".join(show(row.get(n)) for n in numbers) + " |" for name, row in found.items()]
    return "\n\n".join([text.CPUS, "\n".join(lines)])


def chart(measured, what, path):
    lines = {}
    for case, row in measured.items():
        words = case.split("/")
        if words[0] == "grow" and words[1] == what:
            lines.setdefault(words[2], []).append((int(words[3]), row["value"]))
    if not lines:
        return False
    script = [
        "set terminal svg size 760,420 font 'sans-serif,12' background '#ffffff'", f"set output '{path}'",
        f"set xlabel '{CHARTS[what]}'", "set ylabel 'instructions per packet'", "set logscale xy", "set grid",
        "set key outside bottom center horizontal", "set xtics format '%.0f'", "set ytics format '%.0f'",
    ]
    plots = []
    for i, (name, points) in enumerate(lines.items()):
        script.append(f"$d{i} << END")
        script += [f"{x} {max(y, 1)}" for x, y in sorted(points)]
        script.append("END")
        plots.append(f"$d{i} using 1:2 with linespoints linewidth 2 pointtype 7 pointsize 0.5 title '{name}'")
    script.append("plot " + ", ".join(plots))
    subprocess.run(["gnuplot"], input="\n".join(script), text=True, check=True)
    return True


def section(name, directory, reference, out):
    measured = results.read(directory)
    about = next(iter(sorted(directory.glob("main/about"))), None)
    # Which code it was.
    trees = sorted({p.read_text().strip() for p in directory.glob("*/kmod")})
    parts = [f"## {name}", f"```\n{about.read_text().strip()}\nkmod/: tree {', '.join(trees)}\n```" if about else ""]
    parts += [textwrap.fill(text.EXTRA + (text.ELSEWHERE if reference else ""), 120),
              comparison(measured, reference), other_table(measured)]
    parts.append(cpus_table(measured))
    for prefix, title, explanation in text.GROUPS:
        table = prefixed_table(measured, prefix, title)
        if table:
            parts += [textwrap.fill(p, 120) for p in explanation.split("\n\n")] + [table]
    for what in CHARTS:
        path = out / "results" / f"{name}-{what}.svg"
        if chart(measured, what, path):
            parts.append(f"![{CHARTS[what]}](results/{path.name})")
    (out / "results" / f"{name}.json").write_text(json.dumps(measured, indent=1, sort_keys=True) + "\n")
    return "\n\n".join(p for p in parts if p), measured


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    out, reference, parts = pathlib.Path(sys.argv[1]), None, []
    (out / "results").mkdir(parents=True, exist_ok=True)
    for directory in map(pathlib.Path, sys.argv[2:]):
        part, measured = section(directory.name, directory, reference, out)
        reference = reference or measured
        parts.append(part)
    (out / "RESULTS.md").write_text(text.HEAD.format(machine=text.machine()) + "\n" + "\n\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
