//! Resolvers: where the compiler looks for an import name.

use std::fmt;
use std::sync::Arc;

use super::read_error::ReadError;
use super::source_path::SourcePath;
use super::tree::{KnownContent, Tree, join, stays_inside};

/// A source of files by import name.
///
/// Every [`Tree`] is a resolver: a folder ([`FolderTree`](super::FolderTree)), texts in memory
/// ([`MemoryTree`](super::MemoryTree)), an archive with the feature `archive`, or a commit with `cli`. [`from_fn`]
/// wraps a closure, [`Layered`] combines several resolvers, and [`Resolver::below`] restricts one to a folder. A
/// compilation looks up each name once, from several threads.
///
/// An implementation needs one method:
///
/// ```
/// use std::collections::HashMap;
///
/// use protoward_compiler::Compiler;
/// use protoward_source::{ReadError, Resolver, SourcePath};
///
/// /// Schemas that another program handed over.
/// struct Registry(HashMap<String, String>);
///
/// impl Resolver for Registry {
///     fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
///         Ok(self.0.get(name).map(|text| text.clone().into_bytes()))
///     }
///
///     fn path(&self, name: &str) -> SourcePath {
///         format!("registry:{name}").into() // what errors say
///     }
/// }
///
/// let registry = Registry(HashMap::from([("a.proto".to_owned(), "syntax = \"proto3\"; message A { B b = 1; }".to_owned())]));
/// let error = Compiler::new().resolver(registry).compile(["a.proto"]).unwrap_err();
/// assert!(error.to_string().contains("registry:a.proto:1:32"));
/// ```
pub trait Resolver: Send + Sync {
    /// Returns the text of the file with this import name; `None` if there is no such file.
    ///
    /// # Errors
    /// If the file exists and cannot be read. The compilation reports the error and does not ask the next resolver.
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError>;

    /// Returns the content of the file as far as it is known without reading it, as in [`Tree::content`]. By default, it
    /// is not.
    fn content(&self, name: &str) -> KnownContent {
        let _ = name;
        KnownContent::Unknown
    }

    /// Returns the displayed path of the file, with its meaning; by default, the import name as a path from the working folder.
    fn path(&self, name: &str) -> SourcePath {
        name.into()
    }

    /// Returns the names of all known `.proto` files below the folder `under`; the empty folder is the root. Called
    /// once to propose alternatives when an imported file does not exist. By default, returns no names.
    fn names(&self, under: &str) -> Vec<String> {
        let _ = under;
        Vec::new()
    }

    /// Returns the remedy for an import that no resolver has, if this resolver knows one. By default, returns `None`.
    fn help(&self, name: &str) -> Option<String> {
        let _ = name;
        None
    }

    /// Restricts the resolver to a folder. Names are relative to the folder, as with `-I` of `protoc`.
    ///
    /// ```
    /// use protoward_source::{MemoryTree, Resolver};
    /// let tree = MemoryTree::new([("repository/proto/a.proto", "syntax = \"proto3\";")]);
    /// let proto = tree.below("repository/proto");
    /// assert!(proto.resolve("a.proto")?.is_some());
    /// # Ok::<(), protoward_source::ReadError>(())
    /// ```
    fn below(self, folder: impl Into<String>) -> SubfolderResolver<Self>
    where
        Self: Sized,
    {
        SubfolderResolver { resolver: self, folder: folder.into() }
    }
}

impl<T: Tree + ?Sized> Resolver for T {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.read(name)
    }

    fn content(&self, name: &str) -> KnownContent {
        Tree::content(self, name)
    }

    fn path(&self, name: &str) -> SourcePath {
        self.displayed(name)
    }

    fn names(&self, under: &str) -> Vec<String> {
        self.proposals(under)
    }
}

impl<R: Resolver + ?Sized> Resolver for Arc<R> {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        (**self).resolve(name)
    }

    fn content(&self, name: &str) -> KnownContent {
        (**self).content(name)
    }

    fn path(&self, name: &str) -> SourcePath {
        (**self).path(name)
    }

    fn names(&self, under: &str) -> Vec<String> {
        (**self).names(under)
    }

    fn help(&self, name: &str) -> Option<String> {
        (**self).help(name)
    }
}

/// A folder of a resolver: the result of [`Resolver::below`].
#[derive(Clone, Debug)]
pub struct SubfolderResolver<R> {
    resolver: R,
    folder: String,
}

