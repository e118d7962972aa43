# SPDX-License-Identifier: GPL-2.0-only
"""What NLM_F_CREATE, EXCL, REPLACE and ECHO mean, and what the replies hold."""
import os
import struct
import sys

import genl as g
from genl import attr, u8, u32

CREATE, EXCL, REPLACE, ECHO, DUMP = g.NLM_F_CREATE, g.NLM_F_EXCL, g.NLM_F_REPLACE, g.NLM_F_ECHO, g.NLM_F_DUMP
NAME = attr(g.NFM_A_NAME, "s")
failed = 0
family = g.Family()


def check(title, got, want):
    global failed
    if got == want:
        print("ok - netlink-flags: " + title)
        return
    failed += 1
    print("not ok - netlink-flags: %s\n# wanted %r\n# got    %r" % (title, want, got))


def ask(cmd, flags, data):
    answer = family.ask(cmd, flags, data)
    if answer.errno:
        raise SystemExit("not ok - netlink-flags: request %d: %s %s" % (cmd, os.strerror(answer.errno), answer.message))
    return [tree(reply[4:]) for reply in answer.replies]


def tree(data):
    """Attributes by type; nests as trees. Of several of one type the last."""
    return {kind & 0x3fff: tree(payload) if kind & g.NESTED else payload for _, kind, payload in g.attributes(data)}


def number(payload):
    return int.from_bytes(payload, "little")


def rule(prio, proto, action=None):
    parts = [attr(g.NFM_RULE_PRIO, u32(prio)), attr(g.NFM_RULE_MATCH, [attr(g.NFM_KEY_IP_PROTO, u8(proto))])]
    if action is not None:
        parts.append(attr(g.NFM_RULE_ACTION, u8(action)))
    return attr(g.NFM_A_RULE, parts)


def source(dev, direction):
    return attr(g.NFM_A_SOURCE, [attr(g.NFM_SRC_KIND, u8(g.NFM_SOURCE_DEV)), attr(g.NFM_SRC_DEV, dev),
                                 attr(g.NFM_SRC_DIR, u8(direction))])


def seen(stats):
    return number(stats[g.NFM_STATS_SEEN_PACKETS])


def session():
    return ask(g.NFM_CMD_SESSION_GET, 0, NAME)[0]


def rules():
    return [r[g.NFM_A_RULE] for r in ask(g.NFM_CMD_RULE_GET, DUMP, NAME)]


def sources():
    return [r[g.NFM_A_SOURCE] for r in ask(g.NFM_CMD_SOURCE_GET, DUMP, NAME)]


def frames(n):
    os.system("frame eth0 eth ip udp count %d" % n)


def test_rules():
    reply = ask(g.NFM_CMD_RULE_NEW, CREATE | EXCL | ECHO, NAME + rule(5, 17))
    check("ECHO: the rule comes back", (len(reply), reply[0][g.NFM_A_NAME]), (1, b"s\0"))
    first = number(reply[0][g.NFM_A_RULE][g.NFM_RULE_ID])
    check("without ECHO: nothing", ask(g.NFM_CMD_RULE_NEW, CREATE | EXCL, NAME + rule(6, 6)), [])
    frames(3)
    check("CREATE without EXCL, ECHO: the same rule",
          number(ask(g.NFM_CMD_RULE_NEW, CREATE | ECHO, NAME + rule(5, 17, g.NFM_ACTION_SKIP))[0][g.NFM_A_RULE]
                 [g.NFM_RULE_ID]), first)
    frames(2)
    mine = [r for r in rules() if number(r[g.NFM_RULE_ID]) == first][0]
    stats = mine[g.NFM_RULE_STATS]
    check("its action is set, its counters kept",
          (number(mine[g.NFM_RULE_ACTION]), seen(stats), number(stats[g.NFM_STATS_COPIED_PACKETS]),
           number(stats[g.NFM_STATS_SKIPPED_PACKETS])), (g.NFM_ACTION_SKIP, 5, 3, 2))
    ask(g.NFM_CMD_RULE_NEW, REPLACE, NAME + rule(5, 17, g.NFM_ACTION_MIRROR))
    check("REPLACE: the same", [number(r[g.NFM_RULE_ACTION]) for r in rules()], [0, 0])
    ask(g.NFM_CMD_RULE_DEL, 0, NAME + attr(g.NFM_A_RULE, [attr(g.NFM_RULE_ID, u32(first))]))
    ask(g.NFM_CMD_RULE_NEW, CREATE, NAME + rule(5, 17))
    ids = [number(r[g.NFM_RULE_ID]) for r in rules()]
    check("an id is not used again", first not in ids, True)
    check("rules are dumped by id", ids, sorted(ids))


def test_sources():
    ask(g.NFM_CMD_SOURCE_NEW, CREATE, NAME + source("eth0", g.NFM_DIR_IN))
    check("a source's direction is set", [number(s[g.NFM_SRC_DIR]) for s in sources()], [g.NFM_DIR_IN])
    before = seen(session()[g.NFM_A_STATS])
    frames(2)
    check("and obeyed", seen(session()[g.NFM_A_STATS]), before)
    ask(g.NFM_CMD_SOURCE_NEW, REPLACE, NAME + source("eth0", g.NFM_DIR_BOTH))
    frames(2)
    check("and set back", seen(session()[g.NFM_A_STATS]), before + 2)


