//! The block structure of a comment: paragraphs, lists and code.
//!
//! Fenced and indented code is marked as text or another language, so that rustdoc does not compile it as a test. Lists keep
//! their structure: indented lines in an item belong to the item, and are code only if indented four more columns.

use super::fence::fence;
use super::inline;

/// The minimum indentation of indented code, in columns.
const CODE: usize = 4;

/// The distance of tab stops, in columns.
const TAB: usize = 4;

/// The languages that a fence may name. rustdoc takes none of them for Rust.
const LANGUAGES: &[&str] = &[
    "bash",
    "c",
    "cel",
    "console",
    "cpp",
    "css",
    "csharp",
    "go",
    "graphql",
    "html",
    "http",
    "java",
    "javascript",
    "js",
    "json",
    "jsonc",
    "kotlin",
    "markdown",
    "php",
    "proto",
    "proto3",
    "protobuf",
    "python",
    "regex",
    "ruby",
    "sh",
    "shell",
    "sql",
    "swift",
    "text",
    "textproto",
    "toml",
    "ts",
    "typescript",
    "xml",
    "yaml",
    "yml",
];

/// Returns the lines of a comment as documentation, escaped where rustdoc would misread it, or no lines if it is empty.
pub fn documentation(comment: &str) -> Vec<String> {
    let cleaned = plain(comment);
    let lines: Vec<String> = cleaned.lines().map(with_spaces).collect();
    let margin = if lines.iter().all(|line| line.is_empty() || line.starts_with(' ')) { 1 } else { 0 };
    let mut writer = Writer::default();
    for line in &lines {
        writer.line(line.get(margin..).unwrap_or_default().trim_end());
    }
    writer.finish()
}

/// Returns the comment without characters that a Rust comment must not contain: lone carriage returns, and control characters
/// that change the text direction.
pub fn plain(comment: &str) -> String {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut plain = comment.replace("\r\n", "\n").replace('\r', "\n");
    plain.retain(|letter| !turns(letter));
    plain
}

/// Replaces tabs with spaces, so that columns can be counted. A lint of clippy is against tabs in documentation.
fn with_spaces(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len());
    let mut columns = 0;
    for letter in line.chars() {
        let width = if letter == '\t' { TAB - columns % TAB } else { 1 };
        spaced.extend(std::iter::repeat_n(if letter == '\t' { ' ' } else { letter }, width));
        columns += width;
    }
    spaced
}

/// An open code fence.
struct Fence {
    /// A backtick or a tilde.
    letter: u8,
    /// The number of letters, which the closing fence must have at least.
    length: usize,
    /// The column of the text around the fence.
    base: usize,
    /// The indentation of the opening fence, which the code does not have.
    indent: usize,
}

#[derive(Default)]
struct Writer {
    out: Vec<String>,
    /// The lines of the current paragraph. They are escaped together, because inline markup can span lines.
    paragraph: Vec<String>,
    fence: Option<Fence>,
    /// The columns at which the text of the open list items begins.
    items: Vec<usize>,
    /// Open indented code: the column of the text around it, and the number of blank lines to write if more code follows.
    code: Option<(usize, usize)>,
    after_blank: bool,
}

