//! The files of an input that is a file with its package.

use std::collections::BTreeSet;

use super::found::Target;
use super::moved::Content;
use crate::inputs::Files;

/// Returns the paths of the files in the module of the input that have its package, in any order of folders. A file without a package
/// is alone, as in buf.
pub(super) fn package_files(files: &Files, all: &[Target]) -> BTreeSet<String> {
    let Some(input) = all.iter().find(|target| files.is_package && target.path == files.path) else {
        return BTreeSet::new();
    };
    // A file that cannot be read is reported when it is compiled.
    let package = |target: &Target| {
        let bytes = files.tree.read(&target.path).ok().flatten()?;
        Some(Content::new(target.path.clone(), bytes).package)
    };
    let Some(own) = package(input).filter(|package| !package.is_empty()) else { return BTreeSet::new() };
    let in_module = all.iter().filter(|target| target.module == input.module);
    in_module.filter(|target| package(target).as_ref() == Some(&own)).map(|target| target.path.clone()).collect()
}
