//! The calls at the top level of a BUILD file, with the places of their arguments: as much of Starlark as edits need.
//!
//! Source: <https://github.com/bazelbuild/starlark/blob/master/spec.md#lexical-elements>

use std::ops::Range;

/// A call at the top level, such as a rule or `load`.
#[derive(Debug)]
pub(crate) struct Call<'t> {
    pub(crate) function: &'t str,
    /// The span of the call with its parentheses.
    pub(crate) span: Range<usize>,
    /// The arguments in their order.
    pub(crate) arguments: Vec<Argument<'t>>,
}

/// An argument of a call.
#[derive(Debug)]
pub(crate) struct Argument<'t> {
    /// The name; `None` for a positional argument.
    pub(crate) name: Option<&'t str>,
    /// The span of the value.
    pub(crate) span: Range<usize>,
    pub(crate) value: Value<'t>,
}

/// The value of an argument.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Value<'t> {
    String(&'t str),
    /// A list of strings only. An entry is `true` if a comment `# keep` follows it in its line.
    Strings(Vec<(&'t str, bool)>),
    /// Any other expression.
    Other,
}

impl<'t> Call<'t> {
    /// Returns the argument with a name.
    pub(crate) fn argument(&self, name: &str) -> Option<&Argument<'t>> {
        self.arguments.iter().find(|argument| argument.name == Some(name))
    }
}

/// Returns the calls at the top level of a text. Unbalanced parentheses end the list.
pub(crate) fn calls(text: &str) -> Vec<Call<'_>> {
    let tokens = tokens(text);
    let mut calls = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_call = tokens[at].kind == Kind::Name && tokens.get(at + 1).is_some_and(|next| next.text == "(");
        let Some(end) = closing(&tokens, at + usize::from(is_call)) else { break };
        if is_call {
            let span = tokens[at].start..tokens[end].end();
            calls.push(Call { function: tokens[at].text, span, arguments: arguments(&tokens[at + 2..end]) });
        }
        at = end + 1;
    }
    calls
}

/// Returns the end of the first statement that is not a comment or a documentation string: where `load` may be.
pub(crate) fn start_of_statements(text: &str) -> usize {
    let is_text = |token: &Token<'_>| matches!(token.kind, Kind::Comment | Kind::String);
    tokens(text).iter().take_while(|token| is_text(token)).last().map_or(0, Token::end)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Name,
    /// A string with its quotes.
    String,
    Comment,
    /// Any other character.
    Symbol,
}

#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    kind: Kind,
    start: usize,
    text: &'t str,
}

impl<'t> Token<'t> {
    const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// Returns the content of a string without escapes; `None` for other tokens.
    fn content(&self) -> Option<&'t str> {
        let is_plain = self.kind == Kind::String && !self.text.contains('\\');
        let quote = self.text.chars().next().filter(|quote| is_plain && "\"'".contains(*quote))?;
        Some(self.text.trim_matches(quote))
    }
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let (kind, length) = match first {
            '#' => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
            '"' | '\'' => (Kind::String, string_length(rest)),
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            _ if is_word(first) => (Kind::Name, rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())),
            _ => (Kind::Symbol, first.len_utf8()),
        };
        tokens.push(Token { kind, start: at, text: &rest[..length] });
        at += length;
    }
    tokens
}

/// Returns the length of the string at the start of a text, with its quotes. One that does not end takes the rest.
fn string_length(text: &str) -> usize {
    let triple = [r#"""""#, "'''"].into_iter().find(|quotes| text.starts_with(quotes));
    let quotes = triple.unwrap_or(&text[..1]);
    let mut at = quotes.len();
    while let Some(letter) = text[at..].chars().next() {
        match letter {
            '\\' => at += 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8),
            _ if text[at..].starts_with(quotes) => return at + quotes.len(),
            _ => at += letter.len_utf8(),
        }
    }
    text.len()
}

