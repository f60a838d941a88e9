use super::{EnumId, FeatureSet, FieldId, FileOptions, Id, Locations, MessageId, Name, ServiceId};
use protoward_source::SourceId;

/// Names a [`File`].
pub type FileId = Id<File>;

/// The language a file is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// `syntax = "proto2"`, or nothing said; a descriptor does not tell the two apart.
    Proto2,
    /// `syntax = "proto3"`.
    Proto3,
    /// `edition = "…"`.
    Edition(Edition),
}

/// An edition by its number in `descriptor.proto`: 1000 is 2023.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edition(pub i32);

impl Edition {
    /// The edition of defaults for all files that are older than what changed them.
    pub const LEGACY: Self = Self(900);
    /// What proto2 is among the editions.
    pub const PROTO2: Self = Self(998);
    /// What proto3 is among the editions.
    pub const PROTO3: Self = Self(999);
    /// Edition 2023.
    pub const E2023: Self = Self(1000);
    /// Edition 2024.
    pub const E2024: Self = Self(1001);
    /// Edition 2026.
    pub const E2026: Self = Self(1002);
    /// What comes after the newest edition, for those who try it.
    pub const UNSTABLE: Self = Self(9999);
}

impl Syntax {
    /// The edition whose feature defaults hold.
    pub const fn edition(self) -> Edition {
        match self {
            Self::Proto2 => Edition::PROTO2,
            Self::Proto3 => Edition::PROTO3,
            Self::Edition(edition) => edition,
        }
    }
}

/// One import of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import {
    /// The path as it is written.
    pub path: Name,
    /// The file, where the schema has it.
    pub file: Option<FileId>,
    /// `import public`: those who import this file see that one too.
    pub public: bool,
    /// `import weak`.
    pub weak: bool,
}

/// One `.proto` file.
#[derive(Clone, Debug)]
pub struct File {
    /// Its text among the sources of the run.
    pub source: SourceId,
    /// The path by which it is imported.
    pub path: Name,
    /// The package; `None` where the file names none.
    pub package: Option<Name>,
    /// The language it is written in.
    pub syntax: Syntax,
    /// What it imports, in the order of the file.
    pub imports: Vec<Import>,
    /// What it imports for options only (`import option`).
    pub option_imports: Vec<Import>,
    /// Messages at the top level.
    pub messages: Vec<MessageId>,
    /// Enums at the top level.
    pub enums: Vec<EnumId>,
    /// Services.
    pub services: Vec<ServiceId>,
    /// Extensions at the top level.
    pub extensions: Vec<FieldId>,
    /// Options of the file.
    pub options: FileOptions,
    /// Features, resolved.
    pub features: FeatureSet,
    /// Places and comments, by descriptor path.
    pub locations: Locations,
    /// Whether the file is there only because another one imports it.
    pub is_import: bool,
    /// The module it comes from, where an image by buf says: `registry/owner/name`.
    pub module: Option<Name>,
}
