//! The heading of a declaration, and the link to its source.

use maud::{Markup, html};

use super::Page;
use super::badges::badges;
use crate::elements::full_name;
use protoward_schema::Element;

/// Renders the heading of a page about a declaration.
pub(super) fn heading(page: &Page<'_>, element: Element) -> Markup {
    let schema = page.schema();
    html! {
        h1 {
            span class="kind" { (schema.kind(element)) } " " (schema.name(element))
            (badges(page, element))
        }
        p class="fact" {
            code { (full_name(schema, element)) } " in "
            (page.source_link(element, html! { code { (schema.name(schema.file_of(element).into())) } }))
        }
    }
}

/// Renders the link of a nested declaration to its line on the web.
pub(super) fn source_line(page: &Page<'_>, element: Element) -> Markup {
    html! { @if page.site.settings.source.is_some() { p class="fact" { (page.source_link(element, html! { "source" })) } } }
}
