//! Syntax errors in our words: the parser of `cel` lists all tokens of the language instead.

use crate::error::CelError;
use cel::parser::ParseError;

/// Returns the first syntax error of a text.
pub(crate) fn first(text: &str, errors: &[ParseError]) -> CelError {
    let whole = 0..text.len();
    if text.trim().is_empty() {
        return CelError::new(&whole, "the expression is empty");
    }
    if errors.iter().any(|error| error.msg.contains("Recursion")) {
        return CelError::limit(&whole, "the expression is nested too deeply");
    }
    let is_placed = |error: &&ParseError| error.pos.0 > 0 && error.pos.1 > 0;
    let Some(error) = errors.iter().filter(is_placed).min_by_key(|error| (error.pos, error.expr_id != 0)) else {
        return CelError::new(&whole, "the expression cannot be parsed");
    };
    let start = offset(text, error.pos.0, error.pos.1);
    let rest = text.get(start..).unwrap_or_default();
    let range = start..start + token_length(rest);
    let message = match (error.msg.as_str(), rest.chars().next()) {
        (message, _) if message.contains("literal") => literal(message).to_owned(),
        (_, None) => "the expression ends too early".to_owned(),
        (message, Some('"' | '\'')) if message.contains("token recognition") => {
            "this string is not closed, or has an invalid escape".to_owned()
        }
        (message, Some(_)) if message.contains("Incomplete") => "this operator lacks an operand".to_owned(),
        (_, Some(_)) => format!("unexpected `{}`", text.get(range.clone()).unwrap_or_default()),
    };
    let help = (rest.starts_with('=') && !rest.starts_with("==")).then_some("comparison is written `==`");
    let help = help.or_else(|| rest.starts_with('&').then_some("write `&&`"));
    let help = help.or_else(|| (rest.starts_with('|')).then_some("write `||`"));
    let error = CelError::new(&range, message);
    match help {
        Some(help) => error.help(help),
        None => error,
    }
}

fn literal(message: &str) -> &'static str {
    if message.contains("string") || message.contains("bytes") {
        "this string has an invalid escape"
    } else {
        "this number is too large"
    }
}

/// Returns the offset of a line and a column, which count from one; columns count characters.
fn offset(text: &str, line: isize, column: isize) -> usize {
    let line = usize::try_from(line).unwrap_or(1);
    let column = usize::try_from(column).unwrap_or(1);
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let end = rest.find('\n').unwrap_or(rest.len());
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(end, |(at, _)| at.min(end))
}

/// Returns the length of the word or character at the start of a text.
fn token_length(rest: &str) -> usize {
    let word = rest.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(rest.len());
    if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) }
}
