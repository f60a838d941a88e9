//! The files that the search path finds. A worker compares them with the digests of the request.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use crate::mapping::Mapping;
use crate::surroundings::Surroundings;
use protoward_source::{FolderTree, KnownContent, ReadError, Resolver, SourcePath, Tree, stays_inside};

/// The files of all entries, in order of precedence.
///
/// Bazel gives an entry for each file, so entries are looked up by the names that they map.
pub(crate) struct MappedFiles {
    mappings: Vec<Mapping>,
    /// The entries of each mapped name, without a slash at its end.
    by_name: HashMap<String, Vec<usize>>,
    surroundings: Arc<Surroundings>,
}

impl MappedFiles {
    pub(crate) fn new(mappings: Vec<Mapping>, surroundings: Arc<Surroundings>) -> Self {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, mapping) in mappings.iter().enumerate() {
            by_name.entry(mapping.name.trim_end_matches('/').to_owned()).or_default().push(index);
        }
        Self { mappings, by_name, surroundings }
    }

    /// Returns the entries that cover a name, with the path on disk.
    fn covering(&self, name: &str) -> Vec<(&Mapping, String)> {
        let ends = name.match_indices('/').map(|(at, _)| at);
        let prefixes = [0, name.len()].into_iter().chain(ends).map(|end| &name[..end]);
        let mut indices: Vec<usize> =
            prefixes.filter_map(|prefix| self.by_name.get(prefix)).flatten().copied().collect();
        indices.sort_unstable();
        indices.dedup();
        let mappings = indices.into_iter().map(|index| &self.mappings[index]);
        let disks = mappings.filter_map(|mapping| Some((mapping, mapping.disk_of(name)?)));
        disks.filter(|(_, disk)| self.surroundings.can_exist(disk)).collect()
    }

    fn tree(&self, folder: &str) -> FolderTree {
        FolderTree::new(self.surroundings.at(folder))
    }

    /// Compares a file that was read with its digest.
    fn check(&self, disk: String, bytes: &[u8]) -> Result<(), ReadError> {
        match self.surroundings.digest(&disk).filter(|digest| !digest.is_of(bytes)) {
            None => Ok(()),
            Some(digest) => Err(ReadError::Refused {
                path: disk,
                reason: format!(
                    "its content does not have the digest `{digest}` of the request; build again if it changed during \
                     the build, and give the worker `--digests opaque` if Bazel uses another function than SHA-256"
                ),
                help: "build again".to_owned(),
            }),
        }
    }
}

impl Resolver for MappedFiles {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if !stays_inside(name) {
            // Reports the usual error for a path that leaves the tree.
            return FolderTree::new(".").read(name);
        }
        for (mapping, disk) in self.covering(name) {
            let Some((folder, file)) = mapping.split(name) else { continue };
            if let Some(bytes) = self.tree(&folder).read(&file)? {
                self.check(disk, &bytes)?;
                return Ok(Some(self.surroundings.text(bytes)));
            }
        }
        Ok(None)
    }

    /// Returns the content by the digest of the file, if it is an input with a digest.
    fn content(&self, name: &str) -> KnownContent {
        if self.surroundings.resident.is_none() || !stays_inside(name) {
            return KnownContent::Unknown;
        }
        for (_, disk) in self.covering(name) {
            match self.surroundings.content(&disk) {
                Some(id) => return KnownContent::Id(id),
                None if is_missing(&self.surroundings.at(&disk)) => {}
                None => return KnownContent::Unknown,
            }
        }
        KnownContent::Absent
    }

    fn path(&self, name: &str) -> SourcePath {
        let covering = self.covering(name);
        let is_there = |disk: &str| self.surroundings.digest(disk).is_some() || self.surroundings.at(disk).is_file();
        let found = match &covering[..] {
            [] => None,
            [only] => Some(only),
            [first, ..] => covering.iter().find(|(_, disk)| is_there(disk)).or(Some(first)),
        };
        found.map_or_else(|| name.into(), |(_, disk)| disk.into())
    }

    fn names(&self, under: &str) -> Vec<String> {
        let folders = self.mappings.iter().filter(|mapping| mapping.name.is_empty()).map(Mapping::folder);
        let folders = folders.filter(|folder| self.surroundings.at(folder).is_dir());
        folders.flat_map(|folder| self.tree(folder).files(under, ".proto").unwrap_or_default()).collect()
    }
}

/// Returns `true` if there is certainly no such file.
fn is_missing(path: &Path) -> bool {
    std::fs::metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protoward_source::paths::System;

    /// Compares the index with all entries in their order.
    #[test]
    fn finds_the_entries_that_cover_a_name() {
        let names = ["", "a", "a/b", "a/b/c.proto", "a/", "x=y", "c.proto", "a/b", ""];
        let mapping = |(at, name): (usize, &&str)| Mapping {
            system: System::Unix,
            name: (*name).to_owned(),
            disk: format!("disk{at}"),
        };
        let mappings: Vec<Mapping> = names.iter().enumerate().map(mapping).collect();
        let files = MappedFiles::new(mappings.clone(), Arc::default());
        for name in ["a/b/c.proto", "c.proto", "a/c.proto", "ab/c.proto", "a/b", "x=y/c.proto", "a/b/../c.proto", "/a"]
        {
            let found: Vec<String> = files.covering(name).into_iter().map(|(_, disk)| disk).collect();
            let expected: Vec<String> = mappings.iter().filter_map(|mapping| mapping.disk_of(name)).collect();
            assert_eq!(found, expected, "{name}");
        }
    }
}
