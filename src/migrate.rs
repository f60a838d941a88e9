//! `protoward migrate`: files of a newer edition, with a proof that nothing changes.

use std::collections::BTreeSet;
use std::time::Instant;

use super::console::Console;
use super::diagnostics;
use super::input::InputArgs;
use super::outcome::Outcome;
use super::words::duration;
use protoward_gate::terminal_width;
use protoward_migrate::{DifferenceKind, Language, Languages, Target, TargetEdition};
use protoward_operations::fix::{writable, write};
use protoward_operations::migrate::{PlannedMigration, ProvenMigration, open_files};
use protoward_source::{Columns, Report, Sources, count, list};
use protoward_workspace::Workspace;

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
        // Clap wants a slice that lives as long as the program, and a constant cannot be made by a closure.
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

impl Migrate {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        self.input.each_project(console, |project, console| {
            let mut sources = Sources::default();
            self.migrate(project, &mut sources, console).unwrap_or_else(|report| {
                console.problems(&report, &sources);
                Outcome::Failed
            })
        })
    }

    fn migrate(&self, args: &InputArgs, sources: &mut Sources, console: &mut Console) -> Result<Outcome, Report> {
        const NOTHING: &str = "nothing was migrated; `--keep-going` migrates the other files";
        let start = Instant::now();
        if let Some(languages) = &self.languages
            && languages.iter().any(|it| *it != LanguageArg::None)
            && languages.contains(&LanguageArg::None)
        {
            return Err(Report::from_iter([diagnostics::none_beside_languages()]));
        }
        let Some(input) = args.parse(console) else { return Ok(Outcome::Failed) };
        let options = args.options();
        let (old, problems) = open_files(&input, &options, sources)?;
        let has_invalid_files = old.has_invalid_files();
        if has_invalid_files {
            console.problems(&problems, sources);
            if !self.keep_going {
                console.print_status(
                    "nothing was migrated, because not all files compile; `--keep-going` migrates the others",
                );
                return Ok(Outcome::Failed);
            }
        }
        let target = self.target(&old);
        let within = self.write.then(|| writable(&input)).transpose()?;
        let with_copies = !options.paths.is_empty();
        let planned = PlannedMigration::new(old, target, (within.as_deref(), with_copies), sources);
        planned.remarks(sources).iter().for_each(|remark| console.print_status(remark));
        let refused = planned.refused(sources);
        console.problems(&refused, sources);
        if refused.has_errors() && !self.keep_going {
            console.print_status(NOTHING);
            return Ok(Outcome::Failed);
        }
        let proven = planned.prove(&input, &options, sources)?;
        if proven.left().has_errors() {
            console.problems(proven.left(), sources);
            proven.remark_of_descriptor(sources).iter().for_each(|remark| console.print_status(remark));
            if !self.keep_going {
                console.print_status(NOTHING);
                return Ok(Outcome::Failed);
            }
        }
        sources.set_columns(Columns::Measured(terminal_width));
        let files = proven.files(sources);
        if self.diff {
            console.print(&files.diff());
        }
        if !self.accepts(&proven, sources, console) {
            return Ok(Outcome::Findings);
        }
        if self.write && !console.written(write(&files, &proven.old().schema, within.as_deref(), sources)) {
            return Ok(Outcome::Failed);
        }
        if !self.diff && !self.write {
            console.print(&proven.listed(sources));
        }
        self.summarize(&proven, sources, console, start);
        let outcome = match () {
            () if has_invalid_files || refused.has_errors() || proven.left().has_errors() => Outcome::Failed,
            () if self.check && !proven.is_empty() => {
                let (findings, sources) = diagnostics::about_files(files.paths(), diagnostics::not_migrated);
                console.findings_beside(&findings, &sources);
                Outcome::Findings
            }
            () => Outcome::Fine,
        };
        // The process ends here, and freeing all texts takes time.
        std::mem::forget((proven, std::mem::take(sources), files));
        Ok(outcome)
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

    /// Prints the differences. Returns `true` if `--allow-changes` accepts all of them.
    fn accepts(&self, proven: &ProvenMigration, sources: &Sources, console: &mut Console) -> bool {
        let allowed: BTreeSet<DifferenceKind> = self.allow_changes.iter().map(|kind| kind.0).collect();
        let (accepted, refused): (Vec<_>, Vec<_>) =
            proven.differences().iter().partition(|(kind, _)| allowed.contains(kind));
        let report: Report = accepted.iter().chain(&refused).map(|(_, diagnostic)| diagnostic.clone()).collect();
        console.findings(&report, sources);
        if refused.is_empty() {
            return true;
        }
        let kinds: BTreeSet<&str> = refused.iter().map(|(kind, _)| kind.name()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        let what = if self.write { "; nothing was written" } else { "" };
        let help = format!("`--allow-changes {}` accepts that", kinds.join(","));
        console.print_status(&format!("the migration would change {}{what}; {help}", count(refused.len(), "thing")));
        false
    }

    fn summarize(&self, proven: &ProvenMigration, sources: &Sources, console: &mut Console, start: Instant) {
        let notes = proven.notes();
        // A removed comment is lost with the old text.
        console.advice(&proven.removed_comments(), sources);
        if !self.write && !self.diff {
            console.advice(&notes, sources);
        }
        let languages = proven.target().languages.iter();
        let names: Vec<String> = languages.map(|language| language.title().to_owned()).collect();
        let languages = if names.is_empty() { "no language".to_owned() } else { list(&names) };
        let how = format!("code in {languages} stays the same, {}", duration(start.elapsed()));
        console.print_summary_line(&proven.summary(if self.write { "migrated" } else { "would migrate" }), &how);
        let of_languages = proven.settings_of_languages();
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
