//! A protoc, for the languages that only protoc generates.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use walkdir::WalkDir;

use super::Limits;
use super::find;
use super::run::{self, Ran};
use crate::error::{Failure, Problem, Stopped};
use crate::generator::{Generated, GeneratedFile, Generator, Supports, Task};
use protoward_schema::wire::Writer;

/// One of the generators that are built into a protoc. It is given descriptors, and so sees what plugins see.
#[derive(Clone, Debug)]
pub struct Protoc {
    language: String,
    program: String,
    arguments: Vec<String>,
    limits: Limits,
}

impl Protoc {
    /// The generator `--LANGUAGE_out` of this program, which is a path, or a name that is looked for in the folders of `PATH`.
    pub fn new(language: impl Into<String>, program: impl Into<String>) -> Self {
        let (language, program) = (language.into(), program.into());
        Self { language, program, arguments: Vec::new(), limits: Limits::default() }
    }

    /// The `protoc` of `PATH`, unless that is the program that runs already by another name.
    pub fn on_path(language: impl Into<String>) -> Option<Self> {
        let path = find::program("protoc").ok()?;
        let own = std::env::current_exe().and_then(fs::canonicalize).ok();
        let is_own = fs::canonicalize(&path).ok().is_some_and(|path| Some(path) == own);
        (!is_own).then(|| Self::new(language, path.to_string_lossy()))
    }

    /// Arguments in front of all others.
    #[must_use]
    pub fn arguments(mut self, arguments: Vec<String>) -> Self {
        self.arguments = arguments;
        self
    }

    /// How long it may take, and how much it may write.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The path or name of the program.
    pub fn program(&self) -> &str {
        &self.program
    }

    /// The program at work in a folder of its own: what it reads, and where it writes.
    fn command(&self, program: &Path, task: &Task<'_>, folder: &Path) -> io::Result<Command> {
        let [set, list, out] = ["descriptors", "files", "out"].map(|name| folder.join(name));
        fs::write(&set, descriptors(task))?;
        // A file, as not every system takes some thousand arguments.
        fs::write(&list, task.files.join("\n"))?;
        fs::create_dir(&out)?;
        let mut command = Command::new(program);
        command.args(&self.arguments).arg(format!("--descriptor_set_in={}", set.display()));
        command.arg(format!("--{}_out={}", self.language, out.display()));
        if !task.parameter.is_empty() {
            command.arg(format!("--{}_opt={}", self.language, task.parameter));
        }
        command.arg(format!("@{}", list.display()));
        Ok(command)
    }

    fn failed(&self, problem: Problem) -> Box<Failure> {
        Failure::new(self.language.clone(), problem)
    }
}

impl Generator for Protoc {
    fn name(&self) -> &str {
        &self.language
    }

    fn generate(&self, task: &Task<'_>) -> Result<Generated, Box<Failure>> {
        let program = find::program(&self.program).map_err(|sought| {
            self.failed(Problem::NoProtoc { program: self.program.clone(), language: self.language.clone(), sought })
        })?;
        let not_started = |error| self.failed(Problem::NotStarted { path: program.clone(), error });
        let folder = tempfile::tempdir().map_err(not_started)?;
        let mut command = self.command(&program, task, folder.path()).map_err(not_started)?;
        let Ran { said, problem, .. } =
            run::run(&self.program, &program, &mut command, Box::new(|_| Ok(())), self.limits);
        if let Some(problem) = problem {
            return Err(Box::new(Failure { generator: self.language.clone(), problem, said }));
        }
        let files = written(&folder.path().join("out"), self.limits.output).map_err(|why| match why {
            NotRead::Failed(error) => not_started(error),
            NotRead::TooMuch => {
                let why = Stopped::TooMuchOutput(self.limits.output);
                self.failed(Problem::Stopped { name: self.program.clone(), why })
            }
        })?;
        // It has said itself what it does not take.
        Ok(Generated { files, supports: Supports::all(), notes: said, ..Generated::default() })
    }
}

/// The files that a task is about, with what they import, as a `FileDescriptorSet`.
fn descriptors(task: &Task<'_>) -> Vec<u8> {
    let descriptors = &task.subject.descriptors;
    let wanted = || task.files.iter().filter_map(|name| descriptors.position(name)).collect::<Vec<_>>();
    let order = task.told.order.map_or_else(|| descriptors.with_imports(&wanted()), <[usize]>::to_vec);
    let mut writer = Writer::default();
    order.into_iter().for_each(|file| writer.bytes(1, &descriptors.files()[file].whole));
    writer.into_bytes()
}

/// Why there is nothing of what was written.
enum NotRead {
    Failed(io::Error),
    TooMuch,
}

/// What is in a folder, by name.
fn written(folder: &Path, most: usize) -> Result<Vec<GeneratedFile>, NotRead> {
    let (mut files, mut rest) = (Vec::new(), most);
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| NotRead::Failed(error.into()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let size = entry.metadata().map_err(|error| NotRead::Failed(error.into()))?.len();
        rest = usize::try_from(size).ok().and_then(|size| rest.checked_sub(size)).ok_or(NotRead::TooMuch)?;
        let content = fs::read(entry.path()).map_err(NotRead::Failed)?;
        let path: PathBuf = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_owned();
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        files.push(GeneratedFile { name: parts.join("/"), content, ..GeneratedFile::default() });
    }
    Ok(files)
}
