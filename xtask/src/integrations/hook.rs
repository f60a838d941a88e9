//! The pre-commit hook, run by Git for a commit.

use std::path::Path;

use crate::dist;
use crate::integrations::Checks;
use crate::integrations::tools::Tools;
use protoward_kit::error::Error;
use protoward_kit::process::{ProcessOutput, Run};
use protoward_kit::workspace;

const BEFORE: &str = "syntax = \"proto3\";\n\npackage shop.v1;\n\nmessage Order {\n  string id = 1;\n}\n";

/// Checks the hook of the program that is installed.
pub(super) fn check_installed(tools: &Tools, protoward: &Path, checks: &mut Checks) -> Result<(), Error> {
    let first = protoward.parent().map(Path::to_path_buf).unwrap_or_default();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(first).chain(std::env::split_paths(&path)));
    let path = path.map_err(|error| Error::Usage(error.to_string()))?;
    let git = |run: Run| run.env("PATH", &path).env("PRE_COMMIT_HOME", tools.cache());
    check("protoward-breaking-system", tools, &git, checks)
}

/// Checks the hook for which pre-commit installs the wheel, with a wheel of this program.
pub(super) fn check_wheel(tools: &Tools, protoward: &Path, checks: &mut Checks) -> Result<(), Error> {
    let temp = tempfile::tempdir().map_err(Error::at(&std::env::temp_dir()))?;
    let (name, wheel) = dist::wheel_of_machine(protoward)?;
    let path = temp.path().join(name);
    std::fs::write(&path, wheel).map_err(Error::at(&path))?;
    // An environment that was installed before may have another program of the same version.
    let git = |run: Run| run.env("PIP_FIND_LINKS", temp.path()).env("PRE_COMMIT_HOME", temp.path().join("cache"));
    check("protoward-breaking", tools, &git, checks)
}

/// Checks that the hook accepts a compatible commit and rejects a breaking one, with the environment of Git.
fn check(hook: &str, tools: &Tools, environment: &dyn Fn(Run) -> Run, checks: &mut Checks) -> Result<(), Error> {
    let folder = tempfile::tempdir().map_err(Error::at(&std::env::temp_dir()))?;
    let scene = HookRepository { folder: folder.path(), environment };
    scene.git(&["init", "--quiet", "--initial-branch=main"]).finish()?;
    scene.write("order.proto", BEFORE)?;
    scene.write(".pre-commit-config.yaml", &config(hook)?)?;
    scene.commit()?.finish()?;
    tools.run("pre-commit").arg("install").current_dir(scene.folder).finish()?;

    scene.write("order.proto", &BEFORE.replace("}", "  string note = 2;\n}"))?;
    let added = scene.commit()?.output()?;
    checks.holds(&format!("`{hook}` lets a commit through that adds a field"), added.code == Some(0), &output(&added));
    scene.write("order.proto", &BEFORE.replace("string id", "bytes id"))?;
    let broken = scene.commit()?.output()?;
    let is_stopped = broken.code == Some(1) && output(&broken).contains("[FIELD_SAME_TYPE]");
    checks.holds(&format!("`{hook}` stops a commit that changes a type, and says why"), is_stopped, &output(&broken));
    Ok(())
}

/// Returns a configuration that uses the hooks of this repository at its newest commit.
fn config(hook: &str) -> Result<String, Error> {
    let head =
        Run::new("git").install_hint("git").args(["rev-parse", "HEAD"]).current_dir(workspace::root()).finish()?;
    let head = String::from_utf8_lossy(&head.stdout).trim().to_owned();
    let root = workspace::root().display();
    Ok(format!("repos:\n  - repo: {root}\n    rev: {head}\n    hooks:\n      - id: {hook}\n"))
}

fn output(done: &ProcessOutput) -> String {
    format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr)
}

/// A repository that uses the hook.
struct HookRepository<'a> {
    folder: &'a Path,
    environment: &'a dyn Fn(Run) -> Run,
}

impl HookRepository<'_> {
    fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.folder.join(name);
        std::fs::write(&path, text).map_err(Error::at(&path))
    }

    /// Returns a run of Git without user settings.
    fn git(&self, args: &[&str]) -> Run {
        let who = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"];
        let run = Run::new("git").install_hint("git").args(who).args(args).current_dir(self.folder);
        let run = run
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", if cfg!(windows) { "NUL" } else { "/dev/null" });
        (self.environment)(run)
    }

    fn commit(&self) -> Result<Run, Error> {
        self.git(&["add", "--all"]).finish()?;
        Ok(self.git(&["commit", "--quiet", "--message", "a change"]))
    }
}
