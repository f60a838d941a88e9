//! The migration of all files of an input: opened, planned, then proven.

use std::path::Path;

use crate::migrate::proof::{DESCRIPTOR, Proof, proven};
use crate::migrate::{diagnostics, words};
use protoward_common_protos::package;
use protoward_compiler::well_known;
use protoward_inputs::Input;
use protoward_migrate::{DifferenceKind, FileMigration, Refusal, Target, migrate};
use protoward_output::EditedFiles;
use protoward_schema::FileId;
use protoward_source::{Diagnostic, Report, Sources, count, list, parallel, tree_path};
use protoward_workspace::{OpenOptions, Workspace, open_valid};

/// The import paths of files and folders with custom options for plugins and checks.
const OPTIONS_OF_OTHERS: [&str; 7] = [
    "buf/confluent",
    "cosmos_proto",
    "gogoproto",
    "protoc-gen-openapiv2/options",
    "udpa/annotations",
    "validate/validate.proto",
    "xds/annotations",
];

/// Compiles an input for a migration, without the files that have errors. Also returns these errors; without any, the report is
/// empty.
///
/// # Errors
/// Fails if the input cannot be read, or is an image, which has no source text.
pub fn open_files(input: &Input, options: &OpenOptions, sources: &mut Sources) -> Result<(Workspace, Report), Report> {
    let mut report = Report::default();
    match open_valid(input, options, sources, &mut report) {
        None => Err(report),
        Some(workspace) if workspace.is_image() => Err(Report::from_iter([diagnostics::not_migratable(input)])),
        Some(workspace) if workspace.has_invalid_files() => Ok((workspace, report)),
        Some(workspace) => Ok((workspace, Report::default())),
    }
}

/// The new texts of the files of an input, not yet proven.
#[derive(Debug)]
pub struct PlannedMigration {
    old: Workspace,
    target: Target,
    migrations: Vec<FileMigration>,
    refusals: Vec<(FileId, Refusal)>,
    /// Files outside of the input, behind symbolic links.
    outside: Vec<FileId>,
    /// Copies of common schemas, which belong to others.
    copies: Vec<FileId>,
}

/// A migration whose result was compiled and compared with the input.
#[derive(Debug)]
pub struct ProvenMigration {
    old: Workspace,
    target: Target,
    migrations: Vec<FileMigration>,
    proof: Proof,
    /// `true` if copies of common schemas stayed.
    has_copies: bool,
}

impl PlannedMigration {
    /// Plans the new texts of the files of a workspace. Files that symbolic links lead out of `within` stay as they are, and so
    /// do copies of common schemas, unless they are wanted.
    pub fn new(
        old: Workspace,
        target: Target,
        (within, with_copies): (Option<&Path>, bool),
        sources: &Sources,
    ) -> Self {
        let is_copy = |id: FileId| !with_copies && is_common(old.schema.name(id.into()));
        let files: Vec<FileId> = old.own_files(sources).collect();
        // Few files are not worth the start of many threads.
        let threads = parallel::threads(None).min(files.len() / 16 + 1);
        let results = parallel::map(files.len(), threads, |at| migrate(&old.schema, files[at], &target, sources));
        let mut migrations = Vec::new();
        let mut refusals = Vec::new();
        let mut outside = Vec::new();
        let mut copies = Vec::new();
        for (file, result) in files.into_iter().zip(results) {
            let path = &sources.get(old.schema[file].source).display;
            let is_outside =
                || within.is_some_and(|within| !std::fs::canonicalize(path).is_ok_and(|path| path.starts_with(within)));
            match result {
                Err(Refusal::DeclaresFeatures) => refusals.push((file, Refusal::DeclaresFeatures)),
                _ if is_copy(file) => copies.push(file),
                Ok(_) if is_outside() => outside.push(file),
                Ok(migration) => migrations.push(migration),
                Err(refusal) => refusals.push((file, refusal)),
            }
        }
        Self { old, target, migrations, refusals, outside, copies }
    }

    /// Returns errors about the files that cannot be migrated.
    pub fn refused(&self, sources: &Sources) -> Report {
        let Self { old, target, .. } = self;
        let mut report = Report::default();
        for (file, refusal) in &self.refusals {
            let path = &sources.get(old.schema[*file].source).display;
            match refusal {
                Refusal::UpToDate | Refusal::DeclaresFeatures => {}
                Refusal::Inexpressible(obstacles) => {
                    let edition = target.edition;
                    let found = obstacles.iter().map(|it| diagnostics::inexpressible(&old.schema, it, edition));
                    found.for_each(|problem| report.push(problem));
                }
                Refusal::NoText => report.push(diagnostics::no_text_to_migrate(path)),
                Refusal::Impossible(features) => {
                    let names: Vec<String> = features.iter().map(|feature| format!("`{}`", feature.row())).collect();
                    report.push(diagnostics::no_placement(path, &list(&names)));
                }
                Refusal::NameOfPackage(element, language) => {
                    report.push(diagnostics::name_of_package(&old.schema, *element, *language));
                }
            }
        }
        report
    }

