//! The protoward binary.

use std::process::ExitCode;

/// A compilation makes millions of small blocks on several threads; see `docs/performance.md`.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    protoward::main(std::env::args_os().collect())
}
