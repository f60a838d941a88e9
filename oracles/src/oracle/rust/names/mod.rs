//! Random sets of files with names that are likely to clash in Rust, and comments that rustdoc may misinterpret.
//!
//! Input: a seed. Output: whether protoc and protoward agree on each set, and whether the code of accepted sets is correct. The
//! code must compile, pass clippy and be documented without warnings and without doc tests, with the default options, with all options,
//! and without services.
//! Names on the wire, in JSON and in paths must be those of the files.

mod compiled;
mod generated;
mod settings;
mod spelled;

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::oracle::random::{self, Judge, ProtocResult};
use generated::Code;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::workspace::{self, Profile};
use protoward_kit::{Outcome, corpus, parallel};
use settings::OptionSet;

/// A set that protoc accepts, in its folder.
struct AcceptedSet {
    number: u64,
    folder: PathBuf,
    files: Vec<String>,
}

/// An error in a set.
struct Finding {
    set: String,
    what: String,
}

pub(super) fn run(seed: u64, count: u64) -> Result<Outcome, Error> {
    let protoward = workspace::protoward(Profile::Dev)?;
    let judge = Judge { protoc: corpus::protoc()?, protoward: protoward.clone() };
    let scratch = workspace::scratch("oracle/rust-names")?;
    let (sets, mut findings) = drawn(&judge, seed, count)?;
    println!("{count} sets of seed {seed}, of which protoc accepts {}", sets.len());
    let sets: Vec<(&AcceptedSet, OptionSet)> =
        sets.iter().flat_map(|set| OptionSet::ALL.iter().map(move |&settings| (set, settings))).collect();
    let codes = parallel::map(&sets, |(set, settings)| generated::code(&protoward, set, *settings));
    let mut accepted: BTreeMap<String, Code> = BTreeMap::new();
    for code in codes {
        match code? {
            Ok(code) => _ = accepted.insert(code.name.clone(), code),
            Err(finding) => findings.push(finding),
        }
    }
    println!("  {} of {} are generated", accepted.len(), sets.len());
    let megabytes = accepted.values().map(|code| code.bytes).sum::<usize>() / (1 << 20);
    let all = accepted.len();
    findings.extend(compiled::findings(&mut accepted, &scratch)?);
    println!("  {} of {all} are fine, in {megabytes} MB: `cargo clippy`, `cargo doc`, no tests", accepted.len());
    for Finding { set, what } in &findings {
        println!("\n{set}:\n{what}");
    }
    Ok(if findings.is_empty() { Outcome::Passed } else { Outcome::Findings })
}

/// Draws sets, and writes those that both compilers accept.
fn drawn(judge: &Judge, seed: u64, count: u64) -> Result<(Vec<AcceptedSet>, Vec<Finding>), Error> {
    let root = workspace::scratch("oracle/rust-names")?.join("sets");
    files::empty(&root)?;
    let config = root.join("service_config.json");
    files::write(&config, generated::CONFIG)?;
    let numbers: Vec<u64> = (0..count).collect();
    let judged = parallel::map(&numbers, |&number| {
        let texts = random::clashing(seed, number);
        let folder = root.join(number.to_string());
        std::fs::create_dir_all(&folder).map_err(Error::at(&folder))?;
        random::write(&texts, &folder)?;
        let (result, difference) = judge.compare(&texts, None)?;
        let files = texts.into_iter().map(|(name, _)| name).collect();
        Ok((AcceptedSet { number, folder, files }, result, difference))
    });
    let mut sets = Vec::new();
    let mut findings = Vec::new();
    for it in judged {
        let (set, result, difference) = it?;
        if let Some(difference) = difference {
            findings.push(Finding { set: set.number.to_string(), what: format!("{difference:?}") });
        } else if result == ProtocResult::Accepted {
            sets.push(set);
        }
    }
    Ok((sets, findings))
}
