//! tonic-prost-build over descriptors, which generates what it generates of files.
//!
//! Its function for files lets prost-build read descriptors from one, by prost's generic code: all of that would be
//! compiled with this crate. What that function does beyond the one for descriptors is here.

use std::io;

use prost_build::Config;
use prost_types::FileDescriptorSet;
use tonic_prost_build::{Builder, NON_PATH_TYPE_ALLOWLIST};

/// Generates code from descriptors as tonic-prost-build does from files.
pub(super) fn compile(
    builder: Builder,
    mut config: Config,
    extended_types: bool,
    set: FileDescriptorSet,
) -> io::Result<()> {
    config.type_attribute(".", "#[allow(clippy::all)]");
    let _understood = extended_types.then(ExtendedTypes::understood);
    builder.compile_fds_with_config(set, config)
}

/// While it is there, tonic takes well-known types that are no paths in Rust as they are.
struct ExtendedTypes {
    before: &'static [&'static str],
}

impl ExtendedTypes {
    fn understood() -> Self {
        const TYPES: &[&str] = &["()", "bool", "i32", "i64", "u32", "u64", "f32", "f64"];
        Self { before: NON_PATH_TYPE_ALLOWLIST.replace(TYPES) }
    }
}

impl Drop for ExtendedTypes {
    fn drop(&mut self) {
        NON_PATH_TYPE_ALLOWLIST.set(self.before);
    }
}
