//! Names in the case of the index. On a file system that ignores case, a file may have got a name in another case that git does
//! not see (`core.ignorecase`): commits go on having the old one, and so does everybody else.

use std::collections::HashMap;
use std::sync::Arc;

use protoward_source::{KnownContent, Listing, ReadError, Tree};

/// A work tree whose files have the names that the index has for them.
pub(super) struct IndexNames {
    tree: Arc<dyn Tree>,
    /// The names of the index by their lower case.
    names: HashMap<String, String>,
}

impl IndexNames {
    pub(super) fn new(tree: Arc<dyn Tree>, names: HashMap<String, String>) -> Self {
        Self { tree, names }
    }

    /// Returns the name that the index has for a listed file, if the file can be read by that name too. The folder that was
    /// listed keeps its spelling.
    fn in_index(&self, path: &str, under: &str) -> Option<String> {
        let name = self.names.get(&path.to_lowercase()).filter(|name| *name != path)?;
        let name = format!("{under}{}", name.get(under.len()..)?);
        let is_same_file = name != path && matches!(self.tree.read(&name), Ok(Some(_)));
        is_same_file.then_some(name)
    }
}

impl Tree for IndexNames {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
        self.tree.read(path)
    }

    fn content(&self, path: &str) -> KnownContent {
        self.tree.content(path)
    }

    fn list(&self, under: &str, endings: &[&str]) -> Result<Listing, ReadError> {
        let mut listing = self.tree.list(under, endings)?;
        for path in &mut listing.files {
            if let Some(name) = self.in_index(path, under) {
                *path = name;
            }
        }
        listing.sort();
        Ok(listing)
    }

    fn proposals(&self, under: &str) -> Vec<String> {
        self.tree.proposals(under)
    }

    fn is_folder(&self, path: &str) -> bool {
        self.tree.is_folder(path)
    }

    fn is_link(&self, path: &str) -> bool {
        self.tree.is_link(path)
    }

    fn display(&self, path: &str) -> String {
        self.tree.display(path)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    /// Files of a file system with or without differences between cases.
    struct Files {
        names: Vec<&'static str>,
        ignores_case: bool,
    }

    impl Tree for Files {
        fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ReadError> {
            let is_path = |name: &&str| *name == path || self.ignores_case && name.eq_ignore_ascii_case(path);
            Ok(self.names.iter().find(|name| is_path(name)).map(|name| name.as_bytes().to_vec()))
        }

        fn list(&self, under: &str, _: &[&str]) -> Result<Listing, ReadError> {
            let files = self.names.iter().filter(|name| name.starts_with(under)).map(|&name| name.to_owned());
            Ok(Listing { files: files.collect(), unread: Vec::new() })
        }

        fn is_folder(&self, _: &str) -> bool {
            false
        }

        fn display(&self, path: &str) -> String {
            path.to_owned()
        }
    }

    fn listed(names: &[&'static str], ignores_case: bool, under: &str) -> Vec<String> {
        let index = ["Proto/a.proto", "Proto/User.proto", "x.proto"];
        let index = index.map(|name| (name.to_lowercase(), name.to_owned())).into();
        let tree = Arc::new(Files { names: names.to_vec(), ignores_case });
        IndexNames::new(tree, index).list(under, &[".proto"]).unwrap().files
    }

    #[test]
    fn a_file_keeps_the_name_of_the_index() {
        let names = ["proto/A.proto", "proto/user.proto", "proto/new.proto", "X.proto"];
        assert_eq!(listed(&names, true, ""), ["Proto/User.proto", "Proto/a.proto", "proto/new.proto", "x.proto"]);
        assert_eq!(listed(&names, true, "proto"), ["proto/User.proto", "proto/a.proto", "proto/new.proto"]);
        // Where case matters, another case is another file.
        assert_eq!(listed(&names, false, ""), ["X.proto", "proto/A.proto", "proto/new.proto", "proto/user.proto"]);
    }
}
