//! Attributes from the settings, formatted like the code around them.

use std::fmt::{self, Write as _};

use crate::layout::{INDENT, Writer};
use crate::rust_path::{self, InvalidPath};
use crate::tokens::{Delimiter, Token, tokens};

/// The derived traits that [`RustSettings::skip_derive`](crate::RustSettings::skip_derive) can leave out.
pub const OPTIONAL_TRAITS: [&str; 3] = ["Copy", "Eq", "Hash"];

/// Writes attributes and documentation comments, one per line. Any other text is written unchanged.
pub(crate) fn write(text: &str, writer: &mut Writer) {
    match parsed(text) {
        Ok(attributes) => attributes.iter().for_each(|attribute| attribute.write(writer)),
        Err(_) => writer.lines(text),
    }
}

/// The attribute that tonic-prost-build adds to every type. It comes from no user setting.
pub const TONIC_ALLOW_CLIPPY: &str = "#[allow(clippy::all)]";

/// Writes attributes from a setting, like [`write`]. A comment after each names its origin, which rustc errors then show.
pub(crate) fn write_with_origin(text: &str, origin: Option<(&str, &str)>, writer: &mut Writer) {
    let (Some((setting, path)), Ok(attributes)) = (origin.filter(|_| text != TONIC_ALLOW_CLIPPY), parsed(text)) else {
        return write(text, writer);
    };
    for attribute in attributes {
        attribute.write(writer);
        // After a documentation comment, the origin would become documentation too.
        if let Attribute::Meta { .. } = attribute {
            writer.trailing_comment(&format!("{setting} of `{}`", path.escape_debug()));
        }
    }
}

/// Checks that a text is a sequence of attributes and documentation comments.
///
/// # Errors
/// Returns the reason why it is not.
pub(crate) fn check(text: &str) -> Result<(), String> {
    parsed(text).map(|_| ())
}

/// Returns the contents of each `#[cfg(…)]` in a sequence of attributes.
pub(crate) fn conditions(text: &str) -> Vec<String> {
    let attributes = parsed(text).unwrap_or_default();
    let conditions = attributes.iter().filter_map(|attribute| match attribute {
        Attribute::Meta { path, rest } if path == "cfg" => match &rest[..] {
            [Token::Group(Delimiter::Parenthesis, inner)] => Some(inner),
            _ => None,
        },
        _ => None,
    });
    let text = |inner: &Vec<Token<'_>>| {
        let mut writer = Writer::default();
        Tokens::default().write(inner, false, &mut writer);
        writer.newline();
        writer.into_code().trim_end().to_owned()
    };
    conditions.map(text).collect()
}

enum Attribute<'a> {
    Doc(String),
    Meta { path: String, rest: Vec<Token<'a>> },
}

fn parsed(text: &str) -> Result<Vec<Attribute<'_>>, String> {
    let found = tokens(text).map_err(|why| why.to_string())?;
    let mut attributes = Vec::new();
    let mut rest = found.into_iter();
    while let Some(token) = rest.next() {
        match (token, rest.as_slice().first()) {
            (Token::Doc(doc), _) => attributes.push(Attribute::Doc(doc.to_owned())),
            (Token::Punct('#'), Some(Token::Group(Delimiter::Bracket, _))) => {
                if let Some(Token::Group(_, meta)) = rest.next() {
                    attributes.push(Attribute::new(meta)?);
                }
            }
            _ => return Err("`#[` does not begin it".to_owned()),
        }
    }
    Ok(attributes)
}

impl<'a> Attribute<'a> {
    fn new(mut meta: Vec<Token<'a>>) -> Result<Self, String> {
        let is_path = |token: &Token<'_>| matches!(token, Token::Word(_) | Token::Punct(':'));
        let end = meta.iter().position(|token| !is_path(token)).unwrap_or(meta.len());
        let rest = meta.split_off(end);
        let path: String = meta.iter().map(|token| if let Token::Word(word) = token { word } else { ":" }).collect();
        if path.is_empty() {
            return Err("`#[…]` has no name".to_owned());
        }
        check_names(&path, &rest)?;
        if let ("doc", [Token::Punct('='), Token::Literal(text)]) = (&*path, &*rest)
            && let Some(doc) = unescaped(text).filter(|doc| !doc.contains('\n') && !doc.starts_with('/'))
        {
            return Ok(Self::Doc(doc));
        }
        Ok(Self::Meta { path, rest })
    }

    fn write(&self, writer: &mut Writer) {
        match self {
            Self::Doc(doc) => writer.line(format!("///{doc}").trim_end_matches(' ')),
            Self::Meta { path, rest } => {
                writer.word("#[");
                writer.word(path);
                match &rest[..] {
                    [Token::Punct('='), value @ ..] => {
                        writer.word(" = ");
                        writer.word(&expression(value));
                    }
                    tokens => Tokens::default().write(tokens, false, writer),
                }
                writer.word("]");
                writer.newline();
            }
        }
    }
}

