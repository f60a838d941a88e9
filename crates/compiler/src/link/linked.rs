//! What linking comes to: a schema, or the bytes of descriptors, whichever is wanted.

use std::collections::BTreeMap;

use super::lower::Tables;
use super::options::Options;
use super::source_info::{self, Exact};
use protoward_schema::descriptor::{self, raw, write};
use protoward_schema::wire::Writer;
use protoward_schema::{FileId, Locations, Schema};
use protoward_source::{Report, SourceId, parallel};
use protoward_syntax::ast::OptionDecl;

/// Files that are linked: those in which nothing is wrong, nor in anything that they import.
pub(crate) struct Linked<'a> {
    pub(super) tables: Tables<'a>,
    /// The other reading of the options, where both are wanted.
    pub(super) other: Option<&'a Options>,
    /// Whether that of the tables is the one with options that are meant for the source only.
    pub(super) retain: bool,
    pub(super) good: Vec<FileId>,
    /// What was asked for, in protoc's order.
    pub(super) asked_for: &'a [FileId],
    pub(super) threads: usize,
}

/// About how many bytes of text become one piece of output.
const PIECE: usize = 1 << 18;

impl Linked<'_> {
    /// The files as a schema.
    pub(crate) fn schema(&self, report: &mut Report) -> Schema {
        self.schema_of(&self.good, report)
    }

    /// As [`schema`](Self::schema), but of the files that are wanted only, which bring along what they import.
    pub(crate) fn part(&self, wants: impl Fn(FileId) -> bool, report: &mut Report) -> Schema {
        let files: Vec<FileId> = self.good.iter().copied().filter(|&file| wants(file)).collect();
        self.schema_of(&files, report)
    }

    fn schema_of(&self, files: &[FileId], report: &mut Report) -> Schema {
        let Some(first) = self.tables.units.first() else { return Schema::default() };
        let lowered: Vec<raw::File<'_>> =
            parallel::map(files.len(), self.threads, |index| self.tables.file(files[index]));
        let source_of: BTreeMap<&str, SourceId> =
            self.tables.units.iter().map(|unit| (unit.name, unit.source)).collect();
        // Linking takes one thread, and needs no places.
        let (schema, locations) = parallel::both(
            self.threads,
            || descriptor::link_raw(&lowered, first.source, &mut |name| source_of[name]),
            || parallel::map(files.len(), self.threads.saturating_sub(1).max(1), |index| self.locations(files[index])),
        );
        let mut schema = schema.map_err(|diagnostic| report.push(*diagnostic)).unwrap_or_default();
        for (id, locations) in schema.files.ids().zip(locations) {
            schema.files[id].locations = locations;
        }
        self.mark_imports(files, &mut schema);
        schema
    }

    fn locations(&self, file: FileId) -> Locations {
        let mut info = Writer::with_capacity(self.text(file).len());
        let mut exact = Exact::default();
        places(self.tables, file, &mut info, Some(&mut exact));
        let additional = Locations::with_spans(exact.additional.into_bytes(), exact.additional_spans);
        Locations::with_spans(info.into_bytes(), exact.spans).with_additional(additional)
    }

    /// Says of each file of the schema whether it was asked for.
    fn mark_imports(&self, files: &[FileId], schema: &mut Schema) {
        let mut positions = vec![None; self.tables.units.len()];
        for (id, file) in schema.files.ids().zip(files) {
            positions[file.index()] = Some(id);
        }
        schema.asked_for = self.asked_for.iter().filter_map(|file| positions[file.index()]).collect::<Vec<_>>();
        schema.files.ids().for_each(|id| schema.files[id].is_import = true);
        for &id in &schema.asked_for {
            schema.files[id].is_import = false;
        }
    }

    /// The bytes of a `FileDescriptorSet`, piece by piece; with or without files that are only imported.
    pub(crate) fn descriptor_set(&self, imports: bool, source_info: bool, take: &mut (dyn FnMut(&[u8]) + Send)) {
        let pieces = self.pieces(if imports { &self.good } else { self.asked_for });
        let make = |index: usize, buffer: Vec<u8>| {
            let mut writer = Writer::behind(buffer);
            for &file in pieces[index] {
                writer.message(1, |writer| self.descriptor(self.tables, file, source_info, writer));
            }
            writer.into_bytes()
        };
        parallel::in_order(pieces.len(), self.threads, make, take);
    }

    /// Stretches of about the same amount of text.
    fn pieces<'f>(&self, mut files: &'f [FileId]) -> Vec<&'f [FileId]> {
        let mut pieces = Vec::new();
        while !files.is_empty() {
            let mut bytes = 0;
            let fits = |file: &&FileId| {
                let before = bytes;
                bytes += self.text(**file).len();
                before < PIECE
            };
            let (piece, rest) = files.split_at(files.iter().take_while(fits).count());
            pieces.push(piece);
            files = rest;
        }
        pieces
    }

    /// Writes one file.
    pub(super) fn descriptor(&self, tables: Tables<'_>, file: FileId, source_info: bool, writer: &mut Writer) {
        let info = |writer: &mut Writer| {
            if source_info {
                writer.message(write::SOURCE_INFO, |writer| places(tables, file, writer, None));
            }
        };
        write::file(&tables.file(file), &info, writer);
    }

    fn text(&self, file: FileId) -> &str {
        self.tables.units[file.index()].text
    }
}

/// Writes where everything in a file stands.
fn places(tables: Tables<'_>, file: FileId, writer: &mut Writer, exact: Option<&mut Exact>) {
    let place = |decl: &OptionDecl| tables.options.places[file].of(decl);
    source_info::write(&tables.units[file.index()], &place, writer, exact);
}
