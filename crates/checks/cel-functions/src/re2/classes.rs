//! Character classes and escapes of RE2.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

/// The general categories of Unicode that RE2 knows, such as `\p{Lu}`.
const CATEGORIES: &[&str] = &[
    "Any", "C", "Cc", "Cf", "Cn", "Co", "Cs", "L", "LC", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N",
    "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp",
    "Zs",
];
/// Scripts whose names have four letters. Other names with four letters are short names, which RE2 does not know.
const SHORT_SCRIPTS: &[&str] = &["Ahom", "Cham", "Kawi", "Lisu", "Modi", "Newa", "Thai", "Toto"];
/// The classes between `[:` and `:]`.
const POSIX: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "word",
    "xdigit",
];

/// Reads an escape that stands for a character or a class. Returns its length, and the text for the crate `regex`.
pub(super) fn escape(text: &str) -> Result<(usize, String), String> {
    match class_escape(text)? {
        Some(found) => Ok(found),
        None => character(text).map(|(length, it)| (length, written(it))),
    }
}

/// Reads a class in brackets. Returns its length, and the text for the crate `regex`.
pub(super) fn class(text: &str) -> Result<(usize, String), String> {
    let missing = || "a `]` is missing".to_owned();
    let mut out = String::from("[");
    let mut at = 1;
    if text[at..].starts_with('^') {
        out.push('^');
        at += 1;
    }
    let first = at;
    loop {
        let rest = &text[at..];
        if rest.is_empty() {
            return Err(missing());
        }
        if rest.starts_with(']') && at > first {
            out.push(']');
            return Ok((at + 1, out));
        }
        if let Some((length, posix)) = posix(rest)? {
            out.push_str(&posix);
            at += length;
            continue;
        }
        if let Some((length, class)) = class_escape(rest)? {
            out.push_str(&class);
            at += length;
            continue;
        }
        let (length, low) = character(rest)?;
        at += length;
        let range = text[at..].strip_prefix('-').filter(|after| !after.is_empty() && !after.starts_with(']'));
        out.push_str(&written(low));
        if let Some(after) = range {
            let (length, high) = character(after)?;
            if high < low {
                return Err(format!("`{}` is not a range of characters", &text[at - 1..at + 1 + length]));
            }
            at += 1 + length;
            out.push('-');
            out.push_str(&written(high));
        }
    }
}

fn written(it: char) -> String {
    format!("\\x{{{:X}}}", u32::from(it))
}

/// Reads a class such as `[:alpha:]`. Returns its length and the class for the crate `regex`.
fn posix(text: &str) -> Result<Option<(usize, String)>, String> {
    let Some(inner) = text.strip_prefix("[:") else { return Ok(None) };
    let Some((name, _)) = inner.split_once(":]") else { return Ok(None) };
    if !POSIX.contains(&name.strip_prefix('^').unwrap_or(name)) {
        return Err(format!("unknown class `[:{name}:]`"));
    }
    Ok(Some((name.len() + 4, format!("[[:{name}:]]"))))
}

/// Reads an escape that stands for a class, such as `\d` or `\p{Greek}`; `None` for others.
fn class_escape(text: &str) -> Result<Option<(usize, String)>, String> {
    let Some(letter) = text.strip_prefix('\\').and_then(|rest| rest.chars().next()) else { return Ok(None) };
    let class = match letter {
        'd' => "[0-9]",
        'D' => "[^0-9]",
        's' => "[\\t\\n\\x0C\\r ]",
        'S' => "[^\\t\\n\\x0C\\r ]",
        'w' => "[0-9A-Za-z_]",
        'W' => "[^0-9A-Za-z_]",
        'p' | 'P' => return unicode(text, letter == 'P').map(Some),
        _ => return Ok(None),
    };
    Ok(Some((2, class.to_owned())))
}

fn unicode(text: &str, is_upper: bool) -> Result<(usize, String), String> {
    let after = &text[2..];
    let (length, name) = match after.strip_prefix('{') {
        Some(inner) => {
            let end = inner.find('}').ok_or("a `}` is missing")?;
            (end + 4, &inner[..end])
        }
        None => {
            let next = after.chars().next().ok_or("a class of Unicode is missing")?;
            (2 + next.len_utf8(), &after[..next.len_utf8()])
        }
    };
    let (is_negated, name) = match name.strip_prefix('^') {
        Some(name) => (!is_upper, name),
        None => (is_upper, name),
    };
    if !CATEGORIES.contains(&name) && !is_script(name) {
        return Err(format!("unknown class `{name}` of Unicode"));
    }
    let sign = if is_negated { 'P' } else { 'p' };
    Ok((length, if name == "Cs" { surrogates(is_negated) } else { format!("\\{sign}{{{name}}}") }))
}

/// Returns the class of surrogates, which no string has.
fn surrogates(is_negated: bool) -> String {
    if is_negated { "[\\x{0}-\\x{10FFFF}]".to_owned() } else { "[^\\x{0}-\\x{10FFFF}]".to_owned() }
}

fn is_script(name: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|it: char| it.is_ascii_uppercase()) && word.chars().skip(1).all(|it| it.is_ascii_lowercase())
    };
    let is_name = name.len() < 40 && name.replace("SignWriting", "Signwriting").split('_').all(is_word);
    let is_short = name.len() == 4 && !SHORT_SCRIPTS.contains(&name);
    is_name && !is_short && regex::Regex::new(&format!("\\p{{Script={name}}}")).is_ok()
}

/// Reads a character, possibly escaped.
fn character(text: &str) -> Result<(usize, char), String> {
    let Some(rest) = text.strip_prefix('\\') else {
        let next = text.chars().next().ok_or("a character is missing")?;
        return Ok((next.len_utf8(), next));
    };
    let next = rest.chars().next().ok_or("the pattern ends with a `\\`")?;
    let unknown = || format!("unknown escape `\\{next}`");
    let simple = |it| Ok((2, it));
    match next {
        'a' => simple('\u{7}'),
        'f' => simple('\u{C}'),
        'n' => simple('\n'),
        'r' => simple('\r'),
        't' => simple('\t'),
        'v' => simple('\u{B}'),
        'x' => hexadecimal(&rest[1..]).map(|(length, it)| (2 + length, it)).ok_or_else(unknown),
        '0'..='7' => {
            let digits = rest.bytes().take(3).take_while(|it| (b'0'..=b'7').contains(it)).count();
            // One digit, unless zero, would be a reference to a group.
            if next != '0' && digits == 1 {
                return Err(format!("`\\{next}`, a reference to a group, is not supported"));
            }
            let value = u32::from_str_radix(&rest[..digits], 8).ok().and_then(char::from_u32);
            value.map(|it| (1 + digits, it)).ok_or_else(unknown)
        }
        it if it.is_ascii() && !it.is_ascii_alphanumeric() => simple(it),
        _ => Err(unknown()),
    }
}

/// Reads the digits after `\x`, `41` or `{1F600}`. Returns their length and the character.
fn hexadecimal(text: &str) -> Option<(usize, char)> {
    if let Some(inner) = text.strip_prefix('{') {
        let end = inner.find('}')?;
        let is_right = end > 0 && end < 20 && inner[..end].bytes().all(|it| it.is_ascii_hexdigit());
        let value = u32::from_str_radix(&inner[..end], 16).ok().filter(|_| is_right).and_then(char::from_u32)?;
        return Some((end + 2, value));
    }
    let digits = text.get(..2).filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()))?;
    Some((2, char::from_u32(u32::from_str_radix(digits, 16).ok()?)?))
}
