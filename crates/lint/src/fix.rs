//! Changes that rules propose.

/// A change that resolves a finding. `protoward-fix` turns it into edits, with all references in all files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaChange {
    /// The element of the finding gets another name.
    Rename(String),
    /// The import of this path is removed.
    RemoveImport(String),
    /// A file without `syntax` gets the one that it has by default.
    AddSyntax,
}
