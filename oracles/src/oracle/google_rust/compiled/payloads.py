"""Writes random messages, and compares what another program made of them.

python3 payloads.py write SEED COUNT SET FILES > PAYLOADS: COUNT messages of each type of the files, which are named one a line.
python3 payloads.py compare SET PAYLOADS ANSWERS: prints a line `messages N`, and a line for each difference.

SET is a descriptor set with imports. A record of PAYLOADS has the full name of the type and the bytes of the message, one of ANSWERS
the bytes that the other program wrote and its text, in which numbers stand for the names of fields. Each part follows its length in
four bytes.
"""

import random
import struct
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format

DEPTH = 3

LIMITS = {"INT32": (-(2**31), 2**31), "INT64": (-(2**63), 2**63), "UINT32": (0, 2**32), "UINT64": (0, 2**64)}


def pool_of(path):
    with open(path, "rb") as file:
        found = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for file in found.file:
        pool.AddSerializedFile(file.SerializeToString())
    return pool


def types(message):
    if not message.GetOptions().map_entry:
        yield message
    for nested in message.nested_types:
        yield from types(nested)


def scalar(field, rng):
    kind = field.cpp_type
    for name, (low, high) in LIMITS.items():
        if kind == getattr(field, "CPPTYPE_" + name):
            return rng.choice([0, 1, low, high - 1, rng.randrange(low, high)])
    if kind == field.CPPTYPE_BOOL:
        return rng.random() < 0.5
    if kind == field.CPPTYPE_DOUBLE:
        return rng.choice([0.0, -0.0, 1.5, float("inf"), 1e300, rng.uniform(-1e6, 1e6)])
    if kind == field.CPPTYPE_FLOAT:
        return rng.choice([0.0, 1.5, -2.25, float("-inf"), float(rng.randrange(1000)) / 8])
    if kind == field.CPPTYPE_ENUM:
        return rng.choice(field.enum_type.values).number
    if field.type == field.TYPE_BYTES:
        return bytes(rng.randrange(256) for _ in range(rng.randrange(6)))
    return "".join(rng.choice("aZ0 \"\\\n\u00fc\u4e16\U0001f600") for _ in range(rng.randrange(6)))


def fill(message, rng, depth):
    for field in message.DESCRIPTOR.fields:
        if not field.is_required and rng.random() < 0.3:
            continue
        value = getattr(message, field.name)
        is_message = field.cpp_type == field.CPPTYPE_MESSAGE
        if is_message and field.message_type.GetOptions().map_entry:
            key, of = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
            for _ in range(rng.randrange(3)):
                if of.cpp_type != of.CPPTYPE_MESSAGE:
                    value[scalar(key, rng)] = scalar(of, rng)
                elif depth:
                    fill(value[scalar(key, rng)], rng, depth - 1)
        elif is_message and field.is_repeated:
            for _ in range(rng.randrange(3) if depth else 0):
                fill(value.add(), rng, depth - 1)
        elif is_message:
            if depth or field.is_required:
                value.SetInParent()
                fill(value, rng, max(depth - 1, 0))
        elif field.is_repeated:
            value.extend(scalar(field, rng) for _ in range(rng.randrange(4)))
        else:
            setattr(message, field.name, scalar(field, rng))


def put(part):
    sys.stdout.buffer.write(struct.pack("<I", len(part)) + part)


def parts(path):
    with open(path, "rb") as file:
        data, at = file.read(), 0
    while at < len(data):
        (length,) = struct.unpack_from("<I", data, at)
        yield data[at + 4 : at + 4 + length]
        at += 4 + length


def pairs(path):
    found = parts(path)
    return zip(found, found)


def write(seed, count, descriptors):
    pool = pool_of(descriptors)
    for name in sys.stdin.read().splitlines():
        for top in pool.FindFileByName(name).message_types_by_name.values():
            for descriptor in types(top):
                rng = random.Random("%s %s" % (seed, descriptor.full_name))
                for _ in range(int(count)):
                    message = message_factory.GetMessageClass(descriptor)()
                    fill(message, rng, DEPTH)
                    put(descriptor.full_name.encode())
                    put(message.SerializeToString(deterministic=True))


def problem(cls, sent, answer, text):
    expected = cls.FromString(sent)
    if cls.FromString(answer).SerializeToString(deterministic=True) != sent:
        return "binary"
    try:
        # The debug text of the crate ends with a zero byte.
        read = text_format.Parse(text.decode().rstrip("\0"), cls(), allow_field_number=True, allow_unknown_extension=True)
    except (text_format.ParseError, UnicodeDecodeError) as error:
        return "text: %s" % error
    return None if read.SerializeToString(deterministic=True) == expected.SerializeToString(deterministic=True) else "text"


def compare(descriptors, payloads, answers):
    pool, count = pool_of(descriptors), 0
    sent, received = list(pairs(payloads)), list(pairs(answers))
    if len(sent) != len(received):
        print("%d messages were sent, and %d came back" % (len(sent), len(received)))
    for (name, message), (answer, text) in zip(sent, received):
        cls = message_factory.GetMessageClass(pool.FindMessageTypeByName(name.decode()))
        found = problem(cls, message, answer, text)
        count += 1
        if found:
            print("%s: %s" % (name.decode(), found))
    print("messages %d" % count)


if __name__ == "__main__":
    {"write": write, "compare": compare}[sys.argv[1]](*sys.argv[2:])
