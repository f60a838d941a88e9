//! The visibility of messages and enums to other files, by keyword or by the default of the file.
//!
//! Source: <https://protobuf.dev/editions/features/#symbol-visibility>.

use super::{Element, FeatureSet, Parent, Schema, SymbolVisibility, Visibility};

/// Returns `true` if other files can use a type without `export` and `local`.
pub const fn exports(features: FeatureSet, is_nested: bool) -> bool {
    match features.symbol_visibility {
        SymbolVisibility::ExportAll => true,
        SymbolVisibility::ExportTopLevel => !is_nested,
        SymbolVisibility::LocalAll | SymbolVisibility::Strict => false,
    }
}

/// Returns `true` if other files can use an element. Only messages and enums can be local.
pub fn is_exported(schema: &Schema, element: Element) -> bool {
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
