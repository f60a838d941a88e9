//! Where prost's structs and enums stand in their text, with what is said to its macros, for those who write something
//! in the place of it.

use std::ops::Range;

use syn::{Attribute, Fields, Item, PathArguments, Type};

use super::attributes::{Said, derived, derives, of_prost};

/// What prost has made of a message or a oneof.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SiteKind {
    /// A struct.
    Message,
    /// An enum with a value in each variant.
    Oneof,
}

/// A struct or enum of prost in the text.
#[derive(Debug)]
pub(crate) struct Site {
    /// Its path from the module of its package.
    pub(crate) path: String,
    pub(crate) kind: SiteKind,
    /// Where prost is: `::prost`.
    pub(crate) prost: String,
    /// The macro of prost among what is derived, with the comma in front of it.
    pub(crate) derive: Range<usize>,
    /// `Copy` among what is derived, with the comma in front of it.
    pub(crate) copy: Option<Range<usize>>,
    /// What is said to that macro of the whole.
    pub(crate) attributes: Vec<Range<usize>>,
    /// Whether it makes no `Debug`.
    pub(crate) skips_debug: bool,
    /// Where it ends.
    pub(crate) end: usize,
    pub(crate) fields: Vec<SiteField>,
}

/// A field of a struct, or a variant.
#[derive(Debug)]
pub(crate) struct SiteField {
    /// As Rust has it, with the `r#` of a keyword.
    pub(crate) name: String,
    /// What is said to prost.
    pub(crate) said: Said,
    pub(crate) attributes: Vec<Range<usize>>,
    /// Its type, as it is written.
    pub(crate) ty: String,
    pub(crate) ty_at: Range<usize>,
}

impl Site {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(&self.path)
    }

    /// How many modules it is in, below that of its package.
    pub(crate) fn depth(&self) -> usize {
        self.path.matches("::").count()
    }
}

impl SiteField {
    /// For a map, its module in prost, and its types there: `("hash_map", "string, int32")`.
    pub(crate) fn map(&self) -> Option<(&'static str, &str)> {
        let modules = [("map", "hash_map"), ("hash_map", "hash_map"), ("btree_map", "btree_map")];
        modules.into_iter().find_map(|(word, module)| Some((module, self.said.text(word)?)))
    }

    /// The numbers of the fields that it holds: one, or those of a oneof.
    pub(crate) fn numbers(&self) -> Vec<i32> {
        let text = self.said.text("tag").or_else(|| self.said.text("tags")).unwrap_or_default();
        text.split(',').filter_map(|number| number.trim().parse().ok()).collect()
    }
}

/// What stands between the brackets of a type: `T` of `Option<T>`, `K, V` of a map.
pub(crate) fn inner(ty: &str) -> &str {
    let start = ty.find('<').map_or(0, |at| at + 1);
    let end = ty.rfind('>').unwrap_or(ty.len());
    ty.get(start..end).unwrap_or(ty).trim().trim_end_matches(',')
}

/// All of a file.
pub(super) fn sites(text: &str, file: &syn::File) -> Vec<Site> {
    let mut sites = Vec::new();
    module(text, &file.items, "", &mut sites);
    // They would be kept for as long as the thread lives.
    proc_macro2::extra::invalidate_current_thread_spans();
    sites
}

/// Recurses as deep as messages nest, which the compiler bounds.
fn module(text: &str, items: &[Item], path: &str, sites: &mut Vec<Site>) {
    for item in items {
        match item {
            Item::Struct(it) => {
                let end = match &it.fields {
                    Fields::Named(fields) => fields.brace_token.span.close().byte_range().end,
                    Fields::Unnamed(_) | Fields::Unit => continue,
                };
                let fields = it.fields.iter().filter_map(|field| {
                    let name = field.ident.as_ref()?.to_string();
                    site_field(text, name, &field.attrs, &field.ty)
                });
                let path = format!("{path}{}", it.ident);
                let declared = Declared { kind: SiteKind::Message, path, end, fields: fields.collect() };
                sites.extend(site(text, &it.attrs, declared));
            }
            Item::Enum(it) => {
                let fields = it.variants.iter().filter_map(|variant| {
                    let Fields::Unnamed(fields) = &variant.fields else { return None };
                    site_field(text, variant.ident.to_string(), &variant.attrs, &fields.unnamed.first()?.ty)
                });
                let end = it.brace_token.span.close().byte_range().end;
                let path = format!("{path}{}", it.ident);
                let declared = Declared { kind: SiteKind::Oneof, path, end, fields: fields.collect() };
                sites.extend(site(text, &it.attrs, declared));
            }
            Item::Mod(it) => {
                if let Some((_, items)) = &it.content {
                    module(text, items, &format!("{path}{}::", it.ident), sites);
                }
            }
            _ => {}
        }
    }
}

/// The type that a site is of.
struct Declared {
    kind: SiteKind,
    path: String,
    end: usize,
    fields: Vec<SiteField>,
}

