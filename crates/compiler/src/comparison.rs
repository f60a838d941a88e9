//! Compilation of several versions of the same files. Files that no version changes are neither parsed nor linked twice.

use std::fmt;

use super::compiler::Compiler;
use super::hash::{HashMap, HashSet};
use super::load::{self, FileSet, LoadedFile, Lookups};
use super::loaded::Loaded;
use super::read::{self, Bytes, Display, LookupResult};
use super::well_known::well_known;
use crate::link::Compilation;
use protoward_schema::unchanged::{self, MustCompare};
use protoward_source::{Report, Sources, parallel};
use protoward_syntax::literal;

/// A compilation of a new version and older versions of the same files. All schemas omit files that are the same in every
/// version together with all of their imports, unless another file needs them. Rules find the same differences as in the
/// complete schemas, in less time and memory.
///
/// ```
/// use protoward_compiler::{Comparison, Compiler, MemoryTree, Schema, Side, Sources};
///
/// let version = |user: &str| {
///     let tree = [("user.proto", user), ("order.proto", "message Order {}"), ("item.proto", "message Item {}")];
///     Compiler::new().resolver(MemoryTree::new(tree))
/// };
/// let files = ["item.proto", "order.proto", "user.proto"].map(str::to_owned);
/// let (old, new) = (version("message User { optional int32 id = 1; }"), version("message User {}"));
/// let side = |compiler| Side { compiler, files: &files };
/// let (new, olds) = Comparison::new(side(&new), &[side(&old)]).compile(&mut Sources::default());
/// let old = &olds[0];
/// let fields = |schema: &Schema| schema[schema.find_message("User").expect("it is declared")].fields.len();
/// assert_eq!([fields(&old.schema), fields(&new.schema)], [1, 0]);
/// assert!(new.schema.find("Item").is_some() != new.schema.find("Order").is_some()); // one is enough for the package
/// ```
#[derive(Clone, Copy)]
pub struct Comparison<'a> {
    new: Side<'a>,
    olds: &'a [Side<'a>],
    keep: &'a MustCompare<'a>,
    leave_memory: bool,
}

/// One version: a compiler and the files to compile.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The compiler that resolves the file names.
    pub compiler: &'a Compiler,
    /// The requested files, by their import names.
    pub files: &'a [String],
}

impl<'a> Comparison<'a> {
    /// Creates a comparison of `new` with each of `olds`.
    pub fn new(new: Side<'a>, olds: &'a [Side<'a>]) -> Self {
        Self { new, olds, keep: &|_| false, leave_memory: false }
    }

    /// Keeps files for whose text `keep` returns `true`, even if all versions have the same text.
    #[must_use]
    pub fn keep(mut self, keep: &'a MustCompare<'a>) -> Self {
        self.keep = keep;
        self
    }

    /// Leaks memory that is no longer needed, because freeing it takes time in a process that is about to end.
    #[must_use]
    pub fn leave_memory(mut self, enable: bool) -> Self {
        self.leave_memory = enable;
        self
    }

    /// Compiles the new side, then the old sides in their order. There are none if the new side has errors, and none after one
    /// that has errors. All files of the new side are checked. The texts of all sides are added to `sources`.
    pub fn compile(self, sources: &mut Sources) -> (Compilation, Vec<Compilation>) {
        let new = self.new.compiler.load(self.new.files, sources);
        let surveys = parallel::with_stack(|| {
            let survey = |&old: &Side<'a>| ComparisonFiles::new(&new, old, self, sources);
            self.olds.iter().map(survey).collect::<Vec<_>>()
        });
        // A file that one comparison needs is part of all: a declaration that others lack would look new.
        let is_needed: Vec<bool> =
            (0..new.files.files.len()).map(|file| surveys.iter().any(|survey| survey.is_needed[file])).collect();
        let linked = new.link(sources);
        let schema = linked.part(|file| is_needed[new.index_of(file)]);
        let compiled = Compilation { schema, report: linked.report().clone() };
        self.free(linked, self.olds.len() > 1);
        let mut olds = Vec::new();
        if compiled.report.has_errors() {
            return (compiled, olds);
        }
        let (mut new, mut left) = (Some(new), self.olds.len());
        for (survey, &side) in surveys.into_iter().zip(self.olds) {
            let loaded = new.as_ref().map(|new| parallel::with_stack(|| survey.load(new, side, &is_needed, sources)));
            left -= 1;
            if left == 0 {
                // The texts stay in `sources`; nothing needs the trees after this.
                self.free(new.take(), false);
            }
            let Some(old) = loaded else { break };
            let linked = old.link(sources);
            olds.push(Compilation { schema: linked.schema(), report: linked.report().clone() });
            self.free(linked, left > 0);
            self.free(old, left > 0);
            if olds.last().is_some_and(|old| old.report.has_errors()) {
                break;
            }
        }
        (compiled, olds)
    }

    /// Frees memory, or leaks it. `is_of_use` is `true` if further versions are compiled in it: new memory costs more time than freeing
    /// this one, and would grow with the number of versions.
    fn free<T>(self, memory: T, is_of_use: bool) {
        if self.leave_memory && !is_of_use {
            std::mem::forget(memory);
        }
    }
}

impl fmt::Debug for Comparison<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { new, olds, keep: _, leave_memory } = self;
        let mut comparison = f.debug_struct("Comparison");
        comparison.field("new", new).field("olds", olds).field("leave_memory", leave_memory).finish_non_exhaustive()
    }
}

