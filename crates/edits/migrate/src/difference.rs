//! Differences between a schema and its migrated version, and the kinds by which they can be allowed.

use protoward_schema::Element;

/// The kind of a difference: the name by which it can be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// Other declarations, names, numbers or types.
    Declarations,
    /// Other imports, apart from those of feature files.
    Imports,
    /// Another value of an option.
    Options,
    /// Other presence, or another label.
    Presence,
    /// Another default value of a field.
    Default,
    /// An enum became open or closed.
    EnumType,
    /// Another wire format: packed values, or messages encoded as groups.
    Encoding,
    /// Strings are validated that were not, or the reverse.
    Utf8,
    /// Another JSON name or JSON mapping.
    Json,
    /// Other reserved or extension numbers and names.
    Reserved,
    /// A type is visible to more or fewer files.
    Visibility,
    /// Another comment of an element.
    Comments,
    /// Other generated code in C++.
    Cpp,
    /// Other generated code in Java.
    Java,
    /// Other generated code in Go.
    Go,
    /// A finding of a breaking rule.
    Breaking,
}

impl DifferenceKind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 16] = [
        Self::Declarations,
        Self::Imports,
        Self::Options,
        Self::Presence,
        Self::Default,
        Self::EnumType,
        Self::Encoding,
        Self::Utf8,
        Self::Json,
        Self::Reserved,
        Self::Visibility,
        Self::Comments,
        Self::Cpp,
        Self::Java,
        Self::Go,
        Self::Breaking,
    ];

    /// Returns the name for flags: `enum-type`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Declarations => "declarations",
            Self::Imports => "imports",
            Self::Options => "options",
            Self::Presence => "presence",
            Self::Default => "default",
            Self::EnumType => "enum-type",
            Self::Encoding => "encoding",
            Self::Utf8 => "utf8",
            Self::Json => "json",
            Self::Reserved => "reserved",
            Self::Visibility => "visibility",
            Self::Comments => "comments",
            Self::Cpp => "cpp",
            Self::Java => "java",
            Self::Go => "go",
            Self::Breaking => "breaking",
        }
    }
}

/// A difference of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The kind, by which the difference can be allowed.
    pub kind: DifferenceKind,
    /// The element in the old schema.
    pub element: Element,
    /// The property that differs: `the presence`.
    pub what: &'static str,
    /// The value before, in words for people.
    pub old: String,
    /// The value afterwards, in words for people.
    pub new: String,
}
