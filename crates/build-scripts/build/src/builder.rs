//! The builder, with the methods of `tonic_prost_build::Builder`. It only records settings.

use std::path::Path;

use prost::Message;
use prost_types::FileDescriptorSet;

use super::config::{Config, files};
use super::generator::{self, Custom};
use super::paths::Paths;
use protoward_build_protocol::{Call, Error, Input, Options, ServiceOptions, from_path};

/// The settings for generated code: a builder with the method names of `tonic_prost_build`, and those methods of
/// `prost_build::Config` that it lacks.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(super) options: Options,
    pub(super) custom: Custom,
}

impl Default for Builder {
    fn default() -> Self {
        let options = Options { services: Some(ServiceOptions::default()), ..Options::default() };
        Self { options, custom: Custom::default() }
    }
}

/// Defines methods that turn a setting of services on or off.
macro_rules! switches {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, enable: bool) -> Self {
            self.options.set_flag(stringify!($method), enable);
            self
        })*
    };
}

/// Defines methods that add paths to a setting.
macro_rules! paths {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($(#[$doc])* #[must_use] pub fn $method<Count>(mut self, paths: impl Paths<Count>) -> Self {
            paths.paths().into_iter().for_each(|path| self.options.add(stringify!($method), path));
            self
        })*
    };
}

/// Defines methods that add an attribute to the code of services.
macro_rules! service_attributes {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, path: impl AsRef<str>, attribute: impl AsRef<str>) -> Self {
            self.options.add_pair(stringify!($method), path.as_ref(), attribute.as_ref());
            self
        })*
    };
}

impl Builder {
    pub(super) fn services(&mut self) -> &mut ServiceOptions {
        self.options.services.get_or_insert_default()
    }
}

/// Generated items.
impl Builder {
    switches! {
        /// Sets whether clients are generated. Enabled by default.
        build_client;
        /// Sets whether servers are generated. Enabled by default.
        build_server;
        /// Sets whether clients have a `connect` function that uses tonic's transport. Enabled by default.
        build_transport;
        /// Sets whether well-known types that map to plain Rust types, such as `bool`, are used as request and response types.
        with_extended_rust_types;
        /// Sets whether the methods of a server take `Arc<Self>`.
        use_arc_self;
        /// Sets whether the methods of a server have a default body that returns `UNIMPLEMENTED`.
        generate_default_stubs;
    }

    /// Sets whether the path of a method contains the package. With tonic 0.14, it always does.
    #[must_use]
    pub fn emit_package(mut self, enable: bool) -> Self {
        self.options.set_flag("emit_package", enable);
        self
    }

    /// Omits the package from the paths of methods: [`emit_package(false)`](Self::emit_package), as tonic-build 0.12 and 0.13 call
    /// it.
    #[must_use]
    pub fn disable_package_emission(self) -> Self {
        self.emit_package(false)
    }
}

/// The types of fields.
impl Builder {
    /// Sets whether the well-known types are generated too, instead of using those of `prost-types`.
    #[must_use]
    pub fn compile_well_known_types(mut self, enable: bool) -> Self {
        self.options.set_flag("compile_well_known_types", enable);
        self
    }

    paths! {
        /// Puts the value of a field in a `Box`, for fields that match a path.
        boxed;
        /// Generates `BTreeMap` for map fields, for fields, messages or packages that match a path.
        btree_map;
        /// Generates `bytes::Bytes` for `bytes` fields, for fields, messages or packages that match a path.
        bytes;
    }
}

/// Attributes and comments.
impl Builder {
    service_attributes! {
        /// Adds an attribute to the module of a server.
        server_mod_attribute;
        /// Adds an attribute to the struct of a server.
        server_attribute;
        /// Adds an attribute to the trait of a server.
        trait_attribute;
        /// Adds an attribute to the module of a client.
        client_mod_attribute;
        /// Adds an attribute to the struct of a client.
        client_attribute;
    }

    /// Omits the comments of services and methods.
    #[must_use]
    pub fn disable_comments<Count>(mut self, paths: impl Paths<Count>) -> Self {
        self.services().disable_comments.extend(paths.paths());
        self
    }

    paths! {
        /// Omits the `Debug` implementations of messages, so that they can be written by hand.
        skip_debug;
    }
}

/// Paths in Rust and on disk.
impl Builder {
    /// Uses types of another crate for a package or type, such as `(".google.api", "::googleapis")`.
    #[must_use]
    pub fn extern_path(mut self, proto_path: impl AsRef<str>, rust_path: impl AsRef<str>) -> Self {
        self.options.add_pair("extern_path", proto_path.as_ref(), rust_path.as_ref());
        self
    }

    /// Sets the path of the module that contains the messages, relative to the services. The default is `super`.
    #[must_use]
    pub fn proto_path(mut self, proto_path: impl AsRef<str>) -> Self {
        self.options.set_text("proto_path", proto_path.as_ref());
        self
    }

    /// Sets the codec of generated services. The default is `tonic_prost::ProstCodec`, or `tonic::codec::ProstCodec`
    /// before tonic 0.14.
    #[must_use]
    pub fn codec_path(mut self, path: impl AsRef<str>) -> Self {
        self.options.set_text("codec_path", path.as_ref());
        self
    }