/// An old side as read, and the files of both sides to compile.
struct ComparisonFiles {
    seen: Lookups<OldSideFile>,
    /// For each file of the new side, `true` if the comparison with this old side needs it.
    is_needed: Vec<bool>,
}

/// The result of looking up a name on the old side.
enum OldSideFile {
    /// The text of this file of the new side, and the displayed path of the old side.
    Same { file: usize, display: Display },
    /// A different text, or no file.
    Other(Box<LookupResult>),
}

impl ComparisonFiles {
    /// Reads an old side.
    fn new(new: &Loaded, old: Side<'_>, comparison: Comparison<'_>, sources: &Sources) -> Self {
        let Comparison { new: new_side, keep, .. } = comparison;
        let (settings, new_settings) = (old.compiler.settings(), new_side.compiler.settings());
        let files = &new.files;
        let by_name: HashMap<&str, usize> = files.files.iter().enumerate().map(|(at, it)| (&*it.name, at)).collect();
        // The id of the new content is determined after its text was read, so that it is not that of an earlier text.
        let unread = |name: &str| {
            let file = *by_name.get(name).filter(|&&file| has_text(&files.files[file], sources))?;
            let (id, display) = read::content(&settings, name)?;
            let (new_id, _) = read::content(&new_settings, name)?;
            (id == new_id).then_some(OldSideFile::Same { file, display })
        };
        let read = |name: &str| match read::bytes(&settings, name) {
            Bytes::Read { display, bytes } => {
                match by_name.get(name).filter(|&&file| is_text(&files.files[file], sources, &bytes)) {
                    Some(&file) => OldSideFile::Same { file, display },
                    None => OldSideFile::Other(Box::new(read::parsed(display, &bytes))),
                }
            }
            Bytes::Unreadable(error) => OldSideFile::Other(Box::new(LookupResult::Unreadable(error))),
            Bytes::Nowhere => OldSideFile::Other(Box::new(LookupResult::Nowhere)),
        };
        let look = |name: &str| unread(name).unwrap_or_else(|| read(name));
        let imports = |seen: &OldSideFile, add: &mut dyn FnMut(&str)| match seen {
            OldSideFile::Same { file, .. } => {
                files.files[*file].read.imports.iter().for_each(|import| add(&import.name))
            }
            OldSideFile::Other(found) => found.imports().for_each(|import| add(&import.name)),
        };
        let seen = load::find_all(old.files, settings.threads, look, imports);
        let is_needed =
            Needed { files, seen: &seen, was_target: old.files, threads: settings.threads, sources }.find(keep);
        Self { seen, is_needed }
    }

    /// Parses the needed files of the old side.
    fn load(self, new: &Loaded, old: Side<'_>, is_needed: &[bool], sources: &mut Sources) -> Loaded {
        let settings = old.compiler.settings();
        let mut same = Vec::new();
        let mut found = self.seen.map(|index, seen| match seen {
            OldSideFile::Same { file, display } => {
                if is_needed[file] {
                    same.push((index, file, display));
                }
                None
            }
            OldSideFile::Other(other) => Some(*other),
        });
        let text = |file: usize| text(&new.files.files[file], sources);
        let threads = threads(settings.threads, same.len());
        let parsed = parallel::map(same.len(), threads, |at| {
            let (_, file, display) = &same[at];
            read::of_text(display.clone(), text(*file))
        });
        for ((index, ..), parsed) in same.into_iter().zip(parsed) {
            found.set(index, parsed);
        }
        let targets: Vec<String> = old.files.iter().filter(|name| found.get(name).is_some()).cloned().collect();
        let mut report = Report::default();
        let files = load::number(&settings, &targets, found, sources, &mut report);
        Loaded::new(files, &settings, sources, report)
    }
}

