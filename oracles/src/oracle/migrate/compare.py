"""Compares descriptor sets of protoc before and after a migration: python3 compare.py SEED PAYLOADS DEFAULTS OLD NEW SENT < FILES

DEFAULTS is what `protoc --edition_defaults_out` writes, OLD and NEW are descriptor sets with imports and all options, and FILES are
the names of the files to compare, one a line. Writes the payloads to SENT, each as a line with its type and its bytes in hex. Prints a line `files N elements N payloads N`, and a line for each difference; or
`unloadable` if the library refuses the old files.

Descriptors are compared after normalization. Features of all languages are resolved by protobuf's library, and those of C++, Java and
Go here, from protoc's defaults. Payloads are written with one schema and read with the other, in binary and JSON, in both directions.
"""

import random
import sys

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, unknown_fields

CPP, JAVA, GO = 1000, 1001, 1002
FEATURE_FILES = {"google/protobuf/%s_features.proto" % name for name in ("cpp", "java", "go")}
LEGACY = {"proto2": 998, "": 998, "proto3": 999}


def fields_of(features):
    """Returns the values of the languages' features that a FeatureSet sets: {language: {number: value}}."""
    found = {CPP: {}, JAVA: {}, GO: {}}
    for extension in unknown_fields.UnknownFieldSet(features):
        if extension.field_number in found:
            probe = descriptor_pb2.FeatureSet.FromString(extension.data)
            known = {field.number: value for field, value in probe.ListFields()}
            known.update((it.field_number, it.data) for it in unknown_fields.UnknownFieldSet(probe))
            found[extension.field_number].update(known)
    return found


def merged(outer, features):
    own = fields_of(features)
    return {language: {**outer[language], **own[language]} for language in outer}


class Defaults:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.all = descriptor_pb2.FeatureSetDefaults.FromString(file.read()).defaults

    def of(self, edition):
        found = None
        for default in self.all:
            if default.edition <= edition:
                found = default
        values = fields_of(found.fixed_features)
        return merged(values, found.overridable_features)


class Side:
    def __init__(self, path, defaults):
        with open(path, "rb") as file:
            self.set = descriptor_pb2.FileDescriptorSet.FromString(file.read())
        self.pool = descriptor_pool.DescriptorPool()
        for file in self.set.file:
            self.pool.Add(file) if hasattr(self.pool, "Add") else self.pool.AddSerializedFile(file.SerializeToString())
        self.files = {file.name: file for file in self.set.file}
        self.defaults = defaults

    def edition(self, file):
        return file.edition if file.syntax == "editions" else LEGACY[file.syntax]


def sorted_bytes(message):
    return message.SerializeToString(deterministic=True)


def normal_options(options, *names):
    for name in ("features",) + names:
        options.ClearField(name)


def normal_field(field):
    field.ClearField("proto3_optional")
    normal_options(field.options, "packed", "ctype")
    if field.label == field.LABEL_REQUIRED:
        field.label = field.LABEL_OPTIONAL
    if field.type == field.TYPE_GROUP:
        field.type = field.TYPE_MESSAGE
    if not field.options.ByteSize():
        field.ClearField("options")


def normal_enum(enum):
    enum.ClearField("visibility")
    normal_options(enum.options)
    for value in enum.value:
        normal_options(value.options)
        value.options.ByteSize() or value.ClearField("options")
    enum.options.ByteSize() or enum.ClearField("options")


def normal_message(message):
    message.ClearField("visibility")
    normal_options(message.options)
    message.options.ByteSize() or message.ClearField("options")
    synthetic = {field.oneof_index for field in message.field if field.proto3_optional}
    for field in message.field:
        if field.proto3_optional:
            field.ClearField("oneof_index")
        normal_field(field)
    for index in sorted(synthetic, reverse=True):
        del message.oneof_decl[index]
    for oneof in message.oneof_decl:
        normal_options(oneof.options)
        oneof.options.ByteSize() or oneof.ClearField("options")
    for field in message.extension:
        normal_field(field)
    for inner in message.nested_type:
        normal_message(inner)
    for inner in message.enum_type:
        normal_enum(inner)