impl<R: Resolver> Resolver for SubfolderResolver<R> {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        // The name must not leave the folder either, which the resolver cannot check.
        if !stays_inside(name) {
            return Err(ReadError::Escapes { path: name.to_owned() });
        }
        self.resolver.resolve(&join(&self.folder, name))
    }

    fn content(&self, name: &str) -> KnownContent {
        if stays_inside(name) { self.resolver.content(&join(&self.folder, name)) } else { KnownContent::Unknown }
    }

    fn path(&self, name: &str) -> SourcePath {
        self.resolver.path(&join(&self.folder, name))
    }

    fn names(&self, under: &str) -> Vec<String> {
        let names = self.resolver.names(&join(&self.folder, under));
        let folder = join(&self.folder, "");
        let inside = |name: &String| match folder.trim_end_matches('/') {
            "" => Some(name.clone()),
            folder => name.strip_prefix(folder)?.strip_prefix('/').map(str::to_owned),
        };
        names.iter().filter_map(inside).collect()
    }

    fn help(&self, name: &str) -> Option<String> {
        self.resolver.help(&join(&self.folder, name))
    }
}

/// A sequence of resolvers. The first one with a file provides it.
///
/// ```
/// use protoward_source::{Layered, MemoryTree, Resolver};
/// let ours = MemoryTree::new([("a.proto", "// ours")]);
/// let theirs = MemoryTree::new([("a.proto", "// theirs"), ("b.proto", "// theirs")]);
/// let both = Layered::new().with(ours).with(theirs);
/// assert_eq!(both.resolve("a.proto")?.as_deref(), Some(&b"// ours"[..]));
/// assert_eq!(both.resolve("b.proto")?.as_deref(), Some(&b"// theirs"[..]));
/// assert_eq!(both.resolve("c.proto")?, None);
/// # Ok::<(), protoward_source::ReadError>(())
/// ```
#[derive(Clone, Default)]
pub struct Layered {
    layers: Vec<Arc<dyn Resolver>>,
}

impl Layered {
    /// Creates a sequence without resolvers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a resolver, which is asked after the others.
    #[must_use]
    pub fn with(mut self, resolver: impl Resolver + 'static) -> Self {
        self.layers.push(Arc::new(resolver));
        self
    }
}

impl fmt::Debug for Layered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Layered({})", self.layers.len())
    }
}

impl Resolver for Layered {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.layers.iter().find_map(|layer| layer.resolve(name).transpose()).transpose()
    }

    /// Returns the displayed path from the resolver that has the file; for the root, those of all resolvers.
    fn path(&self, name: &str) -> SourcePath {
        if name.is_empty() {
            return self.layers.iter().map(|layer| layer.path("").shown).collect::<Vec<_>>().join(", ").into();
        }
        let has = |layer: &&Arc<dyn Resolver>| !matches!(layer.resolve(name), Ok(None));
        self.layers.iter().find(has).map_or_else(|| name.into(), |layer| layer.path(name))
    }

    fn names(&self, under: &str) -> Vec<String> {
        let mut names: Vec<String> = self.layers.iter().flat_map(|layer| layer.names(under)).collect();
        names.sort();
        names.dedup();
        names
    }

    fn help(&self, name: &str) -> Option<String> {
        self.layers.iter().find_map(|layer| layer.help(name))
    }
}

/// Creates a resolver from a function that maps names to texts.
///
/// ```
/// use protoward_compiler::Compiler;
/// use protoward_source::from_fn;
///
/// let numbers = from_fn(|name| {
///     let number = name.strip_suffix(".proto")?.parse::<u8>().ok()?;
///     Some(format!("syntax = \"proto3\"; message M{number} {{}}"))
/// });
/// let compiled = Compiler::new().resolver(numbers).compile(["7.proto"])?;
/// assert!(compiled.schema().find("M7").is_some());
/// # Ok::<(), protoward_compiler::CompileError>(())
/// ```
pub fn from_fn<F, T>(resolve: F) -> FromFn<F>
where
    F: Fn(&str) -> Option<T> + Send + Sync,
    T: Into<Vec<u8>>,
{
    FromFn { resolve }
}

/// A resolver from a function: the result of [`from_fn`].
#[derive(Clone)]
pub struct FromFn<F> {
    resolve: F,
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFn")
    }
}

impl<F, T> Resolver for FromFn<F>
where
    F: Fn(&str) -> Option<T> + Send + Sync,
    T: Into<Vec<u8>>,
{
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok((self.resolve)(name).map(Into::into))
    }
}
