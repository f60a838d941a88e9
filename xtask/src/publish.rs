//! Publishing: packages of all crates that build from their own files, and the commit and tag of a version. Nothing is uploaded.

use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace;

#[derive(clap::Args)]
pub(crate) struct PublishOptions {
    /// Package all crates and build each from its package, without uploading anything. The only mode: `cargo publish --workspace`
    /// uploads
    #[arg(long, required = true)]
    dry_run: bool,

    /// Skip the builds
    #[arg(long)]
    no_verify: bool,

    /// Also check the crates for other projects with this toolchain, such as `1.89`
    #[arg(long, value_name = "TOOLCHAIN")]
    msrv: Option<String>,

    /// Also compare the public API of the crates for other projects with that of a revision, such as `v0.1.0`, by cargo-semver-checks
    #[arg(long, value_name = "REVISION")]
    semver: Option<String>,
}

/// The limit of a registry for a package, in bytes.
const LARGEST: u64 = 10 << 20;

/// The crates that other projects depend on or install.
const FOR_OTHERS: [&str; 5] =
    ["protoward", "protoward-build", "protoward-compiler", "protoward-protoc", "protoward-runtime"];

/// Folders that no package contains.
const NOT_PUBLISHED: [&str; 3] = ["fixtures/", "tests/", "fuzz/"];

/// A package of the workspace that is published.
struct Package {
    name: String,
    /// The keys that its manifest lacks.
    missing: Vec<&'static str>,
}

pub(crate) fn publish(options: &PublishOptions) -> Result<ExitCode, Error> {
    let (published, unpublished) = packages()?;
    let mut problems = Vec::new();
    for package in &published {
        problems.extend(package.missing.iter().map(|key| format!("{}: the manifest has no `{key}`", package.name)));
        problems
            .extend(unwanted(&package.name)?.into_iter().map(|file| format!("{}: contains `{file}`", package.name)));
    }
    let exclude = unpublished.iter().flat_map(|name| ["--exclude", name]);
    // With all packages in one command, cargo builds each with the others from a registry of their packages.
    // They share a target folder: in that of each package, cargo would build the same dependencies again.
    let target = workspace::scratch("publish")?;
    let mut run = Run::cargo()
        .args(["package", "--workspace", "--allow-dirty", "--quiet"])
        .args(exclude)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_INCREMENTAL", "0");
    if options.no_verify {
        run = run.arg("--no-verify");
    }
    run.current_dir(workspace::root()).finish()?;
    for package in &published {
        let path = target.join("package").join(format!("{}-{}.crate", package.name, env!("CARGO_PKG_VERSION")));
        let size = path.metadata().map_err(Error::at(&path))?.len();
        println!("{:44} {:>7.0} kB", package.name, size as f64 / 1e3);
        if size > LARGEST {
            problems.push(format!("{}: the package has {size} bytes, and a registry takes {LARGEST}", package.name));
        }
    }
    if let Some(toolchain) = &options.msrv {
        check_with(toolchain)?;
        println!("\nthe crates for other projects build with Rust {toolchain}");
    }
    if let Some(revision) = &options.semver {
        problems.extend(incompatible(revision)?);
    }
    println!();
    problems.iter().for_each(|problem| println!("{problem}"));
    let built = if options.no_verify { "packaged" } else { "packaged and built from their packages" };
    println!("{} crates are {built}, {} problems", published.len(), problems.len());
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Returns the packages that are published, and the names of the others.
fn packages() -> Result<(Vec<Package>, Vec<String>), Error> {
    let run = Run::cargo().args(["metadata", "--format-version", "1", "--no-deps"]).current_dir(workspace::root());
    let done = run.finish()?;
    let metadata: Value = serde_json::from_slice(&done.stdout)
        .map_err(|why| Error::Unreadable { command: run.line(), why: why.to_string() })?;
    let mut published = Vec::new();
    let mut unpublished = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default().to_owned();
        if package["publish"].as_array().is_some_and(Vec::is_empty) {
            unpublished.push(name);
        } else {
            let is_missing = |key: &&str| package[*key].as_str().is_none_or(str::is_empty);
            let needed: &[&str] = if FOR_OTHERS.contains(&&*name) {
                &["description", "license", "readme"]
            } else {
                &["description", "license"]
            };
            let missing = needed.iter().copied().filter(is_missing).collect();
            published.push(Package { name, missing });
        }
    }
    Ok((published, unpublished))
}

/// Returns the files of a package that are for this repository only.
fn unwanted(name: &str) -> Result<Vec<String>, Error> {
    let run = Run::cargo().args(["package", "--list", "--allow-dirty", "--package", name]);
    let done = run.current_dir(workspace::root()).finish()?;
    let list = String::from_utf8_lossy(&done.stdout).into_owned();
    let is_unwanted = |file: &&str| NOT_PUBLISHED.iter().any(|folder| file.starts_with(folder));
    Ok(list.lines().filter(is_unwanted).map(str::to_owned).collect())
}

/// Checks the crates for other projects with another toolchain.
fn check_with(toolchain: &str) -> Result<(), Error> {
    for package in FOR_OTHERS {
        let run =
            Run::new("cargo").arg(format!("+{toolchain}")).args(["check", "--quiet", "--locked", "--package", package]);
        let target = workspace::target().join("msrv");
        run.env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "0").current_dir(workspace::root()).finish()?;
    }
    Ok(())
}

