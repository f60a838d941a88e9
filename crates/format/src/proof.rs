//! The proof of a formatted text: it has the tokens and the comments of the text it was made from.
//!
//! Both texts are read anew, without the printer's own view of them. What the layout may change is removed from both:
//! the order of imports and of options with different names, empty statements, and in option values the separators, the
//! colons and the kind of the brackets of messages.

use protoward_syntax::ast::{File, FileItem};
use protoward_syntax::{Piece, PieceKind, TokenKind, Tokens, parse};

use crate::option_order::{self, OptionPlace};
use crate::order;

/// The first difference between a text and its formatted form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The formatted text has syntax errors.
    Errors,
    /// The tokens differ.
    Tokens,
    /// The comments differ.
    Comments,
}

/// Compares a text without errors with its formatted form.
pub(crate) fn prove(before: &str, file: &File, after: &str) -> Result<(), Difference> {
    let parsed = parse(after);
    if !parsed.errors.is_empty() {
        return Err(Difference::Errors);
    }
    let (before, after) = (Essence::of(before, file), Essence::of(after, &parsed.file));
    if before.statements.iter().map(|it| &it.tokens).ne(after.statements.iter().map(|it| &it.tokens)) {
        return Err(Difference::Tokens);
    }
    let inside = before.statements.iter().map(|it| &it.comments).eq(after.statements.iter().map(|it| &it.comments));
    if !inside || before.comments != after.comments {
        return Err(Difference::Comments);
    }
    Ok(())
}

/// The part of a text that no layout changes.
struct Essence<'t> {
    /// The statements of the file in the order in which they are written.
    statements: Vec<Statement<'t>>,
    /// The sorted comments between the statements.
    comments: Vec<String>,
}

/// A statement of a file.
#[derive(Default)]
struct Statement<'t> {
    tokens: Vec<&'t str>,
    /// The comments inside, each with the number of tokens before it.
    comments: Vec<(usize, String)>,
}

impl<'t> Essence<'t> {
    fn of(text: &'t str, file: &File) -> Self {
        let tokens = Tokens::new(text);
        let pieces = tokens.pieces();
        let spans = file.syntax.iter().map(|it| it.span).chain(file.items.iter().map(order::span));
        let mut comments = Vec::new();
        let mut statements = Vec::with_capacity(file.items.len() + 1);
        let mut next = 0;
        for span in spans {
            while let Some(piece) = pieces.get(next).filter(|piece| piece.span.start < span.start) {
                between(text, *piece, &mut comments);
                next += 1;
            }
            let end = next + pieces[next..].partition_point(|piece| piece.span.end <= span.end);
            statements.push(Statement::of(text, &pieces[next..end]));
            next = end;
        }
        pieces[next..].iter().for_each(|piece| between(text, *piece, &mut comments));
        comments.sort_unstable();
        // Stable: the order of statements that set the same option has a meaning.
        let first = statements.len() - file.items.len();
        let mut ranked: Vec<(usize, Statement<'t>)> = statements.into_iter().enumerate().collect();
        let mut options = option_order::places(text, file).into_iter();
        let identities: Vec<Option<OptionPlace>> = file
            .items
            .iter()
            .map(|item| match item {
                FileItem::Option(_) => options.next(),
                _ => None,
            })
            .collect();
        ranked.sort_by_cached_key(|(index, statement)| {
            let index = index.checked_sub(first);
            let identity = index.and_then(|index| identities.get(index)?.as_ref()).map(|it| it.identity.as_str());
            statement.rank(index.and_then(|index| file.items.get(index)), identity)
        });
        let sorted = ranked.into_iter().map(|(_, statement)| statement).collect();
        Self { statements: sorted, comments }
    }
}

/// Adds a piece between statements to their comments.
fn between(text: &str, piece: Piece, comments: &mut Vec<String>) {
    if piece.is_comment() {
        comments.push(content(piece.span.of(text)));
    }
}

/// The kind of an open bracket.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Plain,
    Message,
    List,
}

impl<'t> Statement<'t> {
    /// Returns the key by which statements are sorted: their kind, and what imports and options name.
    fn rank(&self, item: Option<&FileItem>, option: Option<&str>) -> (u8, String) {
        match item {
            None => (0, String::new()),
            Some(FileItem::Package(_)) => (1, String::new()),
            Some(FileItem::Import(_)) => (2, self.tokens.concat()),
            Some(FileItem::Option(_)) => (3, option.unwrap_or_default().to_owned()),
            Some(_) => (4, String::new()),
        }
    }

    fn of(text: &'t str, pieces: &[Piece]) -> Self {
        let mut statement = Self::default();
        let mut open = Vec::new();
        let mut last = "";
        for piece in pieces {
            let shown = piece.span.of(text);
            match piece.kind {
                PieceKind::Token(kind) => {
                    statement.token(kind, shown, last, &mut open);
                    last = shown;
                }
                PieceKind::Trivia(trivia) if trivia.is_comment() => {
                    statement.comments.push((statement.tokens.len(), content(shown)));
                }
                PieceKind::Trivia(_) => {}
            }
        }
        statement
    }

    /// Adds a token, unless the layout may remove it.
    fn token(&mut self, kind: TokenKind, shown: &'t str, last: &str, open: &mut Vec<Open>) {
        let inside = open.last().copied().unwrap_or(Open::Plain);
        if kind != TokenKind::Symbol {
            self.tokens.push(shown);
            return;
        }
        let follows_equals = matches!(self.tokens.as_slice(), [.., "="] | [.., "=", "-"]);
        let shown = match shown {
            "{" if inside != Open::Plain || follows_equals => {
                open.push(Open::Message);
                "{"
            }
            "<" if inside != Open::Plain => {
                open.push(Open::Message);
                "{"
            }
            "[" => {
                open.push(if inside == Open::Plain { Open::Plain } else { Open::List });
                "["
            }
            "{" => {
                open.push(Open::Plain);
                "{"
            }
            ">" if inside == Open::Message => {
                open.pop();
                "}"
            }
            "}" | "]" => {
                open.pop();
                shown
            }
            "," | ";" | ":" if inside == Open::Message => return,
            ";" if matches!(last, "{" | "}" | ";") => return,
            other => other,
        };
        self.tokens.push(shown);
    }
}

/// Returns the text of a comment without its markers and the white space at the ends of its lines.
fn content(comment: &str) -> String {
    let inside = comment.strip_prefix("//").or_else(|| comment.strip_prefix("/*")?.strip_suffix("*/"));
    let lines = inside.unwrap_or_default().split('\n').map(str::trim);
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}
