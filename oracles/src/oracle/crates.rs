//! Builds real crates whose `build.rs` calls protoc with `PROTOC=protoward`, and compares the generated files.
//!
//! A crate is built as it was published. If it depends on very many crates, only its build script is built. The crates in
//! `fixtures/runtimes` use one Rust runtime each; they are also run, and their output is compared.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::oracle::arguments::ProgramArgs;
use crate::oracle::share::Share;
use protoward_kit::cargo_crate::{CargoCrate, located};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::registries::{Pin, Registry};
use protoward_kit::{Outcome, corpus, workspace};

/// Names and versions. Their build scripts use versions of prost-build and tonic-build from several years.
const CRATES: &[(&str, &str, BuildScope)] = &[
    ("cln-grpc", "0.7.0", BuildScope::Whole),
    ("containerd-client", "0.9.0", BuildScope::Whole),
    ("etcd-client", "0.21.1", BuildScope::Whole),
    ("fedimint-tonic-lnd", "0.4.0", BuildScope::Whole),
    ("hedera-proto", "0.20.0", BuildScope::Whole),
    ("k8s-cri", "0.11.0", BuildScope::Whole),
    ("lance-encoding", "14.0.2", BuildScope::Script),
    ("lance-file", "14.0.2", BuildScope::Script),
    ("lance-table", "14.0.2", BuildScope::Script),
    ("prost-wkt-types", "0.7.2", BuildScope::Whole),
    ("spark-connect-rs", "0.0.2", BuildScope::Script),
    ("temporal-sdk-core-protos", "0.1.0", BuildScope::Whole),
];

/// Crates in `fixtures/runtimes`, by the names of their packages.
const RUNTIMES: &[(&str, BuildScope)] = &[
    ("runtime-buffa", BuildScope::Program),
    ("runtime-connectrpc", BuildScope::Program),
    ("runtime-google", BuildScope::Program),
    ("runtime-micropb", BuildScope::Program),
    ("runtime-rust-protobuf", BuildScope::Program),
];

/// Returns the versions of the crates.
pub(super) fn pins() -> impl Iterator<Item = Pin> {
    let pin = |&(name, version, _)| Pin::new(Registry::Crates, name, version, "oracles/src/oracle/crates.rs");
    CRATES.iter().map(pin)
}

/// The part of a crate that is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BuildScope {
    /// The whole crate, as a dependency would be built: with the versions that its manifest allows, without its lock file.
    Whole,
    /// The build script with its inputs. The dependencies of the crate itself are removed from its manifest.
    Script,
    /// The whole crate, whose program is run.
    Program,
}

/// A crate agrees if it builds with both compilers, does not build without a compiler, and its build script writes the same
/// files. The program of a Rust runtime must print the same output.
#[derive(Args)]
pub struct Options {
    /// Build only crates whose name contains this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Build only the build script of every crate
    #[arg(long)]
    scripts: bool,
    #[command(flatten)]
    subject: ProgramArgs,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let protoc = corpus::protoc()?;
    let ours = options.subject.program()?;
    let is_selected = |name: &str| options.only.as_ref().is_none_or(|only| name.contains(only));
    let published = CRATES.iter().filter(|(name, ..)| is_selected(name)).map(|&(name, version, built)| {
        let built = if options.scripts { BuildScope::Script } else { built };
        Place::of_published(name, version, built)
    });
    let runtimes = RUNTIMES.iter().filter(|(name, _)| is_selected(name) && !options.scripts);
    let runtimes = runtimes.map(|&(name, built)| Place::of_runtime(name, built));
    let mut agreeing = 0;
    let mut all = 0;
    for place in published.chain(runtimes) {
        let place = place?;
        let verdict = place.compare(&protoc, &ours)?;
        all += 1;
        agreeing += usize::from(verdict.is_ok());
        match verdict {
            Ok(agreement) => println!("{place}: {agreement}"),
            Err(why) => println!("DIFFERS {place}: {why}"),
        }
    }
    let share = Share::new("crates build, and generate the same", agreeing, all, 1000);
    println!("  {share}");
    Ok(if share.is_met() { Outcome::Passed } else { Outcome::Findings })
}

/// The name of Cargo's lock file.
const LOCK: &str = "Cargo.lock";

