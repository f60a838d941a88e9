//! Files without settings of features that have no effect.

use crate::migrate::migration::edited;
use crate::migrate::proof::proven;
use protoward_inputs::Input;
use protoward_migrate::{Language, Languages, Target, TargetEdition, minimized};
use protoward_output::EditedFiles;
use protoward_source::{Report, Sources};
use protoward_workspace::{OpenOptions, Workspace};

/// Files with fewer settings of features, compared with those before.
#[derive(Clone, Debug)]
pub struct MinimizedFiles {
    /// The new texts of the files that change.
    pub files: EditedFiles,
    /// The number of settings that the new texts no longer have.
    pub removed: usize,
    /// Errors about properties that would differ with the new texts.
    pub differences: Report,
    /// Errors in new texts, which were left out.
    pub left: Report,
}

/// Removes the settings of features that have no effect, moves settings where fewer are needed then, and compares the result with
/// the input.
///
/// # Errors
/// Fails if the input cannot be compiled with the new texts of any files.
pub fn minimize_files(
    input: &Input,
    options: &OpenOptions,
    old: &Workspace,
    sources: &mut Sources,
) -> Result<MinimizedFiles, Report> {
    let files: Vec<_> = old.own_files(sources).collect();
    let mut migrations: Vec<_> = files.into_iter().filter_map(|file| minimized(&old.schema, file, sources)).collect();
    // The edition stays; only the languages matter for the comparison.
    let target = Target { edition: TargetEdition::E2026, languages: Languages::chosen(Language::ALL), is_back: false };
    let proof = proven(input, options, old, &mut migrations, &target, sources)?;
    Ok(MinimizedFiles {
        files: edited(old, &migrations, sources),
        removed: migrations.iter().map(|it| it.removed.saturating_sub(it.written)).sum(),
        differences: proof.differences.into_iter().map(|(_, diagnostic)| diagnostic).collect(),
        left: proof.left,
    })
}
