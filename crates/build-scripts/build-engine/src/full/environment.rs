//! The package of a build script, as Cargo describes it.

use std::path::Path;

use crate::{cargo, script};

/// The name of the package that is built.
pub(super) fn package() -> Option<String> {
    script::variable("CARGO_PKG_NAME")?.into_string().ok()
}

/// Returns `true` if Cargo passes metadata of this build script to dependents, which needs `links`.
pub(super) fn has_links() -> bool {
    script::variable("CARGO_MANIFEST_LINKS").is_some()
}

/// Publishes the path of the list of types to the build scripts of crates that depend on this one.
pub(super) fn provide(list: &Path) {
    cargo::print_instruction(format!("cargo:protoward={}", list.display()));
}
