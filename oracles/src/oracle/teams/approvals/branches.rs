//! The branches of one history, and what must hold in each state.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::super::history::{compiles, write_schemas};
use super::super::repository::{Finding, Program, commit, git};
use crate::mutate::{self, Files};
use crate::oracle::tally::Tally;
use crate::readers::MessageReader;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

const APPROVALS: &str = "protoward.approvals.toml";
const CONFIG: &str = "[breaking]\nuse = [\"FILE\", \"API\"]\nagainst = \"git:base\"\n";
/// The day of all runs, and the same as a time.
const TODAY: &str = "2030-06-15";
const CLOCK: (&str, &str) = ("SOURCE_DATE_EPOCH", "1907755200");
/// The time of approvals, a day before, since none can be given for the past.
const EARLIER: (&str, &str) = ("SOURCE_DATE_EPOCH", "1907668800");
/// Ends of approvals: the day before, the day itself, and a later one.
const ENDS: [&str; 3] = ["2030-06-14", TODAY, "2031-01-01"];
const REASONS: [&str; 3] = ["agreed", "a \"quote\" and a \\", "no users # ü"];

/// The number of decisions with a reason each, into which approvals of one step are divided.
const DECISIONS: usize = 2;

/// A repository with branches, and the findings that were approved in it.
pub(super) struct Branches<'a> {
    pub(super) program: &'a Program,
    pub(super) reference: MessageReader,
    pub(super) root: PathBuf,
    pub(super) file: String,
    pub(super) random: Random,
    pub(super) tally: Tally,
    pub(super) given: Vec<Finding>,
}

/// A branch at its end.
struct Branch {
    name: String,
    files: Files,
    entries: BTreeSet<String>,
}

