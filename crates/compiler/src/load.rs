//! Reads and parses the files that were asked for, and all that they import.
//!
//! Threads take names from one queue, to which they add what they find imported. When nothing is left, files are put into
//! an order that does not tell which thread was faster: as they were asked for, then as they are imported.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard};

use super::diagnostics;
use super::known::Known;
use super::read::{Found, Read, find};
use super::settings::{Settings, UnstableEditions};
use protoward_schema::{Id, Names};
use protoward_source::{Diagnostic, Place, Report, SourceId, Sources, parallel};
use protoward_syntax::ast::Span;

/// The files of a compilation, parsed.
#[derive(Default)]
pub(super) struct FileSet {
    /// The files that were found, imports included.
    pub(super) files: Vec<LoadedFile>,
    /// The files that were asked for and found, as indices of `files`.
    pub(super) targets: Vec<usize>,
}

/// One file that was found.
pub(super) struct LoadedFile {
    pub(super) name: String,
    pub(super) source: SourceId,
    /// The text, parsed. The file of each import is set, if it was found.
    pub(super) read: Box<Read>,
    /// Whether it can be linked: it has no syntax error.
    pub(super) is_whole: bool,
}

pub(super) fn load(settings: &Settings, targets: &[String], sources: &mut Sources, report: &mut Report) -> FileSet {
    let look = |name: &str| find(settings, name);
    let imports = |found: &Found, add: &mut dyn FnMut(&str)| found.imports().for_each(|import| add(&import.name));
    let found = find_all(targets, settings.threads, look, imports);
    number(settings, targets, found, sources, report)
}

/// Orders what was found: targets first, then what they import, breadth first.
pub(super) fn number(
    settings: &Settings,
    targets: &[String],
    found: BTreeMap<String, Found>,
    sources: &mut Sources,
    report: &mut Report,
) -> FileSet {
    let mut numbering = Numbering::new(targets, found);
    numbering.all();
    numbering.admit(settings, sources, report)
}

/// The names that are left to read, and what was read.
#[derive(Default)]
struct Queue {
    waiting: VecDeque<String>,
    seen: Names,
    /// How many names are being read, and may bring further ones.
    busy: usize,
}

impl Queue {
    fn add(&mut self, name: &str) -> bool {
        let is_new = self.seen.find(name).is_none();
        if is_new {
            self.seen.intern(name);
            self.waiting.push_back(name.to_owned());
        }
        is_new
    }
}

/// What everything that is asked for or imported came to, by name.
pub(super) fn find_all<F: Send>(
    targets: &[String],
    threads: Option<usize>,
    look: impl Fn(&str) -> F + Sync,
    imports: impl Fn(&F, &mut dyn FnMut(&str)) + Sync,
) -> BTreeMap<String, F> {
    let mut queue = Queue::default();
    for name in targets {
        queue.add(name);
    }
    let threads = parallel::threads(threads).min(queue.waiting.len().max(MOST_FOR_IMPORTS));
    let (queue, changed) = (Mutex::new(queue), Condvar::new());
    let worker = || {
        let mut mine = Vec::new();
        while let Some(name) = next(&queue, &changed) {
            if mine.len() % BETWEEN_RESERVES == 0 {
                parallel::reserve();
            }
            let found = look(&name);
            let mut queue = lock(&queue);
            queue.busy -= 1;
            let mut has_new = false;
            imports(&found, &mut |import| has_new |= queue.add(import));
            if has_new || queue.busy == 0 {
                changed.notify_all();
            }
            drop(queue);
            mine.push((name, found));
        }
        mine
    };
    parallel::on_all(threads, worker).into_iter().collect()
}

/// How many threads are worth their start for the imports of a single file.
const MOST_FOR_IMPORTS: usize = 4;

/// After how many files a thread makes room for more.
const BETWEEN_RESERVES: usize = 16;

/// The next name; waits for one while others may still bring some.
fn next(queue: &Mutex<Queue>, changed: &Condvar) -> Option<String> {
    let mut queue = lock(queue);
    loop {
        if let Some(name) = queue.waiting.pop_front() {
            queue.busy += 1;
            return Some(name);
        }
        if queue.busy == 0 {
            return None;
        }
        queue = changed.wait(queue).expect("no worker panics while it holds the lock");
    }
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().expect("no worker panics while it holds the lock")
}

/// Puts names into an order: breadth first, from what was asked for.
struct Numbering {
    found: BTreeMap<String, Turn>,
    names: Vec<Named>,
    /// Those that were asked for.
    targets: usize,
}

/// A name that has a number, or waits for one.
enum Turn {
    Waiting(Found),
    Over(usize),
}

/// A name in its turn.
struct Named {
    name: String,
    found: Found,
    /// The first import of it; none for what was asked for by a person.
    import: Option<Importer>,
}

/// Who imports a file.
#[derive(Clone, Copy)]
struct Importer {
    file: usize,
    /// The statement.
    span: Span,
    /// The path in it.
    path: Span,
}

impl Numbering {
    fn new(targets: &[String], found: BTreeMap<String, Found>) -> Self {
        let names = Vec::with_capacity(found.len());
        let found = found.into_iter().map(|(name, found)| (name, Turn::Waiting(found))).collect();
        let mut this = Self { found, names, targets: 0 };
        for name in targets {
            this.number(name, None);
        }
        this.targets = this.names.len();
        this
    }

    /// Numbers what is imported, and notes the number in the import.
    fn all(&mut self) {
        let mut next = 0;
        while let Some(named) = self.names.get_mut(next) {
            let mut found = std::mem::replace(&mut named.found, Found::Nowhere);
            for import in found.imports_mut() {
                let importer = Importer { file: next, span: import.span, path: import.path };
                import.file = Some(Id::new(self.number(&import.name, Some(importer))));
            }
            self.names[next].found = found;
            next += 1;
        }
    }

