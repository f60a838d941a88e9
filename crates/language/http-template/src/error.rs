//! Errors of template parsing and expansion: what is wrong, where, and what to do.

use std::fmt;
use std::ops::Range;

/// An error in a template, with the byte range that must change.
///
/// ```
/// use protoward_http_template::Template;
///
/// let error = Template::parse("/v1/{name=shelves/{shelf}}").unwrap_err();
/// assert_eq!(error.to_string(), "nested variables");
/// assert_eq!(error.range(), 18..25);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    kind: TemplateErrorKind,
    range: Range<usize>,
}

impl TemplateError {
    pub(crate) fn new(kind: TemplateErrorKind, range: Range<usize>) -> TemplateError {
        TemplateError { kind, range }
    }

    /// Returns the violated rule.
    ///
    /// ```
    /// use protoward_http_template::{Template, TemplateErrorKind};
    ///
    /// let error = Template::parse("v1/shelves").unwrap_err();
    /// assert_eq!(error.kind(), &TemplateErrorKind::NoLeadingSlash);
    /// ```
    #[must_use]
    pub fn kind(&self) -> &TemplateErrorKind {
        &self.kind
    }

    /// Returns the byte range that must change. It is empty if something is missing.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// let error = Template::parse("/v1//shelves").unwrap_err();
    /// assert_eq!(error.range(), 4..4);
    /// ```
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Returns the remedy.
    ///
    /// ```
    /// use protoward_http_template::Template;
    ///
    /// let error = Template::parse("/v1/caf\u{e9}").unwrap_err();
    /// assert_eq!(error.help(), "use the percent-encoded form `%C3%A9`");
    /// ```
    #[must_use]
    pub fn help(&self) -> String {
        self.kind.help()
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl std::error::Error for TemplateError {}

/// The rule that a template violates.
///
/// ```
/// use protoward_http_template::{Template, TemplateErrorKind};
///
/// let error = Template::parse("/v1/{id}/copies/{id}").unwrap_err();
/// assert!(matches!(error.kind(), TemplateErrorKind::FieldTwice(field) if field == "id"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateErrorKind {
    /// The template does not start with `/`.
    NoLeadingSlash,
    /// A segment without text, as in `/v1//books`.
    EmptySegment,
    /// The verb after `:` is empty.
    EmptyVerb,
    /// A verb is followed by a segment.
    VerbNotLast,
    /// A verb is inside a variable.
    VerbInVariable,
    /// A character that a literal cannot contain.
    InvalidCharacter(char),
    /// A `*` with other text in its segment.
    PartialWildcard,
    /// A `%` without two hexadecimal digits.
    InvalidEscape,
    /// Percent-encoded bytes that are not UTF-8.
    InvalidUtf8,
    /// A `**` after another one. One template can have only one.
    SecondMulti,
    /// A `**` that is not the last segment. An error only under a strict reading of `http.proto`.
    MultiNotLast,
    /// A `{` that no `}` closes.
    UnclosedVariable,
    /// A `}` that no `{` opens.
    UnopenedVariable,
    /// A variable inside a variable.
    NestedVariable,
    /// A variable with other text in its segment.
    PartialVariable,
    /// A variable without a field, or a field path with an empty name.
    EmptyField,
    /// A field name that is no identifier of protobuf.
    InvalidField(String),
    /// Two variables with the same field.
    FieldTwice(String),
}

impl TemplateErrorKind {
    fn help(&self) -> String {
        match self {
            Self::NoLeadingSlash => "start the template with `/`".to_owned(),
            Self::EmptySegment => "remove the slash, or write a literal, `*`, `**` or `{field}` there".to_owned(),
            Self::EmptyVerb => "write the verb after `:`, or `%3A` for the character".to_owned(),
            Self::VerbNotLast => "write the verb at the end".to_owned(),
            Self::VerbInVariable => "write the verb after the closing `}`".to_owned(),
            Self::InvalidCharacter(character) => {
                format!("use the percent-encoded form `{}`", crate::escape::encoded(*character))
            }
            Self::PartialWildcard => "use `*` or `**` as a whole segment, or `%2A` for the character".to_owned(),
            Self::InvalidEscape => "write two hexadecimal digits after `%`, or `%25` for the character".to_owned(),
            Self::InvalidUtf8 => "percent-encode the bytes of the text in UTF-8".to_owned(),
            Self::SecondMulti => "use `*`, which matches one segment, in all places except one".to_owned(),
            Self::MultiNotLast => "move `**` to the last segment, or use `*`, which matches one segment".to_owned(),
            Self::UnclosedVariable => "close the variable with `}`".to_owned(),
            Self::UnopenedVariable => "remove `}`, or write `%7D` for the character".to_owned(),
            Self::NestedVariable => "write the segments of the inner variable in its place".to_owned(),
            Self::PartialVariable => "use `{field}` as a whole segment".to_owned(),
            Self::EmptyField => "add a field of the request, as in `{name}` or `{book.name}`".to_owned(),
            Self::InvalidField(_) => "use letters, digits and `_`, and do not start with a digit".to_owned(),
            Self::FieldTwice(_) => "bind each field once".to_owned(),
        }
    }
}

impl fmt::Display for TemplateErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLeadingSlash => f.write_str("missing `/` at the start of the path template"),
            Self::EmptySegment => f.write_str("empty segment"),
            Self::EmptyVerb => f.write_str("empty verb"),
            Self::VerbNotLast => f.write_str("verb before the end of the template"),
            Self::VerbInVariable => f.write_str("verb inside a variable"),
            Self::InvalidCharacter(character) => {
                write!(f, "character `{}` is not allowed in a path", character.escape_debug())
            }
            Self::PartialWildcard => f.write_str("`*` as a part of a segment"),
            Self::InvalidEscape => f.write_str("`%` is not followed by two hexadecimal digits"),
            Self::InvalidUtf8 => f.write_str("percent-encoded bytes are not UTF-8"),
            Self::SecondMulti => f.write_str("second `**`"),
            Self::MultiNotLast => f.write_str("`**` is not the last segment"),
            Self::UnclosedVariable => f.write_str("unclosed `{`"),
            Self::UnopenedVariable => f.write_str("unexpected `}`"),
            Self::NestedVariable => f.write_str("nested variables"),
            Self::PartialVariable => f.write_str("variable as a part of a segment"),
            Self::EmptyField => f.write_str("variable without a field"),
            Self::InvalidField(name) => write!(f, "`{}` is not the name of a field", name.escape_debug()),
            Self::FieldTwice(field) => write!(f, "duplicate field `{field}`"),
        }
    }
}
