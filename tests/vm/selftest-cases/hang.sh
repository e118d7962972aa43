#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# timeout: 2
echo "ok - a hang"
sleep 1000