def test_session():
    ask(g.NFM_CMD_SESSION_NEW, 0, NAME + attr(g.NFM_A_ENABLED, u8(0)))
    before = seen(session()[g.NFM_A_STATS])
    frames(2)
    now = session()
    check("an option is set, the counters kept", (number(now[g.NFM_A_ENABLED]), seen(now[g.NFM_A_STATS])), (0, before))
    ask(g.NFM_CMD_SESSION_NEW, CREATE | REPLACE, NAME + source("eth0", g.NFM_DIR_OUT) + rule(1, 17) + rule(2, 6))
    now = session()
    check("REPLACE: what the message says, and no more",
          [number(now[a]) for a in (g.NFM_A_ENABLED, g.NFM_A_N_SOURCES, g.NFM_A_N_TARGETS, g.NFM_A_N_RULES,
                                    g.NFM_A_N_MASKS)] + [seen(now[g.NFM_A_STATS])], [1, 1, 0, 2, 1, 0])
    frames(4)
    stats = session()[g.NFM_A_STATS]
    reason = stats[g.NFM_STATS_NOT_COPIED]
    check("a reason in the counters", (seen(stats), number(reason[g.NFM_NOT_COPIED_REASON]),
                                       number(reason[g.NFM_NOT_COPIED_PACKETS]), number(reason[g.NFM_NOT_COPIED_BYTES])),
          (4, g.NFM_REASON_NO_TARGET, 4, 4 * 42))
    check("idle time is told of what was used", g.NFM_STATS_IDLE in stats, True)
    ask(g.NFM_CMD_SESSION_NEW, CREATE, attr(g.NFM_A_NAME, "t"))
    check("a dump has all sessions", [r[g.NFM_A_NAME] for r in ask(g.NFM_CMD_SESSION_GET, DUMP, b"")], [b"s\0", b"t\0"])
    check("idle time is not told of what was not", g.NFM_STATS_IDLE in ask(
        g.NFM_CMD_SESSION_GET, 0, attr(g.NFM_A_NAME, "t"))[0][g.NFM_A_STATS], False)
    check("a dump of one session's sources", len(ask(g.NFM_CMD_SOURCE_GET, DUMP, attr(g.NFM_A_NAME, "t"))), 0)
    ask(g.NFM_CMD_RULE_REPLACE, 0, NAME)
    check("a replacement by nothing", len(rules()), 0)


def test_interrupted():
    name, reader = attr(g.NFM_A_NAME, "d"), g.Family(4096)

    def rules_while(change, n=200):
        ask(g.NFM_CMD_SESSION_FLUSH, 0, b"")
        ask(g.NFM_CMD_SESSION_NEW, CREATE, name + b"".join(rule(prio, 17) for prio in range(n)))
        answer = reader.ask(g.NFM_CMD_RULE_GET, DUMP, name, meanwhile=change)
        return answer.errno, answer.interrupted, len(answer.replies) == n

    def delete():
        ask(g.NFM_CMD_SESSION_DEL, 0, name)

    def replace():
        ask(g.NFM_CMD_SESSION_NEW, CREATE | REPLACE, name + rule(1, 6))

    def replace_by_long_filter():
        # What the next piece is made for has no room for it.
        program = struct.pack("HBBI", 6, 0, 0, 0xffff) * 4096
        long = attr(g.NFM_A_RULE, [attr(g.NFM_RULE_PRIO, u32(1)), attr(g.NFM_RULE_FILTER, program),
                                   attr(g.NFM_RULE_FILTER_TEXT, "all")])
        ask(g.NFM_CMD_RULE_REPLACE, 0, name + long + rule(2, 6))

    check("a dump of rules", rules_while(None), (0, False, True))
    check("a dump of rules whose session goes", rules_while(delete), (0, True, False))
    check("a dump of rules, and a flush", rules_while(lambda: ask(g.NFM_CMD_SESSION_FLUSH, 0, b"")), (0, True, False))
    check("a dump of rules whose session is replaced", rules_while(replace), (0, True, False))
    check("a dump of rules that was through", rules_while(delete, 2), (0, False, True))
    # The last: where there is a long filter, pieces are longer than this reader takes.
    check("a dump of rules that come to have a long filter", rules_while(replace_by_long_filter), (0, True, False))
    check("and the next dump has it", len(ask(g.NFM_CMD_RULE_GET, DUMP, name)), 2)


ask(g.NFM_CMD_SESSION_NEW, CREATE | EXCL, NAME + source("eth0", g.NFM_DIR_OUT) +
    attr(g.NFM_A_TARGET, [attr(g.NFM_TGT_KIND, u8(1)), attr(g.NFM_TGT_DEV, "mir0")]))
test_rules()
test_sources()
test_session()
test_interrupted()
sys.exit(bool(failed))
