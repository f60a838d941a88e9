"""Judges a change of a schema with Google's own Python library: random messages are written with one side and read with the
other one, and what does not come out the same is a break. It knows nothing of protoward.

Requests, beside those of `reader.py`:

`judge`: `old` and `new` (paths of descriptor sets), `seed`, `limit` (messages types). The answer has `trips`, each with `forward`
(the old side wrote), `medium`, `type`, `payload`, `written` (data, or null where the writer's own data were not asked for), and
`breaks`: what this library loses, in words.

`compare`: `old`, `new`, `trips`, each with `forward`, `medium`, `type`, `written` and `read` (data as another library has them;
`read` is null where it refuses) and `error`. The answer has `breaks`, one list for each trip.

`witness`: `old`, `new`, `forward`, `medium`, `type` (as the writer knows it), `read_as`, `payload`. The answer has `breaks`.

`importer`: `set` and `paths`. The answer has `text`: declarations of a proto2 file that use what somebody who imports these files
can use (types, enum values, extension ranges, custom options), without its head.

What counts as a break is described in docs/oracles.md.
"""

import collections
import json
import math
import random
import struct

from google.protobuf import descriptor_pb2, json_format
from google.protobuf.descriptor import FieldDescriptor as F

import reader
from reader import is_map, types

DEEPEST = 2
ROUNDS = 5

RANGES = {
    F.TYPE_INT32: (-(2**31), 2**31 - 1), F.TYPE_SINT32: (-(2**31), 2**31 - 1), F.TYPE_SFIXED32: (-(2**31), 2**31 - 1),
    F.TYPE_INT64: (-(2**63), 2**63 - 1), F.TYPE_SINT64: (-(2**63), 2**63 - 1), F.TYPE_SFIXED64: (-(2**63), 2**63 - 1),
    F.TYPE_UINT32: (0, 2**32 - 1), F.TYPE_FIXED32: (0, 2**32 - 1),
    F.TYPE_UINT64: (0, 2**64 - 1), F.TYPE_FIXED64: (0, 2**64 - 1),
    F.TYPE_BOOL: (0, 1), F.TYPE_ENUM: (-(2**31), 2**31 - 1),
}
REALS = (F.TYPE_DOUBLE, F.TYPE_FLOAT)
LETTERS = ["a", "Z", "0", " ", '"', "\\", "é", "漢", "\n", "😀", "/", "<"]


# --- what differs between two sets ---------------------------------------------------------------------------------


def signatures(of):
    """Of every message and enum: a text that changes where what is read or written may change; and whom it holds."""
    if "signatures" in of.notes:
        return of.notes["signatures"]
    made, holds = {}, collections.defaultdict(set)

    def enum(proto, scope, head):
        made[f"{scope}{proto.name}"] = head + proto.SerializeToString(deterministic=True)

    def message(proto, scope, head):
        name = f"{scope}{proto.name}"
        own = descriptor_pb2.DescriptorProto()
        own.CopyFrom(proto)
        del own.nested_type[:], own.enum_type[:], own.extension[:]
        made[name] = head + own.SerializeToString(deterministic=True)
        for field in proto.field:
            if field.type_name:
                holds[name].add(field.type_name[1:])
        for extension in proto.extension:
            extend(extension, head)
        for one in proto.nested_type:
            message(one, name + ".", head)
        for one in proto.enum_type:
            enum(one, name + ".", head)

    extensions = collections.defaultdict(list)

    def extend(proto, head):
        extensions[proto.extendee[1:]].append(head + proto.SerializeToString(deterministic=True))
        if proto.type_name:
            holds[proto.extendee[1:]].add(proto.type_name[1:])

    for file in of.files.file:
        scope = file.package + "." if file.package else ""
        head = f"{file.syntax} {file.edition} ".encode() + file.options.features.SerializeToString(deterministic=True)
        for one in file.message_type:
            message(one, scope, head)
        for one in file.enum_type:
            enum(one, scope, head)
        for one in file.extension:
            extend(one, head)
    for extendee, all_of_it in extensions.items():
        if extendee in made:
            made[extendee] += b"".join(sorted(all_of_it))
    of.notes["signatures"] = made, holds
    return made, holds