    fn number(&mut self, name: &str, import: Option<Importer>) -> usize {
        let number = self.names.len();
        let turn = self.found.get_mut(name).expect("every name was looked up");
        match std::mem::replace(turn, Turn::Over(number)) {
            Turn::Waiting(found) => {
                self.names.push(Named { name: name.to_owned(), found, import });
                number
            }
            Turn::Over(number) => {
                *turn = Turn::Over(number);
                number
            }
        }
    }

    /// Adds what was found to the sources, or says what is wrong with it.
    fn admit(self, settings: &Settings, sources: &mut Sources, report: &mut Report) -> FileSet {
        let targets = self.targets;
        let known = Known::new(&settings.resolvers);
        let unstable = (settings.unstable_editions, targets);
        let count = self.names.len();
        drop(self.found);
        // One more than there are files: the built-in `descriptor.proto` may follow.
        sources.reserve(count + 1);
        let loaded = FileSet { files: Vec::with_capacity(count), targets: Vec::new() };
        let mut admission = Admission { known, unstable, sources, report, loaded, places: Vec::with_capacity(count) };
        self.names.into_iter().for_each(|named| admission.admit(named));
        let Admission { mut loaded, places, .. } = admission;
        // From here on, an import has the position of a file that is there.
        for import in loaded.files.iter_mut().flat_map(|file| &mut file.read.imports) {
            import.file = import.file.and_then(|number| places[number.index()]);
        }
        loaded.targets = places[..targets].iter().flatten().map(|place| place.index()).collect::<Vec<_>>();
        loaded
    }
}

/// Sorts out what can be worked with.
struct Admission<'a> {
    known: Known<'a>,
    /// Where the unfinished edition is allowed, and how many files were asked for.
    unstable: (UnstableEditions, usize),
    sources: &'a mut Sources,
    report: &'a mut Report,
    loaded: FileSet,
    /// The file of each number that was admitted.
    places: Vec<Option<Id<Read>>>,
}

impl Admission<'_> {
    fn admit(&mut self, named: Named) {
        let Named { name, found, import } = named;
        let place = match found {
            Found::Text { display, text, read } => {
                let source = self.sources.add(&*name, display, Some(text));
                self.text(name, source, read);
                Some(Id::new(self.loaded.files.len() - 1))
            }
            refused => {
                let diagnostic = self.refuse(&name, refused, import);
                self.report.push(diagnostic);
                None
            }
        };
        self.places.push(place);
    }

    /// Where a file imports another: the path, and the statement. The importer stands in front of what it imports.
    fn places(&self, importer: Importer) -> (Place, Place) {
        let file = self.places[importer.file].expect("what imports something was read");
        let source = self.loaded.files[file.index()].source;
        let place = |span: Span| self.sources.place(source, span.range());
        (place(importer.path), place(importer.span))
    }

    fn text(&mut self, name: String, source: SourceId, read: Box<Read>) {
        let Read { parsed, imports, .. } = &*read;
        for error in &parsed.errors {
            self.report.push(protoward_syntax::diagnostic(error, source, self.sources));
        }
        for import in imports.iter().filter(|import| !import.is_possible) {
            let place = |span: Span| self.sources.place(source, span.range());
            self.report.push(diagnostics::bad_import_path(place(import.path)).in_protoc(place(import.span)));
        }
        let is_allowed = match self.unstable {
            (UnstableEditions::Nowhere, _) => false,
            (UnstableEditions::Imported, targets) => self.places.len() >= targets,
            (UnstableEditions::Everywhere, _) => true,
        };
        if let Some(value) = unstable_edition(parsed).filter(|_| !is_allowed) {
            let diagnostic = diagnostics::unstable_edition(self.sources.place(source, value.range()));
            self.report.push(diagnostic.in_protoc(Place::whole(source)));
        }
        let is_whole = parsed.errors.is_empty() && imports.iter().all(|import| import.is_possible);
        self.loaded.files.push(LoadedFile { name, source, read, is_whole });
    }

    fn refuse(&mut self, name: &str, found: Found, importer: Option<Importer>) -> Diagnostic {
        let import = importer.map(|importer| self.places(importer));
        let diagnostic = match (found, import) {
            (Found::NotUtf8 { display, valid, text }, _) => {
                let source = self.sources.add(name, display, Some(text.into()));
                let end = valid + char::REPLACEMENT_CHARACTER.len_utf8();
                return diagnostics::not_utf8(self.sources.place(source, valid..end));
            }
            (Found::TooLarge { display }, _) => {
                return diagnostics::file_too_large(self.sources.add(name, display, None));
            }
            (Found::Unreadable(error), import) => diagnostics::unreadable(&error, import.map(|(path, _)| path)),
            (Found::Nowhere | Found::Text { .. }, Some((path, _))) => {
                diagnostics::import_not_found(name, path, &self.known)
            }
            (Found::Nowhere | Found::Text { .. }, None) => diagnostics::file_not_found(name, &self.known),
        };
        match import {
            Some((_, statement)) => diagnostic.in_protoc(statement),
            None => diagnostic,
        }
    }
}

/// Where a file says that it is of the unfinished edition.
fn unstable_edition(parsed: &protoward_syntax::Parsed) -> Option<Span> {
    let is_unstable = parsed.dialect == protoward_syntax::Dialect::EditionUnstable;
    parsed.file.syntax.as_ref().filter(|_| is_unstable).map(|decl| decl.value)
}
