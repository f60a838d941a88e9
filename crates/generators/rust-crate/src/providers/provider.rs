use std::collections::BTreeMap;
use std::path::PathBuf;

use super::manifest::{IMPORTS_FOLDER, Manifest, OWN_FOLDER};

/// A dependency that provides types.
#[derive(Debug)]
pub struct Provider {
    /// The list of its types.
    pub manifest: Manifest,
    /// The folder of the list.
    pub folder: PathBuf,
    /// The Rust paths, by full name, of types that it takes from other crates and that this crate can name.
    pub reachable: BTreeMap<String, String>,
}

impl Provider {
    /// Returns the folder with the files whose types it has.
    pub fn own_folder(&self) -> PathBuf {
        self.folder.join(OWN_FOLDER)
    }

    /// Returns the folder with the files that those files import from other crates.
    pub fn imports_folder(&self) -> PathBuf {
        self.folder.join(IMPORTS_FOLDER)
    }
}
