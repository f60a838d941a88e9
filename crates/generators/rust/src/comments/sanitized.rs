//! Lines of comments as prost-build writes them: URLs become links, and brackets that are not links are escaped.

use std::borrow::Cow;

/// Returns a line with a leading space where prost-build has one.
pub(super) fn line(line: &str) -> String {
    let mut line = brackets(&urls(line)).into_owned();
    let mut chars = line.chars();
    if chars.next().is_some_and(|first| first != ' ' || chars.next() == Some(' ')) {
        line.insert(0, ' ');
    }
    line
}

/// Puts URLs into `<` and `>`. A URL ends before a space or a closing parenthesis.
fn urls(line: &str) -> Cow<'_, str> {
    let mut text = String::new();
    let mut rest = line;
    while let Some((start, scheme)) = url_start(rest) {
        let behind = &rest[start + scheme..];
        let length = behind.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(behind.len());
        let end = start + scheme + length;
        text.push_str(&rest[..start]);
        if length == 0 {
            text.push_str(&rest[start..end]);
        } else {
            text.extend(["<", &rest[start..end], ">"]);
        }
        rest = &rest[end..];
    }
    if text.is_empty() {
        return Cow::Borrowed(line);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Returns the start of the first URL, and the length of its scheme.
fn url_start(text: &str) -> Option<(usize, usize)> {
    text.match_indices("http").find_map(|(at, _)| {
        let schemes = ["http://", "https://"];
        schemes.into_iter().find(|scheme| text[at..].starts_with(scheme)).map(|scheme| (at, scheme.len()))
    })
}

/// Escapes brackets that are not escaped yet and not followed by `(` or `[`, as those of a link are.
fn brackets(line: &str) -> Cow<'_, str> {
    if !line.contains('[') {
        return Cow::Borrowed(line);
    }
    let chars: Vec<char> = line.chars().collect();
    let mut text = String::with_capacity(line.len() + 4);
    let mut at = 0;
    while at < chars.len() {
        let before = usize::from(at > 0 || chars[at] != '[');
        let is_open = chars.get(at + before) == Some(&'[') && (before == 0 || !matches!(chars[at], ']' | '\\'));
        match is_open.then(|| closing(&chars, at + before + 1)).flatten() {
            Some(close) => {
                text.extend(&chars[at..at + before]);
                text.push_str("\\[");
                text.extend(&chars[at + before + 1..close]);
                text.push_str("\\]");
                text.extend(chars.get(close + 1));
                at = close + 2;
            }
            None => {
                text.push(chars[at]);
                at += 1;
            }
        }
    }
    Cow::Owned(text)
}

/// Returns the bracket that closes the one before `start`, unless a link target follows.
fn closing(chars: &[char], start: usize) -> Option<usize> {
    let first = start + chars[start..].iter().position(|&c| c == ']')?;
    let is_end = |close: usize| !matches!(chars.get(close + 1), Some('(' | '['));
    let is_doubled = chars.get(first + 1) == Some(&']');
    if is_doubled && is_end(first + 1) {
        return Some(first + 1);
    }
    let is_escaped = first > start && chars[first - 1] == '\\';
    (!is_escaped && is_end(first)).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn urls_become_links() {
        assert_eq!(line("see https://a.b/c, or (http://d)"), " see <https://a.b/c,> or (<http://d>)");
        assert_eq!(line(" http:// x"), " http:// x");
    }

    #[test]
    fn escapes_brackets_without_a_target() {
        assert_eq!(line(" [a] [b](c) [d][e] \\[f] [g\\] x"), " \\[a\\] [b](c) [d][e] \\[f] [g\\] x");
        assert_eq!(line("[]"), " \\[\\]");
        assert_eq!(line("a[b]]"), " a\\[b]\\]");
    }

    #[test]
    fn lines_begin_with_one_space_or_with_three() {
        assert_eq!([line(""), line("a"), line(" a"), line("  a")], ["", " a", " a", "   a"]);
    }
}
