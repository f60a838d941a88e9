//! Constructs of proto2 that proto3 does not have.
//!
//! <https://protobuf.dev/programming-guides/proto3/>. protoc checks all of them per file: extensions of the file, then
//! each message, nested messages first.

use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, defaults, diagnostics, is_options_message};
use crate::link::collect::{FieldDecl, FieldEntry, FieldScope, MessageEntry};
use protoward_schema::{EnumType, FieldId, FieldType, MessageId, Syntax};
use protoward_source::Diagnostic;
use protoward_syntax::ast::{Label, Member, TypeExpr};
use protoward_syntax::options::removal_of_option;

pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    if cx.unit().syntax != Syntax::Proto3 {
        return;
    }
    let mut check = Proto3Check { cx, report };
    let file = &cx.tables.decls.files[cx.file];
    file.extensions.iter().for_each(|&field| check.field(field));
    file.messages.iter().for_each(|&message| check.message(message));
}

struct Proto3Check<'a, 'c> {
    cx: &'c CheckContext<'a>,
    report: &'c mut PhaseReport,
}

impl<'a> Proto3Check<'a, '_> {
    fn push(&mut self, diagnostic: Diagnostic) {
        self.report.push(Phase::Validate, self.cx.file, diagnostic);
    }

    /// Checks a message. The parser limits the recursion depth.
    fn message(&mut self, id: MessageId) {
        let cx = self.cx;
        let entry = &cx.tables.decls.messages[id];
        entry.rest().messages.iter().for_each(|&nested| self.message(nested));
        entry.fields.iter().for_each(|&field| self.field(field));
        entry.rest().extensions.iter().for_each(|&field| self.field(field));
        self.extension_ranges(entry);
        if cx.is_message_set(id) {
            let place = cx.place(entry.decl.name());
            let diagnostic = diagnostics::message_set_in_proto3(cx.message_text(entry), place);
            let option = entry.decl.body().iter().find_map(|member| match member {
                Member::Option(option) if option.name_span.of(cx.text()) == "message_set_wire_format" => Some(option),
                _ => None,
            });
            self.push(match option {
                Some(option) => cx.without(option, diagnostic),
                None => diagnostic,
            });
        }
    }

    /// Reports `extensions` statements. protoc reports each range instead.
    fn extension_ranges(&mut self, entry: &MessageEntry<'_>) {
        for member in entry.decl.body() {
            if let Member::Extensions(decl) = member {
                let in_protoc = decl.ranges.first().map_or(decl.span, |range| range.span);
                let diagnostic = diagnostics::extensions_in_proto3(self.cx.place(decl.span));
                self.push(diagnostic.in_protoc(self.cx.place(in_protoc)));
            }
        }
    }

    fn field(&mut self, id: FieldId) {
        let cx = self.cx;
        let entry = &cx.tables.decls.fields[id];
        self.extendee(id, entry);
        let decl = cx.field_decl(entry);
        let is_map = matches!(decl.ty, TypeExpr::Map { .. });
        let ty = || cx.place(decl.ty.span());
        if let (Some(Label::Required), Some(span), false) = (decl.label, decl.label_span(), cx.is_extension(entry)) {
            self.push(diagnostics::required_in_proto3(cx.field_name(entry), cx.place(span)).in_protoc(ty()));
        }
        if let (Some(value), false, FieldDecl::Field(_)) = (defaults::default_option(cx, decl), is_map, entry.decl()) {
            let option = cx.place(removal_of_option(cx.text(), value.name_span));
            self.default(id, entry, diagnostics::default_in_proto3(cx.place(value.value.span), option));
        }
        self.closed_enum(id, entry);
        if let (TypeExpr::Group(group), Some(message)) = (&decl.ty, cx.tables.decls.own_messages.get(id)) {
            let diagnostic = diagnostics::group_in_proto3(cx.place(group.span));
            if self.has_optional(message) {
                // protoc does not create oneofs in a group, and reports the missing ones before it checks groups.
                self.report.push(Phase::Link, message, diagnostic.in_protoc(cx.nowhere()));
            } else {
                self.push(diagnostic);
            }
        }
    }

    fn has_optional(&self, group: MessageId) -> bool {
        let fields = &self.cx.tables.decls.messages[group].fields;
        fields.iter().any(|&field| self.cx.tables.decls.fields[field].proto3_optional)
    }

    fn extendee(&mut self, id: FieldId, entry: &FieldEntry<'a>) {
        let cx = self.cx;
        let Some(extendee) = cx.tables.types.extendees.get(id) else { return };
        let name = cx.tables.decls.messages[extendee].full_name;
        if !is_options_message(name) && cx.is_extension(entry) {
            let place = match entry.scope() {
                FieldScope::Extend { decl, .. } => cx.place(decl.extendee.span),
                FieldScope::Message(_) => return,
            };
            // A wrong block is one mistake.
            if cx.extendee_in_protoc(entry).extent.is_some() {
                self.push(diagnostics::extension_in_proto3(name, place));
            }
        }
    }

    /// Reports a default value, unless the field type cannot have one, which is reported elsewhere.
    fn default(&mut self, id: FieldId, entry: &FieldEntry<'a>, diagnostic: Diagnostic) {
        let cx = self.cx;
        let is_message = matches!(cx.tables.types.fields[id], FieldType::Message(_) | FieldType::Group(_));
        if !cx.is_repeated(entry) && !is_message && !cx.tables.types.unknown.contains(id) {
            self.push(diagnostic);
        }
    }

    fn closed_enum(&mut self, id: FieldId, entry: &FieldEntry<'a>) {
        let cx = self.cx;
        let FieldType::Enum(declared) = cx.tables.types.fields[id] else { return };
        if cx.tables.features.enums[declared].enum_type == EnumType::Open {
            return;
        }
        let enum_entry = &cx.tables.decls.enums[declared];
        let there = CheckContext { file: enum_entry.file, ..*cx };
        let span = match (&cx.field_decl(entry).ty, entry.decl()) {
            (TypeExpr::Map(map), FieldDecl::MapValue(_)) => map.value.span,
            _ => cx.field_decl(entry).ty.span(),
        };
        let name = enum_entry.full_name;
        let diagnostic = diagnostics::closed_enum_in_proto3(name, cx.place(span), there.place(enum_entry.decl.name));
        let in_protoc = if matches!(entry.decl(), FieldDecl::Field(_)) { cx.place(span) } else { cx.nowhere() };
        self.push(diagnostic.in_protoc(in_protoc));
    }
}
