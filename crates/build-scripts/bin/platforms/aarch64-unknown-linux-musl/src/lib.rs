//! The program protoward for aarch64-unknown-linux-musl. `cargo xtask dist` puts it into the folder `bin`.

#![forbid(unsafe_code)]

/// The path of the program.
pub const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bin/protoward");
