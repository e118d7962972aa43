#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# After fault.sh: its fault is not this file's.
echo "ok - another file"
