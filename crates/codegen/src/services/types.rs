//! Types of Rust as text.

use syn::{GenericArgument, PathArguments, Type};

/// A type that generated code names: a path with types in its angles, or types in parentheses.
pub(super) fn shown(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(it) if it.qself.is_none() => {
            let segments: Option<Vec<String>> = it.path.segments.iter().map(segment).collect();
            let leading = if it.path.leading_colon.is_some() { "::" } else { "" };
            Some(format!("{leading}{}", segments?.join("::")))
        }
        Type::Tuple(it) => {
            let types: Option<Vec<String>> = it.elems.iter().map(shown).collect();
            Some(format!("({})", types?.join(", ")))
        }
        _ => None,
    }
}

fn segment(segment: &syn::PathSegment) -> Option<String> {
    let name = segment.ident.to_string();
    match &segment.arguments {
        PathArguments::None => Some(name),
        PathArguments::AngleBracketed(arguments) => {
            let types: Option<Vec<String>> = arguments
                .args
                .iter()
                .map(|argument| match argument {
                    GenericArgument::Type(ty) => shown(ty),
                    _ => None,
                })
                .collect();
            Some(format!("{name}<{}>", types?.join(", ")))
        }
        PathArguments::Parenthesized(_) => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn types_stay_what_they_are() {
        for text in ["()", "super::A", "::prost::alloc::vec::Vec<u8>", "crate::r#type::B<super::C, ()>", "f64"] {
            assert_eq!(shown(&syn::parse_str(text).unwrap()).as_deref(), Some(text));
        }
        for text in ["[u8; 3]", "<A as B>::C", "dyn A", "fn(u8)", "A<'a>"] {
            let ty = syn::parse_str(text).unwrap_or_else(|why| panic!("{text}: {why}"));
            assert_eq!(shown(&ty), None, "{text}");
        }
    }
}
