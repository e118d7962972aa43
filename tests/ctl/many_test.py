#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""many_test.py MIRRORCTL - rule replace with 100,000 rules: one message, every rule in it, and what is
shown of them makes the same message again"""
import os
import re
import socket
import subprocess
import sys
import threading

import nlfake

RULES = 100000


def lines():
    for n in range(RULES):
        yield f"prio {n % 7} src_ip 10.{n >> 16}.{n >> 8 & 255}.{n & 255} dst_port {n % 65536} ip_proto udp"


def receive(sock, got):
    """All messages' bytes; acks each request."""
    while data := sock.recv(1 << 26):
        seq = int.from_bytes(data[8:12], "little")
        got.append(data)
        sock.send(nlfake.message(nlfake.ERROR, nlfake.CAPPED, seq, bytes(4) + data[:16]))


def replace(program, text):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    got = []
    thread = threading.Thread(target=receive, args=(ours, got))
    thread.start()
    with theirs:
        env = dict(os.environ, MIRRORCTL_TEST_FD=str(theirs.fileno()))
        subprocess.run([program, "rule", "replace", "ids", "-f", "-"], input=text.encode(), env=env,
                       pass_fds=(theirs.fileno(),), check=True)
    thread.join()
    ours.close()
    return got


def main():
    got = replace(sys.argv[1], "\n".join(lines()))
    request = nlfake.Request(got[0])
    rules = re.findall(r"rule\{[^ ]+ match\{[^}]*\}\}", request.text)
    assert len(got) == 1, f"{len(got)} messages"
    assert len(rules) == RULES, f"{len(rules)} rules"
    n = 70000
    expected = f"rule{{prio={n % 7} match{{src-ip=10.1.17.112 ip-proto=17 dst-port={n % 65536}}}}}"
    assert rules[n] == expected, rules[n]
    print(f"{RULES} rules in one message of {request.length} bytes")


if __name__ == "__main__":
    main()
