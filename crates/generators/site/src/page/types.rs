//! Types of fields.

use maud::{Markup, html};

use super::Page;
use protoward_schema::{Element, FieldId, FieldType, Shape};

/// Renders the type of a field as in a `.proto` file.
pub(super) fn declared_type(page: &Page<'_>, id: FieldId) -> Markup {
    let schema = page.schema();
    match schema.shape(id) {
        Shape::Single(_) => single(page, schema[id].ty),
        Shape::Repeated { .. } => html! { span class="keyword" { "repeated" } " " (single(page, schema[id].ty)) },
        Shape::Map { key, value } => html! {
            span class="keyword" { "map" } "<" (single(page, schema[key].ty)) ", " (single(page, schema[value].ty)) ">"
        },
    }
}

/// Renders a type. Names of the package of the page are short.
fn single(page: &Page<'_>, ty: FieldType) -> Markup {
    match ty {
        FieldType::Scalar(scalar) => html! { span class="scalar" { (scalar.keyword()) } },
        FieldType::Enum(id) => name(page, id.into()),
        FieldType::Message(id) | FieldType::Group(id) => name(page, id.into()),
    }
}

/// Renders the name of a message or enum as a link.
pub(super) fn name(page: &Page<'_>, element: Element) -> Markup {
    page.link(element, &displayed_name(page, element))
}

/// Returns the name of an element, without its package if that is the package of the page.
pub(super) fn displayed_name(page: &Page<'_>, element: Element) -> String {
    let schema = page.schema();
    let folder = page.path.rsplit_once('/').map(|(folder, _)| folder);
    let package = schema.package(schema.file_of(element));
    if folder.is_some() && page.site.paths.folder(package) == folder {
        page.name_in_package(element)
    } else {
        crate::elements::full_name(schema, element)
    }
}
