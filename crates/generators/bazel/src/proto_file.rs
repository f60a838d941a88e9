//! The `.proto` files of a tree.

/// A `.proto` file below the root of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProtoFile {
    /// The path from the root of the tree, with `/`.
    pub path: String,
    /// The path by which other files import this one.
    pub name: String,
    /// The package; empty without one.
    pub package: String,
    /// The import paths of the imported files.
    pub imports: Vec<String>,
}

impl ProtoFile {
    pub(crate) fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    pub(crate) fn file_name(&self) -> &str {
        self.path.rsplit_once('/').map_or(&self.path, |(_, name)| name)
    }

    /// Returns the folder in which the import path starts; `None` if the path does not end with it.
    pub(crate) fn import_root(&self) -> Option<&str> {
        self.path.strip_suffix(&self.name).filter(|root| root.is_empty() || root.ends_with('/'))
    }
}
