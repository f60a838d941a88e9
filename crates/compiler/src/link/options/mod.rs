//! What every element's options mean, and the bytes of the options message that says so.
//!
//! In: files with their names collected, one of which must be `google/protobuf/descriptor.proto` where any file has an
//! option: its messages say which options there are. Whoever calls adds the built-in one behind the files, if none of
//! them is it. Out: [`Options`], written as protoc writes them, and in the report what is no option and what is no
//! value. It must not know which options go together, nor who may use which: that is checked elsewhere.
//!
//! `default` and `json_name` in the brackets of a field look like options, and are none.
//!
//! Source: <https://protobuf.dev/programming-guides/proto2/#options>, and what protoc does where that is silent.

mod diagnostics;
mod differences;
mod elements;
mod features;
mod generated;
mod interpret;
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
pub(super) use model::Model;
pub(crate) use model::declares_options;
pub(crate) use places::Places;
pub(crate) use table::Table;

use std::collections::{BTreeMap, BTreeSet};

use super::collect::{Declared, Decls};
use super::resolve::{Collected, Types};
use super::scopes::{Scopes, option_scopes};
use protoward_schema::{
    Element, Enum, EnumValue, EnumValueId, Field, FieldId, File, FileId, Id, IdMap, Message, MessageId, Method, Oneof,
    Service,
};
use protoward_source::{Report, Sources, parallel};
use protoward_syntax::ast::Span;

/// A serialized options message; `None` where there is none.
pub(crate) type Bytes = Option<Box<[u8]>>;

/// A message, and the position of a statement among its `extensions`.
pub(crate) type NthExtensions = (MessageId, usize);

/// What has options.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Holder {
    Element(Element),
    /// The ranges of one `extensions` statement of a message, by its position among them.
    Extensions(MessageId, usize),
}

/// Something set in options that not everybody may set: its declaration names targets, or editions.
#[derive(Clone, Copy)]
pub(crate) struct Limited {
    pub(crate) holder: Holder,
    pub(crate) what: LimitedTo,
    /// The name of the option that sets it, or that sets what it is in.
    pub(crate) name: Span,
    /// The value of that option.
    pub(crate) value: Span,
}

/// What is set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum LimitedTo {
    /// A field of the options message, or of a message in it.
    Field(FieldId),
    /// A field whose value is this one of an enum.
    Value(FieldId, EnumValueId),
}

/// What the options of each element came to.
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
    /// By the message and the position among its `extensions` statements: all ranges of one statement have the same.
    pub(crate) extension_ranges: BTreeMap<NthExtensions, Box<[u8]>>,
    /// Where the statements of each file came to.
    pub(crate) places: IdMap<File, Places>,
    /// The `FeatureSet` of what has one from which something was stripped, as it was before.
    pub(crate) whole_features: BTreeMap<Holder, Box<[u8]>>,
    /// The options of `extensions` statements from which something was stripped, as they were before.
    pub(crate) whole_ranges: BTreeMap<NthExtensions, Box<[u8]>>,
    /// What is set that not everybody may set, by file; in each, element by element, fields by their numbers.
    pub(crate) limited: BTreeMap<FileId, Vec<Limited>>,
    /// The files whose extensions are set in options of a file, or are passed over where those are looked for.
    pub(crate) used: BTreeSet<(FileId, FileId)>,
}

/// What the options in one file came to, the elements of each kind in the order of their ids.
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
    extension_ranges: Vec<(NthExtensions, Box<[u8]>)>,
    notes: Notes,
    /// What is wrong.
    pub(super) said: Said,
}

/// What is wrong with options. protoc reads those first whose names do not begin with parentheses.
#[derive(Default)]
pub(crate) struct Said {
    /// Names with nothing between their parentheses; protoc finds them before it knows what options there are.
    pub(crate) nameless: Report,
    pub(crate) plain: Report,
    pub(crate) custom: Report,
}

impl Said {
    pub(super) fn append(&mut self, other: Self) {
        self.nameless.append(other.nameless);
        self.plain.append(other.plain);
        self.custom.append(other.custom);
    }
}

/// What is known of the options in one file beside their bytes.
#[derive(Default)]
struct Notes {
    places: Places,
    whole_features: Vec<(Holder, Box<[u8]>)>,
    whole_ranges: Vec<(NthExtensions, Box<[u8]>)>,
    limited: Vec<Limited>,
    used: Vec<FileId>,
}

impl OfFile {
    /// Room for the options of everything in a file.
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
    /// Has room for the options of everything that is declared.
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

    /// Takes what the options of the next file came to; files are added in the order of their ids.
    pub(super) fn add(&mut self, next: OfFile) {
        let file = self.files.push(next.file);
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
        if !next.notes.limited.is_empty() {
            self.limited.insert(file, next.notes.limited);
        }
        self.used.extend(next.notes.used.iter().map(|&other| (file, other)));
    }
}

/// Interprets the options of one file, without a look at those of others: many threads can do so side by side. Those
/// meant for the source only are left out, unless `retain`. Names are looked up in `scopes`, those of options.
pub(super) fn file(model: &Model<'_, '_>, scopes: &Scopes, file: FileId, sources: &Sources, retain: bool) -> OfFile {
    elements::file(model, scopes, file, sources, retain)
}

/// Interprets all options.
pub(super) fn options(collected: Collected<'_, '_>, types: &Types, retain: bool, said: &mut Said) -> Options {
    let Collected { units, decls, sources, threads } = collected;
    let scopes = option_scopes(units);
    let model = Model::new(units, decls, types);
    let mut options = Options::with_room_for(decls);
    let of_file = |index: usize| file(&model, &scopes, Id::new(index), sources, retain);
    parallel::each(units.len(), threads, of_file, |mut next| {
        said.append(std::mem::take(&mut next.said));
        options.add(next);
    });
    options
}
