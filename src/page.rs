//! A Markdown renderer for the pages of rules: headings, paragraphs, code blocks and code spans, and no more.

use std::fmt::Write;

use super::terminal::{TextStyle, paint};
use protoward_report::Style;

/// Renders a page for a terminal, with colors and wrapped lines; without color, the page stays unchanged.
pub(super) fn page(markdown: &str, style: Style) -> String {
    if !style.color {
        return markdown.to_owned();
    }
    let mut page = Page { style, text: String::new(), paragraph: Vec::new() };
    let mut in_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            page.end_paragraph();
            in_code = !in_code;
        } else if in_code {
            page.line(&format!("    {}", paint(line, TextStyle::Name, style)));
        } else {
            page.prose(line);
        }
    }
    page.end_paragraph();
    page.text
}

struct Page<'a> {
    style: Style,
    text: String,
    /// The lines of the current paragraph.
    paragraph: Vec<&'a str>,
}

impl<'a> Page<'a> {
    fn line(&mut self, line: &str) {
        writeln!(self.text, "{line}").expect("a string takes any text");
    }

    fn prose(&mut self, line: &'a str) {
        let heading = line.trim_start_matches('#');
        if line.is_empty() || heading.len() < line.len() {
            self.end_paragraph();
        }
        match line {
            "" => self.line(""),
            _ if heading.len() < line.len() => self.line(&paint(heading.trim_start(), TextStyle::Bold, self.style)),
            line => self.paragraph.push(line),
        }
    }

    fn end_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            let filled = textwrap::fill(&self.paragraph.join(" "), self.style.width);
            self.line(&spans(&filled, self.style));
            self.paragraph.clear();
        }
    }
}

/// Colors code spans, the names in backticks.
fn spans(text: &str, style: Style) -> String {
    let parts = text.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 1 { paint(part, TextStyle::Name, style) } else { part.to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_markup_only_with_color_support() {
        let markdown = "# RULE\n\nFinds\n`x`.\n\n```proto\nmessage A {}\n```\n";
        let style = Style { color: false, unicode: true, width: 80 };
        assert_eq!(page(markdown, style), markdown);
        let colored = page(markdown, Style { color: true, ..style });
        assert!(colored.starts_with("\u{1b}[1mRULE\u{1b}[0m\n\nFinds \u{1b}[36mx\u{1b}[0m.\n"));
        assert!(!colored.contains('`'));
    }
}
