"""Draws messages, writes them as requests with Google's own Python library, and reads the responses with it.

Standard input: one JSON object a line. Standard output: one line for each.

`draw`: `set` (the path of a serialized FileDescriptorSet), `package` (the one of the message `All`), `seed`, `count`. The answer has
`requests`: JSON bodies for `POST`, and query strings for `GET`, in turns. `judge`: `bodies`, the responses to them, null where the
request failed. The answer has `same`: for each of them, whether it is the message that was drawn.
"""

import base64
import json
import random
import struct
import sys
from urllib.parse import quote

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

INTEGERS = {
    "int32": (-(2**31), 2**31 - 1), "sint32": (-(2**31), 2**31 - 1), "sfixed32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1), "sint64": (-(2**63), 2**63 - 1), "sfixed64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1), "fixed32": (0, 2**32 - 1), "uint64": (0, 2**64 - 1), "fixed64": (0, 2**64 - 1),
}
TYPES = {1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 6: "fixed64", 7: "fixed32", 8: "bool", 9: "string",
         12: "bytes", 13: "uint32", 15: "sfixed32", 16: "sfixed64", 17: "sint32", 18: "sint64"}
LETTERS = "ab Z0~%&=+?#/\\\"'<>é漢😀\n\t.,:;-_"
# Messages without fields of their own in JSON: no query can set them.
OF_JSON = {"Struct", "Value", "ListValue", "Any"}


def well_known(descriptor):
    package, _, name = descriptor.full_name.rpartition(".")
    return name if package == "google.protobuf" else None


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


class Draw:
    def __init__(self, pool, package, seed):
        self.pool = pool
        self.package = package
        self.random = random.Random(seed)

    def text(self):
        return "".join(self.random.choices(LETTERS, k=self.random.choice([0, 1, 3, 12])))

    def scalar(self, field):
        r = self.random
        if field.enum_type is not None:
            is_known = field.enum_type.is_closed or r.random() < 0.9
            return r.choice(field.enum_type.values).number if is_known else r.choice([99, -1])
        kind = TYPES[field.type]
        if kind in INTEGERS:
            low, high = INTEGERS[kind]
            return r.choice([low, high, max(low, -1), 0, 1, r.randint(low, high), r.randint(max(low, -99), 99)])
        if kind == "bool":
            return r.random() < 0.5
        if kind == "string":
            return self.text()
        if kind == "bytes":
            return r.randbytes(r.choice([0, 1, 2, 3, 9]))
        number = r.choice([0.0, -0.0, 1.5, -1e-7, 1e20, r.uniform(-1e6, 1e6), float("inf"), float("-inf"), float("nan")])
        return struct.unpack("f", struct.pack("f", number))[0] if kind == "float" else number

    def fill_well_known(self, name, message, depth):
        r = self.random
        if name == "Timestamp":
            message.seconds = r.choice([0, -62135596800, 253402300799, r.randint(-(10**10), 10**10)])
            message.nanos = r.choice([0, 1, 1000, 120000000, 999999999])
        elif name == "Duration":
            message.seconds = r.choice([0, 315576000000, -5, r.randint(-1000, 1000)])
            nanos = 0 if abs(message.seconds) == 315576000000 else r.choice([0, 1, 1000, 250000000])
            message.nanos = -nanos if message.seconds < 0 else nanos
        elif name == "FieldMask":
            message.paths.extend(r.sample(["title", "author.full_name", "a_b.c_d", "x"], k=r.randint(1, 3)))
        elif name == "Any":
            inner = message_factory.GetMessageClass(self.pool.FindMessageTypeByName(f"{self.package}.Inner"))()
            self.fill(inner, depth + 1, False)
            message.Pack(inner)
        elif name in ("Struct", "Value", "ListValue"):
            json_format.ParseDict(self.json_value(name, depth), message)
        elif name is not None:
            message.value = self.scalar(message.DESCRIPTOR.fields_by_name["value"])
            message.SetInParent()
        return name is not None

    def json_value(self, name, depth):
        r = self.random
        if name == "Struct":
            return {self.text(): self.json_value("Value", depth + 1) for _ in range(r.randint(0, 2))}
        if name == "ListValue":
            return [self.json_value("Value", depth + 1) for _ in range(r.randint(0, 3))]
        leaves = [None, True, 1.5, -3.0, self.text()]
        kind = r.randint(0, 6) if depth < 4 else 0
        return self.json_value({5: "Struct", 6: "ListValue"}[kind], depth) if kind > 4 else r.choice(leaves)

    def put(self, field, message, depth, for_query):
        message.SetInParent()
        if not self.fill_well_known(well_known(field.message_type), message, depth):
            self.fill(message, depth + 1, for_query)

    def can_query(self, field):
        if field.message_type is None:
            return True
        name = well_known(field.message_type)
        return not is_map(field) and name not in OF_JSON and (name is not None or not field.is_repeated)

    def fill(self, message, depth, for_query):
        r = self.random
        chosen = {oneof.name: r.choice(oneof.fields).name for oneof in message.DESCRIPTOR.oneofs}
        for field in message.DESCRIPTOR.fields:
            is_left_out = field.containing_oneof is not None and chosen[field.containing_oneof.name] != field.name
            share = 0.25 if len(message.DESCRIPTOR.fields) > 9 else 0.7
            if field.is_required:
                share = 1
            if is_left_out or r.random() > share or (for_query and not self.can_query(field)):
                continue
            if field.message_type is not None and depth > 2 and well_known(field.message_type) is None:
                continue
            self.set(field, message, depth, for_query)

    def set(self, field, message, depth, for_query):
        r = self.random
        if is_map(field):
            key, value = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
            for _ in range(r.randint(1, 3)):
                if value.message_type is not None:
                    self.put(value, getattr(message, field.name)[self.scalar(key)], depth, False)
                else:
                    getattr(message, field.name)[self.scalar(key)] = self.scalar(value)
        elif field.is_repeated:
            values = getattr(message, field.name)
            for _ in range(r.randint(1, 3)):
                if field.message_type is not None:
                    self.put(field, values.add(), depth, False)
                else:
                    values.append(self.scalar(field))
        elif field.message_type is not None:
            self.put(field, getattr(message, field.name), depth, for_query)
        else:
            setattr(message, field.name, self.scalar(field))

    # Queries

    def query_text(self, field, value):
        if field.message_type is not None:
            name = well_known(field.message_type)
            if name in ("Timestamp", "Duration"):
                return value.ToJsonString()
            if name == "FieldMask":
                return self.random.choice([value.ToJsonString(), ",".join(value.paths)])
            return self.query_text(value.DESCRIPTOR.fields_by_name["value"], value.value)
        if field.enum_type is not None:
            known = field.enum_type.values_by_number.get(value)
            return str(value) if known is None or self.random.random() < 0.3 else known.name
        if field.type == field.TYPE_BOOL:
            return "true" if value else "false"
        if field.type == field.TYPE_BYTES:
            encode = self.random.choice([base64.b64encode, base64.urlsafe_b64encode])
            return encode(value).decode()
        if field.type in (field.TYPE_DOUBLE, field.TYPE_FLOAT):
            return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(value), repr(value))
        return str(value)

    def query(self, message, prefix=""):
        pairs = []
        for field, value in message.ListFields():
            name = prefix + self.random.choice([field.name, field.json_name])
            for one in value if field.is_repeated else [value]:
                if field.message_type is not None and well_known(field.message_type) is None:
                    pairs.extend(self.query(one, name + "."))
                else:
                    pairs.append((name, self.query_text(field, one)))
        return pairs


