//! Generated graphs of repositories and folders, compared with a reference resolver.
//!
//! Each graph has several runs: of a new project, after branches and tags have moved, with another configuration, and of
//! `deps update`. For each, the codes of the errors or the locked commits and the origins of all imports must be those of the
//! reference resolver.

mod disk;
mod model;
mod resolver;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use self::disk::Disk;
use self::model::World;
use self::resolver::{Import, Lock, LockEntry, Resolved, Update};
use crate::oracle::agreement::Agreement;
use protoward_kit::error::Error;
use protoward_kit::process::{ProcessOutput, Run};
use protoward_kit::random::Random;
use protoward_kit::{Outcome, parallel};

pub(super) fn run(program: &Path, seed: u64, numbers: &[u64]) -> Result<Outcome, Error> {
    let mut agreement = Agreement::default();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for result in parallel::map(numbers, |number| Graph::new(program, seed, *number)?.compare()) {
        let graph = result?;
        graph.differences.iter().for_each(|difference| println!("DIFFERS graph {}: {difference}", graph.number));
        agreement.count(&graph.number.to_string(), graph.differences.is_empty());
        graph.kinds.into_iter().for_each(|kind| *kinds.entry(kind).or_default() += 1);
    }
    println!("generated graphs, as the reference resolver: {agreement}");
    let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    println!("  runs: {}", kinds.join(", "));
    Ok(if agreement.is_full() { Outcome::Passed } else { Outcome::Findings })
}

struct Graph<'a> {
    number: u64,
    program: &'a Path,
    random: Random,
    world: World,
    lock: Lock,
    folder: tempfile::TempDir,
    disk: Disk,
    differences: Vec<String>,
    /// The result of each run, for the summary.
    kinds: Vec<String>,
}

impl<'a> Graph<'a> {
    fn new(program: &'a Path, seed: u64, number: u64) -> Result<Graph<'a>, Error> {
        let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        let mut random = Random::keyed(seed, &[number]);
        let world = World::new(&mut random);
        let disk = Disk::new(folder.path());
        let lock = Lock::new();
        let differences = Vec::new();
        let kinds = Vec::new();
        Ok(Graph { number, program, random, world, lock, folder, disk, differences, kinds })
    }

    fn compare(mut self) -> Result<Graph<'a>, Error> {
        self.step("new", &Update::Nothing, &["build"])?;
        self.world.advance(&mut self.random);
        self.step("branches have moved", &Update::Nothing, &["build"])?;
        self.world.reconfigure(&mut self.random);
        self.step("another configuration", &Update::Nothing, &["build"])?;
        self.world.advance(&mut self.random);
        let names: Vec<String> = self.lock.iter().map(|it| it.needed.name.clone()).collect();
        if let Some(name) = self.random.pick(&names).cloned() {
            self.step("one is updated", &Update::One(name.clone()), &["deps", "update", &name])?;
        }
        self.step("all are updated", &Update::All, &["deps", "update"])?;
        Ok(self)
    }

    fn step(&mut self, step: &str, update: &Update, command: &[&str]) -> Result<(), Error> {
        self.disk.write(&self.world)?;
        let expected = resolver::resolve(&self.world, &self.lock, update);
        let imports = self.import(&expected)?;
        let is_build = command[0] == "build";
        let done = self.protoward(command)?;
        let codes = codes(&done.stderr);
        let expected_codes: BTreeSet<String> = match &expected {
            Err(codes) => codes.iter().map(|code| (*code).to_owned()).collect(),
            Ok(_) if is_build => imports.iter().filter_map(|(_, import)| Some(code(*import)?.to_owned())).collect(),
            Ok(_) => BTreeSet::new(),
        };
        let mut differs = Vec::new();
        if codes != expected_codes || done.code != Some(i32::from(!expected_codes.is_empty())) {
            differs.push(format!("errors {codes:?} ({:?}), expected {expected_codes:?}: {}", done.code, done.stderr));
        }
        if let Ok((_, lock)) = &expected {
            self.lock.clone_from(lock);
        }
        let commit = |it: &LockEntry| (it.needed.name.clone(), self.disk.commit(it.repository, it.commit).to_owned());
        let mut locked: Vec<(String, String)> = self.lock.iter().map(commit).collect();
        locked.sort();
        let written = written(&self.disk.path("project/protoward.lock"));
        if written != locked {
            differs.push(format!("locked {written:?}, expected {locked:?}"));
        }
        if expected.is_ok() && is_build && expected_codes.is_empty() {
            let listed = self.protoward(&["ls-files", "--include-imports", "--locked", "--offline"])?;
            if listed.code != Some(0) {
                differs.push(format!("not usable offline: {}", listed.stderr));
            }
            let listed: BTreeSet<String> = String::from_utf8_lossy(&listed.stdout).lines().map(str::to_owned).collect();
            let paths = imports.iter().filter_map(|(path, import)| self.display(path, *import));
            let expected: BTreeSet<String> = paths.chain(["proto/main.proto".to_owned()]).collect();
            if listed != expected {
                differs.push(format!("files {listed:?}, expected {expected:?}"));
            }
        }
        let kind = expected_codes.first().map_or("without errors", String::as_str).to_owned();
        self.kinds.push(kind);
        self.differences.extend(differs.into_iter().map(|it| format!("{step}: {it}")));
        Ok(())
    }

