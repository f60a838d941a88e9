//! The judges of generated code: they compile a program that uses the old API against the new code.
//!
//! Input: changes. Output: for each language, the changes that break such a program, with the compiler's errors. The compilers
//! are rustc, mypy and tsc. The gate is not involved.
//!
//! A program uses what readers of messages and callers of methods use: each type, field, enum value, extension and method of the
//! old side, with its old type. Additions do not break it: patterns end in `..` and `_`.

mod python;
mod rust;
mod rust_usage;
mod typescript;
mod typescript_usage;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use protoward_compiler::{Compiler, well_known};
use protoward_schema::Schema;
use protoward_schema::descriptor::{Encode, encode};
use protoward_source::MemoryTree;

use crate::mutate::Files;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::files::write;
pub(in crate::oracle) use python::pins;

/// A language whose generated code is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::oracle) enum Language {
    Rust,
    Python,
    TypeScript,
}

impl Language {
    pub(in crate::oracle) const ALL: [Language; 3] = [Language::Rust, Language::Python, Language::TypeScript];

    pub(in crate::oracle) const fn name(self) -> &'static str {
        match self {
            Language::Rust => "Rust",
            Language::Python => "Python",
            Language::TypeScript => "TypeScript",
        }
    }
}

/// The files of the two sides of a change.
#[derive(Debug, Clone, Copy)]
pub(in crate::oracle) struct Sides<'a> {
    pub(in crate::oracle) number: u64,
    pub(in crate::oracle) old: &'a Files,
    pub(in crate::oracle) new: &'a Files,
}

/// The results of the compilers.
#[derive(Debug, Default)]
pub(in crate::oracle) struct Judgement {
    /// By language: the changes that were judged.
    pub(in crate::oracle) judged: BTreeMap<Language, BTreeSet<u64>>,
    /// By language and change: the first errors of a program that uses the old API.
    pub(in crate::oracle) breaks: BTreeMap<(Language, u64), String>,
    /// By language and change: why it was not judged. Either the program does not compile against the old code, or there is no
    /// code for that language.
    pub(in crate::oracle) not_judged: BTreeMap<(Language, u64), String>,
}

/// One side of a change, compiled.
#[derive(Debug)]
struct Side {
    schema: Schema,
    /// The files of the change, without well-known types.
    files: Vec<String>,
}

/// A change with two sides that compile.
#[derive(Debug)]
struct ProgramArgs {
    number: u64,
    old: Side,
    new: Side,
}

/// The contents of files by path, relative to the module or folder of the change.
type Code = BTreeMap<String, String>;

/// The maximum size of a change. In larger changes, compilers would mostly process unrelated code.
const LARGEST: usize = 32 << 10;

/// Returns `true` if a change is small enough for all compilers.
pub(in crate::oracle) fn is_small(sides: Sides<'_>) -> bool {
    let size = |files: &Files| files.values().map(String::len).sum::<usize>();
    size(sides.old) <= LARGEST && size(sides.new) <= LARGEST
}

/// Runs the compilers of all languages.
pub(in crate::oracle) fn judge(changes: &[Sides<'_>], languages: &[Language]) -> Result<Judgement, Error> {
    let mut judgement = Judgement::default();
    // Most of the time, each compiler uses one core.
    let verdicts = protoward_kit::parallel::map(languages, |language| {
        // In Python and TypeScript, generated code contains the path of the file, so the files need the folder of the change.
        let has_folders = *language != Language::Rust;
        let subjects: Vec<ProgramArgs> = changes.iter().filter_map(|sides| subject(*sides, has_folders)).collect();
        match language {
            Language::Rust => rust::judge(&subjects),
            Language::Python => python::judge(&subjects),
            Language::TypeScript => typescript::judge(&subjects),
        }
    });
    for (&language, verdicts) in languages.iter().zip(verdicts) {
        for (number, verdict) in verdicts? {
            match verdict {
                Verdict::Fine => {}
                Verdict::Breaks(errors) => drop(judgement.breaks.insert((language, number), errors)),
                Verdict::NotJudged(why) => {
                    judgement.not_judged.insert((language, number), why);
                    continue;
                }
            }
            judgement.judged.entry(language).or_default().insert(number);
        }
    }
    Ok(judgement)
}

/// The result of one compiler for one change.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Fine,
    Breaks(String),
    NotJudged(String),
}

type Verdicts = BTreeMap<u64, Verdict>;

fn subject(sides: Sides<'_>, has_folders: bool) -> Option<ProgramArgs> {
    let folder = has_folders.then(|| folder(sides.number));
    let old = side(sides.old, folder.as_deref())?;
    let new = side(sides.new, folder.as_deref())?;
    Some(ProgramArgs { number: sides.number, old, new })
}

