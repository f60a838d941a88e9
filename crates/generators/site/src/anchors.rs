//! The anchors of declarations on their page: the name relative to the declaration of the page, such as `Item.sku`.

use super::elements::parent;
use protoward_schema::{Element, Schema};

/// The place of a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AnchorPlace {
    /// The declaration that has the page: a top-level message, enum or service, or a file for the page of its package.
    pub(crate) page: Element,
    /// The anchor; empty for the declaration of the page itself.
    pub(crate) anchor: String,
}

/// Returns the place of a declaration.
pub(crate) fn place(schema: &Schema, element: Element) -> AnchorPlace {
    let is_extension = matches!(element, Element::Field(_));
    match parent(schema, element) {
        // Extensions at the top level of a file are on the page of the package.
        Some(Element::File(_)) if !is_extension => AnchorPlace { page: element, anchor: String::new() },
        None => AnchorPlace { page: element, anchor: String::new() },
        Some(parent) => {
            let AnchorPlace { page, anchor } = place(schema, parent);
            AnchorPlace { page, anchor: joined(&anchor, schema.name(element)) }
        }
    }
}

/// Returns the anchor of a member of a declaration.
fn joined(outer: &str, name: &str) -> String {
    let name = anchor(name);
    if outer.is_empty() { name } else { format!("{outer}.{name}") }
}

/// Returns the anchor of a name. Only images have other characters than letters, digits and `_`.
fn anchor(name: &str) -> String {
    name.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' }).collect()
}
