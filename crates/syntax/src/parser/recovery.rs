//! Blocks, ends of statements, and how to go on behind a mistake.

use super::super::ast::Span;
use super::super::error::{Problem, Scope};
use super::super::lexer::TokenKind;
use super::{Failed, Parser, Read};

/// What has been said, so that one mistake is one diagnostic.
#[derive(Default)]
pub(super) struct Recovery {
    /// Which error says that the field being read has no label.
    pub(super) label: Option<usize>,
    /// Something was wrong at the end of the text.
    end: bool,
    /// A brace is missing or too many: the next one that has no partner is the same mistake.
    unbalanced: bool,
    /// Statements of a message stand in the file: their message was closed too early.
    stray: bool,
    /// The first block that was closed further left than its line begins: the brace belongs to another one.
    suspect: Option<(Scope, Span)>,
    /// The blocks around were left open, and a statement of the file comes next.
    pub(super) unwinding: bool,
}

/// Words that begin a statement, where they begin a line.
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

/// Words that begin a statement of a file, and nothing in a block but a field of such a type.
const FILE_WORDS: &[&str] = &["edition", "import", "package", "service", "syntax"];

/// What stands between braces.
pub(super) struct Block<T> {
    pub(super) items: Vec<T>,
    /// Behind the opening brace.
    pub(super) behind: u32,
}

/// Where a statement of a block begins, and what there was in front of it.
struct Begun {
    start: u32,
    previous_end: u32,
    errors: usize,
    /// Whether it looks like a statement of the file.
    of_file: bool,
}

/// Moves items to a block of memory of their size: trees are most of what a compilation holds, and a vector that grew has
/// up to twice as much as it needs. An allocator may leave a vector that is shrunk where it is.
pub(super) fn exact<T>(mut items: Vec<T>) -> Vec<T> {
    if items.capacity() == items.len() {
        return items;
    }
    let mut exact = Vec::with_capacity(items.len());
    exact.append(&mut items);
    exact
}