/// Returns the name of a change's module or folder.
fn folder(number: u64) -> String {
    format!("c{number}")
}

/// Returns the number of the change that a line of compiler output refers to.
fn number_in(line: &str) -> Option<u64> {
    line.split(['/', '\\', ' ', ':', '.']).find_map(|part| part.strip_prefix('c')?.parse().ok())
}

fn side(files: &Files, folder: Option<&str>) -> Option<Side> {
    let texts: Vec<(String, String)> = match folder {
        Some(folder) => moved_into(files, folder),
        None => files.iter().map(|(name, text)| (name.clone(), text.clone())).collect(),
    };
    let names: Vec<String> = texts.iter().map(|(name, _)| name.clone()).collect();
    let compiled = Compiler::new().resolver(MemoryTree::new(texts)).compile(&names).ok()?;
    Some(Side { schema: compiled.into_schema(), files: names })
}

/// Moves the files below a folder, and adapts their imports. A well-known type in the change keeps its path, because generators
/// recognize it by its path.
fn moved_into(files: &Files, folder: &str) -> Vec<(String, String)> {
    let moved: Vec<&String> = files.keys().filter(|name| !is_well_known(name)).collect();
    let text = |text: &String| {
        moved.iter().fold(text.clone(), |text, name| {
            ['"', '\''].iter().fold(text, |text, quote| {
                text.replace(&format!("{quote}{name}{quote}"), &format!("{quote}{folder}/{name}{quote}"))
            })
        })
    };
    let name = |name: &String| if is_well_known(name) { name.clone() } else { format!("{folder}/{name}") };
    files.iter().map(|(path, content)| (name(path), text(content))).collect()
}

impl Side {
    /// Encodes the schema as a `FileDescriptorSet` with imports.
    fn descriptors(&self) -> Arc<[u8]> {
        encode(&self.schema, Encode { imports: true, source_info: false }).into()
    }

    /// Returns the files for which code is generated.
    fn generated(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str).filter(|name| !is_well_known(name))
    }
}

/// Returns `true` if the runtime libraries contain the code of a file.
fn is_well_known(name: &str) -> bool {
    well_known(name).is_some()
}

/// Returns the first lines of compiler output, indented.
fn head(lines: &[&str]) -> String {
    const LINES: usize = 6;
    lines.iter().take(LINES).fold(String::new(), |text, line| text + "    " + line + "\n")
}

/// Compiles programs repeatedly without those that failed, until all compile. Errors of one kind keep a compiler from looking for
/// others.
fn rounds(
    numbers: impl IntoIterator<Item = u64>,
    mut compile: impl FnMut(&BTreeSet<u64>) -> Result<BTreeMap<u64, String>, Error>,
) -> Result<(BTreeSet<u64>, BTreeMap<u64, String>), Error> {
    let mut left: BTreeSet<u64> = numbers.into_iter().collect();
    let mut wrong = BTreeMap::new();
    while !left.is_empty() {
        let found = compile(&left)?;
        if found.is_empty() {
            break;
        }
        left.retain(|number| !found.contains_key(number));
        wrong.extend(found);
    }
    Ok((left, wrong))
}

/// Compiles each program against the new code, and each failing program against the old code.
fn by_compiling(
    numbers: &[u64],
    mut compile: impl FnMut(&BTreeSet<u64>, Version) -> Result<BTreeMap<u64, String>, Error>,
) -> Result<Verdicts, Error> {
    let (fine, broken) = rounds(numbers.iter().copied(), |left| compile(left, Version::New))?;
    let (_, faulty) = rounds(broken.keys().copied(), |left| compile(left, Version::Old))?;
    let mut verdicts: Verdicts = fine.into_iter().map(|number| (number, Verdict::Fine)).collect();
    for (number, errors) in broken {
        let verdict = match faulty.get(&number) {
            Some(errors) => Verdict::NotJudged(format!("the program is wrong with the old code too:\n{errors}")),
            None => Verdict::Breaks(errors),
        };
        verdicts.insert(number, verdict);
    }
    Ok(verdicts)
}

/// The side from which code is generated. Programs always use the API of the old side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Old,
    New,
}

/// Creates an empty folder below `target/oracle/truth`.
fn empty(name: &str) -> Result<std::path::PathBuf, Error> {
    let folder = protoward_kit::workspace::scratch("oracle/truth")?.join(name);
    files::empty(&folder)?;
    Ok(folder)
}
