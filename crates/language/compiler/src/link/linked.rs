//! The result of linking, from which schemas and descriptors are produced on demand.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use super::collect::Decls;
use super::features::Features;
use super::lower::PassTables;
use super::options::{self, Options};
use super::resolve::{Collected, Types};
use super::source_info::{self, ExactLocations};
use super::unit::{CompilationUnit, UnitsBySource};
use protoward_schema::descriptor::{self, Encode, raw, write};
use protoward_schema::wire::Writer;
use protoward_schema::{FileId, Locations, Schema};
use protoward_source::{Diagnostic, Report, SourceId, Sources, parallel};
use protoward_syntax::ast::OptionDecl;
use protoward_syntax::{ast, literal};

/// Linked files: the result of [`Loaded::link`](crate::Loaded::link). Produces a schema and descriptors on demand, any
/// number of times.
///
/// The output contains only files without errors in themselves and their imports. Descriptors are written directly from
/// the compiler's tables, without building a [`Schema`]. Freeing the tables takes time; a program that is about to end
/// may [`forget`](std::mem::forget) them.
///
/// ```
/// use protoward_compiler::{Compiler, Encode, MemoryTree, Sources};
///
/// let tree = MemoryTree::new([("a.proto", "syntax = \"proto3\"; import \"b.proto\"; message A { B b = 1; }"),
///     ("b.proto", "syntax = \"proto3\"; message B {}")]);
/// let mut sources = Sources::default();
/// let loaded = Compiler::new().resolver(tree).load(["a.proto"], &mut sources);
/// let linked = loaded.link(&sources);
/// assert!(!linked.report().has_errors());
/// let (a, all) = (Encode { imports: false, source_info: true }, Encode { imports: true, source_info: true });
/// assert!(linked.encode(a).len() < linked.encode(all).len());
/// assert!(linked.schema().find("B").is_some());
/// ```
pub struct Linked<'t> {
    pub(super) units: Vec<CompilationUnit<'t>>,
    pub(super) decls: Decls<'t>,
    pub(super) types: Types,
    pub(super) options: Options,
    /// The other form of the options: with source retention if `options` is stripped, and vice versa.
    pub(super) other: OnceLock<Options>,
    pub(super) features: Features,
    pub(super) sources: &'t Sources,
    pub(super) report: Report,
    /// `true` if `options` includes options of source retention.
    pub(super) retain: bool,
    /// The files that have no errors, in themselves or their imports.
    pub(super) good: Vec<FileId>,
    /// The requested files, in protoc's order.
    pub(super) requested: Vec<FileId>,
    pub(super) threads: usize,
}

/// A schema with the diagnostics of its compilation.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Compilation {
    /// The files without errors. Complete only if `report` has no errors.
    pub schema: Schema,
    /// All diagnostics, in file order.
    pub report: Report,
}

/// The approximate number of source bytes per piece of output.
const PIECE: usize = 1 << 18;

