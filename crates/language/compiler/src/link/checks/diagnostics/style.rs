//! Diagnostics of naming style, with the name that would follow it.

use super::NamedDeclaration;
use crate::codes;
use crate::edition_rules::{Case, StyleViolation};
use protoward_source::{Diagnostic, Place};

/// A name that violates the naming style.
pub(in crate::link::checks) fn style(
    what: &str,
    name: &str,
    case: Case,
    fault: StyleViolation,
    place: Place,
) -> Diagnostic {
    let wanted = match case {
        Case::Title => "TitleCase",
        Case::LowerSnake => "lower_snake_case",
        Case::UpperSnake => "UPPER_SNAKE_CASE",
    };
    let label = match (fault, case) {
        (StyleViolation::Letters, Case::Title) => "only letters and digits, without `_`",
        (StyleViolation::Letters, Case::LowerSnake) => "only lowercase letters, digits and `_`",
        (StyleViolation::Letters, Case::UpperSnake) => "only uppercase letters, digits and `_`",
        (StyleViolation::Start, Case::Title | Case::UpperSnake) => "must start with an uppercase letter",
        (StyleViolation::Start, Case::LowerSnake) => "must start with a lowercase letter",
        (StyleViolation::Underscore, _) => "expected a letter after `_`",
    };
    let diagnostic =
        Diagnostic::error(codes::NAMING_STYLE, format!("the {what} `{name}` is not in {wanted}")).label(place, label);
    let better = in_style(name, case);
    let renamed = if better.is_empty() || better == name { String::new() } else { format!("use `{better}`, or ") };
    diagnostic.help(format!("{renamed}keep the name with `option features.enforce_naming_style = STYLE_LEGACY`"))
}

/// Returns the name in the required style.
fn in_style(name: &str, case: Case) -> String {
    let parts = name.split('.').map(|part| {
        let words = words(part);
        match case {
            Case::Title => words.iter().map(|word| capitalized(word)).collect::<Vec<_>>().concat(),
            Case::LowerSnake => joined(&words).to_ascii_lowercase(),
            Case::UpperSnake => joined(&words).to_ascii_uppercase(),
        }
    });
    parts.collect::<Vec<_>>().join(".")
}

/// Splits a name into words: `fooBar_Baz1` has `foo`, `Bar` and `Baz1`.
fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for part in name.split('_').filter(|part| !part.is_empty()) {
        let mut start = 0;
        let bytes = part.as_bytes();
        for index in 1..bytes.len() {
            if bytes[index].is_ascii_uppercase() && !bytes[index - 1].is_ascii_uppercase() {
                words.push(&part[start..index]);
                start = index;
            }
        }
        words.push(&part[start..]);
    }
    words
}

/// Joins words with `_`, except before a digit.
fn joined(words: &[&str]) -> String {
    let mut name = String::new();
    for word in words {
        if !name.is_empty() && !word.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            name.push('_');
        }
        name.push_str(word);
    }
    name
}

fn capitalized(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// A name that collides with an accessor generated for another field.
pub(in crate::link::checks) fn collision(
    what: &str,
    affix: &str,
    named: NamedDeclaration<'_>,
    other: NamedDeclaration<'_>,
) -> Diagnostic {
    let NamedDeclaration { name, place } = named;
    let NamedDeclaration { name: other, place: of } = other;
    let made = if affix.starts_with('_') { "ends" } else { "begins" };
    Diagnostic::error(
        codes::NAMING_STYLE,
        format!("name of the {what} `{name}` conflicts with generated code for `{other}`"),
    )
    .label(place, format!("{made} with `{affix}`"))
    .label(of, format!("`{other}`"))
    .help("use another name, or keep it with `features.enforce_naming_style = STYLE2024`")
}

/// A field or oneof named `descriptor`, which STYLE2026 forbids.
pub(in crate::link::checks) fn descriptor(what: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::NAMING_STYLE, format!("a {what} cannot be named `descriptor`"))
        .label(place, "generated code has a function of this name")
        .help("use another name, or keep it with `features.enforce_naming_style = STYLE2024`")
}

#[cfg(test)]
mod tests {
    use super::{Case, in_style};

    #[test]
    fn converts_names_to_style() {
        assert_eq!(in_style("foo_bar", Case::Title), "FooBar");
        assert_eq!(in_style("fooBar_1", Case::LowerSnake), "foo_bar1");
        assert_eq!(in_style("acme.Foo_.v1", Case::LowerSnake), "acme.foo.v1");
        assert_eq!(in_style("HTTPCode", Case::UpperSnake), "HTTPCODE");
    }
}
