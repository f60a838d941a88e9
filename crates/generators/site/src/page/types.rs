//! Types as links: those of fields, and the lists of declarations that use a type.

use maud::{Markup, html};

use super::Page;
use crate::paths::{self, relative};
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
        FieldType::Scalar(scalar) => {
            let keyword = scalar.keyword();
            html! { a class="scalar" href=(relative(&page.path, paths::SCALARS, keyword)) { (keyword) } }
        }
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

/// The maximum number of listed uses. Common types have thousands.
const MAX_SHOWN: usize = 50;

/// Renders the uses of an element; `None` if it has none.
pub(super) fn used_by(page: &Page<'_>, element: Element) -> Option<Markup> {
    let uses = page.site.references.of(element);
    if uses.is_empty() {
        return None;
    }
    Some(html! {
        h2 id="-used-by" { "Used by" }
        ul class="uses" {
            @for &user in uses.iter().take(MAX_SHOWN) {
                li {
                    span class="kind" { (page.schema().kind(user)) } " "
                    code { (page.link(user, &displayed_name(page, user))) }
                }
            }
        }
        @if uses.len() > MAX_SHOWN {
            p class="fact" { "and " (uses.len() - MAX_SHOWN) " more" }
        }
    })
}
