//! Names in brackets: extensions and `Any` types. protoc and Go disagree about which names are valid.

use protoward_source::Position;

/// The text between brackets, without white space and comments.
pub(super) struct BracketedText {
    pub(super) text: String,
    /// The position of the opening bracket.
    pub(super) at: Position,
    /// The position after the closing bracket, where protoc reports an invalid name.
    pub(super) end: Position,
}

impl BracketedText {
    /// Checks the name of a type, with a URL prefix if `is_url`.
    pub(super) fn check(&self, is_url: bool) -> Result<(), String> {
        let name = match (self.text.rsplit_once('/'), is_url) {
            (Some(_), false) => return Err("the name of an extension has no `/`".to_owned()),
            (None, true) => {
                return Err("the type of an `Any` has a prefix, as in `type.googleapis.com/pkg.Type`".to_owned());
            }
            (Some(("", _)), true) => return Err("the prefix in front of the `/` is empty".to_owned()),
            (Some((prefix, name)), true) => {
                check_percents(prefix)?;
                name
            }
            (None, false) => &self.text,
        };
        match name.split('.').find(|part| !is_identifier(part)) {
            Some(part) => Err(format!("`{part}` is not a name in the name of a type")),
            None => Ok(()),
        }
    }

    /// Checks the name as Go does: components must not be empty, and only URL characters may precede a slash.
    pub(super) fn check_as_go(&self) -> Result<(), String> {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./".contains(letter);
        match self.text.rsplit_once('/') {
            Some((prefix, _)) => check_percents(prefix)?,
            None if !self.text.chars().all(is_plain) => return Err(format!("`{}` is not a name of a type", self.text)),
            None => {}
        }
        if self.text.split('.').any(str::is_empty) {
            Err(format!("a name between the dots of `{}` is empty", self.text))
        } else {
            Ok(())
        }
    }
}

fn is_identifier(part: &str) -> bool {
    let mut letters = part.bytes();
    letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
}

fn check_percents(prefix: &str) -> Result<(), String> {
    let is_percent = |at: usize| {
        let digits = prefix.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    match prefix.match_indices('%').find(|&(at, _)| !is_percent(at)) {
        Some((at, _)) => {
            let shown: String = prefix[at..].chars().take(3).collect();
            Err(format!("`{shown}` is not an escape of a URL"))
        }
        None => Ok(()),
    }
}
