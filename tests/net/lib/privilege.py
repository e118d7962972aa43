# SPDX-License-Identifier: GPL-2.0-only
"""What each command is answered, and the join of the group of events; `deputy`: over a socket that another has opened."""
import errno
import os
import socket
import sys

import genl as g

NOBODY = 65534


def commands():
    return sorted((value, name) for name, value in vars(g).items()
                  if name.startswith("NFM_CMD_") and not name.endswith(("_NTF", "_MAX", "_UNSPEC")))


def ask_all(family):
    """A line for each command: refused or not. Asked without attributes, which are looked at later."""
    for value, name in commands():
        forms = {"NFM_CMD_SESSION_GET": ("do", "dump")}.get(name, ("dump",) if name.endswith("_GET") else ("do",))
        for form in forms:
            said = family.ask(value, g.NLM_F_DUMP if form == "dump" else 0, b"").errno
            print(name[8:], form, "refused" if said == errno.EPERM else "taken")
    try:
        family.sock.setsockopt(270, 1, family.groups["events"])     # NETLINK_ADD_MEMBERSHIP
        print("events taken")
    except PermissionError:
        print("events refused")


def drop():
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def deputy(opener_drops):
    """Opened by one, used by the other, one of whom is root: a child asks over what it was born with."""
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    if os.fork() == 0:
        if opener_drops:
            drop()
        family = g.Family()
        socket.send_fds(theirs, [b"%d" % family.id], [family.sock.fileno()])
        os._exit(0)
    data, fds, _, _ = socket.recv_fds(ours, 16, 1)
    os.wait()
    if not opener_drops:
        drop()
    family = g.Family.__new__(g.Family)
    family.sock, family.seq, family.id = socket.socket(fileno=fds[0]), 100, int(data)
    print("refused" if family.ask(g.NFM_CMD_SESSION_GET, g.NLM_F_DUMP, b"").errno == errno.EPERM else "taken")


def listen():
    """Names of sessions in events, from any namespace that may be heard, until that of `last`."""
    family = g.Family()
    family.sock.setsockopt(270, 8, 1)      # NETLINK_LISTEN_ALL_NSID
    family.sock.setsockopt(270, 1, family.groups["events"])
    print("ready", flush=True)
    name = ""
    while name != "last":
        data = family.sock.recv(1 << 16)
        name = next(p for _, kind, p in g.attributes(data[20:]) if kind == g.NFM_A_NAME).rstrip(b"\0").decode()
        print(name, flush=True)


what = sys.argv[1]
if what == "commands":
    ask_all(g.Family())
elif what == "listen":
    listen()
else:
    deputy(what == "opened-by-nobody")
