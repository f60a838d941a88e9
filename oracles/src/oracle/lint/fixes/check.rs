//! The checks of fixes in a workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::skeleton::{FileSkeleton, Skeleton};
use super::{comments, fixing};
use crate::oracle::breaking::gates::{Answer, FindingCounts, Gate};
use crate::oracle::compilers::Compiler;
use crate::oracle::lint::corpora::lint;
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;

/// The programs.
pub(super) struct Checker {
    pub(super) buf: Gate,
    pub(super) ours: Gate,
    pub(super) protoc: Compiler,
}

/// The result of some workspaces.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) modules: usize,
    pub(super) refused: usize,
    /// The number of findings before, and the number of those that were fixed, by rule.
    rules: BTreeMap<String, (usize, usize)>,
    failures: Vec<String>,
}

/// The state of a workspace.
struct State {
    texts: BTreeMap<PathBuf, String>,
    skeleton: Skeleton,
    theirs: FindingCounts,
    ours: FindingCounts,
}

impl Checker {
    /// Applies the safe fixes, then all, and compares each state with the one before.
    pub(super) fn check(&self, folder: &Path, roots: &[PathBuf], files: &[String]) -> Result<Tally, Error> {
        let mut tally = Tally { modules: roots.len(), ..Tally::default() };
        let Some(before) = self.state(folder, roots, files, "before", &mut tally)? else { return Ok(tally) };
        fixing(&self.ours, folder, &["--diff", "--unsafe"]).output()?;
        if texts(folder)? != before.texts {
            tally.failures.push(format!("{}: `--diff` changed files", folder.display()));
        }
        fixing(&self.ours, folder, &["--fix"]).output()?;
        let Some(safe) = self.state(folder, roots, files, "after --fix", &mut tally)? else { return Ok(tally) };
        compare(&before, &safe, &mut tally);
        forbid_breaks(&before.skeleton, &safe.skeleton, &mut tally);
        fixing(&self.ours, folder, &["--fix", "--unsafe"]).output()?;
        let Some(after) = self.state(folder, roots, files, "after --fix --unsafe", &mut tally)? else {
            return Ok(tally);
        };
        compare(&safe, &after, &mut tally);
        fixing(&self.ours, folder, &["--fix", "--unsafe"]).output()?;
        if texts(folder)? != after.texts {
            tally.failures.push(format!("{}: another `--fix --unsafe` changed files", folder.display()));
        }
        for (rule, count) in by_rule(&before.theirs) {
            tally.rules.entry(rule).or_default().0 += count;
        }
        for (rule, left) in by_rule(&before.theirs) {
            let still = by_rule(&after.theirs).get(&rule).copied().unwrap_or_default();
            tally.rules.entry(rule).or_default().1 += left.saturating_sub(still);
        }
        Ok(tally)
    }

    /// Returns what both programs say about a workspace that one of them refuses.
    pub(super) fn refusals(&self, folder: &Path) -> Result<String, Error> {
        Ok(format!("{:?}, {:?}", lint(&self.buf, folder)?, lint(&self.ours, folder)?))
    }

    /// Reads a workspace. Returns `None` if a program refuses it, which is a failure.
    fn state(
        &self,
        folder: &Path,
        roots: &[PathBuf],
        files: &[String],
        when: &str,
        tally: &mut Tally,
    ) -> Result<Option<State>, Error> {
        let (dir, includes) = roots.split_first().map_or((folder, &[][..]), |(dir, rest)| (dir.as_path(), rest));
        let tree = Tree {
            corpus: "drawn",
            prefix: String::new(),
            dir: dir.to_owned(),
            includes: includes.to_vec(),
            files: files.to_vec(),
        };
        let set = match self.protoc.set(&tree, files, &["--include_source_info"])? {
            Ok(set) => set,
            // What protoc refuses before, the draw is to blame for.
            Err(why) if when == "before" => {
                println!("protoc refuses a draw: {why}");
                (tally.refused, tally.modules) = (tally.refused + tally.modules, 0);
                return Ok(None);
            }
            Err(why) => {
                tally.failures.push(format!("{}: protoc refuses the files {when}: {why}", folder.display()));
                return Ok(None);
            }
        };
        let Some(skeleton) = Skeleton::of(&set) else {
            tally.failures.push(format!("{}: the descriptors {when} cannot be read", folder.display()));
            return Ok(None);
        };
        match (lint(&self.buf, folder)?, lint(&self.ours, folder)?) {
            (Answer::Findings(theirs), Answer::Findings(ours)) => {
                Ok(Some(State { texts: texts(folder)?, skeleton, theirs, ours }))
            }
            (theirs, ours) => {
                tally.failures.push(format!("{}: {when}: {theirs:?}, {ours:?}", folder.display()));
                Ok(None)
            }
        }
    }
}

