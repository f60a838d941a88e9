//! Markdown, as far as the pages of rules use it, for a terminal.

use std::fmt::Write;

use crate::report::Style;

/// The page with its marks turned into weight and color; without color, the page as it is.
pub(super) fn page(markdown: &str, style: Style) -> String {
    if !style.color {
        return markdown.to_owned();
    }
    let mut page = String::new();
    let mut in_code = false;
    for line in markdown.lines() {
        if line.starts_with("```") {
            in_code = !in_code;
            continue;
        }
        let line = match line.trim_start_matches('#') {
            _ if in_code => format!("    \u{1b}[36m{line}\u{1b}[0m"),
            heading if heading.len() < line.len() => format!("\u{1b}[1m{}\u{1b}[0m", heading.trim_start()),
            line => spans(line),
        };
        writeln!(page, "{line}").expect("a string takes any text");
    }
    page
}

/// Names in backticks.
fn spans(line: &str) -> String {
    let parts = line.split('`').enumerate();
    parts
        .map(|(index, part)| if index % 2 == 1 { format!("\u{1b}[36m{part}\u{1b}[0m") } else { part.to_owned() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_color_only_where_there_is_color() {
        let markdown = "# RULE\n\nFinds `x`.\n\n```proto\nmessage A {}\n```\n";
        let style = Style { color: false, unicode: true, width: 80 };
        assert_eq!(page(markdown, style), markdown);
        let colored = page(markdown, Style { color: true, ..style });
        assert!(colored.starts_with("\u{1b}[1mRULE\u{1b}[0m\n\nFinds \u{1b}[36mx\u{1b}[0m.\n"));
        assert!(!colored.contains('`'));
    }
}
