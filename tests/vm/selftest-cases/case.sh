#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Each kind of result, and processes that outlive the test.
sleep 1000 &
setsid sleep 1000 &
echo "ok - a case that passes"
echo "not ok - a case that fails"
echo "ok - a case left out # SKIP for a reason"
echo "a note"
exit 1
