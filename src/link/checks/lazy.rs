//! `lazy` and `unverified_lazy`.

use super::Context;
use super::said::Said;
use crate::link::collect::{FieldDecl, FieldScope};
use crate::link::diagnostics;
use crate::syntax::ast::{FieldDecl as Decl, TypeExpr};

/// Refuses `unverified_lazy` on extensions, as protoc does.
pub(super) fn check(cx: &Context<'_>, said: &mut Said) {
    for (_, field) in cx.fields() {
        let (FieldScope::Extend { .. }, FieldDecl::Field(decl)) = (field.scope, field.decl) else { continue };
        if is_unverified_lazy(decl, cx.text()) {
            let (TypeExpr::Named(path) | TypeExpr::Map { key: path, .. }) = &decl.ty else { continue };
            said.push(diagnostics::lazy_extension(cx.place(path.span)));
        }
    }
}

fn is_unverified_lazy(decl: &Decl, text: &str) -> bool {
    let mut options = decl.options.iter().flat_map(|options| &options.items);
    options.any(|option| option.name_span.of(text) == "unverified_lazy" && option.value.span.of(text) == "true")
}
