//! A syntax error with its text: the words and edits that depend on what is written around it.

use std::fmt::Write;

use super::ast::Span;
use super::codes;
use super::error::{BlockKind, SyntaxError};
use super::expected;
use super::free_number::free_number;
use super::lexer::{Lexer, TokenKind};
use super::options::whole_line;
use super::safety::safe_if;
use super::typographic::is_typographic;
use protoward_source::FixSafety::Safe;
use protoward_source::{Code, Diagnostic, Place, SourceId, Sources, nearest};

/// Keywords that start a statement of a file, for proposals.
const STATEMENTS: [&str; 8] = ["edition", "enum", "extend", "import", "message", "option", "package", "service"];

/// Keywords that start a statement from edition 2024 on.
const VISIBILITIES: [&str; 2] = ["export", "local"];

/// Maximum number of characters of a token to show.
const MAX_CHARACTERS: usize = 30;

/// An error with its source text.
pub(super) struct LocatedError<'e> {
    pub(super) error: &'e SyntaxError,
    pub(super) source: SourceId,
    pub(super) sources: &'e Sources,
    pub(super) text: &'e str,
}

impl LocatedError<'_> {
    pub(super) fn expected(&self, what: &'static str) -> Diagnostic {
        let found = self.found();
        let message = format!("expected {what}, found {found}");
        let semicolon = what == "`;`";
        let label = if semicolon { "expected `;`".to_owned() } else { format!("expected {what}") };
        let mut diagnostic = Diagnostic::error(codes::SYNTAX, message).label(self.place(self.error.span), label);
        if self.error.at != self.error.span.start {
            diagnostic = diagnostic.label(self.place(Span::new(self.error.at, self.error.at)), "unexpected");
        }
        if let Some(help) = expected::help(what, &found) {
            diagnostic = diagnostic.help(help);
        }
        self.with_cure(what, diagnostic)
    }

    /// Returns the span of a probable path without quotes.
    pub(super) fn unquoted(&self) -> Option<Span> {
        let Span { start, .. } = self.error.span;
        let is_of_path = |character: char| character.is_ascii_alphanumeric() || "_./-".contains(character);
        let rest = &self.text[start as usize..];
        let path = &rest[..rest.find(|character| !is_of_path(character)).unwrap_or(rest.len())];
        (path.contains('.') || path.contains('/')).then(|| Span::new(start, start + path.len() as u32))
    }

    pub(super) fn import_without_quotes(&self) -> Diagnostic {
        let span = self.unquoted().unwrap_or(self.error.span);
        let path = span.of(self.text);
        let place = self.place(span);
        let diagnostic = Diagnostic::error(codes::SYNTAX, "import path without quotes");
        let help = format!("write `import \"{path}\";`");
        self.in_quotes(diagnostic.label(place, "without quotes").help(help), span)
    }

    pub(super) fn no_statement(&self) -> Diagnostic {
        let word = self.error.span.of(self.text);
        let message = format!("expected a statement, found {}", self.shown());
        let diagnostic = self.labelled(codes::SYNTAX, message, "not the start of a statement");
        match nearest(word, STATEMENTS)[..] {
            // A symbol shows that something else is wrong.
            [only] if !VISIBILITIES.contains(&word) && !matches!(self.next(), "{" | "}" | ";" | "") => {
                self.meant(diagnostic, &[only])
            }
            [first, ..] if !VISIBILITIES.contains(&word) => {
                diagnostic.did_you_mean(self.place(self.error.span), &[first])
            }
            _ => diagnostic.help(expected::statement_help(word)),
        }
    }

    pub(super) fn end_inside(&self, scope: BlockKind, opened: Span) -> Diagnostic {
        // Placed at the end of the last line with text, where it is visible.
        let last = self.text.trim_end().len() as u32;
        let end = Span::new(last, last);
        let message = format!("unexpected end of the file inside {}", of_scope(scope));
        let diagnostic = Diagnostic::error(codes::BRACE_MISSING, message)
            .label(self.place(opened), "unclosed `{`")
            .label(self.place(end), "expected `}`")
            .help("add the missing `}`");
        self.with_brace(diagnostic, last)
    }

    pub(super) fn block_left_open(&self, scope: BlockKind, opened: Span) -> Diagnostic {
        let word = self.shown();
        let diagnostic =
            Diagnostic::error(codes::BRACE_MISSING, format!("{word} is not allowed inside {}", of_scope(scope)))
                .label(self.place(self.error.span), "only allowed at the top level")
                .label(self.place(opened), "unclosed `{`")
                .help("add the missing `}` above it");
        self.with_brace(diagnostic, self.error.span.start)
    }

    pub(super) fn missing_number(&self) -> Diagnostic {
        let front = &self.text[..self.error.span.start as usize];
        let name = &front
            [front.trim_end_matches(|character: char| character.is_ascii_alphanumeric() || character == '_').len()..];
        let message = format!("missing number of `{name}`");
        let help = expected::number_help(&self.found());
        self.with_number(self.say(codes::NUMBER_MISSING, message, "expected `=` and a number", help))
    }

    /// A number of a field or an enum value that is out of range.
    pub(super) fn number_too_large(&self) -> Diagnostic {
        let free = free_number(self.text, self.error.span.start).map(|free| free.to_string());
        let such_as = free.iter().map(|free| format!(", such as {free}")).collect::<String>();
        let message = format!("{} is out of range", self.shown());
        let help = format!("use a free number{such_as}");
        let free: Vec<&str> = free.as_deref().into_iter().collect();
        self.unless_negative(self.say(codes::INTEGER_TOO_LARGE, message, "out of range", help), &free)
    }

    pub(super) fn alias(&self, name: Span, why: &str) -> Diagnostic {
        let message = format!("`allow_alias` of `{}` has no effect", name.of(self.text));
        // Another word may be a misspelled `true`.
        let is_boolean =
            self.error.span.of(self.text).split(['=', ';']).any(|it| matches!(it.trim(), "true" | "false"));
        let diagnostic = self.say(codes::ALLOW_ALIAS, message, why.to_owned(), "remove the option");
        diagnostic.edit(safe_if(is_boolean), self.place(self.error.span), "")
    }

    pub(super) fn second_label(&self) -> Diagnostic {
        let help = "keep one: `repeated` for a list, or `optional` for at most one value";
        let diagnostic = self.say(codes::SECOND_LABEL, "several labels on a field", "second label", help);
        match self.doubled_before(self.error.span.end) {
            Some(word) => self.without_double(diagnostic, word),
            None => {
                let choice = diagnostic.choice(self.place(self.with_blank()), "");
                choice.choice(self.place(self.label_before()), "")
            }
        }
    }

    pub(super) fn not_ascii(&self, character: char) -> Diagnostic {
        let help = match character {
            '\u{a0}' | '\u{200b}' | '\u{feff}' => "replace it with a space",
            _ => "names consist of ASCII letters, digits and `_`; other characters are allowed in strings and comments",
        };
        let message = format!("unexpected character `{}` (U+{:04X})", character.escape_debug(), u32::from(character));
        let diagnostic = self.say(codes::NOT_ASCII, message, "unexpected", help);
        match character {
            quote if is_typographic(quote) => self.with_straight_quotes(diagnostic, quote),
            '\u{a0}' => diagnostic.edit(Safe, self.place(self.error.span), " "),
            '\u{200b}' | '\u{feff}' => diagnostic.edit(Safe, self.place(self.error.span), ""),
            _ => diagnostic,
        }
    }

    /// Returns the span of the label before the second one, to be deleted.
    pub(super) fn label_before(&self) -> Span {
        let end = self.error.span.start;
        let before = self.text[..end as usize].trim_end();
        let start = before.trim_end_matches(|it: char| it.is_ascii_lowercase()).len() as u32;
        Span::new(start, end)
    }

    /// Returns the names in a list from the erroneous one on, up to the end of the statement.
    pub(super) fn reserved_names(&self) -> Vec<Span> {
        let mut names = Vec::new();
        let mut lexer = Lexer::at(self.text, self.error.span.start);
        loop {
            let token = lexer.next_token();
            match token.kind {
                TokenKind::String | TokenKind::Identifier => names.push(token.span),
                TokenKind::Symbol if token.span.of(self.text) == "," => {}
                _ => return names,
            }
        }
    }

    pub(super) fn say(
        &self,
        code: Code,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        self.labelled(code, message, label).help(help)
    }

    pub(super) fn labelled(&self, code: Code, message: impl Into<String>, label: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).label(self.place(self.error.span), label)
    }

    pub(super) fn place(&self, span: Span) -> Place {
        self.sources.place(self.source, span.range())
    }

    /// Adds the move of the statement to the start of the file, unless the file has another one there.
    pub(super) fn moved_to_top(&self, diagnostic: Diagnostic) -> Diagnostic {
        let first = Lexer::new(self.text).next_token().span.of(self.text);
        let Span { start, .. } = self.error.span;
        let Some(length) = self.text[start as usize..].find([';', '\n']) else { return diagnostic };
        let statement = Span::new(start, start + length as u32 + 1);
        let written = statement.of(self.text);
        if matches!(first, "syntax" | "edition") || !written.ends_with(';') {
            return diagnostic;
        }
        let line = whole_line(self.text, statement);
        diagnostic.edit(Safe, self.place(Span::new(0, 0)), format!("{written}\n")).edit(Safe, self.place(line), "")
    }

    /// Returns the span with the following white space, to be deleted.
    pub(super) fn with_blank(&self) -> Span {
        let Span { start, end } = self.error.span;
        let blank = self.text.as_bytes().get(end as usize) == Some(&b' ');
        Span::new(start, end + u32::from(blank))
    }

    /// Returns the text of the span in backticks.
    pub(super) fn shown(&self) -> String {
        shown(self.error.span.of(self.text))
    }

    /// Returns the token at which protoc reports the error.
    pub(super) fn found(&self) -> String {
        let token = self.token();
        match token.kind {
            TokenKind::End => "the end of the file".to_owned(),
            _ => shown(token.span.of(self.text)),
        }
    }
}

const fn of_scope(scope: BlockKind) -> &'static str {
    match scope {
        BlockKind::Message => "a message",
        BlockKind::Group => "a group",
        BlockKind::Oneof => "a oneof",
        BlockKind::Extend => "an `extend`",
        BlockKind::Enum => "an enum",
        BlockKind::Service => "a service",
        BlockKind::Method => "the options of a method",
        BlockKind::Value => "the value of an option",
    }
}

fn shown(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    let mut characters = line.chars();
    let mut start = String::new();
    for character in characters.by_ref().take(MAX_CHARACTERS) {
        // Unprintable characters are escaped.
        let _ = if character.is_control() {
            write!(start, "{}", character.escape_default())
        } else {
            start.write_char(character)
        };
    }
    let more = characters.next().is_some() || line.len() < text.len();
    if more { format!("`{start}…`") } else { format!("`{start}`") }
}
