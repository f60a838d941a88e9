//! Runs schemathesis on the example: draws requests from its OpenAPI document, and checks the responses against it.

use std::path::Path;

use crate::Outcome;
use crate::clients::{Server, python_with};
use crate::error::Error;
use crate::process::Run;
use crate::workspace::{self, Profile};

/// The folder of schemathesis's hooks and settings, relative to the root of the repository.
const FOLDER: &str = "crates/oracles/src/oracle/rest/schemathesis";

/// Runs all checks on all operations of the document, with `examples` examples for each operation.
pub(super) fn run(seed: u64, examples: usize) -> Result<Outcome, Error> {
    let folder = workspace::root().join(FOLDER);
    let python = python_with("oracle/schemathesis-packages", &folder.join("requirements.txt"))?;
    let program = workspace::built("services", "services", Profile::Dev)?;
    let scratch = workspace::scratch("oracle/schemathesis")?;
    let server = Server::rust(&program, &scratch, None)?;
    let run = schemathesis(&python.with_file_name("schemathesis"), &folder, seed, examples, &server);
    // schemathesis writes to the current folder.
    let done = server.add_env(run.current_dir(&scratch)).output()?;
    let output = String::from_utf8_lossy(&done.stdout);
    let is_fine = done.code == Some(0);
    if !is_fine {
        println!("{output}{}", done.stderr);
    }
    println!("schemathesis: {}", summary(&output));
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

fn schemathesis(program: &Path, folder: &Path, seed: u64, examples: usize, server: &Server) -> Run {
    Run::new(program)
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("{}/openapi.json", server.url()))
        .arg("--tls-verify")
        .arg(server.authority())
        .args(["--seed", &seed.to_string(), "--max-examples", &examples.to_string()])
        .args(["--continue-on-failure", "--generation-database", "none", "--no-color"])
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONUTF8", "1")
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
    fn the_summary_has_no_times() {
        let output =
            "API Operations:\n  Selected: 35/35\n  Tested: 35\n\nTest cases:\n  12 generated, 12 passed\n\nin 3.2s";
        assert_eq!(summary(output), "operations: Selected: 35/35; requests: 12 generated, 12 passed");
        assert_eq!(summary(""), "operations: no operations; requests: no requests");
    }
}
