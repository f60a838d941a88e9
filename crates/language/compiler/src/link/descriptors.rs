//! File descriptors for generators: with all options, and without options of source retention.

use super::linked::{Forms, Linked};
use super::lower::PassTables;
use super::options::Differences;
use protoward_schema::descriptor::{Descriptor, Descriptors};
use protoward_schema::wire::Writer;
use protoward_schema::{FileId, Syntax};
use protoward_source::parallel;

impl Linked<'_> {
    /// Encodes each file in the two forms for generators: with all options, and without options of source retention.
    pub fn descriptors(&self) -> Descriptors {
        parallel::with_stack(|| descriptors(self))
    }
}

/// Encodes all files. Files that were not requested have the form with all options only.
fn descriptors(linked: &Linked<'_>) -> Descriptors {
    let Forms { whole, stripped } = linked.forms();
    let differences = Differences::new(whole.options, stripped.options);
    let mut positions = vec![None; linked.units.len()];
    for (position, file) in linked.good.iter().enumerate() {
        positions[file.index()] = Some(position);
    }
    let make = |index: usize| {
        let id = linked.good[index];
        let unit = &linked.units[id.index()];
        let declared = &whole.decls.files[id].all;
        let is_stripped = unit.is_requested && differences.are_in(id, declared);
        let mut fields = whole.decls.fields.slice(declared.fields.clone());
        Descriptor {
            name: unit.name.to_owned(),
            imports: unit.imports.iter().flatten().filter_map(|import| positions[import.index()]).collect(),
            whole: bytes(whole, id),
            stripped: is_stripped.then(|| bytes(stripped, id)),
            edition: match unit.syntax {
                Syntax::Proto2 | Syntax::Proto3 => None,
                Syntax::Edition(edition) => Some(edition.0),
            },
            has_proto3_optional: fields.any(|(_, field)| field.proto3_optional),
        }
    };
    Descriptors::new(parallel::map(linked.good.len(), linked.threads, make))
}

fn bytes(tables: PassTables<'_>, file: FileId) -> Vec<u8> {
    let mut writer = Writer::with_capacity(2 * tables.units[file.index()].text.len());
    tables.descriptor(file, true, &mut writer);
    let mut bytes = writer.into_bytes();
    bytes.shrink_to_fit();
    bytes
}
