//! Uninterpreted options. Like protoc, the compiler interprets them from text. The result is merged with the
//! interpreted options of the descriptor.

use std::collections::HashMap;

use super::descriptor_schema;
use super::option_owner::OptionOwner;
use super::tokens::{ident, path, quoted, quoted_bytes};
use protoward_schema::FieldNumber;
use protoward_schema::descriptor::{OptionsPlace, each_options, raw};
use protoward_schema::wire::{Field, WireReader, WireValue, Writer};

/// The field `uninterpreted_option` of all options messages.
pub(super) const NUMBER: u32 = 999;

/// An uninterpreted option as text.
pub(super) struct Setting {
    /// The option name: the text before `=`.
    pub(super) name: String,
    /// The value: the text after `=`; empty if the descriptor has none.
    pub(super) value: String,
    /// The built-in option that contains the setting.
    pub(super) known: Option<String>,
}

/// Returns the uninterpreted options among serialized options.
pub(super) fn settings(owner: OptionOwner, bytes: &[u8]) -> impl Iterator<Item = Setting> {
    fields(bytes).filter(|field| field.number == NUMBER).filter_map(move |field| match field.value {
        WireValue::Bytes(bytes) => Some(setting(owner, bytes)),
        _ => None,
    })
}

fn fields(bytes: &[u8]) -> impl Iterator<Item = Field<'_>> {
    WireReader::new(bytes).map_while(Result::ok)
}

fn setting(owner: OptionOwner, bytes: &[u8]) -> Setting {
    let parts: Vec<(String, bool)> = fields(bytes)
        .filter_map(|field| match (field.number, field.value) {
            (2, WireValue::Bytes(part)) => Some(name_part(part)),
            _ => None,
        })
        .collect();
    let shown = |(at, (name, is_extension)): (usize, &(String, bool))| match is_extension {
        true => format!("({})", path(name)),
        // In a text, these two names denote properties of the field. In parentheses, they are unknown options.
        false if at == 0 && owner == OptionOwner::Field && matches!(&**name, "default" | "json_name") => {
            format!("({name})")
        }
        false => ident(name),
    };
    let known = parts.first().filter(|(_, is_extension)| !is_extension).map(|(name, _)| name.clone());
    let name = parts.iter().enumerate().map(shown).collect::<Vec<_>>().join(".");
    let value = fields(bytes).find_map(|field| value(&field)).unwrap_or_default();
    Setting { name, value, known }
}

/// Decodes a `NamePart` of an option name: the name, and whether it is in parentheses.
fn name_part(bytes: &[u8]) -> (String, bool) {
    let mut name = String::new();
    let mut is_extension = false;
    for field in fields(bytes) {
        match (field.number, field.value) {
            (1, WireValue::Bytes(text)) => name = String::from_utf8_lossy(text).into_owned(),
            (2, WireValue::Varint(value)) => is_extension = value != 0,
            _ => {}
        }
    }
    (name, is_extension)
}

fn value(field: &Field<'_>) -> Option<String> {
    Some(match (field.number, field.value) {
        (3, WireValue::Bytes(text)) => ident(&String::from_utf8_lossy(text)),
        (4, WireValue::Varint(number)) => number.to_string(),
        (5, WireValue::Varint(number)) => (number as i64).to_string(),
        (6, WireValue::Fixed64(bits)) => match f64::from_bits(bits) {
            number if number.is_nan() => "nan".to_owned(),
            number if number.is_infinite() => if number > 0.0 { "inf" } else { "-inf" }.to_owned(),
            number => format!("{number:?}"),
        },
        (7, WireValue::Bytes(text)) => quoted_bytes(text),
        (8, WireValue::Bytes(text)) => match std::str::from_utf8(text).ok().filter(|text| is_closed(text)) {
            Some(text) => format!("{{ {text} }}"),
            // An invalid aggregate becomes a string, which the compiler reports at the same position.
            None => format!("{{ {} }}", quoted(&String::from_utf8_lossy(text))),
        },
        _ => return None,
    })
}