/// Returns the index of the token that closes the bracket at an index; the index itself for another token.
fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" if token.kind == Kind::Symbol => depth += 1,
            ")" | "]" | "}" if token.kind == Kind::Symbol => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Splits the tokens between the parentheses of a call into its arguments.
fn arguments<'t>(tokens: &[Token<'t>]) -> Vec<Argument<'t>> {
    let mut arguments = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let mut end = at;
        while end < tokens.len() && tokens[end].text != "," {
            end = closing(tokens, end).map_or(tokens.len(), |closing| closing + 1);
        }
        let code: Vec<Token<'t>> =
            tokens[at..end].iter().copied().skip_while(|token| token.kind == Kind::Comment).collect();
        arguments.extend(argument(&code));
        at = end + 1;
    }
    arguments
}

fn argument<'t>(tokens: &[Token<'t>]) -> Option<Argument<'t>> {
    let (name, value) = match tokens {
        [name, equals, value @ ..] if name.kind == Kind::Name && equals.text == "=" => (Some(name.text), value),
        value => (None, value),
    };
    let code = |token: &&Token<'_>| token.kind != Kind::Comment;
    let span = value.iter().find(code)?.start..value.iter().rfind(code)?.end();
    Some(Argument { name, span, value: value_of(value) })
}

fn value_of<'t>(tokens: &[Token<'t>]) -> Value<'t> {
    let code: Vec<&Token<'t>> = tokens.iter().filter(|token| token.kind != Kind::Comment).collect();
    match code.as_slice() {
        [only] => only.content().map_or(Value::Other, Value::String),
        [open, inner @ .., close] if open.text == "[" && close.text == "]" => {
            let is_entry = |token: &&&Token<'_>| token.content().is_some() || token.text == ",";
            if !inner.iter().all(|token| is_entry(&token)) {
                return Value::Other;
            }
            let strings = inner.iter().filter_map(|token| Some((token.content()?, is_kept(tokens, token.start))));
            Value::Strings(strings.collect())
        }
        _ => Value::Other,
    }
}

/// Returns `true` if the comment `# keep` follows a token, with at most a comma between them.
fn is_kept(tokens: &[Token<'_>], start: usize) -> bool {
    let mut behind = tokens.iter().skip_while(|token| token.start <= start);
    let comment = behind.find(|token| token.text != ",");
    comment.is_some_and(|comment| comment.kind == Kind::Comment && comment.text[1..].trim() == "keep")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn calls_have_their_arguments() {
        let text = "\"\"\"A (doc.\"\"\"\n# c(\nload(\"//x:y.bzl\", \"r\")\n\nr(\n    name = 'a',  # why\n    srcs = [\n        \"a.proto\",\n        \"b.proto\",  # keep\n    ],\n    deps = glob([\"*\"]) + [],\n    x = {\"(\": 1},\n)\nfoo = [r(1)]\n";
        let all = calls(text);
        assert_eq!(all.iter().map(|call| call.function).collect::<Vec<_>>(), ["load", "r"]);
        let rule = &all[1];
        assert_eq!(rule.argument("name").unwrap().value, Value::String("a"));
        assert_eq!(rule.argument("srcs").unwrap().value, Value::Strings(vec![("a.proto", false), ("b.proto", true)]));
        assert_eq!(rule.argument("deps").unwrap().value, Value::Other);
        assert_eq!(&text[rule.argument("deps").unwrap().span.clone()], "glob([\"*\"]) + []");
        assert!(text[rule.span.clone()].ends_with("},\n)"));
        assert_eq!(&text[start_of_statements(text)..][..5], "\nload");
    }

    #[test]
    fn broken_texts_do_not_end_the_program() {
        for text in ["a(", "a('", "a(]", "\"\"\"", "a(b=", "\\", "a(b = [\"\\", "ü(é)"] {
            calls(text);
            start_of_statements(text);
        }
    }
}
