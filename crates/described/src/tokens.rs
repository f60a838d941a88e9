//! Identifiers and literals of `.proto` text.

/// A name; one that no text can have becomes a string, which is none.
pub(super) fn ident(name: &str) -> String {
    let mut letters = name.bytes();
    let starts = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_');
    let is_name = starts && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    if is_name { name.to_owned() } else { quoted(name) }
}

/// A full name, with or without a dot in front.
pub(super) fn path(name: &str) -> String {
    let (dot, parts) = name.strip_prefix('.').map_or(("", name), |rest| (".", rest));
    let parts: Vec<String> = parts.split('.').map(ident).collect();
    format!("{dot}{}", parts.join("."))
}

/// A string literal.
pub(super) fn quoted(text: &str) -> String {
    quoted_bytes(text.as_bytes())
}

/// A string literal of any bytes.
pub(super) fn quoted_bytes(bytes: &[u8]) -> String {
    let escape = |&byte: &u8| match byte {
        b' '..=b'~' if !matches!(byte, b'"' | b'\\') => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    };
    format!("\"{}\"", bytes.iter().map(escape).collect::<String>())
}
