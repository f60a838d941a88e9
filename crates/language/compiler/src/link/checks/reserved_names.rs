//! `reserved "name"`: unique names, and no field or value with such a name.
//!
//! <https://protobuf.dev/programming-guides/proto3/#reserved-field-names>

use std::borrow::Cow;

use super::phase::{Group, Phase, RangeErrors};
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics};
use crate::link::collect::{EnumEntry, MessageEntry};
use crate::lookup::HashMap;
use protoward_source::{FixSafety, Place};
use protoward_syntax::ast::{EnumMember, Member, Reserved, ReservedDecl, Span};
use protoward_syntax::literal;
use protoward_syntax::options::removal_of_option;

/// Maximum length of a name, which protoc stores with a length of 16 bits.
const LONGEST: usize = 65_535;

/// A part of a position that sorts after all conflicts between ranges.
const BEHIND_RANGES: u32 = u32::MAX;

/// A reserved name with its span.
type ReservedName<'a> = (Cow<'a, str>, Span);

pub(super) fn of_message(cx: &CheckContext<'_>, entry: &MessageEntry<'_>, errors: &mut RangeErrors) {
    let mut names = Vec::new();
    for member in entry.decl.body() {
        if let Member::Reserved(decl) = member {
            read(cx, decl, &mut names);
        }
    }
    let fields = entry.fields.iter().map(|&field| &cx.tables.decls.fields[field]);
    let mut fields = fields.map(|field| (cx.field_name(field), cx.field_decl(field).name));
    check(cx, &names, entry.decl.name(), &mut fields, errors);
}

pub(super) fn of_enum(cx: &CheckContext<'_>, entry: &EnumEntry<'_>, errors: &mut RangeErrors) {
    let mut names = Vec::new();
    for member in &entry.decl.body {
        if let EnumMember::Reserved(decl) = member {
            read(cx, decl, &mut names);
        }
    }
    let values = entry.values.iter().map(|&value| cx.tables.decls.enum_values[value].decl.name);
    let mut values = values.map(|span| (span.of(cx.text()), span));
    check(cx, &names, entry.decl.name, &mut values, errors);
}

/// Checks the reserved names of the message or enum at `of`, and its members.
fn check(
    cx: &CheckContext<'_>,
    names: &[ReservedName<'_>],
    of: Span,
    members: &mut dyn Iterator<Item = (&str, Span)>,
    errors: &mut RangeErrors,
) {
    if names.is_empty() {
        return;
    }
    too_long(cx, names, cx.place(of), errors);
    let mut by_name: HashMap<&str, Span> = HashMap::default();
    for (name, span) in names {
        let first = *by_name.entry(name).or_insert(*span);
        if first != *span {
            let diagnostic = diagnostics::name_reserved_twice(name, cx.place(*span), cx.place(first), cx.place(of));
            let diagnostic = diagnostic.edit(FixSafety::Safe, cx.place(removal_of_option(cx.text(), *span)), "");
            errors.push(([Group::ReservedName as u32, 0, 0, 0], diagnostic));
        }
    }
    for (index, (name, span)) in members.enumerate() {
        if let Some(&reserved) = by_name.get(name) {
            let diagnostic = diagnostics::name_reserved(name, cx.place(span), cx.place(reserved));
            errors.push(([Group::Member as u32, index as u32, BEHIND_RANGES, 0], diagnostic));
        }
    }
}

fn read<'a>(cx: &CheckContext<'a>, decl: &ReservedDecl, names: &mut Vec<ReservedName<'a>>) {
    let text = cx.text();
    match &decl.what {
        Reserved::Numbers(_) => {}
        Reserved::Identifiers(spans) => names.extend(spans.iter().map(|&span| (Cow::Borrowed(span.of(text)), span))),
        Reserved::Strings(spans) => names.extend(spans.iter().map(|&span| (literal::string_lossy(text, span), span))),
    }
}

/// Reports long names. protoc stores lengths in 16 bits.
fn too_long(cx: &CheckContext<'_>, names: &[ReservedName<'_>], of: Place, errors: &mut RangeErrors) {
    for (name, span) in names.iter().filter(|(name, _)| name.len() > LONGEST) {
        let diagnostic = diagnostics::reserved_name_too_long(name.len(), LONGEST, cx.place(*span), of);
        errors.push(([Group::ReservedRange as u32, 0, BEHIND_RANGES, 0], diagnostic));
    }
}

/// Warns about reserved strings that are not identifiers. protoc does so while parsing.
pub(super) fn warn(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let mut names = Vec::new();
    let mut warn_of = |decl: &ReservedDecl| {
        if let Reserved::Strings(_) = decl.what {
            read(cx, decl, &mut names);
        }
        for (name, span) in names.drain(..).filter(|(name, _)| !is_identifier(name)) {
            let diagnostic = diagnostics::reserved_name_is_no_name(&name, cx.place(span));
            report.push(Phase::Build, cx.file, diagnostic);
        }
    };
    for (_, entry) in cx.messages() {
        for member in entry.decl.body() {
            if let Member::Reserved(decl) = member {
                warn_of(decl);
            }
        }
    }
    for (_, entry) in cx.enums() {
        for member in &entry.decl.body {
            if let EnumMember::Reserved(decl) = member {
                warn_of(decl);
            }
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut letters = name.bytes();
    letters.next().is_some_and(|letter| letter.is_ascii_alphabetic() || letter == b'_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
}
