//! The check of literal formats of `'…'.format([…])` with the types of their arguments.

use protoward_cel_functions::formats::{FormatPiece, pieces};

use crate::types::Type;

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
