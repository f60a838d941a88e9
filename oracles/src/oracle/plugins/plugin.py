"""A check plugin whose findings depend on the files and on its options. It writes each request for a check to the file
`$ORACLE_REQUESTS`, without what may differ: the order of files and options."""

import hashlib
import json
import os
import sys

SERVICE = "/buf.plugin.check.v1.CheckService/"
LINT, BREAKING = 1, 2

# Id, categories, default, kind, replacements of a deprecated rule.
RULES = [
    ("ORACLE_FIELDS", [], True, LINT, None),
    ("ORACLE_NAMES", ["ORACLE_PARTS"], False, LINT, None),
    ("ORACLE_FILES", ["ORACLE_PARTS", "ORACLE_WIDE"], False, LINT, None),
    ("ORACLE_ENTRIES", ["ORACLE_PARTS"], False, LINT, None),
    ("ORACLE_JSON", ["ORACLE_PARTS"], False, LINT, None),
    ("ORACLE_IMPORTS", ["ORACLE_WIDE"], False, LINT, None),
    ("ORACLE_NOWHERE", ["ORACLE_WIDE"], False, LINT, None),
    ("ORACLE_SUFFIX", [], True, LINT, None),
    ("ORACLE_OLD", ["ORACLE_WIDE"], False, LINT, ["ORACLE_NAMES", "ORACLE_FILES"]),
    ("ORACLE_GONE", ["ORACLE_CHANGES"], True, BREAKING, None),
    ("ORACLE_NEW", ["ORACLE_CHANGES"], False, BREAKING, None),
    ("ORACLE_KEPT", [], False, BREAKING, None),
]
CATEGORIES = ["ORACLE_CHANGES", "ORACLE_PARTS", "ORACLE_WIDE"]


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, content):
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    content = content.encode() if isinstance(content, str) else content
    return varint(number << 3 | 2) + varint(len(content)) + content


def read_varint(data, at):
    value = shift = 0
    while True:
        value |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return value, at


def fields(data):
    at = 0
    while at < len(data):
        tag, at = read_varint(data, at)
        if tag & 7 == 0:
            value, at = read_varint(data, at)
        elif tag & 7 == 1:
            value, at = data[at : at + 8], at + 8
        else:
            length, at = read_varint(data, at)
            value, at = data[at : at + length], at + length
        yield tag >> 3, value


def all_of(data, number):
    return [value for found, value in fields(data) if found == number]


def respond(name, message):
    sys.stdout.buffer.write(field(1, field(1, "type.googleapis.com/buf.plugin.check.v1." + name) + field(2, message)))


def location(number, file, path):
    return field(number, field(1, file) + (field(2, b"".join(varint(step) for step in path)) if path else b""))


def violation(rule, message, new=None, old=None):
    out = field(1, rule) + field(2, message)
    out += location(3, *new) if new else b""
    out += location(4, *old) if old else b""
    return field(1, out)


class File:
    def __init__(self, data):
        # Imported here, because other calls do without it.
        from google.protobuf import descriptor_pb2

        self.proto = descriptor_pb2.FileDescriptorProto.FromString(all_of(data, 1)[0])
        self.is_import = all_of(data, 2) == [1]
        self.is_syntax_unspecified = all_of(data, 3) == [1]
        self.unused = sorted(step for value in all_of(data, 4) for step in self.steps(value))
        self.module = [part.decode() for value in all_of(data, 5) for _, part in fields(value)]

    @staticmethod
    def steps(value):
        if isinstance(value, int):
            return [value]
        steps, at = [], 0
        while at < len(value):
            step, at = read_varint(value, at)
            steps.append(step)
        return steps

    def summary(self):
        proto = type(self.proto)()
        proto.CopyFrom(self.proto)
        # Declarations with the lines where they start. buf and protoc differ in the columns behind wide characters, in some
        # comments, in parts of groups, and in the extent of a file without declarations.
        locations = sorted(
            (list(it.path), it.span[0])
            for it in proto.source_code_info.location
            if len(it.path) % 2 == 0 and 8 not in it.path and it.path
        )
        proto.ClearField("source_code_info")
        digest = lambda data: hashlib.sha256(data).hexdigest()[:12]
        if os.environ.get("ORACLE_DUMP"):
            with open(os.environ["ORACLE_REQUESTS"] + ".dump", "a") as dump:
                dump.write("== %s\n%s\n" % (self.proto.name, proto))
                dump.writelines("%s\n" % (it,) for it in locations)
        content = digest(proto.SerializeToString(deterministic=True))
        places = digest(json.dumps(locations).encode())
        # buf has another version of these files than protoc.
        if self.proto.name.startswith("google/protobuf/"):
            content = places = ""
        return [self.proto.name, self.is_import, self.is_syntax_unspecified, self.unused, self.module, content, places]


def messages(messages, path):
    for index, message in enumerate(messages):
        yield message, path + [index]
        yield from messages_in(message, path + [index])


