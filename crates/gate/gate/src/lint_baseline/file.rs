//! The text of a baseline of lint: one line for each finding.
//!
//! `MESSAGE_PASCAL_CASE user.v1.user: message name "user" should be PascalCase, such as "User"` is the rule, the element or the
//! file, and the message. Equal findings have equal lines, as many as there are. The lines are sorted and independent of each
//! other, so that git can merge them.

use std::ops::Range;

/// The first line of the file.
const HEADER: &str =
    "# Lint findings that are accepted, one in each line; `protoward lint --write-baseline` writes this file.\n";

/// A line of a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BaselineLine {
    pub(super) text: String,
    /// Its bytes in the file.
    pub(super) bytes: Range<usize>,
}

impl BaselineLine {
    /// Returns the id of the rule.
    pub(super) fn rule(&self) -> &str {
        self.text.split_once(' ').map_or(&*self.text, |(rule, _)| rule)
    }
}

/// Returns the lines with findings.
///
/// # Errors
/// Fails for a line that is neither a finding nor a comment, such as one that git writes into a conflict; the error has its
/// bytes.
pub(super) fn parse(text: &str) -> Result<Vec<BaselineLine>, Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        let line = whole.trim_end();
        let bytes = start..start + line.len();
        start += whole.len();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if !is_finding(line) {
            return Err(bytes);
        }
        lines.push(BaselineLine { text: line.to_owned(), bytes });
    }
    Ok(lines)
}

/// Returns `true` for `RULE element: message`.
fn is_finding(line: &str) -> bool {
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let Some((rule, rest)) = line.split_once(' ') else { return false };
    !rule.is_empty() && rule.bytes().all(is_of_id) && rest.contains(':')
}

/// Returns the text of a baseline with these sorted lines.
pub(super) fn text(lines: &[String]) -> String {
    lines.iter().fold(HEADER.to_owned(), |text, line| text + line + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_they_were_written() {
        let lines = ["RULE_A a.B: why: because", "RULE_A a.B: why: because", "RULE_B dir/a file.proto: \"x\""];
        let lines = lines.map(str::to_owned);
        for text in [text(&lines), text(&lines).replace('\n', "\r\n")] {
            let read: Vec<String> = parse(&text).unwrap_or_default().into_iter().map(|line| line.text).collect();
            assert_eq!(read, lines);
        }
    }

    #[test]
    fn lines_have_their_bytes() {
        let text = "# é\n\nRULE a: b\n";
        let lines = parse(text).unwrap_or_default();
        assert_eq!(lines.iter().map(|line| &text[line.bytes.clone()]).collect::<Vec<_>>(), ["RULE a: b"]);
        assert_eq!(lines[0].rule(), "RULE");
    }

    #[test]
    fn other_lines_are_errors() {
        for line in ["<<<<<<< HEAD", "=======", ">>>>>>> main: x", "RULE", "RULE a", " RULE a: b", "a.b c: d"] {
            assert_eq!(parse(&format!("# x\n{line}\nRULE a: b\n")), Err(4..4 + line.len()), "{line}");
        }
    }
}
