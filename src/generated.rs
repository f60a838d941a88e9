//! Generated Rust code for `check`.

use std::borrow::Cow;

use super::console::Console;
use super::guard::working_on;
use super::input::{InputArgs, report_errors};
pub(super) use protoward_generation::{GenerationPurpose as Purpose, OutputFolder as Folder};
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// Generates the Rust code that the configuration requests, and compares it with the existing files.
///
/// # Errors
/// Fails if something cannot be generated, or if a folder cannot be written.
pub(super) fn configured(workspace: &Workspace, purpose: Purpose) -> Result<Vec<Folder>, Report> {
    working_on("the generated code");
    protoward_generation::folders_of_configuration(workspace, purpose)
}

/// Returns the complete schema of a configuration if the input is a part of it. Returns `None` after a reported error.
pub(super) fn complete_schema<'a>(
    args: &InputArgs,
    part: &'a Workspace,
    sources: &mut Sources,
    console: &mut Console,
) -> Option<Cow<'a, Workspace>> {
    let input = args.parse(console)?;
    report_errors(console, sources, |sources, report| {
        protoward_generation::complete_schema(&input, &args.options(), part, sources, report)
    })
}
