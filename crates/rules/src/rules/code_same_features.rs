//! Features of generators that change what generated code looks like. One row per feature.
//!
//! What counts is what a feature comes to: a feature that moved from a field to its file, or that an edition has as its
//! default now, is no change.

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

/// What a feature decides about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    File,
    Message,
    Field,
    Enum,
    /// Messages, enums and services at the top level of a file.
    TopLevel,
}

/// One feature.
struct Row {
    feature: &'static Feature,
    target: Target,
    /// One side has to be of this edition, or of a newer one. An option of the file, with a rule of its own, decides before.
    since: Edition,
    /// What the feature comes to for an element, in words; `None` where it decides nothing there.
    meaning: fn(&Feature, &Schema, Element) -> Option<&'static str>,
    /// `true` where code that uses the old form does not work with the new one.
    breaks: fn(&str, &str) -> bool,
    /// What the change does to people.
    harm: &'static str,
}

const fn always(_: &str, _: &str) -> bool {
    true
}

const CPP: &[Row] = &[
    Row {
        feature: &features::CPP_LEGACY_CLOSED_ENUM,
        target: Target::Field,
        since: Edition::LEGACY,
        meaning: closed_enum,
        breaks: always,
        harm: "C++ code reads numbers that the enum does not name in another way",
    },
    Row {
        feature: &features::CPP_ENUM_NAME_USES_STRING_VIEW,
        target: Target::Enum,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            Some(if feature.of(schema, element) == 1 { "`absl::string_view`" } else { "`const std::string&`" })
        },
        breaks: always,
        harm: "C++ code that keeps what `_Name` functions return stops compiling, or keeps a dangling reference",
    },
    Row {
        feature: &features::CPP_REPEATED_TYPE,
        target: Target::Field,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            let Element::Field(id) = element else { return None };
            let is_list = matches!(schema.shape(id), Shape::Repeated { .. });
            is_list.then(|| if feature.of(schema, element) == 2 { "`PROXY`" } else { "`LEGACY`" })
        },
        breaks: always,
        harm: "C++ code that names the type of the list stops compiling",
    },
];

const CSHARP: &[Row] = &[Row {
    feature: &features::CSHARP_NULLABLE,
    target: Target::Field,
    since: Edition::LEGACY,
    meaning: |feature, schema, element| {
        let Element::Field(id) = element else { return None };
        let is_message = schema[id].ty.message().is_some() && matches!(schema.shape(id), Shape::Single(_));
        is_message.then(|| if feature.of(schema, element) == 1 { "`true`" } else { "`false`" })
    },
    breaks: |_, new| new == "`true`",
    harm: "C# code that uses properties with messages without a test for null gets warnings, which many builds take for \
           errors",
}];

const GO: &[Row] = &[
    Row {
        feature: &features::GO_LEGACY_UNMARSHAL_JSON_ENUM,
        target: Target::Enum,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| Some(if feature.of(schema, element) == 1 { "`true`" } else { "`false`" }),
        breaks: |_, new| new == "`false`",
        harm: "Go code that calls its method `UnmarshalJSON` stops compiling",
    },
    Row {
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
        // The hybrid API has what both of the others have.
        breaks: |_, new| new != HYBRID,
        harm: "Go code that uses the fields or the methods of its structs stops compiling",
    },
    Row {
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
        breaks: |_, new| new != BOTH,
        harm: "the constants of its values have other names, and Go code that uses the old ones stops compiling",
    },
];
const HYBRID: &str = "`API_HYBRID`";
const BOTH: &str = "`STRIP_ENUM_PREFIX_GENERATE_BOTH`";

const JAVA: &[Row] = &[
    Row {
        feature: &features::JAVA_LEGACY_CLOSED_ENUM,
        target: Target::Field,
        since: Edition::LEGACY,
        meaning: closed_enum,
        breaks: always,
        harm: "Java code reads numbers that the enum does not name in another way",
    },
    Row {
        feature: &features::JAVA_LARGE_ENUM,
        target: Target::Enum,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            Some(if feature.of(schema, element) == 1 { "a class" } else { "an `enum`" })
        },
        breaks: always,
        harm: "Java code that has it in a `switch`, or calls methods of `Enum`, stops compiling",
    },
    Row {
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
        breaks: always,
        harm: "Java code that imports its class stops compiling",
    },
    Row {
        feature: &features::JAVA_OLD_OUTER_CLASSNAME,
        target: Target::File,
        since: Edition::LEGACY,
        meaning: |feature, schema, element| {
            let Element::File(id) = element else { return None };
            // A name that somebody wrote has a rule of its own.
            let is_written = schema[id].options.java_outer_classname().is_some_and(|name| !name.is_empty());
            let name = if feature.of(schema, element) == 1 { "the name of the file" } else { "that name and `Proto`" };
            (!is_written).then_some(name)
        },
        breaks: always,
        harm: "Java code that names the outer class of this file stops compiling",
    },
];
const OWN_FILE: &str = "in a file of its own";
const OUTER_CLASS: &str = "inside of the outer class";

