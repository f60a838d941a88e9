//! Runs schemathesis on the example, and on services over every kind of field: draws requests from an OpenAPI document, and
//! checks the responses against it.

use std::path::Path;

use crate::clients::{Server, python_with};
use crate::comparison;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

/// The folder of schemathesis's hooks and settings, relative to the root of the repository.
const FOLDER: &str = "oracles/src/oracle/rest/schemathesis";

/// Runs all checks on all operations of both documents, with `examples` examples for each operation.
pub(super) fn run(seed: u64, examples: usize) -> Result<Outcome, Error> {
    let folder = workspace::root().join(FOLDER);
    let python = python_with("oracle/schemathesis-packages", &folder.join("requirements.txt"))?;
    let draws = Draws { program: &python.with_file_name("schemathesis"), folder: &folder, seed, examples };
    let example = draws.example()?;
    let kinds = draws.kinds()?;
    Ok(if example && kinds { Outcome::Passed } else { Outcome::Findings })
}

struct Draws<'a> {
    program: &'a Path,
    folder: &'a Path,
    seed: u64,
    examples: usize,
}

impl Draws<'_> {
    /// Runs on the example. Returns `true` without failures.
    fn example(&self) -> Result<bool, Error> {
        let program = workspace::built("services", "services", Profile::Dev)?;
        let scratch = workspace::scratch("oracle/schemathesis")?;
        let server = Server::rust(&program, &scratch, None)?;
        let run = self.schemathesis("schemathesis.toml", &server).arg("--tls-verify").arg(server.authority());
        report("the example", &scratch, server.add_env(run))
    }

    /// Runs on the services over every kind of field.
    fn kinds(&self) -> Result<bool, Error> {
        let program = comparison::program(Profile::Dev)?;
        let scratch = workspace::scratch("oracle/schemathesis-kinds")?;
        let server = Server::plain(&Run::new(&program).arg("serve").arg(comparison::document()?), &scratch)?;
        report("every kind of field", &scratch, self.schemathesis("kinds.toml", &server))
    }

    fn schemathesis(&self, settings: &str, server: &Server) -> Run {
        Run::new(self.program)
            .arg("--config-file")
            .arg(self.folder.join(settings))
            .arg("run")
            .arg(format!("{}/openapi.json", server.url()))
            .args(["--seed", &self.seed.to_string(), "--max-examples", &self.examples.to_string()])
            .args(["--continue-on-failure", "--generation-database", "none", "--no-color"])
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", self.folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONUTF8", "1")
    }
}

/// Prints the result of a run. schemathesis writes to the current folder.
fn report(what: &str, scratch: &Path, run: Run) -> Result<bool, Error> {
    let done = run.current_dir(scratch).output()?;
    let output = String::from_utf8_lossy(&done.stdout);
    let is_fine = done.code == Some(0);
    if !is_fine {
        println!("{output}{}", done.stderr);
    }
    println!("schemathesis, {what}: {}", summary(&output));
    Ok(is_fine)
}

/// Returns the counts of operations and requests, without times.
fn summary(output: &str) -> String {
    let after = |heading: &str| {
        let rest = output.split_once(heading)?.1;
        rest.lines().map(str::trim).find(|line| !line.is_empty())
    };
    let operations = after("API Operations:").unwrap_or("no operations");
    let cases = after("Test cases:").unwrap_or("no requests");
    format!("operations: {operations}; requests: {cases}")
}

#[cfg(test)]
mod tests {
    use super::summary;

    #[test]
    fn removes_times_from_the_summary() {
        let output =
            "API Operations:\n  Selected: 35/35\n  Tested: 35\n\nTest cases:\n  12 generated, 12 passed\n\nin 3.2s";
        assert_eq!(summary(output), "operations: Selected: 35/35; requests: 12 generated, 12 passed");
        assert_eq!(summary(""), "operations: no operations; requests: no requests");
    }
}
