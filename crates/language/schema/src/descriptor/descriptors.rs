//! The files of a schema as serialized descriptors, in the two forms for generators.

use std::collections::HashMap;

use super::decode;
use crate::wire::Writer;
use crate::{FieldId, Schema, default_json_name};
use protoward_source::{Diagnostic, Sources};

/// Descriptors of files in topological order.
#[derive(Clone, Debug, Default)]
pub struct Descriptors {
    files: Vec<Descriptor>,
    positions: HashMap<String, usize>,
}

/// One file as a serialized `FileDescriptorProto`, with source info and JSON names.
#[derive(Clone, Debug, Default)]
pub struct Descriptor {
    /// The name by which other files import the file.
    pub name: String,
    /// The imports as indices of files: ordinary imports, then option imports.
    pub imports: Vec<usize>,
    /// The descriptor with all options.
    pub whole: Vec<u8>,
    /// The descriptor without options of source retention, and with options in number order; `None` if equal to the
    /// complete descriptor.
    pub stripped: Option<Vec<u8>>,
    /// The number of the edition; `None` in proto2 and proto3.
    pub edition: Option<i32>,
    /// `true` for a proto3 file with `optional` fields.
    pub has_proto3_optional: bool,
}

impl Descriptor {
    /// Returns the descriptor without options of source retention, which generators receive for requested files.
    pub fn stripped(&self) -> &[u8] {
        self.stripped.as_deref().unwrap_or(&self.whole)
    }
}

impl Descriptors {
    /// Builds the schema of these files. Includes options of source retention if `whole`. A JSON name equal to the
    /// derived one counts as derived.
    ///
    /// # Errors
    /// Returns an error if the files are inconsistent.
    pub fn schema(&self, whole: bool, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
        let mut schema = self.linked(whole, sources)?;
        let is_made = |id: &FieldId| {
            let field = &schema[*id];
            let default = || default_json_name(schema.text(field.name));
            field.json_name.is_some_and(|name| schema.text(name) == default())
        };
        let made: Vec<FieldId> = schema.fields.ids().filter(is_made).collect();
        made.into_iter().for_each(|id| schema.fields[id].json_name_made = true);
        Ok(schema)
    }

    /// Builds the schema of these files. All JSON names count as declared.
    ///
    /// # Errors
    /// Returns an error if the files are inconsistent.
    pub fn linked(&self, whole: bool, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
        let mut writer = Writer::default();
        for file in &self.files {
            writer.bytes(1, if whole { &file.whole } else { file.stripped() });
        }
        let image = sources.add("descriptors", "descriptors", None);
        decode(&writer.into_bytes(), image, sources)
    }

    /// Creates a set from files in topological order.
    pub fn new(files: Vec<Descriptor>) -> Self {
        let positions = files.iter().enumerate().map(|(at, file)| (file.name.clone(), at)).collect();
        Self { files, positions }
    }

    /// Returns all files, in topological order.
    pub fn files(&self) -> &[Descriptor] {
        &self.files
    }

    /// Returns the index of the file with this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    /// Returns these files and all imports without duplicates, depth first, in protoc's order.
    pub fn with_imports(&self, files: &[usize]) -> Vec<usize> {
        let mut seen = vec![false; self.files.len()];
        let mut order = Vec::new();
        for &file in files {
            self.visit(file, &mut seen, &mut order);
        }
        order
    }

    /// Visits a file without recursion, because a chain of imports may be as long as the number of files.
    fn visit(&self, file: usize, seen: &mut [bool], order: &mut Vec<usize>) {
        if std::mem::replace(&mut seen[file], true) {
            return;
        }
        let mut open = vec![(file, 0)];
        while let Some((file, next)) = open.last_mut() {
            match self.files[*file].imports.get(*next) {
                Some(&import) => {
                    *next += 1;
                    if !std::mem::replace(&mut seen[import], true) {
                        open.push((import, 0));
                    }
                }
                None => {
                    order.push(*file);
                    open.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptors(imports: &[&[usize]]) -> Descriptors {
        let file = |imports: &&[usize]| Descriptor { imports: imports.to_vec(), ..Descriptor::default() };
        Descriptors::new(imports.iter().map(file).collect())
    }

    #[test]
    fn imports_precede_importers_without_duplicates() {
        let files = descriptors(&[&[], &[0], &[0], &[2, 1]]);
        assert_eq!(files.with_imports(&[3]), [0, 2, 1, 3]);
        assert_eq!(files.with_imports(&[1, 3, 1]), [0, 1, 2, 3]);
        assert_eq!(files.with_imports(&[0, 2]), [0, 2]);
    }

    #[test]
    fn follows_a_long_chain_of_imports_without_recursion() {
        let all: Vec<Vec<usize>> = (0..200_000).map(|at: usize| at.checked_sub(1).into_iter().collect()).collect();
        let files = descriptors(&all.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!(files.with_imports(&[199_999]).len(), 200_000);
    }
}
