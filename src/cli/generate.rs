use std::path::{Path, PathBuf};
use std::time::Instant;

use super::console::Console;
use super::diagnostics;
use super::generated::{Folder, configured, folders, remarks, whole};
use super::generation::{self, Wishes};
use super::generator_flags::GeneratorFlags;
use super::input::{InputArgs, files_of, said};
use super::outcome::Outcome;
use super::paint::{Ink, paint};
use super::types::TypeArgs;
use super::watch;
use super::words::duration;
use crate::codegen::{
    self,
    write::{Changes, apply},
};
use crate::config::{self, Generation};
use crate::report::{Report, Style};
use crate::source::Sources;
use crate::workspace::Workspace;

/// Generate code: what the configuration asks for, or what flags ask for
///
/// Each `[[generate]]` of `protoward.toml` names a generator that is built in (`plugin = "tonic"` or `"prost"`) or a plugin
/// of protoc (`local = "protoc-gen-es"`), a folder and options; `--plugin`, `-o` and `--opt` do the same without a
/// configuration. A `buf.gen.yaml` is read where there is no `[[generate]]`, or where `--template` names it. Files that are
/// right already are not touched, files of built-in generators that are no longer generated are removed, and where something
/// fails, nothing is written. What `[[generate]]` asks of built-in generators is generated from the whole of its schema, also
/// where INPUT is a part of it.
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    flags: GeneratorFlags,

    /// What to generate: a `buf.gen.yaml`, or its text in YAML or JSON
    #[arg(long, value_name = "FILE|TEXT", conflicts_with = "plugin")]
    template: Option<String>,

    #[command(flatten)]
    types: TypeArgs,

    /// Let plugins generate from imported files as well, but not from well-known types
    #[arg(long)]
    include_imports: bool,

    /// Let plugins generate from well-known types as well
    #[arg(long, requires = "include_imports")]
    include_wkt: bool,

    /// Remove from the folders of plugins whatever is not generated
    #[arg(long)]
    clean: bool,

    /// Write nothing: print what would change, and exit with 100 if anything would
    #[arg(long)]
    check: bool,

    /// Write nothing: list the files that would be new, changed or removed
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,

    /// Generate again whenever a file changes
    #[arg(long, conflicts_with_all = ["check", "dry_run"])]
    watch: bool,
}

