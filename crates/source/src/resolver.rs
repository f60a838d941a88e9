use std::fmt;
use std::sync::Arc;

use super::tree::{ReadError, Tree, join, stays_inside};

/// What finds the files that are imported by a name.
///
/// Every [`Tree`] is one: a folder ([`FolderTree`](super::FolderTree)), texts in memory
/// ([`MemoryTree`](super::MemoryTree)), with the feature `archive` an archive, with `cli` a commit. [`from_fn`] makes
/// one of a closure, [`Layered`] asks several in turn, [`Resolver::below`] looks in a folder of one. Names are looked up
/// from several threads at once, each of them once in a compilation.
///
/// One of your own has one method to write:
///
/// ```
/// use std::collections::HashMap;
///
/// use protoward_compiler::Compiler;
/// use protoward_source::{ReadError, Resolver};
///
/// /// Schemas that another program handed over.
/// struct Registry(HashMap<String, String>);
///
/// impl Resolver for Registry {
///     fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
///         Ok(self.0.get(name).map(|text| text.clone().into_bytes()))
///     }
///
///     fn path(&self, name: &str) -> String {
///         format!("registry:{name}") // what errors say
///     }
/// }
///
/// let registry = Registry(HashMap::from([("a.proto".to_owned(), "syntax = \"proto3\"; message A { B b = 1; }".to_owned())]));
/// let error = Compiler::new().resolver(registry).compile(["a.proto"]).unwrap_err();
/// assert!(error.to_string().contains("registry:a.proto:1:32"));
/// ```
pub trait Resolver: Send + Sync {
    /// The text of the file that is imported by `name`; `None` where there is no such file.
    ///
    /// # Errors
    /// When the file is there and cannot be read. The compilation says so and does not ask the next resolver.
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError>;

    /// The path of that file as a person knows it; the name itself where nothing else is said.
    fn path(&self, name: &str) -> String {
        name.to_owned()
    }

    /// The names of all `.proto` files below the folder `under`, or of those that are known; the empty folder is all of
    /// it. They are asked for once, when an import names a file that is not there, to propose the one that may be meant.
    /// None, where nothing else is said.
    fn names(&self, under: &str) -> Vec<String> {
        let _ = under;
        Vec::new()
    }

    /// The files in a folder of this resolver, by their names from there, as `-I` of `protoc` names a folder.
    ///
    /// ```
    /// use protoward_source::{MemoryTree, Resolver};
    /// let tree = MemoryTree::new([("repository/proto/a.proto", "syntax = \"proto3\";")]);
    /// let proto = tree.below("repository/proto");
    /// assert!(proto.resolve("a.proto")?.is_some());
    /// # Ok::<(), protoward_source::ReadError>(())
    /// ```
    fn below(self, folder: impl Into<String>) -> Below<Self>
    where
        Self: Sized,
    {
        Below { resolver: self, folder: folder.into() }
    }
}

impl<T: Tree + ?Sized> Resolver for T {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.read(name)
    }

    fn path(&self, name: &str) -> String {
        self.display(name)
    }

    fn names(&self, under: &str) -> Vec<String> {
        self.files(under, ".proto").unwrap_or_default()
    }
}

impl<R: Resolver + ?Sized> Resolver for Arc<R> {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        (**self).resolve(name)
    }

    fn path(&self, name: &str) -> String {
        (**self).path(name)
    }

    fn names(&self, under: &str) -> Vec<String> {
        (**self).names(under)
    }
}

/// A folder of a resolver: what [`Resolver::below`] gives.
#[derive(Clone, Debug)]
pub struct Below<R> {
    resolver: R,
    folder: String,
}

impl<R: Resolver> Resolver for Below<R> {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        // The folder must not be left either, which the resolver cannot know.
        if !stays_inside(name) {
            return Err(ReadError::Escapes { path: name.to_owned() });
        }
        self.resolver.resolve(&join(&self.folder, name))
    }

    fn path(&self, name: &str) -> String {
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
}

/// Several resolvers as one: the first that has a file gives it.
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
    /// No layer yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a layer behind those that are there.
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

    /// As the layer says that has the file.
    fn path(&self, name: &str) -> String {
        if name.is_empty() {
            return self.layers.iter().map(|layer| layer.path("")).collect::<Vec<_>>().join(", ");
        }
        let has = |layer: &&Arc<dyn Resolver>| !matches!(layer.resolve(name), Ok(None));
        self.layers.iter().find(has).map_or_else(|| name.to_owned(), |layer| layer.path(name))
    }

    fn names(&self, under: &str) -> Vec<String> {
        let mut names: Vec<String> = self.layers.iter().flat_map(|layer| layer.names(under)).collect();
        names.sort();
        names.dedup();
        names
    }
}

/// A resolver made of a closure from names to texts.
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

/// A closure as a resolver: what [`from_fn`] gives.
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
