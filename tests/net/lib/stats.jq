# SPDX-License-Identifier: GPL-2.0-only
# Counters as mirrorctl -j -s shows them.

def part($what): if . == null then 0 else .[$what] end;

def line($what):
	"seen=\(.seen | part($what)) copied=\(.copied | part($what)) skipped=\(.skipped | part($what))"
	+ ([(.not_copied // {}) | to_entries | sort_by(.key)[] | " \(.key)=\(.value | part($what))"] | add // "");

def balanced_in($what):
	(.seen | part($what)) == (.copied | part($what)) + (.skipped | part($what))
		+ ([(.not_copied // {})[] | part($what)] | add // 0);

def balanced: balanced_in("packets") and balanced_in("bytes");

def session($what): "\(.name): \(.stats | line($what))";
def source($what):
	"\(.session) \([.kind, .dev // empty, .dir // empty, .hook // empty] | join(" ")): \(.stats | line($what))";
def target($what): "\(.session) \(.kind) \(.dev) \(.state): \(.stats | line($what))";
def rule($what): "\(.session) \(.prio) \(.action): \(.stats | line($what))";
