//! The entry point: a builder of settings, whose methods compile, load, or read single files.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compiled::Compiled;
use super::error::CompileError;
use super::file_cache::FileCache;
use super::loaded::Loaded;
use super::names::name_of;
use super::read::{self, Bytes, Display, LookupResult};
use super::settings::{CompilerSettings, UnstableEditions};
use protoward_schema::descriptor::Encode;
use protoward_source::paths::portable;
use protoward_source::{FolderTree, ReadError, Report, Resolver, Sources};
use protoward_syntax::Parsed;

/// A compiler for `.proto` files that does not need `protoc`.
///
/// Set the folders or resolvers that contain the files, then compile the files by name. Imports are compiled as well.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
/// use protoward_compiler::Compiler;
///
/// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
/// let compiled = compiler.compile(["third_party/googleapis/google/rpc/status.proto"])?;
/// assert!(compiled.schema().find("google.rpc.Status").is_some());
/// std::fs::write(std::env::temp_dir().join("status.binpb"), compiled.encode())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Files come from folders ([`Compiler::include`]) or from any other [`Resolver`] ([`Compiler::resolver`]). The
/// compiler asks resolvers in the order of these calls. The well-known types (`google/protobuf/any.proto` and its
/// siblings) are built in and come last.
///
/// A compiler can be used many times. It keeps no state between compilations, except for the files of a
/// [`FileCache`].
#[derive(Clone, Debug)]
pub struct Compiler {
    settings: CompilerSettings,
    /// The folders among the resolvers.
    folders: Vec<PathBuf>,
    encode: Encode,
}

/// A file that an import finds: the result of [`Compiler::read`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FoundFile {
    /// The path as the resolver displays it: by default the import name, for folders the path on disk.
    pub path: String,
    /// The text. Bytes that are not UTF-8 are replaced.
    pub text: Arc<str>,
    /// The syntax tree if the compiler has a [`FileCache`], which keeps it for compilations, and the text is valid.
    pub parsed: Option<Arc<Parsed>>,
    /// `true` for a file that is part of the program, and lies in no folder.
    pub is_built_in: bool,
}

impl Default for Compiler {
    fn default() -> Self {
        let encode = Encode { imports: true, source_info: true };
        Self { settings: CompilerSettings::default(), folders: Vec::new(), encode }
    }
}

impl Compiler {
    /// Creates a compiler that looks for files in the current folder unless a folder or resolver is added.
    ///
    /// ```
    /// let compiled = protoward_compiler::Compiler::new().compile(["google/protobuf/any.proto"])?; // built in
    /// assert!(compiled.schema().find("google.protobuf.Any").is_some());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an include folder, as `protoc -I` does: the import `google/rpc/status.proto` is then found in `third_party/googleapis`.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().include("proto").include("third_party/googleapis");
    /// assert!(compiler.compile(["google/rpc/status.proto"]).is_ok());
    /// ```
    #[must_use]
    pub fn include(mut self, folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        self.settings.resolvers.push(Arc::new(FolderTree::new(folder.clone())));
        self.folders.push(folder);
        self
    }

    /// Adds several include folders. Earlier folders have precedence.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// assert!(Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["google/rpc/status.proto"]).is_ok());
    /// ```
    #[must_use]
    pub fn includes<P: Into<PathBuf>>(self, folders: impl IntoIterator<Item = P>) -> Self {
        folders.into_iter().fold(self, Self::include)
    }

