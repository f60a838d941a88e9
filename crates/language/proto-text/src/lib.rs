//! Descriptor sets in place of sources, as `--descriptor_set_in` of `protoc`.
//!
//! Input: the bytes of descriptor sets. Output: a resolver that provides the files as `.proto` text, so that the
//! compiler checks descriptors by the same rules as sources, and the original bytes for writers of descriptors. The
//! text omits interpreted custom options, which only the bytes preserve. Uninterpreted options become text and are
//! interpreted.
//!
//! The crate does not know the origin of sets. It has no diagnostics for their contents: the compiler reports errors in
//! the text.
//!
//! ```
//! use protoward_compiler::{Compiler, MemoryTree};
//! use protoward_proto_text::DescriptorSource;
//!
//! let tree = MemoryTree::new([("user.proto", "syntax = \"proto3\"; message User { string name = 1; }")]);
//! let set = Compiler::new().resolver(tree).encode(["user.proto"])?;
//! let mut source = DescriptorSource::default();
//! source.add(&set).expect("it is a descriptor set");
//! let again = Compiler::new().resolver(source).compile(["user.proto"])?;
//! assert!(again.schema().find("User").is_some());
//! # Ok::<(), protoward_compiler::CompileError>(())
//! ```

#![warn(missing_debug_implementations)]

mod canonical;
mod declaration;
mod declared;
mod descriptor_schema;
mod enumeration;
mod file;
mod message;
mod option_owner;
mod options;
mod synthetic;
mod tokens;
mod uninterpreted;

pub use descriptor_schema::{descriptor_schema, options_schema, set_type};

use std::borrow::Cow;

use indexmap::IndexMap;
use indexmap::map::Entry;

use declared::Declared;
use protoward_dynamic::retention::Retention;
use protoward_schema::descriptor::{Descriptor, Descriptors, JsonNames, raw, write};
use protoward_schema::wire::{WireReader, Writer};
use protoward_schema::{Edition, Schema, default_json_name};
use protoward_source::{ReadError, Resolver};

/// The files of descriptor sets, by name.
#[derive(Clone, Debug, Default)]
pub struct DescriptorSource {
    files: IndexMap<String, File>,
    declared: Declared,
}

#[derive(Clone, Debug)]
struct File {
    /// The serialized `FileDescriptorProto`, as the set has it.
    bytes: Vec<u8>,
    /// `true` if the file has uninterpreted options.
    is_raw: bool,
}

/// Returns `Some` if a serialized file declares a message of this full name.
fn declares(file: &[u8], message: &str) -> Option<()> {
    let file = raw::file(file).ok()?;
    let name = match file.package {
        Some(package) if !package.is_empty() => message.strip_prefix(package)?.strip_prefix('.')?,
        _ => message,
    };
    let mut messages = &file.messages;
    for part in name.split('.') {
        messages = &messages.iter().find(|message| message.name == part)?.messages;
    }
    Some(())
}

impl DescriptorSource {
    /// Adds the files of a set. The first of several files with the same name is kept. Returns `None` if the bytes are
    /// not a set.
    pub fn add(&mut self, set: &[u8]) -> Option<()> {
        for bytes in raw::pieces(set).ok()? {
            let file = raw::file(bytes).ok()?;
            if let Entry::Vacant(place) = self.files.entry(file.name.to_owned()) {
                self.declared.add(&file);
                place.insert(File { bytes: bytes.to_vec(), is_raw: uninterpreted::are_in(bytes) });
            }
        }
        Some(())
    }

    /// Returns the names of the files in the order of the sets.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Returns the name of the file that declares a message.
    pub fn declaring(&self, message: &str) -> Option<&str> {
        self.files.iter().find(|(_, file)| declares(&file.bytes, message).is_some()).map(|(name, _)| name.as_str())
    }

