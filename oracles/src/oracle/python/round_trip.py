"""Imports generated modules, and fills, writes and reads every message in them.

Argument: the folder that the modules are in; its file `modules` has their paths, one a line. Output, a line for each
module: `fine MESSAGES`, or `refused REASON`; and a line `wrong WHAT` for each message that does not come back as it was.
"""

import importlib
import os
import re
import sys

OUT = sys.argv[1]
sys.path.insert(0, OUT)

import google.protobuf
from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor

VALUES = {
    FieldDescriptor.CPPTYPE_INT32: -7,
    FieldDescriptor.CPPTYPE_INT64: -(1 << 40),
    FieldDescriptor.CPPTYPE_UINT32: 7,
    FieldDescriptor.CPPTYPE_UINT64: 1 << 63,
    FieldDescriptor.CPPTYPE_DOUBLE: 0.1,
    FieldDescriptor.CPPTYPE_FLOAT: 1.5,
    FieldDescriptor.CPPTYPE_BOOL: True,
}


def merge_packages():
    """The library is a package of its own; modules beside it are found when it looks into their folder, too."""
    for package in ["google.protobuf", "google.protobuf.compiler", "google.protobuf.internal", "google.protobuf.util"]:
        folder = os.path.join(OUT, *package.split("."))
        if os.path.isdir(folder):
            try:
                importlib.import_module(package).__path__.append(folder)
            except ImportError:
                pass


def value(field):
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return b"\xff\0" if field.type == FieldDescriptor.TYPE_BYTES else "\u00e9"
    if field.cpp_type == FieldDescriptor.CPPTYPE_ENUM:
        return field.enum_type.values[-1].number
    return VALUES[field.cpp_type]


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def fill_map(entries, field, depth):
    key, item = field.message_type.fields_by_number[1], field.message_type.fields_by_number[2]
    if item.message_type is None:
        entries[value(key)] = value(item)
    else:
        fill(entries[value(key)], depth - 1)


def fill_field(message, field, get, put, depth):
    if is_map(field):
        fill_map(get(), field, depth)
    elif field.message_type is not None:
        if field.is_repeated:
            fill(get().add(), depth - 1)
        else:
            get().SetInParent()
            fill(get(), depth - 1)
    elif field.is_repeated:
        get().extend([value(field)] * 2)
    else:
        put(value(field))


def fill(message, depth):
    # Two of `Any` are compared by what they hold, which must be a message then.
    if depth < 0 or message.DESCRIPTOR.full_name == "google.protobuf.Any":
        return
    for field in message.DESCRIPTOR.fields:
        get = lambda: getattr(message, field.name)
        fill_field(message, field, get, lambda it: setattr(message, field.name, it), depth)


def fill_extension(message, extension):
    extensions = message.Extensions
    fill_field(message, extension, lambda: extensions[extension], lambda it: extensions.__setitem__(extension, it), 1)


def check(message, name):
    data = message.SerializePartialToString(deterministic=True)
    again = type(message)()
    again.MergeFromString(data)
    if again != message or again.SerializePartialToString(deterministic=True) != data:
        print("wrong", name)


def check_message(descriptor):
    count = 0
    for nested in descriptor.nested_types:
        count += check_message(nested)
    if not descriptor.GetOptions().map_entry:
        message = message_factory.GetMessageClass(descriptor)()
        fill(message, 1)
        check(message, descriptor.full_name)
        count += 1
    for extension in descriptor.extensions:
        check_extension(extension)
    return count


def check_extension(extension):
    message = message_factory.GetMessageClass(extension.containing_type)()
    fill_extension(message, extension)
    check(message, extension.full_name)


def check_module(path):
    module = importlib.import_module(path.replace("/", "."))
    file = module.DESCRIPTOR
    count = 0
    for descriptor in file.message_types_by_name.values():
        if not hasattr(module, descriptor.name):
            print("wrong", "no class", descriptor.full_name)
        count += check_message(descriptor)
    for extension in file.extensions_by_name.values():
        check_extension(extension)
    print("fine", count)


def reason(trouble):
    """Without names, so that reasons can be counted."""
    text = re.sub(r"['\"(`].*", "…", str(trouble).split("\n")[0])
    return f"{type(trouble).__name__}: {text}"


merge_packages()
with open(os.path.join(OUT, "modules"), encoding="utf-8") as modules:
    for path in modules.read().split("\n"):
        if path:
            try:
                check_module(path)
            except Exception as trouble:
                print("refused", reason(trouble))
