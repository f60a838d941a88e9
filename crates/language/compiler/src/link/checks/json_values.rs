//! Custom JSON strings of enum values, `(pb.enumvalue.json).string`: each string is unique, is not a number of another
//! value, and is the same for all aliases.
//!
//! Matches protoc 36, which reports no line. protoc looks the option up by number, regardless of its declaration.

use super::diagnostics::{JsonAlias, JsonReading, NamedDeclaration};
use super::phase::Phase;
use super::phase_report::PhaseReport;
use super::{CheckContext, diagnostics};
use crate::lookup::HashMap;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{CustomOption, EnumId, EnumValueId, EnumValueOptions};
use protoward_source::{Diagnostic, Place};

/// `pb.enumvalue.json`, an extension of `google.protobuf.EnumValueOptions`.
const JSON: u32 = 998;
/// The field `string` of the extension.
const STRING: u32 = 1;

/// An enum value with the properties that these rules need.
pub(super) struct JsonValue<'a> {
    pub(super) id: EnumValueId,
    pub(super) name: &'a str,
    pub(super) number: i64,
}

/// The first value with a JSON string. `is_custom` is `true` if an option sets the string.
struct UsedJsonName {
    value: usize,
    is_custom: bool,
}

/// The values of one enum in source order.
pub(super) struct JsonValues<'a> {
    values: Vec<JsonValue<'a>>,
    /// The custom string of each value.
    custom: Vec<Option<String>>,
}

impl<'a> JsonValues<'a> {
    /// Returns `None` if no value has a custom string, as in almost every enum.
    pub(super) fn of(cx: &CheckContext<'_>, values: impl Iterator<Item = JsonValue<'a>> + Clone) -> Option<Self> {
        let named = |value: &JsonValue<'_>| custom_name(cx.tables.options.enum_values.get(value.id));
        values.clone().find_map(|value| named(&value))?;
        let custom = values.clone().map(|value| named(&value)).collect::<Vec<_>>();
        Some(Self { values: values.collect::<Vec<_>>(), custom })
    }

    /// Reports aliases with different custom strings, and other values with equal strings.
    pub(super) fn conflicts(&self, cx: &CheckContext<'_>, id: EnumId, report: &mut PhaseReport) {
        let mut primary = HashMap::default();
        let mut taken = HashMap::default();
        let mut used = Vec::new();
        for (at, value) in self.values.iter().enumerate() {
            let first = *primary.entry(value.number).or_insert(at);
            let mut push =
                |diagnostic: Diagnostic| report.push(Phase::Validate, id, diagnostic.in_protoc(cx.nowhere()));
            if self.custom[at] != self.custom[first] {
                push(self.differs(cx, at, first));
            }
            for &(name, is_custom) in &[(Some(value.name), false), (self.custom[at].as_deref(), true)] {
                let Some(name) = name else { continue };
                let index = *taken.entry(name).or_insert(used.len());
                used.push(UsedJsonName { value: at, is_custom });
                let first: &UsedJsonName = &used[index];
                let other = &self.values[first.value];
                if other.number != value.number {
                    let first = JsonReading { value: self.named(cx, other), is_custom: first.is_custom };
                    let again = JsonReading { value: self.named(cx, value), is_custom };
                    push(diagnostics::duplicate_json_string(name, again, first));
                }
            }
        }
    }

    /// Reports an alias whose custom string differs from that of the first value with the number.
    fn differs(&self, cx: &CheckContext<'_>, alias: usize, first: usize) -> Diagnostic {
        let named = |at: usize| {
            let value = &self.values[at];
            JsonAlias { value: self.named(cx, value), string: self.custom[at].as_deref() }
        };
        diagnostics::json_strings_of_aliases(named(alias), named(first))
    }

    /// Checks each custom string by itself.
    pub(super) fn each(&self, cx: &CheckContext<'_>, id: EnumId, report: &mut PhaseReport) {
        for (value, custom) in self.values.iter().zip(&self.custom) {
            let Some(custom) = custom else { continue };
            let place = self.place(cx, value);
            if custom.contains('\0') {
                report.push(Phase::Validate, id, diagnostics::json_string_with_nul(place).in_protoc(cx.nowhere()));
            }
            if let Some(number) = number(custom).filter(|&number| i64::from(number) != value.number) {
                let named = self.named(cx, value);
                let diagnostic = diagnostics::json_string_is_a_number(custom, number, named, value.number);
                report.push(Phase::Validate, id, diagnostic.in_protoc(cx.nowhere()));
            }
        }
    }

    fn named<'v>(&self, cx: &CheckContext<'_>, value: &JsonValue<'v>) -> NamedDeclaration<'v> {
        NamedDeclaration { name: value.name, place: self.place(cx, value) }
    }

    fn place(&self, cx: &CheckContext<'_>, value: &JsonValue<'_>) -> Place {
        cx.place(cx.tables.decls.enum_values[value.id].decl.span)
    }
}

/// Returns the custom JSON string in the options of a value.
fn custom_name(options: Option<&[u8]>) -> Option<String> {
    let options = EnumValueOptions::new(Some(options?));
    let mut is_said = false;
    let mut name = None;
    for option in options.custom() {
        if let CustomOption { number: JSON, value: WireValue::Bytes(bytes) } = option {
            is_said = true;
            name = string(bytes).or(name);
        }
    }
    // A present message without a string has the empty string.
    is_said.then(|| name.unwrap_or_default().to_owned())
}

fn string(message: &[u8]) -> Option<&str> {
    let mut last = None;
    for field in WireReader::new(message).fields() {
        if let (STRING, WireValue::Bytes(bytes)) = (field.number, field.value) {
            last = std::str::from_utf8(bytes).ok().or(last);
        }
    }
    last
}

/// Returns the number that a JSON parser reads from a string, ignoring whitespace and a sign.
fn number(text: &str) -> Option<i32> {
    let digits = text.trim_matches(|it: char| it.is_ascii_whitespace() || it == '\x0b');
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_numbers_as_json_parsers() {
        for (text, read) in [("7", Some(7)), (" \t\x0b\x0c-07\r\n", Some(-7)), ("+7", Some(7)), ("-0", Some(0))] {
            assert_eq!(number(text), read, "{text:?}");
        }
        for text in ["", " ", "+", "-", "--7", "+-7", "- 7", "7_", "7.0", "0x7", "1e1", "2147483648", "\u{a0}7"] {
            assert_eq!(number(text), None, "{text:?}");
        }
    }
}
