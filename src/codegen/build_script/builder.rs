use std::io;
use std::path::{Path, PathBuf};

use prost_build::{Config, ServiceGenerator};
use prost_types::FileDescriptorSet;

use super::run::{self, Run};
use super::{config, documented};
use crate::codegen::editions::Unchecked;

/// What is generated and how: the builder of `tonic_prost_build`, by the same names.
#[derive(Clone, Debug)]
pub struct Builder {
    tonic: tonic_prost_build::Builder,
    run: Run,
}

impl Default for Builder {
    fn default() -> Self {
        Self { tonic: tonic_prost_build::configure(), run: Run::default() }
    }
}

/// Methods that are handed on as they are.
macro_rules! hand_on {
    ($($(#[$doc:meta])* $method:ident($enable:ident: bool);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, $enable: bool) -> Self {
            self.tonic = self.tonic.$method($enable);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$P:ident>($path:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method<$P: AsRef<str>>(mut self, $path: $P) -> Self {
            self.tonic = self.tonic.$method($path);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$P:ident, $A:ident>($path:ident, $attribute:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method<$P: AsRef<str>, $A: AsRef<str>>(mut self, $path: $P, $attribute: $A) -> Self {
            self.tonic = self.tonic.$method($path, $attribute);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$I:ident, $S:ident>($paths:ident: $many:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method<$I: IntoIterator<Item = $S>, $S: AsRef<str>>(mut self, $paths: $I) -> Self {
            self.tonic = self.tonic.$method($paths);
            self
        })*
    };
}

/// What is generated.
impl Builder {
    hand_on! {
        /// Whether clients are generated; they are.
        build_client(enable: bool);
        /// Whether servers are generated; they are.
        build_server(enable: bool);
        /// Whether clients get a `connect` that uses tonic's transport; they do.
        build_transport(enable: bool);
        /// Whether the well-known types are generated too, instead of taken from `prost-types`.
        compile_well_known_types(enable: bool);
        /// Whether well-known types that are plain Rust types, such as `bool`, may be requests and responses.
        with_extended_rust_types(enable: bool);
        /// Whether the package is part of the path of a method; it is.
        emit_package(enable: bool);
        /// Whether the methods of a server take `Arc<Self>`.
        use_arc_self(enable: bool);
        /// Whether the methods of a server have a body that answers `UNIMPLEMENTED`.
        generate_default_stubs(enable: bool);
    }
}

/// Types of fields.
impl Builder {
    hand_on! {
        /// Boxes a field.
        boxed<P>(path);
        /// Makes map fields a `BTreeMap`, for fields, messages or packages that match the path.
        btree_map<P>(path);
        /// Makes `bytes` fields a `bytes::Bytes`, for fields, messages or packages that match the path.
        bytes<P>(path);
    }
}

/// Attributes and comments.
impl Builder {
    hand_on! {
        /// Adds an attribute to fields.
        field_attribute<P, A>(path, attribute);
        /// Adds an attribute to messages.
        message_attribute<P, A>(path, attribute);
        /// Adds an attribute to enums and oneofs.
        enum_attribute<P, A>(path, attribute);
        /// Adds an attribute to messages, enums and oneofs.
        type_attribute<P, A>(path, attribute);
        /// Adds an attribute to the module of a server.
        server_mod_attribute<P, A>(path, attribute);
        /// Adds an attribute to the struct of a server.
        server_attribute<P, A>(path, attribute);
        /// Adds an attribute to the trait of a server.
        trait_attribute<P, A>(path, attribute);
        /// Adds an attribute to the module of a client.
        client_mod_attribute<P, A>(path, attribute);
        /// Adds an attribute to the struct of a client.
        client_attribute<P, A>(path, attribute);
    }

    hand_on! {
        /// Leaves out the comments of services and methods.
        disable_comments<I, S>(paths: many);
        /// Leaves out the `Debug` of messages, which may then have their own.
        skip_debug<I, S>(paths: many);
    }
}

/// Paths, in Rust and on disk.
impl Builder {
    /// Uses types of another crate for a package or type: `(".google.api", "::googleapis")`.
    #[must_use]
    pub fn extern_path(mut self, proto_path: impl AsRef<str>, rust_path: impl AsRef<str>) -> Self {
        self.tonic = self.tonic.extern_path(proto_path, rust_path);
        self
    }

    /// The module that messages are found in, seen from the services; `super`.
    #[must_use]
    pub fn proto_path(mut self, proto_path: impl AsRef<str>) -> Self {
        self.tonic = self.tonic.proto_path(proto_path);
        self
    }

    /// The codec of generated services; `tonic_prost::ProstCodec`.
    #[must_use]
    pub fn codec_path(mut self, path: impl AsRef<str>) -> Self {
        self.tonic = self.tonic.codec_path(path);
        self
    }

    /// The folder that code is written to; `OUT_DIR`.
    #[must_use]
    pub fn out_dir(mut self, out_dir: impl AsRef<Path>) -> Self {
        self.tonic = self.tonic.out_dir(&out_dir);
        self.run.out_dir = Some(out_dir.as_ref().to_owned());
        self
    }

    /// Writes a file too that declares all modules and includes the generated files.
    #[must_use]
    pub fn include_file(mut self, path: impl AsRef<Path>) -> Self {
        self.tonic = self.tonic.include_file(path);
        self
    }

    /// Writes the `FileDescriptorSet` too, imports and comments included: what server reflection asks for.
    #[must_use]
    pub fn file_descriptor_set_path(mut self, path: impl AsRef<Path>) -> Self {
        self.run.set = Some(path.as_ref().to_owned());
        self
    }
}

/// Files of an edition.
impl Builder {
    /// Whether strings with `utf8_validation = NONE` in files of an edition are `String`, as those of proto2 are, which
    /// need not be UTF-8 either; a message in which one is not UTF-8 then cannot be read. They are `Vec<u8>`.
    #[must_use]
    pub fn utf8_none_as_string(mut self, enable: bool) -> Self {
        self.run.unchecked = Unchecked::by_option(enable);
        self
    }
}

/// Documentation.
impl Builder {
    /// Whether comments are as prost writes them. They are valid for rustdoc: code in them is no test, and what only
    /// looks like HTML or a link is escaped.
    #[must_use]
    pub fn prost_comments(mut self, enable: bool) -> Self {
        self.run.prost_comments = enable;
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
        let folder = |prefix| arg.as_ref().strip_prefix(prefix).filter(|folder| !folder.is_empty());
        self.run.includes.extend(folder("--proto_path=").or_else(|| folder("-I")).map(PathBuf::from));
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
    pub fn compile_protos<P: AsRef<Path>>(self, protos: &[P], includes: &[P]) -> io::Result<()> {
        self.compile_with_config(Config::new(), protos, includes)
    }

    /// As [`compile_protos`](Self::compile_protos), with options of prost that are not among the builder's.
    ///
    /// [`Config::skip_source_info`] and [`Config::protoc_arg`] are for `protoc` alone and change nothing here.
    ///
    /// # Errors
    /// As [`compile_protos`](Self::compile_protos).
    pub fn compile_with_config<P: AsRef<Path>>(
        self,
        mut config: Config,
        protos: &[P],
        includes: &[P],
    ) -> io::Result<()> {
        self.run.check_out_dir()?;
        let Self { tonic, run } = self;
        run.with_descriptors(config::file_descriptor_set_path(&config), protos, includes, |set, for_prost| {
            for_prost.box_fields(&mut config);
            documented::generate(&run, set, |set, out| {
                let tonic = tonic.skip_protoc_run().file_descriptor_set_path(set).out_dir(out);
                tonic.compile_with_config(config, run::NO_PROTOS, run::NO_PROTOS)
            })
        })
    }

    /// Generates code from descriptors.
    ///
    /// # Errors
    /// When code cannot be generated or written.
    pub fn compile_fds(self, fds: FileDescriptorSet) -> io::Result<()> {
        self.compile_fds_with_config(fds, Config::new())
    }

    /// Generates code from descriptors, with options of prost that are not among the builder's.
    ///
    /// # Errors
    /// When code cannot be generated or written.
    pub fn compile_fds_with_config(self, fds: FileDescriptorSet, config: Config) -> io::Result<()> {
        self.run.check_out_dir()?;
        run::check_descriptors(&fds)?;
        run::generating(|| self.tonic.compile_fds_with_config(fds, config))
    }

    /// The generator of services alone, for [`Config::service_generator`].
    pub fn service_generator(self) -> Box<dyn ServiceGenerator> {
        self.tonic.service_generator()
    }
}
