//! The first page: all packages.

use maud::{Markup, html};

use super::Page;
use super::badges::badge;
use super::pictures;
use super::shell::{PageContent, SectionLink, render};
use crate::changes::Badge;
use crate::outline::Package;
use crate::paths;
use protoward_schema::Element;
use protoward_source::count;

pub(crate) fn index(page: &Page<'_>) -> Markup {
    let site = page.site;
    let counts = site.counts();
    let picture = pictures::overview(page);
    let anchors = pictures::anchors(&site.packages);
    let sections = match picture {
        Some(_) => vec![SectionLink::new("-imports", "Imports"), SectionLink::new("-all", "Packages")],
        None => Vec::new(),
    };
    let body = html! {
        h1 { (site.settings.title) }
        p class="fact" {
            (count(counts.packages, "package")) ", " (count(counts.services, "service")) ", "
            (count(counts.messages, "message")) ", " (count(counts.enums, "enum"))
        }
        @if let Some(changes) = &site.changes {
            p {
                a href=(paths::CHANGES) { (count(changes.list.len(), "change")) } " since " code { (changes.since) }
            }
        }
        @if !site.settings.broken.is_empty() {
            p { a href=(paths::ERRORS) { (count(site.settings.broken.len(), "file")) } " cannot be shown because of errors" }
        }
        @if let Some(picture) = picture {
            h2 id="-imports" { "Imports" }
            (picture)
        }
        h2 id="-all" { "Packages" }
        dl class="listing" {
            @for (at, package) in site.packages.iter().enumerate() {
                div id=[anchors.get(&at)] {
                    dt {
                        code {
                            a href=[page.links().package_href(&page.path, package.name)] { (breakable(package.title())) }
                        }
                        (changed(page, package))
                    }
                    dd { (site.package_summary(at)) " " span class="counts" { (contents(package)) } }
                }
            }
        }
    };
    render(page, &PageContent { title: site.settings.title.to_owned(), above: Vec::new(), sections, body })
}

/// Renders a name that may be broken after each dot.
fn breakable(name: &str) -> Markup {
    html! { @for part in name.split_inclusive('.') { (part) wbr; } }
}

/// Describes the contents of a package: `2 services, 5 messages`.
fn contents(package: &Package<'_>) -> String {
    let numbers = [
        (package.services.len(), "service"),
        (package.messages.len(), "message"),
        (package.enums.len(), "enum"),
        (package.extensions.len(), "extension"),
    ];
    let present = numbers.into_iter().filter(|&(number, _)| number > 0);
    present.map(|(number, of)| count(number, of)).collect::<Vec<_>>().join(", ")
}

/// Renders the badges of a package with changes.
fn changed(page: &Page<'_>, package: &Package<'_>) -> Markup {
    let Some(changes) = &page.site.changes else { return html! {} };
    let of_files = package.files.iter().filter_map(|&file| changes.badge(Element::File(file)));
    let of_removed = changes.removed_from_package(package.name).flat_map(|(_, changes)| changes);
    let breaking: Vec<bool> =
        of_files.map(|(_, is_breaking)| is_breaking).chain(of_removed.map(|change| change.is_breaking)).collect();
    html! { @if !breaking.is_empty() { " " (badge(Badge::Changed, breaking.contains(&true))) } }
}
