//! What prost has made of a package, read from the code itself: names of types, fields and variants, by the numbers of fields.
//!
//! So nothing has to be known here of how prost and its options come to a name.

use std::collections::BTreeMap;

use syn::{Expr, ExprLit, ExprUnary, Fields, GenericArgument, Item, Lit, PathArguments, Type, UnOp};

use super::attributes::{Said, derived, parts};
use crate::names::{bare, snake, upper_camel};

/// The types of one package.
#[derive(Debug, Default)]
pub(super) struct Code {
    /// The path of each message and enum from the module of its package, by its path in Rust without any `r#`.
    types: BTreeMap<Vec<String>, TypeCode>,
    /// Where prost is: `::prost`.
    pub(super) prost: Option<String>,
}

/// One message or enum.
#[derive(Debug, Default)]
pub(crate) struct TypeCode {
    /// Its path from the module of its package.
    pub(crate) path: String,
    /// Its fields by their numbers; none for an enum.
    pub(crate) members: BTreeMap<i32, Member>,
    /// Its variants by their numbers; none for a message.
    pub(crate) variants: BTreeMap<i32, String>,
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    /// What holds it: the field of the struct.
    pub(crate) name: String,
    /// For the member of a oneof, the path of its variant.
    pub(crate) variant: Option<String>,
    /// Whether it is an `Option`.
    pub(crate) is_option: bool,
    /// Whether its value is in a `Box`.
    pub(crate) is_boxed: bool,
    pub(crate) holds: Holds,
}

/// What type the values of a field are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holds {
    /// One of Rust.
    Plain,
    /// Bytes.
    Bytes,
    /// One of a module, by the path of it.
    Of(String),
}

impl Code {
    pub(super) fn of(file: &syn::File) -> Self {
        let (mut found, mut oneofs) = (Self::default(), BTreeMap::new());
        variants(&file.items, "", &mut oneofs);
        found.module(&file.items, &mut Vec::new(), "", &oneofs);
        found
    }

    /// The type with this path of names inside of the package.
    pub(super) fn find<'n>(&self, names: impl Iterator<Item = &'n str>) -> Option<&TypeCode> {
        let mut names: Vec<&str> = names.collect();
        let name = upper_camel(names.pop()?);
        let path = names.into_iter().map(snake).chain([name]);
        self.types.get(&path.map(|name| bare(&name).to_owned()).collect::<Vec<_>>())
    }

    /// Recurses as deep as messages nest, which the compiler bounds.
    fn module(&mut self, items: &[Item], names: &mut Vec<String>, path: &str, oneofs: &Oneofs) {
        for item in items {
            match item {
                Item::Struct(it) => {
                    if let Some((_, prost)) = derived(&it.attrs, "Message") {
                        self.prost.get_or_insert(prost);
                        let members =
                            BTreeMap::from_iter(it.fields.iter().flat_map(|field| members(field, path, oneofs)));
                        self.add(names, path, &it.ident, TypeCode { members, ..TypeCode::default() });
                    }
                }
                Item::Enum(it) if derived(&it.attrs, "Enumeration").is_some() => {
                    let variants = it.variants.iter().filter_map(|it| Some((number(it)?, it.ident.to_string())));
                    let variants = BTreeMap::from_iter(variants);
                    self.add(names, path, &it.ident, TypeCode { variants, ..TypeCode::default() });
                }
                Item::Mod(it) => {
                    let Some((_, items)) = &it.content else { continue };
                    names.push(bare(&it.ident.to_string()).to_owned());
                    self.module(items, names, &format!("{path}{}::", it.ident), oneofs);
                    names.pop();
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, names: &[String], path: &str, name: &syn::Ident, code: TypeCode) {
        let key = names.iter().cloned().chain([bare(&name.to_string()).to_owned()]).collect();
        self.types.insert(key, TypeCode { path: format!("{path}{name}"), ..code });
    }
}

/// The number that an enum says of a variant.
fn number(variant: &syn::Variant) -> Option<i32> {
    let literal = |expr: &Expr| match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) => number.base10_parse::<i64>().ok(),
        _ => None,
    };
    let number = match &variant.discriminant.as_ref()?.1 {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => -literal(expr)?,
        expr => literal(expr)?,
    };
    number.try_into().ok()
}

/// The variants of each oneof by its path.
type Oneofs = BTreeMap<String, Vec<Variant>>;

#[derive(Debug)]
struct Variant {
    number: i32,
    name: String,
    is_boxed: bool,
    holds: Holds,
}

fn variants(items: &[Item], path: &str, oneofs: &mut Oneofs) {
    for item in items {
        match item {
            Item::Enum(it) if derived(&it.attrs, "Oneof").is_some() => {
                let variants = it.variants.iter().filter_map(|variant| {
                    let number = Said::of(&variant.attrs).text("tag")?.parse().ok()?;
                    let Fields::Unnamed(fields) = &variant.fields else { return None };
                    let ty = &fields.unnamed.first()?.ty;
                    Some(Variant { number, name: variant.ident.to_string(), is_boxed: is_boxed(ty), holds: holds(ty) })
                });
                oneofs.insert(format!("{path}{}", it.ident), variants.collect());
            }
            Item::Mod(it) => {
                if let Some((_, items)) = &it.content {
                    variants(items, &format!("{path}{}::", it.ident), oneofs);
                }
            }
            _ => {}
        }
    }
}

