"""Reads messages with Google's own Python library and says where it does not read what protoward reads.

The argument names a file: one JSON object a line, with `set` (a file with a descriptor set), `type`, `wire` (hex) or `json`,
`ignore` (whether unknown keys are passed over), and `expected`: what the message says, or null where it is refused.
Standard output: one line for each disagreement, and a last line with the number of messages read.

Two things are not held against anybody, for this library does not do there what protoc does: it puts an entry of a map
aside as a whole when there is something unknown in it, and refuses the key of an unknown extension although it is told to
pass over unknown keys.
"""

import json
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, unknown_fields
from google.protobuf.message import DecodeError

POOLS = {}


def integer(text):
    """`-0` is a number with a sign in JSON, and an integer without one in Python."""
    return -0.0 if text == "-0" else int(text)


def pool(path):
    if path not in POOLS:
        files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as image:
            files.ParseFromString(image.read())
        made = descriptor_pool.DescriptorPool()
        for file in files.file:
            made.Add(file)
        POOLS.clear()
        POOLS[path] = made
    return POOLS[path]


def datum(field, value):
    if field.message_type is not None:
        return ["m", data(value)]
    if field.enum_type is not None:
        return ["w" if value in field.enum_type.values_by_number else "n", str(value)]
    if isinstance(value, (bool, int)):
        return ["w", str(int(value))]
    if isinstance(value, float):
        bits = "7ff8000000000000" if value != value else struct.pack(">d", value).hex()
        return ["r", bits]
    return ["t", (value.encode() if isinstance(value, str) else value).hex()]


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def entry(field, key, value):
    key_field, value_field = (field.message_type.fields_by_number[number] for number in (1, 2))
    return ["m", {"1": [datum(key_field, key)], "2": [datum(value_field, value)]}]


def data(message):
    said = {}
    for field, value in message.ListFields():
        # An extension whose values were all put aside is listed with none.
        if (field.is_repeated or is_map(field)) and not len(value):
            continue
        if is_map(field):
            order = (lambda key: key.encode()) if value and isinstance(next(iter(value)), str) else (lambda key: key)
            said[str(field.number)] = [entry(field, key, value[key]) for key in sorted(value, key=order)]
        elif field.is_repeated:
            said[str(field.number)] = [datum(field, one) for one in value]
        else:
            said[str(field.number)] = [datum(field, value)]
    return said


def puts_entries_aside(message):
    fields = message.DESCRIPTOR.fields_by_number
    aside = (fields.get(unknown.field_number) for unknown in unknown_fields.UnknownFieldSet(message))
    if any(field is not None and is_map(field) for field in aside):
        return True
    for field, value in message.ListFields():
        if is_map(field):
            inner = [value[key] for key in value] if field.message_type.fields_by_number[2].message_type else []
        elif field.message_type is None:
            inner = []
        else:
            inner = value if field.is_repeated else [value]
        if any(puts_entries_aside(one) for one in inner):
            return True
    return False


def is_known(case, message, found):
    if found is None:
        return "json" in case and case["ignore"] and '"[' in case["json"]
    return puts_entries_aside(message)


def read(case):
    types = pool(case["set"])
    message = message_factory.GetMessageClass(types.FindMessageTypeByName(case["type"]))()
    try:
        if "wire" in case:
            message.ParseFromString(bytes.fromhex(case["wire"]))
        else:
            values = json.loads(case["json"], parse_int=integer)
            json_format.ParseDict(values, message, case["ignore"], types)
    except (DecodeError, json_format.ParseError, UnicodeDecodeError):
        return message, None
    return message, data(message) if message.IsInitialized() else None


count = 0
for line in open(sys.argv[1], encoding="utf-8"):
    case = json.loads(line)
    count += 1
    try:
        message, found = read(case)
    except UnicodeDecodeError:
        # Unchecked text that is not UTF-8 cannot be looked at from Python.
        continue
    if found != case["expected"] and not is_known(case, message, found):
        print(json.dumps({"case": case, "found": found}))
print(count)
