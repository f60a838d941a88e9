//! Lint and formatting of all of google-proto-files and of one file, compared with buf's, and lint compared with compiling.

use std::path::Path;

use super::Programs;
use super::breaking::{differences, findings};
use super::goal::{self, Goal, count};
use super::measure::{Contestant, Table, measure, print};
use crate::trees::{self, CompleteTree};
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

/// The category that buf uses by default. Its rules have findings in nearly all files.
const SETTINGS: &str = r#"{"version":"v2","lint":{"use":["STANDARD"]}}"#;

/// The exit code of both programs when there are findings, or files whose text would change.
const FOUND: i32 = 100;

/// The number of runs for one file, which takes so little time that more runs are affordable.
const RUNS_OF_ONE: usize = 20;

pub(super) fn lint(programs: &Programs, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    let lint = |program: &Path| {
        let args = ["lint", ".", "--config", SETTINGS, "--error-format", "json"];
        Run::new(program).args(args).current_dir(&tree.dir)
    };
    let build = Run::new(&programs.protoward).args(["build", "."]).current_dir(&tree.dir);
    let contestants = [
        Contestant::new("buf", lint(&programs.buf)).ending(FOUND),
        Contestant::new("protoward", lint(&programs.protoward)).ending(FOUND),
        Contestant::new("protoward, compiling alone", build),
    ];
    let all = measure(&contestants, runs)?;
    print(&format!("lint of {} files", tree.files.len()), &all);
    let one = one_file(programs, runs, &["lint", "."])?;
    print("lint of one file", &one);

    let theirs = findings(&lint(&programs.buf))?;
    let different = differences(&theirs, &findings(&lint(&programs.protoward))?);
    let all = Table(&all);
    let one = Table(&one);
    let relative = |of: &str| all.time("protoward") / all.time(of);
    Ok(goal::outcome(&[
        Goal::at_least("times faster than buf", 1.0 / relative("buf"), 30.0),
        Goal::at_most("memory of buf", all.memory("protoward") / all.memory("buf"), 0.125),
        Goal::at_most("time of compiling alone", relative("protoward, compiling alone"), 1.3),
        Goal::at_most("one file: time of buf", one.time("protoward") / one.time("buf"), 0.1),
        Goal::at_least("findings", count(theirs.values().sum()), 1.0),
        Goal::at_most("findings that are not buf's", count(different), 0.0),
    ]))
}

pub(super) fn format(programs: &Programs, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    // Both print all files.
    let format = |program: &Path| Run::new(program).args(["format", ".", "--exit-code"]).current_dir(&tree.dir);
    let contestants = [
        Contestant::new("buf", format(&programs.buf)).ending(FOUND),
        Contestant::new("protoward", format(&programs.protoward)).ending(FOUND),
    ];
    let all = measure(&contestants, runs)?;
    print(&format!("format of {} files", tree.files.len()), &all);
    let one = one_file(programs, runs, &["format", "."])?;
    print("format of one file", &one);
    let different = differently_formatted(programs, &tree)?;
    let all = Table(&all);
    let one = Table(&one);
    Ok(goal::outcome(&[
        Goal::at_least("times faster than buf", all.time("buf") / all.time("protoward"), 20.0),
        Goal::at_most("memory of buf", all.memory("protoward") / all.memory("buf"), 1.0),
        Goal::at_most("one file: time of buf", one.time("protoward") / one.time("buf"), 0.1),
        Goal::at_most("files that are formatted differently", count(different), 0.0),
    ]))
}

/// Measures both programs on a folder with one file that has no imports and no findings.
fn one_file(programs: &Programs, runs: usize, args: &[&str]) -> Result<Vec<super::measure::Measured>, Error> {
    let dir = workspace::scratch("bench/one-style")?;
    let folder = dir.join("user/v1");
    std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
    let path = folder.join("user.proto");
    let text = "syntax = \"proto3\";\n\npackage user.v1;\n\nmessage User {\n  string name = 1;\n}\n";
    std::fs::write(&path, text).map_err(Error::at(&path))?;
    let run = |program: &Path| Run::new(program).args(args).current_dir(&dir);
    let contestants =
        [Contestant::new("buf", run(&programs.buf)), Contestant::new("protoward", run(&programs.protoward))];
    measure(&contestants, runs * RUNS_OF_ONE)
}

/// Writes the files as each program formats them, and returns the number of those that differ.
fn differently_formatted(programs: &Programs, tree: &CompleteTree) -> Result<usize, Error> {
    let out = |program: &Path, name: &str| {
        let dir = workspace::scratch(name)?;
        Run::new(program).args(["format", ".", "-o"]).arg(&dir).current_dir(&tree.dir).finish()?;
        Ok::<_, Error>(dir)
    };
    let theirs = out(&programs.buf, "bench/format-buf")?;
    let ours = out(&programs.protoward, "bench/format-protoward")?;
    let mut different = 0;
    for file in &tree.files {
        let read = |dir: &Path| {
            let path = dir.join(file);
            std::fs::read(&path).map_err(Error::at(&path))
        };
        if read(&theirs)? != read(&ours)? {
            different += 1;
        }
    }
    Ok(different)
}