    /// Returns whether a file of this name exists.
    pub fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Replaces compiled descriptors with the original bytes for the files that `is_described` selects. Uninterpreted
    /// options are replaced with the compiler's interpretation. `schema` is the compiled schema. `names` decides
    /// whether missing JSON names are added.
    pub fn restore(
        &self,
        made: &Descriptors,
        schema: &Schema,
        names: JsonNames,
        is_described: impl Fn(&str) -> bool,
    ) -> Descriptors {
        // Without `descriptor.proto` there are no custom options, and the built-in schema has the others.
        let has_options = schema.find_message("google.protobuf.FileOptions").is_some();
        let retention = Retention::new(if has_options { schema } else { descriptor_schema() });
        // Like protoc after reading a set, treats custom options as unknown and keeps their order.
        let keeping = Retention::keeping(descriptor_schema());
        let stripped = |whole: &[u8]| {
            let file = raw::file(whole).expect("it has just been written");
            let info = file.source_info;
            retention.file(file, info)
        };
        let restored = |file: &Descriptor| match self.files.get(&file.name).filter(|_| is_described(&file.name)) {
            Some(File { bytes, is_raw, .. }) => {
                let options = is_raw.then(|| uninterpreted::interpreted(bytes, &file.whole)).unwrap_or_default();
                let mut raw = canonical::file(bytes).expect("it was read before");
                let compiled = raw::file(&file.whole).expect("it has just been written");
                canonical::resolve(&mut raw, &compiled);
                uninterpreted::put(&mut raw, &options);
                let whole = normalized(raw, names, &keeping);
                Descriptor { stripped: stripped(&whole), whole, ..file.clone() }
            }
            None => {
                let stripped = file.stripped.clone().or_else(|| stripped(&file.whole));
                Descriptor { stripped, ..file.clone() }
            }
        };
        Descriptors::new(made.files().iter().map(restored).collect())
    }
}

impl Resolver for DescriptorSource {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let text = |file: &File| {
            let mut raw = canonical::file(&file.bytes).expect("it was read before");
            // protoc does not need the files of option imports, except to interpret options. Older editions have none.
            let has_option_imports = raw.edition.is_some_and(|edition| edition >= Edition::E2024.0);
            raw.option_dependencies.retain(|import| file.is_raw || !has_option_imports || self.has(import));
            file::text(&raw, &self.declared).into_bytes()
        };
        Ok(self.files.get(name).map(text))
    }

    fn names(&self, _under: &str) -> Vec<String> {
        self.files.keys().cloned().collect()
    }
}

/// Returns a `FileDescriptorProto` in protoc's form: fields and options in number order, type names with a leading dot.
fn normalized(mut file: raw::File<'_>, names: JsonNames, keeping: &Retention<'_>) -> Vec<u8> {
    if names == JsonNames::All {
        file.extensions.iter_mut().for_each(name_in_json);
        file.messages.iter_mut().for_each(names_in_json);
    }
    let written = written(&file);
    let info = file.source_info;
    keeping.file(file, info).unwrap_or(written)
}

fn written(file: &raw::File<'_>) -> Vec<u8> {
    let mut writer = Writer::default();
    let info = |writer: &mut Writer| file.source_info.iter().for_each(|info| writer.bytes(write::SOURCE_INFO, info));
    write::file(file, &info, &mut writer);
    writer.into_bytes()
}

/// Adds missing JSON names. Decoding has limited the recursion depth to 64.
fn names_in_json(message: &mut raw::Message<'_>) {
    message.fields.iter_mut().chain(&mut message.extensions).for_each(name_in_json);
    message.messages.iter_mut().for_each(names_in_json);
}

fn name_in_json(member: &mut raw::RawField<'_>) {
    if member.json_name.is_none() {
        member.json_name = Some(Cow::Owned(default_json_name(member.name).into_owned()));
    }
}

/// Returns the text of one declaration of a serialized file, behind its syntax and package: a message, an enum, a
/// service, a method with its service, or an extension. For a field, a oneof or a value, that is the declaration around
/// it. Returns `None` if the file has no such element.
pub fn declaration(file: &[u8], full_name: &str) -> Option<String> {
    let file = raw::file(file).ok()?;
    let name = match file.package {
        Some(package) if !package.is_empty() => full_name.strip_prefix(package)?.strip_prefix('.')?,
        _ => full_name,
    };
    declaration::one(&file, name)
}

/// Returns the bytes of a `FileDescriptorSet` with these files, with source info on request.
pub fn descriptor_set<'d>(files: impl IntoIterator<Item = &'d [u8]>, source_info: bool) -> Vec<u8> {
    let mut writer = Writer::default();
    for file in files {
        writer.message(1, |writer| {
            for field in WireReader::new(file).map_while(Result::ok) {
                if source_info || field.number != write::SOURCE_INFO {
                    writer.raw(field.raw);
                }
            }
        });
    }
    writer.into_bytes()
}
