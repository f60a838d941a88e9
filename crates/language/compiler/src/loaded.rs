//! Files between reading and linking: parsed, ordered, and numbered.

use std::fmt;
use std::sync::{Arc, OnceLock};

use super::load::{self, FileSet};
use super::order::{self, Order};
use super::read::{self, ParsedFile};
use super::settings::CompilerSettings;
use crate::link::{self, CompilationUnit, LinkSettings, Linked};
use protoward_schema::{FileId, Id};
use protoward_source::{Report, SourceId, Sources, parallel};

/// The file that declares options.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The number of bytes that justify another thread.
const WORTH_A_THREAD: usize = 1 << 19;

/// Parsed files and their imports: the result of [`Compiler::load`](super::Compiler::load).
///
/// [`Loaded::link`] is a separate step because its result borrows the syntax trees. A program that needs only some of the
/// output does not pay for a copy of everything.
pub struct Loaded {
    pub(super) files: FileSet,
    order: Order,
    /// The built-in `descriptor.proto`, if no file replaces it.
    descriptor: Option<BuiltIn>,
    /// The problems so far: missing files, syntax errors, import cycles.
    report: Report,
    settings: CompilerSettings,
}

/// A built-in file that provides declarations and is not compiled itself.
struct BuiltIn {
    text: Arc<str>,
    source: SourceId,
    read: Box<ParsedFile>,
}

impl Loaded {
    /// Reads and parses files and their imports.
    pub(super) fn read(settings: &CompilerSettings, targets: &[String], sources: &mut Sources) -> Self {
        parallel::with_stack(|| {
            let mut report = Report::default();
            let files = load::load(settings, targets, sources, &mut report);
            Self::new(files, settings, sources, report)
        })
    }

    /// Orders the parsed files by their imports.
    pub(super) fn new(files: FileSet, settings: &CompilerSettings, sources: &mut Sources, mut report: Report) -> Self {
        let order = order::order(&files, sources, &mut report);
        let has_descriptor = order.files.iter().map(|&index| &files.files[index]).any(|file| {
            let text = || sources.get(file.source).text.as_deref().unwrap_or_default();
            file.name == DESCRIPTOR && link::declares_options(&file.read.parsed.file, text())
        });
        let descriptor = (!order.files.is_empty() && !has_descriptor).then(|| BuiltIn::new(settings, sources));
        Self { files, order, descriptor, report, settings: settings.clone() }
    }

    /// Returns the names of imports that were not found or cannot be read.
    ///
    /// ```
    /// use protoward_compiler::{Compiler, MemoryTree, Sources};
    ///
    /// let tree = MemoryTree::new([("a.proto", "import \"b.proto\";")]);
    /// let loaded = Compiler::new().resolver(tree).load(["a.proto"], &mut Sources::default());
    /// assert_eq!(loaded.missing_imports().collect::<Vec<_>>(), ["b.proto"]);
    /// ```
    pub fn missing_imports(&self) -> impl Iterator<Item = &str> {
        let imports = self.files.files.iter().flat_map(|file| &file.read.imports);
        imports.filter(|import| import.is_possible && import.file.is_none()).map(|import| &*import.name)
    }

    /// Links the files: resolves names and options, and checks the language rules.
    ///
    /// Never fails: [`Linked::report`] has the errors of all files. `sources` must be the sources into which the files
    /// were loaded.
    pub fn link<'t>(&'t self, sources: &'t Sources) -> Linked<'t> {
        parallel::with_stack(|| {
            let positions = self.positions();
            let mut units = self.units(&positions, sources);
            let files = units.len();
            units.extend(self.descriptor.as_ref().map(BuiltIn::unit));
            let settings = LinkSettings {
                files,
                requested: order::requested(&self.files).into_iter().filter_map(|index| positions[index]).collect(),
                threads: threads(&units, &self.settings),
                retain: self.settings.retain_options,
                blame_imports: self.settings.blame_imports,
                turns: &self.order.turns,
            };
            link::link(units, settings, sources, self.report.clone())
        })
    }

    /// Returns the position of each file among the units; `None` for unreachable files.
    fn positions(&self) -> Vec<Option<FileId>> {
        let mut positions = vec![None; self.files.files.len()];
        for (position, &index) in self.order.files.iter().enumerate() {
            positions[index] = Some(Id::new(position));
        }
        positions
    }

    fn units<'t>(&'t self, positions: &[Option<FileId>], sources: &'t Sources) -> Vec<CompilationUnit<'t>> {
        let mut requested = vec![false; self.files.files.len()];
        self.files.targets.iter().for_each(|&index| requested[index] = true);
        let unit = |(position, &index): (usize, &usize)| {
            let file = &self.files.files[index];
            let ParsedFile { parsed, outline, imports, raw } = &*file.read;
            let text = sources.get(file.source).text.as_deref().unwrap_or_default();
            // An import that closes a cycle leads forwards; the cycle is already reported.
            let is_earlier = |file: &FileId| file.index() < position;
            CompilationUnit {
                name: &file.name,
                source: file.source,
                text,
                bytes: raw.as_deref().unwrap_or(text.as_bytes()),
                file: &parsed.file,
                syntax: outline.syntax(),
                outline,
                is_requested: requested[index],
                imports: imports.iter().map(|import| positions[import.file?.index()].filter(is_earlier)).collect(),
                is_complete: file.is_complete,
                line_ends: OnceLock::new(),
            }
        };
        self.order.files.iter().enumerate().map(unit).collect()
    }

    /// Returns the index of a linked file in [`FileSet::files`].
    #[cfg(feature = "comparison")]
    pub(super) fn index_of(&self, file: FileId) -> usize {
        self.order.files[file.index()]
    }
}

impl BuiltIn {
    fn new(settings: &CompilerSettings, sources: &mut Sources) -> Self {
        let (text, read) = read::built_in(settings, DESCRIPTOR).expect("it is among the built-in files");
        let source = sources.add_built_in(DESCRIPTOR, DESCRIPTOR, Arc::clone(&text));
        Self { text, source, read }
    }

    fn unit(&self) -> CompilationUnit<'_> {
        CompilationUnit {
            name: DESCRIPTOR,
            source: self.source,
            text: &self.text,
            bytes: self.text.as_bytes(),
            file: &self.read.parsed.file,
            syntax: self.read.outline.syntax(),
            outline: &self.read.outline,
            is_requested: false,
            imports: Box::default(),
            is_complete: true,
            line_ends: OnceLock::new(),
        }
    }
}

fn threads(units: &[CompilationUnit<'_>], settings: &CompilerSettings) -> usize {
    let bytes: usize = units.iter().map(|unit| unit.text.len()).sum();
    parallel::threads(settings.threads).min(bytes / WORTH_A_THREAD + 1)
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.files.files.iter().map(|file| &*file.name).collect();
        f.debug_struct("Loaded").field("files", &names).field("report", &self.report).finish_non_exhaustive()
    }
}
