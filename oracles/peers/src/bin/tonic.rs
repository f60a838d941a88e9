//! tonic-prost-build as a program, for `cargo xtask bench rust`: it generates from a descriptor set that is there already.

use std::path::PathBuf;

use clap::Parser;
use prost::Message as _;

/// Generates prost messages and tonic services.
#[derive(Parser)]
#[command(name = "tonic")]
struct Arguments {
    /// The descriptor set to generate from
    set: PathBuf,
    /// The folder to generate into
    #[arg(short)]
    output: PathBuf,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { set, output } = Arguments::parse();
    let set = prost_types::FileDescriptorSet::decode(&*std::fs::read(set)?)?;
    tonic_prost_build::configure().out_dir(output).emit_rerun_if_changed(false).compile_fds(set)?;
    Ok(())
}
