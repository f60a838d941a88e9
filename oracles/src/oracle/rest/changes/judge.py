"""Changes of http rules, judged by sending requests: which requests did the old side answer, and what does the new side make of
them? Routing is that of the reference for templates. Nothing here is protoward's.

Each line of the input is `{"cases": [...]}`, each case with `old`, `new` and `calls`; the answer has for each case:

- `breaks`: requests that the old side answers and the new one does not answer alike, in words, and whether the value of a field
  is at fault (a list where there was none);
- `requests`: how many requests the old side answered;
- `calls`: for each of the given calls whether it is such a request.

Fields are the same if they have the same number; of those without a partner, if they have the same name in JSON.
"""

import itertools
import json
import os
import random
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "templates"))
import reference  # noqa: E402

SCALARS = {"string", "int32", "bool"}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]
MOST_PATHS = 400


class Refused(Exception):
    pass


class Binding:
    def __init__(self, side, method, rule):
        self.method = method
        self.verb, text, self.body, self.response = rule
        self.template = reference.parse(text)
        self.is_served = self.template is not None
        if not self.is_served:
            return
        self.expression = reference.pattern(self.template)
        self.variables = [side.declared(method["input"], path) for path, _ in self.template[0] if path]
        self.is_served = all(
            path is not None and path[-1]["type"] in SCALARS and not any(field["repeated"] for field in path)
            for path in self.variables
        )
        for name, message in ((self.body, method["input"]), (self.response, method["output"])):
            if name not in ("", "*") and side.field(message, "name", name) is None:
                self.is_served = False


class Side:
    def __init__(self, side):
        self.messages = side["messages"]
        self.bindings = [
            it for method in side["methods"] for it in (Binding(self, method, rule) for rule in method["rules"])
        ]
        self.bindings = [it for it in self.bindings if it.is_served]
        seen, self.routes = set(), []
        for number, it in enumerate(self.bindings):
            key = (it.verb, reference.shape(it.template))
            if key not in seen:
                seen.add(key)
                self.routes.append((number, it.verb, it.template))

    def field(self, message, key, value):
        return next((it for it in self.messages.get(message, []) if it[key] == value), None)

    def named(self, message, name):
        return self.field(message, "json", name) or self.field(message, "name", name)

    def declared(self, message, dotted):
        """The fields of a path by their declared names, each with the message that it is in."""
        return self.walk(message, dotted, lambda message, name: self.field(message, "name", name))

    def parameter(self, message, dotted):
        return self.walk(message, dotted, self.named)

    def walk(self, message, dotted, find):
        path = []
        for name in dotted.split("."):
            field = find(message, name) if message else None
            if field is None:
                return None
            path.append({**field, "in": message})
            message = field["type"] if field["type"] not in SCALARS else None
        return path

    def route(self, verb, path):
        """The binding and the values of its variables."""
        try:
            reference.decode(path)
        except reference.Malformed:
            raise Refused("400") from None
        matches = [reference.capture(it.template, it.expression, path) for it in self.bindings]
        found = reference.route(self.routes, verb, matches)
        if not isinstance(found, int):
            raise Refused("405" if found else "404")
        return self.bindings[found], [value for _, value in matches[found][0]]

    def read(self, verb, path, query, body):
        """The binding, and the fields of the request with their values."""
        it, captured = self.route(verb, path)
        request = it.method["input"]
        fields = []
        if body is not None and it.body:
            body = body if it.body == "*" else {self.field(request, "name", it.body)["json"]: body}
            fields += self.object(request, body, [])
        for name, value in query:
            field = self.parameter(request, name)
            if it.body == "*" or field is None or field[-1]["type"] not in SCALARS:
                raise Refused(f"no parameter {name}")
            if any(it["repeated"] for it in field[:-1]) or key(field) in [key(other) for other in it.variables]:
                raise Refused(f"no parameter {name}")
            if it.body and field[0]["name"] == it.body:
                raise Refused(f"no parameter {name}")
            fields.append((key(field), typed(field[-1], value)))
        bound = [(key(field), typed(field[-1], value)) for field, value in zip(it.variables, captured)]
        fields = [(field, value) for field, value in fields if field not in dict(bound)] + bound
        return it, sorted(fields, key=repr)

    def object(self, message, value, around):
        if not isinstance(value, dict):
            raise Refused("no object")
        fields = []
        for name, inner in value.items():
            field = self.named(message, name)
            if field is None:
                raise Refused(f"no key {name}")
            path = around + [{**field, "in": message}]
            for one in inner if field["repeated"] and isinstance(inner, list) else [inner]:
                if field["repeated"] != isinstance(inner, list):
                    raise Refused(f"a list or none: {name}")
                if field["type"] in SCALARS:
                    if isinstance(one, (dict, list)):
                        raise Refused(f"no value: {name}")
                    fields.append((key(path), one))
                else:
                    fields.append((key(path), "a message"))
                    fields += self.object(field["type"], one, path)
        return fields

    def paths(self, message, around=()):
        """Every field that can be reached, with the fields around it."""
        for field in self.messages.get(message, []):
            path = [*around, {**field, "in": message}]
            yield path
            if field["type"] not in SCALARS:
                yield from self.paths(field["type"], path)


