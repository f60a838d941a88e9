//! A Rust program that uses all declarations of a generated file, derived from the file's syntax.
//!
//! The program is a module of the file, so that its paths have the same meaning as in the file. Each module of the file has a
//! counterpart in the program that imports its items.

use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Fields, File, FnArg, Ident, ImplItem, Item, ItemEnum, ItemImpl, ItemStruct, Path, PathSegment, Type, Visibility,
};

/// The name of the module. No message has this name.
const MODULE: &str = "program_over_the_old_api";

/// Returns the program, which is to be appended to the file.
pub(super) fn of(generated: &str) -> Result<String, syn::Error> {
    let file: File = syn::parse_file(generated)?;
    let name = format_ident!("{MODULE}");
    let inside = items(&file.items, &mut Vec::new());
    Ok(format!("\n{}\n", quote! { mod #name { pub use super::*; #(#inside)* } }))
}

/// Returns uses of the items in a module with this path in the file.
fn items(items: &[Item], path: &mut Vec<Ident>) -> Vec<TokenStream> {
    let mut uses = Vec::new();
    let depth = path.len();
    for item in items {
        match item {
            Item::Struct(item) if is_public(&item.vis) => uses.extend(structure(item, uses.len(), depth)),
            Item::Enum(item) if is_public(&item.vis) => uses.push(enumeration(item, uses.len(), depth)),
            Item::Impl(item) if item.trait_.is_none() => uses.extend(calls(item, uses.len(), depth)),
            Item::Mod(module) if is_public(&module.vis) => {
                let Some((_, content)) = &module.content else { continue };
                path.push(module.ident.clone());
                let name = &module.ident;
                let inside = self::items(content, path);
                let original = original(path);
                path.pop();
                uses.push(quote! { pub mod #name { pub use #original::*; #(#inside)* } });
            }
            _ => {}
        }
    }
    uses
}

/// Returns the path of a module of the file, relative to its counterpart in the program.
fn original(path: &[Ident]) -> TokenStream {
    let supers = std::iter::repeat_n(quote! { super:: }, path.len() + 1);
    quote! { #(#supers)* #(#path)::* }
}

const fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns a function that moves each field out of a message, with its type. Clients have private fields; only their methods are
/// used.
fn structure(item: &ItemStruct, at: usize, depth: usize) -> Option<TokenStream> {
    let Fields::Named(fields) = &item.fields else { return None };
    if fields.named.iter().any(|field| !is_public(&field.vis)) {
        return None;
    }
    let name = &item.ident;
    let function = format_ident!("use_{at}");
    let names: Vec<&Ident> = fields.named.iter().filter_map(|field| field.ident.as_ref()).collect();
    let types = fields.named.iter().map(|field| moved(&field.ty, depth));
    Some(quote! {
        fn #function(value: #name) { let #name { #(#names,)* .. } = value; #(let _: #types = #names;)* }
    })
}

/// Returns a function that matches each value of an enum, and moves the content out of each member of a oneof.
fn enumeration(item: &ItemEnum, at: usize, depth: usize) -> TokenStream {
    let name = &item.ident;
    let function = format_ident!("use_{at}");
    let arms = item.variants.iter().map(|variant| {
        let value = &variant.ident;
        match &variant.fields {
            Fields::Unnamed(held) => {
                let types = held.unnamed.iter().map(|field| moved(&field.ty, depth));
                quote! { #name::#value(held) => { #(let _: #types = held;)* } }
            }
            Fields::Named(_) | Fields::Unit => quote! { #name::#value => {} },
        }
    });
    quote! { fn #function(value: #name) { match value { #(#arms)* _ => {} } } }
}

/// Returns calls of each method of a client, with the types of request and response.
fn calls(item: &ItemImpl, at: usize, depth: usize) -> Vec<TokenStream> {
    let Type::Path(client) = &*item.self_ty else { return Vec::new() };
    let Some(client) = client.path.segments.last().map(|segment| &segment.ident) else { return Vec::new() };
    let mut uses = Vec::new();
    for function in item.items.iter() {
        let ImplItem::Fn(function) = function else { continue };
        let signature = &function.sig;
        let mut inputs = signature.inputs.iter();
        let is_call = signature.asyncness.is_some() && matches!(inputs.next(), Some(FnArg::Receiver(_)));
        let (true, Some(FnArg::Typed(request))) = (is_call, inputs.next()) else { continue };
        let syn::ReturnType::Type(_, response) = &signature.output else { continue };
        let name = format_ident!("call_{at}_{}", uses.len());
        let called = &signature.ident;
        let request = moved(&request.ty, depth);
        let response = moved(response, depth);
        uses.push(quote! {
            async fn #name(client: &mut #client<tonic::transport::Channel>, request: #request) {
                let _: #response = client.#called(request).await;
            }
        });
    }
    uses
}

/// Adapts a type to a module that is nested one level deeper: paths that leave the file get one more `super`.
fn moved(ty: &Type, depth: usize) -> Type {
    let mut ty = ty.clone();
    Moved { depth }.visit_type_mut(&mut ty);
    ty
}

struct Moved {
    depth: usize,
}

impl VisitMut for Moved {
    fn visit_path_mut(&mut self, path: &mut Path) {
        let supers = path.segments.iter().take_while(|segment| segment.ident == "super").count();
        if supers > self.depth {
            path.segments.insert(0, PathSegment::from(Ident::new("super", Span::call_site())));
        }
        visit_mut::visit_path_mut(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn takes_fields_out_with_their_types() {
        let program = of("pub struct A { pub b: super::x::B } pub mod a { pub enum Kind { N(super::super::x::B) } }");
        let program = program.expect("it parses").split_whitespace().collect::<String>();
        assert!(program.contains("letA{b,..}=value;let_:super::super::x::B=b;"), "{program}");
        assert!(program.contains("pubmoda{pubusesuper::super::a::*;"), "{program}");
        assert!(program.contains("Kind::N(held)=>{let_:super::super::super::x::B=held;}"), "{program}");
    }
}
