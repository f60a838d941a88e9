//! protoc, and whatever takes the arguments of protoc.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::corpus::Tree;
use crate::parallel;
use crate::process::Run;
use crate::trouble::Trouble;

/// A program that understands `protoc`'s command line.
#[derive(Debug, Clone)]
pub(crate) struct Compiler {
    program: PathBuf,
    mode: &'static [&'static str],
    /// Folder of Python modules that the program needs.
    python_path: Option<PathBuf>,
}

/// What a compiler says to some files: the bytes of the descriptor set, or why not.
pub(crate) type Said = Result<Vec<u8>, String>;

/// What a descriptor carries besides the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Info {
    None,
    Source,
}

/// So many files share a run: most runs succeed, and one that fails is soon halved down to the file at fault.
const BATCH: usize = 64;

impl Compiler {
    pub(crate) fn protoc(program: PathBuf) -> Compiler {
        Compiler { program, mode: &[], python_path: None }
    }

    /// The protoc inside of grpcio-tools, unpacked into a folder.
    pub(crate) fn grpcio_tools(folder: PathBuf) -> Compiler {
        Compiler { program: "python3".into(), mode: &["-m", "grpc_tools.protoc"], python_path: Some(folder) }
    }

    pub(crate) fn protoward(program: PathBuf) -> Compiler {
        Compiler { program, mode: &["protoc"], python_path: None }
    }

    pub(crate) fn is_protoc(&self) -> bool {
        self.mode.is_empty()
    }

    /// The files of a tree that it accepts, each as if it had been compiled alone.
    pub(crate) fn accepted(&self, tree: &Tree) -> Result<Vec<String>, Trouble> {
        let batches: Vec<&[String]> = tree.files.chunks(BATCH).collect();
        let mut all = Vec::new();
        for batch in parallel::map(&batches, |batch| self.accepted_of(tree, batch)) {
            all.extend(batch?);
        }
        Ok(all)
    }

    /// A batch that fails is halved, and so is one that fails only because two of its files cannot be loaded together.
    fn accepted_of(&self, tree: &Tree, files: &[String]) -> Result<Vec<String>, Trouble> {
        match (self.set(tree, files, &[])?, files) {
            (Ok(_), _) => Ok(files.to_vec()),
            (Err(_), [_] | []) => Ok(Vec::new()),
            (Err(_), _) => {
                let (left, right) = files.split_at(files.len() / 2);
                let mut accepted = self.accepted_of(tree, left)?;
                accepted.extend(self.accepted_of(tree, right)?);
                Ok(accepted)
            }
        }
    }

    /// The descriptor set of these files, or what the compiler had against them.
    pub(crate) fn set(&self, tree: &Tree, files: &[String], flags: &[&str]) -> Result<Said, Trouble> {
        let scratch = tempfile::tempdir().map_err(Trouble::at(Path::new("a temporary folder")))?;
        let (list, set) = (scratch.path().join("files"), scratch.path().join("set.binpb"));
        std::fs::write(&list, files.join("\n")).map_err(Trouble::at(&list))?;
        let roots = std::iter::once(&tree.dir).chain(&tree.includes).map(PathBuf::as_path);
        let run = self.over(roots).args(flags).arg(joined("-o", &set)).arg(joined("@", &list));
        let done = run.output()?;
        match done.code {
            Some(0) => Ok(Ok(std::fs::read(&set).map_err(Trouble::at(&set))?)),
            Some(_) => Ok(Err(done.stderr.trim().to_owned())),
            None => Ok(Err(format!("killed by a signal {}", done.stderr.trim()))),
        }
    }

    /// The start of a command line, with the folders to search.
    pub(crate) fn over<'a>(&self, roots: impl Iterator<Item = &'a Path>) -> Run {
        let run = Run::new(&self.program).args(self.mode).args(roots.map(|it| joined("-I", it)));
        match &self.python_path {
            Some(path) => run.env("PYTHONPATH", path).env("PYTHONDONTWRITEBYTECODE", "1"),
            None => run,
        }
    }
}

fn joined(flag: &str, path: &Path) -> OsString {
    let mut text = OsString::from(flag);
    text.push(path);
    text
}
