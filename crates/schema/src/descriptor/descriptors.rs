//! Every file of a schema as bytes, in the two forms in which generators are told of it.

use std::collections::HashMap;

use super::decode;
use crate::wire::Writer;
use crate::{FieldId, Schema, default_json_name};
use protoward_source::{Diagnostic, Sources};

/// All files, each behind those that it imports.
#[derive(Clone, Debug, Default)]
pub struct Descriptors {
    files: Vec<Descriptor>,
    positions: HashMap<String, usize>,
}

/// One file as a serialized `FileDescriptorProto`, with source info and the names of fields in JSON.
#[derive(Clone, Debug, Default)]
pub struct Descriptor {
    /// The name by which it is imported.
    pub name: String,
    /// What it imports, ordinary imports first and then those of options, by their positions among the files.
    pub imports: Vec<usize>,
    /// Everything that it says.
    pub whole: Vec<u8>,
    /// The same without options that are meant for the source only, and with options in the order of their numbers; `None`
    /// where that is no other.
    pub stripped: Option<Vec<u8>>,
    /// The number of its edition; `None` in proto2 and proto3.
    pub edition: Option<i32>,
    /// Whether it is a proto3 file with fields that say `optional`.
    pub has_proto3_optional: bool,
}

impl Descriptor {
    /// What a generator is told of a file that it is to generate from.
    pub fn stripped(&self) -> &[u8] {
        self.stripped.as_deref().unwrap_or(&self.whole)
    }
}

impl Descriptors {
    /// The schema of these files: with options that are meant for the source only, where `whole`. A name in JSON that the
    /// compiler would make is taken for one that it made.
    ///
    /// # Errors
    /// When they do not fit together.
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

    /// The same, and the names in JSON are those that somebody wrote.
    ///
    /// # Errors
    /// When they do not fit together.
    pub fn linked(&self, whole: bool, sources: &mut Sources) -> Result<Schema, Box<Diagnostic>> {
        let mut writer = Writer::default();
        for file in &self.files {
            writer.bytes(1, if whole { &file.whole } else { file.stripped() });
        }
        let image = sources.add("descriptors", "descriptors", None);
        decode(&writer.into_bytes(), image, sources)
    }

    /// Files, each behind those that it imports.
    pub fn new(files: Vec<Descriptor>) -> Self {
        let positions = files.iter().enumerate().map(|(at, file)| (file.name.clone(), at)).collect();
        Self { files, positions }
    }

    /// All of them.
    pub fn files(&self) -> &[Descriptor] {
        &self.files
    }

    /// The position of the file of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.positions.get(name).copied()
    }

    /// These files and all that they import, in protoc's order: depth first, each once.
    pub fn with_imports(&self, files: &[usize]) -> Vec<usize> {
        let (mut seen, mut order) = (vec![false; self.files.len()], Vec::new());
        for &file in files {
            self.visit(file, &mut seen, &mut order);
        }
        order
    }

    /// Without recursion, as a chain of imports may be as long as there are files.
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
    fn imports_come_in_front_and_once() {
        let files = descriptors(&[&[], &[0], &[0], &[2, 1]]);
        assert_eq!(files.with_imports(&[3]), [0, 2, 1, 3]);
        assert_eq!(files.with_imports(&[1, 3, 1]), [0, 1, 2, 3]);
        assert_eq!(files.with_imports(&[0, 2]), [0, 2]);
    }

    #[test]
    fn a_long_chain_needs_no_stack() {
        let all: Vec<Vec<usize>> = (0..200_000).map(|at: usize| at.checked_sub(1).into_iter().collect()).collect();
        let files = descriptors(&all.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!(files.with_imports(&[199_999]).len(), 200_000);
    }
}
