//! The rules of the language that are not about syntax, names or the values of options: one file for each family.
//!
//! In: all [`Tables`], and the file to look at. Out: what is wrong with it. A check reads tables and changes nothing, so
//! that files can be checked side by side. It must not know other checks: what one finds does not silence another,
//! unless it is the same mistake.

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
mod proto3;
mod ranges;
mod redacted;
mod reserved_names;
mod said;
mod services;
mod style;
mod support;
mod visibility;

use std::collections::BTreeMap;

use super::collect::{Declared, EnumEntry, FieldDecl, FieldEntry, FieldScope, MessageEntry};
use super::lower::Tables;
use super::options;
use super::unit::Unit;
use extensions::Extensions;
use protoward_schema::{EnumId, FieldId, FileId, Id, MessageId, MessageOptions};
use protoward_source::{Place, Report, SourceId, Sources, parallel};
use protoward_syntax::ast::{self, Label, Span, TypeExpr};
use redacted::Redacted;
use said::{Phase, Said};

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

    /// The extensions that the file declares, at any depth.
    pub(super) fn extensions(&self) -> impl Iterator<Item = (FieldId, &'a FieldEntry<'a>)> + use<'a> {
        let decls = self.tables.decls;
        let inside = self.messages().flat_map(|(_, message)| &message.rest().extensions);
        inside.chain(&decls.files[self.file].extensions).map(|&id| (id, &decls.fields[id]))
    }

    /// The name of a field: that of a group in lower case.
    pub(super) fn field_name(&self, entry: &FieldEntry<'a>) -> &'a str {
        entry.name
    }

    /// What a field was read from; keys and values of maps are read from the map.
    pub(super) const fn field_decl(&self, entry: &FieldEntry<'a>) -> &'a ast::FieldDecl {
        let (FieldDecl::Field(decl) | FieldDecl::MapKey(decl) | FieldDecl::MapValue(decl)) = entry.decl();
        decl
    }

    /// The name of a message.
    pub(super) fn message_text(&self, entry: &MessageEntry<'a>) -> &'a str {
        entry.name
    }

    /// The file, and no line of it: where protoc does not know more.
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

    /// protoc knows where the extendee stands for the first extension of a block only.
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

/// What earlier passes have said, to be put in order with what is said here.
#[derive(Default)]
pub(super) struct Earlier {
    /// Of names.
    pub(super) types: Report,
    /// Of options.
    pub(super) options: options::Said,
}

/// What is wrong with all files.
#[derive(Default)]
pub(super) struct Checked {
    /// File by file, what protoc says first of each as the first.
    pub(super) of_files: Report,
    /// What protoc looks at when it has built all of them.
    pub(super) late: Report,
}

/// Checks the first `files` of the units.
pub(super) fn check(tables: Tables<'_>, files: usize, sources: &Sources, threads: usize, earlier: Earlier) -> Checked {
    let mut of_files = by_source(earlier);
    let extensions = Extensions::new(tables);
    let redacted = Redacted::new(tables);
    let context = |index| Context { tables, sources, file: Id::new(index) };
    let found = parallel::map(files, threads, |index| {
        let mut said = Said::default();
        let cx = context(index);
        check_file(&cx, &extensions, &mut said);
        redacted::check(&cx, &redacted, &mut said);
        said
    });
    let mut checked = Checked::default();
    let mut good: Vec<bool> = Vec::with_capacity(files);
    for (index, found) in found.into_iter().enumerate() {
        let cx = context(index);
        let mut said = of_files.remove(&cx.unit().source).unwrap_or_default();
        said.append(found);
        let are_good = |import: &Option<FileId>| import.is_some_and(|file| good[file.index()]);
        let imports_good = cx.unit().imports.iter().all(are_good);
        if !imports_good {
            // What is used of a file that is not there as a whole cannot be told, and the rest would only distract.
            said.drop_warnings_behind(Phase::Build);
        }
        good.push(imports_good && !said.has_errors());
        said.report(&cx, &mut checked);
    }
    checked
}

fn by_source(earlier: Earlier) -> BTreeMap<SourceId, Said> {
    let mut of_files: BTreeMap<SourceId, Said> = BTreeMap::new();
    let options::Said { nameless, plain, custom } = earlier.options;
    let mut add = |phase: Phase, report: Report| {
        for diagnostic in report {
            if let Some(place) = diagnostic.place() {
                of_files.entry(place.source).or_default().push_in(phase, diagnostic);
            }
        }
    };
    add(Phase::Build, nameless);
    add(Phase::Options, plain);
    add(Phase::CustomOptions, custom);
    add(Phase::Link, earlier.types);
    of_files
}

/// Messages of options, which any file may extend. protoc knows them by name, and by one they had.
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

fn check_file(cx: &Context<'_>, all_extensions: &Extensions, said: &mut Said) {
    reserved_names::warn(cx, said);
    extensions::check(cx, all_extensions, said);
    defaults::check(cx, said);
    numbers::check(cx, said);
    ranges::check_bounds(cx, said);
    enums::check(cx, said);
    oneofs::check(cx, said);
    lengths::check(cx, said);
    nesting::check(cx, said);
    names::check(cx, said);
    overlaps::check(cx, said);
    visibility::uses(cx, said);
    support::check(cx, said);
    feature_rules::check(cx, said);
    field_options::check(cx, said);
    message_sets::check(cx, said);
    lite::check(cx, said);
    proto3::check(cx, said);
    json_names::check(cx, said);
    declarations::check(cx, said);
    maps::check(cx, said);
    json_names::check_options(cx, said);
    declarations::check_extensions(cx, said);
    if !said.has_errors() {
        imports::check(cx, said);
        style::check(cx, said);
    }
    if !said.has_errors() {
        limits::check(cx, said);
    }
    if !said.has_errors() {
        visibility::strict(cx, said);
    }
    lifetimes::editions(cx, said);
    if !said.has_errors() {
        services::check(cx, said);
    }
    lifetimes::targets(cx, said);
}
