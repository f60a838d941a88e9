//! Tests of protoward with other tools. Checks that its outputs and manifests are valid by the schemas of their consumers, that
//! protoc and buf start it as a plugin, and that the hook stops a breaking commit. Needs a network, Python and Git. Tests without
//! these needs are in `tests/it/integrations.rs`.

mod download;
mod hook;
mod logs;
mod plugin;
mod tools;

use protoward_kit::corpus::integrations::SARIF_SCHEMA;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};
use protoward_kit::{Outcome, corpus};
use tools::Tools;

pub(crate) fn run() -> Result<Outcome, Error> {
    let scratch = workspace::scratch("integrations")?;
    let tools = Tools::installed(&scratch)?;
    let protoward = workspace::protoward(Profile::Dev)?;
    let mut checks = Checks::default();
    for (file, schema) in [
        ("action.yml", "vendor.github-actions"),
        (".github/workflows/ci.yml", "vendor.github-workflows"),
        (".github/workflows/release.yml", "vendor.github-workflows"),
        ("ci/gitlab.yml", "vendor.gitlab-ci"),
    ] {
        let run = tools.run("check-jsonschema").args(["--builtin-schema", schema, file]);
        checks.passes(&format!("{file} is valid by {schema}"), &run)?;
    }
    checks.passes("ci/action.sh is sound", &tools.run("shellcheck").arg("ci/action.sh"))?;
    download::check(&scratch, &mut checks)?;
    let manifest = tools.run("pre-commit").args(["validate-manifest", ".pre-commit-hooks.yaml"]);
    checks.passes(".pre-commit-hooks.yaml is a manifest", &manifest)?;
    let (name, version, file) = SARIF_SCHEMA;
    let schema = corpus::file_of_crate(name, version, file, &scratch)?;
    for log in logs::written(&protoward)? {
        let run = tools.run("check-jsonschema").args(["--regex-variant", "nonunicode", "--schemafile"]).arg(&schema);
        checks.passes(&format!("the SARIF of {} is valid", log.about), &run.arg(&log.path))?;
    }
    plugin::check(&scratch, &protoward, &mut checks)?;
    hook::check_installed(&tools, &protoward, &mut checks)?;
    hook::check_wheel(&tools, &protoward, &mut checks)?;
    Ok(if checks.failed == 0 { Outcome::Passed } else { Outcome::Findings })
}

/// The results of the checks, which are printed as they run.
#[derive(Debug, Default)]
struct Checks {
    failed: usize,
}

impl Checks {
    /// Checks that a program exits with 0.
    fn passes(&mut self, what: &str, run: &Run) -> Result<(), Error> {
        let done = run.output()?;
        self.holds(what, done.code == Some(0), &format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr));
        Ok(())
    }

    fn holds(&mut self, what: &str, holds: bool, otherwise: &str) {
        if holds {
            println!("ok    {what}");
        } else {
            self.failed += 1;
            println!("wrong {what}\n{otherwise}");
        }
    }
}