/// The number of files that justify another thread.
const WORTH_A_THREAD: usize = 16;

fn threads(requested: Option<usize>, files: usize) -> usize {
    parallel::threads(requested).min(files / WORTH_A_THREAD + 1)
}

fn text<'s>(file: &LoadedFile, sources: &'s Sources) -> &'s str {
    sources.get(file.source).text.as_deref().unwrap_or_default()
}

/// Returns `true` if a file of the new side has a text without syntax errors.
fn has_text(file: &LoadedFile, sources: &Sources) -> bool {
    file.is_complete && sources.get(file.source).text.is_some()
}

/// Returns `true` if a file of the new side has no syntax error and has this text.
fn is_text(file: &LoadedFile, sources: &Sources, bytes: &[u8]) -> bool {
    let text = sources.get(file.source).text.as_deref();
    file.is_complete && text.is_some_and(|text| text.as_bytes() == bytes)
}

/// The inputs for the selection of needed files.
struct Needed<'a> {
    /// The new side.
    files: &'a FileSet,
    /// The old side.
    seen: &'a Lookups<OldSideFile>,
    /// The requested files of the old side.
    was_target: &'a [String],
    threads: Option<usize>,
    sources: &'a Sources,
}

impl Needed<'_> {
    /// Returns for each file of the new side whether the file is needed. The same answer holds for the old side.
    fn find(&self, keep: &MustCompare<'_>) -> Vec<bool> {
        let Self { files: FileSet { files, targets }, seen, sources, .. } = *self;
        let count = files.len();
        let mut is_target = vec![false; count];
        targets.iter().for_each(|&file| is_target[file] = true);
        let was_target: HashSet<&str> = self.was_target.iter().map(String::as_str).collect();
        let looked = parallel::map(count, threads(self.threads, count), |at| {
            let text = text(&files[at], sources);
            (package(text, &files[at].read.parsed), is_target[at] && keep(text.as_bytes()))
        });
        let mut new = unchanged::Files::default();
        for (index, file) in files.iter().enumerate() {
            let (package, keep) = &looked[index];
            let is_seen = matches!(seen.get(&file.name), Some(OldSideFile::Same { .. }));
            new.imports.push(file.read.imports.iter().filter_map(|import| Some(import.file?.index())).collect());
            new.packages.push(package);
            new.kinds.push(file.read.outline.kinds());
            new.keep.push(*keep);
            new.is_own.push(is_target[index] && well_known(&file.name).is_none());
            new.same.push(is_seen && is_target[index] == was_target.contains(&*file.name));
        }
        new.is_target = is_target;
        let others = || seen.iter().filter_map(OldSideFile::other);
        let other_packages: Vec<String> = others().filter_map(package_of).collect();
        let shared = |name: &str| match seen.get(name) {
            Some(OldSideFile::Same { file, .. }) => Some(*file),
            Some(OldSideFile::Other(_)) | None => None,
        };
        let others = unchanged::ChangedFiles {
            packages: other_packages.iter().map(String::as_str).collect(),
            imports: others().flat_map(LookupResult::imports).filter_map(|import| shared(&import.name)).collect(),
        };
        unchanged::needed_files(&new, &others)
    }
}

impl OldSideFile {
    fn other(&self) -> Option<&LookupResult> {
        match self {
            Self::Same { .. } => None,
            Self::Other(found) => Some(found),
        }
    }
}

/// Returns the package of a text, empty if the text declares none; `None` without a text.
fn package_of(found: &LookupResult) -> Option<String> {
    match found {
        LookupResult::Text { text, read, .. } => Some(package(text, &read.parsed)),
        _ => None,
    }
}

/// Returns the package of a file; empty if the file declares none.
fn package(text: &str, parsed: &protoward_syntax::Parsed) -> String {
    parsed.file.package().map(|package| literal::path(text, package.name).into_owned()).unwrap_or_default()
}