impl Writer {
    fn line(&mut self, line: &str) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(fence) = &self.fence {
            let &Fence { base, indent, .. } = fence;
            if closes(fence, line) {
                self.out.push(format!("{}```", " ".repeat(base)));
                self.fence = None;
            } else {
                self.code_line(line, indent);
            }
            return;
        }
        if line.is_empty() {
            return self.blank();
        }
        if let Some((base, blanks)) = self.code {
            if indent >= base + CODE {
                self.out.extend(std::iter::repeat_n(String::new(), blanks));
                self.code = Some((base, 0));
                return self.code_line(line, base + CODE);
            }
            self.end_code();
        }
        self.text(line, indent);
    }

    fn blank(&mut self) {
        self.after_blank = true;
        if let Some((_, blanks)) = &mut self.code {
            *blanks += 1;
            return;
        }
        self.end_paragraph();
        if self.out.last().is_some_and(|last| !last.is_empty()) {
            self.out.push(String::new());
        }
    }

    /// Handles a line outside of code. A line after text without a blank line continues the text, regardless of its indentation,
    /// unless it is a fence. Without the indentation, a fence would begin code in Rust.
    fn text(&mut self, line: &str, indent: usize) {
        let in_paragraph = !self.paragraph.is_empty() && !self.after_blank;
        // Less indented text leaves the paragraph of an item, and so does the next item.
        let is_inside = self.items.last().is_none_or(|&column| indent >= column);
        let marker = marker(line.trim_start(), in_paragraph && is_inside);
        if !in_paragraph || marker.is_some() {
            while self.items.last().is_some_and(|&column| indent < column) {
                self.items.pop();
            }
        }
        let base = self.items.last().copied().unwrap_or(0);
        self.after_blank = false;
        if let Some((letter, length)) = fence(line.trim_start()).filter(|_| indent < base + CODE || in_paragraph) {
            self.end_paragraph();
            self.out.push(format!("{}```{}", " ".repeat(base), language(line)));
            self.fence = Some(Fence { letter, length, base, indent });
            return;
        }
        if indent >= base + CODE && !in_paragraph {
            self.separate();
            self.out.push(format!("{}```text", " ".repeat(base)));
            self.code = Some((base, 0));
            return self.code_line(line, base + CODE);
        }
        match marker.filter(|_| indent < base + CODE) {
            Some(width) => {
                self.end_paragraph();
                let (mark, rest) = line.trim_start().split_at(width);
                let rest = rest.trim_start();
                let base = indent + width + 1;
                self.items.push(base);
                let mark = format!("{}{mark}", " ".repeat(indent));
                if let Some((letter, length)) = fence(rest) {
                    self.out.push(format!("{mark} ```{}", language(rest)));
                    let indent = line.len() - rest.len();
                    self.fence = Some(Fence { letter, length, base, indent });
                    return;
                }
                self.paragraph.push(format!("{mark} {rest}"));
                self.items_within(rest, base);
            }
            None if in_paragraph => self.paragraph.push(format!("{}{}", " ".repeat(base), line.trim_start())),
            None => self.paragraph.push(format!("{}{}", " ".repeat(base.max(indent)), line.trim_start())),
        }
        if line.trim_start().starts_with('#') {
            self.end_paragraph();
        }
    }

    /// Ends the paragraph with a blank line. Otherwise, the code after it would continue the paragraph.
    fn separate(&mut self) {
        self.end_paragraph();
        if self.out.last().is_some_and(|last| !last.is_empty()) {
            self.out.push(String::new());
        }
    }

    /// Opens the items in the text of an item: `* - text` has two.
    fn items_within(&mut self, text: &str, base: usize) {
        if let Some(width) = marker(text, false) {
            let rest = &text[width..];
            let inner = rest.trim_start();
            let column = base + width + (rest.len() - inner.len()).clamp(1, CODE);
            self.items.push(column);
            self.items_within(inner, column);
        }
    }

    /// Writes a line of code without the common indentation. A fence in the line is changed, because it would end the code.
    fn code_line(&mut self, line: &str, from: usize) {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let text = &line[from.min(indent)..];
        let (base, text) = match &self.fence {
            Some(fence) => (fence.base, text),
            None => (self.code.map_or(0, |(base, _)| base), text),
        };
        let ends_it = text.trim_start().starts_with("```");
        let text = if ends_it { text.replacen("```", "'''", 1) } else { text.to_owned() };
        self.out.push(if text.is_empty() { text } else { format!("{}{text}", " ".repeat(base)) });
    }

    fn end_code(&mut self) {
        if let Some((base, blanks)) = self.code.take() {
            self.out.push(format!("{}```", " ".repeat(base)));
            if blanks > 0 {
                self.out.push(String::new());
            }
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if !paragraph.is_empty() {
            self.out.extend(inline::escaped(&paragraph.join("\n")).lines().map(str::to_owned));
        }
    }

    fn finish(mut self) -> Vec<String> {
        self.end_paragraph();
        self.end_code();
        if let Some(fence) = self.fence {
            self.out.push(format!("{}```", " ".repeat(fence.base)));
        }
        while self.out.last().is_some_and(String::is_empty) {
            self.out.pop();
        }
        self.out
    }
}

fn closes(fence: &Fence, line: &str) -> bool {
    let text = line.trim();
    text.len() >= fence.length && text.bytes().all(|letter| letter == fence.letter)
}

