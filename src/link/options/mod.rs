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
use crate::schema::{Enum, EnumValue, Field, File, FileId, IdMap, Message, MessageId, Method, Oneof, Service};
use crate::source::Sources;

/// A serialized options message; `None` where there is none.
pub(crate) type Bytes = Option<Box<[u8]>>;

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
