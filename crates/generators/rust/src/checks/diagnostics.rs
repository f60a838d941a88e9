//! Diagnostics for settings that do not fit the schema.

use crate::diagnostics::GENERATE;
use crate::rust_path::{self, InvalidPath};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Place};

/// The path of `package` in a file descriptor.
const PACKAGE: &[i32] = &[2];

pub(super) fn invalid_extern_path(proto: &str) -> Diagnostic {
    let parts: Vec<&str> = proto.split('.').filter(|part| !part.is_empty()).collect();
    let help = if parts.is_empty() {
        "use a package or a type, as in `.google.api`".to_owned()
    } else {
        format!("use `.{}`", parts.join("."))
    };
    let why = if proto.starts_with('.') { "has a dot without a name after it" } else { "does not start with a dot" };
    Diagnostic::error(GENERATE, format!("`extern_path` names `{proto}`, which {why}")).help(help)
}

pub(super) fn repeated_extern_path(proto: &str, first: &str, second: &str) -> Diagnostic {
    let message = if first == second {
        format!("duplicate `extern_path` of `{proto}`")
    } else {
        format!("conflicting `extern_path` of `{proto}`: `{first}` and `{second}`")
    };
    Diagnostic::error(GENERATE, message).help("remove one of them")
}

pub(super) fn extern_path_in_prost(proto: &str) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("`extern_path` names `{proto}`, which `prost-types` already provides"))
        .help("also set `compile_well_known_types`, or list the types one by one")
}

pub(super) fn extern_path_to_invalid_rust(proto: &str, rust: &str, why: &InvalidPath) -> Diagnostic {
    let message = format!("`extern_path` of `{proto}` is `{rust}`, {why}");
    let diagnostic = Diagnostic::error(GENERATE, message);
    match why {
        InvalidPath::Keyword(_) => diagnostic.help(match why.fixed(rust) {
            Some(fixed) => format!("use `{fixed}`"),
            None => "use a path that starts with `crate`, or with another crate as in `::googleapis::google::api`"
                .to_owned(),
        }),
        InvalidPath::NoName => {
            let fixed = rust.replace('-', "_").replace('/', ".").replace('.', "::");
            let fixed = format!("::{}", fixed.trim_matches(':'));
            diagnostic.help(if fixed != rust && rust_path::check(&fixed).is_ok() {
                format!("use a path of Rust: `{fixed}`")
            } else {
                "use a path of Rust, as in `::googleapis::google::api`".to_owned()
            })
        }
    }
}

/// Returns the error about a type whose Rust path, which follows from that of its package or message, is that of another type.
pub(super) fn clash_of_extern_types(name: &str, other: &str, rust: &str, place: Place) -> Diagnostic {
    let [own, other] = [name, other].map(|name| &name[1..]);
    Diagnostic::error(GENERATE, format!("`extern_path` gives `{own}` and `{other}` the same name in Rust, `{rust}`"))
        .label(place, format!("uses `{own}`"))
        .help(format!(
            "also set `extern_path` of `{name}` itself to the path of this type; in code of protoward, one of the names has a `_`"
        ))
}

pub(super) fn extern_path_without_type(proto: &str, place: Place) -> Diagnostic {
    Diagnostic::warning(GENERATE, format!("`extern_path` names `{proto}`, which is neither a package nor a type"))
        .label(place, "declared here")
        .help("use a package, a message or an enum")
}

pub(super) fn unknown_extern_path(proto: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic =
        Diagnostic::warning(GENERATE, format!("`extern_path` names `{proto}`, which is not in the schema"));
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("remove it, unless it is for files that will be added"),
    }
}

pub(super) fn same_type_name(schema: &Schema, rust: &str, first: Element, second: Element) -> Diagnostic {
    let one = schema.full_name(first);
    let other = schema.full_name(second);
    Diagnostic::error(GENERATE, format!("`{one}` and `{other}` have the same name in one module in Rust, `{rust}`"))
        .label(schema.place(second), "second type with this name")
        .label(schema.place(first), "first type with this name")
        .help(
            "Rust has both packages in one module, as it spells them in the same way; rename one of the two, or generate \
             the packages apart",
        )
}

pub(super) fn file_conflict_with_default_package(
    schema: &Schema,
    name: &str,
    file: FileId,
    nameless: Option<FileId>,
) -> Diagnostic {
    let package = schema.package(file);
    let message = format!("`{name}` would be generated both for package `{package}` and for files without a package");
    let diagnostic = Diagnostic::error(GENERATE, message).label(schema.part(file, PACKAGE), "package");
    let diagnostic = nameless
        .into_iter()
        .fold(diagnostic, |diagnostic, nameless| diagnostic.label(schema.place(nameless), "file without a package"));
    diagnostic.help("use another name for `default_package_filename`")
}

pub(super) fn package_in_prost(schema: &Schema, file: FileId) -> Diagnostic {
    let package = schema.package(file);
    let message = format!("no code for `{package}`, which prost expects in `prost-types`");
    Diagnostic::warning(GENERATE, message)
        .label(schema.part(file, PACKAGE), "package")
        .help("set `compile_well_known_types` to generate all packages in `google.protobuf`, or rename the package")
}

pub(super) fn file_conflict_with_include_file(schema: &Schema, name: &str, file: Option<FileId>) -> Diagnostic {
    let message = format!("`{name}` would be both the code of a package and the `include_file`");
    let label = |diagnostic: Diagnostic, file: FileId| match schema[file].package {
        Some(_) => diagnostic.label(schema.part(file, PACKAGE), "package"),
        None => diagnostic.label(schema.place(file), "file without a package"),
    };
    let diagnostic = file.into_iter().fold(Diagnostic::error(GENERATE, message), label);
    diagnostic.help("use another name for `include_file`")
}