def key(path):
    return tuple((field["in"], field["number"]) for field in path)


def typed(field, text):
    if field["type"] == "string":
        return text
    if field["type"] == "int32" and re.fullmatch(r"-?[0-9]{1,9}", text):
        return int(text)
    if field["type"] == "bool" and text in ("true", "false"):
        return text == "true"
    raise Refused(f"no {field['type']}: {text}")


class Identity:
    """From fields of the new side to those of the old side."""

    def __init__(self, old, new):
        self.known = {}
        for message, fields in new.messages.items():
            before = old.messages.get(message, [])
            numbers = {it["number"] for it in before}
            free = [it for it in before if it["number"] not in {field["number"] for field in fields}]
            for field in fields:
                same = [it["number"] for it in free if it["json"] == field["json"]]
                if field["number"] in numbers:
                    self.known[message, field["number"]] = field["number"]
                elif same:
                    self.known[message, field["number"]] = same[0]

    def key(self, path):
        return tuple((message, self.known.get((message, number), ("new", number))) for message, number in path)


def sample(field):
    return {"string": "q", "int32": 5, "bool": True}.get(field["type"], {})


def nested(path):
    """JSON with the fields of a path inside of each other."""
    value = sample(path[-1])
    for field in reversed(path):
        value = {field["json"]: [value] if field["repeated"] else value}
    return value


