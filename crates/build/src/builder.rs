use std::path::{Path, PathBuf};

use prost::Message;
use prost_types::FileDescriptorSet;

use super::config::Config;
use super::error::Error;
use super::run::Run;
use super::subject::Input;
use protoward_rust::{Comments, Services};

/// What is generated and how: the builder of `tonic_prost_build`, by the same names, and what `prost_build::Config` has
/// beside it.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(super) run: Run,
}

impl Default for Builder {
    fn default() -> Self {
        let mut run = Run::default();
        run.settings.services = Some(Services::default());
        Self { run }
    }
}

/// Methods with a switch of the settings of services.
macro_rules! switches {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, enable: bool) -> Self {
            self.services().$method = enable;
            self
        })*
    };
}

/// Methods that add a path to some of the settings.
macro_rules! paths {
    ($($(#[$doc:meta])* $method:ident;)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, path: impl AsRef<str>) -> Self {
            self.run.asked.note_path(stringify!($method), path.as_ref());
            self.run.settings.$method.insert(path.as_ref(), ());
            self
        })*
    };
}

/// Methods that add an attribute to messages, enums or fields.
macro_rules! attributes {
    ($($(#[$doc:meta])* $method:ident($attributes:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, path: impl AsRef<str>, attribute: impl AsRef<str>) -> Self {
            self.run.asked.note_path(stringify!($method), path.as_ref());
            self.run.settings.$attributes.insert(path.as_ref(), attribute.as_ref().to_owned());
            self
        })*
    };
}

/// Methods that add an attribute to what is generated for services.
macro_rules! service_attributes {
    ($($(#[$doc:meta])* $method:ident($side:ident, $of:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, path: impl AsRef<str>, attribute: impl AsRef<str>) -> Self {
            self.run.asked.note_path(stringify!($method), path.as_ref());
            self.services().$side.$of.push((path.as_ref().to_owned(), attribute.as_ref().to_owned()));
            self
        })*
    };
}

impl Builder {
    fn services(&mut self) -> &mut Services {
        self.run.settings.services.get_or_insert_default()
    }
}

/// What is generated.
impl Builder {
    switches! {
        /// Whether clients are generated; they are.
        build_client;
        /// Whether servers are generated; they are.
        build_server;
        /// Whether clients get a `connect` that uses tonic's transport; they do.
        build_transport;
        /// Whether well-known types that are plain Rust types, such as `bool`, are requests and responses by these
        /// names.
        with_extended_rust_types;
        /// Whether the methods of a server take `Arc<Self>`.
        use_arc_self;
        /// Whether the methods of a server have a body that answers `UNIMPLEMENTED`.
        generate_default_stubs;
    }

    /// Whether the package is part of the path of a method; with tonic 0.14, it always is.
    #[must_use]
    pub fn emit_package(mut self, enable: bool) -> Self {
        self.services().emit_package = enable;
        self
    }
}

/// Types of fields.
impl Builder {
    /// Whether the well-known types are generated too, instead of taken from `prost-types`.
    #[must_use]
    pub fn compile_well_known_types(mut self, enable: bool) -> Self {
        self.run.settings.compile_well_known_types = enable;
        self
    }

    paths! {
        /// Boxes a field.
        boxed;
        /// Makes map fields a `BTreeMap`, for fields, messages or packages that match the path.
        btree_map;
        /// Makes `bytes` fields a `bytes::Bytes`, for fields, messages or packages that match the path.
        bytes;
    }
}

/// Attributes and comments.
impl Builder {
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

    service_attributes! {
        /// Adds an attribute to the module of a server.
        server_mod_attribute(server_attributes, modules);
        /// Adds an attribute to the struct of a server.
        server_attribute(server_attributes, structs);
        /// Adds an attribute to the trait of a server.
        trait_attribute(server_attributes, traits);
        /// Adds an attribute to the module of a client.
        client_mod_attribute(client_attributes, modules);
        /// Adds an attribute to the struct of a client.
        client_attribute(client_attributes, structs);
    }

    /// Leaves out the comments of services and methods.
    #[must_use]
    pub fn disable_comments<I: IntoIterator<Item = S>, S: AsRef<str>>(mut self, paths: I) -> Self {
        for path in paths {
            self.run.asked.note_path("disable_comments", path.as_ref());
            self.services().disable_comments.push(path.as_ref().to_owned());
        }
        self
    }

