//! The breaking-change check compared with buf's. Checks all of google-proto-files against a copy with one percent of its files
//! changed, as folders, as images and in Git. Also measures a small repository, where there is little work.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Programs;
use super::goal::{self, Goal, count};
use super::measure::{Contestant, Table, measure, print};
use crate::disk;
use crate::trees::{self, CompleteTree};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

/// The categories with every rule that protoward and buf have in common.
const SETTINGS: &str = r#"{"version":"v2","breaking":{"use":["FILE","PACKAGE","WIRE_JSON","WIRE"]}}"#;

/// The exit code of both programs when they report findings.
pub(super) const FOUND: i32 = 100;

/// The number of runs for a small repository, which takes so little time that more runs are affordable.
const RUNS_OF_SMALL: usize = 20;

pub(super) fn run(programs: &Programs, runs: usize) -> Result<Outcome, Error> {
    let old = trees::complete()?;
    let new = trees::changed(&old)?;
    let history = history(&old, &new)?;
    let images = images(programs, &old, &new)?;

    let folders = |program: &Path| gate(program, ".", &old.dir.display().to_string()).current_dir(&new.dir);
    let of_images = |program: &Path| gate(program, "new.binpb", "old.binpb").current_dir(&images);
    let in_git = gate(&programs.protoward, ".", "git:HEAD~1").current_dir(&history);
    let contestants = [
        Contestant::new("buf", folders(&programs.buf)).ending(FOUND),
        Contestant::new("protoward", folders(&programs.protoward)).ending(FOUND),
        Contestant::new("buf, images", of_images(&programs.buf)).ending(FOUND),
        Contestant::new("protoward, images", of_images(&programs.protoward)).ending(FOUND),
        Contestant::new("protoward, git:HEAD~1", in_git.clone()).ending(FOUND),
    ];
    let all = measure(&contestants, runs)?;
    print(&format!("breaking of {} files, {} of them changed", new.files.len(), new.only.len()), &all);
    let one = measure(&of_one_file(programs)?, runs * RUNS_OF_SMALL)?;
    print("breaking of a repository with one file, against git:HEAD~1", &one);

    let theirs = findings(&folders(&programs.buf))?;
    let differ = |run: &Run| Ok::<_, Error>(differences(&theirs, &findings(run)?));
    let different =
        differ(&folders(&programs.protoward))? + differ(&of_images(&programs.protoward))? + differ(&in_git)?;
    let mut goals = of_all(&Table(&all));
    goals.push(Goal::at_least("findings", count(theirs.values().sum()), 1.0));
    goals.push(Goal::at_most("findings that are not buf's, of folders, images and git", count(different), 0.0));
    let start = Table(&one).time("the start of the program");
    let file = Table(&one).time("one file");
    goals.push(Goal::at_most("one file: milliseconds beyond the start of the program", (file - start) * 1000.0, 20.0));
    Ok(goal::outcome(&goals))
}

fn of_all(table: &Table<'_>) -> Vec<Goal> {
    let time = |name| table.time(name);
    let memory = |name| table.memory(name);
    let ours = "protoward";
    let images = "protoward, images";
    vec![
        Goal::at_least("times faster than buf, folders", time("buf") / time(ours), 40.0),
        Goal::at_least("times faster than buf, images", time("buf, images") / time(images), 40.0),
        Goal::at_least("times faster than buf, git:HEAD~1", time("buf") / time("protoward, git:HEAD~1"), 50.0),
        Goal::at_most("memory of buf, folders", memory(ours) / memory("buf"), 0.125),
        Goal::at_most("memory of buf, images", memory(images) / memory("buf, images"), 0.125),
        Goal::at_most("time of folders, against git:HEAD~1", time("protoward, git:HEAD~1") / time(ours), 1.3),
    ]
}

fn gate(program: &Path, new: &str, old: &str) -> Run {
    let args = ["breaking", new, "--against", old, "--config", SETTINGS, "--against-config", SETTINGS];
    Run::new(program).args(args).args(["--error-format", "json"])
}

