"""Path templates of google.api.http, as the grammar has them: a template is a regular expression over the text of templates,
and becomes a regular expression over the text of paths. Slow, and without anything of protoward.

Each line of the input is a request, each line of the output its answer, both JSON.

`cases`: each with `templates` (pairs of a method and a text), `requests` (pairs of a method and a path), and `queries`. The
answer has `results`, one for each case:

- `templates`: for each template `null` where it is none, else its `segments`, `variables`, `verb`, and `departs` where `**` is
  not last;
- `conflicts`: for each template the number of the one before it with the same method and the same paths, or `null`;
- `alone`: for each request, for each template `null` where it does not match, else the values of its variables;
- `routed`: for each request the number of the template that answers, or the methods that would be answered, or "malformed";
- `queries`: for each query its pairs, with `null` for one that cannot be decoded.
"""

import json
import re
import sys
import urllib.parse

ESCAPE = r"%[0-9A-Fa-f]{2}"
LITERAL = rf"(?:[A-Za-z0-9\-._~!$&'()+,;=:@]|{ESCAPE})+"
WITHOUT_COLON = rf"(?:[A-Za-z0-9\-._~!$&'()+,;=@]|{ESCAPE})+"
IDENT = "[A-Za-z_][A-Za-z0-9_]*"
FIELD_PATH = rf"{IDENT}(?:\.{IDENT})*"
INNER = rf"(?:\*\*|\*|{LITERAL})"
VARIABLE = rf"\{{{FIELD_PATH}(?:={INNER}(?:/{INNER})*)?\}}"
SEGMENT = rf"(?:\*\*|\*|{VARIABLE}|{LITERAL})"
WILD_LAST = rf"(?P<wild>\*\*|\*|{VARIABLE})(?::(?P<behind_wild>{LITERAL}))?"
LITERAL_LAST = rf"(?:(?P<literal>{LITERAL}):)?(?P<tail>{WITHOUT_COLON})"
TEMPLATE = re.compile(rf"/(?:(?P<front>(?:{SEGMENT}/)*)(?:{WILD_LAST}|{LITERAL_LAST}))?")
FRONT = re.compile(rf"({SEGMENT})/")


class Malformed(Exception):
    pass


def decode(text, keep=()):
    """Percent-decodes a text, without the escapes in `keep`."""
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise Malformed
    escape_or_rest = re.compile(rf"({ESCAPE})|([^%]+)")
    parts = []
    for escape, rest in escape_or_rest.findall(text):
        if rest:
            parts.append(rest.encode())
        elif escape in keep:
            parts.append(escape.encode())
        else:
            parts.append(bytes.fromhex(escape[1:]))
    try:
        return b"".join(parts).decode("utf-8", "strict")
    except UnicodeDecodeError:
        raise Malformed from None


def parse(text):
    """The parts of a template, as lists of segments with a field path or `None`, and its verb; `None` for no template."""
    match = TEMPLATE.fullmatch(text)
    if match is None:
        return None
    outer = FRONT.findall(match["front"] or "")
    last = match["wild"] or match["literal"] or match["tail"]
    if last is not None:
        outer.append(last)
    verb = match["behind_wild"] if match["wild"] else (match["tail"] if match["literal"] else None)
    try:
        parts = []
        for part in outer:
            field = None
            segments = [part]
            if part.startswith("{"):
                field, _, value = part[1:-1].partition("=")
                segments = value.split("/") if value else ["*"]
            parts.append((field, [it if it in ("*", "**") else ["literal", decode(it)] for it in segments]))
        verb = None if verb is None else decode(verb)
    except Malformed:
        return None
    fields = [field for field, _ in parts if field]
    flat = [segment for _, segments in parts for segment in segments]
    if len(set(fields)) < len(fields) or flat.count("**") > 1:
        return None
    return parts, flat, verb


def judge(template):
    if template is None:
        return None
    parts, flat, verb = template
    variables = []
    at = 0
    for field, segments in parts:
        if field:
            variables.append([field, at, at + len(segments), len(segments) > 1 or segments == ["**"]])
        at += len(segments)
    return {"segments": flat, "variables": variables, "verb": verb, "departs": "**" in flat[:-1]}