    /// Leaves out the `Debug` of messages, which may then have their own.
    #[must_use]
    pub fn skip_debug<I: IntoIterator<Item = S>, S: AsRef<str>>(mut self, paths: I) -> Self {
        for path in paths {
            self.run.asked.note_path("skip_debug", path.as_ref());
            self.run.settings.skip_debug.insert(path.as_ref(), ());
        }
        self
    }
}

/// Paths, in Rust and on disk.
impl Builder {
    /// Uses types of another crate for a package or type: `(".google.api", "::googleapis")`.
    #[must_use]
    pub fn extern_path(mut self, proto_path: impl AsRef<str>, rust_path: impl AsRef<str>) -> Self {
        self.run.settings.extern_paths.push((proto_path.as_ref().to_owned(), rust_path.as_ref().to_owned()));
        self
    }

    /// The module that messages are found in, seen from the services; `super`.
    #[must_use]
    pub fn proto_path(mut self, proto_path: impl AsRef<str>) -> Self {
        self.services().proto_path = proto_path.as_ref().to_owned();
        self
    }

    /// The codec of generated services; `tonic_prost::ProstCodec`, and `tonic::codec::ProstCodec` before tonic 0.14.
    #[must_use]
    pub fn codec_path(mut self, path: impl AsRef<str>) -> Self {
        self.services().codec_path = Some(path.as_ref().to_owned());
        self
    }

    /// The folder that code is written to; `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, out_dir: impl AsRef<Path>) -> Self {
        self.run.out_dir = Some(out_dir.as_ref().to_owned());
        self
    }

    /// Writes a file too that declares all modules and includes the generated files.
    #[must_use]
    pub fn include_file(mut self, path: impl AsRef<Path>) -> Self {
        self.run.include_in(path.as_ref().to_owned());
        self
    }

    /// Writes the `FileDescriptorSet` too, imports and comments included: what server reflection asks for.
    #[must_use]
    pub fn file_descriptor_set_path(mut self, path: impl AsRef<Path>) -> Self {
        self.run.set = Some(path.as_ref().to_owned());
        self
    }
}

/// Names and comments.
impl Builder {
    /// Whether names are as prost and tonic write them. Where they would clash in Rust, another is chosen.
    #[must_use]
    pub fn prost_names(mut self, enable: bool) -> Self {
        self.run.settings.prost_names = enable;
        self
    }

    /// Whether comments are as prost writes them. They are valid for rustdoc: code in them is no test, and what only
    /// looks like HTML or a link is escaped.
    #[must_use]
    pub fn prost_comments(mut self, enable: bool) -> Self {
        self.run.settings.comments = if enable { Comments::Prost } else { Comments::Rustdoc };
        self
    }
}

/// How it is done.
impl Builder {
    /// Generates from the file of [`file_descriptor_set_path`](Self::file_descriptor_set_path) as it is, where one is
    /// named. No `protoc` is run in any case.
    #[must_use]
    pub fn skip_protoc_run(mut self) -> Self {
        self.run.from_set = true;
        self
    }

    /// Accepts an argument for `protoc`, which is not run. `-I` and `--proto_path` are looked in as `includes` are; the
    /// others have nothing to do here.
    #[must_use]
    pub fn protoc_arg<A: AsRef<str>>(mut self, arg: A) -> Self {
        self.run.heed(arg.as_ref().as_ref());
        self
    }

    /// Whether cargo is told to run the build script again when a file that was read has changed. It is told inside
    /// of cargo.
    #[must_use]
    pub fn emit_rerun_if_changed(mut self, enable: bool) -> Self {
        self.run.emit_rerun_if_changed = enable;
        self
    }

    /// Compiles the files and generates code.
    ///
    /// # Errors
    /// When a file does not compile: the error shows what is wrong in all of them, with places. When code cannot be
    /// generated or written.
    pub fn compile_protos<P: AsRef<Path>>(self, protos: &[P], includes: &[P]) -> Result<(), Error> {
        self.compile_with_config(Config::new(), protos, includes)
    }

