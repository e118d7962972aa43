#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Suricata reads what comes out of the tunnels it knows, and of a device: HTTP over connections whose packets are up to
# 64 KiB long and have no checksum where they are mirrored. It runs in the root file system /sensor of the machine:
#
#   tests/vm/boot --with-root sensor=trixie-sensor tests/vm/run-suite tests/net/tunnel-suricata.sh
#
#   p:eth0 ------ h:eth0     h:up0 ------ s:up0 \ Suricata
#   10.0.0.1      10.0.0.2   h:mir0 ----- s:mon0 /
#   nginx         curl
#
# timeout: 240
# shellcheck source=tests/net/lib.sh
. "$(dirname -- "$0")/lib.sh"
# shellcheck source=tests/net/lib/tunnel.sh
. "$here/lib/tunnel.sh"

if [[ ! -d /sensor ]]; then
	skip "what Suricata reads" "there is no /sensor here"
	finish_bare
fi
limit=$((3 * limit))
log=/sensor/tmp/tunnel-suricata
suricata='' nginx=''
end_daemons() {
	[[ -z $nginx ]] || kill "$(<"$work/nginx.pid")"
	[[ -z $suricata ]] || kill "$(<"$log"/pid)"
	wait
	cp "$log"/*.{log,json} "${NFM_OUT:-$work}/" 2>/dev/null
	rm -rf "$log"
	clean_up
}
trap end_daemons EXIT

tunnel_topology
# What a wire of 1500 brings fits the tunnels.
ip_in h <<<"link set eth0 mtu 1500"
ip_in p <<<"link set eth0 mtu 1500"
pair h mir0 s mon0
underlay h eth0 "10.0.0.2/24 fd00::2/64" p eth0 "10.0.0.1/24 fd00::1/64"
wait_up h s p

# ---- the sensor, which checks checksums ----

mkdir -p "$log"
{
	sed '/^af-packet:/,/checksum-checks:/d' "$here/../demo/suricata.yaml"
	echo 'af-packet:'
	for dev in up0:1 mon0:2; do
		cat <<-END
			  - interface: ${dev%:*}
			    threads: 1
			    cluster-id: ${dev#*:}
			    cluster-type: cluster_flow
			    tpacket-v3: yes
			    ring-size: 16384
			    checksum-checks: yes
		END
	done
} >"$log"/suricata.yaml
cat >"$log"/test.rules <<'END'
alert http any any -> any any (msg:"asked for"; http.uri; content:"/wanted"; startswith; sid:1;)
alert pkthdr any any -> any any (msg:"not decoded"; decode-event:ipv4.trunc_pkt; sid:2;)
END
in_space s chroot /sensor suricata -c ${log#/sensor}/suricata.yaml -l ${log#/sensor} -S ${log#/sensor}/test.rules --af-packet \
	--pidfile ${log#/sensor}/pid \
	>"$work/suricata" 2>&1 &
suricata=$!

# ---- what is mirrored ----

mkdir "$work/www"
chmod 755 "$work" "$work/www"
head -c 3000000 /dev/urandom >"$work/www/wanted"
cat >"$work/nginx.conf" <<END
daemon off;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { }
http {
	access_log off;
	server {
		listen 80;
		listen [::]:80;
		location / {
			root $work/www;
			try_files /wanted =404;
		}
	}
}
END
# On one CPU: on two, an acknowledgment may overtake what it acknowledges, on the way to the sensor as on any other, and
# Suricata would call that a gap.
in_space p taskset -c 0 nginx -c "$work/nginx.conf" &
nginx=$!
until_true test -s "$work/nginx.pid" || broken "nginx" "$(cat "$work/nginx.log")"

started() {
	grep -qs 'Engine started' "$log"/suricata.log || ! kill -0 "$suricata"
}
until_true started
kill -0 "$suricata" || broken "Suricata starts" "$(cat "$log"/suricata.log "$work/suricata")"

# logged URL - has Suricata read the request, and the answer to its end
logged() { grep -s '"event_type":"http"' "$log"/eve.json | grep -q "\"url\":\"$1\""; }

# read_from NAME ADDRESS "TARGET" [OPTIONS] - a transfer through it
urls=()
read_from() {
	local name=$1 address=$2 url=/wanted-$1

	# shellcheck disable=SC2086 # words
	must m session add s ${4:-} to $3 from dev eth0
	is "$name: what the client got" "$(in_space h taskset -c 0 curl -sg --max-time 100 "http://$address$url" | sha256sum)" \
		"$(sha256sum <"$work/www/wanted")"
	until_true logged "$url" || not_ok "$name: Suricata reads it" "$(cat "$log"/suricata.log)"
	is "$name: all is copied, and whole" \
		"$(get session s stats.{seen,copied,truncated}.packets | awk '{ print $1 - $2, $3 }')" "0 0"
	urls+=("$url")
	must m session del s
}

read_from device 10.0.0.1 "dev mir0" "wire on"
read_from erspan 10.0.0.1 "erspan remote 10.9.0.2 id 7"
read_from vxlan 10.0.0.1 "vxlan remote 10.9.0.2 vni 7"
read_from vxlan6 "[fd00::1]" "vxlan remote fd09::2 vni 7"
read_from geneve 10.0.0.1 "geneve remote 10.9.0.2 vni 7"
read_from geneve-meta "[fd00::1]" "geneve remote 10.9.0.2 vni 7 meta on"

# ---- what it has made of it ----

kill "$(<"$log"/pid)"
wait $suricata
is "Suricata ends well" $? 0
suricata=''
events() { jq -r "select(.event_type == \"$1\") | $2" "$log"/eve.json | sort; }
stat_of() { jq -s "map(select(.event_type == \"stats\")) | last | .stats | $1" "$log"/eve.json; }
is "an alert for each request" "$(events alert '"\(.alert.signature_id) \(.http.url)"')" "$(printf '1 %s\n' "${urls[@]}" | sort)"
is "each answer whole" "$(events http '"\(.http.url) \(.http.status) \(.http.length)"')" \
	"$(printf '%s 200 3000000\n' "${urls[@]}" | sort)"
is "no packet lost, no bad checksum" \
	"$(sed -nE 's/.* (up0|mon0): packets: ([0-9]+), (drops: [0-9]+) .*(invalid chksum: [0-9]+).*/\1: \3 \4/p' "$log"/suricata.log | sort)" \
	"mon0: drops: 0 invalid chksum: 0
up0: drops: 0 invalid chksum: 0"
is "no wrong packet, no gap" "$(stat_of '[.decoder.invalid, .tcp.invalid_checksum // 0, .tcp.reassembly_gap // 0,
	([.decoder.event | .. | numbers] | add)] | map(tostring) | join(" ")')" '"0 0 0 0"'
is "each kind was decoded" "$(stat_of '[.decoder.erspan, .decoder.vxlan, .decoder.geneve] | map(. > 1000)' | tr -d ' \n')" "[true,true,true]"
finish
