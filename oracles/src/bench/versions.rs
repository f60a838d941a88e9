//! The breaking-change check with a window of eight versions, compared with a single version. Both are of google-proto-files: eight
//! releases, which change most files, and eight drawn versions, each with one percent of its files changed.

use std::path::{Path, PathBuf};

use super::breaking::{FOUND, git};
use super::goal::Goal;
use super::measure::{Contestant, Table, measure, print};
use crate::disk;
use crate::trees::{self, CompleteTree};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, corpus, workspace};

/// The releases before the one in the corpus, the oldest first.
const RELEASES: &[&str] = &["3.0.2", "3.0.3", "4.0.0", "4.1.0", "4.2.0", "5.0.0", "5.0.1", "5.0.2"];

/// The configuration in each version. One without a configuration would be searched for other roots of imports.
const CONFIG: &str = "[breaking]\nagainst = [{ tags = \"v*\", last = 8 }]\n";

pub(super) fn run(protoward: &Path, runs: usize) -> Result<Outcome, Error> {
    let new = trees::complete()?;
    let releases = releases(&new)?;
    let newest = format!("git:v{}", RELEASES[RELEASES.len() - 1]);
    let drawn = drawn(&new)?;
    let last = format!("git:v1.{}.0", RELEASES.len());
    let window = |dir: &Path| Run::new(protoward).arg("breaking").current_dir(dir);
    let one = |dir: &Path, against: &str| window(dir).args(["--against", against]);
    let contestants = [
        Contestant::new("one release", one(&releases, &newest)).ending(FOUND),
        Contestant::new("eight releases", window(&releases)).ending(FOUND),
        Contestant::new("one drawn version", one(&drawn, &last)).ending(FOUND),
        Contestant::new("eight drawn versions", window(&drawn)).ending(FOUND),
    ];
    let all = measure(&contestants, runs)?;
    print(&format!("breaking of {} files with windows", new.files.len()), &all);
    let table = Table(&all);
    let goals =
        [("eight releases", "one release"), ("eight drawn versions", "one drawn version")].map(|(many, one)| {
            [
                Goal::at_most(format!("time of {many}, relative to {one}"), table.time(many) / table.time(one), 2.5),
                Goal::at_most(
                    format!("memory of {many}, relative to {one}"),
                    table.memory(many) / table.memory(one),
                    2.0,
                ),
            ]
        });
    println!();
    goals.iter().flatten().for_each(|goal| println!("  {goal}"));
    Ok(if goals.iter().flatten().all(Goal::is_met) { Outcome::Passed } else { Outcome::Findings })
}

/// Creates a repository with a tag for each release, and the files of the corpus as the newest commit.
fn releases(new: &CompleteTree) -> Result<PathBuf, Error> {
    repository("bench/releases", |dir| {
        for version in RELEASES {
            let package = corpus::release_of_npm("google-proto-files", version)?;
            let files = trees::schemas(&package)?;
            replace(dir, &package, &files)?;
            commit(dir, Some(&format!("v{version}")))?;
        }
        replace(dir, &new.dir, &new.files)?;
        commit(dir, None)
    })
}

/// Creates a repository in which each version changes one percent of the files.
fn drawn(new: &CompleteTree) -> Result<PathBuf, Error> {
    repository("bench/drawn-versions", |dir| {
        replace(dir, &new.dir, &new.files)?;
        for (at, changed) in trees::changes(new, RELEASES.len())?.into_iter().enumerate() {
            commit(dir, Some(&format!("v1.{}.0", at + 1)))?;
            for (file, text) in changed {
                let path = dir.join(file);
                std::fs::write(&path, text).map_err(Error::at(&path))?;
            }
        }
        commit(dir, None)
    })
}

/// Creates a repository below `target`, unless it exists.
fn repository(name: &str, fill: impl FnOnce(&Path) -> Result<(), Error>) -> Result<PathBuf, Error> {
    let dir = workspace::scratch(name)?;
    let done = dir.join(".git/done");
    if done.is_file() {
        return Ok(dir);
    }
    files::empty(&dir)?;
    git(&dir, &["init", "--quiet", "--initial-branch=main"])?;
    fill(&dir)?;
    // A single pack, as in a clone.
    git(&dir, &["gc", "--quiet"])?;
    std::fs::write(&done, "").map_err(Error::at(&done))?;
    Ok(dir)
}

/// Replaces the work tree by some files of a folder.
fn replace(dir: &Path, from: &Path, files: &[String]) -> Result<(), Error> {
    git(dir, &["rm", "-r", "--quiet", "--force", "--ignore-unmatch", "."])?;
    for file in files {
        disk::copy(&from.join(file), &dir.join(file))?;
    }
    let config = dir.join("protoward.toml");
    std::fs::write(&config, CONFIG).map_err(Error::at(&config))
}

fn commit(dir: &Path, tag: Option<&str>) -> Result<(), Error> {
    super::breaking::commit(dir)?;
    tag.map_or(Ok(()), |tag| git(dir, &["tag", tag]))
}
