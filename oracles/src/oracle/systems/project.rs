//! Drawn projects: two commits and a work tree of real schemas with changes, and a configuration.

use std::path::Path;

use crate::mutate::{Files, Library};
use crate::oracle::teams::{History, git};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::random::Random;

/// The ends of lines in a work tree. Commits always have those of Unix.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LineEnd {
    Unix,
    /// As Git for Windows checks texts out.
    Windows,
}

impl LineEnd {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Unix => "lf",
            Self::Windows => "crlf",
        }
    }

    fn written(self, text: &str) -> String {
        match self {
            Self::Unix => text.to_owned(),
            Self::Windows => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        }
    }
}

pub(super) struct Project {
    /// The last one is the work tree.
    versions: Vec<Files>,
    config: String,
}

/// The folder of the module.
const MODULE: &str = "api/proto";

impl Project {
    /// Returns the project for a seed and a number; `None` if no draw compiles.
    pub(super) fn draw(libraries: &[Library], seed: u64, number: u64) -> Option<Self> {
        let history = History::draw(libraries, seed, number)?;
        let mut random = history.random;
        let config = config(&mut random, history.versions.last()?);
        Some(Self { versions: history.versions, config })
    }

    /// Writes the repository: a commit for each version but the last one, a tag at the first, and the work tree.
    pub(super) fn write(&self, root: &Path, line_end: LineEnd) -> Result<(), Error> {
        files::empty(root)?;
        git(root).args(["init", "-q", "-b", "main"]).finish()?;
        if line_end == LineEnd::Windows {
            git(root).args(["config", "core.autocrlf", "true"]).finish()?;
        }
        let (work_tree, commits) = self.versions.split_last().expect("a history has several versions");
        let module = root.join(MODULE);
        for (at, version) in commits.iter().enumerate() {
            self.write_files(root, &module, version, line_end)?;
            commit(root)?;
            if at == 0 {
                git(root).args(["tag", "v1"]).finish()?;
            }
        }
        self.write_files(root, &module, work_tree, line_end)
    }

    fn write_files(&self, root: &Path, module: &Path, version: &Files, line_end: LineEnd) -> Result<(), Error> {
        files::empty(module)?;
        files::write(&root.join("protoward.toml"), line_end.written(&self.config))?;
        for (name, text) in version {
            files::write(&module.join(name), line_end.written(text))?;
        }
        Ok(())
    }
}

/// Commits all files. The commit has the same id in each copy, because outputs contain it.
fn commit(root: &Path) -> Result<(), Error> {
    const TIME: &str = "2026-01-01T00:00:00Z";
    git(root).args(["add", "-A"]).finish()?;
    let run = git(root).args(["commit", "-q", "--allow-empty", "-m", "a version"]);
    run.env("GIT_AUTHOR_DATE", TIME).env("GIT_COMMITTER_DATE", TIME).finish().map(drop)
}

/// Draws a configuration: rules, ignores, and generators.
fn config(random: &mut Random, files: &Files) -> String {
    let breaking = pick(random, &["\"FILE\"", "\"PACKAGE\"", "\"WIRE_JSON\"", "\"WIRE\"", "\"FILE\", \"API\""]);
    let lint = pick(random, &["\"STANDARD\"", "\"STANDARD\", \"COMMENTS\"", "\"BASIC\"", "\"MINIMAL\""]);
    let generator = pick(random, &["python", "pyi", "grpc_python", "prost", "tonic", "google-rust"]);
    let names: Vec<&String> = files.keys().collect();
    let ignored = if random.chance(3) { random.pick(&names) } else { None };
    let ignore = ignored.map(|name| format!("ignore = [\"{MODULE}/{name}\"]\n")).unwrap_or_default();
    format!(
        "[[module]]\npath = \"{MODULE}\"\n\n[breaking]\nuse = [{breaking}]\n{ignore}\n[lint]\nuse = [{lint}]\n\n\
         [[generate]]\nplugin = \"{generator}\"\nout = \"gen/code\"\n\n\
         [[generate]]\nplugin = \"openapi\"\nout = \"gen/openapi\"\n"
    )
}

fn pick(random: &mut Random, values: &[&'static str]) -> &'static str {
    random.pick(values).copied().unwrap_or_default()
}
