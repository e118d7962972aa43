#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
echo "<4>WARNING: a fake one" >/dev/kmsg
echo "ok - a kernel fault"
