//! What a rule proposes to change.

/// A change that resolves a finding. `protoward-fix` turns it into edits, with all references in all files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaChange {
    /// The element of the finding gets another name.
    Rename(String),
    /// The import at this position is removed; positions are those of `import` statements in the file, from zero.
    RemoveImport(usize),
    /// A file without `syntax` gets the one that it has by default.
    AddSyntax,
}
