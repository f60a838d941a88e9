//! The formats of `'…'.format([…])`, split into texts and clauses. Literal formats are checked with the types of their
//! arguments.

use crate::types::Type;

/// A part of a format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormatPiece<'a> {
    Text(&'a str),
    /// `%s`, `%.3f` and others: the letter, and the number of digits.
    Clause(char, Option<usize>),
}

/// Maximum precision of `%.3f` and `%.3e`, in digits.
const MAX_DIGITS: usize = 100;

/// Splits a format.
///
/// # Errors
/// Fails for a clause that does not exist.
pub(crate) fn pieces(format: &str) -> Result<Vec<FormatPiece<'_>>, String> {
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let (before, clause) = rest.split_at(at);
        if !before.is_empty() {
            pieces.push(FormatPiece::Text(before));
        }
        let clause = &clause[1..];
        if let Some(after) = clause.strip_prefix('%') {
            pieces.push(FormatPiece::Text("%"));
            rest = after;
            continue;
        }
        let (digits, clause) = match clause.strip_prefix('.') {
            Some(clause) => {
                let end = clause.find(|it: char| !it.is_ascii_digit()).unwrap_or(clause.len());
                let digits = clause[..end].parse().ok().filter(|&digits| digits <= MAX_DIGITS);
                (Some(digits.ok_or("the number of digits after `%.` is missing or too large")?), &clause[end..])
            }
            None => (None, clause),
        };
        let mut letters = clause.chars();
        match letters.next() {
            Some(letter @ ('s' | 'd' | 'f' | 'e' | 'b' | 'x' | 'X' | 'o')) => {
                pieces.push(FormatPiece::Clause(letter, digits));
                rest = letters.as_str();
            }
            Some(letter) => return Err(format!("unknown clause `%{letter}`; write `%%` for a percent sign")),
            None => return Err("the format ends with `%`; write `%%` for a percent sign".to_owned()),
        }
    }
    if !rest.is_empty() {
        pieces.push(FormatPiece::Text(rest));
    }
    Ok(pieces)
}

/// Checks the types of arguments.
///
/// # Errors
/// Fails for a wrong format, a wrong number of arguments, and a clause that cannot show its argument.
pub(crate) fn check(format: &str, arguments: &[Type]) -> Result<(), String> {
    let clauses: Vec<char> = pieces(format)?
        .into_iter()
        .filter_map(|piece| match piece {
            FormatPiece::Clause(letter, _) => Some(letter),
            FormatPiece::Text(_) => None,
        })
        .collect();
    if clauses.len() != arguments.len() {
        let clauses = protoward_source::count(clauses.len(), "clause");
        let arguments = protoward_source::count(arguments.len(), "argument");
        return Err(format!("the format has {clauses}, and there is {arguments}"));
    }
    match clauses.iter().zip(arguments).find(|(clause, ty)| !can_show(**clause, ty)) {
        Some((clause, ty)) => Err(format!("`%{clause}` cannot show a value of type `{ty}`")),
        None => Ok(()),
    }
}

fn can_show(clause: char, ty: &Type) -> bool {
    match (clause, ty) {
        (_, Type::Dyn | Type::Any | Type::Open(_)) => true,
        (_, Type::Wrapper(of)) => can_show(clause, of),
        ('s', Type::List(of)) => can_show(clause, of),
        ('s', Type::Map(key, value)) => can_show(clause, key) && can_show(clause, value),
        ('s', ty) => !matches!(ty, Type::Message(_) | Type::Object(_)),
        ('d' | 'f' | 'e', ty) => matches!(ty, Type::Int | Type::Uint | Type::Double),
        ('b', ty) => matches!(ty, Type::Int | Type::Uint | Type::Bool),
        ('x' | 'X', ty) => matches!(ty, Type::Int | Type::Uint | Type::Text | Type::Bytes),
        (_, ty) => matches!(ty, Type::Int | Type::Uint),
    }
}
