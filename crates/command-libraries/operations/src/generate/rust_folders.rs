//! Output folders of the built-in generators of Rust, which also remove obsolete files in them.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::generate::configured::generators;
use crate::generate::folder::OutputFolder;
use protoward_output::Plan;
use protoward_rust_crate as codegen;
use protoward_rust_crate::Generate;
use protoward_schema::Schema;
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// The purpose of generating code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenerationPurpose {
    /// Only the changes are needed.
    Look,
    /// The code will be written. Changed files are staged in the folder at once, and removed again if they are not applied.
    Write,
}

/// Generates everything that the configuration requests, and compares it with the existing files. `sources` has the texts of the schema.
///
/// # Errors
/// Fails if something cannot be generated, or if a folder cannot be written.
pub fn folders_of_configuration(
    workspace: &Workspace,
    sources: &Sources,
    purpose: GenerationPurpose,
) -> Result<Vec<OutputFolder>, Report> {
    // Without `./`, so that folders are displayed as written.
    let root: PathBuf = workspace.root.iter().flat_map(|root| root.components()).skip_while(is_here).collect();
    folders((workspace.schema_for_generators(), sources), &generators(&workspace.config)?, &root, purpose)
}

/// Returns warnings about schema features that the generated code does not support.
pub fn warnings(workspace: &Workspace) -> Report {
    generators(&workspace.config)
        .map(|all| codegen::warnings(workspace.schema_for_generators(), &all))
        .unwrap_or_default()
}

fn is_here(part: &Component<'_>) -> bool {
    *part == Component::CurDir
}

/// Generates code into folders below `root`, and compares it with the existing files.
///
/// # Errors
/// Fails if something cannot be generated, or if a folder cannot be written.
pub(crate) fn folders(
    (schema, sources): (&Schema, &Sources),
    generators: &[Generate],
    root: &Path,
    purpose: GenerationPurpose,
) -> Result<Vec<OutputFolder>, Report> {
    let stage = Arc::default();
    let plan = |folder: PathBuf| match purpose {
        GenerationPurpose::Look => Plan::generated(folder).compared(),
        GenerationPurpose::Write => Plan::generated(folder).staged(&stage),
    };
    let plans = codegen::generate_into((schema, Some(sources)), generators, root, &plan)?;
    let mut report = Report::default();
    let folders: Vec<OutputFolder> = plans.iter().filter_map(|plan| folder(plan, &mut report)).collect();
    if report.has_errors() { Err(report) } else { Ok(folders) }
}

fn folder(plan: &Plan, report: &mut Report) -> Option<OutputFolder> {
    let changes = plan.compare().map_err(|diagnostic| report.push(*diagnostic)).ok()?;
    Some(OutputFolder { files: plan.len(), changes })
}
