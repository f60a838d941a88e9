//! YAML scalar styles: plain if unambiguous, else quoted, or a block for several lines.

use std::borrow::Cow;

/// A string as the text of a YAML value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scalar<'t> {
    /// A scalar on one line.
    Line(Cow<'t, str>),
    /// A block scalar with this header.
    Block(String),
}

/// The parsers that must read a scalar as a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Readers {
    /// Parsers of YAML 1.2, in which `yes` is a string.
    Modern,
    /// Parsers of YAML 1.2 and 1.1.
    All,
}

/// Formats a string as a value.
pub(super) fn scalar(text: &str, readers: Readers) -> Scalar<'_> {
    let shape = Shape::of(text);
    if shape.has_lines {
        return if shape.fits_block { Scalar::Block(header(text)) } else { Scalar::Line(double(text).into()) };
    }
    Scalar::Line(line(text, &shape, readers))
}

/// Formats a number in JSON notation. YAML 1.1 needs a point before an exponent, and the sign of the exponent.
pub(super) fn number(text: &str, readers: Readers) -> Cow<'_, str> {
    let Some((digits, exponent)) = text.split_once(['e', 'E']).filter(|_| readers == Readers::All) else {
        return text.into();
    };
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) { "" } else { "+" };
    format!("{digits}{point}e{sign}{exponent}").into()
}

/// Formats a string without line breaks as a key.
pub(super) fn key(text: &str, readers: Readers) -> Cow<'_, str> {
    line(text, &Shape::of(text), readers)
}

fn line<'t>(text: &'t str, shape: &Shape, readers: Readers) -> Cow<'t, str> {
    match shape {
        _ if is_something_else(text) => double(text).into(),
        _ if readers == Readers::All && is_something_else_in_1_1(text) => double(text).into(),
        Shape { fits_plain: true, .. } => text.into(),
        Shape { fits_single: true, .. } => format!("'{}'", text.replace('\'', "''")).into(),
        _ => double(text).into(),
    }
}

/// Returns the block header: `|`, an indentation indicator if the text starts with spaces, and a chomping indicator.
fn header(text: &str) -> String {
    let hint = if text.starts_with([' ', '\n']) { "2" } else { "" };
    let chomp = match text.strip_suffix('\n') {
        None => "-",
        Some(rest) if rest.is_empty() || rest.ends_with('\n') => "+",
        Some(_) => "",
    };
    format!("|{hint}{chomp}")
}

/// The scalar styles that a text permits.
struct Shape {
    has_lines: bool,
    fits_plain: bool,
    fits_single: bool,
    fits_block: bool,
}

impl Shape {
    /// Scans bytes, because documents are mostly text. No byte of a multi-byte character equals one of these.
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_blank = |byte: Option<&u8>| byte.is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
        let mut has_mark = text.starts_with("---") || text.starts_with("...") || starts_with_mark(bytes);
        let mut is_special = !text.is_ascii() && text.chars().any(|letter| !letter.is_ascii() && !is_printable(letter));
        let mut has_tab = false;
        let mut has_lines = false;
        let mut is_behind_space = false;
        let mut is_before_space = false;
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b':' => has_mark |= is_blank(bytes.get(at + 1)),
                b'#' => has_mark |= at == 0 || is_blank(bytes.get(at - 1)),
                b' ' => is_behind_space |= bytes.get(at + 1) == Some(&b'\n'),
                b'\t' => has_tab = true,
                b'\n' => {
                    has_lines = true;
                    is_before_space |= bytes.get(at + 1) == Some(&b' ');
                }
                _ => is_special |= byte.is_ascii_control(),
            }
        }
        let is_wide = text.starts_with([' ', '\n']) || text.ends_with([' ', '\n']);
        let fits_single = !is_special && !has_tab && !is_behind_space && !is_before_space;
        Self {
            has_lines,
            fits_plain: fits_single && !is_wide && !has_mark && !has_lines,
            fits_single,
            fits_block: !is_special && !is_behind_space && !text.ends_with(' '),
        }
    }
}

/// Returns `true` if the first character of a text is a YAML indicator.
fn starts_with_mark(text: &[u8]) -> bool {
    match text {
        [b'?' | b'-', rest @ ..] => rest.first().is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')),
        [first, ..] => b",[]{}&*!|>'\"%@`".contains(first),
        [] => false,
    }
}

/// Returns `true` if YAML writers print the character unescaped. They escape line breaks and characters beyond 16 bits.
fn is_printable(letter: char) -> bool {
    matches!(letter, ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}')
}

fn double(text: &str) -> String {
    // After a leading byte order mark, Go's writer escapes all non-ASCII characters.
    let escapes_all = text.starts_with('\u{feff}');
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\0' => quoted.push_str("\\0"),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\t' => quoted.push_str("\\t"),
            '\n' => quoted.push_str("\\n"),
            '\u{b}' => quoted.push_str("\\v"),
            '\u{c}' => quoted.push_str("\\f"),
            '\r' => quoted.push_str("\\r"),
            '\u{1b}' => quoted.push_str("\\e"),
            '\u{85}' => quoted.push_str("\\N"),
            '\u{2028}' => quoted.push_str("\\L"),
            '\u{2029}' => quoted.push_str("\\P"),
            _ if is_printable(letter) && !escapes_all => quoted.push(letter),
            _ => match u32::from(letter) {
                code @ ..=0xff => quoted.push_str(&format!("\\x{code:02X}")),
                code @ ..=0xffff => quoted.push_str(&format!("\\u{code:04X}")),
                code => quoted.push_str(&format!("\\U{code:08X}")),
            },
        }
    }
    quoted.push('"');
    quoted
}

