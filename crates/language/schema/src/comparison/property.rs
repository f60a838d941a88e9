//! The properties of elements, by name.

/// A property of an element. Kinds of elements share properties: messages, fields and files all have options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the other variants are documented by their words")]
pub enum Property {
    /// Declarations in a scope, in words: `the messages`.
    Declarations(&'static str),
    Module,
    Package,
    Syntax,
    Imports,
    File,
    ExtensionRanges,
    ReservedNumbers,
    ReservedNames,
    Visibility,
    Number,
    Label,
    Type,
    ExtendedMessage,
    Default,
    JsonName,
    Request,
    Response,
    Streams,
    Options,
    Features,
    Comments,
}

impl Property {
    /// Returns the property in words for people: `the reserved names`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Declarations(words) => words,
            Self::Module => "the module",
            Self::Package => "the package",
            Self::Syntax => "the syntax",
            Self::Imports => "the imports",
            Self::File => "the file",
            Self::ExtensionRanges => "the extension ranges",
            Self::ReservedNumbers => "the reserved numbers",
            Self::ReservedNames => "the reserved names",
            Self::Visibility => "the visibility",
            Self::Number => "the number",
            Self::Label => "the label",
            Self::Type => "the type",
            Self::ExtendedMessage => "the extended message",
            Self::Default => "the default",
            Self::JsonName => "the JSON name",
            Self::Request => "the request",
            Self::Response => "the response",
            Self::Streams => "the streams",
            Self::Options => "the options",
            Self::Features => "the features",
            Self::Comments => "the comment",
        }
    }
}
