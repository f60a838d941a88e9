"""Draws messages whose values are near the constants in the rules of their type."""

import random
import re
import struct

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TEXTS = ["", "a", "b", "ab", "abc", "é", "\U0001f600", "a@b.co", "example.com", "1.2.3.4", "::1", "1.2.3.0/24", "::/8", "http://a.b/c", "a/b",
         "a:80", "0b1d2c3e-4f50-4617-8293-a4b5c6d7e8f9", "0b1d2c3e4f5046178293a4b5c6d7e8f9", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "x y",
         "A", "a.b", ".a.b", "12", "aaaaaa", "1", "a1", "b1", "\n"]


def pool_of(path):
    pool = descriptor_pool.DescriptorPool()
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as file:
        files.ParseFromString(file.read())
    for file in files.file:
        pool.Add(file)
    return pool


class Draw:
    def __init__(self, seed, text):
        self.random = random.Random(seed)
        numbers = {int(it) for it in re.findall(r"(?<![\w.])-?\d{1,3}(?![\w.])", text)}
        near = {it + step for it in numbers for step in (-1, 0, 1)}
        self.numbers = sorted(near | {0, 1, -1, 100, 2**31 - 1, -(2**31)})
        strings = set(re.findall(r'"((?:[^"\\]|\\.)*)"', text)) | set(re.findall(r"'([^']*)'", text))
        strings = {it for it in strings if "\\" not in it and len(it) < 12}
        self.texts = sorted(strings | set(TEXTS))

    def number(self, low, high):
        return self.random.choice([it for it in self.numbers if low <= it <= high])

    def text(self):
        pick = self.random.choice(self.texts)
        roll = self.random.random()
        if roll < 0.15:
            return pick + self.random.choice(self.texts)
        if roll < 0.25:
            return self.random.choice("abé1Z -") * self.random.randrange(14)
        return pick

    def value(self, field):
        kind = field.type
        if kind == field.TYPE_MESSAGE:
            return self.message(field.message_type)
        if kind == field.TYPE_STRING:
            return self.text()
        if kind == field.TYPE_BYTES:
            return self.random.choice([self.text().encode(), b"\xff", bytes(4), bytes(16), b""])
        if kind == field.TYPE_BOOL:
            return self.random.random() < 0.5
        if kind == field.TYPE_ENUM:
            declared = [it.number for it in field.enum_type.values]
            return self.random.choice(declared if field.enum_type.is_closed else declared * 3 + [1, 2, 7, 9, 42])
        if kind in (field.TYPE_DOUBLE, field.TYPE_FLOAT):
            value = self.random.choice([self.number(-1000, 1000), 1.5, 0.1, float("nan"), float("inf"), float("-inf"), -0.0])
            return struct.unpack("f", struct.pack("f", value))[0] if kind == field.TYPE_FLOAT else float(value)
        unsigned = kind in (field.TYPE_UINT32, field.TYPE_UINT64, field.TYPE_FIXED32, field.TYPE_FIXED64)
        return self.number(0 if unsigned else -(2**31), 2**31 - 1)

    def message(self, descriptor):
        message = message_factory.GetMessageClass(descriptor)()
        name = descriptor.full_name
        if name == "google.protobuf.Any":
            message.type_url = self.random.choice(["t/a", "t/b", "t/c", ""])
        elif name == "google.protobuf.FieldMask":
            message.paths.extend(self.random.sample(["a", "b", "a.b", "c", "ab"], self.random.randrange(3)))
        elif name in ("google.protobuf.Duration", "google.protobuf.Timestamp"):
            message.seconds = self.random.choice([0, 1, 2, 3, 300, 301, 4000000000, 1700000000])
            message.nanos = self.random.choice([0, 0, 4, 5, 6])
        else:
            for field in descriptor.fields:
                if self.random.random() < 0.7:
                    self.set(message, field)
        return message

    def set(self, message, field):
        message.ClearField(field.name)
        if self.random.random() < 0.2:
            return
        if field.message_type and field.message_type.GetOptions().map_entry:
            value = field.message_type.fields_by_name["value"]
            key_of = field.message_type.fields_by_name["key"]
            for _ in range(self.random.randrange(4)):
                key = self.value(key_of)
                if value.message_type:
                    getattr(message, field.name)[key].CopyFrom(self.value(value))
                else:
                    getattr(message, field.name)[key] = self.value(value)
        elif field.is_repeated:
            values = [self.value(field) for _ in range(self.random.randrange(4))]
            getattr(message, field.name).extend(values)
        elif field.message_type:
            getattr(message, field.name).CopyFrom(self.value(field))
        else:
            setattr(message, field.name, self.value(field))
