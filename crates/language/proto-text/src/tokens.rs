//! Identifiers and literals of `.proto` text, and the properties of a file on which its words depend.

use super::declared::Declared;
use protoward_schema::Edition;
use protoward_schema::descriptor::raw;

/// Returns an identifier. An invalid name becomes a string literal, which the compiler rejects.
pub(super) fn ident(name: &str) -> String {
    let mut characters = name.bytes();
    let starts = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
    let is_name = starts && characters.all(|character| character.is_ascii_alphanumeric() || character == b'_');
    if is_name { name.to_owned() } else { quoted(name) }
}

/// Returns a full name, with or without a leading dot.
pub(super) fn path(name: &str) -> String {
    let (dot, parts) = name.strip_prefix('.').map_or(("", name), |rest| (".", rest));
    let parts: Vec<String> = parts.split('.').map(ident).collect();
    format!("{dot}{}", parts.join("."))
}

/// Returns a text as a string literal, with escapes for all but printable ASCII.
pub(super) fn quoted(text: &str) -> String {
    quoted_bytes(text.as_bytes())
}

/// Returns a string literal of arbitrary bytes.
pub(super) fn quoted_bytes(bytes: &[u8]) -> String {
    let escape = |&byte: &u8| match byte {
        b' '..=b'~' if !matches!(byte, b'"' | b'\\') => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    };
    format!("\"{}\"", bytes.iter().map(escape).collect::<String>())
}

/// The properties of a file that affect its text.
pub(super) struct Dialect<'d> {
    /// `true` if fields have labels as in proto2.
    pub(super) is_proto2: bool,
    pub(super) is_edition: bool,
    /// `true` if scalar types have the names of edition `UNSTABLE`.
    pub(super) is_unstable: bool,
    /// `true` if types have a visibility, which protoc reads and ignores in older editions.
    pub(super) has_visibility: bool,
    /// The types of all sets.
    pub(super) declared: &'d Declared,
}

impl<'d> Dialect<'d> {
    pub(super) const fn is_proto3(&self) -> bool {
        !self.is_proto2 && !self.is_edition
    }

    pub(super) fn of(file: &raw::File<'_>, declared: &'d Declared) -> Self {
        Self {
            is_proto2: matches!(file.syntax, None | Some("" | "proto2")),
            is_edition: file.syntax == Some("editions"),
            is_unstable: file.edition == Some(Edition::UNSTABLE.0),
            has_visibility: file.edition.is_some_and(|edition| edition >= Edition::E2024.0),
            declared,
        }
    }
}