class Trial:
    def __init__(self, case):
        self.old, self.new = Side(case["old"]), Side(case["new"])
        self.identity = Identity(self.old, self.new)
        self.random = random.Random(case["seed"])
        self.breaks, self.requests = [], 0

    def is_same(self, verb, path, query, body):
        """Whether the new side does what the old one did; `None` where that refused the request."""
        try:
            was, fields = self.old.read(verb, path, query, body)
        except Refused:
            return None
        try:
            now, found = self.new.read(verb, path, query, body)
        except Refused as reason:
            return str(reason) or "refused", None, was
        found = sorted(((self.identity.key(field), value) for field, value in found), key=repr)
        # A body that nobody reads sets nothing, which shows where it set something before.
        if was.method["name"] != now.method["name"]:
            return f"answered by {now.method['name']}", None, was
        if fields != found:
            return f"read as {found} and not as {fields}", None, was
        if was.method["streams"] != now.method["streams"]:
            return "other streams", None, was
        if self.answer(was) != self.answer(now, True):
            return "another part of the response", None, was
        return None, now, was

    def answer(self, binding, is_new=False):
        if not binding.response:
            return None
        side = self.new if is_new else self.old
        path = key(side.declared(binding.method["output"], binding.response))
        return self.identity.key(path) if is_new else path

    def check(self, verb, path, query=(), body=None):
        result = self.is_same(verb, path, query, body)
        if result is None:
            return None
        self.requests += 1
        if result[0] is not None:
            what = f"{verb} {path} {list(query)} {json.dumps(body)}: {result[0]}"
            self.breaks.append({"what": what, "of_values": result[0].startswith("a list or none")})
        return result

    def run(self):
        for number, it in enumerate(self.old.bindings):
            verbs = METHODS if it.verb == "*" else [it.verb]
            seen = set()
            for path in self.urls(it):
                for verb in verbs:
                    try:
                        was, _ = self.old.route(verb, path)
                    except Refused:
                        continue
                    if was is not it:
                        continue
                    result = self.check(verb, path)
                    if result and result[1] is not None and (verb, id(result[1])) not in seen:
                        seen.add((verb, id(result[1])))
                        self.parameters(it, result[1], verb, path)

    def parameters(self, old, new, verb, path):
        request = old.method["input"]
        for fields in self.old.paths(request):
            text = str(sample(fields[-1])).replace("True", "true")
            for name in {".".join(it["json"] for it in fields), ".".join(it["name"] for it in fields)}:
                self.check(verb, path, [(name, text)])
            if old.body == "*":
                self.check(verb, path, (), nested(fields))
            elif old.body and fields[0]["name"] == old.body:
                self.check(verb, path, (), next(iter(nested(fields).values())))
        for fields in self.old.paths(old.method["output"]):
            if old.response and fields[0]["name"] != old.response:
                continue
            # The name of the field that is the answer is not in the answer.
            names, skipped = [it["json"] for it in fields], 1 if old.response else 0
            message, found = new.method["output"], []
            if skipped:
                found = self.new.declared(message, new.response)
                message = found[0]["type"]
            rest = self.new.walk(message, ".".join(names[skipped:]), lambda it, name: self.new.field(it, "json", name))
            if len(names) > skipped and (rest is None or self.identity.key(key([*found, *rest])) != key(fields)):
                self.breaks.append({"what": f"the answer to {verb} {path} has no {names}", "of_values": False})

    def urls(self, it):
        _, flat, own = it.template
        everything = self.old.bindings + self.new.bindings
        literals = sorted({part[1] for one in everything for part in one.template[1] if part not in ("*", "**")})
        pool = ["77", "true", "7%2F7", *literals]
        several = [[]] + [["77"] * count for count in (1, 2, 3, 4)] + [[""], ["", ""], ["77", ""]]
        several += [list(some) for count in (1, 2) for some in itertools.product(["77", *literals], repeat=count)]
        slots = []
        for part in flat:
            slots.append([[it] for it in pool] if part == "*" else several if part == "**" else [[part[1]]])
        count = 1
        for slot in slots:
            count *= len(slot)
        if count <= MOST_PATHS:
            choices = itertools.product(*slots)
        else:
            choices = (
                [slot[0] for slot in slots] if one == 0 else [self.random.choice(slot) for slot in slots]
                for one in range(MOST_PATHS)
            )
        verbs = {one.template[2] for one in everything if one.template[2]}
        for choice in choices:
            base = "/" + "/".join(itertools.chain(*choice))
            if own is None:
                yield base
                yield from (f"{base}:{verb}" for verb in sorted(verbs))
            else:
                yield f"{base}:{own}"
                yield from (f"{base}:{verb}" for verb in sorted(verbs) if verb.endswith(":" + own))


def judge(case):
    trial = Trial(case)
    trial.run()
    calls = []
    for verb, path, query, body, answer in case["calls"]:
        result = trial.is_same(verb, path, [tuple(pair) for pair in query], None if body is None else json.loads(body))
        is_other = result is not None and (result[0] is not None or answer is not None)
        calls.append(bool(is_other))
    breaks = sorted(trial.breaks, key=lambda it: it["of_values"])
    return {"breaks": breaks[:5], "requests": trial.requests, "calls": calls}


for line in sys.stdin:
    print(json.dumps({"results": [judge(case) for case in json.loads(line)["cases"]]}), flush=True)
