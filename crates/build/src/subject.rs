//! What a build script generates from: files, which are compiled, or descriptors that are there already.

use std::path::Path;

use prost_types::FileDescriptorSet;

use super::error::Error;
use super::origin::Origin;
use super::run::Run;
use super::{cargo, inputs, watch};
use protoward_codegen::editions::{self, ForProst};
use protoward_codegen::providers::{self, Provider, Taken};
use protoward_codegen::{checks, diagnostics};
use protoward_compiler::Compilation;
use protoward_compiler::prost::descriptor_set;
use protoward_output::Plan;
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::{Diagnostic, Sources};

/// What descriptors are called that lie in no file.
pub(super) const DESCRIPTORS: &str = "descriptors";

/// What is generated from.
#[derive(Default)]
pub(super) struct Subject {
    pub(super) for_prost: ForProst,
    pub(super) origin: Origin,
    /// What other crates have of it.
    pub(super) taken: Taken,
    /// The file of descriptors, to be written beside the code.
    pub(super) set: Option<Plan>,
    /// The module that has the types, where others are to use them.
    pub(super) provides: Option<String>,
}

/// A set of descriptors, as prost has them.
pub(super) fn decoded(bytes: &[u8], path: &Path) -> Result<FileDescriptorSet, Error> {
    let decoded = descriptor_set(bytes);
    decoded.map_err(|error| Error::of(diagnostics::no_descriptors(path, &error.to_string())))
}

impl Run {
    /// What files are, or descriptors that are there already.
    pub(super) fn subject(&self, protos: &[impl AsRef<Path>], includes: &[impl AsRef<Path>]) -> Result<Subject, Error> {
        self.folder()?;
        match self.set.as_deref().filter(|_| self.from_set || protos.is_empty()) {
            Some(set) => self.read(set),
            None => self.compile(protos, includes),
        }
    }

    /// A file of descriptors that is there already.
    pub(super) fn read(&self, set: &Path) -> Result<Subject, Error> {
        if self.emit_rerun_if_changed {
            cargo::rerun_if_changed([set.display().to_string()]);
            cargo::rerun_if_machine_changed();
        }
        if self.crates.provides.is_some() {
            return Err(Error::of(providers::no_sources_to_provide()));
        }
        let bytes = std::fs::read(set).map_err(|error| Error::of(diagnostics::unread_set(set, &error)))?;
        let fds = decoded(&bytes, set)?;
        let origin = Origin::of_set(&bytes, set);
        if !editions::are_in_set(&bytes) {
            let origin = self.linked(origin, &fds)?;
            let for_prost = ForProst::of_set(bytes, origin.schema.as_ref());
            return Ok(Subject { for_prost, origin, ..Subject::default() });
        }
        let unreadable = |why: Box<_>| Error::of(diagnostics::unreadable_set(set, &why));
        let origin = origin.map_err(unreadable)?;
        Ok(Subject { for_prost: self.for_prost(&origin), origin, ..Subject::default() })
    }

    /// The descriptors of all files, imports included.
    pub(super) fn compile(&self, protos: &[impl AsRef<Path>], includes: &[impl AsRef<Path>]) -> Result<Subject, Error> {
        let mut sources = Sources::default();
        let providers = self.crates.providers(self.emit_rerun_if_changed)?;
        let of_crates = providers.iter().map(Provider::own).chain(providers.iter().map(Provider::foreign));
        let own = includes.iter().map(|folder| folder.as_ref().to_owned()).chain(self.includes.iter().cloned());
        let includes = inputs::with_crates(own.collect::<Vec<_>>(), of_crates);
        let inputs = inputs::inputs(protos, &includes);
        let (compiler, files) = inputs.map_err(|report| Error::new(&report, &sources))?;
        let loaded = compiler.load(files, &mut sources);
        let Compilation { schema, mut report, .. } = loaded.link(&sources).into_compilation();
        drop(loaded);
        if self.emit_rerun_if_changed {
            let absent = watch::told(&inputs::asked_for(&includes), &sources, cargo::out_dir().as_deref());
            cargo::rerun_if_changed(
                inputs::folders_among(protos, &includes).chain(cargo::read_files(&sources)).chain(absent),
            );
            cargo::rerun_if_machine_changed();
        }
        if report.has_errors() {
            report.append(inputs::missing_folders(&includes));
            return Err(Error::new(&report, &sources));
        }
        let taken = providers::take(&schema, &sources, &providers, &self.asked.extern_paths, self.has_json());
        let origin = Origin::compiled(schema, sources);
        if taken.report.has_errors() {
            return Err(Error::new(&taken.report, &origin.sources));
        }
        self.remark(&taken.report, &origin);
        let for_prost = self.for_prost(&origin);
        let set = self.set.as_deref().map(|path| self.set_of(&origin, path)).transpose()?;
        Ok(Subject { for_prost, origin, taken, set, provides: self.crates.provides.clone() })
    }

    /// The descriptors as they are, to be written.
    fn set_of(&self, origin: &Origin, path: &Path) -> Result<Plan, Error> {
        let what = Encode { imports: true, source_info: !self.skip_source_info };
        let bytes = origin.schema.as_ref().map(|schema| encode(schema, what)).unwrap_or_default();
        Plan::file(path, bytes).map_err(|diagnostic| Error::of(*diagnostic))
    }

    /// What prost is given. What it will not be able to hold is said through cargo.
    fn for_prost(&self, origin: &Origin) -> ForProst {
        let Some(schema) = &origin.schema else { return ForProst::default() };
        let files: Vec<_> = schema.files.ids().collect();
        self.remark(&editions::remarks(schema, &files, self.unchecked), origin);
        editions::for_prost(schema, &files, !self.skip_source_info, self.unchecked)
    }

    /// Descriptors that a program has, and their bytes.
    pub(super) fn descriptors(&self, fds: &FileDescriptorSet, bytes: Vec<u8>) -> Result<Subject, Error> {
        self.folder()?;
        self.check_descriptors()?;
        let origin = self.origin(fds, &bytes)?;
        let for_prost = ForProst::of_set(bytes, origin.schema.as_ref());
        Ok(Subject { for_prost, origin, ..Subject::default() })
    }

    /// Where descriptors that a program has come from, if they can be generated from.
    pub(super) fn origin(&self, fds: &FileDescriptorSet, bytes: &[u8]) -> Result<Origin, Error> {
        check_descriptors(fds)?;
        self.linked(Origin::of_set(bytes, Path::new(DESCRIPTORS)), fds)
    }

    /// Descriptors that make no schema may do for prost all the same, but not where types are missing.
    fn linked(&self, origin: Result<Origin, Box<Diagnostic>>, fds: &FileDescriptorSet) -> Result<Origin, Error> {
        match (origin, checks::missing_types(fds, &self.asked)) {
            (Ok(origin), _) => Ok(origin),
            (Err(why), missing) if missing.is_empty() => Ok(Origin::unlinked(why)),
            (Err(_), missing) => Err(Error::new(&missing, &Sources::default())),
        }
    }
}

/// prost panics on files of an edition, and its own descriptors do not keep what they say.
fn check_descriptors(fds: &FileDescriptorSet) -> Result<(), Error> {
    match fds.file.iter().find(|file| file.syntax() == "editions") {
        Some(file) => Err(Error::of(diagnostics::descriptors_of_edition(file.name()))),
        None => Ok(()),
    }
}
