//! Linters of OpenAPI documents, which must report no error: Redocly with its ruleset `recommended`, and Spectral with its
//! ruleset `oas`. Warnings are counted, because some advice depends on the schema (licenses, contacts, path names).

use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// Number of documents that are checked. A linter needs seconds for a large one.
const DOCUMENTS: usize = 40;

/// The problems that a linter found.
#[derive(Debug, Default)]
pub(super) struct Linted {
    pub(super) documents: usize,
    pub(super) errors: Vec<String>,
    pub(super) warnings: usize,
}

/// Runs all linters on the document of the example and on some of the documents in a folder.
pub(super) fn run(example: PathBuf, folder: &Path) -> Result<Vec<(&'static str, Linted)>, Error> {
    let mut documents = vec![example];
    documents.extend(spread(folder)?);
    Ok(vec![("Redocly", redocly(&documents)?), ("Spectral", spectral(&documents, folder)?)])
}

/// Returns documents of a folder, evenly spread over their names.
fn spread(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = std::fs::read_dir(folder).map_err(Error::at(folder))?;
    let mut all: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    all.sort();
    let step = all.len().div_ceil(DOCUMENTS).max(1);
    Ok(all.into_iter().step_by(step).collect())
}

fn redocly(documents: &[PathBuf]) -> Result<Linted, Error> {
    let program = corpus::redocly()?.join("node_modules/@redocly/cli/bin/cli.js");
    let run = Run::new("node").install_hint("Node.js").arg(&program).args(["lint", "--extends", "recommended"]);
    let run = run.args(["--format", "json", "--max-problems", "1000000"]).args(documents);
    let run = run.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    let done = run.output()?;
    // One report for each document.
    let reports = serde_json::Deserializer::from_slice(&done.stdout).into_iter::<Json>();
    let Ok(reports) = reports.collect::<Result<Vec<Json>, _>>() else { return Err(run.failed(&done)) };
    let mut linted = Linted { documents: documents.len(), ..Linted::default() };
    for problem in reports.iter().filter_map(|report| report["problems"].as_array()).flatten() {
        let is_error = problem["severity"] == "error";
        linted.add(is_error, &problem["ruleId"], &problem["message"], &problem["location"][0]["source"]["ref"]);
    }
    Ok(linted)
}

fn spectral(documents: &[PathBuf], scratch: &Path) -> Result<Linted, Error> {
    let program = corpus::spectral()?.join("node_modules/@stoplight/spectral-cli/dist/index.js");
    let rules = scratch.with_file_name("spectral.yaml");
    std::fs::write(&rules, "extends: spectral:oas\n").map_err(Error::at(&rules))?;
    let run = Run::new("node").install_hint("Node.js").arg(&program).args(["lint", "--format", "json", "--quiet"]);
    let run = run.arg("--ruleset").arg(&rules).args(documents);
    let done = run.output()?;
    let Ok(report) = serde_json::from_slice::<Json>(&done.stdout) else { return Err(run.failed(&done)) };
    let mut linted = Linted { documents: documents.len(), ..Linted::default() };
    for problem in report.as_array().into_iter().flatten() {
        linted.add(problem["severity"] == 0, &problem["code"], &problem["message"], &problem["source"]);
    }
    Ok(linted)
}

impl Linted {
    fn add(&mut self, is_error: bool, rule: &Json, message: &Json, source: &Json) {
        if !is_error {
            self.warnings += 1;
            return;
        }
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let name = Path::new(&text(source)).file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.errors.push(format!("{name}: {}: {}", text(rule), text(message)));
    }
}
