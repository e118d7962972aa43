#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""spec_test.py [HEADER SPEC] - do the uapi header and the netlink spec say the same?

Both are brought to one form, a tree of what each says (limits, enums, attributes with type, range,
enum and nest, commands with their attributes, the group), and the trees must be equal. That the
comparison would notice a difference is checked too: every item of the spec is changed or left out
in turn, every constant of the header is renamed, and each time a difference must be found.
"""
import copy
import pathlib
import re
import sys

import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
HEADER = TOP / "include/uapi/linux/nf_mirror.h"
SPEC = TOP / "include/netlink/nf_mirror.yaml"

# Enums that are spaces of attributes, with the spec's name of each.
SPACES = {
    "nfm_attr": "nf-mirror",
    "nfm_source_attr": "source",
    "nfm_target_attr": "target",
    "nfm_rule_attr": "rule",
    "nfm_key_attr": "match",
    "nfm_stats_attr": "stats",
    "nfm_not_copied_attr": "not-copied",
}


# The header

def header_comments(text):
    """The kernel-doc of each enum and struct: {name: {member: text}}."""
    docs = {}
    for block in re.findall(r"/\*\*\n(.*?)\*/", text, re.S):
        body = re.sub(r"^ \* ?", "", block, flags=re.M)
        name = re.match(r"(?:enum|struct) (\w+)", body).group(1)
        docs[name] = {}
        for member, said in re.findall(r"^@(\w+): ?(.*?)(?=^@|\n\n|\Z)", body, re.S | re.M):
            docs[name][member] = " ".join(said.split())
    return docs


def header_enums(text):
    enums = {}
    for name, body in re.findall(r"^enum (\w+) \{(.*?)^\};", text, re.S | re.M):
        value, members = -1, {}
        body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
        for item in filter(None, (part.strip() for part in body.split(","))):
            member, _, given = (part.strip() for part in item.partition("="))
            if member.startswith("__") or (given and given.startswith("(")):
                continue  # __X_MAX and X_MAX
            value = int(given, 0) if given else value + 1
            members[member] = value
        enums[name] = members
    return enums


def number(word, defines):
    return defines[word] if word in defines else int(word, 0)


def header_range(said, defines):
    """'1 to MAX: ..; 0: off' has the 0 in it; 'up to MAX' begins there."""
    found = re.search(r"(?:^|: )(\w+) to (\w+)\b(?!.*bytes)|\bup to (NFM_\w+)", said)
    if not found:
        return None
    if found.group(3):
        return 0, number(found.group(3), defines)
    low, high = (number(word, defines) for word in found.groups()[:2])
    return 0 if re.search(r"; 0: ", said) else low, high


def header_attr(said, defines):
    """What a comment on an attribute says of it: '<type>: ...'."""
    attr = {}
    found = re.match(r"(u8|u16|u32|u64|string)\b", said)
    if found:
        attr["type"] = found.group(1)
    elif re.match(r"nest of enum", said):
        attr["type"] = "nest"
        attr["nest"] = SPACES[re.match(r"nest of enum (\w+)", said).group(1)]
    elif re.match(r"aligns", said):
        attr["type"] = "pad"
    elif re.match(r"array of struct sock_filter\b", said):
        attr["type"] = "binary"
        attr["len"] = (8, 8 * defines["NFM_FILTER_MAX"])
    elif re.match(r"struct (\w+)", said):
        attr["type"] = "binary"
        attr["struct"] = re.match(r"struct (\w+)", said).group(1)
        attr["len"] = 4
    elif re.match(r"array of struct (\w+)", said):
        attr["type"] = "binary"
        attr["struct"] = re.match(r"array of struct (\w+)", said).group(1)
        size = 4
        attr["len"] = (size, size * defines["NFM_PORT_RANGES_MAX"])
    elif re.match(r"(\d+) or (\d+) bytes", said):
        attr["type"] = "binary"
        attr["len"] = tuple(map(int, re.match(r"(\d+) or (\d+) bytes", said).groups()))
    elif re.match(r"(\d+) bytes", said):
        attr["type"] = "binary"
        attr["len"] = int(re.match(r"(\d+) bytes", said).group(1))
    if re.search(r"\bmulti\b", said):
        attr["multi"] = True
    found = re.match(r"u\d+: enum (\w+)", said)
    if found:
        attr["enum"] = found.group(1)
    if attr.get("type", "").startswith("u"):
        limits = header_range(said, defines)
        if limits:
            attr["range"] = limits
    return attr


def attributes_of(said):
    """The attributes of a message in the grammar of the header: 'NAME [ ENABLED ] SOURCE*'."""
    said = re.sub(r"\bSOURCE \{[^}]*\}|\bTARGET \{[^}]*\}|\bRULE \{[^}]*\}",
                  lambda m: m.group(0).split()[0], said)
    found = re.findall(r"\b[A-Z][A-Z_]+\b", re.sub(r"-E[A-Z]+.*", "", said))
    return tuple(dict.fromkeys(found))  # of alternatives each once


def header_options(text):
    """The attributes of OPTIONS, without the brackets that say which go together."""
    said = re.search(r"OPTIONS := (.*?)\n[^\n\[]*\n", text, re.S).group(1)
    return tuple(re.findall(r"[A-Z_]+", said))


def header_replies(text):
    session = re.search(r"session := ([A-Z_ \[\]\n]+)", text).group(1)
    session = re.sub(r"\bOPTIONS\b", " ".join(header_options(text)), session)
    return lambda said: attributes_of(re.sub(r"\bsession\b", session, said))


def header_commands(text):
    """{command: {'do' or 'dump': (request, reply)}} from the section Commands."""
    section = re.search(r"^ \* Commands\n.*?^ \* Events\n", text, re.S | re.M).group(0)
    body = re.sub(r"^ \* ?", "", section, flags=re.M)
    reply_of = header_replies(body)
    body = re.sub(r"\bOPTIONS\b", " ".join(header_options(body)), body)
    commands = {}
    for name, rest in re.findall(r"^(NFM_CMD_\w+)(.*?)(?=^NFM_CMD_|\Z)", body, re.S | re.M):
        ways = {}
        # The tree stands on the command's own line and on those that are indented far.
        lines = rest.split("\n")
        tree = [lines[0]]
        for line in lines[1:]:
            if not line.startswith(" " * 20):
                break
            tree.append(line.strip())
        for way, said in re.findall(r"\b(do|dump):(.*?)(?=\bdump:|\Z)", " ".join(tree), re.S):
            request, _, reply = said.partition("->")
            ways[way] = (attributes_of(request), reply_of(reply))
        commands[name] = ways
    return commands


def header_events(text):
    """{command: attributes} of the events that carry other than a GET tells."""
    section = re.search(r"^ \* Events\n.*?^ \* What a session means\n", text, re.S | re.M).group(0)
    body = " ".join(re.sub(r"^ \* ?", "", section, flags=re.M).split())
    listed = re.search(r"NFM_CMD_(\w+)_NTF, (.*?) carry what GET", body)
    names = [listed.group(1)] + re.findall(r"_(\w+?)_NTF", listed.group(2))
    events = {f"NFM_CMD_{name}_NTF": f"NFM_CMD_{name}_GET" for name in names}
    expired = ("EXPIRED",) if "NFM_CMD_SESSION_DEL_NTF of a session whose time is over has EXPIRED" \
        in body else ()
    cookie = ("NETNS_COOKIE",) if "with NETNS_COOKIE" in body else ()
    events["NFM_CMD_SESSION_DEL_NTF"] = ("NAME",) + expired + cookie
    things = re.search(r"\{ NAME \}, (.*?) \{ NAME and the thing \}", body).group(1)
    for thing in re.findall(r"_(\w+?)_DEL_NTF", things):
        events[f"NFM_CMD_{thing}_DEL_NTF"] = ("NAME", thing)
    for name, said in re.findall(r"(NFM_CMD_RULE_REPLACE_NTF) \{ ([A-Z_ ]+) \}", body):
        events[name] = tuple(said.split())
    return events


def from_header(text):
    defines = {}
    for name, value in re.findall(r'^#define (NFM_\w+)\s+("[^"]*"|\w+)', text, re.M):
        defines[name] = value[1:-1] if value[0] == '"' else int(value, 0)
    docs, enums = header_comments(text), header_enums(text)
    tree = {
        "name": defines.pop("NFM_GENL_NAME"),
        "version": defines.pop("NFM_GENL_VERSION"),
        "group": defines.pop("NFM_GENL_MCGRP_EVENTS"),
        "limits": defines,
        "commands": {"nfm_cmd": enums.pop("nfm_cmd")},
        "enums": {name: members for name, members in enums.items() if name not in SPACES},
        "permission": "uns-admin-perm" if "need\n *   CAP_NET_ADMIN in the user namespace" in text
                      else None,
        "ways": header_commands(text),
        "events": header_events(text),
        "spaces": {},
        "structs": {},
    }
    for enum, space in SPACES.items():
        attrs, attr = {}, {}
        for name, value in enums[enum].items():
            said = docs[enum].get(name, "")
            if not said.startswith("the same:"):
                attr = header_attr(said, defines)
            attrs[name] = {"value": value, **attr}
        tree["spaces"][space] = {enum: attrs}
    for name, body in re.findall(r"^struct (\w+) \{(.*?)^\};", text, re.S | re.M):
        tree["structs"][name] = re.findall(r"__(u\d+) (\w+);", body)
    return tree


# The spec

def c_name(prefix, name):
    return (prefix + name).upper().replace("-", "_")


def spec_values(entries, start):
    value, values = start - 1, {}
    for entry in entries:
        entry = {"name": entry} if isinstance(entry, str) else entry
        value = entry.get("value", value + 1)
        values[entry["name"]] = value
    return values


def spec_attr(attr, value, spec_enums):
    said = {"value": value, "type": attr["type"]}
    checks = attr.get("checks", {})
    if "nested-attributes" in attr:
        said["nest"] = attr["nested-attributes"]
    if "struct" in attr:
        said["struct"] = c_name("nfm-", attr["struct"]).lower()
    if "enum" in attr:
        said["enum"] = spec_enums.get(attr["enum"], attr["enum"])
    if attr.get("multi-attr"):
        said["multi"] = True
    if "exact-len" in checks:
        said["len"] = checks["exact-len"]
    if "min-len" in checks or ("max-len" in checks and attr["type"] == "binary"):
        said["len"] = (checks.get("min-len"), checks.get("max-len"))
    if "max" in checks:
        said["range"] = (checks.get("min", 0), checks["max"])
    return said


def spec_definitions(spec, tree):
    """Fills in limits, enums and structs; returns the C name of each enum."""
    names = {}
    for item in spec["definitions"]:
        if item["type"] == "const":
            tree["limits"][c_name("nfm-", item["name"])] = item["value"]
        elif item["type"] == "struct":
            tree["structs"][c_name("nfm-", item["name"]).lower()] = [
                (member["type"], member["name"]) for member in item["members"]]
        elif item["type"] == "enum":
            if item["enum-name"] != c_name("nfm-", item["name"]).lower():
                raise ValueError(f"{item['name']}: enum-name")
            names[item["name"]] = item["enum-name"]
            values = spec_values(item["entries"], item.get("value-start", 0))
            tree["enums"][item["enum-name"]] = {
                c_name(item["name-prefix"], name): value for name, value in values.items()}
        else:
            raise ValueError(f"{item['name']}: type {item['type']}")
    return names


def spec_attributes(message, space):
    names = {attr["name"] for attr in space["attributes"]}
    listed = message.get("attributes", [])
    for name in listed:
        if name not in names:
            raise ValueError(f"no attribute {name} in {space['name']}")
    return tuple(name.upper().replace("-", "_") for name in listed)


def spec_operations(spec, tree, space):
    operations = spec["operations"]
    group = spec["mcast-groups"]["list"][0]["name"]
    commands = tree["commands"][operations["enum-name"]] = {}
    value = 0
    for op in operations["list"]:
        name = c_name(operations["name-prefix"], op["name"])
        value = op.get("value", value + 1)
        commands[name] = value
        if op["attribute-set"] != space["name"] if "attribute-set" in op else "notify" not in op:
            raise ValueError(f"{name}: no attribute-set")
        if "notify" in op or "event" in op:
            if op.get("mcgrp") != group:
                raise ValueError(f"{name}: not of the group")
            tree["events"][name] = (c_name(operations["name-prefix"], op["notify"])
                                    if "notify" in op else spec_attributes(op["event"], space))
            continue
        if op.get("flags") != [tree["permission"]]:
            raise ValueError(f"{name}: flags")
        tree["ways"][name] = {
            way: (spec_attributes(op[way].get("request", {}), space),
                  spec_attributes(op[way].get("reply", {}), space))
            for way in ("do", "dump") if way in op}


def from_spec(spec):
    groups = spec["mcast-groups"]["list"]
    if len(groups) != 1 or groups[0].get("flags") != ["uns-admin-perm"]:
        raise ValueError("mcast-groups")
    if spec["protocol"] != "genetlink-legacy" or spec["uapi-header"] != "linux/nf_mirror.h":
        raise ValueError("protocol")
    if spec["operations"]["enum-model"] != "unified" or spec["kernel-policy"] != "per-op":
        raise ValueError("enum-model")
    tree = {"name": spec["name"], "version": spec["version"], "group": groups[0]["name"],
            "limits": {}, "commands": {}, "enums": {}, "permission": "uns-admin-perm",
            "ways": {}, "events": {}, "spaces": {}, "structs": {}}
    enums = spec_definitions(spec, tree)
    for space in spec["attribute-sets"]:
        values = spec_values(space["attributes"], 1)
        tree["spaces"][space["name"]] = {space["enum-name"]: {
            c_name(space["name-prefix"], attr["name"]):
                spec_attr(attr, values[attr["name"]], enums)
            for attr in space["attributes"]}}
    spec_operations(spec, tree, spec["attribute-sets"][0])
    return tree


# The comparison

def differences(header, spec, path=""):
    if isinstance(header, dict) and isinstance(spec, dict):
        found = []
        for key in [*header, *(key for key in spec if key not in header)]:
            where = f"{path}/{key}"
            if key not in spec:
                found.append(f"{where}: in the header only")
            elif key not in header:
                found.append(f"{where}: in the spec only")
            else:
                found += differences(header[key], spec[key], where)
        return found
    if header == spec:
        return []
    return [f"{path}: the header says {header}, the spec {spec}"]


# That it would notice

DOCUMENTATION = ("doc", "display-hint")


def places(node, path=()):
    """The paths of all that a spec says, documentation apart."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in DOCUMENTATION:
                yield from places(value, path + (key,))
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield path + (i,), None
            yield from places(value, path + (i,))
    else:
        yield path, node


