use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compiled::Compiled;
use super::error::CompileError;
use super::loaded::Loaded;
use super::names::{name_of, slashed};
use super::settings::{Settings, UnstableEditions};
use protoward_schema::descriptor::Encode;
use protoward_source::{FolderTree, Report, Resolver, Sources};

/// Compiles `.proto` files, without `protoc`.
///
/// Say where files are found, then which ones to compile; what they import comes along.
///
/// ```
/// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
/// use protoward_compiler::Compiler;
///
/// let compiled = Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["proto/user/v1/user.proto"])?;
/// let user = compiled.schema().find("user.v1.User");
/// assert!(user.is_some());
/// std::fs::write(std::env::temp_dir().join("user.binpb"), compiled.encode())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Files come from folders ([`Compiler::include`]), or from anything else that implements [`Resolver`]
/// ([`Compiler::resolver`]); they are asked in the order in which they were added, and the well-known types
/// (`google/protobuf/any.proto` and its siblings), which are built in, come behind all of them.
///
/// One compiler can compile many times; it keeps nothing between two compilations.
#[derive(Clone, Debug)]
pub struct Compiler {
    settings: Settings,
    /// The folders among the resolvers.
    folders: Vec<PathBuf>,
    encode: Encode,
}

impl Default for Compiler {
    fn default() -> Self {
        let encode = Encode { imports: true, source_info: true };
        Self { settings: Settings::default(), folders: Vec::new(), encode }
    }
}

impl Compiler {
    /// A compiler that looks for files in the current folder, until it is told of another place.
    ///
    /// ```
    /// let compiled = protoward_compiler::Compiler::new().compile(["google/protobuf/any.proto"])?; // built in
    /// assert!(compiled.schema().find("google.protobuf.Any").is_some());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks for files in a folder, as `protoc -I` does: `user/v1/user.proto` is `proto/user/v1/user.proto`.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().include("proto").include("third_party/googleapis");
    /// assert!(compiler.compile(["user/v1/user.proto"]).is_ok());
    /// ```
    #[must_use]
    pub fn include(mut self, folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        self.settings.resolvers.push(Arc::new(FolderTree::new(folder.clone())));
        self.folders.push(folder);
        self
    }

    /// Looks for files in several folders, the first one first.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// assert!(Compiler::new().includes(["proto", "third_party/googleapis"]).compile(["user/v1/user.proto"]).is_ok());
    /// ```
    #[must_use]
    pub fn includes<P: Into<PathBuf>>(self, folders: impl IntoIterator<Item = P>) -> Self {
        folders.into_iter().fold(self, Self::include)
    }

    /// Looks for files wherever a [`Resolver`] finds them: in memory, in an archive, in a commit, in a program of your
    /// own. [`Resolver::below`] looks in a folder of one.
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

    /// As [`resolver`](Self::resolver), for resolvers whose types are not known at compile time.
    #[must_use]
    pub fn resolvers(mut self, resolvers: impl IntoIterator<Item = Arc<dyn Resolver>>) -> Self {
        self.settings.resolvers.extend(resolvers);
        self
    }

