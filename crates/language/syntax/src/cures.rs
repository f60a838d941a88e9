//! The edits that cure a syntax error, as its help says them: what is missing is inserted, what is too much is removed.

use super::ast::Span;
use super::expected::IMPORT_PATH;
use super::free_number::free_number;
use super::lexer::{Lexer, Token, TokenKind};
use super::located::LocatedError;
use protoward_source::FixSafety::{self, Safe, Unsafe};
use protoward_source::{Diagnostic, nearest};

/// The keywords that an enclosing block permits, for proposals.
const IN_SERVICES: [&str; 2] = ["rpc", "option"];

/// Options whose value is a boolean, which people leave out if it is `true`.
const FLAGS: [&str; 6] = ["deprecated", "packed", "lazy", "debug_redact", "allow_alias", "java_multiple_files"];

impl LocatedError<'_> {
    /// Adds the edits for an error at which `what` is expected.
    pub(super) fn with_cure(&self, what: &str, diagnostic: Diagnostic) -> Diagnostic {
        let token = self.token();
        let found = token.span.of(self.text);
        let is_value = matches!(token.kind, TokenKind::Integer | TokenKind::Float | TokenKind::String);
        let is_name = token.kind == TokenKind::Identifier;
        let replaced = |text: &str| diagnostic.clone().edit(Safe, self.place(token.span), text);
        match (what, found) {
            ("`=`", ":") if self.next() == "=" => self.removed(Safe, diagnostic, token.span),
            ("`=`", ":") => replaced("="),
            ("`;`", "," | ":") if !self.continues() => replaced(";"),
            ("`;`", _) if self.is_before_line() || found == "}" => self.inserted(Safe, diagnostic, ";"),
            // Other languages declare without a body what is defined elsewhere.
            ("`{`", ";") => diagnostic.edit(Unsafe, self.place(token.span), " {}"),
            ("`{`", ":" | ",") => replaced(" {"),
            ("`{`", _) if self.is_in_next_line() => self.inserted(Safe, diagnostic, " {"),
            ("`]` or `,`", ";") => self.inserted(Safe, diagnostic, "]"),
            ("`]` or `,`", ":") if self.next() == ";" => replaced("]"),
            ("`]` or `,`", _) if self.is_before_line() && found != "(" => {
                // In the next line is another option, or a value of an enum.
                let safety = if is_name && matches!(self.next(), "=" | ".") { Unsafe } else { Safe };
                self.inserted(safety, diagnostic, "]")
            }
            ("`]` or `,`", _) if is_name || found == "(" => self.inserted(Safe, diagnostic, ","),
            ("`=`", _) if is_value || is_name && !self.is_in_next_line() => self.inserted(Safe, diagnostic, " ="),
            ("`=`", "]" | "," | ";") => self.with_true(diagnostic),
            ("`)`", ";" | "{" | "returns" | "]") => self.inserted(Safe, diagnostic, ")"),
            ("`(`", _) if is_name => self.inserted(Safe, diagnostic, "("),
            ("`returns`", "(") => self.inserted(Safe, diagnostic, " returns"),
            ("`returns`", "return") => replaced("returns"),
            ("`rpc`", word) => self.meant(diagnostic, &nearest(word, IN_SERVICES)),
            ("`option`", word) => self.meant(diagnostic, &nearest(word, ["option"])),
            ("a value" | "an integer", "+" | "=") | ("the number of the field" | "the number of the value", "=") => {
                self.removed(Safe, diagnostic, token.span)
            }
            ("the name of a type", ";") => self.removed(Unsafe, diagnostic, token.span),
            ("a number behind the comma" | "a name" | "a name in quotes", ";") => match self.comma() {
                Some(comma) => self.removed(Safe, diagnostic, comma),
                None => diagnostic,
            },
            ("a name behind the point" | "the name of an option", _) => {
                match (self.point(), self.comma().filter(|_| found == "]")) {
                    (Some(point), _) => self.removed(Unsafe, diagnostic, point),
                    (None, Some(comma)) => self.removed(Safe, diagnostic, comma),
                    (None, None) => diagnostic,
                }
            }
            ("`true` or `false`", word) => match word.trim_matches(['"', '\'']).to_ascii_lowercase() {
                word if matches!(&*word, "true" | "false") => replaced(&word),
                _ => diagnostic.replace(self.place(token.span), &["true", "false"]),
            },
            ("a number" | "an integer" | "the number of the field" | "the number of the value", _)
                if token.kind == TokenKind::String && is_integer(found) =>
            {
                replaced(found.trim_matches(['"', '\'']))
            }
            ("the number of the field" | "the number of the value", ";" | "[") => {
                match free_number(self.text, self.error.at) {
                    Some(free) => self.inserted(Unsafe, diagnostic, &format!(" {free}")),
                    None => diagnostic,
                }
            }
            ("a string" | IMPORT_PATH | "a string, such as `\"proto3\"`", _) if is_name || is_value => {
                replaced(&format!("\"{found}\""))
            }
            ("`,` between the types of key and value", _) if is_name => self.inserted(Safe, diagnostic, ","),
            ("`>` behind the types of the map", _) if is_name => self.inserted(Safe, diagnostic, ">"),
            _ => diagnostic,
        }
    }

    /// Adds the edit for a missing number of a field, before which `=` may miss.
    pub(super) fn with_number(&self, diagnostic: Diagnostic) -> Diagnostic {
        let token = self.token();
        match (token.kind, token.span.of(self.text)) {
            (TokenKind::Integer, _) => self.inserted(Safe, diagnostic, " ="),
            (_, ":") if self.next() == "=" => self.removed(Safe, diagnostic, token.span),
            (_, ":") => diagnostic.edit(Safe, self.place(token.span), " ="),
            (_, ";" | "[") if !self.continues() => match free_number(self.text, self.error.span.start) {
                Some(free) => self.inserted(Unsafe, diagnostic, &format!(" = {free}")),
                None => diagnostic,
            },
            _ => diagnostic,
        }
    }

    /// Adds the value of a flag that is written without one.
    fn with_true(&self, diagnostic: Diagnostic) -> Diagnostic {
        let before = self.text[..self.error.at as usize].trim_end();
        let name = &before[before.trim_end_matches(|it: char| it.is_ascii_alphanumeric() || it == '_').len()..];
        if FLAGS.contains(&name) {
            self.inserted(Safe, diagnostic.help(format!("write `{name} = true`")), " = true")
        } else {
            diagnostic
        }
    }

    /// Replaces a label `required` by the feature that has its meaning, in the options of the field.
    pub(super) fn with_required(&self, diagnostic: Diagnostic) -> Diagnostic {
        const FEATURE: &str = "features.field_presence = LEGACY_REQUIRED";
        let mut lexer = Lexer::at(self.text, self.error.span.end);
        let (place, text) = loop {
            let token = lexer.next_token();
            match (token.kind, token.span.of(self.text)) {
                (_, ";") => break (token.span.start, format!(" [{FEATURE}]")),
                (_, "[") => break (token.span.end, format!("{FEATURE}, ")),
                (TokenKind::End, _) | (_, "{" | "}") => return diagnostic,
                _ => {}
            }
        };
        diagnostic.edit(Safe, self.place(self.with_blank()), "").edit(Safe, self.place(Span::new(place, place)), text)
    }

    /// Adds the replacements of a number, unless its sign would remain.
    pub(super) fn unless_negative(&self, diagnostic: Diagnostic, texts: &[&str]) -> Diagnostic {
        let before = self.text[..self.error.span.start as usize].trim_end();
        if before.ends_with('-') { diagnostic } else { diagnostic.replace(self.place(self.error.span), texts) }
    }

    /// Adds the edit for a quote that is missing at the end of a line: before what ends the statement there. The end is only certain
    /// for a word.
    pub(super) fn with_quote(&self, diagnostic: Diagnostic) -> Diagnostic {
        let start = self.error.span.start as usize;
        let line = self.text[start..].lines().next().unwrap_or_default();
        let Some(quote) = line.get(..1) else { return diagnostic };
        let end = start + line.trim_end_matches([';', ']', ',', '}', ')', ' ', '\t', '\r']).len();
        let is_of_word = |it: u8| it.is_ascii_alphanumeric() || b"_./-".contains(&it);
        let safety = if self.text[start + 1..end].bytes().all(is_of_word) { Safe } else { Unsafe };
        diagnostic.edit(safety, self.place(Span::new(end as u32, end as u32)), quote)
    }

    /// Adds the edit for a `}` that is missing in front of a statement, or at the end of the file. Which declarations it encloses is
    /// a guess.
    pub(super) fn with_brace(&self, diagnostic: Diagnostic, at: u32) -> Diagnostic {
        let is_end = self.text[at as usize..].trim().is_empty();
        diagnostic.edit(Unsafe, self.place(Span::new(at, at)), if is_end { "\n}" } else { "}\n\n" })
    }

    /// Returns the token at which protoc reports the error.
    pub(super) fn token(&self) -> Token {
        Lexer::at(self.text, self.error.at).next_token()
    }

    /// Inserts a text behind the last token in front of the error. Symbols follow it directly.
    fn inserted(&self, safety: FixSafety, diagnostic: Diagnostic, text: &str) -> Diagnostic {
        let before = self.text[..self.error.at as usize].trim_end();
        let is_comment = self.error.span.start < self.error.at;
        let at = if is_comment { self.error.span.start } else { before.len() as u32 };
        diagnostic.edit(safety, self.place(Span::new(at, at)), text)
    }

    /// Removes a span.
    fn removed(&self, safety: FixSafety, diagnostic: Diagnostic, span: Span) -> Diagnostic {
        diagnostic.edit(safety, self.place(span), "")
    }

    /// Proposes keywords for the token of the error, if there are any that are similar. A single one is the only one that the
    /// place permits.
    pub(super) fn meant(&self, diagnostic: Diagnostic, words: &[&str]) -> Diagnostic {
        let place = self.place(self.token().span);
        match *words {
            [] => diagnostic,
            [word] => diagnostic.help(format!("did you mean `{word}`?")).edit(Safe, place, word),
            _ => diagnostic.did_you_mean(place, words),
        }
    }

    /// Returns `true` if a line break precedes the token of the error.
    fn is_before_line(&self) -> bool {
        let before = &self.text[..self.error.at as usize];
        before[before.trim_end().len()..].contains('\n') || self.error.span.start < self.error.at
    }

    /// Returns `true` if a line break is between the token of the error and the one before it.
    fn is_in_next_line(&self) -> bool {
        let before = &self.text[..self.error.at as usize];
        let end = before.trim_end().len().min(self.error.span.start as usize);
        before[end..].contains('\n')
    }

    /// Returns `true` if the statement goes on behind the token of the error, which is then another one than was meant.
    fn continues(&self) -> bool {
        let mut lexer = Lexer::at(self.text, self.token().span.end);
        let next = lexer.next_token();
        let is_line = self.text[self.token().span.end as usize..next.span.start as usize].contains('\n');
        let next = next.span.of(self.text);
        !is_line && (next == "=" || next.starts_with(|first: char| first.is_ascii_digit()))
    }

    /// Returns the token behind that of the error.
    fn next(&self) -> &str {
        Lexer::at(self.text, self.token().span.end).next_token().span.of(self.text)
    }

    /// Returns the comma in front of the error.
    fn comma(&self) -> Option<Span> {
        let before = self.text[..self.error.at as usize].trim_end();
        before.ends_with(',').then(|| Span::new(before.len() as u32 - 1, before.len() as u32))
    }

    /// Returns the point in front of the error, or at it.
    fn point(&self) -> Option<Span> {
        let at = self.error.at as usize;
        if self.text[at..].starts_with('.') {
            return Some(Span::new(at as u32, at as u32 + 1));
        }
        let before = self.text[..at].trim_end();
        before.ends_with('.').then(|| Span::new(before.len() as u32 - 1, before.len() as u32))
    }
}

/// Returns `true` for an integer in quotes.
fn is_integer(literal: &str) -> bool {
    let inside = literal.trim_matches(['"', '\'']);
    !inside.is_empty() && inside.bytes().all(|byte| byte.is_ascii_digit())
}
