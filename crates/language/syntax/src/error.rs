//! Syntax errors as data. `diagnostics` words them only when they are reported.

use super::ast::Span;

/// A syntax error with its location.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// The kind of the mistake, with what its message needs.
    pub problem: SyntaxProblem,
    /// The smallest span that must change; empty if something is missing.
    pub span: Span,
    /// The offset that protoc reports, often the token after the mistake.
    pub at: u32,
}

/// A kind of block or value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the words")]
pub enum BlockKind {
    Message,
    Group,
    Oneof,
    Extend,
    Enum,
    Service,
    Method,
    /// The value of an option.
    Value,
}

/// A problem in the text of one file.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each is worded in `diagnostics`")]
pub enum SyntaxProblem {
    // Tokens.
    TextTooLong,
    NotByteOrderMark,
    NestedComment,
    CommentNotClosed {
        start: u32,
    },
    ControlCharacters,
    NotAscii(char),
    HexWithoutDigits,
    BadOctal,
    ExponentWithoutDigits,
    NoSpaceAfterNumber,
    SecondPoint,
    PointInHexOrOctal,
    PointBehindWord,
    StringNotClosed,
    StringCrossesLines,
    HexEscapeWithoutDigits,
    BadUnicodeEscape,
    BadEscape,
    // Structure.
    /// A different token is expected.
    Expected(&'static str),
    /// A statement that does not start with a known keyword.
    NoStatement,
    /// A marker that a merge conflict left.
    MergeConflict,
    /// A closing brace without an opening brace.
    Unmatched,
    /// The text ends inside the block that starts at `opened`.
    EndInside {
        scope: BlockKind,
        opened: Span,
    },
    /// A statement of the file starts inside the block that starts at `opened`.
    BlockLeftOpen {
        scope: BlockKind,
        opened: Span,
    },
    /// Messages and groups are nested too deeply.
    TooDeep,
    /// Braces in an option value are nested too deeply.
    AggregateTooDeep,
    // The start of a file.
    UnknownSyntax,
    UnknownEdition,
    SyntaxNotFirst,
    SecondPackage {
        first: Span,
    },
    OptionImportTooEarly,
    WeakImportRemoved,
    ImportBehindOptionImport,
    // Fields.
    MissingNumber,
    LabelMissing,
    LabelInEdition(&'static str),
    LabelInOneof,
    LabelOnMap,
    SecondLabel,
    MapInOneof,
    MapInExtend,
    GroupInEdition,
    GroupNameNotCapital,
    GroupWithoutBody,
    ScalarAsMessage,
    VisibilityNotHere,
    // Blocks.
    MapEntrySet,
    OneofEmpty,
    ExtendEmpty,
    AliasOff {
        name: Span,
    },
    AliasUnused {
        name: Span,
    },
    // Values.
    IntegerTooLarge,
    NumberTooLarge,
    RangeEndTooLarge,
    NumberAtLimit,
    MinusBeforeWord,
    MinusBeforeString,
    NegativeDefault,
    DefaultTwice,
    JsonNameTwice,
    DefaultOfGroup,
    ReservedStringsInEdition,
    ReservedWordsOutsideEdition,
}

impl SyntaxProblem {
    /// Returns `true` for a text that breaks a rule of the language and not its grammar: the syntax tree has all of its statements
    /// and tokens, so that tools which need no meaning can work with it.
    pub fn keeps_tree(&self) -> bool {
        match self {
            Self::UnknownSyntax
            | Self::UnknownEdition
            | Self::SecondPackage { .. }
            | Self::OptionImportTooEarly
            | Self::WeakImportRemoved
            | Self::ImportBehindOptionImport
            | Self::LabelMissing
            | Self::LabelInEdition(_)
            | Self::LabelOnMap
            | Self::MapInOneof
            | Self::MapInExtend
            | Self::GroupInEdition
            | Self::GroupNameNotCapital
            | Self::ScalarAsMessage
            | Self::MapEntrySet
            | Self::OneofEmpty
            | Self::ExtendEmpty
            | Self::AliasOff { .. }
            | Self::AliasUnused { .. }
            | Self::IntegerTooLarge
            | Self::NumberTooLarge
            | Self::RangeEndTooLarge
            | Self::NumberAtLimit
            | Self::NegativeDefault
            | Self::DefaultTwice
            | Self::JsonNameTwice
            | Self::ReservedStringsInEdition
            | Self::ReservedWordsOutsideEdition => true,
            Self::TextTooLong
            | Self::NotByteOrderMark
            | Self::NestedComment
            | Self::CommentNotClosed { .. }
            | Self::ControlCharacters
            | Self::NotAscii(_)
            | Self::HexWithoutDigits
            | Self::BadOctal
            | Self::ExponentWithoutDigits
            | Self::NoSpaceAfterNumber
            | Self::SecondPoint
            | Self::PointInHexOrOctal
            | Self::PointBehindWord
            | Self::StringNotClosed
            | Self::StringCrossesLines
            | Self::HexEscapeWithoutDigits
            | Self::BadUnicodeEscape
            | Self::BadEscape
            | Self::Expected(_)
            | Self::NoStatement
            | Self::MergeConflict
            | Self::Unmatched
            | Self::EndInside { .. }
            | Self::BlockLeftOpen { .. }
            | Self::TooDeep
            | Self::AggregateTooDeep
            | Self::SyntaxNotFirst
            | Self::MissingNumber
            | Self::LabelInOneof
            | Self::SecondLabel
            | Self::GroupWithoutBody
            | Self::VisibilityNotHere
            | Self::MinusBeforeWord
            | Self::MinusBeforeString
            | Self::DefaultOfGroup => false,
        }
    }
}
