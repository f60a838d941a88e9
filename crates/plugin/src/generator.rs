//! What generators are given and what they give back, whether they are built in or programs.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::error::Failure;
use protoward_schema::descriptor::Descriptors;
use protoward_schema::{FileId, Schema};
use protoward_source::Approximate;

/// What a run generates from; prepared once, and read by all generators.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// All files, linked, without options that are meant for the source only: what built-in generators read.
    pub schema: Schema,
    /// All files, serialized: what plugins read.
    pub descriptors: Descriptors,
}

/// One call of a generator.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// What there is.
    pub subject: &'a Arc<Subject>,
    /// The files to generate from, by the names by which they are imported, as often as they were named.
    pub files: &'a [String],
    /// What the user says to the generator.
    pub parameter: &'a str,
    /// How plugins are told of it.
    pub told: Told<'a>,
}

/// What a plugin is told beside its task; by default, what protoc says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told<'a> {
    /// All files that it is told of, by their positions among the descriptors, each behind what it imports; else the files
    /// to generate from and what they import, depth first.
    pub order: Option<&'a [usize]>,
    /// Whether it is not told which version of protoc calls it, as buf does.
    pub is_anonymous: bool,
    /// `true` if it gets files of every edition, whatever it says it supports.
    pub takes_any_edition: bool,
    /// `true` if the files to generate from come without places and without the JSON names that no text says. The
    /// subject must have a schema then.
    pub is_declared_only: bool,
}

impl Task<'_> {
    /// The files to generate from, each once; those that the schema does not have are left out.
    pub fn file_ids(&self) -> Vec<FileId> {
        let schema = &self.subject.schema;
        let by_name: HashMap<&str, FileId> =
            schema.files.iter().map(|(id, file)| (schema.text(file.path), id)).collect();
        let mut seen = HashSet::new();
        let ids = self.files.iter().filter_map(|name| by_name.get(name.as_str()).copied());
        ids.filter(|&id| seen.insert(id)).collect()
    }
}

/// Something that makes files from a schema. Several work at once.
pub trait Generator: Sync {
    /// What it is called: `protoc-gen-es`, or the name of a built-in one, such as `python`.
    fn name(&self) -> &str;

    /// Generates. Writes nothing.
    ///
    /// # Errors
    /// When it cannot.
    fn generate(&self, task: &Task<'_>) -> Result<Generated, Box<Failure>>;
}

/// What a generator gives back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The files, in the order in which they were made.
    pub files: Vec<GeneratedFile>,
    /// What it can take.
    pub supports: Supports,
    /// Words for the user beside the result.
    pub notes: Vec<u8>,
    /// Things to look at in the sources.
    pub warnings: Vec<Approximate>,
}

/// A file, or what is to be put into another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path below the output folder, with `/` between the parts.
    pub name: String,
    /// What it holds.
    pub content: Vec<u8>,
    /// The mark of the file `name` in front of which the content goes; `None` if this is the file.
    pub insertion_point: Option<String>,
    /// With an insertion: which part of it comes from where, as a serialized `GeneratedCodeInfo`.
    pub info: Option<Vec<u8>>,
}

/// What a generator can take, beside proto2 and proto3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supports {
    /// Fields of proto3 that say `optional`.
    pub proto3_optional: bool,
    /// The first and the last edition, by number; `None` if it takes none.
    pub editions: Option<RangeInclusive<i32>>,
}

impl Supports {
    /// Everything that this version of protoward compiles: for what is built in.
    pub fn all() -> Self {
        Self { proto3_optional: true, editions: Some(0..=i32::MAX) }
    }
}