    /// As [`compile_protos`](Self::compile_protos), with a configuration of prost: [`prost_build::Config`](Config) of
    /// this crate, or that of the crate `prost-build`.
    ///
    /// The latter does not say whether it has been told `skip_source_info`, nor which arguments `protoc` is to get; the
    /// methods of the builder by these names are heeded.
    ///
    /// # Errors
    /// As [`compile_protos`](Self::compile_protos).
    pub fn compile_with_config<P: AsRef<Path>>(
        self,
        config: impl Into<Config>,
        protos: &[P],
        includes: &[P],
    ) -> Result<(), Error> {
        let config: Config = config.into();
        config.generate_with(self, |run| run.input(protos, includes), true)
    }

    /// Compiles files to the descriptors that code is generated from, for [`compile_fds`](Self::compile_fds). A file of an
    /// edition is told as one of proto2 or proto3 that means the same, as prost knows no others.
    ///
    /// # Errors
    /// When a file does not compile.
    pub fn load_fds<P: AsRef<Path>>(&mut self, protos: &[P], includes: &[P]) -> Result<FileDescriptorSet, Error> {
        self.run.load(protos, includes)
    }

    /// Generates code from descriptors. As with `tonic_prost_build`,
    /// [`with_extended_rust_types`](Self::with_extended_rust_types) has no effect here.
    ///
    /// # Errors
    /// When code cannot be generated or written. Descriptors of an edition are refused, as `prost_types` does not keep its
    /// features; [`load_fds`](Self::load_fds) has what is needed of them.
    // Inline, so that what prost encodes with is compiled where this is called, and not with this crate.
    #[inline]
    pub fn compile_fds(self, fds: FileDescriptorSet) -> Result<(), Error> {
        self.compile_fds_with_config(fds, Config::new())
    }

    /// As [`compile_fds`](Self::compile_fds), with a configuration of prost.
    ///
    /// # Errors
    /// As [`compile_fds`](Self::compile_fds).
    pub fn compile_fds_with_config(self, fds: FileDescriptorSet, config: impl Into<Config>) -> Result<(), Error> {
        let mut builder = self;
        builder.services().with_extended_rust_types = false;
        let config: Config = config.into();
        let bytes = fds.encode_to_vec();
        config.generate_with(builder, |_| Ok(Input::Descriptors(fds, bytes)), false)
    }
}

/// Options of prost.
impl Builder {
    /// The name of the file, without `.rs`, for what has no package; `_`.
    #[must_use]
    pub fn default_package_filename(mut self, name: impl Into<String>) -> Self {
        self.run.settings.default_package_filename = name.into();
        self
    }

    /// Lets messages know their names: `prost::Name` for all of them.
    #[must_use]
    pub fn enable_type_names(mut self) -> Self {
        self.run.settings.enable_type_names = true;
        self
    }

    /// What stands before the names of messages in URLs of types, for messages or packages that match a path; with
    /// [`enable_type_names`](Self::enable_type_names).
    #[must_use]
    pub fn type_name_domain<I, S>(mut self, paths: I, domain: impl AsRef<str>) -> Self
    where
        I: IntoIterator<Item = S>,
        S: AsRef<str>,
    {
        for path in paths {
            self.run.asked.note_path("type_name_domain", path.as_ref());
            self.run.settings.type_name_domains.insert(path.as_ref(), domain.as_ref().to_owned());
        }
        self
    }

    /// Where `prost` is; `::prost`.
    #[must_use]
    pub fn prost_path(mut self, path: impl Into<String>) -> Self {
        self.run.settings.prost_path = Some(path.into());
        self
    }

    /// Where `prost-types` is; `::prost_types`.
    #[must_use]
    pub fn prost_types_path(mut self, path: impl Into<String>) -> Self {
        self.run.settings.prost_types_path = Some(path.into());
        self
    }

    /// Lets the values of an enum keep its name in front of theirs.
    #[must_use]
    pub fn retain_enum_prefix(mut self) -> Self {
        self.run.settings.retain_enum_prefix = true;
        self
    }

    /// Accepts whether code is formatted; it always is.
    #[must_use]
    pub fn format(self, enable: bool) -> Self {
        let _: bool = enable;
        self
    }

    /// Leaves places and comments out of the descriptors, and so comments out of the code.
    #[must_use]
    pub fn skip_source_info(mut self) -> Self {
        self.run.skip_source_info = true;
        self.run.settings.comments = Comments::None;
        self
    }

    /// Accepts the path of a `protoc`. It is not run and need not be there: compiling is done in this process.
    #[must_use]
    pub fn protoc_executable(self, executable: impl Into<PathBuf>) -> Self {
        let _: PathBuf = executable.into();
        self
    }
}