/// Returns `true` if an unquoted text would be read as null, a boolean, a number or a time.
fn is_something_else(text: &str) -> bool {
    match text {
        "" | "~" | "null" | "Null" | "NULL" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => return true,
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf"
        | "-.INF" => return true,
        _ => {}
    }
    let starts_as_number = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'));
    if !starts_as_number {
        return false;
    }
    // Numbers with a leading point have no underscores, and numbers beyond `double` are strings.
    let digits = if text.starts_with('.') { text.to_owned() } else { text.replace('_', "") };
    let is_too_large = digits.parse().is_ok_and(f64::is_infinite);
    is_time(text) || is_number(&digits) && !is_too_large
}

/// Returns `true` if a parser of YAML 1.1 may read a text as a boolean, a sexagesimal number, or a special key. Source:
/// <https://yaml.org/type/>.
fn is_something_else_in_1_1(text: &str) -> bool {
    const WORDS: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "=", "<<"];
    let is_numeric_start = text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.'));
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.' | ':' | '_');
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) || is_numeric_start && text.chars().all(is_word)
}

/// Returns `true` if a text is an integer in any base of YAML 1.1 and 1.2, or a decimal number.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let lower = digits.to_ascii_lowercase();
    let bases = [("0x", 16), ("0b", 2), ("0o", 8)];
    if let Some((prefix, radix)) = bases.iter().find(|(prefix, _)| lower.starts_with(prefix)) {
        let digits = &lower[prefix.len()..];
        return u64::from_str_radix(digits, *radix).is_ok() && !digits.starts_with('+');
    }
    let (mantissa, exponent) = lower.split_once('e').map_or((&*lower, None), |(left, right)| (left, Some(right)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = !(whole.is_empty() && fraction.is_empty());
    let is_exponent = |text: &str| {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        !digits.is_empty() && is_digits(digits)
    };
    has_digits && is_digits(whole) && is_digits(fraction) && exponent.is_none_or(is_exponent)
}

/// Returns `true` if a text is a date, or a date with a time, in YAML 1.1.
fn is_time(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let is_number = |text: &str, longest: usize| {
        (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let [year, month, day] = parts[..] else { return false };
    let in_range = |text: &str, range: std::ops::RangeInclusive<u8>| text.parse().is_ok_and(|it| range.contains(&it));
    let is_date = year.len() == 4 && is_number(year, 4) && is_number(month, 2) && is_number(day, 2);
    is_date && in_range(month, 1..=12) && in_range(day, 1..=31) && time.is_none_or(is_time_of_day)
}

fn is_time_of_day(text: &str) -> bool {
    let end = text.find(['Z', '+', '-']).unwrap_or(text.len());
    let mut parts = text[..end].split(':');
    let is_part = |part: Option<&str>| {
        part.is_some_and(|part| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let hour = parts.next();
    let minute = parts.next();
    let second = parts.next();
    let second = second.map(|second| second.split_once('.').map_or(second, |(whole, _)| whole));
    is_part(hour) && is_part(minute) && is_part(second) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_round_trip() {
        for text in [
            "1",
            "-1.5",
            "1e3",
            "0x1F",
            "1_000",
            ".5",
            "5.",
            "true",
            "~",
            "",
            ".inf",
            "2001-1-1",
            "2001-01-01T00:00:00Z",
        ] {
            assert_eq!(scalar(text, Readers::Modern), Scalar::Line(format!("\"{text}\"").into()));
        }
        for text in [
            "yes", "1e400", "._1", "a b", "a:b", "a#b", "-a", "NaN", "1.2.3", "12:30", "1a", "0x", "é", "<<", "..", "+",
        ] {
            assert_eq!(scalar(text, Readers::Modern), Scalar::Line(text.into()));
        }
        for text in ["a: b", "a #b", "- a", "[a", " a", "a ", "a:", "@type", "..."] {
            assert_eq!(scalar(text, Readers::Modern), Scalar::Line(format!("'{text}'").into()));
        }
        assert_eq!(scalar("\u{1f600}\t", Readers::Modern), Scalar::Line("\"\\U0001F600\\t\"".into()));
        assert_eq!(scalar("\u{feff}a é", Readers::Modern), Scalar::Line("\"\\uFEFF\\x61\\x20\\xE9\"".into()));
    }

    #[test]
    fn writes_lines_as_a_block() {
        for (text, header) in
            [("a\nb", "|-"), ("a\n", "|"), ("\n", "|2+"), ("a\n\n", "|+"), ("\na", "|2-"), (" a\nb", "|2-")]
        {
            assert_eq!(scalar(text, Readers::Modern), Scalar::Block(header.to_owned()));
        }
        assert_eq!(scalar("a \nb", Readers::Modern), Scalar::Line("\"a \\nb\"".into()));
    }
}
