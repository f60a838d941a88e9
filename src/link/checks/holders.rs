//! What has options: where they stand, and where protoc reports what is wrong with them.

use super::said::At;
use super::{Context, members};
use crate::link::collect::{FieldDecl, MessageDecl};
use crate::link::options::Holder;
use crate::lists::Listed;
use crate::report::Diagnostic;
use crate::schema::{
    Element, EnumOptions, EnumValueOptions, ExtensionRangeOptions, FieldOptions, FileOptions, MessageId,
    MessageOptions, MethodOptions, OneofOptions, ServiceOptions,
};
use crate::syntax::ast::{
    EnumMember, ExtensionsDecl, Item, Member, OneofMember, OptionDecl, ServiceMember, Span, TypeExpr,
};

impl From<Holder> for At {
    fn from(holder: Holder) -> Self {
        match holder {
            Holder::Element(element) => Self::Element(element),
            Holder::Extensions(message, _) => Self::Extensions(message),
        }
    }
}

/// Calls `look` with each `FeatureSet` that something in the file has, as it is written; those that the key and the
/// value of a map have from their map are left out.
pub(super) fn features<'a>(cx: &Context<'a>, mut look: impl FnMut(Holder, &'a [u8])) {
    let options = cx.tables.options;
    let mut give = |holder: Holder, features: &'a [u8]| {
        look(holder, options.whole_features.get(&holder).map_or(features, |whole| whole));
    };
    macro_rules! look {
        ($($table:ident: $options:ident),* $(,)?) => {$(
            for (id, bytes) in options.$table.slice(cx.declared().$table.clone()) {
                if let Some(bytes) = bytes {
                    $options::features_in(Some(bytes)).for_each(|it| give(Holder::Element(id.into()), it));
                }
            }
        )*};
    }
    let file = options.files[cx.file].as_deref();
    FileOptions::features_in(file).for_each(|it| give(Holder::Element(cx.file.into()), it));
    look!(
        messages: MessageOptions,
        oneofs: OneofOptions,
        enums: EnumOptions,
        enum_values: EnumValueOptions,
        services: ServiceOptions,
        methods: MethodOptions,
    );
    for (id, bytes) in options.fields.slice(cx.declared().fields.clone()) {
        if bytes.is_some() && matches!(cx.tables.decls.fields[id].decl, FieldDecl::Field(_)) {
            FieldOptions::features_in(bytes.as_deref()).for_each(|it| give(Holder::Element(id.into()), it));
        }
    }
    if options.extension_ranges.is_empty() {
        return;
    }
    for (id, entry) in cx.messages() {
        for index in 0..extensions(members(entry)).count() {
            let bytes = options.extension_ranges.get(&(id, index)).map(|bytes| &bytes[..]);
            ExtensionRangeOptions::features_in(bytes).for_each(|it| give(Holder::Extensions(id, index), it));
        }
    }
}

/// How many `extensions` statements a message has.
pub(super) fn ranges(cx: &Context<'_>, message: MessageId) -> usize {
    extensions(members(&cx.tables.decls.messages[message])).count()
}

fn extensions(members: &[Member]) -> impl Iterator<Item = &ExtensionsDecl> {
    members.iter().filter_map(|member| if let Member::Extensions(decl) = member { Some(decl) } else { None })
}

