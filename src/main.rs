//! The binary: it chooses the allocator, and [`protoward::main`] does the rest.

use std::process::ExitCode;

/// An allocator that is fast for a compilation: millions of small blocks on several threads. See `docs/performance.md`.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: protoward_allocator::MiMalloc = protoward_allocator::MiMalloc;

fn main() -> ExitCode {
    #[cfg(feature = "mimalloc")]
    protoward_allocator::keep_freed_memory();
    protoward::main(std::env::args_os().collect())
}
