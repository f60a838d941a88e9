//! Diagnostics about types of other crates: no crate or several have them, or a list of types is of no use.

use std::path::Path;

use super::manifest::{Manifest, ManifestError, Provider};
use protoward_rust::diagnostics::{GENERATE, no_rust_path};
use protoward_rust::rust_path::{self, InvalidPath};
use protoward_schema::{Element, FileId, Schema};
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Place};

pub(super) fn two_providers(name: &str, place: Place, of: [&Manifest; 2]) -> Diagnostic {
    let [one, other] = of;
    let message = format!("`{name}` is in two crates as two types: `{}` and `{}`", one.package, other.package);
    Diagnostic::error(GENERATE, message).label(place, "used here").help(format!(
        "depend on one of them, or select one with `extern_path(\".{name}\", \"::{}::{}\")`",
        one.library, one.types[name]
    ))
}

pub(super) fn other_prost(name: &str, place: Place, provider: &Manifest, required: &str) -> Diagnostic {
    let Manifest { package, prost, .. } = provider;
    let message =
        format!("`{name}` is in the crate `{package}` for prost {prost}, but this code is for prost {required}");
    Diagnostic::error(GENERATE, message)
        .label(place, "used here")
        .help(format!("use a version of `{package}` for prost {required}, or depend on prost {prost}"))
}

/// Returns the error for a type that no dependency has. `package` is the package that has the file; empty if it is unknown.
pub(super) fn no_provider(
    schema: &Schema,
    ty: Element,
    place: Place,
    package: &str,
    providers: &[Provider],
) -> Diagnostic {
    let name = schema.full_name(ty);
    let extern_path = format!("set its path with `extern_path(\".{name}\", \"::…\")`");
    let direct = providers.iter().any(|provider| provider.manifest.package == package);
    let (message, help) = match package {
        "" => (format!("cannot find `{name}` in the dependencies of this crate"), extern_path),
        _ if direct => (
            format!("cannot find `{name}` in the crate `{package}`, which has the other types of its file"),
            format!("use a version of `{package}` that has it, or {extern_path}"),
        ),
        _ => (
            format!("`{name}` is in the crate `{package}`, which is not a direct dependency"),
            format!("add `{package}` to the `[dependencies]`"),
        ),
    };
    Diagnostic::error(GENERATE, message).label(place, "used here").help(help)
}

/// Returns the error for a type that a provider takes from a third crate, if this crate cannot name that type.
pub(super) fn extern_out_of_reach(name: &str, place: Place, provider: &Manifest) -> Diagnostic {
    let package = &provider.package;
    let extern_type = &provider.externs[name];
    let message = format!("`{name}` is `{}` in the crate `{package}`, as its `extern_path` says", extern_type.path);
    let extern_path = format!("set the path for this crate with `extern_path(\".{name}\", \"::…\")`");
    let help = match &*extern_type.package {
        "" => extern_path,
        other => format!("add `{other}` to the `[dependencies]`, or {extern_path}"),
    };
    Diagnostic::error(GENERATE, message).label(place, "used here").help(help)
}

/// Returns the error for a message without JSON in code that needs it.
pub(super) fn no_json(name: &str, place: Place, provider: &Manifest) -> Diagnostic {
    let Manifest { package, library, types, .. } = provider;
    let message = format!("`{name}` is in the crate `{package}` without JSON, which this code needs");
    Diagnostic::error(GENERATE, message).label(place, "used here").help(format!(
        "generate `{package}` with `json` too; if its types have other implementations of serde's traits, say so: \
         `extern_path(\".{name}\", \"::{library}::{}\")`",
        types[name]
    ))
}

/// Returns the warning for a file that differs from the provider's file with the same name.
pub(super) fn file_differs(schema: &Schema, file: FileId, package: &str) -> Diagnostic {
    let name = schema.text(schema[file].path);
    let message = format!("`{name}` differs from the file of this name in the crate `{package}`");
    Diagnostic::warning(GENERATE, message)
        .label(schema.place(file), "the types of the crate are used")
        .help("remove this file, so that the one of the crate is used")
}

/// Returns the error for a list of types that cannot be parsed.
pub fn invalid_manifest(path: &Path, why: &ManifestError) -> Diagnostic {
    let path = shown(path);
    let (message, help) = match why {
        ManifestError::Version(version) => (
            format!("unknown version {version} of the list of types `{path}`"),
            "use the version of protoward that generated the crate",
        ),
        ManifestError::Line(line) => {
            (format!("invalid line {line} in the list of types `{path}`"), "generate the crate again")
        }
        ManifestError::Missing(what) => {
            (format!("missing line `{what}` in the list of types `{path}`"), "generate the crate again")
        }
    };
    Diagnostic::error(GENERATE, message).help(help)
}

/// Returns the error for a list of types that cannot be read.
pub fn cannot_read_manifest(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(GENERATE, format!("cannot read the list of types `{}`: {error}", shown(path)))
        .help("a dependency refers to the list; build that crate again")
}

/// Returns the error for a crate that provides types, but has no `links` in its manifest.
pub fn no_links() -> Diagnostic {
    Diagnostic::error(GENERATE, "other crates cannot find the provided types: missing `links` in `Cargo.toml`").help(
        "add `links = \"…\"` with the name of the crate to `[package]`; cargo passes the list of types to its users",
    )
}

/// Returns the error for two calls in one build script that provide types.
pub fn provided_twice() -> Diagnostic {
    Diagnostic::error(GENERATE, "two calls of this build script provide types, but cargo passes on only one list")
        .help("provide all types in one call, or move one of the calls to another crate")
}

/// Returns the error for a `provides` that is not the path of a module in a crate.
pub fn not_in_crate(module: &str) -> Diagnostic {
    if let Err(why @ InvalidPath::Keyword(_)) = rust_path::check(module) {
        return *no_rust_path("provides", module, &why);
    }
    Diagnostic::error(GENERATE, format!("`provides` is `{module}`, which is not a module of a crate"))
        .help("use the module that contains those of all packages: `crate`, or one such as `crate::proto`")
}

pub(crate) fn no_enclosing_crate(module: &str, folder: &Path) -> Box<Diagnostic> {
    let folder = shown(folder);
    let message = format!(
        "`provides` is `{module}`, but neither `{folder}` nor a folder above it has the `Cargo.toml` of a crate"
    );
    Box::new(Diagnostic::error(GENERATE, message).help("use the name of the library, as in `shop_types::proto`"))
}

pub(super) fn invalid_file_name(name: &str) -> Box<Diagnostic> {
    let message = format!("file name `{name}` cannot be used by other crates, for which this crate provides its types");
    Box::new(Diagnostic::error(GENERATE, message).help("use a path relative to an include folder, without `..`"))
}
