//! Lists of declarations with their first sentences.

use maud::{Markup, html};

use super::Page;
use super::badges::badges;
use protoward_schema::Element;

/// Renders a list of declarations below a heading, or nothing if there are none.
pub(super) fn listing(page: &Page<'_>, anchor: &str, title: &str, elements: &[Element]) -> Markup {
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
