//! A parsed text, and a common type for all statements of the language, so that edits need no code for each.

use std::cell::OnceCell;

use protoward_source::{LineEnds, SourceId};
use protoward_syntax::ast::{
    CommentLocations, CompactOptions, EnumDecl, EnumMember, EnumValueDecl, ExtendDecl, ExtensionsDecl, FieldDecl, File,
    FileItem, ImportDecl, Member, MessageDecl, MethodDecl, OneofDecl, OneofMember, OptionDecl, PackageDecl,
    ReservedDecl, ServiceDecl, ServiceMember, Span, SyntaxDecl,
};
use protoward_syntax::{Parsed, Tokens, parse_with_tokens};

/// A statement, or the file.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each variant is documented by its type")]
pub enum Decl<'t> {
    File(&'t File),
    Syntax(&'t SyntaxDecl),
    Package(&'t PackageDecl),
    Import(&'t ImportDecl),
    Option(&'t OptionDecl),
    Message(&'t MessageDecl),
    Enum(&'t EnumDecl),
    Extend(&'t ExtendDecl),
    Service(&'t ServiceDecl),
    Field(&'t FieldDecl),
    Oneof(&'t OneofDecl),
    Extensions(&'t ExtensionsDecl),
    Reserved(&'t ReservedDecl),
    Value(&'t EnumValueDecl),
    Method(&'t MethodDecl),
}

/// The statements between the braces of a declaration, or of a file.
#[derive(Clone, Copy, Debug)]
pub struct Body<'t> {
    /// The document that contains the body.
    pub doc: &'t Document<'t>,
    /// The start of the declaration.
    pub start: usize,
    /// The end of the `{`.
    pub open: usize,
    /// The start of the `}`.
    pub close: usize,
    /// The statements, without the braces.
    pub items: Items<'t>,
}

/// The statements of a body, in the order of the text.
#[derive(Clone, Copy, Debug)]
pub struct Items<'t>(List<'t>);

#[derive(Clone, Copy, Debug)]
enum List<'t> {
    File(&'t File),
    Message(&'t [Member]),
    Enum(&'t [EnumMember]),
    Oneof(&'t [OneofMember]),
    Extend(&'t [FieldDecl]),
    Service(&'t [ServiceMember]),
    Method(&'t [OptionDecl]),
}

impl<'t> Decl<'t> {
    fn position(self) -> (Span, CommentLocations) {
        match self {
            Self::File(it) => (it.span, CommentLocations::default()),
            Self::Syntax(it) => (it.span, it.around),
            Self::Package(it) => (it.span, it.around),
            Self::Import(it) => (it.span, it.around),
            Self::Option(it) => (it.span, it.around),
            Self::Message(it) => (it.span, it.around),
            Self::Enum(it) => (it.span, it.around),
            Self::Extend(it) => (it.span, it.around),
            Self::Service(it) => (it.span, it.around),
            Self::Field(it) => (it.span, it.around),
            Self::Oneof(it) => (it.span, it.around),
            Self::Extensions(it) => (it.span, it.around),
            Self::Reserved(it) => (it.span, it.around),
            Self::Value(it) => (it.span, it.around),
            Self::Method(it) => (it.span, it.around),
        }
    }

    /// Returns the span, without comments.
    pub fn span(self) -> Span {
        self.position().0
    }

    /// Returns the start of the gap before the declaration, which holds its comments.
    pub(crate) fn gap(self) -> usize {
        self.position().1.before as usize
    }

    /// Returns the statements inside of the declaration, or `None` if it has no braces.
    pub fn body(self, doc: &'t Document<'t>) -> Option<Body<'t>> {
        let list = match self {
            Self::File(it) => {
                return Some(Body { doc, start: 0, open: 0, close: doc.text.len(), items: Items(List::File(it)) });
            }
            Self::Message(it) => List::Message(&it.body),
            Self::Field(it) => List::Message(it.group_body()?),
            Self::Enum(it) => List::Enum(&it.body),
            Self::Oneof(it) => List::Oneof(&it.body),
            Self::Extend(it) => List::Extend(&it.fields),
            Self::Service(it) => List::Service(&it.body),
            Self::Method(it) if it.body.is_some() => List::Method(&it.options),
            Self::Method(_) | Self::Syntax(_) | Self::Package(_) | Self::Import(_) | Self::Option(_) => return None,
            Self::Extensions(_) | Self::Reserved(_) | Self::Value(_) => return None,
        };
        let (span, around) = self.position();
        let open = match self {
            Self::Method(it) => it.body?.start as usize + 1,
            _ => around.behind as usize,
        };
        let close = (span.end as usize).checked_sub(1)?;
        (open <= close).then_some(Body { doc, start: span.start as usize, open, close, items: Items(list) })
    }

    /// Returns the span of the declared name; `None` for statements without one.
    pub fn name(self) -> Option<Span> {
        match self {
            Self::Message(it) => Some(it.name),
            Self::Enum(it) => Some(it.name),
            Self::Service(it) => Some(it.name),
            Self::Field(it) => Some(it.name),
            Self::Oneof(it) => Some(it.name),
            Self::Value(it) => Some(it.name),
            Self::Method(it) => Some(it.name),
            Self::File(_) | Self::Syntax(_) | Self::Package(_) | Self::Import(_) | Self::Option(_) => None,
            Self::Extend(_) | Self::Extensions(_) | Self::Reserved(_) => None,
        }
    }

    /// Returns the number of a field or enum value.
    pub fn number(self) -> Option<Span> {
        match self {
            Self::Field(it) => Some(it.number),
            Self::Value(it) => Some(it.number),
            _ => None,
        }
    }

    /// Returns the bracket options of a field or enum value.
    pub fn compact_options(self) -> Option<&'t CompactOptions> {
        match self {
            Self::Field(it) => it.options.as_deref(),
            Self::Value(it) => it.options.as_deref(),
            _ => None,
        }
    }

    /// Returns `true` if two declarations are of the same kind.
    pub fn is_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

/// Returns the span from the label, or the type, to the end of the type.
pub fn head_span(field: &FieldDecl) -> Span {
    let ty = field.ty.span();
    Span::new(field.label_span().map_or(ty.start, |label| label.start), ty.end)
}

impl<'t> Items<'t> {
    /// Returns the number of statements.
    pub fn len(self) -> usize {
        match self.0 {
            List::File(it) => it.items.len() + usize::from(it.syntax.is_some()),
            List::Message(it) => it.len(),
            List::Enum(it) => it.len(),
            List::Oneof(it) => it.len(),
            List::Extend(it) => it.len(),
            List::Service(it) => it.len(),
            List::Method(it) => it.len(),
        }
    }

    /// Returns `true` if there are no statements.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Returns the statement at an index.
    pub fn get(self, index: usize) -> Option<Decl<'t>> {
        match self.0 {
            List::File(it) => match (&it.syntax, index) {
                (Some(syntax), 0) => Some(Decl::Syntax(syntax)),
                (syntax, index) => it.items.get(index - usize::from(syntax.is_some())).map(item),
            },
            List::Message(it) => it.get(index).map(member),
            List::Enum(it) => it.get(index).map(|it| match it {
                EnumMember::Value(it) => Decl::Value(it),
                EnumMember::Reserved(it) => Decl::Reserved(it),
                EnumMember::Option(it) => Decl::Option(it),
            }),
            List::Oneof(it) => it.get(index).map(|it| match it {
                OneofMember::Field(it) => Decl::Field(it),
                OneofMember::Option(it) => Decl::Option(it),
            }),
            List::Extend(it) => it.get(index).map(Decl::Field),
            List::Service(it) => it.get(index).map(|it| match it {
                ServiceMember::Method(it) => Decl::Method(it),
                ServiceMember::Option(it) => Decl::Option(it),
            }),
            List::Method(it) => it.get(index).map(Decl::Option),
        }
    }

    /// Returns all statements, in the order of the text.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = Decl<'t>> {
        (0..self.len()).filter_map(move |index| self.get(index))
    }

    /// Returns the index of the first statement that ends after an offset.
    pub fn first_after(self, offset: usize) -> usize {
        let mut low = 0;
        let mut high = self.len();
        while low < high {
            let middle = usize::midpoint(low, high);
            let is_in_front = self.get(middle).is_some_and(|decl| decl.span().end as usize <= offset);
            if is_in_front { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Returns the index of the statement that contains an offset.
    pub fn around(self, offset: usize) -> Option<usize> {
        let index = self.first_after(offset);
        self.get(index).filter(|decl| decl.span().range().contains(&offset)).map(|_| index)
    }

    pub(crate) const fn is_file(self) -> bool {
        matches!(self.0, List::File(_))
    }
}

const fn item(item: &FileItem) -> Decl<'_> {
    match item {
        FileItem::Package(it) => Decl::Package(it),
        FileItem::Import(it) => Decl::Import(it),
        FileItem::Option(it) => Decl::Option(it),
        FileItem::Message(it) => Decl::Message(it),
        FileItem::Enum(it) => Decl::Enum(it),
        FileItem::Extend(it) => Decl::Extend(it),
        FileItem::Service(it) => Decl::Service(it),
    }
}

const fn member(member: &Member) -> Decl<'_> {
    match member {
        Member::Field(it) => Decl::Field(it),
        Member::Oneof(it) => Decl::Oneof(it),
        Member::Message(it) => Decl::Message(it),
        Member::Enum(it) => Decl::Enum(it),
        Member::Extend(it) => Decl::Extend(it),
        Member::Extensions(it) => Decl::Extensions(it),
        Member::Reserved(it) => Decl::Reserved(it),
        Member::Option(it) => Decl::Option(it),
    }
}

/// A text with its tokens and its tree.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    /// The source of the text.
    pub id: SourceId,
    /// The whole text, to which all offsets refer.
    pub text: &'t str,
    /// The syntax tree, which has no errors.
    pub parsed: Parsed,
    pub(crate) tokens: Tokens,
    /// The line ends, found on first use: large files have thousands of edits.
    line_ends: OnceCell<LineEnds>,
}

impl<'t> Document<'t> {
    /// Parses a text. Returns `None` if it has syntax errors, because edits need a reliable tree.
    pub fn new(id: SourceId, text: &'t str) -> Option<Self> {
        let (parsed, tokens) = parse_with_tokens(text);
        parsed.errors.is_empty().then_some(Self { id, text, parsed, tokens, line_ends: OnceCell::new() })
    }

    /// Returns the line break of the text: `\n` or `\r\n`, whichever most lines have.
    pub fn line_break(&self) -> &'static str {
        self.line_ends.get_or_init(|| LineEnds::of(self.text)).as_str()
    }

    /// Returns the quotation mark of the first string.
    pub fn quote(&self) -> char {
        let file = &self.parsed.file;
        let syntax = file.syntax.as_ref().map(|syntax| syntax.value);
        let import =
            || file.items.iter().find_map(|item| if let FileItem::Import(it) = item { Some(it.path) } else { None });
        let first = syntax.or_else(import).map(|span| span.of(self.text));
        if first.is_some_and(|text| text.starts_with('\'')) { '\'' } else { '"' }
    }
}
