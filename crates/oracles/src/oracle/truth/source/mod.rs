//! The judges of generated code: a program that uses the old API is compiled against the new code.
//!
//! In: changes. Out: for each language, the changes that such a program does not survive, with what the compiler says.
//! The compilers are rustc, mypy and tsc; the gate is not asked here.
//!
//! A program uses what a reader of messages and a caller of methods uses: each type, field, enum value, extension and
//! method of the old side, with the type that it had. Additions do not disturb it: patterns end in `..` and `_`.

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
use crate::trouble::Trouble;

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

/// The two sides of a change, as texts.
#[derive(Debug, Clone, Copy)]
pub(in crate::oracle) struct Sides<'a> {
    pub(in crate::oracle) number: u64,
    pub(in crate::oracle) old: &'a Files,
    pub(in crate::oracle) new: &'a Files,
}

/// What the compilers say.
#[derive(Debug, Default)]
pub(in crate::oracle) struct Judgement {
    /// By language: the changes that were judged.
    pub(in crate::oracle) judged: BTreeMap<Language, BTreeSet<u64>>,
    /// By language and change: the first errors of a program that uses the old API.
    pub(in crate::oracle) breaks: BTreeMap<(Language, u64), String>,
    /// By language and change: why it was not judged. The program does not compile against the old code either, or there
    /// is no code for that language.
    pub(in crate::oracle) not_judged: BTreeMap<(Language, u64), String>,
}

/// One side, compiled.
#[derive(Debug)]
struct Side {
    schema: Schema,
    /// The files of the change, without well-known types.
    files: Vec<String>,
}

/// A change whose sides both compile.
#[derive(Debug)]
struct Subject {
    number: u64,
    old: Side,
    new: Side,
}

/// Files by path, without the module or folder of the change.
type Code = BTreeMap<String, String>;

/// Larger changes are left out: compilers would be busy with what the change is not about.
const LARGEST: usize = 32 << 10;

/// Whether a change is small enough to be compiled by all compilers.
pub(in crate::oracle) fn is_small(sides: Sides<'_>) -> bool {
    let size = |files: &Files| files.values().map(String::len).sum::<usize>();
    size(sides.old) <= LARGEST && size(sides.new) <= LARGEST
}

/// Asks the compilers of all languages.
pub(in crate::oracle) fn judge(changes: &[Sides<'_>], languages: &[Language]) -> Result<Judgement, Trouble> {
    let mut judgement = Judgement::default();
    // The compilers use one core each, for the most part.
    let verdicts = crate::parallel::map(languages, |language| {
        // Files that say where they lie have the folder of the change in their path.
        let has_folders = *language != Language::Rust;
        let subjects: Vec<Subject> = changes.iter().filter_map(|sides| subject(*sides, has_folders)).collect();
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

/// What the compiler of one language says of one change.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    Fine,
    Breaks(String),
    NotJudged(String),
}

type Verdicts = BTreeMap<u64, Verdict>;

fn subject(sides: Sides<'_>, has_folders: bool) -> Option<Subject> {
    let folder = has_folders.then(|| folder(sides.number));
    let (old, new) = (side(sides.old, folder.as_deref())?, side(sides.new, folder.as_deref())?);
    Some(Subject { number: sides.number, old, new })
}

/// The module or folder that a change has in each language.
fn folder(number: u64) -> String {
    format!("c{number}")
}

/// The change that a line of a compiler's output is about.
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

/// The same files below a folder; imports of each other follow. A well-known type that a change brings along stays where
/// it is: generators know it by its path.
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
    /// As a `FileDescriptorSet`, imports included.
    fn descriptors(&self) -> Arc<[u8]> {
        encode(&self.schema, Encode { imports: true, source_info: false }).into()
    }

    /// The files that code is generated for.
    fn generated(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str).filter(|name| !is_well_known(name))
    }
}

/// Whether the runtimes have the code of a file.
fn is_well_known(name: &str) -> bool {
    well_known(name).is_some()
}

/// The first lines of what a compiler says.
fn head(lines: &[&str]) -> String {
    const LINES: usize = 6;
    lines.iter().take(LINES).fold(String::new(), |text, line| text + "    " + line + "\n")
}

/// Compiles programs until the compiler has nothing against the ones that are left: errors of one kind keep a compiler
/// from looking for others.
fn rounds(
    numbers: impl IntoIterator<Item = u64>,
    mut compile: impl FnMut(&BTreeSet<u64>) -> Result<BTreeMap<u64, String>, Trouble>,
) -> Result<(BTreeSet<u64>, BTreeMap<u64, String>), Trouble> {
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

/// Judges by compiling each program against the new code and, where that fails, against the old code.
fn by_compiling(
    numbers: &[u64],
    mut compile: impl FnMut(&BTreeSet<u64>, Version) -> Result<BTreeMap<u64, String>, Trouble>,
) -> Result<Verdicts, Trouble> {
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

/// The side that code is generated from; programs always use the API of the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Old,
    New,
}

fn write(path: &std::path::Path, content: &str) -> Result<(), Trouble> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(Trouble::at(parent))?;
    }
    std::fs::write(path, content).map_err(Trouble::at(path))
}

/// An empty folder below `target/oracle/truth`.
fn empty(name: &str) -> Result<std::path::PathBuf, Trouble> {
    let folder = crate::workspace::scratch("oracle/truth")?.join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(Trouble::at(&folder))?;
    }
    std::fs::create_dir_all(&folder).map_err(Trouble::at(&folder))?;
    Ok(folder)
}