    /// Adds a [`Resolver`], for example for files in memory, in an archive, or in a Git commit. [`Resolver::below`]
    /// restricts a resolver to one of its folders.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::{MemoryTree, from_fn};
    ///
    /// let written = MemoryTree::new([("a.proto", r#"syntax = "proto3"; import "made.proto"; message A { Made made = 1; }"#)]);
    /// let made = from_fn(|name| (name == "made.proto").then_some(r#"syntax = "proto3"; message Made {}"#));
    /// let compiled = Compiler::new().resolver(written).resolver(made).compile(["a.proto"])?;
    /// assert!(compiled.schema().find("Made").is_some());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn resolver(mut self, resolver: impl Resolver + 'static) -> Self {
        self.settings.resolvers.push(Arc::new(resolver));
        self
    }

    /// Adds resolvers as trait objects; see [`resolver`](Self::resolver).
    #[must_use]
    pub fn resolvers(mut self, resolvers: impl IntoIterator<Item = Arc<dyn Resolver>>) -> Self {
        self.settings.resolvers.extend(resolvers);
        self
    }

    /// Adds a [`Resolver`] that is asked before the others: its files replace theirs.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    /// let written = MemoryTree::new([("a.proto", "message A {")]);
    /// let corrected = MemoryTree::new([("a.proto", "message A {}")]);
    /// assert!(Compiler::new().resolver(written).replacement(corrected).compile(["a.proto"]).is_ok());
    /// ```
    #[must_use]
    pub fn replacement(mut self, resolver: impl Resolver + 'static) -> Self {
        self.settings.resolvers.insert(0, Arc::new(resolver));
        self
    }

    /// Adds files that are part of the program, for imports that nothing else has: they come after all resolvers and the
    /// well-known types. Errors do not list them as a folder, and [`CompiledFile::is_built_in`] is `true` for them. The crate
    /// `protoward-common-protos` has such files.
    ///
    /// [`CompiledFile::is_built_in`]: super::CompiledFile::is_built_in
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    /// let written = MemoryTree::new([("a.proto", r#"syntax = "proto3"; import "part.proto"; message A { Part part = 1; }"#)]);
    /// let part = MemoryTree::new([("part.proto", r#"syntax = "proto3"; message Part {}"#)]);
    /// let compiled = Compiler::new().built_in(part).resolver(written).compile(["a.proto"])?;
    /// assert!(compiled.file("part.proto").unwrap().is_built_in());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn built_in(mut self, resolver: impl Resolver + 'static) -> Self {
        self.settings.built_in.push(Arc::new(resolver));
        self
    }

    /// Sets the number of threads; by default, the number of cores. The result does not depend on the number of
    /// threads.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let one = compiler.clone().threads(1).compile(["google/rpc/status.proto"])?;
    /// let many = compiler.threads(8).compile(["google/rpc/status.proto"])?;
    /// assert_eq!(one.encode(), many.encode());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = Some(threads.max(1));
        self
    }

    /// Sets whether the built-in well-known types are available; by default, they are.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]).well_known_types(false);
    /// assert!(compiler.compile(["google/protobuf/any.proto"]).is_err());
    /// ```
    #[must_use]
    pub fn well_known_types(mut self, enable: bool) -> Self {
        self.settings.well_known_types = enable;
        self
    }

    /// Sets whether descriptor sets contain imported files (`--include_imports` of `protoc`); by default, they do.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    /// let files = [("a.proto", r#"syntax = "proto3"; import "b.proto"; message A { B b = 1; }"#),
    ///     ("b.proto", r#"syntax = "proto3"; message B {}"#)];
    /// let compiler = Compiler::new().resolver(MemoryTree::new(files));
    /// let all = compiler.compile(["a.proto"])?.encode();
    /// let alone = compiler.include_imports(false).compile(["a.proto"])?.encode();
    /// assert!(alone.len() < all.len());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn include_imports(mut self, enable: bool) -> Self {
        self.encode.imports = enable;
        self
    }

    /// Sets whether descriptors contain locations and comments (`--include_source_info` of `protoc`); by default, they
    /// do.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let whole = compiler.compile(["google/rpc/status.proto"])?.encode();
    /// let bare = compiler.source_info(false).compile(["google/rpc/status.proto"])?.encode();
    /// assert!(bare.len() < whole.len());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn source_info(mut self, enable: bool) -> Self {
        self.encode.source_info = enable;
        self
    }

    /// Sets whether descriptors keep options with source retention (`--retain_options` of `protoc`); by default, they
    /// do not.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    /// let text = "syntax = \"proto3\";
    ///     import \"google/protobuf/descriptor.proto\";
    ///     extend google.protobuf.MessageOptions { string note = 50000 [retention = RETENTION_SOURCE]; }
    ///     message A { option (note) = \"for readers only\"; }";
    /// let compiler = Compiler::new().resolver(MemoryTree::new([("a.proto", text)]));
    /// let stripped = compiler.encode(["a.proto"])?;
    /// let whole = compiler.retain_options(true).encode(["a.proto"])?;
    /// let has_note = |bytes: &[u8]| bytes.windows(16).any(|bytes| bytes == b"for readers only");
    /// assert!(has_note(&whole) && !has_note(&stripped));
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn retain_options(mut self, enable: bool) -> Self {
        self.settings.retain_options = enable;
        self
    }

    /// Sets which files may have edition `UNSTABLE`; by default, none.
    #[must_use]
    pub fn unstable_editions(mut self, files: UnstableEditions) -> Self {
        self.settings.unstable_editions = files;
        self
    }

    /// Sets a cache of parsed files, which several compilers may share. The result is the same as without one.
    #[must_use]
    pub fn file_cache(mut self, cache: Arc<FileCache>) -> Self {
        self.settings.file_cache = Some(cache);
        self
    }

    /// Sets whether comments may have bytes that are not UTF-8, as in `protoc`. The descriptors get these
    /// bytes, and a schema lacks such comments. Bytes elsewhere must be UTF-8.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    ///
    /// let compiler = Compiler::new().resolver(protoward_source::MemoryTree::new([("a.proto", b"message A {} // caf\xe9")]));
    /// assert!(compiler.compile(["a.proto"]).is_err());
    /// assert!(compiler.any_comments(true).compile(["a.proto"]).is_ok());
    /// ```
    #[must_use]
    pub fn any_comments(mut self, enable: bool) -> Self {
        self.settings.any_comments = enable;
        self
    }

    /// Sets whether a file is also reported if only one of its imports has errors, as in `protoc`. By default, each
    /// error is reported once, at its location.
    #[must_use]
    pub fn blame_imports(mut self, enable: bool) -> Self {
        self.settings.blame_imports = enable;
        self
    }

    /// Compiles files and all their imports.
    ///
    /// A file is named by its import name (`google/rpc/status.proto`), or by its path in an include folder
    /// (`third_party/googleapis/google/rpc/status.proto`).
    ///
    /// # Errors
    /// Returns an error if any of the files has an error. The error contains the diagnostics of all files, with
    /// locations.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    ///
    /// let files = MemoryTree::new([("a.proto", "syntax = \"proto3\";\nmessage A { Mony price = 1; }\nmessage Money {}\n")]);
    /// let error = Compiler::new().resolver(files).compile(["a.proto"]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "error: cannot find `Mony`\n  --> a.proto:2:13: not found\n  help: did you mean `Money`?\n"
    /// );
    /// ```
    pub fn compile<I>(&self, files: I) -> Result<Compiled, CompileError>
    where
        I: IntoIterator,
        I::Item: AsRef<Path>,
    {
        let mut sources = Sources::default();
        let loaded = match self.names(files) {
            Ok(names) => self.load(names, &mut sources),
            Err(report) => return Err(CompileError::new(report, sources)),
        };
        let linked = loaded.link(&sources);
        if linked.report().has_errors() {
            let report = linked.into_report();
            return Err(CompileError::new(report, sources));
        }
        let schema = linked.schema();
        let report = linked.into_report();
        Ok(Compiled::new(schema, report, sources, self.encode))
    }

    /// Compiles files and all their imports to a serialized `FileDescriptorSet`, the bytes of [`Compiled::encode`]. No
    /// schema is built, which saves time and memory.
    ///
    /// # Errors
    /// The same as those of [`Compiler::compile`].
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let files = ["google/rpc/status.proto"];
    /// assert_eq!(compiler.encode(files)?, compiler.compile(files)?.encode());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn encode<I>(&self, files: I) -> Result<Vec<u8>, CompileError>
    where
        I: IntoIterator,
        I::Item: AsRef<Path>,
    {
        let mut sources = Sources::default();
        let loaded = match self.names(files) {
            Ok(names) => self.load(names, &mut sources),
            Err(report) => return Err(CompileError::new(report, sources)),
        };
        let linked = loaded.link(&sources);
        if linked.report().has_errors() {
            let report = linked.into_report();
            return Err(CompileError::new(report, sources));
        }
        Ok(linked.encode(self.encode))
    }

    /// Reads and parses files and all their imports: the first half of [`compile`](Self::compile). Use it to produce
    /// several outputs from one compilation, or to render diagnostics together with those of other files.
    ///
    /// Files are named by their import names. Their texts are added to `sources`. Never fails: [`Linked::report`] has
    /// the errors of all files.
    ///
    /// [`Linked::report`]: crate::Linked::report
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../..")).unwrap();
    /// use protoward_compiler::{Compiler, Encode, Sources};
    ///
    /// let mut sources = Sources::default();
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let loaded = compiler.load(["google/rpc/status.proto"], &mut sources);
    /// let linked = loaded.link(&sources);
    /// assert!(!linked.report().has_errors());
    /// let set = linked.encode(Encode { imports: true, source_info: false });
    /// let schema = linked.schema();
    /// # assert!(!set.is_empty() && schema.find("google.rpc.Status").is_some());
    /// ```
    pub fn load<I>(&self, files: I, sources: &mut Sources) -> Loaded
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let targets: Vec<String> = files.into_iter().map(Into::into).collect();
        Loaded::read(&self.settings(), &targets, sources)
    }

    /// Finds and reads a file as an import of this name does; `None` if there is none.
    ///
    /// # Errors
    /// If the file exists and cannot be read.
    ///
    /// ```
    /// use protoward_compiler::{Compiler, MemoryTree};
    ///
    /// let compiler = Compiler::new().resolver(MemoryTree::new([("a.proto", "message A {}")]));
    /// assert_eq!(&*compiler.read("a.proto")?.unwrap().text, "message A {}");
    /// assert!(compiler.read("google/protobuf/any.proto")?.unwrap().is_built_in);
    /// assert!(compiler.read("b.proto")?.is_none());
    /// # Ok::<(), protoward_compiler::ReadError>(())
    /// ```
    pub fn read(&self, name: &str) -> Result<Option<FoundFile>, ReadError> {
        let settings = self.settings();
        match read::bytes(&settings, name) {
            Bytes::Read { display, bytes } => {
                let Display { path, is_built_in } = display.clone();
                let cached =
                    settings.file_cache.as_ref().map(|cache| cache.read(settings.any_comments, display, &bytes, None));
                let (text, parsed) = match cached {
                    Some(LookupResult::Text { text, read, .. }) => (text, Some(read.parsed)),
                    _ => (String::from_utf8_lossy(&bytes).into(), None),
                };
                Ok(Some(FoundFile { path: path.shown, text, parsed, is_built_in }))
            }
            Bytes::Unreadable(error) => Err(error),
            Bytes::Nowhere => Ok(None),
        }
    }

    /// Returns the settings. Without a resolver, files are looked up in the current folder.
    pub(super) fn settings(&self) -> Cow<'_, CompilerSettings> {
        if self.settings.resolvers.is_empty() {
            Cow::Owned(self.clone().include("").settings)
        } else {
            Cow::Borrowed(&self.settings)
        }
    }

    fn names<I>(&self, files: I) -> Result<Vec<String>, Report>
    where
        I: IntoIterator,
        I::Item: AsRef<Path>,
    {
        let here = [PathBuf::new()];
        let folders = if self.settings.resolvers.is_empty() { &here[..] } else { &self.folders };
        // A name that is no path on disk may still be known to another resolver.
        let is_lenient = !self.settings.resolvers.is_empty() && self.folders.len() < self.settings.resolvers.len();
        let mut report = Report::default();
        let mut names = Vec::new();
        for file in files {
            match name_of(file.as_ref(), folders) {
                Ok(Some(name)) => names.push(name),
                Err(diagnostic) if !is_lenient => report.push(*diagnostic),
                Ok(None) | Err(_) => names.push(portable(&file)),
            }
        }
        if report.has_errors() { Err(report) } else { Ok(names) }
    }
}