/// Returns the crates for other projects whose public API breaks that of a revision, unless their version says so.
fn incompatible(revision: &str) -> Result<Vec<String>, Error> {
    let mut problems = Vec::new();
    for package in FOR_OTHERS {
        let run = Run::cargo().args(["semver-checks", "--package", package, "--baseline-rev", revision]);
        let done =
            run.env("CARGO_TARGET_DIR", workspace::scratch("semver")?).current_dir(workspace::root()).output()?;
        if done.code != Some(0) {
            problems.push(format!("{package}: the public API differs from that of {revision}\n{}", done.stderr));
        }
    }
    Ok(problems)
}

#[derive(clap::Args)]
pub(crate) struct VersionOptions {
    /// The version, such as `0.2.0`
    version: String,

    /// The day of the release, such as `2026-12-01`, for the changelog
    #[arg(long)]
    date: String,
}

/// The heading of changes without a version.
const UNRELEASED: &str = "(unreleased)";

/// Sets the version of all crates and of the extension for VS Code, closes the sections of the changelogs, commits, and creates a tag.
pub(crate) fn set_version(options: &VersionOptions) -> Result<ExitCode, Error> {
    let VersionOptions { version, date } = options;
    let git = |arguments: &[&str]| Run::new("git").args(arguments).current_dir(workspace::root()).finish();
    if !git(&["status", "--porcelain"])?.stdout.is_empty() {
        return Err(Error::Usage("there are changes that are not committed".to_owned()));
    }
    let old = env!("CARGO_PKG_VERSION");
    edit("Cargo.toml", |text| {
        let edited = text.replace(&format!("version = \"{old}\""), &format!("version = \"{version}\""));
        if edited == text { None } else { Some(edited) }
    })?;
    edit("crates/build-scripts/bin/Cargo.toml", |text| {
        Some(text.replace(&format!("version = \"{old}\""), &format!("version = \"{version}\"")))
    })?;
    edit("pyproject.toml", |text| hooks(text, old, version))?;
    edit("CHANGELOG.md", |text| changelog(text, version, date))?;
    // Releases without a change of the extension have no section.
    edit("editors/vscode/CHANGELOG.md", |text| {
        Some(changelog(text, version, date).unwrap_or_else(|| text.to_owned()))
    })?;
    let extension = workspace::root().join("editors/vscode");
    Run::npm().args(["version", version, "--no-git-tag-version"]).current_dir(&extension).finish()?;
    Run::cargo().args(["update", "--workspace", "--quiet"]).current_dir(workspace::root()).finish()?;
    git(&["commit", "--quiet", "--all", "--message", &format!("Version {version}")])?;
    git(&["tag", "--annotate", "--message", &format!("protoward {version}"), &format!("v{version}")])?;
    println!("committed and tagged as v{version}; push it with `git push --follow-tags`");
    Ok(ExitCode::SUCCESS)
}

fn edit(path: &str, change: impl FnOnce(&str) -> Option<String>) -> Result<(), Error> {
    let path = workspace::root().join(path);
    let text = std::fs::read_to_string(&path).map_err(Error::at(&path))?;
    let edited = change(&text).ok_or_else(|| unchanged(&path))?;
    std::fs::write(&path, edited).map_err(Error::at(&path))
}

fn unchanged(path: &Path) -> Error {
    Error::Usage(format!("`{}` does not have what a new version replaces", path.display()))
}

/// Returns the package of the hooks of pre-commit with another version, of itself and of the wheel that it depends on.
fn hooks(text: &str, old: &str, version: &str) -> Option<String> {
    let own = format!("version = \"{old}\"");
    let wheel = format!("protoward=={old}\"");
    let is_complete = text.contains(&own) && text.contains(&wheel);
    let edited = text.replace(&own, &format!("version = \"{version}\""));
    is_complete.then(|| edited.replace(&wheel, &format!("protoward=={version}\"")))
}

/// Returns the changelog in which the section of changes without a version has one.
fn changelog(text: &str, version: &str, date: &str) -> Option<String> {
    let heading = text.lines().find(|line| line.starts_with("## ") && line.ends_with(UNRELEASED))?;
    Some(text.replacen(heading, &format!("## {version} ({date})"), 1))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::{changelog, hooks};
    use protoward_kit::workspace;

    #[test]
    fn puts_version_and_day_into_the_changelog() {
        let text = "# Changelog\n\n## 0.2.0 (unreleased)\n\n- a\n\n## 0.1.0 (2026-01-01)\n";
        let released = "# Changelog\n\n## 0.3.0 (2026-12-01)\n\n- a\n\n## 0.1.0 (2026-01-01)\n";
        assert_eq!(changelog(text, "0.3.0", "2026-12-01").as_deref(), Some(released));
        assert_eq!(changelog(released, "0.4.0", "2026-12-02"), None);
    }

    #[test]
    fn puts_the_version_into_the_hooks() {
        let text = std::fs::read_to_string(workspace::root().join("pyproject.toml")).unwrap();
        let edited = hooks(&text, env!("CARGO_PKG_VERSION"), "9.8.7").unwrap();
        assert!(edited.contains("\nversion = \"9.8.7\"\n") && edited.contains("[\"protoward==9.8.7\"]"), "{edited}");
        assert_eq!(hooks(&edited, "0.0.1", "9.9.9"), None, "it has another version");
    }
}
