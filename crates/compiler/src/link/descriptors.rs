//! Linked files as generators are told of them: with all options, and without those that are meant for the source only.

use super::linked::Linked;
use super::lower::Tables;
use super::options::Differences;
use protoward_schema::descriptor::{Descriptor, Descriptors};
use protoward_schema::wire::Writer;
use protoward_schema::{FileId, Syntax};
use protoward_source::parallel;

impl<'a> Linked<'a> {
    /// All files, in both forms; a file that was not asked for is told of whole only.
    pub(crate) fn descriptors(&self) -> Descriptors {
        let (whole, stripped) = self.forms();
        let differences = Differences::new(whole.options, stripped.options);
        let mut positions = vec![None; self.tables.units.len()];
        for (position, file) in self.good.iter().enumerate() {
            positions[file.index()] = Some(position);
        }
        let make = |index: usize| {
            let id = self.good[index];
            let unit = &self.tables.units[id.index()];
            let is_stripped = unit.is_asked_for && differences.are_in(id, &whole.decls.files[id].all);
            let fields = &whole.decls.files[id].all.fields;
            Descriptor {
                name: unit.name.to_owned(),
                imports: unit.imports.iter().flatten().filter_map(|import| positions[import.index()]).collect(),
                whole: self.bytes(whole, id),
                stripped: is_stripped.then(|| self.bytes(stripped, id)),
                edition: match unit.syntax {
                    Syntax::Proto2 | Syntax::Proto3 => None,
                    Syntax::Edition(edition) => Some(edition.0),
                },
                has_proto3_optional: whole.decls.fields.slice(fields.clone()).any(|(_, field)| field.proto3_optional),
            }
        };
        Descriptors::new(parallel::map(self.good.len(), self.threads, make))
    }

    /// The tables with all options, and those without the ones for the source only.
    fn forms(&self) -> (Tables<'a>, Tables<'a>) {
        let other = self.other.map_or(self.tables, |options| Tables { options, ..self.tables });
        if self.retain { (self.tables, other) } else { (other, self.tables) }
    }

    fn bytes(&self, tables: Tables<'_>, file: FileId) -> Vec<u8> {
        let mut writer = Writer::with_capacity(2 * tables.units[file.index()].text.len());
        self.descriptor(tables, file, true, &mut writer);
        let mut bytes = writer.into_bytes();
        bytes.shrink_to_fit();
        bytes
    }
}
