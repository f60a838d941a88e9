//! The interface of the crate prost-build under its own names, for build scripts that only change the name of the crate.

use std::path::Path;

use prost_types::FileDescriptorSet;

pub use super::config::Config;
#[cfg(feature = "prost-build")]
pub use prost_build::{
    Comments, Method, Module, Service, ServiceGenerator, error_message_protoc_not_found, protoc_from_env,
    protoc_include_from_env,
};
use protoward_build_protocol::Error;

/// Compiles the files and generates messages, like `prost_build::compile_protos`.
///
/// # Errors
/// Returns an error if a file does not compile, or if code cannot be generated or written. The error lists the
/// problems of all files, with positions.
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

/// Generates messages from descriptors, like `prost_build::compile_fds`.
///
/// # Errors
/// Returns an error if code cannot be generated or written.
// Inline, so that prost's encoding code is compiled in the crate of the caller instead of in this crate.
#[inline]
pub fn compile_fds(fds: FileDescriptorSet) -> Result<(), Error> {
    Config::new().compile_fds(fds)
}

/// Compiles the files and generates messages with a `Config` of the crate `prost-build`. [`Config`] of this crate has
/// the same methods.
///
/// The configuration does not expose `skip_source_info` or the arguments for `protoc`, so these have no effect.
///
/// # Errors
/// Returns an error under the conditions of [`compile_protos`].
#[cfg(feature = "prost-build")]
pub fn compile_with_config<P: AsRef<Path>>(
    config: &mut prost_build::Config,
    protos: &[P],
    includes: &[P],
) -> Result<(), Error> {
    let mut ours = Config::from(std::mem::take(config));
    let result = ours.compile_protos(protos, includes);
    let folder = protoward_build_engine::foreign::output_folder(&ours.options);
    *config = ours.foreign.into_config();
    // The call has changed the output folder of the configuration to a temporary one.
    folder.into_iter().for_each(|folder| _ = config.out_dir(folder));
    result
}