/// Returns the language for a fence. It is never Rust and never empty, which rustdoc would take for Rust.
fn language(line: &str) -> &str {
    let info = line.trim_start().trim_start_matches(['`', '~']).trim();
    let word = info.split([' ', ',', '{']).next().unwrap_or_default();
    LANGUAGES.iter().find(|language| language.eq_ignore_ascii_case(word)).copied().unwrap_or("text")
}

/// Returns the width of the list marker that a line begins with. In a paragraph, only the number 1 can begin a numbered list.
fn marker(text: &str, in_paragraph: bool) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let width = match text.as_bytes().get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => 1,
        b'.' | b')' if (1..10).contains(&digits) && (!in_paragraph || &text[..digits] == "1") => digits + 1,
        _ => return None,
    };
    (text.as_bytes().get(width) == Some(&b' ')).then_some(width)
}

#[cfg(test)]
mod tests {
    use super::documentation;

    fn doc(comment: &str) -> String {
        documentation(comment).join("\n")
    }

    #[test]
    fn code_is_never_rust() {
        assert_eq!(
            doc(" Example:\n\n     let a = 1;\n\n       b\n\n Then.\n"),
            "Example:\n\n```text\nlet a = 1;\n\n  b\n```\n\nThen."
        );
        assert_eq!(doc(" ```\n foo()\n ```\n"), "```text\nfoo()\n```");
        assert_eq!(doc(" ```rust,no_run\n foo()\n"), "```text\nfoo()\n```");
        assert_eq!(doc(" ~~~ JSON\n {}\n ~~~\n"), "```json\n{}\n```");
        assert_eq!(doc("     first()\n"), "```text\nfirst()\n```");
        assert_eq!(doc("\t\tfirst()\n"), "```text\n   first()\n```");
        assert_eq!(doc(" a\tb\t c\n"), "a  b    c");
    }

    #[test]
    fn indented_fences_after_text_are_fences() {
        let fenced = "Example:\n```text\nTimestamp t;\n  x\n```\nThen.";
        assert_eq!(doc(" Example:\n     ```\n     Timestamp t;\n       x\n     ```\n Then.\n"), fenced);
        assert_eq!(doc(" Example:\n     ~~~\n     Timestamp t;\n       x\n     ~~~\n Then.\n"), fenced);
        assert_eq!(doc("Example:\n\t```\n\tTimestamp t;\n\t  x\n\t```\nThen.\n"), fenced);
        assert_eq!(doc(" a\n     ```\n     ```\n"), "a\n```text\n```");
        assert_eq!(doc(" a\n     ```json\n     b\n"), "a\n```json\nb\n```");
        assert_eq!(doc(" - a\n         ```\n         b\n         ```\n"), "- a\n  ```text\n  b\n  ```");
        assert_eq!(doc(" a\n     ```b``` c\n"), "a\n```b``` c");
    }

    #[test]
    fn fences_in_items_are_fences() {
        assert_eq!(doc(" - ```\n   a\n   ```\n"), "- ```text\n  a\n  ```");
        assert_eq!(doc(" 1. ~~~ json\n    {}\n    ~~~\n"), "1. ```json\n   {}\n   ```");
        assert_eq!(doc(" * - ```\n     a ```\n"), "* - \\`\\`\\`\n    a \\`\\`\\`");
        assert_eq!(doc(" - + ~~~\n"), "- + \\~~~");
    }

    #[test]
    fn distinguishes_continued_text_from_code() {
        assert_eq!(doc(" One\n       two\n"), "One\ntwo");
        assert_eq!(doc(" * one\n     two\n\n     three\n"), "* one\n  two\n\n    three");
        assert_eq!(doc(" * one\n\n         code\n"), "* one\n\n  ```text\n    code\n  ```");
        assert_eq!(doc(" Since\n 1984. It is.\n"), "Since\n1984. It is.");
        assert_eq!(doc(" * since\n   1984. It\n       is.\n"), "* since\n  1984. It\n  is.");
        assert_eq!(doc(" 1. since\n 2. then\n"), "1. since\n2. then");
        assert_eq!(doc(" * * one\n   two\n"), "* * one\n    two");
    }

    #[test]
    fn removes_characters_that_rust_does_not_accept() {
        assert_eq!(doc(" a\r b\u{202e}\r\n c\n"), "a\nb\nc");
        assert_eq!(doc(" \n\n"), "");
    }
}
