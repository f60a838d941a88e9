//! The arguments that select a schema: the input, the files and the types of it.

use std::convert::Infallible;
use std::ffi::OsString;
use std::path::PathBuf;

use super::console::Console;
use super::guard::working_on;
use super::staged;
use protoward_deps::DependencyOptions;
use protoward_image::select::Types;
use protoward_inputs::{Input, InputError, OpenedInput};
use protoward_schema::Schema;
use protoward_schema::descriptor::{Detail, Encode};
use protoward_settings::codes::CONFIG;
use protoward_source::{Report, Sources, count};
use protoward_workspace::codes::NO_FILES;
use protoward_workspace::{OpenOptions, Origin, Prepared, ProjectInput, Workspace};

/// The input of a command.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct InputArgs {
    /// A folder, a `.proto` file, an image, an archive, `-`, or a git reference [default: .]
    #[arg(value_name = "INPUT", value_parser = reference)]
    named: Option<String>,

    #[command(flatten)]
    flags: InputFlags,

    /// `true` if the process reads its input more than once.
    #[arg(skip)]
    runs_again: bool,

    /// A project of the named input, which no text names.
    #[arg(skip)]
    project: Option<ProjectInput>,

    /// The input, if it was opened to find its projects.
    #[arg(skip)]
    opened: Option<OpenedInput>,

    /// `true` to read what is staged.
    #[arg(skip)]
    is_staged: bool,
}

/// The flags that decide which files of an input count, and by which configuration.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct InputFlags {
    /// The configuration to use instead of the nearest `protoward.toml` or `buf.yaml`: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,

    /// Include only files at or below this path; may be given several times
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Exclude files at or below this path; may be given several times
    #[arg(long = "exclude-path", value_name = "PATH")]
    exclude_paths: Vec<PathBuf>,

    /// Use one configuration for all of INPUT: otherwise, if INPUT has none, each folder with one is a project of its own
    #[arg(long)]
    no_nested: bool,

    /// Leave symbolic links out, and what is behind them
    #[arg(long = "disable-symlinks")]
    disable_symlinks: bool,

    #[command(flatten)]
    dependencies: DependencyArgs,
}

/// The flags for dependencies.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct DependencyArgs {
    /// Fail if `protoward.lock` would have to change
    #[arg(long)]
    locked: bool,

    /// Use only dependencies in the cache; also with PROTOWARD_OFFLINE=1
    #[arg(long)]
    offline: bool,
}

impl DependencyArgs {
    fn options(&self) -> DependencyOptions {
        let options = DependencyOptions::of_environment(|name| std::env::var_os(name));
        DependencyOptions { is_locked: self.locked, is_offline: self.offline || options.is_offline, ..options }
    }
}

/// Returns the paths of flags. As in buf, `a,b` are two paths, unless something has this name.
fn each_path(values: &[PathBuf]) -> Vec<PathBuf> {
    let each = |value: &PathBuf| match value.to_str() {
        Some(list) if list.contains(',') && !value.exists() => list.split(',').map(PathBuf::from).collect(),
        _ => vec![value.clone()],
    };
    values.iter().flat_map(each).filter(|path| !path.as_os_str().is_empty()).collect()
}

/// A prefix for values that look like flags: `-#format=json` is standard input.
const NOT_A_FLAG: &str = "\u{1}";

/// Protects references to standard input from being parsed as flags; [`plain`] removes the prefix.
pub(super) fn protect(arg: OsString) -> OsString {
    match arg.to_str() {
        Some(text) if text.starts_with("-#") => format!("{NOT_A_FLAG}{text}").into(),
        _ => arg,
    }
}

/// Returns a reference as the user wrote it.
pub(super) fn plain(text: &str) -> &str {
    text.trim_start_matches(NOT_A_FLAG)
}

/// Returns the value of [`plain`] as a clap parser.
#[expect(clippy::unnecessary_wraps, reason = "the signature that clap wants")]
pub(super) fn reference(text: &str) -> Result<String, Infallible> {
    Ok(plain(text).to_owned())
}

impl InputArgs {
    /// Returns the arguments for an input that a flag names.
    pub(super) fn of(input: String) -> Self {
        Self { named: Some(input), ..Self::default() }
    }