/// The name of the output of the crate's program, beside the generated files.
const OUTPUT: &str = "the output of the program";

/// The contents of the files that a build script wrote or changed, by path.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// Returns the names of the files that only one side has, or that differ.
pub(super) fn differences<'f>(one: &'f Files, other: &'f Files) -> Vec<&'f str> {
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    names.filter(|name| one.get(*name) != other.get(*name)).map(String::as_str).collect()
}

impl fmt::Display for BuildScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BuildScope::Whole => "whole",
            BuildScope::Script => "build script",
            BuildScope::Program => "program",
        })
    }
}

impl BuildScope {
    /// Returns `true` if the program of the crate is run.
    fn is_run(self) -> bool {
        self == BuildScope::Program
    }
}

/// The number of files that both generate with equal contents.
#[derive(Debug)]
struct SameFiles(usize);

impl fmt::Display for SameFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} generated files are the same", self.0)
    }
}

/// The folder in which one crate is built.
struct Place {
    name: &'static str,
    /// The version of a published crate.
    version: Option<&'static str>,
    built: BuildScope,
    source: PathBuf,
    folder: PathBuf,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let version = self.version.map(|version| format!(" {version}")).unwrap_or_default();
        write!(f, "{}{version}, {}", self.name, self.built)
    }
}

impl Place {
    fn of_published(name: &'static str, version: &'static str, built: BuildScope) -> Result<Place, Error> {
        let source = corpus::source_of_crate(name, version)?;
        let folder = workspace::scratch("crates")?.join(name);
        Ok(Place { name, version: Some(version), built, source, folder })
    }

    /// Copies the schemas beside the crate, where its build script looks for them.
    fn of_runtime(name: &'static str, built: BuildScope) -> Result<Place, Error> {
        let all = workspace::root().join("fixtures/runtimes");
        let crates = workspace::scratch("crates")?;
        copy(&all.join("proto"), &crates.join("proto"))?;
        let source = all.join(name.trim_start_matches("runtime-"));
        Ok(Place { name, version: None, built, source, folder: crates.join(name) })
    }

    /// Builds the crate with both compilers. Returns how many files they generate, or a description of the difference.
    fn compare(&self, protoc: &Path, ours: &Path) -> Result<Result<SameFiles, String>, Error> {
        let theirs = match self.build(protoc)? {
            Ok(theirs) => theirs,
            Err(why) => return Ok(Err(format!("it does not build with protoc\n{why}"))),
        };
        let ours = match self.build(ours)? {
            Ok(ours) => ours,
            Err(why) => return Ok(Err(format!("it does not build with protoward\n{why}"))),
        };
        let differing = differences(&theirs, &ours);
        if !differing.is_empty() {
            return Ok(Err(format!("{} of {} files\n  {}", differing.len(), theirs.len(), differing.join("\n  "))));
        }
        // A crate that also builds without a compiler has not run one.
        let nothing = self.folder.join("no-such-program");
        let generated = theirs.keys().filter(|name| *name != OUTPUT).count();
        Ok(match (generated, self.build(&nothing)?) {
            (0, _) => Err("nothing is generated".to_owned()),
            (_, Ok(_)) => Err("`PROTOC` is not asked".to_owned()),
            (count, Err(_)) => Ok(SameFiles(count)),
        })
    }

    /// Returns the files that the build script writes into its output folder and into the crate, and the output of the
    /// program, or why the build fails.
    fn build(&self, protoc: &Path) -> Result<Result<Files, String>, Error> {
        files::clear(&self.folder)?;
        copy(&self.source, &self.folder)?;
        // All crates share the builds of dependencies.
        let package = CargoCrate::built_into(&self.folder, workspace::scratch("crates")?.join("target"));
        match self.built {
            BuildScope::Whole => package.unlock()?,
            BuildScope::Script => self.reduce()?,
            BuildScope::Program => self.locate_repository()?,
        }
        let mut before = Files::new();
        gather(&self.folder, "", &mut before)?;
        package.remove_script_outputs(self.name)?;
        let command = if self.built.is_run() { "run" } else { "check" };
        let done = package.cargo(&[command, "--quiet", "--jobs", "2"]).env("PROTOC", protoc).output()?;
        if done.code != Some(0) {
            return Ok(Err(done.stderr));
        }
        let mut files = Files::new();
        for output in package.script_outputs(self.name)? {
            gather(&output, "OUT_DIR/", &mut files)?;
        }
        gather(&self.folder, "", &mut files)?;
        files.retain(|name, content| before.get(name) != Some(content));
        if self.built.is_run() {
            files.insert(OUTPUT.to_owned(), done.stdout);
        }
        Ok(Ok(files))
    }

