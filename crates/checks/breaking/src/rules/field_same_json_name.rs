//! JSON names of fields, which are keys in what clients send and receive.

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::{ElementPart, SchemaEdit};
use crate::json_names::json_names;
use crate::names::{API, CSR, FILE, PACKAGE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::{Media, Recipe, SAME_KEYS};
use protoward_schema::{FieldId, FieldOwner, MessageId};

pub(super) const RULES: &[BreakingRule] = &[BreakingRule::new(
    "FIELD_SAME_JSON_NAME",
    "fields keep their names in JSON",
    &[FILE, PACKAGE, WIRE_JSON, CSR, API],
    include_str!("field_same_json_name.md"),
    Check::Field(check),
)
.shown_in(Media::Names, Recipe::Values, SAME_KEYS)];

/// The paths of `name` and `json_name` in a descriptor.
const NAME: &[i32] = &[1];
const JSON_NAME: &[i32] = &[10];

fn check(cx: &Comparison<'_>, pair: Pair<FieldId>, findings: &mut Findings) {
    // JSON uses the full name of an extension, regardless of `json_name`.
    let (FieldOwner::Message(was), FieldOwner::Message(now)) = (cx.old[pair.old].owner, cx.new[pair.new].owner) else {
        return;
    };
    let old = cx.old.json_name(pair.old);
    let new = cx.new.json_name(pair.new);
    let heir = if old == new { None } else { cx.heir(pair, &old) };
    if old != new {
        let heir = heir.map(|heir| cx.new[heir].number);
        let fate = match heir {
            Some(heir) => format!("ends up in field {heir}"),
            // Parsers accept the declared name too.
            None if cx.new.text(cx.new[pair.new].name) == old => "is understood still".to_owned(),
            None => "is rejected or lost".to_owned(),
        };
        let problem = Problem {
            message: format!(
                "{} is `{new}` in JSON and was `{old}`: what old clients send as `{old}` {fate}, and they do not find \
                 `{old}` in what they get",
                subject::field(cx.new, pair.new)
            ),
            now: format!("`{new}` in JSON"),
            was: format!("`{old}` in JSON"),
            help: format!("pin the old name with `[json_name = \"{old}\"]`"),
        };
        findings
            .push(cx.now(pair.new, JSON_NAME), cx.was(pair.old, JSON_NAME), problem)
            .details(heir)
            .fix(SchemaEdit::restore(ElementPart::JsonName, pair));
    }
    // buf compares only the names of each field.
    if !cx.as_buf {
        check_taken(cx, pair, (Pair { old: was, new: now }, heir), findings);
    }
}

/// Reports other fields that JSON parsers now find under a name of this field. `heir` is the field that the finding about the field
/// itself names already.
fn check_taken(
    cx: &Comparison<'_>,
    pair: Pair<FieldId>,
    (messages, heir): (Pair<MessageId>, Option<FieldId>),
    findings: &mut Findings,
) {
    let gained = cx.gained_keys(messages);
    if gained.is_empty() {
        return;
    }
    let declared = cx.old.name(pair.old.into());
    let mut reported: Vec<FieldId> = heir.into_iter().collect();
    // The JSON name, which serializers write, comes before the declared name.
    for key in json_names(cx.old, pair.old).into_iter().rev() {
        let is_declared = key == declared;
        let fields = &cx.old[messages.old].fields;
        let is_of_other = || fields.iter().any(|&other| other != pair.old && cx.old.json_name(other) == key);
        for &taker in gained.get(&key).into_iter().flatten() {
            if taker != pair.new && !reported.contains(&taker) && !(is_declared && is_of_other()) {
                reported.push(taker);
                let [now, was] =
                    [cx.new.name(taker.into()) == key, is_declared].map(|it| if it { NAME } else { JSON_NAME });
                let problem = taken(cx, pair, taker, &key);
                let (now, was) = (cx.now_any(taker, &[now, NAME]), cx.was_any(pair.old, &[was, NAME]));
                findings.push(now, was, problem).details([&key]);
            }
        }
    }
}

fn taken(cx: &Comparison<'_>, pair: Pair<FieldId>, taker: FieldId, key: &str) -> Problem {
    let number = cx.old[pair.old].number;
    let other = cx.new[taker].number;
    let is_json_name = cx.new.json_name(taker) == key;
    let is_kept = json_names(cx.new, pair.new).iter().any(|name| name == key);
    // With two fields of one name, parsers differ.
    let (verb, parsers) = match (is_kept, is_json_name, cx.new.json_name(pair.new) == key) {
        (false, ..) => ("was", ""),
        (true, true, true) => ("is", " by some parsers"),
        (true, true, false) => ("is", " by parsers that look for `json_name` first"),
        (true, false, _) => ("is", " by parsers that look for declared names first"),
    };
    let part = if is_json_name { "`json_name`" } else { "name" };
    Problem {
        message: format!(
            "{} goes by `{key}` in JSON, which {verb} a name of field {number}: what old clients send as `{key}` is read as \
             field {other}{parsers}",
            subject::field(cx.new, taker)
        ),
        now: format!("`{key}` is {other} here"),
        was: format!("`{key}` was {number}"),
        help: format!("give field {other} another {part}"),
    }
}
