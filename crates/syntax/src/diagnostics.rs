//! Diagnostics of syntax errors.

use std::fmt::Write;

use super::ast::Span;
use super::codes;
use super::error::{Problem, Scope, SyntaxError};
use super::expected;
use super::lexer::{Lexer, TokenKind};
use super::parser::MOST_AGGREGATES;
use protoward_source::{Code, Diagnostic, Place, SourceId, Sources, nearest};

/// Keywords that start a statement of a file, for proposals.
const STATEMENTS: [&str; 8] = ["edition", "enum", "extend", "import", "message", "option", "package", "service"];

/// Keywords that start a statement from edition 2024 on.
const VISIBILITIES: [&str; 2] = ["export", "local"];

/// Maximum number of characters of a token to show.
const MAX_CHARACTERS: usize = 30;

/// Returns the diagnostic for an error in the text `source`. protoc reports the error at [`SyntaxError::at`].
pub fn diagnostic(error: &SyntaxError, source: SourceId, sources: &Sources) -> Diagnostic {
    let words = LocatedError { error, source, sources, text: sources.get(source).text.as_deref().unwrap_or_default() };
    let is_unstable = error.problem == Problem::UnknownEdition && words.shown().contains("UNSTABLE");
    // protoc finds this error after it has read the file, and reports no line.
    let place = if is_unstable { Place::whole(source) } else { words.place(Span::new(error.at, error.at)) };
    words.of_problem().in_protoc(place)
}

/// An error with its source text.
struct LocatedError<'e> {
    error: &'e SyntaxError,
    source: SourceId,
    sources: &'e Sources,
    text: &'e str,
}

