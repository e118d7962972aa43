#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""manual_test.py MIRRORCTL - the manual pages name each word that the command table has, and the
examples in them are command lines that a kernel would get"""
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

import cases

MAN = pathlib.Path(__file__).resolve().parents[2] / "ctl/man"


def plain(text):
    """The text of a page, without what is for its looks."""
    text = re.sub(r"\\f.|\\&", "", text).replace("\\-", "-").replace("\\(lq", '"')
    return text


def table(program):
    out = subprocess.run([program, "-complete"], capture_output=True, text=True, check=True).stdout
    return [line.split() for line in out.split("\n") if line]


def missing_words(program, pages):
    for line in table(program):
        if line[0] == "command":
            _, obj, command, _, *words = line
            page = pages[f"mirrorctl-{obj}.8"]
            if not re.search(rf"\b{command}\b", page):
                yield f"{obj} {command} is not in mirrorctl-{obj}.8"
            keys = "".join(pages[f"mirrorctl-{part}.8"] for part in ("rule", "source", "target"))
            for word in words:
                if not re.search(rf"(?<![\w-]){re.escape(word)}\b", page + keys):
                    yield f"{word} of {obj} {command} is nowhere"
        elif line[0] == "values":
            for word in line[2:]:
                if not any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", page)
                           for page in pages.values()):
                    yield f"{word} of {line[1]} is nowhere"


def examples(page):
    """The command lines of a page's examples, with what their batches hold."""
    section = re.search(r"^\.SH EXAMPLES\n(.*?)(?=^\.SH)", page, re.S | re.M)
    batch = False
    for line in section.group(1).split("\n") if section else []:
        if line == "END":
            batch = False
        elif batch:
            yield shlex.split(line)
        elif line.startswith("mirrorctl"):
            batch = line.endswith("<<END")
            words = shlex.split(line.split("|")[0].split("<<")[0])[1:]
            if words[-2:-1] == [">"]:
                words = words[:-2]
            if not batch and "monitor" not in words:
                yield words


def fails(program, words):
    """The errors of a command line whose every request is acknowledged, or None."""
    case = cases.Case("example", shlex.join(words))
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("dst_port 80\n")
        file.flush()
        case.line = case.line.replace("-f rules", f"-f {file.name}")
        status, _, err = cases.run(case, program)
    return err if status and "not understood" not in err else None


def main():
    program = sys.argv[1]
    pages = {page.name: plain(page.read_text(encoding="utf-8")) for page in MAN.glob("*.[78]")}
    problems = list(missing_words(program, pages))
    count = 0
    for name, page in pages.items():
        for words in examples(page):
            count += 1
            err = fails(program, words)
            if err:
                problems.append(f"{name}: mirrorctl {shlex.join(words)}: {err}")
    if count < 20:
        problems.append(f"only {count} examples were found")
    print("\n".join(problems) or f"{count} examples")
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