/// Builds both sides as images with protoward. buf reads them as well.
fn images(programs: &Programs, old: &CompleteTree, new: &CompleteTree) -> Result<PathBuf, Error> {
    let dir = workspace::scratch("bench/images")?;
    for (tree, name) in [(old, "old.binpb"), (new, "new.binpb")] {
        Run::new(&programs.protoward).args(["build", ".", "-o"]).arg(dir.join(name)).current_dir(&tree.dir).finish()?;
    }
    Ok(dir)
}

/// Creates a repository whose newest commit changes the old side to the new one.
fn history(old: &CompleteTree, new: &CompleteTree) -> Result<PathBuf, Error> {
    let dir = workspace::scratch("bench/history")?;
    if dir.join(".git/done").is_file() {
        return Ok(dir);
    }
    std::fs::remove_dir_all(&dir).map_err(Error::at(&dir))?;
    std::fs::create_dir_all(&dir).map_err(Error::at(&dir))?;
    git(&dir, &["init", "--quiet"])?;
    for (tree, files) in [(old, &old.files), (new, &new.only)] {
        for file in files {
            disk::copy(&tree.dir.join(file), &dir.join(file))?;
        }
        commit(&dir)?;
    }
    // A single pack, as in a clone.
    git(&dir, &["gc", "--quiet"])?;
    let done = dir.join(".git/done");
    std::fs::write(&done, "").map_err(Error::at(&done))?;
    Ok(dir)
}

fn of_one_file(programs: &Programs) -> Result<[Contestant; 2], Error> {
    let dir = workspace::scratch("bench/one-file")?;
    files::empty(&dir)?;
    git(&dir, &["init", "--quiet"])?;
    for fields in ["string name = 1;", ""] {
        let path = dir.join("user.proto");
        let text = format!("syntax = \"proto3\";\n\npackage user.v1;\n\nmessage User {{ {fields} }}\n");
        std::fs::write(&path, text).map_err(Error::at(&path))?;
        commit(&dir)?;
    }
    let start = Run::new(&programs.protoward).arg("--version").current_dir(&dir);
    let file = Run::new(&programs.protoward).args(["breaking", "--against", "git:HEAD~1"]).current_dir(&dir);
    Ok([Contestant::new("the start of the program", start), Contestant::new("one file", file).ending(FOUND)])
}

pub(super) fn commit(dir: &Path) -> Result<(), Error> {
    git(dir, &["add", "--all"])?;
    git(dir, &["-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "--message", "a commit"])
}

pub(super) fn git(dir: &Path, args: &[&str]) -> Result<(), Error> {
    // Automatic packing would continue in the background during the measurements.
    Run::new("git").install_hint("git").args(["-c", "gc.auto=0"]).args(args).current_dir(dir).finish().map(drop)
}

/// Returns the path, position and rule of each finding, with the number of its occurrences.
pub(super) fn findings(run: &Run) -> Result<BTreeMap<String, usize>, Error> {
    let done = run.output()?;
    if done.code != Some(FOUND) {
        return Err(run.failed(&done));
    }
    let mut found = BTreeMap::new();
    for line in String::from_utf8_lossy(&done.stdout).lines().filter(|line| line.starts_with('{')) {
        let value: serde_json::Value =
            serde_json::from_str(line).map_err(|_| Error::Usage(format!("this is not a finding: {line}")))?;
        let keys = ["path", "start_line", "start_column", "end_line", "end_column", "type"];
        *found.entry(keys.map(|key| value[key].to_string()).join(" ")).or_insert(0) += 1;
    }
    Ok(found)
}

/// Returns the number of findings that are in only one of the maps.
pub(super) fn differences(one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>) -> usize {
    let missing = |from: &BTreeMap<String, usize>, of: &BTreeMap<String, usize>| -> usize {
        of.iter().map(|(key, count)| count.saturating_sub(from.get(key).copied().unwrap_or(0))).sum()
    };
    missing(one, other) + missing(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_findings_of_one_gate_only() {
        let found = |keys: &[&str]| {
            let mut found = BTreeMap::new();
            keys.iter().for_each(|key| *found.entry((*key).to_owned()).or_insert(0) += 1);
            found
        };
        assert_eq!(differences(&found(&["a", "b"]), &found(&["b", "a"])), 0);
        assert_eq!(differences(&found(&["a", "a"]), &found(&["a", "b"])), 2);
    }
}
