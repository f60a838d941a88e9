//! License files of a commit, for vendored copies.

use std::collections::BTreeMap;

use crate::cache::Cache;
use crate::fetch::{self, FetchError};
use crate::git::Repository;
use crate::listing::Listing;
use crate::lock::Locked;

/// The beginnings of the names of license files, in upper case.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "COPYRIGHT"];

/// Returns the license files in the root of a dependency and in the folders above it, by name. A file that is nearer to
/// the root replaces another of the same name. Returns `None` if the commit has to be fetched and that is not allowed.
pub(crate) fn read(
    cache: &Cache,
    locked: &Locked,
    is_offline: bool,
) -> Result<Option<BTreeMap<String, Vec<u8>>>, FetchError> {
    if is_offline && !fetch::has_commit(cache, &locked.git, &locked.commit)? {
        return Ok(None);
    }
    let repository = Repository::open(cache.repository(&locked.git), cache.lock(&locked.git)?)?;
    if !repository.has_commit(&locked.commit) {
        fetch::fetch_commit(&repository, &locked.git, &locked.commit)?;
    }
    let listing = Listing::parse(&repository.list(&locked.commit)?);
    let mut ids: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for (path, id) in listing.files() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if is_license(name) && crate::listing::below(&locked.root, folder).is_some() {
            let nearest = ids.entry(name).or_insert((folder.len(), id));
            if folder.len() >= nearest.0 {
                *nearest = (folder.len(), id);
            }
        }
    }
    let names: Vec<&str> = ids.keys().copied().collect();
    let ids: Vec<&str> = ids.values().map(|(_, id)| *id).collect();
    let mut licenses = BTreeMap::new();
    repository.contents(&ids, |index, bytes| {
        licenses.insert(names[index].to_owned(), bytes);
        Ok::<_, FetchError>(())
    })?;
    Ok(Some(licenses))
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