def normal_file(file, new_edition):
    """Returns a file without what a migration changes, and its imports."""
    copy = descriptor_pb2.FileDescriptorProto()
    copy.CopyFrom(file)
    public = {copy.dependency[index] for index in copy.public_dependency}
    imports = [(name, name in public) for name in copy.dependency if name not in FEATURE_FILES]
    options = [name for name in copy.option_dependency if name not in FEATURE_FILES]
    for name in ("syntax", "edition", "dependency", "public_dependency", "weak_dependency", "option_dependency"):
        copy.ClearField(name)
    copy.ClearField("source_code_info")
    normal_options(copy.options, "java_multiple_files", "java_outer_classname", "java_string_check_utf8")
    if new_edition >= 1002:
        copy.options.ClearField("cc_enable_arenas")
    copy.options.ByteSize() or copy.ClearField("options")
    for message in copy.message_type:
        normal_message(message)
    for enum in copy.enum_type:
        normal_enum(enum)
    for field in copy.extension:
        normal_field(field)
    for service in copy.service:
        normal_options(service.options)
        service.options.ByteSize() or service.ClearField("options")
        for method in service.method:
            normal_options(method.options)
            method.options.ByteSize() or method.ClearField("options")
    return sorted_bytes(copy), imports, options


def outer_class(file, edition):
    if file.options.HasField("java_outer_classname"):
        return file.options.java_outer_classname
    name, upper = "", True
    for letter in file.name.rsplit("/", 1)[-1].removesuffix(".proto"):
        if letter.isascii() and letter.isalpha():
            name += letter.upper() if upper else letter
            upper = False
        else:
            upper = True
            name += letter if letter.isdigit() else ""
    if edition >= 1001:
        return name + "Proto"

    def names(message):
        yield message.name
        for enum in message.enum_type:
            yield enum.name
        for inner in message.nested_type:
            yield from names(inner)

    taken = {name for message in file.message_type for name in names(message)}
    taken |= {enum.name for enum in file.enum_type} | {service.name for service in file.service}
    return name + "OuterClass" if name in taken else name


