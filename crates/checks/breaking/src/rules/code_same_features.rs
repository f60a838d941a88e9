//! Generator features that change generated code, one row per feature.
//!
//! The resolved value counts. A feature that moves from a field to its file, or that an edition makes the default, is
//! no change.

use std::collections::HashSet;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::generator_features::{self as features, Feature, around};
use crate::names::{FILE, PACKAGE};
use crate::rule::{BreakingRule, Check};
use crate::subject;
use crate::witness::plan::GENERATED;
use protoward_schema::{Edition, Element, EnumId, EnumType, FieldType, Parent, Schema, Shape, Syntax};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "CODE_SAME_CPP_FEATURES",
        "C++ code keeps the form that features give it",
        &[FILE, PACKAGE],
        include_str!("code_same_cpp_features.md"),
        Check::Schema(|cx, findings| check(cx, CPP, findings)),
    )
    .source_only(GENERATED)
    .own(),
    BreakingRule::new(
        "CODE_SAME_CSHARP_FEATURES",
        "C# code keeps the form that features give it",
        &[FILE, PACKAGE],
        include_str!("code_same_csharp_features.md"),
        Check::Schema(|cx, findings| check(cx, CSHARP, findings)),
    )
    .source_only(GENERATED)
    .own(),
    BreakingRule::new(
        "CODE_SAME_GO_FEATURES",
        "Go code keeps the form that features give it",
        &[FILE, PACKAGE],
        include_str!("code_same_go_features.md"),
        Check::Schema(|cx, findings| check(cx, GO, findings)),
    )
    .source_only(GENERATED)
    .own(),
    BreakingRule::new(
        "CODE_SAME_JAVA_FEATURES",
        "Java code keeps the form that features give it",
        &[FILE, PACKAGE],
        include_str!("code_same_java_features.md"),
        Check::Schema(|cx, findings| check(cx, JAVA, findings)),
    )
    .source_only(GENERATED)
    .own(),
];

/// The kind of element that a feature affects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    File,
    Message,
    Field,
    Enum,
    /// Top-level messages, enums and services of a file.
    TopLevel,
}

/// A feature that changes generated code, with the words for its values.
struct FeatureRow {
    feature: &'static Feature,
    target: Target,
    /// The minimum edition of at least one version. In earlier editions a file option decides, which has its own
    /// rule.
    since: Edition,
    /// The resolved value in words; `None` if the feature does not affect the element.
    meaning: fn(&Feature, &Schema, Element) -> Option<&'static str>,
    /// The verb before the new value.
    verb: &'static str,
    /// `true` if code that uses the old form does not work with the new one.
    breaks: fn(&str, &str) -> bool,
    /// The consequence of the change.
    harm: &'static str,
}

const fn always(_: &str, _: &str) -> bool {
    true
}

const CPP: &[FeatureRow] = &[
    FeatureRow {
        feature: &features::CPP_LEGACY_CLOSED_ENUM,
        target: Target::Field,
        since: Edition::LEGACY,
        meaning: closed_enum,
        verb: "now treats enums as",
        breaks: always,
        harm: "C++ code reads numbers that the enum does not name in another way",
    },
    FeatureRow {
        feature: &features::CPP_ENUM_NAME_USES_STRING_VIEW,
        target: Target::Enum,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            Some(if feature.of(schema, element) == 1 { "`absl::string_view`" } else { "`const std::string&`" })
        },
        verb: "now makes `_Name` functions return",
        breaks: always,
        harm: "C++ code that keeps what `_Name` functions return stops compiling, or keeps a dangling reference",
    },
    FeatureRow {
        feature: &features::CPP_REPEATED_TYPE,
        target: Target::Field,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            let Element::Field(id) = element else { return None };
            let is_list = matches!(schema.shape(id), Shape::Repeated { .. });
            is_list.then(|| if feature.of(schema, element) == 2 { "`PROXY`" } else { "`LEGACY`" })
        },
        verb: "is now",
        breaks: always,
        harm: "C++ code that names the type of the list stops compiling",
    },
];

const CSHARP: &[FeatureRow] = &[FeatureRow {
    feature: &features::CSHARP_NULLABLE,
    target: Target::Field,
    since: Edition::LEGACY,
    meaning: |feature, schema, element| {
        let Element::Field(id) = element else { return None };
        let is_message = schema[id].ty.message().is_some() && matches!(schema.shape(id), Shape::Single(_));
        is_message.then(|| if feature.of(schema, element) == 1 { "`true`" } else { "`false`" })
    },
    verb: "is now",
    breaks: |_, new| new == "`true`",
    harm: "C# code that uses properties with messages without a test for null gets warnings, which many builds take for \
           errors",
}];

