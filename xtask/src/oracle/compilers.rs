//! protoc, and whatever takes the arguments of protoc, asked about one file at a time, but cheaply.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::corpus::Tree;
use crate::parallel;
use crate::process::Run;
use crate::trouble::Trouble;
use crate::wire;

/// A program that understands `protoc`'s command line.
#[derive(Debug, Clone)]
pub(crate) struct Compiler {
    program: PathBuf,
    mode: Option<&'static str>,
}

/// What a compiler says to one file: the bytes of its descriptor, or why not.
pub(crate) type Verdict = Result<Vec<u8>, String>;

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
        Compiler { program, mode: None }
    }

    pub(crate) fn protoward(program: PathBuf) -> Compiler {
        Compiler { program, mode: Some("protoc") }
    }

    /// The verdict on every file of a tree, each as if it had been compiled alone.
    pub(crate) fn judge(&self, tree: &Tree, info: Info) -> Result<BTreeMap<String, Verdict>, Trouble> {
        let batches: Vec<&[String]> = tree.files.chunks(BATCH).collect();
        let verdicts = parallel::map(&batches, |batch| self.judge_batch(tree, batch, info));
        let mut all = BTreeMap::new();
        for batch in verdicts {
            all.extend(batch?);
        }
        Ok(all)
    }

    /// A batch that fails is halved, and so is one that fails only because two of its files cannot be loaded together.
    fn judge_batch(&self, tree: &Tree, files: &[String], info: Info) -> Result<Vec<(String, Verdict)>, Trouble> {
        let flags: &[&str] = if info == Info::Source { &["--include_source_info"] } else { &[] };
        match (self.set(tree, files, flags)?, files) {
            (Ok(set), _) => self.apart(&set, files),
            (Err(why), [file]) => Ok(vec![(file.clone(), Err(why))]),
            (Err(_), _) => {
                let (left, right) = files.split_at(files.len() / 2);
                let mut verdicts = self.judge_batch(tree, left, info)?;
                verdicts.extend(self.judge_batch(tree, right, info)?);
                Ok(verdicts)
            }
        }
    }

    fn apart(&self, set: &[u8], files: &[String]) -> Result<Vec<(String, Verdict)>, Trouble> {
        let unreadable = |why: String| Trouble::Unreadable { command: self.program.display().to_string(), why };
        let entries = wire::files_of(set).ok_or_else(|| unreadable("no descriptor set".into()))?;
        let bytes: BTreeMap<&str, &[u8]> = entries.iter().map(|it| (it.name, it.bytes)).collect();
        let verdict = |file: &String| match bytes.get(file.as_str()) {
            Some(bytes) => Ok((file.clone(), Ok(bytes.to_vec()))),
            None => Err(unreadable(format!("no entry for `{file}` in the descriptor set"))),
        };
        files.iter().map(verdict).collect()
    }

    /// The descriptor set of these files, or what the compiler had against them.
    pub(crate) fn set(&self, tree: &Tree, files: &[String], flags: &[&str]) -> Result<Verdict, Trouble> {
        let scratch = tempfile::tempdir().map_err(Trouble::at(Path::new("a temporary folder")))?;
        let (list, set) = (scratch.path().join("files"), scratch.path().join("set.binpb"));
        std::fs::write(&list, files.join("\n")).map_err(Trouble::at(&list))?;
        let run = self.command(tree).args(flags).arg(joined("-o", &set)).arg(joined("@", &list));
        let done = run.output()?;
        match done.code {
            Some(0) => Ok(Ok(std::fs::read(&set).map_err(Trouble::at(&set))?)),
            Some(_) => Ok(Err(done.stderr.trim().to_owned())),
            None => Ok(Err(format!("killed by a signal {}", done.stderr.trim()))),
        }
    }

    fn command(&self, tree: &Tree) -> Run {
        self.over(std::iter::once(&tree.dir).chain(&tree.includes).map(PathBuf::as_path))
    }

    /// The start of a command line, with the folders to search.
    pub(crate) fn over<'a>(&self, roots: impl Iterator<Item = &'a Path>) -> Run {
        Run::new(&self.program).args(self.mode).args(roots.map(|it| joined("-I", it)))
    }

    /// The files of a tree that it accepts.
    pub(crate) fn accepted(&self, tree: &Tree) -> Result<Vec<String>, Trouble> {
        let verdicts = self.judge(tree, Info::None)?;
        Ok(verdicts.into_iter().filter(|(_, verdict)| verdict.is_ok()).map(|(file, _)| file).collect())
    }
}

fn joined(flag: &str, path: &Path) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(flag);
    text.push(path);
    text
}
