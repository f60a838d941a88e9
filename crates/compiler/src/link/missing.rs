//! Files of which something is missing: a syntax error hides what stands around it, and an import that is not there all
//! that it would bring. What is wrong only because of that is not said.

use super::unit::Unit;
use crate::codes;
use protoward_source::{Code, Diagnostic};
use protoward_syntax::ast::ImportKind;

/// What is missing for a file.
#[derive(Clone, Copy)]
pub(super) enum Missing {
    Nothing,
    /// Some of what it imports.
    Imports,
    /// Some of itself.
    Parts,
}

/// What may be wrong because something is missing in another file.
const BECAUSE_OF_OTHERS: &[Code] = &[
    codes::UNKNOWN_NAME,
    codes::UNKNOWN_OPTION,
    codes::WRONG_KIND,
    codes::BAD_OPTION_VALUE,
    codes::BAD_DEFAULT,
    codes::EXTENSION_NUMBER,
    codes::EXTENSION_DECLARATION,
];

impl Missing {
    /// Whether something may be wrong only because of what is missing.
    pub(super) fn explains(self, diagnostic: &Diagnostic) -> bool {
        match self {
            Self::Nothing => false,
            Self::Imports => BECAUSE_OF_OTHERS.contains(&diagnostic.code),
            Self::Parts => true,
        }
    }
}

/// What is missing for each file. Files stand behind what they import.
pub(super) fn missing(units: &[Unit<'_>]) -> Vec<Missing> {
    let mut missing = Vec::with_capacity(units.len());
    // Whether a file brings less than it should to those that import it.
    let mut brings_less: Vec<bool> = Vec::with_capacity(units.len());
    for unit in units {
        let (mut less, mut lack) = (!unit.is_whole, false);
        for (decl, file) in unit.import_decls() {
            let lacks = file.is_none_or(|file| brings_less[file.index()]);
            lack |= lacks;
            less |= lacks && decl.kind == ImportKind::Public;
        }
        brings_less.push(less);
        missing.push(match (unit.is_whole, lack) {
            (false, _) => Missing::Parts,
            (true, true) => Missing::Imports,
            (true, false) => Missing::Nothing,
        });
    }
    missing
}