    /// Sets the output folder. The default is `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, out_dir: impl AsRef<Path>) -> Self {
        self.options.out_dir = Some(from_path(out_dir.as_ref()));
        self
    }

    /// Also writes a file that declares all modules and includes the generated files.
    #[must_use]
    pub fn include_file(mut self, path: impl AsRef<Path>) -> Self {
        self.options.include_file = Some(from_path(path.as_ref()));
        self
    }

    /// Also writes a `FileDescriptorSet` with imports and comments, as server reflection needs it.
    #[must_use]
    pub fn file_descriptor_set_path(mut self, path: impl AsRef<Path>) -> Self {
        self.options.file_descriptor_set_path = Some(from_path(path.as_ref()));
        self
    }
}

/// Settings of the run.
impl Builder {
    /// Accepts an argument for `protoc`, which is not run. The folders of `-I` and `--proto_path` are added to the
    /// include folders; other arguments have no effect.
    #[must_use]
    pub fn protoc_arg<A: AsRef<str>>(mut self, arg: A) -> Self {
        self.options.protoc_args.push(arg.as_ref().as_bytes().to_owned());
        self
    }

    /// Compiles the files and generates code.
    ///
    /// # Errors
    /// Returns an error if a file does not compile, or if code cannot be generated or written. The error lists the
    /// problems of all files, with positions.
    pub fn compile_protos<P: AsRef<Path>>(self, protos: &[P], includes: &[P]) -> Result<(), Error> {
        self.compile_with_config(Config::new(), protos, includes)
    }

    /// Like [`compile_protos`](Self::compile_protos), but with a configuration of prost:
    /// [`prost_build::Config`](Config) of this crate, or that of the crate `prost-build`.
    ///
    /// The latter does not expose `skip_source_info` or the arguments for `protoc`. Use the methods of the builder
    /// with these names instead.
    ///
    /// # Errors
    /// Returns an error under the conditions of [`compile_protos`](Self::compile_protos).
    pub fn compile_with_config<P: AsRef<Path>>(
        self,
        config: impl Into<Config>,
        protos: &[P],
        includes: &[P],
    ) -> Result<(), Error> {
        self.generate(config.into(), Input::Files(files(protos, includes)))
    }

    /// Like [`compile_with_config`](Self::compile_with_config), under the name of tonic-build 0.12 and 0.13.
    ///
    /// # Errors
    /// Returns an error under the conditions of [`compile_protos`](Self::compile_protos).
    pub fn compile_protos_with_config(
        self,
        config: impl Into<Config>,
        protos: &[impl AsRef<Path>],
        includes: &[impl AsRef<Path>],
    ) -> Result<(), Error> {
        self.generate(config.into(), Input::Files(files(protos, includes)))
    }

    /// Compiles files to descriptors for [`compile_fds`](Self::compile_fds). A file with an edition is converted to an
    /// equivalent proto2 or proto3 file, because prost does not support editions.
    ///
    /// # Errors
    /// Returns an error if a file does not compile.
    pub fn load_fds<P: AsRef<Path>>(&mut self, protos: &[P], includes: &[P]) -> Result<FileDescriptorSet, Error> {
        generator::load(&mut self.options, files(protos, includes))
    }

    /// Generates code from descriptors. As with `tonic_prost_build`,
    /// [`with_extended_rust_types`](Self::with_extended_rust_types) has no effect here.
    ///
    /// # Errors
    /// Returns an error if code cannot be generated or written. Descriptors of files with an edition are rejected,
    /// because `prost_types` does not keep their features; [`load_fds`](Self::load_fds) returns descriptors without
    /// editions.
    // Inline, so that prost's encoding code is compiled in the crate of the caller instead of in this crate.
    #[inline]
    pub fn compile_fds(self, fds: FileDescriptorSet) -> Result<(), Error> {
        self.compile_fds_with_config(fds, Config::new())
    }

    /// Like [`compile_fds`](Self::compile_fds), but with a configuration of prost.
    ///
    /// # Errors
    /// Returns an error under the conditions of [`compile_fds`](Self::compile_fds).
    // Inline, for the same reason.
    #[inline]
    pub fn compile_fds_with_config(self, fds: FileDescriptorSet, config: impl Into<Config>) -> Result<(), Error> {
        self.generate(config.into(), Input::Descriptors(fds.encode_to_vec()))
    }
}

impl Builder {
    /// Generates code with these settings, which override those of a configuration.
    fn generate(self, config: Config, input: Input) -> Result<(), Error> {
        let call = Call { config: config.options, builder: Some(self.options), input: Some(input) };
        let custom = config.custom.before(self.custom);
        #[cfg(feature = "prost-build")]
        if config.foreign.generates() {
            return { config.foreign }.call(&call, custom.codes());
        }
        generator::generate(call, custom)
    }
}

/// Settings of prost.
impl Builder {
    /// Sets the domain in type URLs of messages, for messages or packages that match a path. It requires
    /// [`enable_type_names`](Self::enable_type_names).
    #[must_use]
    pub fn type_name_domain<Count>(mut self, paths: impl Paths<Count>, domain: impl AsRef<str>) -> Self {
        paths.paths().into_iter().for_each(|path| self.options.add_pair("type_name_domain", path, domain.as_ref()));
        self
    }
}
