//! The texts of findings about moves: what happened, the effect on code, bytes and JSON, and the replaced findings.

use std::collections::BTreeMap;

use super::followed::{self, extensions, is_inside};
use super::source::Source;
use crate::comparison::{Comparison, Pair};
use crate::finding::{Finding, FindingDraft, Problem};
use crate::fix::SchemaEdit;
use crate::moves::PackageMove;
use crate::spot::ElementPlace;
use crate::subject::{self, kind};
use protoward_policy::Rule;
use protoward_schema::{Element, EnumValueId, FieldId, FileId, MethodId, OneofId};

/// The path of `name` in descriptors that have one.
const NAME: &[i32] = &[1];
/// The path of `package` in a file descriptor.
const PACKAGE: &[i32] = &[2];

pub(super) fn draft(
    cx: &Comparison<'_>,
    source: Source,
    rule: &'static Rule,
    stands_for: Vec<Finding>,
) -> FindingDraft {
    let (now, was, mut problem) = match source {
        Source::Package(index) => package(cx, &cx.moves.packages()[index]),
        Source::File(old, new) => file(cx, Pair { old, new }),
        Source::Element(old, new) => declared(cx, Pair { old, new }),
        Source::Member(old, new) => member(cx, Pair { old, new }),
    };
    problem.help = format!("{}; this finding replaces {}", problem.help, counted(&stands_for));
    let mut draft = FindingDraft::new(rule, now, was, problem);
    draft.finding.fix = fix(source, &stands_for);
    draft.finding.details = followed::details(cx, source, &stands_for);
    draft.finding.stands_for = stands_for;
    draft
}

/// Returns the fix. Restoring a name fixes everything that the new name caused. A name whose references were all
/// updated has no such fix.
fn fix(source: Source, findings: &[Finding]) -> Vec<SchemaEdit> {
    /// The rules whose findings carry the fix, in order of preference.
    const RULES: &[&str] = &[
        "FIELD_SAME_NAME",
        "FIELD_SAME_JSON_NAME",
        "ENUM_VALUE_SAME_NAME",
        "ONEOF_NO_DELETE",
        "FIELD_SAME_ONEOF",
        "RPC_NO_DELETE",
        "FILE_NO_DELETE",
    ];
    if matches!(source, Source::Package(_) | Source::Element(..)) {
        return Vec::new();
    }
    let of_rule = |id: &&str| findings.iter().find(|finding| finding.rule.id() == *id && !finding.fix.is_empty());
    RULES.iter().find_map(of_rule).map(|finding| finding.fix.clone()).unwrap_or_default()
}

/// Returns rule ids with counts, such as "FIELD_SAME_TYPE (3), MESSAGE_NO_DELETE".
fn counted(findings: &[Finding]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    findings.iter().for_each(|finding| *counts.entry(finding.rule.id()).or_default() += 1);
    let named = |(id, count): (&str, usize)| if count == 1 { id.to_owned() } else { format!("{id} ({count})") };
    counts.into_iter().map(named).collect::<Vec<_>>().join(", ")
}

/// The effect of a move on source code, bytes and JSON.
struct Verdict {
    source: &'static str,
    wire: &'static str,
    json: String,
}

impl Verdict {
    fn new(source: &'static str, wire: &'static str, json: &str) -> Self {
        Self { source, wire, json: json.to_owned() }
    }

    fn sentence(&self) -> String {
        let Self { source, wire, json } = self;
        format!("source {source}; wire {wire}; JSON {json}")
    }
}

const READABLE: &str = "stays readable";
const BUT_ANY: &str = "stays readable, except inside an `Any`";

