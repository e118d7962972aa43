#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
echo "ok - another file"
