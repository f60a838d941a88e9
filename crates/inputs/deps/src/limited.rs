//! A resolver with only a part of the files, since a requirement may name the folders that are visible.

use protoward_source::{ReadError, Resolver, SourcePath};

use protoward_source::tree_path::below;

/// A resolver that has only the files at or below some paths.
#[derive(Clone, Debug)]
pub(crate) struct Limited<R> {
    resolver: R,
    paths: Vec<String>,
}

impl<R> Limited<R> {
    /// Limits a resolver to these files and folders; an empty list is no limit.
    pub(crate) fn new(resolver: R, paths: Vec<String>) -> Self {
        Self { resolver, paths }
    }

    fn has(&self, name: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|path| below(name, path).is_some())
    }
}

impl<R: Resolver> Resolver for Limited<R> {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        if self.has(name) { self.resolver.resolve(name) } else { Ok(None) }
    }

    fn path(&self, name: &str) -> SourcePath {
        self.resolver.path(name)
    }

    fn names(&self, under: &str) -> Vec<String> {
        let mut names = self.resolver.names(under);
        names.retain(|name| self.has(name));
        names
    }
}

#[cfg(test)]
mod tests {
    use protoward_source::MemoryTree;

    use super::*;

    #[test]
    fn has_only_the_files_below_its_paths() {
        let tree = MemoryTree::new([("a/b/c.proto", ""), ("a/bc.proto", ""), ("d.proto", "")]);
        let limited = Limited::new(tree.clone(), vec!["a/b".to_owned(), "d.proto".to_owned()]);
        let has = |name: &str| limited.resolve(name).is_ok_and(|file| file.is_some());
        assert!(has("a/b/c.proto") && has("d.proto") && !has("a/bc.proto"));
        assert_eq!(limited.names(""), ["a/b/c.proto", "d.proto"]);
        assert_eq!(Limited::new(tree, Vec::new()).names("").len(), 3);
    }
}