def literal_pattern(text):
    """The literal with each character as it is or escaped."""

    def escaped(character):
        return "".join(
            "%" + "".join(f"[{digit.upper()}{digit.lower()}]" for digit in f"{byte:02x}") for byte in character.encode()
        )

    return "".join(f"(?:{re.escape(character)}|{escaped(character)})" for character in text)


def segment_pattern(segment):
    return "[^/]+" if segment == "*" else literal_pattern(segment[1])


def sequence(segments):
    """Segments with the slash in front of each."""
    return "".join("(?:/[^/]*)*" if it == "**" else "/" + segment_pattern(it) for it in segments)


def pattern(template):
    parts, flat, verb = template
    text = ""
    for number, (field, segments) in enumerate(parts):
        group = f"(?P<v{number}>"
        if not field:
            text += sequence(segments)
        elif segments == ["**"]:
            text += f"(?:/{group}[^/]*(?:/[^/]*)*))?"
        elif segments[0] == "**":
            text += f"/{group}(?:[^/]*/)*{sequence(segments[1:])[1:]})"
        else:
            text += f"/{group}{sequence(segments)[1:]})"
    if not flat:
        text = "/"
    if verb is not None:
        text += f":(?P<verb>{literal_pattern(verb)})"
    return re.compile(text, re.DOTALL)


def shape(template):
    _, flat, verb = template
    return sequence(flat) + ("" if verb is None else ":" + literal_pattern(verb))


def capture(template, expression, path):
    """The values of the variables and the text of the verb, or `None` where the template does not match."""
    match = expression.fullmatch(path) if path.startswith("/") else None
    if match is None:
        return None
    parts, _, verb = template
    values = []
    for number, (field, segments) in enumerate(parts):
        if field:
            one = len(segments) == 1 and segments != ["**"]
            values.append([field, decode(match[f"v{number}"] or "", () if one else ("%2F", "%2f"))])
    return values, match["verb"] if verb is not None else ""


def precedence(template, verb, exact):
    """The smallest one answers: the longest verb, literals before `*` before `**`, the method itself before all methods."""
    _, flat, _ = template
    kinds = []
    for index, segment in enumerate(flat):
        kinds.append((2, index - len(flat)) if segment == "**" else (1,) if segment == "*" else (0,))
    return (-len(verb), kinds, 0 if exact else 1)


def pairs(query):
    found = []
    for pair in query.split("&"):
        if not pair:
            continue
        try:
            decode(pair)
            found.extend(map(list, urllib.parse.parse_qsl(pair, keep_blank_values=True, errors="strict")))
        except (Malformed, UnicodeDecodeError):
            found.append(None)
    return found


def route(routes, method, matches):
    """The number of the route that answers, or the methods of those that match."""
    rivals = []
    methods = set()
    for number, of_route, template in routes:
        if matches[number] is None:
            continue
        methods.add(of_route)
        if of_route in (method, "*"):
            rivals.append((precedence(template, matches[number][1], of_route == method), number))
    return min(rivals)[1] if rivals else sorted(methods)


def answer(case):
    templates = [parse(text) for _, text in case["templates"]]
    expressions = [template and pattern(template) for template in templates] if case["requests"] else []
    seen, routes, conflicts = {}, [], []
    for number, ((method, _), template) in enumerate(zip(case["templates"], templates)):
        earlier = None
        if template is not None:
            earlier = seen.setdefault((method, shape(template)), number)
            if earlier == number:
                earlier = None
                routes.append((number, method, template))
        conflicts.append(earlier)
    alone, routed = [], []
    for method, path in case["requests"]:
        try:
            decode(path)
        except Malformed:
            alone.append("malformed")
            routed.append("malformed")
            continue
        matches = [
            template and capture(template, expression, path) for template, expression in zip(templates, expressions)
        ]
        alone.append([match and match[0] for match in matches])
        routed.append(route(routes, method, matches))
    return {
        "templates": [judge(template) for template in templates],
        "conflicts": conflicts,
        "alone": alone,
        "routed": routed,
        "queries": [pairs(query) for query in case["queries"]],
    }


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps({"results": [answer(case) for case in json.loads(line)["cases"]]}), flush=True)