class Effects:
    """What generators and runtimes see of a file, by full name."""

    def __init__(self, side, file):
        self.side, self.proto, self.found = side, file, {}
        self.edition = side.edition(file)
        self.legacy = self.edition < 1000
        features = merged(side.defaults.of(self.edition), file.options.features)
        package = file.package
        self.found[file.name] = {"java class": outer_class(file, self.edition)}
        for message in file.message_type:
            self.message(message, package, features, top=True)
        for enum in file.enum_type:
            self.enum(enum, package, features, top=True)
        for field in file.extension:
            self.field(field, side.pool.FindExtensionByName(joined(package, field.name)), features)
        for service in file.service:
            own = merged(features, service.options.features)
            self.found[joined(package, service.name)] = {"java nest": self.nest(own, True)}

    def nest(self, features, top):
        value = features[JAVA].get(5, 3)
        return None if not top else value == 2 or (value == 3 and not self.proto.options.java_multiple_files)

    def message(self, message, scope, features, top=False):
        name = joined(scope, message.name)
        descriptor = self.side.pool.FindMessageTypeByName(name)
        own = merged(features, message.options.features)
        if not message.options.map_entry:
            # A generator treats the unspecified API like the open one.
            self.found[name] = {
                "json": descriptor._GetFeatures().json_format,
                "java nest": self.nest(own, top),
                "go api": own[GO].get(2, 0) or 1,
            }
        oneofs = [merged(own, oneof.options.features) for oneof in message.oneof_decl]
        for field in message.field:
            around = oneofs[field.oneof_index] if field.HasField("oneof_index") else own
            self.field(field, descriptor.fields_by_name[field.name], around, message.options.map_entry)
        for field in message.extension:
            self.field(field, self.side.pool.FindExtensionByName(joined(name, field.name)), own)
        for inner in message.nested_type:
            around = own
            if inner.options.map_entry:
                entry = "." + joined(name, inner.name)
                around = next(merged(own, field.options.features) for field in message.field if field.type_name == entry)
            self.message(inner, name, around)
        for inner in message.enum_type:
            self.enum(inner, name, own)

    def enum(self, enum, scope, features, top=False):
        name = joined(scope, enum.name)
        descriptor = self.side.pool.FindEnumTypeByName(name)
        own = merged(features, enum.options.features)
        self.found[name] = {
            "closed": descriptor.is_closed,
            "json": descriptor._GetFeatures().json_format,
            "java nest": self.nest(own, top),
            "cpp names": own[CPP].get(3, 0),
            "go json": own[GO].get(1, 0),
        }

    def field(self, field, descriptor, features, in_entry=False):
        own = merged(features, field.options.features)
        found = {
            "repeated": descriptor.is_repeated,
            "required": descriptor.is_required,
            "packed": descriptor.is_packed,
            "group": descriptor.type == descriptor.TYPE_GROUP,
            "json name": descriptor.json_name,
            # The parts of an entry are always written.
            "presence": None if in_entry else descriptor.has_presence,
        }
        if descriptor.type == descriptor.TYPE_STRING:
            verify = descriptor._GetFeatures().utf8_validation == 2
            by_option = self.legacy and self.proto.options.java_string_check_utf8
            found["utf8"] = verify
            found["java utf8"] = verify or by_option or own[JAVA].get(2, 1) == 2
        if descriptor.type in (descriptor.TYPE_STRING, descriptor.TYPE_BYTES):
            found["cpp string"] = self.cpp_string(field, descriptor, own)
        if descriptor.type == descriptor.TYPE_ENUM:
            closed = descriptor.enum_type.is_closed
            found["cpp closed"] = closed or own[CPP].get(1, 0) == 1
            found["java closed"] = closed or own[JAVA].get(1, 0) == 1
        self.found[descriptor.full_name] = found

    def cpp_string(self, field, descriptor, features):
        if field.options.HasField("ctype"):
            is_cord = (
                field.options.ctype == field.options.CORD
                and descriptor.type == descriptor.TYPE_BYTES
                and not descriptor.is_repeated
                and not descriptor.is_extension
            )
            return 2 if is_cord else 3
        return features[CPP].get(2, 3)


def joined(scope, name):
    return scope + "." + name if scope else name


