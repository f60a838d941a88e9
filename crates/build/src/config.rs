use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_types::FileDescriptorSet;

use super::builder::Builder;
use super::error::Error;
use super::output::Includes;
use super::run::Run;
use super::subject::Input;
use protoward_rust::Comments;

/// What is generated of messages, and how: the `Config` of the crate `prost-build`, by the same names, without `protoc`.
///
/// ```no_run
/// // build.rs
/// use protoward_build::prost_build::Config;
///
/// fn main() -> Result<(), protoward_build::Error> {
///     Config::new().btree_map(["."]).compile_protos(&["proto/user/v1/user.proto"], &["proto"])
/// }
/// ```
#[derive(Debug, Default)]
pub struct Config {
    pub(super) run: Run,
    /// What the crate prost-build generates with, if it does.
    #[cfg(feature = "prost-build")]
    pub(super) foreign: super::foreign::Foreign,
}

/// Methods that add an attribute.
macro_rules! attributes {
    ($($(#[$doc:meta])* $method:ident($attributes:ident);)*) => {
        $($(#[$doc])* pub fn $method(&mut self, path: impl AsRef<str>, attribute: impl AsRef<str>) -> &mut Self {
            self.run.asked.note_path(stringify!($method), path.as_ref());
            self.run.settings.$attributes.insert(path.as_ref(), attribute.as_ref().to_owned());
            self
        })*
    };
}

/// Methods that put paths in the place of those that were set before.
macro_rules! paths {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($(#[$doc])* pub fn $method<I: IntoIterator<Item = S>, S: AsRef<str>>(&mut self, paths: I) -> &mut Self {
            self.run.settings.$method.clear();
            for path in paths {
                self.run.asked.note_path(stringify!($method), path.as_ref());
                self.run.settings.$method.insert(path.as_ref(), ());
            }
            self
        })*
    };
}

impl Config {
    /// As prost-build has it by default.
    pub fn new() -> Self {
        Self::default()
    }
}

/// Types of fields, and names.
impl Config {
    paths! {
        /// Makes map fields a `BTreeMap`, for fields, messages or packages that match a path.
        btree_map;
        /// Makes `bytes` fields a `bytes::Bytes`, for fields, messages or packages that match a path.
        bytes;
    }

    /// Lets messages know their names: `prost::Name` for all of them.
    pub fn enable_type_names(&mut self) -> &mut Self {
        self.run.settings.enable_type_names = true;
        self
    }

    /// Where `prost` is; `::prost`.
    pub fn prost_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.run.settings.prost_path = Some(path.into());
        self
    }

    /// Where `prost-types` is; `::prost_types`.
    pub fn prost_types_path(&mut self, path: impl Into<String>) -> &mut Self {
        self.run.settings.prost_types_path = Some(path.into());
        self
    }

    /// Lets the values of an enum keep its name in front of theirs.
    pub fn retain_enum_prefix(&mut self) -> &mut Self {
        self.run.settings.retain_enum_prefix = true;
        self
    }

    /// Boxes a field.
    pub fn boxed<P: AsRef<str>>(&mut self, path: P) -> &mut Self {
        self.run.asked.note_path("boxed", path.as_ref());
        self.run.settings.boxed.insert(path.as_ref(), ());
        self
    }

    /// Generates the well-known types too, instead of taking them from `prost-types`.
    pub fn compile_well_known_types(&mut self) -> &mut Self {
        self.run.settings.compile_well_known_types = true;
        self
    }

    /// Uses types of another crate for a package or type: `(".google.api", "::googleapis")`.
    pub fn extern_path(&mut self, proto_path: impl Into<String>, rust_path: impl Into<String>) -> &mut Self {
        self.run.settings.extern_paths.push((proto_path.into(), rust_path.into()));
        self
    }

    /// What stands before the names of messages in URLs of types, for messages or packages that match a path; with
    /// [`enable_type_names`](Self::enable_type_names).
    pub fn type_name_domain<I, S, D>(&mut self, paths: I, domain: D) -> &mut Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
        D: AsRef<str>,
    {
        for path in paths {
            self.run.asked.note_path("type_name_domain", path.as_ref());
            self.run.settings.type_name_domains.insert(path.as_ref(), domain.as_ref().to_owned());
        }
        self
    }
}

/// Attributes and comments.
impl Config {
    attributes! {
        /// Adds an attribute to fields.
        field_attribute(field_attributes);
        /// Adds an attribute to messages.
        message_attribute(message_attributes);
        /// Adds an attribute to enums and oneofs.
        enum_attribute(enum_attributes);
        /// Adds an attribute to messages, enums and oneofs.
        type_attribute(type_attributes);
    }

    paths! {
        /// Leaves out the comments of messages and enums.
        disable_comments;
        /// Leaves out the `Debug` of messages, which may then have their own.
        skip_debug;
    }

    /// Whether comments are as prost writes them. They are valid for rustdoc: code in them is no test, and what only
    /// looks like HTML or a link is escaped.
    pub fn prost_comments(&mut self, enable: bool) -> &mut Self {
        self.run.settings.comments = if enable { Comments::Prost } else { Comments::Rustdoc };
        self
    }

    /// Whether names are as prost writes them. Where they would clash in Rust, another is chosen.
    pub fn prost_names(&mut self, enable: bool) -> &mut Self {
        self.run.settings.prost_names = enable;
        self
    }

