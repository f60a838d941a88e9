//! Field numbers: 1 to 536870911 without the implementation range, unique in a message.
//!
//! <https://protobuf.dev/programming-guides/proto3/#assigning>

use std::cell::OnceCell;

use super::diagnostics::NamedDeclaration;
use super::free::UsedNumbers;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::ranges::{MAX_NUMBER, OF_LIBRARY, number};
use super::{CheckContext, diagnostics};
use crate::link::collect::{FieldDecl, FieldEntry};
use crate::lookup::HashMap;
use protoward_schema::{FieldId, MessageId};
use protoward_syntax::ast::Span;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.messages() {
        let numbers = Numbers { cx, message: id, taken: OnceCell::new() };
        let mut before = 0;
        let mut ascending = true;
        for &field in &entry.fields {
            let FieldDecl::Field(decl) = cx.tables.decls.fields[field].decl() else { continue };
            let number = number(cx.text(), decl.number);
            ascending &= number > before;
            before = number;
            if !(1..=MAX_NUMBER).contains(&number) || OF_LIBRARY.contains(&number) {
                numbers.refused(field, number, report);
            }
        }
        if !ascending {
            numbers.twice(&entry.fields, report);
        }
    }
    extensions(cx, report);
}

/// Checks the bounds of extension numbers. The extended message limits them further.
fn extensions(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    for (id, entry) in cx.extensions() {
        let FieldDecl::Field(decl) = entry.decl() else { continue };
        let number = number(cx.text(), decl.number);
        let name = cx.field_name(entry);
        let place = cx.place(decl.number);
        if number == 0 {
            report.push(Phase::Build, id, diagnostics::number_not_positive(name, place, None));
        } else if OF_LIBRARY.contains(&number) && cx.unit().is_requested {
            report.push(Phase::LibraryNumbers, id, diagnostics::number_of_library(name, place, None));
        }
    }
}

/// The field numbers of one message.
struct Numbers<'a, 'c> {
    cx: &'c CheckContext<'a>,
    message: MessageId,
    taken: OnceCell<UsedNumbers>,
}

impl<'a> Numbers<'a, '_> {
    fn next_free(&self, from: i64) -> Option<i64> {
        self.taken.get_or_init(|| UsedNumbers::of_message(self.cx, self.message)).next(from)
    }

    fn field(&self, id: FieldId) -> (&'a FieldEntry<'a>, Span) {
        let entry = &self.cx.tables.decls.fields[id];
        let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = entry.decl();
        (entry, decl.number)
    }

    /// Reports numbers outside the permitted range.
    fn refused(&self, id: FieldId, number: i64, report: &mut PhaseReport) {
        let (entry, span) = self.field(id);
        let name = self.cx.field_name(entry);
        let place = self.cx.place(span);
        if OF_LIBRARY.contains(&number) {
            // protoc checks these numbers last, and only in requested files.
            if self.cx.unit().is_requested {
                let diagnostic = diagnostics::number_of_library(name, place, self.next_free(number));
                report.push(Phase::LibraryNumbers, id, diagnostic);
            }
            return;
        }
        let diagnostic = if number > MAX_NUMBER {
            diagnostics::number_too_large(name, place, self.next_free(1))
        } else {
            diagnostics::number_not_positive(name, place, self.next_free(1))
        };
        report.push(Phase::Build, id, diagnostic);
    }

    /// Reports duplicate numbers. Invalid numbers are already reported.
    fn twice(&self, fields: &[FieldId], report: &mut PhaseReport) {
        let mut by_number: HashMap<i64, usize> = HashMap::default();
        for (index, &again) in fields.iter().enumerate() {
            let (entry, span) = self.field(again);
            let number = number(self.cx.text(), span);
            let first = *by_number.entry(number).or_insert(index);
            if first == index || number < 1 {
                continue;
            }
            let (first, first_span) = self.field(fields[first]);
            let diagnostic = diagnostics::duplicate_number(
                number,
                NamedDeclaration { name: self.cx.field_name(entry), place: self.cx.place(span) },
                NamedDeclaration { name: self.cx.field_name(first), place: self.cx.place(first_span) },
                self.next_free(number),
            );
            report.push(Phase::Link, again, diagnostic);
        }
    }
}
