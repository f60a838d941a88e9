//! The arguments that say what to work on; the same for every command.

use std::convert::Infallible;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::console::Console;
use super::guard::working_on;
use super::words::count;
use protoward_schema::descriptor::Encode;
use protoward_source::{Report, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Origin, Prepared, Workspace};

/// What to work on.
#[derive(Debug, clap::Args)]
pub(super) struct InputArgs {
    /// A folder, a `.proto` file, an image, an archive, `-`, or a git reference [default: .]
    #[arg(value_name = "INPUT", value_parser = reference)]
    named: Option<String>,

    /// The configuration to use instead of the `protoward.toml` or `buf.yaml` that is found: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    config: Option<String>,

    /// Only files at or below this path; may be given several times
    #[arg(long = "path", value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// No files at or below this path; may be given several times
    #[arg(long = "exclude-path", value_name = "PATH")]
    exclude_paths: Vec<PathBuf>,

    /// Whether this program reads its input more than once.
    #[arg(skip)]
    runs_again: bool,
}

/// Marks what looks like a flag and is not: `-#format=json` is standard input.
const NO_FLAG: &str = "\u{1}";

/// Keeps references to standard input from being read as flags; [`plain`] takes it back.
pub(super) fn protect(arg: OsString) -> OsString {
    match arg.to_str() {
        Some(text) if text.starts_with("-#") => format!("{NO_FLAG}{text}").into(),
        _ => arg,
    }
}

/// A reference to an input or an output, as it was written.
pub(super) fn plain(text: &str) -> &str {
    text.trim_start_matches(NO_FLAG)
}

/// As [`plain`], for clap.
#[expect(clippy::unnecessary_wraps, reason = "the signature that clap wants")]
pub(super) fn reference(text: &str) -> Result<String, Infallible> {
    Ok(plain(text).to_owned())
}

impl InputArgs {
    /// The input: the folder one is in, where nobody has named another.
    pub(super) fn input(&self) -> &str {
        self.named.as_deref().unwrap_or(".")
    }

    /// Whether somebody has named an input.
    pub(super) const fn is_named(&self) -> bool {
        self.named.is_some()
    }

    /// The input will be read again, so that memory must not be left behind.
    pub(super) const fn runs_again(&mut self) {
        self.runs_again = true;
    }

    /// The file that `--config` names, if it names one.
    pub(super) fn config_file(&self) -> Option<PathBuf> {
        self.config.as_ref().map(PathBuf::from).filter(|path| path.is_file())
    }

    pub(super) fn options(&self) -> OpenOptions {
        OpenOptions {
            config: self.config.clone(),
            paths: self.paths.clone(),
            exclude_paths: self.exclude_paths.clone(),
            fallback: None,
            edited: None,
            leave_memory: !self.runs_again,
        }
    }

    /// Whether the input is read from standard input.
    pub(super) fn is_stdin(&self) -> bool {
        self.input() == "-" || self.input().starts_with("-#")
    }

    /// Understands the input; where that fails, says why.
    pub(super) fn parse(&self, console: &mut Console) -> Option<Input> {
        working_on(self.input());
        parse(self.input(), console)
    }

    /// Whether the input is files, and flags or its path may leave out some of those below `root`.
    pub(super) fn is_part_of(&self, root: &Path) -> bool {
        let is_root = |path: &Path| match (path.canonicalize(), root_or_here(root).canonicalize()) {
            (Ok(path), Ok(root)) => path == root,
            _ => false,
        };
        match Input::parse(self.input()) {
            Ok(Input::Folder(path) | Input::File(path)) => {
                !self.paths.is_empty() || !self.exclude_paths.is_empty() || !is_root(&path)
            }
            _ => false,
        }
    }

    /// Reads the input, and compiles it to the bytes of a descriptor set; where that fails, says why.
    pub(super) fn descriptor_set(
        &self,
        what: Encode,
        sources: &mut Sources,
        console: &mut Console,
        take: impl FnMut(&[u8]) + Send,
    ) -> Option<Origin> {
        let input = self.parse(console)?;
        said(console, sources, |sources, report| {
            protoward_workspace::descriptor_set(&input, &self.options(), what, sources, report, take)
        })
    }

    /// Looks at the configuration and the files of the input; where that fails, says why.
    pub(super) fn prepare(&self, input: &Input, sources: &mut Sources, console: &mut Console) -> Option<Prepared> {
        said(console, sources, |sources, report| protoward_workspace::prepare(input, &self.options(), sources, report))
    }

    /// Reads and compiles the input; where that fails, says why.
    pub(super) fn open(&self, sources: &mut Sources, console: &mut Console) -> Option<Workspace> {
        let input = self.parse(console)?;
        said(console, sources, |sources, report| protoward_workspace::open(&input, &self.options(), sources, report))
    }
}

fn root_or_here(root: &Path) -> &Path {
    if root.as_os_str().is_empty() { Path::new(".") } else { root }
}

/// Understands what a person has named; where that fails, says why.
pub(super) fn parse(input: &str, console: &mut Console) -> Option<Input> {
    Input::parse(input).map_err(|error| console.problem(error.into())).ok()
}

/// `7 files of proto`; of the folder one is in, the number is enough.
pub(super) fn files_of(origin: &Origin) -> String {
    match origin {
        origin if origin.input == "." && origin.commit.is_none() => count(origin.files, "file"),
        origin => origin.to_string(),
    }
}

/// Does something, and prints what is wrong about it.
pub(super) fn said<T>(
    console: &mut Console,
    sources: &mut Sources,
    work: impl FnOnce(&mut Sources, &mut Report) -> Option<T>,
) -> Option<T> {
    let mut report = Report::default();
    let done = work(sources, &mut report);
    console.problems(&report, sources);
    done
}
