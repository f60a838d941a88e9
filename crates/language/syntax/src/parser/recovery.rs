//! Blocks and the ends of statements, at which the parser goes on after a mistake.

use super::super::ast::Span;
use super::super::error::{BlockKind, SyntaxProblem};
use super::super::lexer::TokenKind;
use super::{Failed, ParseResult, Parser};

/// The reported problems that suppress further diagnostics of the same mistake.
#[derive(Default)]
pub(super) struct Recovery {
    /// The index of the error about the missing label of the current field.
    pub(super) label: Option<usize>,
    /// `true` if the end of the text has been reported.
    end: bool,
    /// `true` if an unbalanced brace has been reported. The next unmatched brace is the same mistake.
    unbalanced: bool,
    /// `true` if members of a message were found at the top level, after a superfluous closing brace.
    stray: bool,
    /// The first block whose closing brace is indented less than the block. The brace probably belongs to another
    /// block.
    suspect: Option<(BlockKind, Span)>,
    /// `true` while all enclosing blocks are left because a statement of the file follows.
    pub(super) unwinding: bool,
}

/// Keywords that start a statement at the start of a line.
const STATEMENT_WORDS: &[&str] = &[
    "bool",
    "bytes",
    "double",
    "enum",
    "export",
    "extend",
    "extensions",
    "fixed32",
    "fixed64",
    "float",
    "import",
    "int32",
    "int64",
    "local",
    "map",
    "message",
    "oneof",
    "option",
    "optional",
    "package",
    "repeated",
    "required",
    "reserved",
    "rpc",
    "service",
    "sfixed32",
    "sfixed64",
    "sint32",
    "sint64",
    "string",
    "uint32",
    "uint64",
];

/// Keywords that start a statement of a file. In a block, each could only be a field type.
const FILE_WORDS: &[&str] = &["edition", "import", "package", "service", "syntax"];

/// The statements of a block.
pub(super) struct Block<T> {
    pub(super) items: Vec<T>,
    /// The offset after the opening brace.
    pub(super) behind: u32,
}

/// The start of a statement in a block, with the state before it.
struct StatementStart {
    start: u32,
    previous_end: u32,
    errors: usize,
    /// `true` if the statement looks like a statement of the file.
    of_file: bool,
}

/// Moves items to an allocation of exact size. Trees dominate memory use, and a grown vector has up to twice the
/// capacity that it needs. Shrinking in place may not free memory.
pub(super) fn exact<T>(mut items: Vec<T>) -> Vec<T> {
    if items.capacity() == items.len() {
        return items;
    }
    let mut exact = Vec::with_capacity(items.len());
    exact.append(&mut items);
    exact
}