def messages_in(message, path):
    return messages(message.nested_type, path + [3])


def of_file(file):
    return messages(file.proto.message_type, [4])


def lint(rules, files, options):
    own = [file for file in files if not file.is_import]
    for file in own:
        name = file.proto.name
        if "ORACLE_FILES" in rules:
            yield violation("ORACLE_FILES", "file", (name, []))
        for message, path in of_file(file):
            if message.options.map_entry:
                if "ORACLE_ENTRIES" in rules:
                    yield violation("ORACLE_ENTRIES", message.name, (name, path))
                continue
            if "ORACLE_NAMES" in rules:
                yield violation("ORACLE_NAMES", message.name, (name, path + [1]))
                yield violation("ORACLE_NAMES", message.name, (name, path + [1]))
            for index, member in enumerate(message.field):
                if "ORACLE_FIELDS" in rules:
                    yield violation("ORACLE_FIELDS", member.name, (name, path + [2, index]))
                if "ORACLE_JSON" in rules:
                    yield violation("ORACLE_JSON", member.name, (name, path + [2, index, 10]))
                    yield violation("ORACLE_JSON", member.name, (name, path + [2, index, 8, 50000, 1]))
                if "ORACLE_SUFFIX" in rules and member.name.endswith(options.get("suffix", "_id")):
                    yield violation("ORACLE_SUFFIX", member.name, (name, path + [2, index, 3]))
    if "ORACLE_IMPORTS" in rules:
        for file in files:
            for _, path in list(of_file(file))[:1] if file.is_import else []:
                yield violation("ORACLE_IMPORTS", "imported", (file.proto.name, path))
    if "ORACLE_NOWHERE" in rules and any(message.field for file in own for message, _ in of_file(file)):
        yield violation("ORACLE_NOWHERE", "of the module")


def breaking(rules, files, old_files):
    new = {(file.proto.name, message.name): path for file in files for message, path in of_file(file)}
    names = {file.proto.name for file in files}
    known = set()
    for file in old_files:
        name = file.proto.name
        for message, path in of_file(file):
            known.add((name, message.name))
            if (name, message.name) not in new and "ORACLE_GONE" in rules:
                yield violation("ORACLE_GONE", message.name, (name, []) if name in names else None, (name, path))
            if (name, message.name) in new and "ORACLE_KEPT" in rules:
                yield violation("ORACLE_KEPT", message.name, (name, new[name, message.name]), (name, path))
    for (name, message), path in new.items():
        if (name, message) not in known and "ORACLE_NEW" in rules:
            yield violation("ORACLE_NEW", message, (name, path + [1]))


def check(request):
    files, old_files = ([File(data) for data in all_of(request, number)] for number in (1, 2))
    rules = sorted(rule.decode() for rule in all_of(request, 4))
    options = {}
    for option in all_of(request, 3):
        value = all_of(option, 2)[0]
        options[all_of(option, 1)[0].decode()] = value
    record = {
        "files": sorted(file.summary() for file in files),
        "old": sorted(file.summary() for file in old_files),
        "rules": rules,
        "options": sorted((key, value.hex()) for key, value in options.items()),
    }
    with open(os.environ["ORACLE_REQUESTS"], "a") as log:
        log.write(json.dumps(record) + "\n")
    texts = {key: all_of(value, 4)[0].decode() for key, value in options.items() if all_of(value, 4)}
    found = breaking(rules, files, old_files) if old_files else lint(rules, files, texts)
    respond("CheckResponse", b"".join(found))


def page(request, items):
    """Five items in a page."""
    token = all_of(request, 2)
    start = int(token[0]) if token else 0
    rest = b"".join(field(2, item) for item in items[start : start + 5])
    return (field(1, str(start + 5)) if start + 5 < len(items) else b"") + rest


def rule(id, categories, default, kind, replacements):
    out = field(1, id) + b"".join(field(2, it) for it in categories) + field(4, "Checks %s." % id) + field(5, kind)
    out += field(3, 1) if default else b""
    return out + (field(6, 1) + b"".join(field(7, it) for it in replacements) if replacements else b"")


def main(arguments):
    if arguments == ["--protocol"]:
        print(1)
    elif arguments[0] == "--spec":
        procedures = [("Check", ["do", "check"]), ("ListRules", ["list-rules"]), ("ListCategories", [])]
        for name, args in procedures:
            sys.stdout.buffer.write(field(1, field(1, SERVICE + name) + b"".join(field(2, arg) for arg in args)))
    else:
        any_ = all_of(sys.stdin.buffer.read(), 1)[0]
        request = (all_of(any_, 2) or [b""])[0]
        if arguments[0] == "list-rules":
            respond("ListRulesResponse", page(request, [rule(*it) for it in RULES]))
        elif arguments[0] == SERVICE + "ListCategories":
            items = [field(1, it) + field(2, "Category %s." % it) for it in CATEGORIES]
            respond("ListCategoriesResponse", page(request, items))
        else:
            check(request)


main(sys.argv[1:])
