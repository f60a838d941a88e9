//! The interface of generators, both built-in ones and plugins: a schema and a parameter in, files out, nothing written.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::error::Failure;
use protoward_schema::descriptor::Descriptors;
use protoward_schema::{FileId, Schema};
use protoward_source::Approximate;

/// The input of a run, prepared once and shared by all generators.
#[derive(Clone, Debug, Default)]
pub struct GeneratorInput {
    /// All linked files without options of source retention, for built-in generators.
    pub schema: Schema,
    /// All serialized files, for plugins.
    pub descriptors: Descriptors,
}

/// One call of a generator.
#[derive(Clone, Copy, Debug)]
pub struct GeneratorCall<'a> {
    /// The schema in both forms. Calls share it, since all generators of a run have the same.
    pub subject: &'a Arc<GeneratorInput>,
    /// The files to generate, by import path, including repetitions.
    pub files: &'a [String],
    /// The parameter, as it stands in a `CodeGeneratorRequest`: settings separated by commas.
    pub parameter: &'a str,
    /// The options of a plugin's request. Built-in generators do not read them.
    pub request_options: RequestOptions<'a>,
}

/// The options of a plugin's request; by default those of protoc.
#[derive(Clone, Copy, Debug, Default)]
pub struct RequestOptions<'a> {
    /// All files in the request, by index among the descriptors, in dependency order. By default, the files to
    /// generate and their imports, depth first.
    pub order: Option<&'a [usize]>,
    /// `true` to omit the version of protoc, as buf does.
    pub is_anonymous: bool,
    /// `true` to send files of every edition, regardless of the supported ones.
    pub takes_any_edition: bool,
    /// `true` to send the files to generate without source locations and implicit JSON names. The subject must then
    /// have a schema.
    pub is_declared_only: bool,
}

impl GeneratorCall<'_> {
    /// Returns the files to generate, each once; files that the schema lacks are omitted.
    pub fn file_ids(&self) -> Vec<FileId> {
        let schema = &self.subject.schema;
        let by_name: HashMap<&str, FileId> =
            schema.files.iter().map(|(id, file)| (schema.text(file.path), id)).collect();
        let mut seen = HashSet::new();
        let ids = self.files.iter().filter_map(|name| by_name.get(name.as_str()).copied());
        ids.filter(|&id| seen.insert(id)).collect()
    }
}

/// A generator of files from a schema. Several generators run in parallel.
pub trait Generator: Sync {
    /// Returns the name: `protoc-gen-es`, or that of a built-in generator such as `python`.
    fn name(&self) -> &str;

    /// Generates files without writing them.
    ///
    /// # Errors
    /// Fails if the generator cannot process the schema.
    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>>;
}

/// The result of a generator.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generated {
    /// The files in order of creation.
    pub files: Vec<GeneratedFile>,
    /// The features that the response claims to support. Files with others make the call fail.
    pub supports: Supports,
    /// Text for the user: what a successful plugin wrote to standard error, or a remark of a built-in generator.
    pub notes: Vec<u8>,
    /// The warnings of a built-in generator about the schema, with places where they are known.
    pub warnings: Vec<Approximate>,
}

/// A generated file, or an insertion into another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GeneratedFile {
    /// The path below the output folder, with `/` between the parts.
    pub name: String,
    /// The whole file, or the text to insert.
    pub content: Vec<u8>,
    /// The insertion point in the file `name`; `None` for a whole file.
    pub insertion_point: Option<String>,
    /// The serialized `GeneratedCodeInfo` of an insertion.
    pub info: Option<Vec<u8>>,
}

/// The features that a generator supports besides proto2 and proto3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Supports {
    /// Support of `optional` fields in proto3 (`FEATURE_PROTO3_OPTIONAL`).
    pub proto3_optional: bool,
    /// The first and the last edition, by number; `None` without support of editions.
    pub editions: Option<RangeInclusive<i32>>,
}

impl Supports {
    /// Returns support for everything that this version of protoward compiles, for built-in generators.
    pub fn all() -> Self {
        Self { proto3_optional: true, editions: Some(0..=i32::MAX) }
    }
}

/// Splits a parameter at its commas. In a part, `\,` is a comma and `\\` a backslash. Empty parts are left out.
///
/// ```
/// let parts = protoward_plugin::parameter_parts(r"format=json,,title=Books\, etc.");
/// assert_eq!(parts, ["format=json", "title=Books, etc."]);
/// ```
pub fn parameter_parts(parameter: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = parameter.chars();
    while let Some(character) = characters.next() {
        let last = parts.last_mut().expect("there is always one");
        match character {
            ',' => parts.push(String::new()),
            '\\' => match characters.next() {
                Some(escaped @ (',' | '\\')) => last.push(escaped),
                Some(other) => last.extend(['\\', other]),
                None => last.push('\\'),
            },
            _ => last.push(character),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
