"""Says which findings are approved and which approvals are stale, as docs/findings.md describes it.

Standard input: one JSON object a line. Standard output: one line for each. `judge`: `text` (the approvals), `earlier` (those of the
baselines), `findings` (fingerprints), `today`. The answer has `entries`, `covered` (one for each finding) and `stale` (one for
each entry).
"""

import json
import tomllib

from reader import serve


def entries(text):
    return tomllib.loads(text).get("approvals", [])


def judge(request):
    own = entries(request["text"])
    earlier = {entry["finding"] for text in request["earlier"] for entry in entries(text)}
    findings = request["findings"]

    def of_earlier_change(entry):
        return entry.get("scope") == "pr" and entry["finding"] in earlier

    def counts(entry):
        return not of_earlier_change(entry) and entry.get("until", "9999-12-31") >= request["today"]

    def stale(entry):
        return of_earlier_change(entry) or (entry["finding"] not in findings and entry.get("scope") != "always")

    counting = {entry["finding"] for entry in own if counts(entry)}
    return {
        "entries": [json.dumps(entry, sort_keys=True) for entry in own],
        "covered": [finding in counting for finding in findings],
        "stale": [stale(entry) for entry in own],
    }


serve({"judge": judge})
