//! Every statement of the language as one type, so that what holds for all of them is written once.

use protoward_schema::Element;
use protoward_syntax::ast::{
    Around, EnumDecl, EnumMember, EnumValueDecl, ExtendDecl, ExtensionsDecl, FieldDecl, File, ImportDecl, Item, Member,
    MessageDecl, MethodDecl, OneofDecl, OneofMember, OptionDecl, PackageDecl, ReservedDecl, ServiceDecl, ServiceMember,
    Span, SyntaxDecl,
};
use protoward_syntax::literal;

/// A statement, or the file.
#[derive(Clone, Copy)]
pub(crate) enum Decl<'t> {
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

/// What stands between the braces of a declaration, or in a file.
#[derive(Clone, Copy)]
pub(crate) struct Body<'t> {
    /// Behind the `{`.
    pub(crate) open: usize,
    /// In front of the `}`.
    pub(crate) close: usize,
    pub(crate) items: Items<'t>,
}

/// The statements of a body, in their order.
#[derive(Clone, Copy)]
pub(crate) enum Items<'t> {
    File(&'t File),
    Message(&'t [Member]),
    Enum(&'t [EnumMember]),
    Oneof(&'t [OneofMember]),
    Extend(&'t [FieldDecl]),
    Service(&'t [ServiceMember]),
    Method(&'t [OptionDecl]),
}

impl<'t> Decl<'t> {
    pub(crate) fn span(self) -> Span {
        match self {
            Self::File(it) => it.span,
            Self::Syntax(it) => it.span,
            Self::Package(it) => it.span,
            Self::Import(it) => it.span,
            Self::Option(it) => it.span,
            Self::Message(it) => it.span,
            Self::Enum(it) => it.span,
            Self::Extend(it) => it.span,
            Self::Service(it) => it.span,
            Self::Field(it) => it.span,
            Self::Oneof(it) => it.span,
            Self::Extensions(it) => it.span,
            Self::Reserved(it) => it.span,
            Self::Value(it) => it.span,
            Self::Method(it) => it.span,
        }
    }

    /// Where its comments can stand.
    pub(crate) fn around(self) -> Around {
        match self {
            Self::File(_) => Around::default(),
            Self::Syntax(it) => it.around,
            Self::Package(it) => it.around,
            Self::Import(it) => it.around,
            Self::Option(it) => it.around,
            Self::Message(it) => it.around,
            Self::Enum(it) => it.around,
            Self::Extend(it) => it.around,
            Self::Service(it) => it.around,
            Self::Field(it) => it.around,
            Self::Oneof(it) => it.around,
            Self::Extensions(it) => it.around,
            Self::Reserved(it) => it.around,
            Self::Value(it) => it.around,
            Self::Method(it) => it.around,
        }
    }

    /// What stands inside.
    pub(crate) fn body(self, text: &str) -> Option<Body<'t>> {
        let items = match self {
            Self::File(it) => return Some(Body { open: 0, close: text.len(), items: Items::File(it) }),
            Self::Message(it) => Items::Message(&it.body),
            Self::Field(it) => Items::Message(&it.group.as_ref()?.body),
            Self::Enum(it) => Items::Enum(&it.body),
            Self::Oneof(it) => Items::Oneof(&it.body),
            Self::Extend(it) => Items::Extend(&it.fields),
            Self::Service(it) => Items::Service(&it.body),
            Self::Method(it) => {
                let braces = it.body?.range();
                return Some(Body { open: braces.start + 1, close: braces.end - 1, items: Items::Method(&it.options) });
            }
            Self::Syntax(_) | Self::Package(_) | Self::Import(_) | Self::Option(_) => return None,
            Self::Extensions(_) | Self::Reserved(_) | Self::Value(_) => return None,
        };
        let (open, close) = (self.around().behind as usize, (self.span().end as usize).checked_sub(1)?);
        (open <= close).then_some(Body { open, close, items })
    }

    /// The name that it is declared by.
    pub(crate) fn name(self) -> Option<Span> {
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

    /// What tells it from its siblings, on both sides of a comparison.
    pub(crate) fn key(self, text: &str) -> String {
        match self {
            Self::File(_) | Self::Syntax(_) => "syntax".to_owned(),
            Self::Package(_) => "package".to_owned(),
            Self::Import(it) => format!("import {}", String::from_utf8_lossy(&literal::string(text, it.path))),
            Self::Option(it) => format!("option {}", option_name(it, text)),
            Self::Extend(it) => format!("extend {}", literal::path(text, it.extendee)),
            Self::Extensions(_) => "extensions".to_owned(),
            Self::Reserved(_) => "reserved".to_owned(),
            Self::Message(_) | Self::Enum(_) | Self::Service(_) => self.named("type", text),
            Self::Field(_) | Self::Oneof(_) | Self::Value(_) | Self::Method(_) => self.named("member", text),
        }
    }

    /// What tells a field or a value from its siblings where it was renamed.
    pub(crate) fn number_key(self, text: &str) -> Option<String> {
        let number = match self {
            Self::Field(it) => it.number,
            Self::Value(it) => it.number,
            _ => return None,
        };
        Some(format!("number {}", literal::signed(text, number)?))
    }

    fn named(self, kind: &str, text: &str) -> String {
        format!("{kind} {}", self.name().unwrap_or_default().of(text))
    }

    /// Whether an element can be declared like this.
    pub(crate) fn is_a(self, element: Element) -> bool {
        match element {
            Element::File(_) => matches!(self, Self::File(_)),
            Element::Message(_) => matches!(self, Self::Message(_) | Self::Field(_)),
            Element::Field(_) => matches!(self, Self::Field(_)),
            Element::Oneof(_) => matches!(self, Self::Oneof(_)),
            Element::Enum(_) => matches!(self, Self::Enum(_)),
            Element::EnumValue(_) => matches!(self, Self::Value(_)),
            Element::Service(_) => matches!(self, Self::Service(_)),
            Element::Method(_) => matches!(self, Self::Method(_)),
        }
    }
}

/// `features.(pb.java).utf8_validation`: the name without blanks.
pub(crate) fn option_name(option: &OptionDecl, text: &str) -> String {
    let parts = option.name.iter().map(|part| {
        let name = literal::path(text, part.name);
        if part.is_extension { format!("({name})") } else { name.into_owned() }
    });
    parts.collect::<Vec<_>>().join(".")
}

impl<'t> Items<'t> {
    pub(crate) fn len(self) -> usize {
        match self {
            Self::File(it) => it.items.len() + usize::from(it.syntax.is_some()),
            Self::Message(it) => it.len(),
            Self::Enum(it) => it.len(),
            Self::Oneof(it) => it.len(),
            Self::Extend(it) => it.len(),
            Self::Service(it) => it.len(),
            Self::Method(it) => it.len(),
        }
    }

    pub(crate) fn get(self, index: usize) -> Option<Decl<'t>> {
        match self {
            Self::File(it) => match (&it.syntax, index) {
                (Some(syntax), 0) => Some(Decl::Syntax(syntax)),
                (syntax, index) => it.items.get(index - usize::from(syntax.is_some())).map(item),
            },
            Self::Message(it) => it.get(index).map(member),
            Self::Enum(it) => it.get(index).map(|it| match it {
                EnumMember::Value(it) => Decl::Value(it),
                EnumMember::Reserved(it) => Decl::Reserved(it),
                EnumMember::Option(it) => Decl::Option(it),
            }),
            Self::Oneof(it) => it.get(index).map(|it| match it {
                OneofMember::Field(it) => Decl::Field(it),
                OneofMember::Option(it) => Decl::Option(it),
            }),
            Self::Extend(it) => it.get(index).map(Decl::Field),
            Self::Service(it) => it.get(index).map(|it| match it {
                ServiceMember::Method(it) => Decl::Method(it),
                ServiceMember::Option(it) => Decl::Option(it),
            }),
            Self::Method(it) => it.get(index).map(Decl::Option),
        }
    }

    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = Decl<'t>> {
        (0..self.len()).filter_map(move |index| self.get(index))
    }

    /// The statement that an offset is in.
    pub(crate) fn around(self, offset: usize) -> Option<usize> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let span = self.get(middle)?.span().range();
            if span.contains(&offset) {
                return Some(middle);
            }
            if span.end <= offset { low = middle + 1 } else { high = middle }
        }
        None
    }
}

fn item(item: &Item) -> Decl<'_> {
    match item {
        Item::Package(it) => Decl::Package(it),
        Item::Import(it) => Decl::Import(it),
        Item::Option(it) => Decl::Option(it),
        Item::Message(it) => Decl::Message(it),
        Item::Enum(it) => Decl::Enum(it),
        Item::Extend(it) => Decl::Extend(it),
        Item::Service(it) => Decl::Service(it),
    }
}

fn member(member: &Member) -> Decl<'_> {
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