    /// How many threads work; as many as the machine has cores, where nothing else is said. The result is the same.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let one = compiler.clone().threads(1).compile(["user/v1/user.proto"])?;
    /// let many = compiler.threads(8).compile(["user/v1/user.proto"])?;
    /// assert_eq!(one.encode(), many.encode());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = Some(threads.max(1));
        self
    }

    /// Whether the built-in well-known types are found where nothing else has them; they are.
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

    /// Whether descriptors hold the files that are only imported (`--include_imports` of `protoc`); they do.
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

    /// Whether descriptors hold places and comments (`--include_source_info` of `protoc`); they do.
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let whole = compiler.compile(["user/v1/user.proto"])?.encode();
    /// let bare = compiler.source_info(false).compile(["user/v1/user.proto"])?.encode();
    /// assert!(bare.len() < whole.len());
    /// # Ok::<(), protoward_compiler::CompileError>(())
    /// ```
    #[must_use]
    pub fn source_info(mut self, enable: bool) -> Self {
        self.encode.source_info = enable;
        self
    }

    /// Whether descriptors keep options that are meant for the source only (`--retain_options` of `protoc`); they do not.
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

    /// Sets which files may be of edition `UNSTABLE`; by default, none of them.
    #[must_use]
    pub fn unstable_editions(mut self, files: UnstableEditions) -> Self {
        self.settings.unstable_editions = files;
        self
    }

    /// Sets whether a file is reported as wrong because it imports one with errors, as in `protoc`; by default, an error
    /// is reported once, where it is.
    #[must_use]
    pub fn blame_imports(mut self, enable: bool) -> Self {
        self.settings.blame_imports = enable;
        self
    }

    /// Compiles files and all that they import.
    ///
    /// A file is named as imports name it (`user/v1/user.proto`), or by its path in an include folder
    /// (`proto/user/v1/user.proto`).
    ///
    /// # Errors
    /// When anything is wrong with any of the files: the error has all of it, with places.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// use protoward_source::MemoryTree;
    ///
    /// let files = MemoryTree::new([("a.proto", "syntax = \"proto3\";\nmessage A { Mony price = 1; }\nmessage Money {}\n")]);
    /// let error = Compiler::new().resolver(files).compile(["a.proto"]).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "error: there is no `Mony`\n  --> a.proto:2:13: this name\n  help: did you mean `Money`?\n"
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
        let (schema, report) = (linked.schema(), linked.into_report());
        Ok(Compiled::new(schema, report, sources, self.encode))
    }

    /// Compiles files and all that they import to a serialized `FileDescriptorSet`: the bytes of [`Compiled::encode`], with
    /// no schema made on the way, which is faster and takes less memory.
    ///
    /// # Errors
    /// As [`Compiler::compile`].
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
    /// use protoward_compiler::Compiler;
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let files = ["user/v1/user.proto"];
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

    /// Reads and parses files and all that they import: the first half of [`compile`](Self::compile), for programs that
    /// make several things of one compilation, or show what is wrong together with other texts.
    ///
    /// Files are named as imports name them. Their texts are added to `sources`. Never fails: [`Linked::report`] has what
    /// is wrong with all files.
    ///
    /// [`Linked::report`]: crate::Linked::report
    ///
    /// ```
    /// # std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
    /// use protoward_compiler::{Compiler, Encode, Sources};
    ///
    /// let mut sources = Sources::default();
    /// let compiler = Compiler::new().includes(["proto", "third_party/googleapis"]);
    /// let loaded = compiler.load(["user/v1/user.proto"], &mut sources);
    /// let linked = loaded.link(&sources);
    /// assert!(!linked.report().has_errors());
    /// let set = linked.encode(Encode { imports: true, source_info: false });
    /// let schema = linked.schema();
    /// # assert!(!set.is_empty() && schema.find("user.v1.User").is_some());
    /// ```
    pub fn load<I>(&self, files: I, sources: &mut Sources) -> Loaded
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let targets: Vec<String> = files.into_iter().map(Into::into).collect();
        Loaded::read(&self.settings(), &targets, sources)
    }

    /// The settings; where nobody has said where files are, they are looked for in the current folder.
    pub(super) fn settings(&self) -> Cow<'_, Settings> {
        match self.settings.resolvers.is_empty() {
            true => Cow::Owned(self.clone().include("").settings),
            false => Cow::Borrowed(&self.settings),
        }
    }

    fn names<I>(&self, files: I) -> Result<Vec<String>, Report>
    where
        I: IntoIterator,
        I::Item: AsRef<Path>,
    {
        let here = [PathBuf::new()];
        let folders = if self.settings.resolvers.is_empty() { &here[..] } else { &self.folders };
        // What the disk does not know may be known to a resolver.
        let is_lenient = !self.settings.resolvers.is_empty() && self.folders.len() < self.settings.resolvers.len();
        let (mut report, mut names) = (Report::default(), Vec::new());
        for file in files {
            match name_of(file.as_ref(), folders) {
                Ok(Some(name)) => names.push(name),
                Err(diagnostic) if !is_lenient => report.push(*diagnostic),
                Ok(None) | Err(_) => names.push(slashed(file.as_ref())),
            }
        }
        if report.has_errors() { Err(report) } else { Ok(names) }
    }
}
