//! The archive: one compressed block per file, found by import name.

use std::iter;

use super::entries::{ArchivedFile, Package};
use super::files::{FILES, PACKAGES};

/// The compressed texts, which [`FILES`] refers to.
static BLOCKS: &[u8] = include_bytes!("files.deflate");

impl ArchivedFile {
    /// Returns the file with this import name.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        FILES.binary_search_by(|file| file.name.cmp(name)).ok().map(|at| &FILES[at])
    }

    pub(super) fn package(&self) -> &'static Package {
        &PACKAGES[self.package]
    }

    /// Returns the text; `None` if the archive is corrupt.
    pub(super) fn text(&self) -> Option<Vec<u8>> {
        let mut text = vec![0; self.size];
        let block = BLOCKS.get(self.block.clone())?;
        let size =
            miniz_oxide::inflate::decompress_slice_iter_to_slice(&mut text, iter::once(block), false, true).ok()?;
        (size == self.size).then_some(text)
    }
}

/// Returns the import names of all common protos, sorted.
///
/// ```
/// assert!(protoward_common_protos::names().any(|name| name == "google/api/http.proto"));
/// ```
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|file| file.name)
}

/// Returns the package of the common proto with this import name.
///
/// ```
/// let package = protoward_common_protos::package("google/api/http.proto").unwrap();
/// assert_eq!((package.name, package.module), ("googleapis-common-protos", "buf.build/googleapis/googleapis"));
/// ```
pub fn package(name: &str) -> Option<&'static Package> {
    ArchivedFile::find(name).map(ArchivedFile::package)
}

/// Returns the packages that the common protos come from.
pub fn packages() -> &'static [Package] {
    PACKAGES
}
