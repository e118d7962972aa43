# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What the host side of the test machine shares. Source it with `set -euo pipefail` on.

vm_dir=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034 # these are for those who source this
{
	top=$(cd -- "$vm_dir/../.." && pwd)
	cache=${NFM_CACHE:-/var/cache/nf_mirror}
	release=bookworm
}

say() {
	printf '%s: %s\n' "${0##*/}" "$*" >&2
}

die() {
	say "$@"
	exit 1
}

# in_root ROOT BUILD COMMAND... - run COMMAND in the root file system ROOT with BUILD at /nfm/build, and the kernel's
# directory in_root_kernel, if that is set, at /nfm/build/kernel, which must be there.
#
# ROOT is shared by everything that uses its release, so it is read-only in there. All mounts live in a mount
# namespace of their own and go with it, however the command ends.
in_root() {
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare --mount --fork --kill-child bash -euc '
		root=$1 build=$2 kernel=$3; shift 3
		mount --bind "$root" "$root"
		mount --bind "$build" "$root/nfm/build"
		[ -z "$kernel" ] || mount --bind -o ro "$kernel" "$root/nfm/build/kernel"
		mount --rbind /dev "$root/dev"
		mount -t proc proc "$root/proc"
		mount -t tmpfs tmpfs "$root/tmp"
		mount -o remount,bind,ro "$root"
		exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp LC_ALL=C.UTF-8 "$@"
	' in_root "$1" "$2" "${in_root_kernel:-}" "${@:3}"
}

# kernel_of ROOT - the kernel release whose modules or headers ROOT holds
kernel_of() {
	local found=("$1"/usr/lib/modules/*)

	[[ ${#found[@]} = 1 && -d ${found[0]} ]] || die "$1: expected one kernel in /usr/lib/modules, found: ${found[*]}"
	printf '%s\n' "${found[0]##*/}"
}
