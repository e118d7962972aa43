#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""report.py TESTS DIRECTORY... - which lines of kmod/ and ctl/ have run, from the .gcda and .gcno files there

TESTS is what the tests said of themselves: how many passed, failed and were skipped.
Writes RESULTS.md here, and the sum between two comments of tests/README.md.
"""
import collections
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parent / "README.md"
OURS = re.compile(r"(?:^|/)((?:kmod|ctl)/\w+\.[ch])$")
HEAD = """# Lines that the tests run

Made by `make coverage` from {commit}, {date}: tests/net and tests/kunit on Linux 6.1 built to count, tests/ctl on
the host ({tests}). Fault injection and stress (tests/fuzz, tests/stress) are
not in it, so what only a lack of memory or a race reaches is listed below as not run.

{sum}

"""


class Source:
    def __init__(self):
        self.count = collections.Counter()
        self.function = {}

    def covered(self):
        return sum(1 for n in self.count.values() if n)

    def gaps(self):
        """(function, [(first, last)...], does any of it run) of the lines that do not."""
        functions = collections.defaultdict(list)
        for line in sorted(self.count):
            functions[self.function[line]].append(line)
        for name, lines in functions.items():
            ranges = []
            for i, line in enumerate(lines):
                if self.count[line]:
                    continue
                if ranges and i and ranges[-1][1] == lines[i - 1]:
                    ranges[-1][1] = line
                else:
                    ranges.append([line, line])
            if ranges:
                yield name, ranges, any(self.count[line] for line in lines)


def read(directories):
    sources = collections.defaultdict(Source)
    for directory in directories:
        for data in sorted(pathlib.Path(directory).rglob("*.gcda")):
            if not data.with_suffix(".gcno").exists():
                continue
            said = subprocess.run(["gcov", "--json-format", "--stdout", data.name], cwd=data.parent,
                                  check=True, capture_output=True, text=True).stdout
            for file in json.loads(said)["files"]:
                ours = OURS.search(file["file"])
                if not ours:
                    continue
                source = sources[ours[1]]
                for line in file["lines"]:
                    source.count[line["line_number"]] += line["count"]
                    source.function.setdefault(line["line_number"], line.get("function_name", ""))
    return sources


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def summary(sources):
    yield "| | lines | run | |"
    yield "| --- | ---: | ---: | ---: |"
    for top in "kmod/", "ctl/":
        some = [s for name, s in sources.items() if name.startswith(top)]
        lines, covered = sum(len(s.count) for s in some), sum(s.covered() for s in some)
        yield f"| `{top}` | {lines} | {covered} | {percent(covered, lines)} |"


def details(sources):
    yield "| file | lines | run | |"
    yield "| --- | ---: | ---: | ---: |"
    for name, source in sorted(sources.items()):
        lines, covered = len(source.count), source.covered()
        yield f"| `{name}` | {lines} | {covered} | {percent(covered, lines)} |"
    yield ""
    yield "## Not run"
    for name, source in sorted(sources.items()):
        gaps = list(source.gaps())
        if not gaps:
            continue
        yield ""
        yield f"`{name}`"
        yield ""
        for function, ranges, any_runs in gaps:
            where = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in ranges)
            yield f"- `{function}()`: {where if any_runs else 'never'}"


def git(*words):
    return subprocess.run(["git", "-C", HERE, *words], check=True, capture_output=True, text=True).stdout.strip()


def main():
    sources = read(sys.argv[2:])
    if not any(name.startswith("kmod/") for name in sources):
        sys.exit("report.py: nothing of kmod/ was counted")
    said = HEAD.format(commit=git("log", "-1", "--format=%h"), date=git("log", "-1", "--format=%cs"), tests=sys.argv[1],
                       sum="\n".join(summary(sources)))
    (HERE / "RESULTS.md").write_text(said + "\n".join(details(sources)) + "\n", encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    begin, end = "<!-- make coverage -->\n", "<!-- end -->"
    before, rest = text.split(begin)
    after = rest.split(end, 1)[1]
    README.write_text(before + begin + "\n".join(summary(sources)) + "\n" + end + after, encoding="utf-8")
    print("\n".join(summary(sources)))


if __name__ == "__main__":
    main()
