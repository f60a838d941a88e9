//! Rebuilds: without changes, and with a changed comment.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use walkdir::WalkDir;

use super::consumer::{Consumer, SCHEMA};
use crate::bench::goal::{Goal, count};
use crate::trees;
use protoward_kit::error::Error;

/// Returns the goals for rebuilds, which should repeat as little work as possible.
pub(super) fn run(consumer: &Consumer, protoc: &Path) -> Result<Vec<Goal>, Error> {
    let unchanged = script_runs(consumer, protoc)?;
    let before = written(consumer)?;
    change_a_comment(&consumer.dir.join(SCHEMA).join(trees::SMALL))?;
    let changed = script_runs(consumer, protoc)?;
    let after = written(consumer)?;
    let rewritten: Vec<&PathBuf> =
        after.iter().filter(|(path, time)| before.get(*path) != Some(time)).map(|(path, _)| path).collect();
    let of_package = rewritten.iter().filter(|path| path.ends_with("google.pubsub.v1.rs")).count();
    Ok([
        exactly("nothing changed: runs of the build script", unchanged, 0),
        exactly("a comment changed: runs of the build script", changed, 1),
        exactly("a comment changed: files rewritten", rewritten.len(), 1),
        exactly("a comment changed: of them, that of its package", of_package, 1),
    ]
    .concat())
}

fn exactly(what: &str, measured: usize, expected: u32) -> [Goal; 2] {
    let measured = count(measured);
    [Goal::at_least(what, measured, expected.into()), Goal::at_most(what, measured, expected.into())]
}

/// Builds the crate and returns the number of runs of its build script, from the verbose output of cargo.
fn script_runs(consumer: &Consumer, protoc: &Path) -> Result<usize, Error> {
    let done = consumer.build(protoc).arg("--verbose").finish()?;
    let is_run = |line: &&str| line.trim_start().starts_with("Running") && line.contains("build-script-build`");
    Ok(done.stderr.lines().filter(is_run).filter(|line| line.contains("/consumer-")).count())
}

/// Returns the generated files with their modification times.
fn written(consumer: &Consumer) -> Result<BTreeMap<PathBuf, SystemTime>, Error> {
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(consumer.target()).into_iter().flatten() {
        let path = entry.path();
        let is_code = path.extension().is_some_and(|it| it == "rs") && path.iter().any(|part| part == "out");
        if is_code {
            let time = path.metadata().and_then(|it| it.modified()).map_err(Error::at(path))?;
            files.insert(path.to_owned(), time);
        }
    }
    Ok(files)
}

fn change_a_comment(file: &Path) -> Result<(), Error> {
    let text = std::fs::read_to_string(file).map_err(Error::at(file))?;
    let changed = text.replacen("// A topic resource.", "// A topic, as a resource.", 1);
    std::fs::write(file, changed).map_err(Error::at(file))
}
