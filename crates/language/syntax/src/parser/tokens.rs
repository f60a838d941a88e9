//! Steps of the parser over single tokens, and reports at the current one.

use super::super::ast::Span;
use super::super::error::{SyntaxError, SyntaxProblem};
use super::super::lexer::TokenKind;
use super::{Failed, ParseResult, Parser};

impl<'t> Parser<'t> {
    /// Moves to the next token.
    pub(super) fn advance(&mut self) {
        self.previous_end = self.token.span.end;
        self.previous_broken = self.token_broken;
        let errors = self.lexer.errors().len();
        self.token = self.lexer.next_token();
        if let Some(tokens) = &mut self.tokens {
            tokens.push(self.token);
        }
        self.token_broken = self.lexer.errors().len() != errors || self.at_kind(TokenKind::Unknown);
    }

    /// Returns the start of the current token.
    pub(super) const fn start(&self) -> u32 {
        self.token.span.start
    }

    pub(super) fn at_kind(&self, kind: TokenKind) -> bool {
        self.token.kind == kind
    }

    pub(super) fn at_end(&self) -> bool {
        self.at_kind(TokenKind::End)
    }

    pub(super) fn at_symbol(&self, symbol: u8) -> bool {
        self.at_kind(TokenKind::Symbol) && self.text.as_bytes()[self.token.span.start as usize] == symbol
    }

    /// Returns the current token if it is an identifier; otherwise, the empty string.
    pub(super) fn word(&self) -> &'t str {
        if self.at_kind(TokenKind::Identifier) { self.token.span.of(self.text) } else { "" }
    }

    pub(super) fn at_word(&self, word: &str) -> bool {
        self.word() == word
    }

    pub(super) fn eat_symbol(&mut self, symbol: u8) -> bool {
        let found = self.at_symbol(symbol);
        if found {
            self.advance();
        }
        found
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        if found {
            self.advance();
        }
        found
    }

    /// Consumes the current token and returns its span.
    pub(super) fn take(&mut self) -> Span {
        let span = self.token.span;
        self.advance();
        span
    }

    /// Returns the span from `start` to the end of the previous token.
    pub(super) fn since(&self, start: u32) -> Span {
        Span::new(start, self.previous_end.max(start))
    }

    /// Parses an identifier.
    pub(super) fn identifier(&mut self, what: &'static str) -> ParseResult<Span> {
        if self.at_kind(TokenKind::Identifier) { Ok(self.take()) } else { self.fail(SyntaxProblem::Expected(what)) }
    }

    /// Parses the name of a declaration with a body. Returns `None` if only the name is missing.
    pub(super) fn name(&mut self, what: &'static str) -> ParseResult<Option<Span>> {
        match self.identifier(what) {
            Ok(name) => Ok(Some(name)),
            Err(Failed) if self.at_symbol(b'{') => Ok(None),
            Err(Failed) => Err(Failed),
        }
    }

    pub(super) fn symbol(&mut self, symbol: u8, what: &'static str) -> ParseResult<()> {
        if self.eat_symbol(symbol) { Ok(()) } else { self.fail(SyntaxProblem::Expected(what)) }
    }

    /// Parses one or more adjacent strings.
    pub(super) fn string(&mut self, what: &'static str) -> ParseResult<Span> {
        let start = self.start();
        if !self.at_kind(TokenKind::String) {
            return self.fail(SyntaxProblem::Expected(what));
        }
        while self.at_kind(TokenKind::String) {
            self.advance();
        }
        Ok(self.since(start))
    }

    /// Consumes the `;` or `{` that ends a declaration, and starts the gap for comments.
    pub(super) fn end_declaration(&mut self) {
        self.advance();
        self.gap = self.previous_end;
    }

    /// Reports a problem at the current token and fails.
    pub(super) fn fail<T>(&mut self, problem: SyntaxProblem) -> ParseResult<T> {
        self.report(problem, self.token.span);
        Err(Failed)
    }

    /// Reports a problem that protoc reports at the current token.
    pub(super) fn report(&mut self, problem: SyntaxProblem, span: Span) {
        self.report_at(problem, span, self.start());
    }

    pub(super) fn report_at(&mut self, problem: SyntaxProblem, span: Span, at: u32) {
        if self.is_known(&problem, at) {
            return;
        }
        if !self.at_conflict() {
            return self.lexer.report(problem, span, at);
        }
        // The markers of one conflict are one mistake. The first marker starts with `<`.
        let known = |error: &SyntaxError| error.problem == SyntaxProblem::MergeConflict;
        if self.at_symbol(b'<') || !self.lexer.errors().iter().any(known) {
            let marker = Span::new(self.start(), self.start() + CONFLICTS[0].len() as u32);
            self.lexer.report(SyntaxProblem::MergeConflict, marker, at);
        }
    }

    /// Returns whether the current line is a merge conflict marker.
    pub(super) fn at_conflict(&self) -> bool {
        let rest = &self.text.as_bytes()[self.start() as usize..];
        self.at_margin() && CONFLICTS.iter().any(|marker| rest.starts_with(marker))
    }
}

/// The prefixes of merge conflict markers.
const CONFLICTS: [&[u8]; 4] = [b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>"];