    /// Returns remarks about files that stay as they are, although nothing is wrong with them.
    pub fn remarks(&self, sources: &Sources) -> Vec<String> {
        let path = |file: FileId| &sources.get(self.old.schema[file].source).display;
        let declaring = self.refusals.iter().filter(|(_, refusal)| *refusal == Refusal::DeclaresFeatures);
        let declaring = declaring
            .map(|(file, _)| format!("`{}` declares features, cannot use them, and stays as it is", path(*file)));
        let outside = self
            .outside
            .iter()
            .map(|file| format!("`{}` is behind a link that leads out of the input, and stays as it is", path(*file)));
        let copies = self.copies.first().map(|&first| {
            let name = self.old.schema.name(first.into());
            let number = count(self.copies.len(), "file");
            format!("left {number} of common schemas, such as `{name}`: `--path` migrates such copies")
        });
        declaring.chain(outside).chain(copies).collect()
    }

    /// Compiles the new texts, and compares the result with the input. Files whose new texts have errors are left out.
    ///
    /// # Errors
    /// Fails if the input cannot be compiled with the new texts of any files.
    pub fn prove(self, input: &Input, options: &OpenOptions, sources: &mut Sources) -> Result<ProvenMigration, Report> {
        let Self { old, target, mut migrations, copies, .. } = self;
        let proof = proven(input, options, &old, &mut migrations, &target, sources)?;
        Ok(ProvenMigration { old, target, migrations, proof, has_copies: !copies.is_empty() })
    }
}

impl ProvenMigration {
    /// Returns the compiled input, with the old texts.
    pub fn old(&self) -> &Workspace {
        &self.old
    }

    /// Returns the edition and the languages of the migration.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Returns `true` if no file changes.
    pub fn is_empty(&self) -> bool {
        self.migrations.is_empty()
    }

    /// Returns what would change, apart from what the migration is for.
    pub fn differences(&self) -> &[(DifferenceKind, Diagnostic)] {
        &self.proof.differences
    }

    /// Returns errors in new texts, whose files were left out.
    pub fn left(&self) -> &Report {
        &self.proof.left
    }

    /// Returns the new texts of the files that remain in the migration.
    pub fn files(&self, sources: &Sources) -> EditedFiles {
        edited(&self.old, &self.migrations, sources)
    }

    /// Returns a line for each file: the edition before, and the settings of features.
    pub fn listed(&self, sources: &Sources) -> String {
        words::listed(&self.old.schema, &self.migrations, &self.target, sources)
    }

    /// Returns warnings about what a person should look at.
    pub fn notes(&self) -> Report {
        words::notes(&self.old.schema, &self.migrations, &self.target)
    }

    /// Returns warnings about the comments of removed statements.
    pub fn removed_comments(&self) -> Report {
        words::removed_comments(&self.migrations)
    }

    /// Returns the summary: `migrated 3 files to edition 2023, with 4 features`.
    pub fn summary(&self, verb: &str) -> String {
        words::summary(&self.migrations, self.has_copies, &self.target, verb)
    }

    /// Returns how many settings are only for code in a language: `3 features are for C++, and 2 for Java`. Without any, the
    /// text is empty.
    pub fn settings_of_languages(&self) -> String {
        words::of_languages(&self.migrations)
    }

    /// Explains errors of new texts where the input has its own `descriptor.proto`, which declares the features.
    pub fn remark_of_descriptor(&self, sources: &Sources) -> Option<String> {
        let file = self.old.schema.find_file(DESCRIPTOR)?;
        let source = sources.get(self.old.schema[file].source);
        let edition = self.target.edition.name();
        (!source.is_built_in).then(|| {
            format!(
                "`{}` takes the place of the built-in file, and may be too old for edition {edition}; remove or update it",
                source.display
            )
        })
    }
}

/// Returns `true` for the import path of a file that others maintain and that projects copy.
fn is_common(name: &str) -> bool {
    let is_below = |path: &&str| tree_path::below(name, path).is_some();
    package(name).is_some() || well_known(name).is_some() || OPTIONS_OF_OTHERS.iter().any(is_below)
}

/// Returns the new texts of files.
pub(crate) fn edited(old: &Workspace, migrations: &[FileMigration], sources: &Sources) -> EditedFiles {
    let mut files = EditedFiles::default();
    for migration in migrations {
        let path = &sources.get(old.schema[migration.file].source).display;
        files.set(path, migration.old_text.clone(), migration.text.to_string());
    }
    files
}
