//! What protoc says of a file that imports one with errors.

use std::collections::HashSet;

use super::diagnostics;
use super::unit::Unit;
use crate::report::Report;
use crate::source::{Place, Sources};

/// Says of each import of a file with errors that it is one, unless it has been said of this import already.
pub(super) fn with_errors(units: &[Unit<'_>], is_good: &[bool], sources: &Sources, earlier: &Report) -> Report {
    let known: HashSet<Option<Place>> = earlier.iter().map(crate::report::Diagnostic::place).collect();
    let mut said = Report::default();
    for unit in units.iter().filter(|unit| unit.is_whole) {
        let imports = unit.import_decls().filter(|(_, file)| file.is_none_or(|file| !is_good[file.index()]));
        for (decl, _) in imports {
            let place = sources.place(unit.source, decl.span.range());
            if !known.contains(&Some(place)) {
                let name = String::from_utf8_lossy(&crate::syntax::literal::string(unit.text, decl.path)).into_owned();
                said.push(diagnostics::import_with_errors(&name, place));
            }
        }
    }
    said
}