def enclosing_changed(of, name, changed):
    """Features of a message hold for what is in it."""
    return any(outer in changed for outer in outers(name))


def outers(name):
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts))]


def chosen(old, new, limit, draw):
    (before, holds), (after, holds_after) = signatures(old), signatures(new)
    differ = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    differ |= {name for name in before if enclosing_changed(old, name, differ)}
    messages = [name for name in before if name in after and is_message(old, name) and is_message(new, name)]
    first = [name for name in messages if name in differ]
    # A map is changed where its entry is.
    inside = lambda name: (holds[name] | holds_after[name]) & differ
    second = [name for name in messages if name not in differ and inside(name)]
    near = set(first) | set(second)
    third = [name for name in second_order(messages, near, holds) if name not in near]
    draw.shuffle(first)
    draw.shuffle(second)
    draw.shuffle(third)
    return (first + second)[:limit] + third[:2]


def second_order(messages, near, holds):
    return [name for name in messages if holds[name] & near]


def is_message(of, name):
    try:
        return not of.message(name).GetOptions().map_entry
    except KeyError:
        return False


# --- messages that nobody wrote ------------------------------------------------------------------------------------


class Draw:
    def __init__(self, road, forward, seed, fullness):
        self.of, self.to = road
        self.forward = forward
        self.random = random.Random(seed)
        self.fullness = fullness

    def fields(self, descriptor):
        extensions = self.of.pool.FindAllExtensions(descriptor)
        return list(descriptor.fields) + sorted(extensions, key=lambda it: it.number)

    def fill(self, message, other, depth):
        descriptor = message.DESCRIPTOR
        if descriptor.full_name in WELL_KNOWN:
            WELL_KNOWN[descriptor.full_name](self, message)
            return
        fields = self.fields(descriptor)
        self.random.shuffle(fields)
        for field in fields:
            there = self.to.field(other, field.number) if other is not None else None
            if field.is_extension and there is None and not self.forward:
                # An addition; readers refuse the JSON key of an extension that they do not know.
                continue
            is_message = field.message_type is not None
            if is_message and depth >= (3 * DEEPEST if field.is_required else DEEPEST):
                continue
            if field.is_required or self.random.random() < self.fullness:
                self.put(message, field, there, depth)

    def put(self, message, field, there, depth):
        if is_map(field):
            self.put_map(message, field, there, depth)
            return
        is_list = field.is_repeated
        entries_there = there is not None and is_map(there)
        count = 1 if not is_list or entries_there else self.random.randint(1, 3)
        if field.is_extension:
            slot = message.Extensions
            key = field
        else:
            slot, key = None, field.name
        for _ in range(count):
            if field.message_type is not None:
                where = slot[key] if slot is not None else getattr(message, key)
                inner = where.add() if is_list else where
                if not is_list:
                    inner.SetInParent()
                other = there.message_type if there is not None else None
                self.fill(inner, other, depth + 1)
                continue
            value = self.value(field, there, is_list)
            if value is None:
                continue
            if is_list:
                (slot[key] if slot is not None else getattr(message, key)).append(value)
            elif slot is not None:
                slot[key] = value
            else:
                setattr(message, key, value)

    def put_map(self, message, field, there, depth):
        key_field, value_field = (field.message_type.fields_by_number[number] for number in (1, 2))
        halves = (None, None)
        if there is not None and there.message_type is not None:
            halves = tuple(self.to.field(there.message_type, number) for number in (1, 2))
        container = getattr(message, field.name)
        for _ in range(self.random.randint(1, 3)):
            key = self.value(key_field, halves[0], False)
            if key is None:
                continue
            if value_field.message_type is not None:
                inner = container[key]
                other = halves[1].message_type if halves[1] is not None else None
                self.fill(inner, other, depth + 1)
                continue
            value = self.value(value_field, halves[1], True)
            if value is not None:
                container[key] = value

    def value(self, field, there, needs_name):
        if field.enum_type is not None:
            return self.enum(field, there, needs_name)
        kind = field.type
        if kind in REALS:
            # What a float holds, for it may be one there; zero is as good as nothing in many places.
            return self.random.choice([1.5, -2.25, 0.5, 1e30, math.inf, -math.inf, math.nan, 0.1, 3.0])
        if kind == F.TYPE_STRING:
            return self.text()
        if kind == F.TYPE_BYTES:
            if there is not None and there.type == F.TYPE_STRING:
                return self.text().encode()
            return bytes(self.random.randrange(256) for _ in range(self.random.randint(1, 5)))
        low, high = RANGES[kind]
        if there is not None and there.type in RANGES:
            low, high = max(low, RANGES[there.type][0]), min(high, RANGES[there.type][1])
            if there.enum_type is not None:
                known = [it.number for it in there.enum_type.values]
                known = [it for it in known if low <= it <= high]
                if known:
                    return self.random.choice(known)
        small = min(max(self.random.randint(-3, 5), low), high)
        drawn = self.random.choice([low, high, small, small, self.random.randint(low, high)])
        return bool(drawn) if kind == F.TYPE_BOOL else drawn

    def enum(self, field, there, needs_name):
        numbers = [it.number for it in field.enum_type.values]
        if there is not None and there.enum_type is not None:
            known, names = there.enum_type.values_by_number, there.enum_type.values_by_name
            if not self.forward:
                # What the old side knows by neither number nor name is an addition.
                numbers = [it for it in numbers if it in known or field.enum_type.values_by_number[it].name in names]
        elif there is not None and there.type in RANGES:
            low, high = RANGES[there.type]
            numbers = [it for it in numbers if low <= it <= high]
        return self.random.choice(numbers) if numbers else None

    def text(self):
        return "".join(self.random.choice(LETTERS) for _ in range(self.random.randint(1, 5)))


