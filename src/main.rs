//! The protoward binary.

use std::process::ExitCode;

/// An allocator that is fast for a compilation: millions of small blocks on several threads. See `docs/performance.md`.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: protoward_allocator::MiMalloc = protoward_allocator::MiMalloc;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().collect();
    #[cfg(feature = "mimalloc")]
    if arguments.get(1).is_some_and(|command| command == "generate") {
        protoward_allocator::return_freed_memory();
    } else {
        protoward_allocator::keep_freed_memory();
    }
    protoward::main(arguments)
}
