//! The paths of Rust modules and types in settings.

use std::fmt;

use crate::ident;
use crate::tokens::{Token, tokens};

/// The reason why a text is not a Rust path.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidPath {
    /// A part of the text is not a name.
    NoName,
    /// A keyword is used as a name.
    Keyword(String),
}

impl InvalidPath {
    /// Returns `text` with `r#` before the keyword, if the keyword may be written so.
    pub(crate) fn fixed(&self, text: &str) -> Option<String> {
        let Self::Keyword(keyword) = self else { return None };
        let raw = raw(keyword)?;
        let part = |part: &str| if part.trim() == keyword { raw.clone() } else { part.to_owned() };
        Some(text.trim().split("::").map(part).collect::<Vec<_>>().join("::")).filter(|fixed| fixed != text)
    }
}

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str("which is not a path in Rust"),
            Self::Keyword(keyword) => write!(f, "in which `{keyword}` is a keyword of Rust"),
        }
    }
}

/// Returns a keyword as an identifier, or `None` if it cannot be one.
pub(crate) fn raw(keyword: &str) -> Option<String> {
    (!NEVER_RAW.contains(&keyword)).then(|| format!("r#{keyword}"))
}

/// Returns a name in a path as an identifier: `type` becomes `r#type`.
pub(crate) fn written(name: &str) -> String {
    let is_word = is_keyword(name) || ident::KEYWORDS.contains(&name);
    raw(name).filter(|_| is_word).unwrap_or_else(|| name.to_owned())
}

/// Checks the path of a module, or that of a type without generic arguments.
///
/// # Errors
/// Returns the reason why the text is not a path.
pub fn check(path: &str) -> Result<(), InvalidPath> {
    names(path, |name, is_first| is_first && ["crate", "self"].contains(&name) || name == "super")
}

/// Checks the path of an extern package. Its names may be keywords: `type` becomes `r#type`.
///
/// # Errors
/// Returns the reason why the text is not such a path.
pub(crate) fn check_package(path: &str) -> Result<(), InvalidPath> {
    names(path, |name, is_first| is_first && name == "crate" || raw(name).is_some())
}

/// Checks the names in a path. `allows` returns `true` for keywords that may be there. Its second argument is `true` for the
/// first name of a path without `::` before it.
fn names(path: &str, allows: fn(&str, bool) -> bool) -> Result<(), InvalidPath> {
    let path = path.trim();
    let global = path.strip_prefix("::");
    for (index, name) in global.unwrap_or(path).split("::").map(str::trim).enumerate() {
        if !is_name(name) {
            return Err(InvalidPath::NoName);
        }
        if is_keyword(name) && !allows(name, index == 0 && global.is_none()) {
            return Err(InvalidPath::Keyword(name.to_owned()));
        }
    }
    Ok(())
}

/// Checks the path of a type, or another type such as `Vec<u8>`. rustc has to check what is between names.
///
/// # Errors
/// Returns the reason why the text is not a type.
pub(crate) fn check_type(ty: &str) -> Result<(), InvalidPath> {
    let ty = ty.trim();
    let is_path = !ty.contains('(') && !ty.starts_with(['[', '<', '&', '*', '$']);
    if is_path {
        check(ty.split('<').next().unwrap_or(ty))?;
    }
    let tokens = tokens(ty).map_err(|_| InvalidPath::NoName)?;
    check_names(&tokens)
}

/// Checks the names after `::`. Before `::`, a keyword may be that of a type: `<T as ::a::B>::C`.
fn check_names(tokens: &[Token<'_>]) -> Result<(), InvalidPath> {
    const SEPARATOR: &[Token<'_>] = &[Token::Punct(':'), Token::Punct(':')];
    let is_wrong = |name: &str| is_keyword(name) && name != "super";
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Word(name) if is_wrong(name) && tokens[..at].ends_with(SEPARATOR) => {
                return Err(InvalidPath::Keyword((*name).to_owned()));
            }
            // Recurses once per bracket level, which the lexer limits.
            Token::Group(_, inner) => check_names(inner)?,
            _ => {}
        }
    }
    Ok(())
}

fn is_name(part: &str) -> bool {
    if part.strip_prefix("r#").is_some_and(|name| NEVER_RAW.contains(&name)) {
        return false;
    }
    let mut letters = ident::bare(part).chars();
    let starts = letters.next().is_some_and(|first| first.is_alphabetic() || first == '_');
    starts && letters.all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Returns `true` if a word is a keyword in every edition that generated code is for.
fn is_keyword(word: &str) -> bool {
    word != "gen" && (NEVER_RAW.contains(&word) || word == "extern" || ident::KEYWORDS.contains(&word))
}

/// Keywords that cannot be identifiers, not even with `r#`.
const NEVER_RAW: &[&str] = &["_", "crate", "self", "super", "Self"];

#[cfg(test)]
mod tests {
    use super::*;

    fn keyword(name: &str) -> Result<(), InvalidPath> {
        Err(InvalidPath::Keyword(name.to_owned()))
    }

    #[test]
    fn paths_and_types_pass() {
        for path in
            ["::googleapis::google::api", "crate", "crate::a", "super::super::a", "self::a", "r#type::A", "a :: b"]
        {
            assert_eq!(check(path), Ok(()), "{path}");
        }
        for ty in ["bool", "()", "::std::vec::Vec<u8>", "fn()", "<A as ::b::C>::D", "&'static str", "gen::A", "[u8; 4]"]
        {
            assert_eq!(check_type(ty), Ok(()), "{ty}");
        }
    }

    #[test]
    fn reports_other_texts() {
        for text in ["", "google-api", "google.api", "::a::", "::", "a/b", "9a", "a b", "r#crate", "::r#_"] {
            assert_eq!(check(text), Err(InvalidPath::NoName), "{text}");
            assert_eq!(check_type(text), Err(InvalidPath::NoName), "{text}");
        }
    }

    #[test]
    fn keywords_are_names_only_with_a_prefix() {
        for path in ["type", "::a::type", "type::A", "a :: type"] {
            assert_eq!([check(path), check_type(path)], [keyword("type"), keyword("type")], "{path}");
        }
        assert_eq!(check_type("Vec<::a::type::B>"), keyword("type"));
        assert_eq!(check_type("(::a::B, ::a::fn)"), keyword("fn"));
        for (path, name) in [("::crate::a", "crate"), ("a::self", "self"), ("a::crate", "crate"), ("_", "_")] {
            assert_eq!(check(path), keyword(name), "{path}");
        }
    }

    #[test]
    fn packages_may_have_names_that_are_keywords() {
        for path in ["::a::type", "crate::type", "::a::r#type", "extern"] {
            assert_eq!(check_package(path), Ok(()), "{path}");
        }
        assert_eq!(check_package("super::a"), keyword("super"));
        assert_eq!(check_package("::a::self"), keyword("self"));
        assert_eq!(check_package("Vec<u8>"), Err(InvalidPath::NoName));
    }

    #[test]
    fn fixes_have_the_prefix() {
        let fixed = |path: &str| check(path).err()?.fixed(path);
        assert_eq!(fixed("::a::type::type").as_deref(), Some("::a::r#type::r#type"));
        assert_eq!(fixed("a::extern").as_deref(), Some("a::r#extern"));
        assert_eq!([fixed("a::self"), fixed("a-b")], [None, None]);
    }
}
