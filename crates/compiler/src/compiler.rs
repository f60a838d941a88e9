use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::compiled::Compiled;
use super::error::CompileError;
use super::inputs::{Inputs, Options};
use super::names::{name_of, slashed};
use protoward_schema::descriptor::Encode;
use protoward_source::{Diagnostic, FolderTree, Report, Resolver, Sources};

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
#[derive(Clone)]
pub struct Compiler {
    resolvers: Vec<Arc<dyn Resolver>>,
    /// Those of `resolvers` that are folders.
    folders: Vec<PathBuf>,
    options: Options,
    encode: Encode,
}

impl Default for Compiler {
    fn default() -> Self {
        let encode = Encode { imports: true, source_info: true };
        Self { resolvers: Vec::new(), folders: Vec::new(), options: Options::default(), encode }
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
        self.resolvers.push(Arc::new(FolderTree::new(folder.clone())));
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
        self.resolvers.push(Arc::new(resolver));
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
        self.options.threads = Some(threads.max(1));
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
        self.options.well_known_types = enable;
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
        self.options.retain_options = enable;
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
        let compilation = match self.inputs(files) {
            Ok(inputs) => super::compile(&inputs, &self.options, &mut sources),
            Err(report) => return Err(CompileError::new(report, sources)),
        };
        if compilation.report.has_errors() {
            return Err(CompileError::new(compilation.report, sources));
        }
        Ok(Compiled::new(compilation, sources, self.encode))
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
        let (mut sources, mut set) = (Sources::default(), Vec::new());
        let report = match self.inputs(files) {
            Ok(inputs) => super::descriptor_set(&inputs, &self.options, &mut sources, self.encode, |piece| {
                set.extend_from_slice(piece);
            }),
            Err(report) => report,
        };
        if report.has_errors() { Err(CompileError::new(report, sources)) } else { Ok(set) }
    }

    fn inputs<I>(&self, files: I) -> Result<Inputs, Report>
    where
        I: IntoIterator,
        I::Item: AsRef<Path>,
    {
        let mut compiler = self.clone();
        if compiler.resolvers.is_empty() {
            compiler = compiler.include("");
        }
        let mut report = Report::default();
        let mut targets = Vec::new();
        for file in files {
            match compiler.name(file.as_ref()) {
                Ok(name) => targets.push(name),
                Err(diagnostic) => report.push(*diagnostic),
            }
        }
        if report.has_errors() { Err(report) } else { Ok(Inputs { resolvers: compiler.resolvers, targets }) }
    }

    /// The name by which a file is imported. What the disk does not know may be known to a resolver.
    fn name(&self, file: &Path) -> Result<String, Box<Diagnostic>> {
        match name_of(file, &self.folders) {
            Ok(Some(name)) => Ok(name),
            Err(diagnostic) if self.folders.len() == self.resolvers.len() => Err(diagnostic),
            Ok(None) | Err(_) => Ok(slashed(file)),
        }
    }
}

impl fmt::Debug for Compiler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { resolvers, folders, options, encode } = self;
        f.debug_struct("Compiler")
            .field("resolvers", &resolvers.len())
            .field("folders", folders)
            .field("options", options)
            .field("encode", encode)
            .finish()
    }
}
