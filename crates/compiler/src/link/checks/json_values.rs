//! What values of enums are called in JSON, where `(pb.enumvalue.json).string` says so: each name once, none a number of
//! another value, and one name for all aliases.
//!
//! As protoc 36 has it, whose words name no line. It reads the option by its number, whoever declares it.

use std::collections::BTreeMap;

use super::diagnostics::{JsonAlias, JsonReading, Named};
use super::said::{Phase, Said};
use super::{Context, diagnostics};
use protoward_schema::wire::{Reader, Value};
use protoward_schema::{CustomOption, EnumId, EnumValueId, EnumValueOptions};
use protoward_source::{Diagnostic, Place};

/// `pb.enumvalue.json`, an extension of `google.protobuf.EnumValueOptions`.
const JSON: u32 = 998;
/// `string` in it.
const STRING: u32 = 1;

/// A value of an enum, as these rules see it.
pub(super) struct JsonValue<'a> {
    pub(super) id: EnumValueId,
    pub(super) name: &'a str,
    pub(super) number: i64,
}

/// A name in JSON that is taken, and whether it is a custom one.
struct Taken {
    value: usize,
    is_custom: bool,
}

/// The values of one enum, in the order of the text.
pub(super) struct JsonValues<'a> {
    values: Vec<JsonValue<'a>>,
    /// Custom names, by value.
    custom: Vec<Option<String>>,
}

impl<'a> JsonValues<'a> {
    /// `None` where no value has a custom name, as in almost every enum.
    pub(super) fn of(cx: &Context<'_>, values: impl Iterator<Item = JsonValue<'a>> + Clone) -> Option<Self> {
        let named = |value: &JsonValue<'_>| custom_name(cx.tables.options.enum_values.get(value.id));
        values.clone().find_map(|value| named(&value))?;
        let custom = values.clone().map(|value| named(&value)).collect::<Vec<_>>();
        Some(Self { values: values.collect::<Vec<_>>(), custom })
    }

    /// Aliases have one custom name, others have names of their own.
    pub(super) fn conflicts(&self, cx: &Context<'_>, id: EnumId, said: &mut Said) {
        let (mut primary, mut taken) = (BTreeMap::new(), BTreeMap::new());
        for (at, value) in self.values.iter().enumerate() {
            let first = *primary.entry(value.number).or_insert_with(|| at);
            let mut say = |diagnostic: Diagnostic| said.say(Phase::Validate, id, diagnostic.in_protoc(cx.nowhere()));
            if self.custom[at] != self.custom[first] {
                say(self.differs(cx, at, first));
            }
            for &(name, is_custom) in &[(Some(value.name), false), (self.custom[at].as_deref(), true)] {
                let Some(name) = name else { continue };
                let first: &Taken = taken.entry(name).or_insert_with(|| Taken { value: at, is_custom });
                let other = &self.values[first.value];
                if other.number != value.number {
                    let first = JsonReading { value: self.named(cx, other), is_custom: first.is_custom };
                    let again = JsonReading { value: self.named(cx, value), is_custom };
                    say(diagnostics::json_string_taken(name, again, first));
                }
            }
        }
    }

    /// An alias and the first value with its number have different custom names.
    fn differs(&self, cx: &Context<'_>, alias: usize, first: usize) -> Diagnostic {
        let told = |at: usize| {
            let value = &self.values[at];
            JsonAlias { value: self.named(cx, value), string: self.custom[at].as_deref() }
        };
        diagnostics::json_strings_of_aliases(told(alias), told(first))
    }

    /// What is wrong with a name in itself.
    pub(super) fn each(&self, cx: &Context<'_>, id: EnumId, said: &mut Said) {
        for (value, custom) in self.values.iter().zip(&self.custom) {
            let Some(custom) = custom else { continue };
            let place = self.place(cx, value);
            if custom.contains('\0') {
                said.say(Phase::Validate, id, diagnostics::json_string_with_nul(place).in_protoc(cx.nowhere()));
            }
            if let Some(number) = number(custom).filter(|&number| i64::from(number) != value.number) {
                let named = self.named(cx, value);
                let diagnostic = diagnostics::json_string_is_a_number(custom, number, named, value.number);
                said.say(Phase::Validate, id, diagnostic.in_protoc(cx.nowhere()));
            }
        }
    }

    fn named<'v>(&self, cx: &Context<'_>, value: &JsonValue<'v>) -> Named<'v> {
        Named { name: value.name, place: self.place(cx, value) }
    }

    fn place(&self, cx: &Context<'_>, value: &JsonValue<'_>) -> Place {
        cx.place(cx.tables.decls.enum_values[value.id].decl.span)
    }
}

/// The custom name in the options of a value.
fn custom_name(options: Option<&[u8]>) -> Option<String> {
    let options = EnumValueOptions::new(Some(options?));
    let (mut is_said, mut name) = (false, None);
    for option in options.custom() {
        if let CustomOption { number: JSON, value: Value::Bytes(bytes) } = option {
            is_said = true;
            name = string(bytes).or(name);
        }
    }
    // The message that says nothing says "".
    is_said.then(|| name.unwrap_or_default().to_owned())
}

fn string(message: &[u8]) -> Option<&str> {
    let mut last = None;
    for field in Reader::new(message).fields() {
        if let (STRING, Value::Bytes(bytes)) = (field.number, field.value) {
            last = std::str::from_utf8(bytes).ok().or(last);
        }
    }
    last
}

/// The number that a reader of JSON takes a string for: white space around it and a sign in front of it do not matter.
fn number(text: &str) -> Option<i32> {
    let digits = text.trim_matches(|it: char| it.is_ascii_whitespace() || it == '\x0b');
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_readers_of_json_do() {
        for (text, read) in [("7", Some(7)), (" \t\x0b\x0c-07\r\n", Some(-7)), ("+7", Some(7)), ("-0", Some(0))] {
            assert_eq!(number(text), read, "{text:?}");
        }
        for text in ["", " ", "+", "-", "--7", "+-7", "- 7", "7_", "7.0", "0x7", "1e1", "2147483648", "\u{a0}7"] {
            assert_eq!(number(text), None, "{text:?}");
        }
    }
}