def timestamp(draw, message):
    message.seconds = draw.random.randint(0, 2**31)
    message.nanos = draw.random.choice([0, 1000])


def duration(draw, message):
    message.seconds = draw.random.randint(0, 10000)


def mask(draw, message):
    message.paths.append("a")


def nothing(draw, message):
    pass


def wrapped(draw, message):
    field = message.DESCRIPTOR.fields_by_name["value"]
    setattr(message, "value", draw.value(field, field, False))


def text_value(draw, message):
    message.string_value = draw.text()


WELL_KNOWN = {
    "google.protobuf.Timestamp": timestamp,
    "google.protobuf.Duration": duration,
    "google.protobuf.FieldMask": mask,
    "google.protobuf.Any": nothing,
    "google.protobuf.Struct": nothing,
    "google.protobuf.ListValue": nothing,
    "google.protobuf.Value": text_value,
}
for kind in ("Double", "Float", "Int64", "UInt64", "Int32", "UInt32", "Bool", "String", "Bytes"):
    WELL_KNOWN[f"google.protobuf.{kind}Value"] = wrapped


# --- comparison ----------------------------------------------------------------------------------------------------


class Comparison:
    """The data that a writer has beside what a reader has. `problems` says what the reader does not give back."""

    def __init__(self, road, forward, medium, is_strict=False):
        self.of, self.to = road
        self.forward, self.medium = forward, medium
        # Of a witness, an addition and an announced loss count as well: it shows that something is read otherwise.
        self.is_strict = is_strict
        self.problems = []

    def messages(self, writer, reading, written, read, where):
        if self.is_strict:
            self.made_up(writer, reading, written, read, where)
        for number, values in written.items():
            field = self.of.field(writer, int(number))
            if field is None:
                continue
            there = self.counterpart(field, reading)
            place = f"{where}.{field.name}"
            if there is None:
                if self.is_strict or self.forward and not self.is_announced(field, reading):
                    self.problems.append(f"{place} ({number}) is lost: the reader has no such field")
                continue
            if (self.is_strict or self.medium == "json") and self.has_other_name(field, there, reading):
                self.problems.append(f"{place} ({number}) is read as {there.name}, and its name has another number")
            self.values(field, there, values, read.get(str(there.number), []), place)

    def has_other_name(self, field, there, reading):
        """Code of the reader that asks for this name gets what was sent under another one. In JSON, the key leads to a field
        that has neither the name nor the number of the writer's."""
        other = reading.fields_by_name.get(field.name)
        if field.is_extension or other is None or other.number == there.number:
            return False
        return self.medium == "wire" or field.number != there.number

    def made_up(self, writer, reading, written, read, where):
        """What the reader takes for a field although the writer has none of it, and what nobody sent."""
        for field in self.all_fields(writer):
            there = self.counterpart(field, reading)
            if there is None or str(field.number) in written or str(there.number) in read:
                continue
            if default_of(field) != default_of(there):
                self.problems.append(f"{where}.{field.name}: not set, {default_of(field)} became {default_of(there)}")
        fields = [self.of.field(writer, int(number)) for number in written]
        known = {there.number for there in (self.counterpart(it, reading) for it in fields if it is not None) if there}
        for number, values in read.items():
            if int(number) not in known:
                self.problems.append(f"{where} ({number}): reads {shown(values)} out of what the writer does not know")

    def all_fields(self, descriptor):
        return list(descriptor.fields) + list(self.of.pool.FindAllExtensions(descriptor))

    def counterpart(self, field, reading):
        if self.medium == "wire":
            return self.to.field(reading, field.number)
        if field.is_extension:
            return next((it for it in self.to.pool.FindAllExtensions(reading) if it.full_name == field.full_name), None)
        by_json_name = [there for there in reading.fields if there.json_name == field.json_name]
        return next(iter(by_json_name), None) or reading.fields_by_name.get(field.json_name)

    def is_announced(self, field, reading):
        if field.is_extension and field.file.name.startswith("google/protobuf/") and not self.has_file(field.file.name):
            # Nobody imports the options of a language any more; they are there all the same.
            return True
        proto = proto_of(self.to, reading)
        if self.medium == "wire":
            return any(it.start <= field.number < it.end for it in proto.reserved_range)
        return field.name in proto.reserved_name or field.json_name in proto.reserved_name

    def has_file(self, name):
        return any(file.name == name for file in self.to.files.file)

    def values(self, field, there, written, read, place):
        if field.enum_type is not None:
            written = [it for it in written if not self.is_excused(it, field, there)]
            if there.enum_type is not None:
                read = [it for it in read if not self.is_excused_reading(it, field, there)]
        if is_map(field) and is_map(there):
            # An entry whose value is not known is put aside as a whole.
            halves = [self.of.field(field.message_type, 2), self.to.field(there.message_type, 2)]
            if halves[0].enum_type is not None:
                written = [it for it in written if not self.is_excused_entry(it, *halves)]
                read = [it for it in read if not self.is_excused_entry(it, *halves)]
        is_single = not (field.is_repeated or there.is_repeated)
        if is_single and there.message_type is None and len(written) == 1 and not read:
            # A value that the reader assumes where there is none need not be sent.
            read = [reader.datum(there, there.default_value)]
        if is_map(field) or is_map(there):
            written = sorted(written, key=entry_key)
            read = sorted(read, key=entry_key)
        if len(written) != len(read):
            self.problems.append(f"{place}: wrote {shown(written)}, reads {shown(read)}")
            return
        for one, other in zip(written, read):
            self.value(field, there, one, other, place)

    def value(self, field, there, written, read, place):
        if written[0] == "m" and read[0] == "m":
            self.messages(field.message_type, there.message_type, written[1], read[1], place)
            return
        if not self.is_same(field, there, written, read):
            self.problems.append(f"{place}: wrote {shown([written])}, reads {shown([read])}")

    def is_same(self, field, there, written, read):
        if written[0] == "e" and read[0] == "e" and self.medium == "json":
            # Two names of one number are one value; a number without a name travels as a number.
            if written[2] is None:
                return written[1] == read[1]
            named = there.enum_type.values_by_name.get(written[2])
            return named is not None and str(named.number) == read[1]
        if written[0] in "ew" and read[0] in "ew":
            if self.is_strict and written[0] == "e" and written[2] is not None and there.enum_type is not None:
                # Code of the reader that asks for one of these names asks for another number.
                names = [it.name for it in field.enum_type.values if str(it.number) == written[1]]
                named = [there.enum_type.values_by_name[it] for it in names if it in there.enum_type.values_by_name]
                if any(str(it.number) != read[1] for it in named):
                    return False
            # A number without a name is not what was sent: programs have no case for it.
            is_nameless = read[0] == "e" and read[2] is None
            had_name = written[0] == "e" and written[2] is not None or written[0] == "w" and self.is_strict
            return written[1] == read[1] and not (is_nameless and had_name)
        if {written[0], read[0]} <= {"r", "w"}:
            left, right = real(written), real(read)
            if F.TYPE_FLOAT in (field.type, there.type):
                left, right = single(left), single(right)
            return left == right or left != left and right != right
        return written == read

    def is_excused(self, value, field, there):
        """The reader need not know this enum value: it is an addition, or its end was announced."""
        enum = there.enum_type
        if enum is None or self.is_strict:
            return False
        number, name = int(value[1]), value[2]
        if self.medium == "wire":
            if number in enum.values_by_number:
                return False
            return not self.forward or is_reserved(self.to, enum, number, None)
        if name is None or name in enum.values_by_name:
            return False
        if not self.forward:
            return number not in enum.values_by_number
        return is_reserved(self.to, enum, None, name)

    def is_excused_entry(self, entry, field, there):
        value = entry[1].get("2", [["e", "0", None]])[0]
        return value[0] == "e" and self.is_excused(value, field, there)

    def is_excused_reading(self, value, field, there):
        """The number of a value that the writer was excused for, as an open enum keeps it."""
        if field.enum_type is None or self.medium != "wire":
            return False
        return int(value[1]) not in there.enum_type.values_by_number and self.is_excused(value, field, there)


