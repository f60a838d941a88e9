//! One file as tables: what it declares, and which names it uses. No other file is needed to make them.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use protoward_syntax::ast::{CommentLocations, ImportKind, Path, Span};
use protoward_syntax::comments;

/// A file with tables of its declarations and references. Its syntax tree is not kept: most files are only searched.
#[derive(Clone, Debug)]
pub struct File {
    /// The name by which other files import the file.
    pub name: String,
    /// The text, to which all spans refer.
    pub text: Arc<str>,
    /// The package; empty if the file declares none.
    pub package: String,
    /// The name in the package statement.
    pub package_name: Option<Path>,
    /// The imports in source order.
    pub imports: Vec<Import>,
    /// The declarations in source order; a parent precedes its members.
    pub declarations: Vec<Declaration>,
    /// The references in source order.
    pub references: Vec<Reference>,
    /// The place for another import: behind the last one, or else behind the package or the syntax.
    pub import_end: u32,
    /// The starts of lines, which are found on demand.
    pub(crate) line_starts: OnceLock<Vec<u32>>,
}

/// An `import` statement, whose file may be missing.
#[derive(Clone, Debug)]
pub struct Import {
    /// The import name as written.
    pub name: String,
    /// The modifier between `import` and the path.
    pub kind: ImportKind,
    /// The span of the complete statement.
    pub span: Span,
    /// The path, with its quotes.
    pub path: Span,
}

/// The id of a declaration in its file. It is not zero, so that an optional one takes no more memory: large trees have millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeclarationId(NonZeroU32);

impl DeclarationId {
    /// Returns the position among the declarations of the file.
    pub const fn index(self) -> usize {
        self.0.get() as usize - 1
    }

    fn at(index: usize) -> Self {
        Self(NonZeroU32::MIN.saturating_add(index as u32))
    }
}

/// A declaration that has a name.
#[derive(Clone, Copy, Debug)]
pub struct Declaration {
    /// The kind of the declaration.
    pub kind: DeclarationKind,
    /// The span of the name.
    pub name: Span,
    /// The span of the complete declaration.
    pub span: Span,
    /// The declaration around it; `None` at the top level.
    pub parent: Option<DeclarationId>,
    /// The gaps that hold the comments of the declaration.
    pub around: CommentLocations,
}

/// The kind of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "they are the words")]
pub enum DeclarationKind {
    Message,
    /// A group: a message and a field in one declaration.
    Group,
    Enum,
    EnumValue,
    Field,
    Extension,
    Oneof,
    Service,
    Method,
}

impl DeclarationKind {
    /// Returns `true` for a message, a group or an enum, which fields may have as their type.
    pub const fn is_type(self) -> bool {
        matches!(self, Self::Message | Self::Group | Self::Enum)
    }

    /// Returns the word for the kind.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Group => "group",
            Self::Enum => "enum",
            Self::EnumValue => "enum value",
            Self::Field => "field",
            Self::Extension => "extension",
            Self::Oneof => "oneof",
            Self::Service => "service",
            Self::Method => "method",
        }
    }
}

/// A name that means a declaration elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The name as written, which may be relative.
    pub path: Path,
    /// The kind of declaration that is meant.
    pub kind: ReferenceKind,
    /// The declaration in whose scope the lookup starts; `None` for the package.
    pub scope: Option<DeclarationId>,
    /// The declaration that has the reference; `None` for the file, and for the message that a block extends.
    pub owner: Option<DeclarationId>,
}

/// The kind of a reference, and how to find its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceKind {
    /// The type of a field.
    FieldType,
    /// The type of the values of a map.
    MapValueType,
    /// The request or response of a method.
    MethodType,
    /// The message that a block extends.
    Extendee,
    /// A name in parentheses in an option, or in brackets in a message.
    Extension,
    /// The name of a message in the URL of an `Any`.
    AnyType,
    /// A field of the message that another reference, or an option of the language, has as its type.
    Member(ValueOf),
    /// A value of an enum.
    Value(ValueOf),
}

/// The message or enum that a member or a value belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueOf {
    /// This message of `descriptor.proto`.
    Options(OptionsMessage),
    /// The type of the field that the reference at this position means.
    Reference(u32),
    /// The type of the field that has the reference, as its `default`.
    Owner,
}

/// A message of `descriptor.proto` with the options of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are the elements")]
pub enum OptionsMessage {
    File,
    Message,
    Field,
    Oneof,
    ExtensionRange,
    Enum,
    EnumValue,
    Service,
    Method,
}

