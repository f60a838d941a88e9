//! The language rules other than syntax, name resolution and option values: one file for each family.
//!
//! Input: all [`PassTables`], and the file to check. Output: the diagnostics of the file. A check only reads tables, so
//! that files can be checked in parallel. Checks do not know each other. An error suppresses another only if both have
//! the same cause.

mod declarations;
mod defaults;
mod diagnostics;
mod enums;
mod extensions;
mod feature_rules;
mod field_options;
mod free;
mod holders;
mod imports;
mod inner_names;
mod json_names;
mod json_values;
mod lengths;
mod lifetimes;
mod limits;
mod lite;
mod maps;
mod message_sets;
mod names;
mod nesting;
mod numbers;
mod oneofs;
mod order;
mod overlaps;
mod phase;
mod phase_report;
mod proto3;
mod ranges;
mod redacted;
mod reserved_names;
mod services;
mod style;
mod support;
mod visibility;

use super::collect::{Declared, EnumEntry, FieldDecl, FieldEntry, FieldScope, MessageEntry};
use super::lower::PassTables;
use super::options;
use super::unit::{CompilationUnit, UnitsBySource};
use extensions::Extensions;
use phase::Phase;
use phase_report::PhaseReport;
use protoward_schema::{EnumId, FieldId, FileId, Id, MessageId, MessageOptions};
use protoward_source::{Diagnostic, FixSafety, Place, Report, Sources, parallel};
use protoward_syntax::ast::{self, Label, OptionDecl, Span, TypeExpr};
use protoward_syntax::options::removal_of_option;
use redacted::Redacted;

/// The input of the checks of one file.
#[derive(Clone, Copy)]
pub(super) struct CheckContext<'a> {
    pub(super) tables: PassTables<'a>,
    pub(super) sources: &'a Sources,
    pub(super) file: FileId,
}

impl<'a> CheckContext<'a> {
    pub(super) fn unit(&self) -> &'a CompilationUnit<'a> {
        &self.tables.units[self.file.index()]
    }