impl Generate {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let outcome = self.once(console);
        if self.watch {
            let input = Path::new(&self.input.input);
            watch::changes(if input.is_dir() { input } else { Path::new(".") }, || {
                self.once(console);
            });
        }
        outcome
    }

    fn once(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some((folders, from)) = self.folders(&mut sources, console) else { return Outcome::Failed };
        let outcome = match () {
            () if self.check => check(&folders, console),
            () if self.dry_run => list(&folders, console),
            () => write(&folders, console),
        };
        if console.is_human() && outcome != Outcome::Failed {
            console.note(&format!("generated{from} in {}\n", duration(start.elapsed())));
        }
        outcome
    }

    /// Everything that is asked for, compared with what is there; what is wrong is said.
    fn folders(&self, sources: &mut Sources, console: &mut Console) -> Option<(Vec<Folder>, String)> {
        if self.template.is_none() {
            let by_flags = self.flags.generator().is_some();
            if by_flags || self.is_configured(sources, console)? {
                return self.by_workspace(sources, console);
            }
        }
        let template = generation::find(self.template.as_deref(), sources, console).ok()?;
        match template {
            Some(template) => {
                let folders = self.plugins(&template.generation, Path::new(""), sources, console)?;
                let from = template.path.map(|path| format!(" by {}", path.display())).unwrap_or_default();
                Some((folders, from))
            }
            None => self.by_workspace(sources, console),
        }
    }

    /// Whether the configuration of the input says what to generate.
    fn is_configured(&self, sources: &mut Sources, console: &mut Console) -> Option<bool> {
        // A `buf.gen.yaml` may name inputs where this folder is none.
        if Path::new(config::GENERATION_FILE_NAME).is_file() && !Path::new("protoward.toml").is_file() {
            return Some(false);
        }
        let input = self.input.parse(console)?;
        let prepared = self.input.prepare(&input, sources, console)?;
        Some(!prepared.config().generate.is_empty())
    }

    /// What the configuration of the input asks for, or flags do.
    fn by_workspace(&self, sources: &mut Sources, console: &mut Console) -> Option<(Vec<Folder>, String)> {
        let workspace = self.input.open(sources, console)?;
        let from = format!(" from {}", files_of(&workspace.origin));
        let folders = match self.flags.generator() {
            Some(Ok(generator)) => {
                console.problems(&codegen::remarks(&workspace.schema, std::slice::from_ref(&generator)), sources);
                folders(&workspace.schema, &[generator], Path::new(""))
            }
            Some(Err(error)) => Err(Report::from_iter([diagnostics::not_an_option(&error)])),
            None if workspace.config.generate.is_empty() => {
                Err(Report::from_iter([diagnostics::nothing_to_generate(&workspace.config)]))
            }
            None => return Some((self.by_configuration(&workspace, sources, console)?, from)),
        };
        folders.map_err(|report| console.problems(&report, sources)).ok().map(|folders| (folders, from))
    }

    /// Generators that are built in, and plugins, side by side.
    fn by_configuration(&self, part: &Workspace, sources: &mut Sources, console: &mut Console) -> Option<Vec<Folder>> {
        let generation = said(console, sources, |_, report| config::plugins_of(&part.config, report))?;
        let root: PathBuf = part.root.clone().unwrap_or_default();
        let mut all = match generation.plugins.is_empty() {
            true => Vec::new(),
            false => self.plugins(&generation, &root, sources, console)?,
        };
        let workspace = whole(&self.input, part, sources, console)?;
        console.problems(&remarks(&workspace), sources);
        let own = configured(&workspace).map_err(|report| console.problems(&report, sources)).ok()?;
        all.extend(own);
        Some(all)
    }

    fn plugins(
        &self,
        generation: &Generation,
        root: &Path,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<Vec<Folder>> {
        let base = root.join(self.flags.output.as_deref().unwrap_or_default());
        let wishes = Wishes {
            input: &self.input,
            types: self.types.types(),
            base: &base,
            include_imports: self.include_imports,
            include_wkt: self.include_wkt,
            clean: self.clean,
        };
        generation::folders(generation, &wishes, sources, console)
    }
}

fn check(folders: &[Folder], console: &mut Console) -> Outcome {
    for folder in folders {
        console.print(&painted(&folder.changes.diff(), console.out_style()));
        match (console.is_human(), folder.is_current()) {
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

/// Files that are not as they should be, each with what would be done.
fn list(folders: &[Folder], console: &mut Console) -> Outcome {
    for folder in folders {
        for (path, step) in folder.listed() {
            console.print(&format!("{step} {path}\n"));
        }
    }
    Outcome::Fine
}

/// A unified diff with its lines in the usual colors.
fn painted(diff: &str, style: Style) -> String {
    let ink = |line: &str| match line.as_bytes() {
        [b'-', b'-', b'-', ..] | [b'+', b'+', b'+', ..] => Some(Ink::Bold),
        [b'@', b'@', ..] => Some(Ink::Name),
        [b'+', ..] => Some(Ink::Added),
        [b'-', ..] => Some(Ink::Removed),
        _ => None,
    };
    let painted = |line: &str| match ink(line) {
        Some(ink) => format!("{}\n", paint(line, ink, style)),
        None => format!("{line}\n"),
    };
    if style.color { diff.lines().map(painted).collect() } else { diff.to_owned() }
}

fn write(folders: &[Folder], console: &mut Console) -> Outcome {
    let changes: Vec<Changes> = folders.iter().map(|folder| folder.changes.clone()).collect();
    if let Err(diagnostic) = apply(&changes) {
        console.problem(*diagnostic);
        return Outcome::Failed;
    }
    if console.is_human() {
        for folder in folders {
            console.note(&format!("{}: {}\n", folder.named(), folder.steps_in_words()));
        }
    }
    let kept: Report = folders.iter().flat_map(Folder::kept).map(|path| diagnostics::kept(&path)).collect();
    console.problems(&kept, &Sources::default());
    Outcome::Fine
}