impl LocatedError<'_> {
    /// Returns the diagnostic: a table with one row for each problem.
    fn of_problem(&self) -> Diagnostic {
        match self.error.problem {
            Problem::TextTooLong => {
                self.say(codes::TEXT_TOO_LONG, "the file is too long", "a file may have 2 GiB", "split it")
            }
            Problem::NotByteOrderMark => self.say(
                codes::NOT_UTF_8,
                "the file begins with a broken byte order mark",
                "this letter begins like one",
                "save the file as UTF-8",
            ),
            Problem::NestedComment => self.say(
                codes::NESTED_COMMENT,
                "`/*` inside a block comment",
                "comments do not nest",
                "end the outer comment first, or write `//` comments inside",
            ),
            Problem::CommentNotClosed { .. } => {
                self.say(codes::COMMENT_NOT_CLOSED, "a comment is not closed", "it begins here", "end it with `*/`")
            }
            Problem::ControlCharacters => self.say(
                codes::CONTROL_CHARACTER,
                "the text contains a control character",
                "here",
                "remove it; in a string, write it as an escape such as `\\x00`",
            ),
            Problem::NotAscii(character) => self.not_ascii(character),
            Problem::HexWithoutDigits => self.say(
                codes::BAD_NUMBER,
                "`0x` needs hexadecimal digits",
                "a digit is missing here",
                "write a number such as `0x1F`",
            ),
            Problem::BadOctal => self.say(
                codes::BAD_NUMBER,
                "a number that begins with `0` is octal",
                "no octal digit",
                "leave the leading zero out for a decimal number",
            ),
            Problem::ExponentWithoutDigits => self.say(
                codes::BAD_NUMBER,
                "an exponent needs digits",
                "a digit is missing here",
                "write a number such as `1e10`",
            ),
            Problem::NoSpaceAfterNumber => self.say(
                codes::BAD_NUMBER,
                "a letter follows a number directly",
                "glued to the number",
                "put a blank or a `;` between them",
            ),
            Problem::SecondPoint => self.say(
                codes::BAD_NUMBER,
                "a number with a second decimal point",
                "the number should end here",
                "remove the second point",
            ),
            Problem::PointInHexOrOctal => self.say(
                codes::BAD_NUMBER,
                "hexadecimal and octal numbers have no decimal point",
                "the number should end here",
                "write it as a decimal number",
            ),
            Problem::PointBehindWord => self.say(
                codes::BAD_NUMBER,
                "a name cannot go on with a digit",
                "read as a number",
                "begin every part of a name with a letter",
            ),
            Problem::StringNotClosed => self.say(
                codes::STRING_NOT_CLOSED,
                "a string is not closed",
                "it begins here",
                "end it with the quote it begins with",
            ),
            Problem::StringCrossesLines => self.say(
                codes::STRING_NOT_CLOSED,
                "a string is not closed on its line",
                "it begins here",
                "end it with the quote it begins with; for a line break, write `\\n`",
            ),
            Problem::HexEscapeWithoutDigits => self.say(
                codes::BAD_ESCAPE,
                "`\\x` needs hexadecimal digits",
                "this escape",
                "write two digits, as in `\\x1f`",
            ),
            Problem::BadUnicodeEscape => self.say(
                codes::BAD_ESCAPE,
                "a Unicode escape needs all its digits",
                "this escape",
                "write four digits behind `\\u`, eight behind `\\U`, up to `\\U0010ffff`",
            ),
            Problem::BadEscape => {
                self.say(codes::BAD_ESCAPE, "there is no such escape", "this escape", "write `\\\\` for a backslash")
            }
            Problem::Expected(expected::IMPORT_PATH) if self.unquoted().is_some() => self.import_without_quotes(),
            Problem::Expected(what) => self.expected(what),
            Problem::NoStatement => self.no_statement(),
            Problem::MergeConflict => self.say(
                codes::MERGE_CONFLICT,
                "a merge conflict has not been resolved",
                "left over from a merge",
                "keep the wanted lines, and remove those that begin with `<<<<<<<`, `=======` and `>>>>>>>`",
            ),
            Problem::Unmatched => self.say(
                codes::UNMATCHED_BRACE,
                "a `}` that closes nothing",
                "there is no open block here",
                "remove it, or look for a block above that is closed too early",
            ),
            Problem::EndInside { scope, opened } => self.end_inside(scope, opened),
            Problem::BlockLeftOpen { scope, opened } => self.block_left_open(scope, opened),
            Problem::TooDeep => self.say(
                codes::NESTED_TOO_DEEPLY,
                "messages are nested too deeply",
                "one level too many",
                "31 levels are allowed, groups included; move some of them to the file's level",
            ),
            Problem::AggregateTooDeep => self.say(
                codes::NESTED_TOO_DEEPLY,
                format!("an option's value is nested deeper than {MOST_AGGREGATES} levels"),
                "one level too many",
                "make it flatter",
            ),
            // Constructs that can be parsed and are not permitted.
            Problem::UnknownSyntax => self.say(
                codes::UNKNOWN_SYNTAX,
                format!("{} is no syntax", self.shown()),
                "unknown",
                "`proto2` and `proto3` are known; editions are written `edition = \"2023\"`",
            ),
            Problem::UnknownEdition => self.say(
                codes::UNKNOWN_EDITION,
                format!("there is no edition {}", self.shown().replace('"', "")),
                "unknown",
                "the editions are 2023, 2024 and 2026",
            ),
            Problem::SyntaxNotFirst => self.say(
                codes::SYNTAX_NOT_FIRST,
                format!("{} must be the first statement", self.shown()),
                "too late",
                "move it to the top of the file, and keep one",
            ),
            Problem::SecondPackage { first } => self
                .say(codes::SECOND_PACKAGE, "a file has one package", "a second one", "keep one of the two")
                .label(self.place(first), "the first one"),
            Problem::OptionImportTooEarly => self.say(
                codes::IMPORT_OPTION,
                "`import option` begins with edition 2024",
                "not in this file",
                "leave `option` out, or move the file to edition 2024",
            ),
            Problem::WeakImportRemoved => self.say(
                codes::IMPORT_WEAK,
                "`import weak` ended with edition 2024",
                "not in this file",
                "use `import option`, or leave `weak` out",
            ),
            Problem::ImportBehindOptionImport => self.say(
                codes::IMPORT_ORDER,
                "an import follows an `import option`",
                "this import",
                "move it above the first `import option`",
            ),
            Problem::MissingNumber => self.missing_number(),
            Problem::LabelMissing => self.say(
                codes::LABEL_MISSING,
                "a field of proto2 needs a label",
                format!("in front of {}", self.found()),
                "write `optional`, `repeated` or `required` in front of it; proto3 and editions need none",
            ),
            Problem::LabelInEdition("required") => self.say(
                codes::LABEL_IN_EDITION,
                "editions have no `required`",
                "this label",
                "remove it; `[features.field_presence = LEGACY_REQUIRED]` means the same",
            ),
            Problem::LabelInEdition(_) => self
                .say(
                    codes::LABEL_IN_EDITION,
                    "editions have no `optional`",
                    "this label",
                    "remove it: fields have presence, unless `features.field_presence` is `IMPLICIT`",
                )
                .edit(self.place(self.with_blank()), ""),
            Problem::LabelInOneof => self
                .say(
                    codes::LABEL_IN_ONEOF,
                    "a field of a oneof has no label",
                    "this label",
                    "remove it: at most one field of a oneof is set anyway",
                )
                .edit(self.place(self.with_blank()), ""),
            Problem::LabelOnMap => self
                .say(codes::LABEL_ON_MAP, "a map has no label", "this label", "remove it: a map is repeated already")
                .edit(self.place(self.with_blank()), ""),
            Problem::SecondLabel => self.say(
                codes::SECOND_LABEL,
                "a field has only one label",
                "the second label",
                "keep one of them: `repeated` for a list, `optional` for at most one value",
            ),
            Problem::MapInOneof => self.say(
                codes::MAP_IN_ONEOF,
                "a map cannot be in a oneof",
                "this map",
                "move it out, or into a message of its own",
            ),
            Problem::MapInExtend => self.say(
                codes::MAP_IN_EXTEND,
                "a map cannot be an extension",
                "this map",
                "put it into a message, and extend with that",
            ),
            Problem::GroupInEdition => self.say(
                codes::GROUP_IN_EDITION,
                "editions have no groups",
                "this group",
                "declare a message, and a field of it with `[features.message_encoding = DELIMITED]`",
            ),
            Problem::GroupNameNotCapital => self.say(
                codes::GROUP_NAME,
                format!("the name of a group begins with a capital letter, {} does not", self.shown()),
                "this name",
                "it names a message; the field is the same in lower case",
            ),
            Problem::GroupWithoutBody => self.say(
                codes::GROUP_WITHOUT_BODY,
                "a group needs a body",
                format!("instead of {}", self.found()),
                "write the fields of the group between `{` and `}`",
            ),
            Problem::ScalarAsMessage => self.say(
                codes::MESSAGE_EXPECTED,
                format!("{} is no message", self.shown()),
                "a message should be named here",
                "use a message, or a wrapper such as `google.protobuf.StringValue`",
            ),
            Problem::VisibilityNotHere => self.say(
                codes::VISIBILITY_NOT_HERE,
                format!("{} belongs to a message or an enum", self.shown()),
                format!("in front of {}", self.found()),
                "remove it",
            ),
            Problem::MapEntrySet => self.say(
                codes::MAP_ENTRY,
                "`map_entry` is no option to set",
                "this option",
                "remove it; declare a field of the type `map<key, value>`, which makes such a message by itself",
            ),
            Problem::OneofEmpty => {
                self.say(codes::ONEOF_EMPTY, "a oneof needs a field", "none so far", "add a field, or remove the oneof")
            }
            Problem::ExtendEmpty => self.say(
                codes::EXTEND_EMPTY,
                "an `extend` needs a field",
                "none so far",
                "add a field, or remove the block",
            ),
            Problem::AliasOff { name } => self.alias(name, "it is off anyway"),
            Problem::AliasUnused { name } => self.alias(name, "no two values have the same number"),
            // Invalid numbers, strings and names.
            Problem::IntegerTooLarge => self.say(
                codes::INTEGER_TOO_LARGE,
                format!("{} does not fit here", self.shown()),
                "this number",
                "write a smaller one",
            ),
            Problem::NumberAtLimit => self.say(
                codes::INTEGER_TOO_LARGE,
                "2147483647 cannot be in a range",
                "this number",
                "the largest number of a field is 536870911; write `max` for it",
            ),
            Problem::MinusBeforeWord => self.say(
                codes::MINUS,
                "a minus sign is before a word",
                "this word",
                "only numbers, `inf` and `nan` have a sign",
            ),
            Problem::MinusBeforeString => {
                self.say(codes::MINUS, "a minus sign is before a string", "this string", "remove the sign")
            }
            Problem::NegativeDefault => self.say(
                codes::MINUS,
                "an unsigned field has a negative default",
                "this sign",
                "remove the sign, or make the field signed",
            ),
            Problem::DefaultTwice => {
                self.say(codes::OPTION_TWICE, "a field has one default", "a second one", "keep one of the two")
            }
            Problem::JsonNameTwice => {
                self.say(codes::OPTION_TWICE, "a field has one JSON name", "a second one", "keep one of the two")
            }
            Problem::DefaultOfGroup => {
                self.say(codes::DEFAULT_OF_MESSAGE, "a group has no default", "this value", "remove it")
            }
            Problem::ReservedStringsInEdition => self.say(
                codes::RESERVED_NAMES,
                "editions reserve names without quotes",
                "in quotes",
                "write the names as they are: `reserved name;`",
            ),
            Problem::ReservedWordsOutsideEdition => self.say(
                codes::RESERVED_NAMES,
                "proto2 and proto3 reserve names in quotes",
                "without quotes",
                "write `reserved \"name\";`",
            ),
        }
    }

    fn expected(&self, what: &'static str) -> Diagnostic {
        let found = self.found();
        let message = format!("expected {what}, found {found}");
        let semicolon = what == "`;`";
        let label = if semicolon { "a `;` is missing here".to_owned() } else { format!("{what} should stand here") };
        let mut diagnostic = Diagnostic::error(codes::SYNTAX, message).label(self.place(self.error.span), label);
        if self.error.at != self.error.span.start {
            diagnostic = diagnostic.label(self.place(Span::new(self.error.at, self.error.at)), "before this");
        }
        if semicolon && self.error.at != self.error.span.start {
            diagnostic = diagnostic.edit(self.place(self.error.span), ";");
        }
        match expected::help(what, &found) {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }

    /// Returns the span of a probable path without quotes.
    fn unquoted(&self) -> Option<Span> {
        let Span { start, .. } = self.error.span;
        let is_of_path = |character: char| character.is_ascii_alphanumeric() || "_./-".contains(character);
        let rest = &self.text[start as usize..];
        let path = &rest[..rest.find(|character| !is_of_path(character)).unwrap_or(rest.len())];
        (path.contains('.') || path.contains('/')).then(|| Span::new(start, start + path.len() as u32))
    }

    fn import_without_quotes(&self) -> Diagnostic {
        let span = self.unquoted().unwrap_or(self.error.span);
        let (path, place) = (span.of(self.text), self.place(span));
        Diagnostic::error(codes::SYNTAX, "the path of an import must be in quotes")
            .label(place, "without quotes")
            .help(format!("write `import \"{path}\";`"))
            .edit(place, format!("\"{path}\""))
    }

    fn no_statement(&self) -> Diagnostic {
        let word = self.error.span.of(self.text);
        let message = format!("{} begins no statement", self.shown());
        let help = match nearest(word, STATEMENTS)[..] {
            [first, ..] if !VISIBILITIES.contains(&word) => format!("did you mean `{first}`?"),
            _ => expected::statement_help(word).to_owned(),
        };
        self.say(codes::SYNTAX, message, "a statement should begin here", help)
    }

    fn end_inside(&self, scope: Scope, opened: Span) -> Diagnostic {
        // Placed at the end of the last line with text, where it is visible.
        let last = self.text.trim_end().len() as u32;
        let end = Span::new(last, last);
        Diagnostic::error(codes::BRACE_MISSING, format!("the file ends inside {}", of_scope(scope)))
            .label(self.place(opened), "opened here, and not closed")
            .label(self.place(end), "the file ends here")
            .help("add the missing `}`")
    }

    fn block_left_open(&self, scope: Scope, opened: Span) -> Diagnostic {
        let word = self.shown();
        Diagnostic::error(codes::BRACE_MISSING, format!("{word} is inside {}", of_scope(scope)))
            .label(self.place(self.error.span), "belongs to the file")
            .label(self.place(opened), "opened here, and not closed")
            .help("add the missing `}` above it")
    }

    fn missing_number(&self) -> Diagnostic {
        let front = &self.text[..self.error.span.start as usize];
        let name = &front
            [front.trim_end_matches(|character: char| character.is_ascii_alphanumeric() || character == '_').len()..];
        let message = format!("the number of `{name}` is missing");
        let help = expected::number_help(&self.found());
        self.say(codes::NUMBER_MISSING, message, "` = ` and a number should stand here", help)
    }

    fn alias(&self, name: Span, why: &str) -> Diagnostic {
        let message = format!("`allow_alias` of `{}` has no effect", name.of(self.text));
        self.say(codes::ALLOW_ALIAS, message, why.to_owned(), "remove the option").edit(self.place(self.error.span), "")
    }

    fn not_ascii(&self, character: char) -> Diagnostic {
        let help = match character {
            '“' | '”' | '„' | '‘' | '’' => "write straight quotes",
            '\u{a0}' | '\u{200b}' | '\u{feff}' => "it looks like a blank; remove it, or write a blank",
            _ => {
                "names are made of the letters a to z, digits and `_`; other characters are allowed in strings and comments"
            }
        };
        let message =
            format!("the letter `{}` (U+{:04X}) has no meaning here", character.escape_debug(), u32::from(character));
        self.say(codes::NOT_ASCII, message, "this letter", help)
    }

    fn say(
        &self,
        code: Code,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::error(code, message).label(self.place(self.error.span), label).help(help)
    }

    fn place(&self, span: Span) -> Place {
        self.sources.place(self.source, span.range())
    }

    /// Returns the span with the following white space, to be deleted.
    fn with_blank(&self) -> Span {
        let Span { start, end } = self.error.span;
        let blank = self.text.as_bytes().get(end as usize) == Some(&b' ');
        Span::new(start, end + u32::from(blank))
    }

    /// Returns the text of the span in backticks.
    fn shown(&self) -> String {
        shown(self.error.span.of(self.text))
    }

    /// Returns the token at which protoc reports the error.
    fn found(&self) -> String {
        let token = Lexer::at(self.text, self.error.at).next_token();
        match token.kind {
            TokenKind::End => "the end of the file".to_owned(),
            _ => shown(token.span.of(self.text)),
        }
    }
}

const fn of_scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Message => "a message",
        Scope::Group => "a group",
        Scope::Oneof => "a oneof",
        Scope::Extend => "an `extend`",
        Scope::Enum => "an enum",
        Scope::Service => "a service",
        Scope::Method => "the options of a method",
        Scope::Value => "the value of an option",
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