def default_of(field):
    """What a reader gets of a field that is not set; nothing where it gets an empty list or message."""
    if field.is_repeated or field.message_type is not None:
        return None
    value = field.default_value
    if isinstance(value, str):
        value = value.encode()
    return repr(value) if isinstance(value, bytes) or value != value else repr(float(value))


def entry_key(value):
    if value[0] != "m":
        return value[1]
    key = value[1].get("1", [["", ""]])[0]
    return str(key[1]) if key[1] not in ("0", "") else ""


def real(value):
    return float(int(value[1])) if value[0] == "w" else struct.unpack(">d", bytes.fromhex(value[1]))[0]


def single(value):
    try:
        return struct.unpack(">f", struct.pack(">f", value))[0]
    except OverflowError:
        return value


def shown(values):
    return json.dumps(values)[:160]


def proto_of(of, descriptor):
    protos = of.notes.setdefault("protos", {})
    if descriptor.full_name not in protos:
        kind = descriptor_pb2.EnumDescriptorProto if hasattr(descriptor, "values") else descriptor_pb2.DescriptorProto
        protos[descriptor.full_name] = proto = kind()
        descriptor.CopyToProto(proto)
    return protos[descriptor.full_name]


def is_reserved(of, enum, number, name):
    proto = proto_of(of, enum)
    if name is not None:
        return name in proto.reserved_name
    return any(it.start <= number <= it.end for it in proto.reserved_range)


