"""Says which changes reach a consumer, from descriptors, as docs/breaking.md describes it.

Standard input: one JSON object a line. Standard output: one line for each.

`names`: `set` (the path of a descriptor set). The answer has `names`: what a usage file may name in it, and `types`:
the names `X` for which it may name all members, `X.*`.

`judge`: `old` and `new` (paths of descriptor sets), `usages` (for each consumer, the lines of its usage file). The answer has
`consumers`, for each consumer `broken`: the changes that break it, each with the short name of the element and of its parent, and
`is_untouched`: whether nothing differs in what it uses.
"""

from google.protobuf import descriptor_pb2

from reader import serve

FIELD = descriptor_pb2.FieldDescriptorProto


class Schema:
    """The elements of a descriptor set, by full name."""

    def __init__(self, path):
        files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as image:
            files.ParseFromString(image.read())
        self.messages, self.enums, self.services, self.extensions, self.file_of = {}, {}, {}, {}, {}
        self.files = {}
        for file in files.file:
            self.files[file.name] = file
            scope = file.package
            for message in file.message_type:
                self.add_message(message, scope, file)
            self.add_others(file.enum_type, file.extension, scope, file)
            for service in file.service:
                self.services[join(scope, service.name)] = service
                self.file_of[join(scope, service.name)] = file

    def add_message(self, message, scope, file):
        name = join(scope, message.name)
        self.messages[name] = message
        self.file_of[name] = file
        for inner in message.nested_type:
            self.add_message(inner, name, file)
        self.add_others(message.enum_type, message.extension, name, file)

    def add_others(self, enums, extensions, scope, file):
        for enum in enums:
            self.enums[join(scope, enum.name)] = (enum, scope)
            self.file_of[join(scope, enum.name)] = file
        for extension in extensions:
            self.extensions[join(scope, extension.name)] = extension
            self.file_of[join(scope, extension.name)] = file

    def names(self):
        for name, message in self.messages.items():
            if not message.options.map_entry:
                yield name
                yield from (join(name, field.name) for field in message.field)
        for name, (enum, scope) in self.enums.items():
            yield name
            yield from (join(scope, value.name) for value in enum.value)
            yield from (join(name, value.name) for value in enum.value)
        for name, service in self.services.items():
            yield name
            yield from (f"/{name}/{method.name}" for method in service.method)
            yield from (join(name, method.name) for method in service.method)
        yield from self.extensions


def join(scope, name):
    return f"{scope}.{name}" if scope else name


class Usage:
    """The lines of a usage file."""

    def __init__(self, lines):
        self.named, self.whole = set(), set()
        for line in lines:
            if line.startswith("/"):
                self.named.add(line[1:].replace("/", "."))
            elif line.endswith(".*"):
                self.whole.add(line[:-2])
            else:
                self.named.add(line)

    def touches(self, name):
        """A name is a use of what is around it."""
        return any(used == name or used.startswith(name + ".") for used in self.named | self.whole)

    def names(self, spellings, parent):
        return parent in self.whole or any(spelling in self.named for spelling in spellings)

    def members(self, parent, members):
        """The members that are used: those that are named, or all if none is. `members` has the spellings of each."""
        named = {key for key, spellings in members.items() if self.names(spellings, parent)}
        return named or set(members)

    def fields(self, name, message):
        return self.members(name, {field.number: [join(name, field.name)] for field in message.field})

    def values(self, name, enum, scope):
        spellings = {}
        for value in enum.value:
            spellings.setdefault(value.number, []).extend([join(scope, value.name), join(name, value.name)])
        return self.members(name, spellings)

    def methods(self, name, service):
        if not self.touches(name):
            return set()
        return self.members(name, {method.name: [join(name, method.name)] for method in service.method})

    def reached(self, schema):
        """The types that are read or written."""
        types = {name for name in list(schema.messages) + list(schema.enums) if self.touches(name)}
        for name, (enum, scope) in schema.enums.items():
            if any(join(scope, value.name) in self.named for value in enum.value):
                types.add(name)
        for name, service in schema.services.items():
            called = self.methods(name, service)
            for method in service.method:
                if method.name in called:
                    types |= {method.input_type[1:], method.output_type[1:]}
        for name, extension in schema.extensions.items():
            if name in self.named:
                types |= {extension.extendee[1:]} | {extension.type_name[1:]} - {""}
        pending = list(types)
        while pending:
            message = schema.messages.get(pending.pop())
            for field in message.field if message else ():
                name = field.type_name[1:]
                if name and name not in types:
                    types.add(name)
                    pending.append(name)
        return types


def bare(message):
    """A message without what is inside of it."""
    copy = descriptor_pb2.DescriptorProto()
    copy.CopyFrom(message)
    for part in ("field", "nested_type", "enum_type", "extension"):
        copy.ClearField(part)
    return copy.SerializeToString(deterministic=True)


