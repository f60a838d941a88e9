//! The answer of a program to a command line.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::draw::CommandLine;
use crate::oracle::answer::Answer as Errors;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

pub(super) struct Answer {
    pub(super) code: Option<i32>,
    stdout: Vec<u8>,
    stderr: String,
    /// All files of the working folder.
    files: BTreeMap<String, Vec<u8>>,
}

/// Runs a command line in a folder.
pub(super) fn ask(runner: Option<&Path>, program: &Path, folder: &Path, line: &CommandLine) -> Result<Answer, Error> {
    let run = match runner {
        Some(runner) => Run::new(runner).arg(program),
        None => Run::new(program),
    };
    let done = run.args(&line.args).stdin(&line.stdin).current_dir(folder).output()?;
    Ok(Answer { code: done.code, stdout: done.stdout, stderr: done.stderr, files: files::read_all(folder)? })
}

impl Answer {
    /// Returns the first difference; `None` if this is the answer of protoc.
    pub(super) fn difference(&self, other: &Self) -> Option<String> {
        if self.code != other.code {
            let last = other.stderr.lines().last().unwrap_or_default();
            return Some(format!("exit codes {:?} and {:?}: {last}", self.code, other.code));
        }
        if self.stdout != other.stdout {
            return Some("standard output".to_owned());
        }
        let names = self.files.keys().chain(other.files.keys());
        if let Some(name) = names.into_iter().find(|name| self.files.get(*name) != other.files.get(*name)) {
            return Some(format!("the file {name}"));
        }
        let [one, two] = [self, other].map(Self::first_error);
        (one.is_some() && one != two).then(|| format!("the first error: {} and {}", shown(one), shown(two)))
    }

    /// Returns the file, line and column of the first error that has them.
    fn first_error(&self) -> Option<(String, u32, u32)> {
        Errors::of_exit(self.code, &self.stderr)
            .first_error()
            .map(|error| (error.file.to_owned(), error.line, error.column))
    }
}

fn shown(place: Option<(String, u32, u32)>) -> String {
    place.map_or("none".to_owned(), |(file, line, column)| format!("{file}:{line}:{column}"))
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "exit {:?}\n{}{}", self.code, String::from_utf8_lossy(&self.stdout), self.stderr)?;
        self.files.iter().try_for_each(|(name, content)| writeln!(f, "{name} {} bytes", content.len()))
    }
}
