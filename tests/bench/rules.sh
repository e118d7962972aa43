# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
#
# rules.sh - rules drawn from the seed, in a form of no tool, and that written for each tool
#
# A line is `RANK PROTO SOURCE PORT [DESTINATION]`: the lower rank decides first; SOURCE and DESTINATION are
# ADDRESS/PREFIX (- for any), PORT is the destination port. All but `hit` and `hit_host` miss the packets: their port
# is another one.

# miss_masks MASKS [PER [PROTO [RANK]]] - PER rules of each of MASKS masks, of one rank each
miss_masks() {
	awk -v seed="$(of masks 0 1000000)" -v masks="$1" -v per="${2:-1}" -v proto="${3:-udp}" -v rank="${4:-1}" -v dport="$dport" '
	function prefix(len,  a) {
		a = int(rand() * 4294967296)
		a -= a % 2 ^ (32 - len)
		return sprintf("%d.%d.%d.%d/%d", a / 16777216, a / 65536 % 256, a / 256 % 256, a % 256, len)
	}
	BEGIN {
		srand(seed)
		for (m = 0; m < masks; m++) {
			# 32 source prefixes, then the same with a destination prefix.
			len = 1 + m % 32; dlen = 8 * int(m / 32); first = int(rand() * 60000)
			for (i = 0; i < per; i++) {
				port = 1 + (first + i * 7919) % 65534
				if (port == dport) port++
				printf "%d %s %s %d%s\n", rank + m, proto, prefix(len), port, dlen ? " " prefix(dlen) : ""
			}
		}
	}'
}

# miss_hosts N [RANK] - N rules of one mask: a host and a port
miss_hosts() {
	awk -v seed="$(of hosts 0 1000000)" -v n="$1" -v rank="${2:-1}" -v dport="$dport" '
	BEGIN {
		srand(seed); first = int(rand() * 4294967296)
		for (i = 0; i < n; i++) {
			# Each address once: an odd factor permutes the numbers of 32 bits.
			a = (first + i * 2654435761) % 4294967296; port = 1 + int(rand() * 65000)
			if (port == dport) port++
			printf "%d udp %d.%d.%d.%d/32 %d\n", rank, a / 16777216, a / 65536 % 256, a / 256 % 256, a % 256, port
		}
	}'
}

# hit RANK, hit_host RANK - the packets' port; and their source
hit() { echo "$1 udp - $dport"; }
hit_host() { echo "$1 udp $(address "$src")/32 $dport"; }

to_nfm() {
	awk '{ printf "prio %d ip_proto %s%s dst_port %s%s\n", 40000 - $1, $2, $3 == "-" ? "" : " src_ip " $3, $4,
		$5 ? " dst_ip " $5 : "" }'
}

# to_tc [ACTION] - for tc -b
to_tc() {
	awk -v act="${1:-action mirred egress mirror dev m0}" '{
		printf "filter add dev b0 ingress protocol ip prio %d flower ip_proto %s%s dst_port %s%s %s\n", $1, $2,
			$3 == "-" ? "" : " src_ip " $3, $4, $5 ? " dst_ip " $5 : "", act }'
}

to_nft() {
	awk '{ printf "add rule netdev bench i %s%s%s dport %s dup to \"m0\"\n", $3 == "-" ? "" : "ip saddr " $3 " ",
		$5 ? "ip daddr " $5 " " : "", $2, $4 }'
}
