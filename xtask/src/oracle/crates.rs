//! Real crates whose `build.rs` calls protoc: do they build with `PROTOC=protoward`, and is the same generated?
//!
//! A build script, and all that it reads, is the crate's own. What the crate itself depends on is left out of its
//! manifest, so that nothing but the script and what it needs is built.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::Outcome;
use crate::corpus;
use crate::oracle::arguments::Subject;
use crate::oracle::share::Share;
use crate::process::Run;
use crate::trouble::Trouble;
use crate::workspace;

/// Names and versions. Their build scripts use prost-build and tonic-build of several years.
const CRATES: &[(&str, &str)] = &[
    ("cln-grpc", "0.7.0"),
    ("containerd-client", "0.9.0"),
    ("etcd-client", "0.21.1"),
    ("fedimint-tonic-lnd", "0.4.0"),
    ("hedera-proto", "0.20.0"),
    ("k8s-cri", "0.11.0"),
    ("lance-encoding", "2.0.1"),
    ("lance-file", "14.0.2"),
    ("lance-table", "14.0.2"),
    ("prost-wkt-types", "0.7.1"),
    ("spark-connect-rs", "0.0.2"),
    ("temporal-sdk-core-protos", "0.1.0"),
];

/// A crate agrees where its build script succeeds with both, and leaves the same files.
#[derive(Args)]
pub(crate) struct Options {
    /// Only crates whose name has this in it
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    #[command(flatten)]
    subject: Subject,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let (protoc, ours) = (corpus::protoc()?, options.subject.program()?);
    let wanted = |name: &str| options.only.as_ref().is_none_or(|only| name.contains(only));
    let crates: Vec<_> = CRATES.iter().filter(|(name, _)| wanted(name)).collect();
    let mut agreeing = 0;
    for (name, version) in &crates {
        let place = Place::new(name, version)?;
        let with_protoc = place.build(&protoc)?;
        let with_ours = place.build(&ours)?;
        let same = match (&with_protoc, &with_ours) {
            (Ok(theirs), Ok(ours)) => {
                let differing = differences(theirs, ours);
                differing.iter().for_each(|file| println!("DIFFERS {name} {version}: {file}"));
                println!("{name} {version}: {} files, {} differ", theirs.len(), differing.len());
                differing.is_empty() && !theirs.is_empty()
            }
            (Err(why), _) => {
                println!("BROKEN {name} {version}: it does not build with protoc\n{why}");
                false
            }
            (Ok(_), Err(why)) => {
                println!("REFUSED {name} {version}: it does not build with protoward\n{why}");
                false
            }
        };
        agreeing += usize::from(same);
    }
    let share = Share::new("crates build, and generate the same", agreeing, crates.len(), 1000);
    println!("  {share}");
    Ok(if share.is_met() { Outcome::Fine } else { Outcome::Findings })
}

/// Files that a build script left, by path.
type Files = BTreeMap<String, Vec<u8>>;

fn differences<'f>(one: &'f Files, other: &'f Files) -> Vec<&'f str> {
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    names.filter(|name| one.get(*name) != other.get(*name)).map(String::as_str).collect()
}

/// Where one crate is built.
struct Place {
    name: &'static str,
    source: PathBuf,
    folder: PathBuf,
}

impl Place {
    fn new(name: &'static str, version: &str) -> Result<Place, Trouble> {
        let source = corpus::source_of_crate(name, version)?;
        let folder = workspace::scratch("crates")?.join(name);
        Ok(Place { name, source, folder })
    }

    /// What the build script leaves in its folder, and in the crate, or why it fails.
    fn build(&self, protoc: &Path) -> Result<Result<Files, String>, Trouble> {
        if self.folder.is_dir() {
            std::fs::remove_dir_all(&self.folder).map_err(Trouble::at(&self.folder))?;
        }
        copy(&self.source, &self.folder)?;
        let manifest = self.folder.join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest).map_err(Trouble::at(&manifest))?;
        std::fs::write(&manifest, reduced(&text)).map_err(Trouble::at(&manifest))?;
        let empty = self.folder.join("nothing.rs");
        std::fs::write(&empty, "").map_err(Trouble::at(&empty))?;
        // What the scripts are made of is built once for all crates; their outputs are not kept.
        let target = workspace::scratch("crates")?.join("target");
        let built = target.join("debug/build");
        for old in self.outputs(&built)? {
            std::fs::remove_dir_all(&old).map_err(Trouble::at(&old))?;
        }
        let run = Run::cargo()
            .args(["check", "--quiet", "--jobs", "2"])
            .env("CARGO_TARGET_DIR", &target)
            .env("PROTOC", protoc)
            .within(&self.folder);
        let done = run.output()?;
        if done.code != Some(0) {
            return Ok(Err(done.stderr));
        }
        let mut files = Files::new();
        for output in self.outputs(&built)? {
            gather(&output.join("out"), "OUT_DIR/", &mut files)?;
        }
        gather(&self.folder, "", &mut files)?;
        Ok(Ok(files))
    }

    /// The folders in which cargo keeps what the build script of the crate makes.
    fn outputs(&self, built: &Path) -> Result<Vec<PathBuf>, Trouble> {
        if !built.is_dir() {
            return Ok(Vec::new());
        }
        let entries = std::fs::read_dir(built).map_err(Trouble::at(built))?;
        let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(Trouble::at(built)));
        let paths = paths.collect::<Result<Vec<_>, Trouble>>()?;
        let is_its = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            name.rsplit_once('-').is_some_and(|(name, _)| name == self.name)
        };
        Ok(paths.into_iter().filter(is_its).collect())
    }
}

/// A manifest, as cargo publishes it, with the build script and nothing else: features keep their names.
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

/// `[features]` in which only features are named, and no dependencies.
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

fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    std::fs::create_dir_all(to).map_err(Trouble::at(to))?;
    for entry in std::fs::read_dir(from).map_err(Trouble::at(from))? {
        let path = entry.map_err(Trouble::at(from))?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            std::fs::copy(&path, &target).map_err(Trouble::at(&path))?;
        }
    }
    Ok(())
}

/// Without what cargo writes beside a manifest.
fn gather(folder: &Path, prefix: &str, into: &mut Files) -> Result<(), Trouble> {
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_map(Result::ok) {
        let name = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
        if entry.file_type().is_file() && name != "Cargo.lock" {
            let bytes = std::fs::read(entry.path()).map_err(Trouble::at(entry.path()))?;
            into.insert(format!("{prefix}{name}"), bytes);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::reduced;

    #[test]
    fn a_reduced_manifest_has_the_script_alone() {
        let manifest = "[package]\nname = \"a\"\n\n[dependencies.b]\nversion = \"1\"\n\n[build-dependencies.c]\nversion = \"2\"\n\n\
                        [build-dependencies.d]\nversion = \"3\"\noptional = true\n\n[features]\ndefault = [\n    \"x\",\n    \"dep:b\",\n]\nx = [\"d\"]\n";
        let expected = "[package]\nname = \"a\"\n\n[build-dependencies.c]\nversion = \"2\"\n\n\
                        [features]\ndefault = [\"x\"]\nx = []\n\n[lib]\npath = \"nothing.rs\"\n\n[workspace]\n";
        assert_eq!(reduced(manifest), expected);
    }
}
