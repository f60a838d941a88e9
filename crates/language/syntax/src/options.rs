//! Option statements among the other statements of a body.

use super::ast::{CompactOptions, EnumMember, FileItem, Member, OneofMember, OptionDecl, ServiceMember, Span};
use super::lexer::{Lexer, TokenKind};

/// A statement of a body, which may be an option.
pub trait Statement {
    /// Returns the option, if the statement is one.
    fn as_option(&self) -> Option<&OptionDecl>;
}

impl Statement for FileItem {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for Member {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for OneofMember {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for EnumMember {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

impl Statement for ServiceMember {
    fn as_option(&self) -> Option<&OptionDecl> {
        if let Self::Option(option) = self { Some(option) } else { None }
    }
}

/// Returns the option statements of a body in source order.
pub fn statements<S: Statement>(body: &[S]) -> impl Iterator<Item = &OptionDecl> {
    body.iter().filter_map(S::as_option)
}

/// Returns the options in brackets; none without brackets.
pub fn compact(options: Option<&CompactOptions>) -> &[OptionDecl] {
    options.map_or(&[], |options| &options.items)
}

/// Returns the span to delete to remove the option or reserved name that starts with `option`: in a list, with a comma, or with the
/// brackets if there is no other one; as a statement, with its line.
pub fn removal_of_option(text: &str, option: Span) -> Span {
    let before = without_comments(&text[..option.start as usize]);
    let (end, next) = end_of_option(text, option.start);
    let outside = ["option", "reserved"].iter().find_map(|keyword| before.strip_suffix(keyword));
    if let (Some(outside), ";") = (outside, next) {
        return whole_line(text, Span::new(outside.len() as u32, end + 1));
    }
    let start = match (before.as_bytes().last(), next) {
        (Some(b','), _) => before.len() as u32 - 1,
        (Some(b'['), "]") => {
            let start = before[..before.len() - 1].trim_end().len() as u32;
            return Span::new(start, end + 1);
        }
        _ => option.start,
    };
    if start == option.start && next == "," {
        let rest = &text[end as usize + 1..];
        return Span::new(start, end + 1 + (rest.len() - rest.trim_start().len()) as u32);
    }
    let end = if next == "]" { end } else { end.min(text[..end as usize].trim_end().len() as u32) };
    Span::new(start, end)
}

/// Returns the span of a statement, extended to its whole line if the line has nothing else.
pub fn whole_line(text: &str, statement: Span) -> Span {
    let before = &text[..statement.start as usize];
    let behind = &text[statement.end as usize..];
    let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    let rest = behind.len() - behind.trim_start_matches([' ', '\t', '\r']).len();
    let starts_line = before.len() == indent || before[..before.len() - indent].ends_with('\n');
    if starts_line && behind[rest..].starts_with('\n') {
        Span::new(statement.start - indent as u32, statement.end + rest as u32 + 1)
    } else {
        statement
    }
}

/// Returns a text without the white space and the comments at its end.
fn without_comments(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(comment) = comment_at_end(text) {
        text = text[..comment].trim_end();
    }
    text
}

/// Returns the start of a comment at the end of a text.
fn comment_at_end(text: &str) -> Option<usize> {
    if let Some(block) = text.strip_suffix("*/") {
        return block.rfind("/*");
    }
    let line = text.rfind('\n').map_or(0, |end| end + 1);
    let mut lexer = Lexer::at(text, line as u32);
    let mut end = line;
    loop {
        let token = lexer.next_token();
        if token.kind == TokenKind::End {
            break;
        }
        end = token.span.end as usize;
    }
    text[end..].trim_start().starts_with("//").then_some(end)
}

/// Returns the offset of the token behind an option, and the token.
fn end_of_option(text: &str, start: u32) -> (u32, &str) {
    let mut lexer = Lexer::at(text, start);
    let mut depth = 0_usize;
    loop {
        let token = lexer.next_token();
        let word = token.span.of(text);
        match word {
            "{" | "[" => depth += 1,
            "}" | "]" if depth > 0 => depth -= 1,
            "," | "]" | "}" | ";" if depth == 0 => return (token.span.start, word),
            _ if token.kind == TokenKind::End => return (token.span.start, ""),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_removed_with_its_comma_or_its_brackets() {
        for (text, removed) in [
            ("a = 1 [x = 1];", "a = 1;"),
            ("a;\n  option x = { y: 1; };\nb;", "a;\nb;"),
            ("a; option x = 1; b;", "a;  b;"),
            ("a;\n  option /* c */ x = 1;\nb;", "a;\nb;"),
            ("a;\n  option // c\n // [\n x = 1;\nb;", "a;\nb;"),
            ("a = 1 [ /* option */ x = 1];", "a = 1;"),
            ("a = 1 [y = \"//\", // about y\n  x = 1\n];", "a = 1 [y = \"//\"];"),
            ("reserved \"a\", x;", "reserved \"a\";"),
            ("reserved x, \"a\";", "reserved \"a\";"),
            ("a;\nreserved x;\n", "a;\n"),
            ("a = 1 [x = [1, 2]];", "a = 1;"),
            ("a = 1 [x = 1, y = 2];", "a = 1 [y = 2];"),
            ("a = 1 [y = 2, x = { z: 1, w: 2 }];", "a = 1 [y = 2];"),
            ("a = 1 [y = 2, x = 1, z = 3];", "a = 1 [y = 2, z = 3];"),
        ] {
            let start = text.find('x').unwrap_or_default() as u32;
            let Span { start, end } = removal_of_option(text, Span::new(start, start + 1));
            assert_eq!(format!("{}{}", &text[..start as usize], &text[end as usize..]), removed);
        }
    }
}
