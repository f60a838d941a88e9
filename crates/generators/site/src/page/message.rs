//! The page of a message with the declarations inside it.

use maud::{Markup, html};

use super::badges::badges;
use super::heading::{heading, source_line};
use super::members::{details, extensions, fields, reserved};
use super::shell::{PageContent, SectionLink, render};
use super::types::used_by;
use super::{Page, enumeration, pictures};
use crate::links::place;
use protoward_dynamic::{Dialect, example, example_json};
use protoward_schema::ranges::{self, MAX_FIELD};
use protoward_schema::{Element, MessageId, NumberRange};

/// Renders the page of a top-level message.
pub(super) fn page(page: &Page<'_>, id: MessageId) -> Markup {
    let element = Element::Message(id);
    let (package, href) = page.package_link(element);
    let uses = used_by(page, element);
    let mut sections = vec![SectionLink::new("-fields", "Fields"), SectionLink::new("-example", "Example")];
    let neighbors = pictures::neighbors(page, id);
    sections.extend(neighbors.as_ref().map(|_| SectionLink::new("-neighbors", "Neighbors")));
    sections.extend(uses.as_ref().map(|_| SectionLink::new("-used-by", "Used by")));
    let history = pictures::history(page, element);
    sections.extend(history.as_ref().map(|_| SectionLink::new("-history", "History")));
    let mut inner = Vec::new();
    inside(page, id, &mut inner);
    let anchors = inner.iter().map(|&element| place(page.schema(), element).anchor);
    sections.extend(anchors.map(|anchor| SectionLink::new(anchor.clone(), anchor)));
    let body = html! {
        (heading(page, element))
        (details(page, element))
        h2 id="-fields" { "Fields" }
        (content(page, id))
        (example_section(page, id))
        @if let Some(neighbors) = neighbors {
            h2 id="-neighbors" { "Neighbors" }
            (neighbors)
        }
        @if let Some(uses) = uses { (uses) }
        @if let Some(history) = history { (history) }
        @for &element in &inner {
            @match element {
                Element::Message(id) => (nested(page, id)),
                Element::Enum(id) => (enumeration::nested(page, id, &place(page.schema(), element).anchor)),
                _ => {},
            }
        }
    };
    let title = page.schema().name(element).to_owned();
    render(page, &PageContent { title, above: vec![(package.to_owned(), href)], sections, body })
}

/// Collects the messages and enums inside a message, outer ones first.
fn inside(page: &Page<'_>, id: MessageId, found: &mut Vec<Element>) {
    let schema = page.schema();
    for &message in schema[id].messages.iter().filter(|&&id| !schema.is_map_entry(id)) {
        found.push(message.into());
        inside(page, message, found);
    }
    found.extend(schema[id].enums.iter().map(|&id| Element::Enum(id)));
}

fn nested(page: &Page<'_>, id: MessageId) -> Markup {
    let element = Element::Message(id);
    let anchor = place(page.schema(), element).anchor;
    html! {
        section class="nested" {
            h2 id=(anchor) {
                span class="kind" { "message" } " " a href={ "#" (anchor) } { (page.name_in_package(element)) }
                (badges(page, element))
            }
            (source_line(page, element))
            (details(page, element))
            (content(page, id))
        }
    }
}

/// Renders the fields, extensions, extension ranges and reserved numbers of a message.
fn content(page: &Page<'_>, id: MessageId) -> Markup {
    let message = &page.schema()[id];
    let numbers: Vec<NumberRange> = message.extension_ranges.iter().map(|range| range.numbers).collect();
    html! {
        @if message.fields.is_empty() { p class="fact" { "This message has no fields." } }
        (fields(page, id))
        @if !message.extensions.is_empty() {
            h3 { "Extensions" }
            (extensions(page, &message.extensions))
        }
        @if !numbers.is_empty() {
            p class="fact" { "Numbers for extensions: " code { (ranges::list(&numbers, MAX_FIELD)) } }
        }
        (reserved(page, &message.reserved_ranges, &message.reserved_names, MAX_FIELD))
    }
}

/// Renders the section with the example of a message in JSON and in text format.
fn example_section(page: &Page<'_>, id: MessageId) -> Markup {
    let codec = &page.site.codec;
    let json = example_json(codec, id);
    let text = codec.to_text(&example(codec, id), Dialect::Buf);
    html! {
        h2 id="-example" { "Example" }
        @match json {
            Ok(json) => details open { summary { "JSON" } pre { (json) } },
            Err(error) => p class="fact" { "This message has no JSON form: " (error) },
        }
        @if !text.is_empty() {
            details { summary { "Text format" } pre { (text) } }
        }
    }
}
