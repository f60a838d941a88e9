use std::path::{Path, PathBuf};
use std::time::Instant;

use super::console::Console;
use super::generated::{Folder, Purpose, complete_schema, configured, folders, warnings};
use super::generation::{self, Overrides};
use super::generator_flags::GeneratorFlags;
use super::input::{InputArgs, files_of};
use super::outcome::Outcome;
use super::paint::{TextStyle, paint};
use super::types::TypeArgs;
use super::words::duration;
use super::{diagnostics, watch};
use protoward_codegen as codegen;
use protoward_output::{Changes, apply};
use protoward_report::Style;
use protoward_source::{Report, Sources};
use protoward_workspace::{Workspace, config};

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

    /// Remove other files from the output folders of plugins
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

    /// Print only problems
    #[arg(long, short)]
    quiet: bool,
}

impl Generate {
    pub(super) fn run(mut self, console: &mut Console) -> Outcome {
        #[cfg(feature = "mimalloc")]
        protoward_allocator::avoid_huge_pages();
        if let Some(Ok(generator)) = self.flags.generator() {
            self.input.needs(generator.detail());
        }
        if !self.watch {
            return self.once(console);
        }
        self.input.runs_again();
        watch::run(
            &self.input,
            self.quiet,
            console,
            || self.watched(),
            |console| {
                self.once(console);
            },
        )
    }

    /// Returns the files that the result depends on.
    fn watched(&self) -> watch::WatchedPaths {
        let (template, generation) = generation::peek(self.template.as_deref());
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
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some((folders, from)) = self.folders(&mut sources, console) else { return Outcome::Failed };
        let outcome = match () {
            () if self.check => self.check(&folders, console),
            () if self.dry_run => list(&folders, console),
            () => self.write(&folders, console),
        };
        if self.prints_progress(console) && outcome != Outcome::Failed {
            console.note(&format!("generated{from} in {}\n", duration(start.elapsed())));
        }
        outcome
    }

    fn purpose(&self) -> Purpose {
        if self.check || self.dry_run { Purpose::Look } else { Purpose::Write }
    }

    /// Returns `true` if progress is printed.
    fn prints_progress(&self, console: &Console) -> bool {
        console.is_human() && !self.quiet
    }

    /// Returns everything to generate, compared with the existing files. Problems are reported.
    fn folders(&self, sources: &mut Sources, console: &mut Console) -> Option<(Vec<Folder>, String)> {
        if let Some(text) = self.flags.template() {
            let template = generation::parse_flags_template(text, sources, console).ok()?;
            let overrides = Overrides { is_known: false, ..self.overrides(Path::new("")) };
            let folders = generation::folders(&template.generation, &overrides, sources, console)?;
            return Some((folders, String::new()));
        }
        if self.template.is_none() {
            let by_flags = self.flags.generator().is_some();
            if by_flags || self.is_configured(sources, console)? {
                return self.by_workspace(sources, console);
            }
        }
        let template = generation::find(self.template.as_deref(), sources, console).ok()?;
        match template {
            Some(template) => {
                let base = PathBuf::from(self.flags.output.as_deref().unwrap_or_default());
                let overrides = Overrides { is_known: false, ..self.overrides(&base) };
                let folders = generation::folders(&template.generation, &overrides, sources, console)?;
                let from = template.path.map(|path| format!(" by {}", path.display())).unwrap_or_default();
                Some((folders, from))
            }
            None => self.by_workspace(sources, console),
        }
    }

    /// Returns `true` if the configuration of the input has something to generate.
    fn is_configured(&self, sources: &mut Sources, console: &mut Console) -> Option<bool> {
        // A `buf.gen.yaml` may name inputs even if this folder is none.
        if Path::new(config::GENERATION_FILE_NAME).is_file() && !Path::new("protoward.toml").is_file() {
            return Some(false);
        }
        let input = self.input.parse(console)?;
        let prepared = self.input.prepare(&input, sources, console)?;
        Some(!prepared.config().generate.is_empty())
    }

    /// Returns the folders of the input's configuration, or of flags.
    fn by_workspace(&self, sources: &mut Sources, console: &mut Console) -> Option<(Vec<Folder>, String)> {
        let workspace = self.input.open(sources, console)?;
        let from = format!(" from {}", files_of(&workspace.origin));
        let folders = match self.flags.generator() {
            Some(Ok(generator)) => {
                console.problems(&codegen::warnings(&workspace.schema, std::slice::from_ref(&generator)), sources);
                folders(&workspace.schema, &[generator], Path::new(""), self.purpose())
            }
            Some(Err(error)) => Err(Report::from_iter([diagnostics::not_an_option(&error)])),
            None if workspace.config.generate.is_empty() => {
                Err(Report::from_iter([diagnostics::nothing_to_generate(&workspace.config)]))
            }
            None => return Some((self.by_configuration(&workspace, sources, console)?, from)),
        };
        folders.map_err(|report| console.problems(&report, sources)).ok().map(|folders| (folders, from))
    }

    /// Returns the folders of built-in generators and of plugins.
    fn by_configuration(&self, part: &Workspace, sources: &mut Sources, console: &mut Console) -> Option<Vec<Folder>> {
        let root: PathBuf = part.root.clone().unwrap_or_default();
        let base = root.join(self.flags.output.as_deref().unwrap_or_default());
        let mut all = generation::configured(&part.config, &root, &self.overrides(&base), sources, console)?;
        let workspace = complete_schema(&self.input, part, sources, console)?;
        console.problems(&warnings(&workspace), sources);
        let own = configured(&workspace, self.purpose()).map_err(|report| console.problems(&report, sources)).ok()?;
        all.extend(own);
        Some(all)
    }

    /// Returns the flags for an input that was already compiled.
    fn overrides<'a>(&'a self, base: &'a Path) -> Overrides<'a> {
        Overrides {
            input: &self.input,
            types: self.types.types(),
            base,
            include_imports: self.include_imports,
            include_wkt: self.include_wkt,
            clean: self.clean,
            is_known: true,
            is_quiet: self.quiet,
        }
    }

    fn check(&self, folders: &[Folder], console: &mut Console) -> Outcome {
        for folder in folders {
            console.print(&painted(&folder.changes.diff(), console.out_style()));
            match (self.prints_progress(console), folder.is_current()) {
                (true, true) => console.note(&format!("{}: current\n", folder.named())),
                (true, false) => {
                    let (named, steps) = (folder.named(), folder.steps_in_words());
                    console.note(&format!("{named}: {steps}; run `protoward generate`\n"));
                }
                (false, _) => {}
            }
        }
        if folders.iter().all(Folder::is_current) { Outcome::Fine } else { Outcome::Findings }
    }

    fn write(&self, folders: &[Folder], console: &mut Console) -> Outcome {
        let changes: Vec<&Changes> = folders.iter().map(|folder| &folder.changes).collect();
        if let Err(diagnostic) = apply(&changes) {
            console.problem(*diagnostic);
            return Outcome::Failed;
        }
        if self.prints_progress(console) {
            for folder in folders {
                console.note(&format!("{}: {}\n", folder.named(), folder.steps_in_words()));
            }
        }
        let kept: Report = folders.iter().flat_map(Folder::kept).map(|path| diagnostics::kept(&path)).collect();
        console.problems(&kept, &Sources::default());
        Outcome::Fine
    }
}

/// Lists the files that are not current, with the required actions.
fn list(folders: &[Folder], console: &mut Console) -> Outcome {
    for folder in folders {
        for (path, step) in folder.listed() {
            console.print(&format!("{step} {path}\n"));
        }
    }
    Outcome::Fine
}

/// Colors a unified diff.
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
