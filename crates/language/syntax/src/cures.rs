//! The edits that cure a syntax error, as its help says them: what is missing is inserted, what is too much is removed.

use super::ast::Span;
use super::expected::IMPORT_PATH;
use super::free_number::free_number;
use super::lexer::{Lexer, Token, TokenKind};
use super::located::LocatedError;
use super::quotes::is_of_word;
use super::safety::safe_if;
use protoward_source::FixSafety::{self, Safe, Unsafe};
use protoward_source::{Diagnostic, nearest};

/// The keywords that an enclosing block permits, for proposals.
const IN_SERVICES: [&str; 2] = ["rpc", "option"];

/// The expected parts of statements that may be strings.
const BEFORE_STRINGS: [&str; 5] =
    ["a value", "a string", "a name in quotes", "a string, such as `\"proto3\"`", IMPORT_PATH];

/// Options whose value is a boolean, which people leave out if it is `true`.
const FLAGS: [&str; 6] = ["deprecated", "packed", "lazy", "debug_redact", "allow_alias", "java_multiple_files"];

/// The words that start or end a declaration, and so hardly are the first ones of a block.
const AT_TOP: [&str; 8] = ["message", "enum", "service", "extend", "import", "option", "}", ""];

impl LocatedError<'_> {
    /// Adds the edits for an error at which `what` is expected.
    pub(super) fn with_cure(&self, what: &str, diagnostic: Diagnostic) -> Diagnostic {
        if self.token().span.of(self.text) == "`" && BEFORE_STRINGS.contains(&what) {
            return self.with_straight_quotes(diagnostic, '`');
        }
        let cured = self.cured(what, diagnostic);
        let is_guess = cured.fix_safety == Safe && !cured.fix.is_empty() && self.is_quoted_wrongly();
        if is_guess { Diagnostic { fix_safety: Unsafe, ..cured } } else { cured }
    }

    fn cured(&self, what: &str, diagnostic: Diagnostic) -> Diagnostic {
        let token = self.token();
        let found = token.span.of(self.text);
        let is_value = matches!(token.kind, TokenKind::Integer | TokenKind::Float | TokenKind::String);
        let is_name = token.kind == TokenKind::Identifier;
        let replaced = |text: &str| diagnostic.clone().edit(Safe, self.place(token.span), text);
        if let Some(word) = self.doubled() {
            return self.without_double(diagnostic, word);
        }
        match (what, found) {
            ("`=`", ":") if self.next() == "=" => self.removed(Safe, diagnostic, token.span),
            ("`=`", ":") => replaced("="),
            ("`;`", "," | ":") if !self.continues() => replaced(";"),
            ("`;`", "option") if self.misses_body() => {
                self.inserted(Unsafe, diagnostic.help("add the missing `{`"), " {")
            }
            // The brace is there in place of the `;`.
            ("`;`", "}") if self.has_open_end() => diagnostic.edit(Unsafe, self.place(token.span), ";"),
            ("`;`", _) if self.is_before_line() || found == "}" => self.inserted(Safe, diagnostic, ";"),
            // Other languages declare without a body what is defined elsewhere.
            ("`{`", ";") => diagnostic.edit(Unsafe, self.place(token.span), " {}"),
            ("`{`", ":" | ",") => {
                diagnostic.edit(safe_if(!AT_TOP.contains(&self.next())), self.place(token.span), " {")
            }
            ("`{`", _) if self.is_in_next_line() && self.next() != "{" => {
                self.inserted(safe_if(!AT_TOP.contains(&found)), diagnostic, " {")
            }
            ("`]` or `,`", ";") if self.next() == "]" => self.removed(Safe, diagnostic, token.span),
            ("`]` or `,`", ";") if self.option_follows() => replaced(","),
            ("`]` or `,`", ";") => self.inserted(safe_if(self.is_last_in_line()), diagnostic, "]"),
            ("`]` or `,`", ":") if self.next() == ";" => replaced("]"),
            ("`]` or `,`", _) if self.is_before_line() && found != "(" => {
                // In the next line is another option, or a value of an enum.
                let safety = if is_name && matches!(self.next(), "=" | ".") { Unsafe } else { Safe };
                self.inserted(safety, diagnostic, "]")
            }
            ("`]` or `,`", _) if is_name || found == "(" => self.inserted(Safe, diagnostic, ","),
            ("`=`", _) if token.kind != TokenKind::String && self.is_before_string() => diagnostic,
            ("`=`", _) if is_value || is_name && !self.is_in_next_line() && self.next() != "=" => {
                self.inserted(Safe, diagnostic, " =")
            }
            ("`=`", "]" | "," | ";") => self.with_true(diagnostic),
            ("`)`", ";") if self.next() == ")" => self.removed(Safe, diagnostic, token.span),
            ("`)`", ";" | "{" | "returns" | "]") => self.inserted(Safe, diagnostic, ")"),
            ("`(`", _) if is_name && !self.is_in_next_line() => {
                let before = self.text[..token.span.start as usize].trim_end();
                let text = if before.ends_with("returns") { " (" } else { "(" };
                // The blank in front of `stream` may be missing, too.
                let safety = safe_if(!before.ends_with("stream"));
                diagnostic.edit(safety, self.place(Span::new(before.len() as u32, token.span.start)), text)
            }
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
            (IMPORT_PATH, word) if is_name && self.is_before_string() => {
                let mut near = nearest(word, ["public", "weak"]);
                near.retain(|it| *it != word);
                self.meant(diagnostic, &near)
            }
            // Behind `import`, a word may be something else than a path.
            (IMPORT_PATH, _) if is_name => diagnostic.edit(Unsafe, self.place(token.span), format!("\"{found}\"")),
            ("a string" | IMPORT_PATH | "a string, such as `\"proto3\"`", _)
                if (is_name || is_value) && !self.is_before_string() =>
            {
                self.in_quotes(diagnostic, token.span)
            }
            ("`,` between the types of key and value", ";" | ":") => replaced(","),
            ("`,` between the types of key and value", _) if is_name => self.inserted(Safe, diagnostic, ","),
            ("`>` behind the types of the map", _) if is_name => self.inserted(Safe, diagnostic, ">"),
            _ => diagnostic,
        }
    }

    /// Puts a word in quotes, of which the closing one may be there.
    pub(super) fn in_quotes(&self, diagnostic: Diagnostic, word: Span) -> Diagnostic {
        let behind = &self.text[word.start as usize..];
        let end = word.start as usize + behind.find(|it| !is_of_word(it)).unwrap_or(behind.len());
        match self.text[end..].chars().next() {
            Some(quote @ ('"' | '\'')) => {
                diagnostic.edit(Safe, self.place(Span::new(word.start, word.start)), quote.to_string())
            }
            _ => diagnostic.edit(Safe, self.place(word), format!("\"{}\"", word.of(self.text))),
        }
    }

    /// Removes the second one of two equal words, with the blank before.
    pub(super) fn without_double(&self, diagnostic: Diagnostic, word: Span) -> Diagnostic {
        let shown = word.of(self.text).trim_start();
        diagnostic.help(format!("remove the second `{shown}`")).edit(Safe, self.place(word), "")
    }

    /// Returns a word that repeats the one in front of it: that of the error, or the one in front of it.
    fn doubled(&self) -> Option<Span> {
        let token = self.token();
        // The second word may be the name that is expected, and something else behind it is wrong.
        let before = self.text[..token.span.start as usize].trim_end_matches([' ', '\t']).len() as u32;
        let before = (token.kind == TokenKind::Identifier).then_some(before);
        [Some(token.span.end), before].into_iter().flatten().find_map(|end| self.doubled_before(end))
    }

    /// Returns the word in front of an offset, with the blank before, if it repeats the word before that.
    pub(super) fn doubled_before(&self, end: u32) -> Option<Span> {
        let second = &self.text[..end as usize];
        let between = second.trim_end_matches(is_of_word);
        let word = &second[between.len()..];
        let first = between.trim_end_matches([' ', '\t']);
        let is_first = first.ends_with(word) && !first[..first.len() - word.len()].ends_with(is_of_word);
        let is_name = word.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_');
        (is_first && is_name && first.len() < between.len()).then(|| Span::new(first.len() as u32, end))
    }

    /// Returns `true` if the option behind a method may be one of the method, without the `{` in front of it.
    fn misses_body(&self) -> bool {
        self.has_open_end() && self.text[..self.error.at as usize].trim_end().ends_with(')')
    }

    /// Returns `true` if the file has more closing braces than opening ones.
    fn has_open_end(&self) -> bool {
        let mut lexer = Lexer::new(self.text);
        let mut depth = 0;
        loop {
            let token = lexer.next_token();
            match token.span.of(self.text) {
                "{" => depth += 1,
                "}" => depth -= 1,
                _ if token.kind == TokenKind::End => return depth < 0,
                _ => {}
            }
        }
    }

    /// Returns `true` if another option follows behind the token of the error, up to a `]` that nothing else opens.
    fn option_follows(&self) -> bool {
        let mut lexer = Lexer::at(self.text, self.token().span.end);
        loop {
            let token = lexer.next_token();
            match token.span.of(self.text) {
                "]" => return true,
                ";" | "[" | "{" | "}" => return false,
                _ if token.kind == TokenKind::End => return false,
                _ => {}
            }
        }
    }

    /// Adds the edit for a missing number of a field, before which `=` may miss.
    pub(super) fn with_number(&self, diagnostic: Diagnostic) -> Diagnostic {
        let token = self.token();
        if let Some(word) = self.doubled() {
            return self.without_double(diagnostic, word);
        }
        match (token.kind, token.span.of(self.text)) {
            (TokenKind::Integer, _) if !self.next().starts_with(|it: char| it.is_ascii_digit()) => {
                self.inserted(Safe, diagnostic, " =")
            }
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

    /// Returns `true` if a line break, a comment or a `}` is behind the token of the error.
    fn is_last_in_line(&self) -> bool {
        let line = self.text[self.token().span.end as usize..].lines().next().unwrap_or_default().trim_start();
        line.is_empty() || line.starts_with("//") || line.starts_with('}')
    }

    /// Returns `true` if a string that is closed is behind the token of the error.
    fn is_before_string(&self) -> bool {
        let next = self.next();
        next.len() > 1 && next.starts_with(['"', '\'']) && next.ends_with(&next[..1])
    }

    /// Returns the token behind that of the error.
    pub(super) fn next(&self) -> &str {
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