const GO: &[FeatureRow] = &[
    FeatureRow {
        feature: &features::GO_LEGACY_UNMARSHAL_JSON_ENUM,
        target: Target::Enum,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| Some(if feature.of(schema, element) == 1 { "`true`" } else { "`false`" }),
        verb: "is now",
        breaks: |_, new| new == "`false`",
        harm: "Go code that calls its method `UnmarshalJSON` stops compiling",
    },
    FeatureRow {
        feature: &features::GO_API_LEVEL,
        target: Target::Message,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            Some(match feature.of(schema, element) {
                2 => HYBRID,
                3 => "`API_OPAQUE`",
                _ => "`API_OPEN`",
            })
        },
        // The hybrid API includes both other APIs.
        verb: "is now",
        breaks: |_, new| new != HYBRID,
        harm: "Go code that uses the fields or the methods of its structs stops compiling",
    },
    FeatureRow {
        feature: &features::GO_STRIP_ENUM_PREFIX,
        target: Target::Enum,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            let Element::Enum(id) = element else { return None };
            has_prefix(schema, id).then(|| match feature.of(schema, element) {
                2 => BOTH,
                3 => "`STRIP_ENUM_PREFIX_STRIP`",
                _ => "`STRIP_ENUM_PREFIX_KEEP`",
            })
        },
        verb: "is now",
        breaks: |_, new| new != BOTH,
        harm: "the constants of its values have other names, and Go code that uses the old ones stops compiling",
    },
];
const HYBRID: &str = "`API_HYBRID`";
const BOTH: &str = "`STRIP_ENUM_PREFIX_GENERATE_BOTH`";

const JAVA: &[FeatureRow] = &[
    FeatureRow {
        feature: &features::JAVA_LEGACY_CLOSED_ENUM,
        target: Target::Field,
        since: Edition::LEGACY,
        meaning: closed_enum,
        verb: "now treats enums as",
        breaks: always,
        harm: "Java code reads numbers that the enum does not name in another way",
    },
    FeatureRow {
        feature: &features::JAVA_LARGE_ENUM,
        target: Target::Enum,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            Some(if feature.of(schema, element) == 1 { "a class" } else { "an `enum`" })
        },
        verb: "now generates",
        breaks: always,
        harm: "Java code that has it in a `switch`, or calls methods of `Enum`, stops compiling",
    },
    FeatureRow {
        feature: &features::JAVA_NEST_IN_FILE_CLASS,
        target: Target::TopLevel,
        since: Edition::E2024,
        meaning: |feature, schema, element| {
            let file = &schema[schema.file_of(element)];
            Some(match feature.of(schema, element) {
                1 => OWN_FILE,
                2 => OUTER_CLASS,
                _ if file.options.java_multiple_files() == Some(true) => OWN_FILE,
                _ => OUTER_CLASS,
            })
        },
        verb: "now puts classes",
        breaks: always,
        harm: "Java code that imports its class stops compiling",
    },
    FeatureRow {
        feature: &features::JAVA_OLD_OUTER_CLASSNAME,
        target: Target::File,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            let Element::File(id) = element else { return None };
            // An explicit name has its own rule.
            let is_written = schema[id].options.java_outer_classname().is_some_and(|name| !name.is_empty());
            let name = if feature.of(schema, element) == 1 {
                "the name of the file alone"
            } else {
                "the name of the file and `Proto`"
            };
            (!is_written).then_some(name)
        },
        verb: "now derives the outer class from",
        breaks: always,
        harm: "Java code that names the outer class of this file stops compiling",
    },
];
const OWN_FILE: &str = "in files of their own";
const OUTER_CLASS: &str = "inside of the outer class";

/// Returns how a generator treats the enum type of a field; `None` for enums that are closed in all languages.
fn closed_enum(feature: &Feature, schema: &Schema, element: Element) -> Option<&'static str> {
    let Element::Field(id) = element else { return None };
    let FieldType::Enum(of) = schema[id].ty else { return None };
    let is_open = schema[of].features.enum_type == EnumType::Open;
    is_open.then(|| if feature.of(schema, element) == 1 { "closed" } else { "open" })
}

/// Returns `true` if the name of any value starts with the name of the enum, ignoring case and underscores.
fn has_prefix(schema: &Schema, id: EnumId) -> bool {
    let bare = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let prefix = bare(schema.name(id.into()));
    schema[id].values.iter().any(|&value| {
        let name = bare(schema.name(value.into()));
        name.len() > prefix.len() && name.starts_with(&prefix)
    })
}

/// A change of one feature of one element.
struct FeatureChange {
    pair: Pair<Element>,
    was: &'static str,
    now: &'static str,
}