def prune(message):
    """Clears messages in which nothing is set: no query can say that."""
    for field, value in message.ListFields():
        if field.message_type is not None and not field.is_repeated and well_known(field.message_type) is None:
            prune(value)
            if not value.ListFields():
                message.ClearField(field.name)


def draw(asked):
    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet()
    with open(asked["set"], "rb") as image:
        files.ParseFromString(image.read())
    for file in files.file:
        pool.Add(file)
    cls = message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{asked['package']}.All"))
    requests, expected = [], []
    path = f"/{asked['package']}"
    for number in range(asked["count"]):
        drawn, message = Draw(pool, asked["package"], asked["seed"] * 1_000_003 + number), cls()
        if number % 2 == 0:
            drawn.fill(message, 0, False)
            text = json_format.MessageToJson(
                message, preserving_proto_field_name=drawn.random.random() < 0.3, descriptor_pool=pool,
                always_print_fields_with_no_presence=drawn.random.random() < 0.3,
                use_integers_for_enums=drawn.random.random() < 0.3, indent=drawn.random.choice([None, 1]),
                ensure_ascii=drawn.random.random() < 0.5)
            requests.append({"method": "POST", "uri": path, "body": text})
        else:
            drawn.fill(message, 0, True)
            prune(message)
            pairs = drawn.query(message)
            text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
            requests.append({"method": "GET", "uri": f"{path}?{text}", "body": ""})
        expected.append(message)
    return pool, cls, expected, requests


def is_same(body, message, cls, pool):
    if body is None:
        return False
    try:
        given = json_format.Parse(body, cls(), descriptor_pool=pool)
    except json_format.ParseError:
        return False
    return given.SerializePartialToString(deterministic=True) == message.SerializePartialToString(deterministic=True)


def main():
    pool = cls = expected = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["op"] == "draw":
            pool, cls, expected, requests = draw(asked)
            answer = {"requests": requests}
        else:
            pairs = zip(asked["bodies"], expected, strict=True)
            answer = {"same": [is_same(body, message, cls, pool) for body, message in pairs]}
        print(json.dumps(answer), flush=True)


main()
