# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# refuse.sh - memory refused at random, to whoever cannot wait for it: packets' ways can not, senders can

refusals_max=2000000000

# set_fault FAULT NAME VALUE
set_fault() { echo "$3" >"/sys/kernel/debug/$1/$2"; }

# refuse PERCENT FAULT... - failslab: objects, fail_page_alloc: pages, of which large objects and fragments are made
refuse() {
	local percent=$1 fault

	shift
	set_fault failslab cache-filter N
	set_fault fail_page_alloc min-order 0
	for fault; do
		set_fault "$fault" ignore-gfp-wait Y
		set_fault "$fault" verbose 0
		set_fault "$fault" interval 1
		set_fault "$fault" times $refusals_max
		set_fault "$fault" probability "$percent"
	done
}

# refuse_no_more FAULT... - that each of them has refused something is a result
refuse_no_more() {
	local fault

	for fault; do
		set_fault "$fault" probability 0
	done
	for fault; do
		like "$fault refused something" $((refusals_max - $(<"/sys/kernel/debug/$fault/times"))) '^[1-9]'
	done
}
