"""Hooks of schemathesis: what it cannot know of protobuf's JSON, of streams, and of calls that do not end."""

import json
import os
import re
from itertools import count

import jsonschema_rs
import schemathesis
from hypothesis import strategies
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

JSON = "application/json"
LINES = "application/x-ndjson"
EVENTS = "text/event-stream"

# Operations whose responses do not end. Their calls have a deadline, after which the stream ends with an error. It is longer than the second in
# which a stream without a message could still answer with the status of an error.
ENDLESS = {"/v1/chat:listen", "/v1/prices:stream", "/v1/prices:watch"}
DEADLINE = "1500m"

STATUS = {"$ref": "#/components/schemas/google.rpc.Status"}
INVALID_ARGUMENT = 3
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


def whole_numbers(least, most):
    return strategies.integers(least, most).map(str)


# As in OpenAPI's registry of formats: 64-bit numbers are strings.
schemathesis.openapi.format("int64", whole_numbers(-(2**63), 2**63 - 1))
schemathesis.openapi.format("uint64", whole_numbers(0, 2**64 - 1))


@schemathesis.hook
def before_load_schema(context, raw_schema):
    if "SERVICES_SERVER" in os.environ:
        import examples

        examples.add(raw_schema)
    limit_numbers(raw_schema)
    for schema in raw_schema["components"]["schemas"].values():
        close(schema)
    for item in raw_schema["paths"].values():
        for operation in item.values():
            describe_streams(operation["responses"]["200"]["content"])


# The patterns of integers without bounds.
ALL_NUMBERS = {"^(0|-?[1-9][0-9]{0,18})$", "^(0|[1-9][0-9]{0,19})$"}


def limit_numbers(node):
    """Draws numbers with bounds from their pattern: few of all 64-bit numbers are within bounds."""
    if isinstance(node, dict):
        if node.get("format") in ("int64", "uint64") and node.get("pattern") not in ALL_NUMBERS:
            node["format"] += " with bounds"
        node = list(node.values())
    if isinstance(node, list):
        for inner in node:
            limit_numbers(inner)


def close(schema):
    """Allows no properties but those of the message.

    The document allows them, so that clients accept fields of newer servers. This server rejects unknown fields, and its
    responses have none.
    """
    if schema.get("type") == "object":
        schema.setdefault("additionalProperties", False)


def describe_streams(content):
    """Describes whole streams. The document describes one message of them, and an error may be the end of each."""
    if LINES in content:
        message = content[LINES]["schema"]
        content[LINES]["schema"] = {"type": "array", "items": {"anyOf": [message, closed(error=STATUS)]}}
    if EVENTS in content:
        data = content[EVENTS]["schema"]
        # An event without a name is a `message`.
        message = closed(event={"const": "message"}, data=embedded(data))
        error = closed(event={"const": "error"}, data=embedded(STATUS))
        content[EVENTS]["schema"] = {"anyOf": [message, error]}


def closed(**properties):
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def embedded(schema):
    return {"type": "string", "contentMediaType": JSON, "contentSchema": schema}


@schemathesis.serializer(LINES)
def write_lines(context, value):
    """A stream of one message."""
    return json.dumps(value).encode() + b"\n"


@schemathesis.deserializer(LINES)
def read_lines(context, response):
    return [json.loads(line) for line in response.content.splitlines()]


calls = count()


@schemathesis.hook
def before_call(context, case, kwargs):
    if not is_stream(case):
        return
    # Every other stream is one of events.
    if next(calls) % 2:
        case.headers["Accept"] = EVENTS
    if case.operation.path in ENDLESS:
        case.headers["grpc-timeout"] = DEADLINE


def is_stream(case):
    return LINES in case.operation.definition.raw["responses"]["200"]["content"]


