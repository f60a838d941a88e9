//! The grammar position of an offset, from the tokens in front of it.
//!
//! The text around a cursor rarely parses. The position is therefore found without a tree: braces delimit blocks, and `;` and
//! `}` end statements.

use protoward_syntax::ast::Span;
use protoward_syntax::{Lexer, Token, TokenKind};

/// The kind of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block {
    File,
    Message,
    Oneof,
    Enum,
    Extend,
    Service,
    Method,
    /// A message in text format, in the option that starts at a token of the outer statement.
    Aggregate,
}

/// The grammar position of an offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Context<'t> {
    /// The innermost block around the offset.
    pub(super) block: Block,
    /// The tokens of the statement in front of the word at the offset; without those in brackets of a field, if the offset
    /// is outside of them.
    pub(super) statement: Vec<&'t str>,
    /// The tokens of the option in brackets in front of the word, if the offset is inside of brackets.
    pub(super) brackets: Option<Vec<&'t str>>,
    /// The word up to the offset: an identifier, a name with dots, or nothing.
    pub(super) word: &'t str,
    /// The span to replace: the word, with what follows of its last component.
    pub(super) replace: Span,
    /// The contents of a string up to the offset, if the offset is inside of one.
    pub(super) string: Option<&'t str>,
    /// `true` if the offset is inside of a comment.
    pub(super) is_in_comment: bool,
    /// The message in text format around the offset.
    pub(super) message: Option<TextMessage<'t>>,
}

/// A message in text format, by the names of the option and of the fields around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TextMessage<'t> {
    /// The block that has the option.
    pub(super) block: Block,
    /// The tokens of the statement that has the option: `option (a) =`, or a field.
    pub(super) statement: Vec<&'t str>,
    /// The names of the fields on the way from the option to the offset, each as its tokens: `a`, or `[`, `b`, `]`.
    pub(super) fields: Vec<Vec<&'t str>>,
    /// The name of the field whose value is at the offset; `None` if a name is.
    pub(super) value_of: Option<Vec<&'t str>>,
}

/// Returns the context of an offset.
pub(super) fn context(text: &str, offset: usize) -> Context<'_> {
    let offset = (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"_.".contains(byte);
    let length = text.as_bytes()[..offset].iter().rev().take_while(|byte| is_word(byte)).count();
    let start = offset - length;
    let behind = text.as_bytes()[offset..].iter().take_while(|byte| is_word(byte) && **byte != b'.').count();
    let mut scanner = Scanner { text, blocks: vec![Open::new(Block::File)], brackets: None };
    let mut lexer = Lexer::new(text);
    let mut string = None;
    let mut last_end = 0;
    // The end of the last comment that starts with `#`.
    let mut comment_end = 0;
    loop {
        let token = lexer.next_token();
        let from = token.span.start as usize;
        let to = token.span.end as usize;
        if token.kind == TokenKind::End || from >= start {
            // An unclosed string ends at the end of its line.
            break;
        }
        if token.kind == TokenKind::String
            && to >= offset
            && from < offset
            && is_open(token.span.of(text), offset - from)
        {
            string = Some(&text[from + 1..offset]);
            break;
        }
        if from >= comment_end && scanner.starts_comment(token) {
            comment_end = text[from..].find('\n').map_or(text.len(), |line| from + line);
        }
        if from >= comment_end {
            scanner.take(token);
        }
        last_end = to;
    }
    let gap = &text[last_end.min(start)..start];
    let message = scanner.message();
    let Open { block, statement, .. } = scanner.blocks.pop().unwrap_or(Open::new(Block::File));
    Context {
        message,
        block,
        statement,
        brackets: scanner.brackets,
        word: &text[start..offset],
        replace: Span::new(start as u32, (offset + behind) as u32),
        string,
        is_in_comment: string.is_none() && (0 < comment_end && start <= comment_end || ends_in_comment(gap)),
    }
}

/// Returns `true` if a string is not closed before an offset in it.
fn is_open(literal: &str, offset: usize) -> bool {
    let quote = literal.as_bytes()[0];
    offset < literal.len() || literal.len() < 2 || literal.as_bytes()[literal.len() - 1] != quote
}

