//! The tree: one type for each construct of the language, in the order of the text.
//!
//! A name, a number or a string is the [`Span`] it was read from; its value is read again where it is needed. A
//! declaration that comments can belong to has [`Around`], from which they are found.

pub use protoward_source::Span;

/// Where comments of a declaration can stand: in the gap in front of its first token, and in the gap behind the token
/// that ends it, or that opens its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Behind the `;`, `{` or `}` in front of the declaration, or the start of the text; the gap reaches from here to the
    /// declaration, and may hold empty statements.
    pub before: u32,
    /// Behind the `;`, or behind the `{` of a body.
    pub behind: u32,
}

/// A name of several parts, such as `google.protobuf.Any`, with or without a leading dot. Blanks and comments may stand
/// between the parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// From the first part, or the leading dot, to the last part.
    pub span: Span,
    /// Whether the span is the name to the letter, without blanks inside.
    pub plain: bool,
}

/// A whole file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// `syntax` or `edition`, if the file starts with one.
    pub syntax: Option<SyntaxDecl>,
    /// Everything else.
    pub items: Vec<Item>,
    /// From the first token to the last.
    pub span: Span,
    /// Where each line of the text starts, up to the last token; right where nothing is wrong with the file.
    pub lines: Vec<u32>,
}

/// `syntax = "proto3";` or `edition = "2023";`
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxDecl {
    /// The whole statement.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// Whether the keyword is `edition`.
    pub is_edition: bool,
    /// The string, or strings.
    pub value: Span,
}

/// A statement at the top level.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented by its type")]
pub enum Item {
    Package(PackageDecl),
    Import(ImportDecl),
    Option(Box<OptionDecl>),
    Message(MessageDecl),
    Enum(EnumDecl),
    Extend(ExtendDecl),
    Service(ServiceDecl),
}

/// `package a.b;`
#[derive(Clone, Debug, PartialEq)]
pub struct PackageDecl {
    /// The whole statement.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// The name.
    pub name: Path,
}

/// What stands between `import` and the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// Nothing.
    Plain,
    /// `public`
    Public,
    /// `weak`
    Weak,
    /// `option`
    Option,
}

/// `import public "a.proto";`
#[derive(Clone, Debug, PartialEq)]
pub struct ImportDecl {
    /// The whole statement.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// Which kind.
    pub kind: ImportKind,
    /// The word that says so; empty for a plain import.
    pub kind_span: Span,
    /// The string, or strings.
    pub path: Span,
}

/// `export` or `local` in front of a message or an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisibilityDecl {
    /// Where the word starts.
    pub start: u32,
    /// Whether it is `export`.
    pub is_export: bool,
}

impl VisibilityDecl {
    /// Returns the span of the word.
    pub const fn span(self) -> Span {
        let word = if self.is_export { "export" } else { "local" };
        Span::new(self.start, self.start + word.len() as u32)
    }
}

/// A message.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageDecl {
    /// From the visibility or the keyword to the closing brace.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// `export` or `local`.
    pub visibility: Option<VisibilityDecl>,
    /// The name.
    pub name: Span,
    /// What stands between the braces.
    pub body: Vec<Member>,
}

/// A statement inside a message.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented by its type")]
pub enum Member {
    Field(FieldDecl),
    Oneof(OneofDecl),
    Message(MessageDecl),
    Enum(EnumDecl),
    Extend(ExtendDecl),
    Extensions(ExtensionsDecl),
    Reserved(ReservedDecl),
    Option(Box<OptionDecl>),
}

/// The word in front of a field's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the words")]
pub enum Label {
    Optional,
    Required,
    Repeated,
}

impl Label {
    /// Returns the word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Required => "required",
            Self::Repeated => "repeated",
        }
    }
}

/// A field of a message, a oneof or an extension; a map; a group.
///
/// Fields are most of a tree: what few of them have is in a box.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDecl {
    /// From the label or the type to the `;` or the closing brace.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// The label, which the field starts with.
    pub label: Option<Label>,
    /// The type.
    pub ty: TypeExpr,
    /// The name; that of the message for a group.
    pub name: Span,
    /// The number; empty where it is missing.
    pub number: Span,
    /// `[...]`
    pub options: Option<Box<CompactOptions>>,
}

impl FieldDecl {
    /// Returns the span of the label.
    pub fn label_span(&self) -> Option<Span> {
        self.label.map(|label| Span::new(self.span.start, self.span.start + label.word().len() as u32))
    }

    /// Returns what stands between the braces of a group.
    pub fn group_body(&self) -> Option<&[Member]> {
        match &self.ty {
            TypeExpr::Group(group) => group.body.as_deref(),
            TypeExpr::Named(_) | TypeExpr::Map(_) => None,
        }
    }
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeExpr {
    /// A scalar keyword or a name: which of the two is decided by the text.
    Named(Path),
    /// `group`
    Group(Box<GroupType>),
    /// `map<key, value>`
    Map(Box<MapType>),
}

impl TypeExpr {
    /// Returns the span of the type: the word, for a group.
    pub fn span(&self) -> Span {
        match self {
            Self::Named(path) => path.span,
            Self::Group(group) => group.span,
            Self::Map(map) => map.span,
        }
    }
}

/// `group`, and the message that comes with it.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupType {
    /// The word.
    pub span: Span,
    /// What stands between the braces; `None` where they are missing.
    pub body: Option<Vec<Member>>,
}

/// `map<key, value>`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapType {
    /// From `map` to `>`.
    pub span: Span,
    /// The type of the key.
    pub key: Path,
    /// The type of the value.
    pub value: Path,
}