    /// Replaces `ROOT` in the manifest by the folder of this repository.
    fn locate_repository(&self) -> Result<(), Error> {
        let manifest = self.folder.join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).map_err(Error::at(&manifest))?;
        files::write(&manifest, located(&text))
    }

    fn reduce(&self) -> Result<(), Error> {
        let manifest = self.folder.join("Cargo.toml");
        let empty = self.folder.join("nothing.rs");
        let text = std::fs::read_to_string(&manifest).map_err(Error::at(&manifest))?;
        files::write(&manifest, reduced(&text))?;
        files::write(&empty, "")
    }
}

/// Reduces a published manifest to the build script. Features keep their names.
fn reduced(manifest: &str) -> String {
    let mut out = String::new();
    for section in sections(manifest) {
        let head = section.lines().next().unwrap_or_default();
        let is_optional = section.lines().any(|line| line.trim() == "optional = true");
        if head == "[package]" || head.starts_with("[build-dependencies") && !is_optional {
            out.push_str(&section);
        } else if head == "[features]" {
            out.push_str(&features(&section));
        }
    }
    format!("{out}\n[lib]\npath = \"nothing.rs\"\n\n[workspace]\n")
}

fn sections(manifest: &str) -> Vec<String> {
    let mut sections: Vec<String> = Vec::new();
    for line in manifest.lines() {
        if line.starts_with('[') || sections.is_empty() {
            sections.push(String::new());
        }
        if let Some(section) = sections.last_mut() {
            section.push_str(&format!("{line}\n"));
        }
    }
    sections
}

/// Returns the section `[features]` without references to dependencies.
fn features(section: &str) -> String {
    let mut lists: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open = None;
    for line in section.lines().skip(1) {
        let (name, rest) = line.split_once(" = [").map_or((open, line), |(name, rest)| (Some(name), rest));
        open = name;
        if let Some(name) = name {
            lists.entry(name).or_default().extend(rest.split('"').skip(1).step_by(2));
        }
    }
    let list = |names: &[&str]| {
        let known = names.iter().filter(|name| lists.contains_key(*name));
        known.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    };
    let lines = lists.iter().map(|(name, names)| format!("{name} = [{}]\n", list(names)));
    format!("[features]\n{}", lines.collect::<String>())
}

/// Copies a folder recursively.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(to).map_err(Error::at(to))?;
    for entry in std::fs::read_dir(from).map_err(Error::at(from))? {
        let path = entry.map_err(Error::at(from))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target).map_err(Error::at(&path))?;
        }
    }
    Ok(())
}

/// Reads all files of a folder except the lock file.
pub(super) fn gather(folder: &Path, prefix: &str, into: &mut Files) -> Result<(), Error> {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
        if entry.file_type().is_file() && name != LOCK {
            let bytes = std::fs::read(entry.path()).map_err(Error::at(entry.path()))?;
            into.insert(format!("{prefix}{name}"), bytes);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::reduced;

    #[test]
    fn keeps_only_the_script_in_a_reduced_manifest() {
        let manifest = "[package]\nname = \"a\"\n\n[dependencies.b]\nversion = \"1\"\n\n[build-dependencies.c]\nversion = \"2\"\n\n\
                        [build-dependencies.d]\nversion = \"3\"\noptional = true\n\n[features]\ndefault = [\n    \"x\",\n    \"dep:b\",\n]\nx = [\"d\"]\n";
        let expected = "[package]\nname = \"a\"\n\n[build-dependencies.c]\nversion = \"2\"\n\n\
                        [features]\ndefault = [\"x\"]\nx = []\n\n[lib]\npath = \"nothing.rs\"\n\n[workspace]\n";
        assert_eq!(reduced(manifest), expected);
    }
}
