//! Reads and parses the requested files and all their imports.
//!
//! Threads take names from one queue and add the imports of each file to it. When the queue is empty, files are
//! numbered breadth first, so that the order does not depend on thread timing.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard};

use super::diagnostics;
use super::file_index::FileIndex;
use super::lookup::HashMap;
use super::read::{LookupResult, ParsedFile, find};
use super::settings::{CompilerSettings, UnstableEditions};
use protoward_schema::{Id, Name, NameTable};
use protoward_source::{Diagnostic, Place, Report, SourceId, Sources, parallel};
use protoward_syntax::ast::Span;

/// The files of a compilation, parsed.
#[derive(Default)]
pub(super) struct FileSet {
    /// The existing files, imports included.
    pub(super) files: Vec<LoadedFile>,
    /// The requested files that exist, as indices of `files`.
    pub(super) targets: Vec<usize>,
}

/// A file that was found and read.
pub(super) struct LoadedFile {
    pub(super) name: String,
    pub(super) source: SourceId,
    /// The parsed text. The file id of each import is set if the import was found.
    pub(super) read: Box<ParsedFile>,
    /// `true` if the file has no syntax error and can be linked.
    pub(super) is_complete: bool,
}

pub(super) fn load(
    settings: &CompilerSettings,
    targets: &[String],
    sources: &mut Sources,
    report: &mut Report,
) -> FileSet {
    let look = |name: &str| find(settings, name);
    let imports =
        |found: &LookupResult, add: &mut dyn FnMut(&str)| found.imports().for_each(|import| add(&import.name));
    let found = find_all(targets, settings.threads, look, imports);
    number(settings, targets, found, sources, report)
}

/// Numbers the files: requested files first, then imports, breadth first.
pub(super) fn number(
    settings: &CompilerSettings,
    targets: &[String],
    found: Lookups<LookupResult>,
    sources: &mut Sources,
    report: &mut Report,
) -> FileSet {
    let mut numbering = Numbering::new(targets, found);
    numbering.all();
    numbering.admit(settings, sources, report)
}

/// The names that are left to read, and the results so far.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<Name>,
    seen: NameTable,
    /// The number of names that are being read and may add further names.
    busy: usize,
}

impl Queue {
    fn add(&mut self, name: &str) -> bool {
        let is_new = self.seen.find(name).is_none();
        if is_new {
            self.waiting.push_back(self.seen.intern(name));
        }
        is_new
    }

    /// Takes the next name if the number of waiting names is as required.
    fn next_if(&mut self, is_enough: impl FnOnce(usize) -> bool) -> Option<(Name, String)> {
        if !is_enough(self.waiting.len()) {
            return None;
        }
        let name = self.waiting.pop_front()?;
        self.busy += 1;
        Some((name, self.seen.text(name).to_owned()))
    }
}

/// The results of looking up file names.
pub(super) struct Lookups<F> {
    names: NameTable,
    /// The result for each name, by the index of the name; `None` if the result is not needed anymore.
    results: Vec<Option<F>>,
}

#[cfg(feature = "comparison")]
impl<F> Lookups<F> {
    /// Returns the result for a name.
    pub(super) fn get(&self, name: &str) -> Option<&F> {
        self.results[self.names.find(name)?.index()].as_ref()
    }

    /// Returns the results, in an order that depends on thread timing.
    pub(super) fn iter(&self) -> impl Iterator<Item = &F> {
        self.results.iter().flatten()
    }

    /// Replaces each result. `replace` gets the index of the name.
    pub(super) fn map<R>(self, mut replace: impl FnMut(usize, F) -> Option<R>) -> Lookups<R> {
        let results = self.results.into_iter().enumerate().map(|(index, result)| replace(index, result?));
        Lookups { results: results.collect(), names: self.names }
    }

    /// Sets the result for the name with an index.
    pub(super) fn set(&mut self, index: usize, result: F) {
        self.results[index] = Some(result);
    }
}

/// Looks up all requested names and the names of all imports.
pub(super) fn find_all<F: Send>(
    targets: &[String],
    threads: Option<usize>,
    look: impl Fn(&str) -> F + Sync,
    imports: impl Fn(&F, &mut dyn FnMut(&str)) + Sync,
) -> Lookups<F> {
    let mut queue = Queue::default();
    for name in targets {
        queue.add(name);
    }
    let queue = Mutex::new(queue);
    let changed = Condvar::new();
    let read = |(name, text): (Name, String)| {
        let found = look(&text);
        let mut queue = lock(&queue);
        queue.busy -= 1;
        let mut has_new = false;
        imports(&found, &mut |import| has_new |= queue.add(import));
        if has_new || queue.busy == 0 {
            changed.notify_all();
        }
        (name, found)
    };
    let mut found = alone(&queue, read);
    let waiting = lock(&queue).waiting.len();
    if waiting > 0 {
        let threads = parallel::threads(threads).min(waiting.max(MOST_FOR_IMPORTS));
        found.append(&mut parallel::on_all(threads, || worker(&queue, &changed, read)));
    }
    let names = queue.into_inner().expect(UNPOISONED).seen;
    let mut results = Vec::new();
    results.resize_with(names.len(), || None);
    for (name, result) in found {
        results[name.index()] = Some(result);
    }
    Lookups { names, results }
}

