# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# shellcheck disable=SC2154 # variables of run and lib.sh
#
# rules.sh - rules drawn from the seed, in a form of no tool, and that written for each tool
#
# A line is `RANK PROTO ADDRESS/PREFIX PORT`: the lower rank decides first; ADDRESS is the source (- for any), PORT
# the destination port (- for any). All but `hit` and `all_of` miss the packets: their port is another one.

# miss_masks MASKS PER [PROTO [RANK]] - PER rules of each of MASKS masks, of one rank each
miss_masks() {
	awk -v seed="$(of masks 0 1000000)" -v masks="$1" -v per="$2" -v proto="${3:-udp}" -v rank="${4:-1}" -v dport="$dport" '
	BEGIN {
		srand(seed)
		for (m = 0; m < masks; m++) {
			# 32 prefixes with an exact port, then the same with the port masked by its upper bits.
			len = 1 + m % 32; bits = int(m / 32); first = int(rand() * 60000)
			for (i = 0; i < per; i++) {
				a = int(rand() * 4294967296); a -= a % 2 ^ (32 - len)
				port = 1 + (first + i * 7919) % 65534
				if (int(port / 2 ^ bits) == int(dport / 2 ^ bits)) port = 1 + (port + 16 * 2 ^ bits) % 65000
				port -= port % 2 ^ bits
				if (bits) port = port "-" port + 2 ^ bits - 1
				printf "%d %s %d.%d.%d.%d/%d %s\n", rank + m, proto, a / 16777216, a / 65536 % 256, a / 256 % 256,
					a % 256, len, port
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
	awk '{ printf "prio %d ip_proto %s%s%s\n", 40000 - $1, $2, $3 == "-" ? "" : " src_ip " $3, $4 == "-" ? "" : " dst_port " $4 }'
}

# to_tc [ACTION] - for tc -b
to_tc() {
	awk -v act="${1:-action mirred egress mirror dev m0}" '{
		printf "filter add dev b0 ingress protocol ip prio %d flower ip_proto %s%s%s %s\n", $1, $2,
			$3 == "-" ? "" : " src_ip " $3, $4 == "-" ? "" : " dst_port " $4, act }'
}

to_nft() {
	awk '{ printf "add rule netdev bench i %s%s dup to \"m0\"\n", $3 == "-" ? "" : "ip saddr " $3 " ", $2 " dport " $4 }'
}