fn package(cx: &Comparison<'_>, moved: &PackageMove) -> (ElementPlace, ElementPlace, Problem) {
    let named = |name: &str| if name.is_empty() { "no package".to_owned() } else { format!("`{name}`") };
    let old = named(&moved.old);
    let new = named(&moved.new);
    let subject =
        if moved.old.is_empty() { "the declarations without a package".to_owned() } else { format!("package {old}") };
    let happened = if moved.new.is_empty() { "is in no package now" } else { "was renamed to" };
    let renamed = if moved.new.is_empty() { happened.to_owned() } else { format!("{happened} {new}") };
    let has_services =
        cx.old_files().any(|file| cx.old.package(file) == moved.old && !cx.old[file].services.is_empty());
    let wire =
        if has_services { "stays readable, except inside an `Any`, and calls get UNIMPLEMENTED" } else { BUT_ANY };
    let is_in_package = |id: FieldId| cx.old.package(cx.old[id].file) == moved.old;
    let json = named_json(cx, is_in_package);
    let left = match &moved.left_behind[..] {
        [] => String::new(),
        [first] => format!("; {} did not come along", called(cx, *first)),
        [first, rest @ ..] => format!("; {} and {} more did not come along", called(cx, *first), rest.len()),
    };
    let problem = Problem {
        message: format!("{subject} {renamed}: {}{left}", Verdict::new("breaks", wire, &json).sentence()),
        now: format!("{new} now"),
        was: format!("{old} before"),
        help: format!("keep {old} together with {new}, marked deprecated, until it is unused"),
    };
    (cx.now(moved.files.new, PACKAGE), cx.was(moved.files.old, PACKAGE), problem)
}

/// Returns the effect on JSON of a new full name, which is in the keys of the extensions inside.
fn named_json(cx: &Comparison<'_>, is_inside: impl Fn(FieldId) -> bool) -> String {
    match extensions(cx).find(|&id| is_inside(id)) {
        None => BUT_ANY.to_owned(),
        Some(id) => {
            let name = cx.old.full_name(id.into());
            format!("breaks inside an `Any`, and for extensions, whose keys are full names such as `[{name}]`")
        }
    }
}

fn called(cx: &Comparison<'_>, old: Element) -> String {
    format!("{} `{}`", kind(old), cx.old.full_name(old))
}

fn file(cx: &Comparison<'_>, pair: Pair<FileId>) -> (ElementPlace, ElementPlace, Problem) {
    let old = cx.old.name(pair.old.into());
    let new = cx.new.name(pair.new.into());
    let verdict = Verdict::new("breaks where it is imported", READABLE, READABLE);
    let problem = Problem {
        message: format!("file `{old}` moved to `{new}`: {}", verdict.sentence()),
        now: "it is here now".to_owned(),
        was: "it was here".to_owned(),
        help: format!("leave `{old}` in place with `import public \"{new}\";` in it"),
    };
    (cx.now(pair.new, &[]), cx.was(pair.old, &[]), problem)
}

fn declared(cx: &Comparison<'_>, pair: Pair<Element>) -> (ElementPlace, ElementPlace, Problem) {
    let kind = kind(pair.old);
    let old = cx.old.full_name(pair.old);
    let new = cx.new.full_name(pair.new);
    let problem = if old == new {
        let file = cx.new.name(cx.new.file_of(pair.new).into());
        let verdict = Verdict::new("breaks where its file is imported", READABLE, READABLE);
        Problem {
            message: format!("{kind} `{old}` moved to `{file}`: {}", verdict.sentence()),
            now: "it is here now".to_owned(),
            was: "it was here".to_owned(),
            help: format!("move the {kind} back, or let the old file `import public \"{file}\";`"),
        }
    } else {
        let same_name = cx.old.name(pair.old) == cx.new.name(pair.new);
        let verb = if same_name { "moved" } else { "was renamed" };
        Problem {
            message: format!("{kind} `{old}` {verb} to `{new}`: {}", names_verdict(cx, pair.old).sentence()),
            now: format!("it is `{new}` now"),
            was: format!("it was `{old}`"),
            help: match pair.old {
                // Two extensions cannot have the same number.
                Element::Field(_) => format!("keep the name `{old}`, in its package and scope"),
                _ => format!("keep `{old}` together with `{new}`, marked deprecated, until it is unused"),
            },
        }
    };
    (cx.now(pair.new, NAME), cx.was(pair.old, NAME), problem)
}

