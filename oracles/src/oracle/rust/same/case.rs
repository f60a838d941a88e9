//! One package, with random options.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protoward_rust_crate::{OptionValue, Plugin};

use crate::oracle::codegen::groups::Group;
use protoward_kit::corpus::Tree;

/// Options, each with the name of its method.
pub(super) type Options = Vec<(&'static str, OptionValue)>;

/// The written files by path, or the error.
pub(super) use crate::oracle::compilers::Written as WrittenFiles;

pub(super) struct Case<'a> {
    pub(super) tree: &'a Tree,
    pub(super) group: &'a Group,
    pub(super) plugin: Plugin,
    pub(super) options: Options,
    /// Selects the form of the build script.
    pub(super) turn: usize,
    /// The files of the group and their imports, as far as they are in the tree.
    pub(super) needed: BTreeMap<String, PathBuf>,
    pub(super) roots: Vec<&'a Path>,
}

/// Reads the files below a folder. The folder does not exist if nothing was written.
pub(super) fn read(folder: &Path) -> WrittenFiles {
    let mut files = BTreeMap::new();
    if !folder.exists() {
        return Ok(files);
    }
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
        if entry.file_type().is_file() && name != protoward_output::MANIFEST {
            files.insert(name, std::fs::read(entry.path()).map_err(|error| error.to_string())?);
        }
    }
    Ok(files)
}