    pub(super) fn text(&self) -> &'a str {
        self.unit().text
    }

    /// Returns all messages of the file, at any depth, in source order.
    pub(super) fn messages(&self) -> impl Iterator<Item = (MessageId, &'a MessageEntry<'a>)> + use<'a> {
        self.tables.decls.messages.slice(self.declared().messages.clone())
    }

    /// Returns all fields and extensions of the file, including the keys and values of maps.
    pub(super) fn fields(&self) -> impl Iterator<Item = (FieldId, &'a FieldEntry<'a>)> + use<'a> {
        self.tables.decls.fields.slice(self.declared().fields.clone())
    }

    /// Returns all enums of the file.
    pub(super) fn enums(&self) -> impl Iterator<Item = (EnumId, &'a EnumEntry<'a>)> + use<'a> {
        self.tables.decls.enums.slice(self.declared().enums.clone())
    }

    /// Returns the extensions that the file declares, at any depth.
    pub(super) fn extensions(&self) -> impl Iterator<Item = (FieldId, &'a FieldEntry<'a>)> + use<'a> {
        let decls = self.tables.decls;
        let inside = self.messages().flat_map(|(_, message)| &message.rest().extensions);
        inside.chain(&decls.files[self.file].extensions).map(|&id| (id, &decls.fields[id]))
    }

    /// Returns the name of a field. The field of a group has the group's name in lower case.
    pub(super) fn field_name(&self, entry: &FieldEntry<'a>) -> &'a str {
        entry.name
    }

    /// Returns the declaration of a field. The key and the value of a map have the declaration of the map.
    pub(super) const fn field_decl(&self, entry: &FieldEntry<'a>) -> &'a ast::FieldDecl {
        let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = entry.decl();
        decl
    }

    /// Returns the name of a message.
    pub(super) fn message_text(&self, entry: &MessageEntry<'a>) -> &'a str {
        entry.name
    }

    /// Adds the removal of an option as an unsafe fix, because its author meant something, unless its value has several fields.
    pub(super) fn without(&self, option: &OptionDecl, diagnostic: Diagnostic) -> Diagnostic {
        if option.value.span.of(self.text()).starts_with(['{', '<']) {
            return diagnostic;
        }
        diagnostic.edit(FixSafety::Unsafe, self.place(removal_of_option(self.text(), option.span)), "")
    }

    /// Returns the location of the file as a whole, for errors that protoc reports without a line.
    pub(super) fn nowhere(&self) -> Place {
        Place::whole(self.unit().source)
    }

    pub(super) const fn name_span(&self, entry: &FieldEntry<'a>) -> Span {
        self.field_decl(entry).name
    }

    pub(super) const fn is_extension(&self, entry: &FieldEntry<'a>) -> bool {
        matches!(entry.scope(), FieldScope::Extend { .. })
    }

    pub(super) const fn is_repeated(&self, entry: &FieldEntry<'a>) -> bool {
        match entry.decl() {
            FieldDecl::Field(decl) => {
                matches!(decl.ty, TypeExpr::Map { .. }) || matches!(decl.label, Some(Label::Repeated))
            }
            FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => false,
        }
    }

    /// Returns the location of the extendee that protoc reports. protoc knows it only for the first extension of a
    /// block.
    pub(super) fn extendee_in_protoc(&self, entry: &FieldEntry<'a>) -> Place {
        match (entry.scope(), entry.decl()) {
            (FieldScope::Extend { decl: block, .. }, FieldDecl::Field(decl))
                if block.fields.first().is_some_and(|first| std::ptr::eq(first, decl)) =>
            {
                self.place(block.extendee.span)
            }
            _ => Place::whole(self.unit().source),
        }
    }

    pub(super) fn is_message_set(&self, id: MessageId) -> bool {
        let options = self.tables.options.messages.get(id);
        options.is_some_and(|bytes| MessageOptions::new(Some(bytes)).message_set_wire_format() == Some(true))
    }

    fn declared(&self) -> &'a Declared {
        &self.tables.decls.files[self.file].all
    }

    pub(super) fn place(&self, span: Span) -> Place {
        self.sources.place(self.unit().source, span.range())
    }
}

/// The diagnostics of earlier passes, which are sorted together with those of the checks.
#[derive(Default)]
pub(super) struct EarlierReports {
    /// The diagnostics of name resolution.
    pub(super) types: Report,
    /// The diagnostics of option interpretation.
    pub(super) options: options::OptionReports,
}

/// The diagnostics of all files.
#[derive(Default)]
pub(super) struct Checked {
    /// Diagnostics file by file, in the order of protoc.
    pub(super) of_files: Report,
    /// Diagnostics that protoc reports after all files are built.
    pub(super) late: Report,
}

/// Checks the first `files` units.
pub(super) fn check(
    tables: PassTables<'_>,
    files: usize,
    sources: &Sources,
    threads: usize,
    earlier: EarlierReports,
) -> Checked {
    let mut of_files = by_unit(tables.units, earlier);
    let extensions = Extensions::new(tables);
    let redacted = Redacted::new(tables);
    let context = |index| CheckContext { tables, sources, file: Id::new(index) };
    let found = parallel::map(files, threads, |index| {
        let mut report = PhaseReport::default();
        let cx = context(index);
        check_file(&cx, &extensions, &mut report);
        redacted::check(&cx, &redacted, &mut report);
        report
    });
    let mut checked = Checked::default();
    let mut good: Vec<bool> = Vec::with_capacity(files);
    for (index, found) in found.into_iter().enumerate() {
        let cx = context(index);
        let mut report = std::mem::take(&mut of_files[index]);
        report.append(found);
        let are_good = |import: &Option<FileId>| import.is_some_and(|file| good[file.index()]);
        let imports_good = cx.unit().imports.iter().all(are_good);
        if !imports_good {
            // The use of an incomplete import cannot be judged, and other warnings would distract from the errors.
            report.drop_warnings_after(Phase::Build);
        }
        good.push(imports_good && !report.has_errors());
        report.report(&cx, &mut checked);
    }
    checked
}

/// Returns the earlier diagnostics of each unit.
fn by_unit(units: &[CompilationUnit<'_>], earlier: EarlierReports) -> Vec<PhaseReport> {
    let by_source = UnitsBySource::new(units);
    let mut of_units = Vec::new();
    of_units.resize_with(units.len(), PhaseReport::default);
    let options::OptionReports { nameless, plain, custom } = earlier.options;
    let mut add = |phase: Phase, earlier: Report| {
        for diagnostic in earlier {
            if let Some(unit) = diagnostic.place().and_then(|place| by_source.get(place.source)) {
                of_units[unit].push_at_location(phase, diagnostic);
            }
        }
    };
    add(Phase::Build, nameless);
    add(Phase::Options, plain);
    add(Phase::CustomOptions, custom);
    add(Phase::Link, earlier.types);
    of_units
}

/// Returns `true` if a message is an options message, which proto3 files may extend. protoc also accepts the former
/// package name.
fn is_options_message(full_name: &str) -> bool {
    let name = full_name.strip_prefix("google.protobuf.").or_else(|| full_name.strip_prefix("proto2."));
    let options = [
        "EnumOptions",
        "EnumValueOptions",
        "ExtensionRangeOptions",
        "FieldOptions",
        "FileOptions",
        "MessageOptions",
        "MethodOptions",
        "OneofOptions",
        "ServiceOptions",
    ];
    name.is_some_and(|name| options.contains(&name))
}

fn check_file(cx: &CheckContext<'_>, all_extensions: &Extensions, report: &mut PhaseReport) {
    reserved_names::warn(cx, report);
    extensions::check(cx, all_extensions, report);
    defaults::check(cx, report);
    numbers::check(cx, report);
    ranges::check_bounds(cx, report);
    enums::check(cx, report);
    oneofs::check(cx, report);
    lengths::check(cx, report);
    nesting::check(cx, report);
    names::check(cx, report);
    overlaps::check(cx, report);
    visibility::uses(cx, report);
    support::check(cx, report);
    feature_rules::check(cx, report);
    field_options::check(cx, report);
    message_sets::check(cx, report);
    lite::check(cx, report);
    proto3::check(cx, report);
    json_names::check(cx, report);
    declarations::check(cx, report);
    maps::check(cx, report);
    json_names::check_options(cx, report);
    declarations::check_extensions(cx, report);
    if !report.has_errors() {
        imports::check(cx, report);
        style::check(cx, report);
    }
    if !report.has_errors() {
        limits::check(cx, report);
    }
    if !report.has_errors() {
        visibility::strict(cx, report);
    }
    lifetimes::editions(cx, report);
    if !report.has_errors() {
        services::check(cx, report);
    }
    lifetimes::targets(cx, report);
}
