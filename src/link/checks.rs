//! Rules of the language that protox does not know.

use super::collect::{Decls, FieldDecl, FieldScope};
use super::diagnostics;
use super::unit::Unit;
use crate::report::Report;
use crate::schema::FileId;
use crate::source::Sources;
use crate::syntax::ast::{FieldDecl as Decl, TypeExpr};

/// Refuses `unverified_lazy` on extensions, as protoc does. The files with such a field are given back.
pub(super) fn lazy_extensions(
    units: &[Unit<'_>],
    decls: &Decls<'_>,
    sources: &Sources,
    report: &mut Report,
) -> Vec<FileId> {
    let mut broken = Vec::new();
    for (_, field) in decls.fields.iter() {
        let (FieldScope::Extend { .. }, FieldDecl::Field(decl)) = (field.scope, field.decl) else { continue };
        let unit = &units[field.file.index()];
        if is_unverified_lazy(decl, unit.text) {
            let (TypeExpr::Named(path) | TypeExpr::Map { key: path, .. }) = &decl.ty else { continue };
            report.push(diagnostics::lazy_extension(sources.place(unit.source, path.span.range())));
            broken.push(field.file);
        }
    }
    broken
}

fn is_unverified_lazy(decl: &Decl, text: &str) -> bool {
    let mut options = decl.options.iter().flat_map(|options| &options.items);
    options.any(|option| option.name_span.of(text) == "unverified_lazy" && option.value.span.of(text) == "true")
}