    /// Returns the arguments for an input that a flag names, if it does, with other flags.
    pub(super) fn of_flags(named: Option<String>, flags: InputFlags) -> Self {
        Self { named, flags, ..Self::default() }
    }

    /// Returns the input, by default the working directory.
    pub(super) fn input(&self) -> &str {
        self.named.as_deref().unwrap_or(".")
    }

    /// Returns `true` if the user named an input.
    pub(super) const fn is_named(&self) -> bool {
        self.named.is_some()
    }

    /// Returns the input, if the user named one.
    pub(super) fn named(&self) -> Option<&str> {
        self.named.as_deref()
    }

    /// Returns `true` if the configuration of the input has generators, or cannot be read.
    pub(super) fn has_generators(&self) -> bool {
        let Ok(input) = self.reference() else { return true };
        let mut sources = Sources::default();
        let found = protoward_workspace::config(&input, &self.options(), &mut sources, &mut Report::default());
        found.is_none_or(|(config, _)| !config.generate.is_empty())
    }

    /// Marks an input that will be read again, so that memory must be freed.
    pub(super) const fn runs_again(&mut self) {
        self.runs_again = true;
    }

    /// Returns the value of `--config`, a file or its text.
    pub(super) fn config(&self) -> Option<&str> {
        self.flags.config.as_deref()
    }

    /// Returns the file of `--config`, if it is one.
    pub(super) fn config_file(&self) -> Option<PathBuf> {
        self.flags.config.as_ref().map(PathBuf::from).filter(|path| path.is_file())
    }

    pub(super) fn options(&self) -> OpenOptions {
        OpenOptions {
            config: self.flags.config.clone(),
            paths: each_path(&self.flags.paths),
            exclude_paths: each_path(&self.flags.exclude_paths),
            is_rest: self.project.as_ref().is_some_and(ProjectInput::is_others),
            fallback: None,
            opened: self.opened.clone(),
            project: self.project_folder().to_owned(),
            edited: None,
            ignores_links: self.flags.disable_symlinks,
            dependencies: self.flags.dependencies.options(),
            imports: Vec::new(),
            detail: Detail::default(),
            leave_memory: !self.runs_again,
            file_cache: None,
        }
    }