    /// Accepts whether code is formatted; it always is.
    pub fn format(&mut self, enabled: bool) -> &mut Self {
        let _: bool = enabled;
        self
    }
}

/// Files.
impl Config {
    /// The folder that code is written to; `OUT_DIR`.
    pub fn out_dir(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.run.out_dir = Some(path.into());
        self
    }

    /// The name of the file, without `.rs`, for what has no package; `_`.
    pub fn default_package_filename(&mut self, filename: impl Into<String>) -> &mut Self {
        self.run.settings.default_package_filename = filename.into();
        self
    }

    /// Writes a file too that declares all modules and includes the generated files.
    pub fn include_file(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.run.include_in(path.into());
        self
    }

    /// Writes the `FileDescriptorSet` too, imports and comments included: what server reflection asks for.
    pub fn file_descriptor_set_path(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.run.set = Some(path.into());
        self
    }

    /// Leaves places and comments out of the descriptors, and so comments out of the code.
    pub fn skip_source_info(&mut self) -> &mut Self {
        self.run.skip_source_info = true;
        self.run.settings.comments = Comments::None;
        self
    }
}

/// What would be said to `protoc`, which is not run.
impl Config {
    /// Generates from the file of [`file_descriptor_set_path`](Self::file_descriptor_set_path) as it is, where one is
    /// named.
    pub fn skip_protoc_run(&mut self) -> &mut Self {
        self.run.from_set = true;
        self
    }

    /// Accepts an argument for `protoc`. `-I` and `--proto_path` are looked in as `includes` are; the others have nothing
    /// to do here.
    pub fn protoc_arg(&mut self, arg: impl AsRef<OsStr>) -> &mut Self {
        self.run.heed(arg.as_ref());
        self
    }

    /// Accepts the path of a `protoc`. It is not run and need not be there: compiling is done in this process.
    pub fn protoc_executable(&mut self, executable: impl Into<PathBuf>) -> &mut Self {
        let _: PathBuf = executable.into();
        self
    }

    /// Whether cargo is told to run the build script again when a file that was read has changed. It is told inside
    /// of cargo.
    pub fn emit_rerun_if_changed(&mut self, enable: bool) -> &mut Self {
        self.run.emit_rerun_if_changed = enable;
        self
    }
}

/// Generating.
impl Config {
    /// Compiles the files and generates code.
    ///
    /// # Errors
    /// When a file does not compile: the error shows what is wrong in all of them, with places. When code cannot be
    /// generated or written.
    pub fn compile_protos(&mut self, protos: &[impl AsRef<Path>], includes: &[impl AsRef<Path>]) -> Result<(), Error> {
        self.run.has_descriptors = false;
        self.run.settings.runtime = self.run.runtime_over(&self.run)?;
        let input = self.run.input(protos, includes)?;
        self.generate_from(input)
    }

    /// Compiles files to the descriptors that code is generated from, for [`compile_fds`](Self::compile_fds). A file of an
    /// edition is told as one of proto2 or proto3 that means the same, as prost knows no others.
    ///
    /// # Errors
    /// When a file does not compile.
    pub fn load_fds(
        &mut self,
        protos: &[impl AsRef<Path>],
        includes: &[impl AsRef<Path>],
    ) -> Result<FileDescriptorSet, Error> {
        self.run.load(protos, includes)
    }

    /// Generates code from descriptors.
    ///
    /// # Errors
    /// When code cannot be generated or written. Descriptors of an edition are refused, as `prost_types` does not keep its
    /// features; [`load_fds`](Self::load_fds) has what is needed of them.
    // Inline, so that what prost encodes with is compiled where this is called, and not with this crate.
    #[inline]
    pub fn compile_fds(&mut self, fds: FileDescriptorSet) -> Result<(), Error> {
        self.run.has_descriptors = true;
        self.run.settings.runtime = self.run.runtime_over(&self.run)?;
        let bytes = fds.encode_to_vec();
        self.generate_from(Input::Descriptors(fds, bytes))
    }

    fn generate_from(&mut self, input: Input) -> Result<(), Error> {
        let includes = if self.run.out_dir.is_some() { Includes::BesideCode } else { Includes::FromOutDir };
        #[cfg(feature = "prost-build")]
        if self.foreign.generates() {
            return self.foreign.generate(&self.run, input, includes, None);
        }
        self.run.generate_if_changed(input, includes)
    }

    /// Generates what a builder says, over this configuration. tonic-prost-build allows all lints of clippy where it compiles
    /// files.
    pub(super) fn generate_with(
        self,
        mut builder: Builder,
        input: impl FnOnce(&Run) -> Result<Input, Error>,
        compiles_files: bool,
    ) -> Result<(), Error> {
        let Self { mut run, .. } = self;
        builder.run.has_descriptors = !compiles_files;
        let runtime = builder.run.runtime_over(&run)?;
        if compiles_files && runtime.allows_clippy() {
            run.settings.type_attributes.insert(".", protoward_rust::OF_TONIC.to_owned());
        }
        let mut run = builder.run.over(run);
        run.settings.runtime = runtime;
        let input = input(&run)?;
        #[cfg(feature = "prost-build")]
        if self.foreign.generates() {
            let services = run.settings.services.clone();
            return { self.foreign }.generate(&run, input, Includes::BesideCode, services.as_ref());
        }
        run.generate_if_changed(input, Includes::BesideCode)
    }
}