/// Returns `true` if white space and comments end inside of a comment.
fn ends_in_comment(gap: &str) -> bool {
    let mut rest = gap;
    while let Some(at) = rest.find('/') {
        let comment = &rest[at..];
        let end = match comment.as_bytes().get(1) {
            Some(b'/') => comment.find('\n').map(|end| end + 1),
            Some(b'*') => comment[2..].find("*/").map(|end| end + 4),
            _ => Some(1),
        };
        match end {
            Some(end) => rest = &comment[end..],
            None => return true,
        }
    }
    false
}

/// An open block with the tokens of its current statement.
struct Open<'t> {
    block: Block,
    statement: Vec<&'t str>,
    /// The name of the field whose list of values is open, in text format.
    list: Option<Vec<&'t str>>,
}

impl<'t> Open<'t> {
    const fn new(block: Block) -> Self {
        Self { block, statement: Vec::new(), list: None }
    }

    /// Takes a token of a message in text format.
    fn take_of_message(&mut self, token: Token, word: &'t str) {
        let is_symbol = token.kind == TokenKind::Symbol;
        match (word, &self.statement[..]) {
            // Brackets of a list follow a name; others are around the name of an extension.
            ("[", [.., ":"] | [_]) if is_symbol && self.list.is_none() => self.list = self.field(),
            ("]", [] | [_]) if is_symbol && self.list.is_some() => {
                self.list = None;
                self.statement.clear();
            }
            ("," | ";", _) if is_symbol => self.statement.clear(),
            (_, statement) => {
                // A field ends where the next name begins.
                let is_name = token.kind == TokenKind::Identifier || is_symbol && word == "[";
                if is_name && !matches!(statement, [] | [.., ":" | "[" | "."]) {
                    self.statement.clear();
                }
                self.statement.push(word);
            }
        }
    }

    /// Returns the tokens of the name of the field that has begun.
    fn field(&self) -> Option<Vec<&'t str>> {
        let name = self.statement.strip_suffix(&["-"]).unwrap_or(&self.statement);
        let name = name.strip_suffix(&[":"]).unwrap_or(name);
        self.list.clone().or_else(|| (!name.is_empty()).then(|| name.to_vec()))
    }

    /// Returns the name of the field whose value follows.
    fn value_of(&self) -> Option<Vec<&'t str>> {
        let statement = self.statement.strip_suffix(&["-"]).unwrap_or(&self.statement);
        if self.list.is_some() || statement.last() == Some(&":") { self.field() } else { None }
    }
}

struct Scanner<'t> {
    text: &'t str,
    blocks: Vec<Open<'t>>,
    /// The tokens since the last comma in open brackets of a statement.
    brackets: Option<Vec<&'t str>>,
}

impl<'t> Scanner<'t> {
    /// Returns `true` for a `#` in text format.
    fn starts_comment(&self, token: Token) -> bool {
        let is_in_message = self.blocks.last().is_some_and(|open| open.block == Block::Aggregate);
        is_in_message && token.kind == TokenKind::Symbol && token.span.of(self.text) == "#"
    }

    fn take(&mut self, token: Token) {
        let word = token.span.of(self.text);
        let Some(open) = self.blocks.last_mut() else { return };
        let is_symbol = token.kind == TokenKind::Symbol;
        match word {
            "<" if is_symbol && open.block == Block::Aggregate => self.blocks.push(Open::new(Block::Aggregate)),
            "{" if is_symbol => {
                let block = if self.brackets.is_some() { Block::Aggregate } else { block(open.block, &open.statement) };
                self.blocks.push(Open::new(block));
            }
            "}" | ">" if is_symbol && (word == "}" || open.block == Block::Aggregate) => {
                let closed = if self.blocks.len() > 1 { self.blocks.pop() } else { None };
                // A value in braces does not end the statement around it.
                let is_value = closed.is_some_and(|closed| closed.block == Block::Aggregate);
                if let Some(open) = self.blocks.last_mut().filter(|open| !is_value || open.block == Block::Aggregate) {
                    open.statement.clear();
                }
            }
            _ if open.block == Block::Aggregate => open.take_of_message(token, word),
            ";" if is_symbol => {
                open.statement.clear();
                self.brackets = None;
            }
            "[" if is_symbol && self.brackets.is_none() => self.brackets = Some(Vec::new()),
            "]" if is_symbol => self.brackets = None,
            _ => match &mut self.brackets {
                Some(brackets) if is_symbol && word == "," => brackets.clear(),
                Some(brackets) => brackets.push(word),
                None => open.statement.push(word),
            },
        }
    }
}

