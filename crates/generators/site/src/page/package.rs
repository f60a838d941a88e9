//! The page of a package.

use maud::{Markup, html};
use pulldown_cmark::HeadingLevel;

use super::Page;
use super::badges::{badges, notes};
use super::members::{extensions, removed as removed_item};
use super::options;
use super::pictures;
use super::shell::{PageContent, SectionLink, render};
use crate::outline::Package;
use protoward_schema::{Element, FileId, Syntax};

/// Renders the page of a package.
pub(crate) fn package(page: &Page<'_>, at: usize) -> Markup {
    let package = &page.site.packages[at];
    let services: Vec<Element> = package.services.iter().map(|&id| id.into()).collect();
    let messages: Vec<Element> = package.messages.iter().map(|&id| id.into()).collect();
    let enums: Vec<Element> = package.enums.iter().map(|&id| id.into()).collect();
    let removed = removed(page, package);
    let imports = pictures::imports(page, package.name);
    let parts = [
        ("-services", "Services", !services.is_empty()),
        ("-messages", "Messages", !messages.is_empty()),
        ("-enums", "Enums", !enums.is_empty()),
        ("-extensions", "Extensions", !package.extensions.is_empty()),
        ("-imports", "Imports", imports.is_some()),
        ("-removed", "Removed", removed.is_some()),
        ("-files", "Files", true),
    ];
    let present = parts.into_iter().filter(|&(_, _, is_present)| is_present);
    let sections = present.map(|(anchor, text, _)| SectionLink::new(anchor, text)).collect();
    let body = html! {
        h1 { span class="kind" { "package" } " " (package.title()) }
        @for &file in &package.files {
            @if let Some(comment) = page.site.package_comment(file) { (page.markdown(&comment, package.name, HeadingLevel::H1)) }
        }
        (listing(page, "-services", "Services", &services))
        (listing(page, "-messages", "Messages", &messages))
        (listing(page, "-enums", "Enums", &enums))
        @if !package.extensions.is_empty() {
            h2 id="-extensions" { "Extensions" }
            (extensions(page, &package.extensions))
        }
        @if let Some(imports) = imports {
            h2 id="-imports" { "Imports" }
            (imports)
            (pictures::lists(page, package.name))
        }
        @if let Some(removed) = removed { (removed) }
        h2 id="-files" { "Files" }
        @for &id in &package.files { (file(page, id)) }
    };
    render(page, &PageContent { title: package.title().to_owned(), above: Vec::new(), sections, body })
}

/// Renders the removed top-level declarations of a package; `None` if there are none.
fn removed(page: &Page<'_>, package: &Package<'_>) -> Option<Markup> {
    let changes = page.site.changes.as_ref()?;
    let removals: Vec<_> = changes.removed_from_package(package.name).collect();
    let list = html! {
        h2 id="-removed" { "Removed" }
        ul class="members" { @for removal in &removals { (removed_item(removal)) } }
    };
    (!removals.is_empty()).then_some(list)
}

fn file(page: &Page<'_>, id: FileId) -> Markup {
    let element = Element::File(id);
    html! {
        div class="file" {
            p { (page.source_link(element, html! { code { (page.schema().name(element)) } })) span class="tag" { (syntax(page.schema()[id].syntax)) } (badges(page, element)) }
            @if let Some(comment) = page.site.file_comment(id) { (page.markdown(&comment, page.schema().package(id), HeadingLevel::H2)) }
            (notes(page, element))
            (options(page, element))
        }
    }
}

fn syntax(syntax: Syntax) -> String {
    match syntax {
        Syntax::Proto2 => "proto2".to_owned(),
        Syntax::Proto3 => "proto3".to_owned(),
        Syntax::Edition(edition) => {
            edition.name().map_or_else(|| format!("edition {}", edition.0), |name| format!("edition {name}"))
        }
    }
}

/// Renders a list of declarations below a heading, or nothing if there are none.
fn listing(page: &Page<'_>, anchor: &str, title: &str, elements: &[Element]) -> Markup {
    html! {
        @if !elements.is_empty() {
            h2 id=(anchor) { (title) }
            dl class="listing" {
                @for &element in elements {
                    div {
                        dt { code { (page.link(element, page.schema().name(element))) } (badges(page, element)) }
                        dd { (page.summary(element)) }
                    }
                }
            }
        }
    }
}
