//! Changes that rules propose, in terms of the schema. `protoward-fix-plan` decides how to edit the texts.

use protoward_schema::{Element, EnumValueId, FileId};

/// A change that resolves a finding. `protoward-fix-plan` turns it into edits, with all references in all files.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemaChange {
    /// An element gets another name.
    Rename {
        /// The element of the finding, or one that it refers to.
        element: Element,
        /// The new name, without the package and the declarations around it.
        name: String,
    },
    /// The import of this path is removed.
    RemoveImport(String),
    /// A file without `syntax` gets the one that it has by default.
    AddSyntax,
    /// The file of the finding gets this package, whether or not it has one.
    SetPackage(String),
    /// Files without an option get the value that the other files of their package have.
    SetFileOption(FileOptionChange),
    /// A value becomes the first one of its enum.
    MoveToFront(EnumValueId),
    /// The comment behind the declaration, or before it in its line, gets lines of its own above it.
    PutCommentAbove,
}

/// An option that files lack.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileOptionChange {
    /// The files without the option.
    pub files: Vec<FileId>,
    /// The name of the option.
    pub name: &'static str,
    /// The number of the option in `google.protobuf.FileOptions`.
    pub number: i32,
    /// The value as text, with the quotation marks of a string left out.
    pub value: String,
    /// `true` if the value is a string.
    pub is_string: bool,
    /// The consequence: what stops working.
    pub breaks: &'static str,
}

impl SchemaChange {
    /// Returns `true` if the change affects neither messages, nor JSON, nor generated code.
    pub const fn is_safe(&self) -> bool {
        match self {
            Self::RemoveImport(_) | Self::AddSyntax | Self::PutCommentAbove => true,
            Self::Rename { .. } | Self::SetPackage(_) | Self::SetFileOption(_) | Self::MoveToFront(_) => false,
        }
    }

    /// Returns `true` if the change edits the references in all files of the schema.
    pub const fn is_renaming(&self) -> bool {
        matches!(self, Self::Rename { .. } | Self::SetPackage(_))
    }
}
