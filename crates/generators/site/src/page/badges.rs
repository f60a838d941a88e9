//! Badges and notes about changes and deprecation.

use maud::{Markup, html};

use super::Page;
use crate::changes::{Badge, Change};
use protoward_schema::Element;

/// Renders the badges of an element in a heading or a list.
pub(super) fn badges(page: &Page<'_>, element: Element) -> Markup {
    let changed = page.site.changes.as_ref().and_then(|changes| changes.badge(element));
    html! {
        @if page.schema().is_deprecated(element) { " " span class="badge deprecated" { "deprecated" } }
        @if let Some((found, is_breaking)) = changed { " " (badge(found, is_breaking)) }
    }
}

/// Renders a badge, and another one if the change is breaking.
pub(super) fn badge(badge: Badge, is_breaking: bool) -> Markup {
    html! {
        span class={ "badge " (badge.text()) } { (badge.text()) }
        @if is_breaking { " " span class="badge breaking" { "breaking" } }
    }
}

/// Renders the changes of an element.
pub(super) fn notes(page: &Page<'_>, element: Element) -> Markup {
    let changes = page.site.changes.as_ref().map_or(&[][..], |changes| changes.of(element));
    html! { @for change in changes { (note(change)) } }
}

/// Renders a change with the text of its finding.
pub(super) fn note(change: &Change) -> Markup {
    let class = if change.is_breaking { "breaking" } else { change.badge.text() };
    html! {
        p class={ "note " (class) } {
            (badge(change.badge, change.is_breaking)) " " (text(&change.message))
            @if let Some(rule) = change.rule { " " span class="rule" { (rule) } }
        }
    }
}

/// Renders a text whose names are in backticks.
fn text(message: &str) -> Markup {
    html! {
        @for (at, part) in message.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}
