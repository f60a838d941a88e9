//! The tokens and comments of a text that a formatter must keep, read without the formatter.
//!
//! Statements that a formatter sorts are compared in a fixed order. Commas, semicolons, colons, and the brackets of messages in
//! option values are left out, because a formatter writes them anew.

use protoward_syntax::ast::{File, FileItem, Span};
use protoward_syntax::{PieceKind, Tokens, parse};

/// A statement: its tokens, and its comments with the number of characters of tokens before them.
type Statement = (String, Vec<(usize, String)>);

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Essence {
    /// The statements, those that are sorted by their tokens before the others.
    pub(super) statements: Vec<Statement>,
    /// The sorted comments between statements.
    pub(super) between: Vec<String>,
}

impl Essence {
    /// Reads a text; `None` if it has syntax errors.
    pub(super) fn of(text: &str) -> Option<Self> {
        let parsed = parse(text);
        if !parsed.errors.iter().all(|error| error.problem.keeps_tree()) {
            return None;
        }
        let (sorted, others) = spans(&parsed.file);
        let mut all: Vec<(Span, bool)> = sorted.into_iter().map(|it| (it, true)).collect();
        all.extend(others.into_iter().map(|it| (it, false)));
        all.sort_by_key(|(span, _)| span.start);
        let tokens = Tokens::new(text);
        let mut pieces = tokens.pieces().iter().peekable();
        let mut first = Vec::new();
        let mut rest = Vec::new();
        let mut between = Vec::new();
        for (span, is_sorted) in all {
            while let Some(piece) = pieces.next_if(|it| it.span.start < span.start) {
                between.extend(piece.is_comment().then(|| content(piece.span.of(text))));
            }
            let mut statement = Statement::default();
            while let Some(piece) = pieces.next_if(|it| it.span.end <= span.end) {
                let shown = piece.span.of(text);
                match piece.kind {
                    PieceKind::Token(_) if ",;:<>{}[]".contains(shown) => {}
                    PieceKind::Token(_) => statement.0.push_str(shown),
                    PieceKind::Trivia(trivia) if trivia.is_comment() => {
                        statement.1.push((statement.0.len(), content(shown)));
                    }
                    PieceKind::Trivia(_) => {}
                }
            }
            if is_sorted { first.push(statement) } else { rest.push(statement) }
        }
        between.extend(pieces.filter(|it| it.is_comment()).map(|it| content(it.span.of(text))));
        first.sort();
        between.sort();
        first.append(&mut rest);
        Some(Self { statements: first, between })
    }

    pub(super) fn tokens(&self) -> impl Iterator<Item = &str> {
        self.statements.iter().map(|(tokens, _)| tokens.as_str())
    }

    /// Returns all comments, sorted.
    pub(super) fn comments(&self) -> Vec<&str> {
        let inside = self.statements.iter().flat_map(|(_, comments)| comments.iter().map(|(_, it)| it.as_str()));
        let mut all: Vec<&str> = inside.chain(self.between.iter().map(String::as_str)).collect();
        all.sort_unstable();
        all
    }
}

/// Returns the spans of the statements that a formatter sorts, and those of the others.
fn spans(file: &File) -> (Vec<Span>, Vec<Span>) {
    let mut sorted = Vec::new();
    let mut others = Vec::new();
    sorted.extend(file.syntax.iter().map(|it| it.span));
    for item in &file.items {
        match item {
            FileItem::Package(it) => sorted.push(it.span),
            FileItem::Import(it) => sorted.push(it.span),
            FileItem::Option(it) => sorted.push(it.span),
            FileItem::Message(it) => others.push(it.span),
            FileItem::Enum(it) => others.push(it.span),
            FileItem::Extend(it) => others.push(it.span),
            FileItem::Service(it) => others.push(it.span),
        }
    }
    (sorted, others)
}

/// Returns the words of a comment, without its markers.
fn content(comment: &str) -> String {
    let inside = comment.strip_prefix("//").or_else(|| comment.strip_prefix("/*")?.strip_suffix("*/"));
    inside.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
