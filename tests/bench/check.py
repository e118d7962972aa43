#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""check.py DIR [REFERENCE-DIR] - are the results in DIR within the bounds (see the file bounds)?

REFERENCE-DIR holds bookworm's results, where DIR has those of another release. A result line for each bound; the last
line is `N passed, N failed, N skipped`.
"""

import pathlib
import sys

import results


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    measured = results.read(pathlib.Path(sys.argv[1]))
    reference = results.read(pathlib.Path(sys.argv[2])) if len(sys.argv) == 3 else None
    passed = failed = skipped = 0
    for row in results.read_bounds():
        case = row[0]
        # The profiler has not put a number in where its run has failed.
        if case not in measured or not measured[case]["value"]:
            print(f"not ok - {case}: not measured")
            failed += 1
            continue
        value = measured[case]["value"]
        bound, why = results.bound_of(row, measured, reference)
        if bound is None and row[4] == "-":
            print(f"ok - {case}: {value:,.1f} {measured[case]['unit']} # SKIP {why}")
            skipped += 1
            continue
        if bound is None:
            print(f"not ok - {case}: {why}")
            failed += 1
            continue
        verdict = measured[case]["verdict"]
        good = value <= bound and not verdict.startswith("WRONG")
        passed, failed = passed + good, failed + (not good)
        said = f"{case}: {value:,.1f} {measured[case]['unit']}, at most {bound:,.1f}" + (f" ({why})" if why else "")
        print(f"{'ok' if good else 'not ok'} - {said}" + (f" {verdict}" if verdict.startswith("WRONG") else ""))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    sys.exit(failed > 0 or passed == 0)


if __name__ == "__main__":
    main()
