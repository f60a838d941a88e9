use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use prost::Message;
use prost_build::{Module, ServiceGenerator};
use prost_types::{FileDescriptorProto, FileDescriptorSet};

use super::error::Error;
use super::output::{INCLUDE_FILE, Includes};
use super::provided::use_types;
use super::run::Run;
use super::shown;
use super::subject::Subject;
use protoward_codegen::checks::Asked;
use protoward_codegen::editions::box_fields;
use protoward_codegen::format;
use protoward_codegen::names::Names;

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
#[derive(Debug)]
pub struct Config {
    pub(super) prost: prost_build::Config,
    pub(super) run: Run,
}

/// Methods that call the method of the same name.
macro_rules! hand_on {
    ($($(#[$doc:meta])* $method:ident();)*) => {
        $($(#[$doc])* pub fn $method(&mut self) -> &mut Self {
            self.prost.$method();
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident($path:ident);)*) => {
        $($(#[$doc])* pub fn $method(&mut self, $path: impl Into<String>) -> &mut Self {
            self.prost.$method($path);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$P:ident, $A:ident>($path:ident, $attribute:ident);)*) => {
        $($(#[$doc])* pub fn $method<$P: AsRef<str>, $A: AsRef<str>>(&mut self, $path: $P, $attribute: $A) -> &mut Self {
            self.run.asked.note_path(stringify!($method), $path.as_ref());
            self.prost.$method($path, $attribute);
            self
        })*
    };
    ($($(#[$doc:meta])* $method:ident<$I:ident, $S:ident>($paths:ident: $many:ident);)*) => {
        $($(#[$doc])* pub fn $method<$I: IntoIterator<Item = $S>, $S: AsRef<str>>(&mut self, $paths: $I) -> &mut Self {
            let paths: Vec<String> = $paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
            paths.iter().for_each(|path| self.run.asked.note_path(stringify!($method), path));
            self.prost.$method(&paths);
            self
        })*
    };
}

impl Config {
    /// As prost-build has it by default.
    pub fn new() -> Self {
        let mut config = Self::from(prost_build::Config::new());
        config.format(true);
        config
    }
}

/// Types of fields, and names.
impl Config {
    hand_on! {
        /// Makes map fields a `BTreeMap`, for fields, messages or packages that match a path.
        btree_map<I, S>(paths: many);
        /// Makes `bytes` fields a `bytes::Bytes`, for fields, messages or packages that match a path.
        bytes<I, S>(paths: many);
    }

    hand_on! {
        /// Lets messages know their names: `prost::Name` for all of them.
        enable_type_names();
    }

    hand_on! {
        /// Where `prost` is; `::prost`.
        prost_path(path);
    }

    /// Where `prost-types` is; `::prost_types`.
    pub fn prost_types_path(&mut self, path: impl Into<String>) -> &mut Self {
        let path = path.into();
        self.prost.prost_types_path(&path);
        self.run.prost_types.replace(path);
        self
    }

    /// Lets the values of an enum keep its name in front of theirs.
    pub fn retain_enum_prefix(&mut self) -> &mut Self {
        self.run.retain_enum_prefix = true;
        self.prost.retain_enum_prefix();
        self
    }

    /// Boxes a field.
    pub fn boxed<P: AsRef<str>>(&mut self, path: P) -> &mut Self {
        self.run.asked.note_path("boxed", path.as_ref());
        self.prost.boxed(path);
        self
    }

    /// Generates the well-known types too, instead of taking them from `prost-types`.
    pub fn compile_well_known_types(&mut self) -> &mut Self {
        self.run.asked.compile_well_known_types = true;
        self.prost.compile_well_known_types();
        self
    }

    /// Uses types of another crate for a package or type: `(".google.api", "::googleapis")`.
    pub fn extern_path(&mut self, proto_path: impl Into<String>, rust_path: impl Into<String>) -> &mut Self {
        let pair = (proto_path.into(), rust_path.into());
        self.prost.extern_path(&pair.0, &pair.1);
        self.run.asked.extern_paths.push(pair);
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
        let paths: Vec<String> = paths.into_iter().map(|path| path.as_ref().to_owned()).collect();
        paths.iter().for_each(|path| self.run.asked.note_path("type_name_domain", path));
        self.prost.type_name_domain(&paths, domain);
        self
    }

    /// Generates code for services as well.
    pub fn service_generator(&mut self, service_generator: Box<dyn ServiceGenerator>) -> &mut Self {
        self.run.prost_comments_of_services = true;
        self.prost.service_generator(service_generator);
        self
    }
}

/// Attributes and comments.
impl Config {
    hand_on! {
        /// Adds an attribute to fields.
        field_attribute<P, A>(path, attribute);
        /// Adds an attribute to messages.
        message_attribute<P, A>(path, attribute);
        /// Adds an attribute to enums and oneofs.
        enum_attribute<P, A>(path, attribute);
        /// Adds an attribute to messages, enums and oneofs.
        type_attribute<P, A>(path, attribute);
    }

    hand_on! {
        /// Leaves out the comments of messages and enums.
        disable_comments<I, S>(paths: many);
        /// Leaves out the `Debug` of messages, which may then have their own.
        skip_debug<I, S>(paths: many);
    }

    /// Whether comments are as prost writes them. They are valid for rustdoc: code in them is no test, and what only
    /// looks like HTML or a link is escaped. Those that a [`service_generator`](Self::service_generator) gets are as prost
    /// has them in any case.
    pub fn prost_comments(&mut self, enable: bool) -> &mut Self {
        self.run.prost_comments = enable;
        self
    }

    /// Whether names are as prost writes them. Where they would clash in Rust, another is chosen.
    pub fn prost_names(&mut self, enable: bool) -> &mut Self {
        self.run.asked.prost_names = enable;
        self
    }

    /// Whether code is formatted; it is.
    pub fn format(&mut self, enabled: bool) -> &mut Self {
        self.run.format = Some(enabled);
        self.prost.format(false);
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
        let filename = filename.into();
        self.run.asked.default_package_filename = Some(filename.clone());
        self.prost.default_package_filename(filename);
        self
    }

    /// Writes a file too that declares all modules and includes the generated files.
    pub fn include_file(&mut self, path: impl Into<PathBuf>) -> &mut Self {
        self.run.include_in(path.into());
        self.prost.include_file(INCLUDE_FILE);
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
        self
    }
}

/// Types of other crates.
impl Config {
    /// Uses the types of a crate by its list, a `protoward.provides`, where no cargo finds it.
    pub fn provided_by(&mut self, list: impl Into<PathBuf>) -> &mut Self {
        self.run.crates.provided_by.push(list.into());
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
        let subject = self.run.subject(protos, includes)?;
        self.generate_from(subject)
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
        let (fds, boxed, taken) = self.run.load(protos, includes)?;
        use_types(&taken.extern_paths, &Names::default(), &mut self.prost);
        self.run.crates.uncopied.extend(taken.uncopied);
        self.run.crates.loaded.extend(taken.extern_paths.into_iter().map(|(proto, _)| proto));
        boxed.iter().for_each(|path| _ = self.prost.boxed(path));
        Ok(fds)
    }

    /// Generates code from descriptors.
    ///
    /// # Errors
    /// When code cannot be generated or written. Descriptors of an edition are refused, as `prost_types` does not keep its
    /// features; [`load_fds`](Self::load_fds) has what is needed of them.
    // Inline, so that what prost encodes with is compiled where this is called, and not with this crate.
    #[inline]
    pub fn compile_fds(&mut self, fds: FileDescriptorSet) -> Result<(), Error> {
        let subject = self.run.descriptors(&fds, fds.encode_to_vec())?;
        self.generate_from(subject)
    }

    /// The code of each module, from descriptors. Nothing is written.
    ///
    /// # Errors
    /// When code cannot be generated.
    // Inline for the same reason.
    #[inline]
    pub fn generate(
        &mut self,
        requests: Vec<(Module, FileDescriptorProto)>,
    ) -> Result<std::collections::HashMap<Module, String>, Error> {
        let (modules, file): (Vec<_>, Vec<_>) = requests.into_iter().unzip();
        let mut fds = FileDescriptorSet { file };
        let origin = self.run.origin(&fds, &fds.encode_to_vec())?;
        let comments = self.run.comments(&mut fds);
        let requests = modules.into_iter().zip(fds.file).collect::<Vec<_>>();
        let mut code = origin.generating(|| {
            let mut code = self.prost.generate(requests)?;
            let modules = code.iter_mut().map(|(module, code)| (module.to_file_name_or(self.run.nameless()), code));
            self.run.laid_out(|| format::modules(modules))?;
            Ok(code)
        })?;
        code.values_mut().for_each(|code| *code = comments.put_back(code));
        Ok(code)
    }

    fn generate_from(&mut self, subject: Subject) -> Result<(), Error> {
        let Self { prost, run } = self;
        let includes = if run.out_dir.is_some() { Includes::BesideCode } else { Includes::FromOutDir };
        let boxed = subject.for_prost.boxed.clone();
        let externs = subject.taken.extern_paths.clone();
        let attributes = run.by_type(&subject.origin)?;
        run.generate(subject, includes, |fds, out, names| {
            names.set_attributes(&attributes, prost);
            use_types(&externs, names, prost);
            box_fields(&boxed, prost, names);
            prost.out_dir(out).compile_fds(fds)
        })
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

impl From<prost_build::Config> for Config {
    /// What that configuration has been told, as far as it says.
    fn from(prost: prost_build::Config) -> Self {
        let asked = Asked {
            extern_paths: shown::extern_paths(&prost),
            compile_well_known_types: shown::compiles_well_known_types(&prost),
            ..Asked::default()
        };
        let run = Run {
            asked,
            out_dir: shown::out_dir(&prost),
            set: shown::file_descriptor_set_path(&prost),
            prost_comments_of_services: shown::has_service_generator(&prost),
            ..Run::default()
        };
        Self { prost, run }
    }
}
