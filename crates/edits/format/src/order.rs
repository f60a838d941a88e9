//! The order of the statements of a file: syntax, package, imports, options, and then declarations as they are.

use protoward_syntax::ast::{File, FileItem, ImportDecl, ImportKind, Span};
use protoward_syntax::literal;

use crate::option_order::{self, OptionPlace};

/// Returns the statements in the order in which they are written: zero for the syntax, and one more than the index of
/// each other statement.
pub(crate) fn statements(text: &str, file: &File) -> Vec<usize> {
    let mut order = Vec::with_capacity(file.items.len() + 1);
    order.extend(file.syntax.iter().map(|_| 0));
    let indices = |wanted: fn(&FileItem) -> bool| {
        let items = file.items.iter().enumerate();
        items.filter(move |(_, item)| wanted(item)).map(|(index, _)| index + 1)
    };
    order.extend(indices(|item| matches!(item, FileItem::Package(_))));
    let mut imports: Vec<usize> = indices(|item| matches!(item, FileItem::Import(_))).collect();
    imports.sort_by_cached_key(|&place| match &file.items[place - 1] {
        FileItem::Import(import) => (import.kind == ImportKind::Option, import_path(text, import)),
        _ => Default::default(),
    });
    order.extend(imports);
    let mut sorted: Vec<(usize, OptionPlace)> = Vec::new();
    sorted.extend(indices(|item| matches!(item, FileItem::Option(_))).zip(option_order::places(text, file)));
    sorted.sort_by(|(_, left), (_, right)| left.key.cmp(&right.key));
    order.extend(sorted.into_iter().map(|(place, _)| place));
    order.extend(indices(|item| !matches!(item, FileItem::Package(_) | FileItem::Import(_) | FileItem::Option(_))));
    order
}

/// Returns the span of a statement.
pub(crate) fn span(item: &FileItem) -> Span {
    match item {
        FileItem::Package(decl) => decl.span,
        FileItem::Import(decl) => decl.span,
        FileItem::Option(decl) => decl.span,
        FileItem::Message(decl) => decl.span,
        FileItem::Enum(decl) => decl.span,
        FileItem::Extend(decl) => decl.span,
        FileItem::Service(decl) => decl.span,
    }
}

/// Returns the path of an import as it is sorted.
fn import_path(text: &str, import: &ImportDecl) -> Vec<u8> {
    literal::string(text, import.path).into_owned()
}
