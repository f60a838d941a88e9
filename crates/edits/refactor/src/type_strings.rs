//! Full names in strings: declarations of extensions, and the types of long-running operations.

use crate::field_paths::OPERATION;
use crate::names::NameKind;
use crate::option_strings::{extension, keyed_strings};
use crate::references::{NameForm, PlacedReference, Reference};
use protoward_edit::{Decl, Node};
use protoward_schema::{FileId, Schema};
use protoward_source::SourceId;
use protoward_syntax::ast::{OptionDecl, Path};

/// Returns the names in strings of a declaration and of what it contains. The parser bounds the recursion.
pub(crate) fn names_in_strings(schema: &Schema, file: FileId, node: &Node<'_>) -> Vec<PlacedReference> {
    let mut all = Vec::new();
    collect(schema, (file, node.doc.id), node, &mut all);
    all
}

fn collect(schema: &Schema, place: (FileId, SourceId), node: &Node<'_>, all: &mut Vec<PlacedReference>) {
    let text = node.doc.text;
    let mut add = |option: &OptionDecl, kinds: [(&str, NameKind); 2]| {
        for string in keyed_strings(option, text) {
            let kind = kinds.iter().find(|(key, _)| *key == string.key);
            let (Some((_, kind)), Some(decoded)) = (kind, string.decoded(text)) else { continue };
            let name = decoded.value().to_owned();
            let is_full = name.starts_with('.') || schema.find(&name).is_some();
            let form = if is_full { NameForm::Full } else { NameForm::Bracketed };
            let path = Path { span: string.span(), plain: true };
            let inside = schema.package(place.0).to_owned();
            let reference = Reference { path, inside, name, kind: *kind, form };
            all.push(PlacedReference { file: place.0, source: place.1, reference, string: Some(decoded) });
        }
    };
    match node.decl {
        Decl::Extensions(extensions) => {
            let options = extensions.options.as_deref().into_iter().flat_map(|options| &options.items);
            let declarations = options.filter(|option| option.name_span.of(text) == "declaration");
            declarations.for_each(|it| add(it, [("full_name", NameKind::Extension), ("type", NameKind::Type)]));
        }
        Decl::Method(method) => {
            let operations = method.options.iter().filter(|option| extension(option, text) == Some(OPERATION));
            operations.for_each(|it| add(it, [("response_type", NameKind::Type), ("metadata_type", NameKind::Type)]));
        }
        _ => {}
    }
    node.items().for_each(|decl| collect(schema, place, &node.inner(decl), all));
}