/// Compares a state with that after fixes.
fn compare(before: &State, after: &State, tally: &mut Tally) {
    for (path, old) in &before.texts {
        let why = match after.texts.get(path) {
            Some(new) => comments::difference(old, new),
            None => Some("is gone".to_owned()),
        };
        tally.failures.extend(why.map(|why| format!("{} {why}", path.display())));
    }
    let theirs = lost(&before.theirs, &after.theirs);
    let ours = lost(&before.ours, &after.ours);
    for (key, count) in &theirs {
        if *count < 0 {
            tally.failures.push(format!("{} has a new finding of {} for buf", key.0, key.1));
        }
        let expected = ours.get(key).copied().unwrap_or_default();
        if *count != expected {
            tally
                .failures
                .push(format!("{}: {}: {count} findings less for buf, {expected} for protoward", key.0, key.1));
        }
    }
    for (path, old) in &before.skeleton.files {
        let Some(new) = after.skeleton.files.get(path) else { continue };
        let findings: Vec<(&str, &str)> = before
            .theirs
            .iter()
            .filter(|(finding, _)| finding.path.as_deref().is_some_and(|it| it.ends_with(path.as_str())))
            .map(|(finding, (_, message))| (finding.rule.as_str(), message.as_str()))
            .collect();
        let everywhere: Vec<&str> = before.theirs.values().map(|it| it.1.as_str()).collect();
        let differences = Differences { old, new, findings: &findings, everywhere: &everywhere };
        tally.failures.extend(differences.unjustified().into_iter().map(|why| format!("{path}: {why}")));
    }
}

/// A file before and after fixes, with the findings of buf.
struct Differences<'a> {
    old: &'a FileSkeleton,
    new: &'a FileSkeleton,
    /// The rules and messages of the findings of the file.
    findings: &'a [(&'a str, &'a str)],
    /// The messages of all findings.
    everywhere: &'a [&'a str],
}

impl Differences<'_> {
    fn has(&self, rule: &str, text: &str) -> bool {
        self.findings.iter().any(|(id, message)| id.starts_with(rule) && message.contains(text))
    }

    fn unjustified(&self) -> Vec<String> {
        let old = self.old;
        let new = self.new;
        let mut found = Vec::new();
        if old.bytes != new.bytes {
            found.push("the descriptor differs in more than names".to_owned());
        }
        if old.package != new.package && !self.has("PACKAGE_", "") && !self.has("DIRECTORY_", "") {
            found.push(format!("the package `{}` became `{}` without a finding", old.package, new.package));
        }
        if let Some(import) = new.imports.difference(&old.imports).next() {
            found.push(format!("`{import}` is imported"));
        }
        let removed = old.imports.difference(&new.imports);
        let mut removed = removed.filter(|path| !self.has("IMPORT_USED", path));
        found.extend(removed.next().map(|path| format!("the import of `{path}` is gone without a finding")));
        for number in old.options.keys().chain(new.options.keys()).collect::<BTreeSet<_>>() {
            if old.options.get(number) != new.options.get(number)
                && (old.options.contains_key(number) || !self.has("PACKAGE_SAME_", ""))
            {
                found.push(format!("the file option {number} differs without a finding"));
            }
        }
        self.names(&mut found);
        self.orders(&mut found);
        self.comments(&mut found);
        found
    }

    fn names(&self, found: &mut Vec<String>) {
        if self.old.names.keys().ne(self.new.names.keys()) {
            found.push("other declarations have names".to_owned());
        }
        for (path, name) in &self.old.names {
            let Some(new) = self.new.names.get(path).filter(|new| *new != name) else { continue };
            let quoted = format!("\"{name}\"");
            let short = format!(".{name}\"");
            if !self.everywhere.iter().any(|it| it.contains(&quoted) || it.contains(&short)) {
                found.push(format!("`{name}` became `{new}` without a finding"));
            }
        }
    }

    fn orders(&self, found: &mut Vec<String>) {
        for (path, old) in &self.old.values {
            let Some(new) = self.new.values.get(path).filter(|new| *new != old) else { continue };
            if new.first() != Some(&0) || !self.has("ENUM_FIRST_VALUE_ZERO", "") {
                found.push(format!("the values of enum {path} have another order without a finding"));
            }
        }
    }

    /// Comments stay at their declarations, or move above them for a rule about comments.
    fn comments(&self, found: &mut Vec<String>) {
        let reordered: Vec<&String> =
            self.old.values.iter().filter(|it| self.new.values.get(it.0) != Some(it.1)).map(|it| it.0).collect();
        let paths: BTreeSet<&String> = self.old.comments.keys().chain(self.new.comments.keys()).collect();
        for path in paths.into_iter().filter(|path| !reordered.iter().any(|of| path.starts_with(of.as_str()))) {
            let none = (String::new(), String::new());
            let (old, new) =
                (self.old.comments.get(path).unwrap_or(&none), self.new.comments.get(path).unwrap_or(&none));
            // A comment that moves gets the line ends of its file.
            let is_moved = new.0.replace('\r', "") == format!("{}{}", old.0, old.1).replace('\r', "");
            let moved_above = new.1.is_empty() && is_moved && self.has("COMMENT_", "");
            if old != new && !moved_above {
                found.push(format!("the comments of {path} were {old:?}, and are {new:?}"));
            }
        }
    }
}

