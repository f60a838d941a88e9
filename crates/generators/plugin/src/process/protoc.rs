//! Generators built into an installed protoc, for languages that only protoc supports.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use walkdir::WalkDir;

use super::Limits;
use crate::error::{Failure, GeneratorProblem, Stopped};
use crate::generator::{Generated, GeneratedFile, Generator, GeneratorCall, Supports};
use protoward_output::TemporaryFolder;
use protoward_program::ProcessResult;
use protoward_schema::wire::Writer;
use protoward_source::paths::{portable, shown};

/// A generator built into protoc. Its input are descriptors, the same as for plugins.
#[derive(Clone, Debug)]
pub struct Protoc {
    language: String,
    program: String,
    arguments: Vec<String>,
    limits: Limits,
}

impl Protoc {
    /// Creates the generator `--LANGUAGE_out` of a protoc, which is a path or a name in `PATH`.
    pub fn new(language: impl Into<String>, program: impl Into<String>) -> Self {
        let language = language.into();
        let program = program.into();
        Self { language, program, arguments: Vec::new(), limits: Limits::default() }
    }

    /// Returns the `protoc` in `PATH`, unless that is this program under another name.
    pub fn on_path(language: impl Into<String>) -> Option<Self> {
        let path = protoward_program::find("protoc").ok()?;
        let is_own = std::env::current_exe().is_ok_and(|own| is_same_program(&path, &own));
        (!is_own).then(|| Self::new(language, shown(&path).to_string()))
    }

    /// Sets the arguments before those that select the generator.
    #[must_use]
    pub fn arguments(mut self, arguments: Vec<String>) -> Self {
        self.arguments = arguments;
        self
    }

    /// Sets the limits on time and output.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Returns the path or name of the executable.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// Returns the command with its input and output in a temporary folder.
    fn command(&self, program: &Path, task: &GeneratorCall<'_>, folder: &Path) -> io::Result<Command> {
        let [set, list, out] = ["descriptors", "files", "out"].map(|name| folder.join(name));
        fs::write(&set, descriptors(task))?;
        // Passed in a file, because some systems limit the length of arguments.
        fs::write(&list, task.files.join("\n"))?;
        fs::create_dir(&out)?;
        let mut command = Command::new(program);
        command.args(&self.arguments).arg(format!("--descriptor_set_in={}", shown(&set)));
        command.arg(format!("--{}_out={}", self.language, shown(&out)));
        if !task.parameter.is_empty() {
            command.arg(format!("--{}_opt={}", self.language, task.parameter));
        }
        command.arg(format!("@{}", shown(&list)));
        Ok(command)
    }

    fn failed(&self, problem: GeneratorProblem) -> Box<Failure> {
        Failure::new(self.language.clone(), problem)
    }
}

impl Generator for Protoc {
    fn name(&self) -> &str {
        &self.language
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        let program = protoward_program::find(&self.program).map_err(|searched_in| {
            self.failed(GeneratorProblem::NoProtoc {
                program: self.program.clone(),
                language: self.language.clone(),
                searched_in,
            })
        })?;
        let not_started = |error| self.failed(GeneratorProblem::NotStarted { path: program.clone(), error });
        let folder = tempfile::tempdir().map_err(not_started)?;
        let _noted = TemporaryFolder::note(folder.path());
        let mut command = self.command(&program, task, folder.path()).map_err(not_started)?;
        let ProcessResult { stderr, problem, .. } =
            protoward_program::run(&program, &mut command, Box::new(|_| Ok(())), self.limits);
        if let Some(problem) = problem {
            let problem = GeneratorProblem::of_program(&self.program, problem);
            return Err(Box::new(Failure { generator: self.language.clone(), problem, stderr }));
        }
        let files = written(&folder.path().join("out"), self.limits.output).map_err(|why| match why {
            NotRead::Failed(error) => not_started(error),
            NotRead::TooMuch => {
                let why = Stopped::TooMuchOutput(self.limits.output);
                self.failed(GeneratorProblem::Stopped { name: self.program.clone(), why })
            }
        })?;
        // protoc itself reports unsupported features.
        Ok(Generated { files, supports: Supports::all(), notes: stderr, ..Generated::default() })
    }
}

/// Returns `true` for two names of a program: one is a link to the other, or a copy, as on Windows.
fn is_same_program(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    let length = |path: &Path| fs::metadata(path).ok().map(|found| found.len());
    let is_link = real(one).is_some() && real(one) == real(other);
    let is_copy =
        || length(one).is_some() && length(one) == length(other) && fs::read(one).ok() == fs::read(other).ok();
    is_link || is_copy()
}

/// Returns the files of a task with their imports, as a `FileDescriptorSet`.
fn descriptors(task: &GeneratorCall<'_>) -> Vec<u8> {
    let descriptors = &task.subject.descriptors;
    let wanted = || task.files.iter().filter_map(|name| descriptors.position(name)).collect::<Vec<_>>();
    let order = task.request_options.order.map_or_else(|| descriptors.with_imports(&wanted()), <[usize]>::to_vec);
    let mut writer = Writer::default();
    order.into_iter().for_each(|file| writer.bytes(1, &descriptors.files()[file].whole));
    writer.into_bytes()
}

/// The reason why the output could not be read.
enum NotRead {
    Failed(io::Error),
    TooMuch,
}

/// Reads the files in a folder, sorted by name.
fn written(folder: &Path, most: usize) -> Result<Vec<GeneratedFile>, NotRead> {
    let mut files = Vec::new();
    let mut rest = most;
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| NotRead::Failed(error.into()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let size = entry.metadata().map_err(|error| NotRead::Failed(error.into()))?.len();
        rest = usize::try_from(size).ok().and_then(|size| rest.checked_sub(size)).ok_or(NotRead::TooMuch)?;
        let content = fs::read(entry.path()).map_err(NotRead::Failed)?;
        let path: PathBuf = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
        files.push(GeneratedFile { name: portable(&path), content, ..GeneratedFile::default() });
    }
    Ok(files)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_the_same_program() {
        let folder = tempfile::tempdir().unwrap();
        let [own, copy, other, longer] = ["own", "copy", "other", "longer"].map(|name| folder.path().join(name));
        for (path, content) in [(&own, "ab"), (&copy, "ab"), (&other, "ac"), (&longer, "abc")] {
            fs::write(path, content).unwrap();
        }
        assert!(is_same_program(&own, &own) && is_same_program(&copy, &own));
        assert!(!is_same_program(&other, &own) && !is_same_program(&longer, &own));
        assert!(!is_same_program(&folder.path().join("absent"), &folder.path().join("absent")));
    }
}