/// How a generator takes the enum of a field; nothing for enums that are closed for everybody.
fn closed_enum(feature: &Feature, schema: &Schema, element: Element) -> Option<&'static str> {
    let Element::Field(id) = element else { return None };
    let FieldType::Enum(of) = schema[id].ty else { return None };
    let is_open = schema[of].features.enum_type == EnumType::Open;
    is_open.then(|| if feature.of(schema, element) == 1 { "closed" } else { "open" })
}

/// Whether the name of any value begins with the name of the enum, however both are written.
fn has_prefix(schema: &Schema, id: EnumId) -> bool {
    let bare = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let prefix = bare(schema.name(id.into()));
    schema[id].values.iter().any(|&value| {
        let name = bare(schema.name(value.into()));
        name.len() > prefix.len() && name.starts_with(&prefix)
    })
}

/// A change of one feature at one element.
struct Found {
    pair: Pair<Element>,
    was: &'static str,
    now: &'static str,
}

fn check(cx: &Comparison<'_>, rows: &[Row], findings: &mut Findings) {
    for row in rows {
        let found = changed(cx, row);
        let mut seen = HashSet::new();
        for (pair, found) in found.iter().map(|found| (reported_at(cx, row, found), found)) {
            if seen.insert((pair.new, found.was, found.now)) {
                findings.push(cx.now(pair.new, &[]), cx.was(pair.old, &[]), problem(cx, row, pair, found));
            }
        }
    }
}

/// The elements for which a feature comes to something else, in the order of the old schema.
fn changed(cx: &Comparison<'_>, row: &Row) -> Vec<Found> {
    let mut found = Vec::new();
    let mut look = |old: Element, new: Element| {
        if !may_differ(cx, row, old, new) {
            return;
        }
        let meaning = |schema: &Schema, element| (row.meaning)(row.feature, schema, element);
        if let (Some(was), Some(now)) = (meaning(cx.old, old), meaning(cx.new, new))
            && was != now
            && (row.breaks)(was, now)
        {
            found.push(Found { pair: Pair { old, new }, was, now });
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
    found
}

/// Whether features can have changed at all: in files that stay proto2 or proto3, nothing but options of files counts.
fn may_differ(cx: &Comparison<'_>, row: &Row, old: Element, new: Element) -> bool {
    let (old, new) = (&cx.old[cx.old.file_of(old)], &cx.new[cx.new.file_of(new)]);
    let is_new_enough = old.syntax.edition().max(new.syntax.edition()) >= row.since;
    is_new_enough && (old.syntax != new.syntax || matches!(new.syntax, Syntax::Edition(_)))
}

/// The outermost element that has the same change, as what is inside of it inherits it.
fn reported_at(cx: &Comparison<'_>, row: &Row, found: &Found) -> Pair<Element> {
    let raw = |pair: Pair<Element>| (row.feature.of(cx.old, pair.old), row.feature.of(cx.new, pair.new));
    let change = raw(found.pair);
    let mut at = found.pair;
    while let (Some(old), Some(new)) = (around(cx.old, at.old), around(cx.new, at.new)) {
        let outer = Pair { old, new };
        let is_pair = match (old, new) {
            (Element::File(old), Element::File(new)) => cx.new_file(old) == Some(new),
            _ => cx.old.full_name(old) == cx.new.full_name(new),
        };
        if change.0 == change.1 || !is_pair || raw(outer) != change {
            break;
        }
        at = outer;
    }
    at
}

fn problem(cx: &Comparison<'_>, row: &Row, pair: Pair<Element>, found: &Found) -> Problem {
    let Row { feature: Feature { name, .. }, harm, .. } = row;
    let Found { was, now, .. } = found;
    let subject = match pair.new {
        Element::Field(id) => subject::field(cx.new, id),
        Element::File(_) => format!("`{}`", cx.new.name(pair.new)),
        other => format!("{} `{}`", subject::kind(other), cx.new.full_name(other)),
    };
    Problem {
        message: format!("`{name}` of {subject} comes to {now} and came to {was}: {harm}"),
        now: format!("{now} now"),
        was: format!("{was} before"),
        help: format!("set `{name}` so that it comes to {was} again, here or for the file"),
    }
}
