//! JSON names: the fields of a message have distinct ones.
//!
//! <https://protobuf.dev/programming-guides/json/>. protoc compares twice: first the default JSON names, then the names
//! with `json_name` applied. With `json_format = LEGACY_BEST_EFFORT`, a conflict of default names is a warning.

use std::borrow::Cow;

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics};
use crate::link::collect::{FieldEntry, MessageDecl, MessageEntry};
use crate::lookup::HashMap;
use protoward_schema::{FieldId, JsonFormat, MessageId, MessageOptions, default_json_name};
use protoward_source::Severity;
use protoward_syntax::ast::{self, OptionDecl};
use protoward_syntax::{literal, options};

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.messages() {
        if !matches!(entry.decl, MessageDecl::MapEntry(_)) && !are_plain(cx, entry) && !is_excused(cx, id) {
            Names::new(cx, id, entry).check(report);
        }
    }
}

/// Returns `true` if all names are of a form that cannot conflict: `foo_bar`, without `json_name`.
fn are_plain(cx: &CheckContext<'_>, entry: &MessageEntry<'_>) -> bool {
    entry.fields.iter().all(|&field| {
        let field = &cx.tables.decls.fields[field];
        is_plain(cx.field_name(field)) && json_name_option(cx, cx.field_decl(field)).is_none()
    })
}

/// Returns `true` if a name is in lower case, with a letter after each `_`.
fn is_plain(name: &str) -> bool {
    let mut before = b'_';
    let is_plain = name.bytes().all(|byte| {
        let is_plain = match byte {
            b'a'..=b'z' => true,
            b'0'..=b'9' | b'_' => before != b'_',
            _ => false,
        };
        before = byte;
        is_plain
    });
    is_plain && before != b'_'
}

fn is_excused(cx: &CheckContext<'_>, id: MessageId) -> bool {
    let options = MessageOptions::new(cx.tables.options.messages.get(id));
    options.deprecated_legacy_json_field_conflicts() == Some(true)
}

fn json_name_option<'t>(cx: &CheckContext<'_>, decl: &'t ast::FieldDecl) -> Option<&'t OptionDecl> {
    let mut options = options::compact(decl.options.as_deref()).iter();
    options.find(|option| option.name_span.of(cx.text()) == "json_name")
}

/// Returns the `json_name` if it differs from the default JSON name.
fn custom<'a>(cx: &CheckContext<'a>, entry: &FieldEntry<'a>, default: &str) -> Option<(Cow<'a, str>, &'a OptionDecl)> {
    let option = json_name_option(cx, cx.field_decl(entry))?;
    let name = literal::string_lossy(cx.text(), option.value.span);
    (name != default).then_some((name, option))
}

/// The names of the fields of one message.
struct Names<'a, 'c> {
    cx: &'c CheckContext<'a>,
    message: MessageId,
    fields: Vec<NamedField<'a>>,
}

struct NamedField<'a> {
    entry: &'a FieldEntry<'a>,
    default: String,
    custom: Option<(Cow<'a, str>, &'a OptionDecl)>,
}

impl NamedField<'_> {
    fn name(&self, pass: Pass) -> (&str, bool) {
        match (&self.custom, pass) {
            (Some((custom, _)), Pass::Custom) => (custom, true),
            _ => (&self.default, false),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Pass {
    Default,
    Custom,
}

impl<'a, 'c> Names<'a, 'c> {
    fn new(cx: &'c CheckContext<'a>, message: MessageId, entry: &MessageEntry<'a>) -> Self {
        let named = |&field: &FieldId| {
            let entry = &cx.tables.decls.fields[field];
            let default = default_json_name(cx.field_name(entry)).into_owned();
            let custom = custom(cx, entry, &default);
            NamedField { entry, default, custom }
        };
        Self { cx, message, fields: entry.fields.iter().map(named).collect::<Vec<_>>() }
    }

    fn check(&self, report: &mut PhaseReport) {
        self.pass(Pass::Default, report);
        if self.fields.iter().any(|field| field.custom.is_some()) {
            self.pass(Pass::Custom, report);
        }
    }

    fn pass(&self, pass: Pass, report: &mut PhaseReport) {
        let cx = self.cx;
        let mut taken: HashMap<&str, usize> = HashMap::default();
        for (index, field) in self.fields.iter().enumerate() {
            let (name, is_custom) = field.name(pass);
            if is_custom && name.len() >= 2 && name.starts_with('[') && name.ends_with(']') {
                let option = field.custom.as_ref().map_or(cx.name_span(field.entry), |(_, option)| option.value.span);
                let diagnostic = diagnostics::json_name_in_brackets(name, cx.place(option));
                report.push(Phase::Validate, self.message, diagnostic.in_protoc(cx.place(cx.name_span(field.entry))));
            }
            let first = *taken.entry(name).or_insert(index);
            if first == index {
                continue;
            }
            let first = &self.fields[first];
            let is_first_custom = first.name(pass).1;
            // The first pass has reported the conflict of two default names.
            if pass == Pass::Custom && !is_custom && !is_first_custom {
                continue;
            }
            let is_best_effort = cx.tables.features.messages[self.message].json_format == JsonFormat::LegacyBestEffort;
            let passes = is_best_effort && !(is_custom && is_first_custom);
            let severity = if passes { Severity::Warning } else { Severity::Error };
            self.conflict(severity, (first, is_first_custom), (field, is_custom), report);
        }
    }

    fn conflict(
        &self,
        severity: Severity,
        first: (&NamedField<'a>, bool),
        again: (&NamedField<'a>, bool),
        report: &mut PhaseReport,
    ) {
        let cx = self.cx;
        let side = |(field, is_custom): (&NamedField<'a>, bool)| {
            let option = field.custom.as_ref().filter(|_| is_custom).map(|(_, option)| option.value.span);
            diagnostics::JsonName {
                field: cx.field_name(field.entry),
                place: cx.place(option.unwrap_or_else(|| cx.name_span(field.entry))),
                is_custom,
                has_custom: field.custom.is_some(),
            }
        };
        let pass = if first.1 || again.1 { Pass::Custom } else { Pass::Default };
        let name = again.0.name(pass).0;
        let in_protoc = cx.place(cx.name_span(again.0.entry));
        let diagnostic = diagnostics::duplicate_json_name(severity, name, side(first), side(again));
        report.push(Phase::Validate, self.message, diagnostic.in_protoc(in_protoc));
    }
}

/// Checks the value of each `json_name`. Full names in brackets are reserved for extensions.
pub(super) fn check_options(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.fields().filter(|(_, entry)| cx.field_decl(entry).options.is_some()) {
        let Some((name, option)) = custom(cx, entry, &default_json_name(cx.field_name(entry))) else { continue };
        let place = cx.place(option.span);
        if cx.is_extension(entry) {
            report.push(Phase::Validate, id, diagnostics::json_name_of_extension(place));
        } else if name.contains('\0') {
            let diagnostic = diagnostics::json_name_with_nul(cx.place(option.value.span));
            report.push(Phase::Validate, id, diagnostic.in_protoc(place));
        }
    }
}