/// Returns whether an aggregate ends at its end: braces match, strings are closed, and there is no comment that could
/// extend beyond it.
fn is_closed(text: &str) -> bool {
    let mut depth = 0usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (_, '\n' | '\r' | '\0') => return false,
            (Some(_), _) if is_escaped => is_escaped = false,
            (Some(_), '\\') => is_escaped = true,
            (Some(mark), _) => quote = quote.filter(|_| character != mark),
            (None, '"' | '\'') => quote = Some(character),
            (None, '{') => depth += 1,
            (None, '}') => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            (None, '#') => return false,
            (None, '/') if text[at + 1..].starts_with(['/', '*']) => return false,
            (None, _) => {}
        }
    }
    depth == 0 && quote.is_none()
}

/// Returns whether a file has uninterpreted options.
pub(super) fn are_in(file: &[u8]) -> bool {
    let Ok(mut file) = raw::file(file) else { return false };
    let mut are_there = false;
    each_options(&mut file, &mut |_, options| {
        are_there |= fields(options.unwrap_or_default()).any(|field| field.number == NUMBER);
    });
    are_there
}

/// Interpreted options by the descriptor path of their element.
pub(super) type Interpreted = HashMap<Vec<i32>, Vec<u8>>;

/// Returns the options of a file with uninterpreted options. `made` is the compiler's descriptor of the text.
pub(super) fn interpreted(file: &[u8], made: &[u8]) -> Interpreted {
    let (Ok(mut file), Ok(mut made)) = (raw::file(file), raw::file(made)) else { return Interpreted::new() };
    let mut by_path: HashMap<Vec<i32>, &[u8]> = HashMap::new();
    each_options(&mut made, &mut |place, options| {
        by_path.extend(options.map(|options| (place.path.to_vec(), options)));
    });
    let mut merged_options = Interpreted::new();
    each_options(&mut file, &mut |place, options| {
        let has_some = |options: &&[u8]| fields(options).any(|field| field.number == NUMBER);
        if let Some(options) = options.filter(has_some) {
            let made = by_path.get(place.path).copied().unwrap_or_default();
            merged_options.insert(place.path.to_vec(), merged(options, made, place));
        }
    });
    merged_options
}

/// Replaces the options of elements with uninterpreted ones.
pub(super) fn put<'a>(file: &mut raw::File<'a>, merged_options: &'a Interpreted) {
    each_options(file, &mut |place, options| {
        if let Some(merged_options) = merged_options.get(place.path) {
            *options = Some(&merged_options[..]).filter(|merged_options| !merged_options.is_empty());
        }
    });
}

/// Merges the options of one element. Built-in options are part of the text in any case; custom options only if they
/// were uninterpreted.
fn merged(options: &[u8], made: &[u8], place: OptionsPlace<'_>) -> Vec<u8> {
    let words = descriptor_schema();
    let known = words.find_message(place.kind).map_or(&[][..], |message| &words[message].fields);
    let numbers: HashMap<&str, FieldNumber> =
        known.iter().map(|&id| (words.text(words[id].name), words[id].number)).collect();
    let is_known = |number: u32| numbers.values().any(|known| i64::from(known.0) == i64::from(number));
    let owner = OptionOwner::named(place.kind);
    let set: Vec<u32> = owner
        .into_iter()
        .flat_map(|owner| settings(owner, options))
        .filter_map(|setting| numbers.get(&*setting.known?).map(|number| number.0.unsigned_abs()))
        .collect();
    let mut all = Writer::default();
    let kept = fields(options).filter(|field| field.number != NUMBER && !set.contains(&field.number));
    let new = fields(made).filter(|field| set.contains(&field.number) || !is_known(field.number));
    kept.chain(new).for_each(|field| all.raw(field.raw));
    all.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::is_closed;

    #[test]
    fn aggregates_cannot_escape_their_braces() {
        for text in ["", "a: 1", "a { b: \"}\" } c: '{'", "a: \"\\\"}\"", "[a.b/c.D] { x: 1 }", "a < b: 1 >"] {
            assert!(is_closed(text), "{text}");
        }
        for text in ["}", "a { ", "} message A { ", "a: \"", "a: '\\'", "# }", "// x", "a /* ", "a: \"x\ny\""] {
            assert!(!is_closed(text), "{text}");
        }
    }
}
