# SPDX-License-Identifier: GPL-2.0-only
"""Reads what the guest has measured (results.tsv), and the bounds."""

import pathlib
import re

FIELDS = ("value", "unit", "absolute", "baseline", "copies", "packets", "verdict")
HERE = pathlib.Path(__file__).resolve().parent


def number(text):
    return None if text == "-" else float(text)


def read(directory):
    """case -> its fields, from every results.tsv below a directory."""
    found = {}
    for path in sorted(directory.glob("**/results.tsv")):
        for line in path.read_text().splitlines():
            case, *fields = line.split("\t")
            row = dict(zip(FIELDS, fields))
            for name in ("value", "absolute", "baseline", "copies", "packets"):
                row[name] = number(row[name])
            found[case] = row
    return found


def read_bounds():
    """(case, factor or None, other case or None, number or None, peer or None, `bound` or None)...

    NUMBER+CASE has no factor.
    """
    rows = []
    for line in (HERE / "bounds").read_text().splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        relative = re.fullmatch(r"([0-9.]+)\*(\S+)", words[1])
        plus = re.fullmatch(r"([0-9.]+)\+(\S+)", words[1])
        peer, share = (words[2:] + [None, None])[:2]
        if plus:
            rows.append((words[0], None, plus[2], float(plus[1]), peer, share))
        elif relative:
            rows.append((words[0], float(relative[1]), relative[2], None, peer, share))
        else:
            rows.append((words[0], None, None, float(words[1]), peer, share))
    return rows


def bound_of(row, results, reference=None):
    """The bound in numbers and in words, or None and why not; reference: the results on bookworm, if elsewhere."""
    case, factor, other, fixed, peer, share_of = row
    if other and other not in results:
        return None, f"{other} was not measured"
    # More CPUs are no other tool, nor is another case of nf_mirror's.
    if reference is None or (other or "").startswith(("scale/", "nfm/")):
        if fixed and other:
            return fixed + results[other]["value"], f"{fixed:g} + {other}"
        return (factor * results[other]["value"], f"{factor:g} x {other}") if factor else (fixed, "")
    if peer == "-":
        return None, "bounded on bookworm only"
    peer = peer or other
    if not peer:
        return fixed, ""
    missing = [c for c, r in ((peer, results), (peer, reference), (case, reference)) if c not in r]
    if missing:
        return None, f"{missing[0]} was not measured"
    mine = fixed if share_of == "bound" else reference[case]["value"]
    share = mine / reference[peer]["value"]
    return 1.1 * share * results[peer]["value"], f"1.1 x bookworm's {'bound as a ' if share_of else ''}share of {peer}"