impl Parser<'_> {
    /// Parses `{ statement* }`.
    pub(super) fn block<T>(
        &mut self,
        scope: BlockKind,
        mut statement: impl FnMut(&mut Self) -> ParseResult<Option<T>>,
    ) -> ParseResult<Block<T>> {
        let opened = self.open()?;
        let mut block = Block { items: Vec::new(), behind: self.gap };
        if self.at_symbol(b'}') {
            self.check_filled(scope, opened);
        }
        while !self.is_closed(scope, opened) {
            if let Some(item) = self.statement(scope, opened, &mut statement) {
                block.items.push(item);
            }
        }
        block.items = exact(block.items);
        Ok(block)
    }

    /// Reports empty blocks. protoc parses their first statement before it looks for the end.
    fn check_filled(&mut self, scope: BlockKind, opened: Span) {
        let problem = match scope {
            BlockKind::Oneof => SyntaxProblem::OneofEmpty,
            BlockKind::Extend => SyntaxProblem::ExtendEmpty,
            BlockKind::Message
            | BlockKind::Group
            | BlockKind::Enum
            | BlockKind::Service
            | BlockKind::Method
            | BlockKind::Value => return,
        };
        self.report(problem, Span::new(opened.start, self.token.span.end));
    }

    fn open(&mut self) -> ParseResult<Span> {
        let opened = self.token.span;
        if self.at_symbol(b'{') {
            self.end_declaration();
            return Ok(opened);
        }
        let place = Span::new(self.previous_end, self.previous_end);
        self.report(SyntaxProblem::Expected("`{`"), place);
        if self.starts_line() && !self.at_symbol(b'}') && !self.begins_in(FILE_WORDS) {
            self.gap = self.previous_end;
            return Ok(place);
        }
        self.recovery.unbalanced = !self.at_symbol(b';');
        Err(Failed)
    }

    /// Consumes the closing brace, or reports that it is missing.
    fn is_closed(&mut self, scope: BlockKind, opened: Span) -> bool {
        if self.recovery.unwinding {
            return true;
        }
        if self.at_symbol(b'}') {
            self.suspect(scope, opened);
            self.end_declaration();
            return true;
        }
        if self.at_end() {
            let inner = self.recovery.suspect.filter(|(_, inner)| inner.start > opened.start);
            let (scope, opened) = inner.unwrap_or((scope, opened));
            self.report(SyntaxProblem::EndInside { scope, opened }, opened);
            return true;
        }
        false
    }

    fn suspect(&mut self, scope: BlockKind, opened: Span) {
        if self.recovery.suspect.is_none()
            && self.starts_line()
            && self.indent(self.start()) < self.indent(opened.start)
        {
            self.recovery.suspect = Some((scope, opened));
        }
    }

    /// Returns the indentation of the line of `at`.
    fn indent(&self, at: u32) -> usize {
        let front = &self.text.as_bytes()[..at as usize];
        let mut line = front.len();
        while line > 0 && front[line - 1] != b'\n' {
            line -= 1;
        }
        let mut end = line;
        while end < front.len() && matches!(front[end], b' ' | b'\t') {
            end += 1;
        }
        end - line
    }

    /// Parses one statement of a block. Recovers from errors, so that the next statement can be parsed.
    fn statement<T>(
        &mut self,
        scope: BlockKind,
        opened: Span,
        statement: &mut impl FnMut(&mut Self) -> ParseResult<Option<T>>,
    ) -> Option<T> {
        let begun = self.begin();
        let read = statement(self);
        if self.has_left(&begun, scope, opened) {
            return None;
        }
        self.ensure_progress(begun.start);
        if read.is_err() {
            self.pass_broken(begun.start, opened);
        }
        read.unwrap_or(None)
    }

    fn begin(&mut self) -> StatementStart {
        StatementStart {
            start: self.start(),
            previous_end: self.previous_end,
            errors: self.lexer.errors().len(),
            of_file: self.at_margin() && self.begins_in(FILE_WORDS),
        }
    }

    /// Returns whether a statement with an error is a statement of the file. In that case, moves back to it and leaves
    /// all blocks.
    fn has_left(&mut self, begun: &StatementStart, scope: BlockKind, opened: Span) -> bool {
        if !begun.of_file || self.lexer.errors().len() == begun.errors {
            return false;
        }
        let at = self.lexer.errors()[begun.errors].at;
        self.leave_open(scope, opened, begun.start, begun.errors, at);
        self.previous_end = begun.previous_end;
        self.gap = begun.previous_end;
        true
    }

    fn pass_broken(&mut self, start: u32, opened: Span) {
        let doubled = self.start() == start && self.at_symbol(b'{') && self.previous_end == opened.end;
        if doubled {
            self.advance();
        } else {
            self.recover();
        }
    }

    fn ensure_progress(&mut self, start: u32) {
        let stuck = self.start() == start && !self.at_end() && !self.recovery.unwinding;
        if stuck && !self.at_any_of(b";{}") && !self.at_conflict() {
            self.advance();
        }
    }

    fn at_any_of(&self, symbols: &[u8]) -> bool {
        symbols.iter().any(|&symbol| self.at_symbol(symbol))
    }

    /// Moves back to a statement of the file that starts at `start`, and leaves all blocks.
    fn leave_open(&mut self, scope: BlockKind, opened: Span, start: u32, errors: usize, at: u32) {
        self.lexer.errors().truncate(errors);
        self.lexer.seek(start);
        self.advance();
        self.lexer.report(SyntaxProblem::BlockLeftOpen { scope, opened }, self.token.span, at);
        self.recovery.unwinding = true;
    }

    /// Skips to the next statement: after a `;` or block, before a `}`, or to a line that starts like a statement.
    pub(super) fn recover(&mut self) {
        if self.at_conflict() {
            return self.skip_line();
        }
        let at_mistake = self.at_symbol(b';');
        self.skip_statement();
        // After a misplaced `;` or a skipped block in brackets, the rest of the line belongs to the statement.
        let rest_of_line = at_mistake && !self.starts_line() && !self.begins_in(STATEMENT_WORDS);
        if (rest_of_line || self.at_any_of(b"])")) && !self.at_any_of(b"};") {
            self.skip_statement();
        }
    }

    fn skip_line(&mut self) {
        self.advance();
        while !self.starts_line() && !self.at_end() {
            self.advance();
        }
        self.gap = self.previous_end;
    }

    fn skip_statement(&mut self) {
        let mut depth = 0_u32;
        while !self.at_end() && !self.recovery.unwinding {
            if self.at_symbol(b'{') {
                depth += 1;
            } else if self.at_symbol(b'}') && depth > 0 {
                depth -= 1;
                if depth == 0 {
                    return self.end_declaration();
                }
            } else if depth == 0 {
                if self.at_symbol(b';') {
                    return self.end_declaration();
                }
                if self.at_symbol(b'}') || self.begins_statement() {
                    return;
                }
            }
            self.advance();
        }
    }

    /// Parses the `;` at the end of a declaration. Without one, skips to the probable start of the next statement.
    /// Returns the offset after the declaration.
    pub(super) fn semicolon(&mut self) -> u32 {
        if self.at_symbol(b';') {
            self.end_declaration();
            return self.gap;
        }
        let end = self.previous_end;
        self.report(SyntaxProblem::Expected("`;`"), Span::new(end, end));
        self.gap = end;
        if !self.starts_line() || !(self.at_kind(TokenKind::Identifier) || self.at_any_of(b".}")) {
            self.recover();
        }
        end
    }

    /// Returns whether a line break precedes the current token.
    pub(super) fn starts_line(&self) -> bool {
        self.text.as_bytes()[self.previous_end as usize..self.start() as usize].contains(&b'\n')
    }

    /// Returns whether the current token starts a line without indentation.
    pub(super) fn at_margin(&self) -> bool {
        let start = self.start() as usize;
        start == 0 || self.text.as_bytes()[start - 1] == b'\n'
    }

    fn begins_statement(&self) -> bool {
        self.begins_in(STATEMENT_WORDS) && self.starts_line()
    }

    fn begins_in(&self, words: &[&str]) -> bool {
        let word = self.word();
        !word.is_empty() && words.contains(&word)
    }

    /// Reports one or more unmatched closing braces at the top level.
    pub(super) fn unmatched(&mut self) {
        let start = self.start();
        let is_mistake = matches!(self.lexer.errors().last(), Some(error) if error.at == start);
        if !is_mistake && !std::mem::take(&mut self.recovery.unbalanced) && !std::mem::take(&mut self.recovery.stray) {
            self.report(SyntaxProblem::Unmatched, self.token.span);
        }
        while self.at_symbol(b'}') {
            self.end_declaration();
        }
        if is_mistake && !self.starts_line() {
            self.recover();
        }
    }

    /// Reports a statement of the file without a known keyword.
    pub(super) fn no_statement<T>(&mut self) -> ParseResult<T> {
        if self.at_conflict() {
            return self.fail(SyntaxProblem::MergeConflict);
        }
        if !std::mem::replace(&mut self.recovery.stray, true) {
            self.report(SyntaxProblem::NoStatement, self.token.span);
        }
        Err(Failed)
    }

    /// Records the start of a statement of the file. Without indentation, it cannot be a member of a block.
    pub(super) fn known_statement(&mut self) {
        if self.at_margin() {
            self.recovery.stray = false;
        }
    }

    /// Returns whether an error at `at` belongs to a mistake that is already reported.
    pub(super) fn is_known(&mut self, problem: &SyntaxProblem, at: u32) -> bool {
        if at == self.start() {
            let missing = matches!(
                problem,
                SyntaxProblem::Expected(_) | SyntaxProblem::MissingNumber | SyntaxProblem::SecondLabel
            );
            if self.token_broken {
                self.word_comes_first();
                return true;
            }
            if self.previous_broken && missing {
                return true;
            }
            if self.at_end() && std::mem::replace(&mut self.recovery.end, true) {
                return true;
            }
        }
        self.replaces_label(problem)
    }

    /// Moves the error of a non-ASCII character to the start of its identifier, which protoc reports first.
    fn word_comes_first(&mut self) {
        let start = self.start();
        let is_word = self.at_kind(TokenKind::Identifier);
        if let Some(error) = self.lexer.errors().last_mut()
            && is_word
            && matches!(error.problem, SyntaxProblem::NotAscii(_))
        {
            error.at = start;
        }
    }

    /// Replaces the error about a missing label if the statement is not a field after all.
    fn replaces_label(&mut self, problem: &SyntaxProblem) -> bool {
        let Some(label) = self.recovery.label.take() else { return false };
        let span = self.token.span;
        if let Some(error) = self.lexer.errors().get_mut(label) {
            error.problem = problem.clone();
            error.span = span;
        }
        true
    }
}