/// Returns the effect of a new full name.
fn names_verdict(cx: &Comparison<'_>, element: Element) -> Verdict {
    match element {
        Element::Service(_) => Verdict::new("breaks", "breaks: calls get UNIMPLEMENTED", READABLE),
        Element::Field(_) => Verdict::new("breaks", READABLE, "breaks: it writes the full name"),
        Element::Enum(_) => Verdict::new("breaks", READABLE, READABLE),
        Element::Message(message) => Verdict::new("breaks", BUT_ANY, &named_json(cx, |id| is_inside(cx, id, message))),
        Element::File(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => {
            Verdict::new("breaks", BUT_ANY, BUT_ANY)
        }
    }
}

fn member(cx: &Comparison<'_>, pair: Pair<Element>) -> (ElementPlace, ElementPlace, Problem) {
    let name = cx.new.name(pair.new);
    let (subject, verdict, help) = match (pair.old, pair.new) {
        (Element::Field(old), Element::Field(new)) => field(cx, Pair { old, new }),
        (Element::EnumValue(old), _) => value(cx, old, name),
        (Element::Method(old), _) => method(cx, old, name),
        (Element::Oneof(old), _) => oneof(cx, old),
        _ => (called(cx, pair.old), names_verdict(cx, pair.old), "keep the name".to_owned()),
    };
    let problem = Problem {
        message: format!("{subject} was renamed to `{name}`: {}", verdict.sentence()),
        now: format!("it is `{name}` now"),
        was: format!("it was `{}`", cx.old.name(pair.old)),
        help,
    };
    (cx.now(pair.new, NAME), cx.was(pair.old, NAME), problem)
}

fn field(cx: &Comparison<'_>, pair: Pair<FieldId>) -> (String, Verdict, String) {
    let before = cx.old.json_name(pair.old);
    let after = cx.new.json_name(pair.new);
    let name = cx.old.name(pair.old.into());
    let (json, help) = if before == after {
        (format!("keeps `{before}`"), format!("keep the name `{name}`"))
    } else {
        (
            format!("breaks: `{before}` is `{after}`"),
            format!("keep the name; or pin the one in JSON with `[json_name = \"{before}\"]`, for code to break alone"),
        )
    };
    (subject::field(cx.old, pair.old), Verdict::new("breaks", READABLE, &json), help)
}

fn value(cx: &Comparison<'_>, id: EnumValueId, new: &str) -> (String, Verdict, String) {
    let value = &cx.old[id];
    let subject = subject::enumeration(cx.old, cx.old[id].parent);
    let name = cx.old.text(value.name);
    (
        format!("value `{name}` ({}) of `{subject}`", value.number),
        Verdict::new("breaks", READABLE, &format!("breaks: it writes `{name}` as `{new}`")),
        format!("keep `{name}`, and add `{new}` with `option allow_alias = true;`"),
    )
}

fn method(cx: &Comparison<'_>, id: MethodId, new: &str) -> (String, Verdict, String) {
    let name = cx.old.name(id.into());
    (
        subject::method(cx.old, id),
        Verdict::new("breaks", "breaks: calls get UNIMPLEMENTED", READABLE),
        format!("keep `{name}` together with `{new}`, with `option deprecated = true;` until no client calls it"),
    )
}

fn oneof(cx: &Comparison<'_>, id: OneofId) -> (String, Verdict, String) {
    let oneof = &cx.old[id];
    let name = cx.old.text(oneof.name);
    (
        format!("oneof `{name}` of `{}`", subject::message(cx.old, oneof.message)),
        Verdict::new("breaks", READABLE, READABLE),
        format!("keep the name `{name}`"),
    )
}
