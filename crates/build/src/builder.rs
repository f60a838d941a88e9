use std::path::Path;

use prost::Message;
use prost_build::ServiceGenerator;
use prost_types::FileDescriptorSet;

use super::config::Config;
use super::error::Error;
use super::output::{INCLUDE_FILE, Includes};
use super::prost_options::ProstOptions;
use super::provided::use_types;
use super::run::Run;
use protoward_codegen::editions::box_fields;
use protoward_codegen::names::{Names, Services};
use protoward_codegen::tonic;

/// What is generated and how: the builder of `tonic_prost_build`, by the same names, and what `prost_build::Config` has
/// beside it.
#[derive(Clone, Debug)]
pub struct Builder {
    tonic: tonic_prost_build::Builder,
    pub(super) prost: ProstOptions,
    pub(super) run: Run,
}

impl Default for Builder {
    fn default() -> Self {
        let run = Run { services: Some(Services::default()), ..Run::default() };
        Self { tonic: tonic_prost_build::configure(), prost: ProstOptions::default(), run }
    }
}

/// Methods that call the method of the same name.
macro_rules! hand_on {
    ($($(#[$doc:meta])* $method:ident($enable:ident: bool);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, $enable: bool) -> Self {
            self.tonic = self.tonic.$method($enable);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$P:ident>($path:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method<$P: AsRef<str>>(mut self, $path: $P) -> Self {
            self.run.asked.note_path(stringify!($method), $path.as_ref());
            self.tonic = self.tonic.$method($path);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$P:ident, $A:ident>($path:ident, $attribute:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method<$P: AsRef<str>, $A: AsRef<str>>(mut self, $path: $P, $attribute: $A) -> Self {
            self.run.asked.note_path(stringify!($method), $path.as_ref());
            self.tonic = self.tonic.$method($path, $attribute);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$I:ident, $S:ident>($paths:ident: $many:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method<$I: IntoIterator<Item = $S>, $S: AsRef<str>>(mut self, $paths: $I) -> Self {
            let paths: Vec<String> = $paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
            paths.iter().for_each(|path| self.run.asked.note_path(stringify!($method), path));
            self.tonic = self.tonic.$method(paths);
            self
        })*
    };
}

/// Methods that are handed on, about what names of services depend on.
macro_rules! services {
    ($($(#[$doc:meta])* $method:ident($field:ident);)*) => {
        $($(#[$doc])* #[must_use] pub fn $method(mut self, enable: bool) -> Self {
            self.tonic = self.tonic.$method(enable);
            self.run.services.get_or_insert_default().$field = enable;
            self
        })*
    };
}

/// What is generated.
impl Builder {
    services! {
        /// Whether clients are generated; they are.
        build_client(client);
        /// Whether servers are generated; they are.
        build_server(server);
        /// Whether clients get a `connect` that uses tonic's transport; they do.
        build_transport(transport);
        /// Whether well-known types that are plain Rust types, such as `bool`, are requests and responses by these
        /// names.
        with_extended_rust_types(extended_types);
        /// Whether the methods of a server take `Arc<Self>`.
        use_arc_self(arc_self);
    }

    hand_on! {
        /// Whether the package is part of the path of a method; it is.
        emit_package(enable: bool);
        /// Whether the methods of a server have a body that answers `UNIMPLEMENTED`.
        generate_default_stubs(enable: bool);
    }
}

/// Types of fields.
impl Builder {
    /// Whether the well-known types are generated too, instead of taken from `prost-types`.
    #[must_use]
    pub fn compile_well_known_types(mut self, enable: bool) -> Self {
        self.run.asked.compile_well_known_types = enable;
        self.tonic = self.tonic.compile_well_known_types(enable);
        self
    }

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
        let pair = (proto_path.as_ref().to_owned(), rust_path.as_ref().to_owned());
        self.tonic = self.tonic.extern_path(&pair.0, &pair.1);
        self.run.asked.extern_paths.push(pair);
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

/// Types of other crates.
impl Builder {
    /// Uses the types of a crate by its list, a `protoward.provides`, where no cargo finds it.
    #[must_use]
    pub fn provided_by(mut self, list: impl AsRef<Path>) -> Self {
        self.run.crates.provided_by.push(list.as_ref().to_owned());
        self
    }
}

/// Names and comments.
impl Builder {
    /// Whether names are as prost and tonic write them. Where they would clash in Rust, another is chosen.
    #[must_use]
    pub fn prost_names(mut self, enable: bool) -> Self {
        self.run.asked.prost_names = enable;
        self
    }

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
        let joined = self.joined(config.into());
        let subject = joined.run.subject(protos, includes)?;
        let (boxed, externs) = (subject.for_prost.boxed.clone(), subject.taken.extern_paths.clone());
        let attributes = joined.run.by_type(&subject.origin)?;
        joined.run.clone().generate(subject, Includes::BesideCode, |fds, out, names| {
            let services = joined.run.services;
            let Joined { tonic, mut prost, .. } = joined.named(names, services);
            box_fields(&boxed, &mut prost, names);
            names.set_attributes(&attributes, &mut prost);
            use_types(&externs, names, &mut prost);
            tonic::compile(tonic.out_dir(out), prost, services.is_some_and(|built| built.extended_types), fds)
        })
    }

    /// Compiles files to the descriptors that code is generated from, for [`compile_fds`](Self::compile_fds). A file of an
    /// edition is told as one of proto2 or proto3 that means the same, as prost knows no others.
    ///
    /// # Errors
    /// When a file does not compile.
    pub fn load_fds<P: AsRef<Path>>(&mut self, protos: &[P], includes: &[P]) -> Result<FileDescriptorSet, Error> {
        let (fds, boxed, taken) = self.run.load(protos, includes)?;
        let tonic = boxed.iter().fold(self.tonic.clone(), tonic_prost_build::Builder::boxed);
        let extern_paths = taken.extern_paths.iter();
        self.tonic = extern_paths.fold(tonic, |tonic, (proto, rust)| tonic.extern_path(proto, rust));
        self.run.crates.uncopied.extend(taken.uncopied);
        self.run.crates.loaded.extend(taken.extern_paths.into_iter().map(|(proto, _)| proto));
        Ok(fds)
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
        let joined = self.joined(config.into());
        let subject = joined.run.descriptors(&fds, fds.encode_to_vec())?;
        let attributes = joined.run.by_type(&subject.origin)?;
        joined.run.clone().generate(subject, Includes::BesideCode, |fds, out, names| {
            let services = joined.run.services.map(|services| Services { extended_types: false, ..services });
            let Joined { tonic, mut prost, .. } = joined.named(names, services);
            names.set_attributes(&attributes, &mut prost);
            tonic.out_dir(out).compile_fds_with_config(fds, prost)
        })
    }

    /// The generator of services alone, for [`Config::service_generator`].
    pub fn service_generator(self) -> Box<dyn ServiceGenerator> {
        self.tonic.service_generator()
    }

    /// The builder with what a configuration says as well.
    fn joined(self, config: Config) -> Joined {
        let Self { tonic, prost: options, run } = self;
        let Config { mut prost, run: of_config } = config;
        options.set_on(&mut prost);
        let run = run.over(of_config);
        if run.format.is_some() {
            prost.format(false);
        }
        if run.of_services.needs_names() {
            prost.enable_type_names();
        }
        if run.include_file.is_some() {
            prost.include_file(INCLUDE_FILE);
        }
        Joined { tonic, prost, run }
    }
}

/// A builder and a configuration.
struct Joined {
    tonic: tonic_prost_build::Builder,
    prost: prost_build::Config,
    run: Run,
}

impl Joined {
    /// With the names that services and methods are to have.
    fn named(mut self, names: &Names, services: Option<Services>) -> Self {
        let services = services.filter(|services| services.any() && !self.run.asked.prost_names);
        if let Some(services) = services {
            self.tonic = names.over_services(self.tonic, services, &mut self.prost);
        }
        self
    }
}
