//! Compares generated Rust code with that of prost-build and tonic-prost-build with protoc, byte for byte.
//!
//! Input: the packages of the corpora or random schemas, and random options. Output: every file that differs, and a rate of
//! agreement for each of the three ways to run protoward. These are a build script (also with earlier versions),
//! `protoward.toml`, and command-line options.
//!
//! Intended differences are switched off with `prost_comments`. `surface` compares the names of the methods.

mod case;
mod drawing;
mod earlier;
mod generated;
mod methods;
mod ours;
mod program;
mod ready;
mod surface;
mod theirs;
mod ways;

use std::path::PathBuf;
use std::time::Instant;

use crate::oracle::agreement::Agreement;
use crate::oracle::codegen::groups::{Group, folders};
use case::Case;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::workspace::{self, Profile};
use protoward_kit::{Outcome, parallel};

/// The corpora with the schemas to compare. Files with an edition are left out, because prost-build does not support them.
const CORPORA: &[&str] = &["google-proto-files", "protobuf-src", "googleapis-common-protos", "grpc-js-xds"];

/// A corpus of descriptors without sources.
const READY: &str = "xds-protos";

/// The paths of the programs.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) protoc: PathBuf,
    pub(super) protoward: PathBuf,
}

/// The results of each way to run protoward.
#[derive(Debug, Default)]
pub(super) struct Agreements {
    build_script: Agreement,
    toml: Agreement,
    flags: Agreement,
    /// The result of a build script for earlier versions of prost and tonic.
    earlier: Agreement,
    /// The number of files that the original generators wrote.
    files: usize,
    /// The number of packages that the original generators refuse.
    refused: usize,
}

impl Agreements {
    fn append(&mut self, more: Agreements) {
        self.build_script.append(more.build_script);
        self.toml.append(more.toml);
        self.flags.append(more.flags);
        self.earlier.append(more.earlier);
        self.files += more.files;
        self.refused += more.refused;
    }

    fn print(&self, title: &str, seconds: u64) {
        println!("{title}: {} files in {seconds} s, {} packages that prost refuses", self.files, self.refused);
        for (way, agreement) in self.all() {
            println!("  {way}: {agreement}");
            agreement.disagreeing().for_each(|case| println!("    DIFFERS {case}"));
        }
    }

    fn all(&self) -> [(&'static str, &Agreement); 4] {
        let [build_script, toml, flags, earlier] = [&self.build_script, &self.toml, &self.flags, &self.earlier];
        [("build script", build_script), ("protoward.toml", toml), ("flags", flags), ("earlier versions", earlier)]
    }

    fn is_fine(&self) -> bool {
        self.all().iter().all(|(_, agreement)| agreement.is_full())
    }
}

/// Compares one in `one_in` packages of the corpora, or `generated` random schemas, with random options.
pub(super) fn run(seed: u64, one_in: usize, generated: Option<u64>, release: bool) -> Result<Outcome, Error> {
    let mut is_fine = surface::check()?;
    let profile = if release { Profile::Release } else { Profile::Dev };
    let programs = Programs { protoc: corpus::protoc()?, protoward: workspace::protoward(profile)? };
    // Panics of generators are compared as errors, and not printed.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let compared = match generated {
        Some(count) => generated::run(seed, count, &programs),
        None => compare_all(seed, one_in, &programs),
    };
    std::panic::set_hook(hook);
    is_fine &= compared?;
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

fn compare_all(seed: u64, one_in: usize, programs: &Programs) -> Result<bool, Error> {
    let mut is_fine = true;
    for corpus in CORPORA {
        for tree in corpus::find(corpus)?.trees()? {
            let start = Instant::now();
            let groups = thinned(folders(&tree), seed, one_in);
            let numbered: Vec<(u64, &Group)> = (0..).zip(&groups).collect();
            let mut ways = Agreements::default();
            for result in parallel::map(&numbered, |(number, group)| {
                compare(&tree, group, Random::keyed(seed, &[*number]), programs)
            }) {
                ways.append(result?);
            }
            ways.print(&format!("{}: {} packages", tree.title(), groups.len()), start.elapsed().as_secs());
            is_fine &= ways.is_fine();
        }
    }
    Ok(is_fine & ready::compare(READY, seed, one_in)?)
}

/// Returns one in `one_in` groups, and at least one. The choice depends on the seed.
fn thinned(groups: Vec<Group>, seed: u64, one_in: usize) -> Vec<Group> {
    let step = one_in.clamp(1, groups.len().max(1));
    let first = usize::try_from(seed).unwrap_or_default() % step;
    groups.into_iter().skip(first).step_by(step).collect()
}

/// Compares a group. If protoc rejects it, the group is split in half, because one of its files may be at fault.
fn compare(tree: &Tree, group: &Group, mut random: Random, programs: &Programs) -> Result<Agreements, Error> {
    match Case::draw(tree, group, &mut random, programs)? {
        Some(case) => case.compare(programs),
        None => {
            let mut ways = Agreements::default();
            for half in group.halves().into_iter().flatten() {
                ways.append(compare(tree, &half, random.clone(), programs)?);
            }
            Ok(ways)
        }
    }
}