/// Safe fixes change neither names, nor packages, nor options, nor orders.
fn forbid_breaks(before: &Skeleton, after: &Skeleton, tally: &mut Tally) {
    for (path, old) in &before.files {
        let Some(new) = after.files.get(path) else { continue };
        let is_same = old.names == new.names
            && old.package == new.package
            && old.options == new.options
            && old.values == new.values;
        if !is_same {
            tally.failures.push(format!("{path}: a safe fix changes names, the package, options or an order"));
        }
    }
}

/// Returns the number of findings that are gone, by file and rule; negative for new ones.
fn lost(before: &FindingCounts, after: &FindingCounts) -> BTreeMap<(String, String), i64> {
    let mut lost = BTreeMap::new();
    for (counts, sign) in [(before, 1), (after, -1)] {
        for (finding, (count, _)) in counts {
            let key = (finding.path.clone().unwrap_or_default(), finding.rule.clone());
            *lost.entry(key).or_default() += sign * i64::try_from(*count).unwrap_or(i64::MAX);
        }
    }
    lost
}

fn by_rule(counts: &FindingCounts) -> BTreeMap<String, usize> {
    let mut rules: BTreeMap<String, usize> = BTreeMap::new();
    for (finding, (count, _)) in counts {
        *rules.entry(finding.rule.clone()).or_default() += count;
    }
    rules
}

fn texts(folder: &Path) -> Result<BTreeMap<PathBuf, String>, Error> {
    let mut texts = BTreeMap::new();
    for entry in walkdir::WalkDir::new(folder).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let text = std::fs::read_to_string(entry.path()).map_err(Error::at(entry.path()))?;
        texts.insert(entry.into_path(), text);
    }
    Ok(texts)
}

impl Tally {
    pub(super) fn add(&mut self, other: Tally) {
        self.modules += other.modules;
        self.refused += other.refused;
        self.failures.extend(other.failures);
        for (rule, (found, fixed)) in other.rules {
            let all = self.rules.entry(rule).or_default();
            (all.0, all.1) = (all.0 + found, all.1 + fixed);
        }
    }

    /// Returns `true` if something was fixed, and everything was right.
    pub(super) fn is_fine(&self) -> bool {
        self.failures.is_empty() && self.rules.values().any(|it| it.1 > 0)
    }

    pub(super) fn print(&self, what: &str) {
        self.failures.iter().for_each(|failure| println!("FAILS {failure}"));
        for (rule, (found, fixed)) in self.rules.iter().filter(|it| it.1.1 > 0) {
            println!("  {rule:36} {found:6} findings, {fixed:6} fixed");
        }
        let fixed: usize = self.rules.values().map(|it| it.1).sum();
        println!(
            "{what}: {}, {} draws were refused; {fixed} findings fixed, {} failures",
            self.modules,
            self.refused,
            self.failures.len()
        );
    }
}