def of_file(file):
    copy = descriptor_pb2.FileDescriptorProto()
    copy.CopyFrom(file)
    for part in ("message_type", "enum_type", "service", "extension", "source_code_info", "dependency",
                 "public_dependency", "weak_dependency", "option_dependency"):
        copy.ClearField(part)
    return copy.SerializeToString(deterministic=True)


def written(descriptor):
    return descriptor.SerializeToString(deterministic=True)


def outer(name, schema):
    """The short names of a type and of the messages around it, whose findings stand for the type."""
    parts = name.split(".")
    return tuple(parts[-1:]) + tuple(parts[i - 1] for i in range(1, len(parts)) if ".".join(parts[:i]) in schema.messages)


def broken(usage, old, new):
    """The changes that break a consumer: the short names of the element and of what a finding about it may name instead."""
    reached = usage.reached(old)
    for name in sorted(reached & set(old.messages)):
        message, short = old.messages[name], name.rsplit(".", 1)[-1]
        now = new.messages.get(name)
        if message.options.map_entry:
            continue
        if now is None:
            yield outer(name, old)
            continue
        used, fields = usage.fields(name, message), {field.number: field for field in now.field}
        for field in message.field:
            other = fields.get(field.number)
            if other is None:
                if field.number in used:
                    yield field.name, short
            elif (field.type, field.name) != (other.type, other.name):
                yield field.name, short
    for name in sorted(reached & set(old.enums)):
        (enum, scope), short = old.enums[name], name.rsplit(".", 1)[-1]
        if name not in new.enums:
            yield outer(name, old)
            continue
        left = {value.number for value in new.enums[name][0].value}
        used = usage.values(name, enum, scope)
        for value in enum.value:
            if value.number in used and value.number not in left:
                yield value.name, short
    for name, service in sorted(old.services.items()):
        short = name.rsplit(".", 1)[-1]
        called = usage.methods(name, service)
        if not usage.touches(name):
            continue
        if name not in new.services:
            yield short, short
            continue
        methods = {method.name: method for method in new.services[name].method}
        for method in service.method:
            other = methods.get(method.name)
            if method.name in called:
                shape = lambda it: (it.input_type, it.output_type, it.client_streaming, it.server_streaming)
                if other is None or shape(method) != shape(other):
                    # A finding about a type that has another name stands for the methods with it.
                    types = [method.input_type.strip("."), method.output_type.strip(".")]
                    yield method.name, short, *(ty.rsplit(".", 1)[-1] for ty in types if ty not in new.messages)
    for name, extension in sorted(old.extensions.items()):
        if name in usage.named and name not in new.extensions:
            yield extension.name, extension.name


def view(usage, schema, other):
    """Everything that a consumer uses, except members that it does not name and that the other version lacks."""
    seen, files = {}, set()
    for name in usage.reached(schema):
        files.add(schema.file_of[name].name)
        if name in schema.messages:
            message = schema.messages[name]
            seen[name] = bare(message)
            used = usage.fields(name, message)
            there = {field.number for field in other.messages[name].field} if name in other.messages else set()
            for field in message.field:
                if field.number in used or field.number in there:
                    seen[name, field.number] = written(field)
        else:
            enum, scope = schema.enums[name]
            copy = descriptor_pb2.EnumDescriptorProto()
            copy.CopyFrom(enum)
            copy.ClearField("value")
            seen[name] = written(copy)
            used = usage.values(name, enum, scope)
            there = {value.number for value in other.enums[name][0].value} if name in other.enums else set()
            for value in enum.value:
                if value.number in used or value.number in there:
                    seen.setdefault((name, value.number), []).append(written(value))
    for name, service in schema.services.items():
        if usage.touches(name):
            files.add(schema.file_of[name].name)
            copy = descriptor_pb2.ServiceDescriptorProto()
            copy.CopyFrom(service)
            copy.ClearField("method")
            seen[name] = written(copy)
            called = usage.methods(name, service)
            seen.update({(name, it.name): written(it) for it in service.method if it.name in called})
    for name, extension in schema.extensions.items():
        if name in usage.named:
            files.add(schema.file_of[name].name)
            seen[name] = written(extension)
    seen.update({("file", name): of_file(schema.files[name]) for name in files})
    # Where something is declared is a part of its view.
    seen.update({("in", name): schema.file_of[name].name for name in list(seen) if name in schema.file_of})
    return seen


def judge(request):
    old, new = Schema(request["old"]), Schema(request["new"])

    def of(lines):
        usage = Usage(lines)
        return {
            "broken": sorted(set(broken(usage, old, new))),
            "is_untouched": view(usage, old, new) == view(usage, new, old),
        }

    return {"consumers": [of(lines) for lines in request["usages"]]}


def names(request):
    schema = Schema(request["set"])
    entries = {name for name, message in schema.messages.items() if message.options.map_entry}
    types = (set(schema.messages) - entries) | set(schema.enums) | set(schema.services)
    return {"names": sorted(set(schema.names())), "types": sorted(types)}


serve({"names": names, "judge": judge})
