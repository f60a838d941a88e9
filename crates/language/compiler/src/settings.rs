//! The settings of a compiler, which loading and linking share.

use std::fmt;
use std::sync::Arc;

use super::file_cache::FileCache;
use protoward_source::Resolver;

/// The settings of a [`Compiler`](super::Compiler).
#[derive(Clone)]
pub(super) struct CompilerSettings {
    /// The resolvers of file names, in order of precedence. The well-known types and `built_in` follow.
    pub(super) resolvers: Vec<Arc<dyn Resolver>>,
    /// The resolvers of files that are part of the program.
    pub(super) built_in: Vec<Arc<dyn Resolver>>,
    /// The number of threads; `None` for as many as the machine has cores.
    pub(super) threads: Option<usize>,
    /// `true` to look up well-known types that no resolver has among the built-in files.
    pub(super) well_known_types: bool,
    /// `true` to keep options of source retention.
    pub(super) retain_options: bool,
    pub(super) unstable_editions: UnstableEditions,
    /// The files that earlier compilations parsed.
    pub(super) file_cache: Option<Arc<FileCache>>,
    /// `true` to accept comments that are not UTF-8.
    pub(super) any_comments: bool,
    /// `true` to report a file also if only one of its imports has errors.
    pub(super) blame_imports: bool,
}

/// The files that may have edition `UNSTABLE`, which is not finished.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnstableEditions {
    /// No files, not even imports.
    #[default]
    Nowhere,
    /// Files that are only imported, as in `protoc`.
    Imported,
    /// All files, as with `--experimental_editions` of `protoc`.
    Everywhere,
}

impl Default for CompilerSettings {
    fn default() -> Self {
        Self {
            resolvers: Vec::new(),
            built_in: Vec::new(),
            threads: None,
            well_known_types: true,
            retain_options: false,
            unstable_editions: UnstableEditions::Nowhere,
            file_cache: None,
            any_comments: false,
            blame_imports: false,
        }
    }
}

impl fmt::Debug for CompilerSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            resolvers,
            built_in,
            threads,
            well_known_types,
            retain_options,
            unstable_editions,
            file_cache,
            any_comments,
            blame_imports,
        } = self;
        f.debug_struct("CompilerSettings")
            .field("resolvers", &resolvers.len())
            .field("built_in", &built_in.len())
            .field("threads", threads)
            .field("well_known_types", well_known_types)
            .field("retain_options", retain_options)
            .field("unstable_editions", unstable_editions)
            .field("file_cache", file_cache)
            .field("any_comments", any_comments)
            .field("blame_imports", blame_imports)
            .finish()
    }
}
