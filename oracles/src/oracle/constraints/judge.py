"""Judges pairs of versions by protovalidate: draws messages of the old version, and says which fields of the new one reject them.

In: one pair a line, as JSON with the paths of the descriptor sets, the type, the texts of both versions, and the messages that findings
show. Out: one line for each pair, as JSON.
"""

import json
import sys

import protovalidate
from google.protobuf import json_format, message_factory
from messages import Draw, pool_of

MESSAGES = 200


def element(violation, oneofs):
    field = violation.proto.field
    name = field.elements[0].field_name if field and field.elements else ""
    return "oneof " + name if name in oneofs else name


def rejected(validator, message, oneofs):
    try:
        return sorted({element(it, oneofs) for it in validator.collect_violations(message)})
    except protovalidate.CompilationError as error:
        return ["compilation"]
    except Exception:
        return ["evaluation"]


def judge(pair):
    old = message_factory.GetMessageClass(pool_of(pair["old"]).FindMessageTypeByName(pair["type"]))
    new = message_factory.GetMessageClass(pool_of(pair["new"]).FindMessageTypeByName(pair["type"]))
    old_oneofs = set(old.DESCRIPTOR.oneofs_by_name)
    oneofs = set(new.DESCRIPTOR.oneofs_by_name)
    # A validator remembers the rules of a message by its name, and both versions have the same names.
    before, after = protovalidate.Validator(), protovalidate.Validator()
    draw = Draw(pair["seed"], pair["text"])
    result = {"accepted": 0, "rejected": {}, "shown": []}
    for _ in range(MESSAGES):
        message = draw.message(old.DESCRIPTOR)
        why = rejected(before, message, old_oneofs)
        for _ in range(6):
            fields = [old.DESCRIPTOR.fields_by_name[it] for it in why if it in old.DESCRIPTOR.fields_by_name]
            if not why or "compilation" in why:
                break
            for field in fields or old.DESCRIPTOR.fields:
                draw.set(message, field)
            why = rejected(before, message, old_oneofs)
        if why:
            continue
        result["accepted"] += 1
        try:
            read = new.FromString(message.SerializeToString())
        except Exception:
            continue
        for it in rejected(after, read, oneofs):
            result["rejected"].setdefault(it, json_format.MessageToJson(message, indent=None) if "Any" not in pair["text"] else message.SerializeToString().hex())
    for shown in pair["shown"]:
        message = old.FromString(bytes.fromhex(shown))
        read = new.FromString(bytes.fromhex(shown))
        result["shown"].append({"before": rejected(before, message, old_oneofs), "after": rejected(after, read, oneofs)})
    return result


def main():
    for line in sys.stdin:
        try:
            print(json.dumps(judge(json.loads(line))))
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"[:300]}))
        sys.stdout.flush()


main()
