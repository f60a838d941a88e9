//! The tests of all packages on another system, one program after the other.
//!
//! A test that needs a program that the system lacks, such as git under Wine, fails with the message that it is not installed. Such
//! tests are counted separately, neither as passed nor as failed.

use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};
use std::time::{Duration, Instant};

use super::results::Results;
use super::toolchain::Toolchain;
use super::{PACKAGES, System, programs};
use protoward_kit::cargo_crate::messages;
use protoward_kit::error::Error;
use protoward_kit::process::{ProcessOutput, Run};
use protoward_kit::watch;
use protoward_kit::workspace;

/// The time after which a test program is killed. Under Wine, most take seconds, and the largest takes a few minutes.
const LIMIT: Duration = Duration::from_secs(1800);

/// A program with tests, and the folder in which it runs.
struct TestProgram {
    path: PathBuf,
    folder: PathBuf,
}

impl TestProgram {
    fn name(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

pub(super) fn run(toolchain: &Toolchain, filter: Option<&str>) -> Result<ExitCode, Error> {
    let runner = programs::runner(System::Windows)?;
    let logs = workspace::scratch("systems/tests")?;
    let mut total = Results::default();
    for program in built(toolchain)? {
        let name = program.name();
        if filter.is_some_and(|filter| !name.contains(filter)) {
            continue;
        }
        let log = logs.join(format!("{name}.txt"));
        let results = Results::of(&output(&program, &runner, &log)?);
        println!("{name}: {results}");
        results.failures.iter().for_each(|failure| println!("  FAILED {failure}"));
        total.append(results);
    }
    println!("all tests: {total}; their output is in {}", logs.display());
    Ok(if total.has_failed() { ExitCode::from(100) } else { ExitCode::SUCCESS })
}

/// Builds the tests of all packages, and returns their programs.
fn built(toolchain: &Toolchain) -> Result<Vec<TestProgram>, Error> {
    let run = toolchain.cargo("test")?.args(PACKAGES);
    // The errors of the compiler go to stderr as text, and the names of the programs to stdout.
    let run = run.args(["--no-run", "--quiet", "--message-format", "json-render-diagnostics"]);
    let done = run.output()?;
    if done.code != Some(0) {
        return Err(run.failed(&ProcessOutput { stdout: Vec::new(), ..done }));
    }
    let programs = messages(&done.stdout).filter(|message| message["profile"]["test"] == true).filter_map(|message| {
        let path = PathBuf::from(message["executable"].as_str()?);
        let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_path_buf();
        Some(TestProgram { path, folder })
    });
    Ok(programs.collect())
}

/// Runs a test program, and returns its output, which is also written to a file.
fn output(program: &TestProgram, runner: &Path, log: &Path) -> Result<String, Error> {
    let file = std::fs::File::create(log).map_err(Error::at(log))?;
    let errors = file.try_clone().map_err(Error::at(log))?;
    // Otherwise `insta` asks cargo, which the other system does not have, and writes the differences beside the snapshots.
    let run = Run::new(runner).env("INSTA_WORKSPACE_ROOT", workspace::root()).env("INSTA_UPDATE", "no");
    let run = run.arg(&program.path).current_dir(&program.folder);
    let mut child = run.command().stdout(Stdio::from(file)).stderr(Stdio::from(errors)).spawn();
    let child = child.as_mut().map_err(|_| Error::Missing { program: runner.display().to_string(), install: "it" })?;
    let started = Instant::now();
    let (forced, _) = watch::until_end(child, |_| (started.elapsed() > LIMIT).then_some(watch::ExitReason::TooLong));
    watch::end(&run, child, forced)?;
    let bytes = std::fs::read(log).map_err(Error::at(log))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
