//! The syntax tree: one type for each construct of the language, in source order.
//!
//! A name, number or string is represented by its [`Span`]; its value is computed on demand. A declaration that can
//! have comments has an [`CommentLocations`], which locates them.

pub use protoward_source::Span;

/// The locations of a declaration's comments: the gap before its first token, and the gap after the token that ends the
/// declaration or opens its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CommentLocations {
    /// The offset after the `;`, `{` or `}` that precedes the declaration, or zero. The gap from here to the
    /// declaration may contain empty statements.
    pub before: u32,
    /// The offset after the `;`, or after the `{` of a body.
    pub behind: u32,
}

/// A name of one or more components, such as `google.protobuf.Any`, with or without a leading dot. White space and
/// comments may separate the components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Path {
    /// From the first component, or the leading dot, to the last component.
    pub span: Span,
    /// `true` if the text of the span is the name, without white space or comments.
    pub plain: bool,
}

/// A `.proto` file, in the order of its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct File {
    /// The `syntax` or `edition` statement, if the file starts with one.
    pub syntax: Option<SyntaxDecl>,
    /// All other statements, without empty ones.
    pub items: Vec<FileItem>,
    /// From the first token to the last.
    pub span: Span,
    /// The start offset of each line up to the last token. Complete only if the file has no errors.
    pub lines: Vec<u32>,
}

impl File {
    /// Returns the first `package` statement.
    pub fn package(&self) -> Option<&PackageDecl> {
        self.items.iter().find_map(|item| if let FileItem::Package(decl) = item { Some(decl) } else { None })
    }
}

/// `syntax = "proto3";` or `edition = "2023";`
#[derive(Clone, Debug, PartialEq)]
pub struct SyntaxDecl {
    /// From the first keyword to the `;`.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// `true` if the keyword is `edition`.
    pub is_edition: bool,
    /// One or more adjacent strings.
    pub value: Span,
}

/// A statement at the top level.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "each variant is documented by its type")]
pub enum FileItem {
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
    /// From the first keyword to the `;`.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The name of the package, of one or more components.
    pub name: Path,
}

/// The modifier of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// `import "a.proto";` without a modifier.
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
    /// From the first keyword to the `;`.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The modifier between `import` and the path.
    pub kind: ImportKind,
    /// The span of the modifier; empty for a plain import.
    pub kind_span: Span,
    /// One or more adjacent strings.
    pub path: Span,
}

/// `export` or `local` before a message or an enum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VisibilityDecl {
    /// The start of the keyword.
    pub start: u32,
    /// `true` if the keyword is `export`.
    pub is_export: bool,
}

impl VisibilityDecl {
    /// Returns the span of the keyword.
    pub const fn span(self) -> Span {
        let word = if self.is_export { "export" } else { "local" };
        Span::new(self.start, self.start + word.len() as u32)
    }
}

/// `message A { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct MessageDecl {
    /// From the visibility or the keyword to the closing brace.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// `export` or `local`, if the declaration starts with one.
    pub visibility: Option<VisibilityDecl>,
    /// The identifier behind the keyword.
    pub name: Span,
    /// The statements between the braces.
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

/// The label of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the words")]
pub enum Label {
    Optional,
    Required,
    Repeated,
}

impl Label {
    /// Returns the keyword of the label.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Required => "required",
            Self::Repeated => "repeated",
        }
    }
}

/// A field of a message, oneof or extension, including maps and groups.
///
/// Fields are the bulk of a tree, so rare parts are boxed.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldDecl {
    /// From the label or the type to the `;` or the closing brace.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The label at the start of the field.
    pub label: Option<Label>,
    /// The type of the field.
    pub ty: TypeExpr,
    /// The name; for a group, the name of its message.
    pub name: Span,
    /// The number; empty if missing.
    pub number: Span,
    /// `[...]`
    pub options: Option<Box<CompactOptions>>,
}

impl FieldDecl {
    /// Returns the span of the label.
    pub fn label_span(&self) -> Option<Span> {
        self.label.map(|label| Span::new(self.span.start, self.span.start + label.word().len() as u32))
    }

    /// Returns the members of a group.
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
    /// A scalar type or a type name. The text decides which.
    Named(Path),
    /// A group with its message.
    Group(Box<GroupType>),
    /// A map with the types of its keys and values.
    Map(Box<MapType>),
}

impl TypeExpr {
    /// Returns the span of the type; for a group, the span of the keyword.
    pub fn span(&self) -> Span {
        match self {
            Self::Named(path) => path.span,
            Self::Group(group) => group.span,
            Self::Map(map) => map.span,
        }
    }
}

/// A group type with the body of its message.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupType {
    /// The keyword `group`.
    pub span: Span,
    /// The statements between the braces; `None` if the body is missing.
    pub body: Option<Vec<Member>>,
}

/// `map<key, value>`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapType {
    /// From `map` to `>`, both included.
    pub span: Span,
    /// The type of the keys.
    pub key: Path,
    /// The type of the values.
    pub value: Path,
}

