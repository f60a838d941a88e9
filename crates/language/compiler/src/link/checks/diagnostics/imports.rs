//! Diagnostics of imports.

use crate::codes;
use protoward_source::{Diagnostic, Place};

/// An unused import. `line` is the span to delete.
pub(in crate::link::checks) fn unused(name: &str, path: Place, line: Place) -> Diagnostic {
    Diagnostic::warning(codes::UNUSED_IMPORT, format!("unused import `{name}`"))
        .label(path, "not used")
        .help("remove the import")
        .edit(line, "")
}

/// An `import option` for an option with redacted values. An importer without the file would print such values.
pub(in crate::link::checks) fn redacted(option: &str, file: &str, import: Place, declared: Place) -> Diagnostic {
    let message = format!("the option `{option}` holds secrets that are not printed, and exists only in the source");
    Diagnostic::error(codes::REDACTED_OPTION_IMPORT, message)
        .label(import, "imported for options alone")
        .label(declared, "an enum in here has a value with `debug_redact`")
        .help(format!("import `{file}` without `option`, or take `debug_redact` away"))
}
