//! The configuration of messages, with the methods of `prost_build::Config`. It only records settings.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_types::FileDescriptorSet;

use super::generator::{self, Custom};
use super::paths::Paths;
use protoward_build_protocol::{Call, Error, Input, InputFiles, Options, from_path};

/// The settings for generated messages: a `Config` with the method names of the crate `prost-build`, without `protoc`.
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
    pub(super) options: Options,
    pub(super) custom: Custom,
    /// The configuration and service generator of the crate prost-build, if that crate generates the code.
    #[cfg(feature = "prost-build")]
    pub(super) foreign: protoward_build_engine::foreign::ProstBuildFallback,
}

/// Defines methods that replace the paths of a setting.
macro_rules! paths {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($(#[$doc])* pub fn $method<Count>(&mut self, paths: impl Paths<Count>) -> &mut Self {
            self.options.set_list(stringify!($method), paths.paths());
            self
        })*
    };
}

impl Config {
    /// Returns a configuration with the defaults of prost-build.
    pub fn new() -> Self {
        Self::default()
    }
}

/// The types and names of fields.
impl Config {
    paths! {
        /// Generates `BTreeMap` for map fields, for fields, messages or packages that match a path.
        btree_map;
        /// Generates `bytes::Bytes` for `bytes` fields, for fields, messages or packages that match a path.
        bytes;
    }

    /// Puts the value of a field in a `Box`, for fields that match a path. Several calls add up.
    pub fn boxed<Count>(&mut self, paths: impl Paths<Count>) -> &mut Self {
        paths.paths().into_iter().for_each(|path| self.options.add("boxed", path));
        self
    }

    /// Generates the well-known types too, instead of using those of `prost-types`.
    pub fn compile_well_known_types(&mut self) -> &mut Self {
        self.options.set_flag("compile_well_known_types", true);
        self
    }

    /// Uses types of another crate for a package or type, such as `(".google.api", "::googleapis")`.
    pub fn extern_path(&mut self, proto_path: impl Into<String>, rust_path: impl Into<String>) -> &mut Self {
        self.options.add_pair("extern_path", proto_path, rust_path);
        self
    }

    /// Sets the domain in type URLs of messages, for messages or packages that match a path. It requires
    /// [`enable_type_names`](Self::enable_type_names).
    pub fn type_name_domain<Count>(&mut self, paths: impl Paths<Count>, domain: impl AsRef<str>) -> &mut Self {
        paths.paths().into_iter().for_each(|path| self.options.add_pair("type_name_domain", path, domain.as_ref()));
        self
    }
}

/// Attributes and comments.
impl Config {
    paths! {
        /// Omits the comments of messages and enums.
        disable_comments;
        /// Omits the `Debug` implementations of messages, so that they can be written by hand.
        skip_debug;
    }
}

/// Output files.
impl Config {
    /// Sets the output folder. The default is `OUT_DIR`.
    pub fn out_dir(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.options.out_dir = Some(from_path(&path.into()));
        self
    }

    /// Also writes a file that declares all modules and includes the generated files.
    pub fn include_file(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.options.include_file = Some(from_path(&path.into()));
        self
    }

    /// Also writes a `FileDescriptorSet` with imports and comments, as server reflection needs it.
    pub fn file_descriptor_set_path(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.options.file_descriptor_set_path = Some(from_path(&path.into()));
        self
    }
}

/// Settings for `protoc`, which is not run.
impl Config {
    /// Accepts an argument for `protoc`. The folders of `-I` and `--proto_path` are added to the include folders;
    /// other arguments have no effect.
    pub fn protoc_arg(&mut self, arg: impl AsRef<OsStr>) -> &mut Self {
        self.options.protoc_args.push(from_path(arg.as_ref().as_ref()));
        self
    }
}

/// Code generation.
impl Config {
    /// Compiles the files, which are paths on disk, and generates code.
    ///
    /// # Errors
    /// Returns an error if a file does not compile, or if code cannot be generated or written. The error lists the
    /// problems of all files, with positions.
    pub fn compile_protos(&mut self, protos: &[impl AsRef<Path>], includes: &[impl AsRef<Path>]) -> Result<(), Error> {
        self.generate_from(Input::Files(files(protos, includes)))
    }

    /// Compiles files to descriptors for [`compile_fds`](Self::compile_fds). A file with an edition is converted to an
    /// equivalent proto2 or proto3 file, because prost does not support editions.
    ///
    /// # Errors
    /// Returns an error if a file does not compile.
    pub fn load_fds(
        &mut self,
        protos: &[impl AsRef<Path>],
        includes: &[impl AsRef<Path>],
    ) -> Result<FileDescriptorSet, Error> {
        generator::load(&mut self.options, files(protos, includes))
    }

    /// Generates code from the descriptors of files that were compiled before.
    ///
    /// # Errors
    /// Returns an error if code cannot be generated or written. Descriptors of files with an edition are rejected,
    /// because `prost_types` does not keep their features; [`load_fds`](Self::load_fds) returns descriptors without
    /// editions.
    // Inline, so that prost's encoding code is compiled in the crate of the caller instead of in this crate.
    #[inline]
    pub fn compile_fds(&mut self, fds: FileDescriptorSet) -> Result<(), Error> {
        self.generate_from(Input::Descriptors(fds.encode_to_vec()))
    }

    fn generate_from(&mut self, input: Input) -> Result<(), Error> {
        let call = Call { config: self.options.clone(), builder: None, input: Some(input) };
        #[cfg(feature = "prost-build")]
        if self.foreign.generates() {
            return self.foreign.call(&call, self.custom.codes());
        }
        generator::generate(call, self.custom.clone())
    }
}

/// Returns the paths of files and include folders.
pub(super) fn files(protos: &[impl AsRef<Path>], includes: &[impl AsRef<Path>]) -> InputFiles {
    let protos = protos.iter().map(|proto| from_path(proto.as_ref())).collect();
    InputFiles { protos, includes: includes.iter().map(|folder| from_path(folder.as_ref())).collect() }
}
