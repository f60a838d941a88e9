//! The tokens of macros, which have no syntax that is known.

use proc_macro2::{TokenStream, TokenTree};
use syn::Lit;

use super::scope::{RustPath, name};

/// Calls `found` with each path in tokens, and `word` with each name in text that a macro formats.
pub(crate) fn paths(tokens: &TokenStream, found: &mut dyn FnMut(&RustPath)) {
    let mut open = RustPath::default();
    let mut colons = 0;
    for token in tokens.clone() {
        match token {
            TokenTree::Ident(ident) => {
                // Two names without `::` between them are two paths.
                if colons != 2 {
                    end(&mut open, found);
                }
                open.segments.push(name(&ident));
                colons = 0;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                colons += 1;
                if colons == 2 && open.segments.is_empty() {
                    open.is_global = true;
                }
            }
            TokenTree::Punct(_) => {
                end(&mut open, found);
                colons = 0;
            }
            TokenTree::Literal(literal) => {
                end(&mut open, found);
                colons = 0;
                if let Lit::Str(text) = Lit::new(literal) {
                    captures(&text.value(), found);
                }
            }
            TokenTree::Group(group) => {
                end(&mut open, found);
                colons = 0;
                paths(&group.stream(), found);
            }
        }
    }
    end(&mut open, found);
}

fn end(open: &mut RustPath, found: &mut dyn FnMut(&RustPath)) {
    let path = std::mem::take(open);
    if !path.segments.is_empty() {
        found(&path);
    }
}

/// Calls `found` with the names that a format string captures: `{Paid:?}`.
pub(crate) fn captures(text: &str, found: &mut dyn FnMut(&RustPath)) {
    for part in text.split('{').skip(1) {
        let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(part.len());
        if part[..end].starts_with(|c: char| c.is_alphabetic() || c == '_') {
            found(&RustPath::name(part[..end].to_owned()));
        }
    }
}

/// Returns the text literals in tokens.
pub(crate) fn strings(tokens: &TokenStream) -> Vec<String> {
    let string = |token| match token {
        TokenTree::Literal(literal) => match Lit::new(literal) {
            Lit::Str(text) => vec![text.value()],
            _ => Vec::new(),
        },
        TokenTree::Group(group) => strings(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) => Vec::new(),
    };
    tokens.clone().into_iter().flat_map(string).collect()
}

/// Returns the last text literal in tokens: `"/shop.rs"` of `concat!(env!("OUT_DIR"), "/shop.rs")`.
pub(crate) fn last_string(tokens: &TokenStream) -> Option<String> {
    strings(tokens).pop()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let tokens: TokenStream = text.parse().expect("the tests have tokens");
        let mut found = Vec::new();
        paths(&tokens, &mut |path| {
            found.push(format!("{}{}", if path.is_global { "::" } else { "" }, path.segments.join("::")));
        });
        found
    }

    #[test]
    fn paths_end_where_no_colons_follow() {
        assert_eq!(read("a::b!(c.d, ::e::r#f<g>, h: i)"), ["a::b", "c", "d", "::e::f", "g", "h", "i"]);
        assert_eq!(read("let x = $a::B { c }"), ["let", "x", "a::B", "c"]);
        assert_eq!(read(r#""{Paid:?} {0} {{x}} {}" , {a}"#), ["Paid", "x", "a"]);
    }

    #[test]
    fn takes_the_last_string_as_the_file() {
        let tokens = "concat!(env!(\"OUT_DIR\"), \"/a.rs\")".parse().expect("the tests have tokens");
        assert_eq!(last_string(&tokens).as_deref(), Some("/a.rs"));
    }
}
