//! Rust code through us, and through prost-build and tonic-prost-build with protoc: the same files, byte for byte.
//!
//! In: the packages of the corpora or drawn schemas, and drawn options. Out: agreement as a number for each of the three ways to ask us, a
//! build script, `protoward.toml` and flags, and for a build script with earlier versions, and each file that differs. What is meant to differ is switched off:
//! `prost_comments` is on. `surface` holds the names of their methods to ours.

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

use std::path::PathBuf;
use std::time::Instant;

use crate::corpus::{self, Tree};
use crate::oracle::agreement::Agreement;
use crate::oracle::codegen::groups::{Group, folders};
use crate::random::Random;
use crate::trouble::Trouble;
use crate::workspace::{self, Profile};
use crate::{Outcome, parallel};
use case::Case;

/// Schemas of these corpora, apart from files of an edition, which prost-build does not take.
const CORPORA: &[&str] = &["google-proto-files", "protobuf-src", "googleapis-common-protos", "grpc-js-xds"];

/// Descriptors without sources.
const READY: &str = "xds-protos";

/// The programs that are compared.
#[derive(Debug)]
pub(super) struct Programs {
    pub(super) protoc: PathBuf,
    pub(super) protoward: PathBuf,
}

/// How the same is asked for.
#[derive(Debug, Default)]
pub(super) struct Ways {
    build_script: Agreement,
    toml: Agreement,
    flags: Agreement,
    /// A build script, for earlier versions of prost and tonic.
    earlier: Agreement,
    /// Files that all of them wrote.
    files: usize,
    /// Packages that they do not take.
    refused: usize,
}

impl Ways {
    fn append(&mut self, more: Ways) {
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

/// Each package is generated so many times, with other options each time.
pub(super) fn run(seed: u64, one_in: usize, generated: Option<u64>, release: bool) -> Result<Outcome, Trouble> {
    let mut is_fine = surface::check()?;
    let profile = if release { Profile::Release } else { Profile::Dev };
    let programs = Programs { protoc: corpus::protoc()?, protoward: workspace::protoward(profile)? };
    // What generators panic about is compared, and not to be seen.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let compared = match generated {
        Some(count) => generated::run(seed, count, &programs),
        None => compare_all(seed, one_in, &programs),
    };
    std::panic::set_hook(hook);
    is_fine &= compared?;
    Ok(if is_fine { Outcome::Fine } else { Outcome::Findings })
}

fn compare_all(seed: u64, one_in: usize, programs: &Programs) -> Result<bool, Trouble> {
    let mut is_fine = true;
    for corpus in CORPORA {
        for tree in corpus::find(corpus)?.trees()? {
            let start = Instant::now();
            let groups = thinned(folders(&tree), seed, one_in);
            let numbered: Vec<(u64, &Group)> = (0..).zip(&groups).collect();
            let mut ways = Ways::default();
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

/// One in so many, and at least one; others with each seed.
fn thinned(groups: Vec<Group>, seed: u64, one_in: usize) -> Vec<Group> {
    let step = one_in.clamp(1, groups.len().max(1));
    let first = usize::try_from(seed).unwrap_or_default() % step;
    groups.into_iter().skip(first).step_by(step).collect()
}

/// What protoc refuses is taken apart: one of the files may be at fault.
fn compare(tree: &Tree, group: &Group, mut random: Random, programs: &Programs) -> Result<Ways, Trouble> {
    match Case::draw(tree, group, &mut random, programs)? {
        Some(case) => case.compare(programs),
        None => {
            let mut ways = Ways::default();
            for half in group.halves().into_iter().flatten() {
                ways.append(compare(tree, &half, random.clone(), programs)?);
            }
            Ok(ways)
        }
    }
}