/// `[a = 1, (b) = 2]`
#[derive(Clone, Debug, PartialEq)]
pub struct CompactOptions {
    /// From `[` to `]`.
    pub span: Span,
    /// The options.
    pub items: Vec<OptionDecl>,
}

/// `option a.(b) = 1;`, or one of those in brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionDecl {
    /// The whole statement; in brackets, from the name to the value.
    pub span: Span,
    /// Comments; nothing of use in brackets.
    pub around: Around,
    /// From the first part of the name to the last.
    pub name_span: Span,
    /// The parts of the name.
    pub name: Vec<NamePart>,
    /// The value.
    pub value: Value,
}

/// One part of the name of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamePart {
    /// The part, parentheses included.
    pub span: Span,
    /// The name in it.
    pub name: Path,
    /// Whether it stands in parentheses.
    pub is_extension: bool,
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Value {
    /// From the sign or the first token to the last.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// Kinds of values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueKind {
    /// An identifier: `true`, `SPEED`, `inf`.
    Identifier,
    /// An integer without a sign.
    Positive(u64),
    /// An integer with a minus sign.
    Negative(i64),
    /// A float, the sign applied; `-inf` and `-nan` too.
    Float(f64),
    /// One string or several.
    String,
    /// A message in text format, braces included. protoc's parser lets a minus sign stand in front of it.
    Aggregate,
    /// Any other token, behind `default` of a field whose type is a name: protoc looks at it when the type is known.
    Other,
    /// Something that is no value; it has been reported.
    Broken,
}

/// A oneof.
#[derive(Clone, Debug, PartialEq)]
pub struct OneofDecl {
    /// From the keyword to the closing brace.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// The name.
    pub name: Span,
    /// What stands between the braces.
    pub body: Vec<OneofMember>,
}

/// A statement inside a oneof.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented by its type")]
pub enum OneofMember {
    Field(FieldDecl),
    Option(Box<OptionDecl>),
}

/// `extend a.B { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct ExtendDecl {
    /// From the keyword to the closing brace.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// What is extended.
    pub extendee: Path,
    /// The fields.
    pub fields: Vec<FieldDecl>,
}

/// `extensions 4 to 10, 20 [ … ];`
#[derive(Clone, Debug, PartialEq)]
pub struct ExtensionsDecl {
    /// The whole statement.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// The ranges.
    pub ranges: Vec<RangeDecl>,
    /// `[...]`
    pub options: Option<Box<CompactOptions>>,
}

/// `4`, `4 to 10`, `4 to max`; a minus sign may stand in an enum's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeDecl {
    /// All of it.
    pub span: Span,
    /// The first number, with its sign.
    pub start: Span,
    /// The last number or `max`; the same as `start` where there is only one.
    pub end: Span,
}

/// `reserved 4 to 10;`, `reserved "a";` or `reserved a;`
#[derive(Clone, Debug, PartialEq)]
pub struct ReservedDecl {
    /// The whole statement.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// What is reserved.
    pub what: Reserved,
}

/// What a `reserved` statement holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Reserved {
    /// Numbers.
    Numbers(Vec<RangeDecl>),
    /// Names as strings.
    Strings(Vec<Span>),
    /// Names as identifiers.
    Identifiers(Vec<Span>),
}

/// An enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumDecl {
    /// From the visibility or the keyword to the closing brace.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// `export` or `local`.
    pub visibility: Option<VisibilityDecl>,
    /// The name.
    pub name: Span,
    /// What stands between the braces.
    pub body: Vec<EnumMember>,
}

/// A statement inside an enum.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented by its type")]
pub enum EnumMember {
    Value(EnumValueDecl),
    Reserved(ReservedDecl),
    Option(Box<OptionDecl>),
}

/// `RED = 1 [ … ];`
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValueDecl {
    /// The whole statement.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// The name.
    pub name: Span,
    /// The number with its sign.
    pub number: Span,
    /// `[...]`
    pub options: Option<Box<CompactOptions>>,
}

/// A service.
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceDecl {
    /// From the keyword to the closing brace.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// The name.
    pub name: Span,
    /// What stands between the braces.
    pub body: Vec<ServiceMember>,
}

/// A statement inside a service.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented by its type")]
pub enum ServiceMember {
    Method(MethodDecl),
    Option(Box<OptionDecl>),
}

/// `rpc Get(A) returns (stream B);`
#[derive(Clone, Debug, PartialEq)]
pub struct MethodDecl {
    /// From the keyword to the `;` or the closing brace.
    pub span: Span,
    /// Comments.
    pub around: Around,
    /// The name.
    pub name: Span,
    /// What the client sends.
    pub input: MethodType,
    /// What the server sends.
    pub output: MethodType,
    /// Options, where there is a body.
    pub options: Vec<OptionDecl>,
    /// From `{` to `}`, where there is a body.
    pub body: Option<Span>,
}

/// `(stream A)`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodType {
    /// The word `stream`.
    pub stream: Option<Span>,
    /// The name.
    pub name: Path,
}

#[cfg(test)]
mod tests {
    use super::{EnumMember, FieldDecl, Item, Member, OneofMember};

    /// A compilation of many files holds the trees of all of them.
    #[test]
    fn nodes_are_small() {
        assert!(size_of::<FieldDecl>() <= 64);
        assert!(size_of::<Member>() <= 64);
        assert!(size_of::<OneofMember>() <= 64);
        assert!(size_of::<Item>() <= 64);
        assert!(size_of::<EnumMember>() <= 56);
    }
}
