use std::io;
use std::path::Path;

use prost_build::Config;

use super::config;
use super::run::{self, Run};

/// Compiles the files and generates messages, as `prost_build::compile_protos` does.
///
/// # Errors
/// When a file does not compile: the error shows what is wrong in all of them, with places. When code cannot be
/// generated or written.
///
/// ```no_run
/// // build.rs
/// fn main() -> std::io::Result<()> {
///     protoward::prost_build::compile_protos(&["proto/user/v1/user.proto"], &["proto"])
/// }
/// ```
pub fn compile_protos<P: AsRef<Path>>(protos: &[P], includes: &[P]) -> io::Result<()> {
    compile_with_config(&mut Config::new(), protos, includes)
}

/// Compiles the files and generates messages, as `Config::compile_protos` does.
///
/// # Errors
/// As [`compile_protos`].
pub fn compile_with_config<P: AsRef<Path>>(config: &mut Config, protos: &[P], includes: &[P]) -> io::Result<()> {
    let configured = config::file_descriptor_set_path(config);
    Run::default().with_descriptors(configured, protos, includes, |set, for_prost| {
        for_prost.box_fields(config);
        config.skip_protoc_run().file_descriptor_set_path(set).compile_protos(run::NO_PROTOS, run::NO_PROTOS)
    })
}