/// Reads on this thread while few names wait. Starting a thread takes as long as reading several files, and a build system keeps
/// the other cores busy with other processes.
fn alone<F>(queue: &Mutex<Queue>, read: impl Fn((Name, String)) -> (Name, F)) -> Vec<(Name, F)> {
    let next = || lock(queue).next_if(|waiting| waiting < WORTH_A_THREAD);
    std::iter::from_fn(next).map(read).collect()
}

/// The number of waiting names that justify another thread.
const WORTH_A_THREAD: usize = 16;

/// Reads names until none is left.
fn worker<F>(queue: &Mutex<Queue>, changed: &Condvar, read: impl Fn((Name, String)) -> (Name, F)) -> Vec<(Name, F)> {
    let mut mine = Vec::new();
    while let Some(name) = next(queue, changed) {
        if mine.len() % BETWEEN_RESERVES == 0 {
            parallel::reserve();
        }
        mine.push(read(name));
    }
    mine
}

/// Maximum number of threads to start for the imports of a single file.
const MOST_FOR_IMPORTS: usize = 4;

/// Number of files after which a thread reserves more memory.
const BETWEEN_RESERVES: usize = 16;

/// Returns the next name. Waits while other threads may still add names.
fn next(queue: &Mutex<Queue>, changed: &Condvar) -> Option<(Name, String)> {
    let mut queue = lock(queue);
    loop {
        if let Some(name) = queue.next_if(|waiting| waiting > 0) {
            return Some(name);
        }
        if queue.busy == 0 {
            return None;
        }
        queue = changed.wait(queue).expect(UNPOISONED);
    }
}

const UNPOISONED: &str = "no worker panics while it holds the lock";

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().expect(UNPOISONED)
}

const LOOKED_UP: &str = "every name was looked up";

/// The numbering of files: breadth first, from the requested files.
struct Numbering {
    found: Lookups<LookupResult>,
    /// The number of each name, by the index of the name.
    numbers: Vec<Option<usize>>,
    names: Vec<OrderedName>,
    /// The number of requested files.
    targets: usize,
}

/// A name in numbering order.
struct OrderedName {
    name: String,
    found: LookupResult,
}

impl Numbering {
    fn new(targets: &[String], found: Lookups<LookupResult>) -> Self {
        let count = found.results.len();
        let mut this = Self { found, numbers: vec![None; count], names: Vec::with_capacity(count), targets: 0 };
        for name in targets {
            this.number(name);
        }
        this.targets = this.names.len();
        this
    }

    /// Numbers the imports and records the number in each import.
    fn all(&mut self) {
        let mut next = 0;
        while let Some(named) = self.names.get_mut(next) {
            let mut found = std::mem::replace(&mut named.found, LookupResult::Nowhere);
            for import in found.imports_mut() {
                import.file = Some(Id::new(self.number(&import.name)));
            }
            self.names[next].found = found;
            next += 1;
        }
    }

    fn number(&mut self, name: &str) -> usize {
        let index = self.found.names.find(name).expect(LOOKED_UP).index();
        *self.numbers[index].get_or_insert_with(|| {
            let found = self.found.results[index].take().expect(LOOKED_UP);
            self.names.push(OrderedName { name: name.to_owned(), found });
            self.names.len() - 1
        })
    }

    /// Adds the files to the sources, or reports why a file cannot be used.
    fn admit(self, settings: &CompilerSettings, sources: &mut Sources, report: &mut Report) -> FileSet {
        let count = self.names.len();
        drop(self.found);
        // The built-in `descriptor.proto` may be added, so one more is reserved.
        sources.reserve(count + 1);
        let mut admission = Admission {
            known: FileIndex::new(settings),
            unstable: settings.unstable_editions,
            targets: self.targets,
            sources,
            report,
            loaded: FileSet { files: Vec::with_capacity(count), targets: Vec::new() },
            places: Vec::with_capacity(count),
            import_errors: HashMap::default(),
        };
        self.names.into_iter().for_each(|named| admission.admit(named));
        admission.finish()
    }
}

