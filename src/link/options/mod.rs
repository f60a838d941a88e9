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
mod elements;
mod features;
mod interpret;
mod message;
mod model;
#[cfg(test)]
pub(super) mod tests;
mod text_format;
mod value;

use std::collections::{HashMap, HashSet};

use super::collect::Decls;
use super::resolve::Types;
use super::scopes::option_scopes;
use super::unit::Unit;
use crate::report::Report;
use crate::schema::{
    Element, Enum, EnumValue, EnumValueId, Field, FieldId, File, FileId, IdMap, Message, MessageId, Method, Oneof,
    Service,
};
use crate::source::Sources;
use crate::syntax::ast::Span;

/// A serialized options message; `None` where there is none.
pub(crate) type Bytes = Option<Box<[u8]>>;

/// What has options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Holder {
    Element(Element),
    /// The ranges of one `extensions` statement of a message, by its position among them.
    Extensions(MessageId, usize),
}

/// Something set in options that not everybody may set: its declaration names targets, or editions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limited {
    pub(crate) holder: Holder,
    pub(crate) what: LimitedTo,
    /// The name of the option that sets it, or that sets what it is in.
    pub(crate) name: Span,
    /// The value of that option.
    pub(crate) value: Span,
}

/// What is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LimitedTo {
    /// A field of the options message, or of a message in it.
    Field(FieldId),
    /// A field whose value is this one of an enum.
    Value(FieldId, EnumValueId),
}

/// What the options of each element came to.
#[derive(Debug, Default)]
pub(crate) struct Options {
    pub(crate) files: IdMap<File, Bytes>,
    pub(crate) messages: IdMap<Message, Bytes>,
    pub(crate) fields: IdMap<Field, Bytes>,
    pub(crate) oneofs: IdMap<Oneof, Bytes>,
    pub(crate) enums: IdMap<Enum, Bytes>,
    pub(crate) enum_values: IdMap<EnumValue, Bytes>,
    pub(crate) services: IdMap<Service, Bytes>,
    pub(crate) methods: IdMap<Method, Bytes>,
    /// By the message and the position among its `extensions` statements: all ranges of one statement have the same.
    pub(crate) extension_ranges: HashMap<(MessageId, usize), Box<[u8]>>,
    /// The path below the options message to which each statement came, such as `[11]` or `[50002, 0]`, by where the
    /// statement starts. What was stripped, or is wrong, has none.
    pub(crate) paths: HashMap<(FileId, u32), Vec<i32>>,
    /// Statements that were stripped from inside of an option that stays, if only empty.
    pub(crate) inside: HashSet<(FileId, u32)>,
    /// The `FeatureSet` of what has one from which something was stripped, as it was before.
    pub(crate) whole_features: HashMap<Holder, Box<[u8]>>,
    /// What is set that not everybody may set, by file; in each, element by element, fields by their numbers.
    pub(crate) limited: HashMap<FileId, Vec<Limited>>,
    /// The files whose extensions are set in options of a file.
    pub(crate) extended_by: HashSet<(FileId, FileId)>,
}

/// Interprets all options. Those meant for the source only are left out, unless `retain`.
pub(super) fn options(
    units: &[Unit<'_>],
    decls: &Decls<'_>,
    types: &Types,
    sources: &Sources,
    report: &mut Report,
    retain: bool,
) -> Options {
    let scopes = option_scopes(units);
    let model = model::Model::new(units, decls, types);
    elements::Elements::new(&model, &scopes, sources, report, retain).all()
}