/// The fields of protobuf that one of a struct holds.
fn members(field: &syn::Field, path: &str, oneofs: &Oneofs) -> Vec<(i32, Member)> {
    let Some(name) = field.ident.as_ref().map(ToString::to_string) else { return Vec::new() };
    let (said, option) = (Said::of(&field.attrs), inside(&field.ty, "Option"));
    if let Some(oneof) = said.text("oneof") {
        let oneof = format!("{path}{oneof}");
        let variants = oneofs.get(&oneof).map_or(&[][..], Vec::as_slice);
        let member = |Variant { number, name: variant, is_boxed, holds }: &Variant| {
            let variant = Some(format!("{oneof}::{variant}"));
            let (is_boxed, holds) = (*is_boxed, holds.clone());
            (*number, Member { name: name.clone(), variant, is_option: true, is_boxed, holds })
        };
        return variants.iter().map(member).collect();
    }
    let number = said.text("tag").and_then(|tag| tag.parse().ok());
    let (is_option, is_boxed) = (option.is_some(), is_boxed(option.unwrap_or(&field.ty)));
    let member = Member { name, variant: None, is_option, is_boxed, holds: holds(&field.ty) };
    number.map(|number| (number, member)).into_iter().collect()
}

/// What a type of this name with an argument is of: `T` of `Option<T>`.
fn inside<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.last() {
        Some(GenericArgument::Type(inner)) => Some(inner),
        _ => None,
    }
}

fn is_boxed(ty: &Type) -> bool {
    inside(ty, "Box").is_some()
}

/// Looks through `Option`, `Vec`, `Box` and the values of maps.
fn holds(ty: &Type) -> Holds {
    let Type::Path(path) = ty else { return Holds::Plain };
    if path.path.is_ident("u8") {
        return Holds::Bytes;
    }
    if let Some(last) = path.path.segments.last()
        && let PathArguments::AngleBracketed(arguments) = &last.arguments
    {
        return match arguments.args.last() {
            Some(GenericArgument::Type(inner)) => holds(inner),
            _ => Holds::Plain,
        };
    }
    match parts(&path.path) {
        Some((_, module)) if module.ends_with("::bytes") => Holds::Bytes,
        Some((_, module)) if module.is_empty() || module.ends_with("::alloc::string") => Holds::Plain,
        Some((_, module)) => Holds::Of(module),
        None => Holds::Plain,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const CODE: &str = r#"
        #[derive(Clone, PartialEq, ::prost::Message)]
        pub struct FooBar {
            #[prost(string, tag = "1")]
            pub r#type: ::prost::alloc::string::String,
            #[prost(message, optional, boxed, tag = "2")]
            pub next: ::core::option::Option<::prost::alloc::boxed::Box<super::other::Next>>,
            #[prost(hash_map = "string, message", tag = "3")]
            pub times: ::std::collections::HashMap<::prost::alloc::string::String, ::prost_types::Timestamp>,
            #[prost(oneof = "foo_bar::Kind", tags = "4, 5")]
            pub kind: ::core::option::Option<foo_bar::Kind>,
        }
        pub mod foo_bar {
            #[derive(Clone, PartialEq, ::prost::Oneof)]
            pub enum Kind {
                #[prost(bytes, tag = "4")]
                Raw(::prost::alloc::vec::Vec<u8>),
                #[prost(message, tag = "5")]
                Empty(()),
            }
            #[derive(Clone, Copy, Debug, ::prost::Enumeration)]
            #[repr(i32)]
            pub enum Inner { A = 0 }
        }
        pub mod client { pub struct FooBar; }
    "#;

    #[test]
    fn fields_and_variants_are_found_by_their_numbers() {
        let code = Code::of(&syn::parse_file(CODE).unwrap());
        assert_eq!(code.prost.as_deref(), Some("::prost"));
        let message = code.find(["foo_bar"].into_iter()).unwrap();
        let member = |number| &message.members[&number];
        assert_eq!((&*message.path, &*member(1).name, &member(1).holds), ("FooBar", "r#type", &Holds::Plain));
        assert_eq!((member(2).is_option, member(2).is_boxed), (true, true));
        assert_eq!(member(2).holds, Holds::Of("super::other".into()));
        assert_eq!(member(3).holds, Holds::Of("::prost_types".into()));
        assert_eq!(member(4).variant.as_deref(), Some("foo_bar::Kind::Raw"));
        assert_eq!((&member(4).holds, &member(5).holds), (&Holds::Bytes, &Holds::Plain));
        assert_eq!(code.find(["FooBar", "Inner"].into_iter()).unwrap().path, "foo_bar::Inner");
        assert!(code.find(["client", "FooBar"].into_iter()).is_none());
        assert!(code.find(["FOOBAR"].into_iter()).is_none());
    }
}
