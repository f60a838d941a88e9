//! Output folders of the built-in generators of Rust, which also remove obsolete files in them.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::generate::clean::FilesRead;
use crate::generate::configured::generators;
use crate::generate::folder::OutputFolder;
use protoward_output::Plan;
use protoward_rust_crate as codegen;
use protoward_rust_crate::Generate;
use protoward_schema::Schema;
use protoward_source::{LocatedText, Report, Sources};
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
    let generators = generators(&workspace.config)?;
    folders((workspace.schema_for_generators(), sources), &generators, &root_of(workspace), purpose, None)
}

/// Returns the folder of the configuration, without `./`, so that folders are displayed as written.
pub(crate) fn root_of(workspace: &Workspace) -> PathBuf {
    workspace.root.iter().flat_map(|root| root.components()).skip_while(is_here).collect()
}

fn is_here(part: &Component<'_>) -> bool {
    *part == Component::CurDir
}

/// Generates code into folders below `root`, and compares it with the existing files. With the files that a run reads, all other
/// files are removed from the folders.
///
/// # Errors
/// Fails if something cannot be generated, or if a folder cannot be written.
pub(crate) fn folders(
    (schema, sources): (&Schema, &Sources),
    generators: &[Generate],
    root: &Path,
    purpose: GenerationPurpose,
    cleaned: Option<&FilesRead>,
) -> Result<Vec<OutputFolder>, Report> {
    if let Some(files) = cleaned {
        allow_cleaning(files, generators, root)?;
    }
    let stage = Arc::default();
    let plan = |folder: PathBuf| {
        let plan = Plan::generated(folder);
        let plan = if cleaned.is_some() { plan.exclusive() } else { plan };
        match purpose {
            GenerationPurpose::Look => plan.compared(),
            GenerationPurpose::Write => plan.staged(&stage),
        }
    };
    let plans = codegen::generate_into((schema, Some(sources)), generators, root, &plan)?;
    let mut report = Report::default();
    let folders: Vec<OutputFolder> = plans.iter().filter_map(|plan| folder(plan, &mut report)).collect();
    if report.has_errors() { Err(report) } else { Ok(folders) }
}

/// Checks that no output folder has a file that the run reads.
fn allow_cleaning(files: &FilesRead, generators: &[Generate], root: &Path) -> Result<(), Report> {
    let problem = |generator: &Generate| {
        let out = LocatedText { text: generator.out.clone(), place: generator.place };
        files.allow_cleaning(&root.join(&generator.out), &out).err()
    };
    let report: Report = generators.iter().filter_map(problem).map(|it| *it).collect();
    if report.has_errors() { Err(report) } else { Ok(()) }
}

fn folder(plan: &Plan, report: &mut Report) -> Option<OutputFolder> {
    let changes = plan.compare().map_err(|diagnostic| report.push(*diagnostic)).ok()?;
    Some(OutputFolder { files: plan.len(), changes })
}
