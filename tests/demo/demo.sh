#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# demo.sh - what `make demo` shows, in the test machine: pods on a CNI bridge, and Suricata fed with a mirror of it
#
# Every step is checked. The exit status is not 0 where an alert is missing or too many, where a pod got another answer
# than without the mirror, where a packet is not accounted for, or where something of the mirror is left at the end.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
# shellcheck source=tests/demo/lib.sh
. ./lib.sh

work=/tmp/demo log=/sensor/var/log/suricata web=10.88.0.2
[[ -d /sensor ]] || fail "there is no root file system with Suricata in /sensor here; use: make demo"

# The sensor's logs stay, in build/demo of the checkout.
suricata=''
clean_up() {
	if [[ -n $suricata ]] && kill "$suricata" 2>/dev/null; then
		wait "$suricata" || true
	fi
	cp "$log"/*.{log,json} "${NFM_OUT:-$work}/" 2>/dev/null || true
}
trap clean_up EXIT
mkdir -p $work/www $log
echo 'Hello from a pod.' >$work/www/index.html
head -c 2M /dev/urandom >$work/www/big.bin

cat <<'END'

  pod client1 --+
  pod client2 --+-- bridge cni0 - - - copies - - -> mirror0 ====== mirror1
  pod web     --+   (CNI plugins)                   (veth pair)    Suricata, in the namespace
      nginx                                                        of the sensor
END

heading "1. A sensor: Suricata at the end of a veth pair"
run "ip netns add sensor"
run "ip link add mirror0 type veth peer name mirror1 netns sensor"
run "ip link set mirror0 up addrgenmode none"
run "ip -n sensor link set mirror1 up addrgenmode none"
say "" "Packets between pods are up to 64 KiB long and their checksums are not filled in, and so it would" \
	"be with the copies. This has the kernel cut and fill in the copies, which then look as on a wire:" ""
run "ethtool -K mirror0 tx off >/dev/null"
say "" "One rule, on method and path of a request:" ""
run "grep -v '^#' demo.rules"
run "cp suricata.yaml demo.rules /sensor/etc/suricata/"
# shellcheck disable=SC2016 # it is run as typed
run "ip netns exec sensor chroot /sensor suricata --af-packet=mirror1 \\
      -S /etc/suricata/demo.rules &"
suricata=$!

heading "2. Three pods, on a bridge made by the CNI plugins"
run "cat podnet.conf"
run "export CNI_PATH=/usr/lib/cni CNI_IFNAME=eth0 CNI_COMMAND=ADD"
for pod in web client1 client2; do
	run "ip netns add $pod"
	run "CNI_CONTAINERID=$pod CNI_NETNS=/run/netns/$pod \$CNI_PATH/bridge <podnet.conf |
      jq -r '.ips[0].address'"
done
[[ $(ip -n web -j -4 addr show eth0 | jq -r '.[0].addr_info[0].local') = "$web" ]] || fail "web has not the address $web"
run "ip -br link show master cni0"
run "ip netns exec web nginx -c \$PWD/nginx.conf"

heading "3. What the pods do without a mirror"
wait_for "Suricata at work" grep -qs 'Engine started' "$log/suricata.log"
say "The clients ask nginx for small and large things, on port 80 and on port 8080:" ""
ask_all before
say "" "Suricata sees none of it:" ""
run_silent "cat $log/fast.log"
[[ $(received) = 0 ]] || fail "mirror1 has received $(received) frames without a mirror"

heading "4. Mirror the bridge: port 80, requests and answers"
run "modprobe nf_mirror"
run "mirrorctl session add ids to dev mirror0 from bridge cni0 match ip_proto tcp dst_port 80"
run "mirrorctl rule add ids ip_proto tcp src_port 80"
say ""
run "mirrorctl rule show ids"
run "mirrorctl -s session show ids"

heading "5. The same requests again"
ask_all mirrored
asked=$(requests ' 80 ' | wc -l)
alerts=$(requests ' POST 80 /admin' | wc -l)
wait_for "HTTP request $asked of $asked in $log/eve.json" has_logged http "$asked"
say "" "$alerts of them were a POST to /admin/... on port 80. Suricata's alerts:" ""
run "jq -r 'select(.event_type == \"alert\") | \"\\(.timestamp[11:19]) \\(.alert.signature): \" +
      \"\\(.src_ip) \\(.http.http_method) \\(.http.url)\"' $log/eve.json"
run "wc -l <$log/fast.log"
[[ $(wc -l <$log/fast.log) = "$alerts" ]] || fail "wanted $alerts alerts"
ok "$alerts alerts wanted, $alerts there"
as_suricata_saw >$work/sensor
as_the_pods_saw >$work/pods
cmp -s $work/pods $work/sensor || fail "Suricata's log is not what the pods saw: $(diff $work/pods $work/sensor)"
ok "Suricata logged the $asked requests on port 80, with the status and length that the pods got"

heading "6. What the session counted"
wait_for "seen = copied + skipped + not copied, for the session, its source and its target" balanced
run "mirrorctl -s session show ids"
run "mirrorctl -j -s session show ids | jq -r '.[0].stats | \"\\(.seen.packets) seen = \" +
      \"\\(.copied.packets) copied + \\(.skipped.packets) skipped + \" +
      \"\\([.not_copied[].packets] | add // 0) not copied\"'"
ok "so it is for the session, its source and its target"

heading "7. The pods' own traffic"
say "                                         without a mirror            with a mirror" \
	"                                 status   bytes sha256        status   bytes sha256"
answers_side_by_side mirrored
same_answers mirrored
ok "status, length and content of all $(requests . | wc -l) answers are the same, and none is missing"

heading "8. The end of it: one command"
say "The kernel's function tracer counts the calls of nf_mirror's functions, first with the session:" ""
trace_calls on
run "ip netns exec client1 ping -q -c 1 $web >/dev/null"
calls=$(trace_calls off)
say "  $calls calls"
((calls > 0)) || fail "the tracer counts no calls, so it proves nothing"
say ""
run "mirrorctl session del ids"
run_silent "mirrorctl session show"
frames=$(received)
say "" "All of the requests once more:" ""
trace_calls on
ask_all after
calls=$(trace_calls off)
say "  $calls calls"
((calls == 0)) || fail "a function of nf_mirror was called $calls times, and there is no session"
same_answers after
ok "the same answers"
[[ $(received) = "$frames" ]] || fail "mirror1 has received $(($(received) - frames)) frames more"
ok "not one frame more for the sensor"
say ""
run "rmmod nf_mirror"
run_silent "lsmod | grep nf_mirror"

kill "$suricata"
wait "$suricata" || fail "Suricata ended with an error: $(tail -n 3 $log/suricata.log)"
suricata=''
say "" "What Suricata counted itself:" ""
run "tail -n 1 $log/suricata.log | grep -o 'mirror1: .*'"
tail -n 1 $log/suricata.log | grep -q ' packets: [1-9][0-9]*, drops: 0 .* invalid chksum: 0$' ||
	fail "Suricata has lost packets, or received bad checksums"
[[ $(stat_of .tcp.reassembly_gap) = 0 ]] || fail "Suricata found gaps in the streams"
(($(stat_of .decoder.max_pkt_size) <= 1514)) || fail "a frame for Suricata was longer than on a wire"
ok "no packet lost, no bad checksum, no gap in a stream, no frame of more than 1514 bytes"
[[ $(wc -l <$log/fast.log) = "$alerts" && $(logged http) = "$asked" ]] || fail "Suricata has logged more than it should"
say "" "All of this was checked on the way, in $SECONDS s. Suricata's logs are in build/demo."
