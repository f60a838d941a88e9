//! `protoc` for build scripts: the arguments, exit codes and messages of protoc.

use std::ffi::OsString;
use std::io::{self, Read as _};

use super::console::Console;
use super::guard::working_on;
use super::outcome::Outcome;
use super::plugin_limits;
use protoward_plugin::Limits;
use protoward_protoc_driver::{Exit, Streams, Surroundings};
use protoward_source::parallel;

/// Runs protoc with these arguments. The process ends with the run.
pub(super) fn run(args: &[OsString], console: &mut Console) -> Outcome {
    run_in(Surroundings::default(), args, console)
}

/// Runs protoc as [`run`], with the limits of plugins that the environment sets.
pub(super) fn run_in(surroundings: Surroundings, args: &[OsString], console: &mut Console) -> Outcome {
    // Most runs of build scripts are small; `working_on` turns huge pages on for large ones.
    #[cfg(feature = "mimalloc")]
    protoward_allocator::avoid_huge_pages();
    let surroundings = Surroundings { plugin_limits: plugin_limits(), ..surroundings };
    // One thread with a large stack for all steps.
    match parallel::with_stack(|| protoward_protoc_driver::run(surroundings, args, console)) {
        Exit::Success => Outcome::Fine,
        Exit::Failure => Outcome::Failed,
    }
}

/// Returns the limits of plugins, or the message of the invalid variable that sets them.
pub(super) fn plugin_limits() -> Result<Limits, String> {
    plugin_limits::for_plugins().map_err(|diagnostic| diagnostic.message)
}

impl Streams for Console {
    fn print(&mut self, bytes: &[u8]) {
        self.print_bytes(bytes);
    }

    fn note(&mut self, text: &str) {
        Console::note(self, text);
    }

    fn input(&mut self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn working_on(&mut self, files: &[String]) {
        /// The number of files from which huge pages save more time than it takes to clear them.
        #[cfg(feature = "mimalloc")]
        const WORTH_HUGE_PAGES: usize = 64;
        #[cfg(feature = "mimalloc")]
        if files.len() >= WORTH_HUGE_PAGES {
            protoward_allocator::allow_huge_pages();
        }
        working_on(&files.join(" "));
    }
}
