use super::ast::Span;

/// What is wrong with a text, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxError {
    /// What is wrong.
    pub problem: Problem,
    /// The smallest stretch that must change; empty where something is missing.
    pub span: Span,
    /// Where protoc reports it: often the token behind the mistake.
    pub at: u32,
}

/// What stands between braces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the words")]
pub enum Scope {
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

/// Everything that can be wrong with one text.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each is worded in `diagnostics`")]
pub enum Problem {
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
    // Shape.
    /// Something else should stand here.
    Expected(&'static str),
    /// A statement of a file that begins with nothing known.
    NoStatement,
    /// A line that a version control system left between the two sides.
    MergeConflict,
    /// A closing brace that nothing opened.
    Unmatched,
    /// The text ends inside a block, which `opened` opens.
    EndInside {
        scope: Scope,
        opened: Span,
    },
    /// The block that `opened` opens was still open where a statement of the file begins.
    BlockLeftOpen {
        scope: Scope,
        opened: Span,
    },
    /// Messages and groups, one in the other.
    TooDeep,
    /// Braces in the value of an option, one in the other.
    AggregateTooDeep,
    // The head of a file.
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
    MapInOneof,
    MapInExtend,
    GroupInEdition,
    GroupNameNotCapital,
    GroupWithoutBody,
    ScalarAsMessage,
    VisibilityNotHere,
    // Bodies.
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
