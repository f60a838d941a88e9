//! Text format without its extensions, for the first of the two readings of an image.

/// How deep messages may nest in a text image; the reader recurses once for each.
pub(super) const MAX_DEPTH: usize = 100;

/// The text without the fields whose name is in brackets: `[google.api.http] { … }`.
pub(super) fn without(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut tokens = Tokens { rest: text }.peekable();
    let mut value_next = false;
    while let Some(token) = tokens.next() {
        match token {
            "[" if !value_next => {
                skip_name(&mut tokens);
                skip_value(&mut tokens);
                kept.push(' ');
                continue;
            }
            "[" => kept.push_str(token),
            _ => kept.push_str(token),
        }
        if !is_blank(token) {
            value_next = token == ":";
        }
    }
    kept
}

/// How deep the braces of a text nest.
pub(super) fn depth(text: &str) -> usize {
    let mut depth = 0usize;
    let mut deepest = 0;
    for token in (Tokens { rest: text }) {
        match token {
            "{" | "<" | "[" => depth += 1,
            "}" | ">" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

type Stream<'a> = std::iter::Peekable<Tokens<'a>>;

fn skip_name(tokens: &mut Stream<'_>) {
    for token in tokens.by_ref() {
        if token == "]" {
            return;
        }
    }
}

/// Skips `: 1`, `: "a" "b"`, `: -inf`, `{ … }`, `: [ … ]`, and a separator behind it.
fn skip_value(tokens: &mut Stream<'_>) {
    skip_blank(tokens);
    if tokens.next_if_eq(&":").is_some() {
        skip_blank(tokens);
    }
    tokens.next_if_eq(&"-");
    skip_blank(tokens);
    let string = match tokens.next() {
        Some("{" | "<" | "[") => return finish(tokens, skip_nested),
        Some(token) => token.starts_with(['"', '\'']),
        None => return,
    };
    finish(tokens, |tokens| {
        if string {
            skip_strings(tokens);
        }
    });
}

/// Strings that follow a string belong to it.
fn skip_strings(tokens: &mut Stream<'_>) {
    loop {
        skip_blank(tokens);
        if tokens.next_if(|token| token.starts_with(['"', '\''])).is_none() {
            return;
        }
    }
}

fn finish(tokens: &mut Stream<'_>, skip: impl FnOnce(&mut Stream<'_>)) {
    skip(tokens);
    skip_blank(tokens);
    tokens.next_if(|token| matches!(*token, "," | ";"));
}

fn skip_nested(tokens: &mut Stream<'_>) {
    let mut open = 1usize;
    for token in tokens.by_ref() {
        match token {
            "{" | "<" | "[" => open += 1,
            "}" | ">" | "]" => open -= 1,
            _ => {}
        }
        if open == 0 {
            return;
        }
    }
}

fn skip_blank(tokens: &mut Stream<'_>) {
    while tokens.next_if(|token| is_blank(token)).is_some() {}
}

fn is_blank(token: &str) -> bool {
    token.starts_with('#') || token.starts_with(char::is_whitespace)
}

/// Blanks, comments, strings, words, and single marks; together they are the whole text.
struct Tokens<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let first = self.rest.chars().next()?;
        let length = match first {
            '#' => self.rest.find('\n').unwrap_or(self.rest.len()),
            '"' | '\'' => string_length(self.rest, first),
            _ if first.is_whitespace() => run_length(self.rest, char::is_whitespace),
            _ if is_word(first) => run_length(self.rest, is_word),
            _ => first.len_utf8(),
        };
        let (token, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(token)
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '.' | '+')
}

fn run_length(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

fn string_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (index, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return index + quote.len_utf8(),
            '\n' => return index,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{depth, without};

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(without(text).split_whitespace().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn extensions_go_and_lists_stay() {
        check("a { [x.y] { b: 1 c { } } d: [1, 2] }", "a { d: [1, 2] }");
        check("[x.y]: -1, a: 2", "a: 2");
        check("[x.y]: \"]\" '}' a: \"[x.y]: 1\"", "a: \"[x.y]: 1\"");
        check("[x.y]: [{ a: 1 }, { }] b: 2 # [z]: 1", "b: 2 # [z]: 1");
    }

    #[test]
    fn broken_text_ends() {
        for text in ["[", "[x", "[x]:", "[x] {", "\"", "[x]: \"", "[x] { \"\\"] {
            assert!(without(text).len() <= text.len() + 1);
        }
    }

    #[test]
    fn braces_in_strings_do_not_count() {
        assert_eq!(depth("a { b: \"{{{\" c < > }"), 2);
    }
}