# --- the judge -----------------------------------------------------------------------------------------------------


def breaks(road, forward, medium, name, written, read, error):
    if read is None:
        return [f"refused: {error}"]
    of, to = road
    comparison = Comparison(road, forward, medium)
    comparison.messages(of.message(name), to.message(name), written, read, name)
    return comparison.problems


def trip(road, forward, medium, name, payload, written):
    of, to = road
    wire, text = (payload, None) if medium == "wire" else (None, payload)
    read, error = reader.parsed(to, name, wire, text, True)
    found = breaks(road, forward, medium, name, written, None if read is None else reader.data(read), error)
    if medium == "wire" and not found:
        found = way_back(of, forward, name, written, read)
    payload = payload.hex() if medium == "wire" else payload
    return {"forward": forward, "medium": medium, "type": name, "payload": payload, "written": written, "breaks": found}


def way_back(of, forward, name, written, read):
    """What a program that reads and writes the message loses of it."""
    again, error = reader.parsed(of, name, read.SerializeToString(deterministic=True), None, False)
    if again is None:
        return [f"on the way back: refused: {error}"]
    comparison = Comparison((of, of), forward, "wire")
    descriptor = of.message(name)
    comparison.messages(descriptor, descriptor, ordered(written), ordered(reader.data(again)), name)
    return [f"on the way back: {problem}" for problem in comparison.problems]


