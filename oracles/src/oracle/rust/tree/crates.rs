//! The generated tree on disk, and crates with parts of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use protoward_rust_crate::{Generate, OptionKind, OptionValue, Plugin, generate, option};

use super::corpora::Corpus;
use protoward_kit::cargo_crate::{CargoCrate, Manifest};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::files::write;
use protoward_kit::workspace;

/// The dependencies of the crate.
const DEPENDENCIES: &str = r#"prost = "0.14"
prost-types = "0.14"
protoward-runtime = { path = "ROOT/crates/generators/runtime", features = ["fields", "json"] }
serde = "1"
tonic = "0.14"
tonic-prost = "0.14""#;

const TESTS: &str = "cargo rustdoc -- --test";

/// Allows names in unusual style: files may call a method `self`, and a service `Self`.
const STYLE: &str = "#![allow(nonstandard_style)]\n";

/// The generated code: the contents of each module's file.
pub(super) struct Tree {
    folder: PathBuf,
    pub(super) modules: BTreeMap<String, String>,
}

impl Tree {
    pub(super) fn bytes(&self) -> usize {
        self.modules.values().map(String::len).sum()
    }
}

/// Generates the code of all files at once, with these options turned on.
pub(super) fn generated(corpus: &Corpus, options: &[String]) -> Result<Tree, Error> {
    let mut entry = Generate::new(Plugin::Tonic, "");
    for name in options {
        let value = match option(name).map(|row| row.kind) {
            Some(OptionKind::List) => OptionValue::List(vec![".".to_owned()]),
            _ => OptionValue::Flag(true),
        };
        let set = entry.set(name, value);
        set.map_err(|why| Error::Usage(why.to_string()))?;
    }
    let folder = workspace::scratch("oracle/rust-tree")?.join(corpus.name.replace([' ', '/'], "-"));
    files::empty(&folder)?;
    let plans = generate(&corpus.schema, &[entry], &folder);
    let plans = plans.map_err(|report| Error::Usage(format!("{}: {report:?}", corpus.name)))?;
    let mut modules = BTreeMap::new();
    for (name, code) in plans.iter().flat_map(|plan| plan.files()).filter(|(name, _)| *name != "mod.rs") {
        write(&folder.join(name), code)?;
        modules.insert(name.to_owned(), String::from_utf8_lossy(code).into_owned());
    }
    Ok(Tree { folder, modules })
}

/// Runs the commands on a crate with these modules, and returns the failing ones with their output. Each lane has its own crate.
pub(super) fn failures(
    corpus: &Corpus,
    tree: &Tree,
    (number, lane): (usize, usize),
    part: &Part,
) -> Result<Vec<(&'static str, String)>, Error> {
    let folder = workspace::scratch("oracle/rust-tree")?;
    let user = CargoCrate::built_into(folder.join(format!("crate-{lane}")), folder.join(format!("target-{lane}")));
    user.write_manifest(&Manifest::new("rust-tree").dependencies(DEPENDENCIES))?;
    user.lock()?;
    let library = format!("//! Part {number} of {}.\n{STYLE}{}", corpus.name, library(tree, part));
    user.write("src/lib.rs", library)?;
    let commands: [(&str, &[&str]); 3] = [
        ("cargo check", &["check"]),
        ("cargo doc --no-deps", &["doc", "--no-deps"]),
        // Like `cargo test --doc`, but does not compile the library to machine code, because there are no tests to link with it.
        (TESTS, &["rustdoc", "--lib", "--", "--test"]),
    ];
    let mut failures = Vec::new();
    for (shown, arguments) in commands {
        let done = user.cargo(&["--quiet"]).args(arguments).env("RUSTDOCFLAGS", "-Dwarnings").output()?;
        let output = format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr);
        let no_tests = shown != TESTS || output.contains("running 0 tests");
        if done.code != Some(0) || !no_tests {
            failures.push((shown, head(&output)));
        }
    }
    Ok(failures)
}

fn head(output: &str) -> String {
    const LINES: usize = 60;
    output.lines().take(LINES).fold(String::new(), |text, line| text + "    " + line + "\n")
}

/// Nests the modules according to the names of their files.
fn library(tree: &Tree, part: &Part) -> String {
    let mut paths: Vec<(Vec<&str>, &String)> = part
        .iter()
        .map(|file| match file.trim_end_matches(".rs") {
            "_" => (Vec::new(), file),
            path => (path.split('.').collect(), file),
        })
        .collect();
    paths.sort();
    let mut text = String::new();
    let mut open = Vec::new();
    for (path, file) in paths {
        let common = open.iter().zip(&path).take_while(|(open, part)| open == part).count();
        text.push_str(&"}\n".repeat(open.len() - common));
        for part in &path[common..] {
            let _ = writeln!(text, "pub mod {part} {{");
        }
        let _ = writeln!(text, "include!({:?});", tree.folder.join(file));
        open = path;
    }
    text.push_str(&"}\n".repeat(open.len()));
    text
}

/// The names of the modules of one crate.
pub(super) type Part = BTreeSet<String>;
