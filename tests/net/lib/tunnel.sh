# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tunnel.sh - what the tests of tunnels share
#
# shellcheck disable=SC2154 # work: lib.sh
#
#   p:eth0 ------ h:eth0     h:up0 ------ s:up0
#                            10.9.0.1     10.9.0.2
#                            fd09::1      fd09::2
#
# The sessions are in h, the collector is s. Both know each other's MAC address: nothing but copies and what the test
# sends is on the way between them.

# mac SPACE DEV - its MAC address
mac() { ip -n "$1" -j link show "$2" | sed -E 's/.*"address":"([^"]+)".*/\1/'; }

# without_reports SPACE DEV - IPv6 joins groups for its addresses, and says so a while later: nobody is to see it
without_reports() {
	in_space "$1" nft -f - <<-END || broken "set-up" "nft"
		table netdev reports-$2 {
			chain out { type filter hook egress device $2 priority -500; ip6 daddr ff02::16 drop; }
		}
	END
}

# underlay SPACE DEV ADDRESSES PEER_SPACE PEER_DEV PEER_ADDRESSES - addresses for two devices that are connected
underlay() {
	without_reports "$1" "$2"
	without_reports "$4" "$5"
	with_ipv6 "$1" "$2"
	with_ipv6 "$4" "$5"
	address "$1" "$2" "$3"
	address "$4" "$5" "$6"
	neighbour "$1" "$2" "$(mac "$4" "$5")" "${6//\/+([0-9])/}"
	neighbour "$4" "$5" "$(mac "$1" "$2")" "${3//\/+([0-9])/}"
}
shopt -s extglob

tunnel_topology() {
	space p h s
	pair h eth0 p eth0
	pair h up0 s up0
	underlay h up0 "10.9.0.1/24 fd09::1/64" s up0 "10.9.0.2/24 fd09::2/64"
	wait_up p h s
}

# carriers - the names of those that there are
carriers() { ip -n h -o link show | grep -oE '\bnfm-[^:@]+' | sort | paste -sd' '; }

# padded FILE - frames as long as Ethernet has them at least
padded() { sed -E ':a; s/^(.{1,119})$/\10/; ta' "$1"; }

# decode PCAP FIELD... - what tshark reads: names, then a line a frame, by tabs; of a field that comes again, all by commas.
# Of a flag, tshark 4.0 says 0 or 1, newer ones say False or True.
decode() {
	local pcap=$1 field options=()

	shift
	for field; do
		options+=(-e "$field")
	done
	tshark -n -r "$pcap" -o ip.check_checksum:TRUE -o udp.check_checksum:TRUE -d udp.port==5555,vxlan \
		-T fields -E header=y "${options[@]}" >"$work/tshark.out" 2>"$work/tshark.err" ||
		broken "tshark" "$(<"$work/tshark.err")"
	sed 's/\<False\>/0/g; s/\<True\>/1/g' "$work/tshark.out"
}

# as_decoded WANTED - of what decode says, what there are wishes for
#
# A line of WANTED is "NAME FIELD=VALUE...", one for each frame; FIELD means the outermost, FIELD* all that there are.
# A wish "FIELD=" is for a frame that has none.
as_decoded() {
	awk '
	FILENAME != "-" { wanted[++n] = $0; next }
	FNR == 1 { for (i = split($0, name, "\t"); i; i--) column[name[i]] = i; next }
	{
		split($0, value, "\t")
		k = split(FNR - 1 in wanted ? wanted[FNR - 1] : "more", wish, " ")
		line = wish[1]
		for (i = 2; i <= k; i++) {
			field = wish[i]
			sub(/=.*/, "", field)
			all = sub(/[*]$/, "", field)
			v = field in column ? value[column[field]] : "(not asked for)"
			if (!all)
				sub(/,.*/, "", v)
			line = line " " field (all ? "*" : "") "=" v
		}
		print line
	}' "$1" -
}
