//! Option interpretation: the serialized options message of each element.
//!
//! Input: collected declarations, including `google/protobuf/descriptor.proto` if any file has options. The caller adds
//! the built-in file behind the others if necessary. Output: [`Options`] in protoc's encoding, and diagnostics of
//! unknown options and invalid values. Which options may be combined, and where, is checked elsewhere.
//!
//! `default` and `json_name` in the brackets of a field are written like options, but are not options.
//!
//! Source: <https://protobuf.dev/programming-guides/proto2/#options>, and the behavior of protoc.

mod declared_shapes;
mod diagnostics;
mod differences;
mod elements;
mod features;
mod interpret;
mod known_fields;
mod message;
mod model;
mod places;
mod set_names;
mod shapes;
mod table;
#[cfg(test)]
pub(super) mod tests;
mod text_format;
mod unknown;
mod value;

pub(super) use differences::Differences;
pub(super) use elements::file;
pub(super) use model::Model;
pub(crate) use model::declares_options;
pub(crate) use places::OptionPaths;
pub(crate) use table::Table;

use super::collect::{Declared, Decls};
use super::resolve::{Collected, Types};
use super::scopes::option_scopes;
use crate::lookup::HashMap;
use protoward_schema::{
    Element, Enum, EnumValue, EnumValueId, Field, FieldId, File, FileId, Id, IdMap, Message, MessageId, Method, Oneof,
    Service,
};
use protoward_source::{Report, parallel};
use protoward_syntax::ast::Span;

/// A serialized options message; `None` without options.
pub(crate) type Bytes = Option<Box<[u8]>>;

/// The holder of an options message.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum OptionsHolder {
    Element(Element),
    /// The ranges of an `extensions` statement: the message, and the index of the statement.
    Extensions(MessageId, usize),
}

/// An option or value whose declaration limits its targets or editions.
#[derive(Clone, Copy)]
pub(crate) struct Limited {
    pub(crate) holder: OptionsHolder,
    pub(crate) what: LimitedTo,
    /// The name of the top-level option.
    pub(crate) name: Span,
    /// The value of the top-level option.
    pub(crate) value: Span,
}

/// A limited option or value.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LimitedTo {
    /// A field of the options message, or of a nested message.
    Field(FieldId),
    /// An enum value of a field.
    Value(FieldId, EnumValueId),
}

/// The interpreted options of all elements.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) files: Table<File>,
    pub(crate) messages: Table<Message>,
    pub(crate) fields: Table<Field>,
    pub(crate) oneofs: Table<Oneof>,
    pub(crate) enums: Table<Enum>,
    pub(crate) enum_values: Table<EnumValue>,
    pub(crate) services: Table<Service>,
    pub(crate) methods: Table<Method>,
    /// The options of extension ranges. All ranges of one statement have the same options.
    pub(crate) extension_ranges: HashMap<OptionsHolder, Box<[u8]>>,
    /// The option paths of the statements of each file.
    pub(crate) places: IdMap<File, OptionPaths>,
    /// Complete `FeatureSet`s of elements whose features were stripped.
    pub(crate) whole_features: HashMap<OptionsHolder, Box<[u8]>>,
    /// Complete options of `extensions` statements whose options were stripped.
    pub(crate) whole_ranges: HashMap<OptionsHolder, Box<[u8]>>,
    /// The limited options and values of each file, by element and field number.
    pub(crate) limited: IdMap<File, Vec<Limited>>,
    /// For each file, the files whose extensions its options use, sorted. Lookups that pass over an extension count as a use.
    pub(crate) used: IdMap<File, Vec<FileId>>,
}

/// The interpreted options of one file. Elements are in id order.
#[derive(Default)]
pub(super) struct OfFile {
    file: Bytes,
    messages: Vec<Bytes>,
    fields: Vec<Bytes>,
    oneofs: Vec<Bytes>,
    enums: Vec<Bytes>,
    enum_values: Vec<Bytes>,
    services: Vec<Bytes>,
    methods: Vec<Bytes>,
    extension_ranges: Vec<(OptionsHolder, Box<[u8]>)>,
    notes: FileNotes,
    pub(super) reports: OptionReports,
}

