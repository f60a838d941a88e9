//! Diagnostics of type selection.

use crate::codes;
use protoward_source::Diagnostic;

pub(super) fn malformed(name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::TYPES, format!("`{name}` is no name of a type"));
    match name.strip_prefix('.') {
        Some(rest) if !rest.starts_with('.') => diagnostic.help(format!("leave out the first dot: `{rest}`")),
        _ if name.contains('*') => {
            diagnostic.help("a name ends with `.**` for all that is below; there is no other `*`")
        }
        _ => diagnostic.help("write a full name, as in `acme.user.v1.User`"),
    }
}

pub(super) fn not_found(name: &str, near: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::TYPES, format!("there is no `{name}` in the schema"));
    match near.first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("name a package, message, enum, extension, service or method by its full name"),
    }
}

pub(super) fn only_imported(name: &str) -> Diagnostic {
    Diagnostic::error(codes::TYPES, format!("`{name}` is declared in files that are only imported"))
        .help("the selected types are in the input itself; use an input that has them")
}

pub(super) fn left_out_as_well(name: &str) -> Diagnostic {
    Diagnostic::error(codes::TYPES, format!("`{name}` is wanted and left out"))
        .help("name it once, or name less to leave out")
}

pub(super) fn method_needs(method: &str, what: &str, ty: &str) -> Diagnostic {
    Diagnostic::error(codes::TYPES, format!("the method `{method}` cannot be without `{ty}`, which is left out"))
        .help(format!("it is the {what} of the method: leave out the method as well"))
}
