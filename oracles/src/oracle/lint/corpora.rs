//! Real schemas: every rule and every category of a configuration version.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Pair, Version};
use crate::oracle::breaking::gates::{Answer, Gate, Rules, answer, differences, first_line};
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

/// Schemas of a company, and of tests with proto2, groups and editions.
const CORPORA: [&str; 3] = ["google-proto-files", "googleapis-common-protos", "protobuf-src"];

/// Number of rounds that remove files that a program refuses.
const ROUNDS: usize = 8;

/// Number of differences to print for a run.
const SHOWN: usize = 10;

pub(super) fn compare(pair: &Pair, versions: &[Version], corpus: Option<&str>) -> Result<bool, Error> {
    let mut is_fine = true;
    for name in corpus.map_or_else(|| CORPORA.to_vec(), |name| vec![name]) {
        for tree in corpus::find(name)?.trees()? {
            let Some(folder) = copy(pair, &tree)? else { continue };
            for &version in versions {
                is_fine &= version_of(pair, &tree, &folder, version)?;
            }
        }
    }
    Ok(is_fine)
}

/// Compares all rules of a version, then each category with buf's findings of all rules.
fn version_of(pair: &Pair, tree: &Tree, folder: &Path, version: Version) -> Result<bool, Error> {
    let rules = pair.rules(version)?;
    let ids: Vec<&str> = rules.keys().map(String::as_str).filter(|id| is_compared(id)).collect();
    configure(folder, version, &ids)?;
    let theirs = lint(&pair.buf, folder)?;
    let ours = lint(&pair.ours, folder)?;
    let mut is_fine = print(tree, version, "every rule", &theirs, &ours);
    let categories: BTreeSet<&str> = rules.values().flatten().map(String::as_str).collect();
    for category in categories {
        configure(folder, version, &[category])?;
        is_fine &= print(tree, version, category, &theirs.in_category(category, &rules), &lint(&pair.ours, folder)?);
    }
    Ok(is_fine)
}

fn print(tree: &Tree, version: Version, what: &str, theirs: &Answer, ours: &Answer) -> bool {
    let differences = differences(theirs, ours);
    let count = match theirs {
        Answer::Findings(found) => found.values().map(|it| it.0).sum::<usize>().to_string(),
        Answer::Refused(why) => format!("refused ({why}), no"),
    };
    let title = format!("{} {} {what}", tree.title(), version.name());
    println!("{title}: {count} findings, {} differences", differences.len());
    differences.iter().take(SHOWN).for_each(|it| println!("  DIFFERS {it}"));
    differences.is_empty() && matches!(theirs, Answer::Findings(_))
}

fn configure(folder: &Path, version: Version, names: &[&str]) -> Result<(), Error> {
    let path = folder.join("buf.yaml");
    let text = format!("version: {}\nlint:\n  use: [{}]\n", version.name(), names.join(", "));
    files::write(&path, text)
}

pub(super) fn lint(gate: &Gate, folder: &Path) -> Result<Answer, Error> {
    answer(&command(gate, folder))
}

fn command(gate: &Gate, folder: &Path) -> Run {
    Run::new(&gate.program).args(["lint", "--error-format", "json"]).current_dir(folder)
}

/// Copies a tree, and removes the files that one of the programs refuses. Returns `None` if nothing is left.
fn copy(pair: &Pair, tree: &Tree) -> Result<Option<PathBuf>, Error> {
    let folder = pair.folder.join(format!("corpus-{}", tree.title().replace(['/', ' '], "-")));
    files::clear(&folder)?;
    for file in &tree.files {
        let from = tree.dir.join(file);
        let text = std::fs::read(&from).map_err(Error::at(&from))?;
        // buf cannot print the message sets of proto1.
        if !text.windows(MESSAGE_SET.len()).any(|it| it == MESSAGE_SET) {
            files::write(&folder.join(file), text)?;
        }
    }
    configure(&folder, Version::V2, &["MINIMAL"])?;
    for _ in 0..ROUNDS {
        let mut refused = refusal(&pair.buf, &folder)?.errors;
        refused.extend(refusal(&pair.ours, &folder)?.errors);
        if refused.is_empty() {
            break;
        }
        for file in refused.into_keys() {
            let path = folder.join(file);
            if path.is_file() {
                std::fs::remove_file(&path).map_err(Error::at(&path))?;
            }
        }
    }
    let is_left = tree.files.iter().any(|file| folder.join(file).is_file());
    Ok(is_left.then_some(folder))
}