def mutate(spec, path, value):
    changed = copy.deepcopy(spec)
    node = changed
    for key in path[:-1]:
        node = node[key]
    if value is None:
        del node[path[-1]]
    elif isinstance(value, bool):
        node[path[-1]] = not value
    elif isinstance(value, int):
        node[path[-1]] = value + 1
    else:
        node[path[-1]] = value + "-x"
    return changed


def noticed(tree, spec):
    try:
        return bool(differences(tree, from_spec(spec)))
    except (KeyError, ValueError, IndexError, TypeError):
        return True


def unnoticed_mutations(tree, spec, text):
    count, missed = 0, []
    for path, value in places(spec):
        count += 1
        if not noticed(tree, mutate(spec, path, value)):
            missed.append("spec: " + "/".join(map(str, path)))
    said = from_spec(spec)
    code = re.sub(r"/\*.*?\*/", lambda m: " " * len(m.group(0)), text, flags=re.S)
    for found in re.finditer(r"\bNFM_(?!\w*_MAX\b)\w+|\b\w*__u(?:16|32)\b", code):
        count += 1
        changed = text[:found.end()] + "_X" + text[found.end():]
        try:
            if not differences(from_header(changed), said):
                missed.append(f"header: {found.group(0)}")
        except (KeyError, ValueError, AttributeError):
            pass
    return count, missed


def main():
    if len(sys.argv) not in (1, 3):
        sys.exit(__doc__)
    header, spec = sys.argv[1:] or (HEADER, SPEC)
    text = pathlib.Path(header).read_text(encoding="utf-8")
    loaded = yaml.safe_load(pathlib.Path(spec).read_text(encoding="utf-8"))
    tree = from_header(text)
    found = differences(tree, from_spec(loaded))
    for line in found:
        print(f"# {line}")
    items = sum(1 for _ in places(loaded))
    print(f"{'not ok' if found else 'ok'} - header and spec say the same ({items} items)")
    failed = bool(found)
    if not found:
        count, missed = unnoticed_mutations(tree, loaded, text)
        for line in missed:
            print(f"# a change is not noticed: {line}")
        print(f"{'not ok' if missed else 'ok'} - each of {count} changes is noticed")
        failed = bool(missed)
    sys.exit(failed)


if __name__ == "__main__":
    main()
