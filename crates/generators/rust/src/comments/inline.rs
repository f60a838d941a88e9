//! The inline structure of a paragraph: code, URLs, references, and characters that rustdoc would take for markup.

use super::fence::fence;

/// Returns the paragraph, escaped so that rustdoc shows it as written and reports no warnings.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let has_table = text.lines().any(is_below_heads);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '`' | '~' if is_fence(rest, &out) => push(&mut out, &format!("\\{letter}"), 1),
            '`' => code(rest, has_table, &mut out),
            'h' => bare_address(rest, &mut out),
            '<' => angle(rest, &mut out),
            '[' => reference(rest, &mut out),
            ']' => push(&mut out, "\\]", 1),
            '>' if at_line_start(&out) => push(&mut out, "\\>", 1),
            '\\' => backslash(rest, &mut out),
            _ => push(&mut out, &rest[..letter.len_utf8()], letter.len_utf8()),
        };
        rest = &rest[length..];
    }
    out
}

fn push(out: &mut String, text: &str, length: usize) -> usize {
    out.push_str(text);
    length
}

fn at_line_start(out: &str) -> bool {
    out.rsplit('\n').next().is_none_or(|line| line.trim().is_empty())
}

/// Returns `true` if the rest begins with letters that would open a fence: at the start of a line, or after list markers.
fn is_fence(rest: &str, out: &str) -> bool {
    let before = out.rsplit('\n').next().unwrap_or_default();
    let is_marker =
        |word: &str| word.trim_end_matches(['.', ')']).bytes().all(|letter| b"-+*0123456789".contains(&letter));
    fence(rest).is_some() && before.split_whitespace().all(is_marker)
}

/// Writes a backslash. An escaped character stays escaped.
fn backslash(rest: &str, out: &mut String) -> usize {
    let escapes = rest.as_bytes().get(1).is_some_and(u8::is_ascii_punctuation);
    let length = if escapes { 2 } else { 1 };
    push(out, &rest[..length], length)
}

/// Writes code in backticks. Backticks without a closing match are escaped, and so are those around the end of a block or a
/// table cell. Markdown splits blocks and cells before it looks for code.
fn code(rest: &str, in_table: bool, out: &mut String) -> usize {
    let ticks = rest.bytes().take_while(|&letter| letter == b'`').count();
    let is_cut = |inner: usize| {
        let text = &rest[ticks..ticks + inner];
        is_cut(text) || (in_table && text.contains('|'))
    };
    match closing(&rest[ticks..], ticks).filter(|&inner| !is_cut(inner)) {
        Some(inner) => {
            let length = inner + 2 * ticks;
            push(out, &rest[..length], length)
        }
        None => push(out, &"\\`".repeat(ticks), ticks),
    }
}

/// Returns `true` if a continuation line may begin another block, such as a footnote, which would end the paragraph.
fn is_cut(text: &str) -> bool {
    text.lines()
        .skip(1)
        .any(|line| line.trim_start().chars().next().is_some_and(|first| "><#-+*_=~[|:".contains(first)))
}

/// Returns `true` if a line makes the line above it the header of a table.
fn is_below_heads(line: &str) -> bool {
    line.contains('-') && line.contains('|') && line.chars().all(|letter| "-|: ".contains(letter))
}

/// Returns the length of the code before a run of exactly `ticks` backticks.
fn closing(text: &str, ticks: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text[at..].find('`') {
        let start = at + found;
        let length = text[start..].bytes().take_while(|&letter| letter == b'`').count();
        if length == ticks {
            return Some(start);
        }
        at = start + length;
    }
    None
}

fn is_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

/// Writes a bare URL as a link in `<` and `>`, as rustdoc requires. rustdoc also finds a URL directly after letters.
fn bare_address(rest: &str, out: &mut String) -> usize {
    match if is_address(rest) { address_length(rest) } else { 0 } {
        0 => push(out, "h", 1),
        length => {
            out.push('<');
            out.push_str(&rest[..length]);
            push(out, ">", length)
        }
    }
}

/// Returns the length of a URL, without trailing punctuation and without unbalanced closing brackets.
fn address_length(rest: &str) -> usize {
    let stops =
        |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '<' | '>' | '"' | '`' | '\\');
    let mut address = &rest[..rest.find(stops).unwrap_or(rest.len())];
    while let Some(last) = address.chars().next_back() {
        let unopened = |open, close| last == close && address.matches(close).count() > address.matches(open).count();
        let ends = matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '_' | '|');
        if !(ends || unopened('(', ')') || unopened('[', ']') || unopened('{', '}')) {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    if let Some(end) = address.find("](") {
        address = &address[..end];
    }
    if is_address(address) { address.len() } else { 0 }
}

/// Writes `<https://…>` as a link. Any other `<` is escaped, because it would begin HTML.
fn angle(rest: &str, out: &mut String) -> usize {
    let inner = rest[1..].split('>').next().unwrap_or_default();
    let closed = rest.as_bytes().get(1 + inner.len()) == Some(&b'>');
    if closed && is_address(inner) && !inner.contains(char::is_whitespace) && !inner.contains('<') {
        let length = inner.len() + 2;
        return push(out, &rest[..length], length);
    }
    push(out, "\\<", 1)
}