impl OptionsMessage {
    /// Returns the simple name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "FileOptions",
            Self::Message => "MessageOptions",
            Self::Field => "FieldOptions",
            Self::Oneof => "OneofOptions",
            Self::ExtensionRange => "ExtensionRangeOptions",
            Self::Enum => "EnumOptions",
            Self::EnumValue => "EnumValueOptions",
            Self::Service => "ServiceOptions",
            Self::Method => "MethodOptions",
        }
    }
}

impl File {
    /// Returns the offsets at which lines start. A line ends with `\n`, `\r\n` or `\r`, as in the protocol of editors.
    pub fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| line_starts(&self.text))
    }

    /// Returns the declaration with an id of this file.
    pub fn get(&self, id: DeclarationId) -> &Declaration {
        &self.declarations[id.index()]
    }

    /// Returns all declarations with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (DeclarationId, &Declaration)> {
        self.declarations.iter().enumerate().map(|(index, declaration)| (DeclarationId::at(index), declaration))
    }

    /// Returns the declarations directly inside of another one, or at the top level.
    pub fn members(&self, parent: Option<DeclarationId>) -> impl Iterator<Item = (DeclarationId, &Declaration)> {
        self.iter().filter(move |(_, declaration)| declaration.parent == parent)
    }

    /// Returns the name of a declaration.
    pub fn name_of(&self, id: DeclarationId) -> &str {
        self.get(id).name.of(&self.text)
    }

    /// Returns the full name of a declaration.
    pub fn full_name(&self, id: DeclarationId) -> String {
        let declaration = self.get(id);
        // An enum value is a sibling of its enum.
        let scope = match declaration.kind {
            DeclarationKind::EnumValue => declaration.parent.and_then(|parent| self.get(parent).parent),
            _ => declaration.parent,
        };
        qualified(&self.scope_name(scope), self.name_of(id))
    }

    /// Returns the name in front of the members of a declaration; `None` stands for the package.
    pub fn scope_name(&self, scope: Option<DeclarationId>) -> String {
        match scope {
            None => self.package.clone(),
            // A oneof is no scope.
            Some(id) if self.get(id).kind == DeclarationKind::Oneof => self.scope_name(self.get(id).parent),
            Some(id) => self.full_name(id),
        }
    }

    /// Returns the comment of a declaration: above it, or else behind it.
    pub fn comment(&self, id: DeclarationId) -> Option<String> {
        let declaration = self.get(id);
        let above = comments::before(&self.text, declaration.around, declaration.span.start).leading;
        above.or_else(|| comments::behind(&self.text, declaration.around))
    }

    /// Returns the innermost declaration around an offset.
    pub fn declaration_around(&self, offset: u32) -> Option<DeclarationId> {
        let contains = |span: Span| span.start <= offset && offset <= span.end;
        self.iter().filter(|(_, declaration)| contains(declaration.span)).last().map(|(id, _)| id)
    }

    /// Returns the declaration whose name is at an offset.
    pub fn declaration_at(&self, offset: u32) -> Option<DeclarationId> {
        let is_at = |declaration: &Declaration| touches(declaration.name, offset);
        self.iter().find(|(_, declaration)| is_at(declaration)).map(|(id, _)| id)
    }

    /// Returns the position of the reference at an offset.
    pub fn reference_at(&self, offset: u32) -> Option<usize> {
        self.references.iter().position(|reference| touches(reference.path.span, offset))
    }

    /// Returns the import whose path is at an offset.
    pub fn import_at(&self, offset: u32) -> Option<&Import> {
        self.imports.iter().find(|import| touches(import.path, offset))
    }

    pub(crate) fn add(&mut self, declaration: Declaration) -> DeclarationId {
        let id = DeclarationId::at(self.declarations.len());
        self.declarations.push(declaration);
        id
    }
}

/// Returns the offsets at which the lines of a text start.
pub fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let ends =
        memchr::memchr2_iter(b'\n', b'\r', bytes).filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'));
    [0].into_iter().chain(ends.map(|at| at as u32 + 1)).collect()
}

/// Returns `true` for an offset inside of a span or at one of its ends.
pub(crate) fn touches(span: Span, offset: u32) -> bool {
    !span.range().is_empty() && span.start <= offset && offset <= span.end
}

/// Returns a name in a scope; the empty scope is the root.
pub(crate) fn qualified(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// Returns a scope and the scopes around it, up to the root, which is the empty one.
pub(crate) fn outwards(scope: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(scope), |scope| {
        (!scope.is_empty()).then(|| scope.rsplit_once('.').map_or("", |(outer, _)| outer))
    })
}