const MESSAGE_SET: &[u8] = b"message_set_wire_format";

/// The answer of a program about a folder that it may refuse.
struct Refusal {
    /// The files with errors, each with the first of them.
    errors: BTreeMap<String, String>,
    is_accepted: bool,
    /// The exit code, and the first line of the output.
    summary: String,
}

/// Returns the errors of a program.
fn refusal(gate: &Gate, folder: &Path) -> Result<Refusal, Error> {
    let done = command(gate, folder).output()?;
    let out = String::from_utf8_lossy(&done.stdout).into_owned();
    let is_accepted = matches!(done.code, Some(0 | 100)) && !out.contains("\"COMPILE\"");
    let mut errors = BTreeMap::new();
    if !is_accepted {
        let values = |text| str::lines(text).filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
        // buf writes its errors where the findings are. protoward writes the findings too, if only some files have errors.
        let theirs = values(&out).filter(|value| value["type"] == "COMPILE");
        let ours = values(&done.stderr).filter(|value| value["severity"] != "warning");
        for value in theirs.chain(ours) {
            if let Some(path) = value["path"].as_str() {
                let message = value["message"].as_str().unwrap_or("no message").to_owned();
                errors.entry(path.to_owned()).or_insert(message);
            }
        }
    }
    Ok(Refusal { errors, is_accepted, summary: first_line(&done) })
}

/// The files that one of two programs refuses.
pub(in crate::oracle) struct RefusedFiles {
    /// The files, each with its first error.
    errors: BTreeMap<String, String>,
    /// `true` if buf accepts them, so that each is a difference.
    pub(in crate::oracle) is_only_ours: bool,
    /// The exit code of each program, and the first line of its output.
    summaries: [String; 2],
}

impl RefusedFiles {
    /// Returns the numbers of the draws that have the files.
    ///
    /// # Errors
    /// Fails for a file that no draw has, such as the configuration of all: nothing would be compared.
    pub(in crate::oracle) fn draws(&self, number_of: fn(&str) -> Option<u64>) -> Result<BTreeSet<u64>, Error> {
        let number = |path: &String| {
            let who = if self.is_only_ours { "protoward" } else { "buf" };
            number_of(path).ok_or_else(|| Error::Usage(format!("{who} refuses `{path}`, so nothing can be compared")))
        };
        self.errors.keys().map(number).collect()
    }

    /// Lists the files that only protoward refuses, one line each. The answers of both programs are behind the last one.
    pub(in crate::oracle) fn differences(&self) -> Vec<String> {
        if !self.is_only_ours {
            return Vec::new();
        }
        let line = |(path, error)| format!("DIFFERS only protoward refuses {path}: {error}");
        let mut lines: Vec<String> = self.errors.iter().map(line).collect();
        if let Some(last) = lines.last_mut() {
            let [buf, ours] = &self.summaries;
            *last += &format!("\n  buf: {buf}\n  protoward: {ours}");
        }
        lines
    }
}

/// Returns the files that buf refuses, or else those that protoward refuses.
pub(in crate::oracle) fn refused_by_either(buf: &Gate, ours: &Gate, folder: &Path) -> Result<RefusedFiles, Error> {
    let theirs = refusal(buf, folder)?;
    if !theirs.errors.is_empty() {
        return Ok(RefusedFiles { errors: theirs.errors, is_only_ours: false, summaries: Default::default() });
    }
    let ours = refusal(ours, folder)?;
    // buf may fail without a path, for instance by the error that it calls a bug of itself.
    let summaries = [theirs.summary, ours.summary];
    Ok(RefusedFiles { errors: ours.errors, is_only_ours: theirs.is_accepted, summaries })
}

/// Returns the categories of rules, for settings.
pub(super) fn names(rules: &Rules) -> Vec<String> {
    let categories: BTreeSet<&String> = rules.values().flatten().collect();
    rules.keys().chain(categories).filter(|name| is_compared(name)).cloned().collect()
}

/// Returns `false` for rules that buf has retired, which it warns about.
fn is_compared(id: &str) -> bool {
    id != "IMPORT_NO_WEAK"
}
