//! The page with all changes since the baseline.

use maud::{Markup, html};

use super::Page;
use super::badges::note;
use super::shell::{PageContent, SectionLink, render};
use crate::changes::{Changes, ListedChange};
use protoward_source::count;

pub(crate) fn changes(page: &Page<'_>, changes: &Changes<'_>) -> Markup {
    let packages: Vec<&[ListedChange]> = changes.list.chunk_by(|a, b| a.package == b.package).collect();
    let anchor = |at: usize| format!("-{at}");
    let link = |(at, group): (usize, &&[ListedChange])| SectionLink::new(anchor(at), &group[0].package);
    let breaking = changes.list.iter().filter(|listed| listed.change.is_breaking).count();
    let body = html! {
        h1 { "Changes" }
        p class="fact" {
            (count(changes.list.len(), "change")) " since " code { (changes.since) } ", " (breaking) " breaking"
        }
        @if packages.is_empty() { p { "Nothing changed." } }
        @for (at, group) in packages.iter().enumerate() {
            h2 id=(anchor(at)) { (group[0].package) }
            ul class="members" { @for of in group.chunk_by(|a, b| a.name == b.name) { (element(page, of)) } }
        }
    };
    let sections = packages.iter().enumerate().map(link).collect();
    render(page, &PageContent { title: "Changes".to_owned(), above: Vec::new(), sections, body })
}

/// Renders the changes of one element.
fn element(page: &Page<'_>, changes: &[ListedChange]) -> Markup {
    let first = &changes[0];
    html! {
        li {
            p class="head" {
                code {
                    @match first.element {
                        Some(element) => (page.link(element, &first.name)),
                        None => (first.name),
                    }
                }
            }
            @for listed in changes { (note(&listed.change)) }
        }
    }
}
