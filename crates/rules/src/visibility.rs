//! Who can name a message or an enum.
//!
//! Source: <https://protobuf.dev/editions/features/#symbol-visibility>.

use protoward_schema::{Element, FeatureSet, Parent, Schema, SymbolVisibility, Visibility};

/// Whether other files can name a type without `export` or `local`.
pub(super) const fn exports(features: FeatureSet, is_nested: bool) -> bool {
    match features.symbol_visibility {
        SymbolVisibility::ExportAll => true,
        SymbolVisibility::ExportTopLevel => !is_nested,
        SymbolVisibility::LocalAll | SymbolVisibility::Strict => false,
    }
}

/// Whether other files can name a message or an enum; everything else can always be named.
pub(super) fn is_exported(schema: &Schema, element: Element) -> bool {
    let (parent, word) = match element {
        Element::Message(id) => (schema[id].parent, schema[id].visibility),
        Element::Enum(id) => (schema[id].parent, schema[id].visibility),
        _ => return true,
    };
    match word {
        Some(word) => word == Visibility::Export,
        None => exports(schema[schema.file_of(element)].features, matches!(parent, Parent::Message(_))),
    }
}
