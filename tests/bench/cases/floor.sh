# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
# The floor: a hook that does nothing but clone and transmit (floor/nfm_floor.c).

floor_begin() { :; }
floor_end() { must rmmod nfm_floor; }
floor() { must insmod "$NFM_BUILD/bench/nfm_floor.ko" way="$1"; }

# The last two go past the devices' counters.
group floor
packet_case empty steady none floor empty
packet_case clone-free steady none floor clone
packet_case clone-xmit steady all floor xmit
packet_case clone-netif_rx steady any floor rx
packet_case clone-receive steady any floor receive
