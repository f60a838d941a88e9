"""Reads messages with Google's library and writes them again.

Arguments: a folder, and a file with a message a line: the name of a descriptor set in that folder, a type, and bytes in
hexadecimal digits. Output: the bytes that are written, a line each.
"""

import os
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

POOLS = {}


def pool(name):
    if name not in POOLS:
        files = descriptor_pb2.FileDescriptorSet()
        with open(os.path.join(sys.argv[1], name), "rb") as image:
            files.ParseFromString(image.read())
        POOLS[name] = descriptor_pool.DescriptorPool()
        for file in files.file:
            POOLS[name].Add(file)
    return POOLS[name]


with open(sys.argv[2], encoding="ascii") as lines:
    for line in lines:
        name, type_name, digits = line.rstrip("\n").split(" ")
        message = message_factory.GetMessageClass(pool(name).FindMessageTypeByName(type_name))()
        message.ParseFromString(bytes.fromhex(digits))
        print(message.SerializeToString(deterministic=True).hex())
