//! Links to the documentation of well-known types, which sites do not contain.

use protoward_schema::{Element, Schema};

/// Returns the URL of the official documentation of a message or an enum.
pub(crate) fn url(schema: &Schema, element: Element) -> Option<String> {
    if !matches!(element, Element::Message(_) | Element::Enum(_)) {
        return None;
    }
    let path = schema.text(schema[schema.file_of(element)].path);
    let full_name = schema.full_name(element);
    let name = full_name.strip_prefix("google.protobuf.")?;
    let is_documented = path.starts_with("google/protobuf/") && !path.ends_with("/descriptor.proto");
    let is_top_level = name.bytes().all(|letter| letter.is_ascii_alphanumeric());
    let page = "https://protobuf.dev/reference/protobuf/google.protobuf/";
    (is_documented && is_top_level).then(|| format!("{page}#{}", name.to_ascii_lowercase()))
}
