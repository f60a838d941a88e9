//! Files of an edition for prost, which knows proto2 and proto3 alone.
//!
//! In: files of a schema. Out: descriptors that prost-build takes, the fields that it has to be told to box, and what is
//! to be said about that which Rust code of prost cannot hold. It must not know how code is generated.
//!
//! prost-build looks at each field alone: whether it is repeated, required or `optional`, a group, packed. So each field is
//! described as the one of proto2 or proto3 that means the same on the wire (see `descriptor`), and the code keeps that
//! meaning whatever a file mixes. Where nothing is of an edition, the descriptors are those that `protoc` writes.

mod remarks;
pub(super) mod rings;

use prost_build::Config;

use super::names::Names;
use protoward_schema::descriptor::{Legacy, encode_files, encode_legacy};
use protoward_schema::wire::{Reader, Value};
use protoward_schema::{Cardinality, FieldId, FieldOwner, FileId, Presence, Schema, Shape, Syntax};

pub use remarks::remarks;

/// What prost-build is given.
#[derive(Debug, Default)]
pub struct ForProst {
    /// A `FileDescriptorSet`.
    pub descriptors: Vec<u8>,
    /// Paths of fields to be boxed.
    pub boxed: Vec<String>,
}

impl ForProst {
    /// Descriptors that prost-build takes as they are, with what is known of them.
    pub fn of_set(descriptors: Vec<u8>, schema: Option<&Schema>) -> Self {
        Self { descriptors, boxed: schema.map(boxed).unwrap_or_default() }
    }

    /// Tells prost-build which fields to box beside those that it boxes by itself.
    pub(super) fn box_fields(&self, config: &mut Config, names: &Names) {
        box_fields(&self.boxed, config, names);
    }
}

/// Tells prost-build to box the fields of these paths, by whatever name it knows them.
pub fn box_fields(paths: &[String], config: &mut Config, names: &Names) {
    for path in paths {
        config.boxed(path);
        names.paths(path).into_iter().for_each(|path| _ = config.boxed(path));
    }
}

/// What strings become that need not be UTF-8 (`utf8_validation = NONE`).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Unchecked {
    /// `bytes`: what was written can be read, whatever it is.
    #[default]
    Bytes,
    /// Strings all the same, as those of proto2 do, which are not checked either: prost reads UTF-8 only.
    Strings,
}

impl Unchecked {
    /// What the option `utf8_none_as_string` says.
    pub const fn by_option(as_string: bool) -> Self {
        if as_string { Self::Strings } else { Self::Bytes }
    }
}

/// Whether any file of a `FileDescriptorSet` is of an edition.
pub fn are_in_set(set: &[u8]) -> bool {
    const FILE: u32 = 1;
    const SYNTAX: u32 = 12;
    let says_so = |file| strings(file, SYNTAX).any(|syntax| syntax == b"editions");
    strings(set, FILE).any(says_so)
}

/// What a field of a serialized message holds, with a length in front.
fn strings(message: &[u8], number: u32) -> impl Iterator<Item = &[u8]> {
    let fields = Reader::new(message).fields().filter(move |field| field.number == number);
    fields.filter_map(|field| match field.value {
        Value::Bytes(bytes) => Some(bytes),
        _ => None,
    })
}

/// What prost-build is to be given for these files.
pub fn for_prost(schema: &Schema, files: &[FileId], with_comments: bool, unchecked: Unchecked) -> ForProst {
    let files = || files.iter().copied();
    let boxed = boxed(schema);
    if !files().any(|file| is_of_edition(schema, file)) {
        return ForProst { descriptors: encode_files(schema, files(), with_comments), boxed };
    }
    let legacy = Legacy {
        unchecked_strings_as_bytes: unchecked == Unchecked::Bytes,
        not_required: endless(schema).iter().copied().collect(),
        ..Legacy::default()
    };
    let descriptors = encode_legacy(schema, files(), with_comments, &legacy);
    ForProst { descriptors, boxed }
}

fn is_of_edition(schema: &Schema, file: FileId) -> bool {
    matches!(schema[file].syntax, Syntax::Edition(_))
}

/// Delimited fields through which a message can hold itself. prost-build boxes fields to break such a ring, but does
/// not see those of its edges that are groups.
fn boxed(schema: &Schema) -> Vec<String> {
    if !schema.fields.ids().any(|id| schema.is_delimited(id)) {
        return Vec::new();
    }
    let mut all = rings::fields(schema, |id| schema[id].cardinality != Cardinality::Repeated);
    all.retain(|&id| schema.is_delimited(id));
    all.iter().map(|&id| path(schema, id)).collect()
}

/// Required fields of editions through which a message would have to hold itself. No message could be complete, and
/// `Default` of the Rust type would not end; so they are generated as `optional`.
fn endless(schema: &Schema) -> Vec<FieldId> {
    let is_required = |id| schema.shape(id) == Shape::Single(Presence::Required);
    let mut fields = rings::fields(schema, is_required);
    fields.retain(|&id| is_of_edition(schema, schema[id].file));
    fields
}

/// The path by which prost-build knows a field.
fn path(schema: &Schema, id: FieldId) -> String {
    let field = &schema[id];
    let message = schema.text(schema[field.containing()].full_name);
    match field.oneof {
        Some(oneof) => format!(".{message}.{}.{}", schema.text(schema[oneof].name), schema.text(field.name)),
        None => format!(".{message}.{}", schema.text(field.name)),
    }
}

/// The message that a field belongs to and the one it holds; extensions are not generated.
fn edge(schema: &Schema, id: FieldId) -> Option<(usize, usize)> {
    match (schema[id].owner, schema[id].ty.message()) {
        (FieldOwner::Message(from), Some(to)) => Some((from.index(), to.index())),
        _ => None,
    }
}
