//! Comments of `.proto` files as Rust documentation.
//!
//! Comments are free text, which rustdoc would read as Markdown and Rust: brackets as links, and indented text as tests.

mod blocks;
mod fence;
mod inline;
mod sanitized;

pub use blocks::{documentation, plain};

use protoward_schema::{Comments, Element};

use crate::context::RustContext;
use crate::layout::Writer;
use crate::settings;

impl RustContext<'_> {
    /// Writes the comments of an element, unless they are disabled for `path`, the full name of the element.
    pub(crate) fn document(&self, element: impl Into<Element>, path: &str, writer: &mut Writer) {
        if self.settings.disable_comments.has(path) {
            return;
        }
        let Comments { leading, trailing, .. } = self.schema.comments(element);
        let [leading, trailing] = [leading, trailing].map(|comment| self.documentation(comment));
        let gap = if leading.is_empty() || trailing.is_empty() { None } else { Some(String::new()) };
        for line in leading.iter().chain(&gap).chain(&trailing) {
            writer.line(format!("///{line}").trim_end_matches(' '));
        }
    }

    /// Returns the lines of a comment. Each begins with a space, unless it is empty.
    pub(crate) fn documentation(&self, comment: Option<&str>) -> Vec<String> {
        let comment = comment.unwrap_or_default();
        let spaced = |line: String| if line.is_empty() { line } else { format!(" {line}") };
        match self.settings.comments {
            settings::Comments::Rustdoc => documentation(comment).into_iter().map(spaced).collect(),
            settings::Comments::Prost => comment.lines().map(sanitized::line).collect(),
            settings::Comments::None => Vec::new(),
        }
    }
}
