//! One run of a build script: compile, write the descriptors, generate.

use std::io;
use std::path::{Path, PathBuf};

use prost_types::FileDescriptorSet;

use super::error::BuildError;
use super::{cargo, inputs, watch};
use crate::codegen::editions::{self, ForProst, Unchecked};
use crate::codegen::write::{Plan, apply};
use crate::codegen::{diagnostics, quiet};
use crate::compile::{Compilation, Options, compile};
use crate::descriptor::{Encode, decode, encode};
use crate::report::{Diagnostic, plain};
use crate::schema::{FileId, Schema};
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
    /// What strings become that need not be UTF-8.
    pub(super) unchecked: Unchecked,
    /// Whether comments stay as prost writes them.
    pub(super) prost_comments: bool,
}

impl Default for Run {
    fn default() -> Self {
        Self {
            out_dir: None,
            set: None,
            from_set: false,
            includes: Vec::new(),
            emit_rerun_if_changed: cargo::runs_this(),
            unchecked: Unchecked::default(),
            prost_comments: false,
        }
    }
}

impl Run {
    /// tonic-prost-build panics without a folder, and prost-build does not say which one it did not find.
    pub(super) fn check_out_dir(&self) -> io::Result<()> {
        self.folder().map(|_| ())
    }

    /// Where code is written.
    pub(super) fn folder(&self) -> io::Result<PathBuf> {
        match self.out_dir.clone().or_else(cargo::out_dir) {
            Some(folder) if folder.is_dir() => Ok(folder),
            folder => Err(BuildError::of(diagnostics::no_out_dir(folder.as_deref())).into()),
        }
    }

    /// Compiles, and generates from a file of descriptors; `configured` is where prost was told to put what comes of
    /// compiling.
    pub(super) fn with_descriptors<P: AsRef<Path>>(
        &self,
        configured: Option<PathBuf>,
        protos: &[P],
        includes: &[P],
        generate: impl FnOnce(&Path, &ForProst) -> io::Result<()>,
    ) -> io::Result<()> {
        let given = self.set.clone().or(configured);
        let temp = tempfile::tempdir()?;
        let (set, for_prost) = match given.as_deref().filter(|_| self.from_set || protos.is_empty()) {
            Some(set) => (set.to_owned(), self.read(set)?),
            None => {
                let (descriptors, for_prost) = self.compile(protos, includes)?;
                let set = given.unwrap_or_else(|| temp.path().join("descriptors"));
                write(&set, descriptors)?;
                (set, for_prost)
            }
        };
        let Some(for_prost) = for_prost else { return generating(|| generate(&set, &ForProst::default())) };
        let set = temp.path().join("for_prost");
        std::fs::write(&set, &for_prost.descriptors)?;
        generating(|| generate(&set, &for_prost))
    }

    /// A file of descriptors that is there already: what prost is given where it cannot read the file itself.
    fn read(&self, set: &Path) -> io::Result<Option<ForProst>> {
        if self.emit_rerun_if_changed {
            cargo::rerun_if_changed([set.display().to_string()]);
        }
        // Where it cannot be read, prost says so.
        let bytes = std::fs::read(set).unwrap_or_default();
        if !editions::are_in_set(&bytes) {
            return Ok(None);
        }
        let mut sources = Sources::default();
        let name = set.display().to_string();
        let image = sources.add(&name, &name, None);
        let unreadable = |why: Box<Diagnostic>| BuildError::of(diagnostics::unreadable_set(set, &why));
        let schema = decode(&bytes, image, &mut sources).map_err(unreadable)?;
        let files: Vec<_> = schema.files.ids().collect();
        Ok(Some(self.for_prost(&schema, &files, &sources)))
    }

    /// The descriptors of all files, imports included; and what prost is given where it does not take those.
    fn compile<P: AsRef<Path>>(&self, protos: &[P], includes: &[P]) -> io::Result<(Vec<u8>, Option<ForProst>)> {
        let mut sources = Sources::default();
        let includes: Vec<PathBuf> =
            includes.iter().map(|folder| folder.as_ref().to_owned()).chain(self.includes.iter().cloned()).collect();
        let inputs = inputs::inputs(protos, &includes).map_err(|report| BuildError::new(&report, &sources))?;
        let Compilation { schema, report } = compile(&inputs, &Options::default(), &mut sources);
        if self.emit_rerun_if_changed {
            cargo::rerun_if_changed(cargo::read_files(&sources).chain(absent_files(&includes, &sources)));
        }
        if report.has_errors() {
            return Err(BuildError::new(&report, &sources).into());
        }
        let files: Vec<_> = schema.files.ids().collect();
        let for_prost = editions::are_among(&schema, &files).then(|| self.for_prost(&schema, &files, &sources));
        Ok((encode(&schema, Encode { imports: true, source_info: true }), for_prost))
    }

    /// What prost is given instead of files of an edition. What it will not be able to hold is said through cargo.
    fn for_prost(&self, schema: &Schema, files: &[FileId], sources: &Sources) -> ForProst {
        let remarks = editions::remarks(schema, files, self.unchecked);
        if self.emit_rerun_if_changed {
            cargo::warn(&plain(&remarks, sources));
        }
        editions::for_prost(schema, files, true, self.unchecked)
    }
}

/// What cargo is told about files that would be found before those that were read.
fn absent_files(includes: &[PathBuf], sources: &Sources) -> impl Iterator<Item = String> + use<> {
    let absent = watch::absent(&inputs::asked_for(includes), sources.iter().map(|(_, file)| &*file.name));
    watch::watched(&absent, cargo::out_dir().as_deref()).into_iter().map(|path| path.display().to_string())
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

/// prost panics on files of an edition, and its own descriptors do not keep what they say.
pub(super) fn check_descriptors(fds: &FileDescriptorSet) -> io::Result<()> {
    match fds.file.iter().find(|file| file.syntax() == "editions") {
        Some(file) => Err(BuildError::of(diagnostics::descriptors_of_edition(file.name())).into()),
        None => Ok(()),
    }
}
