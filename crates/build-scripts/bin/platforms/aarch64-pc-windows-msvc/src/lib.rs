//! The program protoward for aarch64-pc-windows-msvc. `cargo xtask dist` puts it into the folder `bin`.

#![forbid(unsafe_code)]

/// The path of the program.
pub const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bin/protoward.exe");
