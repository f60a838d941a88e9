//! The package of a build script, as Cargo describes it.

use std::path::Path;

use crate::cargo;

/// The name of the package that is built.
pub(super) fn package() -> Option<String> {
    std::env::var("CARGO_PKG_NAME").ok()
}

/// Whether cargo hands on what this build script says.
pub(super) fn has_links() -> bool {
    std::env::var_os("CARGO_MANIFEST_LINKS").is_some()
}

/// Tells the build scripts of those who depend on this crate where the list of its types is.
pub(super) fn provide(list: &Path) {
    cargo::tell(format!("cargo:protoward={}", list.display()));
}