    /// Returns `true` for standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.input() == "-" || self.input().starts_with("-#")
    }

    /// Returns `true` if the user gave a configuration.
    pub(super) const fn has_config(&self) -> bool {
        self.flags.config.is_some()
    }

    /// Returns `true` to use one configuration for the whole input.
    pub(super) const fn no_nested(&self) -> bool {
        self.flags.no_nested
    }

    /// Returns the arguments for the input, which was opened to find its projects.
    pub(super) fn opened(&self, opened: Option<OpenedInput>) -> Self {
        Self { opened, ..self.clone() }
    }

    /// Returns the arguments for a project of the input.
    pub(super) fn project(&self, project: ProjectInput) -> Self {
        let ProjectInput { named, paths, exclude_paths, .. } = project.clone();
        let flags = InputFlags { paths, exclude_paths, ..self.flags.clone() };
        Self { named: Some(named), project: Some(project), flags, ..self.clone() }
    }

    /// Returns the name of the project, or else that of the input.
    pub(super) fn project_name(&self) -> &str {
        self.project.as_ref().map_or_else(|| self.input(), |project| &project.name)
    }

    /// Returns the folder of the project, relative to the named input; empty for the input itself.
    pub(super) fn project_folder(&self) -> &str {
        self.project.as_ref().map_or("", |project| &project.folder)
    }

    /// Returns the arguments for the staged version of the input, if `is_staged`.
    pub(super) fn staged(&self, is_staged: bool) -> Self {
        Self { is_staged, ..self.clone() }
    }

    /// Returns the named input, or the project in it.
    pub(super) fn reference(&self) -> Result<Input, InputError> {
        match &self.project {
            Some(project) => Ok(project.input.clone()),
            None => Input::parse(self.input()).map(|input| self.version_of(input)),
        }
    }

    /// Returns the version of a folder that the input is of: the staged one, or that of the work tree.
    pub(super) fn version_of(&self, input: Input) -> Input {
        if self.is_staged { staged::version(input) } else { input }
    }

    /// Parses the input, and reports errors.
    pub(super) fn parse(&self, console: &mut Console) -> Option<Input> {
        working_on(self.input());
        self.reference().map_err(|error| console.problem(error.into())).ok()
    }

    /// Compiles the input to the bytes of a descriptor set, and reports errors.
    pub(super) fn descriptor_set(
        &self,
        what: Encode,
        sources: &mut Sources,
        console: &mut Console,
        take: impl FnMut(&[u8]) + Send,
    ) -> Option<Origin> {
        let input = self.parse(console)?;
        report_errors(console, sources, |sources, report| {
            protoward_workspace::descriptor_set(&input, &self.options(), what, sources, report, take)
        })
    }

    /// Reads the configuration and lists the files of the input, and reports errors.
    pub(super) fn prepare(&self, input: &Input, sources: &mut Sources, console: &mut Console) -> Option<Prepared> {
        report_errors(console, sources, |sources, report| {
            protoward_workspace::prepare(input, &self.options(), sources, report)
        })
    }

    /// Compiles the input for checks without the files that have errors, and reports these. `warns` also reports warnings of
    /// a valid input.
    pub(super) fn open_valid(&self, warns: bool, sources: &mut Sources, console: &mut Console) -> Option<Workspace> {
        let (workspace, problems) = self.opened_valid(warns, sources, console)?;
        console.problems(&problems, sources);
        workspace
    }

    /// Compiles the input as [`open_valid`](Self::open_valid) does, and returns what that reports.
    pub(super) fn opened_valid(
        &self,
        warns: bool,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<(Option<Workspace>, Report)> {
        let input = self.parse(console)?;
        let mut problems = Report::default();
        let workspace = protoward_workspace::open_valid(&input, &self.options(), sources, &mut problems);
        let shows_all = warns || workspace.as_ref().is_none_or(Workspace::has_invalid_files);
        // A path that selects nothing may be misspelled, and so may the name of a configuration.
        let problems = problems.into_iter().filter(|it| shows_all || [NO_FILES, CONFIG].contains(&it.code)).collect();
        Some((workspace, problems))
    }

    /// Compiles the input, and reports errors.
    pub(super) fn open(&self, sources: &mut Sources, console: &mut Console) -> Option<Workspace> {
        let input = self.parse(console)?;
        report_errors(console, sources, |sources, report| {
            protoward_workspace::open(&input, &self.options(), sources, report)
        })
    }
}

/// The selected types.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct TypeArgs {
    /// Include only this package, message, enum, extension, service or method, with its dependencies; with `.**`
    /// appended, everything below it too. May be given several times
    #[arg(long = "type", value_name = "NAME", value_delimiter = ',')]
    include: Vec<String>,

    /// Exclude this package, message, enum, extension, service or method, and everything that references it; may be
    /// given several times
    #[arg(long = "exclude-type", value_name = "NAME", value_delimiter = ',')]
    exclude: Vec<String>,
}

impl TypeArgs {
    /// Returns the selected types. Empty names are ignored.
    pub(super) fn types(&self) -> Types {
        let non_empty = |names: &[String]| names.iter().filter(|name| !name.is_empty()).cloned().collect();
        Types { include: non_empty(&self.include), exclude: non_empty(&self.exclude) }
    }

    /// Returns the selected part of a schema, and reports errors.
    pub(super) fn select(&self, schema: Schema, sources: &Sources, console: &mut Console) -> Option<Schema> {
        let types = self.types();
        if types.is_everything() {
            return Some(schema);
        }
        types.select(&schema).map_err(|report| console.problems(&report, sources)).ok()
    }
}

/// Describes the input: `7 files of proto`, or only the number for the working directory.
pub(super) fn files_of(origin: &Origin) -> String {
    match origin {
        origin if origin.input == "." && origin.commit.is_none() => count(origin.files, "file"),
        origin => origin.to_string(),
    }
}

/// Runs `work`, and prints its report.
pub(super) fn report_errors<T>(
    console: &mut Console,
    sources: &mut Sources,
    work: impl FnOnce(&mut Sources, &mut Report) -> Option<T>,
) -> Option<T> {
    let mut report = Report::default();
    let done = work(sources, &mut report);
    console.problems(&report, sources);
    done
}
