//! The imports of all dependencies together. A file that two of them have must be the same.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use protoward_source::{ReadError, Resolver, SourcePath};

/// A resolver for the files of several dependencies. A file may be in two of them if its contents are the same.
#[derive(Clone, Default)]
pub struct Imports {
    dependencies: Vec<(String, Arc<dyn Resolver>)>,
    /// The positions of the dependencies that have the files that were found. The path of a file is asked for after
    /// its text, and finding the file again would read and hash it again.
    found: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl fmt::Debug for Imports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.dependencies.iter().map(|(name, _)| name)).finish()
    }
}

impl Imports {
    /// Creates a resolver from names and resolvers of dependencies.
    pub fn new(dependencies: Vec<(String, Arc<dyn Resolver>)>) -> Self {
        Self { dependencies, found: Arc::default() }
    }

    /// Returns `true` if there are no dependencies.
    pub fn is_empty(&self) -> bool {
        self.dependencies.is_empty()
    }

    /// Returns the displayed path of a file, if a dependency has it.
    pub fn shown(&self, name: &str) -> Option<String> {
        let has = |resolver: &&Arc<dyn Resolver>| matches!(resolver.resolve(name), Ok(Some(_)));
        self.dependencies.iter().map(|(_, resolver)| resolver).find(has).map(|resolver| resolver.path(name).shown)
    }
}

impl Resolver for Imports {
    fn resolve(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let mut found: Option<(usize, Vec<u8>)> = None;
        for (index, (dependency, resolver)) in self.dependencies.iter().enumerate() {
            match (resolver.resolve(name)?, &found) {
                (None, _) => {}
                (Some(bytes), None) => found = Some((index, bytes)),
                (Some(bytes), Some((_, first))) if bytes == *first => {}
                (Some(_), Some((first, _))) => {
                    let first = &self.dependencies[*first].0;
                    let reason = format!("`{first}` and `{dependency}` have it with different contents");
                    let help = format!(
                        "limit `{first}` or `{dependency}` with `paths`, or update them to versions that agree on the file"
                    );
                    return Err(ReadError::Refused { path: name.to_owned(), reason, help });
                }
            }
        }
        let Some((index, bytes)) = found else { return Ok(None) };
        self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), index);
        Ok(Some(bytes))
    }

    fn path(&self, name: &str) -> SourcePath {
        if name.is_empty() {
            return self.dependencies.iter().map(|(_, it)| it.path("").shown).collect::<Vec<_>>().join(", ").into();
        }
        if let Some(index) = self.found.lock().unwrap_or_else(PoisonError::into_inner).get(name) {
            return self.dependencies[*index].1.path(name);
        }
        let has = |resolver: &&Arc<dyn Resolver>| !matches!(resolver.resolve(name), Ok(None));
        let mut resolvers = self.dependencies.iter().map(|(_, resolver)| resolver);
        resolvers.find(has).map_or_else(|| name.into(), |resolver| resolver.path(name))
    }

    fn names(&self, under: &str) -> Vec<String> {
        let mut names: Vec<String> = self.dependencies.iter().flat_map(|(_, it)| it.names(under)).collect();
        names.sort();
        names.dedup();
        names
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use protoward_source::MemoryTree;

    use super::*;

    #[test]
    fn two_dependencies_agree_on_a_file_or_neither_has_it() {
        let one: Arc<dyn Resolver> = Arc::new(MemoryTree::new([("same.proto", "x"), ("other.proto", "1")]));
        let two: Arc<dyn Resolver> = Arc::new(MemoryTree::new([("same.proto", "x"), ("other.proto", "2")]));
        let imports = Imports::new(vec![("one".to_owned(), one), ("two".to_owned(), two)]);
        assert_eq!(imports.resolve("same.proto").unwrap().as_deref(), Some(&b"x"[..]));
        assert!(imports.resolve("none.proto").unwrap().is_none());
        let error = imports.resolve("other.proto").unwrap_err().to_string();
        assert!(error.contains("`one` and `two`"), "{error}");
    }
}