impl Parser<'_> {
    /// `{ statement* }`
    pub(super) fn block<T>(
        &mut self,
        scope: Scope,
        mut statement: impl FnMut(&mut Self) -> Read<Option<T>>,
    ) -> Read<Block<T>> {
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

    /// protoc reads the first statement of these before it looks for the end.
    fn check_filled(&mut self, scope: Scope, opened: Span) {
        let problem = match scope {
            Scope::Oneof => Problem::OneofEmpty,
            Scope::Extend => Problem::ExtendEmpty,
            Scope::Message | Scope::Group | Scope::Enum | Scope::Service | Scope::Method | Scope::Value => return,
        };
        self.report(problem, Span::new(opened.start, self.token.span.end));
    }

    fn open(&mut self) -> Read<Span> {
        let opened = self.token.span;
        if self.at_symbol(b'{') {
            self.end_declaration();
            return Ok(opened);
        }
        let place = Span::new(self.previous_end, self.previous_end);
        self.report(Problem::Expected("`{`"), place);
        if self.starts_line() && !self.at_symbol(b'}') && !self.begins_in(FILE_WORDS) {
            self.gap = self.previous_end;
            return Ok(place);
        }
        self.recovery.unbalanced = !self.at_symbol(b';');
        Err(Failed)
    }

    /// Passes the closing brace, or says that it is missing.
    fn is_closed(&mut self, scope: Scope, opened: Span) -> bool {
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
            self.report(Problem::EndInside { scope, opened }, opened);
            return true;
        }
        false
    }

    fn suspect(&mut self, scope: Scope, opened: Span) {
        if self.recovery.suspect.is_none()
            && self.starts_line()
            && self.indent(self.start()) < self.indent(opened.start)
        {
            self.recovery.suspect = Some((scope, opened));
        }
    }

    /// How many blanks there are at the start of the line of `at`.
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

    /// One statement of a block. Whatever is wrong with it, the next one can be read afterwards.
    fn statement<T>(
        &mut self,
        scope: Scope,
        opened: Span,
        statement: &mut impl FnMut(&mut Self) -> Read<Option<T>>,
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

    fn begin(&mut self) -> Begun {
        Begun {
            start: self.start(),
            previous_end: self.previous_end,
            errors: self.lexer.errors().len(),
            of_file: self.at_margin() && self.begins_in(FILE_WORDS),
        }
    }

    /// Whether what was read with an error is a statement of the file; then it goes back to it, and out of all blocks.
    fn has_left(&mut self, begun: &Begun, scope: Scope, opened: Span) -> bool {
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

    /// What began at `start` is a statement of the file: goes back to it, and out of all blocks.
    fn leave_open(&mut self, scope: Scope, opened: Span, start: u32, errors: usize, at: u32) {
        self.lexer.errors().truncate(errors);
        self.lexer.seek(start);
        self.advance();
        self.lexer.report(Problem::BlockLeftOpen { scope, opened }, self.token.span, at);
        self.recovery.unwinding = true;
    }

    /// Skips to the next statement: behind a `;` or a block, in front of a `}`, or to a line that begins like one.
    pub(super) fn recover(&mut self) {
        if self.at_conflict() {
            return self.skip_line();
        }
        let at_mistake = self.at_symbol(b';');
        self.skip_statement();
        // A `;` in the middle of a statement was the mistake, or a block in brackets was skipped: the rest of it goes too.
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

    /// `;` at the end of a declaration. Without one, goes on where the next statement seems to begin. Gives what is
    /// behind it.
    pub(super) fn semicolon(&mut self) -> u32 {
        if self.at_symbol(b';') {
            self.end_declaration();
            return self.gap;
        }
        let end = self.previous_end;
        self.report(Problem::Expected("`;`"), Span::new(end, end));
        self.gap = end;
        if !self.starts_line() || !(self.at_kind(TokenKind::Identifier) || self.at_any_of(b".}")) {
            self.recover();
        }
        end
    }

    /// Whether there is a line break in front of the current token.
    pub(super) fn starts_line(&self) -> bool {
        self.text.as_bytes()[self.previous_end as usize..self.start() as usize].contains(&b'\n')
    }

    /// Whether the current token begins a line, without an indent.
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

    /// An unmatched closing brace in the file, or several.
    pub(super) fn unmatched(&mut self) {
        let start = self.start();
        let is_mistake = matches!(self.lexer.errors().last(), Some(error) if error.at == start);
        if !is_mistake && !std::mem::take(&mut self.recovery.unbalanced) && !std::mem::take(&mut self.recovery.stray) {
            self.report(Problem::Unmatched, self.token.span);
        }
        while self.at_symbol(b'}') {
            self.end_declaration();
        }
        if is_mistake && !self.starts_line() {
            self.recover();
        }
    }

    /// A statement of the file that begins with nothing known.
    pub(super) fn no_statement<T>(&mut self) -> Read<T> {
        if self.at_conflict() {
            return self.fail(Problem::MergeConflict);
        }
        if !std::mem::replace(&mut self.recovery.stray, true) {
            self.report(Problem::NoStatement, self.token.span);
        }
        Err(Failed)
    }

    /// A statement of the file begins; without an indent, it surely is one.
    pub(super) fn known_statement(&mut self) {
        if self.at_margin() {
            self.recovery.stray = false;
        }
    }

    /// Whether an error at `at` is a mistake that has been reported.
    pub(super) fn is_known(&mut self, problem: &Problem, at: u32) -> bool {
        if at == self.start() {
            let missing = matches!(problem, Problem::Expected(_) | Problem::MissingNumber);
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

    /// To protoc, a word ends in front of a letter that cannot stand in it: where the word is wrong too, it says that first.
    fn word_comes_first(&mut self) {
        let start = self.start();
        let is_word = self.at_kind(TokenKind::Identifier);
        if let Some(error) = self.lexer.errors().last_mut()
            && is_word
            && matches!(error.problem, Problem::NotAscii(_))
        {
            error.at = start;
        }
    }

    /// What looked like a field without a label turns out to be no field: the label is not what is missing.
    fn replaces_label(&mut self, problem: &Problem) -> bool {
        let Some(label) = self.recovery.label.take() else { return false };
        let span = self.token.span;
        if let Some(error) = self.lexer.errors().get_mut(label) {
            error.problem = problem.clone();
            error.span = span;
        }
        true
    }
}
