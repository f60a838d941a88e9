//! Evidence in two columns, as terminals and documents show it.

use textwrap::{Options, WordSeparator, WordSplitter};

use protoward_source::{Evidence, legible};

/// Formats evidence in two columns.
pub(super) fn lines(evidence: &Evidence, width: usize, paint: impl Fn(&str) -> String) -> String {
    let head = format!("  {}: ", evidence.name);
    let indent = " ".repeat(head.len());
    let mut text = paint(&head) + &wrapped(&evidence.title, width, &indent);
    let column = evidence.rows.iter().map(|(word, _)| word.chars().count()).max().unwrap_or_default();
    let inner = " ".repeat(head.len() + column + 2);
    for (word, lines) in &evidence.rows {
        for (index, line) in lines.iter().enumerate() {
            let word = if index == 0 { legible(word).into_owned() } else { String::new() };
            text += &format!("{indent}{}  ", paint(&format!("{word:column$}")));
            text += &wrapped(line, width, &inner);
        }
    }
    text
}

/// Wraps a line with indented continuation lines, preserving inner spaces, which align columns.
fn wrapped(line: &str, width: usize, indent: &str) -> String {
    let room = width.saturating_sub(indent.len()).max(20);
    let options = Options::new(room)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .break_words(false);
    let line = legible(line);
    textwrap::wrap(&line, options).join(&format!("\n{indent}")) + "\n"
}
