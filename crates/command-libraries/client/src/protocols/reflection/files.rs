//! The files that a server has sent.

use std::collections::{BTreeMap, BTreeSet};

use super::ReflectError;
use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_schema::Schema;
use protoward_schema::descriptor::{decode, raw};
use protoward_schema::wire::Writer;
use protoward_source::Sources;

/// Maximum number of files and missing files. The largest public schemas have less than ten thousand.
const MOST_FILES: usize = 50_000;

/// Maximum size of all files.
const MAX_BYTES: usize = 512 * 1024 * 1024;

/// The name of the schema in diagnostics.
const NAME: &str = "reflection";

/// Files by name, with the names of those that they import.
#[derive(Debug, Default)]
pub(super) struct Files {
    files: BTreeMap<String, Vec<u8>>,
    /// The imports that were not asked for yet.
    missing: BTreeSet<String>,
    /// The imports that were asked for. A server may answer with files of other names, or with none.
    asked: BTreeSet<String>,
    bytes: usize,
}

impl Files {
    /// Adds serialized files. The first of several files with the same name is kept.
    pub(super) fn add(&mut self, files: Vec<Vec<u8>>) -> Result<(), ReflectError> {
        for bytes in files {
            let file = raw::file(&bytes).map_err(|error| ReflectError::Malformed(error.to_string()))?;
            let name = file.name.to_owned();
            let imports = file.dependencies;
            if self.files.contains_key(&name) {
                continue;
            }
            for import in imports {
                if !self.files.contains_key(&*import) && !self.asked.contains(&*import) {
                    self.missing.insert(import.into_owned());
                }
            }
            self.missing.remove(&name);
            self.bytes += bytes.len();
            self.files.insert(name, bytes);
            if self.bytes > MAX_BYTES {
                return Err(ReflectError::TooMuch(format!("{MAX_BYTES} bytes")));
            }
            if self.files.len() + self.missing.len() + self.asked.len() > MOST_FILES {
                return Err(ReflectError::TooMuch(format!("{MOST_FILES} files")));
            }
        }
        Ok(())
    }

    /// Adds a well-known or common file, if there is one with this name.
    pub(super) fn add_built_in(&mut self, name: &str) -> Result<(), ReflectError> {
        let compiled = Compiler::new().resolver(CommonProtos).compile([name]);
        let Ok(set) = compiled.map(|compiled| compiled.encode()) else { return Ok(()) };
        let files = raw::pieces(&set).map_err(|error| ReflectError::Malformed(error.to_string()))?;
        self.add(files.into_iter().map(<[u8]>::to_vec).collect())
    }

    /// Returns whether there is a file with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains_key(name)
    }

    /// Returns up to `most` names of imports that were never asked for.
    pub(super) fn take_missing(&mut self, most: usize) -> Vec<String> {
        let names: Vec<String> = self.missing.iter().take(most).cloned().collect();
        for name in &names {
            self.missing.remove(name);
            self.asked.insert(name.clone());
        }
        names
    }

    /// Returns the full names of the messages that can have extensions, without those of `descriptor.proto`: messages
    /// do not have options.
    pub(super) fn extendable(&self) -> Result<Vec<String>, ReflectError> {
        let mut names = Vec::new();
        for (_, bytes) in self.files.iter().filter(|(name, _)| *name != "google/protobuf/descriptor.proto") {
            let file = raw::file(bytes).map_err(|error| ReflectError::Malformed(error.to_string()))?;
            extendable(file.package.unwrap_or_default(), &file.messages, &mut names);
        }
        Ok(names)
    }

    /// Links the files. The sources have their names, and no texts.
    pub(super) fn into_schema(self) -> Result<(Schema, Sources), ReflectError> {
        let mut writer = Writer::with_capacity(self.bytes);
        for bytes in self.files.values() {
            writer.bytes(1, bytes);
        }
        let mut sources = Sources::default();
        let image = sources.add(NAME, NAME, None);
        let schema = decode(writer.as_bytes(), image, &mut sources).map_err(ReflectError::Invalid)?;
        Ok((schema, sources))
    }
}

/// Adds the messages with extension ranges. Decoding has limited the depth.
fn extendable(scope: &str, messages: &[raw::Message<'_>], names: &mut Vec<String>) {
    for message in messages {
        let name = protoward_schema::qualified(scope, message.name);
        extendable(&name, &message.messages, names);
        if !message.extension_ranges.is_empty() {
            names.push(name);
        }
    }
}
