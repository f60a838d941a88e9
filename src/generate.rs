//! `protoward generate`: the flags, and the three ways to end a run: write, show as a diff, or list.

use std::path::PathBuf;
use std::time::Instant;

use super::console::Console;
use super::generation::{ConsoleObserver, run_settings};
use super::generator_flags::GeneratorFlags;
use super::input::{InputArgs, TypeArgs, files_of};
use super::outcome::Outcome;
use super::terminal::{TextStyle, paint};
use super::words::duration;
use super::{diagnostics, watch};
use protoward_operations::generate::{
    GeneratedFrom, GenerationPurpose, GenerationRequest, GenerationResult, OutputFolder, RequestedGenerators,
    RunSettings, generate,
};
use protoward_output::{Changes, apply};
use protoward_report::Style;
use protoward_source::Sources;
use protoward_source::paths::shown;

/// Generate code according to the configuration or flags
///
/// Each `[[generate]]` of `protoward.toml` names a built-in generator (`plugin = "tonic"`, `"prost"` or `"openapi"`)
/// or a protoc plugin (`local = "protoc-gen-es"`), a folder and options; `--plugin`, `-o` and `--opt` do the same
/// without a configuration. Without `[[generate]]`, or with `--template`, a `buf.gen.yaml` is used. Unchanged files
/// are not touched, obsolete files of built-in generators are removed, and nothing is written after an error.
/// Built-in generators of `[[generate]]` process the complete schema, even if INPUT is a part of it.
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    flags: GeneratorFlags,

    /// A `buf.gen.yaml`, or its text in YAML or JSON
    #[arg(long, value_name = "FILE|TEXT", conflicts_with = "plugin")]
    template: Option<String>,

    #[command(flatten)]
    types: TypeArgs,

    /// Let plugins generate imported files too, except well-known types
    #[arg(long)]
    include_imports: bool,

    /// Let plugins generate well-known types too
    #[arg(long, requires = "include_imports")]
    include_wkt: bool,

    /// Remove files that are not generated from the output folders
    #[arg(long)]
    clean: bool,

    /// Write nothing: print the changes, and exit with 100 if there are any
    #[arg(long)]
    check: bool,

    /// Write nothing: list the files to create, change or remove
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,

    /// Generate again whenever a file changes
    #[arg(long, conflicts_with_all = ["check", "dry_run"])]
    watch: bool,
}

impl Generate {
    pub(super) fn run(mut self, console: &mut Console) -> Outcome {
        // With huge pages, the generation of code needs a fifth more memory.
        #[cfg(feature = "mimalloc")]
        protoward_allocator::avoid_huge_pages();
        if !self.watch {
            return self.once(console);
        }
        self.input.runs_again();
        watch::run(
            &self.input,
            console,
            || self.watched(),
            |console| {
                self.once(console);
            },
        )
    }

    /// Returns the files that the result depends on.
    fn watched(&self) -> watch::WatchedPaths {
        let (template, generation) = protoward_operations::generate::peek(self.template.as_deref());
        let files = template.into_iter().chain(self.input.config_file()).collect();
        let mut places = watch::WatchedPaths { files, ..watch::WatchedPaths::default() };
        places.add_input(self.input.input());
        if let Some(generation) = generation.filter(|_| !self.input.is_named()) {
            for input in &generation.inputs {
                places.add_input(&input.reference.text);
            }
        }
        places
    }

    fn once(&self, console: &mut Console) -> Outcome {
        let Some(mut projects) = self.projects(console) else { return Outcome::Failed };
        // A project without generators is an error only if no other one has any.
        if projects.iter().any(InputArgs::has_generators) {
            projects.retain(InputArgs::has_generators);
        }
        projects.iter().fold(Outcome::Fine, |outcome, project| outcome.worst(self.project(project, console)))
    }

    /// Returns the projects to generate code for. Flags and templates say what to do with one, and a configuration with its own.
    fn projects(&self, console: &mut Console) -> Option<Vec<InputArgs>> {
        let (template, _) = protoward_operations::generate::peek(self.template.as_deref());
        if self.template.is_some() || template.is_some_and(|path| path.is_file()) {
            return Some(vec![self.input.clone()]);
        }
        if matches!(self.flags.generators(), Ok(None)) {
            return self.input.configured_projects(console);
        }
        Some(vec![self.input.only_project("generated code", console)?])
    }

