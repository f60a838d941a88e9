//! The cleaning of output folders: which folders must not be cleaned, because the run reads files in them.

use std::path::{Path, PathBuf};

use crate::generate::diagnostics;
use protoward_inputs::{ArchiveInput, ImageInput, Input, Location};
use protoward_source::{Diagnostic, LocatedText, Sources};

/// The files and folders that a run reads: its inputs, their imports and the configurations.
pub(crate) struct FilesRead {
    /// Without links.
    paths: Vec<PathBuf>,
}

impl FilesRead {
    /// Returns those of a run with these inputs. `sources` has the files that were read for them.
    pub(crate) fn new<'i>(inputs: impl IntoIterator<Item = &'i Input>, sources: &Sources) -> Self {
        let real = |path: &Path| path.canonicalize().ok();
        let inputs = inputs.into_iter().filter_map(|input| real(path_of(input)?));
        let files = sources.iter().filter_map(|(_, source)| real(source.path()?));
        Self { paths: inputs.chain(files).collect() }
    }

    /// Checks that nothing would be lost with the files of an output folder. `out` is the folder as the user wrote it.
    ///
    /// # Errors
    /// Fails for a folder that contains the working directory or a file of the run.
    pub(crate) fn allow_cleaning(&self, folder: &Path, out: &LocatedText) -> Result<(), Box<Diagnostic>> {
        let Ok(folder) = folder.canonicalize() else { return Ok(()) };
        if Path::new(".").canonicalize().is_ok_and(|here| here.starts_with(&folder)) {
            return Err(Box::new(diagnostics::cleans_working_folder(out)));
        }
        match self.paths.iter().find(|path| path.starts_with(&folder)) {
            Some(path) => Err(Box::new(diagnostics::cleans_input(out, path))),
            None => Ok(()),
        }
    }
}

/// Returns the path of an input on disk.
fn path_of(input: &Input) -> Option<&Path> {
    match input {
        Input::Folder(path) | Input::File(path) | Input::Package(path) => Some(path),
        Input::Image(ImageInput { from: Location::Path(path), .. })
        | Input::Archive(ArchiveInput { from: Location::Path(path), .. }) => Some(path),
        Input::Staged { input, .. } => path_of(input),
        Input::Image(_) | Input::Archive(_) | Input::Git(_) | Input::At { .. } => None,
    }
}