/// Checks that no keyword is the name of an attribute or of a trait to derive. Other attributes may have keywords inside.
fn check_names(path: &str, rest: &[Token<'_>]) -> Result<(), String> {
    let traits = match rest {
        [Token::Group(Delimiter::Parenthesis, traits)] if path == "derive" => traits.as_slice(),
        _ => &[],
    };
    // `unsafe` is the name of no attribute: `#[unsafe(no_mangle)]`.
    let name = Some(path.to_owned()).filter(|path| path != "unsafe");
    let names = traits.split(|token| *token == Token::Punct(',')).map(expression);
    name.into_iter().chain(names).try_for_each(|name| match rust_path::check(&name) {
        Err(InvalidPath::Keyword(keyword)) => Err(match rust_path::raw(&keyword) {
            Some(raw) => format!("`{keyword}` is a keyword, which is `{raw}` as a name"),
            None => format!("`{keyword}` is a keyword"),
        }),
        _ => Ok(()),
    })
}

/// Writes the tokens of an attribute, with spaces between words.
#[derive(Default)]
struct Tokens {
    last: Last,
    /// The number of enclosing boxes: one for each parenthesis with content.
    boxes: usize,
}

#[derive(Default, PartialEq)]
enum Last {
    Word,
    #[default]
    Punct,
    Comma,
}

impl Tokens {
    /// Recurses once per bracket level, which the lexer limits.
    fn write(&mut self, tokens: &[Token<'_>], is_inside: bool, writer: &mut Writer) {
        for (at, token) in tokens.iter().enumerate() {
            match token {
                Token::Word(text) | Token::Literal(text) | Token::Doc(text) => {
                    if self.last == Last::Word {
                        self.space(is_inside, writer);
                    }
                    writer.word(text);
                    self.last = Last::Word;
                }
                Token::Punct(',') if at + 1 == tokens.len() && is_inside => self.last = Last::Comma,
                Token::Punct(punct) => {
                    if self.last == Last::Word && *punct == '=' {
                        writer.word(" ");
                    }
                    writer.word(punct.encode_utf8(&mut [0; 4]));
                    match punct {
                        '=' => writer.word(" "),
                        ',' => self.space(is_inside, writer),
                        _ => {}
                    }
                    self.last = Last::Punct;
                }
                Token::Group(delimiter, inner) => self.group(*delimiter, inner, writer),
            }
        }
    }

    fn group(&mut self, delimiter: Delimiter, inner: &[Token<'_>], writer: &mut Writer) {
        writer.word(delimiter.open());
        self.last = Last::Punct;
        if delimiter != Delimiter::Parenthesis {
            self.write(inner, true, writer);
        } else if !inner.is_empty() {
            writer.begin(INDENT);
            writer.soft_break();
            self.boxes += 1;
            self.write(inner, true, writer);
            self.boxes -= 1;
            if self.last == Last::Comma {
                writer.closing_comma()
            } else {
                writer.closing_break()
            }
            writer.end();
        }
        writer.word(delimiter.close());
        self.last = Last::Punct;
    }

    /// Writes a space. Outside of parentheses, prettyplease breaks the line at each space inside brackets.
    fn space(&self, is_inside: bool, writer: &mut Writer) {
        match (is_inside, self.boxes) {
            (false, _) => writer.word(" "),
            (true, 0) => writer.newline(),
            (true, _) => writer.space(),
        }
    }
}

/// Returns the text of the value in `#[name = value]`.
fn expression(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    let mut is_word = false;
    for token in tokens {
        match token {
            Token::Word(word) | Token::Literal(word) | Token::Doc(word) => {
                let gap = if is_word { " " } else { "" };
                _ = write!(text, "{gap}{word}");
                is_word = true;
                continue;
            }
            Token::Punct(',') => text.push_str(", "),
            Token::Punct(punct) => text.push(*punct),
            Token::Group(delimiter, inner) => {
                _ = write!(text, "{}{}{}", delimiter.open(), expression(inner), delimiter.close());
            }
        }
        is_word = false;
    }
    text
}

/// Returns the value of a string literal, or `None` for other literals and for unsupported escapes.
fn unescaped(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('r') {
        return Some(raw.trim_matches('#').strip_prefix('"')?.strip_suffix('"')?.to_owned());
    }
    let quoted = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(quoted.len());
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        text.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                't' => '\t',
                '0' => '\0',
                same @ ('\\' | '"' | '\'') => same,
                _ => return None,
            },
            c => c,
        });
    }
    Some(text)
}

/// An attribute that is not valid Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttributeError {
    /// The setting that contains the attribute.
    pub setting: &'static str,
    /// The path, pattern or type that the attribute is set for.
    pub path: String,
    /// The attribute as written in the setting.
    pub text: String,
    /// The reason why the attribute is invalid.
    pub why: String,
}

impl fmt::Display for AttributeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { setting, path, text, why } = self;
        write!(f, "`{setting}` of `{path}` is not an attribute of Rust: `{text}`, where {why}")
    }
}

impl std::error::Error for AttributeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_no_names_of_attributes() {
        for valid in
            ["#[r#type]", "#[unsafe(no_mangle)]", "#[prop(type = 1)]", "#[derive(Eq, ::a::r#type, )]", "#[crate::a]"]
        {
            assert_eq!(check(valid), Ok(()), "{valid}");
        }
        for wrong in ["#[type]", "#[a::type(b)]", "#[derive(Eq, type)]", "#[derive(::a::type::B)]"] {
            assert_eq!(check(wrong), Err("`type` is a keyword, which is `r#type` as a name".to_owned()), "{wrong}");
        }
        assert_eq!(check("#[derive(Self)]"), Err("`Self` is a keyword".to_owned()));
    }
}
