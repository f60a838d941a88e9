//! Imports protoward's generated modules into Python, and fills, serializes and parses every message.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::Compilers;
use super::outputs::{self, Input};
use crate::oracle::known::has_portable_output;
use crate::oracle::{batches, compilers};
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::wire;

const SCRIPT: &str = include_str!("round_trip.py");

/// The implementations of Google's library for Python.
const IMPLEMENTATIONS: [&str; 2] = ["upb", "python"];

/// The results of importing modules.
#[derive(Debug, Default)]
pub(super) struct Imported {
    modules: usize,
    messages: usize,
    /// The number of modules that Python cannot import, by reason. protoc's modules are equal, so they fail too.
    refused: BTreeMap<String, usize>,
    /// The number of messages that changed in the round trip.
    wrong: usize,
}

impl Imported {
    /// Adds the files of a tree. `modules` are paths without an extension.
    pub(super) fn add(&mut self, tree: &Tree, modules: &[&str], pair: &Compilers) -> Result<(), Error> {
        let out = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        for files in tree.files.chunks(super::BATCH) {
            batches::halved(files, &|files| generate(files, tree, pair, out.path()))?;
        }
        for implementation in IMPLEMENTATIONS {
            self.import(modules, implementation, out.path())?;
        }
        Ok(())
    }

    fn import(&mut self, modules: &[&str], implementation: &str, out: &Path) -> Result<(), Error> {
        let list = out.join("modules");
        std::fs::write(&list, modules.join("\n")).map_err(Error::at(&list))?;
        let python = Run::new("python3").install_hint("Python 3").args(["-c", SCRIPT]).arg(out);
        let python = python.env("PYTHONPATH", corpus::python_protobuf()?).env("PYTHONDONTWRITEBYTECODE", "1");
        let done = python.env("PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION", implementation).finish()?;
        for line in String::from_utf8_lossy(&done.stdout).lines() {
            match line.split_once(' ') {
                Some(("fine", messages)) => {
                    self.modules += 1;
                    self.messages += messages.parse::<usize>().unwrap_or_default();
                }
                Some(("wrong", what)) => {
                    self.wrong += 1;
                    println!("  WRONG in {implementation}: {what}");
                }
                Some(("refused", why)) => *self.refused.entry(why.to_owned()).or_default() += 1,
                _ => println!("  {line}"),
            }
        }
        Ok(())
    }

    pub(super) fn is_fine(&self) -> bool {
        self.wrong == 0
    }
}

/// Generates the modules of these files and of all their imports. Returns `None` if they do not compile.
fn generate(files: &[String], tree: &Tree, pair: &Compilers, out: &Path) -> Result<Option<()>, Error> {
    let Ok(set) = pair.theirs.set(tree, files, &["--include_imports"])? else { return Ok(None) };
    let names = wire::files_of(&set).unwrap_or_default();
    let names = names.iter().map(|file| file.name.to_owned()).filter(|name| has_portable_output(name));
    let names: Vec<String> = names.collect();
    let roots: Vec<&Path> = compilers::roots(tree).collect();
    match outputs::make_in(&pair.ours, pair.part, &Input::Sources(&roots), &names, out)? {
        Some(words) => Err(Error::Failed { command: "protoward".into(), status: String::new(), output: words }),
        None => Ok(Some(())),
    }
}

impl fmt::Display for Imported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { modules, messages, wrong, refused } = self;
        write!(f, "imported by Python: {modules} modules with {messages} messages, of which {wrong} come back wrong")?;
        for (why, count) in refused {
            write!(f, "\n  not imported, as it is with protoc's: {count:>5}  {why}")?;
        }
        Ok(())
    }
}
