//! The page of an enum, and an enum inside a message.

use maud::{Markup, html};

use super::badges::badges;
use super::heading::{heading, source_line};
use super::members::{details, reserved, values};
use super::shell::{PageContent, SectionLink, render};
use super::types::used_by;
use super::{Page, pictures};
use protoward_schema::ranges::MAX_VALUE;
use protoward_schema::{Element, EnumId, EnumType};

/// Renders the page of a top-level enum.
pub(super) fn page(page: &Page<'_>, id: EnumId) -> Markup {
    let element = Element::Enum(id);
    let (package, href) = page.package_link(element);
    let uses = used_by(page, element);
    let mut sections = vec![SectionLink::new("-values", "Values")];
    sections.extend(uses.as_ref().map(|_| SectionLink::new("-used-by", "Used by")));
    let history = pictures::history(page, element);
    sections.extend(history.as_ref().map(|_| SectionLink::new("-history", "History")));
    let body = html! {
        (heading(page, element))
        (details(page, element))
        h2 id="-values" { "Values" }
        (content(page, id))
        @if let Some(uses) = uses { (uses) }
        @if let Some(history) = history { (history) }
    };
    let title = page.schema().name(element).to_owned();
    render(page, &PageContent { title, above: vec![(package.to_owned(), href)], sections, body })
}

/// Renders an enum inside a message.
pub(super) fn nested(page: &Page<'_>, id: EnumId, anchor: &str) -> Markup {
    let element = Element::Enum(id);
    html! {
        section class="nested" {
            h2 id=(anchor) {
                span class="kind" { "enum" } " " a href={ "#" (anchor) } { (page.name_in_package(element)) }
                (badges(page, element))
            }
            (source_line(page, element))
            (details(page, element))
            (content(page, id))
        }
    }
}

fn content(page: &Page<'_>, id: EnumId) -> Markup {
    let schema = page.schema();
    let of = &schema[id];
    html! {
        @if of.features.enum_type == EnumType::Closed {
            p class="fact" { "Closed: other numbers are unknown fields." }
        }
        (values(page, id))
        (reserved(page, &of.reserved_ranges, &of.reserved_names, MAX_VALUE))
    }
}
