//! Features, options and values that the file's edition lacks or deprecates, and options on unsupported targets.
//!
//! Source: `FieldOptions.FeatureSupport` and `FieldOptions.targets` in `descriptor.proto`, and the behavior of protoc.

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics::support as diagnostics, support};
use crate::link::collect::FieldScope;
use crate::link::options::{Limited, LimitedTo, OptionsHolder};
use crate::link::resolve;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, FeatureSupport, FieldId, Syntax};
use protoward_source::{Diagnostic, Place};
use protoward_syntax::options::removal_of_option;

/// Reports options and values that the edition lacks or deprecates.
pub(super) fn editions(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let edition = cx.unit().syntax.edition();
    for limited in limited(cx) {
        let Some(support) = support_of(cx, limited).filter(|support| !support.is_full(edition)) else { continue };
        let what = what(cx, limited);
        let syntax = cx.unit().file.syntax.as_ref().map(|syntax| cx.place(syntax.value));
        let diagnostic = match support {
            FeatureSupport { introduced: Some(introduced), .. } if edition.0 < introduced => {
                diagnostics::too_early(&what, introduced, edition.0, syntax)
            }
            FeatureSupport { removed: Some(removed), error, .. } if edition.0 >= removed => {
                diagnostics::removed(&what, removed, error.unwrap_or_default(), syntax)
            }
            FeatureSupport { deprecated: Some(deprecated), warning, .. } if edition.0 >= deprecated => {
                diagnostics::deprecated(&what, deprecated, warning.unwrap_or_default())
            }
            _ => continue,
        };
        let diagnostic = without(cx, limited, diagnostic);
        let diagnostic = match limited.holder {
            OptionsHolder::Element(Element::File(_)) => diagnostic.in_protoc(package(cx)),
            holder => cx.at_name(holder, diagnostic),
        };
        report.push(Phase::Lifetimes, limited.holder, diagnostic);
    }
}

/// Returns the location that protoc reports for the name of a file.
fn package(cx: &CheckContext<'_>) -> Place {
    cx.unit().file.package().map_or(cx.nowhere(), |decl| cx.place(decl.span))
}

fn support_of<'a>(cx: &CheckContext<'a>, limited: &Limited) -> Option<FeatureSupport<'a>> {
    match limited.what {
        LimitedTo::Field(field) => support::of_field(cx, field),
        LimitedTo::Value(_, value) => support::of_value(cx, value),
    }
}

/// Returns `true` if the edition of the file does not permit an option or value.
fn is_refused(cx: &CheckContext<'_>, limited: &Limited) -> bool {
    support_of(cx, limited).is_some_and(|support| !support.has(cx.unit().syntax.edition()))
}

/// Reports options on unsupported targets. protoc checks only requested files.
pub(super) fn targets(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if !cx.unit().is_requested {
        return;
    }
    for limited in limited(cx) {
        let LimitedTo::Field(field) = limited.what else { continue };
        let targets = targets_of(cx, field);
        let (number, kind) = kind(limited.holder);
        if !targets.is_empty() && !targets.contains(&number) && !is_refused(cx, limited) {
            let kinds: Vec<&str> = targets.iter().filter_map(|&target| name_of(target)).collect();
            let diagnostic = diagnostics::misplaced(&what(cx, limited), kind, &kinds).in_protoc(cx.nowhere());
            let diagnostic = without(cx, limited, diagnostic);
            report.push(Phase::Targets, limited.holder, diagnostic);
        }
    }
}

/// Offers to remove an option, unless its value has several fields.
fn without(cx: &CheckContext<'_>, limited: &Limited, diagnostic: Diagnostic) -> Diagnostic {
    if limited.value.of(cx.text()).starts_with(['{', '<']) {
        return diagnostic;
    }
    diagnostic.choice(cx.place(removal_of_option(cx.text(), limited.name)), "")
}

/// Returns the options to check. Features in a file without editions are reported elsewhere.
fn limited<'a>(cx: &CheckContext<'a>) -> impl Iterator<Item = &'a Limited> + use<'a> {
    let text = cx.text();
    let has_features = matches!(cx.unit().syntax, Syntax::Edition(_));
    let is_feature = move |limited: &&Limited| limited.name.of(text).starts_with("features");
    let all = &cx.tables.options.limited[cx.file];
    all.iter().filter(move |limited| has_features || !is_feature(limited))
}

/// Returns the option or value as diagnostics name it.
fn what(cx: &CheckContext<'_>, limited: &Limited) -> diagnostics::OptionSubject {
    let decls = cx.tables.decls;
    let field = |id: FieldId| match decls.fields[id].scope() {
        FieldScope::Message(_) => decls.fields[id].name.to_owned(),
        FieldScope::Extend { .. } => format!("({})", resolve::full_name(decls, id)),
    };
    match limited.what {
        LimitedTo::Field(id) => {
            diagnostics::OptionSubject { name: field(id), place: cx.place(limited.name), option: None }
        }
        LimitedTo::Value(id, value) => diagnostics::OptionSubject {
            name: decls.enum_values[value].name.to_owned(),
            place: cx.place(limited.value),
            option: Some(field(id)),
        },
    }
}

fn targets_of(cx: &CheckContext<'_>, field: FieldId) -> Vec<u64> {
    const TARGETS: u32 = 19;
    let options = cx.tables.options.fields.get(field).unwrap_or_default();
    let targets = WireReader::new(options).fields().filter(|option| option.number == TARGETS);
    targets.filter_map(|it| if let WireValue::Varint(target) = it.value { Some(target) } else { None }).collect()
}

/// The kinds of elements, by their numbers in `FieldOptions.OptionTargetType`.
const KINDS: [&str; 10] = [
    "",
    "a file",
    "an extension range",
    "a message",
    "a field",
    "a oneof",
    "an enum",
    "a value of an enum",
    "a service",
    "a method",
];

fn kind(holder: OptionsHolder) -> (u64, &'static str) {
    let number = match holder {
        OptionsHolder::Element(Element::File(_)) => 1,
        OptionsHolder::Extensions(..) => 2,
        OptionsHolder::Element(Element::Message(_)) => 3,
        OptionsHolder::Element(Element::Field(_)) => 4,
        OptionsHolder::Element(Element::Oneof(_)) => 5,
        OptionsHolder::Element(Element::Enum(_)) => 6,
        OptionsHolder::Element(Element::EnumValue(_)) => 7,
        OptionsHolder::Element(Element::Service(_)) => 8,
        OptionsHolder::Element(Element::Method(_)) => 9,
    };
    (number as u64, KINDS[number])
}

fn name_of(target: u64) -> Option<&'static str> {
    KINDS.get(usize::try_from(target).ok()?).copied().filter(|name| !name.is_empty())
}