impl Branches<'_> {
    /// Creates the branches, and merges one after the other.
    pub(super) fn run(&mut self, base: Files) -> Result<(), Error> {
        std::fs::create_dir_all(&self.root).map_err(Error::at(&self.root))?;
        git(&self.root).args(["init", "-q", "-b", "main"]).finish()?;
        for (name, text) in [("protoward.toml", CONFIG), (".gitattributes", &format!("{APPROVALS} merge=union\n"))] {
            let path = self.root.join(name);
            std::fs::write(&path, text).map_err(Error::at(&path))?;
        }
        self.save(&base)?;
        git(&self.root).args(["tag", "base"]).finish()?;
        let mut branches = Vec::new();
        for number in 0..2 + self.random.below(2) {
            let name = format!("branch-{number}");
            git(&self.root).args(["checkout", "-q", "-b", &name, "base"]).finish()?;
            branches.push(self.branch(name, &base)?);
        }
        git(&self.root).args(["checkout", "-q", "main"]).finish()?;
        let mut merged = Branch { name: "main".to_owned(), files: base, entries: BTreeSet::new() };
        for branch in branches {
            merged = self.merge(merged, branch)?;
        }
        Ok(())
    }

    /// Makes changes, approves some of them, and sometimes reverts or continues them.
    fn branch(&mut self, name: String, base: &Files) -> Result<Branch, Error> {
        let mut files = base.clone();
        for _ in 0..1 + self.random.below(3) {
            files = self.changed(files);
        }
        self.save(&files)?;
        self.approve()?;
        if self.random.chance(2) {
            files = if self.random.chance(2) { base.clone() } else { self.changed(files) };
            self.save(&files)?;
            self.approve()?;
        }
        let entries = self.check(&name)?;
        Ok(Branch { name, files, entries })
    }

    fn merge(&mut self, into: Branch, branch: Branch) -> Result<Branch, Error> {
        let side = if self.random.chance(2) { "-Xours" } else { "-Xtheirs" };
        let done = git(&self.root).args(["merge", "-q", "--no-edit", side, &branch.name]).output()?;
        self.tally.add("merges", 1);
        let text = self.approvals()?;
        if text.contains("<<<<<<<") {
            self.tally.findings.push(format!("the merge of {} has a conflict in the approvals", branch.name));
        }
        let mut files = Files::new();
        for name in into.files.keys().chain(branch.files.keys()) {
            if let Ok(text) = std::fs::read_to_string(self.root.join(name)) {
                files.insert(name.clone(), text);
            }
        }
        if done.code != Some(0) || !compiles(&files) {
            files = if self.random.chance(2) { into.files } else { branch.files };
            self.save(&files)?;
        }
        let entries = self.check(&format!("main with {}", branch.name))?;
        // The base has no approvals, and no branch removes one.
        let expected: BTreeSet<String> = into.entries.union(&branch.entries).cloned().collect();
        if entries != expected {
            self.tally.findings.push(format!("the merge of {} has {entries:?}, and not {expected:?}", branch.name));
        }
        Ok(Branch { name: into.name, files, entries })
    }

    fn changed(&mut self, files: Files) -> Files {
        mutate::next(&files, &self.file, &mut self.random, compiles).unwrap_or(files)
    }

    fn save(&self, files: &Files) -> Result<(), Error> {
        write_schemas(files, &self.root)?;
        commit(&self.root, "a change")
    }

    /// Approves some of the findings that are not approved, those with the same reason in one call.
    fn approve(&mut self) -> Result<(), Error> {
        let open: Vec<Finding> = self.findings()?.into_iter().filter(|it| !it.fingerprint.is_empty()).collect();
        let mut groups: [Vec<Finding>; DECISIONS] = Default::default();
        for finding in open {
            if let Some(group) = groups.get_mut(self.random.below(DECISIONS + 1)) {
                group.push(finding);
            }
        }
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            let mut args = vec!["approve"];
            args.extend(group.iter().map(|finding| finding.fingerprint.as_str()));
            args.extend(["--reason", REASONS[self.random.below(REASONS.len())]]);
            if self.random.chance(2) {
                args.extend(["--until", ENDS[self.random.below(ENDS.len())]]);
            }
            args.extend(["--scope", ["pr", "release", "always"][self.random.below(3)]]);
            self.program.run(&self.root, &args).env(EARLIER.0, EARLIER.1).finish()?;
            self.tally.add("approvals", group.len());
            self.given.extend(group);
        }
        commit(&self.root, "approvals")
    }

    fn findings(&self) -> Result<Vec<Finding>, Error> {
        self.program.breaking(&self.root, &[], &[CLOCK])
    }

    fn approvals(&self) -> Result<String, Error> {
        let path = self.root.join(APPROVALS);
        if path.is_file() { std::fs::read_to_string(&path).map_err(Error::at(&path)) } else { Ok(String::new()) }
    }

    fn judge(&mut self, text: &str, findings: &[Finding]) -> Result<Value, Error> {
        let prints: Vec<&str> = findings.iter().map(|it| it.fingerprint.as_str()).collect();
        self.reference.ask(&json!({ "op": "judge", "text": text, "earlier": [], "findings": prints, "today": TODAY }))
    }

    /// Compares the findings with the approvals and without them, and returns the approvals.
    fn check(&mut self, at: &str) -> Result<BTreeSet<String>, Error> {
        let path = self.root.join(APPROVALS);
        let text = self.approvals()?;
        let found = self.findings()?;
        if !text.is_empty() {
            std::fs::remove_file(&path).map_err(Error::at(&path))?;
        }
        let all = self.findings()?;
        let judged = self.judge(&text, &all)?;
        let entries = strings(&judged["entries"]);
        let covered = flags(&judged["covered"]);
        let stale = flags(&judged["stale"]);
        self.tally.add("states", 1);
        self.tally.add("findings", all.len());
        self.tally.add("approved findings", covered.iter().filter(|it| **it).count());
        self.tally.add("stale approvals", stale.iter().filter(|it| **it).count());
        let expected: Vec<&Finding> = all.iter().zip(&covered).filter(|(_, is)| !**is).map(|(it, _)| it).collect();
        let open: Vec<&Finding> = found.iter().filter(|it| !it.fingerprint.is_empty()).collect();
        let is_same = |(one, other): (&&Finding, &&Finding)| one.is_with_remark(other);
        if open.len() != expected.len() || !open.iter().zip(&expected).all(is_same) {
            self.tally.findings.push(format!("{at}: the findings are {open:?}, and not {expected:?}"));
        }
        for finding in all.iter().zip(&covered).filter(|(_, is)| **is).map(|(it, _)| it) {
            let is_same = |given: &&Finding| given.fingerprint == finding.fingerprint && given.rule == finding.rule;
            let given: Vec<&str> = self.given.iter().filter(is_same).map(|given| given.message.as_str()).collect();
            if !given.iter().any(|message| message.starts_with(&finding.message)) {
                self.tally.findings.push(format!("{at}: {finding:?} was never approved, only {given:?}"));
            }
        }
        if text.is_empty() {
            return Ok(BTreeSet::new());
        }
        // Each approval is in a line of its own.
        let lines = text.lines().zip(1..).filter(|(line, _)| line.contains("finding = ")).map(|(_, number)| number);
        let expected: Vec<u64> = lines.zip(&stale).filter(|(_, is)| **is).map(|(line, _)| line).collect();
        let noted: Vec<u64> = found.iter().filter(|it| it.rule == "stale-approval").map(|it| it.line).collect();
        if noted != expected {
            self.tally.findings.push(format!("{at}: the stale approvals are in lines {noted:?}, and not {expected:?}"));
        }
        std::fs::write(&path, &text).map_err(Error::at(&path))?;
        self.program.run(&self.root, &["approve", "--prune"]).env(CLOCK.0, CLOCK.1).finish()?;
        let pruned = self.approvals()?;
        let left: BTreeSet<String> = strings(&self.judge(&pruned, &all)?["entries"]).into_iter().collect();
        let kept = entries.iter().zip(&stale).filter(|(_, is)| !**is).map(|(entry, _)| entry.clone());
        if left != kept.collect() {
            self.tally.findings.push(format!("{at}: `--prune` left {left:?}"));
        }
        std::fs::write(&path, &text).map_err(Error::at(&path))?;
        Ok(entries.into_iter().collect())
    }
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn flags(list: &Value) -> Vec<bool> {
    list.as_array().into_iter().flatten().map(|it| it == true).collect()
}
