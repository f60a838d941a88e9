//! `protoward migrate`: files of a newer edition, with a proof that nothing changes.

pub(super) mod diagnostics;
pub(super) mod proof;
pub(super) mod words;

use std::collections::BTreeSet;
use std::time::Instant;

use super::console::Console;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::words::{count, duration, list};
use proof::{Proof, opened, proven};
use protoward_fixer::{writable, write};
use protoward_gate::terminal_width;
use protoward_migrate::{DifferenceKind, FileMigration, Language, Languages, Refusal, Target, TargetEdition, migrate};
use protoward_output::EditedFiles;
use protoward_schema::FileId;
use protoward_source::{Columns, Report, Sources, parallel};
use protoward_workspace::Workspace;
use protoward_workspace::inputs::Input;

/// Move `.proto` files to a newer edition, with a proof that nothing changes
///
/// Writes as few features as possible: what most declarations share is set for the file, and exceptions are set where they are.
/// Comments, blank lines and order stay. The result is compiled and compared with the input, element by element and by all breaking
/// rules; nothing is written if anything differs.
///
/// `--back` moves newer files to an older edition instead, and proto2 and proto3 are always a way back.
///
/// Without `-w`, `--diff` or `--check`, lists the files that would change.
#[derive(Debug, clap::Args)]
pub(super) struct Migrate {
    #[command(flatten)]
    input: InputArgs,

    /// The edition to migrate to; or proto2 or proto3, to which files of editions go back
    #[arg(long, value_enum)]
    edition: EditionArg,

    /// Move newer files back to the edition, and leave older ones
    #[arg(long)]
    back: bool,

    /// Write the files that change
    #[arg(short, long)]
    write: bool,

    /// Print the changes as a unified diff
    #[arg(short, long)]
    diff: bool,

    /// Exit with code 100 if a file is of an older edition; on the way back, of a newer one
    #[arg(long, conflicts_with = "write")]
    check: bool,

    /// Write even if something changes, of these kinds
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    allow_changes: Vec<KindArg>,

    /// The languages whose generated code must not change, or `none` [default: `cpp`, and those that options of the files name]
    #[arg(long, value_name = "LANGUAGE", value_enum, value_delimiter = ',')]
    languages: Option<Vec<LanguageArg>>,

