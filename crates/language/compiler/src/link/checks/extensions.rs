//! Extensions: the number is in an extension range of the extended message, and is unique.
//!
//! <https://protobuf.dev/programming-guides/proto2/#extensions>

use std::cell::OnceCell;

use super::diagnostics::NamedDeclaration;
use super::order::Order;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::ranges::{self, NumberRange, number};
use super::{CheckContext, diagnostics};
use crate::link::collect::{FieldDecl, FieldEntry};
use crate::link::lower::PassTables;
use protoward_schema::{FieldId, FileId, MessageId};
use protoward_syntax::ast::Label;

/// Maximum number of ranges to show for a number outside all of them.
const MOST_SHOWN: usize = 8;

/// The extensions of all files, sorted by extended message and number.
pub(super) struct Extensions {
    sorted: Vec<Extension>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Extension {
    pub(super) extendee: MessageId,
    pub(super) number: i64,
    pub(super) field: FieldId,
}

impl Extensions {
    pub(super) fn new(tables: PassTables<'_>) -> Self {
        let decls = tables.decls;
        let mut sorted: Vec<Extension> = Vec::new();
        for (_, file) in decls.files.iter() {
            add(tables, &file.extensions, &mut sorted);
        }
        for (_, message) in decls.messages.iter() {
            add(tables, &message.rest().extensions, &mut sorted);
        }
        sorted.sort();
        Self { sorted }
    }

    /// Returns all extensions of the same message with the same number.
    fn like(&self, it: Extension) -> &[Extension] {
        let key = |it: &Extension| (it.extendee, it.number);
        let from = self.sorted.partition_point(|other| key(other) < key(&it));
        let count = self.sorted[from..].partition_point(|other| key(other) == key(&it));
        &self.sorted[from..from + count]
    }
}

fn add(tables: PassTables<'_>, fields: &[FieldId], all: &mut Vec<Extension>) {
    all.extend(fields.iter().filter_map(|&field| extension(tables, field)));
}

/// Returns `None` if the extended message is unknown.
fn extension(tables: PassTables<'_>, field: FieldId) -> Option<Extension> {
    let entry = &tables.decls.fields[field];
    let FieldDecl::Field(decl) = entry.decl() else { return None };
    let extendee = tables.types.extendees.get(field)?;
    Some(Extension { extendee, number: number(tables.units[entry.file.index()].text, decl.number), field })
}

/// Returns the extensions in this file, sorted.
pub(super) fn own(cx: &CheckContext<'_>) -> Vec<Extension> {
    let mut own: Vec<Extension> = cx.extensions().filter_map(|(id, _)| extension(cx.tables, id)).collect();
    own.sort();
    own
}

pub(super) fn check(cx: &CheckContext<'_>, all: &Extensions, report: &mut PhaseReport) {
    for (id, entry) in cx.extensions() {
        required(cx, id, entry, report);
    }
    let own = own(cx);
    let order = OnceCell::new();
    let mut given = ExtensionRanges::default();
    for group in own.chunk_by(|a, b| a.extendee == b.extendee) {
        given.read(cx, group[0].extendee);
        for &it in group {
            if !given.contains(it.number) {
                not_declared(cx, it, &given.ranges, report);
            } else if !cx.tables.types.unknown.contains(it.field) {
                let like = all.like(it);
                if like.len() > 1 {
                    taken(cx, it, like, order.get_or_init(|| Order::new(cx)), report);
                }
            }
        }
    }
}

/// The extension ranges of a message.
#[derive(Default)]
struct ExtensionRanges {
    /// Sorted by start.
    ranges: Vec<NumberRange>,
    /// For each range, the largest number up to and including the range. Ranges may overlap, which is reported
    /// elsewhere.
    up_to: Vec<i64>,
}

impl ExtensionRanges {
    fn read(&mut self, cx: &CheckContext<'_>, id: MessageId) {
        let entry = &cx.tables.decls.messages[id];
        ranges::of_message(&CheckContext { file: entry.file, ..*cx }, id, entry, &mut self.ranges);
        self.ranges.retain(NumberRange::is_extensions);
        self.ranges.sort();
        self.up_to.clear();
        for range in &self.ranges {
            let before = self.up_to.last().copied().unwrap_or_default();
            self.up_to.push(before.max(range.bounds().1));
        }
    }

    fn contains(&self, number: i64) -> bool {
        let behind = self.ranges.partition_point(|item| item.bounds().0 <= number);
        behind > 0 && number <= self.up_to[behind - 1]
    }
}

/// Reports a required extension. protoc does so before it resolves types.
fn required(cx: &CheckContext<'_>, id: FieldId, entry: &FieldEntry<'_>, report: &mut PhaseReport) {
    let decl = cx.field_decl(entry);
    if let (Some(Label::Required), Some(span)) = (decl.label, decl.label_span()) {
        let diagnostic = diagnostics::required_extension(cx.field_name(entry), cx.place(span));
        report.push(Phase::Build, id, diagnostic.in_protoc(cx.place(decl.ty.span())));
    }
}

fn not_declared(cx: &CheckContext<'_>, it: Extension, given: &[NumberRange], report: &mut PhaseReport) {
    if it.number < 1 {
        // A number below 1 is reported elsewhere.
        return;
    }
    let entry = &cx.tables.decls.fields[it.field];
    let extended = &cx.tables.decls.messages[it.extendee];
    let there = CheckContext { file: extended.file, ..*cx };
    let ranges: Vec<_> = given.iter().take(MOST_SHOWN).map(|item| item.range(&there)).collect();
    let diagnostic = diagnostics::not_an_extension_number(
        it.number,
        NamedDeclaration { name: cx.field_name(entry), place: cx.place(cx.field_decl(entry).number) },
        NamedDeclaration { name: extended.full_name, place: there.place(extended.decl.name()) },
        &ranges,
    );
    report.push_first(Phase::Link, it.field, diagnostic);
}

/// Reports a number that is already used. protoc permits a duplicate in another file with a warning.
fn taken(cx: &CheckContext<'_>, it: Extension, like: &[Extension], order: &Order, report: &mut PhaseReport) {
    let decls = cx.tables.decls;
    let turn = |other: &Extension| {
        let file: FileId = decls.fields[other.field].file;
        (file, if file == cx.file { order.turn(Phase::Link, other.field.into()) } else { 0 }, other.field)
    };
    let Some(first) = like.iter().min_by_key(|other| turn(other)).filter(|first| first.field != it.field) else {
        return;
    };
    let entry = &decls.fields[it.field];
    let other = &decls.fields[first.field];
    let there = CheckContext { file: other.file, ..*cx };
    let diagnostic = diagnostics::duplicate_extension_number(
        it.number,
        NamedDeclaration { name: cx.field_name(entry), place: cx.place(cx.field_decl(entry).number) },
        NamedDeclaration { name: cx.field_name(other), place: there.place(cx.field_decl(other).number) },
        decls.messages[it.extendee].full_name,
        other.file == cx.file,
    );
    report.push(Phase::Link, it.field, diagnostic);
}
