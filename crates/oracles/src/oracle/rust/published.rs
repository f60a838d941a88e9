//! Migrates published crates from tonic-prost-build to protoward-build by one line, and runs the same tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::files;
use crate::newest::{Pin, Registry};
use crate::oracle::crates::copy;
use crate::oracle::share::Share;
use crate::process::Run;
use crate::{Outcome, corpus, workspace};

/// Names, versions, and the arguments of `cargo test` for tests that use generated code.
const CRATES: &[(&str, &str, &[&str])] = &[
    ("cln-grpc", "0.7.0", &["--all-features"]),
    ("containerd-client", "0.9.0", &[]),
    ("etcd-client", "0.21.1", &[]),
    ("yellowstone-grpc-proto", "14.0.1", &[]),
];

/// Returns the versions of the crates.
pub(in crate::oracle) fn pins() -> impl Iterator<Item = Pin> {
    let place = "crates/oracles/src/oracle/rust/published.rs";
    CRATES.iter().map(move |&(name, version, _)| Pin::new(Registry::Crates, name, version, place))
}

pub(super) fn run() -> Result<Outcome, Error> {
    let protoc = corpus::protoc()?;
    let mut agreeing = 0;
    for &(name, version, arguments) in CRATES {
        let place = Place::new(name, version, arguments)?;
        let before = place.tests(&protoc, |_| Ok(()))?;
        let after = place.tests(Path::new("no-such-program"), migrate)?;
        match (before, after) {
            (Ok(before), Ok(after)) if before == after && !before.is_empty() => {
                agreeing += 1;
                println!("{name} {version}: {} tests pass before and after", before.len());
            }
            (Ok(before), Ok(after)) => println!("DIFFERS {name} {version}: before {before:?}, after {after:?}"),
            (Err(why), _) => println!("DIFFERS {name} {version}: it fails with tonic-prost-build\n{why}"),
            (_, Err(why)) => println!("DIFFERS {name} {version}: it fails with protoward-build\n{why}"),
        }
    }
    let share = Share::new("crates pass the same tests", agreeing, CRATES.len(), 1000);
    println!("  {share}");
    Ok(if share.is_met() { Outcome::Passed } else { Outcome::Findings })
}

/// The folder of one crate.
struct Place {
    source: PathBuf,
    folder: PathBuf,
    arguments: &'static [&'static str],
}

impl Place {
    fn new(name: &str, version: &str, arguments: &'static [&'static str]) -> Result<Place, Error> {
        let source = corpus::source_of_crate(name, version)?;
        Ok(Place { source, folder: workspace::scratch("published")?.join(name), arguments })
    }

    /// Applies a change to the crate. Returns the names of the unit tests that pass, or the reason why they fail.
    fn tests(
        &self,
        protoc: &Path,
        change: impl Fn(&Path) -> Result<(), Error>,
    ) -> Result<Result<BTreeSet<String>, String>, Error> {
        files::clear(&self.folder)?;
        copy(&self.source, &self.folder)?;
        edit(&self.folder.join("Cargo.toml"), |manifest| format!("{manifest}\n[workspace]\n"))?;
        let lock = self.folder.join("Cargo.lock");
        if lock.is_file() {
            std::fs::remove_file(&lock).map_err(Error::at(&lock))?;
        }
        change(&self.folder)?;
        let run = Run::cargo()
            .args(["test", "--quiet", "--lib"])
            .args(self.arguments)
            .args(["--", "--format", "pretty"])
            .env("CARGO_TARGET_DIR", workspace::scratch("published")?.join("target"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("PROTOC", protoc)
            .current_dir(&self.folder);
        let done = run.output()?;
        if done.code != Some(0) {
            return Ok(Err(format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr)));
        }
        let stdout = String::from_utf8_lossy(&done.stdout);
        let passed = stdout.lines().filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... ok"));
        Ok(Ok(passed.map(str::to_owned).collect()))
    }
}

/// Replaces the dependency in the manifest, and adds one line to the build script.
fn migrate(folder: &Path) -> Result<(), Error> {
    let build = workspace::root().join("crates/build");
    edit(&folder.join("Cargo.toml"), |manifest| {
        let (before, rest) = manifest.split_once("[build-dependencies.tonic-prost-build]").unwrap_or((manifest, ""));
        let rest = rest.split_once("\n[").map_or_else(String::new, |(_, rest)| format!("[{rest}"));
        format!("{before}[build-dependencies.protoward-build]\npath = {build:?}\n\n{rest}")
    })?;
    edit(&folder.join("build.rs"), |script| format!("use protoward_build::tonic_prost_build;\n{script}"))
}

fn edit(file: &Path, change: impl FnOnce(&str) -> String) -> Result<(), Error> {
    let text = std::fs::read_to_string(file).map_err(Error::at(file))?;
    files::write(file, change(&text))
}