    /// Migrate the other files if some do not compile or cannot be migrated
    #[arg(long)]
    keep_going: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum EditionArg {
    /// proto2
    #[value(name = "proto2")]
    Proto2,
    /// proto3
    #[value(name = "proto3")]
    Proto3,
    /// Edition 2023
    #[value(name = "2023")]
    E2023,
    /// Edition 2024
    #[value(name = "2024")]
    E2024,
    /// Edition 2026
    #[value(name = "2026")]
    E2026,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum LanguageArg {
    /// C++
    Cpp,
    /// Java and Kotlin
    Java,
    /// Go
    Go,
    /// No language: only messages, JSON and text format must not change
    None,
}

/// A kind of differences, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct KindArg(DifferenceKind);

impl clap::ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [KindArg; DifferenceKind::ALL.len()] = {
            let mut all = [KindArg(DifferenceKind::Breaking); DifferenceKind::ALL.len()];
            let mut index = 0;
            while index < all.len() {
                all[index] = KindArg(DifferenceKind::ALL[index]);
                index += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

/// The files that change, and those that were left as they are.
#[derive(Default)]
struct Planned {
    migrations: Vec<FileMigration>,
    refusals: Vec<(FileId, Refusal)>,
    /// Files outside of the input, behind symbolic links.
    outside: Vec<FileId>,
}

impl Migrate {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let Some(input) = self.input.parse(console) else { return Outcome::Failed };
        let mut sources = Sources::default();
        let Some(old) = self.open(&input, &mut sources, console) else { return Outcome::Failed };
        let target = self.target(&old);
        let within = match self.write.then(|| writable(&input)).transpose() {
            Ok(within) => within,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                return Outcome::Failed;
            }
        };
        let mut planned = plan(&old, &target, within.as_deref(), &sources);
        let is_complete = self.report_refusals(&planned, (&old, &target), &sources, console);
        if !is_complete && !self.keep_going {
            console.print_status("nothing was migrated; `--keep-going` migrates the other files");
            return Outcome::Failed;
        }
        let proof = match proven(&input, &self.input.options(), &old, &mut planned.migrations, &target, &mut sources) {
            Ok(proof) => proof,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let Proof { differences, left, .. } = &proof;
        if left.has_errors() {
            console.problems(left, &sources);
            note_old_descriptor(&old, &target, &sources, console);
            if !self.keep_going {
                console.print_status("nothing was migrated; `--keep-going` migrates the other files");
                return Outcome::Failed;
            }
        }
        sources.set_columns(Columns::Measured(terminal_width));
        let allowed: BTreeSet<DifferenceKind> = self.allow_changes.iter().map(|kind| kind.0).collect();
        let (accepted, refused): (Vec<_>, Vec<_>) = differences.iter().partition(|it| allowed.contains(&it.0));
        let report: Report = accepted.iter().chain(&refused).map(|(_, diagnostic)| diagnostic.clone()).collect();
        let mut files = EditedFiles::default();
        for migration in &planned.migrations {
            let path = &sources.get(old.schema[migration.file].source).display;
            files.set(path, migration.old_text.clone(), migration.text.clone());
        }
        if self.diff {
            console.print(&files.diff());
        }
        console.findings(&report, &sources);
        if !refused.is_empty() {
            let kinds: BTreeSet<&str> = refused.iter().map(|(kind, _)| kind.name()).collect();
            let kinds: Vec<&str> = kinds.into_iter().collect();
            let what = if self.write { "; nothing was written" } else { "" };
            let help = format!("`--allow-changes {}` accepts that", kinds.join(","));
            console
                .print_status(&format!("the migration would change {}{what}; {help}", count(refused.len(), "thing")));
            return Outcome::Findings;
        }
        if self.write && !console.written(write(&files, &old.schema, within.as_deref(), &sources)) {
            return Outcome::Failed;
        }
        if !self.diff && !self.write {
            console.print(&words::listed(&old, &planned.migrations, &target, &sources));
        }
        self.summarize(&old, &planned, &target, &sources, console, start);
        let outcome = match () {
            () if !is_complete || left.has_errors() => Outcome::Failed,
            () if self.check && !planned.migrations.is_empty() => Outcome::Findings,
            () => Outcome::Fine,
        };
        // The process ends here, and freeing all texts takes time.
        std::mem::forget((old, proof, sources, planned, files));
        outcome
    }

    fn open(&self, input: &Input, sources: &mut Sources, console: &mut Console) -> Option<Workspace> {
        let mut report = Report::default();
        let workspace = opened(input, &self.input.options(), sources, &mut report);
        let has_errors = workspace.as_ref().is_none_or(Workspace::has_invalid_files);
        if has_errors {
            console.problems(&report, sources);
        }
        let workspace = workspace?;
        if workspace.is_image() {
            console.problem(diagnostics::not_migratable(input));
            return None;
        }
        if has_errors && !self.keep_going {
            console.print_status(
                "nothing was migrated, because not all files compile; `--keep-going` migrates the others",
            );
            return None;
        }
        Some(workspace)
    }

    fn target(&self, old: &Workspace) -> Target {
        let edition = match self.edition {
            EditionArg::Proto2 => TargetEdition::Proto2,
            EditionArg::Proto3 => TargetEdition::Proto3,
            EditionArg::E2023 => TargetEdition::E2023,
            EditionArg::E2024 => TargetEdition::E2024,
            EditionArg::E2026 => TargetEdition::E2026,
        };
        let languages = match &self.languages {
            None => Languages::likely(&old.schema),
            Some(languages) => Languages::chosen(languages.iter().filter_map(|language| language.language())),
        };
        Target { edition, languages, is_back: self.back || edition.is_legacy() }
    }

    /// Reports the files that could not be migrated. Returns `true` if there are none.
    fn report_refusals(
        &self,
        planned: &Planned,
        (old, target): (&Workspace, &Target),
        sources: &Sources,
        console: &mut Console,
    ) -> bool {
        let mut report = Report::default();
        for (file, refusal) in &planned.refusals {
            let path = &sources.get(old.schema[*file].source).display;
            match refusal {
                Refusal::UpToDate => {}
                Refusal::DeclaresFeatures => {
                    console.print_status(&format!("`{path}` declares features, cannot use them, and stays as it is"));
                }
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
        for file in &planned.outside {
            let path = &sources.get(old.schema[*file].source).display;
            console.print_status(&format!("`{path}` is behind a link that leads out of the input, and stays as it is"));
        }
        let is_complete = !report.has_errors();
        console.problems(&report, sources);
        is_complete
    }

    fn summarize(
        &self,
        old: &Workspace,
        planned: &Planned,
        target: &Target,
        sources: &Sources,
        console: &mut Console,
        start: Instant,
    ) {
        let notes = words::notes(old, &planned.migrations, target, sources);
        if !self.write && !self.diff {
            console.advice(&notes, sources);
        }
        let summary =
            words::summary(&planned.migrations, target, if self.write { "migrated" } else { "would migrate" });
        let names: Vec<String> = target.languages.iter().map(|language| language.title().to_owned()).collect();
        let languages = if names.is_empty() { "no language".to_owned() } else { list(&names) };
        let how = format!("code in {languages} stays the same, {}", duration(start.elapsed()));
        console.print_summary_line(&summary, &how);
        let of_languages = words::of_languages(&planned.migrations);
        if !of_languages.is_empty() {
            console.print_status(&format!(
                "{of_languages}; `--languages` chooses the languages that you generate code for"
            ));
        }
        let exempt = notes.iter().count();
        if exempt > 0 && (self.write || self.diff) {
            console.print_status(&format!("{}; without `-w` and `--diff`, they are listed", count(exempt, "note")));
        }
    }
}

impl LanguageArg {
    const fn language(self) -> Option<Language> {
        match self {
            Self::Cpp => Some(Language::Cpp),
            Self::Java => Some(Language::Java),
            Self::Go => Some(Language::Go),
            Self::None => None,
        }
    }
}

/// Explains errors of new texts where the input has its own `descriptor.proto`, which declares the features.
fn note_old_descriptor(old: &Workspace, target: &Target, sources: &Sources, console: &mut Console) {
    const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";
    let Some(file) = old.schema.find_file(DESCRIPTOR) else { return };
    let source = sources.get(old.schema[file].source);
    if !source.is_built_in {
        let edition = target.edition.name();
        console.print_status(&format!(
            "`{}` takes the place of the built-in file, and may be too old for edition {edition}; remove or update it",
            source.display
        ));
    }
}

/// Plans the new texts of the files of a workspace.
fn plan(old: &Workspace, target: &Target, within: Option<&std::path::Path>, sources: &Sources) -> Planned {
    let own = old.schema.files.iter().filter(|(_, file)| !file.is_import && !sources.get(file.source).is_built_in);
    let files: Vec<FileId> = own.map(|(id, _)| id).collect();
    let threads = parallel::threads(None).min(files.len() / 16 + 1);
    let results = parallel::map(files.len(), threads, |at| migrate(&old.schema, files[at], target, sources));
    let mut planned = Planned::default();
    for (file, result) in files.into_iter().zip(results) {
        let path = &sources.get(old.schema[file].source).display;
        let is_outside =
            || within.is_some_and(|within| !std::fs::canonicalize(path).is_ok_and(|path| path.starts_with(within)));
        match result {
            Ok(_) if is_outside() => planned.outside.push(file),
            Ok(migration) => planned.migrations.push(migration),
            Err(refusal) => planned.refusals.push((file, refusal)),
        }
    }
    planned
}
