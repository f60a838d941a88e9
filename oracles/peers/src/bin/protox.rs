//! protox as a program with the flags of `protoc`, for `cargo xtask bench`.
//!
//! It behaves like the program that the crate ships. The workspace builds it with the profile of protoward, so that nothing
//! has to be installed.

use std::path::PathBuf;

use clap::Parser;

/// Writes a descriptor set.
#[derive(Parser)]
#[command(name = "protox")]
struct Arguments {
    /// A folder to look for files in
    #[arg(short = 'I', required = true)]
    includes: Vec<PathBuf>,
    /// Add the files that are imported
    #[arg(long = "include_imports")]
    imports: bool,
    /// Add places and comments
    #[arg(long = "include_source_info")]
    source_info: bool,
    /// The file to write the set to
    #[arg(short)]
    output: PathBuf,
    /// The files to compile
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { includes, imports, source_info, output, files } = Arguments::parse();
    let mut compiler = protox::Compiler::new(includes)?;
    compiler.include_imports(imports).include_source_info(source_info).open_files(files)?;
    std::fs::write(output, compiler.encode_file_descriptor_set())?;
    Ok(())
}