/// The admission of files to the compilation.
struct Admission<'a> {
    known: FileIndex<'a>,
    /// The files that may have the unstable edition.
    unstable: UnstableEditions,
    /// The number of requested files.
    targets: usize,
    sources: &'a mut Sources,
    report: &'a mut Report,
    loaded: FileSet,
    /// The admitted file for each number.
    places: Vec<Option<Id<ParsedFile>>>,
    /// The errors of imports of files that were not found or cannot be read, without the places, by the number of the file.
    import_errors: HashMap<usize, diagnostics::ImportError>,
}

impl Admission<'_> {
    fn admit(&mut self, OrderedName { name, found }: OrderedName) {
        let place = match found {
            LookupResult::Text { display, text, read } => {
                let source = if display.is_built_in {
                    self.sources.add_built_in(&*name, display.path.shown, text)
                } else {
                    self.sources.add(&*name, display.path, Some(text))
                };
                self.text(name, source, read);
                Some(Id::new(self.loaded.files.len() - 1))
            }
            refused => {
                self.refuse(&name, refused);
                None
            }
        };
        self.places.push(place);
    }

    fn text(&mut self, name: String, source: SourceId, read: Box<ParsedFile>) {
        let ParsedFile { parsed, imports, .. } = &*read;
        let problems = protoward_syntax::diagnostics(&parsed.errors, source, self.sources);
        self.report.append(problems.into_iter().collect());
        for import in imports.iter().filter(|import| !import.is_possible) {
            let place = |span: Span| self.sources.place(source, span.range());
            self.report.push(diagnostics::bad_import_path(place(import.path)).in_protoc(place(import.span)));
        }
        let is_allowed = match self.unstable {
            UnstableEditions::Nowhere => false,
            UnstableEditions::Imported => self.places.len() >= self.targets,
            UnstableEditions::Everywhere => true,
        };
        if let Some(value) = unstable_edition(parsed).filter(|_| !is_allowed) {
            let diagnostic = diagnostics::unstable_edition(self.sources.place(source, value.range()));
            self.report.push(diagnostic.in_protoc(Place::whole(source)));
        }
        let is_complete = parsed.errors.is_empty() && imports.iter().all(|import| import.is_possible);
        self.loaded.files.push(LoadedFile { name, source, read, is_complete });
    }

    fn refuse(&mut self, name: &str, found: LookupResult) {
        let diagnostic = match found {
            LookupResult::NotUtf8 { display, valid, text } => {
                let source = self.sources.add(name, display, Some(text.into()));
                let end = valid + char::REPLACEMENT_CHARACTER.len_utf8();
                diagnostics::not_utf8(self.sources.place(source, valid..end))
            }
            LookupResult::TooLarge { display } => diagnostics::file_too_large(self.sources.add(name, display, None)),
            LookupResult::LongNames { display, text, name: declared } => {
                let size = text.len();
                let source = self.sources.add(name, display.path, Some(text));
                diagnostics::names_too_long(size, self.sources.place(source, declared.range()))
            }
            LookupResult::Unreadable(error) => {
                let unreadable = diagnostics::unreadable(&error);
                return self.absent(unreadable.clone(), unreadable.into());
            }
            LookupResult::Nowhere | LookupResult::Text { .. } => {
                let (file, import) = diagnostics::not_found(name, &self.known);
                return self.absent(file, import);
            }
        };
        self.report.push(diagnostic);
    }

    /// Reports a file without a text if it is requested, and keeps the error of its imports.
    fn absent(&mut self, of_file: Diagnostic, of_imports: diagnostics::ImportError) {
        let number = self.places.len();
        if number < self.targets {
            self.report.push(of_file);
        }
        self.import_errors.insert(number, of_imports);
    }

    /// Reports the imports of files without a text, and replaces provisional numbers with the ids of admitted files.
    fn finish(mut self) -> FileSet {
        for LoadedFile { source, read, .. } in &mut self.loaded.files {
            for import in &mut read.imports {
                let Some(number) = import.file.map(Id::index) else { continue };
                if let Some(error) = self.import_errors.get(&number) {
                    let place = |span: Span| self.sources.place(*source, span.range());
                    self.report.push(error.at(place(import.path)).in_protoc(place(import.span)));
                }
                import.file = self.places[number];
            }
        }
        let targets = &self.places[..self.targets];
        self.loaded.targets = targets.iter().flatten().map(|place| place.index()).collect();
        self.loaded
    }
}

/// Returns the edition declaration if it is the unstable edition.
fn unstable_edition(parsed: &protoward_syntax::Parsed) -> Option<Span> {
    let is_unstable = parsed.dialect == protoward_syntax::Dialect::EditionUnstable;
    parsed.file.syntax.as_ref().filter(|_| is_unstable).map(|decl| decl.value)
}