impl<'t> Scanner<'t> {
    /// Returns the innermost message in text format that is open.
    fn message(&self) -> Option<TextMessage<'t>> {
        let first = self.blocks.iter().position(|open| open.block == Block::Aggregate)?;
        let outer = self.blocks.get(first.checked_sub(1)?)?;
        let (last, around) = self.blocks[first..].split_last()?;
        Some(TextMessage {
            block: outer.block,
            statement: outer.statement.clone(),
            fields: around.iter().map(|open| open.field().unwrap_or_default()).collect(),
            value_of: last.value_of(),
        })
    }
}

/// Returns the block that a statement opens.
fn block(around: Block, statement: &[&str]) -> Block {
    let first =
        statement.iter().find(|word| !matches!(**word, "export" | "local" | "optional" | "required" | "repeated"));
    match (first.copied(), around) {
        (_, Block::Aggregate) | (Some("option"), _) => Block::Aggregate,
        (Some("message" | "group"), _) => Block::Message,
        (Some("enum"), _) => Block::Enum,
        (Some("oneof"), _) => Block::Oneof,
        (Some("extend"), _) => Block::Extend,
        (Some("service"), _) => Block::Service,
        (Some("rpc"), _) => Block::Method,
        _ => around,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the context of the `|` in a text.
    fn at(marked: &str) -> Context<'static> {
        let text: &'static str = marked.replacen('|', "", 1).leak();
        context(text, marked.find('|').unwrap_or(0))
    }

    #[test]
    fn blocks_and_statements() {
        let found = at("syntax = \"proto3\"; message A { repeated foo.B| }");
        assert_eq!((found.block, found.statement, found.word), (Block::Message, vec!["repeated"], "foo.B"));
        let found = at("service S { rpc Get(Re|");
        assert_eq!((found.block, found.statement), (Block::Service, vec!["rpc", "Get", "("]));
        let found = at("message A { enum E { X = 0; } oneof o { int32 a = |");
        assert_eq!((found.block, found.statement), (Block::Oneof, vec!["int32", "a", "="]));
        assert_eq!(at("message A {} |").block, Block::File);
        assert_eq!(at("service S { rpc A(B) returns (C) { option (x) = { get|").block, Block::Aggregate);
        assert_eq!(at("service S { rpc A(B) returns (C) { option (x) = { a: 1 }; |").block, Block::Method);
    }

    #[test]
    fn brackets_strings_and_comments() {
        let found = at("message A { int32 a = 1 [deprecated = true, json|");
        assert_eq!((found.brackets, found.word), (Some(vec![]), "json"));
        assert_eq!(at("message A { int32 a = 1 [deprecated = |").brackets, Some(vec!["deprecated", "="]));
        assert_eq!(at("import \"google/|").string, Some("google/"));
        assert_eq!(at("import \"google/|\";\nmessage A {}").string, Some("google/"));
        assert_eq!(at("import \"a.proto\"|").string, None);
        assert!(at("message A {} // a |").is_in_comment);
        assert!(at("/* a | */ message A {}").is_in_comment);
        assert!(!at("// a\n|").is_in_comment);
        assert!(at("option (a) = { b: 1 # c |\n}").is_in_comment);
        let found = at("option (a) = { b: # c: {\n |").message.expect("the message is open");
        assert_eq!((found.fields, found.value_of), (vec![], Some(vec!["b"])));
    }

    #[test]
    fn the_rest_of_the_word_is_replaced() {
        let found = at("message A { Ti|me x = 1; }");
        assert_eq!((found.word, found.replace), ("Ti", Span::new(12, 16)));
    }
}
