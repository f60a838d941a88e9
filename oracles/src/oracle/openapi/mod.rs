//! Checks `--openapi_out` on real services: documents must be valid and have an operation for every HTTP rule.

mod linters;

use std::collections::BTreeMap;
use std::path::Path;

use clap::Args;

use crate::oracle::arguments::{ProgramArgs, SampleArgs};
use crate::oracle::compilers::{Compiler, roots};
use linters::Linted;
use protoward_kit::Outcome;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::files::write;
use protoward_kit::process::Run;
use protoward_kit::workspace;

const COMPARE: &str = include_str!("compare.py");
const VALIDATE: &str = include_str!("validate.mjs");

/// The text that every file with HTTP rules contains.
const RULE: &str = "google.api.http";

/// A document is valid if two validators accept it: openapi-spec-validator for Python, and @seriousme/openapi-schema-validator
/// for Node. Two linters must have no error: Redocly with `recommended`, and Spectral with `oas`, on the document of the example
/// and on 40 others. Operations are compared with the HTTP rules that a Python script reads from protoc's descriptors.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    sample: SampleArgs,
    #[command(flatten)]
    subject: ProgramArgs,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let theirs = Compiler::protoc(corpus::protoc()?);
    let ours = Compiler::protoward(options.subject.program()?);
    let mut is_fine = true;
    for tree in options.sample.trees()?.into_iter().filter(|tree| tree.corpus == "google-proto-files") {
        let found = compare(&tree, &theirs, &ours)?;
        println!("{}: {found}", tree.title());
        is_fine &= found.is_fine();
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// The results of the validators and the comparison.
#[derive(Debug, Default)]
struct Results {
    /// By the name of the tool: the number of documents that are valid, and the number of all documents.
    valid: BTreeMap<&'static str, (usize, usize)>,
    /// The number of operations that match a rule, and the number of rules.
    operations: (usize, usize),
    schemas: usize,
    references: usize,
    wrong: usize,
    linted: Vec<(&'static str, Linted)>,
}

impl Results {
    fn is_fine(&self) -> bool {
        let is_full = |(part, all): (usize, usize)| part == all;
        let is_clean = self.linted.iter().all(|(_, linted)| linted.errors.is_empty());
        self.wrong == 0 && is_clean && is_full(self.operations) && self.valid.values().all(|&both| is_full(both))
    }

    fn read(&mut self, tool: &'static str, output: &str) {
        for line in output.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            let mut numbers = rest.split(' ').map_while(|word| word.parse::<usize>().ok());
            match word {
                "valid" | "invalid" => {
                    let (valid, all) = self.valid.entry(tool).or_default();
                    *all += 1;
                    *valid += usize::from(word == "valid");
                }
                "operations" => {
                    self.operations = (numbers.next().unwrap_or_default(), numbers.next().unwrap_or_default());
                }
                "schemas" => self.schemas = numbers.next().unwrap_or_default(),
                "references" => self.references = numbers.next().unwrap_or_default(),
                _ => self.wrong += 1,
            }
            if matches!(word, "invalid" | "wrong") {
                println!("  {line}");
            }
        }
    }
}

impl std::fmt::Display for Results {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (tool, (valid, all)) in &self.valid {
            write!(f, "{valid} of {all} documents valid by {tool}, ")?;
        }
        for (tool, Linted { documents, errors, warnings }) in &self.linted {
            write!(f, "{} errors and {warnings} warnings of {tool} in {documents} documents, ", errors.len())?;
        }
        let (part, all) = self.operations;
        write!(f, "{part} of {all} http rules have their operation, {} schemas, ", self.schemas)?;
        write!(f, "{} references, {} wrong", self.references, self.wrong)
    }
}

fn compare(tree: &Tree, theirs: &Compiler, ours: &Compiler) -> Result<Results, Error> {
    let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let below = |name: &str| scratch.path().join(name);
    let with_rules = Tree { files: with_rules(tree)?, ..tree.clone() };
    let names = theirs.accepted(&with_rules)?;
    let set = theirs.set(tree, &names, &["--include_imports"])?;
    let set = set.map_err(|words| Error::Incomplete { package: tree.title(), what: words })?;
    write(&below("set"), &set)?;
    write(&below("names"), names.join("\n").as_bytes())?;
    for format in ["yaml", "json"] {
        std::fs::create_dir(below(format)).map_err(Error::at(&below(format)))?;
        let out = format!("--openapi_out=duplicates=allow,format={format}:{}", below(format).display());
        ours.over(roots(tree)).arg(out).arg(format!("@{}", below("names").display())).finish()?;
    }
    write(&below("compare.py"), COMPARE.as_bytes())?;
    write(&below("validate.mjs"), VALIDATE.as_bytes())?;
    let mut found = Results::default();
    let libraries = std::env::join_paths([corpus::openapi_spec_validator()?, corpus::python_protobuf()?]);
    let libraries = libraries.expect("folders of ours have no separator in their names");
    let python = Run::new("python3").install_hint("Python 3").arg(below("compare.py"));
    let python = python.args(["set", "names", "yaml", "json"].map(below));
    let done = python.env("PYTHONPATH", libraries).env("PYTHONDONTWRITEBYTECODE", "1").finish()?;
    found.read("openapi-spec-validator", &String::from_utf8_lossy(&done.stdout));
    let node = Run::new("node").install_hint("Node.js").arg(below("validate.mjs"));
    let done = node.arg(corpus::openapi_schema_validator()?).arg(below("yaml")).finish()?;
    found.read("@seriousme/openapi-schema-validator", &String::from_utf8_lossy(&done.stdout));
    let example = workspace::root().join("examples/services/src/gen/openapi.json");
    found.linted = linters::run(example, &below("yaml"))?;
    found.linted.iter().flat_map(|(_, linted)| &linted.errors).for_each(|error| println!("  {error}"));
    Ok(found)
}

/// Returns the files of a tree that have HTTP rules.
fn with_rules(tree: &Tree) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    for file in &tree.files {
        let path = tree.dir.join(file);
        let text = std::fs::read(&path).map_err(Error::at(&path))?;
        let is_ruled = String::from_utf8_lossy(&text).contains(RULE);
        files.extend(is_ruled.then(|| file.clone()));
    }
    Ok(files)
}