def ordered(said):
    """Lists in order: a value that a closed enum does not know comes back at the end of its list."""
    inner = lambda value: ["m", ordered(value[1])] if value[0] == "m" else value
    return {number: sorted(map(inner, values), key=json.dumps) for number, values in said.items()}


def judge(request):
    old, new = types(request["old"]), types(request["new"])
    draw = random.Random(request["seed"])
    trips = []
    names = chosen(old, new, request["limit"], draw)
    for name in names:
        for forward in (True, False):
            road = (old, new) if forward else (new, old)
            for fullness in request.get("fullness", FULLNESS):
                message = drawn(road, forward, name, draw.random(), fullness)
                if message is None:
                    continue
                wire = message.SerializeToString(deterministic=True)
                written = reader.data(message)
                trips.append(trip(road, forward, "wire", name, wire, written))
                text = reader.json_of(road[0], message)
                # Fields that share a JSON name are not read back by who wrote them either.
                if text is not None and is_read_back(road[0], name, text, written):
                    trips.append(trip(road, forward, "json", name, text, written))
    return {"trips": trips, "types": len(names)}


def is_read_back(of, name, text, written):
    again, _ = reader.parsed(of, name, None, text, False)
    return again is not None and reader.data(again) == written


FULLNESS = (1.0, 0.5, 0.25, 0.0)


def drawn(road, forward, name, seed, fullness):
    of, to = road
    message = of.new(of.message(name))
    Draw(road, forward, seed, fullness).fill(message, to.message(name), 0)
    if not message.IsInitialized():
        return None
    try:
        # What it says is what it says after it was written.
        again = of.new(of.message(name))
        again.ParseFromString(message.SerializeToString())
        return again
    except Exception:
        return None


def compare(request):
    old, new = types(request["old"]), types(request["new"])
    results = []
    for one in request["trips"]:
        road = (old, new) if one["forward"] else (new, old)
        found = breaks(road, one["forward"], one["medium"], one["type"], one["written"], one["read"], one.get("error"))
        results.append(found)
    return {"breaks": results}


def witness(request):
    old, new = types(request["old"]), types(request["new"])
    forward, medium = request["forward"], request["medium"]
    of, to = road = (old, new) if forward else (new, old)
    wire, text = (bytes.fromhex(request["payload"]), None) if medium == "wire" else (None, request["payload"])
    # Somebody older than the writer may have written it.
    if text is not None:
        # JSON is read strictly unless a program asks for something else.
        refusals = [reader.parsed(side, name, None, text, False)[0] is None for side, name in
                    ((of, request["type"]), (to, request["read_as"]))]
        if refusals[0] != refusals[1]:
            return {"breaks": ["one side refuses what the other side takes"]}
    written, error = reader.parsed(of, request["type"], wire, text, True)
    if written is None:
        return {"breaks": [], "unwritable": error}
    read, error = reader.parsed(to, request["read_as"], wire, text, True)
    if read is None:
        return {"breaks": [f"refused: {error}"]}
    comparison = Comparison(road, forward, medium, is_strict=True)
    name = request["read_as"]
    comparison.messages(of.message(request["type"]), to.message(name), reader.data(written), reader.data(read), name)
    return {"breaks": comparison.problems}


# --- importers -----------------------------------------------------------------------------------------------------