impl Linked<'_> {
    /// Returns all diagnostics of the files in the order of `protoc`.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Returns the report by value.
    pub fn into_report(self) -> Report {
        self.report
    }

    /// Returns the schema and the report.
    pub fn compilation(&self) -> Compilation {
        Compilation { schema: self.schema(), report: self.report.clone() }
    }

    /// Returns the names of the files without errors in themselves and their imports, in topological order.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.good.iter().map(|file| self.units[file.index()].name)
    }

    /// Returns a file without errors by its import name.
    pub fn file(&self, name: &str) -> Option<LinkedFile<'_>> {
        let unit = |file: &FileId| &self.units[file.index()];
        self.good.iter().map(unit).find(|unit| unit.name == name).map(|unit| LinkedFile { unit })
    }

    /// Builds a schema of all files without errors.
    pub fn schema(&self) -> Schema {
        self.schema_of(self.tables(), &self.good)
    }

    /// Builds a schema without options of source retention, even if the compiler
    /// [retains](crate::Compiler::retain_options) them.
    pub fn stripped_schema(&self) -> Schema {
        self.schema_of(self.forms().stripped, &self.good)
    }

    /// Builds a schema of some files and all of their imports.
    #[cfg(feature = "comparison")]
    pub(crate) fn part(&self, is_part: impl Fn(FileId) -> bool) -> Schema {
        let files: Vec<FileId> = self.good.iter().copied().filter(|&file| is_part(file)).collect();
        self.schema_of(self.tables(), &files)
    }

    /// Encodes the requested files as a `FileDescriptorSet`: the bytes that `protoc -o` writes.
    pub fn encode(&self, what: Encode) -> Vec<u8> {
        let mut set = Vec::new();
        self.write(what, |piece| set.extend_from_slice(piece));
        set
    }

    /// Encodes a descriptor set in pieces, so that memory use does not grow with the set. See [`encode`](Self::encode).
    pub fn write(&self, what: Encode, mut take: impl FnMut(&[u8]) + Send) {
        parallel::with_stack(|| self.write_pieces(what, &mut take));
    }

    /// Narrows the result to some of the requested files and their imports, as if only these files had been requested.
    #[must_use]
    pub fn narrowed(mut self, is_requested: impl Fn(&str) -> bool) -> Self {
        self.requested.retain(|file| is_requested(self.units[file.index()].name));
        let mut is_kept = vec![false; self.units.len()];
        let targets = self.units.iter().enumerate();
        targets.for_each(|(index, unit)| is_kept[index] = unit.is_requested && is_requested(unit.name));
        // Imports come before their importers.
        for (index, unit) in self.units.iter().enumerate().rev() {
            if is_kept[index] {
                unit.imports.iter().flatten().for_each(|import| is_kept[import.index()] = true);
            }
        }
        self.good.retain(|file| is_kept[file.index()]);
        let by_source = UnitsBySource::new(&self.units);
        let unit = |it: &Diagnostic| by_source.get(it.place()?.source);
        let is_of_kept = |it: &Diagnostic| unit(it).is_some_and(|position| is_kept[position]);
        self.report = std::mem::take(&mut self.report).into_iter().filter(is_of_kept).collect();
        self
    }

    pub(super) fn tables(&self) -> PassTables<'_> {
        let Self { units, decls, types, options, features, .. } = self;
        PassTables { units, decls, types, options, features }
    }

    /// Returns the tables in both forms of the options.
    pub(super) fn forms(&self) -> Forms<'_> {
        let Self { units, decls, types, sources, threads, retain, .. } = self;
        let collected = Collected { units, decls, sources, threads: *threads };
        let other = self.other.get_or_init(|| {
            // Errors in options are already in the report.
            let mut reports = options::OptionReports::default();
            options::options(collected, types, !retain, &mut reports)
        });
        let tables = self.tables();
        let other = PassTables { options: other, ..self.tables() };
        if *retain { Forms { whole: tables, stripped: other } } else { Forms { whole: other, stripped: tables } }
    }

    fn schema_of(&self, tables: PassTables<'_>, files: &[FileId]) -> Schema {
        parallel::with_stack(|| {
            let Some(first) = self.units.first() else { return Schema::default() };
            let lowered: Vec<raw::File<'_>> =
                parallel::map(files.len(), self.threads, |index| tables.file(files[index]));
            let mut sources = files.iter().map(|&file| self.units[file.index()].source);
            // Linking takes one thread and needs no locations.
            let threads = self.threads.saturating_sub(1).max(1);
            let (schema, locations) = parallel::both(
                self.threads,
                || {
                    descriptor::link_raw(&lowered, first.source, &mut |_| {
                        sources.next().expect("a source for each file")
                    })
                },
                || parallel::map(files.len(), threads, |index| locations(tables, files[index])),
            );
            let mut schema = schema.expect("files without errors fit together");
            for (id, locations) in schema.files.ids().zip(locations) {
                schema.files[id].locations = locations;
            }
            self.mark_imports(files, &mut schema);
            schema
        })
    }

    /// Marks the files of the schema that were not requested.
    fn mark_imports(&self, files: &[FileId], schema: &mut Schema) {
        let mut positions = vec![None; self.units.len()];
        for (id, file) in schema.files.ids().zip(files) {
            positions[file.index()] = Some(id);
        }
        schema.requested = self.requested.iter().filter_map(|file| positions[file.index()]).collect::<Vec<_>>();
        schema.files.ids().for_each(|id| schema.files[id].is_import = true);
        for &id in &schema.requested {
            schema.files[id].is_import = false;
        }
    }

    fn write_pieces(&self, what: Encode, take: &mut (dyn FnMut(&[u8]) + Send)) {
        let tables = self.tables();
        let pieces = self.pieces(if what.imports { &self.good } else { &self.requested });
        let make = |index: usize, mut buffer: Vec<u8>| {
            buffer.clear();
            let mut writer = Writer::behind(buffer);
            for &file in pieces[index] {
                writer.message(1, |writer| tables.descriptor(file, what.source_info, writer));
            }
            writer.into_bytes()
        };
        parallel::in_order(pieces.len(), self.threads, make, &mut |piece| take(piece));
    }

    /// Splits the files into sections with about the same amount of text.
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

    fn text(&self, file: FileId) -> &str {
        self.units[file.index()].text
    }
}

