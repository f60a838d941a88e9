//! Consumers that findings name, against a reference that reads descriptors.
//!
//! A consumer is a drawn set of names of the old version. A reference in Python decides from the descriptors of both versions what
//! breaks it, and whether nothing differs in what it uses. Each such change must be in a finding that names the consumer, and no
//! finding may name a consumer that the change does not touch.

use serde_json::{Value, json};

use super::history::{ATTEMPTS, compiles};
use super::repository::{Finding, Program};
use super::trials::{self, Setting};
use crate::disk;
use crate::mutate::{self, Files, Library};
use crate::oracle::tally::Tally;
use crate::readers::MessageReader;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, workspace};

const REFERENCE: &str = "oracles/src/oracle/teams/consumers/reference.py";

/// The number of consumers of each draw.
const CONSUMERS: usize = 8;

pub(super) fn run(setting: &Setting<'_>) -> Result<Outcome, Error> {
    let program = Program::new(setting.program);
    trials::run(setting, "consumers", |number| trial(&program, setting, number))
}

/// Draws two versions with consumers, and judges them. Returns `None` if no draw compiles.
fn trial(program: &Program, setting: &Setting<'_>, number: u64) -> Result<Option<Tally>, Error> {
    let Setting { folder, libraries, seed, .. } = *setting;
    let drawn = (0..ATTEMPTS).find_map(|attempt| {
        let mut random = Random::keyed(seed, &[number, attempt, 51]);
        let versions = versions(libraries, &mut random)?;
        Some((versions, random))
    });
    let Some(([old, new], mut random)) = drawn else { return Ok(None) };
    let dir = tempfile::Builder::new().prefix("consumers-").tempdir_in(folder).map_err(Error::at(folder))?;
    let root = dir.path();
    for (name, files) in [("old", &old), ("new", &new)] {
        let folder = root.join(name);
        disk::write_all(&folder, files)?;
        program.run(root, &["build", name, "-o", &format!("{name}.binpb")]).finish()?;
    }
    let set = |name: &str| root.join(name).display().to_string();
    let mut reference = MessageReader::python_with(&workspace::root().join(REFERENCE))?;
    let named = reference.ask(&json!({ "op": "names", "set": set("old.binpb") }))?;
    let [names, types] = ["names", "types"].map(|key| strings(&named[key]));
    let usages: Vec<Vec<String>> = (0..CONSUMERS).map(|_| usage(&names, &types, &mut random)).collect();
    let mut config = "[breaking]\nuse = [\"FILE\"]\n[consumers]\n".to_owned();
    for (index, lines) in usages.iter().enumerate() {
        let path = root.join(format!("new/c{index}.usage"));
        std::fs::write(&path, lines.join("\n")).map_err(Error::at(&path))?;
        config.push_str(&format!("c{index} = {{ usage = \"c{index}.usage\" }}\n"));
    }
    let path = root.join("new/protoward.toml");
    std::fs::write(&path, config).map_err(Error::at(&path))?;
    let findings = program.breaking(&root.join("new"), &["--against", "../old"], &[])?;
    let findings: Vec<Finding> = findings.into_iter().filter(|it| !it.fingerprint.is_empty()).collect();
    let request = json!({ "op": "judge", "old": set("old.binpb"), "new": set("new.binpb"), "usages": usages });
    let judged = reference.ask(&request)?;
    let mut tally = Tally::default().with("findings", findings.len()).with("consumers", usages.len());
    for (index, (answer, lines)) in judged["consumers"].as_array().into_iter().flatten().zip(&usages).enumerate() {
        check(&format!("c{index}"), answer, lines, &findings, &mut tally);
    }
    Ok(Some(tally))
}

/// Returns two versions with one to four changes between them.
fn versions(libraries: &[Library], random: &mut Random) -> Option<[Files; 2]> {
    let (old, file) = mutate::start(libraries, random, compiles)?;
    let mut new = old.clone();
    for _ in 0..1 + random.below(4) {
        new = mutate::next(&new, &file, random, compiles)?;
    }
    Some([old, new])
}

/// Returns the lines of a usage file: some names, or all members of something.
fn usage(names: &[String], types: &[String], random: &mut Random) -> Vec<String> {
    let count = 1 + random.below(6);
    let name = |random: &mut Random| {
        if random.chance(6) { random.pick(types).map(|name| format!("{name}.*")) } else { random.pick(names).cloned() }
    };
    (0..count).filter_map(|_| name(random)).collect()
}

fn check(consumer: &str, answer: &Value, lines: &[String], findings: &[Finding], tally: &mut Tally) {
    let naming: Vec<&Finding> = findings.iter().filter(|it| it.consumers.iter().any(|it| it == consumer)).collect();
    for change in answer["broken"].as_array().into_iter().flatten() {
        tally.add("changes that break one", 1);
        let names = strings(change);
        // A package or a file stands for everything in it.
        let is_whole = |finding: &Finding| words(&finding.message).any(|word| word == "package" || word == "file");
        let is_named = |finding: &Finding| words(&finding.message).any(|word| names.iter().any(|name| name == word));
        if !naming.iter().any(|finding| is_whole(finding) || is_named(finding)) {
            let all: Vec<&str> = findings.iter().map(|it| it.message.split(':').next().unwrap_or_default()).collect();
            tally.findings.push(format!("{names:?} breaks {lines:?}, which no finding names: {all:?}"));
        }
    }
    if answer["is_untouched"] == true {
        tally.add("that are not touched", 1);
        if !naming.is_empty() {
            tally.findings.push(format!("{lines:?} is not touched, and named by {naming:?}"));
        }
    }
}

/// Returns the identifiers of a message.
fn words(message: &str) -> impl Iterator<Item = &str> {
    message.split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
