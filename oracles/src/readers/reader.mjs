// Reads messages with protobuf-es, as long as it is asked to. The protocol is that of `reader.py`, which describes it.
//
// The argument is the folder of the library.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const library = (path) => import(pathToFileURL(join(process.argv[2], "dist/esm", path)).href);
const {
  createFileRegistry, fromBinary, fromJsonString, toBinary, toJsonString, getExtension, hasExtension, ScalarType,
} = await library("index.js");
const { reflect } = await library("reflect/index.js");
const { FileDescriptorSetSchema } = await library("wkt/index.js");

const KEPT = 48;
const sets = new Map();

function types(path) {
  let made = sets.get(path);
  if (made !== undefined) {
    sets.delete(path);
    sets.set(path, made);
    return made;
  }
  const files = fromBinary(FileDescriptorSetSchema, readFileSync(path));
  const registry = createFileRegistry(files);
  const extensions = new Map();
  for (const one of registry) {
    if (one.kind !== "extension") continue;
    const name = one.extendee.typeName;
    extensions.set(name, [...(extensions.get(name) ?? []), one]);
  }
  made = { registry, extensions };
  sets.set(path, made);
  if (sets.size > KEPT) sets.delete(sets.keys().next().value);
  return made;
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");

function real(value) {
  if (Number.isNaN(value)) return ["r", "7ff8000000000000"];
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return ["r", bytes.toString("hex")];
}

function scalar(type, value) {
  switch (type) {
    case ScalarType.DOUBLE:
      return real(value);
    case ScalarType.FLOAT:
      // From JSON, the library keeps more digits than the field holds until it writes them.
      return real(Math.fround(value));
    case ScalarType.STRING:
      return ["t", hex(Buffer.from(value, "utf8"))];
    case ScalarType.BYTES:
      return ["t", hex(value)];
    case ScalarType.BOOL:
      return ["w", value ? "1" : "0"];
    default:
      return ["w", String(value)];
  }
}

function ofEnum(desc, value) {
  return ["e", String(value), desc.value[value]?.name ?? null];
}

function one(of, kind, field, value) {
  if (kind === "message") return ["m", data(of, value)];
  if (kind === "enum") return ofEnum(field.enum, value);
  return scalar(field.scalar, value);
}

function order(left, right) {
  if (typeof left === "string") return Buffer.compare(Buffer.from(left, "utf8"), Buffer.from(right, "utf8"));
  return left < right ? -1 : Number(left > right);
}

function values(of, field, value) {
  if (field.fieldKind === "list") return [...value].map((it) => one(of, field.listKind, field, it));
  if (field.fieldKind === "map") {
    const entries = [...value.entries()].sort((left, right) => order(left[0], right[0]));
    return entries.map(([key, it]) => ["m", { 1: [scalar(field.mapKey, key)], 2: [one(of, field.mapKind, field, it)] }]);
  }
  return [one(of, field.fieldKind, field, value)];
}

// Values of extensions are plain: messages as they are generated, lists as arrays.
function ofExtension(of, extension, value) {
  const wrap = (it) => {
    if (extension.message === undefined) return one(of, extension.enum ? "enum" : "scalar", extension, it);
    return ["m", data(of, reflect(extension.message, it))];
  };
  return extension.fieldKind === "list" ? value.map(wrap) : [wrap(value)];
}

function data(of, message) {
  const said = {};
  for (const field of message.fields) {
    if (!message.isSet(field)) continue;
    const found = values(of, field, message.get(field));
    if (found.length > 0) said[field.number] = found;
  }
  for (const extension of of.extensions.get(message.desc.typeName) ?? []) {
    if (!hasExtension(message.message, extension)) continue;
    const found = ofExtension(of, extension, getExtension(message.message, extension));
    if (found.length > 0) said[extension.number] = found;
  }
  return said;
}

// The numbers of fields that are unknown, extensions aside.
function unknownNumbers(of, message) {
  const extensions = of.extensions.get(message.$typeName) ?? [];
  const numbers = (message.$unknown ?? []).map((field) => field.no);
  return [...new Set(numbers)].filter((no) => !extensions.some((it) => it.number === no)).sort((a, b) => a - b);
}

function readOne(request) {
  const of = types(request.set);
  const desc = of.registry.getMessage(request.type);
  if (desc === undefined) throw new Error(`no message ${request.type}`);
  const { registry } = of;
  let message;
  try {
    message = request.wire !== undefined
      ? fromBinary(desc, Buffer.from(request.wire, "hex"))
      : fromJsonString(desc, request.json, { registry, ignoreUnknownFields: request.ignore ?? false });
  } catch (error) {
    return { data: null, error: String(error) };
  }
  let result;
  try {
    result = { data: data(of, reflect(desc, message)) };
  } catch (error) {
    return { data: null, error: String(error) };
  }
  result.unknown = unknownNumbers(of, message);
  if (request.rewrite) {
    try {
      result.wire = hex(toBinary(desc, message));
    } catch {
      result.wire = null;
    }
    try {
      result.json = toJsonString(desc, message, { registry });
    } catch {
      result.json = null;
    }
  }
  return result;
}

function handle(request) {
  if (request.op !== "read") return { failed: `unknown request ${request.op}` };
  try {
    return { results: request.cases.map(readOne) };
  } catch (error) {
    return { failed: String(error?.stack ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  process.stdout.write(JSON.stringify(handle(JSON.parse(line))) + "\n");
}
