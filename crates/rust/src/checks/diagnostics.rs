//! The diagnostics of these checks.

use crate::diagnostics::GENERATE;
use crate::rust_path::{self, InvalidPath};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::{Diagnostic, Place};

/// The path of `package` in a file descriptor.
const PACKAGE: &[i32] = &[2];

pub(super) fn invalid_extern_path(proto: &str) -> Diagnostic {
    let parts: Vec<&str> = proto.split('.').filter(|part| !part.is_empty()).collect();
    let help = match parts.is_empty() {
        true => "name a package or a type, as in `.google.api`".to_owned(),
        false => format!("write `.{}`", parts.join(".")),
    };
    let why = match proto.starts_with('.') {
        true => "has a dot that no name follows",
        false => "does not begin with a dot",
    };
    Diagnostic::error(GENERATE, format!("`extern_path` names `{proto}`, which {why}")).help(help)
}

pub(super) fn repeated_extern_path(proto: &str, first: &str, second: &str) -> Diagnostic {
    let message = match first == second {
        true => format!("`extern_path` says twice where `{proto}` is"),
        false => format!("`extern_path` says of `{proto}` that it is `{first}`, and that it is `{second}`"),
    };
    Diagnostic::error(GENERATE, message).help("remove one of them")
}

pub(super) fn extern_path_in_prost(proto: &str) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("`extern_path` names `{proto}`, which comes from `prost-types` already"))
        .help("set `compile_well_known_types` as well, or name the types one by one")
}

pub(super) fn extern_path_to_invalid_rust(proto: &str, rust: &str, why: &InvalidPath) -> Diagnostic {
    let message = format!("`extern_path` of `{proto}` is `{rust}`, {why}");
    let diagnostic = Diagnostic::error(GENERATE, message);
    match why {
        InvalidPath::Keyword(_) => diagnostic.help(match why.fixed(rust) {
            Some(fixed) => format!("write `{fixed}`"),
            None => "write a path from `crate`, or from another crate as in `::googleapis::google::api`".to_owned(),
        }),
        InvalidPath::NoName => {
            let fixed = rust.replace('-', "_").replace('/', ".").replace('.', "::");
            let fixed = format!("::{}", fixed.trim_matches(':'));
            diagnostic.help(match fixed != rust && rust_path::check(&fixed).is_ok() {
                true => format!("write it as Rust does: `{fixed}`"),
                false => "write it as Rust does, as in `::googleapis::google::api`".to_owned(),
            })
        }
    }
}

pub(super) fn extern_path_without_type(proto: &str, place: Place) -> Diagnostic {
    Diagnostic::warning(GENERATE, format!("`extern_path` names `{proto}`, which is neither a package nor a type"))
        .label(place, "it is declared here")
        .help("name a package, a message or an enum")
}

pub(super) fn unknown_extern_path(proto: &str, near: Option<&str>) -> Diagnostic {
    let diagnostic = Diagnostic::warning(
        GENERATE,
        format!("`extern_path` names `{proto}`, and the schema has no such package or type"),
    );
    match near {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")),
        None => diagnostic.help("leave it out, if it is not meant for files that are still to come"),
    }
}

pub(super) fn same_type_name(schema: &Schema, rust: &str, first: Element, second: Element) -> Diagnostic {
    let (one, other) = (schema.full_name(first), schema.full_name(second));
    Diagnostic::error(GENERATE, format!("`{one}` and `{other}` would both be `{rust}` of one module in Rust"))
        .label(schema.place(second), "second type of that name")
        .label(schema.place(first), "first type of that name")
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
    let message = format!("`{name}` would be generated for package `{package}`, and for what has no package");
    let diagnostic = Diagnostic::error(GENERATE, message).label(schema.part(file, PACKAGE), "the package");
    let diagnostic = nameless
        .into_iter()
        .fold(diagnostic, |diagnostic, nameless| diagnostic.label(schema.place(nameless), "a file without package"));
    diagnostic.help("give `default_package_filename` another name")
}

pub(super) fn package_in_prost(schema: &Schema, file: FileId) -> Diagnostic {
    let package = schema.package(file);
    let message =
        format!("there is no code for `{package}`: prost looks for it in `prost-types`, which does not have it");
    Diagnostic::warning(GENERATE, message)
        .label(schema.part(file, PACKAGE), "the package")
        .help("generate all that is below `google.protobuf` with `compile_well_known_types`, or give the package another name")
}

pub(super) fn file_conflict_with_include_file(schema: &Schema, name: &str, file: Option<FileId>) -> Diagnostic {
    let message = format!("`{name}` would be the code of a package, and the `include_file` with all modules");
    let label = |diagnostic: Diagnostic, file: FileId| match schema[file].package {
        Some(_) => diagnostic.label(schema.part(file, PACKAGE), "the package"),
        None => diagnostic.label(schema.place(file), "a file without package"),
    };
    let diagnostic = file.into_iter().fold(Diagnostic::error(GENERATE, message), label);
    diagnostic.help("give `include_file` another name")
}
