//! Compilation of several versions of the same files. Files that no version changes are neither parsed nor linked twice.

use std::fmt;
use std::sync::Arc;

use super::compiler::Compiler;
use super::loaded::Loaded;
use super::new_files::NewFiles;
use super::old_side::{OldSide, SharedTexts};
use crate::link::Compilation;
use protoward_schema::unchanged::MustCompare;
use protoward_source::{Sources, parallel};

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
        let (compiled, waiting) = self.begin(sources);
        let is_needed = needed_by_any(&waiting);
        let mut olds = Vec::new();
        let mut left = waiting.len();
        for (waiting, &side) in waiting.into_iter().zip(self.olds) {
            left -= 1;
            // A file that one comparison needs is part of all: a declaration that others lack would look new.
            let old = waiting.with_needed(&is_needed).load(side, sources);
            let linked = old.link(sources);
            olds.push(linked.compilation());
            self.free(linked, left > 0);
            self.free(old, left > 0);
            if olds.last().is_some_and(|old| old.report.has_errors()) {
                break;
            }
        }
        (compiled, olds)
    }

    /// Compiles the new side, and reads the old sides, which can then be compiled one at a time. There are none if the
    /// new side has errors.
    ///
    /// The schema of the new side has the files that any comparison needs. That of an old side has only those that its
    /// own one needs, so that the other files of the new side must be left out of the comparison
    /// ([`WaitingSide::is_compared`]).
    ///
    /// ```
    /// use protoward_compiler::{Comparison, Compiler, MemoryTree, Side, Sources};
    ///
    /// let version = |user: &str, order: &str| {
    ///     let text = |package: &str, body: &str| format!("package {package}; message A {{ {body} }}");
    ///     let tree = [("user.proto", text("user", user)), ("order.proto", text("order", order))];
    ///     Compiler::new().resolver(MemoryTree::new(tree))
    /// };
    /// let files = ["order.proto", "user.proto"].map(str::to_owned);
    /// let side = |compiler| Side { compiler, files: &files };
    /// let field = "optional int32 id = 1;";
    /// let (new, olds) = (version("", ""), [version(field, ""), version("", field)]);
    /// let [first, second] = [side(&olds[0]), side(&olds[1])];
    /// let mut sources = Sources::default();
    /// let (new, waiting) = Comparison::new(side(&new), &[first, second]).begin(&mut sources);
    /// assert_eq!(new.schema.files.len(), 2);
    /// let files = waiting.into_iter().zip([first, second]).map(|(waiting, side)| {
    ///     let is_compared = ["order.proto", "user.proto"].map(|name| waiting.is_compared(name));
    ///     (is_compared, waiting.load(side, &mut sources).link(&sources).schema().files.len())
    /// });
    /// // The first requested file is part of each comparison.
    /// assert_eq!(files.collect::<Vec<_>>(), [([true, true], 2), ([true, false], 1)]);
    /// ```
    pub fn begin(self, sources: &mut Sources) -> (Compilation, Vec<WaitingSide>) {
        let Comparison { new: side, olds, keep, .. } = self;
        let loaded = side.compiler.load(side.files, sources);
        let (mut new, surveys) = parallel::with_stack(|| {
            let threads = side.compiler.settings().threads;
            let new = NewFiles::new(&loaded.files, keep, threads, sources);
            let texts = (olds.len() > 1).then(SharedTexts::default);
            let survey =
                |&old: &Side<'a>| OldSide::new(&new, [side.compiler, old.compiler], old.files, texts.as_ref(), sources);
            let surveys: Vec<OldSide> = olds.iter().map(survey).collect();
            (new, surveys)
        });
        // Trees for a single side would be in memory longer than they take to make again.
        if olds.len() > 1 {
            new.keep_trees(&loaded.files, |file| surveys.iter().filter(|old| old.shares(file)).count() > 1);
        }
        let new = Arc::new(new);
        let waiting: Vec<_> = surveys.into_iter().map(|old| WaitingSide { new: Arc::clone(&new), old }).collect();
        let is_needed = needed_by_any(&waiting);
        let linked = loaded.link(sources);
        let schema = linked.part(|file| is_needed[loaded.index_of(file)]);
        let compiled = Compilation { schema, report: linked.report().clone() };
        self.free(linked, olds.len() > 1);
        self.free(loaded, olds.len() > 1);
        let is_valid = !compiled.report.has_errors();
        (compiled, if is_valid { waiting } else { Vec::new() })
    }

    /// Frees memory, or leaks it. `is_of_use` is `true` if further versions are compiled in it: new memory costs more
    /// time than freeing this one, and would grow with the number of versions.
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

/// An old side of a comparison that is read and not compiled yet.
pub struct WaitingSide {
    new: Arc<NewFiles>,
    old: OldSide,
}

impl WaitingSide {
    /// Returns `true` if the comparison with this side needs a file of the new one.
    pub fn is_compared(&self, name: &str) -> bool {
        self.new.find(name).is_none_or(|file| self.old.is_needed[file])
    }

    /// Parses the files of the side that the comparison needs, and adds them to `sources`. `side` is the one of the comparison.
    pub fn load(self, side: Side<'_>, sources: &mut Sources) -> Loaded {
        let Self { new, old } = self;
        parallel::with_stack(|| old.load(&new, side.compiler, side.files, sources))
    }

    fn with_needed(self, is_needed: &[bool]) -> Self {
        Self { old: self.old.with_needed(is_needed), ..self }
    }
}

impl fmt::Debug for WaitingSide {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitingSide").finish_non_exhaustive()
    }
}

/// Returns for each file of the new side whether any comparison needs it.
fn needed_by_any(waiting: &[WaitingSide]) -> Vec<bool> {
    let mut is_needed = waiting.first().map_or_else(Vec::new, |first| first.old.is_needed.clone());
    for WaitingSide { old, .. } in waiting.iter().skip(1) {
        is_needed.iter_mut().zip(&old.is_needed).for_each(|(any, own)| *any |= own);
    }
    is_needed
}
