#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
ip netns add left
echo "ok - a leak"
