//! The names in a declaration, each with the scope in which it is resolved and the spellings that are allowed.

use crate::names::NameKind;
use protoward_edit::{Decl, Node};
use protoward_schema::{FileId, Scalar, qualified};
use protoward_source::SourceId;
use protoward_syntax::ast::{FieldDecl, OptionDecl, Path, TypeExpr};
use protoward_syntax::{DecodedString, literal};

/// A name with the scope in which it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The name in the text.
    pub path: Path,
    /// The scope, relative to that of the declaration.
    pub inside: String,
    /// The name without whitespace and comments.
    pub name: String,
    /// The kind of element that is meant.
    pub kind: NameKind,
    /// The spellings that are allowed.
    pub form: NameForm,
}

/// A reference in a file, with its complete scope.
#[derive(Clone, Debug)]
pub(crate) struct PlacedReference {
    pub(crate) file: FileId,
    pub(crate) source: SourceId,
    pub(crate) reference: Reference,
    /// The string that is the name.
    pub(crate) string: Option<DecodedString>,
}

/// The spellings of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameForm {
    /// Relative, or with a leading dot.
    Any,
    /// Without a leading dot: in the brackets of text format.
    Bracketed,
    /// The full name. It has a leading dot if it had one before.
    Full,
}

/// Returns all names in a declaration. The parser bounds the recursion.
pub fn references(node: &Node<'_>) -> Vec<Reference> {
    let mut all = Vec::new();
    collect(node, "", "", &mut all);
    all
}

/// Adds the names in a declaration. Those of its option statements are resolved around the declaration that holds them, as in
/// protoc.
fn collect(node: &Node<'_>, inside: &str, around: &str, all: &mut Vec<Reference>) {
    let mut add = |name: Path, kind: NameKind, scope: &str| {
        let text = literal::path(node.doc.text, name).into_owned();
        if kind == NameKind::Extension || Scalar::from_keyword(&text).is_none() {
            all.push(Reference { path: name, inside: scope.to_owned(), name: text, kind, form: NameForm::Any });
        }
    };
    match node.decl {
        Decl::Field(FieldDecl { ty, .. }) => match ty {
            TypeExpr::Named(name) => add(*name, NameKind::Type, inside),
            TypeExpr::Map(map) => [map.key, map.value].into_iter().for_each(|name| add(name, NameKind::Type, inside)),
            TypeExpr::Group(_) => {}
        },
        Decl::Extend(extend) => add(extend.extendee, NameKind::Message, inside),
        Decl::Method(method) => {
            [method.input, method.output].into_iter().for_each(|it| add(it.name, NameKind::Message, inside));
        }
        Decl::Option(option) => extensions(option).for_each(|name| add(name, NameKind::Extension, around)),
        _ => {}
    }
    let (own, scope) = match node.decl {
        Decl::Extensions(extensions) => (extensions.options.as_deref(), around),
        decl => (decl.compact_options(), inside),
    };
    let own = own.into_iter().flat_map(|options| &options.items).flat_map(extensions);
    own.for_each(|it| add(it, NameKind::Extension, scope));
    let scope = match node.decl {
        // Declarations with their own scope.
        Decl::Message(_) | Decl::Field(_) | Decl::Service(_) => qualified(inside, node.name()),
        _ => inside.to_owned(),
    };
    node.items().for_each(|decl| collect(&node.inner(decl), &scope, inside, all));
}

/// Returns the extensions in the name of an option.
fn extensions(option: &OptionDecl) -> impl Iterator<Item = Path> {
    option.name.iter().filter(|part| part.is_extension).map(|part| part.name)
}
