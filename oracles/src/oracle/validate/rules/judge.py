"""Validates drawn messages by protovalidate.

In: one draw a line, as JSON with the path of its descriptor set, its text, its package, a seed and a number of messages. Out: one line for
each draw, as JSON: the types that protovalidate refuses, and messages with their violations.
"""

import json
import sys

import protovalidate
from google.protobuf import message_factory
from messages import Draw, pool_of


def element(it):
    if it.subscript is None:
        return it.field_name
    key = it.subscript.value
    return f"{it.field_name}[{json.dumps(key, ensure_ascii=False)}]"


def path(it):
    return ".".join(element(it) for it in it.elements) if it else ""


def violation(it):
    it = it.proto
    return [path(it.field), it.rule_id, it.message, path(it.rule), bool(it.for_key)]


def found(validator, message):
    try:
        return [violation(it) for it in validator.collect_violations(message)]
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def judge(draw):
    pool = pool_of(draw["set"])
    validator = protovalidate.Validator()
    result = {"refused": [], "messages": []}
    for descriptor in pool.FindFileByName(draw["file"]).message_types_by_name.values():
        cls = message_factory.GetMessageClass(descriptor)
        messages = Draw(draw["seed"], draw["text"])
        for _ in range(draw["count"]):
            data = messages.message(descriptor).SerializePartialToString()
            violations = found(validator, cls.FromString(data))
            if isinstance(violations, dict) and violations["error"] == "CompilationError":
                result["refused"].append([descriptor.full_name, violations["message"]])
                break
            result["messages"].append([descriptor.full_name, data.hex(), violations])
    return result


def main():
    for line in sys.stdin:
        draw = json.loads(line)
        try:
            print(json.dumps(judge(draw)))
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"[:300]}))
        sys.stdout.flush()


main()
