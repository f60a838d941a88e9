//! The example of a message.

use maud::{Markup, html};

use super::Page;
use protoward_dynamic::{Dialect, example, example_json};
use protoward_schema::MessageId;

/// Renders the section with the example of a message in JSON and in text format.
pub(super) fn section(page: &Page<'_>, id: MessageId) -> Markup {
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
