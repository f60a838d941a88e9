//! What protoc says of a file that imports one with errors.

use std::collections::BTreeSet;

use super::diagnostics;
use super::unit::Unit;
use protoward_source::{Place, Report, Sources};
use protoward_syntax::ast::Span;
use protoward_syntax::literal;

/// Says of each import of a file with errors that it is one, unless it has been said of this import already.
pub(super) fn with_errors(units: &[Unit<'_>], is_good: &[bool], sources: &Sources, earlier: &Report) -> Report {
    let known: BTreeSet<Place> = earlier.iter().filter_map(|it| it.in_protoc.or(it.place())).collect();
    let mut said = Report::default();
    for unit in units.iter().filter(|unit| unit.is_whole) {
        for (decl, file) in unit.import_decls() {
            if file.is_some_and(|file| is_good[file.index()]) {
                continue;
            }
            let place = |span: Span| sources.place(unit.source, span.range());
            let (path, statement) = (place(decl.path), place(decl.span));
            if !known.contains(&statement) && !known.contains(&path) {
                let name = literal::string(unit.text, decl.path);
                let diagnostic = diagnostics::import_with_errors(&String::from_utf8_lossy(&name), path);
                said.push(diagnostic.in_protoc(statement));
            }
        }
    }
    said
}
