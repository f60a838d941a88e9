//! The anchors of declarations on their page: the name relative to the declaration of the page, such as `Item.sku`.

use protoward_schema::{Element, FieldOwner, Parent, Schema};

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
    let of_parent = |parent: Parent| match parent {
        Parent::File(_) => None,
        Parent::Message(message) => Some(Element::Message(message)),
    };
    let parent = match element {
        Element::File(_) | Element::Service(_) => None,
        Element::Message(id) => of_parent(schema[id].parent),
        Element::Enum(id) => of_parent(schema[id].parent),
        Element::EnumValue(id) => Some(schema[id].parent.into()),
        Element::Oneof(id) => Some(schema[id].message.into()),
        Element::Method(id) => Some(schema[id].service.into()),
        Element::Field(id) => match schema[id].owner {
            FieldOwner::Message(message) => Some(message.into()),
            FieldOwner::Extension { scope: Parent::Message(message), .. } => Some(message.into()),
            FieldOwner::Extension { scope: Parent::File(file), .. } => Some(file.into()),
        },
    };
    match parent {
        None => AnchorPlace { page: element, anchor: String::new() },
        Some(parent) => {
            let AnchorPlace { page, anchor } = place(schema, parent);
            AnchorPlace { page, anchor: joined(&anchor, schema.name(element)) }
        }
    }
}

/// Returns the anchor of a member of a declaration.
pub(crate) fn joined(outer: &str, name: &str) -> String {
    let name = anchor(name);
    if outer.is_empty() { name } else { format!("{outer}.{name}") }
}

/// Returns the anchor of a name. Only images have other characters than letters, digits and `_`.
fn anchor(name: &str) -> String {
    name.chars().map(|letter| if letter.is_ascii_alphanumeric() || letter == '_' { letter } else { '-' }).collect()
}
