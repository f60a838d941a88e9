//! The rules of the language that are not about syntax, names or the values of options: one file for each family.
//!
//! In: all [`Tables`], and the file to look at. Out: what is wrong with it. A check reads tables and changes nothing, so
//! that files can be checked side by side. It must not know other checks: what one finds does not silence another,
//! unless it is the same mistake.

mod lazy;

use super::collect::{Declared, EnumEntry, FieldEntry, MessageEntry};
use super::lower::Tables;
use super::unit::Unit;
use crate::report::{Diagnostic, Report};
use crate::schema::{EnumId, FieldId, FileId, Id, MessageId};
use crate::source::{Place, Sources};
use crate::syntax::ast::Span;

/// What the checks of one file read.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) tables: Tables<'a>,
    pub(super) sources: &'a Sources,
    pub(super) file: FileId,
}

impl<'a> Context<'a> {
    pub(super) fn unit(&self) -> &'a Unit<'a> {
        &self.tables.units[self.file.index()]
    }

    pub(super) fn text(&self) -> &'a str {
        self.unit().text
    }

    /// All messages of the file, at any depth, in the order of the text.
    pub(super) fn messages(&self) -> impl Iterator<Item = (MessageId, &'a MessageEntry<'a>)> + use<'a> {
        self.tables.decls.messages.slice(self.declared().messages.clone())
    }

    /// All fields and extensions of the file; keys and values of maps among them.
    pub(super) fn fields(&self) -> impl Iterator<Item = (FieldId, &'a FieldEntry<'a>)> + use<'a> {
        self.tables.decls.fields.slice(self.declared().fields.clone())
    }

    /// All enums of the file.
    pub(super) fn enums(&self) -> impl Iterator<Item = (EnumId, &'a EnumEntry<'a>)> + use<'a> {
        self.tables.decls.enums.slice(self.declared().enums.clone())
    }

    fn declared(&self) -> &'a Declared {
        &self.tables.decls.files[self.file].all
    }

    pub(super) fn place(&self, span: Span) -> Place {
        self.sources.place(self.unit().source, span.range())
    }
}

/// Checks the first `files` of the units.
pub(super) fn check(tables: Tables<'_>, files: usize, sources: &Sources, report: &mut Report) {
    for index in 0..files {
        let mut said = Vec::new();
        check_file(&Context { tables, sources, file: Id::new(index) }, &mut said);
        said.into_iter().for_each(|diagnostic| report.push(diagnostic));
    }
}

/// In the order in which protoc comes upon them.
fn check_file(cx: &Context<'_>, said: &mut Vec<Diagnostic>) {
    lazy::check(cx, said);
}
