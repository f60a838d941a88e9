//! Declarations with options: their option statements, and the locations that protoc reports for them.

use super::CheckContext;
use super::phase::DeclarationKey;
use crate::link::collect::{FieldDecl, MessageDecl};
use crate::link::options::OptionsHolder;
use protoward_schema::{
    Element, EnumOptions, EnumValueOptions, ExtensionRangeOptions, FieldOptions, FileOptions, MessageId,
    MessageOptions, MethodOptions, OneofOptions, ServiceOptions,
};
use protoward_source::Diagnostic;
use protoward_syntax::ast::{ExtensionsDecl, Member, OptionDecl, Span};
use protoward_syntax::options;

impl From<OptionsHolder> for DeclarationKey {
    fn from(holder: OptionsHolder) -> Self {
        match holder {
            OptionsHolder::Element(element) => Self::Element(element),
            OptionsHolder::Extensions(message, _) => Self::Extensions(message),
        }
    }
}

/// Calls `look` with each `FeatureSet` in the options of the file. The key and value of a map inherit theirs from the
/// map and are skipped.
pub(super) fn features<'a>(cx: &CheckContext<'a>, look: &mut dyn FnMut(OptionsHolder, &'a [u8])) {
    let options = cx.tables.options;
    let mut give = |holder: OptionsHolder, all: &mut dyn Iterator<Item = &'a [u8]>| {
        for features in all {
            look(holder, options.whole_features.get(&holder).map_or(features, |whole| whole));
        }
    };
    macro_rules! look {
        ($($table:ident: $options:ident),* $(,)?) => {$(
            for (id, bytes) in options.$table.slice(cx.declared().$table.clone()) {
                if let Some(bytes) = bytes {
                    give(OptionsHolder::Element(id.into()), &mut $options::features_in(Some(bytes)));
                }
            }
        )*};
    }
    let file = options.files.get(cx.file);
    give(OptionsHolder::Element(cx.file.into()), &mut FileOptions::features_in(file));
    look!(
        messages: MessageOptions,
        oneofs: OneofOptions,
        enums: EnumOptions,
        enum_values: EnumValueOptions,
        services: ServiceOptions,
        methods: MethodOptions,
    );
    for (id, bytes) in options.fields.slice(cx.declared().fields.clone()) {
        if bytes.is_some() && matches!(cx.tables.decls.fields[id].decl(), FieldDecl::Field(_)) {
            give(OptionsHolder::Element(id.into()), &mut FieldOptions::features_in(bytes));
        }
    }
    if options.extension_ranges.is_empty() {
        return;
    }
    for (id, entry) in cx.messages() {
        for index in 0..extensions(entry.decl.body()).count() {
            let mut features = ExtensionRangeOptions::features_in(options.extension_range(id, index));
            give(OptionsHolder::Extensions(id, index), &mut features);
        }
    }
}

/// Returns the number of `extensions` statements of a message.
pub(super) fn ranges(cx: &CheckContext<'_>, message: MessageId) -> usize {
    extensions(cx.tables.decls.messages[message].decl.body()).count()
}

fn extensions(members: &[Member]) -> impl Iterator<Item = &ExtensionsDecl> {
    members.iter().filter_map(|member| if let Member::Extensions(decl) = member { Some(decl) } else { None })
}

/// Returns the option statements of a declaration in source order.
pub(super) fn statements<'a>(cx: &CheckContext<'a>, holder: OptionsHolder) -> Vec<&'a OptionDecl> {
    let decls = cx.tables.decls;
    let element = match holder {
        OptionsHolder::Element(element) => element,
        OptionsHolder::Extensions(message, index) => {
            let decl = extensions(decls.messages[message].decl.body()).nth(index);
            return options::compact(decl.and_then(|decl| decl.options.as_deref())).iter().collect::<Vec<_>>();
        }
    };
    match element {
        Element::File(_) => options::statements(&cx.unit().file.items).collect::<Vec<_>>(),
        Element::Message(id) => options::statements(decls.messages[id].decl.body()).collect::<Vec<_>>(),
        Element::Field(id) => match decls.fields[id].decl() {
            FieldDecl::Field(decl) => options::compact(decl.options.as_deref()).iter().collect::<Vec<_>>(),
            FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => vec![],
        },
        Element::Oneof(id) => {
            options::statements(decls.oneofs[id].decl.map_or(&[], |decl| &decl.body)).collect::<Vec<_>>()
        }
        Element::Enum(id) => options::statements(&decls.enums[id].decl.body).collect::<Vec<_>>(),
        Element::EnumValue(id) => {
            options::compact(decls.enum_values[id].decl.options.as_deref()).iter().collect::<Vec<_>>()
        }
        Element::Service(id) => options::statements(&decls.services[id].decl.body).collect::<Vec<_>>(),
        Element::Method(id) => decls.methods[id].decl.options.iter().collect::<Vec<_>>(),
    }
}

/// Returns the statement that sets the option at `path` or a field in it. Prefers the statement that names the last
/// component of `path`, then the nearest enclosing field.
pub(super) fn statement<'a>(cx: &CheckContext<'a>, holder: OptionsHolder, path: &[&str]) -> Option<&'a OptionDecl> {
    let statements = statements(cx, holder);
    let begins = |decl: &OptionDecl, length: usize| {
        decl.name.len() >= length && (0..length).all(|at| decl.name[at].span.of(cx.text()) == path[at])
    };
    let found = statements.iter().find(|decl| begins(decl, path.len()));
    let holder = |length: usize| statements.iter().find(|it| it.name.len() == length && begins(it, length));
    found.or_else(|| (1..path.len()).rev().find_map(holder)).copied()
}

/// Returns the location that protoc reports for a declaration as a whole; `None` where protoc reports no line.
pub(super) fn name(cx: &CheckContext<'_>, holder: OptionsHolder) -> Option<Span> {
    let decls = cx.tables.decls;
    let OptionsHolder::Element(element) = holder else { return None };
    match element {
        Element::File(_) => {
            cx.unit().file.syntax.as_ref().map(|syntax| Span::new(syntax.span.start, syntax.span.start))
        }
        Element::Message(id) => match decls.messages[id].decl {
            MessageDecl::Message(decl) => Some(decl.name),
            MessageDecl::Group(decl) => Some(decl.name),
            MessageDecl::MapEntry(_) => None,
        },
        Element::Field(id) => match decls.fields[id].decl() {
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

impl CheckContext<'_> {
    /// Adds the location that protoc reports: the name of the declaration.
    pub(super) fn at_name(&self, holder: OptionsHolder, diagnostic: Diagnostic) -> Diagnostic {
        let place = name(self, holder).map_or(self.nowhere(), |span| self.place(span));
        diagnostic.in_protoc(place)
    }
}
