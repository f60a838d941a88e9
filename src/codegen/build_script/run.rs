//! One run of a build script: compile, write the descriptors, generate.

use std::io;
use std::path::{Path, PathBuf};

use prost_types::FileDescriptorSet;

use super::error::BuildError;
use super::{cargo, inputs};
use crate::codegen::write::{Plan, apply};
use crate::codegen::{diagnostics, quiet, selection};
use crate::compile::{Compilation, Options, compile};
use crate::descriptor::{Encode, encode};
use crate::report::Report;
use crate::source::Sources;

/// For generators that read descriptors instead of files.
pub(super) const NO_PROTOS: &[&Path] = &[];

/// What a run does beside generating.
#[derive(Clone, Debug)]
pub(super) struct Run {
    /// Where code is written; `None` for `OUT_DIR`.
    pub(super) out_dir: Option<PathBuf>,
    /// Where the descriptors are written.
    pub(super) set: Option<PathBuf>,
    /// Whether they are there already.
    pub(super) from_set: bool,
    /// Folders that imports are looked up in, behind those that are given with the files.
    pub(super) includes: Vec<PathBuf>,
    pub(super) emit_rerun_if_changed: bool,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            out_dir: None,
            set: None,
            from_set: false,
            includes: Vec::new(),
            emit_rerun_if_changed: cargo::runs_this(),
        }
    }
}

impl Run {
    /// tonic-prost-build panics without a folder, and prost-build does not say which one it did not find.
    pub(super) fn check_out_dir(&self) -> io::Result<()> {
        let folder = self.out_dir.clone().or_else(cargo::out_dir);
        match folder.as_deref() {
            Some(folder) if folder.is_dir() => Ok(()),
            folder => Err(BuildError::of(diagnostics::no_out_dir(folder)).into()),
        }
    }

    /// Compiles, and generates from the file of descriptors that comes of it; `configured` is where prost was told to
    /// put that.
    pub(super) fn with_descriptors<P: AsRef<Path>>(
        &self,
        configured: Option<PathBuf>,
        protos: &[P],
        includes: &[P],
        generate: impl FnOnce(&Path) -> io::Result<()>,
    ) -> io::Result<()> {
        let given = self.set.clone().or(configured);
        if let Some(set) = given.as_deref().filter(|_| self.from_set || protos.is_empty()) {
            return self.generate_from(set, generate);
        }
        let descriptors = self.compile(protos, includes)?;
        let temp = tempfile::tempdir()?;
        let set = given.unwrap_or_else(|| temp.path().join("descriptors"));
        write(&set, descriptors)?;
        generating(|| generate(&set))
    }

    fn generate_from(&self, set: &Path, generate: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
        if self.emit_rerun_if_changed {
            cargo::rerun_if_changed([set.display().to_string()]);
        }
        generating(|| generate(set))
    }

    /// The descriptors of all files, imports included.
    fn compile<P: AsRef<Path>>(&self, protos: &[P], includes: &[P]) -> io::Result<Vec<u8>> {
        let mut sources = Sources::default();
        let includes: Vec<PathBuf> =
            includes.iter().map(|folder| folder.as_ref().to_owned()).chain(self.includes.iter().cloned()).collect();
        let inputs = inputs::inputs(protos, &includes).map_err(|report| BuildError::new(&report, &sources))?;
        let Compilation { schema, report } = compile(&inputs, &Options::default(), &mut sources);
        if self.emit_rerun_if_changed {
            cargo::rerun_if_changed(cargo::read_files(&sources));
        }
        if report.has_errors() {
            return Err(BuildError::new(&report, &sources).into());
        }
        let files: Vec<_> = schema.files.ids().collect();
        selection::check(&schema, &files)
            .map_err(|diagnostic| BuildError::new(&Report::from_iter([*diagnostic]), &sources))?;
        Ok(encode(&schema, Encode { imports: true, source_info: true }))
    }
}

fn write(set: &Path, descriptors: Vec<u8>) -> io::Result<()> {
    let write = || apply(&[Plan::file(set, descriptors)?.compare()?]);
    write().map_err(|diagnostic| BuildError::of(*diagnostic).into())
}

/// Runs a generator; what it says and what it panics about comes as an error.
pub(super) fn generating(generate: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
    match quiet::catch(generate) {
        Ok(result) => result,
        Err(panic) => Err(BuildError::of(diagnostics::generator_stopped(&panic)).into()),
    }
}

/// prost panics on files of an edition.
pub(super) fn check_descriptors(fds: &FileDescriptorSet) -> io::Result<()> {
    match fds.file.iter().find(|file| file.syntax() == "editions") {
        Some(file) => Err(BuildError::of(diagnostics::descriptor_of_edition(file.name())).into()),
        None => Ok(()),
    }
}