/// Writes a link `[text](https://…)`. In `[Type][package.Type]`, which is common in Google's comments, the target is no Rust
/// path, so only the name is written. Other brackets are escaped.
fn reference(rest: &str, out: &mut String) -> usize {
    let Some(text) = bracketed(rest, '[', ']') else { return push(out, "\\[", 1) };
    let behind = &rest[text.len() + 2..];
    if let Some(target) = bracketed(behind, '(', ')').filter(|target| is_target(target))
        && !text.contains(['[', '<'])
        && !text.contains("http")
        && !is_cut(text)
    {
        out.push('[');
        out.push_str(&escaped(text));
        out.push_str("](");
        out.push_str(target);
        return push(out, ")", text.len() + target.len() + 4);
    }
    // `a[i][j]` and `[0][1]` are not references.
    let indexes = out.chars().next_back().is_some_and(|last| last.is_alphanumeric() || "_])".contains(last));
    let name =
        bracketed(behind, '[', ']').filter(|name| !indexes && is_type(if name.is_empty() { text } else { name }));
    match name {
        Some(name) if is_name(text) => {
            let shown = if text.is_empty() { name } else { text };
            push(out, &format!("`{}`", shown.trim_matches('`')), text.len() + name.len() + 4)
        }
        Some(name) if !text.contains(['[', '\n']) => push(out, &escaped(text), text.len() + name.len() + 4),
        _ => push(out, "\\[", 1),
    }
}

/// Returns the text between two brackets, including balanced inner brackets. Gives up after a limited number of characters, so
/// that a comment of opening brackets does not take quadratic time.
fn bracketed(text: &str, open: char, close: char) -> Option<&str> {
    const LOOKED_AT: usize = 2000;
    let inner = text.strip_prefix(open)?;
    let mut depth = 0_usize;
    for (at, letter) in inner.char_indices().take(LOOKED_AT) {
        if letter == close {
            if depth == 0 {
                return Some(&inner[..at]);
            }
            depth -= 1;
        } else if letter == open {
            depth += 1;
        }
    }
    None
}

fn is_target(target: &str) -> bool {
    let balanced = target.matches('(').count() == target.matches(')').count();
    is_address(target)
        && balanced
        && !target.contains(char::is_whitespace)
        && !target.bytes().any(|letter| b"<>\\`[]".contains(&letter))
}

/// Returns `true` if a name looks like a type: it has a package, or begins with a capital letter.
fn is_type(name: &str) -> bool {
    let first = name.trim_matches('`').chars().next();
    is_name(name) && first.is_some_and(|first| first.is_uppercase() || (first.is_alphabetic() && name.contains('.')))
}

fn is_name(name: &str) -> bool {
    name.chars().all(|letter| letter.is_alphanumeric() || "_.`".contains(letter))
        && name.matches('`').count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn code_stays_and_what_nothing_closes_is_a_letter() {
        assert_eq!(escaped("a `Vec<[u8]>` b"), "a `Vec<[u8]>` b");
        assert_eq!(escaped("a `b"), "a \\`b");
        assert_eq!(escaped("``a ` b`` `c`"), "``a ` b`` `c`");
    }

    #[test]
    fn code_ends_where_its_paragraph_does() {
        assert_eq!(escaped("`a\n<b>`"), "\\`a\n\\<b>\\`");
        assert_eq!(escaped("`a\n[^b]: <c>\nd`"), "\\`a\n\\[^b\\]: \\<c>\nd\\`");
        assert_eq!(escaped("`a\nb`"), "`a\nb`");
        assert_eq!(escaped("`a|<b>`\n---|---"), "\\`a|\\<b>\\`\n---|---");
        assert_eq!(escaped("`a|<b>`"), "`a|<b>`");
    }

    #[test]
    fn puts_addresses_in_angle_brackets() {
        assert_eq!(escaped("see https://a.b/c_(d)."), "see <https://a.b/c_(d)>.");
        assert_eq!(escaped("(http://a.b)"), "(<http://a.b>)");
        assert_eq!(escaped("<http://a.b>"), "<http://a.b>");
        assert_eq!(escaped("[a](https://a.b/c)"), "[a](https://a.b/c)");
        assert_eq!(escaped("[a](lhttps://a.b/c)"), "\\[a\\](l<https://a.b/c>)");
        assert_eq!(escaped("https://"), "https://");
        assert_eq!(escaped("`http://a.b`"), "`http://a.b`");
        assert_eq!(escaped("http://a.b/<id>"), "<http://a.b/>\\<id>");
    }

    #[test]
    fn escapes_brackets_and_html() {
        assert_eq!(escaped("<html> [1] a[i][j] [0][1]"), "\\<html> \\[1\\] a\\[i\\]\\[j\\] \\[0\\]\\[1\\]");
        assert_eq!(escaped("[Foo][google.x.Foo] and [`Foo`][google.x.Foo]"), "`Foo` and `Foo`");
        assert_eq!(escaped("[the foo][google.x.Foo] [Foo][]"), "the foo `Foo`");
        assert_eq!(escaped("[a](b) \\[c\\]"), "\\[a\\](b) \\[c\\]");
        assert_eq!(escaped("> quoted\n > again"), "\\> quoted\n \\> again");
        assert_eq!(escaped("ä[ö"), "ä\\[ö");
    }
}