/// The option statements of something, in the order of the text.
pub(super) fn statements<'a>(cx: &Context<'a>, holder: Holder) -> Vec<&'a OptionDecl> {
    let decls = cx.tables.decls;
    let element = match holder {
        Holder::Element(element) => element,
        Holder::Extensions(message, index) => {
            let decl = extensions(members(&decls.messages[message])).nth(index);
            return decl.and_then(|decl| decl.options.as_ref()).map_or(vec![], |it| it.items.iter().listed());
        }
    };
    match element {
        Element::File(_) => {
            pick(&cx.unit().file.items, |item| if let Item::Option(it) = item { Some(it) } else { None })
        }
        Element::Message(id) => {
            pick(members(&decls.messages[id]), |member| if let Member::Option(it) = member { Some(it) } else { None })
        }
        Element::Field(id) => match decls.fields[id].decl {
            FieldDecl::Field(decl) => decl.options.iter().flat_map(|options| &options.items).listed(),
            FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => vec![],
        },
        Element::Oneof(id) => decls.oneofs[id].decl.map_or(vec![], |decl| {
            pick(&decl.body, |member| if let OneofMember::Option(it) = member { Some(it) } else { None })
        }),
        Element::Enum(id) => {
            pick(&decls.enums[id].decl.body, |member| if let EnumMember::Option(it) = member { Some(it) } else { None })
        }
        Element::EnumValue(id) => decls.enum_values[id].decl.options.iter().flat_map(|options| &options.items).listed(),
        Element::Service(id) => {
            pick(
                &decls.services[id].decl.body,
                |member| {
                    if let ServiceMember::Option(it) = member { Some(it) } else { None }
                },
            )
        }
        Element::Method(id) => decls.methods[id].decl.options.iter().listed(),
    }
}

fn pick<T>(members: &[T], option: impl Fn(&T) -> Option<&OptionDecl>) -> Vec<&OptionDecl> {
    members.iter().filter_map(option).listed()
}

/// The statement that sets an option of one plain name, or something inside of it: the last part of `path` as it is
/// named, or else the nearest one that holds it.
pub(super) fn statement<'a>(cx: &Context<'a>, holder: Holder, path: &[&str]) -> Option<&'a OptionDecl> {
    let statements = statements(cx, holder);
    let begins = |decl: &&&OptionDecl, length: usize| {
        let parts = decl.name.iter().map(|part| part.span.of(cx.text())).take(length);
        parts.eq(path[..length].iter().copied())
    };
    let found = |length: usize| statements.iter().find(|decl| begins(decl, length)).copied();
    let holds = |length: usize| statements.iter().find(|it| it.name.len() == length && begins(it, length)).copied();
    found(path.len()).or_else(|| (1..path.len()).rev().find_map(holds))
}

/// Where protoc reports what is wrong with something as a whole; nowhere in the text for some.
pub(super) fn name(cx: &Context<'_>, holder: Holder) -> Option<Span> {
    let decls = cx.tables.decls;
    let Holder::Element(element) = holder else { return None };
    match element {
        Element::File(_) => {
            cx.unit().file.syntax.as_ref().map(|syntax| Span::new(syntax.span.start, syntax.span.start))
        }
        Element::Message(id) => match decls.messages[id].decl {
            MessageDecl::Message(decl) => Some(decl.name),
            MessageDecl::Group(decl) => Some(decl.name),
            MessageDecl::MapEntry(_) => None,
        },
        Element::Field(id) => match decls.fields[id].decl {
            FieldDecl::Field(decl) => Some(decl.name),
            FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => None,
        },
        Element::Oneof(_) => None,
        Element::Enum(id) => Some(decls.enums[id].decl.name),
        Element::EnumValue(id) => Some(decls.enum_values[id].decl.name),
        Element::Service(id) => Some(decls.services[id].decl.name),
        Element::Method(id) => Some(decls.methods[id].decl.name),
    }
}

/// Where the type of a field is written.
pub(super) const fn type_span(ty: &TypeExpr) -> Span {
    match ty {
        TypeExpr::Named(path) => path.span,
        TypeExpr::Group(span) | TypeExpr::Map { span, .. } => *span,
    }
}

impl Context<'_> {
    /// A diagnostic that protoc reports at the name of something.
    pub(super) fn at_name(&self, holder: Holder, diagnostic: Diagnostic) -> Diagnostic {
        let place = name(self, holder).map_or(self.nowhere(), |span| self.place(span));
        diagnostic.in_protoc(place)
    }
}
