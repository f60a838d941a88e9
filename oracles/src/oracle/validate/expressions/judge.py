"""Evaluates expressions by protovalidate: the message `E<n>` has the expression n as the rule of its field.

In: JSON with the path of a descriptor set, for each expression if it is a bool, and the encoded subjects. Out: for each expression the values
for all subjects, as JSON: a text, or null if the expression fails.
"""

import json
import sys

import protovalidate
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def value(validator, message, is_bool):
    try:
        violations = validator.collect_violations(message)
    except protovalidate.CompilationError as error:
        return f"COMPILATION {error}"
    except Exception:
        return None
    if is_bool:
        return "false" if violations else "true"
    return violations[0].proto.message if violations else ""


def main():
    work = json.load(sys.stdin)
    files = descriptor_pb2.FileDescriptorSet()
    with open(work["set"], "rb") as file:
        files.ParseFromString(file.read())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    validator = protovalidate.Validator()
    answers = []
    for at, is_bool in enumerate(work["kinds"]):
        kind = message_factory.GetMessageClass(pool.FindMessageTypeByName(f"subject.E{at}"))
        of_subjects = []
        for subject in work["subjects"]:
            message = kind()
            message.value.ParseFromString(bytes.fromhex(subject))
            message.value.SetInParent()
            of_subjects.append(value(validator, message, is_bool))
        answers.append(of_subjects)
    print(json.dumps(answers))


main()