fn site(text: &str, attributes: &[Attribute], declared: Declared) -> Option<Site> {
    let Declared { kind, path, end, fields } = declared;
    let name = match kind {
        SiteKind::Message => "Message",
        SiteKind::Oneof => "Oneof",
    };
    let (derived, prost) = derived(attributes, name)?;
    let at = path_range(&derived)?;
    let after = &text[at.end..];
    // prost names its macro behind all others; it could stand alone.
    let derive = match with_comma(text, &at) {
        Some(derive) => derive,
        None => at.start..at.end + after.len() - after.trim_start_matches([',', ' ', '\n']).len(),
    };
    // prost writes what it derives behind what users say.
    let copy = derives(attributes).filter(|path| path.is_ident("Copy")).last().and_then(|path| path_range(&path));
    Some(Site {
        path,
        kind,
        prost,
        derive,
        copy: copy.and_then(|at| with_comma(text, &at)),
        attributes: lines(text, attributes),
        skips_debug: Said::of(attributes).has("skip_debug"),
        end,
        fields,
    })
}

/// What is derived, with the comma in front of it, if there is one.
fn with_comma(text: &str, at: &Range<usize>) -> Option<Range<usize>> {
    let before = text[..at.start].trim_end().strip_suffix(',')?;
    Some(before.len()..at.end)
}

fn site_field(text: &str, name: String, attributes: &[Attribute], ty: &Type) -> Option<SiteField> {
    let ty_at = type_range(ty)?;
    let ty = text[ty_at.clone()].to_owned();
    Some(SiteField { name, said: Said::of(attributes), attributes: lines(text, attributes), ty, ty_at })
}

/// The lines of what is said to prost.
fn lines(text: &str, attributes: &[Attribute]) -> Vec<Range<usize>> {
    let lines = of_prost(attributes).map(|attribute| {
        let start = attribute.pound_token.spans[0].byte_range().start;
        let end = attribute.bracket_token.span.close().byte_range().end;
        let indent = text[..start].len() - text[..start].trim_end_matches(' ').len();
        let line_end = usize::from(text[end..].starts_with('\n'));
        start - indent..end + line_end
    });
    lines.collect()
}

fn path_range(path: &syn::Path) -> Option<Range<usize>> {
    let (first, last) = (path.segments.first()?, path.segments.last()?);
    let start = match &path.leading_colon {
        Some(colon) => colon.spans[0].byte_range().start,
        None => first.ident.span().byte_range().start,
    };
    let end = match &last.arguments {
        PathArguments::AngleBracketed(arguments) => arguments.gt_token.spans[0].byte_range().end,
        PathArguments::None | PathArguments::Parenthesized(_) => last.ident.span().byte_range().end,
    };
    Some(start..end)
}

/// prost writes paths, and `()`.
fn type_range(ty: &Type) -> Option<Range<usize>> {
    match ty {
        Type::Path(path) => path_range(&path.path),
        Type::Tuple(tuple) => {
            let span = tuple.paren_token.span;
            Some(span.open().byte_range().start..span.close().byte_range().end)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const CODE: &str = r#"
pub mod foo {
    /// Ä
    #[derive(Clone, PartialEq, ::prost::Message)]
    #[prost(skip_debug)]
    pub struct Bar {
        #[deprecated]
        #[prost(enumeration = "super::Kind", optional, tag = "1")]
        pub r#type: ::core::option::Option<i32>,
        #[prost(oneof = "bar::Of", tags = "4, 5")]
        pub of: ::core::option::Option<bar::Of>,
    }
    pub mod bar {
        #[derive(::prost::Oneof)]
        pub enum Of {
            #[prost(message, tag = "4")]
            Empty(()),
            #[prost(enumeration = "Kind", tag = "5")]
            Kind(i32),
        }
    }
    #[derive(Clone, ::prost::Enumeration)]
    pub enum Kind { A = 0 }
}
"#;

    #[test]
    fn what_a_user_derives_is_left_alone() {
        let code = "#[derive(Ord, Copy)]\n#[derive(Clone, Copy, ::prost::Message)]\npub struct A {}\n";
        let sites = sites(code, &syn::parse_file(code).unwrap());
        assert_eq!(sites[0].copy, code.rfind(", Copy").map(|at| at..at + ", Copy".len()));
    }

    #[test]
    fn places_are_those_of_the_text() {
        let sites = sites(CODE, &syn::parse_file(CODE).unwrap());
        let [bar, of] = &sites[..] else { panic!("{sites:?}") };
        assert_eq!((&*bar.path, bar.name(), bar.depth(), &*bar.prost), ("foo::Bar", "Bar", 1, "::prost"));
        assert_eq!(&CODE[bar.derive.clone()], ", ::prost::Message");
        assert_eq!(&CODE[bar.attributes[0].clone()], "    #[prost(skip_debug)]\n");
        assert!(bar.skips_debug && CODE[..bar.end].ends_with("bar::Of>,\n    }"));
        let field = &bar.fields[0];
        assert_eq!((&*field.name, &*field.ty, field.numbers()), ("r#type", "::core::option::Option<i32>", vec![1]));
        assert_eq!((field.said.text("enumeration"), field.said.has("optional")), (Some("super::Kind"), true));
        assert_eq!(CODE[field.attributes[0].clone()].lines().count(), 1);
        assert_eq!(bar.fields[1].numbers(), [4, 5]);
        assert_eq!((of.kind, &CODE[of.derive.clone()]), (SiteKind::Oneof, "::prost::Oneof"));
        assert_eq!((&*of.fields[0].ty, &CODE[of.fields[1].ty_at.clone()]), ("()", "i32"));
    }
}