/// `[a = 1, (b) = 2]`
#[derive(Clone, Debug, PartialEq)]
pub struct CompactOptions {
    /// From `[` to `]`, both included.
    pub span: Span,
    /// The options between the brackets, in order.
    pub items: Vec<OptionDecl>,
}

/// An option, in a statement `option a.(b) = 1;` or in brackets.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionDecl {
    /// The complete statement; in brackets, from the name to the value.
    pub span: Span,
    /// The locations of comments; unused in brackets.
    pub around: CommentLocations,
    /// From the first component of the name to the last.
    pub name_span: Span,
    /// The components of the name.
    pub name: Vec<NamePart>,
    /// The value behind the `=`.
    pub value: OptionValue,
}

/// A component of an option name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamePart {
    /// The component with its parentheses, if it has any.
    pub span: Span,
    /// The name in the component.
    pub name: Path,
    /// `true` if the component is in parentheses.
    pub is_extension: bool,
}

/// The value of an option.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OptionValue {
    /// From the sign or the first token to the last.
    pub span: Span,
    /// The kind, with the value of a number.
    pub kind: ValueKind,
}

/// The kind of an option value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueKind {
    /// An identifier: `true`, `SPEED`, `inf`.
    Identifier,
    /// An integer without a sign.
    Positive(u64),
    /// An integer with a minus sign.
    Negative(i64),
    /// A signed float, including `-inf` and `-nan`.
    Float(f64),
    /// One or more adjacent strings.
    String,
    /// A message in text format, including braces. Like protoc's parser, permits a leading minus sign.
    Aggregate,
    /// Another token as the `default` of a field with a type name. protoc checks the token when it resolves the type.
    Other,
    /// An invalid value, which has been reported.
    Broken,
}

/// `oneof a { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct OneofDecl {
    /// From the keyword to the closing brace.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The identifier behind the keyword.
    pub name: Span,
    /// The statements between the braces.
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
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The name of the message that the block extends.
    pub extendee: Path,
    /// The fields between the braces, in order.
    pub fields: Vec<FieldDecl>,
}

/// `extensions 4 to 10, 20 [ … ];`
#[derive(Clone, Debug, PartialEq)]
pub struct ExtensionsDecl {
    /// From the first keyword to the `;`.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The ranges between the commas, in order.
    pub ranges: Vec<RangeDecl>,
    /// `[...]`
    pub options: Option<Box<CompactOptions>>,
}

/// `4`, `4 to 10` or `4 to max`. Numbers of enums may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangeDecl {
    /// From the first number to the last.
    pub span: Span,
    /// The first number, with its sign.
    pub start: Span,
    /// The last number or `max`; equal to `start` for a single number.
    pub end: Span,
}

/// `reserved 4 to 10;`, `reserved "a";` or `reserved a;`
#[derive(Clone, Debug, PartialEq)]
pub struct ReservedDecl {
    /// From the first keyword to the `;`.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The reserved numbers or names.
    pub what: Reserved,
}

/// The contents of a `reserved` statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Reserved {
    /// Ranges of field or enum numbers.
    Numbers(Vec<RangeDecl>),
    /// Names as strings, which proto2 and proto3 have.
    Strings(Vec<Span>),
    /// Names as identifiers, which editions have.
    Identifiers(Vec<Span>),
}

/// `enum A { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct EnumDecl {
    /// From the visibility or the keyword to the closing brace.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// `export` or `local`, if the declaration starts with one.
    pub visibility: Option<VisibilityDecl>,
    /// The identifier behind the keyword.
    pub name: Span,
    /// The statements between the braces.
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
    /// From the name to the `;`.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The identifier before the `=`.
    pub name: Span,
    /// The number with its sign.
    pub number: Span,
    /// `[...]`
    pub options: Option<Box<CompactOptions>>,
}

/// `service A { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct ServiceDecl {
    /// From the keyword to the closing brace.
    pub span: Span,
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The identifier behind the keyword.
    pub name: Span,
    /// The statements between the braces.
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
    /// The gaps around the declaration, which hold its comments.
    pub around: CommentLocations,
    /// The identifier behind the keyword.
    pub name: Span,
    /// The message type of requests.
    pub input: MethodType,
    /// The message type of responses.
    pub output: MethodType,
    /// The options in the body, if any.
    pub options: Vec<OptionDecl>,
    /// From `{` to `}`, if there is a body.
    pub body: Option<Span>,
}

/// `(stream A)`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodType {
    /// The keyword `stream`, if the type has it.
    pub stream: Option<Span>,
    /// The name of the message.
    pub name: Path,
}

#[cfg(test)]
mod tests {
    use super::{EnumMember, FieldDecl, FileItem, Member, OneofMember};

    /// A compilation of many files keeps all their trees in memory.
    #[test]
    fn nodes_are_small() {
        assert!(size_of::<FieldDecl>() <= 64);
        assert!(size_of::<Member>() <= 64);
        assert!(size_of::<OneofMember>() <= 64);
        assert!(size_of::<FileItem>() <= 64);
        assert!(size_of::<EnumMember>() <= 56);
    }
}
