"""Reads messages with Google's own Python library, as long as it is asked to.

Standard input: one JSON object a line. Standard output: one line for each, in the same order. A request has `op`, and what it
needs; an answer is a JSON object, with `failed` where the request could not be carried out.

`read`: `cases`, each with `set` (the path of a serialized FileDescriptorSet; its content never changes), `type` (a full name),
`wire` (hex) or `json` (text), `ignore` (whether unknown keys of JSON are passed over) and `rewrite` (whether the message is
written again). The answer has `results`, each with `data`, or null and `error` where the message is refused, `unknown`, the numbers
of the unknown fields of the outermost message, and `wire` and `json` where it was to be written again (`json` is null where it has
none). Text that is not UTF-8, which nothing has checked, cannot be read from Python: then `error` says so, and the rest is there.

Data: an object of field number to a list of values. A value is `["w", whole number]`, `["e", number, name or null]`,
`["r", the bits of a double in hex]`, `["t", text or bytes in hex]` or `["m", data]`. Whole numbers are strings. An entry of a map
is a message of two fields; entries are sorted by key. Fields that are not set are left out.
"""

import collections
import json
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, unknown_fields
from google.protobuf.message import DecodeError, EncodeError

KEPT = 48
POOLS = collections.OrderedDict()


class Types:
    """A pool of its own for a descriptor set, and the files that it was made of."""

    def __init__(self, path):
        self.files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as image:
            self.files.ParseFromString(image.read())
        self.pool = descriptor_pool.DescriptorPool()
        for file in self.files.file:
            self.pool.Add(file)
        self.path = path
        self.notes = {}

    def message(self, name):
        return self.pool.FindMessageTypeByName(name)

    def new(self, descriptor):
        return message_factory.GetMessageClass(descriptor)()

    def field(self, descriptor, number):
        found = descriptor.fields_by_number.get(number)
        if found is None:
            try:
                found = self.pool.FindExtensionByNumber(descriptor, number)
            except KeyError:
                found = None
        return found


def types(path):
    if path in POOLS:
        POOLS.move_to_end(path)
        return POOLS[path]
    POOLS[path] = made = Types(path)
    while len(POOLS) > KEPT:
        POOLS.popitem(last=False)
    return made


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def integer(text):
    """`-0` is a number with a sign in JSON, and an integer without one in Python."""
    return -0.0 if text == "-0" else int(text)


def datum(field, value):
    if field.message_type is not None:
        return ["m", data(value)]
    if field.enum_type is not None:
        named = field.enum_type.values_by_number.get(value)
        return ["e", str(value), None if named is None else named.name]
    if isinstance(value, (bool, int)):
        return ["w", str(int(value))]
    if isinstance(value, float):
        return ["r", "7ff8000000000000" if value != value else struct.pack(">d", value).hex()]
    return ["t", (value.encode() if isinstance(value, str) else value).hex()]


def entry(field, key, value):
    key_field, value_field = (field.message_type.fields_by_number[number] for number in (1, 2))
    return ["m", {"1": [datum(key_field, key)], "2": [datum(value_field, value)]}]


def data(message):
    said = {}
    for field, value in message.ListFields():
        if (field.is_repeated or is_map(field)) and not len(value):
            continue
        if is_map(field):
            order = (lambda key: key.encode()) if isinstance(next(iter(value)), str) else (lambda key: key)
            said[str(field.number)] = [entry(field, key, value[key]) for key in sorted(value, key=order)]
        elif field.is_repeated:
            said[str(field.number)] = [datum(field, one) for one in value]
        else:
            said[str(field.number)] = [datum(field, value)]
    return said


def parsed(of, name, wire, text, ignore):
    """The message, or None and why it is refused."""
    message = of.new(of.message(name))
    try:
        if wire is not None:
            message.ParseFromString(wire)
        else:
            json_format.ParseDict(json.loads(text, parse_int=integer), message, ignore, of.pool)
    except (DecodeError, json_format.ParseError, ValueError, TypeError, AttributeError, KeyError) as error:
        # The last ones are what the library raises on JSON of another shape.
        return None, f"{type(error).__name__}: {error}"
    if not message.IsInitialized():
        # The library can name them, and crashes in some descriptors of editions when it does.
        return None, "required fields are missing"
    return message, None


def json_of(of, message):
    try:
        return json_format.MessageToJson(message, descriptor_pool=of.pool, indent=None)
    except (json_format.Error, ValueError, TypeError, EncodeError):
        return None


def read_one(case):
    of = types(case["set"])
    wire = bytes.fromhex(case["wire"]) if "wire" in case else None
    message, error = parsed(of, case["type"], wire, case.get("json"), case.get("ignore", False))
    if message is None:
        return {"data": None, "error": error}
    try:
        result = {"data": data(message)}
    except UnicodeDecodeError as error:
        result = {"data": None, "error": f"text that is not UTF-8: {error}"}
    result["unknown"] = sorted({field.field_number for field in unknown_fields.UnknownFieldSet(message)})
    if case.get("rewrite"):
        result["wire"] = message.SerializeToString(deterministic=True).hex()
        result["json"] = json_of(of, message)
    return result


def read(request):
    return {"results": [read_one(case) for case in request["cases"]]}


def serve(handlers):
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = handlers[request["op"]](request)
        except Exception as error:  # The caller decides; the next request is another matter.
            answer = {"failed": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve({"read": read})
