//! The names that a declaration refers to.

use crate::resolver::NameKind;
use protoward_edit::{Decl, Node};
use protoward_schema::{Scalar, qualified};
use protoward_syntax::ast::{FieldDecl, OptionDecl, Path, TypeExpr};
use protoward_syntax::literal;

/// A name with the scope in which it is resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The name in the text.
    pub(crate) path: Path,
    /// The scope, relative to that of the declaration.
    pub(crate) inside: String,
    pub(crate) name: String,
    pub(crate) kind: NameKind,
}

/// Returns all names in a declaration. The parser bounds the recursion.
pub(crate) fn of(node: &Node<'_>) -> Vec<Reference> {
    let mut all = Vec::new();
    collect(node, "", &mut all);
    all
}

fn collect(node: &Node<'_>, inside: &str, all: &mut Vec<Reference>) {
    let mut add = |name: Path, kind: NameKind| {
        let text = literal::path(node.doc.text, name).into_owned();
        if kind == NameKind::Extension || Scalar::from_keyword(&text).is_none() {
            all.push(Reference { path: name, inside: inside.to_owned(), name: text, kind });
        }
    };
    match node.decl {
        Decl::Field(FieldDecl { ty, .. }) => match ty {
            TypeExpr::Named(name) => add(*name, NameKind::Type),
            TypeExpr::Map(map) => [map.key, map.value].into_iter().for_each(|name| add(name, NameKind::Type)),
            TypeExpr::Group(_) => {}
        },
        Decl::Extend(extend) => add(extend.extendee, NameKind::Type),
        Decl::Method(method) => [method.input, method.output].into_iter().for_each(|it| add(it.name, NameKind::Type)),
        Decl::Option(option) => extensions(option).for_each(|name| add(name, NameKind::Extension)),
        _ => {}
    }
    let own = match node.decl {
        Decl::Extensions(extensions) => extensions.options.as_deref(),
        decl => decl.compact_options(),
    };
    own.into_iter().flat_map(|options| &options.items).flat_map(extensions).for_each(|it| add(it, NameKind::Extension));
    let scope = match node.decl {
        // Declarations with their own scope.
        Decl::Message(_) | Decl::Field(_) | Decl::Service(_) => qualified(inside, node.name()),
        _ => inside.to_owned(),
    };
    node.items().for_each(|decl| collect(&node.inner(decl), &scope, all));
}

/// Returns the extensions in the name of an option.
fn extensions(option: &OptionDecl) -> impl Iterator<Item = Path> {
    option.name.iter().filter(|part| part.is_extension).map(|part| part.name)
}