OPTION_VALUES = {F.TYPE_STRING: '"x"', F.TYPE_BYTES: '"x"', F.TYPE_BOOL: "true", F.TYPE_DOUBLE: "1.5", F.TYPE_FLOAT: "1.5"}
LOCAL = 1


def reachable(of, paths):
    """These files, and what they import publicly."""
    by_name = {file.name: file for file in of.files.file}
    found, waiting = {}, list(paths)
    while waiting:
        file = by_name.get(waiting.pop())
        if file is not None and file.name not in found:
            found[file.name] = file
            waiting += [file.dependency[index] for index in file.public_dependency]
    return [found[name] for name in sorted(found)]


class Importer:
    def __init__(self, of):
        self.of = of
        self.fields, self.lines, self.options = [], [], []
        self.files, self.messages, self.enums = [], [], []

    def field(self, ty, tail=""):
        number = len(self.fields) + 1
        number += 1000 if number >= 19000 else 0
        self.fields.append(f"  optional {ty} used_{number} = {number}{tail};")

    def message(self, proto, scope):
        name = f"{scope}{proto.name}"
        if proto.options.map_entry or proto.visibility == LOCAL:
            return
        self.field(name)
        for index, one in enumerate(proto.extension_range):
            if not one.options.declaration and one.options.verification != 0:
                self.extend(proto, name, one)
        for one in proto.extension:
            self.option(one, name + ".")
        for one in proto.nested_type:
            self.message(one, name + ".")
        for one in proto.enum_type:
            self.enum(one, name + ".", name + ".")

    def extend(self, proto, name, numbers):
        descriptor = self.of.message(name[1:])
        taken = {it.number for it in self.of.pool.FindAllExtensions(descriptor)}
        free = next((it for it in range(numbers.end - 1, max(numbers.start, numbers.end - 50) - 1, -1) if it not in taken), None)
        if free is None or 19000 <= free < 20000:
            return
        ty = "TruthImporter" if proto.options.message_set_wire_format else "int32"
        self.lines.append(f"extend {name} {{ optional {ty} importer_{len(self.lines)} = {free}; }}")

    def enum(self, proto, scope, values_scope):
        if proto.visibility == LOCAL:
            return
        for value in proto.value[:6]:
            self.field(f"{scope}{proto.name}", f" [default = {value.name}]")

    def option(self, proto, scope):
        value = OPTION_VALUES.get(proto.type)
        if proto.type in RANGES and proto.type not in (F.TYPE_ENUM, F.TYPE_BOOL):
            value = "1"
        kinds = {
            ".google.protobuf.FileOptions": self.files,
            ".google.protobuf.MessageOptions": self.messages,
            ".google.protobuf.EnumOptions": self.enums,
            ".google.protobuf.FieldOptions": self.options,
        }
        place = kinds.get(proto.extendee)
        if value is not None and place is not None and not proto.options.HasField("feature_support"):
            place.append(f"({scope}{proto.name}) = {value}")

    def text(self):
        statement = lambda one: f"option {one};"
        options = f" [{', '.join(self.options)}]" if self.options else ""
        lines = [statement(one) for one in self.files]
        lines += ["message TruthImporter {", *(f"  {statement(one)}" for one in self.messages), *self.fields, "}"]
        lines += [f"message TruthOptions {{ optional int32 number = 1{options}; }}"]
        lines += ["enum TruthKind {", *(f"  {statement(one)}" for one in self.enums), "  TRUTH_KIND_ZERO = 0;", "}"]
        return "\n".join(lines + self.lines) + "\n"


def importer(request):
    made = Importer(types(request["set"]))
    for file in reachable(made.of, request["paths"]):
        scope = f".{file.package}." if file.package else "."
        for one in file.message_type:
            made.message(one, scope)
        for one in file.enum_type:
            made.enum(one, scope, scope)
        for one in file.extension:
            made.option(one, scope)
    return {"text": made.text()}


if __name__ == "__main__":
    handlers = {"read": reader.read, "judge": judge, "compare": compare, "witness": witness, "importer": importer}
    reader.serve(handlers)