    /// Writes a schema that imports some files, and returns their origins.
    fn import<'f>(&mut self, expected: &'f Resolved) -> Result<Vec<(String, Import<'f>)>, Error> {
        let found: &[_] = expected.as_ref().map_or(&[], |(found, _)| found.as_slice());
        let mut paths = self.random.sample(resolver::imports(found), 4);
        // One file can have two import paths. Both together would declare its names twice.
        let mut packages = BTreeSet::new();
        paths.retain(|path| packages.insert(resolver::packages(found, path)));
        // An import that two dependencies have with different contents hides other runs, so most of those are left out.
        if !self.random.chance(6) {
            paths.retain(|path| matches!(resolver::import(found, path), Import::From(_)));
        }
        if self.random.chance(20) {
            paths.push("missing.proto".to_owned());
        }
        let lines: String = paths.iter().map(|path| format!("import \"{path}\";\n")).collect();
        disk::write(
            &self.disk.path("project/proto/main.proto"),
            format!("syntax = \"proto3\";\npackage main;\n{lines}"),
        )?;
        Ok(paths.into_iter().map(|path| (path.clone(), resolver::import(found, &path))).collect())
    }

    /// Returns the path of an import as `ls-files` shows it.
    fn display(&self, path: &str, import: Import<'_>) -> Option<String> {
        let Import::From(found) = import else { return None };
        Some(match (&found.folder, &found.entry) {
            (Some(folder), _) => format!("{folder}/{path}"),
            (None, Some(entry)) => {
                let version = match &entry.reference {
                    model::Reference::Tag(tag) => tag.clone(),
                    _ => self.disk.commit(entry.repository, entry.commit)[..7].to_owned(),
                };
                format!("{}/{path}@{version}", found.needed.name)
            }
            (None, None) => return None,
        })
    }

    fn protoward(&self, arguments: &[&str]) -> Result<ProcessOutput, Error> {
        let run = Run::new(self.program).args(arguments).current_dir(&self.disk.path("project"));
        run.env("PROTOWARD_CACHE", self.folder.path().join("cache")).output()
    }
}

/// Returns the code of the error for an import.
fn code(import: Import<'_>) -> Option<&'static str> {
    match import {
        Import::From(_) => None,
        Import::Contradicted => Some("unreadable"),
        Import::Missing => Some("import-not-found"),
    }
}

/// Returns the codes of all errors in messages.
fn codes(messages: &str) -> BTreeSet<String> {
    let errors = messages.lines().filter(|line| !line.starts_with(' ') && !line.contains(":warning:"));
    errors.filter_map(|line| Some(line.strip_suffix(']')?.rsplit_once('[')?.1.to_owned())).collect()
}

/// Returns the names and commits in a lock file, sorted.
fn written(path: &Path) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let value = |line: &str, key: &str| Some(line.strip_prefix(key)?.trim_matches(['=', ' ', '"']).to_owned());
    let mut name = String::new();
    let mut locked = Vec::new();
    for line in text.lines() {
        if let Some(value) = value(line, "name ") {
            name = value;
        } else if let Some(commit) = value(line, "commit ") {
            locked.push((name.clone(), commit));
        }
    }
    locked.sort();
    locked
}
