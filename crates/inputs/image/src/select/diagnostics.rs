//! Diagnostics of type selection.

use crate::codes;
use protoward_source::Diagnostic;

pub(super) fn malformed(name: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::TYPES, format!("`{name}` is not the name of a type"));
    match name.strip_prefix('.') {
        Some(rest) if !rest.starts_with('.') => diagnostic.help(format!("remove the leading dot: `{rest}`")),
        _ if name.contains('*') => {
            diagnostic.help("`*` is only allowed in `.**` at the end of a name, which selects all names below")
        }
        _ => diagnostic.help("use a full name, such as `acme.user.v1.User`"),
    }
}

pub(super) fn not_found(name: &str, near: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::TYPES, format!("cannot find `{name}` in the schema"));
    match near.first() {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("use the full name of a package, message, enum, extension, service or method"),
    }
}

pub(super) fn only_imported(name: &str) -> Diagnostic {
    Diagnostic::error(codes::TYPES, format!("`{name}` is declared in an imported file"))
        .help("use an input that contains the file; only its own types can be selected")
}

pub(super) fn left_out_as_well(name: &str) -> Diagnostic {
    Diagnostic::error(codes::TYPES, format!("`{name}` is both selected and excluded"))
        .help("remove it from one of the lists")
}

pub(super) fn method_needs(method: &str, what: &str, ty: &str) -> Diagnostic {
    Diagnostic::error(codes::TYPES, format!("`{ty}` is excluded, but the method `{method}` needs it"))
        .help(format!("also exclude the method; the type is its {what}"))
}
