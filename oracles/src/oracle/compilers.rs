//! protoc, and other programs with the command line of protoc.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::batches;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use tempfile::TempDir;

/// A program with the command line of protoc.
#[derive(Debug, Clone)]
pub(crate) struct Compiler {
    program: PathBuf,
    mode: &'static [&'static str],
    /// The folder with the Python modules that the program needs.
    python_path: Option<PathBuf>,
}

/// The result of a compilation: the bytes of the descriptor set, or the error text.
pub(crate) type CompileResult = Result<Vec<u8>, String>;

/// The files that a generator wrote, by their paths, or the error text.
pub(crate) type Written = Result<BTreeMap<String, Vec<u8>>, String>;

/// The optional contents of a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Info {
    None,
    Source,
}

/// The number of files in a run. Most runs succeed, and few halvings find the file at fault in the others.
const BATCH: usize = 64;

impl Compiler {
    pub(crate) fn protoc(program: PathBuf) -> Compiler {
        Compiler { program, mode: &[], python_path: None }
    }

    /// Returns the protoc of grpcio-tools, unpacked into `folder`.
    pub(crate) fn grpcio_tools(folder: PathBuf) -> Compiler {
        Compiler { program: "python3".into(), mode: &["-m", "grpc_tools.protoc"], python_path: Some(folder) }
    }

    pub(crate) fn protoward(program: PathBuf) -> Compiler {
        Compiler { program, mode: &["protoc"], python_path: None }
    }

    pub(crate) fn is_protoc(&self) -> bool {
        self.mode.is_empty()
    }

    /// Returns the files of a tree that the compiler accepts, as if each were compiled alone.
    pub(crate) fn accepted(&self, tree: &Tree) -> Result<Vec<String>, Error> {
        // If a batch fails, perhaps two of its files cannot be loaded together.
        let accepted = |_, files: &[String]| Ok(self.set(tree, files, &[])?.ok().map(|_| files.to_vec()));
        Ok(batches::each(&tree.files, BATCH, accepted)?.concat())
    }

    /// Returns the descriptor set of these files, or the compiler's error text.
    pub(crate) fn set(&self, tree: &Tree, files: &[String], flags: &[&str]) -> Result<CompileResult, Error> {
        let (run, scratch) = self.listed(roots(tree), files)?;
        let set = scratch.path().join("set.binpb");
        let done = run.args(flags).arg(joined("-o", &set)).output()?;
        match done.code {
            Some(0) => Ok(Ok(std::fs::read(&set).map_err(Error::at(&set))?)),
            Some(_) => Ok(Err(done.stderr.trim().to_owned())),
            None => Ok(Err(format!("killed by a signal {}", done.stderr.trim()))),
        }
    }

    /// Returns the start of a command line with the include paths and a list of files, and the folder of the list.
    pub(crate) fn listed<'a>(
        &self,
        roots: impl Iterator<Item = &'a Path>,
        files: &[String],
    ) -> Result<(Run, TempDir), Error> {
        let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        let list = scratch.path().join("files");
        std::fs::write(&list, files.join("\n")).map_err(Error::at(&list))?;
        Ok((self.over(roots).arg(joined("@", &list)), scratch))
    }

    /// Returns the start of a command line, with the include paths.
    pub(crate) fn over<'a>(&self, roots: impl Iterator<Item = &'a Path>) -> Run {
        let run = Run::new(&self.program).args(self.mode).args(roots.map(|it| joined("-I", it)));
        match &self.python_path {
            Some(path) => run.env("PYTHONPATH", path).env("PYTHONDONTWRITEBYTECODE", "1"),
            None => run,
        }
    }
}

/// Returns what protoward wrote for files that protoc accepts: nothing if it fails, which is printed.
pub(crate) fn or_nothing(ours: Written) -> BTreeMap<String, Vec<u8>> {
    ours.unwrap_or_else(|words| {
        println!("  protoward fails where protoc does not: {}", words.lines().next().unwrap_or_default());
        BTreeMap::new()
    })
}

/// Returns the include paths of a tree.
pub(crate) fn roots(tree: &Tree) -> impl Iterator<Item = &Path> {
    std::iter::once(&tree.dir).chain(&tree.includes).map(PathBuf::as_path)
}

/// Returns a flag with a path as its value.
pub(crate) fn joined(flag: &str, path: &Path) -> OsString {
    let mut text = OsString::from(flag);
    text.push(path);
    text
}
