//! The options that are set on an element.

use maud::{Markup, html};

use super::Page;
use protoward_schema::Element;

/// Renders the options of an element.
pub(super) fn options(page: &Page<'_>, element: Element) -> Markup {
    let options = page.site.options.options(element, &page.site.codec);
    if options.is_empty() {
        return html! {};
    }
    html! {
        pre class="options" {
            @for option in &options {
                @match option.extension {
                    Some(id) => (page.link(id.into(), &option.name)),
                    None => (option.name),
                }
                " = " (option.value) "\n"
            }
        }
    }
}