@schemathesis.check
def mistakes_are_named(context, response, case):
    """INVALID_ARGUMENT says which part of the request is wrong, and why."""
    if response.status_code != 400:
        return
    error = response.json()
    if error["code"] == INVALID_ARGUMENT:
        details = [detail for detail in error.get("details", []) if detail["@type"] == BAD_REQUEST]
        violations = [violation for detail in details for violation in detail["fieldViolations"]]
        assert violations and all(violation["description"] for violation in violations), "no field violations"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Keeps all failures except those of requests that a stream rejects at its end, that ProtoJSON accepts, or that OpenAPI cannot rule out.

    A stream of responses begins before the requests are read: the error at its end rejects them.
    """
    if isinstance(failure, RejectedPositiveData):
        return not is_beyond_schemas(case, response)
    if isinstance(failure, JsonSchemaError):
        return not is_other_mask(failure)
    is_accepted = isinstance(failure, AcceptedNegativeData)
    return not (is_accepted and (ends_with_error(response) or is_protojson(case) or has_other_spelling(case)))


# The start of the pattern of masks. Parsers accept more than the document, such as keys of maps (AIP-161).
MASK = "^(\\*|"


def is_mask(schema):
    return schema.get("pattern", "").startswith(MASK)


def is_other_mask(failure):
    """Whether a response has a mask that the document does not have. The services return the masks of requests."""
    return list(failure.schema_path)[-1:] == ["pattern"] and is_mask(failure.schema)


# Mistakes that OpenAPI cannot express: two parameters of one oneof, an optional message without its required fields, an `Any` with
# fields but no known type, a token of no earlier response, an item that is ordered twice, and a new value of an immutable field.
# schemathesis ignores the ranges of `float` and of integer keys.
BEYOND_SCHEMAS = [
    "two fields of the oneof",
    "the required field",
    "of an `Any` is not among those",
    "an `Any` has no `@type`",
    "does not fit into",
    "is no key of type",
    "must be a next_page_token of this list",
    "is in an earlier line already",
    "cannot be changed",
]

# The code for requests that are right, but not in the present state of the server.
FAILED_PRECONDITION = 9


def is_beyond_schemas(case, response):
    """Whether a request was rejected only for mistakes that OpenAPI cannot express."""
    error = response.json()
    details = [detail for detail in error.get("details", []) if detail["@type"] == BAD_REQUEST]
    violations = [it for detail in details for it in detail["fieldViolations"] if not says_nothing(case, it)]
    messages = [it["description"] for it in violations] if details else [error["message"]]
    is_beyond = [any(words in it for words in BEYOND_SCHEMAS) or is_long_duration(it) for it in messages]
    return error["code"] == FAILED_PRECONDITION or all(is_beyond)


def says_nothing(case, violation):
    """Whether a violation is the empty content of a message to the chat. Listeners send the same type of message, without content."""
    is_empty = isinstance(case.body, dict) and not case.body.get("content")
    return case.operation.path.startswith("/v1/chat:") and violation["field"] == "content" and is_empty


def is_long_duration(message):
    """Whether a duration is out of range: longer than 10,000 years. A pattern for this limit would be illegible."""
    refused = re.search(r'"-?([0-9]+)(\.[0-9]+)?s" is no `google.protobuf.Duration`', message)
    return refused is not None and int(refused[1]) >= 315_576_000_000


def has_other_spelling(case):
    """Whether a parameter is the number of an enum value, or a mask with the declared names of fields."""
    declared = {parameter["name"]: parameter["schema"] for parameter in case.operation.definition.raw.get("parameters", [])}
    document = case.operation.schema.raw_schema
    values = [(declared.get(name, {}), value) for name, value in (case.query or {}).items()]
    return any(is_other_spelling(schema, value, document) for schema, value in values)


def resolved(schema, document):
    """The schema that a reference names, or the schema itself."""
    return document["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def is_other_spelling(schema, value, document):
    schema = resolved(schema, document)
    if isinstance(value, list):
        return any(is_other_spelling(schema.get("items", {}), item, document) for item in value)
    return is_mask(schema) or ("enum" in schema and str(value).lstrip("-").isdigit())


def is_protojson(case):
    """Whether the body follows the document after all, once it is written as servers write it."""
    if not isinstance(case.body, dict):
        return False
    document = case.operation.schema.raw_schema
    (media,) = case.operation.definition.raw["requestBody"]["content"].values()
    schema = {"components": document["components"]} | media["schema"]
    return jsonschema_rs.is_valid(schema, as_written(case.body, media["schema"], document))


def as_written(value, schema, document):
    """Parsers accept `null` as the default value of any field, and numbers for 64-bit integers and enums, which are strings."""
    schema = resolved(schema, document)
    if isinstance(value, dict):
        properties, others = schema.get("properties", {}), schema.get("additionalProperties")
        others = others if isinstance(others, dict) else {}
        present = {name: member for name, member in value.items() if member is not None}
        return {name: as_written(member, properties.get(name, others), document) for name, member in present.items()}
    if isinstance(value, list):
        return [as_written(item, schema.get("items", {}), document) for item in value]
    if is_mask(schema) and isinstance(value, str):
        return ""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1
    if is_number and "enum" in schema:
        return schema["enum"][0]
    return str(int(value)) if is_number and schema.get("format", "").startswith(("int64", "uint64")) else value


def ends_with_error(response):
    """Whether a stream ends with an error, of the call or in the last message."""
    (content_type,) = response.headers["content-type"]
    if content_type == EVENTS:
        lines = response.text.splitlines()
        messages = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
        return "event: error" in lines or (bool(messages) and "error" in messages[-1])
    messages = read_lines(None, response) if content_type == LINES else []
    return bool(messages) and "error" in messages[-1]
