"""Compares OpenAPI documents with the http rules in a descriptor set, and validates them with openapi-spec-validator.

Usage: compare.py SET NAMES YAML_FOLDER JSON_FOLDER. NAMES lists the files whose services are described. Prints lines:
`operations N`, `schemas N`, `references N`, `valid DOCUMENT`, `invalid DOCUMENT why`, `wrong what`.

Nothing here uses protoward; the rules of `google/api/http.proto` are read from the bytes of the descriptors.
"""

import collections
import json
import os
import re
import sys
import warnings

import yaml
from google.protobuf import descriptor_pb2
from openapi_spec_validator import OpenAPIV31SpecValidator

warnings.simplefilter("ignore")
HTTP = 72295728
VERBS = {2: "GET", 3: "PUT", 4: "POST", 5: "DELETE", 6: "PATCH"}
KEYWORDS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
Rule = collections.namedtuple("Rule", "verb template service method position")


def fields(data):
    """Yields the numbers and values of a serialized message."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        tag = varint()
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            yield number, varint()
        elif kind == 2:
            length = varint()
            yield number, data[at : at + length]
            at += length
        else:
            size = {1: 8, 5: 4}[kind]
            yield number, data[at : at + size]
            at += size


def rules(data, service, method, position=0):
    """Yields the rule in a serialized HttpRule, and those of its additional bindings."""
    additional = []
    for number, value in fields(data):
        if number in VERBS:
            yield Rule(VERBS[number], value.decode(), service, method, position)
        elif number == 8:
            custom = dict(fields(value))
            yield Rule(custom[1].decode(), custom[2].decode(), service, method, position)
        elif number == 11:
            additional.append(value)
    for index, value in enumerate(additional):
        yield from rules(value, service, method, index + 1)


def expected(descriptors, names):
    """Returns the rules of each package."""
    packages = collections.defaultdict(list)
    for file in descriptors.file:
        if file.name not in names:
            continue
        for service in file.service:
            for method in service.method:
                data = b"".join(v for n, v in fields(method.options.SerializeToString()) if n == HTTP)
                packages[file.package].extend(rules(data, service.name, method.name))
    return {package: found for package, found in packages.items() if found}


def erased(template):
    """Returns the path of a template, with `{}` for every wildcard."""
    template = re.sub(r"\{[^=}]*\}", "{}", template)
    template = re.sub(r"\{[^=}]*=([^}]*)\}", r"\1", template)
    return re.sub(r"\*\*?", "{}", template)


def operations(document):
    """Yields the HTTP method, the path and the operation object of all operations."""
    for path, item in document["paths"].items():
        for verb in KEYWORDS:
            if verb in item:
                yield verb.upper(), path, item[verb]
        for verb, operation in item.get("x-additionalOperations", {}).items():
            yield re.sub(r"_\d+$", "", verb), path, operation


def check_operations(name, document, wanted, say):
    found = collections.Counter()
    for verb, path, operation in operations(document):
        template = operation["x-http-template"]
        found[verb.upper(), template, operation["operationId"]] += 1
        if re.sub(r"\{[^}]*\}", "{}", path) != erased(template):
            say(f"wrong {name}: {path} is not {template}")
        in_path = sorted(re.findall(r"\{([^}]*)\}", path))
        declared = sorted(it["name"] for it in operation.get("parameters", []) if it["in"] == "path")
        if in_path != declared:
            say(f"wrong {name}: {path} has the parameters {declared}")
    services = {rule.service for rule in wanted}
    wanted = collections.Counter(
        (
            rule.verb.upper(),
            rule.template,
            f"{rule.service}_{rule.method}" + (f"_{rule.position + 1}" if rule.position else ""),
        )
        for rule in wanted
    )
    for rule in wanted - found:
        say(f"wrong {name}: no operation for {rule}")
    for operation in found - wanted:
        say(f"wrong {name}: no rule for {operation}")
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    if len(ids) != len(set(ids)):
        say(f"wrong {name}: two operations have one name")
    assert services
    return sum((wanted & found).values())


def references(node):
    """Yields all references of a document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def resolves(document, reference):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    return reference.startswith("#/") and node is not None


def main():
    set_path, names_path, yaml_folder, json_folder = sys.argv[1:]
    with open(set_path, "rb") as file:
        descriptors = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    with open(names_path, encoding="utf-8") as file:
        names = set(file.read().split("\n"))
    packages = expected(descriptors, names)
    say = lambda line: print(line, flush=True)
    agreed = schemas = dangling = total = 0
    documents = {f"{package}.openapi" if package else "openapi": rules for package, rules in packages.items()}
    for name in sorted({os.path.splitext(it)[0] for it in os.listdir(yaml_folder)} - documents.keys()):
        say(f"wrong {name}: nothing asks for this document")
    for name, wanted in sorted(documents.items()):
        total += len(wanted)
        path = os.path.join(json_folder, name + ".json")
        if not os.path.exists(path):
            say(f"wrong {name}: there is no such document")
            continue
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        with open(os.path.join(yaml_folder, name + ".yaml"), encoding="utf-8") as file:
            if yaml.load(file, yaml.CSafeLoader) != document:
                say(f"wrong {name}: YAML and JSON differ")
        agreed += check_operations(name, document, wanted, say)
        schemas += len(document["components"]["schemas"])
        for reference in references(document):
            dangling += 1
            if not resolves(document, reference):
                say(f"wrong {name}: {reference} dangles")
        errors = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
        say(f"invalid {name} {errors[:3]}" if errors else f"valid {name}")
    say(f"operations {agreed} {total}")
    say(f"schemas {schemas}")
    say(f"references {dangling}")


main()
