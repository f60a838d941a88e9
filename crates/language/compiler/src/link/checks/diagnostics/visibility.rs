//! Diagnostics of symbols that a file may not see, and of imports.

use crate::codes;
use protoward_source::{Diagnostic, FixSafety, Place};

/// The reason why a name is hidden from other files.
#[derive(Clone, Copy)]
pub(in crate::link::checks) enum HiddenReason {
    /// The declaration is marked as `local`.
    Marked,
    /// The declaration is nested in a message.
    Nested,
    /// The file exports only declarations marked as `export`.
    ByFile { option: Option<Place> },
}

/// A message or enum of another file that is not visible in this file.
pub(in crate::link::checks) fn not_visible(
    name: &str,
    file: &str,
    used: Place,
    declared: Place,
    why: HiddenReason,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::NOT_VISIBLE, format!("`{name}` is local to its file"))
        .label(used, format!("only visible in `{file}`"));
    match why {
        HiddenReason::Marked => diagnostic
            .label(declared, "declared as `local`")
            .help(format!("remove `local` in `{file}`, or use another type")),
        HiddenReason::Nested => diagnostic
            .label(declared, "declarations in a message are local by default")
            .help(format!("mark it as `export` in `{file}`, or move it to the top level")),
        HiddenReason::ByFile { option } => {
            let diagnostic = diagnostic.label(declared, "local by default in its file");
            let diagnostic = match option {
                Some(option) => diagnostic.label(option, "declared here"),
                None => diagnostic,
            };
            diagnostic.help(format!("mark it as `export` in `{file}`"))
        }
    }
}

/// A nested `export` under strict visibility.
pub(in crate::link::checks) fn nested_export(
    what: &str,
    export: Place,
    name: Place,
    outer: Option<&str>,
) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::NESTED_EXPORT, format!("a nested {what} cannot be exported from this file"))
            .label(export, "with strict visibility, only top-level declarations can be exported")
            .label(name, "nested in a message");
    match outer {
        Some(outer) => diagnostic.help(format!(
            "move it to the top level; or make `{outer}` only a scope for its enums: `local message {outer}` at the \
             top level, with `reserved 1 to max;` and without fields"
        )),
        None => diagnostic.help("move it to the top level, in a file of its own if possible"),
    }
}

/// An unused import. `line` is the span to delete.
pub(in crate::link::checks) fn unused(name: &str, path: Place, line: Place) -> Diagnostic {
    Diagnostic::warning(codes::UNUSED_IMPORT, format!("unused import `{name}`"))
        .label(path, "not used")
        .help("remove the import")
        .edit(FixSafety::Safe, line, "")
}

/// An `import option` for an option with redacted values. An importer without the file would print such values.
pub(in crate::link::checks) fn redacted(option: &str, file: &str, import: Place, declared: Place) -> Diagnostic {
    let message = format!("the option `{option}` holds secrets that are not printed, and exists only in the source");
    Diagnostic::error(codes::REDACTED_OPTION_IMPORT, message)
        .label(import, "imported for options alone")
        .label(declared, "an enum in here has a value with `debug_redact`")
        .help(format!("import `{file}` without `option`, or take `debug_redact` away"))
}
