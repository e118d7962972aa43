#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""cases.py MIRRORCTL FILE... - run command lines against a kernel that is a script

MIRRORCTL is built with fake_transport.c; words before it are a command that runs it. A file has cases:

    $ rule add ids dst_port 80      the command line
    { prio 5                        a line of its standard input
    > rule-new create,excl ...      a request it must send, in the words of nlfake.py
    < rule-new name=ids rule{..}    a message of the answer to it
    < EEXIST "message" at=name      the end of the answer, an ack or end of dump if not given
    < intr                          flags the answer as interrupted
    | text                          a line of its output
    ! text                          a line of its errors
    = 2                             its exit status, 0 if not given

An event is a "<" before any ">"; after the last of them the socket is closed. FILE in a command line
is a file with the lines of "{ ", \\n is the end of a line, \\r in a "{ " what Windows has before it,
and a last word >PATH is where the output goes: /dev/full, or TTY, a terminal, of which it is compared.
"""
import os
import pathlib
import shlex
import socket
import subprocess
import sys
import tempfile
import threading
import tty

import nlfake


class Case:
    def __init__(self, where, line):
        self.where, self.line = where, line
        self.stdin, self.out, self.err, self.events = [], [], [], []
        self.requests = []  # [text, [answer...]]
        self.status = 0
        self.sent = []
        self.problems = []


def read_cases(path):
    case = None
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        sign, text = line[:1], line[2:]
        if not sign or sign == "#":
            continue
        if sign == "$":
            if case:
                yield case
            case = Case(f"{path.name}:{number}", text)
        elif sign == "{":
            case.stdin.append(text.replace("\\r", "\r"))
        elif sign == ">":
            case.requests.append((text, []))
        elif sign == "<":
            (case.requests[-1][1] if case.requests else case.events).append(text)
        elif sign == "|":
            case.out.append(text)
        elif sign == "!":
            case.err.append(text)
        elif sign == "=":
            case.status = int(text)
        else:
            sys.exit(f"{path}:{number}: what is this?")
    if case:
        yield case


def answers(request, script):
    """The bytes that answer a request."""
    flags, last, body = nlfake.MULTI if request.dump else 0, None, []
    for text in script:
        if text == "intr":
            flags |= nlfake.INTR
        elif text.startswith("raw "):
            yield bytes.fromhex(text[4:])
        elif text.split()[0] == "ack" or text.split()[0].startswith("E"):
            last = text
        else:
            body.append(text)
    for text in body:
        yield nlfake.reply(text, request.seq, flags)
    if request.dump and not (last and not body):
        yield nlfake.done(last or "", request)
    else:
        yield nlfake.answer(last or "ack", request)


def kernel(case, sock):
    try:
        for event in case.events:
            if event == "join":
                if sock.recv(64) != b"join\0":
                    case.problems.append("did not join the group")
            elif event.startswith("raw "):
                sock.send(bytes.fromhex(event[4:]))
            else:
                sock.send(nlfake.reply(event, 0))
        while not case.events and (data := sock.recv(1 << 24)):
            request = nlfake.Request(data)
            case.sent.append(request.text)
            n = len(case.sent)
            script = case.requests[n - 1][1] if n <= len(case.requests) else []
            for part in answers(request, script):
                sock.send(part)
    except OSError as error:
        case.problems.append(f"socket: {error}")
    except (ValueError, KeyError, StopIteration) as error:
        case.problems.append(f"message: {error!r}")
    sock.close()


def read_terminal(fd):
    """What was written to a terminal, whose other end is closed by now."""
    parts = []
    try:
        while part := os.read(fd, 65536):
            parts.append(part)
    except OSError:
        pass
    os.close(fd)
    return b"".join(parts).decode(errors="backslashreplace")


def output_of(words):
    """Takes ">PATH" off the words: what to give for an output, and the terminal's other end."""
    if not words or not words[-1].startswith(">"):
        return subprocess.PIPE, None
    path = words.pop()[1:]
    if path != "TTY":
        return os.open(path, os.O_WRONLY), None
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    return theirs, ours


def run(case, program):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for sock in ours, theirs:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
    stdin = "".join(line + "\n" for line in case.stdin)
    with tempfile.NamedTemporaryFile("w", suffix=".rules") as file, theirs:
        file.write(stdin)
        file.flush()
        words = [file.name if word == "FILE" else word.replace("\\n", "\n")
                 for word in shlex.split(case.line)]
        output, terminal = output_of(words)
        thread = threading.Thread(target=kernel, args=(case, ours))
        env = dict(os.environ, MIRRORCTL_TEST_FD=str(theirs.fileno()))
        with subprocess.Popen([*shlex.split(program), *words], stdin=subprocess.PIPE, stdout=output,
                              stderr=subprocess.PIPE, env=env, text=True,
                              pass_fds=(theirs.fileno(),)) as process:
            theirs.close()
            if output != subprocess.PIPE:
                os.close(output)
            thread.start()
            out, err = process.communicate(stdin, timeout=60)
            thread.join()
        if terminal is not None:
            out = read_terminal(terminal)
        return process.returncode, out or "", err.replace(file.name, "FILE")


def compare(case, what, expected, got):
    if expected == got:
        return
    case.problems.append(f"{what}:")
    case.problems += [f"  expected {line}" for line in expected if line not in got]
    case.problems += [f"  got      {line}" for line in got if line not in expected]
    if sorted(expected) == sorted(got):
        case.problems.append("  in another order")


def check(case, program):
    status, out, err = run(case, program)
    compare(case, "requests", [text for text, _ in case.requests], case.sent)
    compare(case, "output", case.out, out.split("\n")[:-1])
    compare(case, "errors", case.err, err.split("\n")[:-1])
    if status != case.status:
        case.problems.append(f"exit status: expected {case.status}, got {status}")
    print(f"{'not ok' if case.problems else 'ok'} - {case.where}: mirrorctl {case.line}")
    for problem in case.problems:
        print(f"    # {problem}")
    return not case.problems


def main():
    passed = failed = 0
    for name in sys.argv[2:]:
        for case in read_cases(pathlib.Path(name)):
            if check(case, sys.argv[1]):
                passed += 1
            else:
                failed += 1
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
