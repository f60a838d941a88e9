//! Options with redacted values. A file that sets them needs a plain import of their declaration, not an `import
//! option`.
//!
//! protoc checks the extensions that the imported file declares, for any extendee. `debug_redact` counts on enum values
//! at any message depth, but not on fields. Extensions of nested messages are not followed.

use super::CheckContext;
use super::diagnostics::visibility as diagnostics;
use super::phase::Phase;
use super::phase_report::PhaseReport;
use crate::link::lower::PassTables;
use crate::link::resolve;
use crate::link::unit::CompilationUnit;
use protoward_schema::{Enum, EnumValueOptions, FieldId, FieldType, IdMap, IdSet, Message, MessageId};
use protoward_syntax::ast::ImportKind;

/// The types with redacted values.
#[derive(Default)]
pub(super) struct Redacted {
    enums: IdSet<Enum>,
    messages: IdSet<Message>,
}

impl Redacted {
    /// Collects the types. The result is empty if no file has an `import option`.
    pub(super) fn new(tables: PassTables<'_>) -> Self {
        let imports_options =
            |unit: &CompilationUnit<'_>| unit.import_decls().any(|(import, _)| import.kind == ImportKind::Option);
        if !tables.units.iter().any(|unit| unit.is_requested && imports_options(unit)) {
            return Self::default();
        }
        let mut redacted = Self { enums: enums(tables), messages: IdSet::default() };
        if !redacted.enums.is_empty() {
            redacted.spread(tables);
        }
        redacted
    }

    /// Adds the messages that contain the enums, directly or indirectly.
    fn spread(&mut self, tables: PassTables<'_>) {
        let messages = &tables.decls.messages;
        let mut holders: IdMap<Message, Vec<MessageId>> = messages.iter().map(|_| Vec::new()).collect();
        let mut open = Vec::new();
        for (id, message) in messages.iter() {
            for &field in &message.fields {
                match tables.types.fields[field] {
                    FieldType::Enum(ty) if self.enums.contains(ty) => open.push(id),
                    FieldType::Message(ty) | FieldType::Group(ty) => holders[ty].push(id),
                    FieldType::Enum(_) | FieldType::Scalar(_) => {}
                }
            }
        }
        while let Some(message) = open.pop() {
            if self.messages.insert(message) {
                open.extend_from_slice(&holders[message]);
            }
        }
    }

    fn has(&self, tables: PassTables<'_>, field: FieldId) -> bool {
        match tables.types.fields[field] {
            FieldType::Enum(ty) => self.enums.contains(ty),
            FieldType::Message(ty) | FieldType::Group(ty) => self.messages.contains(ty),
            FieldType::Scalar(_) => false,
        }
    }
}

fn enums(tables: PassTables<'_>) -> IdSet<Enum> {
    let options = |value| EnumValueOptions::new(tables.options.enum_values.get(value));
    let mut redacted = IdSet::default();
    for (id, entry) in tables.decls.enums.iter() {
        if entry.values.iter().any(|&value| options(value).debug_redact() == Some(true)) {
            redacted.insert(id);
        }
    }
    redacted
}

/// Checks the `import option` statements. protoc checks only requested files, and only direct imports.
pub(super) fn check(cx: &CheckContext<'_>, redacted: &Redacted, report: &mut PhaseReport) {
    if !cx.unit().is_requested || redacted.enums.is_empty() {
        return;
    }
    for (import, file) in cx.unit().import_decls() {
        let Some(file) = file.filter(|_| import.kind == ImportKind::Option) else { continue };
        let other = CheckContext { file, ..*cx };
        if let Some((id, entry)) = other.extensions().find(|&(id, _)| redacted.has(cx.tables, id)) {
            let name = resolve::full_name(cx.tables.decls, id);
            let declared = other.place(other.name_span(entry));
            let diagnostic =
                diagnostics::redacted(&name, cx.tables.units[file.index()].name, cx.place(import.path), declared);
            report.push(Phase::Redacted, cx.file, diagnostic.in_protoc(cx.nowhere()));
        }
    }
}
