//! The proof of a formatted text: it has the tokens and the comments of the text it was made from.
//!
//! Both texts are compared by their own tokens, without the printer's view of them. What the layout may change is
//! removed from both: the order of imports and of options with different names, empty statements, and in option values
//! the separators, the colons and the kind of the brackets of messages.

use std::cmp::Ordering;

use protoward_syntax::ast::FileItem;
use protoward_syntax::{Piece, PieceKind, TokenKind};

use crate::option_order::{self, OptionPlace};
use crate::order;
use crate::scan::Reading;

/// The first difference between a text and its formatted form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// The tokens differ, so that the text may mean something else.
    Tokens,
    /// The comments differ in text or order.
    Comments,
}

/// Compares a text with its formatted form.
pub(crate) fn prove(before: &Reading<'_>, after: &Reading<'_>) -> Result<(), Difference> {
    // The fast path: the layout of most texts changes only white space.
    if words(before).eq(words(after)) {
        return Ok(());
    }
    let before = Essence::of(before);
    let after = Essence::of(after);
    if before.statements.iter().map(|it| &it.tokens).ne(after.statements.iter().map(|it| &it.tokens)) {
        return Err(Difference::Tokens);
    }
    let inside = before.statements.iter().map(|it| &it.comments).eq(after.statements.iter().map(|it| &it.comments));
    if !inside || before.comments != after.comments {
        return Err(Difference::Comments);
    }
    Ok(())
}

/// A token or a comment.
#[derive(PartialEq)]
enum Word<'t> {
    Token(&'t str),
    Comment(Comment<'t>),
}

/// Returns the tokens and comments of a text in order.
fn words<'t>(&Reading { text, ref tokens, .. }: &Reading<'t>) -> impl Iterator<Item = Word<'t>> {
    tokens.pieces().iter().filter_map(move |piece| match piece.kind {
        PieceKind::Token(_) => Some(Word::Token(piece.span.of(text))),
        PieceKind::Trivia(trivia) => trivia.is_comment().then(|| Word::Comment(Comment(piece.span.of(text)))),
    })
}

/// The part of a text that no layout changes.
struct Essence<'t> {
    /// The statements of the file in the order in which they are written.
    statements: Vec<Statement<'t>>,
    /// The sorted comments between the statements.
    comments: Vec<Comment<'t>>,
}

/// A statement of a file.
#[derive(Default)]
struct Statement<'t> {
    tokens: Vec<&'t str>,
    /// The comments inside, each with the number of tokens before it.
    comments: Vec<(usize, Comment<'t>)>,
}

impl<'t> Essence<'t> {
    fn of(&Reading { text, ref tokens, ref file }: &Reading<'t>) -> Self {
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
fn between<'t>(text: &'t str, piece: Piece, comments: &mut Vec<Comment<'t>>) {
    if piece.is_comment() {
        comments.push(Comment(piece.span.of(text)));
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
                    statement.comments.push((statement.tokens.len(), Comment(shown)));
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

/// A comment, compared without its markers and the white space at the ends of its lines.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Comment<'t>(pub(crate) &'t str);

impl<'t> Comment<'t> {
    /// Returns the lines that are compared.
    fn lines(self) -> impl Iterator<Item = &'t str> {
        let inside = self.0.strip_prefix("//").or_else(|| self.0.strip_prefix("/*")?.strip_suffix("*/"));
        inside.unwrap_or_default().trim().split('\n').map(str::trim)
    }
}

impl PartialEq for Comment<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.lines().eq(other.lines())
    }
}

impl Eq for Comment<'_> {}

impl PartialOrd for Comment<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Comment<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.lines().cmp(other.lines())
    }
}