/// The diagnostics of options. protoc interprets custom options in a second pass.
#[derive(Default)]
pub(crate) struct OptionReports {
    /// Empty names in parentheses, which protoc reports before it interprets options.
    pub(crate) nameless: Report,
    pub(crate) plain: Report,
    pub(crate) custom: Report,
}

impl OptionReports {
    pub(super) fn append(&mut self, other: Self) {
        self.nameless.append(other.nameless);
        self.plain.append(other.plain);
        self.custom.append(other.custom);
    }
}

/// Facts about the options of one file, other than their bytes.
#[derive(Default)]
struct FileNotes {
    places: OptionPaths,
    whole_features: Vec<(OptionsHolder, Box<[u8]>)>,
    whole_ranges: Vec<(OptionsHolder, Box<[u8]>)>,
    limited: Vec<Limited>,
    used: Vec<FileId>,
}

impl OfFile {
    /// Creates tables with capacity for all elements of a file.
    fn new(declared: &Declared) -> Self {
        Self {
            messages: Vec::with_capacity(declared.messages.len()),
            fields: Vec::with_capacity(declared.fields.len()),
            oneofs: Vec::with_capacity(declared.oneofs.len()),
            enums: Vec::with_capacity(declared.enums.len()),
            enum_values: Vec::with_capacity(declared.enum_values.len()),
            services: Vec::with_capacity(declared.services.len()),
            methods: Vec::with_capacity(declared.methods.len()),
            ..Self::default()
        }
    }
}

impl Options {
    /// Creates tables with capacity for all declarations.
    fn with_room_for(decls: &Decls<'_>) -> Self {
        Self {
            files: Table::with_capacity(decls.files.len()),
            messages: Table::with_capacity(decls.messages.len()),
            fields: Table::with_capacity(decls.fields.len()),
            oneofs: Table::with_capacity(decls.oneofs.len()),
            enums: Table::with_capacity(decls.enums.len()),
            enum_values: Table::with_capacity(decls.enum_values.len()),
            services: Table::with_capacity(decls.services.len()),
            methods: Table::with_capacity(decls.methods.len()),
            places: IdMap::with_capacity(decls.files.len()),
            ..Self::default()
        }
    }

    /// Returns the options of the ranges of an `extensions` statement.
    pub(crate) fn extension_range(&self, message: MessageId, statement: usize) -> Option<&[u8]> {
        self.extension_ranges.get(&OptionsHolder::Extensions(message, statement)).map(|bytes| &bytes[..])
    }

    /// Adds the options of the next file. Files are added in id order.
    pub(super) fn add(&mut self, mut next: OfFile) {
        self.files.push(next.file);
        self.messages.extend(next.messages);
        self.fields.extend(next.fields);
        self.oneofs.extend(next.oneofs);
        self.enums.extend(next.enums);
        self.enum_values.extend(next.enum_values);
        self.services.extend(next.services);
        self.methods.extend(next.methods);
        self.extension_ranges.extend(next.extension_ranges);
        self.places.push(next.notes.places);
        self.whole_features.extend(next.notes.whole_features);
        self.whole_ranges.extend(next.notes.whole_ranges);
        self.limited.push(next.notes.limited);
        next.notes.used.sort();
        next.notes.used.dedup();
        self.used.push(next.notes.used);
    }
}

/// Interprets the options of all files.
pub(super) fn options(
    collected: Collected<'_, '_>,
    types: &Types,
    retain: bool,
    reports: &mut OptionReports,
) -> Options {
    let Collected { units, decls, sources, threads } = collected;
    let scopes = option_scopes(units);
    let model = Model::new(units, decls, types);
    let mut options = Options::with_room_for(decls);
    let of_file = |index: usize| file(&model, &scopes, Id::new(index), sources, retain);
    parallel::each(units.len(), threads, of_file, |mut next| {
        reports.append(std::mem::take(&mut next.reports));
        options.add(next);
    });
    options
}
