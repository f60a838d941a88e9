//! Runs of the gate on a history, and what must hold between them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::history::{self, History};
use crate::mutate::{self, Files};
use crate::oracle::tally::Tally;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The program under test, with the rules that it runs.
pub(super) struct Gate {
    program: PathBuf,
    config: String,
}

/// The categories of rules; histories take turns.
const CATEGORIES: [&str; 5] = [
    r#""FILE", "API""#,
    r#""PACKAGE", "API""#,
    r#""WIRE_JSON""#,
    r#""WIRE""#,
    r#""FILE", "PACKAGE", "WIRE_JSON", "WIRE", "CSR", "API""#,
];

/// A finding, independent of the versions that it breaks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    rule: String,
    path: String,
    line: u64,
    column: u64,
    message: String,
}

/// The attributes of a finding in one run.
#[derive(Clone, Debug, Default)]
struct Said {
    versions: BTreeSet<String>,
    is_warning: bool,
    fingerprint: String,
}

type Findings = BTreeMap<Change, Said>;

impl Gate {
    pub(super) fn new(program: &Path, history: u64) -> Self {
        let mut turns = CATEGORIES.iter().zip(0..);
        let turn = history % CATEGORIES.len() as u64;
        let categories = turns.find_map(|(categories, at)| (at == turn).then_some(*categories)).unwrap_or_default();
        let config = format!("[breaking]\nuse = [{categories}]\n");
        Self { program: program.to_owned(), config }
    }

    /// Compares the work tree with all releases at once, and with each of them.
    pub(super) fn windows(&self, root: &Path, history: &History, tally: &mut Tally) -> Result<(), Error> {
        let releases = history.releases();
        let window = ["--against", "tags:v1.*", "--against", "git:HEAD"];
        let all = self.run(root, &window)?;
        let mut expected: BTreeMap<Change, BTreeSet<String>> = BTreeMap::new();
        let named = releases.iter().map(|tag| (tag.clone(), format!("git:{tag}")));
        for (version, against) in named.chain([("git:HEAD".to_owned(), "git:HEAD".to_owned())]) {
            for (change, _) in self.run(root, &["--against", &against])? {
                expected.entry(change).or_default().insert(version.clone());
            }
        }
        for (change, versions) in &expected {
            match all.get(change) {
                None => tally.findings.push(format!("the window lacks {change:?} of {versions:?}")),
                Some(said) if said.versions != *versions => {
                    tally.findings.push(format!("{change:?} breaks {versions:?}, and not {:?}", said.versions));
                }
                Some(_) => {}
            }
        }
        for change in all.keys().filter(|change| !expected.contains_key(*change)) {
            tally.findings.push(format!("no release alone has {change:?}"));
        }
        tally.add("findings over windows", all.len());
        let is_release = |version: &String| releases.contains(version);
        let count = |versions: &BTreeSet<String>| versions.iter().filter(|version| is_release(version)).count();
        tally.add(
            "that break only some of the releases",
            expected.values().filter(|it| (1..releases.len()).contains(&count(it))).count(),
        );
        tally.add("that break none of them", expected.values().filter(|it| count(it) == 0).count());
        let weaker = self.run(root, &[&window[..], &["--released-only"]].concat())?;
        for (change, said) in &all {
            let is_expected = said.is_warning || expected.get(change).is_some_and(|it| count(it) == 0);
            if weaker.get(change).map(|it| it.is_warning) != Some(is_expected) {
                tally.findings.push(format!("with `--released-only`, {change:?} is not as strict as it should be"));
            }
        }
        Ok(())
    }

    /// Compares fingerprints of the same change in other texts, and of other changes.
    pub(super) fn fingerprints(
        &self,
        root: &Path,
        elsewhere: &Path,
        history: &History,
        tally: &mut Tally,
    ) -> Result<(), Error> {
        let mut random = history.random.clone();
        let [old, .., new] = &history.versions[..] else { return Ok(()) };
        let old_folder = elsewhere.join("old");
        let new_folder = elsewhere.join("under/another/name");
        let reformatted = |files: &Files, random: &mut protoward_kit::random::Random| -> Files {
            files.iter().map(|(name, text)| (name.clone(), mutate::reformatted(text, random))).collect()
        };
        for (files, folder) in
            [(reformatted(old, &mut random), &old_folder), (reformatted(new, &mut random), &new_folder)]
        {
            std::fs::create_dir_all(folder).map_err(Error::at(folder))?;
            history::write(&files, folder)?;
        }
        let prints = |found: &Findings| {
            let mut all: Vec<_> =
                found.iter().map(|(change, said)| (change.rule.clone(), said.fingerprint.clone())).collect();
            all.sort();
            all
        };
        let first = history.releases().first().map(|tag| format!("git:{tag}")).unwrap_or_default();
        let here = self.run(root, &["--against", &first])?;
        let there = self.run(&new_folder, &["--against", &old_folder.display().to_string()])?;
        tally.add("fingerprints compared", here.len());
        if prints(&here) != prints(&there) {
            tally.findings.push(format!(
                "fingerprints depend on texts and places: {:?} and {:?}",
                prints(&here),
                prints(&there)
            ));
        }
        // The versions between are other changes of the same elements.
        let mut meant: BTreeMap<String, String> =
            here.iter().map(|(change, said)| (said.fingerprint.clone(), meaning(change))).collect();
        for files in &history.versions[1..history.versions.len() - 1] {
            history::write(files, &new_folder)?;
            history::write(old, &old_folder)?;
            for (change, said) in self.run(&new_folder, &["--against", &old_folder.display().to_string()])? {
                tally.add("fingerprints compared", 1);
                let meaning = meaning(&change);
                if let Some(other) = meant.insert(said.fingerprint.clone(), meaning.clone())
                    && other != meaning
                {
                    tally.findings.push(format!("one fingerprint for `{other}` and `{meaning}`"));
                }
            }
        }
        Ok(())
    }

    fn run(&self, folder: &Path, args: &[&str]) -> Result<Findings, Error> {
        let run = Run::new(&self.program)
            .args(["breaking", ".", "--error-format", "json", "--config", &self.config])
            .args(args)
            .current_dir(folder);
        let done = run.output()?;
        if !matches!(done.code, Some(0 | 100)) {
            return Err(run.failed(&done));
        }
        let lines = serde_json::Deserializer::from_slice(&done.stdout).into_iter::<Value>();
        Ok(lines.flatten().map(|line| finding(&line)).collect())
    }
}

fn finding(line: &Value) -> (Change, Said) {
    let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
    let number = |key: &str| line[key].as_u64().unwrap_or_default();
    let change = Change {
        rule: text("type"),
        path: text("path"),
        line: number("start_line"),
        column: number("start_column"),
        message: text("message"),
    };
    let versions = line["versions"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let said = Said {
        versions: versions.collect(),
        is_warning: line["severity"] == "warning",
        fingerprint: text("fingerprint"),
    };
    (change, said)
}

/// Returns what a finding says, without its place. The deletion of an element is one change, with or without its file.
fn meaning(change: &Change) -> String {
    let (message, harm) = change.message.split_once(": ").unwrap_or((&change.message, ""));
    let message = message.split_once(" with its file `").map_or(message, |(message, _)| message);
    format!("{}: {message}: {harm}", change.rule)
}
