//! What attributes in the code say to prost, and which of its macros is derived.

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, Token};

/// What is said to prost: `("tag", Some("1"))`, `("optional", None)`.
#[derive(Debug)]
pub(crate) struct Said(Vec<(String, Option<String>)>);

impl Said {
    pub(super) fn of(attributes: &[Attribute]) -> Self {
        let metas = of_prost(attributes)
            .filter_map(|it| it.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok());
        Self(metas.flatten().filter_map(|meta| Some((meta.path().get_ident()?.to_string(), text(meta)))).collect())
    }

    /// The text under this key.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).and_then(|(_, text)| text.as_deref())
    }

    /// Whether there is this word.
    pub(crate) fn has(&self, word: &str) -> bool {
        self.0.iter().any(|(known, _)| known == word)
    }
}

/// Those for prost.
pub(super) fn of_prost(attributes: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attributes.iter().filter(|attribute| attribute.path().is_ident("prost"))
}

/// The macro of prost of this name, if it is derived, and where prost is: `::prost`.
pub(super) fn derived(attributes: &[Attribute], name: &str) -> Option<(syn::Path, String)> {
    derives(attributes).find_map(|path| {
        let (last, prost) = parts(&path)?;
        (last == name && !prost.is_empty()).then_some((path, prost))
    })
}

/// All that is derived.
pub(super) fn derives(attributes: &[Attribute]) -> impl Iterator<Item = syn::Path> {
    let derives = attributes.iter().filter(|attribute| attribute.path().is_ident("derive"));
    let paths = derives.filter_map(|it| it.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated).ok());
    paths.flatten()
}

/// The last name of a path, and the path in front of it.
pub(super) fn parts(path: &syn::Path) -> Option<(String, String)> {
    let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let (last, module) = names.split_last()?;
    let colon = if path.leading_colon.is_some() { "::" } else { "" };
    Some((last.clone(), format!("{colon}{}", module.join("::"))))
}

fn text(meta: Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else { return None };
    let Expr::Lit(literal) = pair.value else { return None };
    match literal.lit {
        Lit::Str(text) => Some(text.value()),
        _ => None,
    }
}
