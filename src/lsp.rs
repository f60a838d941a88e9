//! `protoward lsp`: the language server on standard input and output.

use super::console::Console;
use super::diagnostics;
use super::outcome::Outcome;

/// Serve an editor on standard input and output: diagnostics, completion, navigation, names, fixes
///
/// The Language Server Protocol 3.17. Needs no configuration: import paths follow from packages and imports. With a
/// `protoward.toml` or a `buf.yaml`, lint and breaking changes are diagnostics too. docs/editors.md has the settings of
/// editors.
#[derive(Debug, clap::Args)]
pub(super) struct Lsp {
    /// Accepted, because some editors pass it; it is the only way
    #[arg(long)]
    stdio: bool,
}

impl Lsp {
    #[expect(clippy::unused_self, reason = "the flag changes nothing")]
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        // A server runs for hours, so the memory of a check is returned after it.
        #[cfg(feature = "mimalloc")]
        protoward_allocator::return_freed_memory();
        match protoward_lsp::serve_stdio() {
            Ok(true) => Outcome::Fine,
            Ok(false) => Outcome::Failed,
            Err(error) => {
                console.problem(diagnostics::no_session(&error));
                Outcome::Failed
            }
        }
    }
}
