//! The naming styles and limits that editions enforce, for tools that write files of an edition.

/// A violation of the naming style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StyleViolation {
    /// A character that is not permitted.
    Letters,
    /// A first character that is not a letter of the right case.
    Start,
    /// A `_` at the end, or before another `_` or a digit.
    Underscore,
}

/// The forms of names that edition 2024 and later demand, by the kind of declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `TitleCase`: messages, enums, services and methods.
    Title,
    /// `lower_snake_case`: fields, oneofs and packages.
    LowerSnake,
    /// `UPPER_SNAKE_CASE`: the values of enums.
    UpperSnake,
}

impl Case {
    /// Returns the first violation in a name. Components of a package name are separated by dots.
    pub fn fault(self, name: &str) -> Option<StyleViolation> {
        let fits = |letter: u8| match self {
            Self::Title => letter.is_ascii_alphanumeric(),
            Self::LowerSnake => letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, b'_' | b'.'),
            Self::UpperSnake => letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'_',
        };
        let starts = |letter: &u8| match self {
            Self::Title | Self::UpperSnake => letter.is_ascii_uppercase(),
            Self::LowerSnake => letter.is_ascii_lowercase(),
        };
        if !name.bytes().all(fits) {
            Some(StyleViolation::Letters)
        } else if !name.as_bytes().first().is_some_and(starts) {
            Some(StyleViolation::Start)
        } else if self != Self::Title && has_loose_underscore(name.as_bytes()) {
            Some(StyleViolation::Underscore)
        } else {
            None
        }
    }
}

/// Returns `true` if a `_` is not followed by a letter.
fn has_loose_underscore(name: &[u8]) -> bool {
    let behind = |index: usize| name.get(index + 1).is_some_and(u8::is_ascii_alphabetic);
    name.iter().enumerate().any(|(index, &letter)| letter == b'_' && !behind(index))
}

/// Returns the names for which this name would be a generated accessor, with the affix in question. STYLE2026 forbids both in one
/// message.
pub fn accessor_stems(name: &str) -> Vec<(&'static str, &str)> {
    const BEFORE: [&str; 4] = ["has_", "get_", "set_", "clear_"];
    let mut stems = Vec::new();
    for affix in &BEFORE {
        stems.extend(name.strip_prefix(affix).map(|rest| (*affix, rest)));
    }
    stems.extend(name.strip_suffix("_value").map(|rest| ("_value", rest)));
    stems
}

/// The name of a field or oneof that STYLE2026 forbids.
pub const FORBIDDEN_NAME: &str = "descriptor";

/// The maximum number of fields of a message under PROTO_LIMITS2026.
pub const FIELDS_OF_MESSAGE: usize = 1500;
/// The maximum number of oneofs of a message.
pub const ONEOFS_OF_MESSAGE: usize = 1000;
/// The maximum number of fields of a oneof.
pub const FIELDS_OF_ONEOF: usize = 1200;
/// The maximum number of values of an enum.
pub const VALUES_OF_ENUM: usize = 1700;

#[cfg(test)]
mod tests {
    use super::{Case, StyleViolation};

    #[test]
    fn finds_style_faults_as_protoc() {
        let title = ["foo", "Foo_Bar", "FooBAR", "F1", "_F", "Foo_", "A1b", "_1"].map(|name| Case::Title.fault(name));
        let letters = Some(StyleViolation::Letters);
        let start = Some(StyleViolation::Start);
        assert_eq!(title, [start, letters, None, None, letters, letters, None, letters]);
        let lower = ["Bar", "a_1", "b__b", "c_", "_d", "e1", "j_x", "foo._c", "foo_.bar", "_foo.bar"];
        let loose = Some(StyleViolation::Underscore);
        let found = lower.map(|name| Case::LowerSnake.fault(name));
        assert_eq!(found, [letters, loose, loose, loose, start, None, None, None, loose, start]);
        let upper = ["Bar", "A_1", "B__B", "C_", "_D", "E1", "J_X", "1A"].map(|name| Case::UpperSnake.fault(name));
        assert_eq!(upper, [letters, loose, loose, loose, start, None, None, start]);
    }
}
