//! Files, with their imports and top-level declarations.

use super::{EnumId, FeatureSet, FieldId, FileOptions, Id, Locations, MessageId, Name, ServiceId, Syntax};
use protoward_source::SourceId;

/// The id of a [`File`].
pub type FileId = Id<File>;

/// An `import` statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import {
    /// The import path as written.
    pub path: Name,
    /// The imported file, if the schema contains it.
    pub file: Option<FileId>,
    /// `true` for `import public`: importers of this file see the imported file too.
    pub public: bool,
    /// `true` for `import weak`, which editions from 2024 on do not have.
    pub weak: bool,
}

/// A `.proto` file with its declarations.
#[derive(Clone, Debug)]
pub struct File {
    /// The source of the file; it has a text if the file was compiled, and none if it comes from an image.
    pub source: SourceId,
    /// The name by which other files import the file: `acme/user/v1/user.proto`.
    pub path: Name,
    /// The package; `None` if the file declares none.
    pub package: Option<Name>,
    /// The syntax or edition of the file.
    pub syntax: Syntax,
    /// The imports in source order.
    pub imports: Vec<Import>,
    /// The imports for options only (`import option`).
    pub option_imports: Vec<Import>,
    /// The top-level messages, in source order.
    pub messages: Vec<MessageId>,
    /// The top-level enums, in source order.
    pub enums: Vec<EnumId>,
    /// The services, in source order.
    pub services: Vec<ServiceId>,
    /// The extensions of `extend` blocks at the top level.
    pub extensions: Vec<FieldId>,
    /// The options, as the descriptor has them.
    pub options: FileOptions,
    /// The features that declarations of the file inherit.
    pub features: FeatureSet,
    /// Locations and comments by descriptor path.
    pub locations: Locations,
    /// `true` if the file was not requested and is only imported.
    pub is_import: bool,
    /// The module of the file in a buf image: `registry/owner/name`.
    pub module: Option<Name>,
}

impl File {
    /// Returns `true` if the locations and comments of declarations are known; a descriptor may lack them.
    pub fn has_locations(&self) -> bool {
        self.locations.bytes().is_some_and(|bytes| !bytes.is_empty())
    }
}