class Payloads:
    """Random messages."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def scalar(self, field):
        draw, kind = self.random, field.type
        if kind == field.TYPE_STRING:
            return "".join(draw.choice("aé漢\n0") for _ in range(draw.randrange(4)))
        if kind == field.TYPE_BYTES:
            return bytes(draw.randrange(256) for _ in range(draw.randrange(4)))
        if kind == field.TYPE_BOOL:
            return draw.random() < 0.5
        if kind == field.TYPE_ENUM:
            return draw.choice(field.enum_type.values).number
        if kind in (field.TYPE_DOUBLE, field.TYPE_FLOAT):
            return draw.choice([0.0, 1.5, -2.0])
        if kind in (field.TYPE_UINT32, field.TYPE_FIXED32):
            return draw.choice([0, 1, 2**32 - 1])
        if kind in (field.TYPE_UINT64, field.TYPE_FIXED64):
            return draw.choice([0, 1, 2**64 - 1])
        if kind in (field.TYPE_INT32, field.TYPE_SINT32, field.TYPE_SFIXED32):
            return draw.choice([0, -1, 2**31 - 1])
        return draw.choice([0, -1, 2**63 - 1])

    def fill(self, message, depth):
        for field in type(message).DESCRIPTOR.fields:
            is_message = field.type in (field.TYPE_MESSAGE, field.TYPE_GROUP)
            # Required fields are always set, as far as recursion permits.
            if not field.is_required and (self.random.random() < 0.4 or (is_message and depth == 0)):
                continue
            if is_message and depth == -4:
                continue
            if field.is_repeated and is_message and field.message_type.GetOptions().map_entry:
                self.fill_map(getattr(message, field.name), field, depth)
            elif field.is_repeated:
                for _ in range(self.random.randrange(3)):
                    if is_message:
                        self.fill(getattr(message, field.name).add(), depth - 1)
                    else:
                        getattr(message, field.name).append(self.scalar(field))
            elif is_message:
                getattr(message, field.name).SetInParent()
                self.fill(getattr(message, field.name), depth - 1)
            else:
                setattr(message, field.name, self.scalar(field))

    def fill_map(self, container, field, depth):
        key, value = field.message_type.fields
        for _ in range(self.random.randrange(3)):
            drawn = self.scalar(key)
            if value.type in (value.TYPE_MESSAGE, value.TYPE_GROUP):
                self.fill(container[drawn], depth - 1)
            else:
                container[drawn] = self.scalar(value)


def as_json(message):
    try:
        return json_format.MessageToJson(message, descriptor_pool=message.DESCRIPTOR.file.pool, indent=None, sort_keys=True)
    except Exception as error:  # An `Any` with random bytes has no JSON on either side.
        return type(error).__name__


def transferred(source, target_class):
    """Returns what differs if a message is read with another schema."""
    data = source.SerializePartialToString(deterministic=True)
    read = target_class()
    read.MergeFromString(data)
    if read.SerializePartialToString(deterministic=True) != data:
        return "binary"
    text = as_json(source)
    if text != as_json(read):
        return "JSON written"
    if text.startswith("{"):
        try:
            parsed = json_format.Parse(text, target_class(), descriptor_pool=target_class.DESCRIPTOR.file.pool)
            again = json_format.Parse(text, type(source)(), descriptor_pool=source.DESCRIPTOR.file.pool)
        except json_format.ParseError:
            return None
        if parsed.SerializePartialToString(deterministic=True) != again.SerializePartialToString(deterministic=True):
            return "JSON read"
    return None


def messages_of(file, scope=""):
    for message in file.message_type:
        yield from below(message, joined(file.package, message.name))


def below(message, name):
    if not message.options.map_entry and not message.options.message_set_wire_format:
        yield name
        for inner in message.nested_type:
            yield from below(inner, joined(name, inner.name))


def main():
    seed, payloads, defaults = int(sys.argv[1]), int(sys.argv[2]), Defaults(sys.argv[3])
    try:
        old = Side(sys.argv[4], defaults)
    except TypeError as error:  # The library refuses files that protoc accepts, such as some with conflicting JSON names.
        print("unloadable", error)
        return
    new = Side(sys.argv[5], defaults)
    elements = files = 0
    found, sent = [], []
    for name in sys.stdin.read().split("\n"):
        a, b = old.files[name], new.files[name]
        files += 1
        for what, one, other in zip(("descriptors", "imports", "option imports"), normal_file(a, b.edition), normal_file(b, b.edition)):
            if one != other:
                found.append("%s: %s differ %s" % (name, what, "" if what == "descriptors" else (one, other)))
        before, after = Effects(old, a).found, Effects(new, b).found
        elements += len(before)
        for element in sorted(before.keys() | after.keys()):
            if before.get(element) != after.get(element):
                found.append("%s: %s: %s is now %s" % (name, element, before.get(element), after.get(element)))
        draw = Payloads("%d %s" % (seed, name))
        for full_name in messages_of(a):
            if payloads == 0:
                break
            kinds = [message_factory.GetMessageClass(side.pool.FindMessageTypeByName(full_name)) for side in (old, new)]
            for index in range(payloads):
                kind, other = kinds if index % 2 == 0 else reversed(kinds)
                message = kind()
                draw.fill(message, 2)
                sent.append("%s %s" % (full_name, message.SerializePartialToString(deterministic=True).hex()))
                problem = transferred(message, other)
                if problem:
                    found.append("%s: %s: %s differs for %s" % (name, full_name, problem, message.SerializePartialToString().hex()))
    print("files %d elements %d payloads %d" % (files, elements, len(sent)))
    for line in found:
        print(line)
    with open(sys.argv[6], "w") as file:
        file.write("\n".join(sent))


main()
