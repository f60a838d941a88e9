use std::path::Path;

use prost_types::FileDescriptorSet;

pub use super::config::Config;
use super::error::Error;
#[cfg(feature = "prost-build")]
pub use prost_build::{
    Comments, Method, Module, Service, ServiceGenerator, error_message_protoc_not_found, protoc_from_env,
    protoc_include_from_env,
};

/// Compiles the files and generates messages, as `prost_build::compile_protos` does.
///
/// # Errors
/// When a file does not compile: the error shows what is wrong in all of them, with places. When code cannot be
/// generated or written.
///
/// ```no_run
/// // build.rs
/// fn main() -> Result<(), protoward_build::Error> {
///     protoward_build::prost_build::compile_protos(&["proto/user/v1/user.proto"], &["proto"])
/// }
/// ```
pub fn compile_protos(protos: &[impl AsRef<Path>], includes: &[impl AsRef<Path>]) -> Result<(), Error> {
    Config::new().compile_protos(protos, includes)
}

/// Generates messages from descriptors, as `prost_build::compile_fds` does.
///
/// # Errors
/// When code cannot be generated or written.
// Inline, so that what prost encodes with is compiled where this is called, and not with this crate.
#[inline]
pub fn compile_fds(fds: FileDescriptorSet) -> Result<(), Error> {
    Config::new().compile_fds(fds)
}

/// Compiles the files and generates messages as the `Config` of the crate `prost-build` says, for those who have one;
/// [`Config`] has the same methods.
///
/// A configuration does not say whether it has been told `skip_source_info`, nor which arguments `protoc` is to get.
///
/// # Errors
/// As [`compile_protos`].
#[cfg(feature = "prost-build")]
pub fn compile_with_config<P: AsRef<Path>>(
    config: &mut prost_build::Config,
    protos: &[P],
    includes: &[P],
) -> Result<(), Error> {
    let mut ours = Config::from(std::mem::take(config));
    let result = ours.compile_protos(protos, includes);
    let folder = ours.run.folder();
    *config = ours.foreign.into_config();
    // It has been told to write elsewhere.
    folder.into_iter().for_each(|folder| _ = config.out_dir(folder));
    result
}
