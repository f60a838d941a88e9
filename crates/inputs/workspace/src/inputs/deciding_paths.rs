/// Paths in the tree of an input that decide about its schema, besides its own files. They need not exist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidingPaths {
    /// Folders whose schema files are part of the schema, or are imported.
    pub folders: Vec<String>,
    /// Configurations and lock files.
    pub files: Vec<String>,
}
