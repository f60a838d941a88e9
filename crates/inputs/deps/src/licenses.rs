//! License files of a commit, which are vendored with its files.

use std::collections::BTreeMap;

use crate::cache::Cache;
use crate::fetch::{self, FetchError, FileSelection};
use crate::listing::Listing;
use crate::lock::Locked;
use protoward_source::tree_path::below;

/// The beginnings of the names of license files, in upper case.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"];

/// Returns the license files in the root of a dependency and in the folders above it, by name. A file that is nearer to
/// the root replaces another of the same name.
pub(crate) fn read(cache: &Cache, locked: &Locked, is_offline: bool) -> Result<BTreeMap<String, Vec<u8>>, FetchError> {
    let Locked { git: url, commit, root, paths, .. } = locked;
    fetch::read(cache, FileSelection { url, commit, root, paths }, is_offline, |listing| licenses(listing, root))
}

/// Returns the ids of license files by name.
fn licenses(listing: &Listing, root: &str) -> BTreeMap<String, String> {
    let mut nearest: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for (path, id) in listing.files() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if is_license(name) && below(root, folder).is_some() {
            let known = nearest.entry(name).or_insert((folder.len(), id));
            if folder.len() >= known.0 {
                *known = (folder.len(), id);
            }
        }
    }
    nearest.into_iter().map(|(name, (_, id))| (name.to_owned(), id.to_owned())).collect()
}

/// Returns `true` for `LICENSE`, `LICENSE.txt`, `License-MIT` and similar names.
fn is_license(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let rest = NAMES.iter().find_map(|start| upper.strip_prefix(start));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_'])) && !upper.ends_with(".PROTO")
}

#[cfg(test)]
mod tests {
    use super::is_license;

    #[test]
    fn knows_the_usual_names() {
        for name in ["LICENSE", "License.md", "COPYING", "LICENSE-MIT", "NOTICE.txt", "licence"] {
            assert!(is_license(name), "{name}");
        }
        for name in ["licensed", "LICENSE.proto", "license_test.proto", "README.md"] {
            assert!(!is_license(name), "{name}");
        }
    }
}
