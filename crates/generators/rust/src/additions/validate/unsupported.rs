//! Parts of expressions that prost-protovalidate cannot evaluate.
//!
//! The expressions are correct, or protovalidate of other languages could not evaluate them either. So it suffices to look at
//! their tokens.

/// The functions of CEL and of its extension for strings that prost-protovalidate 0.6 lacks.
const LACKING: [&str; 15] = [
    "bool",
    "charAt",
    "dyn",
    "indexOf",
    "join",
    "lastIndexOf",
    "lowerAscii",
    "quote",
    "replace",
    "reverse",
    "split",
    "substring",
    "trim",
    "type",
    "upperAscii",
];

/// A part of an expression that the engine cannot evaluate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsupported<'a> {
    /// The call of a function with this name.
    Function(&'a str),
    /// The construction of a message with this name, without its package.
    Message(&'a str),
}

/// Returns the first part of an expression that the engine cannot evaluate.
pub(super) fn unsupported(expression: &str) -> Option<Unsupported<'_>> {
    let mut name = None;
    let mut rest = expression;
    while let Some(token) = next(&mut rest) {
        match (token, name) {
            (Token::Other('('), Some(name)) if LACKING.contains(&name) => return Some(Unsupported::Function(name)),
            (Token::Other('{'), Some(name)) if name != "in" => return Some(Unsupported::Message(name)),
            (Token::Space, _) => continue,
            (Token::Name(_) | Token::Text | Token::Other(_), _) => {}
        }
        name = if let Token::Name(name) = token { Some(name) } else { None };
    }
    None
}

/// A token, as far as calls and texts differ.
#[derive(Clone, Copy)]
enum Token<'a> {
    Name(&'a str),
    /// A string, bytes, or a name in backticks.
    Text,
    /// White space, or a comment.
    Space,
    Other(char),
}

/// Takes the next token from a text.
fn next<'a>(rest: &mut &'a str) -> Option<Token<'a>> {
    let first = rest.chars().next()?;
    let length = |is_part: &dyn Fn(char) -> bool| rest.find(|c| !is_part(c)).unwrap_or(rest.len());
    let (token, length) = match first {
        '"' | '\'' | '`' => (Token::Text, text(rest, false)),
        '/' if rest.starts_with("//") => (Token::Space, length(&|c| c != '\n')),
        _ if first.is_whitespace() => (Token::Space, length(&char::is_whitespace)),
        _ if first.is_ascii_alphanumeric() || first == '_' => {
            let end = length(&|c| c.is_ascii_alphanumeric() || c == '_');
            let (name, after) = rest.split_at(end);
            let is_prefix = name.len() <= 2 && name.bytes().all(|c| b"rRbB".contains(&c));
            if is_prefix && after.starts_with(['"', '\'']) {
                (Token::Text, end + text(after, name.contains(['r', 'R'])))
            } else {
                (Token::Name(name), end)
            }
        }
        _ => (Token::Other(first), first.len_utf8()),
    };
    *rest = &rest[length..];
    Some(token)
}

/// Returns the length of a string with its quotes.
fn text(text: &str, is_raw: bool) -> usize {
    let triple = ["\"\"\"", "'''"].into_iter().find(|quotes| text.starts_with(quotes));
    let quotes = triple.unwrap_or(&text[..1]);
    let mut at = quotes.len();
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(quotes) {
            return at + quotes.len();
        }
        let mut chars = rest.chars();
        let is_escape = chars.next() == Some('\\') && !is_raw;
        let escaped = if is_escape { chars.next() } else { None };
        at += rest.chars().next().map_or(1, char::len_utf8) + escaped.map_or(0, char::len_utf8);
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::{Unsupported, unsupported};

    #[test]
    fn finds_functions_and_messages() {
        for (expression, found) in [
            ("this.names.join(', ') != ''", Unsupported::Function("join")),
            ("this.name . trim\n// why\n ('') != ''", Unsupported::Function("trim")),
            ("strings.quote(this.name) != ''", Unsupported::Function("quote")),
            ("this.all(x, type(x) == int)", Unsupported::Function("type")),
            ("this.name.size() > 1 || bool('true')", Unsupported::Function("bool")),
            ("this == shop.v1.Money{units: 1}", Unsupported::Message("Money")),
            ("r'\\' != 'a' && this.trim() != ''", Unsupported::Function("trim")),
            ("'''it's''' != this.trim()", Unsupported::Function("trim")),
        ] {
            assert_eq!(unsupported(expression), Some(found), "{expression}");
        }
    }

    #[test]
    fn accepts_other_expressions() {
        for expression in [
            "",
            "this.join.startsWith('join(')",
            "this.type == 1 && (this.replace) != 2",
            "'a' in {'a': 1} ? {'trim': 1}.size() > 0 : [1].all(x, x > 0)",
            "this.name != 'it\\'s trim(' // join()",
            "rb'bool(' != b\"Money{\" && this.`type`.matches('^dyn(')",
            "\"unterminated join(",
        ] {
            assert_eq!(unsupported(expression), None, "{expression}");
        }
    }
}