/// The tables with all options, and the tables without options of source retention.
pub(super) struct Forms<'a> {
    pub(super) whole: PassTables<'a>,
    pub(super) stripped: PassTables<'a>,
}

impl PassTables<'_> {
    /// Writes one file as a `FileDescriptorProto`.
    pub(super) fn descriptor(self, file: FileId, source_info: bool, writer: &mut Writer) {
        let info = |writer: &mut Writer| {
            if source_info {
                writer.message(write::SOURCE_INFO, |writer| self.source_info(file, writer, None));
            }
        };
        write::file(&self.file(file), &info, writer);
    }

    /// Writes the source info of a file.
    fn source_info(self, file: FileId, writer: &mut Writer, exact: Option<&mut ExactLocations>) {
        let place = |decl: &OptionDecl| self.options.places[file].of(decl);
        source_info::write(&self.units[file.index()], &place, writer, exact);
    }
}

fn locations(tables: PassTables<'_>, file: FileId) -> Locations {
    let mut info = Writer::with_capacity(tables.units[file.index()].text.len());
    let mut exact = ExactLocations::default();
    tables.source_info(file, &mut info, Some(&mut exact));
    let additional = Locations::with_table(exact.additional.into_bytes(), exact.additional_table);
    Locations::with_table(info.into_bytes(), exact.table).with_additional(additional)
}

impl fmt::Debug for Linked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |file: &FileId| self.units[file.index()].name;
        f.debug_struct("Linked")
            .field("files", &self.good.iter().map(name).collect::<Vec<_>>())
            .field("requested", &self.requested.iter().map(name).collect::<Vec<_>>())
            .field("report", &self.report)
            .finish_non_exhaustive()
    }
}

/// A file of [`Linked`](crate::Linked), for questions that need no schema.
#[derive(Clone, Copy)]
pub struct LinkedFile<'a> {
    pub(super) unit: &'a CompilationUnit<'a>,
}

impl<'a> LinkedFile<'a> {
    /// Returns the source of the file.
    pub fn source(self) -> SourceId {
        self.unit.source
    }

    /// Returns the import names of the direct imports, each with `true` for an `import option`.
    pub fn imports(self) -> impl Iterator<Item = (Cow<'a, str>, bool)> {
        let decls = self.unit.import_decls().map(|(decl, _)| decl);
        decls.map(|decl| (literal::string_lossy(self.unit.text, decl.path), decl.kind == ast::ImportKind::Option))
    }

    /// Returns `true` if the file has services.
    pub fn has_services(self) -> bool {
        self.unit.file.items.iter().any(|item| matches!(item, ast::FileItem::Service(_)))
    }
}

impl std::fmt::Debug for LinkedFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("LinkedFile").field(&self.unit.name).finish()
    }
}