    fn project(&self, input: &InputArgs, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let Some(request) = self.request(input, console) else { return Outcome::Failed };
        let mut sources = Sources::default();
        let generated = generate(&request, &mut sources, &mut ConsoleObserver::new(console));
        let GenerationResult { folders, from } = match generated {
            Ok(result) => result,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        let outcome = match () {
            () if self.check => Self::check(&folders, console),
            () if self.dry_run => list(&folders, console),
            () => Self::write(&folders, console),
        };
        if outcome != Outcome::Failed {
            let from = match from {
                GeneratedFrom::Input(origin) => format!(" from {}", files_of(&origin)),
                GeneratedFrom::Template(path) => format!(" by {}", shown(&path)),
                GeneratedFrom::Text => String::new(),
            };
            console.print_status(&format!("generated{from} in {}", duration(start.elapsed())));
        }
        outcome
    }

    /// Returns the request of the flags, and reports errors.
    fn request(&self, input: &InputArgs, console: &mut Console) -> Option<GenerationRequest> {
        let generators = match (self.flags.generators(), &self.template) {
            (Ok(Some(generators)), _) => generators,
            (Ok(None), Some(template)) => RequestedGenerators::Template(template.clone()),
            (Ok(None), None) => RequestedGenerators::Configured,
            (Err(error), _) => {
                // Problems of the input come first.
                input.open(&mut Sources::default(), console)?;
                console.problem(diagnostics::not_an_option(&error));
                return None;
            }
        };
        let settings = RunSettings {
            types: self.types.types(),
            output: PathBuf::from(self.flags.base()),
            include_imports: self.include_imports,
            include_wkt: self.include_wkt,
            clean: self.clean,
            ..run_settings(input, input.parse(console)?)
        };
        let is_written = !self.check && !self.dry_run;
        let purpose = if is_written { GenerationPurpose::Write } else { GenerationPurpose::Look };
        Some(GenerationRequest { generators, settings, purpose })
    }

    fn check(folders: &[OutputFolder], console: &mut Console) -> Outcome {
        for folder in folders {
            console.print(&painted(&folder.changes.diff(), console.out_style()));
            let state = if folder.is_current() {
                "current".to_owned()
            } else {
                format!("{}; run `protoward generate`", folder.steps_in_words())
            };
            console.print_status(&format!("{}: {state}", folder.named()));
        }
        if folders.iter().all(OutputFolder::is_current) {
            return Outcome::Fine;
        }
        let stale = folders.iter().flat_map(OutputFolder::stale);
        let (findings, sources) = diagnostics::about_files(stale, diagnostics::not_current);
        console.findings_beside(&findings, &sources);
        Outcome::Findings
    }

    fn write(folders: &[OutputFolder], console: &mut Console) -> Outcome {
        let changes: Vec<&Changes> = folders.iter().map(|folder| &folder.changes).collect();
        if let Err(diagnostic) = apply(&changes) {
            console.problem(*diagnostic);
            return Outcome::Failed;
        }
        for folder in folders {
            console.print_status(&format!("{}: {}", folder.named(), folder.steps_in_words()));
        }
        let kept = folders.iter().flat_map(|folder| folder.changes.kept_warnings()).collect();
        console.problems(&kept, &Sources::default());
        Outcome::Fine
    }
}

/// Lists the files that are not current, with the required actions.
fn list(folders: &[OutputFolder], console: &mut Console) -> Outcome {
    for folder in folders {
        for change in folder.steps() {
            let step = match (&change.old, &change.new) {
                (None, _) => "new    ",
                (Some(_), Some(_)) => "changed",
                (Some(_), None) => "removed",
            };
            console.print(&format!("{step} {}\n", folder.path_of(change)));
        }
    }
    Outcome::Fine
}

/// Colors the lines of a unified diff by their first characters.
fn painted(diff: &str, style: Style) -> String {
    let ink = |line: &str| match line.as_bytes() {
        [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => Some(TextStyle::Bold),
        [b'@', b'@', ..] => Some(TextStyle::Name),
        [b'+', ..] => Some(TextStyle::Added),
        [b'-', ..] => Some(TextStyle::Removed),
        _ => None,
    };
    let painted = |line: &str| match ink(line) {
        Some(ink) => format!("{}\n", paint(line, ink, style)),
        None => format!("{line}\n"),
    };
    if style.color { diff.lines().map(painted).collect() } else { diff.to_owned() }
}