fn check(cx: &Comparison<'_>, rows: &[FeatureRow], findings: &mut Findings) {
    for row in rows {
        let changes = changed(cx, row);
        let mut seen = HashSet::new();
        for (pair, change) in changes.iter().map(|change| (reported_at(cx, row, change), change)) {
            if seen.insert((pair.new, change.was, change.now)) {
                let problem = problem(cx, row, pair, change);
                findings.push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), problem).details([
                    row.feature.name,
                    change.was,
                    change.now,
                ]);
            }
        }
    }
}

/// Returns the elements whose resolved feature changed, in the order of the old schema.
fn changed(cx: &Comparison<'_>, row: &FeatureRow) -> Vec<FeatureChange> {
    let mut changes = Vec::new();
    let mut look = |old: Element, new: Element| {
        if !may_differ(cx, row, old, new) {
            return;
        }
        let meaning = |schema: &Schema, element| (row.meaning)(row.feature, schema, element);
        if let (Some(was), Some(now)) = (meaning(cx.old, old), meaning(cx.new, new))
            && was != now
            && (row.breaks)(was, now)
        {
            changes.push(FeatureChange { pair: Pair { old, new }, was, now });
        }
    };
    for pairs in [&cx.pairs, &cx.followed] {
        let messages = pairs.messages.iter().filter(|pair| cx.new[pair.new].map_field.is_none());
        match row.target {
            Target::File => pairs.files.iter().for_each(|pair| look(pair.old.into(), pair.new.into())),
            Target::Message => messages.for_each(|pair| look(pair.old.into(), pair.new.into())),
            Target::Field => pairs.fields.iter().for_each(|pair| look(pair.old.into(), pair.new.into())),
            Target::Enum => pairs.enums.iter().for_each(|pair| look(pair.old.into(), pair.new.into())),
            Target::TopLevel => {
                let is_top = |parent: Parent| matches!(parent, Parent::File(_));
                let messages =
                    messages.filter(|pair| is_top(cx.old[pair.old].parent) && is_top(cx.new[pair.new].parent));
                messages.for_each(|pair| look(pair.old.into(), pair.new.into()));
                let enums = pairs.enums.iter();
                let enums = enums.filter(|pair| is_top(cx.old[pair.old].parent) && is_top(cx.new[pair.new].parent));
                enums.for_each(|pair| look(pair.old.into(), pair.new.into()));
                pairs.services.iter().for_each(|pair| look(pair.old.into(), pair.new.into()));
            }
        }
    }
    changes
}

/// Returns `true` if features can differ at all. Files that stay proto2 or proto3 have only file options.
fn may_differ(cx: &Comparison<'_>, row: &FeatureRow, old: Element, new: Element) -> bool {
    let old = &cx.old[cx.old.file_of(old)];
    let new = &cx.new[cx.new.file_of(new)];
    let is_new_enough = old.syntax.edition().max(new.syntax.edition()) >= row.since;
    is_new_enough && (old.syntax != new.syntax || matches!(new.syntax, Syntax::Edition(_)))
}

/// Returns the outermost element with the same change, from which nested elements inherit it.
fn reported_at(cx: &Comparison<'_>, row: &FeatureRow, change: &FeatureChange) -> Pair<Element> {
    let raw = |pair: Pair<Element>| (row.feature.of(cx.old, pair.old), row.feature.of(cx.new, pair.new));
    let values = raw(change.pair);
    let mut at = change.pair;
    while let (Some(old), Some(new)) = (around(cx.old, at.old), around(cx.new, at.new)) {
        let outer = Pair { old, new };
        let is_pair = match (old, new) {
            (Element::File(old), Element::File(new)) => cx.new_file(old) == Some(new),
            _ => cx.old.full_name(old) == cx.new.full_name(new),
        };
        if values.0 == values.1 || !is_pair || raw(outer) != values {
            break;
        }
        at = outer;
    }
    at
}

fn problem(cx: &Comparison<'_>, row: &FeatureRow, pair: Pair<Element>, change: &FeatureChange) -> Problem {
    let FeatureRow { feature: Feature { name, .. }, verb, harm, .. } = row;
    let FeatureChange { was, now, .. } = change;
    let subject = match pair.new {
        Element::Field(id) => subject::field(cx.new, id),
        Element::File(_) => format!("`{}`", cx.new.name(pair.new)),
        other => format!("{} `{}`", subject::kind(other), cx.new.full_name(other)),
    };
    Problem {
        message: format!("`{name}` of {subject} {verb} {now} instead of {was}: {harm}"),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: match *verb {
            "is now" => format!("set `{name}` to {was} again, here or for the file"),
            _ => format!("give `{name}` its old value again, here or for the file"),
        },
    }
}
