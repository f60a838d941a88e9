//! The list of methods, fields and extensions that use a message or enum.

use maud::{Markup, html};

use super::Page;
use super::types::displayed_name;
use protoward_schema::Element;

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
