//! The words of syntax errors: message, label and remedy.

use super::ast::Span;
use super::codes;
use super::error::{SyntaxError, SyntaxProblem};
use super::expected;
use super::lexer::{Lexer, TokenKind};
use super::located::LocatedError;
use super::options::removal_of_option;
use super::parser::MOST_AGGREGATES;
use super::safety::safe_if;
use protoward_source::FixSafety::{Safe, Unsafe};
use protoward_source::{Diagnostic, Place, SourceId, Sources};

/// Returns the diagnostic for an error, whose fix is not tried. protoc reports the error at [`SyntaxError::at`].
pub(super) fn diagnostic(error: &SyntaxError, source: SourceId, sources: &Sources) -> Diagnostic {
    let words = LocatedError { error, source, sources, text: sources.get(source).text.as_deref().unwrap_or_default() };
    let is_unstable = error.problem == SyntaxProblem::UnknownEdition && words.shown().contains("UNSTABLE");
    // protoc finds this error after it has read the file, and reports no line.
    let place = if is_unstable { Place::whole(source) } else { words.place(Span::new(error.at, error.at)) };
    words.of_problem().in_protoc(place)
}

impl LocatedError<'_> {
    /// Returns the diagnostic: a table with one row for each problem.
    fn of_problem(&self) -> Diagnostic {
        match self.error.problem {
            SyntaxProblem::TextTooLong => {
                self.say(codes::TEXT_TOO_LONG, "the file is too large", "the limit is 2 GiB", "split the file")
            }
            SyntaxProblem::NotByteOrderMark => self.say(
                codes::NOT_UTF_8,
                "the file starts with an incomplete byte order mark",
                "the first byte of a byte order mark, without the rest",
                "save the file as UTF-8, with a complete byte order mark or without one",
            ),
            SyntaxProblem::NestedComment => self.say(
                codes::NESTED_COMMENT,
                "`/*` inside a block comment",
                "block comments cannot be nested",
                "close the outer comment first, or use `//` comments inside it",
            ),
            SyntaxProblem::CommentNotClosed { .. } => {
                self.say(codes::COMMENT_NOT_CLOSED, "unterminated block comment", "starts here", "add `*/` at its end")
            }
            SyntaxProblem::ControlCharacters => self
                .say(
                    codes::CONTROL_CHARACTER,
                    "control character in the text",
                    "here",
                    "remove it; in a string, write it as an escape such as `\\x00`",
                )
                .edit(Safe, self.place(self.error.span), ""),
            SyntaxProblem::NotAscii(character) => self.not_ascii(character),
            SyntaxProblem::HexWithoutDigits => self.say(
                codes::BAD_NUMBER,
                "no hexadecimal digits after `0x`",
                "expected a digit",
                "write digits after it, as in `0x1F`",
            ),
            SyntaxProblem::BadOctal => self.say(
                codes::BAD_NUMBER,
                "invalid digit in an octal number",
                "not an octal digit",
                "a leading zero makes a number octal; remove it for a decimal number",
            ),
            SyntaxProblem::ExponentWithoutDigits => self.say(
                codes::BAD_NUMBER,
                "no digits in the exponent",
                "expected a digit",
                "write digits after it, as in `1e10`",
            ),
            SyntaxProblem::NoSpaceAfterNumber => self.say(
                codes::BAD_NUMBER,
                "letter directly after a number",
                "expected a space or a symbol",
                "separate them with a space or a `;`",
            ),
            SyntaxProblem::SecondPoint => self
                .say(
                    codes::BAD_NUMBER,
                    "second decimal point in a number",
                    "expected the end of the number",
                    "remove it",
                )
                .edit(Unsafe, self.place(self.error.span), ""),
            SyntaxProblem::PointInHexOrOctal => self.say(
                codes::BAD_NUMBER,
                "decimal point in a hexadecimal or octal number",
                "expected the end of the number",
                "write it as a decimal number",
            ),
            SyntaxProblem::PointBehindWord => self.say(
                codes::BAD_NUMBER,
                "name continues with a digit",
                "this is a number",
                "each part of a name starts with a letter or `_`",
            ),
            SyntaxProblem::StringNotClosed => self.with_quote(self.say(
                codes::STRING_NOT_CLOSED,
                "unterminated string",
                "starts here",
                "add the closing quote",
            )),
            SyntaxProblem::StringCrossesLines => self.with_quote(self.say(
                codes::STRING_NOT_CLOSED,
                "unterminated string at the end of the line",
                "starts here",
                "add the closing quote; a line break in a string is written `\\n`",
            )),
            SyntaxProblem::HexEscapeWithoutDigits => self.say(
                codes::BAD_ESCAPE,
                "no hexadecimal digits after `\\x`",
                "invalid escape",
                "write one or two digits, as in `\\x1f`",
            ),
            SyntaxProblem::BadUnicodeEscape => self.say(
                codes::BAD_ESCAPE,
                "incomplete Unicode escape",
                "invalid escape",
                "write four digits after `\\u`, or eight after `\\U`, up to `\\U0010ffff`",
            ),
            SyntaxProblem::BadEscape => {
                self.say(codes::BAD_ESCAPE, "unknown escape", "invalid escape", "write `\\\\` for a backslash")
            }
            SyntaxProblem::Expected(expected::IMPORT_PATH) if self.unquoted().is_some() => self.import_without_quotes(),
            SyntaxProblem::Expected(what) => self.expected(what),
            SyntaxProblem::NoStatement => self.no_statement(),
            SyntaxProblem::MergeConflict => self.say(
                codes::MERGE_CONFLICT,
                "unresolved merge conflict",
                "conflict marker",
                "keep the lines of one side, and remove the lines that start with `<<<<<<<`, `=======` and `>>>>>>>`",
            ),
            SyntaxProblem::Unmatched => self
                .say(
                    codes::UNMATCHED_BRACE,
                    "unexpected closing `}`",
                    "no open block",
                    "remove it, or find the block above that is closed too early",
                )
                .choice(self.place(self.error.span), ""),
            SyntaxProblem::EndInside { scope, opened } => self.end_inside(scope, opened),
            SyntaxProblem::BlockLeftOpen { scope, opened } => self.block_left_open(scope, opened),
            SyntaxProblem::TooDeep => self.say(
                codes::NESTED_TOO_DEEPLY,
                "messages are nested too deeply",
                "exceeds the limit",
                "the limit is 31 levels, including groups; move some messages to the top level",
            ),
            SyntaxProblem::AggregateTooDeep => self.say(
                codes::NESTED_TOO_DEEPLY,
                format!("the value of an option is nested more than {MOST_AGGREGATES} levels deep"),
                "exceeds the limit",
                "use fewer levels",
            ),
            // Constructs that can be parsed and are not permitted.
            SyntaxProblem::UnknownSyntax => self
                .say(
                    codes::UNKNOWN_SYNTAX,
                    format!("unknown syntax {}", self.shown()),
                    "unknown",
                    "use `proto2` or `proto3`, or an edition: `edition = \"2023\";`",
                )
                .replace(self.place(self.error.span), &["\"proto3\"", "\"proto2\""]),
            SyntaxProblem::UnknownEdition => self
                .say(
                    codes::UNKNOWN_EDITION,
                    format!("unknown edition {}", self.shown().replace('"', "")),
                    "unknown",
                    "the editions are 2023, 2024 and 2026",
                )
                .replace(self.place(self.error.span), &["\"2023\"", "\"2024\"", "\"2026\""]),
            SyntaxProblem::SyntaxNotFirst => self.moved_to_top(self.say(
                codes::SYNTAX_NOT_FIRST,
                format!("{} must be the first statement in the file", self.shown()),
                "after other statements",
                "move it to the top of the file",
            )),
            SyntaxProblem::SecondPackage { first } => self
                .say(codes::SECOND_PACKAGE, "several packages in one file", "second one", "remove one of them")
                .label(self.place(first), "first one"),
            SyntaxProblem::OptionImportTooEarly => self
                .say(
                    codes::IMPORT_OPTION,
                    "`import option` is not allowed before edition 2024",
                    "not allowed in this file",
                    "remove `option`, or migrate the file to edition 2024",
                )
                .choice(self.place(self.with_blank()), ""),
            SyntaxProblem::WeakImportRemoved => self
                .say(
                    codes::IMPORT_WEAK,
                    "`import weak` is not allowed since edition 2024",
                    "not allowed in this file",
                    "use `import option`, or remove `weak`",
                )
                .choice(self.place(self.error.span), "option")
                .choice(self.place(self.with_blank()), ""),
            SyntaxProblem::ImportBehindOptionImport => self.say(
                codes::IMPORT_ORDER,
                "import after an `import option`",
                "must come first",
                "move it above the first `import option`",
            ),
            SyntaxProblem::MissingNumber => self.missing_number(),
            SyntaxProblem::LabelMissing => self
                .say(
                    codes::LABEL_MISSING,
                    "missing label of a field in proto2",
                    format!("before {}", self.found()),
                    "add `optional`, `repeated` or `required`",
                )
                .replace(self.place(self.error.span), &["optional ", "repeated ", "required "]),
            SyntaxProblem::LabelInEdition("required") => self.with_required(self.say(
                codes::LABEL_IN_EDITION,
                "`required` is not allowed in editions",
                "not allowed here",
                "use `[features.field_presence = LEGACY_REQUIRED]` instead",
            )),
            SyntaxProblem::LabelInEdition(_) => self
                .say(
                    codes::LABEL_IN_EDITION,
                    "`optional` is not allowed in editions",
                    "not allowed here",
                    "remove it; fields have presence unless `features.field_presence` is `IMPLICIT`",
                )
                .edit(safe_if(!self.text.contains("IMPLICIT")), self.place(self.with_blank()), ""),
            SyntaxProblem::LabelInOneof => self
                .say(
                    codes::LABEL_IN_ONEOF,
                    "label on a field of a oneof",
                    "not allowed here",
                    "remove it; at most one field of a oneof is set",
                )
                // Each field of a oneof is optional, but none has several values.
                .edit(safe_if(self.error.span.of(self.text) == "optional"), self.place(self.with_blank()), ""),
            SyntaxProblem::LabelOnMap => self
                .say(
                    codes::LABEL_ON_MAP,
                    "label on a map field",
                    "not allowed here",
                    "remove it; a map field already has any number of entries",
                )
                .edit(Unsafe, self.place(self.with_blank()), ""),
            SyntaxProblem::SecondLabel => self.second_label(),
            SyntaxProblem::MapInOneof => self.say(
                codes::MAP_IN_ONEOF,
                "map field in a oneof",
                "not allowed here",
                "move it out of the oneof, or into a message of its own",
            ),
            SyntaxProblem::MapInExtend => self.say(
                codes::MAP_IN_EXTEND,
                "map field as an extension",
                "not allowed here",
                "declare a message with the map field, and use it as the type of the extension",
            ),
            SyntaxProblem::GroupInEdition => self.say(
                codes::GROUP_IN_EDITION,
                "groups are not allowed in editions",
                "not allowed here",
                "declare a message, and a field of this type with `[features.message_encoding = DELIMITED]`",
            ),
            SyntaxProblem::GroupNameNotCapital => {
                let (first, rest) = self.error.span.of(self.text).split_at(1);
                let diagnostic = self.say(
                    codes::GROUP_NAME,
                    format!("the name of a group must start with a capital letter: {}", self.shown()),
                    "starts with another character",
                    "the group declares a message of this name, and a field with the name in lower case",
                );
                if first.starts_with(|letter: char| letter.is_ascii_lowercase()) {
                    let capitalized = format!("{}{rest}", first.to_ascii_uppercase());
                    diagnostic.replace(self.place(self.error.span), &[capitalized])
                } else {
                    diagnostic
                }
            }
            SyntaxProblem::GroupWithoutBody => self.say(
                codes::GROUP_WITHOUT_BODY,
                "missing body of a group",
                format!("expected `{{`, found {}", self.found()),
                "write the fields of the group between `{` and `}`",
            ),
            SyntaxProblem::ScalarAsMessage => self.say(
                codes::MESSAGE_EXPECTED,
                format!("expected a message type, found {}", self.shown()),
                "not a message type",
                "use a message, or a wrapper such as `google.protobuf.StringValue`",
            ),
            SyntaxProblem::VisibilityNotHere => self
                .say(
                    codes::VISIBILITY_NOT_HERE,
                    format!("{} is only allowed on messages and enums", self.shown()),
                    format!("before {}", self.found()),
                    "remove it",
                )
                .edit(Safe, self.place(self.with_blank()), ""),
            SyntaxProblem::MapEntrySet => self.say(
                codes::MAP_ENTRY,
                "`map_entry` cannot be set",
                "set here",
                "declare a field of type `map<key, value>`, whose entry message is generated",
            ),
            SyntaxProblem::OneofEmpty => {
                self.say(codes::ONEOF_EMPTY, "oneof without fields", "no fields", "add a field, or remove the oneof")
            }
            SyntaxProblem::ExtendEmpty => self.say(
                codes::EXTEND_EMPTY,
                "`extend` without fields",
                "no fields",
                "add a field, or remove the block",
            ),
            SyntaxProblem::AliasOff { name } => self.alias(name, "this is the default"),
            SyntaxProblem::AliasUnused { name } => self.alias(name, "no values share a number"),
            // Invalid numbers, strings and names.
            SyntaxProblem::IntegerTooLarge => self.say(
                codes::INTEGER_TOO_LARGE,
                format!("{} is out of range", self.shown()),
                "out of range",
                "use a smaller number",
            ),
            SyntaxProblem::NumberTooLarge => self.number_too_large(),
            SyntaxProblem::RangeEndTooLarge => {
                let diagnostic = self.say(
                    codes::INTEGER_TOO_LARGE,
                    format!("{} is out of range", self.shown()),
                    "out of range",
                    "use `max` for the largest number",
                );
                self.unless_negative(diagnostic, &["max"])
            }
            SyntaxProblem::NumberAtLimit => self
                .say(
                    codes::INTEGER_TOO_LARGE,
                    "2147483647 is not allowed in a range",
                    "out of range",
                    "use `max` for the largest field number, 536870911",
                )
                .edit(Safe, self.place(self.error.span), "max"),
            SyntaxProblem::MinusBeforeWord => self.say(
                codes::MINUS,
                "minus sign before an identifier",
                "expected a number",
                "only numbers, `inf` and `nan` can have a sign",
            ),
            SyntaxProblem::MinusBeforeString => self
                .say(codes::MINUS, "minus sign before a string", "expected a number", "remove the sign")
                .edit(Unsafe, self.place(self.with_blank()), ""),
            SyntaxProblem::NegativeDefault => self
                .say(
                    codes::MINUS,
                    "negative default of an unsigned field",
                    "must not be negative",
                    "remove the sign, or use a signed type",
                )
                .choice(self.place(self.with_blank()), ""),
            SyntaxProblem::DefaultTwice => self
                .say(codes::OPTION_TWICE, "several defaults of a field", "second one", "remove one of them")
                .choice(self.place(removal_of_option(self.text, self.error.span)), ""),
            SyntaxProblem::JsonNameTwice => self
                .say(codes::OPTION_TWICE, "several JSON names of a field", "second one", "remove one of them")
                .choice(self.place(removal_of_option(self.text, self.error.span)), ""),
            SyntaxProblem::DefaultOfGroup => self
                .say(codes::DEFAULT_OF_MESSAGE, "default of a group", "not allowed here", "remove it")
                .edit(Unsafe, self.place(removal_of_option(self.text, self.error.span)), ""),
            SyntaxProblem::ReservedStringsInEdition => {
                let diagnostic = self.say(
                    codes::RESERVED_NAMES,
                    "reserved name in quotes",
                    "expected an identifier",
                    "in editions, write reserved names without quotes: `reserved name;`",
                );
                let names = self.reserved_names();
                let unquoted = |name: Span| name.of(self.text).trim_matches(['"', '\'']);
                let is_identifier = |name: &str| {
                    let token = Lexer::new(name).next_token();
                    token.kind == TokenKind::Identifier && token.span.of(name) == name
                };
                // Other names cannot be reserved in an edition.
                if !names.iter().all(|&name| is_identifier(unquoted(name))) {
                    return diagnostic;
                }
                names
                    .iter()
                    .fold(diagnostic, |diagnostic, &name| diagnostic.edit(Safe, self.place(name), unquoted(name)))
            }
            SyntaxProblem::ReservedWordsOutsideEdition => {
                let diagnostic = self.say(
                    codes::RESERVED_NAMES,
                    "reserved name without quotes",
                    "without quotes",
                    "in proto2 and proto3, write reserved names in quotes: `reserved \"name\";`",
                );
                if let Some(word) = self.doubled_before(self.error.span.end) {
                    return self.without_double(diagnostic, word);
                }
                let names = self.reserved_names();
                // Another token shows that something else is wrong.
                let behind = names.last().map_or("", |name| self.text[name.end as usize..].trim_start());
                let safety = safe_if(behind.starts_with(';'));
                let names = names.into_iter().filter(|name| !name.of(self.text).starts_with(['"', '\'']));
                names.fold(diagnostic, |diagnostic, name| {
                    diagnostic.edit(safety, self.place(name), format!("\"{}\"", name.of(self.text)))
                })
            }
        }
    }
}
